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
