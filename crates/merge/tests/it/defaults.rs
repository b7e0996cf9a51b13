//! Lists with a key that items may leave out.

use hedgerow_merge::{Manual, changes, leaves, merge_documents, values_equal};
use hedgerow_model::{FieldPath, Value};
use hedgerow_yaml::read_value;
use rstest::rstest;

use crate::support::Types;

const HEAD: &str = "kind: X\nports:\n";
const DNS: &str = "  - port: 53\n    name: dns   # of the pods\n";
const DNS_TCP: &str = "  - port: 53\n    protocol: TCP\n    name: dns   # of the pods\n";
const DNS_UDP: &str = "  - port: 53\n    protocol: UDP\n    name: dns-udp\n";
const WEB: &str = "  - port: 80\n    name: web\n";
const WEB_UDP: &str = "  - port: 80\n    protocol: UDP\n    name: web-udp\n";

fn file(items: &[&str]) -> String {
    format!("{HEAD}{}", items.concat())
}

fn value(text: &str) -> Value {
    read_value(text).unwrap()
}

#[rstest]
#[case::each_adds_one_of_the_same_protocol(&[DNS], &[DNS, DNS_UDP], &[DNS, WEB_UDP], &[DNS, WEB_UDP, DNS_UDP])]
#[case::edits_of_two(&[DNS, WEB], &[DNS, "  - port: 80\n    name: www\n"],
    &["  - port: 53\n    name: names   # of the pods\n", WEB],
    &["  - port: 53\n    name: names   # of the pods\n", "  - port: 80\n    name: www\n"])]
#[case::one_spells_the_default_out(&[DNS, WEB], &[DNS_TCP, WEB], &[DNS, WEB, WEB_UDP], &[DNS_TCP, WEB, WEB_UDP])]
#[case::the_other_edits_what_is_spelled_out(&[DNS, WEB], &[DNS_TCP, WEB],
    &["  - port: 53\n    name: names   # of the pods\n", WEB],
    &["  - port: 53\n    protocol: TCP\n    name: names   # of the pods\n", WEB])]
#[case::one_goes(&[DNS, DNS_UDP, WEB], &[DNS_UDP, WEB], &[DNS, DNS_UDP, WEB, WEB_UDP], &[DNS_UDP, WEB, WEB_UDP])]
fn an_item_has_the_default_for_what_it_leaves_out(
    #[case] base: &[&str],
    #[case] ours: &[&str],
    #[case] theirs: &[&str],
    #[case] expected: &[&str],
) {
    let [base, ours, theirs] = [base, ours, theirs].map(file);
    for (draft, git) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged =
            merge_documents(Some(&base), Some(draft), Some(git), &Types, &mut Manual).unwrap();
        assert_eq!(merged.conflicts, vec![]);
        let merged = merged.text.unwrap();
        assert!(values_equal(&value(&merged), &value(&file(expected)), &Types), "{merged}");
        assert_eq!(merged.contains("# of the pods"), file(expected).contains("# of the pods"));
    }
}

#[test]
fn two_items_of_which_one_spells_the_default_out_have_one_key() {
    let base = file(&[WEB]);
    let (ours, theirs) = (file(&[WEB, DNS]), file(&[WEB, DNS_TCP]));
    let merged =
        merge_documents(Some(&base), Some(&ours), Some(&theirs), &Types, &mut Manual).unwrap();
    assert_eq!(merged.text.unwrap().matches("port: 53").count(), 1);
}

#[test]
fn a_path_names_an_item_as_it_is_written_and_finds_only_that_one() {
    let both = value(&file(&[DNS_UDP, DNS]));
    let paths: Vec<String> =
        leaves(&both, &Types).into_iter().map(|(path, _)| path.to_string()).collect();
    assert!(paths.contains(&"ports[port=53,protocol=null].name".to_owned()), "{paths:?}");
    for (path, leaf) in leaves(&both, &Types) {
        let read: FieldPath = path.to_string().parse().unwrap();
        assert_eq!(both.lookup(&read), Some(&leaf), "{path}");
    }
    let told = changes(&both, &value(&file(&[DNS_UDP, DNS_TCP])), &Types);
    let told: Vec<String> = told.iter().map(|change| change.path.to_string()).collect();
    assert_eq!(told, ["ports[port=53,protocol=TCP].protocol"]);
}
