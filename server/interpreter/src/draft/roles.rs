//! The *role* of a time is what happened then: it was ordered, it was due, or it came. The verb nearest before the time
//! says so.

use semantic::AttributeId;

use super::Moment;
use super::reader::Reader;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;

/// Words between a verb and its time.
const NEAR: usize = 8;

impl Reader<'_> {
    /// What happened at the time that begins at a token.
    pub(super) fn role_of(&self, at: usize) -> Option<Moment> {
        let floor = self
            .spans
            .iter()
            .filter(|s| s.end <= at && matches!(s.meaning, Meaning::Date(_)))
            .map(|s| s.end)
            .max()
            .unwrap_or(0);
        let mut place = at;
        while place > floor && at - place < NEAR {
            if place < self.tokens.len() && place < at && self.tokens[place].gap == Gap::Stop {
                break;
            }
            place -= 1;
            if let Some(role) = self.role_at(place, at) {
                return Some(role);
            }
        }
        None
    }

    fn role_at(&self, place: usize, at: usize) -> Option<Moment> {
        let word = self.tokens[place].norm.as_str();
        let before = |steps: usize| {
            place
                .checked_sub(steps)
                .map_or("", |p| self.tokens[p].norm.as_str())
        };
        // "orders of 2025", "orders from last month", "delivered orders of May".
        if matches!(word, "of" | "from")
            && matches!(before(1), "order" | "orders" | "pos" | "po")
            && place + 2 >= at
        {
            return Some(Moment::Ordered);
        }
        // "should ship today", "has to go out tomorrow".
        let duty = matches!(
            word,
            "ship" | "go" | "leave" | "deliver" | "shipped" | "sent"
        ) && (1..=3).any(|n| {
            matches!(
                before(n),
                "should" | "must" | "shall" | "supposed" | "meant"
            )
        });
        if duty {
            return Some(Moment::Due);
        }
        let role = verb(word)?;
        match role {
            // A measure of what was delivered has a date of its own.
            Moment::Came | Moment::Due if self.in_measure(place) => None,
            // "Delivered before the expected date": the first word says what happened.
            Moment::Due if self.inside_condition(place) => None,
            Moment::Came if (1..=4).any(|n| is_duty(before(n))) => Some(Moment::Due),
            Moment::Came if (1..=3).any(|n| is_negation(before(n))) => None,
            Moment::Ordered if word == "taken" && !before(1).starts_with("order") => None,
            role => Some(role),
        }
    }

    /// The words of a negation leave something out ("excluding"), rather than deny it ("did not").
    pub(super) fn leaves_out(&self, at: usize) -> bool {
        let word = self.tokens[at].norm.as_str();
        [
            "exclud",
            "except",
            "ignor",
            "leav",
            "skip",
            "omit",
            "disregard",
            "apart",
            "aside",
            "minus",
            "drop",
            "ditch",
            "scrap",
        ]
        .iter()
        .any(|stem| word.starts_with(stem))
    }

    /// "not restocked since June": the date that did not come again in the time that begins at a token.
    pub(super) fn not_since(&mut self, at: usize) -> Option<AttributeId> {
        let (attribute, place) = self.draft.missing.last()?.clone();
        (self.dates_things(&attribute) && self.only_things_between(place, at)).then(|| {
            self.draft.missing.pop();
            attribute
        })
    }

    /// "restocked at OSL-1 in May": the date of a thing that was named before a time.
    pub(super) fn date_said(&self, at: usize) -> Option<AttributeId> {
        let (attribute, place) = self.draft.attributes.last()?;
        (self.dates_things(attribute) && self.only_things_between(*place, at))
            .then(|| attribute.clone())
    }

    /// A date of what is kept or made, not of an order.
    pub(super) fn dates_things(&self, attribute: &AttributeId) -> bool {
        self.date_like(attribute)
            && self
                .model
                .fields_of(attribute)
                .all(|(d, _)| d.default_time.is_none())
    }

    /// Between two tokens stand only places and things.
    fn only_things_between(&self, place: usize, at: usize) -> bool {
        self.spans
            .iter()
            .filter(|s| s.start > place && s.end <= at)
            .all(|s| match &s.meaning {
                Meaning::Ignorable | Meaning::Values(_) => true,
                Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Entity(_))),
                _ => false,
            })
    }

    /// The word stands inside the words of a condition, not at their beginning.
    fn inside_condition(&self, place: usize) -> bool {
        self.spans.iter().any(|s| {
            s.start < place
                && place < s.end
                && matches!(&s.meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Filter(_))))
        })
    }

    fn in_measure(&self, place: usize) -> bool {
        self.spans.iter().any(|s| {
            s.start <= place
                && place < s.end
                && matches!(&s.meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Metric(_))))
        })
    }
}

/// What a verb says.
pub(super) fn verb(word: &str) -> Option<Moment> {
    Some(match word {
        "placed" | "ordered" | "raised" | "booked" | "issued" | "entered" | "bought"
        | "purchased" | "taken" | "placing" => Moment::Ordered,
        "due" | "expected" | "promised" | "scheduled" => Moment::Due,
        "delivered" | "received" | "arrived" | "arrive" | "came" | "come" | "landed" => {
            Moment::Came
        }
        _ => return None,
    })
}

/// "should have come in", "was supposed to arrive", "is to be delivered".
fn is_duty(word: &str) -> bool {
    matches!(
        word,
        "should" | "supposed" | "meant" | "ought" | "to" | "must" | "will" | "shall"
    )
}

fn is_negation(word: &str) -> bool {
    matches!(word, "not" | "never") || word.ends_with("nt")
}
