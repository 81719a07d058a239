//! A *follow-up* patches the query before it: another value, another time, another grouping, one figure over it all.

mod pointing;

pub(crate) use pointing::points_back;

use jiff::civil::Date;
use semantic::{
    AttributeId, Column, Form, Limit, Measure, MeasureUse, Model, OrderBy, Predicate, SemanticQuery,
};

use crate::build::{Built, build, conditions, year_before};
use crate::cues::Cue;
use crate::dates::{DatePhrase, period};
use crate::draft::{Draft, range_of};
use crate::interpreter::{Mention, Parsed};
use crate::lattice::Meaning;
use pointing::Pointed;

/// The query before, changed by what the turn says; nothing when the turn is a question of its own.
pub(crate) fn patch(
    parsed: &Parsed,
    previous: &SemanticQuery,
    mentions: &[Mention],
    model: &Model,
    today: Date,
) -> Option<Built> {
    let draft = without_references(parsed);
    let again = draft.top.is_some() && draft.measures.iter().all(|m| m.by) && draft.subjects.is_empty();
    let marked = draft.pronoun || draft.continues || draft.only || again;
    let pointed = pointing::pointed(parsed, mentions, previous, model);
    let asks = draft.measures.iter().any(|m| !m.by)
        || !draft.subjects.is_empty()
        || draft.bare_count
        || draft.how_much && pointed.is_some() && !draft.filters.is_empty()
        || draft.share.is_some();
    let bare = only_figure(&draft, previous);
    if !marked && !bare && (asks || draft.list && !draft.attributes.is_empty()) {
        return None;
    }
    let turn = Turn {
        draft: &draft,
        previous,
        pointed: pointed.as_ref(),
        model,
        today,
        widens: parsed.spans.windows(2).any(|pair| {
            pair[0].meaning == Meaning::Cue(Cue::All) && matches!(pair[1].meaning, Meaning::Terms(_))
        }),
    };
    if let Some(built) = turn.contents(parsed).or_else(|| turn.listed()) {
        return Some(built);
    }
    if (draft.pronoun || bare) && turn.wants_figure() {
        return turn.figure();
    }
    if let Some(built) = turn.measured_otherwise() {
        return Some(built);
    }
    if turn.widens
        && draft.measures.is_empty()
        && (draft.continues || parsed.tokens.len() <= 4)
        && let Some(built) = turn.fragment()
    {
        return Some(built);
    }
    if asks
        && marked
        && (!draft.subjects.is_empty()
            || draft.measures.iter().any(|m| !m.by)
            || draft.bare_count
            || draft.how_much)
    {
        return turn.inherit();
    }
    turn.fragment()
}

/// "How many", "in total", "how many per warehouse": nothing else is spoken of than the rows before.
pub(crate) fn only_figure(draft: &Draft, previous: &SemanticQuery) -> bool {
    draft.measures.is_empty()
        && draft.attributes.is_empty()
        && draft.existence.is_empty()
        && draft.keys.is_empty()
        && draft.against.is_empty()
        && draft.subjects.is_empty()
        && draft.values.is_empty()
        && draft.filters.is_empty()
        && draft.dates.is_empty()
        && !draft.in_units
        && (!draft.have || matches!(previous.form, Form::Rows { .. }))
        && (draft.bare_count || draft.total)
}

/// The draft without values and entities that only point back ("that drill", "those orders").
fn without_references(parsed: &Parsed) -> Draft {
    let mut draft = parsed.draft.clone();
    // "How much of that product …": pieces of it, not what it is worth.
    let words: Vec<&str> = parsed.tokens.iter().map(|t| t.norm.as_str()).collect();
    if !draft.in_money && words.windows(3).any(|w| w == ["how", "much", "of"]) {
        draft.in_units = true;
    }
    for pair in parsed.spans.windows(2) {
        if pair[0].meaning != Meaning::Cue(Cue::Pronoun) {
            continue;
        }
        let at = pair[1].start;
        match &pair[1].meaning {
            Meaning::Values(_) => draft.values.retain(|v| v.at != at),
            Meaning::Terms(_) => draft.subjects.retain(|s| s.at != at),
            _ => {}
        }
    }
    draft
}

struct Turn<'a> {
    draft: &'a Draft,
    previous: &'a SemanticQuery,
    /// What the turn points at, where the answer before named it.
    pointed: Option<&'a Pointed>,
    model: &'a Model,
    today: Date,
    /// "All" stands before a thing.
    widens: bool,
}

impl Turn<'_> {
    /// One figure, or one for each group, over the rows before.
    fn wants_figure(&self) -> bool {
        let draft = self.draft;
        let own = draft.subjects.is_empty()
            && draft.values.is_empty()
            && draft.dates.is_empty()
            && draft.filters.is_empty()
            && draft.conditions.is_empty();
        (draft.total
            || draft.how_much
            || draft.in_money
            || draft.bare_count
            || !draft.dimensions.is_empty())
            && own
    }

    fn figure(&self) -> Option<Built> {
        let measure = self.figure_measure()?;
        let mut built = Built {
            query: self.previous.clone(),
            assumptions: Vec::new(),
            confidence: 0.93,
        };
        // The rows before are those that the answer named, where a limit or a condition on figures chose them.
        if self.chosen() {
            built.query.filters.extend(self.pointed?.filters.iter().cloned());
            built.query.limit = None;
        }
        let mut columns: Vec<Column> = Vec::new();
        for dimension in &self.draft.dimensions {
            columns.extend(
                group_attributes(self.model, dimension)
                    .into_iter()
                    .map(Column::Attribute),
            );
        }
        columns.push(Column::Measure(MeasureUse {
            measure,
            filters: Vec::new(),
            label: None,
        }));
        built.query.form = Form::Groups {
            dataset: None,
            keep_empty: false,
        };
        built.query.columns = columns;
        built.query.having.clear();
        built.query.order.clear();
        Some(built)
    }

    fn figure_measure(&self) -> Option<Measure> {
        let dataset = match &self.previous.form {
            Form::Rows { dataset } => Some(dataset.clone()),
            Form::Groups { dataset, .. } => dataset.clone(),
        };
        let entity = dataset.as_ref().and_then(|d| {
            self.model
                .entities
                .iter()
                .find(|e| e.own_dataset.as_ref() == Some(d))
        });
        let shown = self.previous.columns.iter().find_map(|c| match c {
            Column::Measure(used) => Some(used.measure.clone()),
            _ => None,
        });
        let counted = self.draft.bare_count
            || (!self.draft.dimensions.is_empty()
                && !self.draft.total
                && !self.draft.in_money
                && !self.draft.how_much);
        if counted {
            let things = entity.map(|e| {
                // A row of stock is counted as the product that it is about.
                let name = if e.key.len() > 1 && e.name == "stock_row" {
                    "product".to_owned()
                } else {
                    e.name.clone()
                };
                Measure::Entities {
                    entity: name,
                    dataset: dataset.clone().unwrap_or_default(),
                }
            });
            return things.or(shown);
        }
        if let Some(measure) = shown {
            return Some(measure);
        }
        let entity = entity?;
        let money = entity.natural_metrics.iter().find(|n| {
            self.model
                .metric(n)
                .is_some_and(|m| m.unit.as_deref() == Some("USD"))
        });
        money
            .or(entity.natural_metrics.first())
            .map(|n| Measure::Metric(n.clone()))
    }

    /// A question of its own about the things before.
    fn inherit(&self) -> Option<Built> {
        let mut built = build(self.draft, self.model, self.today).ok()?;
        built.confidence = built.confidence.min(0.92);
        if let Some(pointed) = self.pointed
            && (self.chosen()
                || pointed.picked
                || self.model.entities[pointed.entity].key.len() == 1
                || !self.inheritable(&built.query))
        {
            return self.about(pointed, built);
        }
        if self.chosen() && self.draft.pronoun {
            return None;
        }
        let has_time = built
            .query
            .filters
            .iter()
            .any(|p| matches!(p, Predicate::Within { .. }));
        let happens = self.dataset_of(&built.query).is_none_or(|base| self.happens(&base));
        for predicate in &self.previous.filters {
            let replaced = match predicate {
                Predicate::Within { .. } => has_time || !happens,
                Predicate::In { attribute, .. } => built
                    .query
                    .filters
                    .iter()
                    .any(|p| same_entity(self.model, p, attribute)),
                other => built.query.filters.contains(other),
            };
            if !replaced {
                built.query.filters.push(predicate.clone());
            }
        }
        Some(built)
    }

    /// Rows that the new question looks at can bear the conditions of the one before.
    fn inheritable(&self, query: &SemanticQuery) -> bool {
        let Some(base) = self.dataset_of(query) else {
            return false;
        };
        let bears = |dataset: &str| {
            let reach = self.model.reachable(dataset);
            reach.iter().any(|(d, _)| d.name == base)
                && self.previous.filters.iter().all(|p| match p {
                    Predicate::In { attribute, .. } => {
                        self.model.resolve(dataset, attribute).is_some()
                    }
                    Predicate::Named { filter, .. } => self
                        .model
                        .filter(filter)
                        .is_some_and(|f| reach.iter().any(|(d, _)| d.name == f.dataset)),
                    _ => true,
                })
        };
        self.model.datasets.iter().any(|d| bears(&d.name))
    }

    /// A limit or a condition on figures chose the rows before: its filters alone do not.
    fn chosen(&self) -> bool {
        self.previous.limit.is_some() || !self.previous.having.is_empty()
    }

    /// A question of its own about the very things that the answer named, in the same period.
    fn about(&self, pointed: &Pointed, mut built: Built) -> Option<Built> {
        let base = self.dataset_of(&built.query)?;
        for filter in &pointed.filters {
            let Predicate::In { attribute, .. } = filter else { continue };
            self.model.resolve(&base, attribute)?;
            built.query.filters.retain(|p| !same_entity(self.model, p, attribute));
            built.query.filters.push(filter.clone());
        }
        let dated = |p: &Predicate| matches!(p, Predicate::Within { .. });
        let period = self.previous.filters.iter().find(|p| matches!(p, Predicate::Within { attribute: None, .. }));
        let happens = self.happens(&base);
        if let (Some(period @ Predicate::Within { window, .. }), true) = (period, happens)
            && !built.query.filters.iter().any(dated)
        {
            built.assumptions.push(format!("The period of the question before is kept: {}.", crate::restate::window(window)));
            built.confidence -= 0.05;
            built.query.filters.push(period.clone());
        }
        Some(built)
    }

    /// Rows of the dataset are dated.
    fn happens(&self, dataset: &str) -> bool {
        self.model.dataset(dataset).is_some_and(|d| d.primary_key.len() > 1)
            && self
                .model
                .reachable(dataset)
                .iter()
                .any(|(d, _)| d.default_time.is_some())
    }

    /// "Which items are on those orders", "what is on that order": the lines of the orders.
    fn contents(&self, parsed: &Parsed) -> Option<Built> {
        let (position, span) = pointing::reference(parsed)?;
        let word = |at: usize| parsed.tokens.get(at).map_or("", |t| t.norm.as_str());
        let on = span.start.checked_sub(1).map_or("", word);
        if !matches!(on, "on" | "in" | "inside" | "of") || !self.draft.list && !matches!(on, "on") {
            return None;
        }
        let named = pointing::noun(parsed, position);
        let rows = match &self.previous.form {
            Form::Rows { dataset } => Some(dataset.as_str()),
            Form::Groups { dataset, .. } => dataset.as_deref(),
        };
        let order = |e: &semantic::Entity| e.key.len() == 2 && e.own_dataset.as_deref().is_some_and(|d| self.model.dataset(d).is_some_and(|d| d.default_time.is_some()));
        let entity = match (self.pointed, named) {
            (Some(pointed), _) => pointed.entity,
            (None, Some(named)) => named.into_iter().find(|e| self.model.entities[*e].own_dataset.as_deref() == rows)?,
            (None, None) => self.model.entities.iter().position(|e| e.own_dataset.as_deref() == rows)?,
        };
        let of = &self.model.entities[entity];
        if !order(of) {
            return None;
        }
        let line = self.model.entities.iter().find(|e| e.key.len() > of.key.len() && e.key.starts_with(&of.key))?;
        let draft = self.draft;
        let things = draft.subjects.iter().all(|s| {
            let name = &self.model.entities[s.entity];
            name.name == "product" || name.name == line.name
        });
        let plain = draft.measures.is_empty() && !draft.bare_count && !draft.how_much && draft.values.is_empty()
            && draft.dates.is_empty() && draft.dimensions.is_empty() && draft.filters.is_empty() && draft.conditions.is_empty();
        if !things || !plain {
            return None;
        }
        let mut filters: Vec<Predicate> = if self.previous.limit.is_some() { Vec::new() } else { self.previous.filters.clone() };
        match self.pointed {
            Some(pointed) if pointed.picked || self.previous.limit.is_some() => filters.extend(pointed.filters.iter().cloned()),
            None if self.chosen() => return None,
            _ => {}
        }
        Some(Built {
            query: SemanticQuery {
                form: Form::Rows { dataset: line.own_dataset.clone()? },
                columns: line.list.iter().cloned().map(Column::Attribute).collect(),
                filters,
                having: Vec::new(),
                order: Vec::new(),
                limit: None,
                counted: None,
            },
            assumptions: Vec::new(),
            confidence: 0.93,
        })
    }

    /// "List them", "show me those" after figures: the rows that were counted.
    fn listed(&self) -> Option<Built> {
        let draft = self.draft;
        let only = draft.pronoun && draft.list && draft.measures.is_empty() && draft.subjects.is_empty()
            && draft.values.is_empty() && draft.filters.is_empty() && draft.dates.is_empty() && draft.attributes.is_empty()
            && draft.dimensions.is_empty() && draft.conditions.is_empty() && draft.top.is_none() && draft.keys.is_empty()
            && !draft.bare_count && !draft.how_much && !draft.total
            && !draft.in_money && !draft.in_units && !draft.how_long;
        if !only {
            return None;
        }
        let mut query = self.previous.clone();
        if matches!(query.form, Form::Rows { .. }) && self.pointed.is_none_or(|p| !p.picked) {
            return Some(Built {
                query,
                assumptions: Vec::new(),
                confidence: 0.93,
            });
        }
        if self.chosen() || self.pointed.is_some_and(|p| p.picked) {
            return None;
        }
        let measure = query.columns.iter().position(|c| matches!(c, Column::Measure(_)))?;
        query.columns.drain(..measure);
        self.list_again(&mut query);
        matches!(query.form, Form::Rows { .. }).then_some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.93,
        })
    }

    /// "Now by revenue instead", "in units", "what about the margin": another measure, all else kept.
    fn measured_otherwise(&self) -> Option<Built> {
        let draft = self.draft;
        let same_rows = draft.subjects.is_empty() && draft.dimensions.is_empty() && draft.grain.is_none()
            && draft.conditions.is_empty() && draft.share.is_none() && !draft.bare_count && !draft.how_much && !draft.total;
        let turned = draft.continues
            || draft.only
            || draft.rank
            || draft.measures.iter().all(|m| m.by) && draft.top.is_none();
        if !same_rows || !turned || draft.pronoun && self.pointed.is_some_and(|p| p.picked) {
            return None;
        }
        if draft.measures.is_empty()
            && (draft.in_units || draft.in_money)
            && draft.values.is_empty()
            && draft.filters.is_empty()
        {
            return self.in_other_unit();
        }
        let [mention] = draft.measures.as_slice() else { return None };
        if self.previous.columns.iter().filter(|c| !matches!(c, Column::Attribute(_) | Column::Time { .. })).count() != 1
            || matches!(self.previous.form, Form::Rows { .. })
        {
            return None;
        }
        // What the words mean is settled as for a question of its own.
        let mut alone = draft.clone();
        alone.top = None;
        alone.direction = None;
        let own = build(&alone, self.model, self.today).ok()?;
        let measure = own.query.columns.iter().find(|c| matches!(c, Column::Measure(_)))?.clone();
        let base = self.dataset_of(&own.query)?;
        let mut query = self.previous.clone();
        let position = query.columns.iter().position(|c| matches!(c, Column::Measure(_)))?;
        let keys = query.columns[..position].iter().all(|c| match c {
            Column::Attribute(attribute) | Column::Time { attribute, .. } => self.model.resolve(&base, attribute).is_some(),
            _ => true,
        });
        let filters = query.filters.iter().all(|p| match p {
            Predicate::In { attribute, .. } => self.model.resolve(&base, attribute).is_some(),
            Predicate::Within { .. } => true,
            Predicate::Named { filter, .. } => self.model.filter(filter).is_some_and(|f| {
                self.model.reachable(&base).iter().any(|(d, _)| d.name == f.dataset)
            }),
            _ => false,
        });
        if !keys || !filters || !query.having.is_empty() || mention.at == usize::MAX {
            return None;
        }
        query.columns[position] = measure;
        for predicate in own.query.filters {
            replace(&mut query.filters, predicate, self.model);
        }
        if let Form::Groups { dataset, .. } = &mut query.form {
            *dataset = None;
        }
        self.ranked(&mut query);
        Some(Built {
            query,
            assumptions: own.assumptions,
            confidence: 0.92,
        })
    }

    /// "In units", "in money": the same rows of business, counted in pieces or in money.
    fn in_other_unit(&self) -> Option<Built> {
        let unit = if self.draft.in_units { "units" } else { "USD" };
        let mut query = self.previous.clone();
        let position = query
            .columns
            .iter()
            .position(|c| matches!(c, Column::Measure(_)))?;
        let base = self.dataset_of(&query)?;
        let Some(Column::Measure(used)) = query.columns.get_mut(position) else {
            return None;
        };
        let lines = |dataset: &str| {
            dataset == base
                || self.model.reachable(dataset).iter().any(|(d, _)| d.name == base)
                    && self.model.dataset(dataset).is_some_and(|d| d.primary_key.len() > 2)
        };
        let metric = self.model.metrics.iter().find(|m| {
            m.additive
                && m.unit.as_deref() == Some(unit)
                && matches!(&m.kind, semantic::MetricKind::Aggregate { dataset, .. } if lines(dataset))
        })?;
        used.measure = Measure::Metric(metric.name.clone());
        Some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.92,
        })
    }

    /// Order and number of a ranking that the turn names.
    fn ranked(&self, query: &mut SemanticQuery) -> bool {
        use crate::draft::TopKind::{Best, Earliest, Latest, Least, Most, Worst};
        let Some(top) = &self.draft.top else { return false };
        let of_date = matches!(top.kind, Latest | Earliest);
        let column = if of_date {
            query.columns.iter().position(|c| match c {
                Column::Attribute(a) => self.model.fields_of(a).any(|(_, f)| {
                    matches!(f.data_type, semantic::DataType::Date | semantic::DataType::Timestamp)
                }),
                Column::Time { .. } => true,
                _ => false,
            })
        } else {
            query.order.first().map(|o| o.column).filter(|c| !matches!(query.columns.get(*c), Some(Column::Time { .. } | Column::Attribute(_))))
                .or_else(|| query.columns.iter().rposition(|c| !matches!(c, Column::Attribute(_) | Column::Time { .. })))
        };
        let Some(column) = column else { return false };
        let lower_is_better = matches!(query.columns.get(column), Some(Column::Measure(used))
            if matches!(&used.measure, Measure::Metric(name) if self.model.metric(name).is_some_and(|m| m.lower_is_better)));
        let descending = match top.kind {
            Most | Latest => true,
            Least | Earliest => false,
            Best => !lower_is_better,
            Worst => lower_is_better,
        };
        query.order = vec![OrderBy { column, descending }];
        let count = top.count.or(self.draft.plain_number);
        query.limit = Some(Limit {
            count: count.unwrap_or(1),
            with_ties: count.is_none(),
            per: Vec::new(),
        });
        true
    }

    fn fragment(&self) -> Option<Built> {
        let draft = self.draft;
        let mut query = self.previous.clone();
        if draft.list
            && draft.dimensions.is_empty()
            && !query
                .columns
                .iter()
                .any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. }))
        {
            self.list_again(&mut query);
        }
        let mut changed = false;
        let (filters, assumptions) =
            conditions(draft, self.model, self.today, self.dataset().as_deref()).ok()?;
        for predicate in filters {
            changed = true;
            replace(&mut query.filters, predicate, self.model);
        }
        for subject in self.widened() {
            let before = query.filters.len();
            let key = self.model.entities[subject].key.first()?.clone();
            query.filters.retain(|p| !same_entity(self.model, p, &key));
            changed |= query.filters.len() < before;
        }
        if let Some(pointed) = self.pointed.filter(|p| p.picked) {
            changed = true;
            query.filters.extend(pointed.filters.iter().cloned());
            query.limit = None;
        }
        changed |= self.moved(&mut query);
        if !draft.dimensions.is_empty() || draft.grain.is_some() {
            changed = true;
            self.regroup(&mut query);
        }
        let rows = matches!(query.form, Form::Rows { .. });
        if query.columns.iter().any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. })) && self.ranked(&mut query) {
            changed = true;
        } else if draft.top.as_ref().is_some_and(|t| t.count.is_none()) && !rows {
            return None;
        } else if let Some(count) = draft.plain_number.filter(|_| draft.top.is_none()) {
            changed = true;
            match &mut query.limit {
                Some(limit) => limit.count = count,
                None => {
                    query.limit = Some(Limit {
                        count,
                        with_ties: false,
                        per: Vec::new(),
                    });
                }
            }
        }
        for (attribute, _) in &draft.attributes {
            let column = Column::Attribute(attribute.clone());
            if matches!(query.form, Form::Rows { .. }) && !query.columns.contains(&column) {
                query.columns.push(column);
                changed = true;
            }
        }
        if let Some(descending) = draft.direction {
            changed = true;
            if let Some(order) = query.order.first_mut() {
                order.descending = descending;
            } else {
                let column = query
                    .columns
                    .iter()
                    .rposition(|c| !matches!(c, Column::Attribute(_)))
                    .unwrap_or(0);
                query.order.push(OrderBy { column, descending });
            }
        }
        changed.then_some(Built {
            query,
            assumptions,
            confidence: 0.93,
        })
    }

    fn dataset(&self) -> Option<String> {
        self.dataset_of(self.previous)
    }

    fn dataset_of(&self, query: &SemanticQuery) -> Option<String> {
        match &query.form {
            Form::Rows { dataset } => Some(dataset.clone()),
            Form::Groups {
                dataset: Some(dataset),
                ..
            } => Some(dataset.clone()),
            Form::Groups { .. } => query.columns.iter().find_map(|c| match c {
                Column::Measure(used) => match &used.measure {
                    Measure::Metric(name) => self.model.metric(name).and_then(|m| match &m.kind {
                        semantic::MetricKind::Aggregate { dataset, .. } => Some(dataset.clone()),
                        semantic::MetricKind::Derived { .. } => None,
                    }),
                    Measure::Aggregate { dataset, .. }
                    | Measure::Rows { dataset }
                    | Measure::Entities { dataset, .. } => Some(dataset.clone()),
                },
                _ => None,
            }),
        }
    }

    /// "All suppliers again", "for every warehouse": things that are no longer restricted.
    fn widened(&self) -> Vec<usize> {
        let subjects = self.draft.subjects.iter().map(|s| s.entity);
        if self.widens { subjects.collect() } else { Vec::new() }
    }

    /// "And the month before", "and the year before": the period of the query before, moved.
    fn moved(&self, query: &mut SemanticQuery) -> bool {
        let Some(phrase) = self.draft.dates.iter().map(|d| &d.phrase).find(|p| range_of(p).is_none()) else {
            return false;
        };
        for predicate in &mut query.filters {
            if let Predicate::Within { window, .. } = predicate {
                let moved = match phrase {
                    DatePhrase::YearBefore => year_before(*window),
                    DatePhrase::PeriodBefore(Some(grain)) => window.from.map(|from| period(from, *grain, -1)),
                    _ => window.before(),
                };
                let Some(moved) = moved else { return false };
                *window = moved;
                return true;
            }
        }
        false
    }

    /// "Which ones …" after one figure: the things that the figure was about, as a list.
    fn list_again(&self, query: &mut SemanticQuery) {
        let Some(Column::Measure(used)) = query.columns.first().cloned() else {
            return;
        };
        let entity = self.model.entities.iter().find(|e| match &used.measure {
            Measure::Metric(name) => e.key.len() > 1 && e.natural_metrics.contains(name),
            Measure::Entities { entity, .. } => e.name == *entity,
            Measure::Rows { dataset } => e.own_dataset.as_ref() == Some(dataset),
            Measure::Aggregate { .. } => false,
        });
        let Some((entity, dataset)) = entity.and_then(|e| e.own_dataset.clone().map(|d| (e, d)))
        else {
            return;
        };
        query.form = Form::Rows { dataset };
        query.columns = entity.list.iter().cloned().map(Column::Attribute).collect();
        if matches!(used.measure, Measure::Metric(_)) {
            query.columns.push(Column::Measure(used));
        }
        query.order.clear();
        query.having.clear();
    }

    /// The same measures by something else; a list becomes a count.
    fn regroup(&self, query: &mut SemanticQuery) {
        let mut columns: Vec<Column> = Vec::new();
        if let Some(grain) = self.draft.grain {
            let attribute = self
                .dataset()
                .and_then(|d| {
                    self.model
                        .reachable(&d)
                        .into_iter()
                        .find_map(|(d, _)| d.default_time.clone())
                })
                .unwrap_or_else(|| AttributeId::new("order_date"));
            columns.push(Column::Time { attribute, grain });
        }
        for dimension in &self.draft.dimensions {
            columns.extend(
                group_attributes(self.model, dimension)
                    .into_iter()
                    .map(Column::Attribute),
            );
        }
        let measures: Vec<Column> = query
            .columns
            .iter()
            .filter(|c| matches!(c, Column::Measure(_)))
            .cloned()
            .collect();
        let keys = columns.len();
        if measures.is_empty() || matches!(query.form, Form::Rows { .. }) {
            if let Some(measure) = self.figure_measure() {
                columns.push(Column::Measure(MeasureUse {
                    measure,
                    filters: Vec::new(),
                    label: None,
                }));
            }
        } else {
            columns.extend(measures);
        }
        query.form = Form::Groups {
            dataset: None,
            keep_empty: false,
        };
        query.columns = columns;
        query.having.clear();
        query.limit = None;
        let by_time = self.draft.grain.is_some();
        query.order = vec![OrderBy {
            column: if by_time { 0 } else { keys },
            descending: !by_time,
        }];
    }
}

fn group_attributes(model: &Model, dimension: &crate::draft::Dimension) -> Vec<AttributeId> {
    match dimension {
        crate::draft::Dimension::Entity(entity) => {
            let entity = &model.entities[*entity];
            entity
                .key
                .iter()
                .chain(&entity.name_attribute)
                .cloned()
                .collect()
        }
        crate::draft::Dimension::Attribute(attribute) => vec![attribute.clone()],
    }
}

/// Puts a condition in the place of the one on the same thing, else beside the others.
fn replace(filters: &mut Vec<Predicate>, predicate: Predicate, model: &Model) {
    let position = filters.iter().position(|old| match (&predicate, old) {
        (
            Predicate::In {
                attribute, negated, ..
            },
            old @ Predicate::In { negated: was, .. },
        ) => negated == was && !*negated && same_entity(model, old, attribute),
        (Predicate::Within { attribute, .. }, Predicate::Within { attribute: was, .. }) => {
            attribute == was
        }
        (new, old) => new == old,
    });
    match position {
        Some(position) => filters[position] = predicate,
        None => filters.push(predicate),
    }
}

/// The condition is about the thing that the attribute identifies.
fn same_entity(model: &Model, predicate: &Predicate, attribute: &AttributeId) -> bool {
    let Predicate::In { attribute: old, .. } = predicate else {
        return false;
    };
    if old == attribute {
        return true;
    }
    let of = |a: &AttributeId| {
        model
            .entities
            .iter()
            .position(|e| e.key.contains(a) || e.name_attribute.as_ref() == Some(a))
    };
    of(old).is_some() && of(old) == of(attribute)
}
