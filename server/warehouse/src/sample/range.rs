//! The *range* is the list of the company's product groups, with their seasons, brands and families.

use super::goods::{
    BAGS, BLADES, BOTTLES, BURNERS, CLAY, COLOUR_MIX, COLOURS, CodeScheme, Family, Group, LENGTHS,
    LITRES, ONE, PIECES, SCREWS, SIZES, VOLTS, WATTS, WOODS, family,
};

const fn group(
    (letters, name): (&'static str, &'static str),
    codes: CodeScheme,
    brands: &'static [&'static str],
    (growth, markup): (u64, u64),
    season: [u64; 12],
    families: &'static [Family],
) -> Group {
    Group {
        name,
        letters,
        codes,
        brands,
        season,
        growth,
        markup,
        families,
    }
}

/// The fourteen product groups.
pub(super) const GROUPS: [Group; 14] = [
    group(
        ("HT", "Hand Tools"),
        CodeScheme::Letters,
        &["Stenhammer", "Brekko", "Ravnsmie"],
        (1_040, 1_720),
        [
            820, 860, 1_040, 1_150, 1_180, 1_090, 900, 940, 1_020, 1_010, 970, 1_020,
        ],
        &[
            family("Claw Hammer", 1_180, 6, SIZES),
            family("Pruning Saw", 1_450, 5, BLADES),
            family("Spirit Level", 1_620, 4, ONE),
            family("Adjustable Spanner", 990, 6, BLADES),
            family("Wood Chisel Set", 2_350, 3, ONE),
            family("Screwdriver Set", 1_540, 6, SIZES),
            family("Combination Pliers", 870, 8, SIZES),
            family("Garden Spade", 1_980, 5, ONE),
            family("Axe", 2_760, 3, SIZES),
        ],
    ),
    group(
        ("PT", "Power Tools"),
        CodeScheme::Variant,
        &["Voltarn", "Dreivik"],
        (1_110, 1_480),
        [
            900, 880, 980, 1_040, 1_060, 1_040, 880, 900, 980, 1_020, 1_160, 1_160,
        ],
        &[
            family("Cordless Drill", 6_900, 2, VOLTS),
            family("Impact Driver", 8_200, 2, VOLTS),
            family("Jigsaw", 7_450, 2, ONE),
            family("Orbital Sander", 5_200, 2, ONE),
            family("Circular Saw", 9_800, 2, VOLTS),
            family("Hedge Trimmer", 7_900, 2, VOLTS),
            family("Leaf Blower", 6_600, 2, VOLTS),
            family("Battery Pack", 3_900, 4, VOLTS),
        ],
    ),
    group(
        ("TS", "Tool Storage"),
        CodeScheme::Letters,
        &["Stabla", "Kassero"],
        (1_030, 1_640),
        [
            1_090, 1_020, 1_000, 980, 960, 930, 850, 930, 1_000, 1_020, 1_080, 1_140,
        ],
        &[
            family("Tool Box", 1_840, 4, SIZES),
            family("Parts Organiser", 1_120, 6, SIZES),
            family("Workshop Trolley", 14_900, 1, ONE),
            family("Tool Bag", 2_150, 4, SIZES),
            family("Steel Shelf", 4_650, 3, SIZES),
            family("Pegboard", 1_690, 5, COLOURS),
            family("Wall Rail", 1_320, 6, SIZES),
        ],
    ),
    group(
        ("FX", "Fasteners"),
        CodeScheme::Variant,
        &["Fastrell", "Nagelby"],
        (1_020, 1_900),
        [
            840, 900, 1_020, 1_110, 1_140, 1_100, 880, 960, 1_060, 1_050, 990, 950,
        ],
        &[
            family("Wood Screws", 465, 24, SCREWS),
            family("Decking Screws", 690, 30, SCREWS),
            family("Hex Bolts", 820, 16, PIECES),
            family("Washers", 210, 24, PIECES),
            family("Wall Plugs", 280, 20, PIECES),
            family("Clout Nails", 340, 18, BAGS),
            family("Threaded Rods", 560, 12, PIECES),
        ],
    ),
    group(
        ("GH", "Garden Hoses"),
        CodeScheme::Variant,
        &["Hydrelle", "Slangvik"],
        (1_060, 1_700),
        [
            180, 260, 760, 1_480, 2_020, 2_240, 1_860, 1_380, 830, 440, 290, 260,
        ],
        &[
            family("Garden Hose", 1_560, 6, LENGTHS),
            family("Soaker Hose", 1_240, 5, LENGTHS),
            family("Hose Reel", 4_250, 2, LENGTHS),
            family("Spray Nozzle", 690, 8, COLOURS),
            family("Hose Connector Set", 540, 12, SIZES),
            family("Oscillating Sprinkler", 1_380, 4, SIZES),
            family("Watering Can", 760, 8, COLOURS),
        ],
    ),
    group(
        ("PP", "Pots and Planters"),
        CodeScheme::Letters,
        &["Terralund", "Ekeby"],
        (1_050, 2_050),
        [
            420, 620, 1_220, 1_850, 1_960, 1_490, 1_010, 880, 820, 640, 520, 570,
        ],
        &[
            family("Clay Pot", 480, 16, CLAY),
            family("Saucer", 190, 16, CLAY),
            family("Window Box", 940, 8, COLOURS),
            family("Raised Bed", 5_600, 2, WOODS),
            family("Hanging Basket", 760, 8, SIZES),
            family("Patio Tub", 2_450, 3, COLOURS),
            family("Plant Stand", 1_870, 3, WOODS),
        ],
    ),
    group(
        ("SB", "Seeds and Bulbs"),
        CodeScheme::LeadingZeros,
        &["Spirelund", "Groveld"],
        (1_010, 2_200),
        [
            880, 1_720, 2_380, 2_060, 1_210, 520, 320, 560, 1_080, 820, 260, 190,
        ],
        &[
            family("Tomato Seeds", 95, 40, ONE),
            family("Carrot Seeds", 80, 40, ONE),
            family("Basil Seeds", 85, 40, ONE),
            family("Sunflower Seeds", 90, 30, ONE),
            family("Wildflower Mix", 240, 20, BAGS),
            family("Tulip Bulbs", 310, 24, COLOUR_MIX),
            family("Daffodil Bulbs", 290, 24, COLOUR_MIX),
            family("Crocus Bulbs", 230, 24, COLOUR_MIX),
            family("Seed Potatoes", 520, 10, BAGS),
            family("Onion Sets", 260, 16, BAGS),
            family("Lettuce Seeds", 80, 40, ONE),
            family("Pumpkin Seeds", 110, 20, ONE),
        ],
    ),
    group(
        ("LC", "Lawn Care"),
        CodeScheme::Letters,
        &["Plenora", "Mosefri"],
        (1_030, 1_660),
        [
            210, 380, 1_180, 2_010, 1_980, 1_560, 1_210, 1_080, 1_120, 690, 330, 250,
        ],
        &[
            family("Lawn Seed", 1_750, 6, BAGS),
            family("Lawn Fertiliser", 1_320, 8, BAGS),
            family("Moss Killer", 1_080, 8, BAGS),
            family("Push Mower", 8_900, 1, ONE),
            family("Lawn Rake", 1_290, 5, SIZES),
            family("Edging Shears", 1_680, 3, ONE),
            family("Grass Trimmer Line", 420, 12, LENGTHS),
            family("Spreader", 3_950, 2, SIZES),
        ],
    ),
    group(
        ("OF", "Outdoor Furniture"),
        CodeScheme::Digits,
        &["Verandel", "Solhyll"],
        (960, 1_580),
        [
            240, 420, 980, 1_720, 2_180, 2_080, 1_560, 960, 640, 470, 390, 360,
        ],
        &[
            family("Garden Bench", 9_800, 1, WOODS),
            family("Folding Chair", 3_200, 4, WOODS),
            family("Bistro Table", 6_400, 1, WOODS),
            family("Sun Lounger", 8_700, 2, WOODS),
            family("Parasol", 5_200, 2, COLOURS),
            family("Lounge Set", 38_900, 1, COLOURS),
            family("Seat Cushion", 1_150, 6, COLOURS),
        ],
    ),
    group(
        ("GR", "Grills and Firewood"),
        CodeScheme::Digits,
        &["Glødheim", "Emberholt"],
        (1_070, 1_520),
        [
            340, 400, 760, 1_420, 2_020, 2_160, 1_840, 1_260, 700, 420, 330, 350,
        ],
        &[
            family("Gas Grill", 21_500, 1, BURNERS),
            family("Kettle Grill", 9_400, 1, SIZES),
            family("Charcoal", 640, 12, BAGS),
            family("Grill Tongs", 690, 6, ONE),
            family("Fire Bowl", 6_100, 1, SIZES),
            family("Birch Firewood", 820, 10, BAGS),
            family("Grill Cover", 1_980, 2, SIZES),
        ],
    ),
    group(
        ("SN", "Snow and Ice"),
        CodeScheme::Letters,
        &["Frostvard", "Snøkant"],
        (1_000, 1_690),
        [
            2_640, 2_160, 1_060, 260, 90, 60, 80, 160, 460, 1_060, 1_840, 2_130,
        ],
        &[
            family("Snow Shovel", 1_640, 8, SIZES),
            family("Ice Scraper", 420, 16, COLOURS),
            family("Snow Pusher", 2_980, 4, SIZES),
            family("Road Salt", 760, 14, BAGS),
            family("Shoe Spikes", 980, 8, SIZES),
            family("Roof Rake", 4_650, 1, ONE),
            family("Snow Brush", 540, 12, COLOURS),
            family("Sledge", 1_890, 4, COLOURS),
        ],
    ),
    group(
        ("LI", "Lighting"),
        CodeScheme::Variant,
        &["Lumavik", "Skinnar"],
        (1_090, 1_880),
        [
            1_120, 980, 860, 790, 740, 700, 700, 850, 1_090, 1_260, 1_440, 1_470,
        ],
        &[
            family("LED Bulb", 260, 20, WATTS),
            family("Work Light", 3_150, 3, WATTS),
            family("Solar Path Light", 890, 10, COLOURS),
            family("Outdoor Wall Lamp", 2_780, 3, COLOURS),
            family("Head Torch", 1_760, 5, ONE),
            family("Fairy Lights", 980, 8, LENGTHS),
            family("Extension Lead", 1_340, 6, LENGTHS),
        ],
    ),
    group(
        ("CL", "Cleaning"),
        CodeScheme::Digits,
        &["Renvik", "Skurella"],
        (1_050, 1_780),
        [
            980, 960, 1_100, 1_120, 1_060, 980, 900, 930, 980, 1_000, 980, 1_010,
        ],
        &[
            family("All-Purpose Cleaner", 310, 18, BOTTLES),
            family("Decking Cleaner", 740, 8, BOTTLES),
            family("Glass Cleaner", 280, 18, BOTTLES),
            family("Yard Broom", 980, 6, SIZES),
            family("Microfibre Cloths", 340, 16, COLOURS),
            family("Bucket", 390, 10, COLOURS),
            family("Hand Soap", 220, 20, BOTTLES),
        ],
    ),
    group(
        ("KW", "Kitchenware"),
        CodeScheme::Variant,
        &["Gryteby", "Kjelvik"],
        (1_060, 1_940),
        [
            900, 860, 880, 900, 940, 940, 860, 900, 970, 1_020, 1_280, 1_550,
        ],
        &[
            family("Cast Iron Pot", 4_600, 2, LITRES),
            family("Frying Pan", 2_450, 3, SIZES),
            family("Chef's Knife", 2_980, 2, BLADES),
            family("Cutting Board", 1_240, 5, WOODS),
            family("Storage Jar", 520, 10, LITRES),
            family("Enamel Mug", 380, 14, COLOURS),
            family("Baking Tin", 790, 6, SIZES),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::super::suppliers::SUPPLIERS;
    use super::*;

    #[test]
    fn seasons_average_to_about_a_thousand() {
        for group in &GROUPS {
            let average = group.season.iter().sum::<u64>() / 12;
            assert!(
                (990..=1_010).contains(&average),
                "{}: {average}",
                group.name
            );
        }
    }

    #[test]
    fn each_group_has_three_suppliers_and_products_enough() {
        for group in &GROUPS {
            let suppliers = SUPPLIERS
                .iter()
                .filter(|supplier| supplier.groups.contains(&group.letters))
                .count();
            assert!(suppliers >= 3, "{}", group.name);
            let products = group.brands.len()
                * group
                    .families
                    .iter()
                    .map(|family| family.variants.len())
                    .sum::<usize>();
            assert!(products >= 26, "{}: {products}", group.name);
        }
    }
}
