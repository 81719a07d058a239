//! What is *described* beside what is asked for: the lines of somebody's last order, the supplier of each of the dearest
//! products, a date that a clause tells ("the day it came in"), how many of another thing each one has ("single-supplier
//! products").

use semantic::{Comparator, Model};

use super::reader::{Last, Reader};
use super::{Condition, Subject, TopKind, What};
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;

/// Entities that a span can name.
fn entities(span: &Span) -> Vec<usize> {
    match &span.meaning {
        Meaning::Terms(terms) => terms
            .iter()
            .filter_map(|t| match t {
                Term::Entity(entity) => Some(*entity),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// An order: a thing with a number and a time of its own.
fn is_order(model: &Model, entity: usize) -> bool {
    let found = &model.entities[entity];
    found.key.len() == 2
        && found
            .own_dataset
            .as_deref()
            .and_then(|d| model.dataset(d))
            .is_some_and(|d| d.default_time.is_some())
}

impl Reader<'_> {
    /// "What did they take on their last order", "what was on the newest order": its lines.
    pub(super) fn contents_of_last(&mut self) {
        const VERBS: &str = " take took get got have had order ordered buy bought purchase want ship shipped send sent contain \
            contained include included hold held ";
        let draft = &self.draft;
        let Some(top) = draft
            .top
            .clone()
            .filter(|t| matches!(t.kind, TopKind::Latest | TopKind::Earliest))
        else {
            return;
        };
        let ranked = draft.measures.iter().find_map(|m| match m.what {
            What::Count(entity) if m.by && m.at >= top.at => Some(Subject {
                entity,
                at: m.at,
                plural: false,
            }),
            _ => None,
        });
        // "What did they order last": the verb.
        let verb_at = top.at.checked_sub(1);
        let named = draft.subjects.iter().copied().chain(ranked).find(|s| {
            (s.at >= top.at || Some(s.at) == verb_at && self.norm(s.at) == "order")
                && !s.plural
                && is_order(self.model, s.entity)
        });
        let Some(order) = named else {
            return;
        };
        let own = &self.model.entities[order.entity].key;
        let line = self.model.entities.iter().position(|e| {
            e.own_dataset.is_some()
                && e.key.len() > own.len()
                && own.iter().all(|k| e.key.contains(k))
        });
        let Some(line) = line.filter(|_| top.count.is_none_or(|c| c == 1)) else {
            return;
        };
        let is_thing = |e: usize| self.model.entities[e].name == "product" || e == line;
        let others = draft.subjects.iter().filter(|s| s.at != order.at);
        let things = others.clone().any(|s| is_thing(s.entity));
        let only_things = others.clone().all(|s| is_thing(s.entity));
        let lead = &self.tokens[..top.at];
        let asks = lead.iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "what" | "whats" | "everything" | "contents"
            )
        });
        let on = lead.iter().rev().take(6).any(|t| {
            matches!(
                t.norm.as_str(),
                "on" | "in" | "inside" | "with" | "contents"
            )
        });
        let held = self.tokens[order.at..].iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "contain" | "contains" | "include" | "includes" | "hold"
            )
        });
        let verb = lead
            .iter()
            .any(|t| VERBS.split_whitespace().any(|v| v == t.norm));
        let last = order.at < top.at
            && asks
            && lead
                .iter()
                .any(|t| matches!(t.norm.as_str(), "did" | "do" | "does"));
        let asked = last
            || things && (on || verb || held)
            || asks
                && (on && (verb || draft.list || lead.iter().any(|t| t.norm == "whats")) || held);
        let plain = draft
            .measures
            .iter()
            .all(|m| m.by && m.what == What::Count(order.entity))
            && draft.dimensions.is_empty()
            && draft.grain.is_none()
            && draft.keys.is_empty()
            && !draft.when
            && !draft.bare_count
            && !draft.how_much
            && !draft.total;
        if !(asked && only_things && plain) {
            return;
        }
        // "Did they order on their last order": the verb is no date.
        let lead_columns: Vec<usize> = self
            .draft
            .attributes
            .iter()
            .filter(|(a, at)| *at < top.at && self.date_like(a))
            .map(|(_, at)| *at)
            .collect();
        self.draft
            .attributes
            .retain(|(_, at)| !lead_columns.contains(at));
        self.draft.verbs.extend(lead_columns);
        self.draft.verbs.push(order.at);
        for other in self.draft.subjects.iter().filter(|s| s.at != order.at) {
            self.draft.actors.push(other.at);
        }
        self.draft.subjects = vec![Subject {
            entity: line,
            at: order.at,
            plural: false,
        }];
        self.draft.measures.clear();
        self.draft.list = true;
        self.draft.ordered = false;
        if let Some(top) = &mut self.draft.top {
            top.count = None;
        }
    }

    /// "Ten dearest products and their supplier": what the record of each thing says, where the things are ranked.
    pub(super) fn described_by(&mut self) {
        let draft = &self.draft;
        let [first, others @ ..] = draft.subjects.as_slice() else {
            return;
        };
        let ranked = draft.top.is_some()
            || draft
                .measures
                .iter()
                .any(|m| !matches!(m.what, What::Count(_)));
        let home = self.model.entities[first.entity].own_dataset.clone();
        let Some(home) =
            home.filter(|_| ranked && !others.is_empty() && draft.dimensions.is_empty())
        else {
            return;
        };
        if self.model.entities[first.entity].key.len() != 1 {
            return;
        }
        let mut columns = Vec::new();
        for other in others {
            let joined = (1..=3).any(|back| {
                other.at.checked_sub(back).is_some_and(|t| {
                    matches!(self.norm(t), "with" | "and" | "plus" | "including")
                        || t + 1 == other.at && self.tokens[other.at].gap == Gap::Comma
                })
            });
            let found = &self.model.entities[other.entity];
            let main = self.model.entity("main_supplier");
            let named = match main {
                Some(main) if found.name == "supplier" => main,
                _ => found,
            };
            let keys: Vec<_> = named
                .key
                .iter()
                .chain(&named.name_attribute)
                .cloned()
                .collect();
            let of_record = found.own_dataset.is_none()
                && keys
                    .iter()
                    .all(|k| self.model.fields_of(k).any(|(d, _)| d.name == home));
            if !joined || !of_record || other.at < first.at {
                return;
            }
            columns.extend(keys.into_iter().map(|k| (k, other.at)));
        }
        self.draft.subjects.truncate(1);
        self.draft.attributes.extend(columns);
    }

    /// "The day it came in", "the date on which they were restocked": the date that the clause tells.
    pub(super) fn day_of_clause(&mut self) {
        for position in 0..self.spans.len() {
            let word = self.norm(self.spans[position].start);
            let single = self.spans[position].end == self.spans[position].start + 1;
            let article = self.spans[position].start > 0
                && matches!(
                    self.norm(self.spans[position].start - 1),
                    "the" | "what" | "which"
                );
            if !matches!(word, "day" | "date") || !single || !article {
                continue;
            }
            let light = |s: &Span| {
                matches!(
                    s.meaning,
                    Meaning::Ignorable | Meaning::Cue(Cue::Pronoun | Cue::When)
                ) && self.tokens[s.start].gap == Gap::Space
            };
            let Some(verb) = (position + 1..self.spans.len().min(position + 6))
                .find(|p| !light(&self.spans[*p]))
            else {
                continue;
            };
            let clause =
                (position + 1..verb).any(|p| self.spans[p].meaning == Meaning::Cue(Cue::Pronoun));
            let dated = matches!(&self.spans[verb].meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Attribute(a) if self.date_like(a))));
            if clause && dated {
                self.consumed.extend(position..verb);
                for passed in position..verb {
                    self.draft.everywhere.push(self.spans[passed].start);
                }
            }
        }
    }

    /// "Single-supplier products", "two-warehouse items": how many of one thing each of the others has.
    pub(super) fn hyphened_count(&mut self, position: usize) -> bool {
        let span = &self.spans[position];
        let (comparator, value) = match self.norm(span.start) {
            "single" | "one" | "sole" => (Comparator::Equal, "1".to_owned()),
            "multi" | "multiple" | "many" => (Comparator::Greater, "1".to_owned()),
            "dual" | "double" | "two" => (Comparator::Equal, "2".to_owned()),
            "three" => (Comparator::Equal, "3".to_owned()),
            _ => return false,
        };
        let (Some(counted), Some(thing)) =
            (self.spans.get(position + 1), self.spans.get(position + 2))
        else {
            return false;
        };
        let joined = self.tokens[counted.start].gap == Gap::Joined
            || matches!(self.norm(span.start), "single" | "multi");
        let (Some(counted_entity), Some(entity)) = (
            entities(counted).first().copied(),
            entities(thing).first().copied(),
        ) else {
            return false;
        };
        let plural = self.tokens[thing.end - 1].norm.ends_with('s');
        if !joined || !plural || counted_entity == entity {
            return false;
        }
        self.draft.conditions.push(Condition {
            comparator,
            value,
            percent: false,
            money: false,
            days: false,
            target: Some(What::Count(counted_entity)),
            attribute: None,
            at: span.start,
        });
        self.consumed.insert(position + 1);
        self.last = Last::Other;
        true
    }

    /// "… in the first quarter but not since then", "… and nothing after that": the time behind the one that was named.
    pub(super) fn since_that_time(&mut self, position: usize) -> bool {
        let start = self.spans[position].start;
        let words = [0, 1, 2].map(|ahead| self.norm(start + ahead));
        let taken = match words {
            ["since" | "after", "then" | "that" | "it", _] => 2,
            ["from", "then" | "that", "on"] => 3,
            ["afterwards" | "thereafter" | "since", ..] => 1,
            _ => return false,
        };
        let ends = self.tokens.get(start + taken).is_none_or(|t| {
            matches!(t.gap, Gap::Comma | Gap::Stop) || matches!(t.norm.as_str(), "any" | "anymore")
        });
        let light = matches!(
            self.spans[position].meaning,
            Meaning::Unknown | Meaning::Ignorable | Meaning::Cue(_)
        );
        let until = self
            .draft
            .dates
            .iter()
            .rev()
            .find(|d| !d.negated)
            .and_then(|d| super::range_of(&d.phrase))
            .and_then(|range| range.whole.until);
        let denied = self.pending.negation.is_some();
        let (Some(from), true) = (until, ends && light && denied) else {
            return false;
        };
        for place in position..self.behind(start + taken) {
            self.consumed.insert(place);
            self.draft.everywhere.push(self.spans[place].start);
        }
        let window = semantic::Window {
            from: Some(from),
            until: None,
        };
        self.date(
            crate::dates::DatePhrase::Range(crate::dates::Range::fixed(window)),
            position,
        );
        true
    }

    /// "Which orders are overdue today": as of today, no time of theirs.
    pub(super) fn as_of_today(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let today = self.tokens[span.start..span.end]
            .iter()
            .all(|t| matches!(t.norm.as_str(), "today" | "as" | "of" | "now" | "on"));
        let state = self.draft.filters.iter().any(|f| {
            f.candidates
                .iter()
                .all(|f| self.model.filters[*f].expression.contains("{today}"))
        });
        today && state && self.draft.dates.is_empty() && !self.draft.due
    }

    /// "Who do we buy those from", "where do they come from": the suppliers. Of whom we *bought*, orders tell.
    pub(super) fn comes_from_whom(&mut self) {
        const TRADE: &str = " buy bought get got come comes came source sourced order ordered purchase purchased obtain originate ";
        for position in 0..self.spans.len() {
            if !matches!(
                self.spans[position].meaning,
                Meaning::Cue(Cue::Who | Cue::Where)
            ) {
                continue;
            }
            let start = self.spans[position].start;
            let end = (start + 1..self.tokens.len())
                .find(|t| matches!(self.tokens[*t].gap, Gap::Comma | Gap::Stop))
                .unwrap_or(self.tokens.len());
            let asks = matches!(self.norm(start + 1), "do" | "does" | "are" | "is");
            let from = end > start + 2 && self.norm(end - 1) == "from";
            let verb =
                (start + 1..end).find(|t| TRADE.split_whitespace().any(|w| w == self.norm(*t)));
            let ours = (start + 1..end).any(|t| {
                matches!(
                    self.norm(t),
                    "we" | "they" | "it" | "those" | "these" | "them"
                )
            });
            let supplier = self
                .model
                .entity("main_supplier")
                .or_else(|| self.model.entity("supplier"))
                .map(|e| e.name.clone());
            let entity =
                supplier.and_then(|name| self.model.entities.iter().position(|e| e.name == name));
            let (true, Some(verb), Some(entity)) = (asks && from && ours, verb, entity) else {
                continue;
            };
            let pass = |t: usize| self.spans.iter().position(|s| s.start <= t && t < s.end);
            for place in [Some(position), pass(verb)].into_iter().flatten() {
                self.consumed.insert(place);
                self.draft.everywhere.push(self.spans[place].start);
            }
            self.draft.list = true;
            self.draft.subjects.push(Subject {
                entity,
                at: start,
                plural: true,
            });
            return;
        }
    }

    /// "Over 80 % of its capacity": how full a place is, all that it holds together.
    pub(super) fn part_of_capacity(&mut self) {
        let of_place = self
            .draft
            .subjects
            .first()
            .is_some_and(|s| self.model.entities[s.entity].name == "warehouse");
        if !of_place {
            return;
        }
        let field = |a: &semantic::AttributeId| {
            let mut fields = self.model.fields_of(a);
            fields.next().map(|(d, f)| format!("{}.{}", d.name, f.name))
        };
        let full = |right: &semantic::AttributeId| {
            let column = field(right)?;
            self.model.metrics.iter().position(|m| {
                m.unit.as_deref() == Some("fraction")
                    && matches!(&m.kind, semantic::MetricKind::Aggregate { expression, .. }
                        if expression.contains("NULLIF(SUM(") && expression.contains(&format!("NULLIF(SUM({column})")))
            })
        };
        let found = self
            .draft
            .against
            .iter()
            .enumerate()
            .find_map(|(place, against)| {
                let factor = against.factor.clone()?;
                let plain = against.by.is_none();
                plain
                    .then(|| full(&against.right))
                    .flatten()
                    .map(|metric| (place, factor, metric))
            });
        if let Some((place, factor, metric)) = found {
            let against = self.draft.against.remove(place);
            let what = What::Metric(vec![metric]);
            self.draft.conditions.push(Condition {
                comparator: against.comparator,
                value: factor,
                percent: true,
                money: false,
                days: false,
                target: Some(what),
                attribute: None,
                at: self.draft.subjects[0].at,
            });
        }
    }

    /// "PO 12: what's on it": the lines of the order that was named before.
    pub(super) fn contents_of_it(&mut self) {
        let [_] = self.draft.keys.as_slice() else {
            return;
        };
        let asks = (0..self.tokens.len()).any(|t| {
            let verb = usize::from(matches!(self.norm(t + 1), "is" | "was" | "are"));
            matches!(self.norm(t), "what" | "whats")
                && matches!(self.norm(t + 1 + verb), "on" | "in" | "inside")
                && matches!(
                    self.norm(t + 2 + verb),
                    "it" | "there" | "that" | "this" | "them"
                )
        });
        let plain = self.draft.measures.is_empty() && self.draft.subjects.is_empty();
        self.draft.inside |= asks && plain;
        self.draft.list |= asks && plain;
    }

    /// "On-time rate of our five biggest suppliers": the size of a business is what is traded with it, not the figure that is
    /// asked for.
    pub(super) fn biggest_by_size(&mut self) {
        let draft = &self.draft;
        let (Some(top), [subject]) = (draft.top.clone(), draft.subjects.as_slice()) else {
            return;
        };
        let entity = &self.model.entities[subject.entity];
        let sized = matches!(
            self.norm(top.at),
            "biggest" | "largest" | "main" | "major" | "top" | "leading" | "most"
        ) && (self.norm(top.at) != "most" || self.norm(top.at + 1) == "important");
        let party = entity.own_dataset.is_none()
            && entity.key.len() == 1
            && entity.name_attribute.is_some();
        let beside = subject.at > top.at && subject.at <= top.at + 3;
        let mut before = top.at;
        while before > 0
            && (matches!(self.norm(before - 1), "our" | "the" | "my")
                || self
                    .spans
                    .iter()
                    .any(|s| s.start == before - 1 && matches!(s.meaning, Meaning::Number(_))))
        {
            before -= 1;
        }
        let of = before > 0
            && matches!(
                self.norm(before - 1),
                "of" | "for" | "from" | "with" | "at" | "to"
            );
        let asked = !draft.measures.is_empty()
            && draft
                .measures
                .iter()
                .all(|m| m.at < top.at && !matches!(m.what, What::Count(_)));
        let ranked_later = self.spans.iter().any(|s| {
            s.start > subject.at && matches!(s.meaning, Meaning::Cue(Cue::By | Cue::RankBy))
        });
        let natural = entity
            .natural_metrics
            .iter()
            .find_map(|name| self.model.metrics.iter().position(|m| m.name == *name));
        let counted = top.count.is_some() || subject.plural;
        if !(sized && party && beside && of && asked && counted) || ranked_later {
            return;
        }
        let Some(metric) = natural else { return };
        let what = What::Metric(vec![metric]);
        let at = top.at;
        for measure in &mut self.draft.measures {
            measure.by = false;
        }
        match self.draft.measures.iter_mut().find(|m| m.what == what) {
            Some(measure) => measure.by = true,
            None => self
                .draft
                .measures
                .push(super::MeasureMention { what, at, by: true }),
        }
        if let Some(top) = &mut self.draft.top {
            top.kind = TopKind::Most;
        }
    }

    /// "How much is the garden hose": what it costs.
    pub(super) fn price_of_it(&mut self) {
        let draft = &self.draft;
        let asks = matches!(
            (self.norm(0), self.norm(1), self.norm(2)),
            ("how", "much", "is" | "are")
        );
        let product = |v: &super::ValueMention| {
            !v.negated
                && v.matches
                    .first()
                    .is_some_and(|m| m.attribute.as_str().starts_with("product_"))
        };
        let only = self.spans.iter().all(|s| {
            matches!(
                s.meaning,
                Meaning::Values(_)
                    | Meaning::Ignorable
                    | Meaning::Cue(Cue::HowMuch | Cue::Each | Cue::And)
            )
        }) && !self
            .tokens
            .iter()
            .any(|t| matches!(t.norm.as_str(), "there" | "left" | "here"));
        let plain = draft.how_much
            && !draft.values.is_empty()
            && draft.values.iter().all(product)
            && draft.measures.is_empty()
            && draft.subjects.is_empty();
        let price = self
            .model
            .dataset("product")
            .and_then(|d| d.fields.iter().find(|f| f.name == "unit_price"))
            .and_then(|f| f.attributes.first().cloned());
        let entity = self.model.entities.iter().position(|e| e.name == "product");
        if let (true, true, Some(price), Some(entity)) = (asks && only, plain, price, entity) {
            self.draft.how_much = false;
            self.draft.list = true;
            self.draft.attributes.push((price, 0));
            self.draft.subjects.push(Subject {
                entity,
                at: 0,
                plural: true,
            });
        }
    }
}
