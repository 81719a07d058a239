//! *Building* turns a draft into a semantic query: it settles what each ambiguous word means beside the others,
//! which rows are looked at, and what is shown.

mod conditions;
mod facts;
mod grouped;
mod keys;
mod list;
mod measures;
mod rank;
mod rows;
mod shares;
mod subject;
mod time;
mod values;

pub(crate) use time::year_before;

use jiff::civil::Date;
use semantic::{AttributeId, Column, Measure, MeasureUse, Model, Predicate, SemanticQuery};

use crate::draft::{Dimension, Draft, MeasureMention, Subject, What};

/// A query with what was assumed on the way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Built {
    pub(crate) query: SemanticQuery,
    pub(crate) assumptions: Vec<String>,
    /// 0 to 1.
    pub(crate) confidence: f64,
}

/// Why there is no query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Declined {
    /// Several meanings; choices are written so that they can be asked.
    Ambiguous {
        question: String,
        choices: Vec<String>,
    },
    /// Words fit several values of the data.
    Which {
        question: String,
        /// First token of the words.
        at: usize,
        values: Vec<String>,
    },
    /// Words that were read but could not be put to use.
    Unused(Vec<String>),
    /// Nothing was asked for.
    Nothing,
}

/// Makes a query of a draft.
pub(crate) fn build(draft: &Draft, model: &Model, today: Date) -> Result<Built, Declined> {
    if !draft.unused.is_empty() {
        return Err(Declined::Unused(draft.unused.clone()));
    }
    if let Some(number) = &draft.stray_number
        && draft.top.as_ref().is_none_or(|top| top.count.is_some())
    {
        return Err(Declined::Unused(vec![number.clone()]));
    }
    let mut dated = draft.clone();
    far_back(&mut dated, model, today);
    let draft = &dated;
    if let Some((entity, listed)) = counted_list(draft, model) {
        let mut built = build(&listed, model, today)?;
        built.query.counted = Some(entity);
        built.query.order.clear();
        return if built.query.limit.is_none() {
            Ok(built)
        } else {
            Err(Declined::Unused(vec!["how many".to_owned()]))
        };
    }
    let draft = &settle(draft, model);
    let mut builder = Builder {
        draft,
        model,
        today,
        assumptions: Vec::new(),
        confidence: 0.97,
        filters: Vec::new(),
        groups: Vec::new(),
        subject: None,
    };
    builder.vague()?;
    builder.values()?;
    builder.subject = builder.choose_subject();
    let query = builder.query()?;
    Ok(Built {
        query,
        assumptions: builder.assumptions,
        confidence: builder.confidence,
    })
}

/// "More than 10 days overdue": before a day that lies that far back, where a condition compares a date with today.
fn far_back(draft: &mut Draft, model: &Model, today: Date) {
    use semantic::Comparator::{AtLeast, AtMost, Equal, Greater, Less, NotEqual};
    let date = |a: &&AttributeId| {
        model.fields_of(a).any(|(_, f)| {
            matches!(
                f.data_type,
                semantic::DataType::Date | semantic::DataType::Timestamp
            )
        })
    };
    let since = draft.filters.iter().filter(|f| !f.negated).find_map(|f| {
        let filter = &model.filters[*f.candidates.first()?];
        let attribute = filter.show.iter().find(date)?;
        filter
            .expression
            .contains("{today}")
            .then(|| attribute.clone())
    });
    let Some(attribute) = since else { return };
    for condition in draft
        .conditions
        .iter()
        .filter(|c| c.days && c.attribute.is_none())
    {
        let Ok(days) = condition.value.parse::<i64>() else {
            continue;
        };
        let back = |days: i64| {
            today
                .checked_sub(jiff::Span::new().try_days(days).ok()?)
                .ok()
        };
        let window = match condition.comparator {
            Greater => semantic::Window {
                from: None,
                until: back(days),
            },
            AtLeast => semantic::Window {
                from: None,
                until: back(days - 1),
            },
            Less => semantic::Window {
                from: back(days - 1),
                until: None,
            },
            AtMost => semantic::Window {
                from: back(days),
                until: None,
            },
            Equal => semantic::Window {
                from: back(days),
                until: back(days - 1),
            },
            NotEqual => continue,
        };
        draft.dates.push(crate::draft::DateMention {
            phrase: crate::dates::DatePhrase::Range(crate::dates::Range::fixed(window)),
            at: condition.at,
            attribute: Some(attribute.clone()),
            negated: false,
        });
    }
    if draft
        .dates
        .iter()
        .any(|d| d.attribute.as_ref() == Some(&attribute))
    {
        draft
            .conditions
            .retain(|c| !c.days || c.attribute.is_some());
    }
}

/// "How many customers have more than five orders": the list of them, of which only the number is shown.
fn counted_list(draft: &Draft, model: &Model) -> Option<(String, Draft)> {
    let mut asked = draft.measures.iter().filter(|m| !m.by);
    let (Some(What::Count(entity)), None) = (asked.next().map(|m| &m.what), asked.next()) else {
        return None;
    };
    let each = draft.conditions.iter().any(|c| match &c.target {
        Some(What::Count(other)) => other != entity,
        Some(_) => true,
        None => c.attribute.is_none() && c.money,
    });
    if !each || draft.top.is_some() || draft.share.is_some() || draft.counted_in.is_some() {
        return None;
    }
    if !draft.dimensions.is_empty() || draft.grain.is_some() {
        return None;
    }
    let mut listed = draft.clone();
    listed.measures.retain(|m| m.by);
    listed.bare_count = false;
    listed.list = true;
    listed.subjects = vec![Subject {
        entity: *entity,
        at: 0,
        plural: true,
    }];
    Some((model.entities[*entity].name.clone(), listed))
}

/// Settles roles that only the whole question decides.
fn settle(draft: &Draft, model: &Model) -> Draft {
    let mut draft = draft.clone();
    let transaction = |entity: usize| {
        let found = &model.entities[entity];
        found.key.len() > 1 && found.own_dataset.is_some() && found.name != "stock_row"
    };
    // "every order worth more than …", "order by order": a list of orders, not a grouping.
    let listed = draft.dimensions.iter().find_map(|d| match d {
        Dimension::Entity(entity) if transaction(*entity) => Some(*entity),
        _ => None,
    });
    if let Some(entity) = listed
        && draft.subjects.iter().all(|s| s.entity == entity)
        && draft.dimensions.len() == 1
    {
        draft.dimensions.clear();
        draft.per_group = false;
        draft.subjects = vec![Subject {
            entity,
            at: 0,
            plural: true,
        }];
    }
    // "spend in 2022, 2023 and 2024": one row for each, where there are more than two.
    let grains: Vec<Option<semantic::Grain>> = draft
        .dates
        .iter()
        .filter_map(|d| crate::draft::range_of(&d.phrase))
        .map(|r| r.grain)
        .collect();
    if grains.len() > 2
        && grains.len() == draft.dates.len()
        && draft.grain.is_none()
        && draft.dates.iter().all(|d| !d.negated)
        && let Some(Some(grain)) = grains.first()
        && grains.iter().all(|g| *g == Some(*grain))
    {
        draft.grain = Some(*grain);
        draft.versus = false;
    }
    // "nothing left on hand": the column of a condition is no figure of its own.
    let figure = draft.how_much
        || draft.bare_count
        || draft.total
        || draft.top.is_some()
        || draft.share.is_some();
    if !figure
        && draft.dimensions.is_empty()
        && draft.grain.is_none()
        && draft.conditions.is_empty()
    {
        let shown: Vec<AttributeId> = draft
            .filters
            .iter()
            .flat_map(|f| &f.candidates)
            .flat_map(|f| model.filters[*f].show.clone())
            .collect();
        draft.measures.retain(|m| match &m.what {
            What::Metric(candidates) => !candidates
                .iter()
                .filter_map(|c| crate::draft::summed_column(model, *c))
                .any(|column| shown.contains(&column)),
            _ => true,
        });
    }
    // "warehouses that hold fewer than 1000 units": the number is about each warehouse's total, not about a row.
    let grouped = draft
        .subjects
        .first()
        .is_some_and(|s| model.entities[s.entity].own_dataset.is_none());
    for condition in draft.conditions.iter_mut().filter(|_| grouped) {
        let metric = condition.attribute.as_ref().and_then(|column| {
            (0..model.metrics.len())
                .find(|m| crate::draft::summed_column(model, *m).as_ref() == Some(column))
        });
        if let Some(metric) = metric {
            condition.attribute = None;
            condition.target = Some(What::Metric(vec![metric]));
        }
    }
    // "where can I get at least 35 …", "we hold more than 40 of it": units on the shelf.
    let trades = draft.subjects.iter().any(|s| transaction(s.entity));
    let shelf = model
        .entities
        .iter()
        .find(|e| e.name == "stock_row")
        .and_then(|e| e.natural_metrics.first())
        .and_then(|name| model.metrics.iter().position(|m| m.name == *name));
    if let Some(metric) = shelf.filter(|_| (draft.place || draft.have) && !trades) {
        let rows = draft.place && draft.measures.is_empty() && draft.dimensions.is_empty();
        let column = crate::draft::summed_column(model, metric).filter(|_| rows);
        for condition in draft.conditions.iter_mut().filter(|c| {
            c.attribute.is_none() && !c.percent && !c.money && !c.days && c.target.is_none()
        }) {
            match &column {
                Some(column) => {
                    condition.attribute = Some(column.clone());
                    condition.target = None;
                }
                None => condition.target = Some(What::Metric(vec![metric])),
            }
        }
        if let Some(column) = column.filter(|_| !draft.conditions.is_empty()) {
            draft.place = false;
            draft.attributes.push((column, 0));
        }
    }
    // A number column of the lines of an order is the order's total.
    if let Some(subject) = draft.subjects.first().filter(|s| transaction(s.entity)) {
        let own = model.entities[subject.entity]
            .own_dataset
            .clone()
            .unwrap_or_default();
        let finer = |attribute: &AttributeId| {
            model.resolve(&own, attribute).is_none()
                && model.fields_of(attribute).any(|(d, f)| {
                    f.additive && model.reachable(&d.name).iter().any(|(r, _)| r.name == own)
                })
        };
        let (moved, kept) = draft
            .attributes
            .drain(..)
            .partition::<Vec<_>, _>(|(a, _)| finer(a));
        draft.attributes = kept;
        for (attribute, at) in moved {
            draft.measures.push(MeasureMention {
                what: What::Attribute(semantic::Aggregate::Sum, attribute),
                at,
                by: false,
            });
        }
    }
    draft
}

/// The conditions of a draft alone, for rows of `dataset`, with what was assumed.
pub(crate) fn conditions(
    draft: &Draft,
    model: &Model,
    today: Date,
    dataset: Option<&str>,
) -> Result<(Vec<Predicate>, Vec<String>), Declined> {
    let mut builder = Builder {
        draft,
        model,
        today,
        assumptions: Vec::new(),
        confidence: 0.97,
        filters: Vec::new(),
        groups: Vec::new(),
        subject: None,
    };
    builder.values()?;
    let mut all: Vec<Predicate> = builder.filters.iter().map(|(_, p)| p.clone()).collect();
    all.extend(builder.named_filters());
    all.extend(builder.against());
    all.extend(builder.windows(dataset));
    Ok((all, builder.assumptions))
}

pub(super) struct Builder<'a> {
    pub(super) draft: &'a Draft,
    pub(super) model: &'a Model,
    pub(super) today: Date,
    pub(super) assumptions: Vec<String>,
    pub(super) confidence: f64,
    /// Conditions from values and keys, with the position of their words.
    pub(super) filters: Vec<(usize, Predicate)>,
    /// Attributes whose values group ("for every one of the four …").
    pub(super) groups: Vec<AttributeId>,
    /// Entity that is asked for.
    pub(super) subject: Option<usize>,
}

impl Builder<'_> {
    pub(super) fn assume(&mut self, sentence: impl Into<String>, doubt: f64) {
        self.assumptions.push(sentence.into());
        self.confidence -= doubt;
    }

    /// "How is … going": nothing says what is to be measured.
    fn vague(&self) -> Result<(), Declined> {
        let draft = self.draft;
        if !draft.vague
            || !draft.keys.is_empty()
            || !draft.measures.is_empty()
            || !draft.filters.is_empty()
            || draft.bare_count
        {
            return Ok(());
        }
        let place = draft
            .values
            .first()
            .map(|v| format!(" for {}", v.words))
            .unwrap_or_default();
        let choices = self
            .model
            .entities
            .iter()
            .flat_map(|e| &e.natural_metrics)
            .fold(Vec::new(), |mut all, name| {
                if let Some(metric) = self.model.metric(name)
                    && all.len() < 3
                {
                    let text = format!("{}{place} this month", metric.label);
                    if !all.contains(&text) {
                        all.push(text);
                    }
                }
                all
            });
        Err(Declined::Ambiguous {
            question: "What would you like to know?".to_owned(),
            choices,
        })
    }

    fn query(&mut self) -> Result<SemanticQuery, Declined> {
        let draft = self.draft;
        let asked = draft.measures.iter().any(|m| !m.by);
        let ranks = draft.measures.iter().any(|m| m.by);
        let aggregated = draft
            .conditions
            .iter()
            .any(|c| matches!(c.target, Some(What::Count(_))));
        if self.rows_fit() || self.finer_counted() {
            return self.rows();
        }
        if asked
            || ranks
            || aggregated
            || draft.bare_count
            || draft.how_much
            || draft.share.is_some()
            || !draft.parts.is_empty()
            || !draft.dimensions.is_empty()
            || draft.grain.is_some()
            || self.worth_of_place()
            || self.ranked_naturally()
            || self.metric_condition()
            || self.bare_condition()
            || !self.groups.is_empty()
        {
            return self.grouped();
        }
        self.rows()
    }

    /// "what is everything in OSL-1 worth": one sum of money over what the values name.
    pub(super) fn worth_of_place(&self) -> bool {
        let draft = self.draft;
        draft.in_money
            && draft.subjects.is_empty()
            && draft.measures.is_empty()
            && draft.conditions.is_empty()
            && draft.dates.is_empty()
            && draft.keys.is_empty()
            && !draft.values.is_empty()
    }

    /// "orders with more than ten lines": each order is listed, with how many finer rows it has.
    fn finer_counted(&self) -> bool {
        let own = self
            .subject
            .and_then(|s| self.model.entities[s].own_dataset.as_deref())
            .filter(|own| self.transaction(own));
        let Some(own) = own else { return false };
        let finer = |what: &Option<What>| match what {
            Some(What::Count(entity)) => {
                let counted = self.model.entities[*entity].own_dataset.as_deref();
                counted.is_some_and(|d| {
                    d != own && self.model.reachable(d).iter().any(|(r, _)| r.name == own)
                })
            }
            _ => false,
        };
        self.draft.measures.is_empty()
            && self.draft.dimensions.is_empty()
            && self.draft.grain.is_none()
            && !self.draft.conditions.is_empty()
            && self.draft.conditions.iter().all(|c| finer(&c.target))
    }

    /// A ranking without a measure: the natural one of the subject decides.
    fn ranked_naturally(&self) -> bool {
        use crate::draft::TopKind::{Best, Least, Most, Worst};
        let orders = self
            .subject
            .and_then(|s| self.model.entities[s].own_dataset.as_deref())
            .is_some_and(|d| self.transaction(d));
        self.draft
            .top
            .as_ref()
            .is_some_and(|t| matches!(t.kind, Best | Worst | Most | Least))
            && self.draft.attributes.is_empty()
            && !orders
    }

    /// A number without a measure beside it, about something that has no rows of its own: its natural measure.
    fn bare_condition(&self) -> bool {
        let own_rows = self.subject.is_some_and(|s| {
            let entity = &self.model.entities[s];
            entity.own_dataset.is_some() && entity.key.len() > 1
        });
        !own_rows
            && self
                .draft
                .conditions
                .iter()
                .any(|c| c.target.is_none() && c.attribute.is_none())
    }

    fn metric_condition(&self) -> bool {
        self.draft
            .conditions
            .iter()
            .any(|c| matches!(c.target, Some(What::Metric(_) | What::Of(..))))
    }

    /// Label of a measure for headings and sentences.
    pub(super) fn label(&self, measure: &Measure) -> String {
        match measure {
            Measure::Metric(name) => self
                .model
                .metric(name)
                .map_or_else(|| name.clone(), |m| m.label.clone()),
            Measure::Entities { entity, .. } => self
                .model
                .entity(entity)
                .map_or_else(|| entity.clone(), |e| e.noun.plural.clone()),
            Measure::Rows { dataset } => self
                .model
                .dataset(dataset)
                .map_or_else(|| dataset.clone(), |d| d.noun.plural.clone()),
            Measure::Aggregate { attribute, .. } => self
                .model
                .fields_of(attribute)
                .next()
                .map_or_else(|| attribute.as_str().to_owned(), |(_, f)| f.label.clone()),
        }
    }
}

/// A measure column without conditions of its own.
pub(super) fn plain(measure: Measure) -> Column {
    Column::Measure(MeasureUse {
        measure,
        filters: Vec::new(),
        label: None,
    })
}
