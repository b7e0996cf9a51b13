//! What one side takes from the other means there what it means here, and nothing else of it changes.

use hedgerow_drift::{TakeError, accepted, compare, differing, restored, without_noise};
use hedgerow_model::{FieldDrift, Value};
use hedgerow_schema::Catalogue;
use rstest::rstest;

use crate::support::value;

const HEAD: &str = "# kept\napiVersion: wiring.githedgehog.com/v1beta1\nkind: Server\nmetadata: {name: x} # here\n";
const VPC: &str = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: v\n";

fn drifts(desired: &str, actual: &Value) -> Vec<FieldDrift> {
    compare(Some(&value(desired)), Some(actual), None, &Catalogue::builtin()).unwrap().fields
}

#[rstest]
#[case::a_value(
    "spec:\n  description: a # why\n  profile: p\n",
    "spec: {description: b, profile: p}",
    "spec:\n  description: b # why\n  profile: p\n"
)]
#[case::a_new_field(
    "spec:\n  description: a\n",
    "spec: {description: a, profile: q}",
    "spec:\n  description: a\n  profile: q\n"
)]
#[case::a_field_less(
    "spec:\n  description: a\n  profile: p\n",
    "spec: {description: a}",
    "spec:\n  description: a\n"
)]
fn a_document_takes_what_the_cluster_has_and_stays_as_it_is_written(
    #[case] text: &str,
    #[case] actual: &str,
    #[case] expected: &str,
) {
    let desired = format!("{HEAD}{text}");
    let actual = value(&format!("{HEAD}{actual}\n"));
    let fields = drifts(&desired, &actual);
    let taken = accepted(&desired, &actual, &fields, &Catalogue::builtin()).unwrap();
    assert_eq!(taken, format!("{HEAD}{expected}"));
    assert!(drifts(&taken, &actual).is_empty());
    // The other way round: the object takes what Git wants.
    let object = restored(&actual, &value(&desired), &fields).unwrap();
    assert!(differing(&value(&desired), &object, &Catalogue::builtin()).is_empty());
}

#[test]
fn what_was_not_named_is_not_taken() {
    let desired = format!("{HEAD}spec:\n  description: a\n  profile: p\n");
    let actual = value(&format!("{HEAD}spec: {{description: b, profile: q}}\n"));
    let one: Vec<_> = drifts(&desired, &actual)
        .into_iter()
        .filter(|field| field.path.to_string() == "spec.profile")
        .collect();
    let taken = accepted(&desired, &actual, &one, &Catalogue::builtin()).unwrap();
    assert_eq!(taken, format!("{HEAD}spec:\n  description: a\n  profile: q\n"));
}

#[test]
fn a_value_that_the_cluster_fills_in_is_written_only_where_it_is_another() {
    // The gateway of a subnet is the first address where none is written.
    let desired = format!(
        "{VPC}spec:\n  subnets:\n    default:\n      subnet: 10.0.1.0/24\n      vlan: 1001\n"
    );
    let with = |gateway: &str| {
        value(&format!(
            "{VPC}spec: {{subnets: {{default: {{subnet: 10.0.1.0/24, vlan: 1001{gateway}}}}}}}\n"
        ))
    };
    assert!(drifts(&desired, &with(", gateway: 10.0.1.1")).is_empty());
    let other = with(", gateway: 10.0.1.9");
    let taken =
        accepted(&desired, &other, &drifts(&desired, &other), &Catalogue::builtin()).unwrap();
    assert!(taken.ends_with("      vlan: 1001\n      gateway: 10.0.1.9\n"), "{taken}");
    // Taken back by leaving it out: the cluster fills in its own.
    let object = restored(&other, &value(&desired), &drifts(&desired, &other)).unwrap();
    assert!(differing(&value(&desired), &object, &Catalogue::builtin()).is_empty());
}

#[test]
fn what_is_not_understood_is_refused() {
    let actual = value(&format!("{HEAD}spec: {{description: b}}\n"));
    let fields = drifts(&format!("{HEAD}spec: {{description: a}}\n"), &actual);
    let refused = accepted("a: [", &actual, &fields, &Catalogue::builtin());
    assert!(matches!(refused, Err(TakeError::Unreadable(_))));
}

#[test]
fn what_only_the_cluster_has_is_written_as_a_person_would() {
    let actual = value(&format!(
        "{}  uid: u\n  resourceVersion: '7'\n  generation: 2\n  creationTimestamp: t\n  namespace: default\n  \
         managedFields: [{{manager: m}}]\n  labels:\n    team: net\n    app.kubernetes.io/part-of: lab\n    \
         fabric.githedgehog.com/ipv4ns: default\n  annotations:\n    note: x\n    \
         kubectl.kubernetes.io/last-applied-configuration: '{{}}'\n    argocd.argoproj.io/tracking-id: a\n\
         spec: {{ipv4Namespace: default, subnets: {{default: {{subnet: 10.0.1.0/24, vlan: 1001, dhcp: {{}}}}}}}}\n\
         status: {{}}\n",
        VPC
    ));
    let plain = without_noise(&actual, &Catalogue::builtin());
    let expected = value(&format!(
        "{VPC}  labels: {{team: net, app.kubernetes.io/part-of: lab}}\n  annotations: {{note: x}}\n\
         spec: {{ipv4Namespace: default, subnets: {{default: {{subnet: 10.0.1.0/24, vlan: 1001}}}}}}\n"
    ));
    assert_eq!(plain, expected);
    let drift = compare(Some(&plain), Some(&actual), None, &Catalogue::builtin()).unwrap();
    assert!(drift.fields.is_empty(), "{drift:?}");
}

/// A VPC and a server with a value of each sort, for edits anywhere.
fn samples() -> Vec<Value> {
    let vpc = format!(
        "{VPC}  labels: {{team: net}}\nspec:\n  subnets:\n    a: {{subnet: 10.0.1.0/24, vlan: 1001, isolated: true}}\n    \
         b:\n      subnet: 10.0.2.0/24\n      vlan: 1002\n      dhcp:\n        enable: true\n        options:\n          \
         dnsServers: [1.1.1.1, 9.9.9.9]\n          interfaceMTU: 1500\n  permit:\n    - [a, b]\n"
    );
    let server = format!("{HEAD}spec:\n  description: text\n  profile: p\n");
    vec![value(&vpc), value(&server)]
}

/// Every place of a value where something can be edited.
fn places(
    value: &Value,
    at: &hedgerow_model::FieldPath,
    found: &mut Vec<hedgerow_model::FieldPath>,
) {
    if !at.segments().is_empty() {
        found.push(at.clone());
    }
    if let Value::Map(entries) = value {
        for (key, value) in entries {
            places(value, &at.key(key), found);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]

    /// Whatever somebody makes of an object by hand: each side takes what the other has, and then they say the same.
    #[test]
    fn after_taking_both_sides_say_the_same(
        which in 0_usize..2,
        picks in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), 0_u8..7), 1..5),
    ) {
        let catalogue = Catalogue::builtin();
        let desired = samples().remove(which);
        let mut actual = desired.clone();
        for (pick, how) in picks {
            let mut all = Vec::new();
            places(&actual, &hedgerow_model::FieldPath::root(), &mut all);
            // What a resource is called is not edited.
            all.retain(|path| {
                let text = path.to_string();
                text.starts_with("spec.") || text.starts_with("metadata.labels.")
            });
            let Some(path) = all.get(pick.index(all.len().max(1))) else { continue };
            let is_label = path.to_string().starts_with("metadata");
            let new = match how {
                0 => { let _ = hedgerow_yaml::delete_path(&mut actual, path); continue }
                1 => Value::String("edited: by hand # not a comment".to_owned()),
                2 => Value::String(String::new()),
                _ if is_label => Value::String("label".to_owned()),
                3 => value("7"),
                4 => value("false"),
                5 => value("{new: {deep: [1, x]}}"),
                _ => value("[z, a]"),
            };
            hedgerow_yaml::set_path(&mut actual, path, new).unwrap();
        }
        let text = hedgerow_yaml::emit(&desired, &hedgerow_yaml::EmitOptions::default());
        let fields = compare(Some(&desired), Some(&actual), None, &catalogue).unwrap().fields;
        match accepted(&text, &actual, &fields, &catalogue) {
            Ok(taken) => {
                let left = differing(&value(&taken), &actual, &catalogue);
                proptest::prop_assert!(left.is_empty(), "{left:?}\n{taken}");
            }
            // Refused is never wrong; that it is rare is told by the cases above.
            Err(TakeError::Otherwise { .. } | TakeError::Lossy { .. }) => {}
            Err(error) => proptest::prop_assert!(false, "{error}"),
        }
        let object = restored(&actual, &desired, &fields).unwrap();
        let left = differing(&desired, &object, &catalogue);
        proptest::prop_assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn an_import_has_the_labels_that_say_something_else_than_the_cluster_computes() {
    let key = "fabric.githedgehog.com/ipv4ns";
    let imported = |metadata: &str| {
        let vpc = format!(
            "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: v, {metadata}}}\nspec: \
             {{ipv4Namespace: default}}\n"
        );
        let plain = without_noise(&value(&vpc), &Catalogue::builtin());
        let of = |part: &str| plain.at(&["metadata", part, key]).and_then(Value::as_str);
        (of("labels").map(str::to_owned), of("annotations").map(str::to_owned))
    };
    assert_eq!(imported(&format!("labels: {{{key}: default}}")), (None, None));
    let other = Some("other".to_owned());
    assert_eq!(imported(&format!("labels: {{{key}: other}}")), (other, None));
    let default = Some("default".to_owned());
    assert_eq!(imported(&format!("annotations: {{{key}: default}}")), (None, default));
}
