//! A *function call* is a name of the dialect's list with arguments, and for aggregates a filter, an order or a window.

use sqlparser::ast::{
    DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArgumentList, FunctionArguments, Value, WindowFrame, WindowFrameBound,
    WindowFrameUnits, WindowSpec, WindowType,
};

use super::{Refusal, Walker, bounded, foreign, refuse};
use crate::guard::limits;

impl Walker<'_> {
    pub(super) fn function(&mut self, function: &Function) -> Result<(), Refusal> {
        let Function {
            name,
            uses_odbc_syntax,
            parameters,
            args,
            filter,
            null_treatment: _,
            over,
            within_group,
        } = function;
        let Some(called) = self.bare(name)? else {
            return Err(Refusal::Function {
                name: name.to_string(),
            });
        };
        let rules = self.dialect.rules();
        let called = rules.fold_function(called);
        let unknown = || Refusal::Function {
            name: called.clone().into_owned(),
        };
        // The functions of the list are never quoted; what is could be one that somebody has stored.
        if rules.quoting_stores() && name.to_string().starts_with('`') {
            return Err(unknown());
        }
        if *uses_odbc_syntax || !matches!(parameters, FunctionArguments::None) {
            return Err(foreign("This way of calling a function"));
        }
        let functions = rules.functions();
        match args {
            FunctionArguments::None if functions.bare.contains(&called.as_ref()) => {}
            FunctionArguments::List(list) if functions.callable(&called) => {
                if functions.padding.contains(&called.as_ref()) {
                    literal_padding(list)?;
                }
                self.arguments(list, called == "count")?;
                self.joins_by(&called, function);
            }
            FunctionArguments::None | FunctionArguments::List(_) => return Err(unknown()),
            FunctionArguments::Subquery(_) => {
                return Err(foreign("A query as a function's argument"));
            }
        }
        self.optional(filter.as_deref())?;
        self.order(within_group)?;
        match over {
            None => Ok(()),
            Some(WindowType::NamedWindow(window)) => self.name(window).map(drop),
            Some(WindowType::WindowSpec(specification)) => self.window(specification),
        }
    }

    fn arguments(&mut self, list: &FunctionArgumentList, counts: bool) -> Result<(), Refusal> {
        let FunctionArgumentList {
            duplicate_treatment,
            args,
            clauses,
        } = list;
        match duplicate_treatment {
            None | Some(DuplicateTreatment::Distinct | DuplicateTreatment::All) => {}
        }
        bounded(args)?
            .iter()
            .try_for_each(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => self.expression(expr),
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) if counts => Ok(()),
                FunctionArg::Unnamed(
                    FunctionArgExpr::Wildcard
                    | FunctionArgExpr::QualifiedWildcard(_)
                    | FunctionArgExpr::WildcardWithOptions(_),
                ) => Err(refuse(
                    "* as an argument",
                    "Write count(*), or name a column.",
                )),
                FunctionArg::Named { .. } | FunctionArg::ExprNamed { .. } => Err(refuse(
                    "A named argument",
                    "Write the arguments in their order.",
                )),
            })?;
        bounded(clauses)?
            .iter()
            .try_for_each(|clause| match clause {
                FunctionArgumentClause::OrderBy(order) => self.order(order),
                FunctionArgumentClause::IgnoreOrRespectNulls(_) => Ok(()),
                FunctionArgumentClause::Limit(_)
                | FunctionArgumentClause::OnOverflow(_)
                | FunctionArgumentClause::Having(_)
                | FunctionArgumentClause::Separator(_)
                | FunctionArgumentClause::JsonNullClause(_)
                | FunctionArgumentClause::JsonReturningClause(_) => {
                    Err(foreign("A clause behind a function's arguments"))
                }
            })
    }

    /// What stands in the parentheses behind OVER or WINDOW … AS.
    pub(super) fn window(&mut self, window: &WindowSpec) -> Result<(), Refusal> {
        let WindowSpec {
            window_name,
            partition_by,
            order_by,
            window_frame,
        } = window;
        if let Some(name) = window_name {
            self.name(name)?;
        }
        self.measured_each(bounded(partition_by)?)?;
        self.order(order_by)?;
        let Some(WindowFrame {
            units,
            start_bound,
            end_bound,
        }) = window_frame
        else {
            return Ok(());
        };
        match units {
            WindowFrameUnits::Rows | WindowFrameUnits::Range | WindowFrameUnits::Groups => {}
        }
        for bound in [Some(start_bound), end_bound.as_ref()]
            .into_iter()
            .flatten()
        {
            match bound {
                WindowFrameBound::CurrentRow => {}
                WindowFrameBound::Preceding(distance) | WindowFrameBound::Following(distance) => {
                    self.measured_each(distance.as_deref())?;
                }
            }
        }
        Ok(())
    }
}

/// Checks that a padding function is told a length outright, and a modest one: a computed length could ask for gigabytes.
fn literal_padding(list: &FunctionArgumentList) -> Result<(), Refusal> {
    let length = match list.args.get(1) {
        Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value)))) => match &value.value
        {
            Value::Number(digits, false) => digits.parse::<usize>().ok(),
            _ => None,
        },
        _ => None,
    };
    match length {
        Some(length) if length <= limits::PADDING => Ok(()),
        _ => Err(refuse(
            "Padding to this length",
            "Write the length as a number of at most 1000.",
        )),
    }
}
