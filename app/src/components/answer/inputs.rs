//! The *inputs* of a calculation as a small form: each with its unit, what it may be, and where its value comes from. It
//! needs no script; computing again is a question of its own, with an answer at an address of its own.

use leptos::prelude::*;

use crate::format;
use crate::view_model::{CalculationView, InputView};

/// The form; nothing when there is nothing to change.
pub(super) fn form(answer: &str, calculation: &CalculationView) -> Option<impl IntoView + use<>> {
    let changeable = calculation.inputs.iter().filter(|input| input.changeable);
    let (open, said): (Vec<&InputView>, Vec<&InputView>) =
        changeable.partition(|input| input.open && input.error.is_none() && input.value.is_empty());
    if !calculation.repeatable || open.is_empty() && said.is_empty() {
        return None;
    }
    let fields = said.into_iter().map(field).collect_view();
    let more = (!open.is_empty()).then(|| {
        let fields = open.into_iter().map(field).collect_view();
        view! {
            <details class="more-inputs">
                <summary>"More inputs"</summary>
                <div class="input-grid">{fields}</div>
            </details>
        }
    });
    let error = calculation
        .error
        .clone()
        .map(|error| view! { <p class="error" role="alert">{error}</p> });
    Some(view! {
        <form class="inputs" method="post" action=format!("/answers/{answer}/inputs") aria-labelledby="inputs">
            <h2 id="inputs">"Inputs"</h2>
            <p class="note">"Change one and compute again; the others stay as they were found."</p>
            {error}
            <div class="input-grid">{fields}</div>
            {more}
            <button type="submit">"Compute again"</button>
        </form>
    })
}

fn field(input: &InputView) -> impl IntoView + use<> {
    let id = format!("input-{}", input.name);
    let (note, mistake) = (format!("{id}-note"), format!("{id}-mistake"));
    let described = match &input.error {
        Some(_) => format!("{mistake} {note}"),
        None => note.clone(),
    };
    let invalid = input.error.is_some().then_some("true");
    let error = input
        .error
        .clone()
        .map(|error| view! { <p class="error" id=mistake>{error}</p> });
    let control = if input.choices.is_empty() {
        let is_number = !input.range.starts_with("a day");
        let mode = if is_number { "decimal" } else { "text" };
        let placeholder = (!input.open).then_some("by row");
        view! {
            <input
                type="text" id=id.clone() name=input.name.clone() value=input.value.clone() inputmode=mode
                autocomplete="off" placeholder=placeholder aria-describedby=described aria-invalid=invalid
            />
        }
        .into_any()
    } else {
        let blank = input
            .value
            .is_empty()
            .then(|| view! { <option value="" selected></option> });
        let options = input.choices.iter().map(|choice| {
            let selected = *choice == input.value;
            view! { <option value=choice.clone() selected=selected>{choice.replace('_', " ")}</option> }
        });
        view! {
            <select id=id.clone() name=input.name.clone() aria-describedby=described aria-invalid=invalid>
                {blank}
                {options.collect_view()}
            </select>
        }
        .into_any()
    };
    let unit = unit(&input.unit);
    let range = (!input.range.is_empty() && input.choices.is_empty()).then(|| input.range.clone());
    let origin = (!input.open).then(|| {
        let how = (!input.how.is_empty()).then(|| format!(" {}", format::said(&input.how)));
        view! { <span class="badge">{input.origin.clone()}</span>{how} }
    });
    let description = input.open.then(|| input.description.clone());
    let dot = (range.is_some() && (origin.is_some() || description.is_some())).then_some(" · ");
    let class = if input.origin == "given" {
        "input given"
    } else {
        "input"
    };
    view! {
        <div class=class>
            <label for=id>{input.label.clone()}</label>
            <span class="input-row">{control}<span class="unit">{unit}</span></span>
            {error}
            <p class="note" id=note>{origin}{description}{dot}{range}</p>
        </div>
    }
}

/// A unit as it stands behind a field.
fn unit(unit: &str) -> String {
    match unit {
        "fraction" => "of 1".to_owned(),
        "count" => String::new(),
        unit => unit.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calculation(inputs: Vec<InputView>) -> CalculationView {
        CalculationView {
            inputs,
            repeatable: true,
            ..CalculationView::default()
        }
    }

    fn lead_time() -> InputView {
        InputView {
            name: "lead_time_days".to_owned(),
            label: "Lead time".to_owned(),
            unit: "days".to_owned(),
            value: "7".to_owned(),
            range: "0 or more".to_owned(),
            origin: "measured".to_owned(),
            how: "from 2025-04-02 on".to_owned(),
            changeable: true,
            ..InputView::default()
        }
    }

    #[test]
    fn an_input_has_a_label_a_unit_a_range_and_an_origin() {
        let html = form("7", &calculation(vec![lead_time()])).to_html();
        for part in [
            r#"action="/answers/7/inputs""#,
            r#"<label for="input-lead_time_days">Lead time</label>"#,
            r#"name="lead_time_days" value="7""#,
            r#"aria-describedby="input-lead_time_days-note""#,
            "days</span>",
            "from 2 Apr 2025 on",
            "0 or more",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("aria-invalid") && !html.contains("<details"));
    }

    #[test]
    fn a_mistake_stands_at_its_input_with_what_was_typed() {
        let wrong = InputView {
            value: "\"><script>".to_owned(),
            error: Some("must be a number".to_owned()),
            ..lead_time()
        };
        let html = form("7", &calculation(vec![wrong])).to_html();
        assert!(html.contains(r#"aria-invalid="true""#), "{html}");
        assert!(
            html.contains(
                r#"aria-describedby="input-lead_time_days-mistake input-lead_time_days-note""#
            ),
            "{html}"
        );
        assert!(!html.contains("<script"), "{html}");
    }

    #[test]
    fn what_is_open_is_folded_away_and_what_cannot_change_is_left_out() {
        let open = InputView {
            open: true,
            value: String::new(),
            ..lead_time()
        };
        let fixed = InputView {
            changeable: false,
            label: "Today".to_owned(),
            ..lead_time()
        };
        let html = form("7", &calculation(vec![open, fixed.clone()])).to_html();
        assert!(
            html.contains("<details") && !html.contains("Today"),
            "{html}"
        );
        assert!(form("7", &calculation(vec![fixed])).is_none());
        let once = CalculationView {
            repeatable: false,
            ..calculation(vec![lead_time()])
        };
        assert!(form("7", &once).is_none());
    }
}
