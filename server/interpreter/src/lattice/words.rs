//! Spans of the lexicon's *words*: terms of the model and cues, also joined ones ("sales and purchase orders"), and words that
//! point at what an answer before named.

use super::{Meaning, Sources, Span, push};
use crate::cues::Cue;
use crate::lexicon::{Term, Words};

/// What a name loses that ends in the middle of a longer one.
const CUT: f64 = 0.3;

pub(super) fn lexical(
    words: &Words<'_>,
    at: usize,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    let all = sources.lexicon.find(words, at);
    for found in &all {
        // "How many shorts": the last word, as it is typed, is a thing of the data and no form of "short".
        if found.taken > 2
            && words.norms[at] == "how"
            && names_value(words, at + found.taken - 1, sources)
        {
            continue;
        }
        // A word of the grammar is not a form of another word: "drops" are no "dropped" orders.
        let grammar = all.iter().any(|f| {
            f.taken == found.taken
                && f.terms
                    .iter()
                    .any(|t| matches!(t, Term::Cue(_) | Term::Ignorable))
        });
        if grammar && !found.exact {
            continue;
        }
        let cue = found.terms.iter().find_map(|t| {
            if let Term::Cue(cue) = t {
                Some(*cue)
            } else {
                None
            }
        });
        let names: Vec<Term> = found
            .terms
            .iter()
            .filter(|t| !matches!(t, Term::Cue(_) | Term::Ignorable))
            .cloned()
            .collect();
        // "average orders per month": a mean of their number, not of what one is worth.
        let mean_of_many = mean_of_many(words, at, found.taken, sources);
        if torn_by_article(words, at, found.taken, sources) {
            continue;
        }
        if !names.is_empty() && !mean_of_many {
            let cuts = cuts_a_name(&names, words, at, found.taken, sources);
            // "Units per order line": no figure of each order.
            let last = at + found.taken - 1;
            let finer = cuts
                && found.taken > 1
                && words.norms[last] == "order"
                && matches!(
                    words.folds.get(last + 1),
                    Some(&("line" | "item" | "position" | "row"))
                );
            if finer {
                continue;
            }
            // "Partly delivered" is more than "delivered"; "not delivered" is no state of the data.
            let states = found.taken > 1
                && words.norms[at] != "not"
                && names.iter().all(|t| matches!(t, Term::Filter(_)))
                && (at..at + found.taken).any(|place| is_state(words, place, sources));
            let base = if states { 1.2 } else { 1.0 };
            push(spans, at, found.taken, Meaning::Terms(names), base);
            if cuts && let Some((_, weight)) = spans.last_mut() {
                *weight -= CUT;
            }
        }
        // "Haven't we sold …?": the way a question is put, no negation.
        let rhetorical = at == 0
            && cue == Some(Cue::Not)
            && found.taken == 1
            && words.norms[0].ends_with('t')
            && words.norms.get(1).is_some_and(|w| {
                matches!(
                    *w,
                    "we" | "i" | "you" | "they" | "there" | "it" | "he" | "she"
                )
            });
        if rhetorical {
            push(spans, at, found.taken, Meaning::Ignorable, 1.0);
        } else if let Some(cue) = cue {
            push(spans, at, found.taken, Meaning::Cue(cue), 0.9);
        }
        if found.terms.contains(&Term::Ignorable) {
            let base = if found.taken > 1 { 0.9 } else { 0.5 };
            push(spans, at, found.taken, Meaning::Ignorable, base);
        }
        if found.outside {
            // "Days late": words that are each the asker's own are not somebody else's measure.
            let own = found.taken > 1
                && (at..at + found.taken).all(|place| {
                    sources
                        .lexicon
                        .find(words, place)
                        .iter()
                        .any(|f| f.taken == 1 && f.terms.iter().any(|t| *t != Term::Ignorable))
                });
            let base = if own { 0.85 } else { 0.95 };
            push(spans, at, found.taken, Meaning::Outside, base);
        }
    }
}

/// The word is a whole status of the data.
fn is_state(words: &Words<'_>, at: usize, sources: &Sources<'_>) -> bool {
    sources
        .values
        .matches(&[words.folds[at]], sources.readable)
        .iter()
        .any(|m| m.fit == crate::values::Fit::Whole && m.attribute.as_str().ends_with("status"))
}

/// The word is a whole name of the data as it stands there, in a form that no phrase has.
fn names_value(words: &Words<'_>, at: usize, sources: &Sources<'_>) -> bool {
    words.norms[at] != words.folds[at]
        && words.norms[at] != words.stems[at]
        && sources
            .values
            .matches(&[words.folds[at]], sources.readable)
            .iter()
            .any(|m| {
                m.fit == crate::values::Fit::Whole
                    && m.values
                        .iter()
                        .any(|v| crate::text::words(v).concat() == words.norms[at])
            })
}

/// "For each warehouse the product …": a thing of its own stands before the article.
fn torn_by_article(words: &Words<'_>, at: usize, taken: usize, sources: &Sources<'_>) -> bool {
    (at + 1..at + taken).any(|place| {
        matches!(
            words.norms[place],
            "the" | "a" | "an" | "its" | "their" | "our" | "this"
        ) && sources
            .lexicon
            .find(words, at)
            .iter()
            .any(|f| at + f.taken == place && f.terms.iter().any(|t| matches!(t, Term::Entity(_))))
    })
}

/// The words are "average" and the plural of things that can be counted or added up.
fn mean_of_many(words: &Words<'_>, at: usize, taken: usize, sources: &Sources<'_>) -> bool {
    let last = at + taken - 1;
    let plural = words.norms[last].ends_with('s') && words.norms[last] != words.folds[last];
    let many = |term: &Term| match term {
        Term::Entity(_) => true,
        Term::Metric(metric) => sources.model.metrics[*metric].additive,
        _ => false,
    };
    matches!(words.norms[at], "average" | "avg" | "mean")
        && taken > 1
        && plural
        && sources
            .lexicon
            .find(words, last)
            .iter()
            .any(|f| f.taken == 1 && f.terms.iter().any(many))
}

/// "actual vs planned lead time", "the real lead time next to the planned one": a word before or after a name that
/// makes another name with the same head.
pub(super) fn paired(words: &Words<'_>, sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    const JOINERS: [&str; 13] = [
        "and", "or", "vs", "versus", "against", "with", "to", "from", "than", "above", "below",
        "over", "under",
    ];
    const ARTICLES: [&str; 4] = ["the", "its", "their", "our"];
    let mut added = Vec::new();
    for (span, _) in spans.iter() {
        let length = span.end - span.start;
        let named = matches!(&span.meaning, Meaning::Terms(terms)
            if terms.iter().all(|t| matches!(t, Term::Metric(_) | Term::Attribute(_))));
        if !named || length < 2 {
            continue;
        }
        let with_head = |word: usize| {
            let pick = |forms: &[&'_ str]| -> Vec<String> {
                std::iter::once(forms[word])
                    .chain(forms[span.start + 1..span.end].iter().copied())
                    .map(str::to_owned)
                    .collect()
            };
            let (norms, stems, folds) =
                (pick(&words.norms), pick(&words.stems), pick(&words.folds));
            let whole = Words {
                norms: norms.iter().map(String::as_str).collect(),
                stems: stems.iter().map(String::as_str).collect(),
                folds: folds.iter().map(String::as_str).collect(),
            };
            // "sales and average order value": a name of its own is none of a head.
            let own = sources.lexicon.find(words, word).iter().any(|f| {
                f.taken == 1
                    && f.terms.iter().any(|t| {
                        matches!(t, Term::Metric(_) | Term::Attribute(_) | Term::Entity(_))
                    })
            });
            if own {
                return None;
            }
            let found = sources.lexicon.find(&whole, 0);
            let terms: Vec<Term> = found
                .into_iter()
                .filter(|f| f.taken == length)
                .flat_map(|f| f.terms)
                .filter(|t| matches!(t, Term::Metric(_) | Term::Attribute(_)))
                .collect();
            (!terms.is_empty()).then_some(terms)
        };
        let word = |at: usize| words.norms.get(at).copied().unwrap_or_default();
        // Before: "actual vs [planned lead time]".
        if let Some(joiner) = span.start.checked_sub(1)
            && JOINERS.contains(&word(joiner))
            && let Some(at) = joiner.checked_sub(1)
            && let Some(terms) = with_head(at)
        {
            let meaning = Meaning::Terms(terms);
            let (start, end) = (at, at + 1);
            added.push((
                Span {
                    start,
                    end,
                    meaning,
                },
                1.2,
            ));
        }
        // After: "[actual lead time] next to the planned one", "… versus planned".
        let joined = (span.end..span.end + 3).find(|at| JOINERS.contains(&word(*at)));
        if let Some(joiner) = joined {
            let skipped = usize::from(ARTICLES.contains(&word(joiner + 1)));
            let at = joiner + 1 + skipped;
            let one = matches!(word(at + 1), "one" | "ones");
            if at < words.norms.len()
                && (one
                    || at + 1 == words.norms.len()
                    || matches!(word(at + 1), "by" | "per" | "for" | "of" | "in"))
                && let Some(terms) = with_head(at)
            {
                let end = at + 1 + usize::from(one);
                let meaning = Meaning::Terms(terms);
                let weight = if one { 2.4 } else { 1.2 };
                added.push((
                    Span {
                        start: at,
                        end,
                        meaning,
                    },
                    weight,
                ));
            }
        }
    }
    spans.extend(added);
}

/// "planned and actual lead time, actual minus planned": the first word of a name that was said stands for it beside a word
/// that compares.
pub(super) fn echoed(words: &Words<'_>, sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    const COMPARES: [&str; 5] = ["minus", "less", "vs", "versus", "against"];
    let word = |at: usize| words.norms.get(at).copied().unwrap_or_default();
    let mut added: Vec<(Span, f64)> = Vec::new();
    for at in 0..words.norms.len() {
        let beside = COMPARES.contains(&word(at + 1))
            || at
                .checked_sub(1)
                .is_some_and(|b| COMPARES.contains(&word(b)));
        // A word with a meaning of its own is itself.
        let empty = sources
            .lexicon
            .find(words, at)
            .iter()
            .filter(|f| f.taken == 1)
            .all(|f| f.terms.iter().all(|t| *t == Term::Ignorable));
        if !beside || !empty {
            continue;
        }
        let named = spans.iter().find_map(|(span, _)| match &span.meaning {
            Meaning::Terms(terms)
                if span.start != at
                    && word(span.start) == word(at)
                    && span.end - span.start > 1
                    && terms
                        .iter()
                        .all(|t| matches!(t, Term::Metric(_) | Term::Attribute(_))) =>
            {
                Some(terms.clone())
            }
            _ => None,
        });
        if let Some(terms) = named {
            let meaning = Meaning::Terms(terms);
            let (start, end) = (at, at + 1);
            added.push((
                Span {
                    start,
                    end,
                    meaning,
                },
                1.0,
            ));
        }
    }
    spans.extend(added);
}

/// "largest stock" of "largest stock value", "number of purchase orders" of "number of purchase order lines": the
/// words end in the middle of a longer name.
fn cuts_a_name(
    names: &[Term],
    words: &Words<'_>,
    at: usize,
    taken: usize,
    sources: &Sources<'_>,
) -> bool {
    let measures = names
        .iter()
        .all(|t| matches!(t, Term::Metric(_) | Term::Ranking(..)));
    let end = at + taken;
    measures
        && (at + 1..end).any(|start| {
            sources.lexicon.find(words, start).iter().any(|f| {
                start + f.taken > end
                    && f.terms
                        .iter()
                        .any(|t| matches!(t, Term::Metric(_) | Term::Entity(_)))
            })
        })
}

/// "location by location", "order by order".
pub(super) fn one_by_one(
    words: &Words<'_>,
    at: usize,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    if words.norms.get(at + 1) != Some(&"by") || words.folds.get(at + 2) != Some(&words.folds[at]) {
        return;
    }
    let names = sources
        .lexicon
        .find(words, at)
        .into_iter()
        .filter(|f| f.taken == 1)
        .flat_map(|f| f.terms);
    let entities: Vec<Term> = names.filter(|t| matches!(t, Term::Entity(_))).collect();
    if !entities.is_empty() {
        push(spans, at, 3, Meaning::Terms(entities), 1.2);
    }
}

/// "How many each one is short", "how far are they below the minimum": a measure's words with what they are said of between
/// them.
pub(super) fn farness(
    words: &Words<'_>,
    at: usize,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    const BETWEEN: &str = " units pieces items of each one it them they we is are was were by us all every the this that those ";
    let word = |place: usize| words.norms.get(place).copied().unwrap_or_default();
    if word(at) != "how" || !matches!(word(at + 1), "many" | "much" | "far") {
        return;
    }
    let mut behind = at + 2;
    while behind < at + 8 && BETWEEN.split_whitespace().any(|w| w == word(behind)) {
        behind += 1;
    }
    if behind == at + 2 {
        return;
    }
    let rest = || (at..at + 2).chain(behind..words.norms.len().min(behind + 4));
    let joined = Words {
        norms: rest().map(|p| words.norms[p]).collect(),
        stems: rest().map(|p| words.stems[p]).collect(),
        folds: rest().map(|p| words.folds[p]).collect(),
    };
    let longest = sources
        .lexicon
        .find(&joined, 0)
        .into_iter()
        .filter(|f| f.taken > 2)
        .max_by_key(|f| f.taken);
    let Some(found) = longest else { return };
    let metrics: Vec<Term> = found
        .terms
        .into_iter()
        .filter(|t| matches!(t, Term::Metric(_)))
        .collect();
    if !metrics.is_empty() {
        let taken = found.taken - 2 + behind - at;
        push(spans, at, taken, Meaning::Terms(metrics), 1.05);
    }
}

/// Words of a later turn that point back or add to what went before: "what remains", "add the supplier".
pub(super) fn followed(words: &Words<'_>, at: usize, spans: &mut Vec<(Span, f64)>) {
    let word = |place: usize| words.norms.get(place).copied().unwrap_or_default();
    let ends = |place: usize| !matches!(word(place), "of" | "in" | "at" | "on" | "to" | "from");
    let remains = match (word(at), word(at + 1), word(at + 2)) {
        ("what" | "whatever", "remains" | "remained", _) if ends(at + 2) => 2,
        ("what" | "whatever", "is" | "was", "left" | "remaining") if ends(at + 3) => 3,
        ("whats", "left" | "remaining", _) if ends(at + 2) => 2,
        ("the" | "those", "remaining", "ones" | "orders" | "rows" | "lines") => 2,
        _ => 0,
    };
    if remains > 0 {
        push(spans, at, remains, Meaning::Cue(Cue::Pronoun), 1.2);
    }
    let lead = at == 0
        || words.norms[..at].iter().all(|w| {
            matches!(
                *w,
                "please" | "and" | "also" | "now" | "can" | "could" | "you" | "ok" | "then"
            )
        });
    if lead && matches!(word(at), "add" | "append" | "attach") {
        push(spans, at, 1, Meaning::Cue(Cue::Continue), 1.1);
    }
}

/// "the second one", "the first two", "the last one", "the third product": one or some of what was named.
pub(super) fn recalled(words: &Words<'_>, at: usize, spans: &mut Vec<(Span, f64)>) {
    let word = |place: usize| words.norms.get(place).copied().unwrap_or_default();
    if word(at) == "which" && word(at + 1) == "one" {
        push(spans, at, 2, Meaning::Cue(Cue::Pronoun), 1.2);
        return;
    }
    if word(at) != "the" {
        return;
    }
    let several = matches!(
        word(at + 2),
        "one" | "two" | "three" | "four" | "five" | "ones"
    ) || word(at + 2).bytes().all(|b| b.is_ascii_digit()) && !word(at + 2).is_empty();
    let ends = |place: usize| {
        matches!(
            word(place),
            "" | "of" | "only" | "please" | "and" | "at" | "in" | "by" | "for"
        )
    };
    let taken = match word(at + 1) {
        "first" | "last" if several => 3,
        "second" | "third" | "fourth" | "fifth" if word(at + 2) == "one" => 3,
        "second" | "third" | "fourth" | "fifth"
            if !matches!(word(at + 2), "quarter" | "half" | "week" | "day" | "month") =>
        {
            2
        }
        "first" | "last" if ends(at + 2) => 2,
        _ => return,
    };
    push(spans, at, taken, Meaning::Cue(Cue::Pronoun), 1.2);
}
