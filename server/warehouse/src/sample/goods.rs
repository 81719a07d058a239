//! *Goods* are what the sample company trades in: groups of product families that come in variants.

/// A product group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: &'static str,
    /// Two letters that begin product codes and tell suppliers what the group is.
    pub(super) letters: &'static str,
    pub(super) codes: CodeScheme,
    pub(super) brands: &'static [&'static str],
    /// Demand by month, January first, per mille of the yearly average.
    pub(super) season: [u64; 12],
    /// Demand a year later, per mille of today's: 1,000 is a level trend.
    pub(super) growth: u64,
    /// The list price, per mille of the unit cost.
    pub(super) markup: u64,
    pub(super) families: &'static [Family],
}

/// How the codes of a group's products look; the company took over several schemes with the firms it bought.
#[derive(Debug, Clone, Copy)]
pub(super) enum CodeScheme {
    /// `HT-1042`
    Letters,
    /// `GH1042-25M`: with the variant
    Variant,
    /// `7081042`: with the number of the group
    Digits,
    /// `004210`: with zeros in front
    LeadingZeros,
}

/// Products that differ in size or colour only.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) name: &'static str,
    /// The unit cost of the ordinary variant, in hundredths of the currency unit.
    pub(super) cost: u64,
    /// How many a trade customer usually orders.
    pub(super) lot: u64,
    pub(super) variants: &'static [Variant],
}

/// What a variant adds to the family's name, the end of its code, and its cost per mille of the ordinary one.
pub(super) type Variant = (&'static str, &'static str, u64);

pub(super) const fn family(
    name: &'static str,
    cost: u64,
    lot: u64,
    variants: &'static [Variant],
) -> Family {
    Family {
        name,
        cost,
        lot,
        variants,
    }
}

pub(super) const ONE: &[Variant] = &[("", "A", 1_000)];
pub(super) const SIZES: &[Variant] = &[
    ("Small", "S", 850),
    ("Medium", "M", 1_000),
    ("Large", "L", 1_240),
];
pub(super) const BLADES: &[Variant] = &[
    ("200 mm", "200", 880),
    ("250 mm", "250", 1_000),
    ("300 mm", "300", 1_150),
];
pub(super) const LENGTHS: &[Variant] = &[
    ("15 m", "15M", 720),
    ("25 m", "25M", 1_000),
    ("50 m", "50M", 1_760),
];
pub(super) const VOLTS: &[Variant] = &[
    ("12 V", "12", 780),
    ("18 V", "18", 1_000),
    ("36 V", "36", 1_520),
];
pub(super) const SCREWS: &[Variant] = &[
    ("4x30, 200 pcs", "0430", 900),
    ("4x50, 200 pcs", "0450", 1_000),
    ("5x70, 100 pcs", "0570", 1_100),
    ("6x120, 50 pcs", "0612", 1_260),
];
pub(super) const PIECES: &[Variant] = &[
    ("M6, 100 pcs", "M6", 860),
    ("M8, 100 pcs", "M8", 1_000),
    ("M10, 50 pcs", "M10", 1_090),
];
pub(super) const COLOURS: &[Variant] = &[
    ("Green", "GRN", 1_000),
    ("Grey", "GRY", 1_000),
    ("Sand", "SND", 1_040),
];
pub(super) const CLAY: &[Variant] = &[
    ("14 cm Terracotta", "14T", 520),
    ("22 cm Terracotta", "22T", 1_000),
    ("30 cm Terracotta", "30T", 1_620),
    ("30 cm Charcoal", "30C", 1_740),
];
pub(super) const BAGS: &[Variant] = &[
    ("1 kg", "1K", 300),
    ("5 kg", "5K", 1_000),
    ("20 kg", "20K", 3_300),
];
pub(super) const BOTTLES: &[Variant] = &[
    ("500 ml", "05L", 640),
    ("1 l", "1L", 1_000),
    ("5 l", "5L", 3_900),
];
pub(super) const WOODS: &[Variant] = &[
    ("Acacia", "ACA", 1_000),
    ("Teak", "TEA", 1_680),
    ("White", "WHT", 920),
];
pub(super) const BURNERS: &[Variant] = &[
    ("2 Burners", "2B", 760),
    ("3 Burners", "3B", 1_000),
    ("4 Burners", "4B", 1_370),
];
pub(super) const WATTS: &[Variant] = &[
    ("5 W", "5W", 790),
    ("10 W", "10W", 1_000),
    ("20 W", "20W", 1_450),
];
pub(super) const LITRES: &[Variant] = &[
    ("2 l", "2L", 780),
    ("4 l", "4L", 1_000),
    ("7 l", "7L", 1_410),
];
pub(super) const COLOUR_MIX: &[Variant] = &[
    ("Red", "RED", 1_000),
    ("Yellow", "YEL", 1_000),
    ("White", "WHT", 1_030),
    ("Mixed", "MIX", 960),
];
