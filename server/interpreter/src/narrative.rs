//! *Narrative* is what somebody tells around a request: circumstances, purposes, what others said or want. "I am preparing
//! the review for the boss. Could you …", "The insurers want to know …". It is cut away where the rest is a request of its
//! own, and where it holds nothing that would restrict the answer: a name that the request points at takes its place
//! there.

mod cut;
mod heads;
mod points;

use crate::cues::Cue;
use crate::interpreter::Parsed;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::{Token, tokens};

use cut::{Cut, cuts};
use points::in_its_place;

/// A request without the narrative around it.
pub(crate) struct Request {
    /// The request alone.
    pub(crate) text: String,
    /// What was told around it, as typed.
    pub(crate) told: Vec<String>,
}

impl Request {
    /// What is said of it beside the answer.
    pub(crate) fn assumption(&self) -> String {
        format!(
            "“{}” is taken as what the question is asked for, not as a part of it.",
            self.told.join("”, “")
        )
    }
}

/// The requests that a question may come down to, the one that keeps the most first.
pub(crate) fn requests(question: &str, parsed: &Parsed) -> Vec<Request> {
    let all = tokens(question);
    cuts(&all)
        .iter()
        .filter_map(|cut| without(question, &all, cut, parsed))
        .collect()
}

/// It is the name of a place.
fn is_place(span: &Span) -> bool {
    matches!(&span.meaning, Meaning::Values(matches) if matches.iter().any(|m| {
        let name = m.attribute.as_str();
        name.starts_with("delivery") || name.contains("warehouse")
    }))
}

fn among(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|w| w == word)
}

/// The request with the narrative cut away; none where the narrative restricts it.
fn without(question: &str, all: &[Token], cut: &Cut, parsed: &Parsed) -> Option<Request> {
    if affirms(&all[cut.begin..cut.end]) {
        return None;
    }
    let byte = |at: usize| all.get(at).map_or(question.len(), |t| t.start);
    let (from, to) = (byte(cut.begin), byte(cut.end));
    let at = |span: &Span| parsed.tokens[span.start].start;
    let (asked, told): (Vec<&Span>, Vec<&Span>) = parsed
        .spans
        .iter()
        .filter(|s| s.end > s.start)
        .partition(|s| (from..to).contains(&at(s)));
    let sides = Sides {
        parsed,
        asked,
        told,
        event: cut.event,
        wish: cut.wish,
    };
    let kept = sides.kept()?;
    let request = question[from..to].trim().to_owned();
    let text = match kept {
        Some(span) => {
            let words = &parsed.tokens[span.start..span.end];
            // "Purchase order 31606": the number alone would be any number.
            let noun = sides.noun_before(span).unwrap_or(words.first()?.start);
            let name = &question[noun..words.last()?.end];
            let name = name.trim_end_matches("'s").trim_end_matches("’s");
            let stands_out = name.contains([' ', '-']) || name.starts_with(char::is_uppercase);
            let alone = !sides.names_something() && stands_out;
            in_its_place(&request, name, is_place(span), alone)?
        }
        None if sides.points_back() => return None,
        None => request,
    };
    let bare = |text: &str| {
        text.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | '.' | ':' | ';' | '-' | '–' | '—')
        })
        .to_owned()
    };
    let told = [&question[..from], &question[to..]]
        .map(bare)
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect();
    Some(Request { text, told })
}

/// "For which products is this the case": what is asked for stands in the narrative.
fn affirms(request: &[Token]) -> bool {
    let word = |at: usize| request.get(at).map_or("", |t| t.norm.as_str());
    (0..request.len()).any(|at| {
        word(at) == "the" && word(at + 1) == "case"
            || among(" this that it these those they ", word(at))
                && among(" true so happen happened apply applies hold ", word(at + 1))
    })
}

/// The spans of the request, and those that are told around it.
struct Sides<'a> {
    parsed: &'a Parsed,
    asked: Vec<&'a Span>,
    told: Vec<&'a Span>,
    /// The narrative is about something that the asker does: its times are the asker's.
    event: bool,
    /// The narrative holds a wish: what it names would be shown.
    wish: bool,
}

impl Sides<'_> {
    /// What the narrative names and the request does not; the outer none where it restricts otherwise.
    #[expect(
        clippy::option_option,
        reason = "a name to keep, nothing to keep, no request"
    )]
    fn kept(&self) -> Option<Option<&Span>> {
        let mut kept: Option<&Span> = None;
        let mut says = false;
        for (place, span) in self.told.iter().enumerate() {
            match &span.meaning {
                Meaning::Unknown | Meaning::Ignorable | Meaning::Outside => {}
                Meaning::Values(_) | Meaning::Key { .. } if self.again(span) => {}
                Meaning::Values(_) | Meaning::Key { .. } => {
                    // The same name twice is one name.
                    if kept.is_some_and(|k| k.meaning != span.meaning) {
                        return None;
                    }
                    kept = kept.or(Some(span));
                }
                Meaning::Number(_) if self.again(span) || self.counts_moments(place) => {}
                Meaning::Number(_) => return None,
                Meaning::Date(_) => {
                    let own = self
                        .asked
                        .iter()
                        .any(|s| matches!(s.meaning, Meaning::Date(_)));
                    if !(own || self.event) {
                        return None;
                    }
                }
                Meaning::Terms(terms) => {
                    if self.again(span) {
                        continue;
                    }
                    if self.wish {
                        return None;
                    }
                    if terms
                        .iter()
                        .any(|t| matches!(t, Term::Entity(_) | Term::Ignorable))
                    {
                        continue;
                    }
                    if terms.iter().all(|t| matches!(t, Term::Filter(_))) {
                        return None;
                    }
                    says = true;
                }
                Meaning::Cue(Cue::By | Cue::Each | Cue::Every(_) | Cue::All) if self.wish => {
                    return None;
                }
                Meaning::Cue(cue) => {
                    says |= matches!(
                        cue,
                        Cue::Not
                            | Cue::Never
                            | Cue::Compare(_)
                            | Cue::OrMore
                            | Cue::OrLess
                            | Cue::Between
                            | Cue::Share
                            | Cue::Difference
                            | Cue::Growth
                    );
                }
            }
        }
        (!says || !self.wish && self.whole()).then_some(kept)
    }

    /// The request says the same.
    fn again(&self, span: &Span) -> bool {
        self.asked
            .iter()
            .any(|s| match (&s.meaning, &span.meaning) {
                (Meaning::Values(asked), Meaning::Values(told)) => told.iter().any(|t| {
                    asked.iter().any(|a| {
                        a.attribute == t.attribute && a.values.iter().any(|v| t.values.contains(v))
                    })
                }),
                (Meaning::Terms(asked), Meaning::Terms(told)) => {
                    told.iter().any(|t| asked.contains(t))
                }
                (asked, told) => asked == told,
            })
    }

    /// "in ten minutes", "three visits": a number of nothing that is kept.
    fn counts_moments(&self, place: usize) -> bool {
        self.told.get(place + 1).is_some_and(|s| {
            let word = self.parsed.tokens[s.start].norm.as_str();
            among(
                " minutes minute mins min hours hour visits visit meetings meeting calls call people colleagues of times things slides pages ",
                word,
            )
        })
    }

    /// The request says what it asks for without the narrative.
    fn whole(&self) -> bool {
        self.asked.iter().any(|s| match &s.meaning {
            Meaning::Terms(terms) => !terms
                .iter()
                .all(|t| matches!(t, Term::Entity(_) | Term::Cue(_) | Term::Ignorable)),
            Meaning::Values(_) | Meaning::Key { .. } | Meaning::Date(_) | Meaning::Number(_) => {
                true
            }
            _ => false,
        })
    }

    /// Where the noun begins that stands right before the number of one thing.
    fn noun_before(&self, span: &Span) -> Option<usize> {
        let noun = self.told.iter().rfind(|s| s.end == span.start)?;
        let thing = matches!(&noun.meaning, Meaning::Terms(terms)
            if terms.iter().any(|t| matches!(t, Term::Entity(_))));
        (thing && matches!(span.meaning, Meaning::Key { .. }))
            .then(|| self.parsed.tokens[noun.start].start)
    }

    fn names_something(&self) -> bool {
        self.asked
            .iter()
            .any(|s| matches!(s.meaning, Meaning::Values(_) | Meaning::Key { .. }))
    }

    /// The request begins with a word that points at a thing which only the narrative names.
    fn points_back(&self) -> bool {
        let thing = |s: &&&Span| {
            matches!(
                &s.meaning,
                Meaning::Terms(_) | Meaning::Values(_) | Meaning::Key { .. }
            )
        };
        let named = self.told.iter().filter(thing).any(|s| !self.again(s));
        let first = self
            .asked
            .iter()
            .find(thing)
            .map_or(usize::MAX, |s| s.start);
        named
            && self.asked.iter().take_while(|s| s.start < first).any(|s| {
                self.parsed.tokens[s.start..s.end].iter().any(|t| {
                    among(
                        " they them their theirs it its he him his she her those these ",
                        &t.norm,
                    )
                })
            })
    }
}
