//! A *correction* replaces a word that nothing knows by the one known word that it most likely stands for.

use strsim::damerau_levenshtein;

use crate::chat::{without_vowels, write_out};
use crate::demonyms::home_of;
use crate::lexicon::{Lexicon, Term, Words};
use crate::text::{Token, folds, tokens};
use crate::values::ValueIndex;

/// Unknown words of a question that a correction is looked for. With more of them it is no question that could be answered.
const MOST_UNKNOWN: usize = 24;

/// A word that was taken for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Correction {
    /// As typed.
    pub(crate) typed: String,
    /// As understood.
    pub(crate) meant: String,
}

/// Corrects the unknown words among `tokens` in place. Codes, numbers and words under four letters stay as they are.
pub(crate) fn correct(
    tokens_of: &mut [Token],
    lexicon: &Lexicon,
    values: &ValueIndex,
) -> Vec<Correction> {
    write_out(tokens_of, lexicon, values);
    let mut corrections = Vec::new();
    let mut tried = 0;
    let all = tokens_of.to_vec();
    let words = Words::of(&all);
    for (at, token) in tokens_of.iter_mut().enumerate() {
        let plain = token.norm.len() >= 3 && token.norm.bytes().all(|b| b.is_ascii_lowercase());
        let known = !lexicon.find(&words, at).is_empty()
            || lexicon.knows(&token.norm)
            || values.knows(&token.fold)
            || values.knows_within(&words, at)
            || values.with_number(&token.norm).len() > 1;
        if !plain
            || known
            || lexicon.has_stem(&token.stem)
            || lexicon.is_ordinary(&token.norm)
            || is_number_or_time(&token.norm)
        {
            continue;
        }
        tried += 1;
        if tried > MOST_UNKNOWN {
            break;
        }
        // "hoe many": what goes before is hardly anything else.
        let asks = all
            .get(at + 1)
            .is_some_and(|t| matches!(t.norm.as_str(), "many" | "much" | "long"))
            && damerau_levenshtein("how", &token.norm) == 1;
        // "Italian customers": those of the country. It is no misspelling.
        let capital = |t: Option<&Token>| t.is_some_and(|t| t.text.starts_with(char::is_uppercase));
        let named = capital(all.get(at)) && capital(all.get(at + 1));
        if let Some(place) = home_of(&token.norm).find(|place| values.knows(place) && !named) {
            if let Some(named) = tokens(place).into_iter().next() {
                token.norm = named.norm;
                token.stem = named.stem;
                token.fold = named.fold;
            }
            continue;
        }
        let beside = shortened(&all, at, values).or_else(|| beside_word(&all, at, values));
        let meant = match slip(&token.norm) {
            _ if asks => Some("how".to_owned()),
            _ if beside.is_some() => beside,
            Some(word) => Some(word.to_owned()),
            None => in_chat(&token.norm, lexicon)
                .or_else(|| closest(&token.norm, lexicon, values))
                .or_else(|| within_name(&all, at, lexicon)),
        };
        let Some(meant) = meant else {
            continue;
        };
        let Some(replacement) = tokens(&meant).into_iter().next() else {
            continue;
        };
        corrections.push(Correction {
            typed: token.text.clone(),
            meant,
        });
        token.norm = replacement.norm;
        token.stem = replacement.stem;
        token.fold = replacement.fold;
    }
    corrections
}

/// "Long Ave Bikes" for "Long Avenue Bikes": the one word of the data that begins so and stands beside the same word.
fn shortened(all: &[Token], at: usize, values: &ValueIndex) -> Option<String> {
    let beside = |place: Option<usize>| {
        place
            .and_then(|p| all.get(p))
            .filter(|t| t.norm.len() > 2)
            .map(|t| t.fold.as_str())
    };
    let (before, after) = (beside(at.checked_sub(1)), beside(Some(at + 1)));
    let mut longer = values.beginning(&all[at].norm).filter(|word| {
        word.len() > all[at].norm.len()
            && (before.is_some_and(|left| values.follows(left, word))
                || after.is_some_and(|right| values.follows(word, right)))
    });
    let found = longer.next()?;
    longer.next().is_none().then(|| found.to_owned())
}

/// "Fil rate": a short word with one letter left out, where the whole word makes a name of the model with the word beside
/// it.
fn within_name(all: &[Token], at: usize, lexicon: &Lexicon) -> Option<String> {
    let word = all[at].norm.as_str();
    if !(3..=4).contains(&word.len()) {
        return None;
    }
    let named = |phrase: &str| {
        let both = tokens(phrase);
        let found = lexicon.find(&Words::of(&both), 0);
        both.len() == 2
            && found.iter().any(|f| {
                f.taken == 2
                    && f.terms.iter().any(|t| {
                        matches!(
                            t,
                            Term::Metric(_)
                                | Term::Attribute(_)
                                | Term::Entity(_)
                                | Term::Filter(_)
                        )
                    })
            })
    };
    let fits = |candidate: &&str| {
        candidate.len() == word.len() + 1
            && damerau_levenshtein(candidate, word) == 1
            && (all
                .get(at + 1)
                .is_some_and(|next| named(&format!("{candidate} {}", next.norm)))
                || at
                    .checked_sub(1)
                    .is_some_and(|before| named(&format!("{} {candidate}", all[before].norm))))
    };
    let mut found = lexicon.beginning(word.get(..1)?).filter(fits);
    let first = found.next()?;
    found.next().is_none().then(|| first.to_owned())
}

/// "brass hinegs" for "brass hinges": the word of the data that stands beside the same word there, nearly as typed.
fn beside_word(all: &[Token], at: usize, values: &ValueIndex) -> Option<String> {
    let typed = &all[at].norm;
    let neighbour = |place: Option<usize>| {
        place
            .and_then(|p| all.get(p))
            .filter(|t| t.norm.len() > 2 && values.knows(&t.fold))
            .map(|t| t.fold.as_str())
    };
    let (before, after) = (neighbour(at.checked_sub(1)), neighbour(Some(at + 1)));
    if typed.len() < 4 || before.is_none() && after.is_none() {
        return None;
    }
    let single = folds(typed).concat();
    let allowed = tolerance(typed.len());
    let mut near: Vec<(usize, &str)> = values
        .beginning(typed.get(..1)?)
        .filter(|word| word.len() >= 4 && word.bytes().all(|b| b.is_ascii_lowercase()))
        .filter(|word| {
            before.is_some_and(|left| values.follows(left, word))
                || after.is_some_and(|right| values.follows(word, right))
        })
        .filter(|word| may_be_near(word, typed, allowed) || may_be_near(word, &single, allowed))
        .map(|word| {
            let distance = damerau_levenshtein(word, typed).min(damerau_levenshtein(word, &single));
            (distance, word)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    near.sort_unstable();
    let (distance, found) = *near.first()?;
    let alone = near.get(1).is_none_or(|(other, _)| *other > distance);
    alone.then(|| found.to_owned())
}

/// "dayz" for "days".
fn in_chat(word: &str, lexicon: &Lexicon) -> Option<String> {
    let plural = format!("{}s", word.strip_suffix('z').filter(|b| b.len() > 2)?);
    let known = lexicon.knows(&plural)
        || is_number_or_time(&plural)
        || folds(&plural).iter().all(|w| lexicon.knows(w));
    known.then_some(plural)
}

/// Words that other recognisers read: numbers in words, months, weekdays, periods.
const NUMBERS_AND_TIMES: &str = " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen \
    january february march april may june july august september october november december jan feb mar apr jun jul \
    aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow day \
    days week weeks month months quarter quarters year years fortnight weekend half halves past next coming since \
    until till older newer earlier later second third fourth fifth sixth seventh eighth ninth tenth following previous prior current ytd qtd mtd ";

/// Other recognisers read the word.
pub(crate) fn is_number_or_time(word: &str) -> bool {
    NUMBERS_AND_TIMES.split_whitespace().any(|w| w == word)
}

/// Edits that a word of that length may need: none under four letters, one up to seven, two from eight.
fn tolerance(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// So few letters differ that `edits` may suffice: one edit adds a letter, drops one or does both. Far cheaper than the
/// distance itself, which hardly any word is left for.
fn may_be_near(one: &str, other: &str, edits: usize) -> bool {
    let letters = |word: &str| {
        word.chars()
            .fold(0u32, |all, letter| all | 1 << (u32::from(letter) & 31))
    };
    (letters(one) ^ letters(other)).count_ones() as usize <= 2 * edits
}

/// Words that most questions are made of.
const COMMON: &str = " the and for how all who our are has had any not now new top per did was were have open sell sold late last list \
    show what when where which from with this that them they over each both most more less many much only since under above \
    below order orders stock item items first year years week weeks month days date price units will before after little second third \
    single pieces running including excluding between without because every whether separate ";

/// Words of times that only stand inside a phrase.
const EDGES: [&str; 3] = ["beginning", "start", "middle"];

/// A short word with two letters in the wrong order, or with one left out: "teh", "hwo", "opn", "hav".
fn slip(word: &str) -> Option<&'static str> {
    if !(3..=9).contains(&word.len()) {
        return None;
    }
    let near = |candidate: &&str| {
        let swapped = candidate.len() == word.len() && sorted(candidate) == sorted(word);
        let left_out = candidate.len() == word.len() + 1;
        candidate.as_bytes().first() == word.as_bytes().first()
            && (swapped || left_out)
            && damerau_levenshtein(candidate, word) == 1
    };
    let mut all = COMMON.split_whitespace().filter(near);
    let found = all.next()?;
    all.next().is_none().then_some(found)
}

fn closest(word: &str, lexicon: &Lexicon, values: &ValueIndex) -> Option<String> {
    let allowed = tolerance(word.len());
    let near = |candidate: &str| {
        let difference = candidate.len().abs_diff(word.len());
        if candidate.len() < 4
            || difference > allowed
            || !may_be_near(candidate, word, allowed)
            || candidate.bytes().any(|b| b.is_ascii_digit())
        {
            return None;
        }
        let distance = damerau_levenshtein(candidate, word);
        // A short word with another letter in it is another word ("slow", "show").
        let replaced = candidate.len() == word.len() && sorted(candidate) != sorted(word);
        if word.len() <= 4 && replaced {
            return None;
        }
        // Words that begin differently are other words ("late" and "rate", "unfilled" and "refilled").
        let same_start = begins_alike(candidate, word);
        // Letters in the wrong order are the likeliest slip.
        let reordered = sorted(candidate) != sorted(word);
        // "orderd" is rather "ordered" than "order".
        let ending = candidate.as_bytes().last() != word.as_bytes().last();
        // "oders" is rather "orders" than "overs".
        let rare = !COMMON.split_whitespace().any(|w| w == candidate);
        (distance <= allowed && same_start).then_some((
            distance,
            lexicon.is_filler(candidate),
            rare,
            reordered,
            ending,
            difference,
        ))
    };
    // Only words that begin alike come into question.
    let first = word.get(..1).unwrap_or_default();
    let swapped: String = word
        .chars()
        .take(2)
        .collect::<Vec<_>>()
        .iter()
        .rev()
        .collect();
    let starts =
        || std::iter::once(first).chain(Some(swapped.as_str()).filter(|s| !s.starts_with(first)));
    let plural = word.ends_with('s') || word.ends_with('z');
    let times = NUMBERS_AND_TIMES.split_whitespace().filter(|w| w.len() > 4);
    let from_lexicon = starts()
        .flat_map(|start| lexicon.beginning(start))
        .flat_map(|c| {
            // Names are kept in the singular: "vendros" is nearer to "vendors" than to "vendor".
            let many = (plural && !c.ends_with('s')).then(|| format!("{c}s"));
            std::iter::once(c.to_owned()).chain(many)
        })
        .chain(times.chain(EDGES).map(str::to_owned))
        .filter_map(|c| near(&c).map(|d| (d, c)))
        .min();
    if let Some((_, found)) = from_lexicon {
        return Some(found);
    }
    if let Some(found) = without_vowels(word, lexicon) {
        return Some(found);
    }
    // Words of the data are kept in the singular.
    let single = folds(word).concat();
    let letters = sorted(word);
    let near_value = |candidate: &str| {
        let difference = candidate.len().abs_diff(single.len());
        let same_start = begins_alike(candidate, word);
        // "tounge": the letters of the word in another order.
        let allowed = if candidate.len() >= 6 && sorted(candidate) == letters {
            allowed.max(2)
        } else {
            allowed
        };
        let near =
            may_be_near(candidate, word, allowed) || may_be_near(candidate, &single, allowed);
        (candidate.len() >= 5 && word.len() >= 5 && difference <= allowed && same_start && near)
            .then(|| {
                damerau_levenshtein(candidate, word).min(damerau_levenshtein(candidate, &single))
            })
            .filter(|d| *d <= allowed)
    };
    let from_values = starts().flat_map(|start| values.beginning(start));
    if let Some((_, found)) = from_values
        .filter_map(|c| near_value(c).map(|d| (d, c)))
        .min()
    {
        return Some(found.to_owned());
    }
    abbreviation(word, values)
}

/// The first letters are the same, or only changed places.
fn begins_alike(left: &str, right: &str) -> bool {
    match (left.as_bytes(), right.as_bytes()) {
        ([a, b, ..], [c, d, ..]) => a == c || (a, b) == (d, c),
        _ => left == right,
    }
}

fn sorted(word: &str) -> Vec<u8> {
    let mut letters = word.as_bytes().to_vec();
    letters.sort_unstable();
    letters
}

/// "misc" for the only value word that begins so.
fn abbreviation(word: &str, values: &ValueIndex) -> Option<String> {
    if word.len() < 4 {
        return None;
    }
    let mut longer = values.beginning(word).filter(|c| c.len() > word.len() + 1);
    let found = longer.next()?;
    longer.next().is_none().then(|| found.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of so many misspelt words are corrected.
    fn corrected(count: usize) -> usize {
        let model = semantic::load::load(
            "semantic_model.yaml",
            include_str!("../../../config/semantic_model.yaml"),
        )
        .unwrap();
        let lexicon = Lexicon::new(&model, &model);
        let mut typed = tokens(&vec!["warehuose"; count].join(" "));
        let found = correct(&mut typed, &lexicon, &ValueIndex::default());
        assert!(found.iter().all(|c| c.meant == "warehouse"), "{found:?}");
        found.len()
    }

    #[test]
    fn so_many_unknown_words_are_corrected_and_no_more() {
        assert_eq!(corrected(MOST_UNKNOWN), MOST_UNKNOWN);
        assert_eq!(corrected(MOST_UNKNOWN + 1), MOST_UNKNOWN);
    }
}
