//! How wide a *text* is, roughly: nobody measures fonts here.

/// Size of every text in a picture, in its units.
pub(super) const SIZE: f64 = 14.0;
/// Height of a line of text.
pub(super) const LINE: f64 = 20.0;
/// Degrees by which a text rises that has no room to lie.
pub(super) const RISE: u8 = 40;

/// Width of a text. Fonts differ; this is rather too much than too little.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|letter| share(letter) * SIZE).sum()
}

/// Width of the widest text.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> f64 {
    texts.into_iter().map(width).fold(0.0, f64::max)
}

/// The text cut to a width with an ellipsis; none when it fits as it is.
pub(super) fn shortened(text: &str, most: f64) -> Option<String> {
    if width(text) <= most {
        return None;
    }
    let mut left = most - width("…");
    let kept: String = text
        .chars()
        .take_while(|letter| {
            left -= share(*letter) * SIZE;
            left >= 0.0
        })
        .collect();
    Some(format!("{}…", kept.trim_end()))
}

/// Width of a letter in parts of the font's size.
fn share(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.3,
        'f' | 'r' | 't' | ' ' | '(' | ')' | '-' | '/' | '"' | 'I' => 0.4,
        'm' | 'M' | 'w' | 'W' | '%' | '@' | '…' => 0.95,
        '<' | '>' | '&' | '=' | '+' | '−' => 0.85,
        'a'..='z' => 0.6,
        '0'..='9' | '$' => 0.64,
        'A'..='Z' => 0.72,
        '\u{0}'..='\u{2ff}' => 0.65,
        '\u{1100}'.. => 1.05,
        _ => 0.7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_to_a_width() {
        // 0.4 + 0.72 + 0.6 parts of 14.
        assert!((width(" Ab") - 24.08).abs() < 1e-9);
        assert_eq!(shortened("Locks", 100.0), None);
        // "Lo" takes 18.48 and the ellipsis 13.3; "c" would take 8.4 more.
        assert_eq!(shortened("Locks", 32.0).as_deref(), Some("Lo…"));
        assert_eq!(shortened("Road Bikes", 60.0).as_deref(), Some("Road…"));
        assert_eq!(shortened("Locks", 0.0).as_deref(), Some("…"));
    }
}
