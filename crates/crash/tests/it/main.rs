//! A real server process is killed at every named point of the engine, at random times, and between
//! the remote's acceptance and its answer; then it is started again and the laws are checked.
//!
//! `HEDGEROW_CRASH_ROUNDS=N` runs N random rounds; `HEDGEROW_CRASH_SEED=S` repeats those of a seed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test")]
#![expect(clippy::print_stderr, reason = "what is killed where must be known when it fails")]

mod answers;
mod applying;
mod between;
mod client;
mod estate;
mod laws;
mod locks;
mod orphans;
mod points;
mod process;
mod random;
mod refusals;
mod session;
mod together;
mod verifying;
