//! *Layout* is how an answer is to be set out: "one row for every group", "broken down by month", "with the difference in
//! the last column", "starting with the most urgent". It is said here in the words that order and group.

use super::{among, rename, word};
use crate::text::{Gap, Token};

/// Verbs of dividing that stand apart from "by".
const DIVIDING: &str = " break breaking broken slice cut ";

pub(super) fn laid_out(mut all: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < all.len() {
        divided(&mut all, at);
        rows(&mut all, at);
        columns(&mut all, at);
        wise(&mut all, at);
        one_by_one(&mut all, at);
        starting_with(&mut all, at);
        falls_short(&mut all, at);
        both_figures(&mut all, at);
        until_delivery(&mut all, at);
        at += 1;
    }
    all
}

/// Where the clause ends that the place is in.
fn clause_end(all: &[Token], at: usize) -> usize {
    (at + 1..all.len())
        .find(|p| matches!(all[*p].gap, Gap::Comma | Gap::Stop))
        .unwrap_or(all.len())
}

/// "Break this year's sales down by month", "cut the spend into suppliers": what follows "by" groups.
fn divided(all: &mut Vec<Token>, at: usize) {
    if !among(DIVIDING, word(all, at)) {
        return;
    }
    let end = clause_end(all, at);
    let Some(by) = (at + 1..end).find(|p| among(" by per into ", word(all, *p))) else {
        return;
    };
    let particle = |p: usize| among(" down up out ", word(all, p));
    let particle = if particle(at + 1) {
        at + 1
    } else if particle(by - 1) {
        by - 1
    } else {
        return;
    };
    if word(all, by) == "into" {
        rename(&mut all[by], "by");
    }
    // "Broken down by": the grammar knows it as a whole.
    if by > at + 2 {
        all.remove(particle);
        all.remove(at);
    }
}

/// "One row for every group", "a separate line for each".
fn rows(all: &mut Vec<Token>, at: usize) {
    let mut noun = at + 1;
    while among(" separate single own extra ", word(all, noun)) {
        noun += 1;
    }
    let row = among(" one a an ", word(all, at))
        && among(" row line entry column ", word(all, noun))
        && word(all, noun + 1) == "for"
        && among(" each every ", word(all, noun + 2));
    if row {
        all.drain(at..=noun);
    }
}

/// "In the last column", "add a column with the difference": the figure comes along.
fn columns(all: &mut Vec<Token>, at: usize) {
    let Some(column) =
        (at..(at + 5).min(all.len())).find(|p| among(" column columns ", word(all, *p)))
    else {
        return;
    };
    let between = |from: usize| {
        (from..column).all(|p| {
            among(
                " the a an another one extra last first final next separate second third own right left hand far ",
                word(all, p),
            )
        })
    };
    if among(" in as ", word(all, at)) && between(at + 1) && column > at {
        all.drain(at..=column);
    } else if among(" add include append insert ", word(all, at))
        && between(at + 1)
        && among(" with for showing containing ", word(all, column + 1))
    {
        rename(&mut all[column + 1], "with");
        all.drain(at..=column);
    }
}

/// "Warehouse by warehouse", "product group by product group": for each of them.
fn one_by_one(all: &mut Vec<Token>, at: usize) {
    const PERIODS: &str = " day week month quarter year hour size line step piece one side ";
    let length = (1..3).find(|n| {
        word(all, at + n) == "by"
            && (0..*n).all(|p| {
                let first = word(all, at + p);
                first == word(all, at + n + 1 + p) && first.chars().all(|c| c.is_ascii_lowercase())
            })
    });
    let Some(length) = length else { return };
    if among(PERIODS, word(all, at)) || word(all, at).len() < 4 {
        return;
    }
    rename(&mut all[at + length], "each");
    all.drain(at..at + length);
    rename(&mut all[at], "each");
}

/// "Customer wise", "month-wise": by it.
fn wise(all: &mut [Token], at: usize) {
    let ends = all
        .get(at + 2)
        .is_none_or(|t| t.gap != Gap::Space || among(" and with for in please ", &t.norm));
    if word(all, at + 1) == "wise" && all[at + 1].gap != Gap::Comma && ends && !all[at].is_numeric()
    {
        let noun = word(all, at).to_owned();
        if noun != "by" && noun != "other" && noun != "like" {
            rename(&mut all[at], "by");
            rename(&mut all[at + 1], &noun);
        }
    }
}

/// "Starting with the one that is the most urgent": that first.
fn starting_with(all: &mut Vec<Token>, at: usize) {
    const URGENT: &str = " urgent pressing critical endangered dangerous serious problematic ";
    const RANKED: &str = " highest lowest largest smallest biggest fewest greatest longest shortest worst best newest oldest latest earliest \
        fullest tightest emptiest priciest dearest cheapest ";
    const OWNING: &str = " had has have we lack lacks lacked earn earns earned make makes owe owes miss misses missing on group warehouse \
        depot supplier vendor product customer area order item line ";
    let starts =
        among(" starting beginning start begin ", word(all, at)) && word(all, at + 1) == "with";
    if !starts {
        return;
    }
    let end = clause_end(all, at);
    let plain = (at + 2..end).all(|p| {
        let said = word(all, p);
        among(URGENT, said)
            || among(RANKED, said)
            || among(OWNING, said)
            || among(
                " the one ones those that which is are most least of them all value number figure ",
                said,
            )
            || p + 1 == end && among(" most least ", word(all, p - 1))
    });
    let found = (at + 2..end).find_map(|p| match word(all, p) {
        "fullest" | "priciest" | "dearest" => Some("highest".to_owned()),
        "emptiest" | "cheapest" => Some("lowest".to_owned()),
        "tightest" => Some("worst".to_owned()),
        said if among(RANKED, said) => Some(said.to_owned()),
        "most" if among(URGENT, word(all, p + 1)) => Some("worst".to_owned()),
        "most" => Some("highest".to_owned()),
        "least" => Some("lowest".to_owned()),
        _ => None,
    });
    if let Some(first) = found.filter(|_| plain && end > at + 2) {
        rename(&mut all[at], &first);
        rename(&mut all[at + 1], "first");
        all.drain(at + 2..end);
    }
}

/// "That do not reach 85 percent": they are below it.
fn falls_short(all: &mut Vec<Token>, at: usize) {
    let denied = among(" not dont doesnt didnt cannot cant ", word(all, at));
    let reaches = among(" reach meet make hit attain achieve ", word(all, at + 1));
    if denied && reaches && all.get(at + 2).is_some_and(Token::is_numeric) {
        rename(&mut all[at + 1], "below");
        let helps = at > 0 && among(" do does did ", word(all, at - 1));
        all.drain(at - usize::from(helps)..=at);
    }
}

/// "Let me see the two numbers": those that were compared.
fn both_figures(all: &mut Vec<Token>, at: usize) {
    let figures = among(" the both these those ", word(all, at))
        && word(all, at + 1) == "two"
        && among(" numbers figures values amounts ", word(all, at + 2))
        && all.get(at + 3).is_none_or(|t| t.gap != Gap::Space);
    if figures {
        all.remove(at + 1);
    }
}

/// "From ordering until the delivery": to it.
fn until_delivery(all: &mut [Token], at: usize) {
    let from = (at.saturating_sub(4)..at).any(|p| word(all, p) == "from");
    let the = usize::from(among(" the its ", word(all, at + 1)));
    let delivery = among(
        " delivery delivered arrival receipt shipment ",
        word(all, at + 1 + the),
    );
    if among(" until till ", word(all, at)) && from && delivery {
        rename(&mut all[at], "to");
    }
}
