//! A *page* is a part of a list, newest first; the id of its last item asks for the next one.

use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::routes::error::HttpError;

/// Items of a page, unless the caller says how many.
const USUAL: u32 = 50;
/// Items of a page at most.
const MOST: u32 = 200;

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// At most so many.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Only what comes after the item of this id: `next` of the page before.
    #[param(value_type = String, required = false, format = "uuid")]
    pub before: Option<Uuid>,
}

/// How many items a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size(u32);

impl Size {
    /// As many as are asked for, if that is within the bounds.
    pub(super) fn new(limit: Option<u32>) -> Result<Self, HttpError> {
        match limit.unwrap_or(USUAL) {
            size @ 1..=MOST => Ok(Self(size)),
            _ => Err(HttpError::unprocessable(format!(
                "limit: must be a whole number from 1 to {MOST}."
            ))),
        }
    }

    /// How many to fetch: one more than are shown says whether there are more.
    pub(super) fn fetched(self) -> u32 {
        self.0 + 1
    }

    /// The page from what was fetched, and where the next one begins.
    pub(super) fn cut<T>(
        self,
        mut items: Vec<T>,
        id: impl Fn(&T) -> String,
    ) -> (Vec<T>, Option<String>) {
        let more = items.len() > self.0 as usize;
        items.truncate(self.0 as usize);
        let next = items.last().filter(|_| more).map(id);
        (items, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_bounded() {
        assert_eq!(Size::new(None).unwrap(), Size(50));
        assert_eq!(Size::new(Some(1)).unwrap(), Size(1));
        assert_eq!(Size::new(Some(200)).unwrap(), Size(200));
        assert!(Size::new(Some(0)).is_err());
        assert!(Size::new(Some(201)).is_err());
    }

    #[test]
    fn the_last_page_names_no_next_one() {
        let cut = |items: Vec<u32>| Size(2).cut(items, ToString::to_string);
        assert_eq!(cut(vec![]), (vec![], None));
        assert_eq!(cut(vec![1, 2]), (vec![1, 2], None));
        assert_eq!(cut(vec![1, 2, 3]), (vec![1, 2], Some("2".to_owned())));
    }
}
