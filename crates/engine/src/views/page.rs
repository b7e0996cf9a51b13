//! Lists as pages.
//!
//! A page ends with a cursor that says behind which row the next one starts, never how many rows
//! there were: nothing is shown twice or left out because rows came or went in between.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::EngineError;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// What is on it, in the list's order.
    pub items: Vec<T>,
    /// What to ask the next page with, as `cursor`; left out on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Which page is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// How many at most; the usual number when left out.
    pub limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    pub cursor: Option<String>,
}

/// How long the pages of a list are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lengths {
    /// When nobody says.
    pub(crate) usual: i64,
    /// At most.
    pub(crate) most: i64,
}

/// Of most lists.
pub(crate) const USUAL: Lengths = Lengths { usual: 100, most: 1000 };

/// Of resources: a table wants them all, and their rows are short.
pub(crate) const RESOURCES: Lengths = Lengths { usual: 1000, most: 5000 };

impl PageRequest {
    /// A first page of this length.
    #[must_use]
    pub fn first(limit: i64) -> Self {
        Self { limit: Some(limit), cursor: None }
    }

    /// The page behind another.
    #[must_use]
    pub fn behind<T>(&self, page: &Page<T>) -> Option<Self> {
        page.next.clone().map(|next| Self { limit: self.limit, cursor: Some(next) })
    }

    /// How many rows of a list of the usual length are asked for: 100 when nobody says, 1000 at most.
    ///
    /// # Errors
    /// When it is out of these bounds.
    pub fn length(&self) -> Result<i64, EngineError> {
        self.limit(USUAL)
    }

    /// How many rows are asked for.
    pub(crate) fn limit(&self, lengths: Lengths) -> Result<i64, EngineError> {
        let limit = self.limit.unwrap_or(lengths.usual);
        if (1..=lengths.most).contains(&limit) {
            Ok(limit)
        } else {
            Err(EngineError::Malformed(format!(
                "`limit` must be from 1 to {}, not {limit}",
                lengths.most
            )))
        }
    }

    /// The key behind which the page starts. `list` names the list: the cursor of another is none.
    ///
    /// # Errors
    /// When the cursor is none of this list.
    pub fn after<K: DeserializeOwned>(&self, list: &str) -> Result<Option<K>, EngineError> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
        let read = bytes.and_then(|bytes| serde_json::from_slice::<(String, K)>(&bytes).ok());
        match read {
            Some((of, key)) if of == list => Ok(Some(key)),
            _ => Err(EngineError::Malformed(
                "`cursor` is not the `next` of a page of this list; ask for the first page, \
                 without it"
                    .to_owned(),
            )),
        }
    }
}

/// The cursor that continues behind a key.
pub(crate) fn cursor<K: Serialize>(list: &str, key: &K) -> Option<String> {
    serde_json::to_vec(&(list, key)).ok().map(|json| URL_SAFE_NO_PAD.encode(json))
}

impl<T> Page<T> {
    /// A page from one row more than it may have, if there are so many.
    #[must_use]
    pub fn cut<K: Serialize>(
        mut rows: Vec<T>,
        limit: i64,
        list: &str,
        key: impl Fn(&T) -> K,
    ) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).and_then(|last| cursor(list, &key(last)));
        Self { items: rows, next }
    }

    /// The same page of other things.
    #[must_use]
    pub fn map<U>(self, how: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(how).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_behind_its_last_row() {
        let page = Page::cut(vec![1, 2, 3], 2, "numbers", |n| *n);
        assert_eq!(page.items, [1, 2]);
        let ask = PageRequest::first(2).behind(&page).unwrap();
        assert_eq!(ask.after::<i32>("numbers").unwrap(), Some(2));
        assert_eq!(Page::cut(vec![3], 2, "numbers", |n| *n).next, None);
    }

    #[test]
    fn a_cursor_of_nothing_or_of_another_list_is_refused() {
        let page = Page::cut(vec![1, 2], 1, "numbers", |n| *n);
        let ask = PageRequest::first(1).behind(&page).unwrap();
        assert!(matches!(ask.after::<i32>("others"), Err(EngineError::Malformed(_))));
        for text in ["", "x", "W10", "%%"] {
            let ask = PageRequest { limit: None, cursor: Some(text.to_owned()) };
            assert!(
                matches!(ask.after::<i32>("numbers"), Err(EngineError::Malformed(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn a_page_has_a_length_within_bounds() {
        assert_eq!(PageRequest::default().limit(USUAL).unwrap(), 100);
        assert_eq!(PageRequest::first(1000).limit(USUAL).unwrap(), 1000);
        for limit in [0, -1, 1001] {
            assert!(PageRequest::first(limit).limit(USUAL).is_err());
        }
    }
}
