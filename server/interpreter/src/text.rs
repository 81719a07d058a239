//! A *token* is the smallest piece of a question that can mean something: a word or a number, with its place in the text.

use rust_stemmers::{Algorithm, Stemmer};

/// A word or number of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// As typed.
    pub(crate) text: String,
    /// Lower case, without accents and apostrophes.
    pub(crate) norm: String,
    /// Its stem: what all forms of a word share.
    pub(crate) stem: String,
    /// Its singular: names in the data are matched by it, as stems are too coarse for them.
    pub(crate) fold: String,
    /// Byte offset of its first character.
    pub(crate) start: usize,
    /// Byte offset behind its last character.
    pub(crate) end: usize,
    /// What stands between it and the token before it.
    pub(crate) gap: Gap,
}

/// What separates a token from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: the question begins here.
    Start,
    /// White space, perhaps with quotes or brackets.
    Space,
    /// A hyphen, slash, dot or underscore without white space: both are parts of one code or name.
    Joined,
    /// A comma, colon or dash: a new item or clause may begin.
    Comma,
    /// The end of a sentence.
    Stop,
}

impl Token {
    /// It is written in digits.
    pub(crate) fn is_numeric(&self) -> bool {
        self.norm.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Splits text into tokens. Letters and digits make a token, together with points and commas inside a number
/// ("98.5", "4,000") and apostrophes inside a word ("june's" becomes "june" and is marked by its text).
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let stemmer = Stemmer::create(Algorithm::English);
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut found: Vec<Token> = Vec::new();
    let mut position = 0;
    let mut last_end = 0;
    while position < characters.len() {
        if let Some(end) = bare_decimal(&characters, position) {
            let start = characters[position].0;
            let until = characters
                .get(end)
                .map_or(text.len(), |(offset, _)| *offset);
            let gap = gap(&text[last_end..start], found.is_empty());
            last_end = until;
            let whole = format!("0{}", &text[start..until]);
            push(&mut found, &stemmer, &whole, start, until, gap);
            position = end;
            continue;
        }
        if !characters[position].1.is_alphanumeric() {
            // "margin %", "what % of": the sign is a word where no number stands before it.
            let sign = characters[position].1 == '%';
            if sign && found.last().is_none_or(|t| !t.is_numeric()) {
                let start = characters[position].0;
                let gap = gap(&text[last_end..start], found.is_empty());
                last_end = start + 1;
                push(&mut found, &stemmer, "percent", start, start + 1, gap);
            } else if signs(&characters, position).is_empty()
                && let Some((length, word)) = sign_word(&characters, position)
            {
                let start = characters[position].0;
                let end = characters
                    .get(position + length)
                    .map_or(text.len(), |(offset, _)| *offset);
                let gap = gap(&text[last_end..start], found.is_empty());
                last_end = end;
                push(&mut found, &stemmer, word, start, end, gap);
                position += length;
                continue;
            }
            for (place, word) in signs(&characters, position).iter().enumerate() {
                let sign = characters[position].0;
                let end = sign + characters[position].1.len_utf8();
                let (start, gap) = match place {
                    0 => (sign, gap(&text[last_end..sign], found.is_empty())),
                    _ => (end, Gap::Space),
                };
                last_end = end;
                push(&mut found, &stemmer, word, start, end, gap);
            }
            position += 1;
            continue;
        }
        let begin = position;
        position += slashed(&text[characters[begin].0..]);
        while position < characters.len() && continues(&characters, begin, position) {
            position += 1;
        }
        let start = characters[begin].0;
        let end = characters
            .get(position)
            .map_or(text.len(), |(offset, _)| *offset);
        let gap = gap(&text[last_end..start], found.is_empty());
        last_end = end;
        push(&mut found, &stemmer, &text[start..end], start, end, gap);
    }
    found
}

/// Where a decimal that begins with its point (".95") ends.
fn bare_decimal(characters: &[(usize, char)], position: usize) -> Option<usize> {
    let sign = |place: usize| characters.get(place).map(|(_, c)| *c);
    let before = position.checked_sub(1).and_then(sign);
    let opens = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '=' | ':' | '/'));
    if sign(position) != Some('.') || !opens {
        return None;
    }
    let mut end = position + 1;
    while sign(end).is_some_and(|c| c.is_ascii_digit()) {
        end += 1;
    }
    let ends = sign(end).is_none_or(|c| !c.is_alphanumeric());
    (end > position + 1 && ends).then_some(end)
}

/// The words that a sign of comparison before a number, or of a number before a word, stands for.
fn signs(characters: &[(usize, char)], position: usize) -> &'static [&'static str] {
    let at = |place: usize| characters.get(place).map(|(_, c)| *c);
    let sign = characters[position].1;
    let joined = position
        .checked_sub(1)
        .and_then(at)
        .is_some_and(|c| matches!(c, '-' | '=' | '<' | '>'));
    let equal = at(position + 1) == Some('=');
    let mut behind = characters[position + 1..]
        .iter()
        .map(|(_, c)| *c)
        .skip_while(|c| c.is_whitespace() || matches!(c, '=' | '$' | '€' | '£'));
    let next = behind.next();
    let number = next.is_some_and(|c| c.is_ascii_digit());
    match sign {
        '<' if number && !joined && equal => &["at", "most"],
        '>' if number && !joined && equal => &["at", "least"],
        '<' if number && !joined => &["below"],
        '>' if number && !joined => &["above"],
        '≤' if number => &["at", "most"],
        '≥' if number => &["at", "least"],
        '#' if next.is_some_and(char::is_alphabetic) => &["number", "of"],
        _ => &[],
    }
}

/// The sign at that place that is read as a word, with its length: "< 90", ">= 5", "# orders", "@ Bergen", "!= shipped".
fn sign_word(characters: &[(usize, char)], at: usize) -> Option<(usize, &'static str)> {
    let sign = |place: usize| characters.get(place).map(|(_, c)| *c);
    let before = at.checked_sub(1).and_then(sign);
    let spaced = |place: usize| sign(place).is_some_and(char::is_whitespace);
    // Arrows and the ends of tags are no comparisons.
    let arrow = matches!(before, Some('-' | '=' | '<' | '>')) || sign(at + 1) == Some('-');
    match (sign(at)?, sign(at + 1)) {
        ('<' | '>' | '=' | '!', _) if arrow => None,
        ('<', Some('>')) | ('!', Some('=')) => Some((2, "not")),
        ('<', Some('=')) => Some((2, "<=")),
        ('>', Some('=')) => Some((2, ">=")),
        ('≤', _) => Some((1, "<=")),
        ('≥', _) => Some((1, ">=")),
        ('≠', _) => Some((1, "not")),
        ('<', _) => Some((1, "below")),
        ('>', _) => Some((1, "above")),
        ('=', Some(next))
            if next.is_ascii_digit()
                || spaced(at + 1) && sign(at + 2).is_some_and(|c| c.is_ascii_digit()) =>
        {
            Some((1, "exactly"))
        }
        ('#', _) if spaced(at + 1) => Some((1, "number")),
        ('±', _) => Some((1, "plusminus")),
        ('+', Some('/')) if matches!(sign(at + 2), Some('-' | '−' | '–')) => {
            Some((3, "plusminus"))
        }
        ('+', Some('-')) if sign(at + 2).is_none_or(|c| !c.is_alphabetic()) => {
            Some((2, "plusminus"))
        }
        ('+', None) if before.is_some_and(|c| c.is_ascii_digit()) => Some((1, "plus")),
        ('+', Some(next)) if next.is_whitespace() && before.is_some_and(|c| c.is_ascii_digit()) => {
            Some((1, "plus"))
        }
        ('@', _) if before.is_none_or(char::is_whitespace) => Some((1, "at")),
        _ => None,
    }
}

/// Characters of the written abbreviations "w/o" and "w/", when the text begins with one.
fn slashed(text: &str) -> usize {
    let letter = |at: usize| text.as_bytes().get(at).map(u8::to_ascii_lowercase);
    if letter(0) != Some(b'w') || letter(1) != Some(b'/') {
        return 0;
    }
    let ends = |at: usize| letter(at).is_none_or(|c| c.is_ascii_whitespace());
    match letter(2) {
        Some(b'o') if ends(3) => 3,
        _ if ends(2) => 2,
        _ => 0,
    }
}

fn continues(characters: &[(usize, char)], begin: usize, position: usize) -> bool {
    let current = characters[position].1;
    if current.is_alphanumeric() {
        return true;
    }
    let next_is =
        |test: fn(char) -> bool| characters.get(position + 1).is_some_and(|(_, c)| test(*c));
    let digits_so_far = characters[begin..position]
        .iter()
        .all(|(_, c)| c.is_ascii_digit() || matches!(c, '.' | ','));
    match current {
        '.' => {
            digits_so_far
                && next_is(|c| c.is_ascii_digit())
                && !dotted_date(characters, begin, position)
        }
        ',' => {
            digits_so_far
                && (1..=3).all(|n| {
                    characters
                        .get(position + n)
                        .is_some_and(|(_, c)| c.is_ascii_digit())
                })
                && characters
                    .get(position + 4)
                    .is_none_or(|(_, c)| !c.is_ascii_digit())
        }
        // "2025's second quarter", but "7's".
        '\'' | '’' => (!digits_so_far || position - begin == 4) && next_is(char::is_alphabetic),
        _ => false,
    }
}

/// A second point follows or went before: "30.06.2025" is a date, not a decimal number.
fn dotted_date(characters: &[(usize, char)], begin: usize, position: usize) -> bool {
    let before = characters[begin..position].iter().any(|(_, c)| *c == '.');
    let rest = characters[position + 1..].iter().map(|(_, c)| *c);
    let mut behind = rest.skip_while(char::is_ascii_digit);
    let again = behind.next() == Some('.') && behind.next().is_some_and(|c| c.is_ascii_digit());
    let joined =
        begin > 1 && characters[begin - 1].1 == '.' && characters[begin - 2].1.is_ascii_digit();
    before || again || joined
}

/// A word in lower case, without accents and apostrophes, abbreviations written out.
pub(crate) fn normal(text: &str) -> String {
    let mut norm = normalise_word(text);
    // A possessive is the word itself: "june's spend", "supplier’s orders"; so is a shortened verb: "we'd", "they'll".
    if let Some(position) = norm.find('\'') {
        if matches!(&norm[position..], "'s" | "'" | "'d" | "'ll" | "'re") {
            norm.truncate(position);
        } else {
            norm.remove(position);
        }
    }
    if let Some((_, long)) = ABBREVIATIONS.iter().find(|(short, _)| *short == norm) {
        (*long).clone_into(&mut norm);
    }
    norm
}

fn push(found: &mut Vec<Token>, stemmer: &Stemmer, text: &str, start: usize, end: usize, gap: Gap) {
    let mut norm = normal(text);
    // "areas w more than 5", "nuts n bolts", but "LED 60 w" and "1P+N".
    // A long number is that of an order: "lines on PO 71505 w qty".
    let apart = gap != Gap::Joined
        && found
            .last()
            .is_some_and(|t| !t.is_numeric() || t.norm.len() > 3);
    if let Some((_, long)) = LETTERS.iter().find(|(short, _)| *short == text && apart) {
        (*long).clone_into(&mut norm);
    }
    let stem = stem_with(stemmer, &norm);
    let fold = singular(&norm);
    found.push(Token {
        text: text.to_owned(),
        norm,
        stem,
        fold,
        start,
        end,
        gap,
    });
}

fn gap(between: &str, first: bool) -> Gap {
    if first {
        return Gap::Start;
    }
    if between
        .chars()
        .any(|c| matches!(c, '?' | '!' | ';' | '·' | '\n'))
        || between.contains(". ")
    {
        return Gap::Stop;
    }
    if between.chars().any(|c| matches!(c, ',' | ':' | '–' | '—')) || between.contains(" - ") {
        return Gap::Comma;
    }
    if between.chars().any(char::is_whitespace) {
        Gap::Space
    } else {
        Gap::Joined
    }
}

fn normalise_word(text: &str) -> String {
    let plain = if text.is_ascii() {
        text.to_owned()
    } else {
        deunicode::deunicode(text)
    };
    plain
        .to_lowercase()
        .replace('’', "'")
        .split_whitespace()
        .collect()
}

fn stem_with(stemmer: &Stemmer, norm: &str) -> String {
    if norm.starts_with(|c: char| c.is_ascii_digit()) || norm.len() < 3 {
        return norm.to_owned();
    }
    let base = IRREGULAR
        .iter()
        .find(|(form, _)| *form == norm)
        .map_or(norm, |(_, base)| base);
    if norm.len() == 3 {
        singular(base)
    } else {
        stemmer.stem(base).into_owned()
    }
}

/// Letters that are written for words, where they stand by themselves and no number is before them.
const LETTERS: &[(&str, &str)] = &[("w", "with"), ("n", "and"), ("u", "you"), ("r", "are")];

/// Abbreviations that are read as the words they stand for.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("avg", "average"),
    ("qty", "quantity"),
    ("max", "maximum"),
    ("min", "minimum"),
    ("pcs", "pieces"),
    ("approx", "approximately"),
    ("amt", "amount"),
    ("whse", "warehouse"),
    ("wh", "warehouse"),
    ("mgmt", "management"),
    ("cust", "customer"),
    ("inv", "inventory"),
    ("w/o", "without"),
    ("w/", "with"),
    ("prod", "product"),
    ("prods", "products"),
    ("custs", "customers"),
    ("whs", "warehouse"),
    ("thru", "through"),
    ("incl", "including"),
    ("excl", "excluding"),
    ("buyed", "bought"),
    ("selled", "sold"),
    ("payed", "paid"),
    ("sended", "sent"),
    ("prev", "previous"),
    ("curr", "current"),
    ("ea", "each"),
    ("recd", "received"),
    ("rcvd", "received"),
    ("wk", "week"),
    ("wks", "weeks"),
    ("mth", "month"),
    ("mths", "months"),
    ("qtr", "quarter"),
    ("yr", "year"),
    ("yrs", "years"),
    ("tmrw", "tomorrow"),
    ("til", "until"),
    ("till", "until"),
    ("plz", "please"),
];

/// The singular of a word, by spelling alone.
fn singular(norm: &str) -> String {
    const WHOLE: [&str; 9] = [
        "its", "has", "was", "gas", "bus", "yes", "ups", "his", "plus",
    ];
    let plain = norm.bytes().all(|b| b.is_ascii_lowercase());
    if norm == "skus" {
        return "sku".to_owned();
    }
    // "The 250s": several things of that number.
    if let Some(number) = norm.strip_suffix('s')
        && number.len() > 1
        && number.bytes().all(|b| b.is_ascii_digit())
    {
        return number.to_owned();
    }
    if !plain
        || norm.len() < 3
        || WHOLE.contains(&norm)
        || norm.ends_with("ss")
        || norm.ends_with("us")
        || norm.ends_with("is")
    {
        return norm.to_owned();
    }
    if let Some(base) = norm.strip_suffix("ies").filter(|b| b.len() > 1) {
        return format!("{base}y");
    }
    for ending in ["ches", "shes", "sses", "xes", "zes"] {
        if norm.ends_with(ending) {
            return norm[..norm.len() - 2].to_owned();
        }
    }
    norm.strip_suffix('s').unwrap_or(norm).to_owned()
}

/// Irregular forms of verbs that people use of trade and stock, with their base.
const IRREGULAR: [(&str, &str); 23] = [
    ("sold", "sell"),
    ("bought", "buy"),
    ("sent", "send"),
    ("kept", "keep"),
    ("held", "hold"),
    ("ran", "run"),
    ("paid", "pay"),
    ("spent", "spend"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("fell", "fall"),
    ("fallen", "fall"),
    ("rose", "rise"),
    ("risen", "rise"),
    ("lost", "lose"),
    ("brought", "bring"),
    ("stood", "stand"),
    ("won", "win"),
    ("drove", "drive"),
    ("driven", "drive"),
    ("withheld", "withhold"),
    ("sells", "sell"),
    ("skus", "sku"),
];

/// Normal forms of the words of a name or phrase, as tokens of a question would have them.
pub(crate) fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|t| t.norm).collect()
}

/// Singulars of the words of a name.
pub(crate) fn folds(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|t| t.fold).collect()
}

/// Stems of the words of a phrase.
pub(crate) fn stems(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|t| t.stem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norms(text: &str) -> Vec<String> {
        words(text)
    }

    #[test]
    fn codes_split_into_joined_parts() {
        let found = tokens("stock of BK-M82B-42, please");
        assert_eq!(
            norms("stock of BK-M82B-42, please"),
            ["stock", "of", "bk", "m82b", "42", "please"]
        );
        assert_eq!(found[3].gap, Gap::Joined);
        assert_eq!(found[5].gap, Gap::Comma);
    }

    #[test]
    fn numbers_stay_whole() {
        assert_eq!(
            norms("over 4,000 or 98.5% or 2025-06-30"),
            ["over", "4,000", "or", "98.5", "or", "2025", "06", "30"]
        );
        assert_eq!(norms("sizes 42,44"), ["sizes", "42", "44"]);
    }

    #[test]
    fn possessives_and_accents_fold() {
        assert_eq!(
            norms("June's spend in Österreich, what’s late"),
            ["june", "spend", "in", "osterreich", "what", "late"]
        );
        assert_eq!(norms("don't"), ["dont"]);
    }

    #[test]
    fn offsets_point_into_the_text() {
        let text = "für Köln";
        for token in tokens(text) {
            assert_eq!(&text[token.start..token.end], token.text);
        }
    }
}
