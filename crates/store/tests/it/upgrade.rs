//! A database that an earlier version wrote, opened by this one.

use std::path::Path;

use hedgerow_model::{
    ChangeState, ConflictKind, ConflictState, Decision, FabricId, FilterPage, Identity, Reason,
    Role, Severity, Side, Standing, UserId, Validity,
};
use hedgerow_seal::{ExposeSecret as _, Keyring, SealingKey};
use hedgerow_store::{ChangeFilter, ConflictFilter, NewSavedFilter, SavedOf, Store, Unlocked};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{AssertSqlSafe, Row as _};
use tempfile::TempDir;

/// A database as it was after the migrations up to `version`.
async fn at_version(file: &Path, version: i64) -> SqlitePool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let all = Migrator::new(folder).await.unwrap();
    let then = all.iter().filter(|one| one.version <= version).cloned().collect();
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    Migrator::with_migrations(then).run(&pool).await.unwrap();
    pool
}

#[tokio::test]
async fn what_the_first_version_wrote_is_still_there() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    let pool = at_version(&file, 1).await;
    for sql in [
        "INSERT INTO repository VALUES (1, 'r', 'u', 'u', 'main', NULL, 1)",
        "INSERT INTO queue VALUES (1, 1, 'main', NULL, NULL, NULL, NULL)",
        "INSERT INTO fabric VALUES (1, 'f', 'manual', 0, 1)",
        "INSERT INTO source VALUES (1, 1, 1, 'dc', 'managed', '[]', NULL, NULL, NULL, NULL)",
        "INSERT INTO document VALUES (7, 1, 1, 'dc/a.yaml', 0, 'VPC', 'a', 'default', 'g', 'v1', 'live',
           'valid', 3, 'oid', 'the text')",
        "INSERT INTO change (id, fabric_id, name, state, author_name, author_email, created_at,
           updated_at) VALUES ('01890a5d-ac96-774b-bcce-b302099a8057', 1, 'c', 'open', 'Ada',
           'ada@example.org', 1, 1)",
    ] {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
    pool.close().await;

    let store = Store::open(&file).await.unwrap();
    let documents = store.documents(FabricId(1)).await.unwrap();
    let [document] = &documents[..] else { unreachable!("one document") };
    assert_eq!(document.identity, Identity::new("g", "VPC", "a"));
    assert_eq!((document.standing, document.validity), (Standing::Live, Validity::Valid));
    assert_eq!((document.line, document.text.as_str()), (3, "the text"));
    assert_eq!((document.path.as_str(), &document.facts), ("dc/a.yaml", &None));
    let changes = store.changes_by_name("c").await.unwrap();
    assert_eq!((changes.len(), &changes[0].requested), (1, &None));
    assert!(!store.fabric(FabricId(1)).await.unwrap().unwrap().four_eyes);
}

#[tokio::test]
async fn a_database_of_another_version_says_what_to_do() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    let store = Store::open(&file).await.unwrap();
    store.close().await;
    let url = format!("sqlite://{}", file.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("UPDATE _sqlx_migrations SET checksum = x'00'").execute(&pool).await.unwrap();
    pool.close().await;
    let error = Store::open(&file).await.unwrap_err().to_string();
    assert!(error.contains("another version of Hedgerow"), "{error}");
}

/// What an earlier program left, of so many migrations, in a file of its own.
async fn left_by(version: i64, file: &Path) -> SqlitePool {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{version:04}.sql"));
    let text = std::fs::read_to_string(fixture).unwrap();
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&pool).await.unwrap();
    pool
}

/// The rows of each table, as texts, with the columns they have in `of`.
async fn rows(of: &[(String, Vec<String>)], pool: &SqlitePool) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for (table, columns) in of {
        let quoted: Vec<String> =
            columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let line = quoted.join(" || ', ' || ");
        let sql = format!("SELECT {line} AS line FROM \"{table}\" ORDER BY 1");
        let found = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await.unwrap();
        all.push((table.clone(), found));
    }
    all
}

/// The tables, but for what the database itself counts, and their columns.
async fn tables(pool: &SqlitePool) -> Vec<(String, Vec<String>)> {
    let sql =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sq%' ORDER BY 1";
    let names: Vec<String> = sqlx::query_scalar(sql).fetch_all(pool).await.unwrap();
    let mut tables = Vec::new();
    for name in names {
        let sql = format!("SELECT name FROM pragma_table_info('{name}')");
        let columns = sqlx::query(AssertSqlSafe(sql)).fetch_all(pool).await.unwrap();
        tables.push((name, columns.iter().map(|row| row.get("name")).collect()));
    }
    tables
}

/// Columns that a later migration says in another way: what they mean is asked below.
const REWRITTEN: [(&str, &str); 3] =
    [("change", "reason"), ("run", "reason"), ("conflict", "git_commit")];

/// That every row of what a program of so many migrations left is there afterwards.
async fn every_row_stays(version: i64) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    let pool = left_by(version, &file).await;
    let mut tables = tables(&pool).await;
    for (table, columns) in &mut tables {
        columns.retain(|column| !REWRITTEN.contains(&(table.as_str(), column.as_str())));
    }
    let before = rows(&tables, &pool).await;
    let filled = before.iter().filter(|(_, rows)| !rows.is_empty()).count();
    assert!(filled > 18, "only {filled} of {} tables hold anything", tables.len());
    Store::open(&file).await.unwrap().close().await;
    assert_eq!(rows(&tables, &pool).await, before);
}

#[tokio::test]
async fn every_row_of_the_second_version_is_still_there_as_it_was() {
    every_row_stays(2).await;
}

#[tokio::test]
async fn every_row_of_the_twelfth_version_is_still_there_as_it_was() {
    every_row_stays(12).await;
}

#[tokio::test]
async fn every_row_of_the_thirteenth_version_is_still_there_as_it_was() {
    every_row_stays(13).await;
}

#[tokio::test]
async fn every_row_of_the_twenty_first_version_is_still_there_as_it_was() {
    every_row_stays(21).await;
}

#[tokio::test]
async fn every_row_of_the_fifth_version_is_still_there_as_it_was() {
    every_row_stays(5).await;
}

#[tokio::test]
async fn every_row_of_the_seventh_version_is_still_there_as_it_was() {
    every_row_stays(7).await;
}

#[tokio::test]
async fn every_row_of_the_tenth_version_is_still_there_as_it_was() {
    every_row_stays(10).await;
}

#[tokio::test]
async fn what_the_tenth_version_said_of_rules_means_the_same_to_this_one() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    left_by(10, &file).await.close().await;
    let store = Store::open(&file).await.unwrap();
    let ruled = store.fabric_by_name("ruled").await.unwrap().unwrap().id;
    let ruling = store.ruling(ruled).await.unwrap();
    let levels: Vec<_> =
        ruling.levels.iter().map(|(rule, level)| (rule.as_str(), level.as_str())).collect();
    assert_eq!(levels, [("vpc-gateway", "off"), ("vpc-overlap-other", "warning")]);
    assert_eq!(ruling.installation.as_deref(), Some("{\"gateway\":true}"));
    assert!(ruling.judged.is_some());
    let told: Vec<_> = store.count_judged(ruled).await.unwrap();
    let told: Vec<_> = told.iter().map(|(rule, level, n)| (rule.as_str(), *level, *n)).collect();
    let of_ruled = [
        ("not-checked", Severity::Info, 1),
        ("vpc-overlap-other", Severity::Warning, 2),
        ("vpc-vlan-other", Severity::Error, 2),
    ];
    assert_eq!(told, of_ruled);
    let change = &store.changes_by_name("breaking").await.unwrap()[0];
    let draft = store.drafts(change.id).await.unwrap()[0].id;
    assert_eq!(store.broken_drafts(&[draft]).await.unwrap(), [draft]);
    let repository = store.repository_by_name("origin").await.unwrap().unwrap();
    let way = store.transport(repository.id).await.unwrap().unwrap();
    assert_eq!(way.fields.no_proxy, "example.org");
    assert_eq!(store.declaration(ruled).await.unwrap(), None);
    assert_eq!(store.ruling(ruled).await.unwrap().declared, None);
}

#[tokio::test]
async fn the_repositories_of_the_seventh_version_have_no_way_of_their_own() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    left_by(7, &file).await.close().await;
    let store = Store::open(&file).await.unwrap();
    let repositories = store.repositories().await.unwrap();
    assert!(!repositories.is_empty());
    for repository in repositories {
        assert_eq!(store.transport(repository.id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_the_fifth_version_did_not_say_is_not_known() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    left_by(5, &file).await.close().await;
    let store = Store::open(&file).await.unwrap();
    assert!(!store.fabrics_with_unjudged_drafts().await.unwrap().is_empty());
    let runs = store.runs(None, 100).await.unwrap();
    let mut steps = Vec::new();
    for run in runs {
        steps.extend(store.run_steps(run.id).await.unwrap());
    }
    assert!(!steps.is_empty() && steps.iter().all(|step| step.outcome.is_none()), "{steps:?}");
}

#[tokio::test]
async fn what_the_second_version_wrote_means_the_same_to_this_one() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    left_by(2, &file).await.close().await;
    let store = Store::open(&file).await.unwrap();

    let fabrics = store.fabrics().await.unwrap();
    let told: Vec<_> = fabrics.iter().map(|one| (one.name.as_str(), one.four_eyes)).collect();
    assert_eq!(told, [("dc", false), ("env", false), ("eyes", true)]);
    let env = store.fabric_by_name("env").await.unwrap().unwrap().id;
    assert_eq!(store.count_resources(env).await.unwrap(), (4, 2));
    let (_, kind) = store.kind_figures(env).await.unwrap().remove(0);
    assert!(kind.duplicate && kind.invalid && kind.unreadable && kind.commented_out, "{kind:?}");
    assert_eq!(store.findings(env).await.unwrap().len(), 2);

    let all = ChangeFilter { fabric: None, finished: true };
    let mut changes = store.changes(all).await.unwrap();
    changes.sort_by(|one, other| one.name.cmp(&other.name));
    let told: Vec<_> = changes.iter().map(|one| (one.name.as_str(), one.state)).collect();
    assert_eq!(
        told,
        [
            ("approved", ChangeState::Published),
            ("awaiting", ChangeState::AwaitingApproval),
            ("conflicted", ChangeState::Conflicted),
            ("decided", ChangeState::Open),
            ("discarded", ChangeState::Discarded),
            ("open", ChangeState::Open),
            ("published", ChangeState::Published),
        ]
    );
    for change in &changes {
        let count = if change.name == "open" { 2 } else { 1 };
        assert_eq!(store.drafts(change.id).await.unwrap().len(), count, "{}", change.name);
        assert!(!store.authors(&[change.id]).await.unwrap().is_empty(), "{}", change.name);
    }
    let approvals = store.approvals(&[changes[0].id]).await.unwrap();
    assert_eq!((approvals.len(), approvals[0].login.as_str()), (1, "ben"));

    let conflicts =
        store.conflicts_page(Some(&[env]), &ConflictFilter::default(), None, 99).await.unwrap();
    let conflicts: Vec<_> = conflicts.into_iter().map(|(conflict, ..)| conflict).collect();
    let told: Vec<_> = conflicts.iter().map(|one| (one.what.kind, one.state)).collect();
    let (edited, open) = (ConflictKind::EditEdit, ConflictState::Open);
    let twice = (ConflictKind::DuplicateIdentity, open);
    assert_eq!(told, [twice, (edited, ConflictState::Resolved), (edited, open), (edited, open)]);
    let commit = "0ac511a1aa8bea7d459ff4ea80d3e993cc4b0789";
    assert!(conflicts[0].what.is_within_git());
    let by_draft = &conflicts[1].what;
    assert_eq!(by_draft.change_id(), changes.iter().find(|c| c.name == "decided").map(|c| c.id));
    assert_eq!((by_draft.git_commit(), by_draft.parties.len()), (commit, 2));
    assert_eq!(conflicts[1].decision, Some(Decision::Take(Side::Draft)));
    let Some(Reason::Sentence { text }) = &changes[2].reason else { unreachable!("a sentence") };
    assert!(text.starts_with("1 conflict with Git"), "{text}");
    let runs = store.runs(None, 100).await.unwrap();
    assert_eq!((runs.len(), runs.iter().all(|run| run.ended_at.is_some())), (9, true));
    for change in changes.iter().filter(|change| change.state == ChangeState::Published) {
        let built = store.attempts_of_change(change.id).await.unwrap();
        assert_eq!(Some(&built[0].oid), change.commit.as_ref());
    }

    let users = store.users(None, 10).await.unwrap();
    let told: Vec<_> =
        users.iter().map(|one| (one.login.as_str(), one.active, one.grants[0].role)).collect();
    assert_eq!(
        told,
        [("ada", true, Role::Admin), ("ben", true, Role::Publisher), ("cem", false, Role::Editor)]
    );
    assert!(store.session(&[b'a'; 32]).await.unwrap().is_some());
    assert!(store.token(&[b'b'; 32]).await.unwrap().is_some());

    let key = SealingKey::parse(b"the sealing key of a fixture, which is no secret").unwrap();
    let keyring = Keyring::new(key, Vec::new());
    let credential = store.credential("git").await.unwrap().unwrap();
    assert_eq!(credential.open(&keyring).unwrap().expose_secret(), "a secret of nobody");
    assert_eq!(store.unlock(&keyring, 1).await.unwrap(), Unlocked::Opened);
    let audit = store.verify_audit().await.unwrap();
    assert!(audit.ok() && audit.entries == 30, "{audit:?}");
}

#[tokio::test]
async fn every_row_of_the_sixteenth_version_is_still_there_as_it_was() {
    every_row_stays(16).await;
}

#[tokio::test]
async fn every_row_of_the_seventeenth_version_is_still_there_as_it_was() {
    every_row_stays(17).await;
}

#[tokio::test]
async fn every_row_of_the_twenty_third_version_is_still_there_as_it_was() {
    every_row_stays(23).await;
}

#[tokio::test]
async fn what_waited_in_the_twenty_third_version_still_waits_and_no_filter_is_saved() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    left_by(23, &file).await.close().await;
    let store = Store::open(&file).await.unwrap();
    let lab = store.fabric_by_name("lab").await.unwrap().unwrap().id;
    let asked = store.act_requests(lab, 0).await.unwrap();
    let asked: Vec<_> = asked.iter().map(|one| (one.login.as_str(), one.digest.as_str())).collect();
    assert_eq!(asked, [("bob", "4567")]);
    let notes = store.follower_notes().await.unwrap();
    assert_eq!(notes, [(1, lab, "{\"reread\":true}".to_owned())]);
    let saved = store.saved_filters(None, SavedOf::default(), None, 9).await.unwrap();
    assert_eq!(saved, []);
    let new = NewSavedFilter {
        user: Some(UserId(1)),
        page: FilterPage::Resources,
        fabric: Some(lab),
        name: "servers".to_owned(),
        query: [("q".to_owned(), "kind:server".to_owned())].into(),
        saved_by: "Ada Example".to_owned(),
    };
    let mut tx = store.write().await.unwrap();
    let id = tx.add_saved_filter(&new, 1).await.unwrap();
    let saved = tx.saved_filter(id).await.unwrap().unwrap();
    assert_eq!((saved.user, saved.fabric), (new.user, Some((lab, "lab".to_owned()))));
}

#[tokio::test]
async fn every_row_of_the_twenty_fourth_version_is_still_there_as_it_was() {
    every_row_stays(24).await;
}

#[tokio::test]
async fn filters_saved_in_the_twenty_fourth_version_stay_and_nothing_is_given_yet() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hedgerow.db");
    left_by(24, &file).await.close().await;
    let store = Store::open(&file).await.unwrap();
    assert!(!store.saved_filters(None, SavedOf::default(), None, 9).await.unwrap().is_empty());
    let lab = store.fabric_by_name("lab").await.unwrap().unwrap().id;
    assert!(store.given(lab).await.unwrap().is_empty());
    let ruling = store.ruling(lab).await.unwrap();
    assert_eq!((ruling.given, ruling.given_problem), (None, None));
}
