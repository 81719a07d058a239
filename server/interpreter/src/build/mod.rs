//! *Building* turns a draft into a semantic query: it settles what each ambiguous word means beside the others,
//! which rows are looked at, and what is shown.

mod base;
mod computed;
mod conditions;
mod facts;
mod grouped;
mod keys;
mod lags;
mod list;
mod measures;
mod natural;
mod opposites;
mod rank;
mod rows;
mod settle;
mod shape;
mod shares;
mod stock_rows;
mod subject;
mod time;
mod values;

pub(crate) use lags::outside;
pub(crate) use shape::{name_rows, named_one, shape, unnamed};
pub(crate) use time::year_before;

use jiff::civil::Date;
use semantic::{
    AttributeId, Column, Measure, MeasureUse, MetricKind, Model, Predicate, SemanticQuery,
};

use crate::draft::{Draft, What};
use lags::lags_until_today;
use settle::{counted_list, far_back, settle};

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
    time::part_of_years(&mut dated, today);
    time::two_periods(&mut dated);
    time::step_back(&mut dated, today);
    lags_until_today(&mut dated, today);
    time::gone(&mut dated, today);
    if !dated.unused.is_empty() {
        return Err(Declined::Unused(dated.unused));
    }
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
    builder.newcomers()?;
    builder.two_columns()?;
    let mut query = builder.query()?;
    builder.without_empty(&mut query);
    builder.one_by_one(&mut query);
    builder.only_owed(&mut query);
    builder.stock_rows(&mut query);
    Ok(Built {
        query,
        assumptions: builder.assumptions,
        confidence: builder.confidence,
    })
}

/// The conditions of a draft alone, for rows of `dataset`, with what was assumed.
pub(crate) fn conditions(
    draft: &Draft,
    model: &Model,
    today: Date,
    dataset: Option<&str>,
) -> Result<(Vec<Predicate>, Vec<String>), Declined> {
    // "Still pending": the word means what it means of those rows.
    let mut draft = draft.clone();
    let owner = model
        .entities
        .iter()
        .position(|e| e.own_dataset.is_some() && e.own_dataset.as_deref() == dataset);
    if let Some(entity) = owner.filter(|_| draft.subjects.is_empty()) {
        draft.subjects.push(crate::draft::Subject {
            entity,
            at: 0,
            plural: true,
        });
    }
    let draft = &draft;
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
    all.extend(builder.lags(dataset)?);
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

    /// "Leave out what had no demand": a figure that is worked out from it has no value there.
    fn without_empty(&self, query: &mut SemanticQuery) {
        if self.draft.left_empty.is_empty() {
            return;
        }
        let derived = |c: &Column| match c {
            Column::Measure(MeasureUse {
                measure: Measure::Metric(name),
                ..
            }) => self
                .model
                .metric(name)
                .is_some_and(|m| matches!(m.kind, MetricKind::Derived { .. })),
            _ => false,
        };
        if let Some(column) = query.columns.iter().position(derived) {
            query.having.push(semantic::Having {
                column,
                comparator: semantic::Comparator::AtLeast,
                value: semantic::query::HavingValue::Number("0".to_owned()),
            });
        }
    }

    /// "What do we owe them, by product": those of which something is owed.
    fn only_owed(&self, query: &mut SemanticQuery) {
        let open = |name: &str| {
            self.model.metric(name).is_some_and(|m| {
                m.additive
                    && m.unit.as_deref() == Some("units")
                    && matches!(&m.kind, MetricKind::Aggregate { filters, .. }
                        if filters.iter().any(|f| f.starts_with("open_")))
            })
        };
        let product = AttributeId::new("product_code");
        let grouped = !self.draft.dimensions.is_empty()
            && matches!(
                query.form,
                semantic::Form::Groups {
                    keep_empty: false,
                    ..
                }
            );
        let listed = (self.draft.list || grouped)
            && query.columns.first() == Some(&Column::Attribute(product))
            && query.having.is_empty()
            && query.limit.is_none();
        let mut measures = query
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, c)| match c {
                Column::Measure(MeasureUse {
                    measure: Measure::Metric(name),
                    ..
                }) => Some((at, open(name))),
                _ => None,
            });
        if let (true, Some((column, true)), None) = (listed, measures.next(), measures.next()) {
            query.having.push(semantic::Having {
                column,
                comparator: semantic::Comparator::Greater,
                value: semantic::query::HavingValue::Number("0".to_owned()),
            });
        }
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
        // What is natural for the thing that is spoken of comes first.
        let spoken = draft
            .subjects
            .iter()
            .map(|s| s.entity)
            .chain(draft.values.iter().filter_map(|v| v.noun));
        let choices = spoken
            .map(|e| &self.model.entities[e])
            .chain(&self.model.entities)
            .flat_map(|e| &e.natural_metrics)
            .fold(Vec::new(), |mut all, name| {
                if let Some(metric) = self.model.metric(name)
                    && all.len() < 3
                {
                    // What has no date of its own, such as stock, is as it is now.
                    let dated = match &metric.kind {
                        MetricKind::Aggregate { dataset, .. } => self
                            .model
                            .dataset(dataset)
                            .is_some_and(|d| d.default_time.is_some()),
                        MetricKind::Derived { .. } => false,
                    };
                    let when = if dated { " this month" } else { "" };
                    let text = format!("{}{place}{when}", metric.label);
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
        if self.rows_fit() || self.contrasted() || self.finer_counted() {
            return self.rows();
        }
        if asked
            || ranks
            || aggregated
            || draft.bare_count
            || draft.how_much
            || draft.total && draft.in_money
            || draft.in_units && draft.versus && !draft.dates.is_empty()
            || draft.share.is_some()
            || !draft.parts.is_empty()
            || !draft.parts_in_time.is_empty()
            || !draft.dimensions.is_empty()
            || draft.grain.is_some()
            || self.worth_of_place()
            || self.pieces_of_place()
            || self.ranked_naturally()
            || self.metric_condition()
            || self.bare_condition()
            || !self.groups.is_empty() && !self.only_columns()
        {
            return self.grouped();
        }
        self.rows()
    }

    /// "Sir Rodney's stuff, how much in stock": words that several products have are asked of each of them, row by row.
    fn one_by_one(&self, query: &mut SemanticQuery) {
        let draft = self.draft;
        let family = |p: &Predicate| match p {
            Predicate::In {
                attribute,
                values,
                negated: false,
            } => {
                attribute.as_str() == "product_name"
                    && values.len() > 1
                    && draft.values.iter().filter(|v| !v.negated).any(|v| {
                        v.matches
                            .iter()
                            .any(|m| m.attribute == *attribute && m.values.len() == values.len())
                    })
            }
            _ => false,
        };
        let Some(row) = self.model.entity("stock_row") else {
            return;
        };
        let measures: Vec<&MeasureUse> = query
            .columns
            .iter()
            .filter_map(|c| match c {
                Column::Measure(used) => Some(used),
                _ => None,
            })
            .collect();
        let stock = |used: &&MeasureUse| match &used.measure {
            Measure::Metric(name) => {
                let position = self.model.metrics.iter().position(|m| m.name == *name);
                position
                    .and_then(|m| crate::draft::summed_column(self.model, m))
                    .is_some_and(|a| row.list.contains(&a))
            }
            _ => false,
        };
        let keys = query.columns.iter().all(|c| {
            matches!(c, Column::Attribute(a) if row.key.first() == Some(a))
                || matches!(c, Column::Measure(_))
        });
        let plain = !draft.total
            && draft.top.is_none()
            && draft.share.is_none()
            && !draft.bare_count
            && query.having.is_empty()
            && query.limit.is_none();
        let fits = plain && keys && measures.len() == 1 && measures.iter().all(stock);
        if !fits || !query.filters.iter().any(family) {
            return;
        }
        if let Some(dataset) = &row.own_dataset {
            query.form = semantic::Form::Rows {
                dataset: dataset.clone(),
            };
            query.columns = row.list.iter().cloned().map(Column::Attribute).collect();
            query.order.clear();
            // "How much in stock": what there is, also where it is none.
            if draft.how_much {
                query.filters.retain(|p| {
                    !matches!(p, Predicate::Named { filter, negated: false } if self
                        .model
                        .filter(filter)
                        .is_some_and(|f| f.dataset == *dataset && f.says_there_is()))
                });
            }
        }
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

    /// "orders that have over ten lines": each order is listed, with how many finer rows it has.
    pub(super) fn finer_counted(&self) -> bool {
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

    /// "When was each of the flours restocked": columns of the things, no figure of theirs.
    fn only_columns(&self) -> bool {
        !self.draft.attributes.is_empty()
            && self.draft.measures.is_empty()
            && self.draft.conditions.is_empty()
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
