//! What an interface answers later: traits that are used behind a pointer cannot have `async` methods.

use std::future::Future;
use std::pin::Pin;

/// A value that comes later.
pub(crate) type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
