//! Tests of the public interface.

mod commented;
mod comments;
mod editing;
mod emitting;
mod files;
mod laws;
mod lists;
mod paths;
mod reading;
mod splitting;
mod styles;
mod support;
