//! The *head* of a request: the words with which a question, a command or a wish to be told begins.

use super::among;
use crate::text::{Gap, Token};

/// How surely the words ask for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// A question or a command.
    Direct,
    /// A wish to be told: "I need", "we would like to see".
    Wish,
    /// A wish to be told whether something is so: what is asked may follow.
    Whether,
}

/// Words before a head.
const OPENERS: &str = " so and but then now well ok okay hi hello hey dear please kindly pls also therefore hence just thanks sorry \
    anyway finally first firstly therefor good morning afternoon evening team ";

const QUESTIONS: &str = " which what who whom whose how where when whats whos hows wheres ";

const PREPOSITIONS: &str = " at in on for from of to by with under over since until till between among across through per within ";

/// Verbs of showing, looking up, putting together.
const COMMANDS: &str = " show give list tell find count compare put add take break split sort rank state display provide check look \
    pull get name work sum calculate compute share send report draw total total display let run make fetch bring pick read \
    search identify determine summarise summarize group order arrange include print export prepare compile extract collect \
    return limit express ";

/// What somebody wants to do with what is asked for, behind "I want to".
pub(super) const SEEING: &str =
    " see know have find hear learn understand view list look compare check be ";

const SUBJECTS: &str = " i we id wed ill im ive weve one ";

const AUXILIARIES: &str = " is are was were do does did has have had ";

pub(super) fn word(all: &[Token], at: usize) -> &str {
    all.get(at).map_or("", |t| t.norm.as_str())
}

/// "We're" loses its apostrophe: no "were".
pub(super) fn we_are(token: &Token) -> bool {
    token.norm == "were" && token.text.len() > 4
}

/// The first word behind the openers.
pub(super) fn opened(all: &[Token], mut at: usize, end: usize) -> usize {
    while at < end {
        // "To begin with", "first of all".
        let phrase = match (word(all, at), word(all, at + 1), word(all, at + 2)) {
            ("to", "begin" | "start", "with") | ("first", "of", "all") => 3,
            (word, ..) if among(OPENERS, word) => 1,
            _ => break,
        };
        at += phrase;
    }
    at.min(end)
}

/// The request that begins at that clause, which ends before `end`.
pub(super) fn head(all: &[Token], begin: usize, end: usize) -> Option<Head> {
    let at = opened(all, begin, end);
    if at >= end {
        return None;
    }
    let polite = all[begin..at]
        .iter()
        .any(|t| among(" please kindly pls ", &t.norm));
    let starts = matches!(all[begin].gap, Gap::Start | Gap::Stop | Gap::Comma);
    let first = word(all, at);
    let next = word(all, at + 1);
    let somebody = among(" i we you they he she it ", next);
    if among(" could can would will may might ", first)
        && among(" you we i someone somebody anyone ", next)
    {
        return Some(Head::Direct);
    }
    if among(" when where as while before after since if because ", first)
        && (somebody || among(" the my our ", next))
    {
        return None;
    }
    // "what I need to know is", "all I need is".
    if among(" what all ", first) && among(" i we ", next) {
        let is = (at + 2..(at + 7).min(end)).find(|p| among(" is are ", word(all, *p)));
        if is.is_some_and(|is| is + 1 < end || all.get(end).is_some()) {
            return Some(Head::Wish);
        }
    }
    if among(QUESTIONS, first) {
        // "…, which I do not believe", ", which means".
        let relative = among(" which who whom whose where when ", first)
            && all[begin].gap == Gap::Comma
            && (somebody || among(" is are was were means makes ", next));
        return (!relative).then_some(Head::Direct);
    }
    if among(PREPOSITIONS, first) {
        let asks = among(QUESTIONS, next);
        let behind = (at..end).any(|p| {
            among(" could can would will ", word(all, p)) && among(" you we i ", word(all, p + 1))
                || among(" please kindly ", word(all, p))
                || p > at + 1 && among(" which what who how ", word(all, p))
        });
        return (asks || behind && starts).then_some(Head::Direct);
    }
    if among(COMMANDS, first) && (starts || polite || begin < at || joined(all, begin)) {
        let verb = among(
            " the a an me us all every each any one just for only in those these what which how whether up down out through at into my our this that it them together by of with ",
            next,
        ) || polite
            || starts && begin == at && !among(AUXILIARIES, next);
        return verb.then_some(Head::Direct);
    }
    if starts
        && among(AUXILIARIES, first)
        && !we_are(&all[at])
        && among(
            " there any we you it the our this that these those they all some ",
            next,
        )
    {
        return Some(Head::Direct);
    }
    wish(all, at, end, begin < at || joined(all, begin))
}

fn joined(all: &[Token], begin: usize) -> bool {
    begin > 0 && among(" and so but ", word(all, begin - 1))
}

/// "I need the …", "we would like to see …", "and want to know which …".
fn wish(all: &[Token], at: usize, end: usize, elided: bool) -> Option<Head> {
    let first = word(all, at);
    let mut verb = at;
    if among(SUBJECTS, first) || we_are(&all[at]) {
        verb += 1;
    } else if first == "it" {
        // "It would be good to have".
        let good = (at + 1..(at + 6).min(end)).find(|p| word(all, *p) == "to")?;
        let be = (at + 1..good).any(|p| among(" be good great helpful nice useful ", word(all, p)));
        return (be && among(SEEING, word(all, good + 1))).then_some(Head::Wish);
    } else if !elided {
        return None;
    }
    while among(
        " also just really now only urgently kindly still therefore would d will do am m have must should quickly actually ",
        word(all, verb),
    ) && verb < end
    {
        verb += 1;
    }
    let must = verb > at && among(" have must should ", word(all, verb - 1));
    let contracted = among(" id wed ", first);
    let wants = among(
        " need want wish require wonder needing requiring wanting ",
        word(all, verb),
    ) || among(" like love appreciate ", word(all, verb))
        && (contracted || all[at..verb].iter().any(|t| among(" would d ", &t.norm)))
        || among(" looking searching ", word(all, verb)) && word(all, verb + 1) == "for"
        || word(all, verb) == "after" && among(" im am i ", word(all, verb - 1))
        || among(" interested ", word(all, verb));
    let to = if must && among(" to ", word(all, verb)) {
        verb
    } else if wants {
        verb + 1
    } else {
        return None;
    };
    if word(all, verb) == "wonder" {
        return Some(Head::Whether);
    }
    let mut behind = to;
    if word(all, to) == "to" {
        if !among(SEEING, word(all, to + 1)) {
            return None;
        }
        behind = to + 2;
    } else if must {
        return None;
    }
    while among(" out up at from for about ", word(all, behind)) {
        behind += 1;
    }
    let whether = among(" if whether ", word(all, behind))
        || word(all, behind) == "what"
            && among(" went happened really goes is ", word(all, behind + 1));
    Some(if whether { Head::Whether } else { Head::Wish })
}

/// "… wants to know which", "one of the boxes asks how many": where the question begins that is reported.
pub(super) fn reported(all: &[Token], begin: usize, end: usize) -> Option<usize> {
    (begin + 1..end).find(|at| {
        let before = word(all, at - 1);
        let asks = among(
            " know see hear ask asks asked asking wonder wonders wondering ",
            before,
        );
        let wished = among(" ask asks asked asking wonder wonders wondering ", before)
            || at.checked_sub(2).is_some_and(|p| word(all, p) == "to");
        asks && wished && among(" which what who whom whose how where when ", word(all, *at))
    })
}
