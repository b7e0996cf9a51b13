//! The command line: its commands and what holds for all of them.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand};

use crate::client::Target;
use crate::commands::{
    apply, approve, audit, blame, changes, cluster, compare, conflict, conflicts, credential, demo,
    diff, discard, draft, drift, fabric, filter, findings, free, get, ignore, impact, kinds, log,
    manifests, merge, migrate, policy, publish, reapply, rename, repo, resolve, restore, revert,
    rules, run, runs, serve, set, set_fields, split, status, sync, take, undo, validate, verify,
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
    /// Connect, list, test, move and disconnect repositories
    #[command(subcommand)]
    Repo(repo::Command),
    /// Store, list, test, exchange and remove what repositories are reached with
    #[command(subcommand)]
    Credential(credential::Command),
    /// Connect, list, set up, move and disconnect fabrics
    #[command(subcommand)]
    Fabric(fabric::Command),
    /// Bring a fabric and Git into agreement now; tells what was done
    Sync(sync::Args),
    /// How the fabrics stand
    Status(status::Args),
    /// The resources of a fabric
    Get(get::Args),
    /// Who set each field of a resource, when, by which commit and change
    Blame(blame::Args),
    /// The commits that changed a fabric, newest first
    Log(log::Args),
    /// What differs between two commits or times of a fabric, resource by resource, field by field
    Compare(compare::Args),
    /// What is wrong in a fabric's files, and what stays in raw/ and why
    Findings(findings::Args),
    /// The kinds of a fabric, their versions, and where their schemas come from
    Kinds(kinds::Args),
    /// The next free VLANs, subnets or ports, and by whom the others are taken
    Free(free::Args),
    /// What would break if a resource were deleted or commented out
    Impact(impact::Args),
    /// The rules between resources: how often each is broken, and at which level it is judged
    Rules(rules::Args),
    /// Save edits as drafts of a change
    Draft(draft::Args),
    /// Set the same fields of several resources: shows what would become of each, drafts it with `--change`
    SetFields(set_fields::Args),
    /// The changes
    Changes(changes::Args),
    /// The exact diff that publish would push
    Diff(diff::Args),
    /// Bring resources to the form of their fabric's version: shows what would change, drafts it with `--change`
    Migrate(migrate::Args),
    /// Draft resources as they were at a commit
    Restore(restore::Args),
    /// Open a change that takes back what a published one did
    Revert(revert::Args),
    /// Undo the newest save of a change
    Undo(undo::Args),
    /// Move some of a change's drafts to another one, so that the rest can be published
    Split(split::Args),
    /// Give a change another name
    Rename(rename::Args),
    /// Throw a change and its drafts away
    Discard(discard::Args),
    /// Bring a change to Git; tells the commit, or why not
    Publish(publish::Args),
    /// Approve what others want to publish, where four eyes are asked for
    Approve(approve::Args),
    /// Where drafts and Git disagree
    Conflicts(conflicts::Args),
    /// One conflict with its life: shown, given to somebody, talked about
    Conflict(conflict::Args),
    /// Settle conflicts, one or many the same way
    Resolve(resolve::Args),
    /// Which conflicts are settled without a person
    Policy(policy::Args),
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
    /// Where a fabric's cluster differs from Git; with `--actual` from a directory (no server needed)
    Drift(drift::Args),
    /// Add, list, test, exchange and remove clusters
    #[command(subcommand)]
    Cluster(cluster::Command),
    /// Draft what the cluster has otherwise than Git: shows what would change, drafts it with `--change`
    Accept(take::Accept),
    /// Draft resources that only the cluster has: shows them, drafts them with `--change`
    Import(take::Args),
    /// Bring resources back to what Git wants, in the cluster
    Reapply(reapply::Args),
    /// Bring a fabric's cluster to what Git wants, now; with `--dry-run` asks the cluster only
    Apply(apply::Args),
    /// Read Git, the database and the cluster afresh and compare them; with `--repair` repairs the database
    Verify(verify::Args),
    /// Ignore drift, until a date or until that is taken back
    Ignore(ignore::Args),
    /// List, save, change and remove saved filters of the web application's lists
    #[command(subcommand)]
    Filter(filter::Command),
    /// Print what points Argo CD or Flux at the resources of a fabric (no server needed)
    #[command(subcommand)]
    Manifests(manifests::Command),
}

/// The error of a command line that was not understood, with what helps. `--url` named the server once,
/// and is a repository's: it is no longer used as the server's, which is sent the token.
pub(crate) fn advised(mut error: clap::Error) -> clap::Error {
    let unknown = error.kind() == ErrorKind::UnknownArgument;
    let named = matches!(error.get(ContextKind::InvalidArg),
        Some(ContextValue::String(name)) if name == "--url");
    if unknown && named {
        for similar in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand] {
            error.remove(similar);
        }
        let tip = "`--url` is a repository's, of `hedgerow repo set`; the server is `--server`";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// Every way to write an option, and the name by which clap keeps its value.
    fn names(of: &clap::Arg) -> BTreeSet<String> {
        let longs = of.get_long_and_visible_aliases().unwrap_or_default().into_iter();
        let hidden = of.get_all_aliases().unwrap_or_default().into_iter();
        let longs = longs.chain(hidden).map(|long| format!("--{long}"));
        let shorts = of.get_short_and_visible_aliases().unwrap_or_default().into_iter();
        let hidden = of.get_all_short_aliases().unwrap_or_default().into_iter();
        let shorts = shorts.chain(hidden).map(|short| format!("-{short}"));
        longs.chain(shorts).chain([of.get_id().to_string()]).collect()
    }

    fn below<'c>(command: &'c clap::Command, path: &str, found: &mut Vec<(String, &'c clap::Arg)>) {
        for command in command.get_subcommands() {
            let path = format!("{path} {}", command.get_name());
            let own = command.get_arguments().filter(|argument| !argument.is_global_set());
            found.extend(own.map(|argument| (path.clone(), argument)));
            below(command, &path, found);
        }
    }

    #[test]
    fn no_command_has_an_option_that_holds_for_all_commands() {
        let mut root = Cli::command();
        let global: Vec<_> = root.get_arguments().filter(|it| it.is_global_set()).collect();
        let global: BTreeSet<String> = global.into_iter().flat_map(names).collect();
        for known in ["--server", "--server-ca", "--token", "--output", "-o"] {
            assert!(global.contains(known), "{known} holds for all commands");
        }
        root.build();
        let mut found = Vec::new();
        below(&root, "hedgerow", &mut found);
        assert!(found.len() > 50, "the whole tree was looked at");
        for (command, argument) in found {
            let of_all: Vec<_> = names(argument).intersection(&global).cloned().collect();
            assert!(of_all.is_empty(), "`{command}` has {of_all:?} of its own");
        }
    }

    #[test]
    fn the_server_is_not_named_by_url_anywhere() {
        for line in ["--url http://a status", "status --url http://a", "repo list --url=http://a"] {
            let words = ["hedgerow"].into_iter().chain(line.split(' '));
            let error = Cli::try_parse_from(words).err().unwrap();
            let said = advised(error).to_string();
            assert!(said.contains("the server is `--server`"), "{line}: {said}");
        }
        let other = advised(Cli::try_parse_from(["hedgerow", "status", "--uri"]).err().unwrap());
        assert!(!other.to_string().contains("repository's"), "{other}");
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
            "rules f",
            "rules f -o json",
            "rules f set vpc-mode off",
            "rules f show vpc-mode -o json",
            "rules f installation",
            "rules f installation --defaults",
            "rules f installation -f lab.yaml",
            "rules f installation --forget -o json",
            "status",
            "status f -o json",
            "get f",
            "get f vpc --state draft",
            "status --server https://h.example --server-ca ca.pem",
            "serve --tls-certificate c.pem --tls-key k.pem",
            "get f VPC/vpc-1 -o yaml --server http://127.0.0.1:1 --token hgr_x",
            "draft f --change c -f file.yaml",
            "draft f --change c --set VPC/vpc-1 spec.subnets.default.vlan=10 spec.x-",
            "draft f --change c --delete VPC/vpc-1",
            "set-fields f VPC/a VPC/b --field spec.mode=l3flat",
            "set-fields f VPC/a VPC/b -f spec.mode- -f metadata.labels.team=net --change c -m m",
            "diff c",
            "publish c -o json",
            "revert c",
            "migrate f",
            "migrate f Connection/c --only permit-action --change c -m m",
            "migrate --all --change c",
            "revert c --change back --message m",
            "restore f VPC/vpc-1 Server/s --at 0123456 --change c",
            "get f VPC/vpc-1 --at 0123456 -o yaml",
            "get f --at 2026-11-30T12:00",
            "get f vpc --at 1d -o json",
            "compare f 0123456",
            "compare f 1d 0123456 -o json",
            "approve c",
            "approve c --revision abc --comment fine",
            "approve c --withdraw",
            "fabric set f --four-eyes true",
            "repo set net --credential deploy --branch main",
            "repo set net --url https://git.example/new --credential deploy --yes",
            "repo get net -o json",
            "repo add net https://git.example/net --ca-file ca --client-certificate c --client-key k",
            "repo set net --proxy http://bot@proxy.example:3128 --proxy-password-file p --no-proxy a,b",
            "repo set net --without ca,client-certificate,proxy,proxy-password,no-proxy",
            "repo set net --url https://git.example/new --ca-file ca --without proxy --yes",
            "fabric set f --branch next --dir . --repo net --yes",
            "fabric remove f --discard-drafts --yes",
            "kinds f",
            "kinds f VPC -o json",
            "free f vlan",
            "free f vlan --namespace prod -n 10 -o json",
            "free f subnet/24",
            "free f port leaf-1 -n 3",
            "impact f VPC/vpc-1",
            "impact f vpc/default/vpc-1 --change c -o json",
            "conflicts",
            "conflicts f",
            "resolve 3 --take draft",
            "resolve 3 --value 10",
            "resolve 3 --value -10",
            "resolve 3 --reopen",
            "resolve 3 4 5 --take git --why agreed",
            "resolve --fabric f --change c --resource VPC/a --type edit/edit --take draft --preview",
            "resolve --fabric f --assignee none --take git --yes",
            "conflicts f --all --change c --assignee ada",
            "conflict show 3",
            "conflict copies 3",
            "conflict keep 3 4 --file m/a.yaml:7 --change c --message m",
            "split c VPC/a VPC/b --into d",
            "split c --conflicted",
            "rename c d",
            "publish c --split",
            "undo c",
            "conflict assign 3 ada",
            "conflict say 3 text",
            "policy list @all",
            "policy set f -f policy.yaml",
            "policy add f teams --path metadata.labels.team --take newest --type edit/edit --before x",
            "policy own f spec.subnets.*.vlan --owner git --kind VPC",
            "policy off f teams",
            "policy try f -f policy.yaml -o json",
            "policy undo f teams",
            "policy try f --with teams --with sites",
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
            "drift --actual - --crds d dir",
            "drift f",
            "drift f VPC/a --ignored",
            "get f --state actual",
            "cluster add lab --kubeconfig k --context c",
            "cluster test lab",
            "cluster manifest f --namespace a --apply",
            "cluster requests f",
            "cluster approve f 3",
            "cluster decline f 3",
            "fabric set f --cluster lab --namespace a --namespace b",
            "fabric set f --cluster none",
            "accept f VPC/a --field spec.x --change c",
            "import f --all --change c",
            "reapply f VPC/a VPC/b --dry-run",
            "log f",
            "log f --limit 5 -o json",
            "verify f",
            "verify f --repair -o json",
            "verify f --last",
            "apply f",
            "apply f VPC/a --dry-run --take-over --confirm-deletions",
            "apply f --status",
            "fabric set f --cluster lab --apply direct --prune true --refused undo",
            "fabric add f --repo net --dir . --cluster lab --apply direct",
            "ignore f VPC/a spec.x --until 2026-12-24",
            "ignore f VPC/a --no-longer",
            "manifests argo --name f --url https://git.example/net --branch main --dir fabrics/f",
            "manifests argo --name f --url u --branch main --dir a --dir b --many --prune --self-heal",
            "manifests flux --name f --url u --branch main --dir . --layout in-place -o json",
            "manifests flux --name f --url u --branch main --dir a --namespace default --prune",
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
            "get f --state wrong",
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
            "repo set net --url https://git.example/new --branch main",
            "fabric set f --branch next --publish manual",
            "fabric set f --yes",
            "fabric remove f --yes",
            "repo set net --credential a --no-credential",
            "repo set net --without everything",
            "repo set net --client-key",
            "drift f --crds d",
            "drift",
            "cluster add lab",
            "cluster add lab --kubeconfig k --in-cluster",
            "accept f",
            "accept f VPC/a --all",
            "reapply f",
            "apply",
            "apply f --status --dry-run",
            "verify",
            "verify f --last --repair",
            "fabric set f --apply direct",
            "fabric set f --cluster lab --apply all",
            "ignore f VPC/a --until 2d --no-longer",
            "fabric set f --cluster lab --publish manual",
            "fabric set f --namespace a",
            "manifests",
            "manifests helm --name f --url u --branch main --dir a",
            "manifests argo --name f --url u --branch main",
            "manifests flux --name f --url u --branch main --dir a --self-heal",
            "manifests flux --name f --url u --branch main --dir a --force",
            "kinds",
            "free f",
            "free f subnet",
            "free f subnet/33",
            "free f vlan/12",
            "free f vlan -n 0",
            "free f address",
            "impact f",
            "impact f VPC",
            "rules",
            "rules f set vpc-mode",
            "rules f set vpc-mode info",
            "rules f show",
            "rules f installation --defaults --forget",
            "rules f installation -f",
        ] {
            let words = line.split(' ').filter(|word| !word.is_empty());
            assert!(Cli::try_parse_from(["hedgerow"].into_iter().chain(words)).is_err(), "{line}");
        }
    }
}
