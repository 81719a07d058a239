//! *Asides* say which rows a question is about behind or beside its main clause: "the cancelled ones don't interest me",
//! "looking at the orders placed this year", "from a supplier other than the usual one".

use semantic::{Comparator, MetricKind};

use super::Against;
use super::reader::Reader;
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;

/// What is said of rows that are not wanted, behind a negation.
const UNWANTED: [&str; 14] = [
    "interest",
    "count",
    "counted",
    "matter",
    "needed",
    "need",
    "wanted",
    "want",
    "relevant",
    "included",
    "include",
    "required",
    "interesting",
    "considered",
];

impl Reader<'_> {
    /// Finds asides that change how the spans before them are read.
    pub(super) fn asides(&mut self) {
        for position in 0..self.spans.len() {
            if let Some(end) = self.unwanted_behind(position) {
                self.denied.insert(position);
                self.consumed.extend(position + 1..end);
            }
            if let Some(begin) = self.in_place_of(position) {
                self.consumed.extend(begin..=position);
                for span in &self.spans[begin..=position] {
                    self.draft.replaced.push(span.start);
                    self.draft.reversed += usize::from(span.meaning == Meaning::Cue(Cue::Not));
                }
            }
            if let Some(end) = self.other_supplier(position) {
                self.consumed.extend(position..end);
            }
            if let Some(end) = self.last_order_before(position) {
                self.consumed.extend(position..end);
                self.since_then.insert(end);
            }
            if let Some(end) = self.traded_before(position) {
                self.consumed.extend(position..end);
            }
            if let Some(end) = self.by_how_far(position) {
                self.consumed.extend(position..end);
            }
            if let Some(end) = self.empty_unwanted(position) {
                self.consumed.extend(position..end);
            }
            if let Some(end) = self.without_the_empty(position) {
                self.consumed.extend(position..end);
            }
        }
    }

    pub(super) fn norm(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |t| t.norm.as_str())
    }

    /// "units instead of money", "by sales rather than units", "pieces, not the value": what is no longer wanted; the span
    /// that its phrase begins with.
    fn in_place_of(&self, position: usize) -> Option<usize> {
        let span = &self.spans[position];
        let measures = |span: &Span| match &span.meaning {
            Meaning::Cue(Cue::InMoney | Cue::InUnits) => true,
            Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Metric(_))),
            _ => false,
        };
        let things = matches!(&span.meaning, Meaning::Terms(terms)
            if terms.iter().any(|t| matches!(t, Term::Attribute(_) | Term::Entity(_))));
        let mut before = span.start;
        while before > 0 && matches!(self.norm(before - 1), "the" | "in" | "by") {
            before -= 1;
        }
        let phrase = before >= 2
            && matches!(
                (self.norm(before - 2), self.norm(before - 1)),
                ("instead", "of") | ("rather", "than")
            );
        if phrase && (measures(span) || things) {
            return Some(self.behind(before - 2).min(position));
        }
        let not = before.checked_sub(1).filter(|at| self.norm(*at) == "not")?;
        let apart = self.tokens[not].gap != Gap::Space
            || not > 0 && matches!(self.norm(not - 1), "and" | "but");
        let ends = self.tokens.get(span.end).is_none_or(|t| {
            t.gap != Gap::Space
                || matches!(
                    t.norm.as_str(),
                    "by" | "per" | "for" | "each" | "this" | "last"
                )
        });
        let other = self.spans.iter().enumerate().any(|(at, other)| {
            at != position && (measures(other) || other.meaning == Meaning::Cue(Cue::Count))
        });
        (measures(span) && apart && ends && other).then(|| self.behind(not).min(position))
    }

    /// "every warehouse but Bergen", "anywhere but Bergen": the value behind is left out.
    pub(super) fn all_but(&self, position: usize) -> bool {
        const ALL: &[&str] = &["all", "every", "any", "each"];
        const ANYTHING: &[&str] = &[
            "all",
            "any",
            "anywhere",
            "everywhere",
            "anyone",
            "everyone",
            "anybody",
            "everybody",
            "anything",
            "everything",
        ];
        let span = &self.spans[position];
        let (at, Some(before)) = (span.start, span.start.checked_sub(1)) else {
            return false;
        };
        let thing = self.spans[..position]
            .last()
            .filter(|s| s.end == at && matches!(s.meaning, Meaning::Terms(_)))
            .is_some_and(|s| {
                (1..3).any(|back| {
                    s.start
                        .checked_sub(back)
                        .is_some_and(|at| ALL.contains(&self.norm(at)))
                })
            });
        let value = self.spans[position + 1..]
            .iter()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(|s| matches!(s.meaning, Meaning::Values(_)) && s.start <= span.end + 2);
        self.norm(at) == "but" && (thing || ANYTHING.contains(&self.norm(before))) && value
    }

    /// "the cancelled ones don't interest me", "cancelled orders out": the span behind what is said of the condition.
    fn unwanted_behind(&self, position: usize) -> Option<usize> {
        let span = &self.spans[position];
        let condition = match &span.meaning {
            Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Filter(_))),
            Meaning::Values(matches) => matches
                .iter()
                .any(|m| m.attribute.as_str().contains("status")),
            _ => false,
        };
        if !condition {
            return None;
        }
        let mut token = span.end;
        while matches!(
            self.norm(token),
            "ones" | "orders" | "pos" | "lines" | "purchase" | "sales" | "are" | "can" | "should"
        ) {
            if self.tokens[token].gap == Gap::Stop {
                return None;
            }
            token += 1;
        }
        let not = matches!(
            self.norm(token),
            "dont" | "not" | "arent" | "doesnt" | "neednt"
        ) || self.norm(token) == "do" && self.norm(token + 1) == "not";
        if not {
            let steps = if self.norm(token) == "do" { 2 } else { 1 };
            let place =
                (token + steps..token + steps + 3).find(|t| UNWANTED.contains(&self.norm(*t)))?;
            let end = if matches!(self.norm(place + 1), "me" | "us" | "here") {
                place + 2
            } else {
                place + 1
            };
            return Some(self.behind(end));
        }
        let out = matches!(self.norm(token), "out" | "excluded" | "aside" | "apart")
            || self.norm(token) == "left" && self.norm(token + 1) == "out"
            || self.norm(token) == "stay" && self.norm(token + 1) == "out";
        let end = token + 1 + usize::from(matches!(self.norm(token), "left" | "stay"));
        let ends = self.tokens.get(end).is_none_or(|t| t.gap != Gap::Space);
        (out && ends).then(|| self.behind(end))
    }

    /// The first span that begins at a token or behind it.
    pub(super) fn behind(&self, token: usize) -> usize {
        self.spans
            .iter()
            .position(|s| s.start >= token)
            .unwrap_or(self.spans.len())
    }

    /// "a supplier different from the usual one", "another supplier than usual", "not the usual supplier".
    fn other_supplier(&mut self, position: usize) -> Option<usize> {
        let start = self.spans[position].start;
        let differs = matches!(self.norm(start), "different" | "another" | "other")
            || self.norm(start) == "not" && self.norm(start + 1) != "the";
        if !differs || self.spans[position].end > start + 2 {
            return None;
        }
        let usual = (start + 1..start + 8).find(|t| {
            matches!(
                self.norm(*t),
                "usual" | "regular" | "normal" | "default" | "preferred" | "main"
            )
        })?;
        let near = self.behind(usual);
        let supplier = self.model.entity("supplier")?;
        let main = self.model.entity("main_supplier")?;
        let names = |p: &usize| {
            matches!(&self.spans[*p].meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                matches!(t, Term::Entity(e) if {
                    let name = self.model.entities[*e].name.as_str();
                    name == supplier.name || name == main.name
                })
            }))
        };
        // The supplier is named in the phrase or right before it.
        let within = (position..(near + 2).min(self.spans.len())).any(|p| names(&p));
        let before = (position.saturating_sub(2)..position).any(|p| names(&p));
        let than = (start..usual).any(|t| matches!(self.norm(t), "from" | "than" | "to"));
        if !(within || before) || !than && self.norm(start) != "not" {
            return None;
        }
        let mut end = usual + 1;
        while matches!(
            self.norm(end),
            "one" | "supplier" | "vendor" | "for" | "it" | "them"
        ) {
            end += 1;
        }
        let against = Against {
            left: Some(supplier.key.first()?.clone()),
            comparator: Comparator::NotEqual,
            right: main.key.first()?.clone(),
            factor: None,
            by: None,
        };
        self.draft.against.push(against);
        if (position..self.spans.len()).any(|p| self.spans[p].meaning == Meaning::Cue(Cue::Not)) {
            self.draft.reversed += usize::from(self.norm(start) == "not");
        }
        let first = (position.saturating_sub(2)..position)
            .find(|p| names(p))
            .unwrap_or(position);
        let last = self.behind(end);
        self.draft
            .margins
            .extend((first..last).map(|p| self.spans[p].start));
        self.consumed.insert(first);
        Some(last)
    }

    /// "whose last order was before April": there is none from then on. The place of the time is given.
    fn last_order_before(&mut self, position: usize) -> Option<usize> {
        let start = self.spans[position].start;
        let last = matches!(self.norm(start), "last" | "latest")
            || self.norm(start) == "most" && self.norm(start + 1) == "recent";
        let noun_at = start + 1 + usize::from(self.norm(start) == "most");
        let order = self.model.entities.iter().position(|e| {
            e.key.len() == 2
                && e.own_dataset
                    .as_deref()
                    .and_then(|d| self.model.dataset(d))
                    .is_some_and(|d| d.default_time.is_some())
        })?;
        if !last || !matches!(self.norm(noun_at), "order" | "purchase" | "po") {
            return None;
        }
        let mut token = noun_at + 1;
        while matches!(
            self.norm(token),
            "order"
                | "was"
                | "is"
                | "were"
                | "are"
                | "dates"
                | "dated"
                | "placed"
                | "lies"
                | "from"
                | "made"
        ) {
            token += 1;
        }
        let time = self.behind(token);
        let span = self.spans.get(time).filter(|s| s.start == token)?;
        let Meaning::Date(crate::dates::DatePhrase::Range(range)) = &span.meaning else {
            return None;
        };
        let before = range.happened.from.is_none() && range.happened.until.is_some();
        // "with their last order before April" names a column; "whose last order …" tells the customers.
        let whose = (1..=3).any(|n| start >= n && self.norm(start - n) == "whose");
        if !before || !whose {
            return None;
        }
        self.draft.existence.push(super::Existence {
            what: super::What::Count(order),
            at: start,
        });
        self.draft.reversed += 1;
        for place in position..time {
            let at = self.spans[place].start;
            self.draft.covered.push(at);
        }
        Some(time)
    }

    /// "Those with no spend in Q1 don't interest me": groups without rows are left out as it is.
    fn empty_unwanted(&mut self, position: usize) -> Option<usize> {
        let start = self.spans[position].start;
        let begins = matches!(self.norm(start), "those" | "ones" | "anyone" | "anybody")
            && (start == 0 || self.tokens[start].gap != Gap::Space);
        let empty = (start + 1..start + 4).find(|t| {
            matches!(
                self.norm(*t),
                "no" | "without" | "zero" | "nothing" | "none"
            )
        })?;
        let end = (empty..empty + 12).find(|t| {
            self.tokens
                .get(t + 1)
                .is_none_or(|token| matches!(token.gap, Gap::Stop | Gap::Comma))
        })?;
        let unwanted = (empty..=end).any(|t| {
            matches!(self.norm(t), "dont" | "not" | "doesnt")
                && (t + 1..=end).any(|u| UNWANTED.contains(&self.norm(u)))
        }) || (empty..=end)
            .any(|t| self.norm(t) == "out" && self.norm(t - 1) == "left");
        let behind = self.behind(end + 1);
        // Only a measure, a time and words of trade: a condition would say more.
        let plain = self.spans[position..behind]
            .iter()
            .all(|s| match &s.meaning {
                Meaning::Terms(terms) => terms
                    .iter()
                    .any(|t| matches!(t, Term::Metric(_) | Term::Entity(_))),
                Meaning::Values(_) | Meaning::Number(_) | Meaning::Key { .. } => false,
                _ => true,
            });
        if !begins || !unwanted || !plain {
            return None;
        }
        for span in &self.spans[position..behind] {
            self.draft.reversed +=
                usize::from(matches!(span.meaning, Meaning::Cue(Cue::Not | Cue::Never)));
            self.draft.left_empty.push(span.start);
        }
        Some(behind)
    }

    /// "ignoring everything that sold nothing, "skip those without demand": groups without rows are left out as it is.
    fn without_the_empty(&mut self, position: usize) -> Option<usize> {
        let start = self.spans[position].start;
        let leaves = matches!(self.spans[position].meaning, Meaning::Cue(Cue::Not))
            && self.leaves_out(start);
        if !leaves {
            return None;
        }
        let empty = (start + 1..start + 6).find(|t| {
            matches!(self.norm(*t), "nothing" | "without" | "none" | "zero")
                || self.norm(*t) == "no"
        })?;
        let thing = (start + 1..empty).all(|t| {
            matches!(
                self.norm(t),
                "everything"
                    | "whatever"
                    | "what"
                    | "been"
                    | "those"
                    | "that"
                    | "which"
                    | "items"
                    | "products"
                    | "the"
                    | "ones"
                    | "all"
                    | "anything"
                    | "have"
                    | "had"
                    | "has"
                    | "with"
                    | "sold"
                    | "who"
                    | "did"
            )
        });
        let traded = |t: &usize| {
            matches!(
                self.norm(*t),
                "nothing" | "none" | "sales" | "demand" | "orders" | "zero" | "any" | "movement"
            )
        };
        let mut end = (empty..empty + 3).rev().find(traded)?;
        while matches!(self.norm(end + 1), "there" | "here" | "then")
            && self.tokens[end + 1].gap == Gap::Space
        {
            end += 1;
        }
        let ends = self
            .tokens
            .get(end + 1)
            .is_none_or(|token| token.gap == Gap::Stop || token.gap == Gap::Comma);
        if !thing || !ends {
            return None;
        }
        let behind = self.behind(end + 1);
        for span in &self.spans[position..behind] {
            self.draft.reversed += usize::from(matches!(span.meaning, Meaning::Cue(Cue::Not)));
            self.draft.left_empty.push(span.start);
        }
        Some(behind)
    }

    /// "looking at the orders placed this year", "lines of orders taken in May": which orders, not how many.
    pub(super) fn only_says_which_orders(&self, metrics: &[usize], position: usize) -> bool {
        let span = &self.spans[position];
        let counts = metrics.iter().any(|m| {
            matches!(&self.model.metrics[*m].kind, MetricKind::Aggregate { expression, .. }
                if expression.trim() == "COUNT(*)")
        });
        let noun = matches!(
            self.norm(span.start),
            "orders" | "pos" | "purchase" | "sales"
        );
        if !counts || !noun || self.pending.count.is_some() || self.pending.top.is_some() {
            return false;
        }
        let mut before = span.start;
        while before > 0
            && matches!(
                self.norm(before - 1),
                "the" | "those" | "these" | "all" | "our"
            )
        {
            before -= 1;
        }
        let lead = before.checked_sub(1).is_some_and(|t| {
            matches!(
                self.norm(t),
                "in" | "on" | "at" | "of" | "among" | "from" | "for"
            )
        });
        let said = self
            .draft
            .subjects
            .first()
            .map(|s| &self.model.entities[s.entity]);
        let lines = said.is_some_and(|e| e.own_dataset.is_some() && e.key.len() > 2);
        lines
            || lead && said.is_some() && !self.draft.filters.is_empty()
            || lead && !self.draft.measures.is_empty()
    }

    /// "for orders placed in May, which lines …": the lines are asked for; "what is promised to customers": orders.
    pub(super) fn settle_asides(&mut self) {
        let line = self.draft.subjects.iter().position(|s| {
            let entity = &self.model.entities[s.entity];
            entity.own_dataset.is_some() && entity.key.len() > 2
        });
        if let Some(line) = line {
            let asked = |at: usize| {
                (at.saturating_sub(3)..at)
                    .any(|t| matches!(self.norm(t), "many" | "number" | "count" | "much" | "by"))
            };
            let which: Vec<usize> = self
                .draft
                .measures
                .iter()
                .filter(|m| match &m.what {
                    super::What::Metric(candidates) => {
                        !m.by
                            && !asked(m.at)
                            && matches!(self.norm(m.at), "orders" | "pos" | "purchase" | "sales")
                            && candidates
                                .iter()
                                .all(|c| self.model.metrics[*c].unit.as_deref() == Some("orders"))
                    }
                    _ => false,
                })
                .map(|m| m.at)
                .collect();
            if !which.is_empty() && self.draft.measures.len() == which.len() {
                self.draft.measures.clear();
                self.draft.verbs.extend(which);
                self.draft.subjects.swap(0, line);
            }
        }
        self.settle_prices();
        let orders = |model: &semantic::Model, entity: usize| {
            let entity = &model.entities[entity];
            let own = entity.own_dataset.as_deref().and_then(|d| model.dataset(d));
            entity.key.len() == 2 && own.is_some_and(|d| d.fields.iter().any(|f| f.delivery_date))
        };
        let beside = self.draft.subjects.first().is_some_and(|s| {
            self.model.entities[s.entity].key.len() == 1
                && s.at > 0
                && matches!(self.norm(s.at - 1), "to" | "from" | "for" | "by")
        });
        let order = (0..self.model.entities.len()).find(|e| orders(self.model, *e));
        if beside
            && self.draft.due
            && self.draft.measures.is_empty()
            && self.draft.dimensions.is_empty()
            && let Some(order) = order
        {
            let at = self.draft.subjects[0].at;
            self.draft.subjects.retain(|s| s.entity != order);
            self.draft.subjects.insert(
                0,
                super::Subject {
                    entity: order,
                    at,
                    plural: true,
                },
            );
        }
    }

    /// "products under 5 euros": their price, where nothing was traded.
    fn settle_prices(&mut self) {
        let draft = &self.draft;
        let product = draft
            .subjects
            .first()
            .is_some_and(|s| self.model.entities[s.entity].name == "product");
        let plain = draft.measures.is_empty()
            && draft.dates.is_empty()
            && draft.dimensions.is_empty()
            && draft.filters.is_empty()
            && draft.top.is_none()
            && !draft.ordered;
        let price = self
            .model
            .metrics
            .iter()
            .position(|m| m.lowest.iter().any(|w| w == "cheapest"));
        let Some(price) = price.filter(|_| product && plain) else {
            return;
        };
        for condition in &mut self.draft.conditions {
            if condition.money && condition.target.is_none() && condition.attribute.is_none() {
                condition.target = Some(super::What::Metric(vec![price]));
            }
        }
    }

    /// "not late even once", "bought before but not since": the word only makes the clause stronger.
    pub(super) fn only_stresses(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let denied = self.spans[..position]
            .iter()
            .any(|s| matches!(s.meaning, Meaning::Cue(Cue::Not | Cue::Never)));
        match self.norm(span.start).trim_end_matches('.') {
            "once" => denied,
            // "How many products does each supplier deliver".
            "deliver" | "delivers" => self.tokens[..span.start]
                .iter()
                .rev()
                .take(3)
                .any(|t| matches!(t.norm.as_str(), "each" | "every")),
            // "Supplier and value included": columns that come along; a condition that is included is another matter.
            "incl" | "included" | "inclusive" => {
                let condition = |s: &crate::lattice::Span| match &s.meaning {
                    Meaning::Values(_) => true,
                    Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Filter(_))),
                    _ => false,
                };
                let near = position.saturating_sub(3)..(position + 3).min(self.spans.len());
                position > 0 && !self.spans[near].iter().any(condition)
            }
            "before" => self.spans[position + 1..]
                .iter()
                .find(|s| s.meaning != Meaning::Ignorable)
                .is_some_and(|s| s.meaning == Meaning::Cue(Cue::But)),
            _ => false,
        }
    }
}
