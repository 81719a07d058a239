//! *Stock rows*: where place and product are both given, what is asked of the stock is that of single rows, and they are
//! listed as such ("stock, minimum and maximum of the drill by depot", "cover of the drill at Narvik").

use semantic::{AttributeId, Column, Form, Literal, Measure, MeasureUse, Predicate, SemanticQuery};

use super::Builder;

impl Builder<'_> {
    /// Turns groups of stock that are single rows into these rows.
    pub(super) fn stock_rows(&self, query: &mut SemanticQuery) {
        let Some((row, dataset)) = self
            .model
            .entity("stock_row")
            .and_then(|row| Some((row, row.own_dataset.clone()?)))
        else {
            return;
        };
        let draft = self.draft;
        let plain = matches!(
            query.form,
            Form::Groups {
                keep_empty: false,
                ..
            }
        ) && query.limit.is_none()
            && query.counted.is_none()
            && !draft.total
            && draft.share.is_none()
            && draft.dates.is_empty()
            && draft.top.is_none();
        if !plain {
            return;
        }
        if self.places_of_levels(query, &dataset) || self.each_by_how_far(query, &dataset) {
            self.list_rows(query, &dataset);
            return;
        }
        let kinds = self.row_kinds(query, &dataset);
        let Some(kinds) = kinds else { return };
        let [place, product] = row.key.as_slice() else {
            return;
        };
        let shown = |key: &AttributeId| {
            query.columns.iter().any(|c| {
                matches!(c, Column::Attribute(a) if a == key || self.names(key).as_ref() == Some(a))
            })
        };
        let said = |key: &AttributeId| {
            draft
                .subjects
                .iter()
                .any(|s| self.model.entities[s.entity].key.as_slice() == [key.clone()])
        };
        let settled = |key: &AttributeId| shown(key) || self.fixed(query, key);
        let grouped = query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Attribute(_)));
        let keys: Vec<AttributeId> = row.key.iter().cloned().chain(self.names(product)).collect();
        let measured = query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Measure(_)));
        match kinds {
            Kinds::Plain
                if grouped
                    && query.having.is_empty()
                    && (shown(place) && (settled(product) || said(product))
                        || !measured && settled(place) && settled(product)) =>
            {
                let levels = draft
                    .filters
                    .iter()
                    .filter_map(|f| self.choose_filter(&f.candidates))
                    .any(|f| {
                        self.model.filters[f].dataset == dataset
                            && self.model.filters[f].show.len() > 1
                    });
                if measured && !(levels && said(product)) {
                    name_rows(query, &row.list, &keys);
                    self.beside_limits(query, &dataset);
                } else {
                    self.list_rows(query, &dataset);
                }
            }
            Kinds::Cover if !grouped && settled(place) && settled(product) => {
                name_rows(query, &row.list, &keys);
            }
            _ => {}
        }
    }

    /// "Tools that are low, by depot", "what is out of stock, and where": the places only say where each of them is.
    fn places_of_levels(&self, query: &SemanticQuery, dataset: &str) -> bool {
        let draft = self.draft;
        let place = self.model.entity("stock_row").and_then(|r| r.key.first());
        let level = draft.filters.iter().find(|f| {
            !f.negated
                && self.choose_filter(&f.candidates).is_some_and(|f| {
                    let filter = &self.model.filters[f];
                    filter.dataset == dataset && !filter.says_there_is()
                })
        });
        let (Some(place), Some(level)) = (place, level) else {
            return false;
        };
        let asked = !draft.measures.is_empty()
            || draft.bare_count
            || draft.how_much
            || draft.in_units
            || draft.in_money
            || !draft.conditions.is_empty()
            || !draft.existence.is_empty()
            || !draft.parts.is_empty()
            || draft.rank;
        let of_products = draft.values.iter().any(|v| {
            !v.negated
                && v.at < level.at.max(1)
                && v.matches
                    .first()
                    .is_some_and(|m| m.attribute.as_str().starts_with("product_"))
        });
        let behind = match (draft.subjects.as_slice(), draft.dimensions.as_slice()) {
            ([subject], []) => {
                self.model.entities[subject.entity].key.as_slice() == [place.clone()]
                    && subject.at > level.at
                    && of_products
            }
            ([], [crate::draft::Dimension::Entity(entity)]) => {
                self.model.entities[*entity].key.as_slice() == [place.clone()] && of_products
            }
            _ => false,
        };
        let only_place = query.columns.iter().all(|c| match c {
            Column::Attribute(a) => a == place,
            Column::Measure(used) => {
                matches!(
                    used.measure,
                    Measure::Entities { .. } | Measure::Rows { .. }
                ) || matches!(&used.measure, Measure::Metric(_))
            }
            _ => false,
        });
        behind && only_place && !asked
    }

    /// "What is under the minimum, and short by how many": by how far the condition before it holds, row by row.
    fn each_by_how_far(&self, query: &SemanticQuery, dataset: &str) -> bool {
        let draft = self.draft;
        let [
            Column::Measure(MeasureUse {
                measure: Measure::Metric(name),
                ..
            }),
        ] = query.columns.as_slice()
        else {
            return false;
        };
        let [measure] = draft.measures.as_slice() else {
            return false;
        };
        let said = draft.filters.iter().any(|f| {
            f.at < measure.at
                && !f.negated
                && self
                    .choose_filter(&f.candidates)
                    .map(|f| &self.model.filters[f])
                    .is_some_and(|f| f.dataset == dataset && f.degree.as_ref() == Some(name))
        });
        said && draft.dimensions.is_empty() && !draft.how_much
    }

    /// "Minimum, maximum and reorder point of the drill by depot": beside what is set for a row stands what lies there.
    fn beside_limits(&self, query: &mut SemanticQuery, dataset: &str) {
        let limits = query
            .columns
            .iter()
            .filter(|c| {
                matches!(c, Column::Measure(used)
                    if matches!(&used.measure, Measure::Aggregate { dataset: of, .. } if of == dataset))
            })
            .count();
        let natural = self
            .model
            .entity("stock_row")
            .and_then(|row| row.natural_metrics.first());
        let measures = query
            .columns
            .iter()
            .filter(|c| matches!(c, Column::Measure(_)))
            .count();
        if let (true, Some(name)) = (limits > 1 && limits == measures, natural) {
            query.columns.push(Column::Measure(MeasureUse {
                measure: Measure::Metric(name.clone()),
                filters: Vec::new(),
                label: None,
            }));
        }
    }

    /// The attribute that names what a key identifies.
    fn names(&self, key: &AttributeId) -> Option<AttributeId> {
        let entity = self
            .model
            .entities
            .iter()
            .find(|e| e.key.as_slice() == [key.clone()])?;
        entity.name_attribute.clone()
    }

    /// A condition leaves one value of the key.
    fn fixed(&self, query: &SemanticQuery, key: &AttributeId) -> bool {
        let name = self.names(key);
        query.filters.iter().any(|p| match p {
            Predicate::In {
                attribute,
                values,
                negated: false,
            } => {
                (attribute == key || Some(attribute) == name.as_ref())
                    && matches!(values.as_slice(), [Literal::Text(_)])
            }
            _ => false,
        })
    }

    /// What is measured: columns of the rows, or how long they last; nothing where it is something else.
    fn row_kinds(&self, query: &SemanticQuery, dataset: &str) -> Option<Kinds> {
        let mut cover = false;
        for column in &query.columns {
            match column {
                Column::Attribute(_) => {}
                Column::Measure(used) if used.filters.is_empty() => match &used.measure {
                    Measure::Metric(name) => {
                        let at = self.model.metrics.iter().position(|m| m.name == *name)?;
                        let metric = &self.model.metrics[at];
                        let derived = matches!(metric.kind, semantic::MetricKind::Derived { .. });
                        if derived && metric.unit.as_deref() == Some("days") {
                            cover = true;
                        } else if derived
                            || !metric.additive
                            || self.metric_datasets(at).iter().any(|d| d != dataset)
                        {
                            return None;
                        }
                    }
                    Measure::Aggregate {
                        function: semantic::Aggregate::Sum,
                        dataset: of,
                        ..
                    } if of == dataset => {}
                    _ => return None,
                },
                _ => return None,
            }
        }
        let measured = query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Measure(_)));
        let of_rows =
            matches!(&query.form, Form::Groups { dataset: Some(of), .. } if of == dataset);
        if cover {
            let only = query
                .columns
                .iter()
                .filter(|c| matches!(c, Column::Measure(_)))
                .count()
                == 1;
            return only.then_some(Kinds::Cover);
        }
        (measured || of_rows).then_some(Kinds::Plain)
    }

    fn list_rows(&self, query: &mut SemanticQuery, dataset: &str) {
        let mut columns: Vec<Column> = Vec::new();
        let mut add = |column: Column| {
            if !columns.contains(&column) {
                columns.push(column);
            }
        };
        let list = self.model.dataset(dataset).map(|d| d.list.clone());
        for attribute in list.into_iter().flatten() {
            add(Column::Attribute(attribute));
        }
        for mention in &self.draft.filters {
            if let Some(filter) = self.choose_filter(&mention.candidates) {
                let filter = &self.model.filters[filter];
                for attribute in filter.show.iter().filter(|_| filter.dataset == dataset) {
                    add(Column::Attribute(attribute.clone()));
                }
            }
        }
        for column in std::mem::take(&mut query.columns) {
            // How many rows there are is no column of one.
            if !matches!(&column, Column::Measure(used)
                if matches!(used.measure, Measure::Entities { .. } | Measure::Rows { .. }))
            {
                add(column);
            }
        }
        query.columns = columns;
        query.form = Form::Rows {
            dataset: dataset.to_owned(),
        };
        query.order.clear();
    }
}

/// Shows what names a row beside the groups, before the figures.
fn name_rows(query: &mut SemanticQuery, list: &[AttributeId], keys: &[AttributeId]) {
    let missing: Vec<Column> = list
        .iter()
        .filter(|a| keys.contains(a))
        .map(|a| Column::Attribute(a.clone()))
        .filter(|c| !query.columns.contains(c))
        .collect();
    let by = missing.len();
    let first = query
        .columns
        .iter()
        .position(|c| !matches!(c, Column::Attribute(_)))
        .unwrap_or(query.columns.len());
    let moved = |column: &mut usize| *column += if *column >= first { by } else { 0 };
    query.columns.splice(first..first, missing);
    query.order.iter_mut().for_each(|o| moved(&mut o.column));
    query.having.iter_mut().for_each(|h| moved(&mut h.column));
}

/// What a query measures of the stock.
enum Kinds {
    /// Columns of the rows.
    Plain,
    /// How long they last.
    Cover,
}
