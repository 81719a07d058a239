//! A *canvas* is what a chart is drawn on: SVG elements whose texts are escaped and whose numbers are finite.

use std::fmt::Write;

use super::text;
use crate::ask_link::AskLink;

/// Where something is, in units of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// From the left.
    pub(super) x: f64,
    /// From the top.
    pub(super) y: f64,
}

/// A point.
pub(super) fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

/// A box, by its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    /// From the left.
    pub(super) x: f64,
    /// From the top.
    pub(super) y: f64,
    /// Width.
    pub(super) width: f64,
    /// Height.
    pub(super) height: f64,
}

impl Area {
    /// The right edge.
    pub(super) fn right(self) -> f64 {
        self.x + self.width
    }

    /// The lower edge.
    pub(super) fn bottom(self) -> f64 {
        self.y + self.height
    }
}

/// On which side of its point a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// To the right.
    Start,
    /// On both.
    Middle,
    /// To the left.
    End,
}

/// What a chart is drawn on.
#[derive(Debug)]
pub(super) struct Canvas<'a> {
    elements: String,
    links: Option<&'a AskLink>,
    linked: bool,
}

impl<'a> Canvas<'a> {
    /// An empty canvas. Marks are links when it is known who asks.
    pub(super) fn new(links: Option<&'a AskLink>) -> Self {
        Self {
            elements: String::new(),
            links,
            linked: false,
        }
    }

    /// What was drawn, and whether there are links in it.
    pub(super) fn finish(self) -> (String, bool) {
        (self.elements, self.linked)
    }

    /// A box.
    pub(super) fn area(&mut self, class: &str, area: Area, title: Option<&str>) {
        let Area {
            x,
            y,
            width,
            height,
        } = area;
        let attributes = format!(
            r#"x="{}" y="{}" width="{}" height="{}""#,
            number(x),
            number(y),
            number(width),
            number(height)
        );
        self.shape("rect", class, &attributes, title);
    }

    /// A straight line.
    pub(super) fn line(&mut self, class: &str, from: Point, to: Point) {
        let attributes = format!(
            r#"x1="{}" y1="{}" x2="{}" y2="{}""#,
            number(from.x),
            number(from.y),
            number(to.x),
            number(to.y)
        );
        self.shape("line", class, &attributes, None);
    }

    /// A path.
    pub(super) fn path(&mut self, class: &str, path: &Path, title: Option<&str>) {
        self.shape("path", class, &format!(r#"d="{}""#, path.0), title);
    }

    /// A circle.
    pub(super) fn circle(&mut self, class: &str, centre: Point, radius: f64, title: Option<&str>) {
        let attributes = format!(
            r#"cx="{}" cy="{}" r="{}""#,
            number(centre.x),
            number(centre.y),
            number(radius)
        );
        self.shape("circle", class, &attributes, title);
    }

    /// A text in full.
    pub(super) fn text(&mut self, class: &str, at: Point, anchor: Anchor, text: &str) {
        self.text_with(class, at, anchor, text, "", None);
    }

    /// A text that is shortened to a width; the whole of it stands in its title.
    pub(super) fn label(&mut self, class: &str, at: Point, anchor: Anchor, text: &str, width: f64) {
        match text::shortened(text, width) {
            Some(short) => self.text_with(class, at, anchor, &short, "", Some(text)),
            None => self.text(class, at, anchor, text),
        }
    }

    /// A text that rises to the right, shortened to a length.
    pub(super) fn rising_label(&mut self, class: &str, at: Point, text: &str, length: f64) {
        let turned = format!(
            r#" transform="rotate(-{} {} {})""#,
            text::RISE,
            number(at.x),
            number(at.y)
        );
        match text::shortened(text, length) {
            Some(short) => {
                self.text_with(class, at, Anchor::Start, &short, &turned, Some(text));
            }
            None => self.text_with(class, at, Anchor::Start, text, &turned, None),
        }
    }

    /// Elements that belong together.
    pub(super) fn group(&mut self, class: &str, draw: impl FnOnce(&mut Self)) {
        let _ = write!(self.elements, r#"<g class="{}">"#, escaped(class));
        draw(self);
        self.elements.push_str("</g>");
    }

    /// Elements that only an eye needs: axes, grids.
    pub(super) fn silent(&mut self, class: &str, draw: impl FnOnce(&mut Self)) {
        let _ = write!(
            self.elements,
            r#"<g class="{}" aria-hidden="true">"#,
            escaped(class)
        );
        draw(self);
        self.elements.push_str("</g>");
    }

    /// Elements that ask a question together; a plain group where there is nothing to ask.
    pub(super) fn mark(
        &mut self,
        class: &str,
        ask: Option<&str>,
        name: &str,
        draw: impl FnOnce(&mut Self),
    ) {
        let (Some(ask), Some(links)) = (ask, self.links) else {
            return self.group(class, draw);
        };
        self.linked = true;
        let _ = write!(
            self.elements,
            r#"<a class="{}" href="{}" data-ask="{}"><title>{}</title><g aria-hidden="true">"#,
            escaped(class),
            escaped(&links.to(ask)),
            escaped(ask),
            escaped(&format!("{name} – look at it alone"))
        );
        draw(self);
        self.elements.push_str("</g></a>");
    }

    /// Whether a mark with that question is a link.
    pub(super) fn links(&self, ask: Option<&str>) -> bool {
        ask.is_some() && self.links.is_some()
    }

    fn shape(&mut self, element: &str, class: &str, attributes: &str, title: Option<&str>) {
        let _ = write!(
            self.elements,
            r#"<{element} class="{}" {attributes}"#,
            escaped(class)
        );
        match title {
            Some(title) => {
                let _ = write!(
                    self.elements,
                    "><title>{}</title></{element}>",
                    escaped(title)
                );
            }
            None => self.elements.push_str("/>"),
        }
    }

    fn text_with(
        &mut self,
        class: &str,
        at: Point,
        anchor: Anchor,
        text: &str,
        attributes: &str,
        title: Option<&str>,
    ) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let title = title.map_or_else(String::new, |title| {
            format!("<title>{}</title>", escaped(title))
        });
        let _ = write!(
            self.elements,
            r#"<text class="{}" x="{}" y="{}" text-anchor="{anchor}"{attributes}>{title}{}</text>"#,
            escaped(class),
            number(at.x),
            number(at.y),
            escaped(text)
        );
    }
}

/// A path under way.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Path(String);

impl Path {
    /// Goes on to a point without drawing.
    pub(super) fn start(&mut self, at: Point) {
        let _ = write!(self.0, "M{} {}", number(at.x), number(at.y));
    }

    /// Draws a straight line.
    pub(super) fn line(&mut self, to: Point) {
        let _ = write!(self.0, "L{} {}", number(to.x), number(to.y));
    }

    /// Draws an arc of a circle, clockwise or not, the long way round or not.
    pub(super) fn arc(&mut self, radius: f64, long: bool, clockwise: bool, to: Point) {
        let _ = write!(
            self.0,
            "A{r} {r} 0 {} {} {} {}",
            u8::from(long),
            u8::from(clockwise),
            number(to.x),
            number(to.y),
            r = number(radius)
        );
    }

    /// Draws a straight line back to where it began.
    pub(super) fn close(&mut self) {
        self.0.push('Z');
    }
}

/// A coordinate with at most one decimal.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// A text as it stands in XML. Characters that XML does not have are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(letter),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_wherever_they_stand() {
        let links = AskLink::new("Field \"Engineer\"", Some("c&1"));
        let mut canvas = Canvas::new(Some(&links));
        let name = "<script>alert('1')</script>\u{0}";
        canvas.mark("s0", Some(name), name, |canvas| {
            canvas.text("name", point(1.0, 2.25), Anchor::Start, name);
            canvas.circle("dot", point(0.0, -0.01), 3.0, Some(name));
        });
        let written = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;";
        assert_eq!(
            canvas.finish(),
            (
                format!(
                    r#"<a class="s0" href="/?persona=Field+%22Engineer%22&amp;conversation=c%261&amp;question=%3Cscript%3Ealert%28%271%27%29%3C%2Fscript%3E%00" data-ask="{written}"><title>{written} – look at it alone</title><g aria-hidden="true"><text class="name" x="1" y="2.2" text-anchor="start">{written}</text><circle class="dot" cx="0" cy="0" r="3"><title>{written}</title></circle></g></a>"#
                ),
                true
            )
        );
    }

    #[test]
    fn without_anybody_who_asks_marks_are_no_links() {
        let mut canvas = Canvas::new(None);
        canvas.mark("s0", Some("only Locks"), "Locks", |_| {});
        assert_eq!(canvas.finish(), (r#"<g class="s0"></g>"#.to_owned(), false));
    }

    #[test]
    fn long_labels_are_shortened_and_keep_their_whole_text() {
        let mut canvas = Canvas::new(None);
        canvas.label("name", point(0.0, 0.0), Anchor::End, "Mountain Bikes", 60.0);
        let (svg, _) = canvas.finish();
        assert!(
            svg.contains("<title>Mountain Bikes</title>Mount…</text>"),
            "{svg}"
        );
    }
}
