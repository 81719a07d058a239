//! *Quantities* that formulas take, and which figure of them.

/// A quantity that a formula takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Quantity {
    Demand,
    LeadTime,
    SafetyStock,
    /// Share of cycles without a stockout.
    ServiceLevel,
    /// Share of cycles with one.
    StockoutRisk,
    /// Standard normal quantile of the service level.
    Factor,
    FillRate,
    OnTimeRate,
    QualityRate,
    CostCompetitiveness,
    FixedCost,
    HoldingCost,
    /// Holding cost as a share of the price.
    HoldingRate,
    UnitPrice,
    ProductionRate,
    StockoutCost,
    Underage,
    Overage,
    /// Demand of a single season.
    Season,
    PurchasePrice,
    SalesPrice,
    Salvage,
}

/// Which figure of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Statistic {
    Average,
    Maximum,
    Deviation,
}

impl Statistic {
    pub(super) const ALL: [Self; 3] = [Self::Average, Self::Maximum, Self::Deviation];

    /// Phrases that name it.
    pub(super) fn phrases(self) -> &'static str {
        match self {
            Self::Average => {
                "average|on average|averages|averaging|mean|normal|usual|typical|usually|normally|typically|expected|ordinary|ordinarily|regular|mu"
            }
            Self::Maximum => {
                "maximum|in maximum|peak|longest|highest|worst|at worst|worst case|in worst case|busiest|biggest|largest|slowest|busy|best day|at most|at the most|at the latest|up to"
            }
            Self::Deviation => {
                "std dev|standard deviation|standard dev|std deviation|std|sd|sigma|stdev|deviation|deviations|stddev|give or take|plus minus|plusminus|plus or minus|spread|sdl|sdd|deviates|deviates by|deviating|varies by|vary by|varying by|swings by|fluctuates by|variation|variability|std devs|standard deviations"
            }
        }
    }
}
