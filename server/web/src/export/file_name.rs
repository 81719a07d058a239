//! A *file name* says what was asked and of which day, in letters that every system takes.

use deunicode::deunicode;

/// Most letters of the question in a name.
const LETTERS: usize = 60;

/// What a file is called when it is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileName {
    /// In ASCII.
    plain: String,
    /// In the letters of the question.
    full: String,
}

impl FileName {
    /// `title-detail.extension`; whatever is neither a letter nor a digit becomes a hyphen, so no name leads to a folder,
    /// hides its extension or ends a header.
    pub(crate) fn new(title: &str, detail: &str, extension: &str) -> Self {
        let name = |title: &str| {
            let title = match slug(title) {
                title if title.is_empty() => "answer".to_owned(),
                title => title,
            };
            let detail = slug(detail);
            let hyphen = if detail.is_empty() { "" } else { "-" };
            format!("{title}{hyphen}{detail}.{extension}")
        };
        Self {
            plain: name(&deunicode(title)),
            full: name(title),
        }
    }

    /// The header that makes a browser save the file under its name. Browsers that know `filename*` (RFC 6266) take the
    /// question's own letters, the others the ASCII ones.
    pub(crate) fn disposition(&self) -> String {
        let Self { plain, full } = self;
        format!(
            "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
            encoded(full)
        )
    }
}

/// Letters and digits in lower case with single hyphens between them, cut between words.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    let words = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut length = 0;
    for word in words {
        let letters = word.chars().count();
        if length > 0 && length + 1 + letters > LETTERS {
            break;
        }
        if length > 0 {
            slug.push('-');
            length += 1;
        }
        slug.extend(word.chars().take(LETTERS).flat_map(char::to_lowercase));
        length += letters;
    }
    slug
}

/// A text as RFC 8187 has it in a header: UTF-8 with all but plain letters, digits, hyphens and points escaped.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(title: &str) -> String {
        FileName::new(title, "2025-06-30", "csv").disposition()
    }

    #[test]
    fn a_name_says_question_and_day() {
        assert_eq!(
            header("Which products are below minimum stock?"),
            "attachment; filename=\"which-products-are-below-minimum-stock-2025-06-30.csv\"; \
             filename*=UTF-8''which-products-are-below-minimum-stock-2025-06-30.csv"
        );
    }

    #[test]
    fn letters_of_other_scripts_have_an_ascii_name_beside_their_own() {
        assert_eq!(
            header("Größe"),
            "attachment; filename=\"grosse-2025-06-30.csv\"; filename*=UTF-8''gr%C3%B6%C3%9Fe-2025-06-30.csv"
        );
        assert!(header("库存").contains("filename=\"ku-cun-2025-06-30.csv\""));
    }

    #[test]
    fn no_name_leads_elsewhere() {
        for title in [
            "../../etc/passwd",
            "..\\..\\x",
            "a\"; filename=\"b.exe",
            "a\r\nSet-Cookie: x=y",
            "a%2f..\0b",
            "\u{202e}gpj.exe",
            "???",
        ] {
            let header = header(title);
            let (_, name) = header.split_once("filename=\"").unwrap();
            let (plain, rest) = name.split_once('"').unwrap();
            assert!(plain.ends_with("-2025-06-30.csv"), "{plain}");
            assert!(
                plain
                    .strip_suffix(".csv")
                    .unwrap()
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{plain}"
            );
            assert!(
                rest.starts_with("; filename*=UTF-8''") && rest.is_ascii(),
                "{rest}"
            );
            assert!(
                !rest.contains(['/', '\\', '"']) && !rest.contains("%2F"),
                "{rest}"
            );
        }
        assert!(header("???").contains("\"answer-2025-06-30.csv\""));
    }

    #[test]
    fn a_long_question_is_cut_between_words() {
        let FileName { plain, .. } = FileName::new(&"seven words ".repeat(20), "", "csv");
        assert_eq!(
            plain,
            "seven-words-seven-words-seven-words-seven-words-seven-words.csv"
        );
        let FileName { plain, .. } = FileName::new(&"x".repeat(500), "", "csv");
        assert_eq!(plain, format!("{}.csv", "x".repeat(60)));
    }
}
