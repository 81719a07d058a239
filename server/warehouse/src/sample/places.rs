//! A *place* is where goods lie or go: the company's warehouses and the regions and cities of its customers.

/// A warehouse of the sample company.
#[derive(Debug)]
pub(super) struct Depot {
    pub(super) code: &'static str,
    /// How much of the range it keeps, per mille.
    pub(super) range: u64,
    /// Days that deliveries from suppliers take longer than to the main warehouse.
    pub(super) distance: usize,
}

/// The company's seven warehouses.
pub(super) const DEPOTS: [Depot; 7] = [
    Depot {
        code: "OSL-MAIN",
        range: 970,
        distance: 0,
    },
    Depot {
        code: "BGO-WEST",
        range: 420,
        distance: 2,
    },
    Depot {
        code: "GOT-PORT",
        range: 800,
        distance: 1,
    },
    Depot {
        code: "CPH-CITY",
        range: 740,
        distance: 1,
    },
    Depot {
        code: "BER-NORTH",
        range: 780,
        distance: 2,
    },
    Depot {
        code: "HAM-PORT",
        range: 700,
        distance: 0,
    },
    Depot {
        code: "RTM-HUB",
        range: 640,
        distance: 3,
    },
];

/// The main warehouse, which steps in for the others.
pub(super) const MAIN_DEPOT: usize = 0;

/// A delivery area.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) name: &'static str,
    /// Its place in [`COUNTRIES`](super::countries::COUNTRIES).
    pub(super) country: usize,
    /// The warehouse that serves it, by its place in [`DEPOTS`].
    pub(super) depot: usize,
    /// How many of the customers live there, against the other regions.
    pub(super) weight: u64,
    /// Cities with their lowest postcode.
    pub(super) cities: &'static [(&'static str, u64)],
}

const fn region(
    name: &'static str,
    country: usize,
    depot: usize,
    weight: u64,
    cities: &'static [(&'static str, u64)],
) -> Region {
    Region {
        name,
        country,
        depot,
        weight,
        cities,
    }
}

/// The delivery areas, by country.
pub(super) const REGIONS: [Region; 23] = [
    region("Oslo", 0, 0, 95, &[("Oslo", 150)]),
    region(
        "Akershus",
        0,
        0,
        60,
        &[("Lillestrøm", 2000), ("Sandvika", 1300), ("Ski", 1400)],
    ),
    region("Vestland", 0, 1, 38, &[("Bergen", 5003), ("Voss", 5700)]),
    region(
        "Rogaland",
        0,
        1,
        24,
        &[("Stavanger", 4006), ("Haugesund", 5500)],
    ),
    region(
        "Trøndelag",
        0,
        0,
        30,
        &[("Trondheim", 7010), ("Steinkjer", 7700)],
    ),
    region(
        "Västra Götaland",
        1,
        2,
        72,
        &[
            ("Göteborg", 41101),
            ("Borås", 50330),
            ("Trollhättan", 46130),
        ],
    ),
    region(
        "Halland",
        1,
        2,
        22,
        &[("Halmstad", 30220), ("Varberg", 43240)],
    ),
    region(
        "Stockholm",
        1,
        2,
        64,
        &[("Stockholm", 11120), ("Södertälje", 15130)],
    ),
    region(
        "Skåne",
        1,
        3,
        44,
        &[("Malmö", 21115), ("Lund", 22222), ("Helsingborg", 25220)],
    ),
    region(
        "Capital Region",
        2,
        3,
        58,
        &[("København", 2100), ("Hillerød", 3400)],
    ),
    region(
        "Zealand",
        2,
        3,
        26,
        &[("Roskilde", 4000), ("Næstved", 4700)],
    ),
    region(
        "Central Jutland",
        2,
        3,
        30,
        &[("Aarhus", 8000), ("Viborg", 8800)],
    ),
    region(
        "Southern Denmark",
        2,
        5,
        26,
        &[("Odense", 5000), ("Esbjerg", 6700), ("Kolding", 6000)],
    ),
    region("Berlin", 3, 4, 78, &[("Berlin", 10115)]),
    region(
        "Brandenburg",
        3,
        4,
        26,
        &[("Potsdam", 14467), ("Cottbus", 3042)],
    ),
    region("Saxony", 3, 4, 34, &[("Leipzig", 4103), ("Dresden", 1067)]),
    region("Hamburg", 3, 5, 62, &[("Hamburg", 20095)]),
    region(
        "Schleswig-Holstein",
        3,
        5,
        28,
        &[("Kiel", 24103), ("Lübeck", 23552)],
    ),
    region(
        "Lower Saxony",
        3,
        5,
        40,
        &[
            ("Hannover", 30159),
            ("Osnabrück", 49074),
            ("Oldenburg", 26121),
        ],
    ),
    region(
        "South Holland",
        4,
        6,
        48,
        &[("Rotterdam", 3011), ("Delft", 2611), ("Leiden", 2311)],
    ),
    region(
        "North Holland",
        4,
        6,
        40,
        &[("Amsterdam", 1011), ("Haarlem", 2011)],
    ),
    region(
        "Utrecht",
        4,
        6,
        22,
        &[("Utrecht", 3511), ("Amersfoort", 3811)],
    ),
    region(
        "North Brabant",
        4,
        6,
        20,
        &[("Eindhoven", 5611), ("Breda", 4811)],
    ),
];
