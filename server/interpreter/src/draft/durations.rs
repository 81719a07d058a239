//! *Durations* that are asked for by a verb: "how long will it last", "won't last two weeks", "how long do they take to deliver".

use semantic::Comparator;

use super::reader::Reader;
use super::{Condition, MeasureMention, Subject, What};
use crate::cues::Cue;
use crate::dates::DatePhrase;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;

impl Reader<'_> {
    /// Finds durations; their words say nothing else.
    pub(super) fn durations(&mut self) {
        for position in 0..self.spans.len() {
            match self.spans[position].meaning {
                Meaning::Cue(Cue::HowLong) => self.how_long(position),
                Meaning::Cue(Cue::Not | Cue::Never) => self.will_not_last(position),
                _ => {}
            }
        }
    }

    fn how_long(&mut self, position: usize) {
        if !self.how_long_it_lasts(position) {
            self.how_long_it_takes(position);
        }
    }

    fn metric_called(&self, name: &str) -> Option<usize> {
        self.model.metrics.iter().position(|m| m.name == name)
    }

    /// Spans of the sentence behind a place.
    fn sentence(&self, position: usize) -> impl Iterator<Item = usize> + '_ {
        (position + 1..self.spans.len())
            .take_while(|p| self.tokens[self.spans[*p].start].gap != Gap::Stop)
    }

    /// "how many days will the stock of each filter last us".
    fn how_long_it_lasts(&mut self, position: usize) -> bool {
        let Some(metric) = self.metric_called("days_of_cover") else {
            return false;
        };
        let verb = self.sentence(position).find(|p| {
            let span = &self.spans[*p];
            let word = self.tokens[span.start].norm.as_str();
            let lasts = span.end == span.start + 1
                && (word == "last" || word == "lasts" || word == "suffice" || word == "suffices");
            let ends = self.spans.get(p + 1).is_none_or(|s| {
                self.tokens[s.start].gap != Gap::Space || s.meaning == Meaning::Ignorable
            });
            lasts && ends
        });
        let Some(verb) = verb else { return false };
        // "the present stock of": what lasts.
        let stock: Vec<usize> = (position + 1..verb)
            .filter(|p| {
                matches!(&self.spans[*p].meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Metric(m) if self.is_stock(*m))))
            })
            .collect();
        self.draft.lasts = true;
        self.duration_of(metric, position);
        for covered in stock.into_iter().chain([verb]) {
            self.consumed.insert(covered);
            self.draft.days_behind.push(self.spans[covered].start);
        }
        true
    }

    fn is_stock(&self, metric: usize) -> bool {
        super::columns::summed_column(self.model, metric).is_some_and(|column| {
            self.model
                .fields_of(&column)
                .any(|(d, _)| d.default_time.is_none())
        })
    }

    /// "how long do they take to deliver", "how many days from order to arrival".
    fn how_long_it_takes(&mut self, position: usize) {
        let Some(metric) = self.metric_called("lead_time") else {
            return;
        };
        let word = |p: usize| self.tokens[self.spans[p].start].norm.as_str();
        let takes = |w: &str| matches!(w, "take" | "takes" | "took" | "need" | "needs" | "needed");
        let comes = |w: &str| {
            matches!(
                w,
                "deliver"
                    | "delivery"
                    | "arrive"
                    | "arrival"
                    | "come"
                    | "receipt"
                    | "supply"
                    | "ship"
            ) || w.starts_with("deliver")
        };
        let sentence: Vec<usize> = self.sentence(position).collect();
        let Some(verb) = sentence.iter().copied().find(|p| takes(word(*p))) else {
            return;
        };
        let until = sentence.iter().copied().rfind(|p| {
            let span = &self.spans[*p];
            (verb + 1..=verb + 10).contains(p) && comes(self.tokens[span.end - 1].norm.as_str())
        });
        let Some(last) = until else { return };
        // "to arrive", "on average from order to arrival": nothing else stands between.
        let plain = (verb + 1..=last).all(|p| {
            let span = &self.spans[p];
            matches!(
                span.meaning,
                Meaning::Ignorable
                    | Meaning::Cue(Cue::Due | Cue::Average | Cue::With | Cue::Pronoun)
            ) || comes(self.tokens[span.end - 1].norm.as_str())
                || self.tokens[span.start..span.end]
                    .iter()
                    .any(|t| t.norm == "order" || t.norm == "ordering")
        });
        if !plain {
            return;
        }
        self.duration_of(metric, position);
        for covered in verb..=last {
            if !matches!(self.spans[covered].meaning, Meaning::Ignorable) {
                self.draft.days_behind.push(self.spans[covered].start);
            }
            self.consumed.insert(covered);
        }
    }

    fn duration_of(&mut self, metric: usize, position: usize) {
        let at = self.spans[position].start;
        self.consumed.insert(position);
        self.draft.measures.push(MeasureMention {
            what: What::Metric(vec![metric]),
            at,
            by: false,
        });
    }

    /// "won't last two weeks": fewer days of cover.
    fn will_not_last(&mut self, position: usize) {
        let Some(metric) = self.metric_called("days_of_cover") else {
            return;
        };
        let next = self.spans[position + 1..]
            .iter()
            .position(|s| s.meaning != Meaning::Ignorable)
            .map(|p| position + 1 + p);
        let Some(next) = next else { return };
        let span = &self.spans[next];
        if self.tokens[span.start].norm != "last" {
            return;
        }
        let Meaning::Date(DatePhrase::Range(range)) = &span.meaning else {
            return;
        };
        let window = range.happened;
        let (Some(from), Some(until)) = (window.from, window.until) else {
            return;
        };
        let Ok(days) = from.until(until).map(|s| s.get_days()) else {
            return;
        };
        let at = self.spans[position].start;
        self.draft.conditions.push(Condition {
            comparator: Comparator::Less,
            value: days.to_string(),
            percent: false,
            money: false,
            days: true,
            target: Some(What::Metric(vec![metric])),
            attribute: None,
            at,
        });
        self.draft.measures.push(MeasureMention {
            what: What::Metric(vec![metric]),
            at,
            by: false,
        });
        if let Some(entity) = self.model.entities.iter().position(|e| e.name == "product") {
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: true,
            });
        }
        self.draft.reversed += 1;
        for covered in [position, next] {
            self.consumed.insert(covered);
            self.draft.days_behind.push(self.spans[covered].start);
        }
    }
}
