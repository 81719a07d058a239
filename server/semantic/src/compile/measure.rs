//! A *measure in use* comes down to atoms, each one aggregate over the rows of one dataset, and the arithmetic over them.

use std::collections::BTreeSet;

use sqlparser::ast::Expr;

use crate::model::{AttributeId, DataType, Dataset, Field, Metric};
use crate::query::{Aggregate, Measure, MeasureUse, Predicate};

use super::columns::Heading;
use super::predicate::{Context, is_date, is_number};
use super::scope::finer;
use super::{CompileError, expression, metric, name};

/// One aggregate over the rows of one dataset, with the conditions that are its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Atom<'m> {
    /// Name of its column where it is computed on its own.
    pub(super) name: String,
    /// What it is, for errors and notes.
    pub(super) label: String,
    /// Dataset whose rows are aggregated.
    pub(super) base: &'m Dataset,
    /// Aggregate in the model's terms.
    pub(super) expression: Expr,
    /// Attribute that dates the rows.
    pub(super) time: Option<&'m AttributeId>,
    /// Conditions of the metric and of its use.
    pub(super) conditions: Vec<Predicate>,
    /// It has a trailing window of its own, so that the query's period is not its period.
    pub(super) own_period: bool,
    /// A group without rows counts as zero.
    pub(super) zero_when_absent: bool,
}

/// How a measure's value comes from its atoms.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// An atom, by position.
    Atom(usize),
    /// Arithmetic in which names stand for other values.
    Formula {
        expression: Box<Expr>,
        inputs: Vec<(String, Value)>,
    },
}

/// A measure, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lowered {
    pub(super) value: Value,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) unit: Option<String>,
    pub(super) data_type: DataType,
    /// Sums over disjoint groups add up.
    pub(super) additive: bool,
}

impl Lowered {
    /// The measure's heading.
    pub(super) fn heading(&self) -> Heading {
        Heading {
            name: self.name.clone(),
            label: self.label.clone(),
            unit: self.unit.clone(),
            data_type: self.data_type,
            additive: self.additive,
        }
    }
}

/// Breaks a measure in use down; its atoms join `atoms`, where equal ones are kept once.
pub(super) fn lower<'m>(
    context: Context<'m>,
    used: &MeasureUse,
    atoms: &mut Vec<Atom<'m>>,
    notes: &mut Vec<String>,
) -> Result<Lowered, CompileError> {
    let mut lowered = match &used.measure {
        Measure::Metric(name) => {
            let metric = self::metric(context, name)?;
            Lowered {
                value: metric::lower(
                    context,
                    metric,
                    &metric::usage(context, metric, used, notes)?,
                    atoms,
                )?,
                name: name::snake(&metric.name),
                label: metric.label.clone(),
                unit: metric.unit.clone(),
                data_type: metric.data_type,
                additive: metric.additive,
            }
        }
        Measure::Aggregate {
            function,
            attribute,
            dataset,
        } => aggregate(context, *function, attribute, dataset, used, atoms, notes)?,
        Measure::Rows { dataset } => {
            let dataset = self::dataset(context, dataset)?;
            let expression = expression::parse("COUNT(*)")?;
            count(dataset, expression, &dataset.noun.plural, used, atoms, true)
        }
        Measure::Entities { entity, dataset } => entities(context, entity, dataset, used, atoms)?,
    };
    if let Some(label) = &used.label {
        let (own, said) = (lowered.name.clone(), name::snake(label));
        lowered.name = if said.contains(&own) {
            said
        } else {
            format!("{own}_{said}")
        };
        lowered.label.clone_from(label);
    }
    Ok(lowered)
}

/// The dataset of a name.
pub(super) fn dataset<'m>(context: Context<'m>, name: &str) -> Result<&'m Dataset, CompileError> {
    context
        .model
        .dataset(name)
        .ok_or_else(|| CompileError::Unknown {
            kind: "dataset",
            name: name.to_owned(),
        })
}

/// The metric of a name.
pub(super) fn metric<'m>(context: Context<'m>, name: &str) -> Result<&'m Metric, CompileError> {
    context
        .model
        .metric(name)
        .ok_or_else(|| CompileError::Unknown {
            kind: "metric",
            name: name.to_owned(),
        })
}

/// Position of an atom; equal ones are kept once.
pub(super) fn intern<'m>(atoms: &mut Vec<Atom<'m>>, atom: Atom<'m>) -> usize {
    if let Some(position) = atoms.iter().position(|a| *a == atom) {
        return position;
    }
    atoms.push(atom);
    atoms.len() - 1
}

/// A column as model expressions write it.
fn written(
    context: Context<'_>,
    dataset: &Dataset,
    field: &Field,
    attribute: &AttributeId,
) -> String {
    let column = format!(
        "{}.{}",
        context.syntax.name(&dataset.name),
        context.syntax.name(&field.name)
    );
    match field.parts.iter().find(|p| p.attribute == *attribute) {
        Some(part) => context.syntax.part(&column, part.position),
        None => column,
    }
}

/// SQL of a function over a column, the word for it, and the type of its result; `None` where it needs a number.
fn applied(
    context: Context<'_>,
    function: Aggregate,
    column: &str,
    data_type: DataType,
) -> Option<(String, &'static str, DataType)> {
    let (numeric, date) = (is_number(data_type), is_date(data_type));
    Some(match function {
        Aggregate::Sum if numeric => (format!("SUM({column})"), "total", data_type),
        Aggregate::Average if numeric => (format!("AVG({column})"), "average", DataType::Decimal),
        Aggregate::Median if numeric => {
            // The engine's own way of writing it comes in when the columns get their aliases.
            let sql = format!("MEDIAN({})", context.syntax.double(column));
            (sql, "median", DataType::Decimal)
        }
        Aggregate::Sum | Aggregate::Average | Aggregate::Median => return None,
        Aggregate::Minimum => (
            format!("MIN({column})"),
            if date { "earliest" } else { "lowest" },
            data_type,
        ),
        Aggregate::Maximum => (
            format!("MAX({column})"),
            if date { "latest" } else { "highest" },
            data_type,
        ),
        Aggregate::CountDistinct => (
            format!("COUNT(DISTINCT {column})"),
            "number_of",
            DataType::Integer,
        ),
    })
}

fn aggregate<'m>(
    context: Context<'m>,
    function: Aggregate,
    attribute: &AttributeId,
    dataset: &str,
    used: &MeasureUse,
    atoms: &mut Vec<Atom<'m>>,
    notes: &mut Vec<String>,
) -> Result<Lowered, CompileError> {
    let base = self::dataset(context, dataset)?;
    let Some((owner, field)) = context.model.resolve(&base.name, attribute) else {
        return Err(if context.model.fields_of(attribute).next().is_none() {
            CompileError::Unknown {
                kind: "attribute",
                name: attribute.0.clone(),
            }
        } else {
            CompileError::NoPath {
                what: attribute.0.clone(),
                with: base.name.clone(),
            }
        });
    };
    // A value of a coarser row stands on each of its finer rows: adding it up would count it several times.
    if function == Aggregate::Sum && owner.name != base.name {
        return Err(CompileError::NoPath {
            what: attribute.0.clone(),
            with: base.name.clone(),
        });
    }
    let part = field.parts.iter().find(|p| p.attribute == *attribute);
    let (label, data_type) = part.map_or((&field.label, field.data_type), |p| {
        (&p.label, DataType::Text)
    });
    let column = written(context, owner, field, attribute);
    let (sql, word, result) = applied(context, function, &column, data_type).ok_or_else(|| {
        let text = format!("{label} is no number, so it has no {function:?}");
        CompileError::Invalid(text.to_lowercase())
    })?;
    let unit = field
        .unit
        .clone()
        .filter(|_| function != Aggregate::CountDistinct);
    let zero_when_absent = matches!(function, Aggregate::Sum | Aggregate::CountDistinct);
    let name = format!(
        "{word}_{}",
        name::snake(attribute.as_str().rsplit('.').next().unwrap_or_default())
    );
    let heading = name::sentence(&format!(
        "{} {}",
        word.replace('_', " "),
        label.to_lowercase()
    ));
    if owner.name != base.name && matches!(function, Aggregate::Average | Aggregate::Median) {
        let (once, each) = (&owner.noun.singular, &base.noun.singular);
        notes.push(format!(
            "{heading} counts each {once} once for each {each}."
        ));
    }
    let value = Value::Atom(intern(
        atoms,
        Atom {
            name: name.clone(),
            label: heading.clone(),
            base,
            expression: expression::parse(&sql)?,
            time: base.default_time.as_ref(),
            conditions: used.filters.clone(),
            own_period: false,
            zero_when_absent,
        },
    ));
    Ok(Lowered {
        value,
        name,
        label: heading,
        unit,
        data_type: result,
        additive: function == Aggregate::Sum,
    })
}

fn count<'m>(
    base: &'m Dataset,
    expression: Expr,
    what: &str,
    used: &MeasureUse,
    atoms: &mut Vec<Atom<'m>>,
    additive: bool,
) -> Lowered {
    let name = format!("number_of_{}", name::snake(what));
    let label = name::sentence(what);
    let value = Value::Atom(intern(
        atoms,
        Atom {
            name: name.clone(),
            label: label.clone(),
            base,
            expression,
            time: base.default_time.as_ref(),
            conditions: used.filters.clone(),
            own_period: false,
            zero_when_absent: true,
        },
    ));
    Lowered {
        value,
        name,
        label,
        unit: Some(what.to_owned()),
        data_type: DataType::Integer,
        additive,
    }
}

fn entities<'m>(
    context: Context<'m>,
    entity: &str,
    dataset: &str,
    used: &MeasureUse,
    atoms: &mut Vec<Atom<'m>>,
) -> Result<Lowered, CompileError> {
    let unknown = || CompileError::Unknown {
        kind: "entity",
        name: entity.to_owned(),
    };
    let entity = context.model.entity(entity).ok_or_else(unknown)?;
    let base = self::dataset(context, dataset)?;
    let what = &entity.noun.plural;
    if entity.own_dataset.as_deref() == Some(base.name.as_str()) {
        return Ok(count(
            base,
            expression::parse("COUNT(*)")?,
            what,
            used,
            atoms,
            true,
        ));
    }
    // Products of sales orders stand on their lines.
    let candidates = std::iter::once(base).chain(finer(context.model, &base.name));
    let found = candidates.into_iter().find_map(|base| {
        let columns: Option<Vec<String>> = entity
            .key
            .iter()
            .map(|a| {
                context
                    .model
                    .resolve(&base.name, a)
                    .map(|(d, f)| written(context, d, f, a))
            })
            .collect();
        columns
            .filter(|c| !c.is_empty())
            .map(|columns| (base, columns))
    });
    let (base, columns) = found.ok_or_else(|| CompileError::NoPath {
        what: entity.noun.plural.clone(),
        with: base.name.clone(),
    })?;
    let expression = expression::parse(&format!(
        "COUNT(DISTINCT {})",
        context.syntax.tuple(&columns)
    ))?;
    Ok(count(base, expression, what, used, atoms, false))
}

/// Atoms that a value is made of.
pub(super) fn atoms_of(value: &Value) -> BTreeSet<usize> {
    match value {
        Value::Atom(atom) => BTreeSet::from([*atom]),
        Value::Formula { inputs, .. } => inputs.iter().flat_map(|(_, v)| atoms_of(v)).collect(),
    }
}

/// Atoms without which a value has nothing to measure.
pub(super) fn driving_atoms(value: &Value) -> BTreeSet<usize> {
    match value {
        Value::Atom(atom) => BTreeSet::from([*atom]),
        Value::Formula { expression, inputs } => {
            let drivers = expression::drivers(expression);
            inputs
                .iter()
                .filter(|(name, _)| drivers.contains(name))
                .flat_map(|(_, v)| driving_atoms(v))
                .collect()
        }
    }
}

/// Writes a value; `atom` writes an atom, told whether a missing group may count as zero.
pub(super) fn write(
    context: Context<'_>,
    value: &Value,
    lone_driver: &dyn Fn(&BTreeSet<usize>) -> bool,
    atom: &dyn Fn(usize, bool) -> String,
) -> Result<String, CompileError> {
    match value {
        Value::Atom(position) => Ok(atom(*position, true)),
        Value::Formula { expression, inputs } => {
            // Cover of a product that is not stocked is no cover of 0 days: where one dataset alone drives the value,
            // it is not made up where that dataset has nothing.
            let drivers = driving_atoms(value);
            let keep_missing = lone_driver(&drivers);
            let inner = |position: usize, zero: bool| {
                atom(
                    position,
                    zero && !(keep_missing && drivers.contains(&position)),
                )
            };
            let written = expression::substitute(expression, context.syntax, |name| {
                let (_, input) = inputs.iter().find(|(n, _)| n == name).ok_or_else(|| {
                    CompileError::Invalid(format!(
                        "{name} is used in a metric that does not list it as an input"
                    ))
                })?;
                write(context, input, lone_driver, &inner)
            })?;
            Ok(expression::opened(written).to_string())
        }
    }
}
