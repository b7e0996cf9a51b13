use hedgerow_model::Value;
use hedgerow_yaml::{FieldEdit, Limits, edit_fields, entry_lines, read, read_value};

use crate::support::{Types, path, value};

const VPC: &str = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC # the front
metadata:
  name: web
  labels: {zone: a,  tier: \"1\"} # two of them
spec:
  # one namespace for all
  ipv4Namespace: default
  subnets:
    front: # people
      subnet: 10.0.1.0/24
      vlan: 1001   # as agreed with Ann
      dhcp:
        enable: true
    # machines
    back:
      subnet: '10.0.2.0/24'
      vlan: 1002
  permit:
    - [front, back] # both ways
";

fn set(at: &str, new: &str) -> FieldEdit {
    FieldEdit::Set { path: path(at), value: read_value(new).unwrap() }
}

fn remove(at: &str) -> FieldEdit {
    FieldEdit::Remove { path: path(at) }
}

fn rename(at: &str, key: &str) -> FieldEdit {
    FieldEdit::Rename { path: path(at), key: key.to_owned() }
}

fn edited(text: &str, edits: &[FieldEdit]) -> String {
    try_edit(text, edits).unwrap()
}

fn try_edit(text: &str, edits: &[FieldEdit]) -> Result<String, String> {
    let document = read(text, &Limits::default()).map_err(|error| error.to_string())?;
    let edited = edit_fields(text.to_owned(), document, edits, &Types);
    let (text, document) = edited.map_err(|error| error.to_string())?;
    let again = read(&text, &Limits::default()).unwrap();
    assert_eq!(document.value(), again.value(), "it says what its text is read as");
    Ok(text)
}

/// Lines that only one of two texts has, as `-1-` and `+1+` put them.
fn difference(before: &str, after: &str) -> Vec<String> {
    let (old, new): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("-{line}"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+{line}"));
    gone.chain(come).collect()
}

#[test]
fn no_edit_and_an_edit_to_what_it_is_leave_the_text() {
    assert_eq!(edited(VPC, &[]), VPC);
    assert_eq!(edited(VPC, &[set("spec.subnets.front.vlan", "1001")]), VPC);
    assert_eq!(edited(VPC, &[set("spec.permit", "[[front, back]]")]), VPC);
    assert_eq!(
        edited(VPC, &[rename("spec.subnets.front", "f"), rename("spec.subnets.f", "front")]),
        VPC
    );
}

#[test]
fn edits_touch_the_lines_of_their_fields_alone() {
    let table: &[(&[FieldEdit], &[&str])] = &[
        (
            &[set("spec.subnets.front.vlan", "1400")],
            &[
                "-      vlan: 1001   # as agreed with Ann",
                "+      vlan: 1400   # as agreed with Ann",
            ],
        ),
        (
            &[set("metadata.labels.zone", "b")],
            &[
                "-  labels: {zone: a,  tier: \"1\"} # two of them",
                "+  labels: {zone: b,  tier: \"1\"} # two of them",
            ],
        ),
        (&[remove("spec.subnets.front.dhcp")], &["-      dhcp:", "-        enable: true"]),
        (&[set("spec.subnets.front.dhcp.mtu", "9000")], &["+        mtu: 9000"]),
        (&[rename("spec.subnets.back", "machines")], &["-    back:", "+    machines:"]),
        (
            &[
                rename("spec.subnets.back", "m"),
                set("spec.subnets.m.vlan", "7"),
                remove("spec.subnets.m.subnet"),
            ],
            &[
                "-    back:",
                "-      subnet: '10.0.2.0/24'",
                "-      vlan: 1002",
                "+    m:",
                "+      vlan: 7",
            ],
        ),
        (&[set("spec.permit[1]", "[front, x]")], &["+    - [front, x]"]),
        (&[set("spec.mode", "\"1001\"")], &["+  mode: \"1001\""]),
    ];
    for (edits, wanted) in table {
        assert_eq!(difference(VPC, &edited(VPC, edits)), *wanted, "{edits:?}");
    }
}

#[test]
fn each_edit_is_made_of_what_those_before_it_left() {
    let text =
        edited("a: [1, 2, 3] # three\n", &[remove("a[0]"), remove("a[0]"), set("a[1]", "4")]);
    assert_eq!(text, "a: [3, 4] # three\n");
    assert_eq!(value(&edited("", &[set("a.b", "1"), rename("a", "c")])), value("c: {b: 1}"));
}

#[test]
fn an_edit_that_leads_nowhere_says_so() {
    let table: &[(&str, FieldEdit, &str)] = &[
        (VPC, remove("spec.none"), "cannot delete `spec.none`: in `spec`: there is no none"),
        (
            VPC,
            set("kind.x", "1"),
            "cannot set `kind.x`: in `kind`: it is a string, which has no entries",
        ),
        (VPC, rename("spec.subnets.back", "front"), "`front` is there too"),
        (VPC, rename("spec.none", "x"), "cannot edit `spec.none`"),
        ("a: [\n", set("b", "1"), "line 1"),
        ("yes: 1\n", set("yes", "2"), "put the key in quotes"),
    ];
    for (text, edit, wanted) in table {
        let said = try_edit(text, std::slice::from_ref(edit)).unwrap_err();
        assert!(said.contains(wanted), "{edit:?}: {said}");
    }
}

#[test]
fn every_scalar_of_a_text_is_set_in_its_own_line() {
    let document = read(VPC, &Limits::default()).unwrap();
    let lines = entry_lines(&document, 1000).unwrap();
    let mut seen = 0;
    for (at, line) in &lines {
        let found = document.value().lookup(&path(at)).unwrap();
        if matches!(found, Value::Map(_) | Value::List(_)) {
            continue;
        }
        let after = edited(VPC, &[set(at, "other")]);
        let changed: Vec<_> = (1..)
            .zip(VPC.lines().zip(after.lines()))
            .filter(|(_, (old, new))| old != new)
            .collect();
        assert_eq!(changed.iter().map(|(line, _)| *line).collect::<Vec<u32>>(), [*line], "{at}");
        assert_eq!(VPC.lines().count(), after.lines().count(), "{at}");
        seen += 1;
    }
    assert_eq!(seen, 13);
}

#[test]
fn entries_are_found_by_their_line() {
    let document = read(VPC, &Limits::default()).unwrap();
    let lines = entry_lines(&document, 22).unwrap();
    assert_eq!(lines.len(), 22);
    let line = |at: &str| lines.get(at).copied();
    assert_eq!(line("kind"), Some(2));
    assert_eq!(line("metadata.labels.tier"), Some(5));
    assert_eq!(line("spec.subnets.back"), Some(16));
    assert_eq!(line("spec.permit[0][1]"), Some(20));
    assert_eq!(entry_lines(&document, 21), None);
    assert_eq!(entry_lines(&read("", &Limits::default()).unwrap(), 0).unwrap().len(), 0);
}
