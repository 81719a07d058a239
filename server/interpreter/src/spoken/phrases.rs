//! *Phrases* that say the same as shorter ones.

use super::{among, rename, word};
use crate::text::{Gap, Token, tokens};

/// Words for somebody who does not trade, or something that nobody buys.
const QUIET: &str = " quiet inactive dormant silent asleep ";

/// Phrases that say the same as shorter ones.
pub(super) fn reworded(mut all: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < all.len() {
        than_not_then(&mut all, at);
        takes(&mut all, at);
        until_today(&mut all, at);
        sold_to_us(&mut all, at);
        sells_for(&mut all, at);
        included(&mut all, at);
        has_passed(&mut all, at);
        in_which(&mut all, at);
        planned(&mut all, at);
        given_nothing(&mut all, at);
        only_these(&mut all, at);
        at += 1;
    }
    for at in 0..all.len() {
        if gets_order(&all, at) {
            rename(&mut all[at], "had");
        }
    }
    all
}

/// "more then two weeks": what follows a comparative is compared.
fn than_not_then(all: &mut [Token], at: usize) {
    let compares = at > 0
        && all[at].gap == Gap::Space
        && among(
            " more less fewer greater higher lower larger smaller bigger longer shorter older newer later earlier better worse cheaper \
              dearer other rather ",
            word(all, at - 1),
        );
    if word(all, at) == "then" && compares && at + 1 < all.len() {
        rename(&mut all[at], "than");
    }
}

/// "How many days does it take from order to delivery", "days passed since the last order".
fn takes(all: &mut Vec<Token>, at: usize) {
    if !among(" days long time ", word(all, at)) {
        return;
    }
    let mut behind = at + 1;
    while behind < at + 7
        && among(
            " does do did does has have it they we they us them usually normally typically on average take takes took taken passed \
              elapsed gone went by ",
            word(all, behind),
        )
    {
        behind += 1;
    }
    let spans = (at + 1..behind).any(|p| {
        among(
            " take takes took taken passed elapsed gone went ",
            word(all, p),
        )
    });
    if !spans || !among(" from between since ", word(all, behind)) {
        return;
    }
    let since = word(all, behind) == "since";
    let average = (at + 1..behind).any(|p| word(all, p) == "average");
    if average {
        rename(&mut all[at + 1], "average");
    }
    all.drain(at + 1 + usize::from(average)..behind);
    if all[at].norm == "long" && !since {
        rename(&mut all[at], "days");
    }
}

/// "from his last order until today": since then.
fn until_today(all: &mut Vec<Token>, at: usize) {
    if word(all, at) != "from" {
        return;
    }
    let last = (at + 1..at + 4).find(|p| among(" last latest recent ", word(all, *p)));
    let end = last.and_then(|last| {
        (last + 2..last + 5).find(|p| {
            among(" until till to through ", word(all, *p))
                && among(" today now ", word(all, *p + 1))
        })
    });
    if let Some(end) = end {
        all.drain(end..end + 2);
        rename(&mut all[at], "since");
    }
}

/// "What vendors have sold to us", "suppliers who sell bearings": what they supply.
fn sold_to_us(all: &mut [Token], at: usize) {
    let verb = word(all, at).to_owned();
    if !among(" sold sell sells selling ", &verb) {
        return;
    }
    let to = at + 1 + usize::from(word(all, at + 1) == "to");
    let mut party = at;
    while party > 0
        && among(
            " who that which have has ever also already ",
            word(all, party - 1),
        )
    {
        party -= 1;
    }
    let clause = party < at || among(" sell sells ", &verb);
    let theirs = clause
        && party > 0
        && among(" supplier suppliers vendor vendors ", word(all, party - 1))
        && !all[party - 1].text.ends_with(['\'', '’']);
    if word(all, to) == "us" || theirs {
        let supplied = if verb == "sold" { "supplied" } else { "supply" };
        rename(&mut all[at], supplied);
    }
}

/// "What do we sell bearings for": at which price.
fn sells_for(all: &mut Vec<Token>, at: usize) {
    let asked = word(all, at) == "sell"
        && at > 1
        && among(" we you ", word(all, at - 1))
        && word(all, at - 2) == "do"
        && (at == 2 || among(" what much ", word(all, at - 3)));
    if !asked {
        return;
    }
    let ends = |place: usize| {
        all.get(place + 1)
            .is_none_or(|next| matches!(next.gap, Gap::Comma | Gap::Stop))
    };
    let end = (at + 2..at + 10).find(|place| word(all, *place) == "for" && ends(*place));
    if let Some(end) = end {
        all.remove(end);
        rename(&mut all[at], "price");
        all.drain(at - 2..at);
    }
}

/// "Incl. the change": with it.
fn included(all: &mut [Token], at: usize) {
    if word(all, at) == "incl" {
        rename(&mut all[at], "including");
    }
    if word(all, at) != "including" {
        return;
    }
    let noun = at + 1 + usize::from(among(" the a its their ", word(all, at + 1)));
    let figure = among(
        " change changes difference differences delta growth increase decrease percentage how days number count ",
        word(all, noun),
    );
    if figure {
        rename(&mut all[at], "with");
    }
}

/// "Which products, in which depot, are …": both are asked for.
fn in_which(all: &mut [Token], at: usize) {
    let set_apart = all[at].gap == Gap::Comma
        && among(" in at from for ", word(all, at))
        && among(" which what ", word(all, at + 1))
        && among(" which what ", word(all, 0))
        && at < 5;
    let end = (at + 3..at + 5).find(|p| all.get(*p).is_some_and(|t| t.gap == Gap::Comma));
    if let Some(end) = end.filter(|_| set_apart) {
        all[at].gap = Gap::Space;
        all[end].gap = Gap::Space;
    }
}

/// "Orders that have passed their delivery date", "whose delivery date is already behind us": it is past.
fn has_passed(all: &mut Vec<Token>, at: usize) {
    let date = |from: usize, to: usize| {
        all.get(from..to.min(all.len()))
            .is_some_and(|words| words.iter().any(|t| among(" date dates ", &t.norm)))
    };
    if word(all, at) == "passed"
        && among(" its their the his ", word(all, at + 1))
        && date(at + 2, at + 5)
    {
        rename(&mut all[at], "past");
        if at > 0 && among(" have has had ", word(all, at - 1)) {
            rename(&mut all[at - 1], "are");
        }
        return;
    }
    let already = usize::from(among(" already now long ", word(all, at + 1)));
    let behind = among(" is are lies lie ", word(all, at))
        && word(all, at + 1 + already) == "behind"
        && word(all, at + 2 + already) == "us";
    if behind && date(at.saturating_sub(3), at) {
        rename(&mut all[at], "has");
        rename(&mut all[at + 1], "passed");
        all.drain(at + 2..at + 3 + already);
    }
}

/// "Are planned with a lead time of more than 30 days": they have that planned lead time.
fn planned(all: &mut Vec<Token>, at: usize) {
    let with = among(" planned recorded ", word(all, at)) && word(all, at + 1) == "with" && at > 0;
    if !with || !among(" are is ", word(all, at - 1)) {
        return;
    }
    let lead = (at + 2..at + 5).find(|p| word(all, *p) == "lead" && word(all, p + 1) == "time");
    if let Some(lead) = lead {
        rename(&mut all[at - 1], "have");
        all[at..lead].rotate_left(1);
        rename(&mut all[lead - 1], "planned");
        all.remove(at);
    }
}

/// "Were never given a restock date": they have none.
fn given_nothing(all: &mut [Token], at: usize) {
    let given = among(" given assigned ", word(all, at))
        && among(" a an any their its one ", word(all, at + 1));
    let denied = all[at.saturating_sub(3)..at]
        .iter()
        .any(|t| among(" never not werent wasnt ", &t.norm));
    if given && denied {
        rename(&mut all[at], "had");
    }
}

/// "Leave only the blue ones", "limit it to helmets", "cut it down to the top three": only those.
fn only_these(all: &mut Vec<Token>, at: usize) {
    let begins = at == 0
        || among(" please now just then and ok okay ", word(all, at - 1))
        || matches!(all[at].gap, Gap::Comma | Gap::Stop);
    if !begins || at > 4 {
        return;
    }
    if word(all, at) == "leave" && among(" only just ", word(all, at + 1)) {
        all.remove(at);
        return;
    }
    if !among(
        " limit restrict narrow cut reduce filter trim ",
        word(all, at),
    ) {
        return;
    }
    let mut end = at + 1;
    while end < at + 4
        && among(
            " it that this them these those down list result results the ",
            word(all, end),
        )
    {
        end += 1;
    }
    if end > at + 1 && word(all, end) == "to" && end + 1 < all.len() {
        rename(&mut all[at], "only");
        all.drain(at + 1..=end);
    }
}

/// "Suppliers that have not received an order from us": they had none.
fn gets_order(all: &[Token], at: usize) -> bool {
    if !among(
        " received receive receives got get gets given ",
        word(all, at),
    ) {
        return false;
    }
    let noun = (at + 1..at + 6).find(|p| {
        among(
            " order orders po pos business purchase purchases share portion slice part chunk ",
            word(all, *p),
        )
    });
    let between = noun.is_some_and(|noun| {
        (at + 1..noun).all(|p| {
            among(
                " a an any one the no our single not more most fewest than even new of largest biggest highest smallest lowest greater ",
                word(all, p),
            )
        })
    });
    let party = all[..at]
        .iter()
        .any(|t| among(" supplier suppliers vendor vendors who ", &t.norm));
    between && party
}

/// "quiet since May", "inactive for 60 days": not ordered in that time.
pub(super) fn not_trading(all: &[Token]) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(all.len() + 1);
    for at in 0..all.len() {
        let timed = all.get(at + 1).is_some_and(|t| {
            among(" since for in over during this these ", &t.norm) && matches!(t.gap, Gap::Space)
        });
        let token = &all[at];
        if !timed || !among(QUIET, &token.norm) || !token.text.is_ascii() {
            found.push(token.clone());
            continue;
        }
        // "gone quiet since May".
        while found.last().is_some_and(|t: &Token| {
            among(
                " gone went been become became fallen stayed remained going turned ",
                &t.norm,
            )
        }) {
            found.pop();
        }
        let mut written = tokens("not ordered");
        let middle = token.start + 1;
        for (word, (start, end)) in written
            .iter_mut()
            .zip([(token.start, middle), (middle, token.end)])
        {
            token.text.clone_into(&mut word.text);
            (word.start, word.end) = (start, end);
            word.gap = if start == token.start {
                token.gap
            } else {
                Gap::Space
            };
        }
        found.extend(written);
    }
    found
}
