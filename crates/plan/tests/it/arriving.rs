//! What Git brought, against what was there: what a file has, what is kept of a broken one, and what
//! happened to each resource.

use hedgerow_model::{Document, FabricId, Finding, Severity, SourceId, Standing, Validity};
use hedgerow_plan::{
    DocumentState, Happened, ParsedDocument, ParsedFile, Places, Stray, happened, is_present,
    keep_strays,
};
use rstest::rstest;

use crate::support::id;

const LIVE: Option<Standing> = Some(Standing::Live);
const BROKEN: Option<Standing> = Some(Standing::Unreadable);
const OFF: Option<Standing> = Some(Standing::CommentedOut);

/// A row of the database.
pub(crate) fn row(name: &str, path: &str, standing: Standing, text: &str) -> Document {
    Document {
        source_id: SourceId(1),
        fabric_id: FabricId(1),
        path: path.into(),
        ordinal: 7,
        identity: id(name),
        version: "v1".into(),
        standing,
        validity: Validity::Valid,
        line: 1,
        blob: format!("blob of {path}"),
        facts: None,
        text: text.into(),
    }
}

fn seen(name: &str) -> ParsedDocument {
    ParsedDocument {
        identity: id(name),
        version: "v1".into(),
        validity: Validity::Valid,
        line: 1,
        text: "text".into(),
        facts: None,
        references: Vec::new(),
    }
}

pub(crate) fn file(live: &[&str], commented: &[&str], broken: bool) -> ParsedFile {
    let all = |names: &[&str]| names.iter().map(|name| seen(name)).collect();
    ParsedFile { live: all(live), commented: all(commented), broken, odd: 0, findings: Vec::new() }
}

fn places(documents: &[(&str, &str, Standing, &str)]) -> Places {
    let mut places = Places::new();
    for (name, path, standing, text) in documents {
        let picture = DocumentState { standing: *standing, text: (*text).to_owned() };
        places.entry(id(name)).or_default().push(((*path).to_owned(), picture));
    }
    places
}

fn named(documents: &[Document]) -> Vec<(&str, &str, Standing, i64)> {
    let all = documents.iter();
    all.map(|it| (it.identity.name.as_str(), it.path.as_str(), it.standing, it.ordinal)).collect()
}

/// The lists that name something.
pub(crate) fn described(happened: &Happened) -> String {
    let lists = [
        ("added", &happened.added),
        ("changed", &happened.changed),
        ("moved", &happened.moved),
        ("deleted", &happened.deleted),
        ("commented out", &happened.commented_out),
        ("gone", &happened.gone),
    ];
    let told = lists.iter().filter(|(_, list)| !list.is_empty()).map(|(word, list)| {
        let names: Vec<&str> = list.iter().map(|it| it.name.as_str()).collect();
        format!("{word} {}", names.join(" "))
    });
    told.collect::<Vec<_>>().join(", ")
}

#[test]
fn of_a_file_that_reads_nothing_is_kept() {
    let before = [row("a", "x.yaml", Standing::Live, "t"), row("b", "x.yaml", Standing::Live, "t")];
    let arrived = file(&["a"], &[], false).arrive(&before, 0);
    assert_eq!(arrived.documents.len(), 1);
    assert!(arrived.kept.is_empty() && !arrived.stray);
}

#[test]
fn of_a_broken_file_what_is_not_seen_any_more_is_kept_as_it_was_but_unreadable() {
    let before = [
        row("live", "x.yaml", Standing::Live, "t1"),
        row("seen", "x.yaml", Standing::Live, "t2"),
        row("off", "x.yaml", Standing::CommentedOut, "t3"),
        row("put-in-comments", "x.yaml", Standing::Live, "t4"),
        row("unreadable", "x.yaml", Standing::Unreadable, "t5"),
    ];
    let arrived = file(&["seen"], &["put-in-comments"], true).arrive(&before, 0);
    assert_eq!(
        named(&arrived.kept),
        [
            ("live", "x.yaml", Standing::Unreadable, 0),
            ("unreadable", "x.yaml", Standing::Unreadable, 1)
        ]
    );
    let texts: Vec<&str> = arrived.kept.iter().map(|kept| kept.text.as_str()).collect();
    assert_eq!(texts, ["t1", "t5"]);
    assert!(!arrived.stray, "it stood there before");
}

#[rstest]
#[case::new_and_broken(true, true, true)]
#[case::new(false, true, false)]
#[case::broken_where_it_stood(true, false, false)]
fn a_stray_is_broken_and_stood_nowhere(
    #[case] broken: bool,
    #[case] new: bool,
    #[case] stray: bool,
) {
    let before = [row("a", "x.yaml", Standing::CommentedOut, "t")];
    let before = if new { &[][..] } else { &before[..] };
    assert_eq!(file(&["a"], &[], broken).arrive(before, 0).stray, stray);
}

#[test]
fn a_live_document_wins_over_one_in_comments_and_over_no_other() {
    let finding = Finding::of_file("x.yaml", Severity::Info, "rule", "is so");
    let mut parsed = file(&["a", "b", "a"], &["b", "c", "c", "d"], false);
    parsed.findings = vec![finding.clone()];
    let arrived = parsed.arrive(&[], 0);
    let documents: Vec<_> = arrived
        .documents
        .iter()
        .map(|it| (it.parsed.identity.name.as_str(), it.standing, it.ordinal))
        .collect();
    assert_eq!(
        documents,
        [
            ("a", Standing::Live, 0),
            ("b", Standing::Live, 1),
            ("a", Standing::Live, 2),
            ("c", Standing::CommentedOut, 1),
            ("d", Standing::CommentedOut, 3),
        ]
    );
    assert_eq!(arrived.findings, [finding]);
}

fn stray(path: &str, blob: &str) -> Stray {
    Stray { path: path.into(), blob: blob.into() }
}

#[test]
fn without_a_stray_nothing_is_kept() {
    let before = [row("a", "x.yaml", Standing::Live, "t")];
    let mut after = Places::new();
    assert_eq!(keep_strays(&[], &before, &mut after, &Places::new()), []);
    assert_eq!(after, Places::new());
}

#[test]
fn what_vanished_while_a_broken_file_came_is_kept_with_that_file() {
    let before = [
        row("vanished", "x.yaml", Standing::Live, "t1"),
        row("vanished", "y.yaml", Standing::Live, "t2"),
        row("unreadable", "x.yaml", Standing::Unreadable, "t3"),
        row("off", "x.yaml", Standing::CommentedOut, "t"),
        row("stays", "x.yaml", Standing::Live, "t"),
        row("switched-off", "x.yaml", Standing::Live, "t"),
        row("live-elsewhere", "x.yaml", Standing::Live, "t"),
        row("off-elsewhere", "x.yaml", Standing::Live, "t4"),
    ];
    let mut after = places(&[
        ("stays", "z.yaml", Standing::Live, "t"),
        ("switched-off", "x.yaml", Standing::CommentedOut, "t"),
    ]);
    let elsewhere = places(&[
        ("live-elsewhere", "e.yaml", Standing::Live, "t"),
        ("off-elsewhere", "e.yaml", Standing::CommentedOut, "t"),
    ]);
    let kept = keep_strays(&[stray("new.yaml", "b")], &before, &mut after, &elsewhere);
    assert_eq!(
        named(&kept),
        [
            ("vanished", "new.yaml", Standing::Unreadable, 0),
            ("unreadable", "new.yaml", Standing::Unreadable, 1),
            ("off-elsewhere", "new.yaml", Standing::Unreadable, 2),
        ]
    );
    for document in &kept {
        assert_eq!(document.blob, "b");
        let picture = DocumentState { standing: Standing::Unreadable, text: document.text.clone() };
        assert_eq!(after[&document.identity], [("new.yaml".to_owned(), picture)]);
    }
    let texts: Vec<&str> = kept.iter().map(|kept| kept.text.as_str()).collect();
    assert_eq!(texts, ["t1", "t3", "t4"]);
    assert_eq!(
        described(&happened(&before, &after, &elsewhere)),
        "moved off-elsewhere stays \
        unreadable vanished, commented out switched-off, gone switched-off"
    );
}

#[test]
fn of_several_strays_the_one_with_the_same_content_is_meant_and_else_the_first() {
    let before = [
        row("a", "x.yaml", Standing::Live, "t"),
        row("b", "y.yaml", Standing::Live, "t"),
        row("c", "z.yaml", Standing::Live, "t"),
        row("d", "y.yaml", Standing::Live, "t"),
    ];
    let strays = [stray("one.yaml", "other"), stray("two.yaml", "blob of y.yaml")];
    let kept = keep_strays(&strays, &before, &mut Places::new(), &Places::new());
    assert_eq!(
        named(&kept),
        [
            ("a", "one.yaml", Standing::Unreadable, 0),
            ("b", "two.yaml", Standing::Unreadable, 0),
            ("c", "one.yaml", Standing::Unreadable, 1),
            ("d", "two.yaml", Standing::Unreadable, 1),
        ]
    );
}

#[rstest]
#[case::new([None, LIVE, None], "added a")]
#[case::new_and_unreadable([None, BROKEN, None], "added a")]
#[case::new_in_comments([None, OFF, None], "commented out a")]
#[case::live_beside_one_in_comments([None, LIVE, OFF], "added a")]
#[case::in_comments_once_more([None, OFF, OFF], "")]
#[case::live_once_more([None, LIVE, LIVE], "")]
#[case::live_beside_an_unreadable_one([None, LIVE, BROKEN], "")]
#[case::in_comments_beside_a_live_one([None, OFF, LIVE], "")]
#[case::it_stays([LIVE, LIVE, None], "")]
#[case::it_breaks([LIVE, BROKEN, None], "")]
#[case::it_goes([LIVE, None, None], "deleted a, gone a")]
#[case::it_is_switched_off([LIVE, OFF, None], "commented out a, gone a")]
#[case::what_is_left_is_in_comments([LIVE, None, OFF], "commented out a, gone a")]
#[case::one_of_two_goes([LIVE, None, LIVE], "")]
#[case::one_goes_and_the_other_is_unreadable([LIVE, None, BROKEN], "")]
#[case::one_of_two_is_switched_off([LIVE, OFF, LIVE], "")]
#[case::it_is_mended([BROKEN, LIVE, None], "")]
#[case::it_stays_broken([BROKEN, BROKEN, None], "")]
#[case::a_broken_one_goes([BROKEN, None, None], "deleted a, gone a")]
#[case::a_broken_one_is_switched_off([BROKEN, OFF, None], "commented out a, gone a")]
#[case::it_is_switched_on([OFF, LIVE, None], "added a")]
#[case::it_is_switched_on_broken([OFF, BROKEN, None], "added a")]
#[case::it_stays_off([OFF, OFF, None], "")]
#[case::the_comment_goes([OFF, None, None], "")]
#[case::one_of_two_comments_goes([OFF, None, OFF], "")]
fn what_happened_to_a_resource(#[case] standings: [Option<Standing>; 3], #[case] expected: &str) {
    let [was, now, other] = standings;
    let before: Vec<Document> =
        was.into_iter().map(|standing| row("a", "x.yaml", standing, "t")).collect();
    let at = |path, standing: Option<Standing>| {
        standing.map_or_else(Places::new, |it| places(&[("a", path, it, "t")]))
    };
    let (after, elsewhere) = (at("x.yaml", now), at("other.yaml", other));
    assert_eq!(described(&happened(&before, &after, &elsewhere)), expected);
}

#[rstest]
#[case::as_it_was(&[("x.yaml", "t")], "")]
#[case::another_text(&[("x.yaml", "new")], "changed a")]
#[case::another_file(&[("z.yaml", "t")], "moved a")]
#[case::both(&[("z.yaml", "new")], "changed a, moved a")]
#[case::of_the_other_file(&[("y.yaml", "u")], "")]
#[case::text_and_file_of_either(&[("y.yaml", "t")], "")]
#[case::twice_and_one_of_them_as_it_was(&[("z.yaml", "new"), ("x.yaml", "t")], "")]
fn an_edit_and_a_move_are_told_apart(#[case] now: &[(&str, &str)], #[case] expected: &str) {
    let before = [row("a", "x.yaml", Standing::Live, "t"), row("a", "y.yaml", Standing::Live, "u")];
    let now: Vec<_> = now.iter().map(|(path, text)| ("a", *path, Standing::Live, *text)).collect();
    assert_eq!(described(&happened(&before, &places(&now), &Places::new())), expected);
}

#[test]
fn what_is_in_comments_only_is_not_present() {
    for (standing, present) in
        [(Standing::Live, true), (Standing::Unreadable, true), (Standing::CommentedOut, false)]
    {
        let off = ("a", "x.yaml", Standing::CommentedOut, "t");
        let places = places(&[off, ("a", "y.yaml", standing, "t")]);
        assert_eq!(is_present(&places, &id("a")), present, "{standing}");
        assert!(!is_present(&places, &id("b")));
    }
}
