//! What a command left as it is, and why.

use hedgerow_engine::views::LeftView;

use crate::output;

/// Tells what was left, as `WHAT: RESOURCE PATH: WHY`, and how much more there is.
pub(super) fn tell(what: &str, left: &[LeftView], count: usize) {
    for one in left {
        let at = match one.path.segments() {
            [] => String::new(),
            _ => format!(" {}", one.path),
        };
        output::note(&output::harmless(&format!("{what}: {}{at}: {}", one.resource, one.why)));
    }
    if count > left.len() {
        output::note(&format!("{what}: {} more", count - left.len()));
    }
}
