//! *Asides* of a question as a whole: titles, errands, what to do with ties.

use super::{among, rename, word};
use crate::text::{Gap, Token};

/// "Ties: show all": of the best alone, all that are best are shown anyway.
pub(super) fn without_ties(mut all: Vec<Token>) -> Vec<Token> {
    const OF_TIES: &str = " ties tie tied show all both them included include keep list if there are is any of a please should be \
        shown with count ";
    let Some(at) = all.iter().position(|t| among(" ties tie tied ", &t.norm)) else {
        return all;
    };
    let of_ties = |t: &Token| among(OF_TIES, &t.norm);
    let mut begin = at;
    while begin > 0 && !matches!(all[begin].gap, Gap::Stop | Gap::Comma) && of_ties(&all[begin - 1])
    {
        begin -= 1;
    }
    let end = (at..all.len())
        .find(|p| !of_ties(&all[*p]) || *p > at && all[*p].gap == Gap::Stop)
        .unwrap_or(all.len());
    let apart = matches!(all[begin].gap, Gap::Stop | Gap::Comma)
        && all.get(end).is_none_or(|t| t.gap != Gap::Space);
    let numbered = all.iter().any(|t| t.is_numeric() && t.norm.len() < 4);
    if apart && begin > 0 && !numbered {
        all.drain(begin..end);
    }
    all
}

/// "Before I order more: …": why somebody asks, when it names nothing.
pub(super) fn without_occasion(mut all: Vec<Token>) -> Vec<Token> {
    const WHEN: &str = " before after when while as since ";
    const NAMING_NOTHING: &str = " i we you ill well im were am are will order orders ordering reorder buy buying call decide go leave start plan more \
        again next anything something new the a an any this that it them off out in on for with to my our boss manager meeting day week \
        round make place talk speak ";
    if !all.first().is_some_and(|t| among(WHEN, &t.norm)) || !among(" i we ", word(&all, 1)) {
        return all;
    }
    let end = (2..all.len().min(9)).find(|at| matches!(all[*at].gap, Gap::Comma | Gap::Stop));
    let Some(end) = end else {
        return all;
    };
    let asks = among(
        " which where what how who whose list show give is are do does can could please whats ",
        &all[end].norm,
    );
    if asks && all[1..end].iter().all(|t| among(NAMING_NOTHING, &t.norm)) {
        all.drain(..end);
    }
    all
}

/// "Days of stock left at current demand": stock lasts at the demand there is anyway.
pub(super) fn without_pace(mut all: Vec<Token>) -> Vec<Token> {
    const LASTING: &str = " last lasts cover covers left lasting suffice suffices enough ";
    const NOW: &str = " current present todays recent usual ";
    const PACE: &str = " demand rate pace usage consumption sales speed ";
    if !all.iter().any(|t| among(LASTING, &t.norm)) {
        return all;
    }
    let found = (0..all.len()).find_map(|at| {
        let from = at + 1 + usize::from(among(" the our ", word(&all, at + 1)));
        let named = among(" at with ", &all[at].norm)
            && among(NOW, word(&all, from))
            && among(PACE, word(&all, from + 1));
        if !named {
            return None;
        }
        let of = word(&all, from + 2) == "of"
            && among(
                " demand sale sales consumption usage ",
                word(&all, from + 3),
            );
        Some((at, from + 2 + 2 * usize::from(of)))
    });
    if let Some((begin, end)) = found {
        all.drain(begin..end);
    }
    all
}

/// Kinds of things that people ask for, as the head of a question.
const TITLES: &str = " report review check analysis overview drift watch alert update audit monitor summary question request query calc \
    calculation comparison exception exceptions problem topic subject ";

/// "Exception report: open orders …", "Price drift: where …": a title says what the rest says again.
pub(super) fn without_title(text: &str, mut all: Vec<Token>) -> Vec<Token> {
    let Some(colon) =
        (1..all.len().min(5)).find(|at| text[all[at - 1].end..all[*at].start].contains(':'))
    else {
        return all;
    };
    if !among(TITLES, &all[colon - 1].norm) || all[..colon].iter().any(Token::is_numeric) {
        return all;
    }
    let asks = among(
        " which where what how who whose when list show is are do does ",
        &all[colon].norm,
    );
    if asks {
        all.drain(..colon);
    } else {
        let mut at = 0;
        all.retain(|token| {
            at += 1;
            at > colon || !among(TITLES, &token.norm)
        });
    }
    all
}

/// "I'm flying out to Narvik tomorrow and …": the place stays, when somebody goes there does not matter; "kindly state the
/// value": to say it is to show it.
pub(super) fn without_errand(mut all: Vec<Token>) -> Vec<Token> {
    const GOING: &str = " flying heading driving travelling traveling going off ";
    const WHEN: &str = " tomorrow today tonight later now soon ";
    let going = (0..all.len().min(5)).find(|at| {
        among(GOING, &all[*at].norm) && *at > 0 && among(" im am we were are ", &all[at - 1].norm)
    });
    if let Some(going) = going {
        let to = (going + 1..going + 3).find(|at| word(&all, *at) == "to");
        if let Some(to) = to {
            let when = (to + 2..to + 7).find(|at| {
                among(WHEN, word(&all, *at))
                    && all.get(at + 1).is_none_or(|t| {
                        t.gap != Gap::Space || among(" and so er can could ", &t.norm)
                    })
            });
            if let Some(when) = when {
                all.remove(when);
            }
            let begin = (0..going)
                .find(|at| among(" i im we were ", &all[*at].norm))
                .unwrap_or(going);
            all.drain(begin..to);
        }
    }
    fetches(&mut all);
    for at in 1..all.len() {
        let kindly = among(" please kindly ", &all[at - 1].norm);
        let later = all[..at].iter().skip(1).any(|t| t.gap == Gap::Stop);
        let says = among(" state quote indicate specify mention ", &all[at].norm)
            || later && among(" add include ", &all[at].norm);
        if kindly && says && word(&all, at + 1) != "of" {
            rename(&mut all[at], "give");
        }
    }
    all
}

/// "Got to pick up two doors today, where are there any": what is to be fetched stays, when somebody does it does not matter.
fn fetches(all: &mut Vec<Token>) {
    const MUST: &str = " i ive ill we weve well im got gotta have need needs must want going to ";
    const FETCHING: &str = " pick collect fetch grab load pack take bring ";
    const WHEN: &str =
        " today tomorrow tonight now later soon this next morning afternoon evening week ";
    let verb = (1..all.len().min(6)).find(|at| among(FETCHING, &all[*at].norm));
    let Some(verb) = verb.filter(|v| all[..*v].iter().all(|t| among(MUST, &t.norm))) else {
        return;
    };
    let first = verb + 1 + usize::from(word(all, verb + 1) == "up");
    let clause = (first..all.len()).find(|at| matches!(all[*at].gap, Gap::Comma | Gap::Stop));
    let Some(mut clause) = clause else { return };
    let asks = among(
        " which where what how who do does is are can could have any ",
        &all[clause].norm,
    );
    if !asks || clause == first {
        return;
    }
    while clause > first + 1 && among(WHEN, &all[clause - 1].norm) {
        all.remove(clause - 1);
        clause -= 1;
    }
    all.drain(..first);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn left(question: &str, without: fn(Vec<Token>) -> Vec<Token>) -> String {
        let words: Vec<String> = without(tokens(question))
            .into_iter()
            .map(|token| token.norm)
            .collect();
        words.join(" ")
    }

    #[test]
    fn why_somebody_asks_is_left_out() {
        let left = |question| left(question, without_occasion);
        assert_eq!(
            left("Before I order more: what does each warehouse hold"),
            "what does each warehouse hold"
        );
        // What names something stays.
        for question in [
            "before we ship to oslo, what is the stock",
            "before I order more",
            "before june, what did we sell",
        ] {
            let all: Vec<String> = tokens(question).into_iter().map(|t| t.norm).collect();
            assert_eq!(left(question), all.join(" "));
        }
    }

    #[test]
    fn stock_lasts_at_the_demand_there_is() {
        let left = |question| left(question, without_pace);
        assert_eq!(
            left("days of stock left at the current rate of demand for bells"),
            "days of stock left for bells"
        );
        assert_eq!(
            left("how long does it last at current demand"),
            "how long does it last"
        );
        let sold = "units sold at the current rate";
        assert_eq!(left(sold), sold);
    }
}
