//! The *working* of a calculation: its formula, the formula with the numbers put in, and what the result does not say.

use leptos::prelude::*;

use crate::format;
use crate::view_model::CalculationView;

/// Formula, numbers and caveats.
pub(super) fn shown(calculation: &CalculationView) -> impl IntoView + use<> {
    let method = (!calculation.method.is_empty())
        .then(|| view! { <small>{format!(" ({})", calculation.method)}</small> });
    let formula = (!calculation.formula.is_empty()).then(|| {
        view! { <p class="formula"><strong>"Formula"</strong>{method}" "{calculation.formula.clone()}</p> }
    });
    // What was found in a sentence is the answer's message already.
    let worked = calculation
        .worked
        .contains('=')
        .then(|| view! { <p class="worked">{calculation.worked.clone()}</p> });
    let caveats = (!calculation.caveats.is_empty()).then(|| {
        let caveats = calculation.caveats.iter();
        let caveats = caveats.map(|caveat| view! { <li>{format::said(caveat)}</li> });
        view! { <ul class="caveats" aria-label="Worth knowing">{caveats.collect_view()}</ul> }
    });
    view! {
        <section class="working" aria-label="How it was calculated">
            {formula}
            {worked}
            {caveats}
        </section>
    }
}
