//! The audit: appended with what it tells of, chained, read in pages.

use AuditProblemKind::{Noted, Unverifiable};
use hedgerow_model::{Actor, AuditAction, AuditOutcome};
use hedgerow_seal::{Keyring, SealingKey};
use hedgerow_store::{AuditFilter, AuditProblemKind, NewAudit, Store, StoreError, Unlocked};

use super::Database;
use crate::world::{actor, ring, world};

async fn append(store: &Store, entries: &[NewAudit]) {
    let mut tx = store.write().await.unwrap();
    tx.audit(entries).await.unwrap();
    tx.commit().await.unwrap();
}

async fn seqs(store: &Store, filter: AuditFilter) -> Vec<i64> {
    let page = store.audit_page(&filter, None, 100).await.unwrap();
    page.iter().map(|entry| entry.seq).collect()
}

pub(crate) async fn nothing_is_audited_before_a_sealing_key_opened_it<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    let entry = NewAudit::done(&Actor::system(), AuditAction::Login, 1);
    assert!(matches!(tx.audit(std::slice::from_ref(&entry)).await, Err(StoreError::Locked)));
    drop(tx);
    assert!(matches!(world.store.verify_audit().await, Err(StoreError::Locked)));
    let keyring = ring();
    assert_eq!(world.store.unlock(&keyring, 1).await.unwrap(), Unlocked::Begun);
    assert_eq!(world.store.unlock(&keyring, 2).await.unwrap(), Unlocked::Opened);
    append(&world.store, &[entry]).await;
    let found = world.store.verify_audit().await.unwrap();
    assert_eq!((found.entries, found.first, found.last, found.ok()), (2, Some(1), Some(2), true));
}

pub(crate) async fn an_entry_stands_with_what_it_tells_of_or_not_at_all<D: Database>() {
    let world = world::<D>().await;
    world.store.unlock(&ring(), 1).await.unwrap();
    let entry = NewAudit::done(&Actor::system(), AuditAction::FabricDelete, 2).fabric("f");
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    tx.audit(std::slice::from_ref(&entry)).await.unwrap();
    drop(tx);
    assert_eq!(seqs(&world.store, AuditFilter::default()).await, [1]);
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    tx.audit(std::slice::from_ref(&entry)).await.unwrap();
    tx.audit(&[entry]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(seqs(&world.store, AuditFilter::default()).await, [3, 2, 1]);
    assert!(world.store.verify_audit().await.unwrap().ok());
}

pub(crate) async fn an_entry_is_read_as_it_was_written<D: Database>() {
    let world = world::<D>().await;
    world.store.unlock(&ring(), 1).await.unwrap();
    let who = Actor { token: Some("ci".into()), ..actor("ada", None) };
    let entry = NewAudit::refused(&who, AuditAction::AccessRefuse, "needs publish", 7)
        .fabric("f")
        .subject("change c")
        .before(&"open")
        .after(&serde_json::json!({ "b": null, "a": [1, "ü"] }));
    append(&world.store, std::slice::from_ref(&entry)).await;
    let read = world.store.audit_page(&AuditFilter::default(), None, 1).await.unwrap().remove(0);
    assert_eq!((read.seq, read.at, read.kind.as_str()), (2, 7, "user"));
    assert_eq!((read.login.as_str(), read.token.as_deref()), ("ada", Some("ci")));
    assert_eq!((read.action.as_str(), read.outcome.as_str()), ("access.refuse", "refused"));
    assert_eq!((read.before, read.after), (entry.before, entry.after));
    assert_eq!((read.detail, read.from), (entry.detail, who.from));
}

pub(crate) async fn filters_narrow_together_and_pages_go_on_behind_a_number<D: Database>() {
    let world = world::<D>().await;
    world.store.unlock(&ring(), 1).await.unwrap();
    let entries: Vec<NewAudit> = (2..=41_i64)
        .map(|at| {
            let who = actor(if at % 2 == 0 { "ada" } else { "bob" }, None);
            let action = if at % 4 == 0 { AuditAction::DraftSave } else { AuditAction::Ingest };
            let entry = match at % 5 {
                0 => NewAudit::refused(&who, action, "no", at),
                _ => NewAudit::done(&who, action, at),
            };
            let entry = entry.subject(format!("VPC/Web-{at}"));
            if at % 3 == 0 { entry.fabric("f") } else { entry.fabric("g") }
        })
        .collect();
    append(&world.store, &entries).await;
    let expect = |fits: fn(i64) -> bool| (2..=41).rev().filter(|at| fits(*at)).collect::<Vec<_>>();
    let filter = AuditFilter::default;
    let some = |text: &str| Some(text.to_owned());
    let by = AuditFilter { actor: some("ADA"), ..filter() };
    assert_eq!(seqs(&world.store, by).await, expect(|at| at % 2 == 0));
    let by = AuditFilter { action: Some(AuditAction::DraftSave), fabric: some("f"), ..filter() };
    assert_eq!(seqs(&world.store, by).await, expect(|at| at % 12 == 0));
    let by = AuditFilter { outcome: Some(AuditOutcome::Refused), ..filter() };
    assert_eq!(seqs(&world.store, by).await, expect(|at| at % 5 == 0));
    let by = AuditFilter { fabrics: Some(vec!["f".into(), "x".into()]), ..filter() };
    assert_eq!(seqs(&world.store, by).await, expect(|at| at % 3 == 0));
    let by = AuditFilter { fabrics: Some(Vec::new()), ..filter() };
    assert_eq!(seqs(&world.store, by).await, [0; 0]);
    let by = AuditFilter { subject: some("web-4"), ..filter() };
    assert_eq!(seqs(&world.store, by).await, [41, 40, 4]);
    let by = AuditFilter { since: Some(10), until: Some(12), ..filter() };
    assert_eq!(seqs(&world.store, by).await, [11, 10]);
    let by = AuditFilter { since: Some(50), ..filter() };
    assert_eq!(seqs(&world.store, by).await, [0; 0]);
    let page = world.store.audit_page(&filter(), Some(5), 2).await.unwrap();
    assert_eq!(page.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [4, 3]);
}

pub(crate) async fn a_clock_that_was_put_back_hides_no_entry<D: Database>() {
    let world = world::<D>().await;
    world.store.unlock(&ring(), 1).await.unwrap();
    let at = |at: i64| NewAudit::done(&Actor::system(), AuditAction::Ingest, at);
    append(&world.store, &[at(10), at(20), at(5), at(30), at(15)]).await;
    let by = AuditFilter { since: Some(10), until: Some(21), ..AuditFilter::default() };
    assert_eq!(seqs(&world.store, by).await, [6, 3, 2]);
    let by = AuditFilter { until: Some(10), ..AuditFilter::default() };
    assert_eq!(seqs(&world.store, by).await, [4, 1]);
}

pub(crate) async fn under_another_sealing_key_the_log_goes_on_and_says_so<D: Database>() {
    let world = world::<D>().await;
    let key = |text: &str| SealingKey::parse(format!("{text:0<40} for a test").as_bytes()).unwrap();
    let old = Keyring::new(key("old"), Vec::new());
    let new = Keyring::new(key("new"), Vec::new());
    world.store.unlock(&old, 1).await.unwrap();
    append(&world.store, &[NewAudit::done(&Actor::system(), AuditAction::Ingest, 2)]).await;
    let was = world.store.unlock(&new, 3).await.unwrap();
    assert!(
        matches!(&was, Unlocked::Resumed(why) if why.contains(&old.current().id().to_string()))
    );
    append(&world.store, &[NewAudit::done(&Actor::system(), AuditAction::Ingest, 4)]).await;
    let found = world.store.verify_audit().await.unwrap();
    assert_eq!(found.verifiable_from, Some(3));
    let kinds: Vec<_> = found.problems.iter().map(|one| (one.seq, one.to, one.kind)).collect();
    assert_eq!(kinds, [(1, 2, Unverifiable), (3, 3, Noted)]);
    // With both keys available everything is verified again; the break stays on record.
    let both = Keyring::new(key("new"), vec![key("old")]);
    assert_eq!(world.store.unlock(&both, 5).await.unwrap(), Unlocked::Opened);
    let found = world.store.verify_audit().await.unwrap();
    assert_eq!((found.verifiable_from, found.problems.len()), (Some(1), 1));
    assert_eq!(found.problems[0].kind, Noted);
}
