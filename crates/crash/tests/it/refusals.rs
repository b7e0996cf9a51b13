//! Killed after the remote refused.

use crate::estate::{
    Way, outside_neighbour, outside_new_and_raw, outside_readme, outside_same_resource, wishes,
};
use crate::laws;
use crate::process::Death;
use crate::session::Session;

#[test]
fn a_server_killed_while_it_holds_refused_changes_keeps_them_until_the_remote_takes_them() {
    for passing in 1..=3 {
        let mut session = Session::new(Way::File, [Death::Point("publish.held", passing)]);
        session.connect();
        session.draft();
        session.estate.remote.hook("pre-receive", "echo 'not on Fridays' >&2; exit 1");
        let client = session.server().client.clone();
        std::thread::scope(|scope| {
            for wish in wishes() {
                let client = &client;
                scope.spawn(move || client.publish(wish.name).map(drop));
            }
        });
        session.settle();
        assert_eq!(session.died, 1);
        laws::changes_landed_once_or_wait(&mut session);
        session.estate.remote.remove_hook("pre-receive");
        let others = session.estate.outsider("Bea");
        for edit in [outside_neighbour, outside_readme, outside_same_resource] {
            others.push("main", edit);
        }
        session.publish_the_rest();
        others.push("main", outside_new_and_raw);
        session.sync();
        laws::everything_landed(&mut session);
    }
}
