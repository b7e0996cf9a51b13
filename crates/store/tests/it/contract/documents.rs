//! Documents and findings: what a file leaves, what is counted, and pages.

use hedgerow_model::{
    Document, Finding, GroupKind, Identity, PublishMode, Severity, Standing, Validity, rule,
};
use hedgerow_store::{DocumentFilter, FindingKey, KindFigures, StoreError};

use super::Database;
use crate::world::{World, document, finding, world};

async fn add<D>(world: &World<D>, documents: &[Document]) {
    let mut tx = world.store.write().await.unwrap();
    tx.add_documents(documents).await.unwrap();
    tx.commit().await.unwrap();
}

fn paths(documents: &[Document]) -> Vec<&str> {
    documents.iter().map(|one| one.path.as_str()).collect()
}

pub(crate) async fn a_document_is_read_as_it_was_written<D: Database>() {
    let world = world::<D>().await;
    let one = Document {
        facts: Some("{\"a\":1}".into()),
        text: "it's \"ü\"\n\u{1F980}\n".into(),
        ..document(&world, "dc/a.yaml", "VPC", "a")
    };
    add(&world, std::slice::from_ref(&one)).await;
    assert_eq!(world.store.documents_of(world.fabric, &one.identity).await.unwrap(), [one]);
}

pub(crate) async fn more_documents_than_fit_a_statement_are_all_there<D: Database>() {
    let world = world::<D>().await;
    let all: Vec<Document> = (0..1203)
        .map(|n| document(&world, &format!("dc/{n:04}.yaml"), "VPC", &format!("v{n:04}")))
        .collect();
    add(&world, &all).await;
    assert_eq!(world.store.documents(world.fabric).await.unwrap(), all);
    assert_eq!(world.store.count_resources(world.fabric).await.unwrap(), (1203, 0));
    let ids: Vec<Identity> = all.iter().map(|one| one.identity.clone()).collect();
    let found = world.store.documents_of_all(world.fabric, &ids).await.unwrap();
    assert_eq!(found.len(), all.len());
    let files: Vec<String> = all.iter().map(|one| one.path.clone()).collect();
    assert_eq!(world.store.documents_in(world.source, &files[..700]).await.unwrap(), all[..700]);
    let mut tx = world.store.write().await.unwrap();
    tx.clear_files(world.source, &files[1..]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.documents_of_source(world.source).await.unwrap(), all[..1]);
}

pub(crate) async fn clearing_a_file_touches_no_other<D: Database>() {
    let world = world::<D>().await;
    let (a, b) = (document(&world, "dc/a", "K", "a"), document(&world, "dc/b", "K", "b"));
    let mut tx = world.store.write().await.unwrap();
    tx.add_documents(&[a, b]).await.unwrap();
    let rows = [
        finding("dc/a", 1, Severity::Error, "schema"),
        finding("dc/b", 1, Severity::Error, "schema"),
    ];
    tx.add_findings(world.source, world.fabric, &rows).await.unwrap();
    tx.clear_findings(world.source, &["dc/b".into()]).await.unwrap();
    tx.clear_files(world.source, &["dc/a".into()]).await.unwrap();
    assert_eq!(paths(&tx.documents(world.fabric).await.unwrap()), ["dc/b"]);
    assert_eq!(tx.paths(world.source).await.unwrap(), ["dc/b"]);
    tx.clear_source(world.source).await.unwrap();
    assert_eq!(tx.paths(world.source).await.unwrap(), [""; 0]);
}

pub(crate) async fn two_documents_never_stand_in_one_place<D: Database>() {
    let world = world::<D>().await;
    let one = document(&world, "dc/a", "K", "a");
    let aside = Document { standing: Standing::CommentedOut, ..one.clone() };
    add(&world, &[one.clone(), aside]).await;
    let mut tx = world.store.write().await.unwrap();
    assert!(matches!(tx.add_documents(&[one]).await, Err(StoreError::Database(_))));
}

pub(crate) async fn identities_that_stand_live_twice_are_told_with_their_files<D: Database>() {
    let world = world::<D>().await;
    let twice = ["dc/z", "dc/a"].map(|path| document(&world, path, "K", "twice"));
    let aside =
        Document { standing: Standing::CommentedOut, ..document(&world, "dc/aside", "K", "once") };
    add(&world, &twice).await;
    add(&world, &[document(&world, "dc/once", "K", "once"), aside]).await;
    let mut tx = world.store.write().await.unwrap();
    let found = tx.duplicates(world.fabric).await.unwrap();
    assert_eq!(found, [(Identity::new("g", "K", "twice"), vec!["dc/a".into(), "dc/z".into()])]);
}

pub(crate) async fn of_each_resource_the_text_that_counts_is_read_a_page_at_a_time<D: Database>() {
    let world = world::<D>().await;
    let with = |path: &str, name, standing| Document {
        standing,
        text: path.to_owned(),
        ..document(&world, path, "K", name)
    };
    let (live, kept, aside) = (Standing::Live, Standing::Unreadable, Standing::CommentedOut);
    let documents = [
        with("dc/1", "a", kept),
        with("dc/2", "a", aside),
        with("dc/3", "a", live),
        with("dc/4", "a", live),
        with("dc/5", "b", aside),
        with("dc/6", "c", kept),
        Document { text: "other".into(), ..document(&world, "dc/7", "J", "z") },
    ];
    add(&world, &documents).await;
    for most in 1..9 {
        let (mut read, mut behind) = (Vec::new(), None);
        loop {
            let page = world.store.texts(world.fabric, behind.as_ref(), most).await.unwrap();
            assert!(page.len() <= most);
            let Some((last, _)) = page.last() else { break };
            behind = Some(last.clone());
            read.extend(page.into_iter().map(|(of, text)| format!("{} {text}", of.name)));
        }
        assert_eq!(read, ["z other", "a dc/3", "c dc/6"], "{most} at once");
    }
}

pub(crate) async fn a_resource_counts_once_and_live_wins<D: Database>() {
    let world = world::<D>().await;
    let with = |path, name, standing, validity| Document {
        standing,
        validity,
        ..document(&world, path, "K", name)
    };
    add(
        &world,
        &[
            with("dc/1", "a", Standing::Live, Validity::Valid),
            with("dc/2", "a", Standing::CommentedOut, Validity::Valid),
            with("dc/3", "b", Standing::CommentedOut, Validity::Valid),
            with("dc/4", "c", Standing::Unreadable, Validity::Valid),
            with("dc/5", "d", Standing::Live, Validity::Invalid),
            with("dc/6", "e", Standing::Live, Validity::Valid),
            with("dc/7", "e", Standing::Live, Validity::Valid),
        ],
    )
    .await;
    assert_eq!(world.store.count_resources(world.fabric).await.unwrap(), (3, 2));
    let figures = world.store.kind_figures(world.fabric).await.unwrap();
    let kind = GroupKind { group: "g".into(), kind: "K".into() };
    let all = KindFigures {
        version: "v1".into(),
        resources: 5,
        duplicate: true,
        invalid: true,
        unreadable: true,
        commented_out: true,
    };
    assert_eq!(figures, [(kind, all)]);
    let of = world.store.fabric_figures(&[world.fabric]).await.unwrap()[&world.fabric];
    assert_eq!((of.resources, of.aside), (3, 2));
}

pub(crate) async fn figures_say_nothing_that_is_not_so<D: Database>() {
    let world = world::<D>().await;
    add(&world, &[document(&world, "dc/1", "K", "a")]).await;
    let (_, figures) = world.store.kind_figures(world.fabric).await.unwrap().remove(0);
    let some = [figures.duplicate, figures.invalid, figures.unreadable, figures.commented_out];
    assert_eq!((figures.resources, some), (1, [false; 4]));
    let other = hedgerow_model::FabricId(99);
    assert_eq!(world.store.count_resources(other).await.unwrap(), (0, 0));
    assert_eq!(world.store.fabric_figures(&[other]).await.unwrap()[&other], Default::default());
}

pub(crate) async fn rules_are_counted_by_severity_and_of_infos_only_what_was_not_checked<
    D: Database,
>() {
    let world = world::<D>().await;
    let (error, warning, info) = (Severity::Error, Severity::Warning, Severity::Info);
    let finding = |severity, rule: &str| Finding::of_file("dc/a", severity, rule, "x");
    let rows = [
        finding(error, "type"),
        finding(error, "type"),
        finding(warning, "type"),
        finding(info, "helm"),
        finding(info, rule::NOT_CHECKED),
    ];
    let mut tx = world.store.write().await.unwrap();
    tx.add_findings(world.source, world.fabric, &rows).await.unwrap();
    tx.commit().await.unwrap();
    let other = hedgerow_model::FabricId(99);
    let mut found = world.store.rule_figures(&[world.fabric, other]).await.unwrap();
    assert!(!found.contains_key(&other));
    let mut figures = found.remove(&world.fabric).unwrap();
    figures.sort_by_key(|figure| (figure.rule.clone(), figure.severity));
    let told: Vec<_> = figures.iter().map(|it| (it.rule.as_str(), it.severity, it.count)).collect();
    assert_eq!(told, [("not-checked", info, 1), ("type", error, 2), ("type", warning, 1)]);
    assert!(world.store.rule_figures(&[]).await.unwrap().is_empty());
}

pub(crate) async fn pages_of_documents_give_each_once_whatever_their_size<D: Database>() {
    let world = world::<D>().await;
    let all: Vec<Document> = (0..7)
        .map(|n| document(&world, &format!("dc/{n}"), ["A", "B"][n % 2], &format!("n{n}")))
        .collect();
    add(&world, &all).await;
    for size in 1..=8 {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let filter = DocumentFilter::default();
            let page =
                world.store.document_lines(world.fabric, &filter, after.as_ref(), size).await;
            let page = page.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.identity.clone());
            seen.extend(page.into_iter().map(|line| line.identity));
        }
        let wanted = world.store.documents(world.fabric).await.unwrap();
        assert_eq!(seen, wanted.into_iter().map(|one| one.identity).collect::<Vec<_>>(), "{size}");
    }
}

pub(crate) async fn a_filter_of_documents_cuts_down_to_what_it_names<D: Database>() {
    let world = world::<D>().await;
    add(&world, &[document(&world, "dc/1", "VPC", "a"), document(&world, "dc/2", "Peer", "a")])
        .await;
    let names = async |filter: DocumentFilter| {
        let lines = world.store.document_lines(world.fabric, &filter, None, 10).await.unwrap();
        lines.into_iter().map(|line| line.identity.kind).collect::<Vec<_>>()
    };
    let typed = |typed: &str, group: Option<&str>| DocumentFilter {
        typed: Some(typed.into()),
        group: group.map(str::to_owned),
        restricted: true,
        ..DocumentFilter::default()
    };
    assert_eq!(names(typed("vpc", None)).await, ["VPC"]);
    assert_eq!(names(typed("vpc", Some("other"))).await, [""; 0]);
    let nothing = DocumentFilter { restricted: true, ..DocumentFilter::default() };
    assert_eq!(names(nothing).await, [""; 0]);
    let kinds = vec![("g".into(), "Peer".into())];
    assert_eq!(names(DocumentFilter { kinds, ..typed("vpc", None) }).await, ["Peer", "VPC"]);
    let name = Some(("default".into(), "a".into()));
    assert_eq!(names(DocumentFilter { name, ..DocumentFilter::default() }).await.len(), 2);
}

pub(crate) async fn the_text_a_resource_was_normalised_from_is_the_newest<D: Database>() {
    let world = world::<D>().await;
    let id = Identity::new("g", "K", "a");
    assert_eq!(world.store.normalised(world.source, &id).await.unwrap(), None);
    let mut tx = world.store.write().await.unwrap();
    tx.set_normalised(world.source, &id, "one").await.unwrap();
    tx.set_normalised(world.source, &id, "two").await.unwrap();
    tx.commit().await.unwrap();
    let now = world.store.normalised(world.source, &id).await.unwrap();
    assert_eq!(now.as_deref(), Some("two"));
}

pub(crate) async fn a_folder_holds_what_is_below_it_and_nothing_beside_it<D: Database>() {
    let world = world::<D>().await;
    let of = |path, group: &str| Document {
        identity: Identity::new(group, "K", path),
        ..document(&world, path, "K", "x")
    };
    add(&world, &[of("dc/raw/a", "in"), of("dc/raw0", "beside"), of("dc/raw", "file")]).await;
    let groups = world.store.groups_below(world.source, "dc/raw/").await.unwrap();
    assert_eq!(groups, ["in"]);
}

pub(crate) async fn findings_have_a_target_and_are_counted_by_severity<D: Database>() {
    let world = world::<D>().await;
    let target = Identity::new("g", "K", "missing");
    let mut missing = finding("dc/a", 1, Severity::Warning, "reference");
    missing.target = Some(target.clone());
    missing.subject = Some(Identity::new("g", "K", "a"));
    let error = finding("dc/a", 2, Severity::Error, "schema");
    let mut tx = world.store.write().await.unwrap();
    tx.add_findings(world.source, world.fabric, &[error.clone(), missing.clone()]).await.unwrap();
    tx.commit().await.unwrap();
    let store = &world.store;
    let about = Identity::new("g", "K", "a");
    assert_eq!(
        store.findings_about(world.fabric, std::slice::from_ref(&about)).await.unwrap(),
        [missing.clone()]
    );
    let by_rule = store.findings_by_rule(world.source, &["schema", "none"]).await.unwrap();
    assert_eq!(by_rule, std::slice::from_ref(&error));
    let in_file = store.findings_in(world.source, &["dc/a".into()]).await.unwrap();
    assert_eq!(in_file, [missing, error.clone()]);
    let figures = store.fabric_figures(&[world.fabric]).await.unwrap()[&world.fabric];
    assert_eq!((figures.errors, figures.warnings), (1, 1));
}

pub(crate) async fn what_rules_say_stands_beside_what_files_say<D: Database>() {
    let world = world::<D>().await;
    let own = finding("dc/a", 1, Severity::Error, "schema");
    let by_rule = finding("dc/a", 2, Severity::Error, "vpc-vlan-other");
    let mut tx = world.store.write().await.unwrap();
    tx.add_findings(world.source, world.fabric, std::slice::from_ref(&own)).await.unwrap();
    let judged = std::slice::from_ref(&by_rule);
    tx.add_judged_findings(world.source, world.fabric, judged).await.unwrap();
    let of_files = tx.findings_by_rule(world.source, &["schema", "vpc-vlan-other"]).await.unwrap();
    assert_eq!(of_files, std::slice::from_ref(&own), "what files alone make");
    tx.set_judged(world.fabric, "1 x").await.unwrap();
    tx.set_installation(world.fabric, Some("{}")).await.unwrap();
    tx.set_rule_level(world.fabric, "b", Some("off")).await.unwrap();
    tx.set_rule_level(world.fabric, "a", Some("off")).await.unwrap();
    tx.set_rule_level(world.fabric, "a", Some("warning")).await.unwrap();
    tx.set_rule_level(world.fabric, "c", Some("off")).await.unwrap();
    tx.set_rule_level(world.fabric, "c", None).await.unwrap();
    let written = tx.documents_written(world.source).await.unwrap();
    assert_eq!(tx.documents_written(world.source).await.unwrap(), written + 1);
    tx.commit().await.unwrap();
    let store = &world.store;
    assert_eq!(store.findings(world.fabric).await.unwrap().len(), 2);
    assert_eq!(store.findings_of_source(world.source).await.unwrap(), [own]);
    let rows = store.judged_findings(world.fabric, None).await.unwrap();
    assert_eq!(rows.iter().map(|(_, finding)| finding).collect::<Vec<_>>(), [&by_rule]);
    let ruling = store.ruling(world.fabric).await.unwrap();
    let level = |rule: &str, level: &str| (rule.to_owned(), level.to_owned());
    assert_eq!(ruling.levels, [level("a", "warning"), level("b", "off")]);
    assert_eq!(
        (ruling.installation.as_deref(), ruling.judged.as_deref()),
        (Some("{}"), Some("1 x"))
    );
    assert_eq!(ruling.written, written + 1);
    let counts = store.count_judged(world.fabric).await.unwrap();
    assert_eq!(counts, [("vpc-vlan-other".to_owned(), Severity::Error, 1)]);
    let messages = store.judged_messages(world.fabric, "vpc-vlan-other").await.unwrap();
    assert_eq!(messages, std::slice::from_ref(&by_rule.message));
    assert!(store.judged_messages(world.fabric, "schema").await.unwrap().is_empty());
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.ruling(world.fabric).await.unwrap(), ruling, "the same within a group of writes");
    let revision = tx.edit_ruling(world.fabric, None).await.unwrap();
    assert_eq!(tx.edit_ruling(world.fabric, Some(revision)).await.unwrap(), revision + 1);
    assert!(matches!(
        tx.edit_ruling(world.fabric, Some(revision)).await,
        Err(hedgerow_store::StoreError::Moved(_))
    ));
    tx.remove_findings(&[rows[0].0]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.judged_findings(world.fabric, None).await.unwrap(), []);
}

pub(crate) async fn findings_of_a_rule_go_all_or_those_about_some<D: Database>() {
    let world = world::<D>().await;
    let about = |name: &str, rule: &str| hedgerow_model::Finding {
        subject: Some(Identity::new("g", "K", name)),
        ..finding("dc/a", 1, Severity::Error, rule)
    };
    let rows = [about("a", "one"), about("b", "one"), about("a", "two")];
    let mut tx = world.store.write().await.unwrap();
    tx.add_findings(world.source, world.fabric, &rows).await.unwrap();
    tx.clear_rule(world.source, "one", Some(&[Identity::new("g", "K", "a")])).await.unwrap();
    tx.clear_rule(world.source, "two", Some(&[Identity::new("g", "K", "b")])).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.findings(world.fabric).await.unwrap(), rows[1..]);
    let mut tx = world.store.write().await.unwrap();
    tx.clear_rule(world.source, "two", None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.findings(world.fabric).await.unwrap(), rows[1..2]);
}

pub(crate) async fn pages_of_findings_give_each_once_whatever_their_size<D: Database>() {
    let world = world::<D>().await;
    let rows: Vec<_> =
        (0..7).map(|n| finding("dc/a", n / 3, Severity::Error, &format!("r{n}"))).collect();
    let mut tx = world.store.write().await.unwrap();
    tx.add_findings(world.source, world.fabric, &rows).await.unwrap();
    let other = tx.add_fabric("g", PublishMode::Manual, 0, &[], 1).await.unwrap();
    tx.commit().await.unwrap();
    for size in 1..=8 {
        let (mut seen, mut after) = (Vec::new(), None::<FindingKey>);
        loop {
            let page = world.store.findings_page(world.fabric, after.as_ref(), size).await.unwrap();
            let Some((_, key)) = page.last() else { break };
            after = Some(key.clone());
            seen.extend(page.into_iter().map(|(found, _)| found));
        }
        assert_eq!(seen, rows, "{size}");
    }
    assert!(world.store.findings_page(other, None, 9).await.unwrap().is_empty());
}

pub(crate) async fn the_rules_that_a_fabric_declares_are_kept_as_they_were_written<D: Database>() {
    let world = world::<D>().await;
    let (store, fabric) = (&world.store, world.fabric);
    assert_eq!(store.declaration(fabric).await.unwrap(), None);
    let text = "# ours\na: {}\n".to_owned();
    let first = hedgerow_store::Declaration { revision: 3, text };
    let second = hedgerow_store::Declaration { revision: 4, text: String::new() };
    for (written, revision) in [(Some(&first), Some(3)), (Some(&second), Some(4)), (None, None)] {
        let mut tx = store.write().await.unwrap();
        tx.set_declaration(fabric, written).await.unwrap();
        assert_eq!(tx.declaration(fabric).await.unwrap().as_ref(), written);
        tx.commit().await.unwrap();
        assert_eq!(store.declaration(fabric).await.unwrap().as_ref(), written);
        assert_eq!(store.ruling(fabric).await.unwrap().declared, revision);
    }
}
