//! A *chart* is a picture of figures, drawn as SVG: here the pictures, elsewhere the choice of one.
//!
//! There is a module for each kind, and modules for what kinds share. A picture is drawn in units that are about as
//! large as pixels, once for wide pages and once for narrow ones, so that its texts stay readable on both.

mod axes;
mod bars;
mod canvas;
mod describe;
mod donut;
mod heat;
mod legend;
mod line;
mod number;
mod over_time;
mod palette;
mod route;
#[cfg(test)]
mod samples;
mod scale;
mod scatter;
mod stacked;
#[cfg(test)]
mod tests;
mod text;
mod time;

use canvas::{Anchor, Canvas, escaped, point};

use crate::ask_link::AskLink;
use crate::view_model::{ChartView, Plot};

/// How pictures look; the page's style sheet has it, and every picture that stands alone.
pub(crate) const STYLE: &str = include_str!("../../assets/picture.css");
/// Room around a picture that stands alone.
const MARGIN: f64 = 20.0;
/// Room for the title of a picture that stands alone.
const TITLE: f64 = 36.0;

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A screen.
    Wide,
    /// A phone.
    Narrow,
}

impl Layout {
    /// Width of a picture, in its units.
    fn width(self) -> f64 {
        match self {
            Self::Wide => 800.0,
            Self::Narrow => 360.0,
        }
    }

    /// Height of a plot between upright axes.
    fn plot_height(self) -> f64 {
        match self {
            Self::Wide => 280.0,
            Self::Narrow => 220.0,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Wide => "picture",
            Self::Narrow => "picture narrow",
        }
    }
}

/// A picture on a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picture {
    /// The SVG element.
    pub(crate) svg: String,
    /// It is wider than its layout and has to be scrolled.
    pub(crate) broad: bool,
}

/// A picture on a page, named by the element `title`; ids in it begin with `id`.
pub(crate) fn picture(
    view: &ChartView,
    layout: Layout,
    links: &AskLink,
    (id, title): (&str, &str),
) -> Picture {
    let mut canvas = Canvas::new(Some(links));
    let (width, height) = plot(&mut canvas, layout, view);
    let (elements, linked) = canvas.finish();
    let broad = width > layout.width();
    // What has links in it must not hide them as a mere image does.
    let (role, elements) = if linked {
        ("group", elements)
    } else {
        ("img", format!(r#"<g aria-hidden="true">{elements}</g>"#))
    };
    let class = layout.class();
    let (class, size) = if broad {
        let size = format!(r#" width="{width:.0}" height="{height:.0}""#);
        (format!("{class} broad"), size)
    } else {
        (class.to_owned(), String::new())
    };
    let (id, title) = (escaped(id), escaped(title));
    let svg = format!(
        r#"<svg class="{class}" viewBox="0 0 {width:.0} {height:.0}"{size} role="{role}" aria-labelledby="{title}" aria-describedby="{id}-description"><desc id="{id}-description">{}</desc>{elements}</svg>"#,
        escaped(&describe::describe(view))
    );
    Picture { svg, broad }
}

/// A chart as a picture that stands alone, title and colours included.
pub fn chart_svg(view: &ChartView) -> String {
    let mut canvas = Canvas::new(None);
    let (width, height) = plot(&mut canvas, Layout::Wide, view);
    let (elements, _) = canvas.finish();
    let mut head = Canvas::new(None);
    let title_width = width / 1.2;
    head.label(
        "title",
        point(MARGIN, MARGIN + 16.0),
        Anchor::Start,
        &view.title,
        title_width,
    );
    let (head, _) = head.finish();
    let (whole_width, whole_height) = (width + 2.0 * MARGIN, height + 2.0 * MARGIN + TITLE);
    let title = escaped(&view.title);
    let description = escaped(&describe::describe(view));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="picture alone" width="{whole_width:.0}" height="{whole_height:.0}" viewBox="0 0 {whole_width:.0} {whole_height:.0}" role="img" aria-labelledby="title description"><title id="title">{title}</title><desc id="description">{description}</desc><style>{}</style><rect class="ground" width="100%" height="100%"/>{head}<g transform="translate({MARGIN} {})">{elements}</g></svg>"#,
        escaped(STYLE),
        MARGIN + TITLE
    )
}

/// Draws the plot and returns its width and height.
fn plot(canvas: &mut Canvas<'_>, layout: Layout, view: &ChartView) -> (f64, f64) {
    let width = layout.width();
    match &view.plot {
        Plot::Line(data) => (width, line::draw(canvas, layout, data)),
        Plot::Bars(data) => (width, bars::draw(canvas, layout, data)),
        Plot::Stacked(data) => (width, stacked::draw(canvas, layout, data)),
        Plot::Donut(data) => (width, donut::draw(canvas, layout, data)),
        Plot::Scatter(data) => (width, scatter::draw(canvas, layout, data)),
        Plot::Heat(data) => heat::draw(canvas, layout, data),
        Plot::Route(data) => (width, route::draw(canvas, layout, data)),
    }
}
