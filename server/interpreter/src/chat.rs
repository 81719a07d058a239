//! *Chat spellings* are short forms that people type in a hurry: "n" for "and", "wich" for "which", "shud" for "should",
//! "prdct" for "product". They are written out before anything else is looked for.

use crate::lexicon::Lexicon;
use crate::text::{Gap, Token, tokens};
use crate::values::ValueIndex;

/// Short forms with the word that each stands for.
#[rustfmt::skip]
const SHORT: &[(&str, &str)] = &[
    ("n", "and"), ("nd", "and"), ("r", "are"), ("u", "you"), ("ur", "your"), ("dat", "that"), ("dis", "this"),
    ("dem", "them"), ("em", "them"), ("delta", "difference"), ("deltas", "differences"), ("incl", "including"), ("dese", "these"), ("wat", "what"), ("wats", "whats"), ("wht", "what"), ("whts", "whats"), ("wut", "what"), ("wot", "what"),
    ("wich", "which"), ("whch", "which"), ("wch", "which"), ("wher", "where"), ("wen", "when"), ("whn", "when"), ("hw", "how"),
    ("begining", "beginning"), ("recieved", "received"), ("recieve", "receive"), ("recieving", "receiving"), ("seperate", "separate"), ("seperately", "separately"), ("adress", "address"), ("adresses", "addresses"),
    ("quater", "quarter"), ("febuary", "february"), ("tommorow", "tomorrow"), ("tommorrow", "tomorrow"), ("wensday", "wednesday"), ("untill", "until"), ("occured", "occurred"), ("catagory", "category"),
    ("nbr", "number"), ("nbrs", "numbers"), ("nmbr", "number"), ("ppl", "people"), ("amnt", "amount"), ("dlvry", "delivery"), ("whr", "where"), ("wk", "week"), ("wks", "weeks"),
    ("mny", "many"), ("mch", "much"), ("jst", "just"), ("shud", "should"), ("shld", "should"), ("cud", "could"), ("cld", "could"), ("wud", "would"), ("wld", "would"),
    ("hav", "have"), ("hv", "have"), ("havnt", "havent"), ("dint", "didnt"), ("dnt", "dont"), ("cnt", "cant"),
    ("giv", "give"), ("gv", "give"), ("frm", "from"), ("wid", "with"), ("wth", "with"), ("wiv", "with"), ("abt", "about"), ("bfore", "before"), ("bfor", "before"),
    ("b4", "before"), ("aftr", "after"), ("btwn", "between"), ("tho", "though"), ("til", "till"), ("bt", "but"), ("evry", "every"), ("evrything", "everything"),
    ("lst", "last"), ("nxt", "next"), ("tday", "today"), ("2day", "today"), ("yest", "yesterday"), ("ystrday", "yesterday"), ("2moro", "tomorrow"), ("tmrw", "tomorrow"), ("tomoro", "tomorrow"),
    ("mnth", "month"), ("mnths", "months"), ("hrs", "hours"), ("shoud", "should"), ("ther", "there"), ("thier", "their"), ("dere", "there"), ("plz", "please"), ("plse", "please"),
    ("ordrs", "orders"), ("ord", "order"), ("ords", "orders"), ("prods", "products"), ("stk", "stock"), ("pt", "point"), ("pts", "points"), ("pct", "percent"), ("goin", "going"),
    ("comin", "coming"), ("gettin", "getting"), ("sellin", "selling"), ("havin", "having"), ("diff", "difference"), ("diffs", "differences"), ("somthing", "something"), ("someting", "something"), ("smth", "something"),
    ("insted", "instead"), ("togther", "together"), ("orderd", "ordered"), ("del", "delivery"), ("deliv", "delivery"), ("dely", "delivery"), ("recvd", "received"),
    ("supp", "supplier"), ("supps", "suppliers"), ("acct", "account"), ("tot", "total"), ("ttl", "total"), ("val", "value"), ("rev", "revenue"), ("grp", "group"), ("grps", "groups"), ("cat", "category"), ("cats", "categories"),
];

/// Writes out the short forms among the words. A word that the data holds, or that stands inside a code, is left as it is.
pub(crate) fn write_out(all: &mut [Token], lexicon: &Lexicon, values: &ValueIndex) {
    for at in 0..all.len() {
        let Some((_, long)) = SHORT.iter().find(|(short, _)| *short == all[at].norm) else {
            continue;
        };
        let joined =
            all[at].gap == Gap::Joined || all.get(at + 1).is_some_and(|t| t.gap == Gap::Joined);
        let capital = all[at].text.starts_with(char::is_uppercase) && at > 0;
        let fold = all[at].fold.as_str();
        let beside = |left: Option<&Token>, right: Option<&Token>| match (left, right) {
            (Some(left), Some(right)) => values.follows(&left.fold, &right.fold),
            _ => false,
        };
        let of_name = if fold.len() < 3 {
            beside(at.checked_sub(1).map(|p| &all[p]), Some(&all[at]))
                || beside(Some(&all[at]), all.get(at + 1))
        } else {
            values.knows(fold)
        };
        if joined || capital && fold.len() < 3 || of_name || lexicon.knows(&all[at].norm) {
            continue;
        }
        if let Some(word) = tokens(long).into_iter().next() {
            let token = &mut all[at];
            token.norm = word.norm;
            token.stem = word.stem;
            token.fold = word.fold;
        }
    }
}

/// The word of the lexicon that is typed without its vowels: "prdct", "cstmr", "opn".
pub(crate) fn without_vowels(word: &str, lexicon: &Lexicon) -> Option<String> {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    if word.len() < 3 || word.chars().skip(1).any(vowel) {
        return None;
    }
    let bones = |of: &str| {
        let mut kept: Vec<char> = Vec::new();
        for (at, c) in of.chars().enumerate() {
            if (at == 0 || !vowel(c)) && kept.last() != Some(&c) {
                kept.push(c);
            }
        }
        kept
    };
    let typed = bones(word);
    let longest = if word.len() == 3 { 4 } else { 2 * word.len() };
    lexicon
        .beginning(word.get(..1)?)
        .filter(|c| c.len() > word.len() && c.len() <= longest)
        .filter(|c| !lexicon.is_filler(c) && c.is_ascii() && bones(c) == typed)
        .min_by_key(|c| c.len())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Value;

    fn lexicon() -> Lexicon {
        let model = semantic::load::load(
            "semantic_model.yaml",
            include_str!("../../../config/semantic_model.yaml"),
        )
        .unwrap();
        Lexicon::new(&model, &model)
    }

    fn written(text: &str, values: &[&str]) -> String {
        let index = ValueIndex::build(values.iter().map(|value| Value {
            attribute: semantic::AttributeId::new("product_name"),
            dataset: "product".to_owned(),
            value: (*value).to_owned(),
            frequency: 1,
        }));
        let mut all = tokens(text);
        write_out(&mut all, &lexicon(), &index);
        all.iter()
            .map(|t| t.norm.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn short_forms_are_written_out() {
        assert_eq!(
            written("hw mny chairs n tables r left", &[]),
            "how many chairs and tables are left"
        );
    }

    #[test]
    fn names_and_codes_keep_theirs() {
        assert_eq!(
            written("price of plate N 12", &["Plate N 12"]),
            "price of plate n 12"
        );
        assert_eq!(written("stock of HL-N-2", &[]), "stock of hl n 2");
    }

    #[test]
    fn vowels_are_put_back_for_words_that_say_something() {
        let lexicon = lexicon();
        assert_eq!(
            without_vowels("cstmr", &lexicon).as_deref(),
            Some("customer")
        );
        assert_eq!(without_vowels("opn", &lexicon).as_deref(), Some("open"));
        assert_eq!(without_vowels("pdf", &lexicon), None);
    }
}
