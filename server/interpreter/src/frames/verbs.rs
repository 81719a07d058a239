//! *Verbs* that say what is done with a thing, or that there is some of it: "what did they order", "any ladders left".

use super::among;
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::{Gap, Token};

/// "Late orders, with how many days late": a column of each.
pub(super) fn columns_asked(tokens: &[Token], spans: &mut [Span]) {
    for position in 2..spans.len().saturating_sub(1) {
        let start = spans[position].start;
        let with = start > 0 && among(" with and plus ", &tokens[start - 1].norm)
            || position > 0 && spans[position - 1].meaning == Meaning::Cue(Cue::With);
        let counts = matches!(
            spans[position].meaning,
            Meaning::Cue(Cue::Count | Cue::HowMuch)
        );
        let with = with && among(" how ", &tokens[start].norm);
        let days = among(" days ", &tokens[spans[position + 1].start].norm)
            && matches!(&spans[position + 1].meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Metric(_) | Term::Filter(_))));
        if counts && with && days {
            spans[position].meaning = Meaning::Ignorable;
        }
    }
}

/// "What did the bakery order in May": they ordered it. "Everything going to Oslo next week": it is due there.
pub(super) fn verbs(tokens: &[Token], spans: &mut [Span]) {
    let word = |t: usize| tokens.get(t).map_or("", |t| t.norm.as_str());
    for position in 1..spans.len() {
        let (start, end) = (spans[position].start, spans[position].end);
        // "How many individual customers": each is counted once.
        if spans[position].meaning == Meaning::Cue(Cue::Each)
            && word(start) == "individual"
            && spans[position - 1].meaning == Meaning::Cue(Cue::Count)
        {
            spans[position].meaning = Meaning::Cue(Cue::Distinct);
        }
        // "In the month of May": a time, no months that group.
        let dated = spans
            .get(position + 2)
            .is_some_and(|s| matches!(s.meaning, Meaning::Date(_)))
            && spans[position + 1].meaning == Meaning::Ignorable;
        if matches!(spans[position].meaning, Meaning::Cue(Cue::Every(_)))
            && end == start + 1
            && word(start - 1) == "the"
            && word(end) == "of"
            && dated
        {
            spans[position].meaning = Meaning::Ignorable;
        }
        let order = word(start) == "order"
            && end == start + 1
            && matches!(&spans[position].meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Entity(_))));
        let somebody = match &spans[position - 1].meaning {
            Meaning::Values(_) => true,
            Meaning::Cue(Cue::Pronoun) => among(" they he she it ", word(start - 1)),
            Meaning::Ignorable => among(
                " we they usually normally typically often mostly ",
                word(start - 1),
            ),
            _ => false,
        };
        let asks = (0..start).any(|t| {
            among(" what how which ", word(t))
                && (t + 1..t + 5).any(|d| d < start && among(" did does do has have ", word(d)))
        });
        // "What did they order last": the newest of their orders.
        let last = among(" last most first ", word(end));
        if order && somebody && asks && !last && tokens[start].gap == Gap::Space {
            spans[position].meaning = Meaning::Cue(Cue::Ordered);
        }
        let goes = matches!(spans[position].meaning, Meaning::Cue(Cue::Vague))
            && word(start) == "going"
            && end == start + 1
            && among(" to into ", word(end));
        let place = spans[position + 1..]
            .iter()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(|s| matches!(s.meaning, Meaning::Values(_)));
        if goes && place {
            spans[position].meaning = Meaning::Cue(Cue::Due);
        }
    }
}

/// "What did they order under 12": a number of an order is no limit.
pub(super) fn under_number(spans: &mut [Span], tokens: &[Token]) {
    for position in 0..spans.len().saturating_sub(1) {
        let under = spans[position].end == spans[position].start + 1
            && tokens[spans[position].start].norm == "under";
        let number = spans[position + 1..]
            .iter()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(|s| matches!(s.meaning, Meaning::Key { .. }));
        if under && number && matches!(spans[position].meaning, Meaning::Cue(Cue::Compare(_))) {
            spans[position].meaning = Meaning::Ignorable;
        }
    }
}

/// "Any ladders left", "how much paint is remaining": there is some of it.
pub(super) fn some_left(tokens: &[Token], spans: &mut [Span]) {
    for position in 1..spans.len() {
        let word = tokens[spans[position].start].norm.as_str();
        let left = matches!(word, "left" | "remaining")
            && matches!(
                spans[position].meaning,
                Meaning::Unknown | Meaning::Ignorable
            );
        let ends = spans.get(position + 1).is_none_or(|s| {
            tokens[s.start].gap != Gap::Space
                || among(
                    " in at on anywhere and or where please right now ",
                    &tokens[s.start].norm,
                )
        });
        let thing = spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(|s| match &s.meaning {
                Meaning::Values(_) => true,
                Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Entity(_))),
                _ => false,
            });
        let asks = tokens[..spans[position].start]
            .iter()
            .any(|t| among(" any many much some have got is are what which ", &t.norm));
        if left && ends && thing && asks {
            spans[position].meaning = Meaning::Cue(Cue::Have);
        }
    }
}

/// "Group the orders by status": what is done with them, no group of products.
pub(super) fn groups(tokens: &[Token], spans: &mut [Span]) {
    let word = |t: usize| tokens.get(t).map_or("", |t| t.norm.as_str());
    for span in spans {
        let begins = span.start == 0
            || tokens[span.start].gap == Gap::Stop
            || among(" please and then to can you ", word(span.start - 1));
        let done = word(span.start) == "group"
            && span.end == span.start + 1
            && among(" the all our my these those them it ", word(span.end));
        let by = (span.end..(span.end + 8).min(tokens.len()))
            .any(|t| among(" by per into according ", word(t)));
        if begins && done && by {
            span.meaning = Meaning::Ignorable;
        }
    }
}

/// "Which supplier delivers the pumps": what it does, no order that has come. "Ordered vs received", "the quantities ordered
/// and received": the columns beside each other, no condition.
pub(super) fn no_states(tokens: &[Token], spans: &mut [Span]) {
    let word = |t: usize| tokens.get(t).map_or("", |t| t.norm.as_str());
    for position in 1..spans.len() {
        let start = spans[position].start;
        let filter = matches!(&spans[position].meaning, Meaning::Terms(terms)
            if terms.iter().any(|t| matches!(t, Term::Filter(_))));
        if !filter || spans[position].end != start + 1 {
            continue;
        }
        let somebody = spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(|s| match &s.meaning {
                Meaning::Cue(Cue::Who) => true,
                Meaning::Terms(terms) => {
                    terms.iter().any(|t| matches!(t, Term::Entity(_)))
                        && !word(s.end - 1).ends_with('s')
                }
                _ => false,
            });
        let delivers = word(start) == "delivers" && somebody;
        let compared = |t: usize| among(" vs versus against ", word(t));
        let amounts = |t: usize| {
            among(
                " quantity quantities qty amount amounts units numbers ",
                word(t),
            )
        };
        let beside = start >= 2
            && word(start) == "received"
            && word(start - 2) == "ordered"
            && (compared(start - 1)
                || word(start - 1) == "and"
                    && (start >= 3 && amounts(start - 3) || amounts(start + 1)));
        if delivers || beside {
            spans[position].meaning = Meaning::Ignorable;
        }
    }
}
