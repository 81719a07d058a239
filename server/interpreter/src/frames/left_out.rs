//! What is *left out*: "leaving cancelled ones out", "the Bergen ones don't interest me".

use super::{Frames, among};
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::{Gap, Token};

/// "leaving cancelled ones out of both": read as if it said "without cancelled ones".
pub(super) fn leave_out(tokens: &[Token], spans: &mut [Span]) {
    let word = |s: &Span| tokens[s.start].norm.as_str();
    dropped(tokens, spans);
    for position in 0..spans.len() {
        if !matches!(
            word(&spans[position]),
            "leaving" | "leave" | "keeping" | "keep" | "putting" | "put" | "setting" | "set"
        ) {
            continue;
        }
        let end = (position + 1..spans.len())
            .take(7)
            .take_while(|p| !matches!(tokens[spans[*p].start].gap, Gap::Comma | Gap::Stop))
            .find(|p| matches!(word(&spans[*p]), "out" | "aside"));
        let Some(end) = end.filter(|end| *end > position + 1) else {
            continue;
        };
        let condition = spans[position + 1..end].iter().any(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| matches!(t, Term::Filter(_))))
                || matches!(s.meaning, Meaning::Values(_))
        });
        if condition {
            spans[position].meaning = Meaning::Cue(Cue::Not);
            spans[end].meaning = Meaning::Ignorable;
        }
    }
}

/// "Drop the delivered ones", "drop anything due after Friday", at the beginning of a sentence: what is left out.
fn dropped(tokens: &[Token], spans: &mut [Span]) {
    let word = |at: usize| tokens.get(at).map_or("", |t| t.norm.as_str());
    let first = (0..spans.len())
        .find(|p| !among(" now ok okay please then and so ", word(spans[*p].start)));
    let Some(first) = first else { return };
    let span = &mut spans[first];
    if span.end == span.start + 1
        && among(" drop ditch scrap ", word(span.start))
        && among(
            " the those these all any anything everything every orders ones ",
            word(span.end),
        )
    {
        span.meaning = Meaning::Cue(Cue::Not);
    }
}

impl Frames<'_> {
    /// "Cancelled orders out.", "the Bergen ones don't interest me": a clause that only says what is left out. Where it
    /// begins to name that, and where the words that leave it out begin and end.
    pub(super) fn left_out(&self) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        let mut begin = 0;
        for end in 1..=self.spans.len() {
            let breaks = self
                .spans
                .get(end)
                .is_none_or(|s| matches!(self.tokens[s.start].gap, Gap::Stop | Gap::Comma));
            if !breaks {
                continue;
            }
            if let Some(tail) = self.leaving(begin, end) {
                let things = &self.spans[begin..tail];
                let names = |s: &Span| match &s.meaning {
                    Meaning::Values(_) => true,
                    Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Filter(_))),
                    _ => false,
                };
                let plain = |s: &Span| {
                    names(s)
                        || matches!(
                            s.meaning,
                            Meaning::Ignorable
                                | Meaning::Terms(_)
                                | Meaning::Cue(Cue::Pronoun | Cue::And | Cue::Or | Cue::With)
                        )
                };
                if begin > 0
                    && things.iter().all(plain)
                    && let Some(first) = things.iter().position(names)
                {
                    found.push((begin + first, tail, end));
                }
            }
            begin = end;
        }
        found
    }

    /// Where the words begin that leave out what the clause names.
    fn leaving(&self, begin: usize, end: usize) -> Option<usize> {
        const LEAVING: [&str; 30] = [
            "out",
            "excluded",
            "left out",
            "aside",
            "excepted",
            "omitted",
            "ignored",
            "not included",
            "not counted",
            "dont count",
            "do not count",
            "dont interest me",
            "dont interest us",
            "do not interest me",
            "do not interest us",
            "dont matter",
            "do not matter",
            "not interesting",
            "not of interest",
            "not needed",
            "not wanted",
            "be ignored",
            "dont count as bought",
            "dont count as sold",
            "dont count as sales",
            "dont count as orders",
            "do not count as bought",
            "do not count as sold",
            "do not count as sales",
            "do not count as orders",
        ];
        (begin + 1..end).find(|tail| {
            let first = self.spans[*tail].start;
            let last = self.spans[end - 1].end;
            let words: Vec<&str> = self.tokens[first..last]
                .iter()
                .map(|t| t.norm.as_str())
                .filter(|w| !among(" is are be being can should must please to ", w))
                .collect();
            LEAVING.contains(&words.join(" ").as_str())
        })
    }
}
