//! *Formulas* of a planner with what each takes: the quantities, the words for them, and the units that they come in.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::quantities::{Quantity, Statistic};
use super::tools::heads::HEADS;

/// Kinds of amounts, as bits.
pub(super) const PLAIN: u8 = 1;
pub(super) const MONEY: u8 = 2;
pub(super) const SHARE: u8 = 4;
pub(super) const RATE: u8 = 8;
pub(super) const TIME: u8 = 16;

/// A quantity as a formula takes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) quantity: Quantity,
    /// Figures of it that the formula takes; none for a quantity that has one figure.
    pub(super) statistics: &'static [Statistic],
    /// Phrases that name it.
    pub(super) phrases: &'static str,
    /// Kinds of amounts that it may be.
    pub(super) takes: u8,
    /// Kinds that tell it without a name: what comes in days can only be the lead time.
    pub(super) tells: u8,
}

/// A way of using a formula: what it needs, and nothing else.
pub(super) type Need = &'static [(Quantity, Option<Statistic>)];

/// A formula.
pub(super) struct Formula {
    /// Tool in the catalogue of `lambda_tools`.
    pub(super) tool: &'static str,
    /// For the restatement.
    pub(super) name: &'static str,
    /// Phrases that ask for it.
    pub(super) heads: &'static str,
    /// Phrases that ask for it where its parameters are given: alone they mean something else.
    pub(super) hints: &'static str,
    pub(super) slots: &'static [Slot],
    /// Sets of parameters that are enough, the first the usual one.
    pub(super) needs: &'static [Need],
    /// A part of a whole in words is a parameter ("17 of 20", "three quarters").
    pub(super) shares: bool,
    /// Days of the period that demand without one is of.
    pub(super) period: f64,
}

use Quantity as Q;
use Statistic::{Average, Deviation, Maximum};

const AVERAGE: Option<Statistic> = Some(Average);
const MAXIMUM: Option<Statistic> = Some(Maximum);
const DEVIATION: Option<Statistic> = Some(Deviation);
const EVERY: &[Statistic] = &[Average, Maximum, Deviation];

const fn slot(
    quantity: Quantity,
    statistics: &'static [Statistic],
    phrases: &'static str,
    takes: u8,
    tells: u8,
) -> Slot {
    Slot {
        quantity,
        statistics,
        phrases,
        takes,
        tells,
    }
}

const DEMAND: &str = "demand|demands|sales|usage|consumption|use|uses|using|used|sell|sells|selling|sold|consume|consumes|offtake|moves|go out|goes out|go through|goes through|requirement|requirements|throughput|issues|issued|demand rate|go|going out|get through|gets through|consumed|leave|leaves|move|moved|sdd|d";
const LEAD_TIME: &str = "lead time|lead times|lead|leadtime|leadtimes|lt|delivery|deliveries|delivery time|supplier needs|supplier takes|supplier|suppliers|deliver|delivers|arrive|arrives|arrival|replenishment|replenishment time|resupply|resupply time|transit|vendor|waiting|come in|comes in|to bring|brings|sdl|l";

const DAILY_DEMAND: Slot = slot(Q::Demand, EVERY, DEMAND, PLAIN | RATE, RATE);
const LEAD: Slot = slot(Q::LeadTime, EVERY, LEAD_TIME, PLAIN | TIME, TIME);
const LEVEL: Slot = slot(
    Q::ServiceLevel,
    &[],
    "service level|service|csl|service rate|cycle service level|availability|confidence",
    PLAIN | SHARE,
    SHARE,
);
const RISK: Slot = slot(
    Q::StockoutRisk,
    &[],
    "run out|running out|stockout|stockouts|stock out|stockout risk|out of stock|stockout probability|risk",
    SHARE,
    0,
);
const FACTOR: Slot = slot(
    Q::Factor,
    &[],
    "z|z score|z factor|z value|safety factor|factor",
    PLAIN,
    0,
);
const FIXED_COST: Slot = slot(
    Q::FixedCost,
    &[],
    "per order|an order|every order|an order costs|order costs|order cost|ordering costs|ordering cost|ordering|cost per order|cost of an order|cost of ordering|fixed cost|fixed costs|fixed|setup cost|setup costs|setup|set up|to place|placing an order|placing|place an order|per purchase order|each order|a time|each time|time we order|time i order|k|s",
    PLAIN | MONEY,
    0,
);
const HOLDING: Slot = slot(
    Q::HoldingCost,
    &[],
    "holding cost|holding costs|cost of holding|holding|to hold|hold|carrying cost|carrying costs|carrying|carry|to keep|keeping|keep|storage|storage cost|storage costs|store|storing|h",
    PLAIN | MONEY | RATE,
    0,
);
const YEARLY_DEMAND: &str = "demand|annual demand|yearly demand|sales|usage|consumption|use|uses|using|used|sell|sells|selling|consume|need|needs|requirement|requirements|require|annual usage|d";

/// What a safety stock is computed from: the extremes, a service level, or its factor.
const MAX_AVERAGE: Need = &[
    (Q::Demand, AVERAGE),
    (Q::Demand, MAXIMUM),
    (Q::LeadTime, AVERAGE),
    (Q::LeadTime, MAXIMUM),
];
const BY_LEVEL: Need = &[
    (Q::ServiceLevel, None),
    (Q::Demand, AVERAGE),
    (Q::Demand, DEVIATION),
    (Q::LeadTime, AVERAGE),
    (Q::LeadTime, DEVIATION),
];
const BY_FACTOR: Need = &[
    (Q::Factor, None),
    (Q::Demand, AVERAGE),
    (Q::Demand, DEVIATION),
    (Q::LeadTime, AVERAGE),
    (Q::LeadTime, DEVIATION),
];

/// The formulas, the more telling first.
pub(super) static FORMULAS: [Formula; 7] = [
    Formula {
        tool: "calculate_reorder_point",
        name: "Reorder point",
        heads: "reorder point|reorder points|reorder pt|rop|reordering point|reordering points|reorder level|reordering level|order point|re order point|reorder trigger|order trigger|reordering trigger|replenishment point|replenishment trigger",
        hints: "when to reorder|when to order|when do i reorder|when do we reorder|when should i reorder|when should we reorder|when do i order|when do we order|when should i order|when should we order|level do i reorder|level do we reorder|level should i reorder|level should we reorder|stock level do i order|stock level do we order|stock level should we order|reorder at|order again|at what stock",
        slots: &[
            DAILY_DEMAND,
            LEAD,
            slot(
                Q::SafetyStock,
                &[],
                "safety stock|safety stocks|safety|ss|buffer stock|buffer|reserve|in reserve|cushion|spare|extra|in hand|on top|security|left over|must stay|kept back",
                PLAIN,
                0,
            ),
            LEVEL,
            RISK,
            FACTOR,
        ],
        needs: &[
            &[
                (Q::Demand, AVERAGE),
                (Q::LeadTime, AVERAGE),
                (Q::SafetyStock, None),
            ],
            MAX_AVERAGE,
            BY_LEVEL,
            BY_FACTOR,
        ],
        shares: true,
        period: 1.0,
    },
    Formula {
        tool: "calculate_safety_stock",
        name: "Safety stock",
        heads: "safety stock|safety stocks|buffer stock",
        hints: "ss|buffer|buffers|cushion|safety",
        slots: &[DAILY_DEMAND, LEAD, LEVEL, RISK, FACTOR],
        needs: &[MAX_AVERAGE, BY_LEVEL, BY_FACTOR],
        shares: true,
        period: 1.0,
    },
    Formula {
        tool: "calculate_supplier_score",
        name: "Supplier score",
        heads: "supplier score|vendor score|score of a supplier|score of a vendor|supplier rating|vendor rating|supplier grade|vendor grade",
        hints: "score|scores|scored|scoring|rate overall|rated overall|overall rating|weighted rating|rating",
        slots: &[
            slot(
                Q::FillRate,
                &[],
                "fill rate|fill|fillrate|fr|fills|filled|sent|sends|delivered|delivers|supplied|supplies|complete|completeness|received",
                PLAIN | SHARE,
                0,
            ),
            slot(
                Q::OnTimeRate,
                &[],
                "on time|ontime|on time delivery|delivered on time|on time rate|ontime rate|punctuality|punctual|otd|on schedule|in time|punctually",
                PLAIN | SHARE,
                0,
            ),
            slot(
                Q::QualityRate,
                &[],
                "quality rate|quality|defect free|accepted|good|flawless",
                PLAIN | SHARE,
                0,
            ),
            slot(
                Q::CostCompetitiveness,
                &[],
                "cost competitiveness|competitiveness|price competitiveness|cost|costs|price|prices|pricing",
                PLAIN | SHARE,
                0,
            ),
        ],
        needs: &[&[
            (Q::FillRate, None),
            (Q::OnTimeRate, None),
            (Q::QualityRate, None),
            (Q::CostCompetitiveness, None),
        ]],
        shares: true,
        period: 1.0,
    },
    Formula {
        tool: "calculate_order_policy",
        name: "Order policy",
        heads: "order policy|ordering policy|inventory policy|r q policy|q r policy|reorder point and order quantity",
        hints: "policy",
        slots: &[
            FIXED_COST,
            HOLDING,
            slot(
                Q::StockoutCost,
                &[],
                "stockout cost|stockout costs|shortage cost|shortage costs|shortage|stockout|penalty|penalty cost|backorder cost|backorder|running short|missing|short",
                PLAIN | MONEY,
                0,
            ),
            slot(
                Q::Demand,
                &[Average, Deviation],
                YEARLY_DEMAND,
                PLAIN | RATE,
                RATE,
            ),
            slot(Q::LeadTime, &[], LEAD_TIME, PLAIN | TIME, TIME),
        ],
        needs: &[&[
            (Q::FixedCost, None),
            (Q::HoldingCost, None),
            (Q::StockoutCost, None),
            (Q::Demand, AVERAGE),
            (Q::Demand, DEVIATION),
            (Q::LeadTime, None),
        ]],
        shares: false,
        period: 365.0,
    },
    Formula {
        tool: "calculate_eoq",
        name: "Economic order quantity",
        heads: "eoq|economic order quantity|economic order quantities|economic lot size|economic order size|epq|economic production quantity",
        hints: "order size|order quantity|lot size|order at once|order at a time|optimal order|optimum order|best order|batch size|order each time|per order should|how much to order|how many to order|how many should|how much should|how many per order",
        slots: &[
            FIXED_COST,
            HOLDING,
            slot(
                Q::HoldingRate,
                &[],
                "holding cost|holding costs|holding cost rate|holding rate|holding|hold|carrying cost|carrying costs|carrying|carry|storage|storage costs|cost of capital|interest|h",
                SHARE,
                SHARE,
            ),
            slot(
                Q::HoldingRate,
                &[],
                "holding cost rate|holding rate|carrying rate|carrying cost rate|storage rate|interest rate",
                PLAIN | RATE,
                0,
            ),
            slot(
                Q::UnitPrice,
                &[],
                "the part costs|the item costs|the piece costs|the unit costs|the product costs|unit price|price|unit cost|worth|value|purchase price|unit value|item cost|item price|costs each|cost each|apiece|item costs",
                PLAIN | MONEY,
                0,
            ),
            slot(Q::Demand, &[], YEARLY_DEMAND, PLAIN | RATE, RATE),
            slot(
                Q::ProductionRate,
                &[],
                "production rate|production|produce|produces|produced|make|makes|made|manufacture|production capacity|output",
                RATE,
                0,
            ),
            slot(
                Q::StockoutCost,
                &[],
                "stockout cost|stockout costs|backorder cost|backorder costs|backorder|backorders|backordering|shortage cost|shortage|penalty|waiting|late|p",
                PLAIN | MONEY | RATE,
                0,
            ),
        ],
        needs: &[
            &[
                (Q::FixedCost, None),
                (Q::HoldingCost, None),
                (Q::Demand, None),
            ],
            &[
                (Q::FixedCost, None),
                (Q::HoldingRate, None),
                (Q::UnitPrice, None),
                (Q::Demand, None),
            ],
            &[
                (Q::FixedCost, None),
                (Q::HoldingCost, None),
                (Q::Demand, None),
                (Q::ProductionRate, None),
            ],
            &[
                (Q::FixedCost, None),
                (Q::HoldingCost, None),
                (Q::Demand, None),
                (Q::StockoutCost, None),
            ],
        ],
        shares: false,
        period: 365.0,
    },
    Formula {
        tool: "calculate_newsvendor",
        name: "Newsvendor quantity",
        heads: "newsvendor|newsboy|news vendor|newsvendor quantity",
        hints: SEASON_HINTS,
        slots: &[
            slot(
                Q::Underage,
                &[],
                "underage cost|underage costs|underage|short|shortage|shortage cost|missing|lost sale|lost sales|lost margin|lost profit|stockout|stockout cost|too few|too little|unmet|running short|cu",
                PLAIN | MONEY,
                0,
            ),
            slot(
                Q::Overage,
                &[],
                "overage cost|overage costs|overage|left over|left|leftover|leftovers|too many|too much|surplus|excess|unsold|bringing|bringing back|returning|over|remaining|co",
                PLAIN | MONEY,
                0,
            ),
            SEASON,
        ],
        needs: &[
            &[
                (Q::Underage, None),
                (Q::Overage, None),
                (Q::Season, AVERAGE),
                (Q::Season, DEVIATION),
            ],
            &[
                (Q::Underage, None),
                (Q::Overage, None),
                (Q::Season, AVERAGE),
            ],
        ],
        shares: false,
        period: 1.0,
    },
    Formula {
        tool: "calculate_newsvendor",
        name: "Newsvendor quantity",
        heads: "newsvendor|newsboy|news vendor|newsvendor quantity",
        hints: SEASON_HINTS,
        slots: &[
            slot(
                Q::PurchasePrice,
                &[],
                "buy|buying|buys|costs us|each costs|purchase|purchase price|cost|costs|unit cost|pay|cost price|bought",
                PLAIN | MONEY,
                0,
            ),
            slot(
                Q::SalesPrice,
                &[],
                "sell|selling|sells|sell it|sold|sales price|selling price|price|retail|retail price|retails|they go for|it goes for|sells for",
                PLAIN | MONEY,
                0,
            ),
            slot(
                Q::Salvage,
                &[],
                "return|returned|returning|salvage|salvage value|leftovers|leftover|left over|clear|clearance|scrap|refund|refunded|resell|dump|unsold|rest|leftover value|remains|cleared|cleared for|get rid of|residual value",
                PLAIN | MONEY,
                0,
            ),
            SEASON,
        ],
        needs: &[
            &[
                (Q::PurchasePrice, None),
                (Q::SalesPrice, None),
                (Q::Salvage, None),
                (Q::Season, AVERAGE),
                (Q::Season, DEVIATION),
            ],
            &[
                (Q::PurchasePrice, None),
                (Q::SalesPrice, None),
                (Q::Salvage, None),
                (Q::Season, AVERAGE),
            ],
        ],
        shares: false,
        period: 1.0,
    },
];

/// Lot sizes take a demand for each period besides: numbers one behind the other.
pub(super) static LOT_SIZES: Formula = Formula {
    tool: "plan_lot_sizes",
    name: "Lot sizes",
    heads: "lot sizes|lot sizing|lot size plan|lot size planning|wagner whitin|wagner whitin plan|order plan|ordering plan|order schedule|ordering schedule|production lots|order lots",
    hints: "",
    slots: &[FIXED_COST, HOLDING],
    needs: &[&[(Q::FixedCost, None), (Q::HoldingCost, None)]],
    shares: false,
    period: 1.0,
};

const SEASON_HINTS: &str = "how many|how much|which quantity|what quantity|best quantity|best number|order quantity|order qty|best order|optimal quantity|optimal order|best amount|one time buy|one time order|one off buy|one off order|single order|seasonal item|best buy|one shot";
const SEASON: Slot = slot(
    Q::Season,
    &[Average, Deviation],
    "demand|usage|sales|consumption|poisson|need|average|averaging|mean|around|normal|expect|expect to sell|would sell|guess|estimate",
    PLAIN | RATE,
    0,
);

/// Phrases that settle a quantity without a number.
pub(super) const SETTLED: [(Quantity, Option<Statistic>, &str, f64); 2] = [
    (
        Q::LeadTime,
        DEVIATION,
        "never varies|never vary|never changes|does not vary|doesnt vary|fixed|constant|always|certain|without variation|no variation|every time|invariable|to the day|without any variation|without deviation|without any deviation|no deviation|does not deviate|zero deviation|with no variation|with no deviation|without any spread",
        0.0,
    ),
    (
        Q::SafetyStock,
        None,
        "no safety stock|no safety|without safety stock|without any safety stock|no buffer|without buffer|without a buffer|no buffer stock|zero safety stock|no reserve|without reserve|no ss|safety stock nil|safety stock is nil|safety stock none|nil safety stock|safety nil|ss nil|buffer nil",
        0.0,
    ),
];

/// Demand that is counted one by one.
pub(super) const POISSON: &str = "poisson|poisson distributed|poisson demand";

/// Every word that formulas know.
pub(super) static VOCABULARY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let all = FORMULAS.iter().chain([&LOT_SIZES]);
    let of_formulas = all.flat_map(|formula| {
        let slots = formula.slots.iter().map(|slot| slot.phrases);
        slots.chain([formula.heads, formula.hints])
    });
    let statistics = Statistic::ALL.map(Statistic::phrases);
    let settled = SETTLED.iter().map(|(.., phrases, _)| *phrases);
    let periods = "day|days|week|weeks|month|months|year|years|daily|weekly|monthly|yearly|annual|poisson|normally distributed";
    let of_tools = HEADS
        .iter()
        .flat_map(|head| head.phrases.iter().chain(head.signature));
    let all = of_formulas
        .chain(statistics)
        .chain(settled)
        .chain([periods])
        .chain(of_tools.copied());
    let words = all.flat_map(|phrases| phrases.split(['|', ' ']));
    words.filter(|word| !word.is_empty()).collect()
});
