//! What the words around a *place* say of it: where things leave, where they go, which kind of warehouse it is.

use super::reader::Reader;
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;
use crate::values::Match;

/// Kinds of warehouses that companies put in front of their codes, with the letters that stand for them.
const KINDS: &[(&str, &[&str])] = &[
    ("dc", &["dc"]),
    ("yard", &["yd", "yard", "yrd"]),
    ("depot", &["dp", "dep", "depot", "dpt"]),
    ("store", &["st", "str", "store"]),
    ("shop", &["sh", "shop"]),
    ("hub", &["hb", "hub"]),
    ("branch", &["br", "branch"]),
    ("plant", &["pl", "plt", "plant"]),
    ("warehouse", &["wh", "whs", "warehouse"]),
    ("crossdock", &["xd", "cd"]),
    ("dock", &["xd", "dock"]),
    ("bay", &["bay"]),
];

impl Reader<'_> {
    fn word_before(&self, start: usize, back: usize) -> &str {
        start
            .checked_sub(back)
            .map_or("", |at| self.tokens[at].norm.as_str())
    }

    /// "How many deliveries did we make": dated by when they were made.
    pub(super) fn counts_made_deliveries(&mut self, position: usize) {
        let noun = &self.tokens[self.spans[position].end - 1].norm;
        self.draft.delivered |= noun.starts_with("deliver") || noun.starts_with("drop");
    }

    /// "Anything pending whose delivery date …", "orders whose …": said of what went before.
    pub(super) fn whose(&self, position: usize) -> bool {
        let before = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable);
        self.tokens[self.spans[position].start].norm == "whose"
            && before.is_some_and(|s| {
                matches!(
                    s.meaning,
                    Meaning::Terms(_) | Meaning::Values(_) | Meaning::Cue(Cue::All | Cue::Pronoun)
                )
            })
    }

    /// "… and that date": a date of its own was named before.
    pub(super) fn date_again(&mut self, position: usize) -> bool {
        let span = &self.spans[position];
        let bare = span.end == span.start + 1
            && matches!(self.tokens[span.start].norm.as_str(), "date" | "dates");
        let mut named = self.draft.attributes.iter().map(|(a, _)| a);
        let dated = self
            .draft
            .dates
            .iter()
            .find_map(|d| d.attribute.clone())
            .or_else(|| named.find(|a| self.dates_things(a)).cloned());
        let Some(attribute) = dated.filter(|a| bare && self.dates_things(a)) else {
            return false;
        };
        let at = span.start;
        if self.draft.attributes.iter().all(|(a, _)| *a != attribute) {
            self.draft.attributes.push((attribute, at));
        }
        self.draft.everywhere.push(at);
        true
    }

    /// "out of …", "shipped from …", "off the … dock".
    pub(super) fn goes_out_of(&self, position: usize) -> bool {
        let start = self.spans[position].start;
        let word = |back: usize| self.word_before(start, back);
        let article = usize::from(matches!(word(1), "the" | "our"));
        let (last, before) = (word(article + 1), word(article + 2));
        let verb = matches!(
            before,
            "ship"
                | "ships"
                | "shipped"
                | "shipping"
                | "sent"
                | "sold"
                | "dispatched"
                | "out"
                | "leaving"
                | "left"
                | "supplied"
                | "served"
                | "units"
                | "pieces"
        );
        last == "of" && before == "out" || last == "off" || last == "from" && verb
    }

    /// "to …", "delivered in …", "customers in …", "the city of …", "… customers".
    pub(super) fn destined(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let word = |back: usize| self.word_before(span.start, back);
        let article = usize::from(matches!(word(1), "the" | "our"));
        let last = word(article + 1);
        if matches!(last, "to" | "into" | "towards" | "toward") {
            return true;
        }
        let lives = |s: &Span| match &s.meaning {
            Meaning::Terms(terms) => terms.iter().any(|t| match t {
                Term::Entity(e) => {
                    let name = self.model.entities[*e].name.as_str();
                    name == "customer" || name.starts_with("delivery_")
                }
                Term::Attribute(a) => a.as_str().contains("delivery_"),
                _ => false,
            }),
            Meaning::Cue(Cue::Who) => true,
            _ => false,
        };
        let behind = self
            .spans
            .get(position + 1)
            .is_some_and(|s| lives(s) && self.tokens[s.start].gap == Gap::Space);
        let before = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable);
        let near = matches!(
            last,
            "in" | "around" | "near" | "of" | "from" | "for" | "across"
        );
        let delivers = (article + 1..article + 4).any(|back| {
            let word = word(back);
            word.starts_with("deliver")
                || matches!(
                    word,
                    "drop" | "drops" | "stops" | "address" | "addresses" | "due"
                )
        });
        behind || near && (before.is_some_and(lives) || delivers && last != "from")
    }

    /// "The Springfield DC", "the yard in Springfield": of several warehouses in a town those of the kind that stands beside.
    pub(super) fn of_kind(&self, matches: &mut [Match], position: usize) {
        let Some(place) = self.model.entity("stock_row").and_then(|r| r.key.first()) else {
            return;
        };
        let span = &self.spans[position];
        let beside = [
            self.tokens.get(span.end),
            span.start.checked_sub(1).and_then(|at| self.tokens.get(at)),
            span.start.checked_sub(2).and_then(|at| self.tokens.get(at)),
        ];
        for found in matches
            .iter_mut()
            .filter(|m| m.attribute == *place && m.values.len() > 1)
        {
            let kind = beside.iter().flatten().find_map(|token| {
                let (_, letters) = KINDS.iter().find(|(kind, _)| *kind == token.fold)?;
                let of_kind: Vec<String> = found
                    .values
                    .iter()
                    .filter(|value| letters.contains(&kind_letters(value).as_str()))
                    .cloned()
                    .collect();
                (!of_kind.is_empty()).then_some(of_kind)
            });
            if let Some(of_kind) = kind {
                found.values = of_kind;
            }
        }
    }
}

/// The letters that a code begins with, in lower case: "yd" of "YD1-SPRINGFIELD".
pub(crate) fn kind_letters(code: &str) -> String {
    code.chars()
        .take_while(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_lowercase()
}

/// The letters that stand for a kind of warehouse in front of its code.
pub(crate) fn letters_of_kind(kind: &str) -> Option<&'static [&'static str]> {
    KINDS
        .iter()
        .find(|(name, _)| *name == kind)
        .map(|(_, letters)| *letters)
}
