//! Which *figures* a question wants, when its words name them only together: several aggregates, means per period, how often.

use semantic::Aggregate;

use super::columns::{row_column, summed_column};
use super::reader::Reader;
use super::{Condition, MeasureMention, TopKind, What};
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::text::Gap;

impl Reader<'_> {
    /// Roles that are clear when the whole question has been read.
    pub(super) fn compute_roles(&mut self) {
        self.more_of_counted();
        self.more_than_measure();
        self.ranked_days();
        self.last_price();
        self.mean_per_period();
        self.bought_for();
        self.bought_things();
        self.both_conditions();
        self.number_and_value();
        self.units_and_money();
        self.bought_from_whom();
        self.top_of_each();
        self.percent_of_things();
        self.cost_over_time();
        self.half_of_before();
        self.both_ends();
        self.listed_aggregates();
        self.filled_of_each();
        self.last_delivery();
        self.limits_listed();
        self.quantity_again();
        self.worth_of_order();
        self.shortages_ranked();
        self.rows_everywhere();
        self.still_hold();
        self.day_of_next();
        self.bought_when();
        self.receivers();
        self.awaited_of_parties();
        self.sold_pieces();
        self.cover_of_each();
        self.place_of_most();
        self.there_again();
        self.ordered_elsewhere();
        self.each_of_named();
        self.ranked_in_each();
        self.several_products();
        self.of_each_product();
        self.the_two();
        // "Furthest below, worst first": the same order.
        if self.draft.far {
            self.draft.direction = None;
        }
        self.counts_arrived();
        self.things_on_orders();
        self.how_many_of_each();
        self.listed_counts();
        self.absent_here();
        self.still_held();
        self.days_behind();
        self.days_of_condition();
        // "How long … take to deliver": the measure says it.
        let measured = self.draft.measures.iter().any(|m| match &m.what {
            What::Metric(all) => all
                .iter()
                .any(|m| self.model.metrics[*m].unit.as_deref() == Some("days")),
            _ => false,
        });
        self.draft.how_long &= !measured;
        self.how_often();
        self.lines_say_how_many();
        self.versus_condition();
        self.first_of_newcomers();
        self.first_or_last_date();
        self.both_dates();
        self.first_of_ranked();
        self.own_columns();
        self.held_most();
        self.rates_of_conditions();
        self.rate_in_two();
        self.totals_of_columns();
        if !self.draft.contrasts.is_empty() {
            self.actors();
        }
        self.wanted();
        self.odd_superlative();
        self.versus_times();
    }

    /// "lowest, average and highest unit cost": several aggregates of one column.
    pub(super) fn listed_aggregates(&mut self) {
        let function = |span: &Span| {
            let word = self.tokens[span.start].norm.as_str();
            match span.meaning {
                Meaning::Cue(Cue::Average) => Some(Aggregate::Average),
                Meaning::Cue(Cue::Median) => Some(Aggregate::Median),
                Meaning::Cue(Cue::Most) if word != "more" && word != "most" => {
                    Some(Aggregate::Maximum)
                }
                Meaning::Cue(Cue::Least) if word != "less" && word != "least" => {
                    Some(Aggregate::Minimum)
                }
                // "minimum, average and maximum unit cost": here they name no columns.
                Meaning::Terms(_)
                    if matches!(word, "minimum" | "min") && span.end == span.start + 1 =>
                {
                    Some(Aggregate::Minimum)
                }
                Meaning::Terms(_)
                    if matches!(word, "maximum" | "max") && span.end == span.start + 1 =>
                {
                    Some(Aggregate::Maximum)
                }
                // "lowest, highest and average unit cost": the name begins with one of them.
                Meaning::Terms(_) if matches!(word, "average" | "mean" | "avg") => {
                    Some(Aggregate::Average)
                }
                // "Highest and lowest price": words that rank by it.
                Meaning::Terms(ref terms)
                    if matches!(word, "highest" | "lowest" | "cheapest" | "dearest") =>
                {
                    terms.iter().find_map(|t| match t {
                        crate::lexicon::Term::Ranking(_, true) => Some(Aggregate::Maximum),
                        crate::lexicon::Term::Ranking(_, false) => Some(Aggregate::Minimum),
                        _ => None,
                    })
                }
                _ => None,
            }
        };
        let mut listed: Vec<(Aggregate, usize)> = Vec::new();
        let mut first = None;
        let mut end = 0;
        let mut joined = false;
        for span in self.spans {
            joined |= self.tokens[span.start].gap == Gap::Comma;
            match (function(span), &span.meaning) {
                // "highest average order value": no list.
                (Some(_), _) if !listed.is_empty() && !joined => {
                    if listed.len() > 1 {
                        break;
                    }
                    listed.clear();
                    first = None;
                }
                (Some(found), _) => {
                    joined = false;
                    first = first.or(Some(span.start));
                    end = span.end;
                    if listed.iter().all(|(f, _)| *f != found) {
                        listed.push((found, span.start));
                    }
                }
                (None, Meaning::Cue(Cue::And | Cue::Versus)) => joined = true,
                (None, Meaning::Ignorable) => {}
                (None, _) if listed.len() > 1 => break,
                (None, _) => {
                    listed.clear();
                    first = None;
                }
            }
        }
        let Some(at) = first.filter(|_| listed.len() > 1) else {
            return;
        };
        let metric = self.draft.measures.iter().find_map(|m| match &m.what {
            What::Metric(candidates) | What::Of(_, candidates) => candidates.first().copied(),
            _ => None,
        });
        // The total of an order is none of its lines.
        let column = metric
            .filter(|m| !self.model.metrics[*m].additive)
            .and_then(|m| row_column(self.model, m));
        if metric.is_some() && column.is_none() {
            return;
        }
        let named = self.draft.attributes.iter().map(|(a, _)| a);
        let aggregated = self.draft.measures.iter().find_map(|m| match &m.what {
            What::Attribute(_, attribute) => Some(attribute.clone()),
            _ => None,
        });
        let numeric = named.clone().find(|a| self.numeric(a)).cloned();
        let Some(attribute) = column.clone().or(aggregated).or(numeric) else {
            return;
        };
        let within = |place: usize| place >= at && place < end;
        self.draft.attributes.retain(|(_, place)| !within(*place));
        self.draft.counted_in = metric.filter(|_| column.is_some()).map(|m| vec![m]);
        self.draft.attributes.retain(|(a, _)| *a != attribute);
        self.draft.measures = listed
            .into_iter()
            .map(|(function, at)| MeasureMention {
                what: What::Attribute(function, attribute.clone()),
                at,
                by: false,
            })
            .collect();
        self.draft.top = None;
        self.draft.ranked_by = None;
        self.pending.top = None;
        self.pending.aggregate = None;
    }

    /// "the unit cost by quarter": what was paid then, not what is on the product's record now.
    pub(super) fn cost_over_time(&mut self) {
        let draft = &self.draft;
        let timed = draft.grain.is_some()
            || !draft.dates.is_empty() && draft.dates.iter().all(|d| d.attribute.is_none());
        if !timed || !draft.measures.is_empty() || draft.existence.len() + draft.keys.len() > 0 {
            return;
        }
        let name = |a: &semantic::AttributeId| {
            let mut fields = self.model.fields_of(a);
            fields
                .next()
                .map(|(d, f)| (d.default_time.is_some(), f.name.clone()))
        };
        let paid = |a: &semantic::AttributeId| {
            let (happens, column) = name(a)?;
            (0..self.model.metrics.len()).find(|m| {
                !happens
                    && !self.model.metrics[*m].additive
                    && row_column(self.model, *m)
                        .and_then(|c| name(&c))
                        .is_some_and(|(then, of)| then && of == column)
            })
        };
        let found = draft
            .attributes
            .iter()
            .enumerate()
            .find_map(|(place, (a, _))| paid(a).map(|metric| (place, metric)));
        if let Some((place, metric)) = found {
            let (_, at) = self.draft.attributes.remove(place);
            self.shown(metric, at);
        }
    }

    /// "dropped by more than half", "more than doubled": how far the change goes.
    pub(super) fn half_of_before(&mut self) {
        // "Twice as much in Q2 as in Q1": the change that it takes, in two times that are compared.
        let as_much = self.draft.more_than_before.is_none()
            && self.draft.dates.len() == 2
            && self.draft.dates.iter().all(|d| !d.negated)
            && self.tokens.iter().any(|t| t.norm == "as");
        if as_much {
            match self.pending.factor.as_deref() {
                Some("2") => self.draft.more_than_before = Some(true),
                Some("0.5") => {
                    self.draft.more_than_before = Some(false);
                    // "Less than half": the fall goes further than that.
                    if let Some((comparator, _)) = &mut self.pending.comparator {
                        *comparator = super::reader::opposite(*comparator);
                    }
                }
                _ => return,
            }
            self.draft.versus = true;
        }
        let value = match (self.draft.more_than_before, self.pending.factor.as_deref()) {
            (Some(false), Some("0.5")) => "0.5",
            (Some(true), Some("2")) => "1",
            _ => return,
        };
        let (comparator, at) = self
            .pending
            .comparator
            .take()
            .unwrap_or((semantic::Comparator::AtLeast, 0));
        self.pending.factor = None;
        self.draft.conditions.push(Condition {
            comparator,
            value: value.to_owned(),
            percent: true,
            money: false,
            days: false,
            target: None,
            attribute: None,
            at,
        });
    }

    /// "when they deliver late, by how many days on average": how much the condition is exceeded.
    pub(super) fn days_of_condition(&mut self) {
        let draft = &self.draft;
        let dated = draft
            .top
            .as_ref()
            .is_some_and(|t| matches!(t.kind, TopKind::Latest | TopKind::Earliest));
        if !draft.how_long || draft.list || dated || !draft.measures.is_empty() {
            return;
        }
        let days = |filter: usize| {
            let degree = self.model.filters[filter].degree.as_ref()?;
            let metric = self.model.metrics.iter().position(|m| m.name == *degree)?;
            (self.model.metrics[metric].unit.as_deref() == Some("days")).then_some(metric)
        };
        let Some((place, metric)) = draft
            .filters
            .iter()
            .enumerate()
            .filter(|(_, f)| !f.negated)
            .find_map(|(place, f)| {
                let metric = f.candidates.iter().find_map(|f| days(*f))?;
                Some((place, metric))
            })
        else {
            return;
        };
        let said = self.draft.filters.remove(place);
        self.shown(metric, said.at);
        self.draft.how_long = false;
        self.draft.when = false;
        self.draft.difference = false;
        self.draft.delivered = false;
        self.pending.aggregate = None;
    }

    /// "the busiest order day": days are ranked.
    fn ranked_days(&mut self) {
        let draft = &self.draft;
        let usual = |a: &semantic::AttributeId| {
            let mut datasets = self.model.datasets.iter();
            datasets.any(|d| d.default_time.as_ref() == Some(a))
        };
        let day = |at: usize| self.tokens[at..].iter().take(2).any(|t| t.norm == "day");
        let ranks = draft.top.is_some() && draft.grain.is_none() && draft.subjects.is_empty();
        let place = draft
            .attributes
            .iter()
            .position(|(a, at)| usual(a) && day(*at));
        if let Some(place) = place.filter(|_| ranks) {
            self.draft.attributes.remove(place);
            self.draft.grain = Some(semantic::Grain::Day);
        }
    }

    /// "orders a week, on average": a mean of sums.
    pub(super) fn mean_per_period(&mut self) {
        let of_sums = |what: &What| match what {
            What::Of(Aggregate::Average, candidates) => {
                candidates.iter().all(|m| self.model.metrics[*m].additive)
            }
            _ => false,
        };
        let said = self.pending.aggregate == Some(Aggregate::Average)
            || self.draft.measures.iter().any(|m| of_sums(&m.what));
        let Some(grain) = self
            .draft
            .grain
            .filter(|_| said && self.draft.single_period)
        else {
            return;
        };
        for mention in &mut self.draft.measures {
            if let What::Of(Aggregate::Average, candidates) = &mention.what {
                mention.what = What::Metric(candidates.clone());
            }
        }
        // "orders a week on average": how many.
        let order = |entity: usize| {
            let found = &self.model.entities[entity];
            found.own_dataset.is_some() && found.key.len() > 1
        };
        if self.draft.measures.is_empty()
            && let Some(place) = self.draft.subjects.iter().position(|s| order(s.entity))
        {
            let subject = self.draft.subjects.remove(place);
            self.draft.measures.push(MeasureMention {
                what: What::Count(subject.entity),
                at: subject.at,
                by: false,
            });
        }
        self.pending.aggregate = None;
        self.draft.rate = Some(grain);
        self.draft.grain = None;
        self.draft.per_period = false;
    }

    /// "what it holds most of": ranked by the figure that the condition before is about.
    pub(super) fn held_most(&mut self) {
        let Some(top) = &self.draft.top else { return };
        let ranks = matches!(top.kind, TopKind::Most | TopKind::Least);
        if !ranks || !self.draft.measures.is_empty() || self.draft.ranked_by.is_some() {
            return;
        }
        let at = top.at;
        let before = |place: usize| place < at && at - place <= 3;
        let Some(mention) = self
            .draft
            .filters
            .iter()
            .find(|f| !f.negated && before(f.at))
            .cloned()
        else {
            return;
        };
        let [filter, ..] = mention.candidates.as_slice() else {
            return;
        };
        if let [only] = self.model.filters[*filter].show.as_slice()
            && let Some(metric) = (0..self.model.metrics.len())
                .find(|m| summed_column(self.model, *m).as_ref() == Some(only))
        {
            self.draft.measures.push(MeasureMention {
                what: What::Metric(vec![metric]),
                at,
                by: true,
            });
        }
    }
}
