//! An *expression* is anything that has a value.

use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, CeilFloorKind, DateTimeField, Expr, ExtractSyntax, Ident,
};

use super::{Refusal, Walker, bounded, foreign, literal, operator, refuse};

impl Walker<'_> {
    pub(super) fn optional(&mut self, expr: Option<&Expr>) -> Result<(), Refusal> {
        expr.map_or(Ok(()), |expr| self.expression(expr))
    }

    pub(super) fn expressions(&mut self, list: &[Expr]) -> Result<(), Refusal> {
        bounded(list)?
            .iter()
            .try_for_each(|expr| self.expression(expr))
    }

    fn all<'e>(&mut self, list: impl IntoIterator<Item = &'e Expr>) -> Result<(), Refusal> {
        list.into_iter().try_for_each(|expr| self.expression(expr))
    }

    /// A name that stands for itself: a column, unless the engine takes it for a call.
    fn column(&self, ident: &Ident) -> Result<(), Refusal> {
        let name = self.name(ident)?;
        let calls = |word: &&str| word.eq_ignore_ascii_case(&name);
        let words = self.dialect.rules().words_that_call();
        if ident.quote_style.is_none() && words.iter().any(calls) {
            return Err(Refusal::Function {
                name: name.into_owned(),
            });
        }
        Ok(())
    }

    pub(super) fn expression(&mut self, expr: &Expr) -> Result<(), Refusal> {
        self.deeper(|walker| walker.expression_here(expr))
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each kind of expression, none left to a default"
    )]
    fn expression_here(&mut self, expr: &Expr) -> Result<(), Refusal> {
        match expr {
            Expr::Identifier(ident) => self.column(ident),
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [_, _] => self.columns(parts),
                _ => Err(refuse(
                    "A column name of more than two parts",
                    "Write table.column, or an alias.column.",
                )),
            },
            Expr::Value(value) => {
                literal::value(&value.value)?;
                self.joins_literal(&value.value)
            }
            Expr::TypedString(typed) => literal::typed(typed),
            Expr::Interval(interval) => literal::interval(interval),

            Expr::IsFalse(expr)
            | Expr::IsNotFalse(expr)
            | Expr::IsTrue(expr)
            | Expr::IsNotTrue(expr)
            | Expr::IsNull(expr)
            | Expr::IsNotNull(expr)
            | Expr::IsUnknown(expr)
            | Expr::IsNotUnknown(expr)
            | Expr::Nested(expr) => self.expression(expr),
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.all([left.as_ref(), right])
            }
            Expr::Between {
                expr,
                negated: _,
                low,
                high,
            } => self.all([expr.as_ref(), low, high]),
            Expr::BinaryOp { left, op, right } => {
                match self.dialect.rules().operator(op) {
                    Some(decided) => decided?,
                    None => operator::binary(op)?,
                }
                if matches!(op, BinaryOperator::StringConcat) {
                    self.joins(1);
                }
                self.all([left.as_ref(), right])
            }
            Expr::UnaryOp { op, expr } => {
                operator::unary(*op)?;
                self.expression(expr)
            }
            Expr::Like {
                negated: _,
                any,
                expr,
                pattern,
                escape_char,
            }
            | Expr::ILike {
                negated: _,
                any,
                expr,
                pattern,
                escape_char,
            } => {
                if *any {
                    return Err(refuse("LIKE ANY", "Write several LIKE with OR."));
                }
                if let Some(escape) = escape_char {
                    literal::value(&escape.value)?;
                }
                self.all([expr.as_ref(), pattern])
            }

            Expr::InList {
                expr,
                list,
                negated: _,
            } => {
                self.expression(expr)?;
                self.expressions(list)
            }
            Expr::InSubquery {
                expr,
                subquery,
                negated: _,
            } => {
                self.expression(expr)?;
                self.subquery(subquery)
            }
            Expr::Exists {
                subquery,
                negated: _,
            }
            | Expr::Subquery(subquery) => self.subquery(subquery),
            Expr::Case {
                case_token: _,
                end_token: _,
                operand,
                conditions,
                else_result,
            } => {
                self.optional(operand.as_deref())?;
                bounded(conditions)?.iter().try_for_each(|branch| {
                    let CaseWhen { condition, result } = branch;
                    self.all([condition, result])
                })?;
                self.optional(else_result.as_deref())
            }
            Expr::Function(function) => self.function(function),

            Expr::Cast {
                kind,
                expr,
                data_type,
                array,
                format,
            } => {
                match kind {
                    CastKind::Cast | CastKind::TryCast | CastKind::DoubleColon => {}
                    CastKind::SafeCast => return Err(refuse("SAFE_CAST", "Write TRY_CAST.")),
                }
                if *array || format.is_some() {
                    return Err(foreign("ARRAY or FORMAT in a cast"));
                }
                if !self.dialect.rules().casts(data_type) {
                    literal::data_type(data_type)?;
                }
                self.expression(expr)
            }
            Expr::Extract {
                field,
                syntax,
                expr,
            } => {
                match syntax {
                    ExtractSyntax::From => {}
                    ExtractSyntax::Comma => {
                        return Err(refuse(
                            "EXTRACT with a comma",
                            "Write EXTRACT(part FROM …).",
                        ));
                    }
                }
                literal::field(field)?;
                self.expression(expr)
            }
            Expr::Ceil { expr, field } | Expr::Floor { expr, field } => {
                match field {
                    // `CEIL(a)` is told as one of no date at all.
                    CeilFloorKind::DateTimeField(DateTimeField::NoDateTime) => {}
                    CeilFloorKind::DateTimeField(field) => literal::field(field)?,
                    CeilFloorKind::Scale(scale) => literal::value(&scale.value)?,
                }
                self.expression(expr)
            }
            Expr::Position { expr, r#in } => self.all([expr.as_ref(), r#in]),
            Expr::Substring {
                expr,
                substring_from,
                substring_for,
                special: _,
                shorthand: _,
            } => {
                self.expression(expr)?;
                self.optional(substring_from.as_deref())?;
                self.optional(substring_for.as_deref())
            }
            Expr::Trim {
                trim_where: _,
                trim_what,
                expr,
                trim_characters,
            } => {
                self.optional(trim_what.as_deref())?;
                self.expression(expr)?;
                self.expressions(trim_characters.as_deref().unwrap_or_default())
            }
            Expr::Overlay {
                expr,
                overlay_what,
                overlay_from,
                overlay_for,
            } => {
                self.joins(1);
                self.all([expr.as_ref(), overlay_what, overlay_from])?;
                self.optional(overlay_for.as_deref())
            }

            Expr::Rollup(_) | Expr::Cube(_) | Expr::GroupingSets(_) => Err(refuse(
                "ROLLUP, CUBE or GROUPING SETS inside an expression",
                "Write it directly behind GROUP BY.",
            )),
            Expr::Tuple(_) => Err(refuse("A row of values", "Compare column by column.")),
            Expr::AnyOp { .. } | Expr::AllOp { .. } => {
                Err(refuse("ANY, SOME or ALL", "Write IN or EXISTS."))
            }
            Expr::SimilarTo { .. } | Expr::RLike { .. } => {
                Err(refuse("A regular expression", "Write LIKE."))
            }
            Expr::AtTimeZone { .. } => Err(refuse(
                "AT TIME ZONE",
                "Leave it out; dates here have no time zone.",
            )),
            Expr::Collate { .. } => Err(refuse("COLLATE", "Leave it out, or compare lower(…).")),
            Expr::IsNormalized { .. } => Err(foreign("IS NORMALIZED")),
            Expr::InUnnest { .. } => Err(refuse("IN UNNEST", "Write IN (…).")),
            Expr::Convert { .. } => Err(refuse("CONVERT", "Write CAST(… AS type).")),
            Expr::Prefixed { .. } => Err(foreign("A prefix before a value")),
            Expr::CompoundFieldAccess { .. } | Expr::JsonAccess { .. } => {
                Err(foreign("A path into a value"))
            }
            Expr::Struct { .. }
            | Expr::Named { .. }
            | Expr::Dictionary(_)
            | Expr::Map(_)
            | Expr::Array(_) => Err(foreign("A list or a structure")),
            Expr::MatchAgainst { .. } => Err(refuse("MATCH … AGAINST", "Write LIKE.")),
            Expr::Wildcard(_) | Expr::QualifiedWildcard(..) => {
                Err(refuse("* inside an expression", "Name the column."))
            }
            Expr::OuterJoin(_) => Err(refuse("(+)", "Write LEFT JOIN.")),
            Expr::Prior(_) => Err(foreign("PRIOR")),
            Expr::Lambda(_) => Err(foreign("A lambda")),
            Expr::MemberOf(_) => Err(refuse("MEMBER OF", "Write IN.")),
        }
    }
}
