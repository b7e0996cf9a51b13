//! What became of commits whose push nobody saw the end of.

use std::collections::{BTreeMap, HashSet};

use hedgerow_outbound::branch::Containment;
use hedgerow_outbound::recovery::{Gained, Journaled, Touched, contained, late, remade, settled};

fn touched(files: &[(&str, Option<u8>)]) -> Touched<u8> {
    files.iter().map(|(path, content)| ((*path).to_owned(), *content)).collect()
}

fn journaled(oid: u8, place: Containment, files: &[(&str, Option<u8>)]) -> Journaled<u8> {
    Journaled { oid, place, touched: Some(touched(files)) }
}

fn gained(oid: u8, files: &[(&str, Option<u8>)]) -> Gained<u8> {
    Gained { oid, touched: touched(files) }
}

const OURS: &[(&str, Option<u8>)] = &[("env/a.yaml", Some(10)), ("env/gone.yaml", None)];

#[test]
fn the_newest_journaled_commit_that_the_branch_contains_was_published() {
    let places = |third, second, first| {
        contained(&[
            journaled(3, third, OURS),
            journaled(2, second, OURS),
            journaled(1, first, OURS),
        ])
    };
    assert_eq!(
        places(Containment::Elsewhere, Containment::Contained, Containment::Contained),
        Some(2)
    );
    assert_eq!(places(Containment::Missing, Containment::Unknown, Containment::Elsewhere), None);
}

#[test]
fn a_commit_that_a_host_made_anew_is_known_by_the_same_files_with_the_same_contents() {
    let ours = [journaled(1, Containment::Elsewhere, OURS)];
    assert_eq!(remade(&ours, &[gained(9, OURS)], "env/"), Some(9));
    let elsewhere = [OURS, &[("other/x.yaml", Some(5))]].concat();
    assert_eq!(remade(&ours, &[gained(9, &elsewhere)], "env/"), Some(9), "only this directory");
}

#[test]
fn a_trailer_without_the_same_contents_is_not_the_change() {
    let ours = [journaled(1, Containment::Elsewhere, OURS)];
    let different: [&[(&str, Option<u8>)]; 4] = [
        &[("env/a.yaml", Some(11)), ("env/gone.yaml", None)],
        &[("env/a.yaml", Some(10))],
        &[("env/a.yaml", Some(10)), ("env/gone.yaml", None), ("env/more.yaml", Some(1))],
        &[],
    ];
    for files in different {
        assert_eq!(remade(&ours, &[gained(9, files)], "env/"), None, "{files:?}");
    }
}

#[test]
fn any_attempt_may_be_the_one_that_a_host_made_anew() {
    let ours = [
        journaled(2, Containment::Elsewhere, &[("env/a.yaml", Some(12))]),
        journaled(1, Containment::Elsewhere, OURS),
    ];
    let others = [gained(8, &[("env/a.yaml", Some(13))]), gained(9, OURS)];
    assert_eq!(remade(&ours, &others, "env/"), Some(9));
}

#[test]
fn where_our_own_objects_are_gone_the_trailer_and_the_place_are_left() {
    let ours = [Journaled { oid: 1, place: Containment::Missing, touched: None }];
    assert_eq!(remade(&ours, &[gained(9, OURS)], "env/"), Some(9));
    assert_eq!(remade(&ours, &[gained(9, OURS)], "another/"), None);
}

#[test]
fn a_push_that_arrives_when_nobody_waits_for_it_any_more_counts() {
    let under_way = [(1_u8, 10_u8), (2, 20), (1, 11)];
    assert_eq!(late(under_way, &HashSet::from([11, 20, 99])), BTreeMap::from([(1, 11), (2, 20)]));
    assert!(late(under_way, &HashSet::from([99])).is_empty());
}

#[test]
fn what_is_neither_found_nor_late_is_queued_again() {
    let (found, late) = (BTreeMap::from([(2_u8, 20_u8)]), BTreeMap::from([(3, 30), (7, 70)]));
    let settled = settled(&[4, 2, 3, 1], &found, &late);
    assert_eq!(settled.again, [4, 1]);
    let landed = BTreeMap::from([(2, 20), (3, 30), (7, 70)]);
    assert_eq!(settled.landed, landed, "7 waited for something else and has arrived meanwhile");
}

#[test]
fn what_was_found_on_the_branch_goes_before_what_came_late() {
    let (found, late) = (BTreeMap::from([(1_u8, 20_u8)]), BTreeMap::from([(1, 30)]));
    assert_eq!(settled(&[1], &found, &late).landed, BTreeMap::from([(1, 20)]));
}
