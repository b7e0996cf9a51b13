//! ACLs of ExternalAttachments: each sub-condition of their clauses, with the near misses.

use rstest::rstest;

use super::external::{BGP, attached};

const ANY: &str = "srcPrefix: any, dstPrefix: any";

fn with_acl(statements: &[String]) -> Vec<String> {
    attached(&format!(
        "{{external: e, connection: c, {BGP}, inboundACL: {{statements: [{}]}}}}",
        statements.iter().map(|one| format!("{{{one}}}")).collect::<Vec<_>>().join(", ")
    ))
}

fn acl_errors(found: &[&str]) -> Vec<String> {
    let line = |found: &&str| {
        let (rule, field) = found.split_once(' ').unwrap();
        format!("error {rule} ExternalAttachment/a spec.inboundACL.statements{field}")
    };
    found.iter().map(line).collect()
}

#[rstest]
#[case::no_acl("", &[])]
#[case::null("inboundACL: null", &[])]
#[case::empty("inboundACL: {}", &[])]
#[case::no_statements("inboundACL: {statements: []}", &[])]
#[case::null_is_for_the_schema("inboundACL: {statements: [null, 7]}", &[])]
fn an_empty_acl(#[case] acl: &str, #[case] expected: &[&str]) {
    assert_eq!(attached(&format!("{{external: e, connection: c, {BGP}, {acl}}}")), expected);
}

#[rstest]
#[case(&["10"], &[])]
#[case(&["9"], &["acl-seq [0].seq"])]
#[case(&["0"], &["acl-seq [0].seq"])]
#[case::for_the_schema(&["-1", "null", "x"], &[])]
#[case(&["65535", "10", "11"], &[])]
#[case(&["10", "20", "10"], &["acl-seq [2].seq"])]
#[case(&["10", "10", "10"], &["acl-seq [1].seq", "acl-seq [2].seq"])]
#[case::low_and_twice(&["9", "9"], &["acl-seq [0].seq", "acl-seq [1].seq", "acl-seq [1].seq"])]
fn acl_numbers(#[case] numbers: &[&str], #[case] expected: &[&str]) {
    let statements: Vec<String> = numbers
        .iter()
        .map(|number| format!("seq: {number}, action: permit, protocol: ip, {ANY}"))
        .collect();
    assert_eq!(with_acl(&statements), acl_errors(expected));
}

#[rstest]
#[case("action: permit, protocol: ip", &[])]
#[case("action: deny, protocol: tcp", &[])]
#[case("action: discard, protocol: udp", &[])]
#[case("action: transit, protocol: icmp", &[])]
#[case("action: Permit, protocol: TCP", &["acl-enum [0].action", "acl-enum [0].protocol"])]
#[case("action: '', protocol: ''", &["acl-enum [0].action", "acl-enum [0].protocol"])]
#[case("action: allow, protocol: 6", &["acl-enum [0].action"])]
#[case("action: permit, protocol: sctp", &["acl-enum [0].protocol"])]
#[case::absent_is_for_the_schema("action: null", &[])]
fn acl_words(#[case] words: &str, #[case] expected: &[&str]) {
    assert_eq!(with_acl(&[format!("seq: 10, {ANY}, {words}")]), acl_errors(expected));
}

#[rstest]
#[case("any", true)]
#[case("0.0.0.0/0", true)]
#[case("10.0.0.1/8", true)]
#[case("10.0.0.0/08", true)]
#[case("10.0.0.0", false)]
#[case("10.0.0.0/33", false)]
#[case("Any", false)]
#[case("", false)]
fn acl_prefixes(#[case] prefix: &str, #[case] accepted: bool) {
    for (field, other) in [("srcPrefix", "dstPrefix"), ("dstPrefix", "srcPrefix")] {
        let statement =
            format!("seq: 10, action: permit, protocol: ip, {other}: any, {field}: '{prefix}'");
        let expected = format!("acl-prefix [0].{field}");
        let expected = if accepted { vec![] } else { vec![expected.as_str()] };
        assert_eq!(with_acl(&[statement]), acl_errors(&expected), "{field}: {prefix}");
    }
}

#[test]
fn acl_prefixes_of_ipv6_are_accepted_and_not_applied() {
    let statement = "seq: 10, action: permit, protocol: ip, srcPrefix: 'fd00::/8', dstPrefix: any";
    assert_eq!(
        with_acl(&[statement.to_owned()]),
        ["warning ea-ipv4 ExternalAttachment/a spec.inboundACL.statements[0].srcPrefix"]
    );
}

#[rstest]
#[case("tcp", "", &[])]
#[case("tcp", "portRangeBegin: 1, portRangeEnd: 65535", &[])]
#[case("udp", "portRangeBegin: 53, portRangeEnd: 53", &[])]
#[case("ip", "portRangeBegin: 0, portRangeEnd: null", &[])]
#[case("ip", "portRangeBegin: 53, portRangeEnd: 53", &["acl-ports [0].portRangeBegin"])]
#[case("icmp", "portRangeBegin: 53, portRangeEnd: 54", &["acl-ports [0].portRangeBegin"])]
#[case("tcp", "portRangeEnd: 53", &["acl-ports [0].portRangeBegin"])]
#[case("tcp", "portRangeBegin: 0, portRangeEnd: 53", &["acl-ports [0].portRangeBegin"])]
#[case("tcp", "portRangeBegin: 53", &["acl-ports [0].portRangeEnd"])]
#[case("tcp", "portRangeBegin: 54, portRangeEnd: 53", &["acl-ports [0].portRangeEnd"])]
#[case("ip", "portRangeEnd: 53", &["acl-ports [0].portRangeBegin", "acl-ports [0].portRangeEnd"])]
#[case::for_the_rule_of_protocols("sctp", "portRangeBegin: 53, portRangeEnd: 53", &["acl-enum [0].protocol"])]
#[case::for_the_schema("tcp", "portRangeBegin: http", &[])]
fn acl_ports(#[case] protocol: &str, #[case] ports: &str, #[case] expected: &[&str]) {
    let statement = format!("seq: 10, action: permit, protocol: {protocol}, {ANY}, {ports}");
    assert_eq!(with_acl(&[statement]), acl_errors(expected));
}

#[rstest]
#[case("tcp", "null", &[])]
#[case("ip", "null", &[])]
#[case("tcp", "{}", &[])]
#[case("ip", "{}", &["acl-tcp [0].tcpFilters"])]
#[case("udp", "{syn: true}", &["acl-tcp [0].tcpFilters"])]
#[case("tcp", "{established: true}", &[])]
#[case("tcp", "{established: true, ack: false}", &[])]
#[case("tcp", "{established: true, ack: true}", &["acl-tcp [0].tcpFilters.established"])]
#[case("tcp", "{established: true, notUrg: true}", &["acl-tcp [0].tcpFilters.established"])]
#[case("tcp", "{syn: true, notAck: true}", &[])]
#[case("tcp", "{fin: true, notFin: true}", &["acl-tcp [0].tcpFilters.notFin"])]
#[case("tcp", "{syn: true, notSyn: true}", &["acl-tcp [0].tcpFilters.notSyn"])]
#[case("tcp", "{rst: true, notRst: true}", &["acl-tcp [0].tcpFilters.notRst"])]
#[case("tcp", "{psh: true, notPsh: true}", &["acl-tcp [0].tcpFilters.notPsh"])]
#[case("tcp", "{ack: true, notAck: true}", &["acl-tcp [0].tcpFilters.notAck"])]
#[case("tcp", "{urg: true, notUrg: true}", &["acl-tcp [0].tcpFilters.notUrg"])]
#[case("tcp", "{syn: true, notSyn: false}", &[])]
fn acl_tcp_flags(#[case] protocol: &str, #[case] filters: &str, #[case] expected: &[&str]) {
    let statement =
        format!("seq: 10, action: permit, protocol: {protocol}, {ANY}, tcpFilters: {filters}");
    assert_eq!(with_acl(&[statement]), acl_errors(expected));
}

#[rstest]
#[case("icmp", "icmpType: 8, icmpCode: 0", &[])]
#[case("icmp", "icmpCode: 255", &[])]
#[case("icmp", "icmpType: 256", &["acl-icmp [0].icmpType"])]
#[case("icmp", "icmpCode: -1", &["acl-icmp [0].icmpCode"])]
#[case("tcp", "icmpType: 0", &["acl-icmp [0].icmpType"])]
#[case("ip", "icmpType: 8, icmpCode: 0", &["acl-icmp [0].icmpCode", "acl-icmp [0].icmpType"])]
#[case("udp", "icmpType: null", &[])]
fn acl_icmp(#[case] protocol: &str, #[case] icmp: &str, #[case] expected: &[&str]) {
    let statement = format!("seq: 10, action: permit, protocol: {protocol}, {ANY}, {icmp}");
    assert_eq!(with_acl(&[statement]), acl_errors(expected));
}

/// However many statements an ACL has, each is looked at once, and what is listed is bounded.
#[test]
fn a_huge_acl_costs_what_it_is_long() {
    let statement = format!("seq: 9, action: none, protocol: none, {ANY}, icmpType: 999");
    let found = with_acl(&vec![statement; 20_000]);
    for rule in ["acl-seq", "acl-enum", "acl-icmp"] {
        let count = found.iter().filter(|line| line.contains(rule)).count();
        assert_eq!(count, 20, "{rule}");
    }
}
