//! Ports of Switches against their profile; each condition with near misses.

use hedgerow_model::Severity::Error;
use rstest::rstest;

use super::run;
use super::wiring::{Said, base, expect, leaf};
use crate::Settings;

#[rstest]
#[case::group("portGroupSpeeds: {'1': 10G}", None)]
#[case::prefix("portGroupSpeeds: {'1': SPEED_10G}", None)]
#[case::group_speed("portGroupSpeeds: {'1': 100G}", Some("spec.portGroupSpeeds.\"1\""))]
#[case::no_group("portGroupSpeeds: {'2': 10G}", Some("spec.portGroupSpeeds.\"2\""))]
#[case::port("portSpeeds: {E1/3: 10G}", None)]
#[case::speed("portSpeeds: {E1/3: 100G}", Some("spec.portSpeeds.E1/3"))]
#[case::empty("portSpeeds: {E1/3: ''}", Some("spec.portSpeeds.E1/3"))]
#[case::null("portSpeeds: {E1/3: null}", None)]
#[case::grouped("portSpeeds: {E1/1: 10G}", Some("spec.portSpeeds.E1/1"))]
#[case::breakout("portSpeeds: {E1/5: 100G}", Some("spec.portSpeeds.E1/5"))]
#[case::management("portSpeeds: {M1: 10G}", Some("spec.portSpeeds.M1"))]
#[case::no_port("portSpeeds: {E1/9: 10G}", Some("spec.portSpeeds.E1/9"))]
#[case::a_key_is_no_place("portSpeeds: {'#1': 10G}", Some("spec.portSpeeds.\"#1\""))]
fn speeds(#[case] more: &str, #[case] field: Option<&str>) {
    ports("sw-speed", more, field);
}

#[rstest]
#[case::mode("portBreakouts: {E1/5: 4x25G}", None)]
#[case::default_mode("portBreakouts: {E1/5: 1x100G}", None)]
#[case::no_mode("portBreakouts: {E1/5: 2x50G}", Some("spec.portBreakouts.E1/5"))]
#[case::empty("portBreakouts: {E1/5: ''}", Some("spec.portBreakouts.E1/5"))]
#[case::speed("portBreakouts: {E1/3: 4x25G}", Some("spec.portBreakouts.E1/3"))]
#[case::grouped("portBreakouts: {E1/1: 4x25G}", Some("spec.portBreakouts.E1/1"))]
#[case::management("portBreakouts: {M1: 4x25G}", Some("spec.portBreakouts.M1"))]
#[case::sub_port("portBreakouts: {E1/5/1: 4x25G}", Some("spec.portBreakouts.E1/5/1"))]
#[case::no_port("portBreakouts: {E1/9: 4x25G}", Some("spec.portBreakouts.E1/9"))]
fn breakouts(#[case] more: &str, #[case] field: Option<&str>) {
    ports("sw-breakout", more, field);
}

#[rstest]
#[case::speed("portAutoNegs: {E1/3: true}", None)]
#[case::not_allowed("portAutoNegs: {E1/4: true}", Some("spec.portAutoNegs.E1/4"))]
#[case::not_allowed_off("portAutoNegs: {E1/4: false}", Some("spec.portAutoNegs.E1/4"))]
#[case::grouped("portAutoNegs: {E1/1: true}", Some("spec.portAutoNegs.E1/1"))]
#[case::base("portAutoNegs: {E1/5: true}", Some("spec.portAutoNegs.E1/5"))]
#[case::sub_port("portAutoNegs: {E1/5/1: true}", None)]
#[case::not_broken_out("portAutoNegs: {E1/5/2: true}", Some("spec.portAutoNegs.E1/5/2"))]
#[case::broken_out("portAutoNegs: {E1/5/4: true}, portBreakouts: {E1/5: 4x25G}", None)]
#[case::beyond(
    "portAutoNegs: {E1/5/5: true}, portBreakouts: {E1/5: 4x25G}",
    Some("spec.portAutoNegs.E1/5/5")
)]
#[case::sub_port_not_allowed("portAutoNegs: {E1/8/1: true}", Some("spec.portAutoNegs.E1/8/1"))]
#[case::management("portAutoNegs: {M1: true}", Some("spec.portAutoNegs.M1"))]
#[case::no_port("portAutoNegs: {E1/9: true}", Some("spec.portAutoNegs.E1/9"))]
fn auto_negotiation(#[case] more: &str, #[case] field: Option<&str>) {
    ports("sw-autoneg", more, field);
}

#[rstest]
#[case::speed("portFECs: {E1/3: rs}", None)]
#[case::grouped("portFECs: {E1/1: fc}", None)]
#[case::base("portFECs: {E1/5: auto}", None)]
#[case::sub_port("portFECs: {E1/5/1: disabled}", None)]
#[case::not_broken_out("portFECs: {E1/5/2: rs}", Some("spec.portFECs.E1/5/2"))]
#[case::base_of_broken_out(
    "portFECs: {E1/5: rs}, portBreakouts: {E1/5: 4x25G}",
    Some("spec.portFECs.E1/5")
)]
#[case::broken_out("portFECs: {E1/5/4: rs}, portBreakouts: {E1/5: 4x25G}", None)]
#[case::beyond(
    "portFECs: {E1/5/5: rs}, portBreakouts: {E1/5: 4x25G}",
    Some("spec.portFECs.E1/5/5")
)]
#[case::management("portFECs: {M1: rs}", Some("spec.portFECs.M1"))]
#[case::no_port("portFECs: {E1/9: rs}", Some("spec.portFECs.E1/9"))]
fn error_correction(#[case] more: &str, #[case] field: Option<&str>) {
    ports("sw-fec", more, field);
}

#[track_caller]
fn ports(rule: &str, more: &str, field: Option<&str>) {
    let run = run(Some(Settings::default()), "", &(base() + &leaf(more)));
    let found: Vec<_> = run
        .after
        .iter()
        .map(|one| {
            let field: Vec<String> = one
                .field
                .segments()
                .iter()
                .map(|segment| match segment {
                    hedgerow_model::Segment::Key(key) => key.clone(),
                    other => format!("{other:?}"),
                })
                .collect();
            (&*one.rule, field.join(" "), one.severity)
        })
        .collect();
    let expected: Vec<_> = field
        .map(|field| (rule, field.replace('.', " ").replace('"', ""), Error))
        .into_iter()
        .collect();
    assert_eq!(found, expected, "{:#?}", run.after);
}

/// Eight ports; 14 in all, and 5 of the pipeline of `E1/6` and `E1/7`.
#[rstest]
#[case::none("", 0)]
#[case::one("portBreakouts: {E1/5: 4x25G}", 0)]
#[case::two("portBreakouts: {E1/5: 4x25G, E1/6: 4x25G}", 0)]
#[case::pipeline("portBreakouts: {E1/6: 4x25G, E1/7: 4x25G}", 1)]
#[case::all("portBreakouts: {E1/5: 4x25G, E1/6: 4x25G, E1/7: 4x25G}", 2)]
fn room_for_ports(#[case] more: &str, #[case] count: usize) {
    let expected: Vec<Said<'_>> = vec![("sw-max-ports", "s", "spec.portBreakouts", Error); count];
    expect(Some(Settings::default()), &leaf(more), &expected);
}
