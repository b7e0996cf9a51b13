//! What is free, held against a search that looks at everything.

use std::collections::BTreeSet;

use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, Limits, read_each};
use proptest::prelude::*;

use super::*;
use crate::Settings;
use crate::net;

/// So many free ones, and the usual number of those that are taken.
fn few(free: usize) -> Most {
    Most { free, taken: 20 }
}

fn objects(text: &str) -> Vec<Object> {
    let catalogue = Catalogue::builtin();
    read_each(text, &Limits::default())
        .filter_map(|document| {
            let Content::Object(read) = document.content else { return None };
            Object::new(&catalogue, read.value())
        })
        .collect()
}

fn inventory(settings: Option<Settings>, text: &str) -> Inventory {
    Inventory::new(settings, objects(text))
}

fn planned(change: &str, text: &str) -> Vec<Planned> {
    let change: Arc<str> = Arc::from(change);
    let plan = |object| Planned { change: Arc::clone(&change), object: Arc::new(object) };
    objects(text).into_iter().map(plan).collect()
}

fn vpc(name: &str, subnet: &str, vlan: i64) -> String {
    format!(
        "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: {name}}}\n\
         spec: {{subnets: {{web: {{subnet: {subnet}, vlan: {vlan}}}}}}}\n"
    )
}

fn vlan_namespace(ranges: &str) -> String {
    format!(
        "---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: VLANNamespace\n\
         metadata: {{name: default}}\nspec: {{ranges: [{ranges}]}}\n"
    )
}

fn ip_namespace(subnets: &str) -> String {
    format!(
        "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: IPv4Namespace\n\
         metadata: {{name: default}}\nspec: {{subnets: [{subnets}]}}\n"
    )
}

/// `what by kind/name field (change)`, as a line.
fn lines(answer: &Free) -> Vec<String> {
    let line = |taken: &Taken| match &taken.by {
        TakenBy::Reserved => format!("{} reserved", taken.what),
        TakenBy::Resource { identity, field, change } => {
            let change = change.as_ref().map(|change| format!(" ({change})")).unwrap_or_default();
            format!("{} {} {field}{change}", taken.what, identity.name)
        }
    };
    answer.taken.iter().map(line).collect()
}

#[test]
fn vlans_are_free_between_those_of_git_of_changes_and_of_the_fabric() {
    let settings = Settings::default();
    let text = vlan_namespace("{from: 2997, to: 3901}, {from: 5}, {from: 4000, to: 4094}")
        + &vpc("a", "10.0.0.0/24", 5)
        + &vpc("b", "10.0.1.0/24", 2998);
    let inventory = inventory(Some(settings), &text);
    let planned =
        planned("bigger", &(vpc("b", "10.0.1.0/24", 4000) + &vpc("c", "10.0.2.0/24", 2998)));
    let answer = free_vlans(&inventory, &planned, "default", few(3)).unwrap();
    assert_eq!(answer.free, ["2997", "2999", "4001"]);
    assert_eq!(
        lines(&answer),
        [
            "5 a spec.subnets.web.vlan",
            "2998 b spec.subnets.web.vlan",
            "2998 c spec.subnets.web.vlan (bigger)",
            "3000-3899 reserved",
            "3900-3901 reserved",
            "4000 b spec.subnets.web.vlan (bigger)",
        ]
    );
    assert_eq!((answer.is_known, answer.unchecked.len()), (true, 0));
}

#[test]
fn a_vlan_that_changes_hold_is_told_of_each_of_them_once() {
    let inventory = inventory(Some(Settings::default()), &vlan_namespace("{from: 1, to: 9}"));
    let twice =
        vpc("a", "10.0.1.0/24", 1).replace("}}}", "}, db: {subnet: 10.0.2.0/24, vlan: 1}}}");
    let mut all = planned("one", &(twice.clone() + &vpc("b", "10.0.3.0/24", 1)));
    all.extend(planned("two", &twice));
    let answer = free_vlans(&inventory, &all, "default", few(2)).unwrap();
    assert_eq!(answer.free, ["2", "3"]);
    let field = "spec.subnets.db.vlan";
    let expected = [format!("1 a {field} (one)"), "1 b spec.subnets.web.vlan (one)".to_owned()];
    assert_eq!(lines(&answer)[..2], expected);
    assert_eq!(lines(&answer)[2..], [format!("1 a {field} (two)")]);
}

#[test]
fn a_subnet_that_a_change_leaves_as_it_is_is_told_once() {
    let text = ip_namespace("10.0.0.0/16") + &vpc("a", "10.0.0.0/24", 5);
    let inventory = inventory(Some(Settings::default()), &text);
    let of = |change: &str| {
        lines(&free_subnets(&inventory, &planned("one", change), "default", 24, few(1)).unwrap())
    };
    let held = "10.0.0.0/24 a spec.subnets.web.subnet";
    assert_eq!(of(&vpc("a", "10.0.0.0/24", 6)), [held]);
    let more = vpc("a", "10.0.1.0/24", 5);
    assert_eq!(of(&more), [held, "10.0.1.0/24 a spec.subnets.web.subnet (one)"]);
}

#[test]
fn what_is_not_known_is_said_and_what_is_missing_is_an_error() {
    let without = inventory(None, &vpc("a", "10.0.0.0/24", 5));
    let answer = free_vlans(&without, &[], "default", few(3)).unwrap();
    assert_eq!((answer.is_known, answer.free.len()), (false, 0));
    assert_eq!(lines(&answer), ["5 a spec.subnets.web.vlan"]);
    assert_eq!(
        answer.unchecked,
        [
            "no source has any VLANNamespace, so the VLANs that exist are not known",
            "the installation settings are not given: reserved VLANs are not excluded",
        ]
    );
    let answer = free_subnets(&without, &[], "default", 24, few(3)).unwrap();
    assert_eq!((answer.is_known, answer.free.len()), (false, 0));
    assert_eq!(lines(&answer), ["10.0.0.0/24 a spec.subnets.web.subnet"]);

    let text = vlan_namespace("{from: 7, to: 3}") + &ip_namespace("10.0.0.0/26, fd00::/8");
    let odd = inventory(None, &text);
    let error = free_vlans(&odd, &[], "prod", few(3)).unwrap_err();
    assert_eq!(error.to_string(), "there is no VLANNamespace `prod`; those that exist: default");
    let answer = free_vlans(&odd, &[], "default", few(3)).unwrap();
    assert!(answer.free.is_empty() && answer.unchecked[0].contains("invalid range"), "{answer:?}");
    let answer = free_subnets(&odd, &[], "default", 24, few(3)).unwrap();
    assert!(answer.free.is_empty() && answer.is_known);
    assert!(answer.unchecked[0].contains("IPv6"), "{answer:?}");
    assert!(answer.unchecked[1].contains("smaller than a /24"), "{answer:?}");
    assert_eq!(free_subnets(&odd, &[], "default", 27, few(3)).unwrap().free.len(), 2);
}

#[test]
fn a_namespace_that_only_a_change_brings_is_chosen_from() {
    let inventory = Inventory::new(None, []);
    let planned = planned("new", &vlan_namespace("{from: 7, to: 9}"));
    assert_eq!(free_vlans(&inventory, &planned, "default", few(5)).unwrap().free, ["7", "8", "9"]);
}

#[test]
fn subnets_are_found_beside_what_is_taken_and_reserved_however_large_the_namespace() {
    let text = ip_namespace("172.30.0.0/16, 10.0.0.0/8")
        + &vpc("a", "10.0.0.64/26", 5)
        + &vpc("b", "10.0.2.0/23", 6);
    let inventory = inventory(Some(Settings::default()), &text);
    let planned = planned("bigger", &vpc("c", "10.0.5.0/24", 7));
    let answer = free_subnets(&inventory, &planned, "default", 24, few(3)).unwrap();
    assert_eq!(answer.free, ["10.0.1.0/24", "10.0.4.0/24", "10.0.6.0/24"]);
    assert_eq!(
        lines(&answer),
        [
            "10.0.0.64/26 a spec.subnets.web.subnet",
            "10.0.2.0/23 b spec.subnets.web.subnet",
            "10.0.5.0/24 c spec.subnets.web.subnet (bigger)",
        ]
    );
    // Small ones in a large namespace cost no more.
    assert_eq!(free_subnets(&inventory, &[], "default", 30, few(1)).unwrap().free, ["10.0.0.0/30"]);
    let all = free_subnets(&inventory, &[], "default", 16, few(500)).unwrap();
    assert_eq!(all.free.len(), 255, "all of 10.0.0.0/8 but the first, none of 172.30.0.0/16");
    assert!(lines(&all).contains(&"172.30.0.0/21 reserved".to_owned()), "{all:?}");
}

#[test]
fn of_many_that_are_taken_the_first_are_listed_and_the_others_counted() {
    let vpcs: String =
        (0..50).map(|at| vpc(&format!("v{at}"), &format!("10.0.{at}.0/24"), 100 + at)).collect();
    let text = vlan_namespace("{from: 100, to: 200}") + &ip_namespace("10.0.0.0/16") + &vpcs;
    let inventory = inventory(None, &text);
    for answer in [
        free_vlans(&inventory, &[], "default", few(1)).unwrap(),
        free_subnets(&inventory, &[], "default", 24, few(1)).unwrap(),
    ] {
        assert_eq!((answer.taken.len(), answer.more_taken), (20, 30));
        assert!(answer.free == ["150"] || answer.free == ["10.0.50.0/24"], "{answer:?}");
    }
}

const SWITCH: &str = r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portBreakouts: {E1/10: 2x50G, E1/11: odd}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: c1}
spec: {unbundled: {link: {server: {port: s/1}, switch: {port: leaf-1/E1/1}}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: old}
spec: {mclag: {links: [{server: {port: t/1}, switch: {port: leaf-1/E1/10}}]}}
";

const PROFILE: &str = r"
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  ports:
    M1: {management: true}
    E1/1: {profile: sfp}
    E1/2: {profile: sfp}
    E1/3: {group: g}
    E1/10: {profile: qsfp}
    E1/11: {profile: qsfp}
  portProfiles:
    sfp: {speed: {default: 25G, supported: [25G]}}
    qsfp: {breakout: {default: 1x100G, supported: {1x100G: {offsets: ['0']}, 2x50G: {offsets: ['0', '2']}}}}
";

#[test]
fn ports_are_those_of_the_profile_under_the_breakouts() {
    let inventory = inventory(None, &format!("{SWITCH}{PROFILE}"));
    let text = "apiVersion: wiring.githedgehog.com/v1beta1\nkind: Connection\nmetadata: {name: c2}\n\
                spec: {external: {link: {switch: {port: leaf-1/E1/2/1}}}}\n";
    let answer = free_ports(&inventory, &planned("cables", text), "leaf-1", few(9)).unwrap();
    assert_eq!(answer.free, ["E1/3", "E1/10/2"]);
    assert_eq!(
        lines(&answer),
        [
            "E1/1 c1 spec.unbundled.link.switch.port",
            "E1/2/1 c2 spec.external.link.switch.port (cables)",
            "E1/10 old spec.mclag.links[0].switch.port",
        ]
    );
    assert!(answer.unchecked[0].starts_with("1 port is not considered"), "{answer:?}");
    let most = Most { free: 9, taken: 2 };
    let short = free_ports(&inventory, &planned("cables", text), "leaf-1", most).unwrap();
    assert_eq!((&short.taken, short.more_taken), (&answer.taken[..2].to_vec(), 1));
    // What a change leaves as it is, is not told twice.
    let same = planned("same", SWITCH);
    assert_eq!(lines(&free_ports(&inventory, &same, "leaf-1", few(9)).unwrap()).len(), 2);
}

#[test]
fn a_port_whose_breakout_mode_has_no_lanes_is_not_considered() {
    let profile = PROFILE.replace("2x50G: {offsets: ['0', '2']}", "2x50G: {offsets: []}");
    let inventory = inventory(None, &format!("{SWITCH}{profile}"));
    let answer = free_ports(&inventory, &[], "leaf-1", few(9)).unwrap();
    assert!(answer.unchecked[0].starts_with("2 ports are not considered"), "{answer:?}");
}

#[test]
fn without_the_profile_no_port_is_free_and_those_in_use_are_told() {
    let inventory = inventory(None, SWITCH);
    let answer = free_ports(&inventory, &[], "leaf-1", few(9)).unwrap();
    assert_eq!((answer.is_known, answer.free.len(), answer.taken.len()), (false, 0, 2));
    assert_eq!(answer.unchecked[0], "the switch profile small is not known");
    assert!(free_ports(&inventory, &[], "leaf-2", few(9)).is_err());
}

#[test]
fn ports_are_in_the_order_in_which_people_count_them() {
    let mut ports = ["E1/10", "M1", "E1/2/1", "E1/2", "E10/1", "Ethernet4"];
    ports.sort_by_cached_key(|port| natural_of(port));
    assert_eq!(ports, ["E1/2", "E1/2/1", "E1/10", "E10/1", "Ethernet4", "M1"]);
}

fn natural_of(port: &str) -> impl Ord {
    super::ports::natural(port)
}

/// VPCs by name, each with a prefix and a VLAN.
fn vpcs() -> impl Strategy<Value = Vec<(u8, u32, u8, u8)>> {
    proptest::collection::vec((0_u8..6, 0_u32..64, 24_u8..=30, 1_u8..20), 0..12)
}

fn text_of(vpcs: &[(u8, u32, u8, u8)]) -> String {
    let mut seen = BTreeSet::new();
    let first = vpcs.iter().filter(|(name, ..)| seen.insert(*name));
    let text = first.map(|(name, at, length, vlan)| {
        let address = std::net::Ipv4Addr::from(0x0A00_0000 + (at << 6));
        vpc(&format!("v{name}"), &format!("{address}/{length}"), i64::from(*vlan))
    });
    text.collect()
}

proptest! {
    #[test]
    fn the_same_is_free_as_by_trying_everything(
        held in vpcs(),
        drafted in vpcs(),
        entries in proptest::collection::btree_set((0_u32..16, 21_u8..=28), 1..4),
        ranges in proptest::collection::vec((1_i64..20, 0_i64..6), 1..4),
        length in 22_u8..=30,
        most in 1_usize..8,
        reserved in proptest::option::of((0_u32..16, 24_u8..=26)),
    ) {
        let entries: Vec<String> = entries
            .iter()
            .map(|(at, length)| format!("{}/{length}", std::net::Ipv4Addr::from(0x0A00_0000 + (at << 8))))
            .collect();
        let joined: Vec<String> =
            ranges.iter().map(|(from, more)| format!("{{from: {from}, to: {}}}", from + more)).collect();
        let text = ip_namespace(&entries.join(", ")) + &vlan_namespace(&joined.join(", ")) + &text_of(&held);
        let mut settings = Settings::default();
        settings.reserved_vlans = vec![crate::settings::VlanRange { from: 8, to: 9 }];
        settings.reserved_subnets.extend(reserved.map(|(at, length)| {
            format!("{}/{length}", std::net::Ipv4Addr::from(0x0A00_0000 + (at << 8))).parse::<ipnet::IpNet>().unwrap()
        }));
        let reserved = settings.reserved_subnets.clone();
        let inventory = inventory(Some(settings), &text);
        let planned = planned("change", &text_of(&drafted));

        let live: Vec<Object> = objects(&text_of(&held));
        let all = || live.iter().chain(planned.iter().map(|one| &*one.object));
        let vlans: BTreeSet<i64> =
            all().flat_map(|vpc| crate::vpc::subnets(vpc).map(|it| it.vlan())).collect();
        let expected: Vec<String> = (1..=4094_i64)
            .filter(|vlan| ranges.iter().any(|(from, more)| (*from..=from + more).contains(vlan)))
            .filter(|vlan| !vlans.contains(vlan) && !(8..=9).contains(vlan))
            .take(most)
            .map(|vlan| vlan.to_string())
            .collect();
        prop_assert_eq!(free_vlans(&inventory, &planned, "default", few(most)).unwrap().free, expected);

        let nets: Vec<_> = all()
            .flat_map(|vpc| crate::vpc::subnets(vpc).filter_map(|it| it.net()))
            .chain(reserved)
            .collect();
        let entries: Vec<_> = entries.iter().map(|entry| net::prefix(entry).unwrap()).collect();
        let size = 1_u32 << (32 - length);
        let expected: Vec<String> = (0..(1 << 14) / size)
            .map(|at| std::net::Ipv4Addr::from(0x0A00_0000 + at * size))
            .map(|address| net::prefix(&format!("{address}/{length}")).unwrap())
            .filter(|net| entries.iter().any(|entry| net::within(*net, *entry)))
            .filter(|net| !nets.iter().any(|taken| net::overlap(*taken, *net)))
            .take(most)
            .map(|net| net.to_string())
            .collect();
        let answer = free_subnets(&inventory, &planned, "default", length, few(most)).unwrap();
        prop_assert_eq!(answer.free, expected);
    }
}
