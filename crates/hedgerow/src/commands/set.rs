//! `hedgerow set FILE PATH=VALUE…`: edits a file in place, losslessly.

use std::path::PathBuf;

use hedgerow_model::{FieldPath, Identity, KindName, Shared, Value};
use hedgerow_plan::{FILE_LIMIT, is_too_large};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, EditError, FileDocument, Limits, Rewrite};

use crate::exit::{Exit, Failure};
use crate::offline::{crds, diagnostic, files};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The document's resource; needed when the file has several documents.
    #[arg(long, value_name = "KIND/NAME")]
    resource: Option<KindName>,
    /// A directory of custom resource definitions: they tell how lists are keyed.
    #[arg(long, value_name = "DIR")]
    crds: Option<PathBuf>,
    /// Print the new text instead of writing the file.
    #[arg(long)]
    stdout: bool,
    /// Where a value changes that other places share by an anchor (`&name`): here alone, or everywhere.
    #[arg(long, value_name = "here|everywhere", default_value_t = Shared::Here)]
    shared: Shared,
    /// The file.
    file: PathBuf,
    /// PATH=VALUE sets a field (VALUE is YAML), PATH- deletes it. PATH is dotted, with [key=value] or
    /// [n] for list items and "quoted.keys".
    #[arg(required = true, value_name = "PATH=VALUE", value_parser = str::parse::<Assignment>)]
    fields: Vec<Assignment>,
}

/// One field to set or delete.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Assignment {
    path: FieldPath,
    /// The path as it was typed.
    typed: String,
    /// The new value as it was typed; `None` deletes.
    value: Option<String>,
}

impl std::str::FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (path, value) = hedgerow_model::parse_assignment(text)?;
        if path.segments().is_empty() {
            return Err(format!("`{text}` names no field"));
        }
        if let Some(value) = value {
            hedgerow_yaml::read_value(value)
                .map_err(|error| format!("the value `{value}` is not YAML: {error}"))?;
        }
        let typed = value.map_or(text, |value| &text[..text.len() - value.len()]).to_owned();
        Ok(Self { path, typed, value: value.map(str::to_owned) })
    }
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let catalogue = crds::catalogue(args.crds.as_deref())?;
    let name = args.file.display().to_string();
    let text = files::read(&args.file)?;
    let Edit { text: edited, notes } = edit(&catalogue, &name, &text, args)?;
    if let Some(why) = unread(&catalogue, &text, &edited) {
        return Err(Failure::refused(format!("{name}: {why}; nothing was written")));
    }
    if args.stdout {
        output::print(&edited)?;
    } else if edited == text {
        output::note(&format!("{name} already has that value"));
    } else {
        files::replace(&args.file, &edited)?;
    }
    notes.iter().for_each(|note| output::note(note));
    Ok(Exit::Done)
}

/// Why a file would not be read any more as it was before an edit.
fn unread(catalogue: &Catalogue, before: &str, after: &str) -> Option<String> {
    if is_too_large(after) && !is_too_large(before) {
        return Some(format!(
            "the file would have {} bytes, and fabrics do not read files above {FILE_LIMIT}; \
             split it",
            after.len()
        ));
    }
    let (before, after) = (identities(catalogue, before), identities(catalogue, after));
    for (old, new) in before.iter().zip(&after) {
        match (old, new) {
            (Some(old), None) => {
                return Some(format!(
                    "{old} would no longer be a resource: that needs apiVersion, kind and \
                     metadata.name as strings, no `sops`, and a kind that is not a list, \
                     Kustomize's or the fabric's own"
                ));
            }
            (old, Some(new))
                if old.as_ref() != Some(new) && before.contains(&Some(new.clone())) =>
            {
                return Some(format!("{new} would be in the file twice"));
            }
            _ => {}
        }
    }
    None
}

/// What the documents of a file are; nothing for one that is not a resource.
fn identities(catalogue: &Catalogue, text: &str) -> Vec<Option<Identity>> {
    let documents = hedgerow_yaml::read_all(text, &Limits::default());
    let identity = |document: &FileDocument| match &document.content {
        Content::Object(read) => hedgerow_schema::resource_identity(catalogue, read.value()),
        Content::Empty | Content::Broken(_) => None,
    };
    documents.iter().map(identity).collect()
}

/// A file's new text, and what is worth knowing of how it came about.
struct Edit {
    text: String,
    notes: Vec<String>,
}

/// The file's text with the fields set; everything else stays, byte for byte.
fn edit(catalogue: &Catalogue, name: &str, text: &str, args: &Args) -> Result<Edit, Failure> {
    let documents = hedgerow_yaml::read_all(text, &Limits::default());
    let (index, document) = choose(catalogue, name, text, &documents, args.resource.as_ref())?;
    if document.value().is_encrypted() {
        return Err(Failure::refused(format!(
            "{name} is encrypted with SOPS: an edit would break it; edit it with `sops`"
        )));
    }
    let identity = Identity::of(document.value());
    let mut target = document.value().clone();
    for field in &args.fields {
        let refused = |error: String| Failure::refused(format!("{name}: {error}"));
        let sets = field.value.is_some();
        document.refuse_misread(&field.path, &field.typed, sets).map_err(refused)?;
        field.apply(catalogue, &mut target, &field.path).map_err(refused)?;
        if args.shared == Shared::Everywhere {
            for place in document.shared_edit(&field.path, sets) {
                field.apply(catalogue, &mut target, &place).map_err(refused)?;
            }
        }
    }
    let notes = match args.shared {
        Shared::Here => {
            args.fields.iter().filter_map(|field| kept(document, &target, field)).collect()
        }
        Shared::Everywhere => Vec::new(),
    };
    let all_atomic = hedgerow_model::AllAtomic;
    let known = identity.map(|identity| catalogue.list_types(&identity.group_kind()));
    let types: &dyn hedgerow_model::ListTypes = match &known {
        Some(types) => types.as_ref(),
        None => &all_atomic,
    };
    let own = documents[index].slice.own_text(text);
    let how = Rewrite { types, comments: &[] };
    let rewritten = hedgerow_yaml::rewrite(&own, &target, &how)
        .map_err(|error| refused(name, text, document, &error))?;
    if rewritten == own {
        return Ok(Edit { text: text.to_owned(), notes });
    }
    let text = hedgerow_yaml::replace_document(text, index, &rewritten)
        .map_err(|error| refused(name, text, document, &error))?;
    Ok(Edit { text, notes })
}

impl Assignment {
    /// Sets or deletes the field at `path`, which is its own or one that shares its value.
    fn apply(
        &self,
        catalogue: &Catalogue,
        target: &mut Value,
        path: &FieldPath,
    ) -> Result<(), String> {
        match &self.value {
            Some(typed) => hedgerow_schema::assign(catalogue, target, path, typed),
            None => hedgerow_yaml::delete_path(target, path).map_err(|error| error.to_string()),
        }
    }
}

/// Says which places shared the value before, and do not have the new one.
fn kept(document: &hedgerow_yaml::Document, target: &Value, field: &Assignment) -> Option<String> {
    let new = target.lookup(&field.path);
    let mut others = document.shared_edit(&field.path, field.value.is_some());
    others.retain(|place| target.lookup(place) != new);
    let first = others.first()?;
    let more = match others.len() {
        1 => format!("another place ({first}), which keeps"),
        count => format!("{count} other places ({first} …), which keep"),
    };
    Some(format!(
        "{} was shared with {more} what it was; `--shared everywhere` changes all",
        field.path
    ))
}

/// The document that is meant.
fn choose<'d>(
    catalogue: &Catalogue,
    name: &str,
    text: &str,
    documents: &'d [FileDocument],
    wanted: Option<&KindName>,
) -> Result<(usize, &'d hedgerow_yaml::Document), Failure> {
    let mut fitting = Vec::new();
    let mut others = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        match &document.content {
            Content::Empty => {}
            // With a resource named, a broken neighbour does not matter.
            Content::Broken(error) if wanted.is_none() => {
                return Err(diagnostic::unreadable(name, text, error));
            }
            Content::Broken(error) => {
                others.push(format!("an unreadable document at line {}", error.line))
            }
            Content::Object(document) => {
                let identity = Identity::of(document.value());
                let fits = wanted.is_none_or(|wanted| {
                    identity.as_ref().is_some_and(|identity| {
                        let kind = catalogue.kind(&identity.group_kind());
                        wanted.names(identity, kind.map(|kind| kind.plural.as_str()))
                    })
                });
                others.push(identity.map_or_else(
                    || "a document that is not a resource".to_owned(),
                    |identity| identity.to_string(),
                ));
                if fits {
                    fitting.push((index, document));
                }
            }
        }
    }
    match (fitting.as_slice(), wanted) {
        ([one], _) => Ok(*one),
        ([], None) => Err(Failure::refused(format!("{name} has no document"))),
        ([], Some(wanted)) => {
            Err(Failure::refused(format!("{name} has no {wanted}; it has {}", others.join(", "))))
        }
        (_, None) => Err(Failure::usage(format!(
            "{name} has {} documents; name one with --resource: {}",
            fitting.len(),
            others.join(", ")
        ))),
        (several, Some(wanted)) => Err(Failure::refused(format!(
            "{name} has {wanted} {} times; remove all but one first",
            several.len()
        ))),
    }
}

fn refused(
    name: &str,
    text: &str,
    document: &hedgerow_yaml::Document,
    error: &EditError,
) -> Failure {
    match error {
        EditError::Refused { path, reason, .. } => {
            let failure =
                Failure::refused(format!("{name}: cannot edit {path} without loss: {reason}"));
            match document.position(path) {
                Some(at) => failure.showing(diagnostic::excerpt(text, at.line, at.column, None)),
                None => failure,
            }
        }
        other => Failure::refused(format!("{name}: {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_that_would_not_be_read_any_more_says_why() {
        let doc = |name: &str, rest: &str| {
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n{rest}")
        };
        let two = format!("{}---\n{}", doc("a", ""), doc("b", ""));
        assert_eq!(unread(&Catalogue::builtin(), &two, &two.replace("name: a", "name: c")), None);
        let twice =
            unread(&Catalogue::builtin(), &two, &two.replace("name: a", "name: b")).unwrap();
        assert!(twice.contains("ConfigMap/b would be in the file twice"), "{twice}");
        let none = unread(&Catalogue::builtin(), &two, &two.replace("kind: ConfigMap", "kind: 5"))
            .unwrap();
        assert!(none.contains("ConfigMap/a would no longer be a resource"), "{none}");
        let sealed = two.replacen("metadata:", "sops: {mac: x}\nmetadata:", 1);
        assert!(
            unread(&Catalogue::builtin(), &two, &sealed)
                .unwrap()
                .contains("no longer be a resource")
        );
        let padded = |bytes: usize| doc("a", &format!("data: {{x: {}}}\n", "x".repeat(bytes)));
        let large = unread(&Catalogue::builtin(), &padded(9), &padded(4 << 20)).unwrap();
        assert!(large.contains("files above 4194304"), "{large}");
        assert_eq!(
            unread(&Catalogue::builtin(), &padded(4 << 20), &padded(5 << 20)),
            None,
            "it was not read before either"
        );
    }

    #[test]
    fn a_path_ends_at_the_first_equals_sign_outside_brackets_and_quotes() {
        let parsed: Assignment = "spec.links[server.port=s1/e1].mtu=9000".parse().unwrap();
        assert_eq!(parsed.path.to_string(), "spec.links[server.port=s1/e1].mtu");
        assert_eq!(parsed.value.as_deref(), Some("9000"));
        let parsed: Assignment = r#"metadata.labels."a=b"=x=y"#.parse().unwrap();
        assert_eq!(parsed.path.to_string(), r#"metadata.labels."a=b""#);
        assert_eq!(parsed.value.as_deref(), Some("x=y"));
    }

    #[test]
    fn a_minus_at_the_end_deletes() {
        let parsed: Assignment = "spec.mode-".parse().unwrap();
        assert_eq!((parsed.path.to_string().as_str(), parsed.value), ("spec.mode", None));
    }

    #[test]
    fn what_is_neither_is_refused() {
        for wrong in ["spec.mode", "=1", "-", "spec..x=1", "spec.x=[1"] {
            assert!(wrong.parse::<Assignment>().is_err(), "{wrong}");
        }
    }
}
