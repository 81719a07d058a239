//! The *About sheet* says what the rows are: the question, how it was read, what the figures mean, and how current they are.

use assistant::Answer;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet};
use serde_json::Value;

use super::{Cuts, DAY, Export, ExportError, INSTANT, TimeZone, bold, fitting, moment};

/// A value beside its name.
enum Said {
    Text(String),
    /// A day or an instant in ISO form.
    Moment(String, &'static str),
}

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, export: &Export, cuts: Cuts) -> Result<(), ExportError> {
    let answer = &export.answer;
    sheet.set_name("About")?;
    for (column, width) in [(0, 22.0), (1, 90.0), (2, 28.0)] {
        sheet.set_column_width(column, width)?;
    }
    let name_format = bold().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut cut = Cuts::default();
    let mut row = 0;
    for (name, said) in lines(export, cuts) {
        sheet.write_string_with_format(row, 0, name, &name_format)?;
        match said {
            Said::Text(text) => {
                sheet.write_string_with_format(row, 1, fitting(&text, &mut cut), &wrapped)?;
            }
            Said::Moment(iso, format) => {
                let format = Format::new()
                    .set_num_format(format)
                    .set_align(FormatAlign::Left);
                match moment(&iso) {
                    Some(moment) => {
                        sheet.write_datetime_with_format(row, 1, moment, &format)?;
                    }
                    None => {
                        sheet.write_string_with_format(row, 1, iso, &wrapped)?;
                    }
                }
            }
        }
        row += 1;
    }
    if !answer.definitions.is_empty() {
        row += 1;
        let heading = bold().set_border_bottom(FormatBorder::Thin);
        for (column, title) in (0_u16..).zip(["Figure", "Definition", "Owner"]) {
            sheet.write_string_with_format(row, column, title, &heading)?;
        }
        for definition in &answer.definitions {
            row += 1;
            let cells = [
                (&definition.label, &name_format),
                (&definition.definition, &wrapped),
                (&definition.owner, &wrapped),
            ];
            for (column, (text, format)) in (0_u16..).zip(cells) {
                sheet.write_string_with_format(row, column, fitting(text, &mut cut), format)?;
            }
        }
    }
    Ok(())
}

fn lines(export: &Export, cuts: Cuts) -> Vec<(&'static str, Said)> {
    let answer = &export.answer;
    let mut lines = vec![
        ("Question", Said::Text(export.question.clone())),
        ("Understood", Said::Text(answer.understood.clone())),
    ];
    let mut several = |name: &'static str, texts: &mut dyn Iterator<Item = String>| {
        lines.extend(texts.map(|text| (name, Said::Text(text))));
    };
    several(
        "Filter",
        &mut answer
            .statements
            .iter()
            .filter(|statement| statement.part.is_some())
            .map(|statement| statement.text.clone()),
    );
    several("Assumption", &mut answer.assumptions.iter().cloned());
    several("Finding", &mut findings(answer));
    several("Warning", &mut answer.warnings.iter().cloned());
    several("Warning", &mut limits(cuts).into_iter());
    lines.push(("Persona", Said::Text(answer.persona.clone())));
    lines.push(("As of", Said::Moment(answer.as_of.clone(), DAY)));
    lines.push(("Data version", Said::Text(answer.data_version.clone())));
    lines.push(("Tables", Said::Text(answer.tables.join(", "))));
    lines.push(("Rows", Said::Text(rows(answer))));
    if let Some(sql) = &answer.sql {
        let dialect = answer.dialect.as_deref().unwrap_or_default();
        lines.push(("SQL dialect", Said::Text(dialect.to_owned())));
        lines.push(("SQL", Said::Text(sql.clone())));
    }
    if let Some(tool) = &answer.tool {
        let formula = tool.get("formula").map(super::text).unwrap_or_default();
        lines.push(("Formula", Said::Text(formula)));
        lines.extend(inputs(tool).map(|input| ("Input", Said::Text(input))));
    }
    lines.push(("Answer", Said::Text(answer.id.clone())));
    let at = export.at.to_zoned(TimeZone::UTC).datetime();
    lines.push((
        "Exported at (UTC)",
        Said::Moment(at.strftime("%Y-%m-%dT%H:%M:%S").to_string(), INSTANT),
    ));
    // What the answer does not have is not mentioned.
    lines.retain(|(_, said)| !matches!(said, Said::Text(text) if text.is_empty()));
    lines
}

/// The message and the sentences that it does not hold.
fn findings(answer: &Answer) -> impl Iterator<Item = String> + '_ {
    let further = answer
        .insight
        .sentences
        .iter()
        .filter(|sentence| !answer.message.contains(sentence.as_str()));
    std::iter::once(&answer.message).chain(further).cloned()
}

/// The inputs of a calculation, each with its origin: "Average lead time: 11 days (measured)".
fn inputs(tool: &Value) -> impl Iterator<Item = String> + '_ {
    let inputs = tool.get("inputs").and_then(Value::as_array);
    inputs.into_iter().flatten().map(|input| {
        let field = |name: &str| input.get(name).map(super::text).unwrap_or_default();
        let origin: Vec<String> = ["origin", "how"]
            .map(field)
            .into_iter()
            .filter(|said| !said.is_empty())
            .collect();
        let (label, value, unit) = (field("label"), field("value"), field("unit"));
        format!("{label}: {value} {unit} ({})", origin.join(": "))
    })
}

fn rows(answer: &Answer) -> String {
    let count = answer.rows.len();
    if answer.truncated {
        format!("the first {count}; there are more, which the row cap left out")
    } else {
        format!("{count}, which are all")
    }
}

/// What a workbook has no room for, in words.
fn limits(cuts: Cuts) -> Vec<String> {
    let mut said = Vec::new();
    if cuts.rows > 0 {
        said.push(format!(
            "Rows left out: {}. A sheet holds 1,048,576; the CSV file has them all.",
            cuts.rows
        ));
    }
    if cuts.texts > 0 {
        said.push(format!(
            "Texts cut: {}. A cell holds 32,767 characters; the CSV file has them whole.",
            cuts.texts
        ));
    }
    said
}
