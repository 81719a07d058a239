//! Readings that their own form shows to be doubtful: they are put right or give no answer.

use interpreter::{Context, Interpretation};
use jiff::civil::date;

use super::{check, converse, persona};

#[test]
fn signs_of_comparison_are_read() {
    check(
        false,
        &[
            (
                "fill rate by product group, only < 90 %",
                "Fill rate by product group · fill rate below 90 % · largest fill rate first",
            ),
            (
                "customers with > 5 open orders",
                "Number of sales orders by customer · open order · number of sales orders above 5 · largest number of sales orders first",
            ),
            (
                "# orders shipped to Vestland",
                "Number of orders · status: Shipped · state or region: Vestland",
            ),
        ],
    );
}

#[test]
fn a_number_that_was_not_compared_gives_no_answer() {
    check(true, &[("on-time rates of the two", "unknown: two")]);
}

#[test]
fn rows_show_what_names_them() {
    check(
        false,
        &[
            (
                "margin of the garden hoses",
                "Margin by product · product group: Garden Hoses · largest margin first",
            ),
            (
                "what are the orders due this week worth altogether",
                "Total order value · open order · delivery date 2025-06-30 to 2025-07-06",
            ),
        ],
    );
}

#[test]
fn each_group_has_its_best() {
    check(
        false,
        &[(
            "per country the two best states by sales",
            "Sales by country and state or region, first 2 of each country · largest sales first",
        )],
    );
}

#[test]
fn a_sum_over_the_rows_before_keeps_their_conditions() {
    converse(
        false,
        &[
            (
                "items below the minimum in OSL-MAIN",
                "Stock rows · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "short by how many units altogether?",
                "Shortage · warehouse: OSL-MAIN · stock below the minimum",
            ),
        ],
    );
}

#[test]
fn versus_puts_another_beside_the_first() {
    converse(
        true,
        &[
            (
                "lead time of Almvik Trading",
                "Lead time by supplier · supplier: Almvik Trading AB",
            ),
            (
                "vs Solhyll",
                "Lead time by supplier · supplier: Almvik Trading AB or Solhyll Furniture",
            ),
        ],
    );
}

#[test]
fn what_points_at_nothing_gives_no_answer() {
    check(
        true,
        &[
            (
                "Which of these are past their expected delivery date?",
                "unknown: ",
            ),
            ("What is their combined value?", "unknown: "),
        ],
    );
}

/// After a turn that got no answer, what points back may mean that turn.
#[test]
fn an_unanswered_turn_is_not_passed_over() {
    let interpreter = persona(false);
    let mut context = Context {
        today: date(2025, 6, 30),
        previous: None,
        mentions: Vec::new(),
        unanswered: false,
        calculation: None,
    };
    let Interpretation::Answer(first) = interpreter.interpret("open orders in Vestland", &context)
    else {
        panic!("the first question is plain");
    };
    context.previous = Some(first.query);
    let second = "what is their value together";
    let answered = |context: &Context| {
        matches!(
            interpreter.interpret(second, context),
            Interpretation::Answer(_)
        )
    };
    assert!(answered(&context));
    context.unanswered = true;
    assert!(!answered(&context));
}
