//! A *relation* is what stands behind FROM or JOIN: a table, a table expression, a subquery, or joins in parentheses.

use sqlparser::ast::{
    Join, JoinConstraint, JoinOperator, ObjectName, TableAlias, TableAliasColumnDef, TableFactor,
    TableWithJoins,
};

use super::{Refusal, Walker, bounded, foreign, refuse};

impl Walker<'_> {
    pub(super) fn tables(&mut self, tables: &TableWithJoins) -> Result<(), Refusal> {
        let TableWithJoins { relation, joins } = tables;
        self.deeper(|walker| {
            walker.relation(relation)?;
            bounded(joins)?
                .iter()
                .try_for_each(|join| walker.join(join))
        })
    }

    fn join(&mut self, join: &Join) -> Result<(), Refusal> {
        let Join {
            relation,
            global,
            join_operator,
        } = join;
        if *global {
            return Err(foreign("GLOBAL JOIN"));
        }
        self.relation(relation)?;
        match join_operator {
            JoinOperator::Join(constraint)
            | JoinOperator::Inner(constraint)
            | JoinOperator::Left(constraint)
            | JoinOperator::LeftOuter(constraint)
            | JoinOperator::Right(constraint)
            | JoinOperator::RightOuter(constraint)
            | JoinOperator::FullOuter(constraint)
            | JoinOperator::CrossJoin(constraint)
            | JoinOperator::LeftSemi(constraint)
            | JoinOperator::RightSemi(constraint)
            | JoinOperator::LeftAnti(constraint)
            | JoinOperator::RightAnti(constraint) => self.constraint(constraint),
            JoinOperator::Semi(_) | JoinOperator::Anti(_) => Err(refuse(
                "SEMI or ANTI JOIN",
                "Write WHERE EXISTS (…) or WHERE NOT EXISTS (…).",
            )),
            JoinOperator::CrossApply | JoinOperator::OuterApply => Err(foreign("APPLY")),
            JoinOperator::AsOf { .. } => Err(foreign("ASOF JOIN")),
            JoinOperator::StraightJoin(_) => Err(refuse("STRAIGHT_JOIN", "Write JOIN.")),
            JoinOperator::ArrayJoin
            | JoinOperator::LeftArrayJoin
            | JoinOperator::InnerArrayJoin => Err(foreign("ARRAY JOIN")),
        }
    }

    fn constraint(&mut self, constraint: &JoinConstraint) -> Result<(), Refusal> {
        match constraint {
            JoinConstraint::On(expr) => self.measured(expr).map(drop),
            JoinConstraint::Using(columns) => bounded(columns)?.iter().try_for_each(|column| {
                self.bare(column)?
                    .map(drop)
                    .ok_or_else(|| refuse("A qualified name in USING", "Write the bare column."))
            }),
            JoinConstraint::Natural | JoinConstraint::None => Ok(()),
        }
    }

    fn relation(&mut self, relation: &TableFactor) -> Result<(), Refusal> {
        match relation {
            TableFactor::Table {
                name,
                alias,
                args,
                with_hints,
                version,
                with_ordinality,
                partitions,
                json_path,
                sample,
                index_hints,
            } => {
                if args.is_some() {
                    return Err(table_function());
                }
                for (present, what) in [
                    (
                        !with_hints.is_empty() || !index_hints.is_empty(),
                        "A hint behind a table",
                    ),
                    (version.is_some(), "A version behind a table"),
                    (*with_ordinality, "WITH ORDINALITY"),
                    (!partitions.is_empty(), "PARTITION behind a table"),
                    (json_path.is_some(), "A path behind a table"),
                    (sample.is_some(), "TABLESAMPLE"),
                ] {
                    if present {
                        return Err(foreign(what));
                    }
                }
                self.optional_alias(alias.as_ref())?;
                self.table(name)
            }
            TableFactor::Derived {
                lateral,
                subquery,
                alias,
                sample,
            } => {
                if *lateral {
                    return Err(refuse(
                        "LATERAL",
                        "Join a subquery that does not read its neighbours.",
                    ));
                }
                if sample.is_some() {
                    return Err(foreign("TABLESAMPLE"));
                }
                self.optional_alias(alias.as_ref())?;
                self.subquery(subquery)
            }
            TableFactor::NestedJoin {
                table_with_joins,
                alias,
            } => {
                self.optional_alias(alias.as_ref())?;
                self.tables(table_with_joins)
            }
            TableFactor::TableFunction { .. }
            | TableFactor::Function { .. }
            | TableFactor::UNNEST { .. }
            | TableFactor::JsonTable { .. }
            | TableFactor::OpenJsonTable { .. }
            | TableFactor::XmlTable { .. } => Err(table_function()),
            TableFactor::Pivot { .. } | TableFactor::Unpivot { .. } => Err(refuse(
                "PIVOT",
                "Write CASE expressions, one for each column.",
            )),
            TableFactor::MatchRecognize { .. } => Err(foreign("MATCH_RECOGNIZE")),
            TableFactor::SemanticView { .. } => Err(foreign("SEMANTIC_VIEW")),
        }
    }

    /// A name behind FROM is the nearest table expression of that name, or else a table.
    fn table(&mut self, name: &ObjectName) -> Result<(), Refusal> {
        let Some(bare) = self.bare(name)? else {
            return Err(Refusal::QualifiedTable {
                name: name.to_string(),
            });
        };
        if let Some(expression) = self
            .expressions
            .iter()
            .rev()
            .find(|expression| expression.name == bare)
        {
            let (relations, growth) = (expression.relations, expression.growth);
            self.readable(growth);
            return self.count(relations);
        }
        if !self.rights.tables.contains(bare.as_ref()) {
            let tables = self.rights.tables.iter().cloned().collect();
            return Err(Refusal::Table {
                name: bare.into_owned(),
                tables,
            });
        }
        self.count(1)?;
        self.reads.insert(bare.into_owned());
        Ok(())
    }

    fn optional_alias(&self, alias: Option<&TableAlias>) -> Result<(), Refusal> {
        alias.map_or(Ok(()), |alias| self.alias(alias))
    }

    /// The name of a relation or a table expression, and those of its columns.
    pub(super) fn alias(&self, alias: &TableAlias) -> Result<(), Refusal> {
        let TableAlias {
            explicit: _,
            name,
            columns,
            at,
        } = alias;
        if at.is_some() {
            return Err(foreign("AT behind a table's name"));
        }
        self.name(name)?;
        bounded(columns)?.iter().try_for_each(|column| {
            let TableAliasColumnDef { name, data_type } = column;
            if data_type.is_some() {
                return Err(refuse(
                    "A type in a list of column names",
                    "Cast the column instead.",
                ));
            }
            self.name(name).map(drop)
        })
    }
}

fn table_function() -> Refusal {
    refuse(
        "A function in the place of a table",
        "Read the tables themselves, or write VALUES (…), (…).",
    )
}
