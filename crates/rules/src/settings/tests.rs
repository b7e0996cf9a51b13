use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::*;

fn read(json: &Json) -> Result<Settings, String> {
    Settings::read(&hedgerow_model::Value::from(json))
}

#[test]
fn the_table_has_every_setting_with_a_default_that_it_takes() {
    let all = Settings::default().all();
    let named: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
    assert_eq!(named, all.keys().map(String::as_str).collect());
    assert_eq!(named.len(), SETTINGS.len(), "one stands twice");
    assert_eq!(read(&Json::Object(all)), Ok(Settings::default()));
}

#[test]
fn nothing_is_the_installers_defaults_and_only_what_differs_is_kept() {
    assert_eq!(read(&Json::Null), Ok(Settings::default()));
    assert!(Settings::default().differing().is_empty());
    let said = json!({
        "mode": "spine-leaf", "gateway": true,
        "reservedVlans": [{"from": 3000, "to": 3999}], "spineAsn": 65_000,
    });
    let differing = read(&said).unwrap().differing();
    let differs: Vec<&str> = differing.keys().map(String::as_str).collect();
    assert_eq!(differs.len(), 3, "the mode is the default: {differs:?}");
    assert_eq!(read(&Json::Object(differing)), read(&said), "it reads as what was said");
}

#[test]
fn a_wrong_setting_is_named_with_what_to_write() {
    let many: Vec<&str> = vec!["10.0.0.0/24"; 201];
    for (wrong, named, told) in [
        (json!([]), "", "must be a map"),
        (json!("mode"), "", "must be a map"),
        (json!({"mod": "spine-leaf"}), "`mod`", "did you mean `mode`"),
        (json!({"spine_asn": 1}), "`spine_asn`", "did you mean `spineAsn`"),
        (json!({"x": 1}), "`x`", "the settings are mode, "),
        (json!({"mode": "mesh"}), "`mode`", "one of spine-leaf, collapsed-core, not \"mesh\""),
        (json!({"mode": null}), "`mode`", "one of"),
        (json!({"spineAsn": 0}), "`spineAsn`", "from 1 to 4294967295"),
        (json!({"spineAsn": -1}), "`spineAsn`", "not -1"),
        (json!({"spineAsn": 1.5}), "`spineAsn`", "a whole number"),
        (json!({"spineAsn": "65100"}), "`spineAsn`", "a whole number"),
        (json!({"spineAsn": 4_294_967_296_u64}), "`spineAsn`", "a whole number"),
        (json!({"spineAsn": 65_200}), "`spineAsn`", "among those of leaves"),
        (json!({"leafAsnEnd": 65_100}), "`leafAsnEnd`", "must not be the larger"),
        (json!({"gateway": "yes"}), "`gateway`", "true or false"),
        (json!({"fabricSubnet": "172.30.128.0"}), "`fabricSubnet`", "an IPv4 network"),
        (json!({"fabricSubnet": "fd00::/64"}), "`fabricSubnet`", "an IPv4 network"),
        (json!({"fabricSubnet": "172.30.128.1/17"}), "`fabricSubnet`", "write 172.30.128.0/17"),
        (json!({"controlVip": "172.30.0.300"}), "`controlVip`", "an IPv4 address"),
        (json!({"managementSubnet": "10.1.0.0/24"}), "`managementDhcpStart`", "`managementSubnet`"),
        (json!({"controlVip": "10.0.0.1"}), "`controlVip`", "outside of `managementSubnet`"),
        (json!({"reservedSubnets": "10.0.0.0/8"}), "`reservedSubnets`", "a list"),
        (json!({"reservedSubnets": many}), "`reservedSubnets`", "at most 200"),
        (
            json!({"reservedSubnets": ["10.0.0.0/8", "10.0.0.1/8"]}),
            "`reservedSubnets[1]`",
            "write 10.0.0.0/8",
        ),
        (json!({"reservedSubnets": [3]}), "`reservedSubnets[0]`", "it is 3"),
        (json!({"reservedVlans": [{"from": 10, "to": 9}]}), "`reservedVlans[0]`", "1 to 4094"),
        (json!({"reservedVlans": [{"from": 0, "to": 9}]}), "`reservedVlans[0]`", "1 to 4094"),
        (json!({"reservedVlans": [{"from": 1, "to": 4095}]}), "`reservedVlans[0]`", "1 to 4094"),
        (json!({"reservedVlans": [{"from": 1}]}), "`reservedVlans[0]`", "`to`"),
        (json!({"reservedVlans": [{"from": 1, "to": 2, "by": 1}]}), "`reservedVlans[0]`", "`by`"),
        (json!({"serverMtuOffset": 9100}), "`serverMtuOffset`", "smaller than `fabricMtu`"),
        (json!({"fabricMtu": 0}), "`fabricMtu`", "from 1"),
        (json!({"gatewayCommunities": 10_001}), "`gatewayCommunities`", "10000"),
    ] {
        let error = read(&wrong).unwrap_err();
        assert!(error.contains(named) && error.contains(told), "{wrong}: {error}");
        assert!(error.chars().count() < 400, "{error}");
    }
}

#[test]
fn what_is_just_right_is_taken() {
    for right in [
        json!({"leafAsnStart": 65_533}),
        json!({"reservedVlans": [{"from": 1, "to": 4094}, {"from": 7, "to": 7}]}),
        json!({"reservedVlans": [], "reservedSubnets": []}),
        json!({"reservedSubnets": ["fd00::/64", "10.0.0.0/8"]}),
        json!({"serverMtuOffset": 9099}),
        json!({"managementSubnet": "10.1.0.0/24", "managementDhcpStart": "10.1.0.128", "controlVip": "10.1.0.1"}),
    ] {
        assert!(read(&right).is_ok(), "{right}: {:?}", read(&right));
    }
}

#[test]
fn the_page_of_the_installation_is_this_table() {
    let defaults = Settings::default().all();
    let mut table =
        String::from("| setting | takes | installer's default | meaning |\n|---|---|---|---|\n");
    for Setting { name, form, meaning } in SETTINGS {
        let default = defaults.get(*name).map(ToString::to_string).unwrap_or_default();
        writeln!(table, "| `{name}` | {form} | `{default}` | {meaning} |").unwrap();
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/installation.md");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains(&format!("{table}\n")), "docs/installation.md must have:\n{table}");
}
