//! A *supplier* delivers products: some on the day, some late, some at a price.

/// A supplier of the sample company.
#[derive(Debug)]
pub(super) struct Supplier {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// The product groups that it can deliver, by their code letters.
    pub(super) groups: &'static [&'static str],
    /// Days from order to delivery that it promises.
    pub(super) lead_time: usize,
    /// Its cost level, per mille of an ordinary supplier's.
    pub(super) cost_level: u64,
    pub(super) manner: Manner,
}

/// How a supplier keeps its promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// On the day or early, complete, seldom rejected.
    Exact,
    /// A few days late now and then.
    Ordinary,
    /// More often late than not.
    Late,
    /// On time, but often short or of poor quality.
    Careless,
}

impl Manner {
    /// Deliveries that come after the promised day, per mille.
    pub(super) const fn late(self) -> u64 {
        match self {
            Self::Exact => 40,
            Self::Ordinary => 190,
            Self::Late => 610,
            Self::Careless => 150,
        }
    }

    /// The longest delay of a late delivery, days.
    pub(super) const fn longest_delay(self) -> usize {
        match self {
            Self::Exact => 3,
            Self::Ordinary => 7,
            Self::Late => 24,
            Self::Careless => 6,
        }
    }

    /// Lines that arrive short, per mille.
    pub(super) const fn short(self) -> u64 {
        match self {
            Self::Exact => 8,
            Self::Ordinary => 35,
            Self::Late => 50,
            Self::Careless => 140,
        }
    }

    /// Lines that are turned away at inspection, per mille.
    pub(super) const fn rejected(self) -> u64 {
        match self {
            Self::Exact => 2,
            Self::Ordinary => 8,
            Self::Late => 12,
            Self::Careless => 55,
        }
    }
}

const fn supplier(
    code: &'static str,
    name: &'static str,
    groups: &'static [&'static str],
    lead_time: usize,
    cost_level: u64,
    manner: Manner,
) -> Supplier {
    Supplier {
        code,
        name,
        groups,
        lead_time,
        cost_level,
        manner,
    }
}

use Manner::{Careless, Exact, Late, Ordinary};

/// Everybody who delivers to the sample company. Each product group has three suppliers at least.
pub(super) const SUPPLIERS: [Supplier; 40] = [
    supplier(
        "SUP-101",
        "Almvik Tool Works",
        &["HT", "PT"],
        14,
        1_000,
        Exact,
    ),
    supplier(
        "SUP-102",
        "Brandtwerk Werkzeuge GmbH",
        &["HT", "PT", "TS"],
        10,
        1_120,
        Exact,
    ),
    supplier(
        "SUP-103",
        "Caldera Handels AB",
        &["HT", "FX"],
        21,
        930,
        Late,
    ),
    supplier(
        "SUP-104",
        "Dragonfly Imports",
        &["PT", "LI", "GR"],
        45,
        840,
        Late,
    ),
    supplier(
        "SUP-105",
        "Eikeland Stål AS",
        &["HT", "TS", "SN"],
        12,
        1_010,
        Ordinary,
    ),
    supplier("SUP-106", "Voltarn Nordic", &["PT"], 18, 1_060, Ordinary),
    supplier("SUP-107", "Fibrenko Boxes", &["TS"], 9, 970, Ordinary),
    supplier(
        "SUP-108",
        "Kassero Lagertechnik",
        &["TS", "CL"],
        16,
        1_030,
        Exact,
    ),
    supplier(
        "SUP-109",
        "Fastrell Schrauben GmbH",
        &["FX"],
        7,
        1_000,
        Exact,
    ),
    supplier(
        "SUP-110",
        "Nagelby Spikfabrik AB",
        &["FX"],
        11,
        950,
        Careless,
    ),
    supplier(
        "SUP-111",
        "Gulf & Fjord Trading",
        &["FX", "GH", "KW"],
        40,
        820,
        Late,
    ),
    supplier("SUP-112", "Hydrelle Slangen BV", &["GH"], 13, 1_000, Exact),
    supplier(
        "SUP-113",
        "Slangvik Gummi",
        &["GH", "LC"],
        15,
        980,
        Ordinary,
    ),
    supplier(
        "SUP-114",
        "Polderplast BV",
        &["GH", "PP", "CL"],
        8,
        1_040,
        Ordinary,
    ),
    supplier("SUP-115", "Terralund Keramik ApS", &["PP"], 24, 1_000, Late),
    supplier("SUP-116", "Krukmakarna i Ekeby", &["PP"], 17, 1_090, Exact),
    supplier(
        "SUP-117",
        "Minho Terra Lda",
        &["PP", "OF"],
        33,
        860,
        Careless,
    ),
    supplier("SUP-118", "Spirelund Frø AS", &["SB"], 6, 1_000, Exact),
    supplier("SUP-119", "Groveld Zaden BV", &["SB"], 9, 940, Ordinary),
    supplier(
        "SUP-120",
        "Bloemhof & Zonen",
        &["SB", "PP"],
        12,
        1_050,
        Careless,
    ),
    supplier(
        "SUP-121",
        "Plenora Rasen GmbH",
        &["LC", "SB"],
        14,
        1_000,
        Ordinary,
    ),
    supplier("SUP-122", "Gressmester AS", &["LC"], 10, 1_080, Exact),
    supplier(
        "SUP-123",
        "Mosefri Kemi ApS",
        &["LC", "CL"],
        11,
        960,
        Ordinary,
    ),
    supplier("SUP-124", "Verandel Möbel AB", &["OF"], 28, 1_000, Ordinary),
    supplier("SUP-125", "Solhyll Furniture", &["OF"], 38, 880, Late),
    supplier("SUP-126", "Teakwater Trading", &["OF", "GR"], 55, 800, Late),
    supplier("SUP-127", "Glødheim Grill AS", &["GR"], 16, 1_050, Exact),
    supplier(
        "SUP-128",
        "Emberholt GmbH",
        &["GR", "OF"],
        20,
        1_000,
        Ordinary,
    ),
    supplier("SUP-129", "Frostvarden AS", &["SN"], 13, 1_000, Exact),
    supplier(
        "SUP-130",
        "Snøkant Redskap",
        &["SN", "LC"],
        19,
        950,
        Ordinary,
    ),
    supplier(
        "SUP-131",
        "Lappmark Plast AB",
        &["SN", "TS"],
        15,
        920,
        Careless,
    ),
    supplier("SUP-132", "Lumavik Lys AS", &["LI"], 12, 1_000, Ordinary),
    supplier("SUP-133", "Skinnar Belysning AB", &["LI"], 17, 1_070, Exact),
    supplier(
        "SUP-134",
        "Pearl Delta Lighting",
        &["LI", "KW"],
        48,
        790,
        Late,
    ),
    supplier("SUP-135", "Renvik Kjemi AS", &["CL"], 7, 1_000, Exact),
    supplier(
        "SUP-136",
        "Skurella Haushalt GmbH",
        &["CL", "KW"],
        11,
        1_020,
        Ordinary,
    ),
    supplier("SUP-137", "Gryteby Bruk", &["KW"], 18, 1_150, Exact),
    supplier("SUP-138", "Kjelvik Emalje", &["KW"], 22, 1_000, Ordinary),
    supplier(
        "SUP-139",
        "Porcelanowa Łąka",
        &["KW", "PP"],
        26,
        870,
        Careless,
    ),
    supplier(
        "SUP-140",
        "Universal Sourcing Group",
        &["HT", "FX", "CL", "LI"],
        30,
        900,
        Careless,
    ),
];
