//! *Sides* are what stands beside each other in a comparison, and the periods that a series is cut into: "May minus April",
//! "by how much it rose or fell", "in each week", "split into months".

use super::among;
use crate::cues::{Cue, GrainWord};
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::{Gap, Token};

/// Verbs that ask how a figure went from one time to another, behind "how".
const MOVES: &str = " move moved moves moving shift shifted change changed changes vary varied fluctuate fluctuated ";

/// Reads words that compare two times, or that cut a time into periods.
pub(super) fn sides(tokens: &[Token], spans: &mut [Span]) {
    either_way(spans);
    from_end_to_end(tokens, spans);
    how_far(tokens, spans);
    one_less_the_other(tokens, spans);
    how_it_moved(tokens, spans);
    periods(tokens, spans);
}

/// "It rose or fell", "went up or down": both ways, so that none is left out.
fn either_way(spans: &mut [Span]) {
    let way = |span: &Span| matches!(span.meaning, Meaning::Cue(Cue::Rose | Cue::Fell));
    for position in 0..spans.len().saturating_sub(2) {
        let joined = matches!(
            spans[position + 1].meaning,
            Meaning::Cue(Cue::Or | Cue::And)
        );
        let opposite = spans[position].meaning != spans[position + 2].meaning;
        if joined && opposite && way(&spans[position]) && way(&spans[position + 2]) {
            spans[position].meaning = Meaning::Cue(Cue::Difference);
            spans[position + 1].meaning = Meaning::Ignorable;
            spans[position + 2].meaning = Meaning::Ignorable;
        }
    }
}

/// "From the highest to the lowest", "smallest down to largest": the order of the rows.
fn from_end_to_end(tokens: &[Token], spans: &mut [Span]) {
    let word = |at: usize| tokens.get(at).map_or("", |t| t.norm.as_str());
    for first in 0..spans.len() {
        let (order, other) = match spans[first].meaning {
            Meaning::Cue(Cue::Most) => (Cue::Descending, Cue::Least),
            Meaning::Cue(Cue::Least) => (Cue::Ascending, Cue::Most),
            Meaning::Cue(Cue::Best) => (Cue::BestFirst, Cue::Worst),
            Meaning::Cue(Cue::Worst) => (Cue::WorstFirst, Cue::Best),
            _ => continue,
        };
        let start = spans[first].start;
        let mut end = spans[first].end;
        while among(" down up through the ", word(end)) {
            end += 1;
        }
        if word(end) != "to" {
            continue;
        }
        end += 1;
        end += usize::from(word(end) == "the");
        let Some(last) = spans.iter().position(|s| s.start == end) else {
            continue;
        };
        if spans[last].meaning != Meaning::Cue(other) {
            continue;
        }
        spans[first].meaning = Meaning::Cue(order);
        for span in &mut spans[first + 1..=last] {
            span.meaning = Meaning::Ignorable;
        }
        let mut lead = first;
        while lead > 0 && among(" from the ", word(spans[lead - 1].start)) && start > 0 {
            lead -= 1;
            spans[lead].meaning = Meaning::Ignorable;
        }
    }
}

/// "By how much did it rise", "how much it went up or down": the change is asked for, and leaves nothing out.
fn how_far(tokens: &[Token], spans: &mut [Span]) {
    for position in 1..spans.len() {
        if !matches!(spans[position].meaning, Meaning::Cue(Cue::Rose | Cue::Fell)) {
            continue;
        }
        let start = spans[position].start;
        let asked = (start.saturating_sub(4)..start.saturating_sub(1))
            .any(|t| tokens[t].norm == "how" && among(" much far many ", &tokens[t + 1].norm));
        // "… or down": the other way is said by its end alone.
        let end = spans[position].end;
        let word = |t: usize| tokens.get(t).map_or("", |t| t.norm.as_str());
        let other = word(end) == "or"
            && (among(" up down ", word(end + 1))
                || among(" went goes gone has ", word(end + 1))
                    && among(" up down ", word(end + 2)));
        if asked || other {
            spans[position].meaning = Meaning::Cue(Cue::Difference);
        }
        if other {
            let spans = spans[position + 1..].iter_mut();
            for span in spans.take_while(|s| s.start <= end + 2) {
                if matches!(span.meaning, Meaning::Cue(Cue::Or))
                    || among(" up down went goes gone has ", word(span.start))
                {
                    span.meaning = Meaning::Ignorable;
                }
            }
        }
    }
}

/// "May minus April", "the one minus the other", "the later less the earlier": the change from one time to the other.
fn one_less_the_other(tokens: &[Token], spans: &mut [Span]) {
    const SIDES: &str = " one other first second later earlier former latter newer older ";
    for position in 1..spans.len().saturating_sub(1) {
        let start = spans[position].start;
        if !among(" minus less ", &tokens[start].norm) || spans[position].end != start + 1 {
            continue;
        }
        let said = |s: &&Span| s.meaning != Meaning::Ignorable;
        let before = spans[..position].iter().rev().find(said);
        let after = spans[position + 1..].iter().find(said);
        let time = |s: Option<&Span>| s.is_some_and(|s| matches!(s.meaning, Meaning::Date(_)));
        let times = time(before) && time(after);
        let left = start
            .checked_sub(1)
            .filter(|t| among(SIDES, &tokens[*t].norm));
        let right =
            (start + 1..start + 3).find(|t| tokens.get(*t).is_some_and(|t| among(SIDES, &t.norm)));
        if times || left.is_some() && right.is_some() {
            spans[position].meaning = Meaning::Cue(Cue::Difference);
        }
        if let (false, Some(left), Some(right)) = (times, left, right) {
            for span in spans.iter_mut() {
                if span.start == left || span.start == right {
                    span.meaning = Meaning::Ignorable;
                }
            }
        }
    }
}

/// "How did the sales move from May to June": the change; by periods, the course of it.
fn how_it_moved(tokens: &[Token], spans: &mut [Span]) {
    let series = spans
        .iter()
        .any(|s| matches!(s.meaning, Meaning::Cue(Cue::Every(_))));
    for span in spans {
        // "How many of them moved": what was sold, no change.
        let counted = tokens[..span.start]
            .iter()
            .any(|t| among(" many much often ", &t.norm));
        let how = !counted
            && (0..span.start.saturating_sub(1)).any(|t| {
                tokens[t].norm == "how"
                    && among(" did do does have has had is are ", &tokens[t + 1].norm)
            });
        let named = match &span.meaning {
            Meaning::Terms(terms) => terms
                .iter()
                .all(|t| matches!(t, Term::Attribute(_) | Term::Metric(_))),
            Meaning::Unknown | Meaning::Ignorable | Meaning::Cue(Cue::Difference) => true,
            _ => false,
        };
        if how && named && span.end == span.start + 1 && among(MOVES, &tokens[span.start].norm) {
            span.meaning = Meaning::Cue(if series { Cue::Trend } else { Cue::Difference });
        }
    }
}

/// "In each week", "split into months": the periods of a series.
fn periods(tokens: &[Token], spans: &mut [Span]) {
    for position in 1..spans.len() {
        let span = &spans[position];
        let unit = tokens[span.start].norm.as_str();
        let grain = match unit {
            "day" | "days" => GrainWord::Day,
            "week" | "weeks" => GrainWord::Week,
            "month" | "months" => GrainWord::Month,
            "quarter" | "quarters" => GrainWord::Quarter,
            "year" | "years" => GrainWord::Year,
            _ => continue,
        };
        let unsaid = matches!(
            span.meaning,
            Meaning::Cue(Cue::Days | Cue::Weeks | Cue::Every(_))
        );
        let before = &spans[position - 1];
        let each = before.meaning == Meaning::Cue(Cue::Each) && !unit.ends_with('s');
        let into = unit.ends_with('s')
            && tokens[span.start].gap != Gap::Stop
            && tokens[span.start - 1].norm == "into";
        if unsaid && span.end == span.start + 1 && (each || into) {
            spans[position].meaning = Meaning::Cue(Cue::Every(grain));
            if each {
                spans[position - 1].meaning = Meaning::Ignorable;
            }
        }
    }
}
