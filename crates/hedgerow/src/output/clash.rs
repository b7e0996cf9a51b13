//! Other open changes that would break a rule with one.

use hedgerow_engine::views::ClashView;

/// Each rule as a line.
pub(crate) fn lines(clashes: &[ClashView]) -> Vec<String> {
    let of_change = |clash: &ClashView| {
        let ClashView { change, author, broken, .. } = clash;
        let line = |broken| format!("together with change {change} ({author}): {broken}");
        broken.iter().map(line).collect::<Vec<_>>()
    };
    clashes.iter().flat_map(of_change).collect()
}
