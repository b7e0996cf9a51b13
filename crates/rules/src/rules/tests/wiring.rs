//! A small fabric for tests of Connections and Switches, and what they ask of it.

use hedgerow_model::Severity;

use super::run;
use crate::{Settings, Why};

/// A violation: the rule, the resource, the field, how much it matters.
pub(super) type Said<'a> = (&'a str, &'a str, &'a str, Severity);

/// Two spines and three leaves with a profile, servers, a gateway and a VPC.
pub(super) fn base() -> String {
    let switch = |name: &str, role: &str, number: u8, asn: u32, more: &str| {
        let vtep = if role == "spine" {
            String::new()
        } else {
            format!("vtepIP: 172.30.12.{number}/32, ")
        };
        format!(
            "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {{name: {name}}}
spec: {{role: {role}, profile: small, asn: {asn}, ip: 172.30.0.{number}/21, protocolIP: 172.30.8.{number}/32, {vtep}{more}}}
"
        )
    };
    let plain = |kind: &str, name: &str| {
        format!(
            "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: {kind}
metadata: {{name: {name}}}
spec: {{}}
"
        )
    };
    let pair = "redundancy: {group: pair-1, type: eslag}";
    [
        r#"---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  features: {eslag: true, roce: true}
  maxPorts: 14
  pipelines: {"1": {maxPorts: 5}}
  ports:
    M1: {management: true}
    E1/1: {group: "1"}
    E1/2: {group: "1"}
    E1/3: {profile: sfp}
    E1/4: {profile: fixed}
    E1/5: {profile: qsfp}
    E1/6: {profile: qsfp, pipeline: "1"}
    E1/7: {profile: qsfp, pipeline: "1"}
    E1/8: {profile: qsfp-fixed}
  portGroups: {"1": {profile: sfp}}
  portProfiles:
    sfp: {autoNegAllowed: true, speed: {default: 25G, supported: [10G, 25G]}}
    fixed: {speed: {default: 25G, supported: [25G]}}
    qsfp:
      autoNegAllowed: true
      breakout:
        default: 1x100G
        supported: {1x100G: {offsets: ["0"]}, 4x25G: {offsets: ["0", "1", "2", "3"]}}
    qsfp-fixed: {breakout: {default: 1x100G, supported: {1x100G: {offsets: ["0"]}}}}
"#
        .to_owned(),
        "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}]}
"
        .to_owned(),
        plain("SwitchGroup", "pair-1"),
        plain("SwitchGroup", "pair-2"),
        switch("spine-1", "spine", 2, 65100, ""),
        switch("spine-2", "spine", 3, 65100, ""),
        switch(
            "leaf-1",
            "server-leaf",
            4,
            65101,
            &format!("portBreakouts: {{E1/6: 4x25G}}, {pair}"),
        ),
        switch("leaf-2", "server-leaf", 5, 65102, pair),
        switch("leaf-3", "border-leaf", 6, 65103, ""),
        switch("leaf-4", "mixed-leaf", 7, 65104, "redundancy: {group: pair-2, type: eslag}"),
        switch("leaf-5", "mixed-leaf", 9, 65105, "redundancy: {group: pair-1, type: eslag}"),
        switch("leaf-6", "mixed-leaf", 10, 65106, "redundancy: {group: pair-1, type: eslag}"),
        switch("leaf-7", "mixed-leaf", 11, 65107, "redundancy: {group: pair-1, type: eslag}"),
        plain("Server", "server-1"),
        plain("Server", "server-2"),
        "---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
"
        .to_owned(),
    ]
    .concat()
}

pub(super) fn connection(name: &str, spec: &str) -> String {
    format!(
        "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {{name: {name}}}
spec: {spec}
"
    )
}

/// Everything that is broken when the base gets more documents, exactly.
#[track_caller]
pub(super) fn expect(settings: Option<Settings>, documents: &str, expected: &[Said<'_>]) {
    expect_change(settings, &base(), &[base().as_str(), documents].concat(), expected);
}

/// Everything that is broken when documents turn into others, exactly.
#[track_caller]
pub(super) fn expect_change(
    settings: Option<Settings>,
    before: &str,
    after: &str,
    expected: &[Said<'_>],
) {
    let run = run(settings, before, after);
    let mut found: Vec<String> = run
        .after
        .iter()
        .map(|one| {
            assert!(!one.message.is_empty() && !one.message.ends_with('.'), "{one:?}");
            if let Some(other) = &one.other {
                assert!(one.message.contains(other.identity.name.as_str()), "{one:?}");
            }
            format!("{} {} {} {:?}", one.rule, one.subject.name, one.field, one.severity)
        })
        .collect();
    let mut expected: Vec<String> = expected
        .iter()
        .map(|(rule, subject, field, severity)| format!("{rule} {subject} {field} {severity:?}"))
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{:#?}", run.after);
}

#[track_caller]
pub(super) fn one(spec: &str, expected: &[(&str, &str, Severity)]) {
    let expected: Vec<Said<'_>> =
        expected.iter().map(|(rule, field, severity)| (*rule, "c", *field, *severity)).collect();
    expect(Some(Settings::default()), &connection("c", spec), &expected);
}

/// Why rules of the connection `c` could not be judged.
pub(super) fn unchecked(settings: Option<Settings>, documents: &str) -> Vec<(&'static str, Why)> {
    let run = run(settings, "", documents);
    let of_c = run.unchecked.into_iter().filter(|(identity, _)| identity.name == "c");
    of_c.map(|(_, unchecked)| (super::id_of(&unchecked.rule), unchecked.why)).collect()
}

pub(super) fn server_links(of: &str, switches: &[&str]) -> String {
    let links: Vec<String> = switches
        .iter()
        .enumerate()
        .map(|(at, port)| format!("{{server: {{port: server-1/{at}}}, switch: {{port: {port}}}}}"))
        .collect();
    format!("{{{of}: {{links: [{}]}}}}", links.join(", "))
}

pub(super) fn switch(name: &str, spec: &str) -> String {
    format!(
        "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {{name: {name}}}
spec: {{{spec}}}
"
    )
}

/// A leaf that is not hydrated.
pub(super) fn leaf(more: &str) -> String {
    switch("s", &format!("role: server-leaf, profile: small, {more}"))
}
