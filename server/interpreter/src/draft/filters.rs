//! *Named filters* in a draft: what their words say, and what the words around them turn them into.

use semantic::{AttributeId, Comparator};

use super::columns::summed_column;
use super::reader::{Last, Reader, opposite};
use super::{Against, Condition, FilterMention, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Reader<'_> {
    #[expect(
        clippy::too_many_lines,
        reason = "one reading after another, the narrowest first"
    )]
    pub(super) fn filter(&mut self, mut candidates: Vec<usize>, position: usize) {
        self.of_noun_behind(&mut candidates, position);
        if self.only_verb(position) {
            self.draft.verbs.push(self.spans[position].start);
            self.last = Last::Other;
            return;
        }
        // "What is on order 12": where it stands, not how far it is.
        let keyed = matches!(
            self.spans.get(position + 1).map(|s| &s.meaning),
            Some(Meaning::Key { .. })
        );
        if keyed && self.tokens[self.spans[position].start].norm == "on" {
            let asks = self.tokens[..self.spans[position].start]
                .iter()
                .any(|t| matches!(t.norm.as_str(), "what" | "whats" | "everything" | "which"));
            self.draft.inside |= asks && self.draft.subjects.is_empty();
            self.draft.verbs.push(self.spans[position].start);
            self.last = Last::Other;
            return;
        }
        let span = &self.spans[position];
        let at = span.start;
        let mut negation = self.pending.negation.take();
        // "Missing something to send": what is still to be sent.
        if negation.is_some_and(|not| {
            self.tokens[not].norm == "missing"
                && matches!(self.tokens[at].norm.as_str(), "to" | "still")
        }) {
            negation = None;
            self.draft.reversed += 1;
        }
        let negated = negation.is_some();
        self.pending.never = false;
        // "which has most on hand": ranked by the column that the condition is about.
        if let (Some(_), false) = (self.pending.top, negated)
            && let [only] = self.model.filters[candidates[0]].show.as_slice()
            && let Some(metric) = (0..self.model.metrics.len())
                .find(|m| summed_column(self.model, *m).as_ref() == Some(only))
        {
            self.pending.top = None;
            self.measure(What::Metric(vec![metric]), at, true);
            return;
        }
        // "What's in the open orders": all that was ordered, not only what is still to come.
        let mut lead = self.tokens[..span.start]
            .iter()
            .rev()
            .map(|t| t.norm.as_str())
            .filter(|w| {
                !matches!(
                    *w,
                    "the" | "our" | "all" | "those" | "these" | "its" | "their" | "his" | "her"
                )
            });
        self.draft.within_orders |= !negated
            && self.tokens[span.start].norm == "open"
            && matches!(
                lead.next(),
                Some("in" | "on" | "inside" | "over" | "across")
            );
        if !negated {
            self.ranks_by_degree(&candidates, position);
        }
        // "The list with stock and minimum": columns, no condition.
        let column = match self.model.filters[candidates[0]].show.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        let with = self.tokens[span.start].norm == "with" && !negated;
        let beside = self
            .spans
            .get(position + 1)
            .is_some_and(|s| s.meaning == Meaning::Cue(Cue::And))
            && self.spans.get(position + 2).is_some_and(|s| {
                matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                    matches!(t, crate::lexicon::Term::Attribute(a) if self.numeric(a))
                }))
            });
        // "Prices with their stock": the column of each, no condition.
        let of_each = self.tokens[span.start + 1..span.end]
            .iter()
            .any(|t| matches!(t.norm.as_str(), "their" | "its"));
        if with
            && (beside || of_each)
            && let Some(column) = column
        {
            self.attribute(column, position);
            return;
        }
        // "how soon they run out": the condition only finishes the measure's words.
        let soon = self.tokens[..span.start]
            .iter()
            .rev()
            .take(3)
            .any(|t| t.norm == "soon");
        if soon && matches!(self.last, Last::Measure(_)) {
            return;
        }
        if !negated && self.still_to_come(&candidates, position) {
            return;
        }
        // "received late": dated by when it came.
        let came = |t: &crate::text::Token| {
            t.norm == "came"
                || ["deliver", "receiv", "arriv"]
                    .iter()
                    .any(|stem| t.norm.starts_with(stem))
        };
        let first = self.tokens[span.start].norm.as_str();
        let open = first == "not" || first.starts_with("un") || first == "still";
        if !negated && !open && self.tokens[span.start..span.end].iter().any(came) {
            self.draft.delivered = true;
        }
        // "Fewer than 80 in stock": the number is about the column of the condition.
        if let [only] = self.model.filters[candidates[0]].show.as_slice()
            && !negated
            && self.last == Last::Condition
            && self.last_was_condition()
            && self
                .draft
                .conditions
                .last()
                .is_some_and(|c| !c.percent && !c.money && !c.days)
            && self.model.filters[candidates[0]].says_there_is()
        {
            let only = only.clone();
            for condition in self.waiting_conditions() {
                condition.attribute = Some(only.clone());
            }
            return;
        }
        // "orders, and those of them cancelled": a figure of its own beside the others.
        let before = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable);
        let asked = !self.draft.measures.is_empty() || !self.draft.subjects.is_empty();
        if self.pending.count.is_some()
            && asked
            && (self.pending.part
                || before.is_some_and(|s| s.meaning == Meaning::Cue(Cue::Pronoun)))
        {
            self.pending.part = false;
            self.pending.count = None;
            self.draft.pronoun = false;
            self.draft.parts.push(FilterMention {
                candidates,
                negated,
                at,
                or: false,
            });
            self.last = Last::Other;
            return;
        }
        if !negated && self.lists_columns(&candidates, position) {
            return;
        }
        if !negated && self.mean_of_filter(&candidates) {
            return;
        }
        // "More than 15 low-stock items": so many of them.
        let of_things = self.last == Last::Condition
            && self.spans.get(position + 1).is_some_and(|s| {
                self.tokens[s.end - 1].norm.ends_with('s')
                    && self.tokens[s.start].gap == crate::text::Gap::Space
                    && matches!(&s.meaning, Meaning::Terms(terms)
                        if terms.iter().all(|t| matches!(t, Term::Entity(_))))
            });
        if !negated && !of_things && self.margin_of_filter(&candidates) {
            return;
        }
        if negated
            && (self.no_part(&candidates, position) || self.absent_order(&candidates, position))
        {
            return;
        }
        if !negated
            && (self.nowhere(&candidates, position) || self.of_absent_order(&candidates, position))
        {
            return;
        }
        // "a reorder point under the minimum": not the column that the filter is about.
        if let Some((attribute, comparator, value)) = self.other_number(&candidates, position) {
            self.draft.reversed += usize::from(negated);
            self.draft.attributes.retain(|(a, _)| *a != attribute);
            self.draft.conditions.push(Condition {
                comparator: if negated {
                    opposite(comparator)
                } else {
                    comparator
                },
                value,
                percent: false,
                money: false,
                days: false,
                target: None,
                attribute: Some(attribute),
                at,
            });
            self.last = Last::Condition;
            return;
        }
        if let Some(against) = self.other_column(&candidates, negated, position) {
            self.draft.against.push(against);
            self.last = Last::Other;
            return;
        }
        let or = position > 1
            && self.spans[position - 1].meaning == Meaning::Cue(Cue::Or)
            && self
                .draft
                .filters
                .last()
                .is_some_and(|f| f.at == self.spans[position - 2].start);
        let noun = self.noun_inside(&candidates, span.end - 1);
        let several = span.end - span.start > 1;
        let column = match self.model.filters[candidates[0]].show.as_slice() {
            [only] if self.last != Last::Condition => Some(only.clone()),
            _ => None,
        };
        // "with stock below 20": how much of it, none included.
        let bounded = self.model.filters[candidates[0]].says_there_is()
            && self.spans.get(position + 1).is_some_and(|s| {
                matches!(
                    s.meaning,
                    Meaning::Cue(Cue::Compare(
                        crate::cues::CompareWord::Less | crate::cues::CompareWord::AtMost
                    ))
                )
            })
            && self
                .spans
                .get(position + 2)
                .is_some_and(|s| matches!(s.meaning, Meaning::Number(_)));
        let said = self
            .draft
            .filters
            .iter()
            .any(|f| f.candidates == candidates && f.negated == negated);
        // "Still to come on open orders": what is to come, not all that was ordered.
        if said && self.tokens[at].norm == "open" {
            self.draft.within_orders = false;
        }
        // "Overstocked items with the quantity above the maximum": how far the condition holds.
        self.draft.far_again |= said
            && !negated
            && self
                .draft
                .filters
                .iter()
                .any(|f| f.candidates == candidates && f.at < at)
            && candidates
                .iter()
                .all(|f| self.model.filters[*f].degree.is_some());
        let again = said || bounded && !negated && column.is_some();
        if !again {
            self.draft.filters.push(FilterMention {
                candidates,
                negated,
                at,
                or,
            });
        }
        // "Leaving out cancelled and rejected ones": both of them.
        if negation.is_some_and(|at| self.leaves_out(at)) && self.filter_follows(position) {
            self.pending.negation = negation;
        }
        // "excluding cancelled orders": what is left out is not what is asked for.
        if let Some(entity) = noun.filter(|_| several && !negated) {
            // "Of each overdue order with its supplier": nothing else groups.
            if self.pending.each && self.model.entities[entity].key.len() > 1 {
                self.pending.grouping = false;
                self.pending.each = false;
            }
            self.entity(entity, position);
        } else if let Some(column) = column.filter(|_| !negated) {
            // "in stock above 500": the number is about the column of the condition.
            self.last = Last::Attribute(column);
        } else if self.last != Last::Condition {
            self.last = Last::Other;
        }
    }

    /// "When should it reach the customer": no condition that has come about. "The supplier that received most of our
    /// spend": what somebody did.
    fn only_verb(&mut self, position: usize) -> bool {
        let span = &self.spans[position];
        let word = self.tokens[span.start].norm.as_str();
        let before = span.start.saturating_sub(4)..span.start;
        let will = self.tokens[before].iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "should" | "will" | "shall" | "supposed" | "going"
            )
        });
        if will && matches!(word, "reach" | "arrive" | "deliver" | "come") {
            self.draft.when |= self.draft.keys.len() == 1;
            return true;
        }
        // "is holding below the minimum": the level says how much of it there is.
        let level = |s: &crate::lattice::Span| match &s.meaning {
            Meaning::Terms(terms) => terms.iter().any(|t| {
                matches!(t, Term::Filter(f) if {
                    let dataset = &self.model.filters[*f].dataset;
                    self.model.dataset(dataset).is_some_and(|d| {
                        d.default_time.is_none() && d.primary_key.len() > 1
                    })
                })
            }),
            _ => false,
        };
        let stock = span.end == span.start + 2
            && matches!(word, "with" | "has" | "have" | "having" | "holding")
            && self.tokens[span.start + 1].norm == "stock";
        if (stock
            || matches!(
                word,
                "holding" | "holds" | "hold" | "having" | "carrying" | "keeping"
            ) && span.end == span.start + 1)
            && self.next(position).is_some_and(level)
        {
            return true;
        }
        let ranks = self.spans.get(position + 1).is_some_and(|s| {
            matches!(s.meaning, Meaning::Cue(Cue::Most | Cue::Least | Cue::Best))
                && self.tokens[s.start].gap == crate::text::Gap::Space
                && !matches!(
                    self.tokens[s.start].norm.as_str(),
                    "more" | "less" | "first" | "top"
                )
        });
        let one = span.end == span.start + 1;
        one && ranks
            && matches!(word, "received" | "delivered" | "shipped")
            && matches!(self.last, Last::Entity(_) | Last::Other)
            && self
                .draft
                .subjects
                .last()
                .is_some_and(|s| self.model.entities[s.entity].key.len() == 1)
    }

    /// Another condition or value is joined to the condition.
    fn filter_follows(&self, position: usize) -> bool {
        let Some(next) = self.spans.get(position + 1) else {
            return false;
        };
        let condition = |span: Option<&crate::lattice::Span>| {
            span.is_some_and(|s| match &s.meaning {
                Meaning::Values(_) => true,
                Meaning::Terms(terms) => terms
                    .iter()
                    .any(|t| matches!(t, crate::lexicon::Term::Filter(_))),
                _ => false,
            })
        };
        match next.meaning {
            Meaning::Cue(Cue::And | Cue::Or) => condition(self.spans.get(position + 2)),
            _ => self.tokens[next.start].gap == crate::text::Gap::Comma && condition(Some(next)),
        }
    }

    /// "the list with stock and minimum": the columns that are wanted, no condition.
    fn lists_columns(&mut self, candidates: &[usize], position: usize) -> bool {
        let span = &self.spans[position];
        if self.tokens[span.start].norm != "with" {
            return false;
        }
        let [only] = self.model.filters[candidates[0]].show.as_slice() else {
            return false;
        };
        let mut after = self.spans[position + 1..]
            .iter()
            .filter(|s| s.meaning != Meaning::Ignorable);
        let joined = after.next().is_some_and(|s| {
            s.meaning == Meaning::Cue(Cue::And)
                || self.tokens[s.start].gap == crate::text::Gap::Comma
        });
        let column = after.next().is_some_and(|s| {
            matches!(&s.meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Attribute(a) if self.numeric(a))))
        });
        if joined && column {
            self.draft.attributes.push((only.clone(), span.start));
            self.last = Last::Other;
        }
        joined && column
    }

    /// A filter that compares its column with a number, said of another column right before it ("a minimum stock of
    /// zero"): that one is compared with the number.
    fn other_number(
        &self,
        candidates: &[usize],
        position: usize,
    ) -> Option<(AttributeId, Comparator, String)> {
        let named = match &self.last {
            Last::Attribute(attribute) => attribute.clone(),
            Last::Measure(what) => self.column_of(what)?,
            _ => return None,
        };
        let adjacent =
            position > 0 && matches!(self.spans[position - 1].meaning, Meaning::Terms(_));
        let filter = &self.model.filters[*candidates.first()?];
        let words: Vec<&str> = filter.expression.split_whitespace().collect();
        let ([own], [_, sign, number]) = (filter.show.as_slice(), words.as_slice()) else {
            return None;
        };
        let comparator = sign_of(sign)?;
        let number = number.parse::<u64>().ok()?;
        (adjacent && named != *own && self.numeric(&named))
            .then(|| (named, comparator, number.to_string()))
    }

    /// A filter that compares its column with a limit, said of another column that was named right before: that one
    /// is compared with the limit.
    fn other_column(
        &self,
        candidates: &[usize],
        negated: bool,
        position: usize,
    ) -> Option<Against> {
        // "the reorder point of a product is below …": the thing stands between.
        let before = self.spans[position].start.checked_sub(1)?;
        let verb = matches!(
            self.tokens[before].norm.as_str(),
            "is" | "are" | "lies" | "sits" | "set"
        );
        let named = match &self.last {
            Last::Attribute(attribute) => attribute.clone(),
            Last::Measure(what) => self.column_of(what)?,
            Last::Entity(_) if verb => {
                let column = self.draft.attributes.last().map(|(a, at)| (*at, a.clone()));
                let measure = self
                    .draft
                    .measures
                    .last()
                    .and_then(|m| Some((m.at, self.column_of(&m.what)?)));
                column
                    .into_iter()
                    .chain(measure)
                    .max_by_key(|(at, _)| *at)?
                    .1
            }
            _ => return None,
        };
        let filter = &self.model.filters[*candidates.first()?];
        let [own, limit] = filter.show.as_slice() else {
            return None;
        };
        let words: Vec<&str> = filter.expression.split_whitespace().collect();
        let [_, sign, _] = words.as_slice() else {
            return None;
        };
        let comparator = sign_of(sign)?;
        let units = |attribute: &AttributeId| {
            let mut fields = self.model.fields_of(attribute);
            fields.next().map(|(d, f)| (d.name.clone(), f.unit.clone()))
        };
        if named == *own || named == *limit || units(&named) != units(limit) {
            return None;
        }
        Some(Against {
            left: Some(named),
            comparator: if negated {
                opposite(comparator)
            } else {
                comparator
            },
            right: limit.clone(),
            factor: None,
            by: None,
        })
    }

    /// The thing that the last word of a filter's phrase names ("open *orders*").
    pub(super) fn noun_inside(&self, candidates: &[usize], token: usize) -> Option<usize> {
        let dataset = &self.model.filters[*candidates.first()?].dataset;
        let word = &self.tokens[token].fold;
        self.model.entities.iter().position(|e| {
            e.own_dataset.as_ref() == Some(dataset)
                && (e.noun.singular.ends_with(word.as_str())
                    || e.synonyms.iter().any(|s| s == word))
        })
    }
}

/// The comparator that a sign stands for.
pub(super) fn sign_of(sign: &str) -> Option<Comparator> {
    Some(match sign {
        "=" => Comparator::Equal,
        "<" => Comparator::Less,
        "<=" => Comparator::AtMost,
        ">" => Comparator::Greater,
        ">=" => Comparator::AtLeast,
        _ => return None,
    })
}
