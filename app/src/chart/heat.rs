//! A *heat map* draws a cell for each pair, darker for larger figures, with the figure in it.

use super::canvas::{Anchor, Area, Canvas, point};
use super::legend::TOUCH;
use super::over_time::as_number;
use super::{Layout, number, palette, scale, text};
use crate::view_model::{Figure, Heat, Subject};

/// Widest cell.
const WIDEST: f64 = 130.0;
/// Longest rising name of a column.
const LONGEST: f64 = 130.0;

/// Where things stand.
struct Setting {
    /// Room for the names of rows.
    names: f64,
    /// Width of a cell.
    cell: f64,
    /// Names of columns rise.
    rising: bool,
    /// Where cells begin.
    top: f64,
    /// Smallest and largest figure.
    extent: (f64, f64),
}

/// Draws it and returns its size; it is wider than its layout when the cells would be too narrow for their figures.
pub(super) fn draw(canvas: &mut Canvas<'_>, layout: Layout, data: &Heat) -> (f64, f64) {
    let (setting, width) = set(layout, data);
    let columns = data.grid.columns();
    canvas.silent("axis", |canvas| {
        let right = point(setting.names, 15.0);
        canvas.label(
            "axis-name",
            right,
            Anchor::Start,
            &data.across,
            width - setting.names,
        );
        let corner = point(setting.names - 10.0, setting.top - 8.0);
        canvas.label(
            "axis-name",
            corner,
            Anchor::End,
            &data.down,
            setting.names - 10.0,
        );
    });
    let by_row = data.grid.rows().any(|(subject, _)| subject.ask.is_some());
    let by_column = !by_row && columns.iter().any(|subject| subject.ask.is_some());
    if by_column {
        names_of_rows(canvas, &setting, data);
        for (position, column) in columns.iter().enumerate() {
            let told = told(
                column,
                data.grid
                    .rows()
                    .map(|(row, figures)| (row, figures.get(position).and_then(Option::as_ref))),
                data,
            );
            canvas.mark("column", column.ask.as_deref(), &told, |canvas| {
                let whole = Area {
                    x: setting.names + setting.cell * as_number(position),
                    y: setting.top,
                    width: setting.cell,
                    height: TOUCH * as_number(data.grid.rows().len()),
                };
                name_of_column(canvas, &setting, column, position);
                for (row, (subject, figures)) in data.grid.rows().enumerate() {
                    let figure = figures.get(position).and_then(Option::as_ref);
                    cell(
                        canvas,
                        &setting,
                        data,
                        (position, row),
                        (column, subject, figure),
                    );
                }
                canvas.area("ring", whole, None);
            });
        }
    } else {
        canvas.silent("names", |canvas| {
            for (position, column) in columns.iter().enumerate() {
                name_of_column(canvas, &setting, column, position);
            }
        });
        for (row, (subject, figures)) in data.grid.rows().enumerate() {
            let cells = columns.iter().zip(figures.iter().map(Option::as_ref));
            let told = told(subject, cells, data);
            canvas.mark("row", subject.ask.as_deref(), &told, |canvas| {
                let whole = Area {
                    x: 0.0,
                    y: setting.top + TOUCH * as_number(row),
                    width: setting.names + setting.cell * as_number(columns.len()),
                    height: TOUCH,
                };
                name_of_row(canvas, &setting, subject, row);
                for (position, (column, figure)) in columns.iter().zip(figures).enumerate() {
                    cell(
                        canvas,
                        &setting,
                        data,
                        (position, row),
                        (column, subject, figure.as_ref()),
                    );
                }
                canvas.area("ring", whole, None);
            });
        }
    }
    let bottom = setting.top + TOUCH * as_number(data.grid.rows().len());
    shades(canvas, &setting, data, bottom + 14.0, layout.width());
    (width, bottom + 44.0)
}

fn set(layout: Layout, data: &Heat) -> (Setting, f64) {
    let unit = data.measure.unit.as_deref();
    let columns = data.grid.columns();
    let (most, width) = match layout {
        Layout::Wide => (220.0, layout.width()),
        Layout::Narrow => (104.0, layout.width()),
    };
    let names = data.grid.rows().map(|(subject, _)| subject.name.as_str());
    let names = text::widest(names.chain([data.down.as_str()])).min(most) + 12.0;
    let values: Vec<String> = data
        .grid
        .figures()
        .map(|figure| number::short(figure.value(), unit))
        .collect();
    let needed = (text::widest(values.iter().map(String::as_str)) + 12.0).max(40.0);
    let count = as_number(columns.len());
    let cell = ((width - names) / count).clamp(needed, WIDEST.max(needed));
    let widest = text::widest(columns.iter().map(|subject| subject.name.as_str()));
    let rising = widest > cell - 8.0;
    let (sin, cos) = f64::from(text::RISE).to_radians().sin_cos();
    let length = widest.min(LONGEST);
    let (head, beyond) = if rising {
        (
            length * sin + 16.0,
            (length * cos - cell / 2.0 + 8.0).max(0.0),
        )
    } else {
        (text::LINE + 4.0, 0.0)
    };
    let setting = Setting {
        names,
        cell,
        rising,
        top: text::LINE + head,
        extent: scale::extent(data.grid.figures()),
    };
    let taken = names + cell * count + beyond;
    (setting, taken.max(width))
}

fn name_of_row(canvas: &mut Canvas<'_>, setting: &Setting, subject: &Subject, row: usize) {
    let middle = setting.top + TOUCH * (as_number(row) + 0.5);
    let at = point(setting.names - 10.0, middle + 5.0);
    canvas.label("name", at, Anchor::End, &subject.name, setting.names - 10.0);
}

fn names_of_rows(canvas: &mut Canvas<'_>, setting: &Setting, data: &Heat) {
    canvas.silent("names", |canvas| {
        for (row, (subject, _)) in data.grid.rows().enumerate() {
            name_of_row(canvas, setting, subject, row);
        }
    });
}

fn name_of_column(canvas: &mut Canvas<'_>, setting: &Setting, subject: &Subject, position: usize) {
    let middle = setting.names + setting.cell * (as_number(position) + 0.5);
    let at = point(middle, setting.top - 8.0);
    if setting.rising {
        canvas.rising_label("name", at, &subject.name, LONGEST);
    } else {
        canvas.text("name", at, Anchor::Middle, &subject.name);
    }
}

fn cell(
    canvas: &mut Canvas<'_>,
    setting: &Setting,
    data: &Heat,
    (position, row): (usize, usize),
    (column, subject, figure): (&Subject, &Subject, Option<&Figure>),
) {
    let area = Area {
        x: setting.names + setting.cell * as_number(position),
        y: setting.top + TOUCH * as_number(row),
        width: setting.cell,
        height: TOUCH,
    };
    let at = point(area.x + area.width / 2.0, area.y + area.height / 2.0 + 5.0);
    let unit = data.measure.unit.as_deref();
    let told = figure.map_or_else(
        || "no value".to_owned(),
        |figure| number::told(figure, unit),
    );
    let told = format!("{}, {}: {told}", subject.name, column.name);
    match figure {
        Some(figure) => {
            let class = format!("cell {}", palette::shade(share(figure, setting.extent)));
            canvas.group(&class, |canvas| {
                canvas.area("shade", area, Some(&told));
                canvas.text(
                    "value",
                    at,
                    Anchor::Middle,
                    &number::short(figure.value(), unit),
                );
            });
        }
        None => canvas.group("cell", |canvas| {
            canvas.area("shade", area, Some(&told));
            canvas.text("value missing", at, Anchor::Middle, "—");
        }),
    }
}

/// Where a figure stands between the smallest (0) and the largest (1); equal figures stand in the middle.
fn share(figure: &Figure, (low, high): (f64, f64)) -> f64 {
    if high > low {
        (figure.value() - low) / (high - low)
    } else {
        0.5
    }
}

/// "Road Bikes: OSL-MAIN 12 units, BGO-WEST no value".
fn told<'a>(
    subject: &Subject,
    cells: impl Iterator<Item = (&'a Subject, Option<&'a Figure>)>,
    data: &Heat,
) -> String {
    let unit = data.measure.unit.as_deref();
    let cells: Vec<String> = cells
        .map(|(other, figure)| {
            let figure = figure.map_or_else(|| "no value".to_owned(), |f| number::told(f, unit));
            format!("{} {figure}", other.name)
        })
        .collect();
    format!("{}: {}", subject.name, cells.join(", "))
}

/// What the shades mean.
fn shades(canvas: &mut Canvas<'_>, setting: &Setting, data: &Heat, y: f64, width: f64) {
    let (low, high) = setting.extent;
    if high <= low {
        return;
    }
    let unit = data.measure.unit.as_deref();
    let (low, high) = (number::short(low, unit), number::short(high, unit));
    let name = number::axis(&data.measure);
    canvas.silent("axis", |canvas| {
        canvas.text("tick", point(0.0, y + 14.0), Anchor::Start, &low);
        let start = text::width(&low) + 8.0;
        for step in 0..palette::SHADES {
            let area = Area {
                x: start + 18.0 * as_number(step),
                y,
                width: 18.0,
                height: 18.0,
            };
            let share = (as_number(step) + 0.5) / as_number(palette::SHADES);
            canvas.group(&format!("cell {}", palette::shade(share)), |canvas| {
                canvas.area("shade", area, None);
            });
        }
        let end = start + 18.0 * as_number(palette::SHADES) + 8.0;
        canvas.text("tick", point(end, y + 14.0), Anchor::Start, &high);
        let after = end + text::width(&high) + 16.0;
        canvas.label(
            "axis-name",
            point(after, y + 14.0),
            Anchor::Start,
            &name,
            width - after,
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;

    #[test]
    fn cells_are_shaded_by_their_figures() {
        let mut canvas = Canvas::new(None);
        let data = samples::heat(
            &["X", "Y"],
            &["A", "B"],
            &[Some("0"), Some("70"), None, Some("35")],
        );
        let (width, _) = draw(&mut canvas, Layout::Wide, &data);
        let (svg, _) = canvas.finish();
        // Names take the 40.9 of "Group" and 12 units; cells are as wide as they get, 130.
        let cell = |class: &str, x: &str, y: &str, told: &str| {
            format!(
                r#"<g class="{class}"><rect class="shade" x="{x}" y="{y}" width="130" height="32"><title>{told}</title></rect>"#
            )
        };
        assert!(
            svg.contains(&cell("cell h0", "52.9", "44", "A, X: 0 units")),
            "{svg}"
        );
        assert!(
            svg.contains(&cell("cell h6", "182.9", "44", "A, Y: 70 units")),
            "{svg}"
        );
        assert!(
            svg.contains(&cell("cell", "52.9", "76", "B, X: no value")),
            "{svg}"
        );
        assert!(
            svg.contains(&cell("cell h3", "182.9", "76", "B, Y: 35 units")),
            "{svg}"
        );
        assert!((width - 800.0).abs() < 1e-9);
    }
}
