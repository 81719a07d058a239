//! The *table* of figures, each beside its reference.

use std::path::Path;

/// Something that was measured; less is better.
pub(crate) struct Figure {
    name: &'static str,
    unit: &'static str,
    value: f64,
    reference: Option<f64>,
}

impl Figure {
    /// A figure without a reference.
    pub(crate) fn new(name: &'static str, unit: &'static str, value: f64) -> Self {
        Self {
            name,
            unit,
            value,
            reference: None,
        }
    }

    /// The same figure of what it is measured against.
    pub(crate) fn against(self, reference: f64) -> Self {
        Self {
            reference: Some(reference),
            ..self
        }
    }
}

/// Prints them as a Markdown table.
#[expect(clippy::print_stdout, reason = "this is what the program is for")]
pub(crate) fn print(program: &Path, figures: &[Figure]) {
    println!("{}\n", program.display());
    println!("| figure | here | Streamlit 1.67 + DuckDB | ratio |");
    println!("|---|--:|--:|--:|");
    for figure in figures {
        let with_unit = |value: f64| format!("{} {}", rounded(value), figure.unit);
        let (reference, ratio) = match figure.reference {
            Some(reference) => (with_unit(reference), ratio(figure.value, reference)),
            None => (String::new(), String::new()),
        };
        println!(
            "| {} | {} | {reference} | {ratio} |",
            figure.name,
            with_unit(figure.value).trim_end()
        );
    }
}

/// How much less it is than the reference, or more.
fn ratio(value: f64, reference: f64) -> String {
    if value <= reference {
        format!("{} × less", rounded(reference / value))
    } else {
        format!("{} × more", rounded(value / reference))
    }
}

/// Three digits that count.
fn rounded(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        size if size >= 0.1 => format!("{value:.3}"),
        _ => format!("{value:.4}"),
    }
}
