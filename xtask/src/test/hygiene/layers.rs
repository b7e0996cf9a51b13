//! What a layer of the program must not know of another: commands below the command line, and the
//! private rooms of the engine's capabilities.

use super::source::{literals, product, without_tests};
use super::{Text, Tree};

/// The crates that may name commands: the command line itself, and tools that run it.
const MAY_NAME_COMMANDS: [&str; 4] = ["hedgerow", "bench", "crash", "testkit"];

/// Programs whose commands and options may be in a message: they are not ours.
const OTHER_PROGRAMS: [&str; 3] = ["git ", "diff ", "cargo "];

/// No text of a crate below the command line names a command or an option of it.
pub(super) fn commands_stay_above(tree: &Tree) -> Vec<String> {
    let below = product(tree).filter(|text| {
        let name = text.path.split('/').nth(1).unwrap_or_default();
        text.path.starts_with("crates/") && !MAY_NAME_COMMANDS.contains(&name)
    });
    below
        .flat_map(|text| {
            literals(without_tests(&text.content)).into_iter().filter_map(|(line, literal)| {
                let command = command_in(&literal)?;
                Some(format!(
                    "{}:{line}: `{command}` is of the command line; say what is wrong, and let \
                     crates/hedgerow/src/output/hint.rs say what to type",
                    text.path
                ))
            })
        })
        .collect()
}

/// The command or option of the command line that a text names.
fn command_in(text: &str) -> Option<String> {
    let word = |from: &str| -> String {
        from.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
    };
    let starts_low = |from: &str| from.starts_with(|c: char| c.is_ascii_lowercase());
    let ours = "`hedgerow ";
    for (at, _) in text.match_indices(ours) {
        let rest = &text[at + ours.len()..];
        if starts_low(rest) {
            return Some(format!("hedgerow {}", word(rest)));
        }
    }
    for (at, _) in text.match_indices(" --") {
        let rest = &text[at + 3..];
        let before = text[..at + 1].rsplit(['`', '\n', '>']).next().unwrap_or_default();
        let is_of_others = OTHER_PROGRAMS.iter().any(|program| before.starts_with(program));
        if starts_low(rest) && !is_of_others {
            return Some(format!("--{}", word(rest)));
        }
    }
    None
}

/// The engine's capabilities share one core that only `core/` gives methods, and none of them opens a
/// module of its folder to the others.
pub(super) fn capabilities_keep_to_themselves(tree: &Tree) -> Vec<String> {
    const ENGINE: &str = "crates/engine/src/";
    let inside = |path: &str| path.strip_prefix(ENGINE).map(str::to_owned);
    let extends = tree.lines(
        |path| inside(path).is_some_and(|path| !path.starts_with("core/")),
        |line| {
            let on = line.trim_start().strip_prefix("impl ")?;
            let name = on.trim_start_matches("crate::core::").trim_end_matches(['{', ' ']);
            (name == "Core").then(|| {
                "only core/ gives `Core` methods; make it a method of the capability".to_owned()
            })
        },
    );
    let is_capability = |text: &&Text| {
        inside(&text.path).is_some_and(|path| path.matches('/').count() == 1)
            && text.path.ends_with("/mod.rs")
            && text.content.contains("capability! {")
    };
    let folders: Vec<&str> =
        tree.texts.iter().filter(is_capability).map(|text| text.path.as_str()).collect();
    let opens = tree.lines(
        |path| folders.contains(&path),
        |line| {
            let declared = line.trim_start();
            let opened = declared.starts_with("pub") && declared.contains(" mod ");
            opened.then(|| {
                "a capability keeps its modules private; name what others may use with `pub(crate) use`"
                    .to_owned()
            })
        },
    );
    [extends, opens].concat()
}

#[cfg(test)]
mod tests {
    use super::super::tests::tree;
    use super::*;

    #[test]
    fn a_command_below_the_command_line_is_found() {
        let planted = tree(&[
            ("crates/engine/src/a.rs", "fn a() {\n    say(\"see `hedgerow changes`\");\n}\n"),
            ("crates/plan/src/b.rs", "say(\"first run `hedgerow \\\n         sync {name}`\")"),
            ("crates/store/src/c.rs", "say(\"name it, with --change NAME\")"),
            ("crates/git/src/d.rs", "say(r#\"a \"b\" `hedgerow get`\"#)"),
        ]);
        let found = commands_stay_above(&planted);
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found[0].starts_with("crates/engine/src/a.rs:2: `hedgerow changes`"), "{found:?}");
        assert!(found[1].starts_with("crates/plan/src/b.rs:1: `hedgerow sync`"), "{found:?}");
        assert!(found[2].contains("`--change`"), "{found:?}");
        assert!(found[3].contains("`hedgerow get`"), "{found:?}");
    }

    #[test]
    fn comments_tests_the_command_line_and_other_programs_may_name_commands() {
        let fine = tree(&[
            (
                "crates/engine/src/a.rs",
                "// see `hedgerow get`, \"`hedgerow get`\"\nlet a = '\"';\n",
            ),
            ("crates/engine/src/b.rs", "#[cfg(test)]\nmod tests {\n\"`hedgerow get`\"\n}\n"),
            ("crates/engine/src/c/tests.rs", "\"`hedgerow get`\""),
            ("crates/engine/tests/it/d.rs", "\"`hedgerow get`\""),
            ("crates/hedgerow/src/e.rs", "\"`hedgerow get` --all\""),
            ("crates/git/src/f.rs", "\"made with `git init --object-format=sha1`\", \"--all\""),
            ("crates/plan/src/g.rs", "\"diff --git a/{path}\", \"the `hedgerow` program\""),
            ("crates/store/src/h.rs", "\"SELECT 1 -- a comment\""),
            ("docs/a.md", "`hedgerow get`"),
        ]);
        assert_eq!(commands_stay_above(&fine), Vec::<String>::new());
    }

    #[test]
    fn a_capability_that_reaches_into_the_core_or_opens_a_module_is_found() {
        const CAPABILITY: &str = "crate::core::capability! {\n    Drafts, drafts\n}\n";
        let planted = tree(&[
            ("crates/engine/src/drafts/save.rs", "impl Core {\n"),
            (
                "crates/engine/src/drafts/mod.rs",
                &format!("mod save;\npub(crate) mod x;\n{CAPABILITY}"),
            ),
            ("crates/engine/src/own/mod.rs", &format!("pub mod y;\n{CAPABILITY}")),
        ]);
        let found = capabilities_keep_to_themselves(&planted);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("crates/engine/src/drafts/save.rs:1: "), "{found:?}");
        assert!(found[1].starts_with("crates/engine/src/drafts/mod.rs:2: "), "{found:?}");
        assert!(found[2].starts_with("crates/engine/src/own/mod.rs:1: "), "{found:?}");
    }

    #[test]
    fn the_core_and_private_modules_are_fine() {
        let fine = tree(&[
            ("crates/engine/src/core/lookup.rs", "impl Core {\n"),
            ("crates/engine/src/drafts/save.rs", "impl Drafts<'_> {\nimpl Deref for Core {\n"),
            (
                "crates/engine/src/drafts/mod.rs",
                "mod save;\npub(crate) use save::a;\ncapability! {",
            ),
            ("crates/engine/src/lib.rs", "pub mod views;\n"),
            ("crates/engine/src/views/mod.rs", "pub mod page;\n"),
        ]);
        assert_eq!(capabilities_keep_to_themselves(&fine), Vec::<String>::new());
    }
}
