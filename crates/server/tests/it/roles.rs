//! Every operation of the API, asked for by everybody.
//!
//! The expectations are written by hand, operation by operation, and know nothing of the policy.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::support::{Answer, Browser, JSON, World};

/// Who asks, in the order of the letters of an expectation.
const WHO: [&str; 12] = [
    "nobody",
    "a viewer",
    "an editor",
    "a publisher",
    "an admin of the fabric",
    "an admin of all fabrics",
    "a viewer of another fabric",
    "an administrator's token that may only read",
    "an administrator's token for another fabric",
    "an expired token",
    "somebody who was deactivated",
    "the installation's own token",
];

// `1`: 401, nobody is known. `3`: 403, may not. `4`: 404, does not exist for them. `.`: reaches the
// handler, whatever that says.
//                           NVEPAGORTXDI
const EVERYBODY: &str = "............";
const WHOEVER_IS_KNOWN: &str = "1........11.";
const A_PERSON_IN_A_BROWSER: &str = "1......33113";
const WHO_ADMINISTERS: &str = "13333.33311.";
const WHO_MANAGES_SOMETHING: &str = "1333..33.11.";
const WHO_EDITS_SOMETHING: &str = "13....33.11.";
const WHO_READS_THE_FABRIC: &str = "1.....4.411.";
const WHO_EDITS_THE_FABRIC: &str = "13....43411.";
const WHO_PUBLISHES_IN_THE_FABRIC: &str = "133...43411.";
const WHO_MANAGES_THE_FABRIC: &str = "1333..43411.";
const WHO_ADMINISTERS_BEHIND_THE_FABRIC: &str = "13333.43411.";

/// An operation: its name, how it is asked for, with a body that changes nothing, and who may.
struct Case(&'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case("getSetup", "GET", "/setup", "", EVERYBODY),
    Case("setUp", "POST", "/setup", "{}", EVERYBODY),
    Case("logIn", "POST", "/session", "{}", EVERYBODY),
    Case("getMe", "GET", "/me", "", WHOEVER_IS_KNOWN),
    Case("updateMe", "PATCH", "/me", "{}", A_PERSON_IN_A_BROWSER),
    Case("changePassword", "POST", "/me/password", "{}", A_PERSON_IN_A_BROWSER),
    Case("listSessions", "GET", "/me/sessions", "", A_PERSON_IN_A_BROWSER),
    Case("endSession", "DELETE", "/me/sessions/0", "", A_PERSON_IN_A_BROWSER),
    Case("listTokens", "GET", "/me/tokens", "", A_PERSON_IN_A_BROWSER),
    Case("createToken", "POST", "/me/tokens", "{}", A_PERSON_IN_A_BROWSER),
    Case("revokeToken", "DELETE", "/me/tokens/0", "", A_PERSON_IN_A_BROWSER),
    Case("listRoles", "GET", "/roles", "", WHOEVER_IS_KNOWN),
    Case("listFilters", "GET", "/filters", "", WHOEVER_IS_KNOWN),
    Case("saveFilter", "POST", "/filters", "{}", WHOEVER_IS_KNOWN),
    Case("changeFilter", "PATCH", "/filters/0", "[]", WHOEVER_IS_KNOWN),
    Case("removeFilter", "DELETE", "/filters/x", "", WHOEVER_IS_KNOWN),
    Case("listUsers", "GET", "/users", "", WHO_ADMINISTERS),
    Case("createUser", "POST", "/users", "{}", WHO_ADMINISTERS),
    Case("getUser", "GET", "/users/viewer", "", WHO_ADMINISTERS),
    Case("updateUser", "PATCH", "/users/viewer", "{}", WHO_ADMINISTERS),
    Case("deleteUser", "DELETE", "/users/not-there", "", WHO_ADMINISTERS),
    Case("listAudit", "GET", "/audit", "", WHO_MANAGES_SOMETHING),
    Case("exportAudit", "GET", "/audit/export", "", WHO_MANAGES_SOMETHING),
    Case("verifyAudit", "GET", "/audit/verification", "", WHO_ADMINISTERS),
    Case("listCredentials", "GET", "/credentials", "", WHO_ADMINISTERS),
    Case("addCredential", "POST", "/credentials", "{}", WHO_ADMINISTERS),
    Case("getCredential", "GET", "/credentials/x", "", WHO_ADMINISTERS),
    Case("updateCredential", "PATCH", "/credentials/x", "[]", WHO_ADMINISTERS),
    Case("rotateCredential", "PUT", "/credentials/x/secret", "[]", WHO_ADMINISTERS),
    Case("testCredential", "POST", "/credentials/x/test", "", WHO_ADMINISTERS),
    Case("removeCredential", "DELETE", "/credentials/x", "", WHO_ADMINISTERS),
    Case("listRepositories", "GET", "/repositories", "", WHOEVER_IS_KNOWN),
    Case("addRepository", "POST", "/repositories", "{}", WHO_ADMINISTERS),
    Case("getRepository", "GET", "/repositories/net", "", WHO_READS_THE_FABRIC),
    Case("updateRepository", "PATCH", "/repositories/net", "[]", WHO_ADMINISTERS_BEHIND_THE_FABRIC),
    Case("removeRepository", "DELETE", "/repositories/net", "", WHO_ADMINISTERS_BEHIND_THE_FABRIC),
    Case("testRepository", "POST", "/repositories/net/test", "", WHO_ADMINISTERS_BEHIND_THE_FABRIC),
    Case("listBranches", "GET", "/repositories/net/branches", "", WHO_ADMINISTERS),
    Case("lookAtDirectory", "GET", "/repositories/net/look", "", WHO_ADMINISTERS),
    Case("previewRepositoryMove", "POST", "/repositories/net/place/preview", "[]", WHO_ADMINISTERS),
    Case("moveRepository", "POST", "/repositories/net/place", "[]", WHO_ADMINISTERS),
    Case("listClusters", "GET", "/clusters", "", WHO_ADMINISTERS),
    Case("addCluster", "POST", "/clusters", "{}", WHO_ADMINISTERS),
    Case("getCluster", "GET", "/clusters/x", "", WHO_ADMINISTERS),
    Case("rotateCluster", "PUT", "/clusters/x/access", "[]", WHO_ADMINISTERS),
    Case("testCluster", "POST", "/clusters/x/test", "", WHO_ADMINISTERS),
    Case("removeCluster", "DELETE", "/clusters/x", "", WHO_ADMINISTERS),
    Case("setFabricCluster", "PUT", "/fabrics/env/cluster", "[]", WHO_ADMINISTERS_BEHIND_THE_FABRIC),
    Case("clearFabricCluster", "DELETE", "/fabrics/env/cluster", "", WHO_ADMINISTERS_BEHIND_THE_FABRIC),
    Case("getClusterManifest", "GET", "/fabrics/env/cluster/manifest", "", WHO_READS_THE_FABRIC),
    Case("listDrift", "GET", "/fabrics/env/drift", "", WHO_READS_THE_FABRIC),
    Case("listActual", "GET", "/fabrics/env/actual", "", WHO_READS_THE_FABRIC),
    Case("listWatched", "GET", "/fabrics/env/watched", "", WHO_READS_THE_FABRIC),
    Case("getAppliers", "GET", "/fabrics/env/appliers", "", WHO_READS_THE_FABRIC),
    Case("listUndone", "GET", "/fabrics/env/undone", "", WHO_READS_THE_FABRIC),
    Case("getSwitches", "GET", "/fabrics/env/switches", "", WHO_READS_THE_FABRIC),
    Case("acceptDrift", "POST", "/fabrics/env/drift/accept", "[]", WHO_EDITS_THE_FABRIC),
    Case("importResources", "POST", "/fabrics/env/drift/import", "[]", WHO_EDITS_THE_FABRIC),
    Case("reapply", "POST", "/fabrics/env/drift/reapply", "[]", WHO_PUBLISHES_IN_THE_FABRIC),
    Case("applyFabric", "POST", "/fabrics/env/apply", "[]", WHO_PUBLISHES_IN_THE_FABRIC),
    Case("listActRequests", "GET", "/fabrics/env/act-requests", "", WHO_READS_THE_FABRIC),
    Case("approveActs", "POST", "/fabrics/env/act-requests/1/approve", "[]", WHO_PUBLISHES_IN_THE_FABRIC),
    Case("declineActs", "DELETE", "/fabrics/env/act-requests/1", "", WHO_PUBLISHES_IN_THE_FABRIC),
    Case("listApplied", "GET", "/fabrics/env/apply", "", WHO_READS_THE_FABRIC),
    Case("ignoreDrift", "POST", "/fabrics/env/drift/ignore", "[]", WHO_MANAGES_THE_FABRIC),
    Case("heedDrift", "DELETE", "/fabrics/env/drift/ignore?resource=VPC/web", "", WHO_MANAGES_THE_FABRIC),
    Case("listFabrics", "GET", "/fabrics", "", WHOEVER_IS_KNOWN),
    Case("addFabric", "POST", "/fabrics", "{}", WHO_ADMINISTERS),
    Case("getFabric", "GET", "/fabrics/env", "", WHO_READS_THE_FABRIC),
    Case("updateFabric", "PATCH", "/fabrics/env", "[]", WHO_MANAGES_THE_FABRIC),
    Case("removeFabric", "DELETE", "/fabrics/env", "", WHO_ADMINISTERS_BEHIND_THE_FABRIC),
    Case("previewFabricMove", "POST", "/fabrics/env/place/preview", "[]", WHO_ADMINISTERS),
    Case("moveFabric", "POST", "/fabrics/env/place", "[]", WHO_ADMINISTERS),
    Case("syncFabric", "POST", "/fabrics/env/sync", "", WHO_EDITS_THE_FABRIC),
    Case("getVerification", "GET", "/fabrics/env/verify", "", WHO_READS_THE_FABRIC),
    Case("verifyFabric", "POST", "/fabrics/env/verify", "[]", WHO_MANAGES_THE_FABRIC),
    Case("listRules", "GET", "/fabrics/env/rules", "", WHO_READS_THE_FABRIC),
    Case("setRule", "PUT", "/fabrics/env/rules/x", "[]", WHO_MANAGES_THE_FABRIC),
    Case("declareRules", "PUT", "/fabrics/env/declared-rules", "[]", WHO_MANAGES_THE_FABRIC),
    Case("setInstallation", "PUT", "/fabrics/env/installation", "[]", WHO_MANAGES_THE_FABRIC),
    Case("forgetInstallation", "DELETE", "/fabrics/env/installation", "", WHO_MANAGES_THE_FABRIC),
    Case("listResources", "GET", "/fabrics/env/resources", "", WHO_READS_THE_FABRIC),
    Case("listLastCommits", "GET", "/fabrics/env/last-commits", "", WHO_READS_THE_FABRIC),
    Case("listCommits", "GET", "/fabrics/env/commits", "", WHO_READS_THE_FABRIC),
    Case("getResource", "GET", "/fabrics/env/resources/VPC/-/web", "", WHO_READS_THE_FABRIC),
    Case("getResourceHistory", "GET", "/fabrics/env/resources/VPC/-/web/history", "", WHO_READS_THE_FABRIC),
    Case("getResourceBlame", "GET", "/fabrics/env/resources/VPC/-/web/blame", "", WHO_READS_THE_FABRIC),
    Case("getResourceAt", "GET", "/fabrics/env/resources/VPC/-/web/at/0123456", "", WHO_READS_THE_FABRIC),
    Case("getFabricAt", "GET", "/fabrics/env/at", "", WHO_READS_THE_FABRIC),
    Case("compareFabric", "GET", "/fabrics/env/compare?from=0123456", "", WHO_READS_THE_FABRIC),
    Case("getFileAt", "GET", "/fabrics/env/file?path=env/web.yaml", "", WHO_READS_THE_FABRIC),
    Case("getImpact", "POST", "/fabrics/env/impact", r#"{"resources": ["VPC/web"]}"#, WHO_READS_THE_FABRIC),
    Case("findFree", "GET", "/fabrics/env/free?what=vlan", "", WHO_READS_THE_FABRIC),
    Case("listFindings", "GET", "/fabrics/env/findings", "", WHO_READS_THE_FABRIC),
    Case("listKinds", "GET", "/fabrics/env/kinds", "", WHO_READS_THE_FABRIC),
    Case("getKindSchema", "GET", "/fabrics/env/kinds/VPC/schema", "", WHO_READS_THE_FABRIC),
    Case("listFiles", "GET", "/fabrics/env/files", "", WHO_READS_THE_FABRIC),
    Case("checkText", "POST", "/fabrics/env/check", "{}", WHO_READS_THE_FABRIC),
    Case("editText", "POST", "/fabrics/env/edit", "{}", WHO_READS_THE_FABRIC),
    Case("previewDirectory", "GET", "/fabrics/env/directory", "", WHO_READS_THE_FABRIC),
    Case("applyDirectory", "POST", "/fabrics/env/directory", "[]", WHO_MANAGES_THE_FABRIC),
    Case("listMigrations", "GET", "/fabrics/env/migrations", "", WHO_READS_THE_FABRIC),
    Case("migrate", "POST", "/fabrics/env/migrate", "[]", WHO_EDITS_THE_FABRIC),
    Case("setFields", "POST", "/fabrics/env/set", "[]", WHO_EDITS_THE_FABRIC),
    Case("saveDrafts", "POST", "/fabrics/env/drafts", "{}", WHO_EDITS_THE_FABRIC),
    Case("search", "GET", "/search?q=web", "", WHOEVER_IS_KNOWN),
    Case("listChanges", "GET", "/changes", "", WHOEVER_IS_KNOWN),
    Case("getChange", "GET", "/changes/c", "", WHO_READS_THE_FABRIC),
    Case("diffChange", "GET", "/changes/c/diff", "", WHO_READS_THE_FABRIC),
    Case("revertChange", "POST", "/changes/c/revert", "[]", WHO_EDITS_THE_FABRIC),
    Case("undoSave", "POST", "/changes/c/undo", "[]", WHO_EDITS_THE_FABRIC),
    Case("renameChange", "PATCH", "/changes/c", "[]", WHO_EDITS_THE_FABRIC),
    Case("splitChange", "POST", "/changes/c/split", "[]", WHO_EDITS_THE_FABRIC),
    Case("publishChange", "POST", "/changes/c/publish", "[]", WHO_PUBLISHES_IN_THE_FABRIC),
    Case("approveChange", "POST", "/changes/c/approve", "{}", WHO_PUBLISHES_IN_THE_FABRIC),
    Case("withdrawApproval", "DELETE", "/changes/c/approve", "", WHO_PUBLISHES_IN_THE_FABRIC),
    Case("discardChange", "DELETE", "/changes/gone", "", WHO_EDITS_THE_FABRIC),
    Case("listConflicts", "GET", "/conflicts", "", WHOEVER_IS_KNOWN),
    Case("getConflict", "GET", "/conflicts/1", "", WHO_READS_THE_FABRIC),
    Case("getConflictSet", "GET", "/conflicts/1/set", "", WHO_READS_THE_FABRIC),
    Case("resolveConflict", "POST", "/conflicts/1/resolve", "{}", WHO_EDITS_THE_FABRIC),
    Case("reopenConflict", "POST", "/conflicts/1/reopen", "[]", WHO_EDITS_THE_FABRIC),
    Case("resolveConflicts", "POST", "/conflicts/resolve", "[]", WHO_EDITS_SOMETHING),
    Case("tryDecisions", "POST", "/conflicts/1/result", "[]", WHO_READS_THE_FABRIC),
    Case("listCopies", "GET", "/conflicts/1/copies", "", WHO_READS_THE_FABRIC),
    Case("keepCopy", "POST", "/conflicts/1/keep", "[]", WHO_EDITS_THE_FABRIC),
    Case("assignConflict", "PUT", "/conflicts/1/assignee", "[]", WHO_EDITS_THE_FABRIC),
    Case("remarkOnConflict", "POST", "/conflicts/1/remarks", "[]", WHO_EDITS_THE_FABRIC),
    Case("getPolicy", "GET", "/fabrics/env/policy", "", WHO_READS_THE_FABRIC),
    Case("setPolicy", "PUT", "/fabrics/env/policy", "[]", WHO_MANAGES_THE_FABRIC),
    Case("getDefaultPolicy", "GET", "/policy", "", WHOEVER_IS_KNOWN),
    Case("setDefaultPolicy", "PUT", "/policy", "[]", WHO_ADMINISTERS),
    Case("tryPolicy", "POST", "/fabrics/env/policy/try", "[]", WHO_READS_THE_FABRIC),
    Case("undoPolicy", "POST", "/fabrics/env/policy/undo", "[]", WHO_MANAGES_THE_FABRIC),
    Case("acceptPolicy", "POST", "/fabrics/env/policy/accept", "[]", WHO_MANAGES_THE_FABRIC),
    Case("dismissPolicy", "POST", "/fabrics/env/policy/dismiss", "[]", WHO_MANAGES_THE_FABRIC),
    Case("listRuns", "GET", "/runs", "", WHOEVER_IS_KNOWN),
    Case("getRun", "GET", "/runs/1", "", WHO_READS_THE_FABRIC),
    Case("listenToEvents", "GET", "/events", "", WHOEVER_IS_KNOWN),
    Case("getTour", "GET", "/tour", "", WHOEVER_IS_KNOWN),
    // The last one: it ends the session.
    Case("logOut", "DELETE", "/session", "", A_PERSON_IN_A_BROWSER),
];

/// How somebody sends what they ask.
enum Asker {
    Nobody,
    Browser(Browser),
    Token(String),
}

impl Asker {
    async fn ask(&self, world: &World, case: &Case) -> Answer {
        let path = format!("/api/v1{}", case.2);
        match self {
            Self::Nobody => world.send_as_it_is(case.1, &path, &[JSON], case.3).await,
            Self::Browser(browser) => world.browse(browser, case.1, &path, case.3).await,
            Self::Token(token) => {
                let bearer = format!("Bearer {token}");
                let headers = [("authorization", bearer.as_str()), JSON];
                world.send_as_it_is(case.1, &path, &headers, case.3).await
            }
        }
    }
}

async fn everybody(world: &World) -> Vec<Asker> {
    let in_env = |role: &str| json!([{"fabric": "env", "role": role}]);
    world.person("viewer", in_env("viewer")).await;
    world.person("editor", in_env("editor")).await;
    world.person("publisher", in_env("publisher")).await;
    world.person("manager", in_env("admin")).await;
    world.person("root", json!([{"role": "admin"}])).await;
    world.person("stranger", json!([{"fabric": "other", "role": "viewer"}])).await;
    world.person("gone", json!([{"role": "admin"}])).await;
    let gone = world.log_in("gone").await;
    let inactive = json!({"active": false}).to_string();
    let path = "/api/v1/users/gone";
    let deactivated = world.send("PATCH", path, &[JSON], &inactive).await;
    assert_eq!(deactivated.status, 200, "{deactivated:?}");

    let all = ["read", "edit", "resolve", "publish", "approve", "manage", "administer"];
    let root = world.log_in("root").await;
    let short = json!({"name": "short", "scopes": all, "expires_in_days": 1});
    let expired = world.token_of(&root, &short).await;
    world.wait(24 * 3_600_000);
    let mut askers = vec![Asker::Nobody];
    for login in ["viewer", "editor", "publisher", "manager", "root", "stranger"] {
        askers.push(Asker::Browser(world.log_in(login).await));
    }
    let root = world.log_in("root").await;
    let reader = json!({"name": "reader", "scopes": ["read"]});
    let other = json!({"name": "other", "scopes": all, "fabrics": ["other"]});
    askers.extend([
        Asker::Token(world.token_of(&root, &reader).await),
        Asker::Token(world.token_of(&root, &other).await),
        Asker::Token(expired),
        Asker::Browser(gone),
        Asker::Token(world.token.reveal().to_owned()),
    ]);
    assert_eq!(askers.len(), WHO.len());
    askers
}

/// What became of a request, in the letters of an expectation.
fn outcome(answer: &Answer) -> char {
    let problem = || answer.json()["detail"].as_str().unwrap_or_default().to_owned();
    match answer.status.as_u16() {
        401 => '1',
        403 if problem().contains("this needs the permission `") => '3',
        403 if problem().contains("this concerns a person's own account") => '3',
        404 if [
            "fabric `env`",
            "repository `net`",
            "change `c`",
            "change `gone`",
            "conflict `1`",
            "run `1`",
        ]
        .iter()
        .any(|what| problem() == format!("{what} does not exist")) =>
        {
            '4'
        }
        _ => '.',
    }
}

/// The fabric `env` with a change `c`, a conflict 1 of it, a change `gone` that is over, and a fabric
/// that most know nothing of.
async fn world() -> World {
    let world = World::with_draft().await;
    let changed = crate::support::FILE.replace("1001", "1003");
    world.repository.commit("main", "three", &[("env/vpcs.yaml", Some(&changed))]);
    let synced = world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;
    assert_eq!(synced.status, 200, "{synced:?}");
    assert_eq!(world.get("/api/v1/conflicts/1").await.status, 200);
    assert_eq!(world.get("/api/v1/runs/1").await.status, 200);
    let drafts = json!({"change": "gone", "edits": [{"op": "delete", "resource": "VPC/web"}]});
    let saved = world.post("/api/v1/fabrics/env/drafts", &drafts).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let discarded = world.send("DELETE", "/api/v1/changes/gone", &[], "").await;
    assert_eq!(discarded.status, 200, "{discarded:?}");
    world.add_other().await;
    world
}

#[tokio::test]
async fn everybody_may_do_what_is_theirs_and_nothing_else() {
    let world = world().await;
    let askers = everybody(&world).await;
    let mut wrong = Vec::new();
    for case in CASES {
        let Case(id, _, _, _, expected) = case;
        assert_eq!(expected.len(), WHO.len(), "{id}");
        for ((asker, who), expected) in askers.iter().zip(WHO).zip(expected.chars()) {
            let answer = asker.ask(&world, case).await;
            assert!(answer.status.as_u16() < 500, "{id} by {who}: {answer:?}");
            let found = outcome(&answer);
            if found != expected {
                wrong.push(format!("{id} by {who}: {found} instead of {expected}: {answer:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_operation_is_among_those_that_are_tried() {
    let description = serde_json::to_value(hedgerow_server::openapi()).unwrap();
    let paths = description["paths"].as_object().unwrap();
    let operations = paths.values().flat_map(|item| item.as_object().unwrap().values());
    let described: BTreeSet<&str> =
        operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    let tried: BTreeSet<&str> = CASES.iter().map(|case| case.0).collect();
    assert_eq!(described, tried);
}

#[tokio::test]
async fn lists_are_cut_down_to_what_somebody_may_see() {
    let world = world().await;
    world.person("stranger", json!([{"fabric": "other", "role": "viewer"}])).await;
    world.person("nobody", json!([])).await;
    let stranger = world.log_in("stranger").await;
    let nobody = world.log_in("nobody").await;
    let names = async |browser: &Browser, path: &str| {
        let items = world.browse(browser, "GET", path, "").await.items();
        let name = |item: &Json| {
            let name = item.get("fabric").or(item.get("name"));
            name.and_then(Json::as_str).unwrap_or("?").to_owned()
        };
        items.as_array().unwrap().iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(names(&stranger, "/api/v1/fabrics").await, ["other"]);
    assert_eq!(names(&stranger, "/api/v1/repositories").await, ["net2"]);
    for path in ["/api/v1/changes?finished=true", "/api/v1/conflicts", "/api/v1/search?q=env"] {
        assert!(names(&stranger, path).await.is_empty(), "{path}");
    }
    for path in ["/api/v1/fabrics", "/api/v1/repositories", "/api/v1/runs", "/api/v1/search?q=web"]
    {
        assert!(names(&nobody, path).await.is_empty(), "{path}");
    }
    for path in
        ["/api/v1/changes?fabric=env", "/api/v1/events?fabric=env", "/api/v1/runs?fabric=env"]
    {
        let detail = world.browse(&stranger, "GET", path, "").await.problem(404);
        assert_eq!(detail, "fabric `env` does not exist");
    }
}

#[tokio::test]
async fn a_change_is_meant_among_those_that_somebody_sees() {
    let world = world().await;
    let drafts = json!({"change": "c", "edits": [
        {"op": "set", "resource": "VPC/web", "fields": ["spec.subnets.front.vlan=1005"]}
    ]});
    let saved = world.post("/api/v1/fabrics/other/drafts", &drafts).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    world.person("stranger", json!([{"fabric": "other", "role": "viewer"}])).await;
    let stranger = world.log_in("stranger").await;
    let theirs = world.browse(&stranger, "GET", "/api/v1/changes/c", "").await;
    assert_eq!(theirs.json()["fabric"], "other", "{theirs:?}");
    // Who sees both must say which.
    let detail = world.get("/api/v1/changes/c").await.problem(422);
    assert!(detail.contains("env, other"), "{detail}");
}

#[tokio::test]
async fn a_refusal_says_what_is_missing_and_is_written_down() {
    let world = world().await;
    world.person("viewer", json!([{"fabric": "env", "role": "viewer"}])).await;
    let viewer = world.log_in("viewer").await;
    let path = "/api/v1/changes/c/publish";
    let detail = world.browse(&viewer, "POST", path, "").await.problem(403);
    assert!(detail.contains("`publish`") && detail.contains("publisher and admin"), "{detail}");
    let entries = world.get("/api/v1/audit?action=access.refuse").await.items();
    assert_eq!(entries[0]["actor"]["login"], "viewer", "{entries}");
    assert_eq!(entries[0]["fabric"], "env");
    assert_eq!(entries[0]["subject"], "change c");
    assert_eq!(entries[0]["from"], "192.0.2.1");
}

#[tokio::test]
async fn an_admin_of_a_fabric_sees_its_part_of_the_audit() {
    let world = world().await;
    world.person("manager", json!([{"fabric": "env", "role": "admin"}])).await;
    let manager = world.log_in("manager").await;
    let items = world.browse(&manager, "GET", "/api/v1/audit?limit=1000", "").await.items();
    let items = items.as_array().unwrap();
    assert!(!items.is_empty());
    assert!(items.iter().all(|entry| entry["fabric"] == "env"), "{items:?}");
    let all = world.get("/api/v1/audit?limit=1000").await.items();
    assert!(all.as_array().unwrap().len() > items.len());
}
