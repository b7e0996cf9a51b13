//! What Hedgerow is compared with: git's own commands, and PyYAML's C loader.

pub(crate) mod by_hand;
pub(crate) mod git;
pub(crate) mod pyyaml;
