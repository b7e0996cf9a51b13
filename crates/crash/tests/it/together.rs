//! Two people publish resources at the same time that break a rule together, and the server dies under them: one
//! lands, the other is told with whom it conflicts.

use std::thread;

use hedgerow_engine::POINTS;
use serde_json::{Value as Json, json};

use crate::estate::{Way, vpc};
use crate::process::Death;
use crate::session::Session;

/// Who publishes, and their VPC: both have the subnet 10.12.0.0/24.
const PEOPLE: [(&str, &str, u16); 2] = [("ann", "VPC/ann", 3000), ("ben", "VPC/ben", 3001)];

fn overlapping(name: &str, vlan: u16) -> String {
    vpc(name, vlan).replace("10.12.1.0/24", "10.12.0.0/24")
}

fn draft(session: &mut Session) {
    for (name, _, vlan) in PEOPLE {
        let draft = json!({
            "change": name,
            "edits": [{ "op": "documents", "text": overlapping(name, vlan) }],
            "author": { "name": name, "email": format!("{name}@example.org") },
        });
        session.ask(|client| client.posted("fabrics/beta/drafts", &draft));
    }
}

/// Both at once; an answer that does not come is not waited for.
fn publish_both(session: &mut Session) {
    let client = session.server().client.clone();
    thread::scope(|scope| {
        for (name, ..) in PEOPLE {
            let client = &client;
            scope.spawn(move || {
                let _ = client.publish(name);
            });
        }
    });
}

fn state_of(session: &mut Session, change: &str) -> String {
    let change = session.ask(|client| client.got(&format!("changes/{change}")));
    change["state"].as_str().unwrap().to_owned()
}

fn one_lands_and_the_other_names_it(session: &mut Session) {
    for (name, ..) in PEOPLE {
        if matches!(state_of(session, name).as_str(), "open" | "waiting") {
            session.ask(|client| client.publish(name));
        }
    }
    let states = PEOPLE.map(|(name, ..)| state_of(session, name));
    let (landed, held) = match states.each_ref().map(String::as_str) {
        ["published", "conflicted"] => (PEOPLE[0], PEOPLE[1]),
        ["conflicted", "published"] => (PEOPLE[1], PEOPLE[0]),
        other => panic!("one is published, the other conflicted: {other:?}"),
    };
    let conflicts = session.ask(|client| client.listed("conflicts?state=open"));
    let [conflict]: &[Json] = conflicts.as_array().unwrap() else { panic!("{conflicts}") };
    assert_eq!(conflict["conflict"], "cross-resource", "{conflict}");
    assert_eq!(conflict["change"], held.0, "{conflict}");
    let together = &conflict["together"];
    assert_eq!(together["rule"], "vpc-overlap-other", "{conflict}");
    assert_eq!(together["other"]["name"], landed.0, "{conflict}");
    let message = together["message"].as_str().unwrap();
    assert!(message.contains(landed.1) && message.contains(held.1), "{message}");

    let remote = &session.estate.remote;
    let read = |name: &str| remote.read("main", &format!("b/{name}.yaml"));
    assert_eq!(read(landed.0), Some(overlapping(landed.0, landed.2)));
    assert_eq!(read(held.0), None);
    let subjects = remote.subjects("main");
    assert_eq!(subjects.iter().filter(|subject| *subject == landed.0).count(), 1, "{subjects:?}");
    remote.fsck();
}

#[test]
fn of_two_who_break_a_rule_together_one_lands_wherever_the_server_dies() {
    let points = POINTS.iter().filter(|point| point.starts_with("publish."));
    let mut died = 0;
    // What is held has a test of its own.
    for point in points.filter(|point| **point != "publish.held") {
        eprintln!("{point}");
        let mut session = Session::new(Way::File, [Death::Point(point, 1)]);
        session.connect();
        draft(&mut session);
        publish_both(&mut session);
        session.settle();
        one_lands_and_the_other_names_it(&mut session);
        died += session.died;
    }
    assert!(died > 5, "the server died {died} times only");
}
