//! *Spoken* words: what people say when they talk rather than type. Years and days in words become one token ("twenty
//! twenty five", "the first of August"), and what somebody took back is left out ("twelve a day no make that fourteen a
//! day", "that we don't er that aren't kept").

mod asides;
mod dates;
mod layout;
mod phrases;
mod remarks;
mod variants;

use crate::text::{Token, tokens};
use asides::{without_errand, without_occasion, without_pace, without_ties, without_title};
use dates::{ONES, TEENS, dates_in_words};
use layout::laid_out;
use phrases::{not_trading, reworded};
use remarks::without_remarks;
use variants::variants;

/// Sounds that fill a pause.
const PAUSES: &str = " er erm um uh uhm umm uhh eh hmm hm ";

/// Words with which somebody takes back what went before, longest first.
const TAKING_BACK: [&[&str]; 24] = [
    &["no", "hang", "on", "make", "that"],
    &["no", "wait", "make", "that"],
    &["no", "sorry", "make", "that"],
    &["no", "i", "mean"],
    &["no", "i", "meant"],
    &["sorry", "i", "mean"],
    &["sorry", "i", "meant"],
    &["no", "make", "that"],
    &["sorry", "make", "that"],
    &["no", "hang", "on"],
    &["no", "hold", "on"],
    &["no", "scratch", "that"],
    &["scratch", "that"],
    &["strike", "that"],
    &["no", "sorry"],
    &["sorry", "no"],
    &["no", "wait"],
    &["wait", "no"],
    &["no", "actually"],
    &["actually", "no"],
    &["or", "rather"],
    &["no", "no"],
    &["i", "meant"],
    &["no", "rather"],
];

/// Words that begin anew where they are said twice.
const BEGINNINGS: &str = " that who which whose what how where when is are was were do does did have has it its we i they there in at \
    from to for with of on by and ";

/// Words that join two things: what stands before them was not taken back.
const JOINING: &str = " and or with per by plus vs versus than ";

fn among(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|w| w == word)
}

/// The tokens of a question as they were meant.
pub(crate) fn as_meant(text: &str, all: Vec<Token>) -> Vec<Token> {
    let all = without_occasion(without_retracted(all));
    let all = without_pace(without_ties(without_title(text, without_meaning(all))));
    let all = variants(without_remarks(all));
    not_trading(&reworded(laid_out(dates_in_words(
        text,
        &without_errand(all),
    ))))
}

/// "I only mean those in Oslo", "the supplier I mean": no mean of figures.
fn without_meaning(mut all: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < all.len() {
        let mut begin = at;
        while begin > 0 && among(" only just really actually ", &all[begin - 1].norm) {
            begin -= 1;
        }
        let means = all[at].norm == "mean" && begin > 0 && among(" i we ", &all[begin - 1].norm);
        if means && all.len() > at - begin + 2 {
            // What it restricts to is still restricted.
            let only = all[begin..at]
                .iter()
                .position(|t| among(" only just ", &t.norm));
            let kept = only.map(|p| all[begin + p].clone());
            all.splice(begin - 1..=at, kept);
            at = begin.saturating_sub(1);
            continue;
        }
        at += 1;
    }
    all
}

fn word(all: &[Token], at: usize) -> &str {
    all.get(at).map_or("", |t| t.norm.as_str())
}

/// The token stands for another word.
fn rename(token: &mut Token, word: &str) {
    if let Some(other) = tokens(word).into_iter().next() {
        token.norm = other.norm;
        token.stem = other.stem;
        token.fold = other.fold;
    }
}

/// Without what somebody took back or began anew.
fn without_retracted(mut all: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < all.len() {
        if let Some(begin) = begun_anew(&all, at) {
            all.drain(begin..=at);
            at = begin;
            continue;
        }
        if let Some((begin, end)) = taken_back(&all, at) {
            all.drain(begin..end);
            at = begin;
            continue;
        }
        at += 1;
    }
    all
}

/// "that we don't er that aren't", "in the er in the": the pause at that place follows a beginning that is said again.
fn begun_anew(all: &[Token], at: usize) -> Option<usize> {
    if !among(PAUSES, &all[at].norm) {
        return None;
    }
    let next = &all.get(at + 1)?.norm;
    let earliest = if among(BEGINNINGS, next) { 4 } else { 1 };
    let begin = (at.saturating_sub(earliest)..at)
        .rev()
        .find(|place| all[*place].norm == *next)?;
    let joined = all[begin + 1..at].iter().any(|t| among(JOINING, &t.norm));
    let whole = begin == 0 || !joined;
    (whole && !joined).then_some(begin)
}

/// Words that take something back begin at that place: where it begins, and where what is meant instead does.
fn taken_back(all: &[Token], at: usize) -> Option<(usize, usize)> {
    let said = |phrase: &&&[&str]| {
        phrase
            .iter()
            .enumerate()
            .all(|(place, word)| all.get(at + place).is_some_and(|t| t.norm == *word))
    };
    let phrase = TAKING_BACK.iter().find(said)?;
    let mut behind = at + phrase.len();
    while all.get(behind).is_some_and(|t| among(PAUSES, &t.norm)) {
        behind += 1;
    }
    if at == 0 || behind >= all.len() {
        return None;
    }
    // A number for a number.
    if is_number(&all[behind])
        && let Some(last) = (at.saturating_sub(5)..at)
            .rev()
            .find(|p| is_number(&all[*p]))
    {
        let mut begin = last;
        while begin > 0 && is_number(&all[begin - 1]) {
            begin -= 1;
        }
        return Some((begin, behind));
    }
    // The same word again: "it's SOU 12 no sorry it's SOI 12", "in Bergen no wait in Oslo". Spelt letters may go before.
    let mut again = behind;
    while all
        .get(again)
        .is_some_and(|t| t.norm.len() == 1 && again < behind + 5)
    {
        again += 1;
    }
    for place in [behind, again] {
        let Some(word) = all.get(place).map(|t| &t.norm) else {
            continue;
        };
        let earlier = (at.saturating_sub(8)..at)
            .rev()
            .find(|p| all[*p].norm == *word);
        if let Some(begin) = earlier {
            return Some((begin, place));
        }
    }
    None
}

fn is_number(token: &Token) -> bool {
    let word = token.norm.as_str();
    token.is_numeric()
        || ONES.contains(&word)
        || TEENS.contains(&word)
        || matches!(
            word,
            "twenty"
                | "thirty"
                | "forty"
                | "fifty"
                | "sixty"
                | "seventy"
                | "eighty"
                | "ninety"
                | "hundred"
                | "thousand"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str) -> String {
        as_meant(text, tokens(text))
            .iter()
            .map(|t| t.norm.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn what_is_taken_back_is_left_out() {
        assert_eq!(
            meant("we use twelve a day no make that fourteen a day"),
            "we use fourteen a day"
        );
        assert_eq!(
            meant("it's order KX 12 no sorry it's order KY 12"),
            "it order ky 12"
        );
        assert_eq!(
            meant("stock in Narvik no wait in Bergen"),
            "stock in bergen"
        );
        assert_eq!(
            meant("articles that we don't er that aren't kept"),
            "articles that arent kept"
        );
        assert_eq!(
            meant("the name and er the number"),
            "the name and er the number"
        );
        assert_eq!(meant("no orders, actually"), "no orders actually");
    }

    #[test]
    fn long_phrases_say_what_short_ones_do() {
        assert_eq!(
            meant("how many days does it take from order to delivery"),
            "how many days from order to delivery"
        );
        assert_eq!(
            meant("how many days passed from his last order until today"),
            "how many days since his last order"
        );
        assert_eq!(
            meant("suppliers that have not received a single order"),
            "suppliers that have not had a single order"
        );
        assert_eq!(meant("orders received in May"), "orders received in may");
    }

    #[test]
    fn how_an_answer_is_set_out_groups_and_orders() {
        assert_eq!(
            meant("Break this quarter's orders down by country"),
            "this quarter orders by country"
        );
        assert_eq!(
            meant("stock, one row for every depot, with the value in the last column"),
            "stock for every depot with the value"
        );
        assert_eq!(
            meant("orders customer wise, starting with the ones that are the most urgent"),
            "orders by customer worst first"
        );
        assert_eq!(
            meant("areas that do not reach 90 percent"),
            "areas that below 90 percent"
        );
        assert_eq!(meant("a column with dates"), "a column with dates");
        assert_eq!(meant("otherwise open orders"), "otherwise open orders");
    }

    #[test]
    fn dates_in_words_are_single_tokens() {
        assert_eq!(meant("sales in twenty twenty five"), "sales in 2025");
        assert_eq!(meant("since the first of august"), "since the 1 of august");
        assert_eq!(
            meant("until the twenty third of march"),
            "until the 23 of march"
        );
        assert_eq!(
            meant("twenty twenty litre cans"),
            "twenty twenty litre cans"
        );
        assert_eq!(meant("the first of each month"), "the first of each month");
    }
}
