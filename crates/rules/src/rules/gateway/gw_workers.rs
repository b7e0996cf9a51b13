//! A Gateway has 1 to 64 worker threads; 4 where nothing is said.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "gw-workers",
    kinds: &[Kind::Gateway],
    severity: Severity::Error,
    meaning: "has less than 1 or more than 64 worker threads",
    action: "write a number from 1 to 64",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-1}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.9/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  workers: 65
  interfaces: {enp2s1: {ips: [172.30.128.9/31]}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
"#,
    conforming: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-1}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.9/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  workers: 64
  interfaces: {enp2s1: {ips: [172.30.128.9/31]}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
"#,
};

fn judge(gateway: &Subject<'_>, report: &mut Report) {
    let Some(workers) = gateway.spec().get("workers").as_int() else { return };
    if !(1..=64).contains(&workers) {
        report.error(
            spec(["workers"]),
            format!("{workers} is not between 1 and 64: choose such a number"),
        );
    }
}
