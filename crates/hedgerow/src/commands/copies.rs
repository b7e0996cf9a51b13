//! `hedgerow conflict copies|keep N`: one identity in several documents of Git.

use hedgerow_engine::views::{ChangeView, CopiesView, CopyView, Person};
use serde_json::{Value as Json, json};

use super::{Session, person};
use crate::client::Answer;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, short_commit};

#[derive(clap::Args)]
pub(crate) struct Keep {
    /// The numbers of the conflicts, each a `duplicate identity`.
    #[arg(value_name = "CONFLICT", required = true)]
    conflicts: Vec<i64>,
    /// The file of the documents that stay; with `:LINE` where a file has several of them.
    #[arg(long, value_name = "FILE[:LINE]")]
    file: String,
    /// The change; one's own open one, or a new one, when left out.
    #[arg(long, value_name = "NAME")]
    change: Option<String>,
    /// The commit message of the change.
    #[arg(long, short, value_name = "TEXT")]
    message: Option<String>,
    /// Who chooses; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    by: Option<Person>,
}

/// Shows the documents, and how they differ from the first.
pub(super) fn show(conflict: i64, session: &Session) -> Result<(), Failure> {
    let number = conflict.to_string();
    let answer = session.client()?.get::<CopiesView>(&["conflicts", &number, "copies"], &[])?;
    if session.is_json() {
        return output::json(&answer.json);
    }
    let view = answer.value;
    let mut table = Table::new(
        &["file", "line", "commit", "by", "when"],
        "no resource is defined more than once there",
    );
    for CopyView { path, line, changed, .. } in &view.copies {
        let last = |of: fn(&hedgerow_engine::views::LastCommit) -> String| {
            changed.as_ref().map_or_else(|| "-".to_owned(), of)
        };
        table.row([
            path.clone(),
            line.to_string(),
            last(|last| short_commit(Some(&last.commit))),
            last(|last| last.by.clone()),
            last(|last| age(Some(last.at))),
        ]);
    }
    if view.more > 0 {
        table.note(&format!("and {} more: delete some in Git first", view.more));
    }
    output::print(&table.text())?;
    for copy in &view.copies {
        match copy.diff.as_deref() {
            None => {}
            Some("") => output::line(&format!("{}:{} says the same", copy.path, copy.line))?,
            Some(diff) => {
                output::line(&format!("{}:{}, beside the first one:", copy.path, copy.line))?;
                output::print(diff)?;
            }
        }
    }
    for chosen in &view.chosen {
        output::line(&format!("change {} keeps {}", output::quoted(&chosen.change), chosen.path))?;
    }
    if view.chosen.is_empty() && !view.copies.is_empty() {
        output::note(&format!("`hedgerow conflict keep {conflict} --file FILE` keeps one of them"));
    }
    Ok(())
}

/// Keeps one of the documents that are there now, of each resource on its own: what is refused stops no other.
pub(super) fn keep(args: &Keep, session: &Session) -> Result<Exit, Failure> {
    let mut answers = Vec::new();
    let mut change = None;
    let mut failed = None;
    for conflict in &args.conflicts {
        match keep_one(*conflict, args, session) {
            Ok((answer, others)) => {
                if !session.is_json() {
                    let others = match others {
                        1 => "the other document".to_owned(),
                        many => format!("the {many} others"),
                    };
                    output::line(&format!("{conflict}: keeps {}, removes {others}", args.file))?;
                }
                change = Some(answer.value.change);
                answers.push(answer.json);
            }
            Err(failure) if failure.exit() == Exit::Away => return Err(failure),
            Err(failure) if args.conflicts.len() == 1 => return Err(failure),
            Err(failure) => {
                output::note(&format!("{conflict}: {failure}"));
                failed = Some(failure.exit());
            }
        }
    }
    if session.is_json() {
        output::json(&Json::Array(answers))?;
    } else if let Some(change) = change {
        let quoted = output::quoted(&change);
        output::note(&format!(
            "`hedgerow diff {quoted}` shows it, `hedgerow publish {quoted}` publishes it"
        ));
    }
    Ok(failed.unwrap_or(Exit::Done))
}

/// The change, and how many documents go.
fn keep_one(
    conflict: i64,
    args: &Keep,
    session: &Session,
) -> Result<(Answer<ChangeView>, usize), Failure> {
    let number = conflict.to_string();
    let view = session.client()?.get::<CopiesView>(&["conflicts", &number, "copies"], &[])?.value;
    let stays = meant(&args.file, &view.copies).map_err(Failure::usage)?;
    let copies: Vec<_> = (view.copies.iter().enumerate())
        .map(|(at, copy)| json!({ "path": copy.path, "digest": copy.digest, "stays": at == stays }))
        .collect();
    let mut request = json!({ "copies": copies });
    for (key, value) in
        [("change", json!(args.change)), ("message", json!(args.message)), ("by", json!(args.by))]
    {
        if !value.is_null() {
            request[key] = value;
        }
    }
    let answer = session.client()?.post::<ChangeView>(&["conflicts", &number, "keep"], &request)?;
    Ok((answer, view.copies.len().saturating_sub(1)))
}

/// The document that is meant by `FILE` or `FILE:LINE`.
fn meant(typed: &str, copies: &[CopyView]) -> Result<usize, String> {
    let with_line = |copy: &CopyView| format!("{}:{}", copy.path, copy.line);
    if let Some(at) = copies.iter().position(|copy| with_line(copy) == typed) {
        return Ok(at);
    }
    let of_file: Vec<usize> =
        (0..copies.len()).filter(|at| copies.get(*at).is_some_and(|it| it.path == typed)).collect();
    match of_file[..] {
        [one] => Ok(one),
        [] => {
            let all: Vec<String> = copies.iter().map(with_line).collect();
            Err(format!("`{typed}` is none of the documents: {}", all.join(", ")))
        }
        _ => {
            let all: Vec<String> =
                of_file.iter().filter_map(|at| copies.get(*at)).map(with_line).collect();
            Err(format!("{typed} has several of them: say which line, as in {}", all.join(" or ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_named_by_its_file_and_where_that_is_not_enough_by_its_line() {
        let copy = |path: &str, line: i64| CopyView {
            path: path.to_owned(),
            line,
            digest: String::new(),
            text: String::new(),
            diff: None,
            changed: None,
        };
        let copies = [copy("a.yaml", 1), copy("b.yaml", 1), copy("b.yaml", 9)];
        assert_eq!(meant("a.yaml", &copies), Ok(0));
        assert_eq!(meant("a.yaml:1", &copies), Ok(0));
        assert_eq!(meant("b.yaml:9", &copies), Ok(2));
        assert!(meant("b.yaml", &copies).unwrap_err().contains("b.yaml:1 or b.yaml:9"));
        assert!(meant("c.yaml", &copies).unwrap_err().contains("a.yaml:1"));
    }
}
