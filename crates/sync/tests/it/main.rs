//! The engine against real Git repositories.

mod both_ways;
mod raw;
mod support;
