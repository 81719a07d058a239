//! A *showing* of the configuration is what is in effect, key by key, with secrets masked.

use std::fmt::Write as _;

use super::raw::RawConfiguration;

impl RawConfiguration {
    /// The configuration in effect as YAML, each value with where it was written; secrets are masked.
    pub fn show(&self) -> String {
        let mut shown = String::new();
        let mut current = "";
        for (key, setting) in self.iter() {
            let Some((section, name)) = key.split_once('.') else {
                continue;
            };
            if section != current {
                // Writing to a String cannot fail.
                let _ = writeln!(shown, "{section}:");
                current = section;
            }
            let value = setting
                .value
                .as_deref()
                .map_or_else(|| "null".to_owned(), |value| shown_value(name, value));
            let _ = writeln!(shown, "  {name}: {value}  # {}", setting.origin);
        }
        shown
    }
}

/// A key's value; one that is a secret by its name gives way to asterisks.
fn shown_value(name: &str, value: &str) -> String {
    let secret = ["api_key", "password", "secret"]
        .iter()
        .any(|ending| name.ends_with(ending));
    if secret {
        "***".to_owned()
    } else {
        masked(value)
    }
}

/// A URL's password gives way to asterisks; any other text stays.
pub fn masked(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let Some((account, host)) = rest.rsplit_once('@') else {
        return text.to_owned();
    };
    let user = account.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}:***@{host}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn passwords_are_masked() {
        assert_eq!(
            masked("postgres://q:p@ss@db:5432/x"),
            "postgres://q:***@db:5432/x"
        );
        assert_eq!(
            masked("sqlite://./data/state.sqlite"),
            "sqlite://./data/state.sqlite"
        );
        assert_eq!(masked("8501"), "8501");
    }
}
