//! The program as people and programs use it: started as a process, read by its output and exit code.

mod away;
mod demo;
mod merge;
mod process;
mod serve;
mod set;
mod support;
mod two_ways;
mod validate;
