//! Formulas with everything that they need, in people's words.

use super::*;
use crate::spoken::as_meant;
use crate::text::tokens;

/// The tool and what it is given: "eoq annual_demand 3000, …"; "nothing" where no formula is complete.
fn read(question: &str) -> String {
    let all = as_meant(question, tokens(question));
    let words = Words::new(question, &all, &VOCABULARY, &|word| {
        matches!(word, "filters" | "tape" | "order" | "takes" | "sell")
    });
    match closed(&words) {
        Some(Interpretation::Calculate(calculation)) => {
            let given = calculation.given.iter();
            let given =
                given.map(|(name, value)| format!("{name} {}", (value * 1e6).round() / 1e6));
            let lists = calculation.lists.iter();
            let lists = lists.map(|(name, values)| format!("{name} {values:?}"));
            let given: Vec<String> = given.chain(lists).collect();
            let tool = calculation.tool.trim_start_matches("calculate_");
            format!("{tool}: {}", given.join(", "))
        }
        _ => "nothing".to_owned(),
    }
}

fn all_read(questions: &[(&str, &str)]) {
    let wrong: Vec<String> = questions
        .iter()
        .filter_map(|(question, expected)| {
            let found = read(question);
            (found != *expected)
                .then(|| format!("{question}\n  expected {expected}\n  read     {found}"))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        questions.len(),
        wrong.join("\n")
    );
}

#[test]
fn lot_sizes() {
    all_read(&[
        (
            "lot sizes for demands of 10, 62, 12, 130 and 154, ordering cost 54, holding cost 0.4",
            "plan_lot_sizes: fixed_cost 54, holding_cost 0.4, demand [10.0, 62.0, 12.0, 130.0, 154.0]",
        ),
        (
            "Wagner-Whitin: setup 54, holding 0.4 a unit, needs 10 62 12 130",
            "plan_lot_sizes: fixed_cost 54, holding_cost 0.4, demand [10.0, 62.0, 12.0, 130.0]",
        ),
        // Two numbers are no list, and without a cost something is missing.
        (
            "lot sizes for demands of 10 and 62, ordering cost 54, holding cost 0.4",
            "nothing",
        ),
        (
            "lot sizes for demands of 10, 62 and 12, ordering cost 54",
            "nothing",
        ),
    ]);
}

#[test]
fn reorder_points() {
    all_read(&[
        (
            "ROP? 42 pcs/day, LT 2 weeks, SS 60",
            "reorder_point: avg_daily_demand 42, lead_time_days 14, safety_stock 60",
        ),
        (
            "we go thru 2.5 rolls of tape per day, supplyer needs 18 days, no safety stok. when to reorder",
            "reorder_point: avg_daily_demand 2.5, lead_time_days 18, safety_stock 0",
        ),
        (
            "rop at 98% servis level pls - 20/day sd 6, lead time fixed 10 days",
            "reorder_point: avg_daily_demand 20, demand_std_dev 6, lead_time_days 10, lead_time_std_dev 0, service_level 0.98",
        ),
        (
            "Average 25/day, max 40/day, lead time on average 8 days, longest 11. Give me the max-avg safety stock and the reorder point that follows from it",
            "reorder_point: avg_daily_demand 25, lead_time_days 8, max_daily_demand 40, max_lead_time_days 11",
        ),
        (
            "Nine of these go out on a typical day, the supplier takes three weeks, and I like a buffer of twenty-five. At what stock level do I reorder?",
            "reorder_point: avg_daily_demand 9, lead_time_days 21, safety_stock 25",
        ),
        (
            "84 a week used, delivery takes 10 days, safety 40 - reorder level?",
            "reorder_point: avg_daily_demand 12, lead_time_days 10, safety_stock 40",
        ),
        (
            "reoder pt for filters: 6 a day, leadtime fourteen days, saftey stock a dozen",
            "reorder_point: avg_daily_demand 6, lead_time_days 14, safety_stock 12",
        ),
        (
            "600 units a mnth, lead time is half a month, keep 75 as safty - whats the ROP",
            "reorder_point: avg_daily_demand 20, lead_time_days 15, safety_stock 75",
        ),
        (
            "This factory overseas has a 5-week lead time; with daily demand of 14 and a hundred pieces in reserve, what would the reorder point be?",
            "reorder_point: avg_daily_demand 14, lead_time_days 35, safety_stock 100",
        ),
        (
            "reorder point: 7.5 a day, 12 days lead, 40 safety",
            "reorder_point: avg_daily_demand 7.5, lead_time_days 12, safety_stock 40",
        ),
        (
            "An item sells eight and a half units a day on average, its lead time is three weeks and we hold a safety stock of forty. What reorder point results?",
            "reorder_point: avg_daily_demand 8.5, lead_time_days 21, safety_stock 40",
        ),
        (
            "ROP calc: avg demand 22/day, LT six days, safety stock forty",
            "reorder_point: avg_daily_demand 22, lead_time_days 6, safety_stock 40",
        ),
        (
            "May I have the reorder point for an item selling one hundred and twenty a week, with a lead time of three weeks and a safety stock of ninety?",
            "reorder_point: avg_daily_demand 17.142857, lead_time_days 21, safety_stock 90",
        ),
        (
            "can you work out a reorder point for me we use about twelve a day no make that fourteen a day the lead time is nine days and er for safety stock let's say thirty",
            "reorder_point: avg_daily_demand 14, lead_time_days 9, safety_stock 30",
        ),
        (
            "Dear assistant, a reorder point please: we use eighteen a day on average, the supplier takes twelve days, and I like to keep a safety stock of forty",
            "reorder_point: avg_daily_demand 18, lead_time_days 12, safety_stock 40",
        ),
        (
            "ROP: demand seven/day, lead time 3 weeks, SS fifty",
            "reorder_point: avg_daily_demand 7, lead_time_days 21, safety_stock 50",
        ),
        (
            "Please calculate a reorder point: average demand of three and a half pieces a day, a lead time of twenty-eight days and thirty pieces of safety stock.",
            "reorder_point: avg_daily_demand 3.5, lead_time_days 28, safety_stock 30",
        ),
        (
            "reorder point: uses twenty-two a day, nine days lead time, safety stock sixty",
            "reorder_point: avg_daily_demand 22, lead_time_days 9, safety_stock 60",
        ),
        (
            "avg demand 10 a day, lead time a week, safety stock twenty: reorder point?",
            "reorder_point: avg_daily_demand 10, lead_time_days 7, safety_stock 20",
        ),
        (
            "reorder point: average demand 12 per day with a lead time of a week and safety stock twenty",
            "reorder_point: avg_daily_demand 12, lead_time_days 7, safety_stock 20",
        ),
        (
            "what's the reorder point if we get through 35 cases a week, the supplier needs a fortnight and we keep 15 as a cushion",
            "reorder_point: avg_daily_demand 5, lead_time_days 14, safety_stock 15",
        ),
        (
            "a box sells at 3 a day give or take 2, it comes after 12 days every time. Reorder point for 95 percent service?",
            "reorder_point: avg_daily_demand 3, demand_std_dev 2, lead_time_days 12, lead_time_std_dev 0, service_level 0.95",
        ),
        (
            "what ROP results from 1.5 units daily, 4 weeks of lead time and no safety stock",
            "reorder_point: avg_daily_demand 1.5, lead_time_days 28, safety_stock 0",
        ),
        (
            "ROP: 18 strips per day, lead time 1.5 weeks, buffer 40",
            "reorder_point: avg_daily_demand 18, lead_time_days 10.5, safety_stock 40",
        ),
        (
            "reorder level pls, we use two dozen a day, it takes ten days to arrive & i want fifty spare",
            "reorder_point: avg_daily_demand 24, lead_time_days 10, safety_stock 50",
        ),
        (
            "30 per day sigma 9, lead 5 days sigma 1, z=1.65 : ROP",
            "reorder_point: avg_daily_demand 30, demand_std_dev 9, lead_time_days 5, lead_time_std_dev 1, z 1.65",
        ),
    ]);
}

#[test]
fn safety_stocks() {
    all_read(&[
        (
            "SS max-avg: demand 34 max / 21 avg, LT 12 max / 8 avg",
            "safety_stock: avg_daily_demand 21, avg_lead_time_days 8, max_daily_demand 34, max_lead_time_days 12",
        ),
        (
            "safety stock: demand 34 max 21 avg, lead time 12 max 8 avg",
            "safety_stock: avg_daily_demand 21, avg_lead_time_days 8, max_daily_demand 34, max_lead_time_days 12",
        ),
        (
            "z = 1.28, daily demand 30 sigma 7, lead time 16 days that never varies -> safety stock",
            "safety_stock: avg_daily_demand 30, avg_lead_time_days 16, demand_std_dev 7, lead_time_std_dev 0, z 1.28",
        ),
        (
            "Peak usage 15 a day, typical 9. Worst delivery a week and a half, usual delivery one week. What safety stock does that give?",
            "safety_stock: avg_daily_demand 9, avg_lead_time_days 7, max_daily_demand 15, max_lead_time_days 10.5",
        ),
        (
            "need saftey stock 4 ninety-nine percent servce level, demand 18/day std 5, lead time 9 d std 2",
            "safety_stock: avg_daily_demand 18, avg_lead_time_days 9, demand_std_dev 5, lead_time_std_dev 2, service_level 0.99",
        ),
        (
            "busiest day twelve, normal day five, delivery at worst 20 days and on avrage 13, so the safety stock is?",
            "safety_stock: avg_daily_demand 5, avg_lead_time_days 13, max_daily_demand 12, max_lead_time_days 20",
        ),
        (
            "safety stock at 97.5% service level. mean demand 40/day, std dev 12, lead time 6 days with std dev 1.5",
            "safety_stock: avg_daily_demand 40, avg_lead_time_days 6, demand_std_dev 12, lead_time_std_dev 1.5, service_level 0.975",
        ),
        (
            "ok to run out of these in 1 of 20 order cycles, not more. avg 55 a day give or take 14 (thats the std dev), parts take 4 days always. how much safety stock",
            "safety_stock: avg_daily_demand 55, avg_lead_time_days 4, demand_std_dev 14, lead_time_std_dev 0, service_level 0.95",
        ),
        (
            "weekly demnd 140 with sd 28, lead time 4 weeks sd half a week, z 2.05. safety stock?",
            "safety_stock: avg_daily_demand 20, avg_lead_time_days 28, demand_std_dev 10.583005, lead_time_std_dev 3.5, z 2.05",
        ),
        (
            "What buffer do we need for a cycle service level of 0.95 if we use 85 a day (sigma 15) and the lead time is 12 days with a sigma of 3?",
            "safety_stock: avg_daily_demand 85, avg_lead_time_days 12, demand_std_dev 15, lead_time_std_dev 3, service_level 0.95",
        ),
        (
            "safety stock max-average method: peak demand 25/day, normal 12/day, longest lead time 14 days, usual 9",
            "safety_stock: avg_daily_demand 12, avg_lead_time_days 9, max_daily_demand 25, max_lead_time_days 14",
        ),
        (
            "Safety stock using the max-average method: max demand 60/day, longest lead time 21 days, average demand 35/day, average lead time 15 days.",
            "safety_stock: avg_daily_demand 35, avg_lead_time_days 15, max_daily_demand 60, max_lead_time_days 21",
        ),
        (
            "saftey stock max avg: peak 18 a day avg 11, longest lead 16 days normal 12",
            "safety_stock: avg_daily_demand 11, avg_lead_time_days 12, max_daily_demand 18, max_lead_time_days 16",
        ),
        (
            "safety stock w service level method. z 1.65, lead time 14 days (std dev 2 days), demand 20 a day (std dev 4)",
            "safety_stock: avg_daily_demand 20, avg_lead_time_days 14, demand_std_dev 4, lead_time_std_dev 2, z 1.65",
        ),
        (
            "We use in maximum thirty-two pieces per day, normally eighteen. The delivery needs usually five days, in worst case eight. How much must be the safety stock?",
            "safety_stock: avg_daily_demand 18, avg_lead_time_days 5, max_daily_demand 32, max_lead_time_days 8",
        ),
        (
            "saftey stock pls max-avg way: max demnd 48 a day, max lead time 12 days, normaly 30 a day n 8 days",
            "safety_stock: avg_daily_demand 30, avg_lead_time_days 8, max_daily_demand 48, max_lead_time_days 12",
        ),
        (
            "Would you calculate a safety stock by the service level method for me: z of 1.65, lead time 16 days with a deviation of 2 days, demand of 20 a day with a deviation of 5?",
            "safety_stock: avg_daily_demand 20, avg_lead_time_days 16, demand_std_dev 5, lead_time_std_dev 2, z 1.65",
        ),
        (
            "Safety stock by the service level method, please: z 1.65, average demand 40 a day with standard deviation 12, average lead time 9 days with standard deviation 2",
            "safety_stock: avg_daily_demand 40, avg_lead_time_days 9, demand_std_dev 12, lead_time_std_dev 2, z 1.65",
        ),
        (
            "saftey stock max avg: peak 40 a day, normaly 22, worst leadtime 10 days usual 6",
            "safety_stock: avg_daily_demand 22, avg_lead_time_days 6, max_daily_demand 40, max_lead_time_days 10",
        ),
        (
            "safety stock: max 48 a day and 12 days, normally 30 a day and 8 days of lead time",
            "safety_stock: avg_daily_demand 30, avg_lead_time_days 8, max_daily_demand 48, max_lead_time_days 12",
        ),
        (
            "safety stock: max demand 30, average demand 10, max lead time 12 days, average lead time 7",
            "safety_stock: avg_daily_demand 10, avg_lead_time_days 7, max_daily_demand 30, max_lead_time_days 12",
        ),
        (
            "SS for 99% service: sales average 12/day with a sd of 4; lead time 8 days, sd 2",
            "safety_stock: avg_daily_demand 12, avg_lead_time_days 8, demand_std_dev 4, lead_time_std_dev 2, service_level 0.99",
        ),
        (
            "on a busy day 40 go out, on an average day 22. the truck takes 6 days at worst and 4 normally. safety stock?",
            "safety_stock: avg_daily_demand 22, avg_lead_time_days 4, max_daily_demand 40, max_lead_time_days 6",
        ),
        (
            "we use 30 a day at most and 12 on average, the supplier takes 9 days at worst and 6 normally. safety stock by max minus average?",
            "safety_stock: avg_daily_demand 12, avg_lead_time_days 6, max_daily_demand 30, max_lead_time_days 9",
        ),
        (
            "daily sales 50 on average, at most 85; suppliers deliver in 9 days, 15 at the latest. safety stock by max minus average?",
            "safety_stock: avg_daily_demand 50, avg_lead_time_days 9, max_daily_demand 85, max_lead_time_days 15",
        ),
        (
            "what safety stock gives 97 percent cycle service when demand is 240 a week with a deviation of 70 and lead time is always 14 days",
            "safety_stock: avg_daily_demand 34.285714, avg_lead_time_days 14, demand_std_dev 26.457513, lead_time_std_dev 0, service_level 0.97",
        ),
    ]);
}

#[test]
fn scores_of_suppliers() {
    all_read(&[
        (
            "Could you work out a supplier score for me, please? Fill rate 96 %, on-time 88 %, quality 99 % and cost competitiveness 91 %.",
            "supplier_score: cost_competitiveness 0.91, fill_rate 0.96, on_time_rate 0.88, quality_rate 0.99",
        ),
        (
            "Imagine a supplier that fills ninety percent of what we order, is on time half of the time, has perfect quality and a cost competitiveness of three quarters. How would it score?",
            "supplier_score: cost_competitiveness 0.75, fill_rate 0.9, on_time_rate 0.5, quality_rate 1",
        ),
        (
            "score of a vendor with 0.82 on time, 0.95 fill, price 0.9, quality 1.0",
            "supplier_score: cost_competitiveness 0.9, fill_rate 0.95, on_time_rate 0.82, quality_rate 1",
        ),
        (
            "They sent 460 of the 500 units we ordered, 17 out of 20 orders came on time, quality rate was 0.97 and cost competitiveness 0.88 - what's their score, please?",
            "supplier_score: cost_competitiveness 0.88, fill_rate 0.92, on_time_rate 0.85, quality_rate 0.97",
        ),
        (
            "supplier score: fill 0.97, on time 0.82, quality 0.95, cost 0.9",
            "supplier_score: cost_competitiveness 0.9, fill_rate 0.97, on_time_rate 0.82, quality_rate 0.95",
        ),
        (
            "Please calculate the supplier score for a fill rate of 97 %, an on-time rate of 88 %, a quality rate of 99 % and a cost competitiveness of 93 %.",
            "supplier_score: cost_competitiveness 0.93, fill_rate 0.97, on_time_rate 0.88, quality_rate 0.99",
        ),
        (
            "supplier score: 19 of 20 deliveries on time, filled 96 %, quality 98 %, cost competitiveness 0.9",
            "supplier_score: cost_competitiveness 0.9, fill_rate 0.96, on_time_rate 0.95, quality_rate 0.98",
        ),
        (
            "Score a vendor: fill rate 0.9, punctuality three quarters, quality 95 percent, price competitiveness 0.8",
            "supplier_score: cost_competitiveness 0.8, fill_rate 0.9, on_time_rate 0.75, quality_rate 0.95",
        ),
    ]);
}

#[test]
fn order_quantities() {
    all_read(&[
        (
            "What is the economic order quantity if an order costs us 65 euros to place, we need 3,600 pieces a year and holding costs 18 % of the 25 euro unit price per year?",
            "eoq: annual_demand 3600, fixed_cost 65, holding_cost 4.5",
        ),
        (
            "EOQ and its yearly ordering plus holding cost, please: 20 per order, 1800 units yearly, 0.50 holding per unit and year",
            "eoq: annual_demand 1800, fixed_cost 20, holding_cost 0.5",
        ),
        (
            "EOQ for 12,000 units a year, 45 per order, 1.50 to hold one unit for a year",
            "eoq: annual_demand 12000, fixed_cost 45, holding_cost 1.5",
        ),
        (
            "eoq pls K=30 D=2400/yr h=0.9",
            "eoq: annual_demand 2400, fixed_cost 30, holding_cost 0.9",
        ),
        (
            "We need 250 boxes each month; ordering costs forty pounds a time and carrying one box for a year 2.40. Would you tell me the best order size?",
            "eoq: annual_demand 3000, fixed_cost 40, holding_cost 2.4",
        ),
        (
            "EOQ with a production rate of 1700 a year, demand 1300 a year, setup cost 8 and holding 0.225",
            "eoq: annual_demand 1300, fixed_cost 8, holding_cost 0.225, production_rate 1700",
        ),
        (
            "eoq with backorders: fixed cost 8, holding 0.225, demand 1300 a year, backorder cost 5",
            "eoq: annual_demand 1300, fixed_cost 8, holding_cost 0.225, stockout_cost 5",
        ),
        (
            "order policy for demand of 1300 a year with sd 150, lead time a month, fixed cost 8, holding cost 0.225, stockout cost 7.5",
            "order_policy: annual_demand 1300, annual_demand_std_dev 150, fixed_cost 8, holding_cost 0.225, lead_time_days 30, stockout_cost 7.5",
        ),
        (
            "EOQ please. Annual demand of 5,200, thirty-five euros an order, carrying cost 20% of a price of 8 euros.",
            "eoq: annual_demand 5200, fixed_cost 35, holding_cost 1.6",
        ),
        (
            "We buy 90 a month, each order costs us 25 and storing one piece costs 0.30 a month. Economic order quantity?",
            "eoq: annual_demand 1080, fixed_cost 25, holding_cost 3.6",
        ),
        (
            "What lot should we order at a time: 24,000 a year, 500 rupees per order, holding 6 rupees per unit a year",
            "eoq: annual_demand 24000, fixed_cost 500, holding_cost 6",
        ),
        (
            "economic order quantity with planned backorders: fixed cost 300, holding 4, backorder cost 16, demand 9000 a year",
            "eoq: annual_demand 9000, fixed_cost 300, holding_cost 4, stockout_cost 16",
        ),
    ]);
}

#[test]
fn single_seasons() {
    all_read(&[
        (
            "One-off seasonal buy. Demand normally distributed, mean 400, standard deviation 90. A unit short costs us 6, a unit left over 2. How many to order?",
            "newsvendor: demand_mean 400, demand_std_dev 90, overage_cost 2, underage_cost 6",
        ),
        (
            "how many spares to take for the storm season, single order. missing one costs 40, bringing one back costs 10, usage is normal w mean 260 and sd 35",
            "newsvendor: demand_mean 260, demand_std_dev 35, overage_cost 10, underage_cost 40",
        ),
        (
            "One purchase only, demand is Poisson with thirty on average. Underage cost 12, overage cost 4. Which quantity is best?",
            "newsvendor: demand_mean 30, overage_cost 4, underage_cost 12",
        ),
        (
            "newsvendor, poisson demand mean 12, shortage 9, overage 3: order qty",
            "newsvendor: demand_mean 12, overage_cost 3, underage_cost 9",
        ),
        (
            "poisson usage averaging 5 per trip, a missing part costs 23 and a part too many 2, whats the best number in the van",
            "newsvendor: demand_mean 5, overage_cost 2, underage_cost 23",
        ),
        (
            "If I buy a winter item at 14, sell it at 24 and can return leftovers for 9, how many should I get when demand is normal around 150 with a deviation of 30?",
            "newsvendor: demand_mean 150, demand_std_dev 30, overage_cost 5, underage_cost 10",
        ),
        (
            "newsvendor for the christmas hampers: cost 18, selling price 30, leftovers go for 12, demand about 200 give or take 40",
            "newsvendor: demand_mean 200, demand_std_dev 40, overage_cost 6, underage_cost 12",
        ),
        (
            "a flu-season order: Poisson demand, mean 45; each one short loses us 60, each one left costs 20. how many?",
            "newsvendor: demand_mean 45, overage_cost 20, underage_cost 60",
        ),
    ]);
}

#[test]
fn names_and_signs_in_short() {
    all_read(&[
        (
            "safety stock, service level: z 1.65, demand 20 ± 5 /day, lead time 16 +/- 2 days",
            "safety_stock: avg_daily_demand 20, avg_lead_time_days 16, demand_std_dev 5, lead_time_std_dev 2, z 1.65",
        ),
        (
            "SS z=1.65 L=16 sdL=4 d=9/day sdD=3",
            "safety_stock: avg_daily_demand 9, avg_lead_time_days 16, demand_std_dev 3, lead_time_std_dev 4, z 1.65",
        ),
        (
            "service level method: 1.65 as z, mean demand 40 per day, demand deviation 12, mean lead time 9 days, lead time deviation 2. I want the safety stock",
            "safety_stock: avg_daily_demand 40, avg_lead_time_days 9, demand_std_dev 12, lead_time_std_dev 2, z 1.65",
        ),
        (
            "reorder point demand 2.4/day lead time 35d safety stock 30",
            "reorder_point: avg_daily_demand 2.4, lead_time_days 35, safety_stock 30",
        ),
        (
            "reorder point: avg 3.5/d x 20 d + 25",
            "reorder_point: avg_daily_demand 3.5, lead_time_days 20, safety_stock 25",
        ),
        (
            "economic order quantity: D=12000/yr, S=45, H=1.50",
            "eoq: annual_demand 12000, fixed_cost 45, holding_cost 1.5",
        ),
        (
            "eoq for annual demand 3600, ordering cost 65, holding rate 0.18 per year and unit price 25",
            "eoq: annual_demand 3600, fixed_cost 65, holding_cost 4.5",
        ),
        (
            "supplier score, fill rate .95 / on time .82 / quality 1 / cost .9",
            "supplier_score: cost_competitiveness 0.9, fill_rate 0.95, on_time_rate 0.82, quality_rate 1",
        ),
        (
            "the supplier score from these four figures: FR 0.95, OTD 0.90, quality 0.98, cost 0.85",
            "supplier_score: cost_competitiveness 0.85, fill_rate 0.95, on_time_rate 0.9, quality_rate 0.98",
        ),
    ]);
}

#[test]
fn asked_for_by_what_it_is_for() {
    all_read(&[
        (
            "lead time 21 days, buffer 30, average demand four daily: at which stock level should the next order be placed",
            "reorder_point: avg_daily_demand 4, lead_time_days 21, safety_stock 30",
        ),
        (
            "how low may the stock go before I order more, if 24 go out a day, replenishment takes 10 days and 50 must stay as a reserve?",
            "reorder_point: avg_daily_demand 24, lead_time_days 10, safety_stock 50",
        ),
        (
            "I don't want to keep any safety stock. It goes at 1.5 units a day on average and the lead time is four weeks. At how many units do I need to place the next order?",
            "reorder_point: avg_daily_demand 1.5, lead_time_days 28, safety_stock 0",
        ),
        (
            "Lead time 4 weeks, usage 1.5 units each day, safety stock nil. Reorder point?",
            "reorder_point: avg_daily_demand 1.5, lead_time_days 28, safety_stock 0",
        ),
        (
            "how many should I buy once: costs us 18, sells for 30, can be cleared for 12, demand of 200, plus or minus 40",
            "newsvendor: demand_mean 200, demand_std_dev 40, overage_cost 6, underage_cost 12",
        ),
        // Something is missing.
        (
            "when should I order, with 30 on hand and 4 a day",
            "nothing",
        ),
        (
            "how many orders were placed at 3 warehouses on 4 days",
            "nothing",
        ),
    ]);
}

#[test]
fn what_is_impossible_is_kept_for_the_tool_to_refuse() {
    all_read(&[
        (
            "reorder point: demand 5 a day, lead time -3 days, safety stock 1",
            "reorder_point: avg_daily_demand 5, lead_time_days -3, safety_stock 1",
        ),
        (
            "safety stock with service level 1.2, demand 20 a day sd 4, lead time 9 days sd 1",
            "safety_stock: avg_daily_demand 20, avg_lead_time_days 9, demand_std_dev 4, lead_time_std_dev 1, service_level 1.2",
        ),
        (
            "reorder point: demand 1e308 a day, lead time 3 days, safety stock 1",
            "reorder_point: avg_daily_demand inf, lead_time_days 3, safety_stock 1",
        ),
    ]);
}

#[test]
fn nothing_is_made_up() {
    all_read(&[
        // Something is missing.
        ("reorder point: demand 5 a day, lead time 3 days", "nothing"),
        (
            "newsvendor: mean demand 40, shortage 9, overage 3",
            "nothing",
        ),
        ("EOQ: 45 per order, 1.50 to hold a unit", "nothing"),
        // A number has no place.
        (
            "reorder point: demand 5 a day, lead time 3 days, safety stock 1, and 17",
            "nothing",
        ),
        (
            "how many units of power tools did we sell in May",
            "nothing",
        ),
        (
            "top 5 products by sales with more than 40 orders",
            "nothing",
        ),
        ("stock below the reorder point in 3 warehouses", "nothing"),
    ]);
}
