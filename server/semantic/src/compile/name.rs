//! An *output name* is snake case, says what the column holds, and stands once in a result.

/// A text as lower-case words joined by "_"; "value" when nothing is left of it.
pub(super) fn snake(text: &str) -> String {
    let mut name = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    if name.is_empty() {
        "value".into()
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("in_{name}")
    } else {
        name.into()
    }
}

/// A text that begins with a capital letter.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Longest name, in bytes, that is left as it is. PostgreSQL cuts names behind 63 bytes; a number still fits behind this.
const LONGEST: usize = 58;

/// A name that is not taken yet: itself, or with the first free number. A long one is cut behind one of its words.
pub(super) fn unique(wanted: &str, taken: &[String]) -> String {
    let wanted = shortened(wanted);
    let free = |name: &String| !taken.contains(name);
    std::iter::once(wanted.to_owned())
        .chain((2..=u32::MAX).map(|n| format!("{wanted}_{n}")))
        .find(free)
        .unwrap_or_else(|| wanted.to_owned())
}

fn shortened(name: &str) -> &str {
    if name.len() <= LONGEST {
        return name;
    }
    let end = (0..=LONGEST).rev().find(|end| name.is_char_boundary(*end));
    let cut = name.get(..end.unwrap_or(0)).unwrap_or_default();
    let whole = cut.rsplit_once('_').map_or(cut, |(whole, _)| whole);
    whole.trim_end_matches('_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_snake_case_and_begin_with_a_letter() {
        assert_eq!(snake("Units sold, Q1 2025"), "units_sold_q1_2025");
        assert_eq!(snake("2025"), "in_2025");
        assert_eq!(snake("Größe"), "gr_e");
        assert_eq!(snake("—"), "value");
    }

    #[test]
    fn long_names_are_cut_behind_a_word() {
        let long = "average_unit_cost_bought_average_unit_cost_2025_01_01_to_2025_09_18";
        let cut = "average_unit_cost_bought_average_unit_cost_2025_01_01_to";
        assert_eq!(unique(long, &[]), cut);
        assert_eq!(unique(long, &[cut.into()]), format!("{cut}_2"));
        let fits = "a".repeat(LONGEST);
        assert_eq!(unique(&fits, &[]), fits);
        assert_eq!(unique(&format!("{fits}b"), &[]), fits);
    }

    #[test]
    fn names_stand_once() {
        assert_eq!(
            unique("sales", &["sales".into(), "sales_2".into()]),
            "sales_3"
        );
    }
}
