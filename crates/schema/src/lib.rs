//! CRD schemas, defaulting, validation, and the catalogue of Hedgehog kinds.
//!
//! A [`Catalogue`] knows kinds: their names, their schemas and how their lists merge. It starts with
//! the kinds of the newest Hedgehog fabric, written down in `builtin/`, and is overlaid with the CRDs
//! of a directory, and these with the definitions of the cluster in which a fabric lives (`in_cluster`). Everything here is pure: texts and values in, results out.
//!
//! The validator is our own and not a JSON Schema library: structural schemas are a small subset of
//! OpenAPI, one walk over a [`Value`](hedgerow_model::Value) checks it, finds unknown fields and knows
//! the path it is at, and nothing is converted to JSON first. A test holds it against the
//! `jsonschema` crate on random schemas.
//!
//! What is between resources (overlapping subnets, ports used twice) is in the crate `rules`.

mod assign;
mod builtin;
mod catalogue;
mod cel;
mod check;
mod checks;
mod compile;
mod crd;
mod defaults;
mod describe;
mod facts;
mod field;
mod finding;
mod format;
mod hedgehog;
mod in_cluster;
mod lists;
mod meta;
pub mod migrations;
mod node;
mod pattern;
mod references;
mod server_fields;
mod told;
mod validate;
mod violation;
mod webhook;

pub use assign::assign;
pub use catalogue::{Catalogue, Category, KindInfo, Known, Origin, Validation};
pub use cel::Before;
pub use check::{
    CheckFile, check_document, check_document_after, check_documents, is_object, list_objects,
    listed, position_of, resource_identity,
};
pub use crd::CrdProblem;
pub use describe::nearest;
pub use facts::Fact;
pub use field::{Field, FieldType};
pub use finding::{Finding, FindingOther};
pub use format::{is_label, is_subdomain};
pub use in_cluster::{ClusterVersion, InCluster, Told};
pub use meta::is_label_value;
pub use references::{Reference, references};
pub use server_fields::strip_server_fields;
pub use told::{Answer, Asked, is_same as told_the_same, told};
pub use violation::{Rule, Violation};
