//! *Spoken* words: what people say when they talk rather than type. Years and days in words become one token ("twenty
//! twenty five", "the first of August"), and what somebody took back is left out ("twelve a day no make that fourteen a
//! day", "that we don't er that aren't kept").

use crate::text::{Gap, Token, tokens};

const ONES: [&str; 9] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];
const TEENS: [&str; 10] = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
const MONTHS: &str =
    " january february march april may june july august september october november december ";

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

/// Words for somebody who does not trade, or something that nobody buys.
const QUIET: &str = " quiet inactive dormant silent asleep ";

/// The tokens of a question as they were meant.
pub(crate) fn as_meant(text: &str, all: Vec<Token>) -> Vec<Token> {
    let all = without_ties(without_title(text, without_retracted(all)));
    not_trading(reworded(dates_in_words(text, without_errand(all))))
}

/// "Ties: show all": of the best alone, all that are best are shown anyway.
fn without_ties(mut all: Vec<Token>) -> Vec<Token> {
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
    let numbered = all.iter().any(Token::is_numeric);
    if apart && begin > 0 && !numbered {
        all.drain(begin..end);
    }
    all
}

/// Kinds of things that people ask for, as the head of a question.
const TITLES: &str = " report review check analysis overview drift watch alert update audit monitor summary question request query calc \
    calculation comparison exception exceptions problem topic subject ";

/// "Exception report: open orders …", "Price drift: where …": a title says what the rest says again.
fn without_title(text: &str, mut all: Vec<Token>) -> Vec<Token> {
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
fn without_errand(mut all: Vec<Token>) -> Vec<Token> {
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

/// Phrases that say the same as shorter ones.
fn reworded(mut all: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < all.len() {
        takes(&mut all, at);
        until_today(&mut all, at);
        at += 1;
    }
    for at in 0..all.len() {
        if gets_order(&all, at) {
            rename(&mut all[at], "had");
        }
    }
    all
}

fn word(all: &[Token], at: usize) -> &str {
    all.get(at).map_or("", |t| t.norm.as_str())
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

/// The token stands for another word.
fn rename(token: &mut Token, word: &str) {
    if let Some(other) = tokens(word).into_iter().next() {
        token.norm = other.norm;
        token.stem = other.stem;
        token.fold = other.fold;
    }
}

/// "quiet since May", "inactive for 60 days": not ordered in that time.
fn not_trading(all: Vec<Token>) -> Vec<Token> {
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

/// Years and days of a month that are said in words, each as one token.
fn dates_in_words(text: &str, all: Vec<Token>) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(all.len());
    let mut at = 0;
    while at < all.len() {
        let (taken, norm) = year_in_words(&all, at)
            .or_else(|| day_in_words(&all, at))
            .unwrap_or((1, String::new()));
        let mut token = all[at].clone();
        if !norm.is_empty() {
            token.end = all[at + taken - 1].end;
            text.get(token.start..token.end)
                .unwrap_or_default()
                .clone_into(&mut token.text);
            token.stem.clone_from(&norm);
            token.fold.clone_from(&norm);
            token.norm = norm;
        }
        found.push(token);
        at += taken;
    }
    found
}

/// "twenty twenty five", "two thousand and nineteen".
fn year_in_words(all: &[Token], at: usize) -> Option<(usize, String)> {
    let word = |place: usize| all.get(place).map_or("", |t| t.norm.as_str());
    let (begin, century) = match (word(at), word(at + 1), word(at + 2)) {
        ("twenty", _, _) => (at + 1, 2000),
        ("two", "thousand", "and") => (at + 3, 2000),
        ("two", "thousand", _) => (at + 2, 2000),
        _ => return None,
    };
    let (taken, rest) = match word(begin) {
        "twenty" => match ONES.iter().position(|o| *o == word(begin + 1)) {
            Some(one) => (2, 21 + one),
            None => (1, 20),
        },
        teen => (1, TEENS.iter().position(|t| *t == teen)? + 10),
    };
    // "twenty twenty litre cans": a thing of that size follows, no year.
    let spoken = at > 0
        && (among(
            " in of since during from for until till to year before after by january february march april may june july august september \
                  october november december and ",
            word(at - 1),
        ) || among(PAUSES, word(at - 1)));
    let end = begin + taken;
    let more = word(end) == "hundred" || word(end) == "thousand";
    (spoken && !more).then(|| (end - at, (century + rest).to_string()))
}

/// "first of August", "twenty third of March", "August the first".
fn day_in_words(all: &[Token], at: usize) -> Option<(usize, String)> {
    let word = |place: usize| all.get(place).map_or("", |t| t.norm.as_str());
    let (taken, day) = match word(at) {
        "twenty" => (
            2,
            21 + ORDINALS[..9].iter().position(|o| *o == word(at + 1))?,
        ),
        "thirty" if word(at + 1) == "first" => (2, 31),
        "thirtieth" => (1, 30),
        ordinal => (1, ORDINALS.iter().position(|o| *o == ordinal)? + 1),
    };
    let end = at + taken;
    let of_month =
        word(end) == "of" && among(MONTHS, word(end + 1)) || among(MONTHS, word(end)) && taken == 2;
    let behind = at >= 2
        && word(at - 1) == "the"
        && among(MONTHS, word(at - 2))
        && !among(" week half third quarter month ", word(end));
    (of_month || behind).then(|| (taken, day.to_string()))
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
