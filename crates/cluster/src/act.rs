//! Reading one object, and changing it.

use http::Method;
use serde_json::{Value as Json, json};

use crate::client::{Cluster, Form};
use crate::error::ClusterError;
use crate::follow::escaped;
use crate::kinds::ServedKind;

/// How something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Write<'a> {
    /// In whose name: the field manager.
    pub manager: &'a str,
    /// Whether it is only tried.
    pub dry_run: bool,
}

/// What is done to an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Act<'a> {
    /// It is applied on the server's side: these fields are the manager's from then on.
    Apply {
        /// The object.
        object: &'a Json,
        /// Whether fields of other managers are taken over.
        take_over: bool,
    },
    /// It becomes this, provided that it still is at the resource version that stands in it.
    Replace {
        /// The object.
        object: &'a Json,
    },
    /// It is deleted, provided that it still is this one.
    Delete {
        /// The id of the object that was seen.
        uid: &'a str,
        /// Its resource version; with one, it is deleted only if nothing of it changed since.
        resource_version: Option<&'a str>,
    },
}

impl Cluster {
    /// An object as it is now, whole; `None` where there is none.
    ///
    /// # Errors
    /// When it is not reached or not allowed.
    pub async fn object(
        &self,
        kind: &ServedKind,
        namespace: &str,
        name: &str,
    ) -> Result<Option<Json>, ClusterError> {
        match self.get(&path(kind, namespace, name)).await {
            Ok(object) => Ok(Some(object)),
            Err(ClusterError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Does something to an object; gives it as it is afterwards, or would be.
    ///
    /// # Errors
    /// When it is not reached, not allowed or not accepted; [`ClusterError::Conflict`] when it moved, or fields of it
    /// are others'.
    pub async fn act(
        &self,
        (kind, namespace, name): (&ServedKind, &str, &str),
        act: &Act<'_>,
        write: Write<'_>,
    ) -> Result<Json, ClusterError> {
        let mut path = path(kind, namespace, name);
        let mut query = vec![format!("fieldManager={}", escaped(write.manager))];
        if write.dry_run {
            query.push("dryRun=All".to_owned());
        }
        let deletion;
        let (method, form, body) = match act {
            Act::Apply { object, take_over } => {
                query.push(format!("force={take_over}"));
                query.push("fieldValidation=Strict".to_owned());
                (Method::PATCH, Form::Apply, *object)
            }
            Act::Replace { object } => {
                query.push("fieldValidation=Strict".to_owned());
                (Method::PUT, Form::Json, *object)
            }
            Act::Delete { uid, resource_version } => {
                query.remove(0);
                let mut preconditions = json!({ "uid": uid });
                if let Some(version) = resource_version {
                    preconditions["resourceVersion"] = json!(version);
                }
                deletion = json!({
                    "apiVersion": "v1", "kind": "DeleteOptions", "preconditions": preconditions,
                });
                (Method::DELETE, Form::Json, &deletion)
            }
        };
        if !query.is_empty() {
            path.push('?');
            path.push_str(&query.join("&"));
        }
        self.exchange(method, &path, Some((form, body))).await
    }
}

fn path(kind: &ServedKind, namespace: &str, name: &str) -> String {
    format!("{}/{}", kind.path(namespace), escaped(name))
}
