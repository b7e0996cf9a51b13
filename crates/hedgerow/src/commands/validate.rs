//! `hedgerow validate DIR`: schemas and rules over a directory.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hedgerow_model::{GroupKind, Identity, Severity, rule};
use hedgerow_rules::{
    CheckedDirectory, Declarations, Judging, Note, Object, Settings, Tally, check_directory,
    declare,
};
use hedgerow_schema::{Catalogue, CheckFile, Finding};
use hedgerow_yaml::{Content, FileDocument, Limits};

use crate::exit::{Exit, Failure};
use crate::offline::{area, crds, diagnostic, files};
use crate::output::{self, finding};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A directory of custom resource definitions, beside the built-in catalogue.
    #[arg(long, value_name = "DIR")]
    crds: Option<PathBuf>,
    /// Files below the directory that are not looked at, as a fabric's `--exclude`; may be given several
    /// times.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// How the fabric is installed, which some rules depend on: a YAML file with what differs from the
    /// installer's defaults, or `defaults`. Without it those rules are not checked.
    #[arg(long, value_name = "FILE")]
    installation: Option<PathBuf>,
    /// Rules that the fabric declares itself: a YAML or JSON file, as for `hedgerow rules FABRIC declared`.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// A directory of SwitchProfile manifests, which some rules depend on.
    #[arg(long, value_name = "DIR")]
    profiles: Option<PathBuf>,
    /// The directory, or one file. Of a fabric's directory unmanaged/ is left out.
    dir: PathBuf,
}

/// A file that was read.
struct Read {
    name: String,
    text: String,
    documents: Vec<FileDocument>,
    /// Why it could not be read as text.
    problem: Option<String>,
}

pub(crate) fn run(args: &Args, json: bool) -> Result<Exit, Failure> {
    let catalogue = crds::catalogue(args.crds.as_deref())?;
    let sorted = area::sorted(&args.dir, &args.exclude)?;
    let files = read(sorted.files);
    let checks: Vec<CheckFile<'_>> = files
        .iter()
        .map(|file| CheckFile { name: &file.name, documents: &file.documents })
        .collect();
    let mut findings = sorted.findings;
    findings.extend(files.iter().filter_map(unreadable));
    let settings = args.installation.as_deref().map(installation).transpose()?;
    let profiles = args.profiles.as_deref().map(|dir| profiles(&catalogue, dir)).transpose()?;
    let (declared, notes) = match &args.rules {
        Some(path) => declared(path, &catalogue, &kinds(&files))?,
        None => Default::default(),
    };
    let by = Judging { settings, declared };
    let CheckedDirectory { findings: found, tally } =
        check_directory(&catalogue, by, &checks, profiles.unwrap_or_default());
    findings.extend(found);
    let key = |of: &Finding| (is_unchecked(of), of.file.clone(), of.line, of.column);
    findings.sort_by_cached_key(key);
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let errors = count(Severity::Error);
    let judged = judged(tally);
    for note in &notes {
        output::note(&format!("{}: {}", note.rule, note.message));
    }
    if json {
        output::json(&findings)?;
        output::note(&judged);
    } else {
        for found in &findings {
            let lines = describe_finding(found, &files);
            let harmless: Vec<String> = lines.lines().map(output::harmless).collect();
            output::print(&(harmless.join("\n") + "\n"))?;
        }
        let documents: usize = files.iter().map(|file| file.documents.len()).sum();
        output::line(&format!(
            "{} files, {documents} documents: {errors} errors, {} warnings; {judged}",
            files.len(),
            count(Severity::Warning)
        ))?;
    }
    Ok(if errors == 0 { Exit::Done } else { Exit::Refused })
}

/// Whether it says what could not be checked: that is not a mistake of a file.
fn is_unchecked(finding: &Finding) -> bool {
    finding.rule == rule::NOT_CHECKED
}

/// What the result rests on: `34 rules between resources checked: 61 checks passed, 2 not possible`.
fn judged(tally: Tally) -> String {
    let rules = if tally.rules == 1 { "rule" } else { "rules" };
    let checked = finding::checked(tally.passed, tally.not_possible);
    match tally.rules {
        0 => checked,
        count => format!("{count} {rules} between resources checked: {checked}"),
    }
}

/// How the fabric is installed.
fn installation(path: &Path) -> Result<Settings, Failure> {
    if path == Path::new("defaults") {
        return Ok(Settings::default());
    }
    let text = files::read(path)?;
    let unusable = |message: String| Failure::usage(format!("{}: {message}", path.display()));
    let read = hedgerow_yaml::read(&text, &Limits::default())
        .map_err(|error| unusable(format!("line {}: {}", error.line, error.message)))?;
    Settings::read(read.value()).map_err(unusable)
}

/// The rules that a fabric declares, and what cannot be verified of them.
fn declared(
    path: &Path,
    catalogue: &Catalogue,
    held: &BTreeSet<GroupKind>,
) -> Result<(Declarations, Vec<Note>), Failure> {
    let text = files::read(path)?;
    declare(&text, catalogue, held).map_err(|problems| {
        let lines = problems.iter().map(|problem| format!("{}: {problem}", path.display()));
        Failure::usage(lines.collect::<Vec<_>>().join("\n"))
    })
}

/// The kinds that files have resources of.
fn kinds(files: &[Read]) -> BTreeSet<GroupKind> {
    let documents = files.iter().flat_map(|file| &file.documents);
    let identity = |document: &FileDocument| match &document.content {
        Content::Object(read) => Identity::of(read.value()),
        _ => None,
    };
    documents.filter_map(identity).map(|identity| identity.group_kind()).collect()
}

/// The SwitchProfiles of a directory.
fn profiles(catalogue: &Catalogue, dir: &Path) -> Result<Vec<Object>, Failure> {
    let mut found = Vec::new();
    for file in read(area::sorted(dir, &[])?.files) {
        if let Some(problem) = file.problem {
            return Err(Failure::usage(format!("{}: {problem}", file.name)));
        }
        found.extend(file.documents.iter().filter_map(|document| match &document.content {
            Content::Object(read) => Object::new(catalogue, read.value()),
            _ => None,
        }));
    }
    found.retain(|object| object.identity().kind == "SwitchProfile");
    if found.is_empty() {
        return Err(Failure::usage(format!("{} has no SwitchProfile", dir.display())));
    }
    Ok(found)
}

fn read(files: Vec<PathBuf>) -> Vec<Read> {
    files
        .into_iter()
        .map(|path| {
            let name = path.display().to_string();
            // One file that is not text does not keep the others from being checked.
            match files::read(&path) {
                Ok(text) => {
                    let documents = expanded(&text);
                    Read { name, text, documents, problem: None }
                }
                Err(failure) => Read {
                    name,
                    text: String::new(),
                    documents: Vec::new(),
                    problem: Some(failure.to_string()),
                },
            }
        })
        .collect()
}

/// The documents of a file; in the place of a list its objects.
fn expanded(text: &str) -> Vec<FileDocument> {
    let mut expanded = Vec::new();
    for document in hedgerow_yaml::read_all(text, &Limits::default()) {
        match hedgerow_schema::listed(text, &document) {
            Some(objects) => expanded.extend(objects.into_iter().map(|object| FileDocument {
                slice: document.slice.clone(),
                content: Content::Object(object.document),
            })),
            None => expanded.push(document),
        }
    }
    expanded
}

fn unreadable(file: &Read) -> Option<Finding> {
    Some(Finding {
        severity: Severity::Error,
        file: file.name.clone(),
        line: 1,
        column: 1,
        document: 0,
        identity: None,
        path: None,
        rule: rule::FILE.to_owned(),
        message: file.problem.clone()?,
        other: None,
    })
}

/// A finding on one line; what cannot be read is shown too.
fn describe_finding(finding: &Finding, files: &[Read]) -> String {
    if is_unchecked(finding) && finding.identity.is_none() {
        return format!("{}: {} [{}]", finding.severity, finding.message, finding.rule);
    }
    let mut text = format!("{finding}\n");
    let file = files.iter().find(|file| file.name == finding.file);
    if matches!(&*finding.rule, rule::YAML | rule::CONFLICT_MARKERS)
        && let Some(file) = file
    {
        text.push_str(&diagnostic::excerpt(&file.text, finding.line, finding.column, None));
    }
    text
}
