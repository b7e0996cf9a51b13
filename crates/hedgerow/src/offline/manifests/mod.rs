//! What points Argo CD or Flux at the resources of a fabric: objects for a cluster, as text.
//!
//! Pure: what is wrong with a name, an address or a directory is said before anything is written.

mod argo;
mod flux;
mod pointer;

#[cfg(test)]
mod tests;

use hedgerow_model::{Map, Value};
use hedgerow_yaml::{EmitOptions, emit};

pub(crate) use argo::{Syncing, application, application_set};
pub(crate) use flux::sources_and_kustomizations;
pub(crate) use pointer::{Pointer, Wanted};

/// The objects as a file.
pub(crate) fn text(objects: &[Value]) -> String {
    let documents: Vec<String> =
        objects.iter().map(|object| emit(object, &EmitOptions::default())).collect();
    documents.join("---\n")
}

/// A map with its keys in this order.
fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter().map(|(key, value)| (key.to_owned(), value));
    Value::Map(entries.collect::<Map>())
}

fn string(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

fn metadata(name: &str, namespace: &str) -> Value {
    map([("name", string(name)), ("namespace", string(namespace))])
}
