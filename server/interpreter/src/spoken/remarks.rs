//! *Remarks* on a request that take nothing away from it: "no matter where", "at least once", "the price I can quote him".

use super::{among, rename, word};
use crate::text::{Gap, Token};

pub(super) fn without_remarks(mut all: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < all.len() {
        no_matter(&mut all, at);
        at_least_once(&mut all, at);
        quoted(&mut all, at);
        since_then(&mut all, at);
        measured_from(&mut all, at);
        only_one(&mut all, at);
        part_of_today(&mut all, at);
        busy_with(&mut all, at);
        at += 1;
    }
    all
}

/// The tokens are left out; what follows is set apart as they were.
fn leave_out(all: &mut Vec<Token>, begin: usize, end: usize) {
    if begin == 0 && end >= all.len() {
        return;
    }
    all.drain(begin..end);
}

/// Where the clause ends that the place is in.
fn clause_end(all: &[Token], at: usize) -> usize {
    (at + 1..all.len())
        .find(|p| matches!(all[*p].gap, Gap::Comma | Gap::Stop))
        .unwrap_or(all.len())
}

/// "No matter where it goes", "regardless of the size": none of them is meant.
fn no_matter(all: &mut Vec<Token>, at: usize) {
    const WHICH: &str = " which what where when who whom how whose the ";
    const WIDE: &str = " which what where when who whom how whose the a it they goes go went is are was were comes come from to in of by size \
        sizes area region country warehouse depot site place customer client supplier vendor product item group big small long old colour \
        color model kind type sold bought ordered sent shipped delivered them its their he she day date year month ";
    let lead = match (word(all, at), word(all, at + 1)) {
        ("no", "matter") | ("regardless" | "irrespective", "of") => 2,
        _ => return,
    };
    let end = clause_end(all, at);
    let wide = end - at <= 8
        && among(WHICH, word(all, at + lead))
        && (at + lead..end).all(|p| among(WIDE, word(all, p)));
    if wide {
        leave_out(all, at, end);
    }
}

/// "Sold at least once": sold.
fn at_least_once(all: &mut Vec<Token>, at: usize) {
    let once = word(all, at) == "at" && word(all, at + 1) == "least" && word(all, at + 2) == "once";
    let denied = all[at.saturating_sub(5)..at]
        .iter()
        .any(|t| among(" not never no without ", &t.norm));
    let often = usize::from(word(all, at + 3) == "in");
    if once && !denied && !among(" a an per every each any ", word(all, at + 3 + often)) {
        leave_out(all, at, at + 3);
    }
}

/// "The price I can quote him": the price.
fn quoted(all: &mut Vec<Token>, at: usize) {
    if !among(" price prices rate ", word(all, at)) {
        return;
    }
    let clause = clause_end(all, at);
    let end = (at + 2..clause)
        .find(|p| among(" for of on at in ", word(all, *p)))
        .unwrap_or(clause);
    let verb = (at + 1..end.min(at + 6)).find(|p| among(" quote charge ask offer ", word(all, *p)));
    let Some(verb) = verb else { return };
    let told = (at + 1..verb).all(|p| {
        among(
            " that which i we can could should may must shall have to ",
            word(all, p),
        )
    }) && (verb + 1..end)
        .all(|p| among(" him her them it you for now today ", word(all, p)));
    if told && verb > at + 1 {
        leave_out(all, at + 1, end);
    }
}

/// "Orders that have since been delivered", "placed in May and delivered since,": until today.
fn since_then(all: &mut Vec<Token>, at: usize) {
    if word(all, at) != "since" || at == 0 {
        return;
    }
    let between = among(" have has had ", word(all, at - 1))
        && among(" been gone arrived come left ", word(all, at + 1));
    let behind = among(
        " delivered received shipped arrived sent cancelled ",
        word(all, at - 1),
    ) && all
        .get(at + 1)
        .is_none_or(|t| matches!(t.gap, Gap::Comma | Gap::Stop));
    if between || behind {
        leave_out(all, at, at + 1);
    }
}

/// "Measured from the order date": from it.
fn measured_from(all: &mut Vec<Token>, at: usize) {
    let measured = among(
        " measured counted reckoned calculated counting measuring ",
        word(all, at),
    );
    let dated = (at + 2..at + 6).any(|p| among(" date day order ordering ", word(all, p)));
    if measured && word(all, at + 1) == "from" && dated {
        leave_out(all, at, at + 1);
    }
}

/// "Which single product", "each single area", "one single number": as many as without it.
fn only_one(all: &mut Vec<Token>, at: usize) {
    let single = word(all, at) == "single" && at > 0 && all[at].gap == Gap::Space;
    let next = all.get(at + 1).is_some_and(|t| t.gap == Gap::Space);
    let leads = single && among(" which what each every one ", word(all, at - 1));
    let figure = word(all, at.saturating_sub(1)) != "one"
        || among(" number figure value total sum ", word(all, at + 1));
    if leads && next && figure {
        leave_out(all, at, at + 1);
    }
}

/// "Out of stock this morning": no part of a day is known. "I go there this morning" is about the asker.
fn part_of_today(all: &mut Vec<Token>, at: usize) {
    let begin = (0..at)
        .rev()
        .find(|p| all[*p].gap == Gap::Stop)
        .unwrap_or_default();
    let asker = all[begin..at]
        .iter()
        .any(|t| among(" i im ive ill id my we our me ", &t.norm));
    let part = !asker
        && word(all, at) == "this"
        && among(" morning afternoon evening ", word(all, at + 1))
        && all[at + 1].gap == Gap::Space;
    let ends = all
        .get(at + 2)
        .is_none_or(|t| t.gap != Gap::Space || among(" in at for and so from ", &t.norm));
    if part && ends {
        let stock = all
            .iter()
            .any(|t| among(" stock stocked minimum hand ", &t.norm));
        rename(&mut all[at], if stock { "now" } else { "today" });
        all.remove(at + 1);
    }
}

/// "We're cleaning up our data", "I'm going through May": what the asker does is nothing that is sold, and no end of a time.
fn busy_with(all: &mut Vec<Token>, at: usize) {
    let we_are = |t: &Token| {
        t.norm == "im" || t.norm == "were" && t.text.len() > 4 || t.norm == "we" && t.text.len() > 2
    };
    let busy = at > 0
        && we_are(&all[at - 1])
        && among(" up through out over ", word(all, at + 1))
        && word(all, at).ends_with("ing")
        // "I'm driving over to …" says where.
        && word(all, at + 2) != "to"
        && !among(" running selling ", word(all, at));
    if !busy || at + 2 >= all.len() {
        return;
    }
    rename(&mut all[at], "working");
    if word(all, at + 1) == "through" {
        leave_out(all, at + 1, at + 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn left(question: &str) -> String {
        let words: Vec<String> = without_remarks(tokens(question))
            .into_iter()
            .map(|t| t.norm)
            .collect();
        words.join(" ")
    }

    #[test]
    fn remarks_take_nothing_away() {
        for (question, said) in [
            (
                "open orders due tomorrow, no matter where they go",
                "open orders due tomorrow",
            ),
            ("products sold at least once in may", "products sold in may"),
            ("I'm driving over to narvik", "im driving over to narvik"),
            (
                "what is the unit price I should quote him?",
                "what is the unit price",
            ),
            (
                "orders of may that have since been delivered",
                "orders of may that have been delivered",
            ),
            (
                "days to deliver, counted from the order date",
                "days to deliver from the order date",
            ),
            ("which single product sold most", "which product sold most"),
            (
                "what is out of stock this morning?",
                "what is out of stock now",
            ),
            ("orders placed this morning", "orders placed today"),
            ("we're cleaning up our data", "we working up our data"),
            ("I'm going through May", "im working may"),
        ] {
            assert_eq!(left(question), said);
        }
    }

    #[test]
    fn what_restricts_is_no_remark() {
        for question in [
            "orders no matter whether cancelled or not",
            "customers who never ordered at least once",
            "customers who ordered at least once a month",
            "orders placed since may",
            "i visit them this afternoon",
            "were we running out of hoses",
            "products of a single supplier",
            "orders with one single line",
        ] {
            let all: Vec<String> = tokens(question).into_iter().map(|t| t.norm).collect();
            assert_eq!(left(question), all.join(" "));
        }
    }
}
