//! Random fabrics and random edits of them.

use hedgerow_model::{Draft, Layout, Standing};
use hedgerow_plan::DocumentState;
use hedgerow_yaml::comment_out;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::{World, draft, id, thing};

/// So many cases, the same each time; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` try others.
#[expect(clippy::print_stdout, reason = "what is random says how to do it again")]
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let given = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { cases };
    let rng_seed = match given.rng_seed {
        RngSeed::Random => RngSeed::Fixed(7),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    println!("PROPTEST_RNG_SEED={rng_seed} PROPTEST_CASES={cases}");
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..given }
}

/// How a file is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) crlf: bool,
    pub(crate) ended: bool,
    pub(crate) leading: bool,
    pub(crate) banner: bool,
    /// Whether what is in comments has no marker of its own.
    pub(crate) joined: bool,
}

pub(crate) fn style() -> impl Strategy<Value = Style> {
    (prop::bool::weighted(0.2), prop::bool::weighted(0.8), any::<[bool; 3]>()).prop_map(
        |(crlf, ended, [leading, banner, joined])| Style { crlf, ended, leading, banner, joined },
    )
}

fn is_off(document: &str) -> bool {
    document.contains("# kind: ")
}

/// One file of these documents.
pub(crate) fn file(documents: &[String], style: Style) -> String {
    let mut out = String::new();
    for (n, document) in documents.iter().enumerate() {
        let marker = if n > 0 { !style.joined || !is_off(document) } else { style.leading };
        if style.banner && marker {
            out.push_str("# ---- of the next\n");
        }
        if marker {
            out.push_str("---\n");
        }
        out.push_str(document);
    }
    let out = if style.ended { out } else { out.trim_end().to_owned() };
    if style.crlf { out.replace('\n', "\r\n") } else { out }
}

/// How many names resources may have.
pub(crate) const NAMES: u8 = 9;

pub(crate) fn name(n: u8) -> String {
    format!("t{n}")
}

/// A fabric: some of the names are in files of one to four documents, some of them in comments.
pub(crate) fn worlds() -> impl Strategy<Value = World> {
    let documents = prop::collection::vec((0..NAMES, 0..4u32, prop::bool::weighted(0.2)), 0..7);
    let files = prop::collection::vec((1..4usize, style()), 7);
    (any::<bool>(), documents, files).prop_map(|(managed, documents, files)| {
        let (layout, folder) = match managed {
            true => (Layout::Managed, "dc/managed/things"),
            false => (Layout::InPlace, "dc/net"),
        };
        let mut seen = Vec::new();
        let mut texts = Vec::new();
        for (n, size, off) in documents {
            if seen.contains(&n) {
                continue;
            }
            seen.push(n);
            let text = thing(&name(n), size, "l0");
            texts.push((n, if off { comment_out(&text) } else { text }));
        }
        let mut out: Vec<(String, String)> = Vec::new();
        let mut rest = texts.as_slice();
        for (length, style) in files {
            let Some(((first, _), _)) = rest.split_first() else { break };
            let (now, later) = rest.split_at(length.min(rest.len()));
            let texts: Vec<String> = now.iter().map(|(_, text)| text.clone()).collect();
            out.push((format!("{folder}/{}.yaml", name(*first)), file(&texts, style)));
            rest = later;
        }
        out.push(("README.md".into(), "Not ours.\n".into()));
        out.push(("dc/unmanaged/values.yaml".into(), "a: {{ b }}\n".into()));
        World::new(layout, out)
    })
}

/// What a draft does to a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    Size(u32),
    Label(u32),
    Delete,
    Off,
    On,
    Same,
    /// Breaks its schema.
    Break,
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0..6u32).prop_map(Op::Size),
        3 => (0..3u32).prop_map(Op::Label),
        2 => Just(Op::Delete),
        1 => Just(Op::Off),
        1 => Just(Op::On),
        1 => Just(Op::Same),
    ]
}

/// Edits of one change: at most one of each resource.
pub(crate) fn ops() -> impl Strategy<Value = Vec<(u8, Op)>> {
    prop::collection::btree_map(0..NAMES, op(), 1..5)
        .prop_map(|ops| ops.into_iter().collect::<Vec<_>>())
}

/// Edits of one change, some of which cannot be published.
pub(crate) fn any_ops() -> impl Strategy<Value = Vec<(u8, Op)>> {
    let any_op = prop_oneof![5 => op(), 1 => Just(Op::Break)];
    prop::collection::btree_map(0..NAMES, any_op, 1..4)
        .prop_map(|ops| ops.into_iter().collect::<Vec<_>>())
}

/// The text with the line that starts with a key saying something else.
pub(crate) fn with_field(text: &str, key: &str, field: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(key) {
            Some(rest) => {
                let end = rest.find([' ', '\r', '\n']).unwrap_or(rest.len());
                out.extend([key, field, &rest[end..]]);
            }
            None => out.push_str(line),
        }
    }
    out
}

/// What an edit makes of a resource.
pub(crate) fn edited(name: &str, base: Option<&DocumentState>, op: Op) -> Option<DocumentState> {
    let fresh = DocumentState { standing: Standing::Live, text: thing(name, 0, "l0") };
    let now = base.cloned().unwrap_or(fresh);
    let with = |key: &str, field: String| {
        Some(DocumentState { text: with_field(&now.text, key, &field), ..now.clone() })
    };
    match op {
        Op::Size(size) => with("  size: ", size.to_string()),
        Op::Label(label) => with("  label: ", format!("l{label}")),
        Op::Break => with("  size: ", "-5".into()),
        Op::Delete => None,
        Op::Off => Some(DocumentState { standing: Standing::CommentedOut, ..now }),
        Op::On => Some(DocumentState { standing: Standing::Live, ..now }),
        Op::Same => base.cloned(),
    }
}

/// The drafts of these edits, started from a commit.
pub(crate) fn drafts(world: &World, ops: &[(u8, Op)]) -> Vec<Draft> {
    ops.iter()
        .map(|(n, op)| {
            let name = name(*n);
            let base = world.picture(&id(&name));
            let wanted = edited(&name, base.as_ref(), *op);
            draft(i64::from(*n), id(&name), base, wanted)
        })
        .collect()
}
