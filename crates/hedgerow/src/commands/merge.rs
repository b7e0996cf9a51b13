//! `hedgerow merge BASE OURS THEIRS`: three versions of a file into one, field by field.
//!
//! Prints the merged text, or writes it to OURS with `--in-place`, as a Git merge driver must. What
//! is in conflict is in it as both sides have it, between conflict markers, and the report
//! names it. What is not YAML that can be read is merged by its lines, as Git would: nothing that has
//! lines is left as one side has it.

use std::fs;
use std::path::{Path, PathBuf};

use hedgerow_merge::{ByLines, FileConflict, FileMerge, Input, Policy, merge_files, merge_raw};
use hedgerow_model::GroupKind;
use hedgerow_plan::{FileKinds, is_kustomization, is_too_large};
use hedgerow_schema::Catalogue;
use serde_json::{Value as Json, json};

use crate::exit::{Exit, Failure};
use crate::offline::{crds, diagnostic, files};
use crate::output::{self, short};

/// The most characters of a value in a message.
const VALUE: usize = 60;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to do with conflicts: leave them open (both sides are between markers), or take a side.
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
    /// How long conflict markers are; `%L` of a Git merge driver.
    #[arg(long, value_name = "NUMBER", default_value_t = 7,
        value_parser = clap::value_parser!(u8).range(1..))]
    marker_size: u8,
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
    let catalogue = catalogue(args)?;
    let unnamed = is_kustomization(&name(args)).then(kustomization);
    let known = FileKinds { catalogue, unnamed };
    let [base, ours, theirs] =
        [&args.base, &args.ours, &args.theirs].map(|path| files::read_bytes(path));
    let (base, ours, theirs) = (base?, ours?, theirs?);
    let texts = [&base, &ours, &theirs].map(|bytes| match files::as_text(bytes) {
        Ok(text) if text.contains('\0') => Err("it has bytes that are not text".to_owned()),
        read => read,
    });
    let [Ok(base_text), Ok(our_text), Ok(their_text)] = texts else {
        let problem = texts.iter().find_map(|text| text.as_ref().err().cloned());
        return raw(args, [&base, &ours, &theirs], &problem.unwrap_or_default());
    };
    let policy = args.policy.into();
    let merged =
        merge_files(base_text, our_text, their_text, &known, policy, args.marker_size.into());
    write(args, merged.text.as_bytes(), &ours)?;
    if let Some(file) = &args.report {
        let conflicts = merged.conflicts.iter().map(described).collect();
        let decided = merged.decided.iter().map(described).collect();
        let by_lines = merged.by_lines.as_ref().map(ToString::to_string);
        write_report(file, conflicts, decided, merged.clashing_comments, by_lines)?;
    }
    if let Some(by_lines) = &merged.by_lines {
        tell_why(args, by_lines, [base_text, our_text, their_text]);
    }
    tell(args, &merged);
    let large = is_too_large(&merged.text)
        && ![base_text, our_text, their_text].into_iter().any(is_too_large);
    if large {
        output::note(&format!(
            "{}: the result is above 4 MiB, and fabrics do not read such files: split it before \
             you commit it",
            name(args)
        ));
    }
    Ok(if merged.conflicts.is_empty() && !large { Exit::Done } else { Exit::Refused })
}

/// What a kustomization is that does not say so: kustomize takes it as one by the name of its file.
fn kustomization() -> GroupKind {
    GroupKind::new("kustomize.config.k8s.io", "Kustomization")
}

/// The definitions that tell how lists are merged. A merge driver without them is one with less
/// knowledge; a merge driver that ends here would leave theirs out of the file.
fn catalogue(args: &Args) -> Result<Catalogue, Failure> {
    crds::catalogue(args.crds.as_deref()).or_else(|failure| {
        if !args.in_place {
            return Err(failure);
        }
        output::note(&format!("warning: {failure}; merged with the built-in definitions only"));
        Ok(Catalogue::builtin())
    })
}

/// Merges what is not a UTF-8, or too large to be a manifest, by its lines.
fn raw(args: &Args, texts: [&[u8]; 3], problem: &str) -> Result<Exit, Failure> {
    let [base, ours, theirs] = texts;
    let merged = merge_raw(base, ours, theirs, args.policy.into(), args.marker_size.into())
        .ok_or_else(|| Failure::usage(format!("{} is binary: it has no lines", name(args))))?;
    write(args, &merged.text, ours)?;
    if let Some(file) = &args.report {
        let conflict = json!({
            "document": "the whole file", "group": null, "kind": null, "namespace": null,
            "name": null, "path": "", "conflict": "edit/edit", "base": null, "ours": null,
            "theirs": null, "reason": "both sides changed the same lines",
        });
        let conflicts = vec![conflict; merged.conflicts];
        write_report(file, conflicts, Vec::new(), 0, Some(problem.to_owned()))?;
    }
    output::note(&format!("{}: merged by its lines: {problem}", name(args)));
    if merged.conflicts == 0 {
        return Ok(Exit::Done);
    }
    output::note(&format!(
        "conflict: {}: both sides changed the same lines in {} places, see the markers",
        name(args),
        merged.conflicts
    ));
    Ok(Exit::Refused)
}

fn write(args: &Args, text: &[u8], ours: &[u8]) -> Result<(), Failure> {
    if !args.in_place {
        output::print_bytes(text)
    } else if text != ours {
        files::replace(&args.ours, text)
    } else {
        Ok(())
    }
}

fn name(args: &Args) -> String {
    args.name.clone().unwrap_or_else(|| args.ours.display().to_string())
}

/// Says why a file was merged by its lines, with the place where that is one.
fn tell_why(args: &Args, by_lines: &ByLines, [base, ours, theirs]: [&str; 3]) {
    let name = name(args);
    match by_lines {
        ByLines::Unread { side, error } => {
            let (path, text) = match side {
                Input::Base => (&args.base, base),
                Input::Theirs => (&args.theirs, theirs),
                _ => (&args.ours, ours),
            };
            let failure = diagnostic::unreadable(&path.display().to_string(), text, error);
            output::note(&format!("{name}: merged by its lines: {side} cannot be read: {failure}"));
        }
        ByLines::Refused(_) | ByLines::Comments | ByLines::Unnamed | ByLines::Renamed => {
            output::note(&format!("{name}: merged by its lines: {by_lines}"))
        }
    }
}

fn tell(args: &Args, merged: &FileMerge) {
    let name = name(args);
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
            "conflict ({}): {name}: {}{place}: base {}, ours {}, theirs {}; {}",
            field.kind,
            conflict.document,
            value(field.base.as_ref()),
            value(field.draft.as_ref()),
            value(field.git.as_ref()),
            conflict.why,
        ));
    }
    if merged.clashing_comments > 0 {
        output::note(&format!(
            "{name}: both sides wrote different comments in {} places; both are kept",
            merged.clashing_comments
        ));
    }
}

fn write_report(
    file: &Path,
    conflicts: Vec<Json>,
    decided: Vec<Json>,
    clashing_comments: usize,
    by_lines: Option<String>,
) -> Result<(), Failure> {
    let report = json!({
        "clean": conflicts.is_empty(),
        "conflicts": conflicts,
        "decided": decided,
        "clashing_comments": clashing_comments,
        "by_lines": by_lines,
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
        "reason": conflict.why.to_string(),
    })
}
