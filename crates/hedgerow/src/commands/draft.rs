//! `hedgerow draft FABRIC --change NAME …`: save edits as drafts of a change.

use std::fs;
use std::io::{self, Read};

use clap::{Arg, ArgAction, ArgMatches};
use hedgerow_engine::views::{ChangeView, DraftEdit, DraftRequest, Person};
use hedgerow_model::Shared;

use super::{Session, person};
use crate::client::Answer;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, clash};

#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("edits").required(true).multiple(true).args([
    "file", "set", "delete", "comment_out", "uncomment", "revert",
])))]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// The change that the drafts go to; opened when there is none. Left out: one's own open change of the fabric, or
    /// a new one that is named after what is done.
    #[arg(long)]
    change: Option<String>,
    /// A file of documents, `-` for standard input; may be given several times.
    #[arg(long, short, value_name = "FILE")]
    file: Vec<String>,
    #[command(flatten)]
    set: SetGroups,
    /// Where `--set` changes a value that other places of the resource share by an anchor (`&name`): here
    /// alone, or everywhere.
    #[arg(long, value_name = "here|everywhere", default_value_t = Shared::Here)]
    shared: Shared,
    /// A resource that is to go.
    #[arg(long, value_name = "KIND/NAME")]
    delete: Vec<String>,
    /// A resource that is to be in comments: switched off, and kept.
    #[arg(long, value_name = "KIND/NAME")]
    comment_out: Vec<String>,
    /// A resource that is to be live again.
    #[arg(long, value_name = "KIND/NAME")]
    uncomment: Vec<String>,
    /// A resource whose draft is thrown away.
    #[arg(long, value_name = "KIND/NAME")]
    revert: Vec<String>,
    /// The commit at which the fabric was read: what Git gained since is merged with the edits, not taken
    /// back. A text that `get -o yaml` printed says it itself.
    #[arg(long, value_name = "COMMIT")]
    base: Option<String>,
    /// The commit message.
    #[arg(long, short)]
    message: Option<String>,
    /// Who edits; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    author: Option<Person>,
}

/// Each `--set` with its resource and fields: what one occurrence took belongs together.
pub(crate) struct SetGroups(Vec<Vec<String>>);

impl clap::Args for SetGroups {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.arg(
            Arg::new("set")
                .long("set")
                .num_args(2..)
                .action(ArgAction::Append)
                .value_names(["KIND/NAME", "PATH=VALUE"])
                .help("Fields of one resource: PATH=VALUE sets, PATH- deletes; may be given several times"),
        )
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for SetGroups {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let groups = matches.get_occurrences::<String>("set").into_iter().flatten();
        Ok(Self(groups.map(|group| group.cloned().collect()).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    let request = DraftRequest {
        base: args.base.clone(),
        edits: edits(&args)?,
        change: args.change,
        author: args.author,
        message: args.message,
    };
    let path = ["fabrics", args.fabric.as_str(), "drafts"];
    let change = session.client()?.post::<ChangeView>(&path, &request)?;
    saved(&change, session)
}

/// Prints a change whose drafts were saved.
pub(crate) fn saved(change: &Answer<ChangeView>, session: &Session) -> Result<Exit, Failure> {
    if session.is_json() {
        output::json(&change.json)?;
    } else {
        output::print(&drafts_table(&change.value))?;
    }
    Ok(Exit::Done)
}

fn edits(args: &Args) -> Result<Vec<DraftEdit>, Failure> {
    let mut edits = Vec::new();
    for file in &args.file {
        edits.push(DraftEdit::Documents { text: documents(file)? });
    }
    for group in &args.set.0 {
        if let Some((resource, fields)) = group.split_first() {
            edits.push(DraftEdit::Set {
                resource: resource.clone(),
                fields: fields.to_vec(),
                shared: args.shared,
            });
        }
    }
    let named = |names: &[String], edit: fn(String) -> DraftEdit| {
        names.iter().cloned().map(edit).collect::<Vec<_>>()
    };
    edits.extend(named(&args.delete, |resource| DraftEdit::Delete { resource }));
    edits.extend(named(&args.comment_out, |resource| DraftEdit::CommentOut { resource }));
    edits.extend(named(&args.uncomment, |resource| DraftEdit::Uncomment { resource }));
    edits.extend(named(&args.revert, |resource| DraftEdit::Revert { resource }));
    Ok(edits)
}

fn documents(file: &str) -> Result<String, Failure> {
    if file != "-" {
        return fs::read_to_string(file)
            .map_err(|error| Failure::usage(format!("cannot read {file}: {error}")));
    }
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::usage(format!("cannot read standard input: {error}")))?;
    Ok(text)
}

pub(crate) fn drafts_table(change: &ChangeView) -> String {
    let mut table = Table::new(&["resource", "action", "state", "author"], "no drafts");
    for draft in &change.drafts {
        table.row([
            resource(&draft.kind, &draft.namespace, &draft.name),
            draft.action.clone(),
            draft.state.clone(),
            draft.author.to_string(),
        ]);
    }
    clash::lines(&change.clashes).iter().for_each(|line| table.note(line));
    format!("change {} of {}: {}\n{}", change.change, change.fabric, change.state, table.text())
}

/// `KIND/NAME`, with the namespace where it is not the usual one.
pub(crate) fn resource(kind: &str, namespace: &str, name: &str) -> String {
    if namespace == "default" {
        format!("{kind}/{name}")
    } else {
        format!("{kind}/{namespace}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn parsed(words: &[&str]) -> Args {
        Line::try_parse_from(["draft"].iter().chain(words)).unwrap().args
    }

    #[test]
    fn each_set_keeps_its_resource_and_fields_together() {
        let args = parsed(&[
            "f",
            "--change",
            "c",
            "--set",
            "VPC/a",
            "spec.x=1",
            "spec.y-",
            "--set",
            "VPC/b",
            "spec.z=[1, 2]",
        ]);
        let edits = edits(&args).unwrap();
        assert!(matches!(&edits[0], DraftEdit::Set { resource, fields, .. }
                if resource == "VPC/a" && fields == &["spec.x=1", "spec.y-"]));
        assert!(matches!(&edits[1], DraftEdit::Set { resource, fields, .. }
                if resource == "VPC/b" && fields == &["spec.z=[1, 2]"]));
    }

    #[test]
    fn different_edits_go_into_one_request() {
        let args =
            parsed(&["f", "--delete", "VPC/a", "--delete", "VPC/b", "--comment-out", "VPC/c"]);
        let edits = edits(&args).unwrap();
        assert_eq!(edits.len(), 3);
        assert!(matches!(&edits[2], DraftEdit::CommentOut { resource } if resource == "VPC/c"));
    }

    #[test]
    fn a_request_without_edits_is_a_usage_error() {
        assert!(Line::try_parse_from(["draft", "f", "--change", "c"]).is_err());
    }
}
