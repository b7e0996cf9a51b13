//! The laws of merging, as properties.

mod document;
mod support;
mod value_laws;
