//! What a head says of a commit.

use hedgerow_outbound::branch::{
    Arrival, Containment, Recorded, arrived, lost, ours, recorded, rewritten,
};

const HEAD: Option<u8> = Some(1);
const NEW: u8 = 2;

#[test]
fn the_branch_alone_tells_whether_a_push_arrived() {
    assert_eq!(arrived(Some(NEW), HEAD, &NEW, Containment::Contained), Arrival::Arrived(NEW));
    assert_eq!(arrived(HEAD, HEAD, &NEW, Containment::Elsewhere), Arrival::Unmoved);
    assert_eq!(arrived(None, None, &NEW, Containment::Elsewhere), Arrival::Unmoved);
    assert_eq!(arrived(Some(3), HEAD, &NEW, Containment::Contained), Arrival::Arrived(3));
    assert_eq!(arrived(Some(3), HEAD, &NEW, Containment::Elsewhere), Arrival::Moved);
    assert_eq!(arrived(Some(3), HEAD, &NEW, Containment::Missing), Arrival::Moved);
    assert_eq!(arrived(Some(3), HEAD, &NEW, Containment::Unknown), Arrival::Unknown);
    assert_eq!(arrived(None, HEAD, &NEW, Containment::Elsewhere), Arrival::Moved);
}

#[test]
fn a_raced_publish_is_not_taken_for_hedgerows_own_head() {
    assert!(ours(&7, &[6, 7]));
    assert!(!ours(&8, &[6, 7]), "somebody's commit is on top: what it removed was not our doing");
    assert!(!ours(&8, &[]));
}

#[test]
fn a_published_commit_that_the_branch_does_not_contain_any_more_is_lost() {
    assert!(lost(Containment::Elsewhere));
    assert!(lost(Containment::Missing));
    assert!(!lost(Containment::Contained));
    assert!(!lost(Containment::Unknown), "what cannot be found out is not lost");
}

#[test]
fn a_history_without_the_known_head_was_rewritten() {
    assert!(rewritten(Some(Containment::Elsewhere)));
    assert!(rewritten(Some(Containment::Missing)));
    assert!(!rewritten(Some(Containment::Contained)));
    assert!(!rewritten(None), "nothing was known before");
}

#[test]
fn what_is_recorded_is_wrong_only_where_nobody_has_it() {
    assert_eq!(recorded(true, Containment::Contained), Recorded::Level);
    assert_eq!(recorded(false, Containment::Contained), Recorded::Late);
    assert_eq!(recorded(false, Containment::Elsewhere), Recorded::Late, "history was rewritten");
    assert_eq!(recorded(false, Containment::Missing), Recorded::Wrong);
    assert_eq!(recorded(false, Containment::Unknown), Recorded::Late);
}
