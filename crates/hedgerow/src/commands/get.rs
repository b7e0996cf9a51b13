//! `hedgerow get FABRIC [KIND[/NAME]]`: the resources of a fabric.

use hedgerow_engine::views::{ActualView, ResourceAt, ResourceView};
use hedgerow_model::{Identity, KindName, ResourceState};

use super::drift::split;
use super::{Session, past};
use crate::exit::{Exit, Failure};
use crate::output::{self, Format, Table, age};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// Only this kind, or this one resource: KIND, KIND/NAME or KIND/NAMESPACE/NAME.
    #[arg(value_name = "KIND[/NAME]")]
    only: Option<String>,
    /// As Git has it, or as somebody is editing it.
    #[arg(long, value_enum, default_value_t)]
    state: State,
    /// As it was at a commit (7 to 40 digits) or at a time of the branch, such as 2026-11-30T12:00 or 1d.
    #[arg(long, value_name = "COMMIT|TIME", conflicts_with = "state")]
    at: Option<String>,
}

/// Which picture of the resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum State {
    /// As Git has it.
    #[default]
    Desired,
    /// As somebody is editing it, where somebody is; else as Git has it.
    Draft,
    /// As the fabric's cluster has it.
    Actual,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let one = args.only.as_ref().filter(|only| only.contains('/'));
    if let Some(at) = &args.at {
        return match one {
            Some(one) => then(&args.fabric, one, at, session),
            None => past::list(&args.fabric, args.only.as_deref(), at, session),
        };
    }
    if args.state == State::Actual {
        return actual(args, session);
    }
    // Texts are sent along only where they are wanted: a large fabric has megabytes of them.
    let content = session.format == Format::Yaml || (session.is_json() && one.is_some());
    let mut query = vec![
        (
            "picture",
            match args.state {
                State::Desired => "desired",
                State::Draft | State::Actual => "draft",
            },
        ),
        ("content", if content { "true" } else { "false" }),
    ];
    if let Some(only) = &args.only {
        query.push(("only", only));
    }
    let path = ["fabrics", args.fabric.as_str(), "resources"];
    let answer = session.client()?.list::<ResourceView>(&path, &query, None)?;
    if let Some(one) = one
        && answer.value.is_empty()
    {
        return Err(Failure::refused(format!("fabric {} has no {one}", args.fabric)));
    }
    match session.format {
        Format::Json => output::json(&answer.json)?,
        Format::Yaml => output::print(&yaml(&answer.value))?,
        Format::Table => output::print(&table(answer.value).text())?,
    }
    Ok(Exit::Done)
}

/// What the fabric's cluster has.
fn actual(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let (kind, name) = split(args.only.as_deref())?;
    let mut query: Vec<(&str, &str)> = vec![("limit", "1000")];
    query.extend(kind.map(|kind| ("kind", kind)));
    query.extend(name.map(|name| ("name", name)));
    let path = ["fabrics", args.fabric.as_str(), "actual"];
    let answer = session.client()?.list::<ActualView>(&path, &query, None)?;
    if let (Some(name), true) = (name, answer.value.is_empty()) {
        let kind = kind.unwrap_or_default();
        return Err(Failure::refused(format!(
            "the cluster of {} has no {kind}/{name}",
            args.fabric
        )));
    }
    match session.format {
        Format::Json => output::json(&answer.json)?,
        Format::Yaml if name.is_none() => {
            return Err(Failure::usage("name one resource to see what the cluster has of it"));
        }
        Format::Yaml => {
            let texts: Vec<&str> = answer
                .value
                .iter()
                .filter_map(|it| it.text.as_deref())
                .map(str::trim_end)
                .collect();
            output::print(&format!("{}\n", texts.join("\n---\n")))?;
        }
        Format::Table => {
            let mut table = Table::new(
                &["kind", "namespace", "name", "state", "version", "changed"],
                "no objects",
            );
            for it in answer.value {
                let state = match it.unknown_since {
                    Some(since) => format!("unknown since {}", age(Some(since))),
                    None => it.standing.to_string(),
                };
                let changed = age(Some(it.changed_at));
                table.row([it.kind, it.namespace, it.name, state, it.version, changed]);
            }
            output::print(&table.text())?;
        }
    }
    Ok(Exit::Done)
}

/// One resource as it was at a commit.
fn then(fabric: &str, only: &str, at: &str, session: &Session) -> Result<Exit, Failure> {
    let named: KindName = only.parse().map_err(Failure::usage)?;
    let kind = match &named.group {
        Some(group) => format!("{}.{group}", named.kind),
        None => named.kind.clone(),
    };
    let namespace = named.namespace.as_deref().unwrap_or(Identity::DEFAULT_NAMESPACE);
    let client = session.client()?;
    let at = &past::commit_of(fabric, at, &client)?;
    let path = ["fabrics", fabric, "resources", &kind, namespace, &named.name, "at", at];
    let was = client.get::<ResourceAt>(&path, &[])?;
    let ResourceAt { kind, namespace, name, standing, text, read_at, .. } = &was.value;
    match session.format {
        Format::Json => output::json(&was.json)?,
        Format::Yaml => output::print(&format!("{}\n{}", read_at.line, ended(text)))?,
        Format::Table => {
            let resource = super::draft::resource(kind, namespace, name);
            output::print(&format!("{resource} at {at}: {standing}\n{}", ended(text)))?;
        }
    }
    Ok(Exit::Done)
}

/// A text with the line end that closes it.
fn ended(text: &str) -> String {
    if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

/// The own text of each, as documents of one file; each begins with a line that says what it was read
/// from, so that an edit of it that is saved later takes nothing back.
fn yaml(resources: &[ResourceView]) -> String {
    let mut file = String::new();
    for resource in resources {
        let Some(text) = resource.text.as_deref() else { continue };
        if !file.is_empty() {
            file.push_str("---\n");
        }
        if let Some(read_at) = &resource.read_at {
            file.push_str(&read_at.line);
            file.push('\n');
        }
        // What is in comments in Git is so here: who applies the file does not switch it on.
        let in_comments = resource.state == ResourceState::CommentedOut;
        for line in ended(text).split_inclusive('\n') {
            if in_comments {
                file.push_str("# ");
            }
            file.push_str(line);
        }
    }
    file
}

fn table(resources: Vec<ResourceView>) -> Table {
    let mut table = Table::new(
        &["kind", "namespace", "name", "state", "validity", "change", "path"],
        "no resources",
    );
    for resource in resources {
        let path = resource.path.map_or_else(
            || "-".to_owned(),
            |path| resource.line.map_or(path.clone(), |line| format!("{path}:{line}")),
        );
        table.row([
            resource.kind,
            resource.namespace,
            resource.name,
            resource.state.to_string(),
            resource.validity,
            resource.change.unwrap_or_else(|| "-".to_owned()),
            path,
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::views::Origin;

    use super::*;

    fn resource(name: &str, text: Option<&str>) -> ResourceView {
        ResourceView {
            group: "vpc.githedgehog.com".into(),
            version: "v1beta1".into(),
            kind: "VPC".into(),
            namespace: "default".into(),
            name: name.into(),
            state: ResourceState::InSync,
            path: Some("f/a.yaml".into()),
            line: Some(3),
            validity: "valid".into(),
            change: None,
            draft_count: 0,
            facts: Vec::new(),
            changed: None,
            cluster: None,
            text: text.map(str::to_owned),
            value: None,
            read_at: None,
        }
    }

    #[test]
    fn texts_become_documents_of_one_file_that_say_what_they_were_read_from() {
        let mut resources =
            [resource("a", Some("# a\nkind: VPC\n")), resource("b", Some("kind: VPC"))];
        let line = "# hedgerow: read at 0123456".to_owned();
        resources[1].read_at = Some(Origin { commit: "0123456".to_owned(), line });
        assert_eq!(
            yaml(&resources),
            "# a\nkind: VPC\n---\n# hedgerow: read at 0123456\nkind: VPC\n"
        );
    }

    #[test]
    fn what_is_in_comments_in_git_is_so_in_what_is_printed() {
        let mut off = resource("a", Some("kind: VPC\r\n\r\nspec: {}\r\n"));
        off.state = ResourceState::CommentedOut;
        let both = yaml(&[off, resource("b", Some("kind: VPC\n"))]);
        assert_eq!(both, "# kind: VPC\r\n# \r\n# spec: {}\r\n---\nkind: VPC\n");
    }

    #[test]
    fn a_resource_is_listed_with_the_place_of_its_document() {
        assert_eq!(
            table(vec![resource("a", None)]).text(),
            "KIND  NAMESPACE  NAME  STATE    VALIDITY  CHANGE  PATH\n\
             VPC   default    a     in sync  valid     -       f/a.yaml:3\n"
        );
    }
}
