//! What sealing promises, as properties, and key files on a real disk.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod envelope;
mod files;
