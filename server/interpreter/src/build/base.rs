//! The *base* of a list: the dataset whose rows are looked at.

use semantic::AttributeId;

use super::Builder;
use crate::draft::{What, row_column};

impl Builder<'_> {
    /// The dataset whose rows are looked at: it holds the subject and reaches as much of the rest as possible.
    pub(super) fn base_dataset(&self) -> Option<String> {
        let draft = self.draft;
        let mut wanted: Vec<AttributeId> = self
            .filters
            .iter()
            .filter(|(at, p)| !self.not_kept(p) && !self.not_done(*at, p))
            .filter_map(|(_, p)| super::facts::attribute_of(p).cloned())
            .collect();
        wanted.extend(draft.attributes.iter().map(|(a, _)| a.clone()));
        wanted.extend(
            draft
                .against
                .iter()
                .flat_map(|a| a.left.iter().chain([&a.right]))
                .cloned(),
        );
        wanted.extend(draft.conditions.iter().filter_map(|c| c.attribute.clone()));
        wanted.extend(draft.missing.iter().map(|(a, _)| a.clone()));
        wanted.extend(draft.present.iter().map(|(a, _)| a.clone()));
        wanted.extend(self.lag_columns());
        wanted.extend(draft.dates.iter().filter_map(|d| d.attribute.clone()));
        for what in draft
            .measures
            .iter()
            .map(|m| &m.what)
            .chain(draft.conditions.iter().filter_map(|c| c.target.as_ref()))
        {
            if let What::Metric(candidates) = what
                && let Some(column) = candidates
                    .iter()
                    .find_map(|c| row_column(self.model, *c))
                    .filter(|a| self.is_state(a))
            {
                wanted.push(column);
            }
        }
        let counted = self.finer_dataset();
        let filters: Vec<String> = draft
            .filters
            .iter()
            .filter_map(|f| self.choose_filter(&f.candidates))
            .map(|f| self.model.filters[f].dataset.clone())
            .filter(|d| Some(d) != counted.as_ref())
            .collect();
        let subject = self.subject.map(|s| &self.model.entities[s]);
        let trade = self
            .model
            .entities
            .iter()
            .find(|e| draft.ordered && e.key.len() > 2 && e.own_dataset.is_some());
        let mut others: Vec<&semantic::Entity> = draft
            .subjects
            .iter()
            .filter(|s| Some(s.entity) != self.subject)
            .map(|s| &self.model.entities[s.entity])
            .collect();
        others.extend(trade);
        let absent: Vec<String> = draft
            .existence
            .iter()
            .filter_map(|e| match &e.what {
                What::Count(entity) => self.model.entities[*entity].own_dataset.clone(),
                _ => None,
            })
            .collect();
        let score = |dataset: &str| {
            let reach: Vec<&str> = self
                .model
                .reachable(dataset)
                .iter()
                .map(|(d, _)| d.name.as_str())
                .collect();
            let mut score = 0_i32;
            for attribute in &wanted {
                score += if self.model.resolve(dataset, attribute).is_some() {
                    20
                } else {
                    -20
                };
            }
            for filter in &filters {
                score += if reach.contains(&filter.as_str()) {
                    20
                } else {
                    -10
                };
            }
            if let Some(subject) = subject {
                let holds = subject
                    .key
                    .iter()
                    .all(|k| self.model.resolve(dataset, k).is_some());
                score += if holds { 30 } else { -100 };
                if subject.own_dataset.as_deref() == Some(dataset) {
                    score += 6;
                } else if let Some(position) = subject.datasets.iter().position(|d| d == dataset) {
                    score += 2 * (4 - i32::try_from(position).unwrap_or(4).min(4));
                }
            }
            for other in &others {
                let holds = other
                    .key
                    .iter()
                    .all(|k| self.model.resolve(dataset, k).is_some());
                score += if holds { 8 } else { -4 };
            }
            if filters.iter().any(|f| f == dataset) {
                score += 3;
            }
            // Where a thing has no such rows it is not to be found among them.
            if draft.dates.is_empty() && absent.iter().any(|a| a == dataset) {
                score -= 60;
            }
            // The fewer tables the better.
            score - i32::try_from(reach.len()).unwrap_or(0)
        };
        let best = self.model.datasets.iter().max_by_key(|d| score(&d.name))?;
        (score(&best.name) > -50).then(|| best.name.clone())
    }
}
