//! Spans of *values*: names and codes of the data, whole, in part, joined, or shortened.

use super::keys::names_entity;
use super::{Meaning, Sources, Span, push};
use crate::draft::{kind_letters, letters_of_kind};
use crate::lexicon::{Term, Words};
use crate::spelling::is_number_or_time;
use crate::text::{Gap, Token};
use crate::values::{Fit, Match};

/// Words of a value phrase that may be said although the value lacks them ("drill 18 black *size* 3").
const LINKS: [&str; 8] = [
    "size", "sized", "in", "of", "the", "colour", "color", "number",
];

const LONGEST_VALUE: usize = 9;

/// Everyday words that end names ("door panel left") and name nothing by themselves.
const NO_NOUNS: [&str; 18] = [
    "left", "right", "front", "rear", "upper", "lower", "new", "old", "short", "long", "complete",
    "full", "light", "fine", "single", "double", "open", "high",
];

pub(super) fn values(
    words: &Words<'_>,
    tokens: &[Token],
    at: usize,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    let folds = &words.folds;
    numbered(words, at, sources, spans);
    // Where the next word is looked for, the words so far, and whether an "and" was passed over between them.
    let mut waiting: Vec<(usize, Vec<String>, bool)> = vec![(at, Vec::new(), false)];
    while let Some((from, phrase, and)) = waiting.pop() {
        if from >= folds.len() || from >= at + LONGEST_VALUE {
            continue;
        }
        if from > at && tokens[from].gap == Gap::Stop {
            continue;
        }
        let mut met = false;
        for (taken, more) in sources.values.spellings(words, from) {
            if tokens[from + 1..from + taken]
                .iter()
                .any(|t| matches!(t.gap, Gap::Stop | Gap::Comma))
            {
                continue;
            }
            let mut longer = phrase.clone();
            longer.extend(more);
            let refs: Vec<&str> = longer.iter().map(String::as_str).collect();
            let matches = sources.values.matches(&refs, sources.readable);
            // "Milk lactose" fits no "Milk Lactose Free": only the word behind it says so.
            if matches.is_empty() && words.norms.get(from + taken) == Some(&"free") {
                waiting.push((from + taken, longer, and));
                continue;
            }
            if matches.is_empty() {
                continue;
            }
            met = true;
            waiting.push((from + taken, longer.clone(), and));
            // "wine and spirits" for "Wine & Spirits", but not two things that one name happens to hold.
            if and && matches.iter().all(|m| m.fit < Fit::Nearly) {
                continue;
            }
            one_value(words, tokens, (at, from + taken), matches, sources, spans);
        }
        // "drill 18 black size 3": a word that the value lacks.
        if !met && from > at && LINKS.contains(&tokens[from].norm.as_str()) {
            waiting.push((from + 1, phrase, and));
        } else if !met && from > at && tokens[from].norm == "and" {
            waiting.push((from + 1, phrase, true));
        }
    }
}

/// "LDS" for LDS01 and LDS08: the letters of codes that end in a number.
fn numbered(words: &Words<'_>, at: usize, sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    let known = !sources.lexicon.find(words, at).is_empty()
        || sources.lexicon.is_ordinary(words.norms[at])
        || sources.values.knows(words.folds[at]);
    if known {
        return;
    }
    let mut all: Vec<Match> = Vec::new();
    for code in sources.values.with_number(words.norms[at]) {
        for found in sources.values.matches(&[code], sources.readable) {
            match all.iter_mut().find(|m| m.attribute == found.attribute) {
                Some(met) => {
                    let fresh = found.values.into_iter().filter(|v| !met.values.contains(v));
                    met.values.extend(fresh.collect::<Vec<_>>());
                    met.frequency += found.frequency;
                }
                None => all.push(Match {
                    fit: Fit::Partial,
                    heads: true,
                    ..found
                }),
            }
        }
    }
    if !all.is_empty() {
        push(spans, at, 1, Meaning::Values(all), 0.75);
    }
}

/// "In the yard": the one warehouse whose code begins with the letters of that kind, where others begin otherwise.
pub(super) fn of_kind_alone(
    tokens: &[Token],
    at: usize,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    let token = &tokens[at];
    let definite = at
        .checked_sub(1)
        .is_some_and(|before| matches!(tokens[before].norm.as_str(), "the" | "our"));
    let Some(letters) = letters_of_kind(&token.norm).filter(|_| definite) else {
        return;
    };
    let Some(place) = sources
        .model
        .entity("stock_row")
        .and_then(|row| row.key.first())
    else {
        return;
    };
    let all = sources.values.of(place);
    let of_kind = |code: &&str| letters.contains(&kind_letters(code).as_str());
    let mut found = all.iter().copied().filter(of_kind);
    let (Some(only), None) = (found.next(), found.next()) else {
        return;
    };
    if all.len() > 1 {
        let found = Match {
            attribute: place.clone(),
            values: vec![only.to_owned()],
            others: Vec::new(),
            longer: Vec::new(),
            fit: Fit::Partial,
            heads: true,
            frequency: 1,
            length: 1,
        };
        push(spans, at, 1, Meaning::Values(vec![found]), 1.15);
    }
}

/// The span over `tokens[at..end]` that stands for values, unless its words are worth more for themselves.
fn one_value(
    words: &Words<'_>,
    tokens: &[Token],
    (at, end): (usize, usize),
    mut matches: Vec<Match>,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    let last = end - 1;
    let personal = |m: &Match| {
        sources
            .model
            .fields_of(&m.attribute)
            .any(|(_, f)| f.personal)
    };
    // "sterile products": the word says how they are, so names that go on behind it are meant too.
    let noun = tokens.get(end).is_some_and(|t| {
        matches!(
            t.fold.as_str(),
            "product" | "item" | "article" | "good" | "stuff" | "thing" | "one" | "sku"
        )
    });
    if noun && tokens[last].norm == tokens[last].fold {
        for found in &mut matches {
            found.values.append(&mut found.others);
        }
    }
    matches.sort_by_key(|m| (std::cmp::Reverse(m.fit), personal(m), m.values.len()));
    let Some(best) = matches.first() else {
        return;
    };
    let taken = end - at;
    let spelled_known = taken == 1
        && sources
            .lexicon
            .find(words, at)
            .iter()
            .any(|f| f.taken == 1 && (f.exact || f.outside));
    let single_known = taken == 1
        && sources
            .lexicon
            .find(words, at)
            .iter()
            .any(|f| f.taken == 1 && (!f.terms.is_empty() || f.outside));
    // "Delivered or what", "orders in OR": a small word is a code of the data only where it is written as one.
    if taken == 1
        && small_word(words, at, sources)
        && !code_written(tokens, at)
        && !keyed(best, words, end, sources)
        && !column_named(best, words, at, sources)
    {
        return;
    }
    // A part of a name is only one when it says something by itself: "of the" is no customer.
    let content = |at: usize| {
        let empty = |t: &Term| matches!(t, Term::Cue(_) | Term::Ignorable);
        !is_number_or_time(&tokens[at].norm)
            && !sources
                .lexicon
                .find(words, at)
                .iter()
                .any(|f| f.taken == 1 && f.terms.iter().any(empty))
    };
    // A function word is no name ("at" is not a postcode that ends in it); numbers and times are their own.
    if best.fit < Fit::Whole && taken == 1 && !content(at) && !tokens[at].is_numeric() {
        return;
    }
    // One letter, or a word of everyday speech, is no name by chance: "n" is not "N. Vancouver", "great" not "Great Falls".
    let letter = tokens[at].norm.chars().count() < 2;
    let everyday = (sources.lexicon.is_ordinary(&tokens[at].norm) && !best.heads
        || NO_NOUNS.contains(&tokens[at].norm.as_str()))
        && !tokens[at].text.starts_with(char::is_uppercase);
    // "Goods that nobody ordered": no name that happens to end so.
    let generic = matches!(
        tokens[at].fold.as_str(),
        "good" | "stuff" | "thing" | "product" | "item" | "article" | "supply"
    ) && !tokens[at].text.starts_with(char::is_uppercase);
    let letter = letter || generic;
    if best.fit < Fit::Nearly && taken == 1 && !tokens[at].is_numeric() && (letter || everyday) {
        return;
    }
    // "How many each one is short": an adjective is no thing that is always in the plural.
    let plural_only = taken == 1
        && tokens[at].norm == tokens[at].fold
        && best
            .values
            .iter()
            .all(|v| !crate::text::words(v).contains(&tokens[at].norm));
    let described = at > 0
        && matches!(
            tokens[at - 1].norm.as_str(),
            "is" | "are"
                | "was"
                | "were"
                | "be"
                | "being"
                | "how"
                | "too"
                | "so"
                | "very"
                | "run"
                | "runs"
                | "running"
                | "we"
                | "am"
                | "fall"
                | "falls"
                | "come"
                | "comes"
        );
    if plural_only && described && sources.lexicon.is_ordinary(&tokens[at].norm) {
        return;
    }
    // "Pearl Delta": a capital letter marks a name, also where the word has another sense.
    let capital = |at: usize| {
        at > 0
            && tokens[at].text.starts_with(char::is_uppercase)
            && tokens
                .iter()
                .any(|t| t.text.starts_with(char::is_lowercase))
    };
    let named = |place: usize| content(place) || taken > 1 && capital(place);
    let edges = named(at) && named(last);
    let common = (at..end).filter(|at| !named(*at)).count();
    let status = best.attribute.as_str().contains("status") && common < taken;
    if best.fit == Fit::Partial && taken > 1 && !edges && common * 2 >= taken && !status {
        return;
    }
    // Words in another order are a name only when each of them can be a part of one.
    let list = tokens[at + 1..end].iter().any(|t| t.gap == Gap::Comma);
    if best.fit == Fit::Loose && (common > 0 || list) {
        return;
    }
    let base = match best.fit {
        // "SO orders", "order prefix SO": the word beside it says what it is.
        Fit::Whole if single_known && taken == 1 && keyed(best, words, end, sources) => 1.1,
        Fit::Whole if single_known && column_named(best, words, at, sources) => 1.2,
        Fit::Whole if taken == 1 && own_status(best, words, at, sources) => 1.1,
        // A value as it stands in the data, beside names that only share its stem.
        Fit::Whole if single_known && !spelled_known => 1.05,
        Fit::Whole if single_known => 0.95,
        Fit::Whole => 1.2,
        Fit::Nearly if single_known => 0.7,
        Fit::Nearly => 1.1,
        Fit::Partial if single_known => 0.3,
        Fit::Partial if taken == 1 && personal(best) => 0.6,
        Fit::Partial if taken == 1 => 0.75,
        // Words of a status are matched as the data has them.
        Fit::Partial if taken > 1 && best.attribute.as_str().contains("status") => 1.05,
        Fit::Partial if personal(best) => 0.9,
        Fit::Partial => 1.0,
        Fit::Loose if personal(best) => 0.7,
        Fit::Loose => 0.95,
    };
    // A bare number is a quantity before it is a piece of a name.
    let named = at > 0
        && sources.lexicon.find(words, at - 1).iter().any(|f| {
            f.taken == 1
                && f.terms.iter().any(|t| matches!(t, Term::Entity(e) if sources.model.entities[*e].key.contains(&best.attribute)))
        });
    let base = match (
        taken == 1 && tokens[at].is_numeric() && best.fit < Fit::Whole,
        named,
    ) {
        (true, true) => 1.1,
        (true, false) => 0.2,
        _ => base,
    };
    push(spans, at, taken, Meaning::Values(matches), base);
}

/// A status of the data that the words say, beside named conditions that do not speak of it: "damaged" where lines are
/// marked so.
fn own_status(found: &Match, words: &Words<'_>, at: usize, sources: &Sources<'_>) -> bool {
    let [value] = found.values.as_slice() else {
        return false;
    };
    let quoted = format!("'{}'", value.to_lowercase());
    let mut terms = sources
        .lexicon
        .find(words, at)
        .into_iter()
        .filter(|f| f.taken == 1)
        .flat_map(|f| f.terms)
        .peekable();
    let other = |term: Term| match term {
        Term::Filter(filter) => {
            let filter = &sources.model.filters[filter];
            !filter.expression.to_lowercase().contains(&quoted)
        }
        _ => false,
    };
    found.attribute.as_str().contains("status") && terms.peek().is_some() && terms.all(other)
}

/// A short word of the grammar, or one that says nothing.
fn small_word(words: &Words<'_>, at: usize, sources: &Sources<'_>) -> bool {
    let grammar = |t: &Term| matches!(t, Term::Cue(_) | Term::Ignorable);
    words.norms[at].len() < 4
        && words.norms[at].bytes().all(|b| b.is_ascii_lowercase())
        && sources
            .lexicon
            .find(words, at)
            .iter()
            .any(|f| f.taken == 1 && f.terms.iter().any(grammar))
}

/// In capitals among other words, behind a comma or a word that goes before places: "in OR", "Portland, OR".
fn code_written(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let capitals = token.text.len() > 1 && token.text.bytes().all(|b| b.is_ascii_uppercase());
    let mixed = tokens
        .iter()
        .any(|t| t.text.starts_with(|c: char| c.is_ascii_lowercase()));
    let led = token.gap == Gap::Comma
        || at.checked_sub(1).is_some_and(|before| {
            matches!(
                tokens[before].norm.as_str(),
                "in" | "to" | "into" | "from" | "at" | "for" | "of" | "state" | "status" | "area"
            )
        });
    capitals && mixed && led
}

/// The words right before that place, or before the "or" and the value there, name the value's column.
fn column_named(found: &Match, words: &Words<'_>, at: usize, sources: &Sources<'_>) -> bool {
    let named = |end: usize| {
        (end.saturating_sub(3)..end).any(|start| {
            sources.lexicon.find(words, start).iter().any(|f| {
                start + f.taken == end
                    && f.terms.contains(&Term::Attribute(found.attribute.clone()))
            })
        })
    };
    let joined = at > 2 && matches!(words.norms[at - 1], "and" | "or");
    named(at) || joined && named(at - 2)
}

/// The word at that place names the thing whose key the value is part of.
fn keyed(found: &Match, words: &Words<'_>, at: usize, sources: &Sources<'_>) -> bool {
    sources
        .model
        .entities
        .iter()
        .enumerate()
        .any(|(position, e)| {
            e.key.contains(&found.attribute)
                && e.key.len() > 1
                && names_entity(words, at, position, sources)
        })
}

/// "hand, power and garden tools": each of the first words is short for "… tools".
pub(super) fn coordinated(stems: &[&str], sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    let mut added = Vec::new();
    for (span, _) in spans.iter() {
        let Meaning::Values(matches) = &span.meaning else {
            continue;
        };
        let Some(whole) = matches
            .first()
            .filter(|m| m.fit == Fit::Whole && span.end - span.start >= 2)
        else {
            continue;
        };
        let head = stems[span.end - 1];
        let mut at = span.start;
        loop {
            let joiner = at > 0 && matches!(stems[at - 1], "and" | "or" | "plus");
            let word_at = if joiner {
                at.checked_sub(2)
            } else {
                at.checked_sub(1)
            };
            let Some(word_at) = word_at else { break };
            let mut found = sources
                .values
                .matches(&[stems[word_at], head], sources.readable);
            found.retain(|m| m.attribute == whole.attribute && m.fit == Fit::Whole);
            if found.is_empty() {
                break;
            }
            added.push((
                Span {
                    start: word_at,
                    end: word_at + 1,
                    meaning: Meaning::Values(found),
                },
                1.2,
            ));
            at = word_at;
        }
    }
    spans.extend(added);
}

/// "monitor batteries VS300 and VS500": the words behind the joiner end the name that the words before it began.
pub(super) fn shortened(
    tokens: &[Token],
    folds: &[&str],
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    let mut added = Vec::new();
    for (span, _) in spans.iter() {
        let Meaning::Values(matches) = &span.meaning else {
            continue;
        };
        let joiner = matches!(
            folds.get(span.end),
            Some(&("and" | "or" | "plus" | "versus" | "vs"))
        );
        let listed = tokens
            .get(span.end)
            .is_some_and(|t| t.gap == Gap::Comma || t.start > tokens[span.end - 1].end + 2);
        let at = span.end + usize::from(joiner);
        if span.end - span.start < 2 || !(joiner || listed) || at >= folds.len() {
            continue;
        }
        let mut phrase = folds[span.start..span.end - 1].to_vec();
        phrase.push(folds[at]);
        let mut found = sources.values.matches(&phrase, sources.readable);
        found.retain(|m| {
            matches
                .iter()
                .any(|first| first.attribute == m.attribute && first.fit <= m.fit)
        });
        if !found.is_empty() && folds[at] != folds[span.end - 1] {
            added.push((
                Span {
                    start: at,
                    end: at + 1,
                    meaning: Meaning::Values(found),
                },
                1.25,
            ));
        }
    }
    spans.extend(added);
}
