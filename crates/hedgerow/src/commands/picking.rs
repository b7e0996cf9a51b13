//! `hedgerow repo branches` and `repo look`: what a repository has, before a fabric is made of it.

use hedgerow_engine::views::{BranchesView, LookView};
use hedgerow_model::Layout;

use super::Session;
use crate::exit::Failure;
use crate::output::{self, Table, finding, harmless, short_commit};

#[derive(clap::Args)]
pub(crate) struct Look {
    /// The repository's name.
    name: String,
    /// The directory; the root when left out.
    #[arg(default_value = "")]
    directory: String,
    /// The branch; the one for new fabrics when left out.
    #[arg(long, short)]
    branch: Option<String>,
    /// How it would be laid out; `managed` where it has a folder managed/, else `in-place`, when left out.
    #[arg(long, value_parser = str::parse::<Layout>)]
    layout: Option<Layout>,
}

pub(crate) fn branches(repository: &str, session: &Session) -> Result<(), Failure> {
    let client = session.client()?;
    let progress = client.progress(&format!("asking {repository}"), None);
    let answer = client.get::<BranchesView>(&["repositories", repository, "branches"], &[]);
    progress.finish();
    let answer = answer?;
    if session.is_json() {
        return output::json(&answer.json);
    }
    let BranchesView { default_branch, branches, total } = answer.value;
    let mut table = Table::new(&["branch", "commit", ""], "the repository is empty");
    let more = total - branches.len().min(total);
    for branch in branches {
        let usual = default_branch.as_ref() == Some(&branch.name);
        let commit = short_commit(Some(&branch.commit));
        table.row([branch.name, commit, if usual { "default" } else { "" }.to_owned()]);
    }
    output::print(&table.text())?;
    if more > 0 {
        output::line(&format!("{more} more are not listed"))?;
    }
    Ok(())
}

pub(crate) fn look(args: &Look, session: &Session) -> Result<(), Failure> {
    let client = session.client()?;
    let progress = client.progress(&format!("looking at {}", args.name), None);
    let layout = args.layout.map(|layout| layout.to_string());
    let mut query = vec![("directory", args.directory.as_str())];
    query.extend(args.branch.as_deref().map(|branch| ("branch", branch)));
    query.extend(layout.as_deref().map(|layout| ("layout", layout)));
    let answer = client.get::<LookView>(&["repositories", &args.name, "look"], &query);
    progress.finish();
    let answer = answer?;
    if session.is_json() {
        return output::json(&answer.json);
    }
    for line in looked(&answer.value) {
        output::line(&harmless(&line))?;
    }
    Ok(())
}

/// What a directory has, a line each.
fn looked(view: &LookView) -> Vec<String> {
    let place = if view.directory.is_empty() { "/" } else { &view.directory };
    let mut lines = match &view.commit {
        Some(commit) => {
            vec![format!("{place} on {} at {}", view.branch, short_commit(Some(commit)))]
        }
        None => return vec![format!("the remote has no branch {} yet", view.branch)],
    };
    if !view.exists {
        lines.push("there is no such directory yet".to_owned());
        return lines;
    }
    for directory in &view.directories {
        let taken = directory.taken_by.as_ref();
        let taken = taken.map(|it| format!(", fabric {}", it.fabric)).unwrap_or_default();
        let files = if directory.yaml_files == 1 { "file" } else { "files" };
        let many = directory.yaml_files;
        lines.push(format!("  {}/ ({many} YAML {files}{taken})", directory.name));
    }
    let more = view.directories_total.saturating_sub(view.directories.len());
    if more > 0 {
        lines.push(format!("  and {more} more directories"));
    }
    if let Some(taken) = &view.taken_by {
        let whose = if taken.directory.is_empty() { "/" } else { &taken.directory };
        lines.push(format!("fabric {} has {whose}: two fabrics share no files", taken.fabric));
    }
    let read = match view.is_whole {
        true => format!("{} files", view.files),
        false => format!("the first {} of {} files", view.files_read, view.files),
    };
    let layout = view.layout;
    lines.push(format!(
        "{layout}: {} resources in {read}, {} in comments; {} errors, {} warnings",
        view.resources, view.commented_out, view.errors, view.warnings
    ));
    lines.extend(view.kinds.iter().map(|kind| format!("  {} {}", kind.resources, kind.kind)));
    lines.extend(view.findings.iter().map(|it| format!("  {}", finding::line(it))));
    let more = (view.errors + view.warnings).saturating_sub(view.findings.len());
    if more > 0 {
        lines.push(format!("  and {more} more findings"));
    }
    lines.extend(view.twice.iter().map(|name| format!("  {name} is there more than once")));
    let more = view.twice_total.saturating_sub(view.twice.len());
    if more > 0 {
        lines.push(format!("  and {more} more that are there more than once"));
    }
    lines.push("rules between resources are checked once a fabric is connected there".to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::views::{DirectoryThere, TakenBy};

    use super::*;

    fn view() -> LookView {
        let there = |name: &str, yaml_files, taken_by| DirectoryThere {
            name: name.to_owned(),
            yaml_files,
            taken_by,
        };
        let owner = TakenBy { fabric: "lab".to_owned(), directory: "env/lab".to_owned() };
        LookView {
            branch: "main".to_owned(),
            commit: Some("0123456789abcdef".to_owned()),
            directory: "env".to_owned(),
            exists: true,
            layout: Layout::InPlace,
            taken_by: None,
            directories: vec![there("east", 1, None), there("lab", 3, Some(owner))],
            directories_total: 5,
            is_whole: false,
            files: 30_000,
            files_read: 7,
            resources: 3,
            commented_out: 1,
            kinds: Vec::new(),
            errors: 2,
            warnings: 1,
            findings: Vec::new(),
            twice: vec!["VPC/a".to_owned()],
            twice_total: 4,
        }
    }

    #[test]
    fn what_is_not_listed_or_not_read_is_counted() {
        let lines = looked(&view());
        let has =
            |part: &str| assert!(lines.iter().any(|it| it.contains(part)), "{part}: {lines:?}");
        has("env on main at 0123456789");
        has("east/ (1 YAML file)");
        has("lab/ (3 YAML files, fabric lab)");
        has("and 3 more directories");
        has("3 resources in the first 7 of 30000 files, 1 in comments; 2 errors, 1 warnings");
        has("and 3 more findings");
        has("VPC/a is there more than once");
        has("and 3 more that are there more than once");
        has("rules between resources are checked once");
    }

    #[test]
    fn what_is_not_there_yet_is_said_and_nothing_else() {
        let none = LookView { exists: false, ..view() };
        assert_eq!(looked(&none).last().unwrap(), "there is no such directory yet");
        let branch = LookView { commit: None, ..view() };
        assert_eq!(looked(&branch), ["the remote has no branch main yet"]);
    }
}
