//! Listing a kind and following what happens to it.

use std::time::Duration;

use futures::io::AsyncBufRead;
use futures::{AsyncBufReadExt as _, AsyncReadExt as _, TryStreamExt as _};
use http::Method;
use http_body_util::BodyExt as _;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::client::Cluster;
use crate::error::{ClusterError, Status, of_status, on_the_way};
use crate::kinds::ServedKind;
use crate::object::Observed;

/// How many objects a page of a list has.
const PAGE: usize = 500;

/// The same of kinds whose objects say much of themselves: an Application names every resource that it applies.
const SMALL_PAGE: usize = 50;

/// How long a watch goes on before it is begun again; the cluster ends it then.
const WATCH: Duration = Duration::from_secs(290);

/// How long a watch may be silent: a bookmark comes each minute.
const SILENCE: Duration = Duration::from_secs(150);

/// How long the answer to a watch may take to begin.
const BEGIN: Duration = Duration::from_secs(30);

/// The most bytes of one event: a cluster keeps no object of more than 1.5 MiB, managed fields aside.
const LARGEST_EVENT: u64 = 16 << 20;

/// A page of a list.
#[derive(Debug)]
pub struct ListPage {
    /// Its objects.
    pub objects: Vec<Observed>,
    /// How many things were in it that are no objects of the kind.
    pub odd: usize,
    /// What the list was true of, in the cluster's count.
    pub resource_version: String,
    /// How the next page is asked for; `None`: this was the last.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct List {
    #[serde(default)]
    metadata: ListMeta,
    // Absent is not empty: an answer without them is no list.
    items: Option<Vec<Json>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListMeta {
    #[serde(default)]
    resource_version: String,
    #[serde(default, rename = "continue")]
    next: Option<String>,
}

/// What a watch tells.
#[derive(Debug, PartialEq)]
pub enum Told {
    /// An object came or changed.
    Here(Box<Observed>),
    /// An object is gone; as it was last.
    Gone(Box<Observed>),
    /// Nothing happened up to here, in the cluster's count.
    Bookmark(String),
}

/// A watch that goes on.
pub struct Watch {
    lines: Box<dyn AsyncBufRead + Send + Unpin>,
    kind: ServedKind,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Watch({})", self.kind.plural)
    }
}

impl Cluster {
    /// A page of the objects of a kind in a namespace; the first one where `next` is none.
    ///
    /// # Errors
    /// When it is not reached, does not allow it or does not answer as it should; [`ClusterError::Expired`] when the
    /// list took too long to read.
    pub async fn list(
        &self,
        kind: &ServedKind,
        namespace: &str,
        next: Option<&str>,
    ) -> Result<ListPage, ClusterError> {
        let mut path = format!("{}?limit={}", kind.path(namespace), page_of(kind));
        if let Some(next) = next {
            path.push_str("&continue=");
            path.push_str(&escaped(next));
        }
        let list: List = self.get(&path).await?;
        page(list, kind)
    }

    /// Whether the objects of a kind in a namespace may be listed.
    ///
    /// # Errors
    /// When it is not reached or does not answer as it should.
    pub async fn may_list(&self, kind: &ServedKind, namespace: &str) -> Result<bool, ClusterError> {
        match self.get::<List>(&format!("{}?limit=1", kind.path(namespace))).await {
            Ok(_) => Ok(true),
            Err(ClusterError::Forbidden(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Follows what happens to a kind in a namespace from a point in the cluster's count on.
    ///
    /// # Errors
    /// As [`Cluster::list`]; [`ClusterError::Expired`] when the point is too old.
    pub async fn watch(
        &self,
        kind: &ServedKind,
        namespace: &str,
        from: &str,
    ) -> Result<Watch, ClusterError> {
        let path = format!(
            "{}?watch=true&allowWatchBookmarks=true&timeoutSeconds={}&resourceVersion={}",
            kind.path(namespace),
            WATCH.as_secs(),
            escaped(from)
        );
        let begun = tokio::time::timeout(BEGIN, self.begin(Method::GET, &path, None));
        let body = begun.await.map_err(|_| ClusterError::TimedOut(BEGIN))??;
        let lines = body.into_data_stream().map_err(std::io::Error::other).into_async_read();
        Ok(Watch { lines: Box::new(lines), kind: kind.clone() })
    }
}

impl Watch {
    /// What happens next; `None`: the cluster ended the watch, as it does now and then.
    ///
    /// # Errors
    /// When the connection breaks or is silent for too long, or what is told is not understood;
    /// [`ClusterError::Expired`] when the cluster has forgotten what came since.
    pub async fn next(&mut self) -> Result<Option<Told>, ClusterError> {
        loop {
            let mut line = Vec::new();
            let mut bounded = (&mut self.lines).take(LARGEST_EVENT);
            let read = tokio::time::timeout(SILENCE, bounded.read_until(b'\n', &mut line));
            let read = read.await.map_err(|_| ClusterError::TimedOut(SILENCE))?;
            read.map_err(|error| match error.get_ref() {
                Some(inner) => on_the_way(inner),
                None => on_the_way(&error),
            })?;
            if line.is_empty() {
                return Ok(None);
            }
            if line.last() != Some(&b'\n') {
                // Half an event is none: what it would have told comes again.
                return match line.len() as u64 >= LARGEST_EVENT {
                    true => Err(ClusterError::TooLarge(line.len())),
                    false => Err(ClusterError::Unreachable("the connection broke".to_owned())),
                };
            }
            if let Some(told) = told(&line, &self.kind)? {
                return Ok(Some(told));
            }
        }
    }
}

fn page_of(kind: &ServedKind) -> usize {
    if kind.kind.group == "argoproj.io" { SMALL_PAGE } else { PAGE }
}

fn page(list: List, kind: &ServedKind) -> Result<ListPage, ClusterError> {
    let Some(items) = list.items else {
        return Err(ClusterError::NotUnderstood("it is not a list".to_owned()));
    };
    if list.metadata.resource_version.is_empty() {
        return Err(ClusterError::NotUnderstood(
            "the list does not say when it was true".to_owned(),
        ));
    }
    let given = items.len();
    let objects: Vec<Observed> =
        items.into_iter().filter_map(|item| Observed::take(item, kind)).collect();
    Ok(ListPage {
        odd: given - objects.len(),
        objects,
        resource_version: list.metadata.resource_version,
        next: list.metadata.next.filter(|next| !next.is_empty()),
    })
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    what: String,
    object: Json,
}

/// What a line of a watch tells; `None` where it is about something else.
fn told(line: &[u8], kind: &ServedKind) -> Result<Option<Told>, ClusterError> {
    let odd = |why: String| ClusterError::NotUnderstood(why);
    let event: Event = serde_json::from_slice(line).map_err(|error| odd(error.to_string()))?;
    let object = || {
        Observed::take(event.object.clone(), kind)
            .map(Box::new)
            .ok_or_else(|| odd(format!("it tells of something that is not a {}", kind.kind.kind)))
    };
    match event.what.as_str() {
        "ADDED" | "MODIFIED" => Ok(Some(Told::Here(object()?))),
        "DELETED" => Ok(Some(Told::Gone(object()?))),
        "BOOKMARK" => {
            let version = event.object.pointer("/metadata/resourceVersion").and_then(Json::as_str);
            Ok(version.filter(|it| !it.is_empty()).map(|it| Told::Bookmark(it.to_owned())))
        }
        "ERROR" => {
            let status: Status = serde_json::from_value(event.object).unwrap_or_default();
            Err(of_status(if status.code == 0 { 500 } else { status.code }, status))
        }
        _ => Ok(None),
    }
}

/// A value of a query.
pub(crate) fn escaped(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::tests::vlans;

    fn line(what: &str, object: &Json) -> Vec<u8> {
        json!({"type": what, "object": object}).to_string().into_bytes()
    }

    #[test]
    fn a_watch_tells_what_came_what_went_and_how_far_it_is() {
        let object = json!({"kind": "Vlan", "metadata": {"name": "a", "resourceVersion": "9"}});
        for what in ["ADDED", "MODIFIED"] {
            assert!(matches!(told(&line(what, &object), &vlans()), Ok(Some(Told::Here(_)))));
        }
        assert!(matches!(told(&line("DELETED", &object), &vlans()), Ok(Some(Told::Gone(_)))));
        assert_eq!(
            told(&line("BOOKMARK", &object), &vlans()),
            Ok(Some(Told::Bookmark("9".into())))
        );
        assert_eq!(told(&line("SOMETHING", &object), &vlans()), Ok(None));
        let expired = json!({"kind": "Status", "code": 410, "reason": "Expired"});
        assert_eq!(told(&line("ERROR", &expired), &vlans()), Err(ClusterError::Expired));
        let odd = told(&line("ERROR", &json!(7)), &vlans());
        assert!(matches!(odd, Err(ClusterError::Failing { code: 500, .. })));
        for broken in [b"{".to_vec(), line("ADDED", &json!({}))] {
            assert!(matches!(told(&broken, &vlans()), Err(ClusterError::NotUnderstood(_))));
        }
    }

    #[test]
    fn what_is_no_list_is_not_an_empty_one() {
        let of = |text: Json| page(serde_json::from_value(text).unwrap(), &vlans());
        let full = of(json!({"metadata": {"resourceVersion": "5", "continue": "x"}, "items": [
            {"metadata": {"name": "a", "resourceVersion": "1"}}, {"odd": true}]}));
        let full = full.unwrap();
        assert_eq!((full.objects.len(), full.odd, full.next.as_deref()), (1, 1, Some("x")));
        let empty = of(json!({"metadata": {"resourceVersion": "5", "continue": ""}, "items": []}));
        assert!(matches!(empty, Ok(ListPage { next: None, .. })));
        assert!(of(json!({"metadata": {"resourceVersion": "5"}, "items": null})).is_err());
        assert!(of(json!({"metadata": {"resourceVersion": "5"}})).is_err());
        assert!(of(json!({"items": []})).is_err());
    }

    #[test]
    fn what_goes_into_a_query_stays_one_value() {
        assert_eq!(escaped("a-1.b&c=d e/ü"), "a-1.b%26c%3Dd%20e%2F%C3%BC");
    }
}
