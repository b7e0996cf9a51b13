//! Killed between the remote's acceptance and its answer.

use std::thread;

use hedgerow_testkit::Stage;

use crate::estate::{
    Way, outside_neighbour, outside_new_and_raw, outside_readme, outside_same_resource,
};
use crate::laws;
use crate::session::Session;

#[test]
fn a_server_killed_while_the_remote_has_taken_its_push_finds_it_there() {
    for with_children in [true, false] {
        let mut session = Session::new(Way::Http, []);
        session.connect();
        session.draft();
        let client = session.server().client.clone();
        let held = session.estate.http.as_ref().unwrap().hold(Stage::PushTaken);
        thread::scope(|scope| {
            let publishing = scope.spawn(|| client.publish("c1"));
            held.wait();
            session.server().kill(with_children);
            assert!(publishing.join().unwrap().is_err(), "nobody can have been answered");
        });
        let others = session.estate.outsider("Bea");
        others.push("main", outside_same_resource);
        held.release();
        session.settle();
        let change = session.ask(|client| client.got("changes/c1"));
        assert_eq!(change["state"], "published", "{change}");
        laws::changes_landed_once_or_wait(&mut session);
        others.push("main", outside_neighbour);
        others.push("main", outside_readme);
        session.publish_the_rest();
        others.push("main", outside_new_and_raw);
        session.sync();
        laws::everything_landed(&mut session);
    }
}
