//! Moving a fabric or a repository: shows what would be, asks, does it.

use hedgerow_engine::views::{FabricMove, Kin, MoveView, UnderWay};
use serde::Serialize;
use serde_json::Value as Json;

use super::{Session, sync};
use crate::exit::{Exit, Failure};
use crate::output::{self, Progress};

/// Shows what a move would do, and makes it when that is agreed to. `path` leads to the place of what
/// moves.
pub(crate) fn run(
    session: &Session,
    path: &[&str],
    place: &impl Serialize,
    yes: bool,
) -> Result<Exit, Failure> {
    let client = session.client()?;
    let preview_path: Vec<&str> = path.iter().copied().chain(["preview"]).collect();
    let progress = client.progress("reading the new location", None);
    let preview = client.post::<MoveView>(&preview_path, place);
    progress.finish();
    let preview = preview?;
    if !session.is_json() {
        output::print(&describe_move(&preview.value))?;
    }
    if preview.value.there || is_blocked(path, &preview.value, yes) {
        if session.is_json() {
            output::json(&preview.json)?;
        }
        return Ok(if preview.value.there { Exit::Done } else { Exit::Refused });
    }
    let agreed = yes || (!session.is_json() && output::confirm("move it?"));
    if !agreed {
        if session.is_json() {
            output::json(&preview.json)?;
        } else {
            output::note("nothing was changed; give --yes to move it");
        }
        return Ok(Exit::Done);
    }
    let progress: Progress = client.progress("moving", None);
    let moved = client.post::<MoveView>(path, &previewed(place, &preview.value.head)?);
    progress.finish();
    let moved = moved?;
    if session.is_json() {
        output::json(&moved.json)?;
    } else {
        output::line(&format!("moved to {}; nothing was changed in Git", moved.value.to))?;
    }
    Ok(Exit::Done)
}

/// Whether it is not worth asking for the move: something is in its way, or a run is in progress. With
/// `--yes` a run is left to the server: it may have ended by then.
fn is_blocked(path: &[&str], view: &MoveView, yes: bool) -> bool {
    // Only a repository stays where it is when its URL is spelled in another way; a fabric moves all the
    // same between two places of one repository.
    let respelled = view.same_remote && path.first() == Some(&"repositories");
    let obstacle = view.fabrics.iter().any(|fabric| fabric.obstacle.is_some());
    obstacle && !respelled || !view.under_way.is_empty() && !yes
}

/// The place, with what was looked at.
fn previewed(place: &impl Serialize, head: &str) -> Result<Json, Failure> {
    let mut body = serde_json::to_value(place)
        .map_err(|error| Failure::usage(format!("the new location: {error}")))?;
    if let Json::Object(fields) = &mut body {
        fields.insert("previewed".to_owned(), Json::from(head));
    }
    Ok(body)
}

/// What a move would do, for people.
fn describe_move(view: &MoveView) -> String {
    let mut text = format!("from {}\n  to {}\n", view.from, view.to);
    if view.there {
        text.push_str("it is there already\n");
    } else if view.same_remote && view.fabrics.iter().all(|fabric| fabric.report.is_none()) {
        text.push_str("the same remote\n");
    }
    for fabric in &view.fabrics {
        text.push_str(&describe_fabric_move(fabric));
    }
    for UnderWay { repository, branch, run } in &view.under_way {
        let number = run.map(|run| format!(" {run}")).unwrap_or_default();
        text.push_str(&format!(
            "run{number} on branch {branch} of repository {repository} is in progress or was interrupted: \
             nothing can be moved before it has ended (`hedgerow runs` shows it)\n"
        ));
    }
    text
}

fn describe_fabric_move(fabric: &FabricMove) -> String {
    let FabricMove { fabric: name, branch, history, obstacle, report, drafts, reopened } = fabric;
    let history = match history {
        Kin::Continues => "continues from what was read",
        Kin::Diverged => "does not contain the commit that was read last",
        Kin::Unrelated => "has no commit in common with what was read: is it the right one?",
        Kin::Absent => "does not exist there",
        Kin::Unknown => "cannot be compared with what was read, if anything was",
    };
    let mut text = format!("fabric {name}: branch {branch} {history}\n");
    if let Some(obstacle) = obstacle {
        text.push_str(&format!("it cannot move: {obstacle}\n"));
    }
    if let Some(report) = report {
        let counts = report.counts.resources().iter().map(|(_, count)| count).sum::<usize>();
        let told = sync::describe_report(report);
        // The first line tells of commits and of time, which are none of a move.
        let rest = told.split_once('\n').map_or("", |(_, rest)| rest);
        text.push_str(if counts == 0 { "no resource differs\n" } else { "" });
        text.push_str(rest);
    }
    match drafts {
        0 => {}
        1 => text.push_str("     1 draft is kept\n"),
        drafts => text.push_str(&format!("{drafts:>6} drafts are kept\n")),
    }
    if *reopened > 0 {
        let changes = if *reopened == 1 { "change" } else { "changes" };
        text.push_str(&format!(
            "{reopened:>6} {changes} waiting to be published: open again, to be published at the \
             new location\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::views::{FabricPlace, SyncCounts, SyncReport};

    use super::*;

    const REPOSITORY: [&str; 3] = ["repositories", "net", "place"];

    fn fabric() -> FabricMove {
        FabricMove {
            fabric: "f".into(),
            branch: "next".into(),
            history: Kin::Unrelated,
            obstacle: None,
            report: Some(SyncReport {
                deleted: vec!["VPC/b".into()],
                counts: SyncCounts { deleted: 1, ..SyncCounts::default() },
                ..SyncReport::default()
            }),
            drafts: 2,
            reopened: 1,
        }
    }

    fn view(fabrics: Vec<FabricMove>) -> MoveView {
        MoveView {
            from: "a".into(),
            to: "b".into(),
            there: false,
            same_remote: false,
            head: "x".into(),
            under_way: Vec::new(),
            fabrics,
            moved_at: None,
        }
    }

    #[test]
    fn a_preview_says_what_differs_and_what_is_kept() {
        assert_eq!(
            describe_move(&view(vec![fabric()])),
            "from a\n  to b\n\
             fabric f: branch next has no commit in common with what was read: is it the right one?\n     \
             1 deleted: VPC/b\n     \
             2 drafts are kept\n     \
             1 change waiting to be published: open again, to be published at the new location\n"
        );
        let same = FabricMove {
            report: Some(SyncReport::default()),
            drafts: 0,
            reopened: 0,
            history: Kin::Continues,
            ..fabric()
        };
        assert!(describe_move(&view(vec![same])).ends_with("what was read\nno resource differs\n"));
        let absent = FabricMove { obstacle: Some("push it".into()), report: None, ..fabric() };
        assert!(describe_move(&view(vec![absent])).contains("it cannot move: push it\n"));
        assert!(
            describe_move(&MoveView { there: true, ..view(Vec::new()) })
                .ends_with("there already\n")
        );
    }

    #[test]
    fn a_run_that_is_under_way_is_named_and_left_to_the_server_only_when_asked_to() {
        let on =
            |branch: &str, run| UnderWay { repository: "net".into(), branch: branch.into(), run };
        let busy = MoveView {
            under_way: vec![on("main", Some(12)), on("next", None)],
            ..view(vec![fabric()])
        };
        let text = describe_move(&busy);
        assert!(
            text.contains("\nrun 12 on branch main of repository net is in progress"),
            "{text}"
        );
        assert!(text.contains("\nrun on branch next of repository net"), "{text}");
        assert!(is_blocked(&REPOSITORY, &busy, false));
        assert!(!is_blocked(&REPOSITORY, &busy, true));
        assert!(!is_blocked(&REPOSITORY, &view(vec![fabric()]), false));
    }

    #[test]
    fn an_obstacle_stops_every_move_but_of_a_repository_whose_remote_stays_the_same() {
        let blocked = FabricMove { obstacle: Some("push it".into()), ..fabric() };
        assert!(is_blocked(&REPOSITORY, &view(vec![blocked.clone()]), true));
        let same = MoveView { same_remote: true, ..view(vec![blocked]) };
        assert!(!is_blocked(&REPOSITORY, &same, false));
        assert!(is_blocked(&["fabrics", "f", "place"], &same, true), "to another branch of it");
    }

    #[test]
    fn what_was_looked_at_is_said_with_the_place() {
        let place = FabricPlace { branch: Some("next".into()), ..FabricPlace::default() };
        let body = previewed(&place, "abc").unwrap();
        assert_eq!(body, serde_json::json!({ "branch": "next", "previewed": "abc" }));
    }
}
