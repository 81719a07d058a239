//! An *extension* is a vendor's addition to an object of the specification.
//!
//! The specification wants `data` to be a JSON string. A YAML mapping is accepted as well, because it is easier to
//! write. Extensions of other vendors are left alone.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_saphyr::Spanned;

use super::faults::{Faults, join, line_of};

/// Vendors whose extensions are ours: `QUARTERMASTER`, and `COMMON` for version 0.1.1, which has a closed list.
const OUR_VENDORS: [&str; 2] = ["QUARTERMASTER", "COMMON"];

/// One vendor's addition.
#[derive(Debug)]
pub(super) enum Extension<T> {
    /// Ours.
    Ours(Spanned<TextOr<T>>),
    /// Somebody else's.
    Foreign,
}

/// A text, or something structured.
#[derive(Debug)]
pub(super) enum TextOr<T> {
    /// A text.
    Text(String),
    /// A mapping.
    Mapping(T),
}

impl<T: Default> Default for TextOr<T> {
    fn default() -> Self {
        Self::Mapping(T::default())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TextOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = TextOr<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text or a mapping")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(TextOr::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(TextOr::Mapping)
            }
        }

        deserializer.deserialize_any(Either(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Extension<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Keys<T> {
            type Value = Extension<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an extension with vendor_name and data")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                const FIELDS: &[&str] = &["vendor_name", "data"];
                let mut ours: Option<bool> = None;
                let mut data: Option<Extension<T>> = None;
                while let Some(key) = map.next_key::<String>()? {
                    match (key.as_str(), ours) {
                        ("vendor_name", _) => {
                            let vendor = map.next_value::<String>()?;
                            ours = Some(OUR_VENDORS.contains(&vendor.as_str()));
                        }
                        ("data", Some(true)) => data = Some(Extension::Ours(map.next_value()?)),
                        ("data", Some(false)) => {
                            map.next_value::<IgnoredAny>()?;
                            data = Some(Extension::Foreign);
                        }
                        // Whose data it is decides how they are read.
                        ("data", None) => {
                            return Err(de::Error::custom("write vendor_name before data"));
                        }
                        (other, _) => return Err(de::Error::unknown_field(other, FIELDS)),
                    }
                }
                if ours.is_none() {
                    return Err(de::Error::missing_field("vendor_name"));
                }
                data.ok_or_else(|| de::Error::missing_field("data"))
            }
        }

        deserializer.deserialize_map(Keys(PhantomData))
    }
}

/// Reads our extension out of the list of the object at `owner`, with its path.
///
/// A JSON string is read with as many empty lines before it as the file has, so that line numbers within it are those
/// of the file. Faults are recorded; what cannot be read counts as not given.
pub(super) fn ours<T: for<'de> Deserialize<'de> + Default>(
    extensions: Vec<Extension<T>>,
    owner: &str,
    faults: &mut Faults,
) -> (T, String) {
    let path = |position: usize| join(owner, &format!("custom_extensions[{position}].data"));
    let mut found: Option<(T, String)> = None;
    for (position, extension) in extensions.into_iter().enumerate() {
        let Extension::Ours(data) = extension else {
            continue;
        };
        let line = line_of(&data);
        if found.is_some() {
            faults.add(
                line,
                path(position),
                "a second extension of ours; merge it into the first",
            );
            continue;
        }
        let value = match data.value {
            TextOr::Mapping(mapping) => mapping,
            TextOr::Text(text) => {
                read_json(&text, line, &path(position), faults).unwrap_or_default()
            }
        };
        found = Some((value, path(position)));
    }
    found.unwrap_or_else(|| (T::default(), path(0)))
}

fn read_json<T: for<'de> Deserialize<'de>>(
    text: &str,
    line: usize,
    field: &str,
    faults: &mut Faults,
) -> Option<T> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let inner = error.line().saturating_sub(1);
        faults.add(line + inner, field, format!("data is not JSON: {error}"));
        return None;
    }
    // JSON is YAML; the YAML reader keeps lines.
    let placed = "\n".repeat(line.saturating_sub(1)) + text;
    faults.read(&placed, field)
}
