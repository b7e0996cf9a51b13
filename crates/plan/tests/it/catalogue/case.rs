//! A case as it stands in its folder.

use std::path::Path;

use hedgerow_merge::keep_line_ends;
use hedgerow_model::{Decision, Draft, Identity, Side, Standing, Value};
use hedgerow_plan::DocumentState;
use hedgerow_schema::Catalogue;

use super::outcome::{Disagreement, Outcome};
use crate::support::{draft, value};

/// Other resources of the fabric, which are not drafted.
pub(super) struct Others {
    /// Those of Git when the draft was saved.
    pub(super) base: Vec<String>,
    /// Those of Git now.
    pub(super) git: Vec<String>,
}

pub(super) struct Case {
    pub(super) about: String,
    pub(super) catalogue: Catalogue,
    pub(super) draft: Draft,
    pub(super) base: Option<DocumentState>,
    pub(super) git: Option<DocumentState>,
    pub(super) others: Option<Others>,
    /// What was decided, conflict by conflict of those that are met first.
    pub(super) decided: Vec<(Disagreement, Decision)>,
    pub(super) expected: Outcome,
}

/// All names that a file of a case has.
const NAMES: &[&str] = &[
    "about.txt",
    "base.yaml",
    "base.off.yaml",
    "draft.yaml",
    "draft.off.yaml",
    "git.yaml",
    "git.off.yaml",
    "others.base.yaml",
    "others.git.yaml",
    "crd.yaml",
    "decided.yaml",
    "result.yaml",
    "result.off.yaml",
    "result.none",
    "conflicts.yaml",
    "invalid.yaml",
    "refused",
];

impl Case {
    pub(super) fn read(folder: &Path) -> Self {
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(
                NAMES.contains(&&*name),
                "{}: {name} is not a file of a case",
                folder.display()
            );
        }
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let side = |name: &str| {
            let live = text(&format!("{name}.yaml")).map(|text| (Standing::Live, text));
            let off = text(&format!("{name}.off.yaml")).map(|text| (Standing::CommentedOut, text));
            assert!(live.is_none() || off.is_none(), "{}: {name} is there twice", folder.display());
            live.or(off).map(|(standing, text)| DocumentState { standing, text })
        };
        let documents = |name: &str| {
            let all = text(name).unwrap_or_default();
            let all = all.split("---\n").filter(|text| !text.trim().is_empty());
            all.map(str::to_owned).collect::<Vec<_>>()
        };
        let (base, mut mine, git) = (side("base"), side("draft"), side("git"));
        // As a draft is saved.
        if let (Some(base), Some(mine)) = (&base, &mut mine) {
            mine.text = keep_line_ends(std::mem::take(&mut mine.text), &base.text);
        }
        let any = [&mine, &base, &git].into_iter().flatten().next();
        let identity = any.and_then(|any| Identity::of(&value(&any.text)));
        let identity = identity.unwrap_or_else(|| panic!("{}: no resource", folder.display()));
        let crds: Vec<_> =
            text("crd.yaml").map(|text| ("crd.yaml".to_owned(), text)).into_iter().collect();
        let (catalogue, problems) = Catalogue::with_crds(&crds);
        assert!(problems.is_empty(), "{}: {problems:?}", folder.display());
        let has_others = text("others.base.yaml").is_some() || text("others.git.yaml").is_some();
        let listed = |name: &str| {
            let list = text(name).map(|text| value(&text));
            list.map(|list| list.as_list().unwrap_or_else(|| panic!("{name} is a list")).to_vec())
        };
        let disagreements = |list: Vec<Value>| list.iter().map(Disagreement::read).collect();
        let result = side("result");
        let ways = [
            result.map(|result| Outcome::Merged(Some(result))),
            text("result.none").map(|_| Outcome::Merged(None)),
            listed("conflicts.yaml").map(|list| Outcome::Conflicts(disagreements(list))),
            listed("invalid.yaml").map(|list| {
                Outcome::Invalid(list.iter().map(|rule| rule.plain_text().to_string()).collect())
            }),
            text("refused").map(|_| Outcome::Refused),
        ];
        let mut ways: Vec<Outcome> = ways.into_iter().flatten().collect();
        assert_eq!(ways.len(), 1, "{}: one thing comes out of a case", folder.display());
        let decided = listed("decided.yaml").unwrap_or_default();
        Self {
            about: text("about.txt").unwrap().trim().to_owned(),
            catalogue,
            draft: draft(1, identity, base.clone(), mine),
            base,
            git,
            others: has_others.then(|| Others {
                base: documents("others.base.yaml"),
                git: documents("others.git.yaml"),
            }),
            decided: decided.iter().map(|one| (Disagreement::read(one), decision(one))).collect(),
            expected: ways.remove(0),
        }
    }
}

/// `take: draft`, or `value: …`.
fn decision(of: &Value) -> Decision {
    match (of.get("take").and_then(Value::as_str), of.get("value")) {
        (Some(side), None) => Decision::Take(side.parse::<Side>().unwrap()),
        (None, Some(value)) => Decision::Value(value.clone()),
        _ => panic!("a decision is `take` or `value`"),
    }
}
