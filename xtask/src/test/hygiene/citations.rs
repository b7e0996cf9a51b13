//! A comment cites no document outside the tree: its reader could not look it up.

use super::Tree;

/// Every Markdown document that a comment names is one of the tree's.
pub(super) fn cited_documents_exist(tree: &Tree) -> Vec<String> {
    let exists = |name: &str| {
        tree.texts.iter().any(|text| {
            text.path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        })
    };
    tree.lines(
        |path| [".rs", ".ts", ".tsx"].iter().any(|end| path.ends_with(end)),
        |line| {
            let comment = line.trim_start();
            if !comment.starts_with("//") && !comment.starts_with('*') {
                return None;
            }
            let missing = documents(comment).find(|name| !exists(name))?;
            Some(format!("`{missing}` is not in the tree; cite a document that is"))
        },
    )
}

/// The names of Markdown documents in a text, without the way up to them.
fn documents(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || "._-/".contains(c)))
        .map(|word| word.trim_end_matches('.').trim_start_matches(['.', '/']))
        .filter(|word| word.len() > ".md".len() && word.ends_with(".md"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::tree;
    use super::*;

    #[test]
    fn a_comment_may_cite_documents_of_the_tree_only() {
        let found = cited_documents_exist(&tree(&[
            ("docs/rules.md", ""),
            ("crates/a/src/a.rs", "//! As in docs/rules.md, rules.md.\n/// (PLAN.md, \"Words\")\n"),
            ("web/src/a.ts", "/**\n * See ../docs/gone.md\n */\n"),
            ("crates/a/tests/it/b.rs", "write(\"any.md\")\n"),
        ]));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("crates/a/src/a.rs:2: `PLAN.md`"), "{found:?}");
        assert!(found[1].starts_with("web/src/a.ts:2: `docs/gone.md`"), "{found:?}");
    }
}
