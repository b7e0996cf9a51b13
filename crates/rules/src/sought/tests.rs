use regex::Regex;
use rstest::rstest;

use super::*;

const VPC: &str = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: web, annotations: {note: Asked for by Ann}}
spec:
  subnets:
    front: {subnet: 10.10.1.0/24, gateway: 10.10.1.1, vlan: 1001}
    back: {subnet: 10.10.2.0/25, vlan: 1002}
  wide: 10.8.0.0/13
  any: 0.0.0.0/0
";

const SWITCH: &str = "\
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec:
  boot: {mac: 0C:20:12:FF:00:0a}
  ip: 172.30.0.8/21
  protocolIP: 172.30.8.2/32
  v6: 2001:db8::1/64
  ports: [leaf-1/E1/5]
";

const VLANS_OF: &str = "\
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 10, to: 20}, {from: 1000, to: 2999}]}
";

fn met(typed: &str, text: &str) -> Option<(String, String, How)> {
    let sought = Sought::of(typed).unwrap();
    let value = hedgerow_yaml::read_value(text).unwrap();
    let met = sought.in_object(&value);
    if met.is_some() {
        let pattern = Regex::new(&sought.pattern()).unwrap();
        assert!(pattern.is_match(text), "{typed}: {pattern} does not match what has it");
    }
    met.map(|met| (met.path.to_string(), met.value, met.how))
}

#[rstest]
#[case("10.10.1.7", VPC, "spec.subnets.front.subnet", How::Contains)]
#[case("10.10.1.1", VPC, "spec.subnets.front.gateway", How::Is)]
#[case("10.10.2.127", VPC, "spec.subnets.back.subnet", How::Contains)]
#[case("10.10.2.128", VPC, "spec.wide", How::Contains)]
#[case("192.168.0.1", VPC, "spec.any", How::Contains)]
#[case("10.10.1.0/24", VPC, "spec.subnets.front.subnet", How::Is)]
#[case("10.10.1.0/26", VPC, "spec.subnets.front.subnet", How::Contains)]
#[case("10.10.0.0/16", VPC, "spec.wide", How::Contains)]
#[case("10.0.0.0/8", VPC, "spec.any", How::Contains)]
#[case("172.30.0.8", SWITCH, "spec.ip", How::Is)]
#[case("172.30.7.255", SWITCH, "spec.ip", How::Contains)]
#[case("172.30.8.2", SWITCH, "spec.protocolIP", How::Is)]
#[case("172.30.8.0/24", SWITCH, "spec.protocolIP", How::Within)]
#[case("172.16.0.0/12", SWITCH, "spec.protocolIP", How::Within)]
#[case("2001:0db8::1", SWITCH, "spec.v6", How::Is)]
#[case("2001:db8::/48", SWITCH, "spec.v6", How::Within)]
#[case("1001", VPC, "spec.subnets.front.vlan", How::Is)]
#[case("vlan:1002", VPC, "spec.subnets.back.vlan", How::Is)]
#[case("VLAN 1500", VLANS_OF, "spec.ranges[1]", How::Contains)]
#[case("20", VLANS_OF, "spec.ranges[0]", How::Contains)]
#[case("0c20.12ff.000a", SWITCH, "spec.boot.mac", How::Is)]
#[case("leaf-1/e1/5", SWITCH, "spec.ports[0]", How::Is)]
#[case("by ann", VPC, "metadata.annotations.note", How::Mentions)]
fn it_is_found_where_it_stands(
    #[case] typed: &str,
    #[case] text: &str,
    #[case] path: &str,
    #[case] how: How,
) {
    let (at, _, found) = met(typed, text).unwrap_or_else(|| panic!("{typed} is not found"));
    assert_eq!((at.as_str(), found), (path, how));
}

#[rstest]
#[case("172.30.8.1", SWITCH)]
#[case("172.30.16.0/24", SWITCH)]
#[case("100", VPC)]
#[case("10", VPC)]
#[case("21", VLANS_OF)]
#[case("3000", VLANS_OF)]
#[case("0c:20:12:ff:00:0b", SWITCH)]
#[case("leaf-1/E1/55", SWITCH)]
#[case("leaf-1", VPC)]
#[case("web", VPC)]
fn it_is_not_found_where_it_does_not_stand(#[case] typed: &str, #[case] text: &str) {
    assert_eq!(met(typed, text), None);
}

#[test]
fn the_value_that_was_found_is_told() {
    assert_eq!(met("1500", VLANS_OF).unwrap().1, "1000-2999");
    assert_eq!(met("10.10.1.7", VPC).unwrap().1, "10.10.1.0/24");
}

#[rstest]
#[case("", None)]
#[case("ab", None)]
#[case("4095", Some(Sought::Text("4095".to_owned())))]
#[case("0", None)]
#[case("vlan", Some(Sought::Text("vlan".to_owned())))]
#[case("vlan-3", Some(Sought::Vlan(3)))]
#[case(" 10.0.0.1 ", Some(Sought::Address("10.0.0.1".parse().unwrap())))]
#[case("10.0.0.300", Some(Sought::Text("10.0.0.300".to_owned())))]
fn what_is_typed_says_what_is_looked_for(#[case] typed: &str, #[case] wanted: Option<Sought>) {
    assert_eq!(Sought::of(typed), wanted);
}

#[test]
fn every_character_of_a_text_stands_for_itself() {
    for text in ["a.b*c", "(x)[y]{z}", "a|b^c$d", "\\d+?", "50% #1", "größe/°"] {
        let pattern = Regex::new(&Sought::Text(text.to_owned()).pattern()).unwrap();
        assert!(pattern.is_match(&format!("see {text} there")), "{text}");
        assert!(!pattern.is_match("a1b2c3 xyz abcd"), "{text}");
    }
}

proptest::proptest! {
    /// No network that contains an address is missed by the pattern that chooses the texts.
    #[test]
    fn every_network_around_an_address_is_chosen(bits: u32, length in 0_u8..=32, other: u32, narrower in 0_u8..=32) {
        let address = std::net::Ipv4Addr::from(bits);
        let net = ipnet::Ipv4Net::new(std::net::Ipv4Addr::from(bits), length).unwrap();
        let text = format!("net: {}/{length}\n", net.network());
        let sought = Sought::Address(address.into());
        let value = hedgerow_yaml::read_value(&text).unwrap();
        proptest::prop_assert!(sought.in_object(&value).is_some());
        proptest::prop_assert!(Regex::new(&sought.pattern()).unwrap().is_match(&text), "{text} {}", sought.pattern());
        let inner = ipnet::Ipv4Net::new(std::net::Ipv4Addr::from(other), narrower).unwrap().trunc();
        let sought = Sought::Network(inner.into());
        if sought.in_object(&value).is_some() {
            proptest::prop_assert!(Regex::new(&sought.pattern()).unwrap().is_match(&text), "{text} {}", sought.pattern());
        }
    }
}

#[test]
fn of_the_networks_around_an_address_the_smaller_one_comes_first() {
    let sought = Sought::of("10.77.0.9").unwrap();
    let rank = |subnet: &str| {
        let value =
            hedgerow_yaml::read_value(&format!("{{spec: {{subnets: [{subnet}]}}}}")).unwrap();
        sought.in_object(&value).unwrap().rank()
    };
    assert!(rank("10.77.0.9") < rank("10.77.0.0/24"));
    assert!(rank("10.77.0.0/24") < rank("10.0.0.0/8"));
}
