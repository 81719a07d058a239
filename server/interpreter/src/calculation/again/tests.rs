use std::collections::BTreeMap;

use super::*;
use crate::text::tokens;

/// A reorder point of which demand and lead time are known.
fn reorder_point() -> Before {
    let input = |name: &str, label: &str, unit: &str, value: Option<f64>| Takes {
        name: name.to_owned(),
        label: label.to_owned(),
        unit: unit.to_owned(),
        choices: Vec::new(),
        value,
    };
    Before {
        calculation: Calculation {
            tool: "calculate_reorder_point".to_owned(),
            subject: "Reorder point of P1".to_owned(),
            ..Calculation::default()
        },
        takes: vec![
            input(
                "avg_daily_demand",
                "Average daily demand",
                "units/day",
                Some(12.0),
            ),
            input("lead_time_days", "Lead time", "days", Some(7.0)),
            input("safety_stock", "Safety stock", "units", Some(20.0)),
            input("service_level", "Cycle service level", "fraction", None),
        ],
    }
}

fn forecast() -> Before {
    let input = |name: &str, unit: &str, choices: &[&str]| Takes {
        name: name.to_owned(),
        label: name.to_owned(),
        unit: unit.to_owned(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        value: None,
    };
    Before {
        calculation: Calculation {
            tool: "forecast_demand".to_owned(),
            ..Calculation::default()
        },
        takes: vec![
            input("periods", "periods", &[]),
            input("period", "", &["day", "week", "month"]),
        ],
    }
}

fn changes(turn: &str, before: &Before) -> Option<BTreeMap<String, String>> {
    let typed = tokens(turn);
    let scanned = scan::scan(turn, &typed, &[], &before.takes);
    if !scanned.is_all_known() {
        return None;
    }
    let Changed::To(changes) = change::of(&scanned, before) else {
        return None;
    };
    let changes = changes.into_iter().map(|change| {
        let value = match change.value {
            change::Value::Number(value) => super::super::takes::written(value),
            change::Value::Word(word) => word,
        };
        (change.name, value)
    });
    Some(changes.collect())
}

#[track_caller]
fn becomes(turn: &str, expected: &[(&str, &str)]) {
    let expected = expected
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    assert_eq!(
        changes(turn, &reorder_point()),
        Some(expected.collect()),
        "{turn}"
    );
}

#[test]
fn an_input_by_its_name() {
    for turn in [
        "what if lead time were 10 days?",
        "what if the lead time was 10 days",
        "and with a lead time of 10 days?",
        "make the lead time 10 days",
        "set lead time to 10",
        "change the lead time to 10 days",
        "change the lead time from 7 to 10 days",
        "lead time 10 days instead of 7",
        "suppose it takes a lead time of ten days",
        "10 days lead time",
        "What happens if the lead time becomes 10 days?",
        "10 days",
    ] {
        becomes(turn, &[("lead_time_days", "10")]);
    }
    becomes("make the safety stock 25", &[("safety_stock", "25")]);
    becomes(
        "what if the lead time were two weeks",
        &[("lead_time_days", "14")],
    );
    becomes(
        "what if the lead time were a week",
        &[("lead_time_days", "7")],
    );
    becomes(
        "what if demand were 84 a week",
        &[("avg_daily_demand", "12")],
    );
    becomes(
        "use an average daily demand of 15",
        &[("avg_daily_demand", "15")],
    );
}

#[test]
fn a_share_in_per_cent() {
    for turn in [
        "and with a service level of 98 %?",
        "with 98% service level",
        "make it 98 percent",
        "at a service level of 98",
        "at 98 %",
    ] {
        becomes(turn, &[("service_level", "0.98")]);
    }
}

#[test]
fn several_inputs_at_once() {
    let both = [("lead_time_days", "10"), ("safety_stock", "25")];
    becomes("what if lead time were 10 days and safety stock 25", &both);
    becomes("10 days lead time and a safety stock of 25", &both);
}

#[test]
fn a_part_of_what_it_was() {
    becomes(
        "what if demand were 25 % higher?",
        &[("avg_daily_demand", "15")],
    );
    becomes("what if demand fell by 25 %", &[("avg_daily_demand", "9")]);
    becomes("double the lead time", &[("lead_time_days", "14")]);
    becomes("what if demand doubled", &[("avg_daily_demand", "24")]);
    becomes("half the safety stock", &[("safety_stock", "10")]);
    becomes(
        "what if the lead time were 3 days longer",
        &[("lead_time_days", "10")],
    );
    becomes("increase the safety stock by 5", &[("safety_stock", "25")]);
    becomes("increase the safety stock to 50", &[("safety_stock", "50")]);
    becomes(
        "raise the safety stock by 5 units",
        &[("safety_stock", "25")],
    );
}

#[test]
fn impossible_numbers_are_kept_for_the_tool_to_refuse() {
    becomes(
        "what if the lead time were -3 days",
        &[("lead_time_days", "-3")],
    );
    becomes("with a service level of 1.2", &[("service_level", "1.2")]);
}

#[test]
fn periods_say_what_they_count() {
    let found = changes("and for the next 6 weeks?", &forecast()).unwrap();
    assert_eq!(
        (found["periods"].as_str(), found["period"].as_str()),
        ("6", "week")
    );
    let found = changes("weekly", &forecast()).unwrap();
    assert_eq!(found["period"], "week");
}

#[test]
fn what_changes_nothing_is_no_change() {
    for turn in [
        "what about the lead time?",
        "why",
        "stock by warehouse",
        "safety stock at 95 %",
        "top 10 products by sales",
        "orders in 2024",
        "reorder point of P2 with lead time 10 days",
        "more than 30 days",
        "lead time longer than 10 days",
    ] {
        assert_eq!(changes(turn, &reorder_point()), None, "{turn}");
    }
}

#[test]
fn a_number_that_could_be_several_is_asked_back() {
    let before = reorder_point();
    let turn = "make it 25";
    let typed = tokens(turn);
    let scanned = scan::scan(turn, &typed, &[], &before.takes);
    let Changed::Which(value, inputs) = change::of(&scanned, &before) else {
        panic!("{turn} is clear");
    };
    assert_eq!(value, "25");
    let Interpretation::Clarify { choices, .. } = which(&value, &inputs) else {
        panic!("no question back");
    };
    let choices: Vec<&str> = choices.iter().map(|choice| choice.text.as_str()).collect();
    assert_eq!(
        choices,
        [
            "make the average daily demand 25",
            "make the lead time 25",
            "make the safety stock 25"
        ]
    );
    for choice in choices {
        assert_eq!(
            changes(choice, &before).map(|changes| changes.len()),
            Some(1),
            "{choice}"
        );
    }
}

#[test]
fn what_was_asked_back_takes_a_bare_number() {
    let mut before = reorder_point();
    before.calculation.awaits = Some("safety_stock".to_owned());
    let found = changes("25", &before).unwrap();
    assert_eq!(found["safety_stock"], "25");
}

#[test]
fn what_it_lacks_is_said_with_what_it_takes() {
    let before = reorder_point();
    let turn = "what if the fill rate were 90 %?";
    let typed = tokens(turn);
    let scanned = scan::scan(turn, &typed, &[], &before.takes);
    assert!(scanned.supposes() && scanned.has_number() && !scanned.is_all_known());
    let Interpretation::Clarify { question, .. } = lacks(&scanned, &before) else {
        panic!("no question back");
    };
    assert_eq!(
        question,
        "“fill rate” is no input of this calculation. It takes: average daily demand, lead time, safety stock and cycle service level. \
         Which of them should change, and to what?"
    );
}
