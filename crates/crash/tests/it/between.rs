//! Killed between two fabrics of one branch: one is ahead of the other until the next look.

use std::thread;

use hedgerow_testkit::Stage;
use serde_json::json;

use crate::estate::{SHARED, Way, vpc};
use crate::process::Death;
use crate::session::Session;

#[test]
fn a_change_queued_while_an_ingest_dies_between_two_fabrics_meets_no_conflict_that_is_none() {
    // Connecting passes the point once for each fabric.
    let mut session = Session::new(Way::Http, [Death::Point("ingest.committed", 3)]);
    session.connect();
    assert_eq!(session.died, 0);
    let field = "spec.subnets.default.vlan=1102";
    let draft = json!({
        "change": "c2",
        "edits": [{ "op": "set", "resource": "VPC/two", "fields": [field] }],
    });
    session.ask(|client| client.posted("fabrics/alpha/drafts", &draft));
    // The document moves to another file, and the other fabric changes too.
    session.estate.outsider("Bea").push("main", |files| {
        files.replace(SHARED, &format!("{}---\n", vpc("two", 1002)), "");
        files.write("a/managed/two.yaml", &vpc("two", 1002));
        files.write("b/outside.yaml", &vpc("outside", 2050));
    });
    let client = session.server().client.clone();
    let held = session.estate.http.as_ref().unwrap().hold(Stage::Request);
    thread::scope(|scope| {
        let syncing = scope.spawn(|| client.posted("fabrics/alpha/sync", &json!({})));
        held.wait();
        let publishing = scope.spawn(|| client.publish("c2"));
        while client.got("changes/c2").unwrap()["state"] != "queued" {
            thread::yield_now();
        }
        held.release();
        assert!(syncing.join().unwrap().is_err() && publishing.join().unwrap().is_err());
    });
    session.settle();
    assert_eq!(session.died, 1);
    let change = session.ask(|client| client.got("changes/c2"));
    assert_eq!(change["state"], "published", "{change}");
    assert_eq!(
        session.estate.remote.read("main", "a/managed/two.yaml").unwrap(),
        vpc("two", 1002).replace("vlan: 1002", "vlan: 1102")
    );
    assert!(!session.estate.remote.read("main", SHARED).unwrap().contains("name: two"));
}

#[test]
fn what_an_ingest_brought_before_it_died_is_told_with_it() {
    // Connecting passes the point once for each fabric.
    let mut session = Session::new(Way::File, [Death::Point("ingest.committed", 3)]);
    session.connect();
    session.estate.outsider("Bea").push("main", |files| {
        files.write("a/managed/added.yaml", &vpc("added", 2040));
        files.write("b/outside.yaml", &vpc("outside", 2050));
    });
    assert!(session.server().client.posted("fabrics/alpha/sync", &json!({})).is_err());
    session.settle();
    assert_eq!(session.died, 1);
    for fabric in ["alpha", "beta"] {
        let path = format!("audit?action=ingest&fabric={fabric}&limit=1000");
        let told = session.ask(|client| client.listed(&path));
        let told = told.as_array().unwrap().iter();
        let added = told.filter(|entry| entry["detail"] == "1 added").count();
        assert_eq!(added, 1, "{fabric}");
    }
}
