use std::collections::HashSet;
use std::mem::{Discriminant, discriminant};

use hedgerow_git::ExchangeError;
use hedgerow_model::{
    Actor, ChangeId, ChangeState, ConflictId, ConflictState, FieldPath, GroupKind, Identity,
    Person, Side, Standing, Unread,
};
use hedgerow_seal::SealError;

use super::*;
use crate::drafts::SplitError;

fn text() -> String {
    "x".to_owned()
}

fn identity() -> Identity {
    Identity { group: text(), kind: text(), namespace: text(), name: text() }
}

fn person() -> Person {
    Person { name: text(), email: text() }
}

fn drafts() -> Vec<(DraftError, Class, &'static str)> {
    use Class::{Invalid, Refused};
    use DraftError::*;
    let (change, state, identity) = (text(), ChangeState::Published, identity());
    let kind = GroupKind { group: text(), kind: text() };
    let paths = vec![text(), text()];
    vec![
        (NeverSynced { fabric: text() }, Refused, "never-synced"),
        (ChangeName, Invalid, "invalid"),
        (TakesNoDrafts { change, state }, Refused, "change-closed"),
        (Nothing, Invalid, "nothing-to-save"),
        (LikeThatAlready { identity: identity.clone() }, Refused, "nothing-to-save"),
        (
            BelongsToGit {
                identity: identity.clone(),
                path: FieldPath::root().key("spec"),
                owned: text(),
            },
            Refused,
            "belongs-to-git",
        ),
        (
            BelongsToCluster {
                identity: identity.clone(),
                path: FieldPath::root().key("spec"),
                owned: text(),
            },
            Refused,
            "belongs-to-cluster",
        ),
        (ToBeDeleted { identity: identity.clone() }, Refused, "refused"),
        (
            StandsAlready { identity: identity.clone(), standing: Standing::Live },
            Refused,
            "refused",
        ),
        (SchemaUnknown { kind }, Refused, "schema-unknown"),
        (Unreadable { identity: identity.clone(), unread: Unread::Broken }, Refused, "refused"),
        (Ambiguous { typed: text(), candidates: vec![text()] }, Invalid, "ambiguous-resource"),
        (Twice { identity: identity.clone(), lines: [1, 9] }, Invalid, "invalid"),
        (
            PutsBack {
                identity: Box::new(identity.clone()),
                fields: vec![FieldPath::root().key("spec")],
                held_at: text(),
                until: text(),
                head: text(),
            },
            Refused,
            "base-needed",
        ),
        (
            TakesBack {
                identity: Box::new(identity.clone()),
                fields: Vec::new(),
                author: person(),
                revision: 3,
            },
            Refused,
            "draft-of-another",
        ),
        (DraftMoved { identity: identity.clone() }, Class::Moved, "moved"),
        (NoSuchCommit { commit: text() }, Invalid, "unknown-commit"),
        (LongAgo { commit: text(), files: 9 }, Refused, "refused"),
        (ManyOrigins(20), Invalid, "invalid"),
        (NotThen { identity: identity.clone(), commit: text() }, Refused, "refused"),
        (
            HiddenThen { identity: identity.clone(), commit: text(), path: text() },
            Refused,
            "refused",
        ),
        (KeepOne, Invalid, "invalid"),
        (
            ManyCopies { identity: Box::new(identity.clone()), many: 21, most: 20 },
            Refused,
            "refused",
        ),
        (
            CopiesMoved { identity: Box::new(identity.clone()), paths: paths.clone() },
            Class::Moved,
            "moved",
        ),
        (
            Duplicates { identity: Box::new(identity), in_comments: true, paths },
            Refused,
            "duplicate-documents",
        ),
        (Text(text()), Invalid, "invalid"),
        (Uneditable(text()), Refused, "refused"),
        (OfTheFabric { kind: text() }, Refused, "refused"),
    ]
}

fn changes() -> Vec<(ChangeError, Class, &'static str)> {
    use ChangeError::*;
    use Class::{Forbidden, Invalid, Moved, NotFound, Refused};
    let state = ChangeState::Published;
    let actor = || Box::new(Actor::anonymous());
    vec![
        (Ambiguous { name: text() }, Invalid, "ambiguous-change"),
        (Over { change: text(), state }, Refused, "change-closed"),
        (NotPublished { change: text(), state }, Refused, "not-published"),
        (
            SeveralPublished {
                name: text(),
                several: vec![(ChangeId::generate(), text()), (ChangeId::generate(), text())],
            },
            Invalid,
            "ambiguous-change",
        ),
        (CommitGone { change: text(), commit: text() }, Refused, "commit-gone"),
        (NothingToRevert { change: text() }, Refused, "nothing-to-revert"),
        (NothingToUndo { change: text() }, Refused, "nothing-to-undo"),
        (EditedAfter { change: text(), identity: identity() }, Refused, "refused"),
        (Split(SplitError::Nothing), Invalid, "invalid"),
        (NameTaken { change: text() }, Refused, "change-name-taken"),
        (NoDiff { change: text(), state, commit: None }, Refused, "change-closed"),
        (Empty { change: text(), verb: "publish" }, Refused, "change-empty"),
        (NotToBeApproved { change: text(), state }, Refused, "change-closed"),
        (EditedSince { change: text(), verb: "approve" }, Moved, "change-edited"),
        (SavedSince { change: text() }, Moved, "change-edited"),
        (BranchMoved { head: None }, Moved, "branch-moved"),
        (OwnWork { change: text(), authors: vec![text()] }, Forbidden, "own-work"),
        (NeedsAPerson { change: text() }, Forbidden, "forbidden"),
        (NotApproved { change: text(), actor: actor() }, NotFound, "not-found"),
        (InAnothersName { actor: actor(), asked: person() }, Forbidden, "forbidden"),
        (Author, Invalid, "invalid"),
        (Message("x"), Invalid, "invalid"),
        (Comment(1), Invalid, "invalid"),
    ]
}

fn splits() -> Vec<(ChangeError, Class, &'static str)> {
    use Class::{Invalid, Refused};
    use SplitError::*;
    let all = vec![
        (Nothing, Invalid, "invalid"),
        (NoSuchDraft { change: text(), typed: text(), fitting: 2 }, Invalid, "invalid"),
        (NoConflict { change: text() }, Refused, "nothing-in-conflict"),
        (NothingLeft { change: text() }, Refused, "refused"),
        (IntoItself { change: text() }, Refused, "refused"),
        (Closed { change: text(), state: ChangeState::Published }, Refused, "change-closed"),
        (DraftedThere { change: text(), identity: identity() }, Refused, "refused"),
    ];
    all.into_iter().map(|(error, class, code)| (ChangeError::Split(error), class, code)).collect()
}

fn conflicts() -> Vec<(ResolveError, Class, &'static str)> {
    use Class::{Invalid, Moved, Refused};
    use ResolveError::*;
    let id = ConflictId(1);
    let own = || Box::new(identity());
    vec![
        (Said { longest: 9 }, Invalid, "invalid"),
        (SaidEnough { id: ConflictId(1), most: 9 }, Refused, "refused"),
        (NoAccount { login: text() }, Invalid, "invalid"),
        (HowMany { many: 0, most: 9 }, Invalid, "invalid"),
        (NoResult { id: ConflictId(1) }, Refused, "refused"),
        (NoSuchSide { id, side: Side::Draft, there: text() }, Refused, "refused"),
        (WholeWithCluster { id, resource: Box::new(identity()) }, Refused, "refused"),
        (NotTaken { id, why: text() }, Refused, "refused"),
        (SidesMoved { id }, Moved, "moved"),
        (BadPolicy(vec![text()]), Invalid, "invalid"),
        (WithinGit { id, detail: text() }, Refused, "conflict-within-git"),
        (OneDocument { id }, Refused, "refused"),
        (Settled { id, state: ConflictState::Resolved }, Refused, "conflict-settled"),
        (SideOnly { id }, Refused, "refused"),
        (NotYaml(text()), Invalid, "invalid"),
        (BreaksSchema(vec![text()]), Invalid, "invalid"),
        (BreaksRules(vec![text()]), Invalid, "invalid"),
        (BothStay { own: own(), other: own() }, Refused, "refused"),
        (WholeResource { id, resource: own() }, Refused, "refused"),
        (NoOther { id }, Refused, "refused"),
        (NotInGit { id, other: own() }, Refused, "refused"),
        (NotDecided { id, state: ConflictState::Open }, Refused, "conflict-not-decided"),
        (CarriedOut { id }, Refused, "refused"),
        (EditedDrafts { id }, Refused, "refused"),
        (TooLate { id, state: ChangeState::Published }, Refused, "change-closed"),
        (SettledMeanwhile { id }, Moved, "conflict-settled"),
        (NoPolicyFile { fabric: text() }, Refused, "no-policy-file"),
        (PolicyFileMoved { path: text() }, Moved, "policy-file-moved"),
        (
            PolicyFileUnreadable { path: text(), problems: vec![text()] },
            Refused,
            "policy-file-unreadable",
        ),
        (
            NothingWaits { path: text(), state: Some(hedgerow_model::PolicyFileState::Agrees) },
            Refused,
            "refused",
        ),
    ]
}

fn settings() -> Vec<(ConfigureError, Class, &'static str)> {
    use Class::{Invalid, Moved, Refused};
    use ConfigureError::*;
    let thing = Thing::Repository;
    let url = hedgerow_git::RemoteUrl::parse("").unwrap_err();
    let branch = hedgerow_git::check_branch("-").unwrap_err();
    let (taken, owner, asked) = (text(), text(), text());
    vec![
        (Name { thing, name: text() }, Invalid, "invalid"),
        (Exists { thing, name: text() }, Refused, "exists-already"),
        (Connected { name: text() }, Refused, "exists-already"),
        (Url(url), Invalid, "invalid"),
        (Branch(branch), Invalid, "invalid"),
        (OnTheServersDisk, Invalid, "invalid"),
        (EditedSince { thing, name: text() }, Moved, "moved"),
        (RepositoryInUse { name: text(), fabrics: vec![text()] }, Refused, "in-use"),
        (DraftsLeft { name: text(), drafts: 2 }, Refused, "drafts-left"),
        (OtherDrafts { name: text(), drafts: 2, seen: 1 }, Moved, "moved"),
        (RunUnderWay { repository: text(), branch: text() }, Refused, "run-under-way"),
        (NothingThere { text: text() }, Refused, "nothing-there"),
        (DirectoryTaken { taken, owner, asked }, Refused, "directory-taken"),
        (QuietPeriod, Invalid, "invalid"),
        (ExcludeOfManaged, Invalid, "invalid"),
        (NoDefinition { why: Some(text()) }, Invalid, "invalid"),
    ]
}

fn credentials() -> Vec<(CredentialError, Class, &'static str)> {
    use Class::{Invalid, Refused, Remote};
    use CredentialError::*;
    let error = ExchangeError::Invalid { message: text() };
    let (bound, host, repository, url) = (text(), text(), text(), text());
    vec![
        (NameConfigured { name: text() }, Refused, "exists-already"),
        (Configured { name: text(), done: "changed" }, Refused, "configured"),
        (Bound { name: text(), bound: text() }, Refused, "refused"),
        (UsedElsewhere { name: text(), repository, url }, Refused, "in-use"),
        (NotForHost { name: text(), bound, host }, Refused, "other-host"),
        (Sealed { name: text(), why: SealError::Damaged }, Refused, "secret-unreadable"),
        (InUse { name: text(), repositories: vec![text()] }, Refused, "in-use"),
        (NotTaken { repository: text(), error }, Remote, "secret-not-taken"),
        (Host(text()), Invalid, "invalid"),
        (Unfit(text()), Invalid, "invalid"),
    ]
}

fn ways() -> Vec<(TransportError, Class, &'static str)> {
    use Class::{Invalid, Refused};
    use TransportError::*;
    let pem = hedgerow_git::Authorities::parse("").unwrap_err();
    let proxy = hedgerow_git::Proxy::parse("", None).unwrap_err();
    let list = "a b".parse::<hedgerow_git::NoProxy>().unwrap_err();
    vec![
        (Pem(pem), Invalid, "invalid"),
        (Proxy(proxy), Invalid, "invalid"),
        (NoProxy(list), Invalid, "invalid"),
        (Unfit(hedgerow_git::UnfitError::SamePlace), Invalid, "invalid"),
        (KeyMissing, Invalid, "client-key-missing"),
        (CertificateMissing, Invalid, "invalid"),
        (ProxyMissing, Invalid, "invalid"),
        (PasswordBound { proxy: text() }, Refused, "other-proxy"),
        (
            Sealed { what: "the client key", repository: text(), why: SealError::Damaged },
            Refused,
            "way-unreadable",
        ),
    ]
}

fn rules() -> Vec<(RuleError, Class, &'static str)> {
    use Class::{Invalid, NotFound, Refused};
    use RuleError::*;
    let schema = &["name"];
    let problem = hedgerow_rules::Problem { line: 3, column: 1, message: text() };
    vec![
        (Unknown { id: text(), near: vec!["y"], fabric: text() }, NotFound, "not-found"),
        (OfTheSchema { id: "x", schema, fabric: text() }, Refused, "held-by-schema"),
        (Declared(vec![problem]), Invalid, "invalid"),
        (Installation(text()), Invalid, "invalid"),
    ]
}

fn blame() -> Vec<(BlameError, Class, &'static str)> {
    use BlameError::*;
    use Class::{NotFound, Refused};
    vec![
        (NotSynced { fabric: text() }, Refused, "never-synced"),
        (NotInGit { identity: identity() }, Refused, "refused"),
        (InComments { identity: identity(), path: text() }, Refused, "refused"),
        (Unreadable { identity: identity(), path: text(), commit: text() }, Refused, "refused"),
        (
            NoField { identity: identity(), path: FieldPath::root().key("spec") },
            NotFound,
            "not-found",
        ),
    ]
}

fn past() -> Vec<(PastError, Class, &'static str)> {
    use Class::{NotFound, Refused};
    use PastError::*;
    let (branch, commit, path) = (text(), text(), text());
    vec![
        (NeverSynced { fabric: text() }, Refused, "never-synced"),
        (NoSuchCommit { commit: text() }, NotFound, "unknown-commit"),
        (OffBranch { commit, branch: branch.clone() }, NotFound, "commit-off-branch"),
        (BeforeHistory { branch: branch.clone(), begins: 2, at: 1 }, Refused, "before-history"),
        (FarBack { branch, looked_at: 1, at: 1 }, Refused, "before-history"),
        (TooMuch { files: 1, from: text(), to: text() }, Refused, "too-much-changed"),
        (NoFile { path: path.clone(), commit: text() }, NotFound, "not-found"),
        (NotShown { path, commit: text() }, Refused, "refused"),
    ]
}

fn clusters() -> Vec<(ClusterTrouble, Class, &'static str)> {
    use Class::{Forbidden, Invalid, Refused, Remote};
    use ClusterTrouble::*;
    let kubeconfig = hedgerow_cluster::KubeconfigError::TooLarge;
    let asked = hedgerow_cluster::ClusterError::Unauthorised;
    let resource = identity;
    vec![
        (Asked { name: text(), error: asked }, Remote, "login-refused"),
        (Kubeconfig(kubeconfig), Invalid, "kubeconfig"),
        (NotInCluster(text()), Invalid, "invalid"),
        (NoAccess, Invalid, "invalid"),
        (Known { known: text() }, Refused, "exists-already"),
        (Another { name: text() }, Refused, "other-cluster"),
        (InUse { name: text(), fabrics: vec![text()] }, Refused, "in-use"),
        (NamespaceTaken { cluster: text(), namespace: text(), owner: text() }, Refused, "refused"),
        (Namespace(text()), Invalid, "invalid"),
        (ManyNamespaces(1), Invalid, "invalid"),
        (NoCluster { fabric: text() }, Refused, "no-cluster"),
        (OnlyObserves { fabric: text() }, Refused, "only-observes"),
        (NoDrift { resource: resource() }, Refused, "no-drift"),
        (NotKnown { resource: resource(), since: Some(0), why: text() }, Refused, "not-known"),
        (NotSo { resource: resource(), why: text() }, Refused, "refused"),
        (OwnRequest, Forbidden, "own-request"),
        (NotAPerson, Forbidden, "needs-a-person"),
        (ManyRequests { fabric: text(), most: 1 }, Refused, "many-requests"),
        (Over, Invalid, "invalid"),
    ]
}

/// What a cluster itself says, told apart by what can be done about it.
#[test]
fn what_a_cluster_refuses_has_a_code_of_its_own() {
    use hedgerow_cluster::{ClusterError, TakenField};
    let taken = TakenField { field: text(), by: text() };
    for (error, class, code) in [
        (ClusterError::Forbidden(text()), Class::Remote, "not-allowed-there"),
        (
            ClusterError::Conflict { message: text(), fields: vec![taken] },
            Class::Refused,
            "fields-of-others",
        ),
        (ClusterError::Invalid(text()), Class::Refused, "refused-there"),
        (ClusterError::NotFound, Class::Remote, "remote"),
    ] {
        let error = EngineError::cluster("lab", error);
        assert_eq!((error.class(), error.code()), (class, code), "{error}");
        assert_eq!(error.about(), About::one(Thing::Cluster, "lab"));
    }
}

fn own() -> Vec<(EngineError, Class, &'static str)> {
    use EngineError::*;
    let held = Reason::LargeDeletion { deleted: 12, of: 20 };
    vec![
        (EngineError::not_found_in(Thing::Schema, "x", "x"), Class::NotFound, "not-found"),
        (Malformed(text()), Class::Malformed, "malformed"),
        (Invalid(text()), Class::Invalid, "invalid"),
        (Forbidden(text()), Class::Forbidden, "forbidden"),
        (Refused(text()), Class::Refused, "refused"),
        (Held(Box::new(held)), Class::Refused, "held"),
        (Moved(text()), Class::Moved, "moved"),
        (Remote(text()), Class::Remote, "remote"),
        (Way { code: "proxy-away", text: text() }, Class::Remote, "proxy-away"),
        (Waiting { repository: text(), since: 0 }, Class::Waiting, "waiting"),
        (Unavailable(Trouble::Locked { since: 0 }), Class::Unavailable, "database-locked"),
        (Internal(text()), Class::Internal, "internal"),
    ]
}

/// Each error of a list is as it says there, and the list has every one that `source` declares.
fn check<E: Into<EngineError>>(listed: Vec<(E, Class, &'static str)>, declared: usize) {
    let mut seen: HashSet<Discriminant<E>> = HashSet::new();
    for (error, class, code) in listed {
        assert!(seen.insert(discriminant(&error)), "{code} is listed twice");
        let error = error.into();
        assert_eq!((error.class(), error.code()), (class, code), "{error}");
        let sentence = error.to_string();
        assert!(!sentence.is_empty());
        assert!(!sentence.contains("`hedgerow "), "a command in: {sentence}");
        assert!(!sentence.contains(" --"), "an option in: {sentence}");
        assert!(!sentence.contains("  ") && !sentence.ends_with('.'), "{sentence}");
    }
    assert_eq!(seen.len(), declared, "an error is missing in the list");
}

/// As [`check`], of what one kind of error wraps.
fn each_split() {
    let listed = splits();
    let declared = declared(include_str!("../drafts/split_error.rs"), 1);
    assert_eq!(listed.len(), declared, "an error is missing in the list");
    for one in listed {
        check(vec![one], 1);
    }
}

/// How many errors the first enum, or the second, of a file declares.
fn declared(source: &str, which: usize) -> usize {
    let body = source.split("pub enum ").nth(which).unwrap();
    let body = body.split("\n}\n").next().unwrap();
    body.matches("#[error(").count()
}

#[test]
fn every_error_has_a_class_a_code_and_a_sentence_without_a_command() {
    check(drafts(), declared(include_str!("../drafts/error.rs"), 1));
    check(changes(), declared(include_str!("../drafts/change_error.rs"), 1));
    each_split();
    check(conflicts(), declared(include_str!("../conflicts/error.rs"), 1));
    check(settings(), declared(include_str!("../admin/error.rs"), 1));
    check(credentials(), declared(include_str!("../admin/credentials/error.rs"), 1));
    check(ways(), declared(include_str!("../admin/transport/error.rs"), 1));
    check(rules(), declared(include_str!("../judging/error.rs"), 1));
    check(blame(), declared(include_str!("../reads/blame/error.rs"), 1));
    check(past(), declared(include_str!("../reads/past/error.rs"), 1));
    check(clusters(), declared(include_str!("../observe/error.rs"), 1));
    // Those that are made of another capability's are told by that one's list.
    let transparent = 10;
    check(own(), declared(include_str!("mod.rs"), 1) - transparent);
}

#[test]
fn an_error_names_what_it_is_about() {
    let missing = EngineError::not_found_in(Thing::Resource, "VPC/web", "env");
    assert_eq!(missing.to_string(), "resource `VPC/web` does not exist in fabric `env`");
    assert_eq!(missing.about(), About::one(Thing::Resource, "VPC/web").within(Some("env")));

    let settled = ResolveError::Settled { id: ConflictId(7), state: ConflictState::Resolved };
    assert_eq!(EngineError::from(settled).about(), About::one(Thing::Conflict, "7"));

    let sealed = CredentialError::Sealed { name: "deploy".into(), why: SealError::Moved };
    assert_eq!(EngineError::from(sealed).about(), About::one(Thing::Credential, "deploy"));
}

#[test]
fn a_thing_without_a_name_of_its_own_is_named_by_what_it_belongs_to() {
    let none = ChangeError::NotApproved {
        change: "vlan".into(),
        actor: Box::new(Actor { login: "ann".into(), ..Actor::anonymous() }),
    };
    let sentence = none.to_string();
    assert!(sentence.starts_with("approval of change `vlan` does not exist; "), "{sentence}");
}
