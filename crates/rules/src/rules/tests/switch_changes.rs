//! Switches, Servers, SwitchGroups and SwitchProfiles that are changed and deleted.

use hedgerow_model::Severity::{self, Error, Warning};
use rstest::rstest;

use super::run;
use super::wiring::{Said, base, connection, expect_change, leaf};
use crate::Settings;

#[rstest]
#[case::off("", "portBreakouts: {E1/5: 4x25G}", false)]
#[case::before("roce: true", "portBreakouts: {E1/5: 4x25G}", true)]
#[case::after("", "roce: true, portBreakouts: {E1/5: 4x25G}", true)]
#[case::both(
    "roce: true, portBreakouts: {E1/5: 4x25G}",
    "roce: true, portBreakouts: {E1/5: 1x100G}",
    true
)]
#[case::removed("roce: true, portBreakouts: {E1/5: 4x25G}", "roce: true", true)]
#[case::same("roce: true, portBreakouts: {E1/5: 4x25G}", "portBreakouts: {E1/5: 4x25G}", false)]
#[case::empty("roce: true", "roce: true, portBreakouts: {}", false)]
#[case::null("roce: true", "roce: true, portBreakouts: {E1/5: null}", false)]
fn breakouts_while_roce_is_on(#[case] before: &str, #[case] after: &str, #[case] refused: bool) {
    let expected: &[Said<'_>] =
        &[("sw-roce-breakout", "s", "spec.portBreakouts", Error)][..usize::from(refused)];
    expect_change(None, &(base() + &leaf(before)), &(base() + &leaf(after)), expected);
}

/// What a rule says of deletions, with the other resource.
fn deletions(rule: &str, before: &str, after: &str) -> Vec<(String, Severity)> {
    let run = run(Some(Settings::default()), before, after);
    let own = run.after.iter().filter(|one| one.rule == rule);
    own.map(|one| (one.other.as_ref().unwrap().identity.name.clone(), one.severity)).collect()
}

#[test]
fn a_switch_and_a_server_with_connections_are_not_deleted() {
    let server = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata: {name: server-1}
";
    let link = connection(
        "a",
        "{unbundled: {link: {server: {port: server-1/a}, switch: {port: s/E1/1}}}}",
    );
    let mclag =
        connection("b", "{mclag: {links: [{server: {port: server-1/b}, switch: {port: s/E1/2}}]}}");
    let second = connection(
        "c",
        "{unbundled: {link: {server: {port: x/b}, switch: {port: x/E1/2}}}, external: {link: {switch: {port: s/E1/3}}}}",
    );
    let links = [link, mclag, second].concat();
    let before = [leaf(""), server.to_owned(), links.clone()].concat();
    let (a, b, c) = (("a".to_owned(), Error), ("b".to_owned(), Warning), ("c".to_owned(), Warning));
    assert_eq!(deletions("sw-delete", &before, &links), [a.clone(), b.clone(), c]);
    assert_eq!(deletions("srv-delete", &before, &links), [a, b]);
    assert_eq!(deletions("sw-delete", &before, ""), [], "together with its connections");
}

#[test]
fn a_group_is_deleted_without_a_guard() {
    let groups = |names: &[&str]| -> String {
        let group = |name: &&str| {
            format!(
                "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchGroup
metadata: {{name: {name}}}
spec: {{}}
"
            )
        };
        names.iter().map(group).collect()
    };
    let switch = leaf("redundancy: {group: pair-1, type: eslag}");
    let before = groups(&["pair-1", "pair-2"]) + &switch;
    let after = groups(&["pair-2"]) + &switch;
    assert_eq!(deletions("sw-delete", &before, &after), [("s".to_owned(), Warning)]);
    let after = groups(&["pair-1"]) + &switch;
    assert_eq!(deletions("sw-delete", &before, &after), []);
}

#[rstest]
#[case::changed(Some(false), "{features: {roce: true}}", 1)]
#[case::same(Some(false), "{features: {eslag: true}}", 0)]
#[case::deleted(Some(false), "", 1)]
#[case::extra_ones_changed(Some(true), "{features: {roce: true}}", 0)]
#[case::extra_ones_deleted(Some(true), "", 0)]
#[case::unknown(None, "{features: {roce: true}}", 0)]
fn profiles(#[case] extra: Option<bool>, #[case] after: &str, #[case] count: usize) {
    let of = |spec: &str| {
        format!(
            "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {{name: p}}
spec: {spec}
"
        )
    };
    let settings = extra.map(|extra_profiles| Settings { extra_profiles, ..Settings::default() });
    let after = if after.is_empty() { String::new() } else { of(after) };
    let run = run(settings, &of("{features: {eslag: true}}"), &after);
    let found: Vec<_> = run
        .after
        .iter()
        .map(|one| (&*one.rule, one.field.segments().len(), one.severity))
        .collect();
    assert_eq!(found, vec![("profile", 0, Error); count]);
    assert_eq!(!run.unchecked.is_empty(), extra.is_none());
}
