//! The command line: its commands and what holds for all of them.

use clap::{Parser, Subcommand};

use crate::client::Target;
use crate::commands::{
    approve, audit, changes, conflicts, credential, demo, diff, discard, draft, fabric, findings,
    get, merge, publish, repo, resolve, run, runs, serve, set, status, sync, validate,
};
use crate::output::Format;

/// Keeps Git and people's edits of a network fabric in agreement, in both directions.
#[derive(Parser)]
#[command(name = "hedgerow", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 refused or conflicted, 2 usage, 3 server away.")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) target: Target,
    /// The form of the result.
    #[arg(long, short, global = true, value_enum, default_value_t, value_name = "FORM")]
    pub(crate) output: Format,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Start a server with two sample fabrics and a repository to play with
    Demo(demo::Args),
    /// Start the server
    Serve(serve::Args),
    /// Connect, list, test and disconnect repositories
    #[command(subcommand)]
    Repo(repo::Command),
    /// Store, list, test, exchange and remove what repositories are reached with
    #[command(subcommand)]
    Credential(credential::Command),
    /// Connect, list, set up and disconnect fabrics
    #[command(subcommand)]
    Fabric(fabric::Command),
    /// Bring a fabric and Git into agreement now; tells what was done
    Sync(sync::Args),
    /// How the fabrics stand
    Status(status::Args),
    /// The resources of a fabric
    Get(get::Args),
    /// What is wrong in a fabric's files, and what stays in raw/ and why
    Findings(findings::Args),
    /// Save edits as drafts of a change
    Draft(draft::Args),
    /// The changes
    Changes(changes::Args),
    /// The exact diff that publish would push
    Diff(diff::Args),
    /// Throw a change and its drafts away
    Discard(discard::Args),
    /// Bring a change to Git; tells the commit, or why not
    Publish(publish::Args),
    /// Approve what others want to publish, where four eyes are asked for
    Approve(approve::Args),
    /// Where drafts and Git disagree
    Conflicts(conflicts::Args),
    /// Settle a conflict
    Resolve(resolve::Args),
    /// What was done, newest first
    Runs(runs::Args),
    /// One run, step by step
    Run(run::Args),
    /// Who did what; `--verify` tells whether the log was touched
    Audit(audit::Args),
    /// Merge three versions of a file, field by field (no server needed)
    Merge(merge::Args),
    /// Set fields of a file in place, losing nothing else (no server needed)
    Set(set::Args),
    /// Check the files of a directory against schemas and rules (no server needed)
    Validate(validate::Args),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_form_of_the_design_is_understood() {
        for line in [
            "demo --data /tmp/d --listen 127.0.0.1:0 --ready-file /tmp/r",
            "serve --config c.toml --data d --database sqlite:x.db --listen 127.0.0.1:0 --ready-file r",
            "repo add net https://git.example/net --branch main --credential deploy",
            "repo list -o json",
            "fabric add f --repo net --dir fabrics/f --layout in-place --branch main --crds crds",
            "fabric add f --repo net --dir .",
            "sync f",
            "status",
            "status f -o json",
            "get f",
            "get f vpc --state draft",
            "get f VPC/vpc-1 -o yaml --url http://127.0.0.1:1 --token hgr_x",
            "draft f --change c -f file.yaml",
            "draft f --change c --set VPC/vpc-1 spec.subnets.default.vlan=10 spec.x-",
            "draft f --change c --delete VPC/vpc-1",
            "diff c",
            "publish c -o json",
            "approve c",
            "approve c --revision abc --comment fine",
            "approve c --withdraw",
            "fabric set f --four-eyes true",
            "repo set net --credential deploy --branch main",
            "conflicts",
            "conflicts f",
            "resolve 3 --take draft",
            "resolve 3 --value 10",
            "resolve 3 --value -10",
            "credential add deploy --kind token --user bot --host git.example --expires 2026-12-01",
            "credential add key --kind ssh-key --known-hosts hosts --secret-file key",
            "credential list -o json",
            "credential test deploy",
            "credential rotate deploy --untested",
            "credential remove deploy",
            "audit",
            "audit --verify -o json",
            "audit --action change.publish --actor ada --fabric f --since 7d --limit 10",
            "audit --export csv --since 2026-11-01",
            "merge --policy ours --crds d --report r.json base ours theirs",
            "set --resource VPC/vpc-1 file.yaml spec.x=1 spec.y-",
            "validate --crds d -o json dir",
        ] {
            let parsed = Cli::try_parse_from(["hedgerow"].into_iter().chain(line.split(' ')));
            assert!(parsed.is_ok(), "{line}: {}", parsed.err().unwrap());
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in [
            "",
            "publish",
            "resolve 3",
            "resolve 3 --take draft --value 1",
            "resolve x --take draft",
            "get f --state actual",
            "draft f --change c",
            "draft f --change c --set VPC/vpc-1",
            "fabric add f --repo net --dir . --layout flat",
            "credential add deploy s3cret",
            "credential add deploy --kind password",
            "credential add deploy --expires soon",
            "audit --verify --fabric f",
            "audit --action change.forget",
            "approve c --withdraw --yes",
            "repo set net",
            "repo set net --credential a --no-credential",
            "drift f",
        ] {
            let words = line.split(' ').filter(|word| !word.is_empty());
            assert!(Cli::try_parse_from(["hedgerow"].into_iter().chain(words)).is_err(), "{line}");
        }
    }
}
