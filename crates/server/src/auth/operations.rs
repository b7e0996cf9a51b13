//! The operations of the API by path and method, each with what it needs.

use std::collections::BTreeMap;

use axum::http::Method;
use utoipa::openapi::OpenApi as Description;

use crate::cost::Cost;
use crate::permissions::{self, Need};

/// The operations that the API's description has.
#[derive(Debug)]
pub(crate) struct Operations(BTreeMap<String, BTreeMap<&'static str, Operation>>);

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// Its `operationId`.
    pub(super) id: String,
    /// What it needs; none when the policy has no line for it.
    pub(super) need: Option<Need>,
    /// What it may cost.
    pub(super) cost: Cost,
}

impl Operations {
    /// Those of a description.
    pub(crate) fn of(description: &Description) -> Self {
        let table = permissions::table();
        let mut operations = BTreeMap::new();
        for (path, item) in &description.paths.paths {
            let methods = [
                ("GET", &item.get),
                ("POST", &item.post),
                ("PUT", &item.put),
                ("PATCH", &item.patch),
                ("DELETE", &item.delete),
            ];
            let methods: BTreeMap<&str, Operation> = methods
                .into_iter()
                .filter_map(|(method, operation)| {
                    let id = operation.as_ref()?.operation_id.clone()?;
                    let need = table.get(id.as_str()).copied();
                    let cost = Cost::of(&id, need);
                    Some((method, Operation { id, need, cost }))
                })
                .collect();
            operations.insert(path.clone(), methods);
        }
        Self(operations)
    }

    /// The operation of a path and a method; otherwise the methods that the path takes.
    pub(super) fn find(&self, path: &str, method: &Method) -> Result<&Operation, String> {
        let methods = self.0.get(path).ok_or_else(String::new)?;
        let asked = if method == Method::HEAD { "GET" } else { method.as_str() };
        methods.get(asked).ok_or_else(|| {
            let mut known: Vec<&str> = methods.keys().copied().collect();
            if known.contains(&"GET") {
                known.push("HEAD");
            }
            known.join(",")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_description_does_not_have_is_not_found() {
        let operations = Operations::of(&crate::openapi());
        let fabric = "/api/v1/fabrics/{fabric}";
        assert_eq!(operations.find(fabric, &Method::GET).unwrap().id, "getFabric");
        assert_eq!(operations.find(fabric, &Method::HEAD).unwrap().id, "getFabric");
        assert_eq!(operations.find(fabric, &Method::PUT).unwrap_err(), "DELETE,GET,PATCH,HEAD");
        assert_eq!(operations.find("/elsewhere", &Method::GET).unwrap_err(), "");
    }
}
