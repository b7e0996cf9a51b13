//! Who may do what: the one table, and the one function that decides by it.
//!
//! Every operation of the API has its line; one without is refused. The gate looks the line up before
//! a handler runs. What is not visible does not exist: a fabric in which somebody may not even read
//! answers as one that is not there.

use std::collections::BTreeMap;

use hedgerow_access::Access;
use hedgerow_engine::views::{ConflictView, Resolution};
use hedgerow_model::{Party, Permission, Role, Side};

use Need::{At, Known, Nothing, Server, Session, Somewhere};
use PathParameter::{Change, Conflict, Fabric, Published, Repository, Run};
use Permission::{Administer, Apply, Approve, Edit, Manage, Publish, Read, Resolve};

/// What an operation asks of whoever wants it done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: everybody may, logged in or not.
    Nothing,
    /// To be known. What is answered is cut down to what they may see.
    Known,
    /// A person with a session: what concerns their own account, a token must not touch.
    Session,
    /// To administer the server.
    Server,
    /// A permission in one fabric at least. What is answered is cut down to those fabrics.
    Somewhere(Permission),
    /// A permission in the fabric that the path leads to.
    At(PathParameter, Permission),
}

/// What of the path leads to a fabric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathParameter {
    /// `{fabric}`: its name.
    Fabric,
    /// `{change}`: its name or id.
    Change,
    /// `{change}`: the name or id of a published one.
    Published,
    /// `{conflict}`: its number.
    Conflict,
    /// `{run}`: its number. Of any of its fabrics.
    Run,
    /// `{repository}`: its name. Of any of the fabrics that live in it.
    Repository,
}

/// What each operation needs, by its `operationId`.
const TABLE: &[(&str, Need)] = &[
    ("getSetup", Nothing),
    ("setUp", Nothing),
    ("logIn", Nothing),
    ("logOut", Session),
    ("getMe", Known),
    ("updateMe", Session),
    ("changePassword", Session),
    ("listSessions", Session),
    ("endSession", Session),
    ("listTokens", Session),
    ("createToken", Session),
    ("revokeToken", Session),
    ("listRoles", Known),
    ("listFilters", Known),
    ("saveFilter", Known),
    ("changeFilter", Known),
    ("removeFilter", Known),
    ("listUsers", Server),
    ("createUser", Server),
    ("getUser", Server),
    ("updateUser", Server),
    ("deleteUser", Server),
    ("listAudit", Somewhere(Manage)),
    ("exportAudit", Somewhere(Manage)),
    ("verifyAudit", Server),
    ("listCredentials", Server),
    ("addCredential", Server),
    ("getCredential", Server),
    ("updateCredential", Server),
    ("rotateCredential", Server),
    ("testCredential", Server),
    ("removeCredential", Server),
    ("listRepositories", Known),
    ("addRepository", Server),
    ("getRepository", At(Repository, Read)),
    ("updateRepository", At(Repository, Administer)),
    ("removeRepository", At(Repository, Administer)),
    ("testRepository", At(Repository, Administer)),
    ("listBranches", Server),
    ("lookAtDirectory", Server),
    ("previewRepositoryMove", Server),
    ("moveRepository", Server),
    ("listClusters", Server),
    ("addCluster", Server),
    ("getCluster", Server),
    ("rotateCluster", Server),
    ("removeCluster", Server),
    ("testCluster", Server),
    ("setFabricCluster", At(Fabric, Administer)),
    ("clearFabricCluster", At(Fabric, Administer)),
    ("getClusterManifest", At(Fabric, Read)),
    ("listDrift", At(Fabric, Read)),
    ("listActual", At(Fabric, Read)),
    ("listWatched", At(Fabric, Read)),
    ("getAppliers", At(Fabric, Read)),
    ("listUndone", At(Fabric, Read)),
    ("getSwitches", At(Fabric, Read)),
    ("acceptDrift", At(Fabric, Edit)),
    ("importResources", At(Fabric, Edit)),
    ("reapply", At(Fabric, Apply)),
    ("applyFabric", At(Fabric, Apply)),
    ("listActRequests", At(Fabric, Read)),
    ("approveActs", At(Fabric, Apply)),
    ("declineActs", At(Fabric, Apply)),
    ("listApplied", At(Fabric, Read)),
    ("ignoreDrift", At(Fabric, Manage)),
    ("heedDrift", At(Fabric, Manage)),
    ("listFabrics", Known),
    ("addFabric", Server),
    ("getFabric", At(Fabric, Read)),
    ("updateFabric", At(Fabric, Manage)),
    ("removeFabric", At(Fabric, Administer)),
    ("previewFabricMove", Server),
    ("moveFabric", Server),
    ("syncFabric", At(Fabric, Edit)),
    ("getVerification", At(Fabric, Read)),
    ("verifyFabric", At(Fabric, Manage)),
    ("listResources", At(Fabric, Read)),
    ("listLastCommits", At(Fabric, Read)),
    ("listCommits", At(Fabric, Read)),
    ("getResource", At(Fabric, Read)),
    ("getResourceHistory", At(Fabric, Read)),
    ("getResourceBlame", At(Fabric, Read)),
    ("getResourceAt", At(Fabric, Read)),
    ("getFabricAt", At(Fabric, Read)),
    ("compareFabric", At(Fabric, Read)),
    ("getFileAt", At(Fabric, Read)),
    ("getImpact", At(Fabric, Read)),
    ("findFree", At(Fabric, Read)),
    ("listFindings", At(Fabric, Read)),
    ("listRules", At(Fabric, Read)),
    ("setRule", At(Fabric, Manage)),
    ("declareRules", At(Fabric, Manage)),
    ("setInstallation", At(Fabric, Manage)),
    ("forgetInstallation", At(Fabric, Manage)),
    ("listKinds", At(Fabric, Read)),
    ("getKindSchema", At(Fabric, Read)),
    ("listFiles", At(Fabric, Read)),
    ("checkText", At(Fabric, Read)),
    ("editText", At(Fabric, Read)),
    ("search", Known),
    ("previewDirectory", At(Fabric, Read)),
    ("applyDirectory", At(Fabric, Manage)),
    ("saveDrafts", At(Fabric, Edit)),
    ("listMigrations", At(Fabric, Read)),
    ("migrate", At(Fabric, Edit)),
    ("setFields", At(Fabric, Edit)),
    ("listChanges", Known),
    ("getChange", At(Change, Read)),
    ("discardChange", At(Change, Edit)),
    ("diffChange", At(Change, Read)),
    ("revertChange", At(Published, Edit)),
    ("splitChange", At(Change, Edit)),
    ("renameChange", At(Change, Edit)),
    ("undoSave", At(Change, Edit)),
    ("publishChange", At(Change, Publish)),
    ("approveChange", At(Change, Approve)),
    ("withdrawApproval", At(Change, Approve)),
    ("listConflicts", Known),
    ("getConflict", At(Conflict, Read)),
    ("getConflictSet", At(Conflict, Read)),
    ("resolveConflict", At(Conflict, Resolve)),
    ("reopenConflict", At(Conflict, Resolve)),
    ("resolveConflicts", Somewhere(Resolve)),
    ("tryDecisions", At(Conflict, Read)),
    ("listCopies", At(Conflict, Read)),
    ("keepCopy", At(Conflict, Edit)),
    ("assignConflict", At(Conflict, Resolve)),
    ("remarkOnConflict", At(Conflict, Edit)),
    ("getPolicy", At(Fabric, Read)),
    ("setPolicy", At(Fabric, Manage)),
    ("getDefaultPolicy", Known),
    ("setDefaultPolicy", Server),
    ("tryPolicy", At(Fabric, Read)),
    ("acceptPolicy", At(Fabric, Manage)),
    ("dismissPolicy", At(Fabric, Manage)),
    ("undoPolicy", At(Fabric, Manage)),
    ("listRuns", Known),
    ("getRun", At(Run, Read)),
    ("listenToEvents", Known),
    ("getTour", Known),
];

/// What a decision about a conflict needs beyond its line in the table: where no change is a side of it, the decision
/// itself goes to Git with the next sync, or says what the cluster is to have.
pub(crate) fn to_decide(conflict: &ConflictView) -> Permission {
    let with_cluster = conflict.parties.iter().any(|it| matches!(it, Party::Cluster { .. }));
    match (conflict.change.is_some(), with_cluster) {
        (true, _) => Resolve,
        (false, true) => Apply,
        (false, false) => Publish,
    }
}

/// What a decision needs beside that: between Git and the cluster, whatever Git is to take is an edit.
pub(crate) fn to_decide_so(conflict: &ConflictView, resolution: &Resolution) -> Permission {
    match (to_decide(conflict), resolution) {
        (Apply, Resolution::Take(Side::Git)) => Apply,
        (Apply, _) => Edit,
        (needed, _) => needed,
    }
}

/// What each operation needs, to be looked up.
pub(crate) fn table() -> BTreeMap<&'static str, Need> {
    TABLE.iter().copied().collect()
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum No {
    /// For them it does not exist.
    Invisible,
    /// They may see it and not do this.
    Without(Permission),
    /// It is of a person's own account, and asked for without one.
    Impersonal,
}

/// Decides whether somebody may do what needs `need`. `fabrics` are those that the path leads to, by
/// name; `session` says whether they are a person with a session.
pub(crate) fn decide(
    need: Need,
    access: &Access,
    session: bool,
    fabrics: &[String],
) -> Result<(), No> {
    match need {
        Nothing | Known => Ok(()),
        Session if session => Ok(()),
        Session => Err(No::Impersonal),
        Server if access.administers() => Ok(()),
        Server => Err(No::Without(Administer)),
        Somewhere(permission) => {
            let allowed =
                access.where_allowed(permission).is_none_or(|fabrics| !fabrics.is_empty());
            if allowed { Ok(()) } else { Err(No::Without(permission)) }
        }
        At(_, permission) => {
            let everywhere = access.everywhere();
            let sees = everywhere.has(Read) || fabrics.iter().any(|fabric| access.sees(fabric));
            if !sees {
                return Err(No::Invisible);
            }
            let allowed = everywhere.has(permission)
                || fabrics
                    .iter()
                    .any(|fabric| access.sees(fabric) && access.allows(permission, fabric));
            if allowed { Ok(()) } else { Err(No::Without(permission)) }
        }
    }
}

/// Who has a permission, for the one who has not.
pub(crate) fn who_may(permission: Permission) -> String {
    if permission == Administer {
        return "admins of all fabrics have it".to_owned();
    }
    let roles: Vec<&str> =
        Role::ALL.iter().filter(|role| role.allows(permission)).map(|role| role.as_str()).collect();
    match roles.as_slice() {
        [one] => format!("the role {one} has it"),
        [rest @ .., last] => format!("the roles {} and {last} have it", rest.join(", ")),
        [] => "no role has it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hedgerow_access::Grant;

    use super::*;

    fn operations() -> BTreeSet<String> {
        let description = serde_json::to_value(crate::openapi()).unwrap();
        let paths = description["paths"].as_object().unwrap();
        paths
            .values()
            .flat_map(|item| item.as_object().unwrap().values())
            .map(|operation| operation["operationId"].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_operation_has_its_line_and_only_one() {
        let table = table();
        assert_eq!(table.len(), TABLE.len(), "a line stands twice");
        let without: Vec<String> =
            operations().into_iter().filter(|id| !table.contains_key(id.as_str())).collect();
        assert!(without.is_empty(), "crates/server/src/permissions.rs has no line for {without:?}");
    }

    #[test]
    fn what_cannot_be_seen_does_not_exist_even_with_a_stronger_permission() {
        let grants = [Grant { fabric: Some("a".to_owned()), role: Role::Admin }];
        let access = Access::of(&grants);
        let at = |fabrics: &[&str], permission| {
            let fabrics: Vec<String> = fabrics.iter().map(|name| (*name).to_owned()).collect();
            decide(At(Fabric, permission), &access, true, &fabrics)
        };
        assert_eq!(at(&["a"], Manage), Ok(()));
        assert_eq!(at(&["b"], Manage), Err(No::Invisible));
        assert_eq!(at(&["b"], Read), Err(No::Invisible));
        assert_eq!(at(&[], Read), Err(No::Invisible));
        assert_eq!(at(&["b", "a"], Publish), Ok(()));
    }

    #[test]
    fn what_a_decision_needs_follows_from_who_disagrees_and_what_git_takes() {
        let conflict = |change: Option<&str>, parties: serde_json::Value| -> ConflictView {
            let json = serde_json::json!({
                "id": 1, "fabric": "f", "change": change, "group": "g", "kind": "K", "namespace": "default",
                "name": "a", "path": "spec.a", "conflict": "edit/edit", "base": 1, "draft": null, "git": 2,
                "parties": parties, "git_commit": "c", "state": "open", "opened_at": 1,
            });
            serde_json::from_value(json).unwrap()
        };
        let git = serde_json::json!({ "party": "git", "commit": "c" });
        let there = serde_json::json!({ "party": "cluster", "cluster": "lab" });
        let raw = serde_json::json!({ "party": "raw", "path": "raw/a.yaml" });
        let of_draft = conflict(Some("c"), serde_json::json!([git, there]));
        let with_cluster = conflict(None, serde_json::json!([git, there]));
        let with_raw = conflict(None, serde_json::json!([raw, git]));
        let needs = |conflict: &ConflictView, resolution: &Resolution| {
            [to_decide(conflict), to_decide_so(conflict, resolution)]
        };
        let (takes_git, takes_there) =
            (Resolution::Take(Side::Git), Resolution::Take(Side::Cluster));
        assert_eq!(needs(&of_draft, &takes_there), [Resolve, Resolve]);
        assert_eq!(needs(&with_cluster, &takes_git), [Apply, Apply]);
        assert_eq!(needs(&with_cluster, &takes_there), [Apply, Edit]);
        assert_eq!(needs(&with_cluster, &Resolution::Value("7".into())), [Apply, Edit]);
        assert_eq!(needs(&with_raw, &takes_git), [Publish, Publish]);
    }

    #[test]
    fn a_refusal_says_who_may() {
        assert_eq!(who_may(Publish), "the roles publisher and admin have it");
        assert_eq!(who_may(Manage), "the role admin has it");
        assert!(who_may(Administer).contains("all fabrics"));
    }
}
