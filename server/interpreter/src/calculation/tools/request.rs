//! A *request* is a question while its words become parameters of a tool.

use std::collections::BTreeMap;

use super::super::amounts::{Unit, amounts};
use super::super::phrases::{Break, Words};
use super::heads::Head;
use crate::numbers::number;

/// Words that compare with a threshold.
const COMPARING: &str = "than|more|over|above|at|least|by|of|exceeding|threshold|minimum|beyond";

/// Clauses that say what is taken anyway: that demand stays as it was.
const PACES: &str = "at the present rate of demand|at the present rate|at the current rate of demand|at the current rate|at current rate|\
    at current rates|at the current pace|at current pace|at the present pace|at this rate|at this pace|at the usual rate|at the recent rate|\
    at current demand|at the current demand|at present demand|at todays rate|at todays demand|at the rate of sale|at current sales|\
    at the current rate of sale|at current consumption|at the current rate of sales|at the pace|at the rate|at the same pace|at the same rate|\
    if nothing is ordered|if we order nothing|if we do nothing|without new orders|without a new order";

/// A question while its words become parameters.
pub(super) struct Request<'a> {
    words: &'a Words<'a>,
    used: Vec<bool>,
    /// Place behind the words for the tool.
    behind: usize,
    /// Parameters that are numbers.
    pub(super) given: BTreeMap<String, f64>,
    /// Parameters that are words.
    pub(super) named: BTreeMap<String, String>,
}

impl<'a> Request<'a> {
    /// A question whose tool is named by the words from `start` on.
    pub(super) fn new(words: &'a Words<'a>, start: usize, length: usize) -> Self {
        let mut request = Self {
            words,
            used: vec![false; words.len()],
            behind: start + length,
            given: BTreeMap::new(),
            named: BTreeMap::new(),
        };
        // What leads to a time is left for it: "run out in the next 14 days".
        let leads = (start..start + length)
            .rev()
            .take_while(|at| words.is(*at, "within|in|the|next"))
            .count();
        request.used[start..start + length - leads].fill(true);
        for pace in words.find(PACES) {
            request.used[pace].fill(true);
        }
        request.going_on();
        request
    }

    fn word(&self, at: usize) -> &str {
        if self.used.get(at).copied().unwrap_or(true) {
            ""
        } else {
            self.words.at(at)
        }
    }

    fn is(&self, at: usize, words: &str) -> bool {
        !self.word(at).is_empty() && self.words.is(at, words)
    }

    /// "If they keep selling like the last 90 days": the window stays, the rest is what is taken anyway.
    fn going_on(&mut self) {
        for at in 0..self.words.len() {
            if !self.words.is(at, "if|when|assuming|provided|as") {
                continue;
            }
            let keeps = (at + 1..at + 6).find(|place| {
                self.words.is(
                    *place,
                    "keep|keeps|continue|continues|carry|carries|go|goes|stays|remains",
                )
            });
            let Some(keeps) = keeps else {
                continue;
            };
            let until = (keeps + 1..keeps + 8)
                .find(|place| self.words.is(*place, "like|as|way|in|rate|pace|did|during"));
            let end = until.map_or(keeps + 1, |until| until + 1);
            let end = end.min(self.words.len());
            self.used[at..end].fill(true);
        }
    }

    /// "Score" alone is a verb, and only of suppliers; rates that are given make it another calculation.
    pub(super) fn suppliers(&self, start: usize, length: usize) -> Option<()> {
        let words = self.words;
        if words.has("quality|fill") {
            return None;
        }
        let alone = length == 1 && words.is(start, "score");
        let verb = start == 0 || start == 1 && words.is(0, "please");
        (!alone || verb && words.has("suppliers|vendors|supplier|vendor")).then_some(())
    }

    /// Takes the parameters of a tool.
    pub(super) fn parameters(&mut self, head: &Head) {
        match head.tool {
            "identify_stockout_risk" => {
                if let Some((count, period)) = self.horizon() {
                    self.given.insert("days".to_owned(), count * days(period));
                }
            }
            "forecast_demand" => {
                if let Some((count, period)) = self.horizon() {
                    let (count, period) = match period {
                        "quarter" => (count * 3.0, "month"),
                        period => (count, period),
                    };
                    self.given.insert("periods".to_owned(), count);
                    self.named.insert("period".to_owned(), period.to_owned());
                }
                self.by(
                    &[
                        ("by day|daily|per day|day by day|each day", "day"),
                        ("by week|weekly|per week|week by week|each week", "week"),
                        ("by month|monthly|per month|month by month|each month", "month"),
                    ],
                    "period",
                );
                self.by(
                    &[
                        (
                            "by product group|by group|by category|per product group|per group|per category|each product group|each group|each category|for every group|for every category|of every group",
                            "product_group",
                        ),
                        (
                            "by warehouse|by site|by depot|per warehouse|per site|per depot|each warehouse|each site|each depot|every warehouse|every site|every depot",
                            "warehouse",
                        ),
                        (
                            "by product|by item|per product|per item|each product|each item|every product|every item|each of",
                            "product",
                        ),
                    ],
                    "by",
                );
            }
            "identify_cost_savings" | "watch_price_changes" => {
                self.share("threshold_percent", 100.0);
            }
            "calculate_safety_stock" | "calculate_reorder_point" => self.service_level(),
            "analyze_purchase_trends" => self.by(
                &[
                    ("by product group|by group|by category|per group|per product group|per category", "product_group"),
                    ("by supplier|by vendor|per supplier|per vendor", "supplier"),
                    ("by product|by item|per product|per item", "product"),
                    ("by week|weekly|per week|week by week", "week"),
                    ("by month|monthly|per month|month by month", "month"),
                    ("by quarter|quarterly|per quarter|quarter by quarter", "quarter"),
                ],
                "group_by",
            ),
            _ => {}
        }
    }

    /// "Within two weeks", "the next 3 months", "next month": how many of which period. Its words are used up.
    fn horizon(&mut self) -> Option<(f64, &'static str)> {
        for at in 0..self.words.len() {
            let leads = self.is(
                at,
                "within|in|over|for|next|coming|following|another|through|last|cover|before|inside",
            );
            // "Will not last 20 days": right behind the words for the tool.
            if !leads && at + 1 != self.behind {
                continue;
            }
            let mut from = at + 1;
            while self.is(
                from,
                "the|next|coming|following|another|at|least|for|only|just|about",
            ) {
                from += 1;
            }
            // "Over a 20 day horizon".
            let before = from + 1;
            let counts = number(self.words.question, self.words.tokens, before).is_some();
            if self.is(from, "a|an") && counts && self.is(before + 2, "horizon|window|period") {
                self.used[before + 2] = true;
                from = before;
            }
            let counted = number(self.words.question, self.words.tokens, from)
                .filter(|_| !self.word(from).is_empty());
            let article = self.is(from, "a|an");
            let next = (at..from).any(|place| self.is(place, "next|coming|following"));
            let (count, unit) = match counted {
                Some((taken, number)) => (number.value.parse().ok()?, from + taken),
                None if article => (1.0, from + 1),
                None if next => (1.0, from),
                None => continue,
            };
            // "The last 90 days" is a time that is over.
            let over = self.is(at, "last")
                && self
                    .words
                    .is(at.wrapping_sub(1), "the|these|those|of|over|in");
            let Some(period) = period(self.word(unit)).filter(|_| !over) else {
                continue;
            };
            self.used[at..=unit].fill(true);
            let (count, period) = match period {
                "fortnight" => (2.0 * count, "week"),
                "year" => (12.0 * count, "month"),
                period => (count, period),
            };
            self.again(count * days(period));
            return Some((count, period));
        }
        None
    }

    /// "Within a month (30 days)": the same time once more.
    fn again(&mut self, length: f64) {
        for amount in amounts(self.words, false) {
            let same = matches!(amount.unit, Unit::Time(days) if (amount.value * days - length).abs() < 1e-9);
            let bracket = self.words.break_before(amount.tokens.start) == Break::Bracket;
            if same && bracket {
                self.used[amount.tokens].fill(true);
            }
        }
    }

    /// A share ("15 %", "a tenth"), with the comparator before it.
    fn share(&mut self, name: &str, times: f64) {
        let found = amounts(self.words, true)
            .into_iter()
            .find(|amount| amount.unit == Unit::Share && !self.used[amount.tokens.start]);
        let Some(amount) = found else {
            return;
        };
        // What hundredths lose in binary is nothing that somebody typed.
        let value = (amount.value * times * 1e9).round() / 1e9;
        self.given.insert(name.to_owned(), value);
        let mut before = amount.tokens.start;
        self.used[amount.tokens].fill(true);
        while before > 0 && self.is(before - 1, COMPARING) {
            before -= 1;
            self.used[before] = true;
        }
    }

    /// "95 % service level".
    fn service_level(&mut self) {
        let Some(named) = self
            .words
            .find("service level|service|csl")
            .into_iter()
            .next()
        else {
            return;
        };
        self.share("service_level", 1.0);
        let start = named.start;
        self.used[named].fill(true);
        if start > 0 && self.is(start - 1, "at|with|a|an") {
            self.used[start - 1] = true;
        }
    }

    /// One of the phrases as a parameter that is a word.
    fn by(&mut self, phrases: &[(&str, &str)], name: &str) {
        for (phrase, value) in phrases {
            let found = self.words.find(phrase).into_iter();
            let free = |place: &std::ops::Range<usize>| !self.used[place.start];
            if let Some(place) = found.into_iter().find(free) {
                self.used[place].fill(true);
                self.named.insert(name.to_owned(), (*value).to_owned());
                return;
            }
        }
    }

    /// The question without the words that are used up.
    pub(super) fn rest(&self) -> String {
        let question = self.words.question;
        let mut rest = String::new();
        let mut last = 0;
        for (token, used) in self.words.tokens.iter().zip(&self.used) {
            if *used && token.start >= last {
                rest.push_str(&question[last..token.start]);
                rest.push(' ');
                last = token.end;
            }
        }
        rest.push_str(&question[last..]);
        // Signs that stood beside what is used up.
        let rest = rest.replace(['%', '(', ')'], " ");
        let edge = |c: char| {
            c.is_whitespace() || matches!(c, ':' | ',' | '.' | ';' | '?' | '!' | '%' | '-' | '—')
        };
        rest.trim_matches(edge).to_owned()
    }
}

fn period(word: &str) -> Option<&'static str> {
    Some(match word {
        "day" | "days" => "day",
        "week" | "weeks" => "week",
        "fortnight" | "fortnights" => "fortnight",
        "month" | "months" => "month",
        "quarter" | "quarters" => "quarter",
        "year" | "years" => "year",
        _ => return None,
    })
}

fn days(period: &str) -> f64 {
    match period {
        "week" => 7.0,
        "month" => 30.0,
        "quarter" => 90.0,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::head;
    use super::*;
    use crate::text::tokens;

    fn request<T>(question: &str, ask: impl Fn(Request<'_>) -> T) -> T {
        let typed = tokens(question);
        let words = Words::new(question, &typed, &super::super::super::VOCABULARY, &|_| {
            true
        });
        let (start, length) = head(&words).map_or((0, 0), |(_, start, length)| (start, length));
        ask(Request::new(&words, start, length))
    }

    #[test]
    fn horizons() {
        let is = |question: &str, count: f64, period: &str, rest: &str| {
            let found = request(question, |mut request| {
                request.used.fill(false);
                let found = request.horizon();
                found.map(|(count, period)| (count, period, request.rest()))
            });
            assert_eq!(found, Some((count, period, rest.to_owned())), "{question}");
        };
        is("run out within two weeks", 2.0, "week", "run out");
        is("helmets for the next 3 months", 3.0, "month", "helmets");
        is("next month", 1.0, "month", "");
        is("in a fortnight", 2.0, "week", "");
        is("run out within a month (30 days)", 1.0, "month", "run out");
        is("not last another ten days", 10.0, "day", "not");
        let none = request("helmets in oslo", |mut request| request.horizon());
        assert_eq!(none, None);
        let over = request("sold in the last 90 days", |mut request| request.horizon());
        assert_eq!(over, None);
    }

    #[test]
    fn shares_are_thresholds() {
        let is = |question: &str, percent: f64| {
            let given = request(question, |mut request| {
                request.share("threshold_percent", 100.0);
                request.given
            });
            assert_eq!(given.get("threshold_percent"), Some(&percent), "{question}");
        };
        is(
            "savings potential: which products would save more than 15% per unit",
            15.0,
        );
        is("savings of over a tenth", 10.0);
        is("price changes of at least five percent", 5.0);
    }

    #[test]
    fn that_demand_goes_on_is_taken_anyway() {
        let rest = |question: &str| {
            request(question, |mut request| {
                request.horizon();
                request.rest()
            })
        };
        let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let question =
            "items at risk of stockout within 30 days if they keep selling like the last 90 days";
        assert_eq!(words(rest(question)), "items at the last 90 days");
        assert_eq!(rest("stockout risk at the present rate of demand"), "");
    }
}
