//! A *model* is the validated meaning of one company's tables: datasets, relationships, entities, metrics, named filters.
//!
//! It is immutable after loading. Every name that it refers to exists; `load` has seen to that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the tables mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Name of the model, as in the file.
    pub name: String,
    /// What the model covers, in one sentence.
    pub description: String,
    /// Month, 1 to 12, with which the company's fiscal year begins; questions may speak of one when it is given.
    pub fiscal_year_begins: Option<i8>,
    /// Physical tables.
    pub datasets: Vec<Dataset>,
    /// Many-to-one joins.
    pub relationships: Vec<Relationship>,
    /// Things that people talk about.
    pub entities: Vec<Entity>,
    /// Named aggregations.
    pub metrics: Vec<Metric>,
    /// Named conditions.
    pub filters: Vec<NamedFilter>,
    /// Questions that an expert has verified, with their SQL.
    pub verified_queries: Vec<VerifiedQuery>,
}

/// Name by which a query speaks of a column, whichever table it is read from.
///
/// A *conformed* attribute stands in several tables with one meaning and is named after the column (`warehouse_code`);
/// any other is `dataset.field` (`product.unit_cost`). A field can carry aliases: `product.supplier_code` is
/// `supplier_code` and also `main_supplier_code`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct AttributeId(pub String);

impl AttributeId {
    /// Makes an identifier from its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Type of a column; decimals are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// UTF-8 text.
    Text,
    /// 64-bit signed integer.
    Integer,
    /// Exact decimal of 18 digits before and 4 after the point (`DECIMAL(22,4)`).
    Decimal,
    /// True or false.
    Boolean,
    /// Calendar day.
    Date,
    /// Instant without a zone, microseconds.
    Timestamp,
}

/// A physical table.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// Name in the model and in queries; also the physical table's name.
    pub name: String,
    /// What one row is.
    pub description: String,
    /// Columns that identify a row.
    pub primary_key: Vec<String>,
    /// Other combinations of columns that identify a row.
    pub unique_keys: Vec<Vec<String>>,
    /// Columns.
    pub fields: Vec<Field>,
    /// What one row is called, singular and plural ("sales order line", "sales order lines").
    pub noun: Noun,
    /// Other words for one row.
    pub synonyms: Vec<String>,
    /// Attribute that dates a row unless a question says otherwise; may lie in a table this one points to.
    pub default_time: Option<AttributeId>,
    /// Attributes that a list of these rows shows.
    pub list: Vec<AttributeId>,
    /// It was derived from the data, and nobody has reviewed it yet.
    pub unreviewed: bool,
}

/// Singular and plural of a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Noun {
    /// One of them.
    pub singular: String,
    /// Several of them.
    pub plural: String,
}

/// A column of a dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Column name.
    pub name: String,
    /// Identifier that queries use, first its own, then its aliases.
    pub attributes: Vec<AttributeId>,
    /// Type of the values.
    pub data_type: DataType,
    /// What it is, for people.
    pub label: String,
    /// Definition, shown with answers.
    pub description: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Unit of measurement ("units", "USD", "days", "fraction"), when it has one.
    pub unit: Option<String>,
    /// Values are names or codes worth recognising in a question.
    pub indexed: bool,
    /// Values concern private persons; they stay out of suggestions and out of what a language model sees.
    pub personal: bool,
    /// A date that speaks of delivery, what is due or expected (as opposed to the default time).
    pub delivery_date: bool,
    /// A number that can be summed over rows.
    pub additive: bool,
    /// Values are several parts joined by ", " with these names, e.g. area and country.
    pub parts: Vec<Part>,
    /// Values that it can hold, whether or not the data has them now ("Cancelled").
    pub sample_values: Vec<String>,
    /// It was derived from the data, and nobody has reviewed it yet.
    pub unreviewed: bool,
}

/// One part of a composed text such as "Queensland, Australia".
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Attribute that the part is known by (`delivery_country`).
    pub attribute: AttributeId,
    /// Position after splitting at ", ": 1 is the first, −1 the last.
    pub position: i32,
    /// What it is, for people.
    pub label: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// A many-to-one join: each row of `from` has at most one row in `to`.
#[derive(Debug, Clone, PartialEq)]
pub struct Relationship {
    /// Name in the file.
    pub name: String,
    /// Dataset on the many side.
    pub from: String,
    /// Dataset on the one side.
    pub to: String,
    /// Columns of `from`.
    pub from_columns: Vec<String>,
    /// Columns of `to`, same length.
    pub to_columns: Vec<String>,
    /// It was derived from the data, and nobody has reviewed it yet.
    pub unreviewed: bool,
}

/// A thing that people talk about: product, warehouse, supplier, customer, sales order.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Name ("product").
    pub name: String,
    /// Singular and plural.
    pub noun: Noun,
    /// Other words for it ("item", "sku", "article"; "vendor").
    pub synonyms: Vec<String>,
    /// What it is.
    pub description: String,
    /// Attributes that identify one (code, or prefix and number).
    pub key: Vec<AttributeId>,
    /// Attribute with its name, where it has one.
    pub name_attribute: Option<AttributeId>,
    /// Datasets where it is found, the preferred first: a list of them comes from the first that the asker may read.
    pub datasets: Vec<String>,
    /// Dataset in which one row is one of them, if there is one (`sales_order_header` for sales orders).
    pub own_dataset: Option<String>,
    /// Attributes that a list of them shows.
    pub list: Vec<AttributeId>,
    /// Metrics that rank them when none is named, the preferred first; the first one that the asker may read is used.
    pub natural_metrics: Vec<String>,
    /// What one asks next about one of them, the preferred first, with `{key}` where its key belongs, its parts joined
    /// by dashes ("stock of {key} by warehouse"); the first one that the asker's data can answer is used.
    pub next_questions: Vec<String>,
    /// It was derived from the data, and nobody has reviewed it yet.
    pub unreviewed: bool,
}

/// A named aggregation.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Identifier ("units_sold").
    pub name: String,
    /// For people ("Units sold").
    pub label: String,
    /// Definition, shown with answers.
    pub description: String,
    /// Who answers for the definition.
    pub owner: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Unit ("units", "USD", "days", "fraction", "orders").
    pub unit: Option<String>,
    /// Type of the result.
    pub data_type: DataType,
    /// How it is computed.
    pub kind: MetricKind,
    /// Attribute that dates it, when it differs from its dataset's default time.
    pub time: Option<AttributeId>,
    /// Sums over disjoint groups add up: absent groups count as zero, shares and running totals make sense.
    pub additive: bool,
    /// A larger value is worse (lead time, days late): "best" sorts ascending.
    pub lower_is_better: bool,
    /// Words that rank by it, the largest value first ("busiest" for the number of orders).
    pub highest: Vec<String>,
    /// Words that rank by it, the smallest value first ("fastest" for the lead time).
    pub lowest: Vec<String>,
    /// It was derived from the data, and nobody has reviewed it yet.
    pub unreviewed: bool,
}

/// How a metric is computed.
#[derive(Debug, Clone, PartialEq)]
pub enum MetricKind {
    /// An SQL aggregate expression over one dataset and the ones it points to, e.g.
    /// `SUM(warehouse_product.current_stock * product.unit_cost)`. Columns are always written `dataset.column`.
    Aggregate {
        /// Dataset whose rows are aggregated.
        dataset: String,
        /// ANSI SQL.
        expression: String,
        /// Named filters that always apply ("not_cancelled_sale").
        filters: Vec<String>,
    },
    /// Arithmetic over other metrics, which may come from different facts: `stock / (units_sold / 90)`.
    Derived {
        /// ANSI SQL in which `metric_name` stands for a metric of `inputs`. Division by zero gives NULL.
        expression: String,
        /// The metrics used.
        inputs: Vec<DerivedInput>,
    },
}

/// A metric inside a derived one.
#[derive(Debug, Clone, PartialEq)]
pub struct DerivedInput {
    /// Name of an aggregate metric.
    pub metric: String,
    /// Days of a trailing window up to and including today that applies to it, if any.
    pub trailing_days: Option<u32>,
}

/// A named condition on the rows of a dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedFilter {
    /// Identifier ("low_stock").
    pub name: String,
    /// For people ("stock below the minimum").
    pub label: String,
    /// Definition, shown with answers.
    pub description: String,
    /// Who answers for the definition.
    pub owner: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Dataset it speaks of.
    pub dataset: String,
    /// SQL condition; columns are written `dataset.column`; `{today}` stands for the as-of date.
    pub expression: String,
    /// Attributes worth showing with it (`current_stock`, `minimum_stock`).
    pub show: Vec<AttributeId>,
    /// How much a row is over the condition, as a metric ("shortage" for "low_stock"), when there is one.
    pub degree: Option<String>,
    /// The share of rows for which it holds, as a metric ("on_time_rate" for "delivered on time"), when there is one.
    pub rate: Option<String>,
    /// It was derived from the data, and nobody has reviewed it yet.
    pub unreviewed: bool,
}

/// A question that an expert has verified.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifiedQuery {
    /// The question.
    pub question: String,
    /// Its SQL.
    pub sql: String,
    /// Who verified it.
    pub verified_by: String,
    /// When, as an ISO date.
    pub verified_at: String,
}

impl NamedFilter {
    /// It says that there is something: that an amount is above zero.
    pub fn says_there_is(&self) -> bool {
        self.expression.trim().ends_with("> 0")
    }
}

impl Model {
    /// The dataset of that name.
    pub fn dataset(&self, name: &str) -> Option<&Dataset> {
        self.datasets.iter().find(|d| d.name == name)
    }

    /// The metric of that name.
    pub fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|m| m.name == name)
    }

    /// The named filter of that name.
    pub fn filter(&self, name: &str) -> Option<&NamedFilter> {
        self.filters.iter().find(|f| f.name == name)
    }

    /// The entity of that name.
    pub fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.iter().find(|e| e.name == name)
    }

    /// All fields that carry an attribute, with their datasets.
    pub fn fields_of<'a>(
        &'a self,
        attribute: &'a AttributeId,
    ) -> impl Iterator<Item = (&'a Dataset, &'a Field)> + 'a {
        self.datasets.iter().flat_map(move |d| {
            d.fields
                .iter()
                .filter(move |f| {
                    f.attributes.contains(attribute)
                        || f.parts.iter().any(|p| p.attribute == *attribute)
                })
                .map(move |f| (d, f))
        })
    }

    /// Datasets reachable from `dataset` along many-to-one relationships, itself first, with their distance.
    pub fn reachable(&self, dataset: &str) -> Vec<(&Dataset, usize)> {
        let mut found: Vec<(&Dataset, usize)> =
            self.dataset(dataset).map(|d| (d, 0)).into_iter().collect();
        let mut next = 0;
        while let Some(&(current, distance)) = found.get(next) {
            next += 1;
            for relationship in self.relationships.iter().filter(|r| r.from == current.name) {
                if found.iter().all(|(d, _)| d.name != relationship.to)
                    && let Some(target) = self.dataset(&relationship.to)
                {
                    found.push((target, distance + 1));
                }
            }
        }
        found
    }

    /// The field that an attribute means when rows of `base` are read: the nearest along many-to-one joins;
    /// at equal distance the dataset that the attribute's entity prefers.
    pub fn resolve<'a>(
        &'a self,
        base: &str,
        attribute: &AttributeId,
    ) -> Option<(&'a Dataset, &'a Field)> {
        let preference = |dataset: &str| {
            self.entities
                .iter()
                .filter(|e| {
                    e.key.contains(attribute) || e.name_attribute.as_ref() == Some(attribute)
                })
                .find_map(|e| e.datasets.iter().position(|d| d == dataset))
                .unwrap_or(usize::MAX)
        };
        self.reachable(base)
            .into_iter()
            .filter_map(|(dataset, distance)| {
                dataset
                    .fields
                    .iter()
                    .find(|f| {
                        f.attributes.contains(attribute)
                            || f.parts.iter().any(|p| p.attribute == *attribute)
                    })
                    .map(|field| (dataset, field, distance))
            })
            .min_by_key(|(dataset, _, distance)| (*distance, preference(&dataset.name)))
            .map(|(dataset, field, _)| (dataset, field))
    }

    /// The model as somebody sees it who may read only `tables`: what needs another table is not there.
    #[must_use]
    pub fn restricted_to(&self, tables: &[String]) -> Self {
        let readable = |name: &str| tables.iter().any(|t| t == name);
        let mut model = self.clone();
        model.datasets.retain(|d| readable(&d.name));
        model
            .relationships
            .retain(|r| readable(&r.from) && readable(&r.to));
        model.filters.retain(|f| readable(&f.dataset));
        let filters: Vec<String> = model.filters.iter().map(|f| f.name.clone()).collect();
        let usable = |m: &Metric| match &m.kind {
            MetricKind::Aggregate {
                dataset,
                filters: used,
                ..
            } => readable(dataset) && used.iter().all(|f| filters.contains(f)),
            MetricKind::Derived { .. } => true,
        };
        model.metrics.retain(usable);
        let aggregates: Vec<String> = model.metrics.iter().map(|m| m.name.clone()).collect();
        model.metrics.retain(|m| match &m.kind {
            MetricKind::Aggregate { .. } => true,
            MetricKind::Derived { inputs, .. } => {
                inputs.iter().all(|i| aggregates.contains(&i.metric))
            }
        });
        for entity in &mut model.entities {
            entity.datasets.retain(|d| readable(d));
            entity.natural_metrics.retain(|m| aggregates.contains(m));
            if entity.own_dataset.as_deref().is_some_and(|d| !readable(d)) {
                entity.own_dataset = None;
            }
        }
        model.entities.retain(|e| !e.datasets.is_empty());
        model
    }

    /// Takes the numbers that name things (orders, say) as text where a column of them, given by dataset and name, holds
    /// more than digits; true if that changed anything. Numbers that are counted or summed stay what they are.
    pub fn name_by_text(&mut self, dataset: &str, column: &str) -> bool {
        let field = self
            .datasets
            .iter()
            .filter(|d| d.name == dataset && d.primary_key.iter().any(|k| k == column))
            .flat_map(|d| &d.fields)
            .find(|f| f.name == column && f.data_type == DataType::Integer);
        let Some(attribute) = field.and_then(|f| f.attributes.first()).cloned() else {
            return false;
        };
        if !self.entities.iter().any(|e| e.key.contains(&attribute)) {
            return false;
        }
        for field in self.datasets.iter_mut().flat_map(|d| &mut d.fields) {
            if field.attributes.contains(&attribute) {
                field.data_type = DataType::Text;
            }
        }
        true
    }

    /// How many parts of the model were derived and wait for a person, by kind: ("tables", 4).
    pub fn unreviewed(&self) -> Vec<(&'static str, usize)> {
        let fields = self.datasets.iter().flat_map(|d| &d.fields);
        let counts = [
            (
                "tables",
                self.datasets.iter().filter(|d| d.unreviewed).count(),
            ),
            ("columns", fields.filter(|f| f.unreviewed).count()),
            (
                "relationships",
                self.relationships.iter().filter(|r| r.unreviewed).count(),
            ),
            (
                "things",
                self.entities.iter().filter(|e| e.unreviewed).count(),
            ),
            (
                "metrics",
                self.metrics.iter().filter(|m| m.unreviewed).count(),
            ),
            (
                "conditions",
                self.filters.iter().filter(|f| f.unreviewed).count(),
            ),
        ];
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }
}
