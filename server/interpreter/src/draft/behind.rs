//! Since when something is *overdue*: "days late", "the days each is behind", "longest overdue first".

use super::What;
use super::reader::Reader;
use crate::cues::Cue;
use crate::lattice::Meaning;

impl Reader<'_> {
    /// The days that have gone since an overdue order was to come are asked for, or order the list.
    pub(super) fn days_behind(&mut self) {
        let until_today = |filter: usize| {
            let filter = &self.model.filters[filter];
            filter.expression.contains("{today}") && filter.show.iter().any(|a| self.date_like(a))
        };
        let overdue = self
            .draft
            .filters
            .iter()
            .any(|f| !f.negated && f.candidates.iter().any(|f| until_today(*f)));
        if !overdue || self.draft.grain.is_some() {
            return;
        }
        // "the days that each overdue order is late": each of the orders.
        if let [super::Dimension::Entity(order)] = self.draft.dimensions.as_slice()
            && self.model.entities[*order].key.len() > 1
            && self
                .draft
                .subjects
                .iter()
                .all(|s| self.model.entities[s.entity].key.len() == 1)
        {
            let entity = *order;
            self.draft.dimensions.clear();
            self.draft.subjects.insert(
                0,
                super::Subject {
                    entity,
                    at: 0,
                    plural: true,
                },
            );
        }
        if !self.draft.dimensions.is_empty() {
            return;
        }
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let late = |word: &str| {
            matches!(
                word,
                "late" | "overdue" | "behind" | "delayed" | "past" | "passed"
            )
        };
        // The days of what came too late are those of other orders.
        let arrived = |what: &What| match what {
            What::Metric(all) => all.iter().any(|m| {
                let metric = &self.model.metrics[*m];
                metric.unit.as_deref() == Some("days")
                    && self
                        .model
                        .filters
                        .iter()
                        .any(|f| f.degree.as_ref() == Some(&metric.name))
            }),
            _ => false,
        };
        let mut said: Vec<usize> = self
            .draft
            .measures
            .iter()
            .filter(|m| arrived(&m.what))
            .map(|m| m.at)
            .collect();
        let averaged = self.draft.how_much
            || self.spans.iter().any(|s| {
                matches!(
                    s.meaning,
                    Meaning::Cue(Cue::Average | Cue::Median | Cue::Total)
                )
            });
        if averaged {
            return;
        }
        self.draft.measures.retain(|m| !said.contains(&m.at));
        // "+ days late each", "the number of days they are late".
        for (position, span) in self.spans.iter().enumerate() {
            let days = matches!(span.meaning, Meaning::Cue(Cue::Days | Cue::HowLong))
                && self.tokens[span.end - 1].norm == "days";
            let counted =
                position > 0 && matches!(self.spans[position - 1].meaning, Meaning::Number(_));
            if days && !counted && (span.end..span.end + 6).any(|at| late(word(at))) {
                said.push(span.start);
            }
        }
        let longest = self.draft.direction.is_some()
            && self.tokens.iter().enumerate().any(|(at, token)| {
                token.norm == "longest" && (at + 1..at + 3).any(|at| late(word(at)))
            });
        if said.is_empty() && !longest && !self.draft.how_long {
            return;
        }
        self.draft.how_long = true;
        self.draft.list = true;
        self.draft.per_group = false;
        self.pending.count = None;
        self.pending.grouping = false;
        self.draft.bare_count = false;
        // "Worst first": those that are late for the longest time.
        let worst = self.tokens.iter().any(|t| t.norm == "worst");
        if self.draft.direction.is_some() && (longest || worst) {
            self.draft.direction = Some(true);
        }
        self.draft.days_behind.extend(said);
    }
}
