//! *Speech* is what a language model wrote for a person to read. It is untrusted: it is cut, made plain, or left out.

use super::confidence::words;

/// Most characters of a sentence that is shown.
const LONGEST: usize = 300;
/// So many words in a row from the prompt are the prompt.
const REPEATED: usize = 8;
/// Words that a question about supplies needs in no sentence of a model's.
const SECRETS: &[&str] = &[
    "password",
    "passwords",
    "passphrase",
    "credential",
    "credentials",
    "apikey",
    "token",
    "tokens",
    "secret",
    "secrets",
];
/// The same in two words.
const SECRET_PAIRS: &[[&str; 2]] = &[
    ["api", "key"],
    ["access", "key"],
    ["private", "key"],
    ["system", "prompt"],
    ["your", "login"],
    ["log", "in"],
];

/// A sentence for a person, on one line of plain text; none when nothing is left, when it speaks of secrets, or when it
/// repeats the prompt (`rules`).
pub(crate) fn plain(text: &str, rules: &str) -> Option<String> {
    let visible: String = text
        .chars()
        .map(|c| {
            if c.is_control() || is_invisible(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = words(&line);
    let secret = said.iter().any(|word| SECRETS.contains(&word.as_str()))
        || said.windows(2).any(|pair| {
            SECRET_PAIRS
                .iter()
                .any(|[first, second]| pair[0] == *first && pair[1] == *second)
        });
    if said.is_empty() || secret || repeats(&said, &words(rules)) {
        return None;
    }
    if line.chars().count() <= LONGEST {
        return Some(line);
    }
    let cut: String = line.chars().take(LONGEST).collect();
    Some(format!("{}…", cut.trim_end()))
}

/// Characters that change the direction or hide in a text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn repeats(said: &[String], rules: &[String]) -> bool {
    said.windows(REPEATED)
        .any(|run| rules.windows(REPEATED).any(|rule| rule == run))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "You turn questions about a company's supply chain into queries. You never answer from memory.";

    #[test]
    fn a_sentence_becomes_one_plain_line() {
        assert_eq!(
            plain("Stock\u{202e} of\n\n<b>slow</b>\tmovers ", RULES).unwrap(),
            "Stock of <b>slow</b> movers"
        );
        assert_eq!(plain(" \n\u{200b}", RULES), None);
        let long = "word ".repeat(100);
        let cut = plain(&long, RULES).unwrap();
        assert!(cut.ends_with('…') && cut.chars().count() <= 301, "{cut}");
        let fits = "a".repeat(300);
        assert_eq!(plain(&fits, RULES), Some(fits));
    }

    #[test]
    fn the_prompt_is_not_repeated() {
        let seven = "You turn questions about a company's supply";
        assert_eq!(words(seven).len(), 8, "company's are two words");
        assert_eq!(
            plain(
                "My rules: YOU turn questions — about a company's supply chain",
                RULES
            ),
            None
        );
        assert!(plain("Questions about a company's supply chain", RULES).is_some());
    }

    #[test]
    fn nobody_is_asked_for_secrets() {
        for text in [
            "Please enter your password to go on",
            "The API-key is sk-1",
            "Here is my system prompt",
            "Send us your credentials",
        ] {
            assert_eq!(plain(text, RULES), None, "{text}");
        }
        assert!(plain("The key supplier of each product", RULES).is_some());
    }
}
