//! A *scatter chart* draws a dot for each thing: one figure from left to right, the other upwards.

use super::axes::{self, Upright};
use super::canvas::{Anchor, Area, Canvas, point};
use super::legend::TOUCH;
use super::scale::{self, Scale, Ticks};
use super::{Layout, number, palette, text};
use crate::view_model::{Dot, Scatter};

/// Dots up to which each is a link; through more of them nobody steps with a keyboard, and the table has them all.
const LINKS: usize = 60;
/// Room between a dot and its name.
const GAP: f64 = 9.0;

/// Draws it and returns its height.
pub(super) fn draw(canvas: &mut Canvas<'_>, layout: Layout, data: &Scatter) -> f64 {
    let width = layout.width();
    let across = || data.dots.iter().map(|dot| &dot.across);
    let up = || data.dots.iter().map(|dot| &dot.up);
    let upright = Upright::new(
        scale::near_zero(scale::extent(up())),
        scale::whole(up()),
        &data.up,
    );
    let left = upright.width();
    let plot = Area {
        x: left,
        y: text::LINE + 10.0,
        width: width - left - 20.0,
        height: layout.plot_height(),
    };
    upright.draw(canvas, plot, width);
    let (low, high) = scale::near_zero(scale::extent(across()));
    let ticks = Ticks::around(
        low,
        high,
        axes::room_for_numbers(plot.width),
        scale::whole(across()),
    );
    let bottom = axes::numbers_below(canvas, plot, &ticks, &data.across, width);
    let (x, y) = (
        Scale::over(&ticks, plot.x, plot.right()),
        upright.scale(plot),
    );
    let at = |dot: &Dot| point(x.at(dot.across.value()), y.at(dot.up.value()));
    let linked = data.dots.len() <= LINKS;
    for dot in &data.dots {
        let told = told(dot, data);
        let ask = dot.subject.ask.as_deref().filter(|_| linked);
        let class = format!("dot {}", palette::series(0));
        canvas.mark(&class, ask, &told, |canvas| {
            if ask.is_some() {
                canvas.circle("hit", at(dot), TOUCH / 2.0, None);
            }
            canvas.circle("point", at(dot), 4.5, Some(&told));
        });
    }
    canvas.silent("names", |canvas| {
        for dot in outermost(&data.dots) {
            let at = at(dot);
            let (x, anchor, room) = if at.x - plot.x > plot.width / 2.0 {
                (at.x - GAP, Anchor::End, at.x - GAP - plot.x)
            } else {
                (at.x + GAP, Anchor::Start, width - at.x - GAP)
            };
            canvas.label(
                "name",
                point(x, at.y + 5.0),
                anchor,
                &dot.subject.name,
                room,
            );
        }
    });
    bottom
}

/// "Helmet: Stock 12 units, Stock value $340.00".
fn told(dot: &Dot, data: &Scatter) -> String {
    format!(
        "{}: {} {}, {} {}",
        dot.subject.name,
        data.across.label,
        number::told(&dot.across, data.across.unit.as_deref()),
        data.up.label,
        number::told(&dot.up, data.up.unit.as_deref())
    )
}

/// The dots farthest to the right and farthest up; they are what one asks about first.
pub(super) fn outermost(dots: &[Dot]) -> Vec<&Dot> {
    let right = dots
        .iter()
        .max_by(|a, b| a.across.value().total_cmp(&b.across.value()));
    let highest = dots
        .iter()
        .max_by(|a, b| a.up.value().total_cmp(&b.up.value()));
    let mut outermost: Vec<&Dot> = right.into_iter().chain(highest).collect();
    outermost.dedup();
    outermost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;

    #[test]
    fn dots_stand_where_their_figures_meet() {
        let mut canvas = Canvas::new(None);
        let data = samples::scatter(&[("A", "0", "0"), ("B", "100", "50"), ("C", "50", "10")]);
        draw(&mut canvas, Layout::Wide, &data);
        let (svg, _) = canvas.finish();
        // "50" takes 17.9 and 8 units: the plot reaches from x = 25.9 to 780 and from y = 30 to 310.
        assert!(
            svg.contains(r#"<circle class="point" cx="25.9" cy="310" r="4.5">"#),
            "{svg}"
        );
        assert!(
            svg.contains(r#"<circle class="point" cx="780" cy="30" r="4.5">"#),
            "{svg}"
        );
        assert!(
            svg.contains(r#"<circle class="point" cx="403" cy="254" r="4.5">"#),
            "{svg}"
        );
        assert_eq!(outermost(&data.dots).len(), 1);
    }
}
