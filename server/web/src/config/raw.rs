//! A *raw configuration* is what was written, key by key, with where each value came from; nothing is judged yet.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Fault, Origin};

/// Prefix of environment variables that set a single key.
pub const OVERRIDE_PREFIX: &str = "QUARTERMASTER__";

/// What was written for one key.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting {
    /// The value as text; `None` is null.
    pub value: Option<String>,
    /// Where it was written.
    pub origin: Origin,
    /// Environment variables stand in it, or it comes from one as a whole.
    pub from_environment: bool,
}

/// What was written, key by key ("server.port").
#[derive(Clone, Default)]
pub struct RawConfiguration {
    settings: BTreeMap<String, Setting>,
    order: Vec<String>,
}

impl RawConfiguration {
    /// Reads the defaults, then `file` (name and text) over them, then `variables` of the environment over both.
    ///
    /// Every key must be one that the defaults have; what is wrong is added to `faults`.
    pub fn read(
        defaults: &str,
        file: Option<(&str, &str)>,
        variables: &BTreeMap<String, String>,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let mut raw = Self::default();
        for (key, setting) in parse("defaults", defaults, |_| Origin::Default, variables, faults) {
            raw.order.push(key.clone());
            raw.settings.insert(key, setting);
        }
        if let Some((name, text)) = file {
            let origin = |line| Origin::File {
                name: name.to_owned(),
                line,
            };
            let written = parse(name, text, origin, variables, faults);
            raw.lay_over(written, faults);
        }
        let overrides = variables.iter().filter_map(|(variable, value)| {
            let key = variable
                .strip_prefix(OVERRIDE_PREFIX)?
                .to_lowercase()
                .replace("__", ".");
            let value = (!is_null(value)).then(|| value.clone());
            Some((
                key,
                Setting {
                    value,
                    origin: Origin::Environment(variable.clone()),
                    from_environment: true,
                },
            ))
        });
        raw.lay_over(overrides.collect(), faults);
        raw
    }

    /// Replaces the value of a key that exists, as a command-line option does.
    pub fn set(&mut self, key: &str, value: String, option: &str) {
        self.settings.insert(
            key.to_owned(),
            Setting {
                value: Some(value),
                origin: Origin::Option(option.to_owned()),
                from_environment: false,
            },
        );
    }

    /// What was written for `key`.
    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.settings.get(key)
    }

    /// All keys with what was written, in the order of the defaults.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.order
            .iter()
            .filter_map(|key| self.settings.get(key).map(|s| (key.as_str(), s)))
    }

    fn lay_over(&mut self, written: Vec<(String, Setting)>, faults: &mut Vec<Fault>) {
        for (key, setting) in written {
            if let Some(kept) = self.settings.get_mut(&key) {
                *kept = setting;
            } else {
                let message = self.unknown(&key);
                faults.push(Fault {
                    key,
                    origin: setting.origin,
                    message,
                });
            }
        }
    }

    fn unknown(&self, key: &str) -> String {
        let section = key.split('.').next().unwrap_or_default();
        let mut allowed: Vec<&str> = self
            .order
            .iter()
            .filter_map(|k| k.strip_prefix(section)?.strip_prefix('.'))
            .collect();
        if allowed.is_empty() {
            allowed = self
                .order
                .iter()
                .filter_map(|k| k.split('.').next())
                .collect();
            allowed.dedup();
            return format!(
                "there is no such section; the sections are {}",
                allowed.join(", ")
            );
        }
        format!("there is no such key; {section} has {}", allowed.join(", "))
    }
}

fn parse(
    name: &str,
    text: &str,
    origin: impl Fn(usize) -> Origin,
    variables: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) -> Vec<(String, Setting)> {
    let mut settings = Vec::new();
    let document: Value = match serde_saphyr::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let line = error
                .location()
                .map_or(1, |l| usize::try_from(l.line()).unwrap_or(1));
            let reason = error.without_snippet().to_string();
            faults.push(Fault {
                key: name.to_owned(),
                origin: origin(line),
                message: format!("is not valid YAML: {reason}"),
            });
            return settings;
        }
    };
    let Value::Object(sections) = document else {
        if !document.is_null() {
            let message = "must hold sections such as `server:` with keys below them".to_owned();
            faults.push(Fault {
                key: name.to_owned(),
                origin: origin(1),
                message,
            });
        }
        return settings;
    };
    for (section, keys) in sections {
        let Value::Object(keys) = keys else {
            if !keys.is_null() {
                let message = "is a section and needs keys below it".to_owned();
                faults.push(Fault {
                    origin: origin(line_of(text, &section, None)),
                    key: section,
                    message,
                });
            }
            continue;
        };
        for (key, value) in keys {
            let at = origin(line_of(text, &section, Some(&key)));
            let key = format!("{section}.{key}");
            let from_environment = matches!(&value, Value::String(text) if text.contains("${"));
            let written = match value {
                Value::Null => None,
                Value::String(text) => match substitute(&text, variables) {
                    Ok(text) => (!is_null(&text)).then_some(text),
                    Err(message) => {
                        faults.push(Fault {
                            key: key.clone(),
                            origin: at.clone(),
                            message,
                        });
                        None
                    }
                },
                Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
                Value::Array(_) | Value::Object(_) => {
                    let message = "takes a single value, not a list or a section".to_owned();
                    faults.push(Fault {
                        key: key.clone(),
                        origin: at.clone(),
                        message,
                    });
                    None
                }
            };
            settings.push((
                key,
                Setting {
                    value: written,
                    origin: at,
                    from_environment,
                },
            ));
        }
    }
    settings
}

fn is_null(text: &str) -> bool {
    matches!(text.trim(), "" | "null" | "~")
}

/// The line, from 1, on which a section or a key of it stands.
fn line_of(text: &str, section: &str, key: Option<&str>) -> usize {
    let starts = |line: &str, name: &str| {
        line.trim_start()
            .trim_start_matches(['"', '\''])
            .strip_prefix(name)
            .is_some_and(|rest| {
                rest.trim_start_matches(['"', '\''])
                    .trim_start()
                    .starts_with(':')
            })
    };
    let mut inside = false;
    let mut found = 1;
    for (number, line) in text.lines().enumerate() {
        let indented = line.starts_with([' ', '\t']);
        if !indented && starts(line, section) {
            inside = true;
            found = number + 1;
            if key.is_none() {
                return found;
            }
        } else if !indented && !line.trim().is_empty() && !line.starts_with('#') {
            inside = false;
        } else if inside && key.is_some_and(|key| starts(line, key)) {
            return number + 1;
        }
    }
    found
}

/// Puts environment variables in place of `${NAME}` and `${NAME:-default}`; `$${` is a plain `${`.
fn substitute(text: &str, variables: &BTreeMap<String, String>) -> Result<String, String> {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, from) = rest.split_at(start);
        if let Some(before) = before.strip_suffix('$') {
            done.push_str(before);
            done.push_str("${");
            rest = from.get(2..).unwrap_or_default();
            continue;
        }
        done.push_str(before);
        let Some((inside, after)) = from.get(2..).and_then(|inside| inside.split_once('}')) else {
            return Err(format!("`{from}` has no closing brace"));
        };
        let (name, default) = match inside.split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (inside, None),
        };
        match (variables.get(name).filter(|v| !v.is_empty()), default) {
            (Some(value), _) => done.push_str(value),
            (None, Some(default)) => done.push_str(default),
            (None, None) => {
                return Err(format!(
                    "needs the environment variable {name}, which is not set; set it or write ${{{name}:-default}}"
                ));
            }
        }
        rest = after;
    }
    done.push_str(rest);
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn variables_and_defaults_are_substituted() {
        let known = variables(&[("HOST", "db.example.com"), ("EMPTY", "")]);
        assert_eq!(
            substitute("postgres://${HOST}/x", &known).unwrap(),
            "postgres://db.example.com/x"
        );
        assert_eq!(substitute("${NONE:-5}${EMPTY:-6}", &known).unwrap(), "56");
        assert_eq!(substitute("a $${b} c", &known).unwrap(), "a ${b} c");
        assert!(substitute("${NONE}", &known).unwrap_err().contains("NONE"));
        assert!(
            substitute("${NONE", &known)
                .unwrap_err()
                .contains("closing brace")
        );
    }

    #[test]
    fn a_later_source_wins_and_says_where_it_came_from() {
        let mut faults = Vec::new();
        let raw = RawConfiguration::read(
            "server:\n  port: 1\n  address: a\n",
            Some(("mine.yaml", "# mine\nserver:\n  address: b\n")),
            &variables(&[("QUARTERMASTER__SERVER__PORT", "9")]),
            &mut faults,
        );
        assert!(faults.is_empty());
        let port = raw.get("server.port").unwrap();
        assert_eq!(port.value.as_deref(), Some("9"));
        assert_eq!(
            port.origin,
            Origin::Environment("QUARTERMASTER__SERVER__PORT".into())
        );
        let address = raw.get("server.address").unwrap();
        assert_eq!(address.value.as_deref(), Some("b"));
        assert_eq!(
            address.origin,
            Origin::File {
                name: "mine.yaml".into(),
                line: 3
            }
        );
    }

    #[test]
    fn unknown_keys_and_sections_are_faults_with_the_known_ones() {
        let mut faults = Vec::new();
        let file = "server:\n  prot: 8\nsevrer:\n  port: 1\n";
        RawConfiguration::read(
            "server:\n  port: 1\ncache:\n  entries: 2\n",
            Some(("mine.yaml", file)),
            &variables(&[("QUARTERMASTER__CACHE__SIZE", "1")]),
            &mut faults,
        );
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "mine.yaml:2: server.prot: there is no such key; server has port",
                "mine.yaml:4: sevrer.port: there is no such section; the sections are server, cache",
                "environment variable QUARTERMASTER__CACHE__SIZE: cache.size: there is no such key; cache has entries",
            ]
        );
    }
}
