//! A *number* is a quantity in a question, in digits or words, with what it counts where the words say so.

use crate::text::{Gap, Token};

/// A quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// Exact decimal text, already multiplied out ("2k" is "2000", "15 %" is "0.15").
    pub(crate) value: String,
    /// It was a percentage.
    pub(crate) percent: bool,
    /// It was money.
    pub(crate) money: bool,
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
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
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// The number that begins at `tokens[at]` in `text`, with the count of tokens that it takes.
pub(crate) fn number(text: &str, tokens: &[Token], at: usize) -> Option<(usize, Number)> {
    let (mut taken, mut value) = digits(tokens.get(at)?)
        .map(|v| (1, v))
        .or_else(|| in_words(tokens, at))?;
    // "15k" is one token, "15 k" and "40 thousand" are two.
    if let Some(factor) = tokens.get(at + taken).and_then(|t| multiplier(&t.norm))
        && tokens[at].is_numeric()
    {
        value = value.checked_mul(factor)?;
        taken += 1;
    }
    // "eight and a half".
    let half = ["and", "a", "half"];
    if (0..3).all(|p| {
        tokens
            .get(at + taken + p)
            .is_some_and(|t| t.norm == half[p])
    }) {
        value = Scaled(value.0.checked_add(500_000)?);
        taken += 3;
    }
    let end = tokens[at + taken - 1].end;
    let next = tokens.get(at + taken);
    let sign = text[end..].trim_start().starts_with('%');
    let word = next.is_some_and(|t| matches!(t.norm.as_str(), "percent" | "pct" | "percentage"));
    let per_cent = next.is_some_and(|t| t.norm == "per")
        && tokens.get(at + taken + 1).is_some_and(|t| t.norm == "cent");
    if per_cent {
        taken += 2;
    } else if word {
        taken += 1;
    }
    let percent = sign || word || per_cent;
    if percent {
        value = value.hundredth();
    }
    let before = text[..tokens[at].start].trim_end();
    let mut money = before.ends_with(['$', '€', '£', '₹', '¥']);
    money |= at > 0 && is_currency(&tokens[at - 1].norm);
    if let Some(unit) = tokens.get(at + taken)
        && is_currency(&unit.norm)
    {
        money = true;
        taken += 1;
    }
    Some((
        taken,
        Number {
            value: value.to_text(),
            percent,
            money,
        },
    ))
}

/// Words for money. Those that also say something else ("pound", "crown", "mark") are left out.
pub(crate) const CURRENCIES: &str = " dollar dollars usd bucks eur euro euros gbp quid chf franc francs inr rupee rupees rs yen jpy \
    krona kronor krone kroner sek nok dkk zloty pln forint huf czk peso pesos mxn reais brl dirham dirhams aed yuan rmb cny \
    zar ringgit myr baht thb shekel shekels lira aud cad sgd nzd ";

/// The word is one of money.
pub(crate) fn is_currency(word: &str) -> bool {
    CURRENCIES.split_whitespace().any(|w| w == word)
}

/// A non-negative decimal with up to six digits behind the point, kept as millionths.
#[derive(Clone, Copy)]
struct Scaled(u64);

impl Scaled {
    fn checked_mul(self, factor: u64) -> Option<Self> {
        self.0.checked_mul(factor).map(Self)
    }

    fn hundredth(self) -> Self {
        Self(self.0 / 100)
    }

    fn to_text(self) -> String {
        let (whole, rest) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if rest == 0 {
            whole.to_string()
        } else {
            format!("{whole}.{rest:06}")
                .trim_end_matches('0')
                .to_owned()
        }
    }
}

fn digits(token: &Token) -> Option<Scaled> {
    let plain: String = token.norm.chars().filter(|c| *c != ',').collect();
    let split = plain
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(plain.len());
    let (number, suffix) = plain.split_at(split);
    if number.is_empty() {
        return None;
    }
    let factor = if suffix.is_empty() {
        1
    } else {
        multiplier(suffix)?
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.len() > 6 {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let fraction: u64 = format!("{fraction:0<6}").parse().ok()?;
    Scaled(whole.checked_mul(1_000_000)?.checked_add(fraction)?).checked_mul(factor)
}

fn multiplier(word: &str) -> Option<u64> {
    match word {
        "k" | "thousand" => Some(1_000),
        "lakh" | "lakhs" | "lac" => Some(100_000),
        "crore" | "crores" => Some(10_000_000),
        "m" | "mio" | "mn" | "million" | "millions" => Some(1_000_000),
        "hundred" => Some(100),
        "dozen" => Some(12),
        _ => None,
    }
}

fn in_words(tokens: &[Token], at: usize) -> Option<(usize, Scaled)> {
    let mut total: u64 = 0;
    let mut current: u64 = 0;
    let mut taken = 0;
    while let Some(token) = tokens.get(at + taken) {
        if taken > 0 && !matches!(token.gap, Gap::Space | Gap::Joined) {
            break;
        }
        let word = token.norm.as_str();
        // "one hundred and twenty", where it is no "between one hundred and two hundred".
        if word == "and" && taken > 0 && continues_hundred(tokens, at, at + taken) {
            taken += 1;
            continue;
        }
        if let Some(value) = ONES.iter().position(|w| *w == word) {
            if !current.is_multiple_of(10)
                || (current > 0 && value >= 10 && !current.is_multiple_of(100))
            {
                break;
            }
            current += value as u64;
        } else if let Some(value) = TENS.iter().position(|w| !w.is_empty() && *w == word) {
            if !current.is_multiple_of(100) {
                break;
            }
            current += value as u64 * 10;
        } else if let Some(factor) = multiplier(word).filter(|_| word.len() > 2) {
            if taken == 0 {
                // "over hundred": one of them. "k", "mn" need a number before them.
                if word.len() < 5 {
                    break;
                }
                current = 1;
            }
            current = current.max(1).checked_mul(factor)?;
            if factor >= 1000 {
                total = total.checked_add(current)?;
                current = 0;
            }
        } else {
            break;
        }
        taken += 1;
    }
    (taken > 0).then(|| (taken, Scaled((total + current) * 1_000_000)))
}

/// The "and" at that place joins the rest of the number that begins at `start` to its hundreds or thousands.
fn continues_hundred(tokens: &[Token], start: usize, at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |t| t.norm.as_str());
    let small = |w: &str| ONES.contains(&w) || TENS[2..].contains(&w);
    let ranged = start > 0 && matches!(word(start - 1), "between" | "from");
    let large = matches!(word(at - 1), "hundred" | "thousand");
    let next = word(at + 1);
    let behind = at + 2 + usize::from(TENS.contains(&next) && ONES[1..10].contains(&word(at + 2)));
    large && !ranged && small(next) && multiplier(word(behind)).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn read(text: &str) -> Option<(usize, String, bool)> {
        number(text, &tokens(text), 0).map(|(taken, n)| (taken, n.value, n.percent))
    }

    #[test]
    fn digits_words_and_suffixes() {
        assert_eq!(read("4,000"), Some((1, "4000".into(), false)));
        assert_eq!(read("2k"), Some((1, "2000".into(), false)));
        assert_eq!(read("2.5k"), Some((1, "2500".into(), false)));
        assert_eq!(read("98.5 percent"), Some((2, "0.985".into(), true)));
        assert_eq!(read("15%"), Some((1, "0.15".into(), true)));
        assert_eq!(read("fifteen"), Some((1, "15".into(), false)));
        assert_eq!(read("forty thousand"), Some((2, "40000".into(), false)));
        assert_eq!(read("twenty-five"), Some((2, "25".into(), false)));
        assert_eq!(read("two hundred fifty"), Some((3, "250".into(), false)));
        assert_eq!(
            read("one hundred and twenty"),
            Some((4, "120".into(), false))
        );
        assert_eq!(
            read("two hundred and two hundred"),
            Some((2, "200".into(), false))
        );
        assert_eq!(read("hundred"), Some((1, "100".into(), false)));
        assert_eq!(
            read("eight and a half units"),
            Some((4, "8.5".into(), false))
        );
        assert_eq!(read("2 lakh"), Some((2, "200000".into(), false)));
        assert_eq!(read("a dozen"), None);
        assert_eq!(read("dozen"), Some((1, "12".into(), false)));
        assert_eq!(read("helmet"), None);
        assert_eq!(read("m82b"), None);
    }

    #[test]
    fn absurd_numbers_are_no_numbers() {
        assert_eq!(read("99999999999999999999"), None);
        assert_eq!(read("1.23456789"), None);
    }
}
