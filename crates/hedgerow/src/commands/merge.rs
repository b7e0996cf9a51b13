//! `hedgerow merge BASE OURS THEIRS`: three versions of a file into one, field by field.
//!
//! Prints the merged text, or writes it to OURS with `--in-place`, as a Git merge driver must. There
//! are never conflict markers: they would break the YAML. Where a conflict is open, our value stands
//! and the report names it.

use std::fs;
use std::path::{Path, PathBuf};

use hedgerow_merge::{FileConflict, FileMerge, Input, MergeError, Policy};
use hedgerow_model::GroupKind;
use serde_json::{Value as Json, json};

use crate::exit::{Exit, Failure};
use crate::offline::{crds, diagnostic, files};
use crate::output::{self, short};

/// The most characters of a value in a message.
const VALUE: usize = 60;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to do with conflicts: leave them open (our value stands meanwhile), or take a side.
    #[arg(long, value_enum, default_value_t, value_name = "POLICY")]
    policy: Choice,
    /// A directory of custom resource definitions: they tell how lists are merged.
    #[arg(long, value_name = "DIR")]
    crds: Option<PathBuf>,
    /// Where to write the conflicts, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write the merged text to OURS instead of printing it, as a Git merge driver must.
    #[arg(long)]
    in_place: bool,
    /// What to call the file in messages, such as its path in the repository.
    #[arg(long, value_name = "PATH")]
    name: Option<String>,
    /// The version that both sides started from.
    base: PathBuf,
    /// Our version: the one that is merged into.
    ours: PathBuf,
    /// Their version: the one that is merged in.
    theirs: PathBuf,
}

/// What to do with conflicts.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Choice {
    /// Leave them open.
    #[default]
    Manual,
    /// Take our value.
    Ours,
    /// Take their value.
    Theirs,
}

impl From<Choice> for Policy {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::Manual => Self::Manual,
            Choice::Ours => Self::Ours,
            Choice::Theirs => Self::Theirs,
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    merge(args).map_err(|failure| failure.ending(Exit::Usage))
}

fn merge(args: &Args) -> Result<Exit, Failure> {
    let catalogue = crds::catalogue(args.crds.as_deref())?;
    let types = |kind: &GroupKind| catalogue.list_types(kind);
    let [base, ours, theirs] = [&args.base, &args.ours, &args.theirs].map(|path| files::read(path));
    let (base, ours, theirs) = (base?, ours?, theirs?);
    let merged = hedgerow_merge::merge_files(&base, &ours, &theirs, &types, args.policy.into())
        .map_err(|error| match &error {
            MergeError::Unusable { side, error } => {
                let (path, text) = match side {
                    Input::Base => (&args.base, &base),
                    Input::Theirs => (&args.theirs, &theirs),
                    _ => (&args.ours, &ours),
                };
                diagnostic::unreadable(&path.display().to_string(), text, error)
            }
            MergeError::Refused(_) => Failure::refused(error.to_string()),
        })?;
    if let Some(file) = &args.report {
        write_report(file, &merged)?;
    }
    if !args.in_place {
        output::print(&merged.text)?;
    } else if merged.text != ours {
        files::replace(&args.ours, &merged.text)?;
    }
    tell(args, &merged);
    Ok(if merged.conflicts.is_empty() { Exit::Done } else { Exit::Refused })
}

fn tell(args: &Args, merged: &FileMerge) {
    let name = args.name.clone().unwrap_or_else(|| args.ours.display().to_string());
    for conflict in &merged.conflicts {
        let field = &conflict.conflict;
        let place = if field.path.segments().is_empty() {
            String::new()
        } else {
            format!(" {}", field.path)
        };
        let value = |value: Option<&hedgerow_model::Value>| {
            value.map_or_else(|| "nothing".to_owned(), |value| short(&value.to_string(), VALUE))
        };
        output::note(&format!(
            "conflict ({}): {name}: {}{place}: base {}, ours {}, theirs {}; ours stands",
            field.kind,
            conflict.document,
            value(field.base.as_ref()),
            value(field.draft.as_ref()),
            value(field.git.as_ref()),
        ));
    }
    if merged.clashing_comments > 0 {
        output::note(&format!(
            "{name}: both sides wrote different comments in {} places; both stand there",
            merged.clashing_comments
        ));
    }
}

fn write_report(file: &Path, merged: &FileMerge) -> Result<(), Failure> {
    let report = json!({
        "clean": merged.conflicts.is_empty(),
        "conflicts": merged.conflicts.iter().map(described).collect::<Vec<_>>(),
        "decided": merged.decided.iter().map(described).collect::<Vec<_>>(),
        "clashing_comments": merged.clashing_comments,
    });
    fs::write(file, format!("{report:#}\n"))
        .map_err(|error| Failure::usage(format!("cannot write {}: {error}", file.display())))
}

/// A conflict in the words of the offline command: `draft` is ours, `git` is theirs.
fn described(conflict: &FileConflict) -> Json {
    let identity = conflict.identity.as_ref();
    let field = &conflict.conflict;
    json!({
        "document": conflict.document,
        "group": identity.map(|identity| &identity.group),
        "kind": identity.map(|identity| &identity.kind),
        "namespace": identity.map(|identity| &identity.namespace),
        "name": identity.map(|identity| &identity.name),
        "path": field.path,
        "conflict": field.kind,
        "base": field.base,
        "ours": field.draft,
        "theirs": field.git,
    })
}
