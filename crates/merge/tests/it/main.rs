//! The laws of merging, as properties.

mod support;
