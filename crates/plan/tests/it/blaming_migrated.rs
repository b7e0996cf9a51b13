//! Who set each field, over histories in which fields got newer names.

use hedgerow_model::{GroupKind, Value};
use hedgerow_plan::{Before, SetBy, Version, blame, migrate_text, offered};
use hedgerow_schema::Catalogue;
use proptest::prelude::*;

use crate::blaming::{Commit, History, version};

fn kind(name: &str) -> GroupKind {
    let group = match name {
        "Connection" => "wiring.githedgehog.com",
        _ => "vpc.githedgehog.com",
    };
    GroupKind::new(group, name)
}

/// Each leaf below `of`: who set it, and whoever renamed it.
fn told(history: &mut History, kind: &GroupKind, of: &str) -> Vec<String> {
    let types = Catalogue::builtin().list_types(kind);
    let newest = history.commits.len() - 1;
    let rows = blame(history, &newest, kind, types.as_ref()).unwrap().unwrap();
    rows.into_iter()
        .filter_map(|row| {
            let path = row.path.to_string().strip_prefix(of)?.to_owned();
            let by = match row.by {
                SetBy::Here(at) => format!("{at}"),
                SetBy::UnknownBefore(at) => format!("?{at}"),
            };
            let renamed = row.renamed.map(|at| format!(", renamed by {at}")).unwrap_or_default();
            Some(format!("{path} {by}{renamed}"))
        })
        .collect()
}

fn history(commits: &[(&[usize], String)]) -> History {
    let commits = commits.iter().map(|(parents, text)| Commit {
        parents: parents.iter().map(|parent| Before::At(*parent)).collect(),
        version: version(text),
    });
    History { commits: commits.collect(), steps: usize::MAX }
}

const STATEMENTS: &str = "spec.inboundACL.statements[seq=";

/// An attachment with these statements.
fn acl(statements: &str) -> String {
    match statements {
        "!" | "-" => statements.to_owned(),
        statements => format!("{{spec: {{inboundACL: {{statements: [{statements}]}}}}}}"),
    }
}

/// Who set what of statements, in a history of one line.
fn line(versions: &[&str]) -> Vec<String> {
    let parents: Vec<Vec<usize>> =
        (0..versions.len()).map(|at| at.checked_sub(1).into_iter().collect()).collect();
    let commits: Vec<(&[usize], String)> =
        parents.iter().map(Vec::as_slice).zip(versions.iter().map(|text| acl(text))).collect();
    told(&mut history(&commits), &kind("ExternalAttachment"), STATEMENTS)
}

#[test]
fn a_value_under_its_newer_name_belongs_to_whoever_set_it() {
    assert_eq!(
        line(&["{seq: 1, permit: true}", "{seq: 1, permit: false}", "{seq: 1, action: deny}"]),
        ["1].seq 0", "1].action 1, renamed by 2"]
    );
    assert_eq!(
        line(&["{seq: 1, permit: true}", "{seq: 1, action: deny}", "{seq: 1, action: deny}"]),
        ["1].seq 0", "1].action 1"],
        "another value in the same commit"
    );
    assert_eq!(
        line(&["{seq: 1, permit: true}", "{seq: 1, action: permit}", "{seq: 1, action: deny}"]),
        ["1].seq 0", "1].action 2"],
        "another value later"
    );
    assert_eq!(
        line(&["{seq: 1, permit: 'yes'}", "{seq: 1, action: permit}"]),
        ["1].seq 0", "1].action 1"],
        "the newer form has no word for it"
    );
    assert_eq!(
        line(&["{seq: 1, permit: true}", "{seq: 1, permit: true, action: permit}"]),
        ["1].seq 0", "1].permit 0", "1].action 1"],
        "both are there"
    );
}

#[test]
fn what_went_back_and_forth_belongs_to_whoever_went_back_to_the_older_name() {
    let back = ["{seq: 1, permit: true}", "{seq: 1, action: permit}", "{seq: 1, permit: true}"];
    assert_eq!(line(&back), ["1].seq 0", "1].permit 2"]);
    let [one, two, three] = back;
    assert_eq!(
        line(&[one, two, three, two]),
        ["1].seq 0", "1].action 0, renamed by 3"],
        "and not where it is in the newer form again"
    );
}

#[test]
fn each_statement_is_followed_on_its_own() {
    assert_eq!(
        line(&[
            "{seq: 1, permit: true}, {seq: 2, permit: true}, {seq: 3, permit: true}",
            "{seq: 1, action: permit}, {seq: 2, permit: true}, {seq: 3, permit: true}",
            "{seq: 1, action: permit}, {seq: 4, permit: true, protocol: tcp}, {seq: 2, action: permit}",
        ]),
        [
            "1].seq 0",
            "1].action 0, renamed by 1",
            "4].seq 2",
            "4].permit 2",
            "4].protocol 2",
            "2].seq 0",
            "2].action 0, renamed by 2",
        ]
    );
}

#[test]
fn a_migration_is_followed_through_what_cannot_be_read_and_to_where_nothing_is_known() {
    assert_eq!(
        line(&["{seq: 1, permit: true}", "!", "{seq: 1, action: permit}"]),
        ["1].seq 0", "1].action 0, renamed by 1"]
    );
    assert_eq!(
        line(&["!", "{seq: 1, permit: true}", "{seq: 1, action: permit}"]),
        ["1].seq ?1", "1].action ?1, renamed by 2"]
    );
}

#[test]
fn a_merge_leaves_a_value_to_its_first_parent_that_has_it_in_either_form() {
    let mut merged = history(&[
        (&[], acl("{seq: 1, permit: true}, {seq: 2, permit: true}")),
        (&[0], acl("{seq: 1, permit: true}, {seq: 2, permit: false}")),
        (&[0], acl("{seq: 1, action: permit}, {seq: 2, action: permit}")),
        (&[1, 2], acl("{seq: 1, action: permit}, {seq: 2, action: deny}")),
    ]);
    assert_eq!(
        told(&mut merged, &kind("ExternalAttachment"), STATEMENTS),
        ["1].seq 0", "1].action 0, renamed by 3", "2].seq 0", "2].action 1, renamed by 3"]
    );
}

/// A connection whose links are at these ports: `name` is what the switch's end is called.
fn links(name: &str, links: &[(&str, &str)]) -> String {
    let links = links.iter().map(|(port, ip)| {
        format!("{{{name}: {{port: {port}, ip: {ip}}}, gateway: {{port: g/{port}}}}}")
    });
    let links = links.collect::<Vec<_>>().join(", ");
    format!("{{spec: {{gateway: {{links: [{links}]}}}}}}")
}

#[test]
fn a_list_whose_key_was_renamed_is_followed_item_by_item() {
    let mut two = history(&[
        (&[], links("spine", &[("s1", "a"), ("s2", "b")])),
        (&[0], links("spine", &[("s1", "c"), ("s2", "b")])),
        (&[1], links("switch", &[("s2", "b"), ("s1", "c")])),
        (&[2], links("switch", &[("s1", "c")])),
    ]);
    assert_eq!(
        told(
            &mut two,
            &kind("Connection"),
            "spec.gateway.links[switch.port=s1,gateway.port=g/s1]."
        ),
        ["switch.port 0, renamed by 2", "switch.ip 1, renamed by 2", "gateway.port 0"]
    );
    let mut deleted = history(&[
        (&[], links("spine", &[("s1", "a"), ("s2", "b")])),
        (&[0], links("switch", &[("s1", "a")])),
    ]);
    assert_eq!(
        told(
            &mut deleted,
            &kind("Connection"),
            "spec.gateway.links[switch.port=s1,gateway.port=g/s1]."
        ),
        ["switch.port 0, renamed by 1", "switch.ip 0, renamed by 1", "gateway.port 0"],
        "also where another one went in the same commit"
    );
}

#[test]
fn a_newer_api_version_belongs_to_whoever_gave_the_resource_its_first() {
    let of = |version: &str| format!("{{apiVersion: vpc.githedgehog.com/{version}, spec: 1}}");
    let mut history =
        history(&[(&[], of("v1alpha2")), (&[0], of("v1beta1")), (&[1], of("v1beta1"))]);
    assert_eq!(told(&mut history, &kind("VPC"), ""), ["apiVersion 0, renamed by 1", "spec 0"]);
    let mut other = self::history(&[(&[], of("v1alpha1")), (&[0], of("v1beta1"))]);
    assert_eq!(told(&mut other, &kind("VPC"), ""), ["apiVersion 1", "spec 0"]);
}

/// One statement: whether it permits, and its protocol.
type Statement = (bool, u8);

fn statements() -> impl Strategy<Value = Vec<(u8, Statement)>> {
    let one = prop::option::weighted(0.8, (any::<bool>(), 0_u8..2));
    prop::collection::vec(one, 3).prop_map(|drawn| {
        let seq = (1..).zip(drawn);
        seq.filter_map(|(seq, what)| Some((seq, what?))).collect()
    })
}

fn text(statements: &[(u8, Statement)]) -> String {
    let one = |(seq, (permit, protocol)): &(u8, Statement)| {
        let protocol = ["tcp", "udp"][usize::from(*protocol)];
        format!("{{seq: {seq}, permit: {permit}, protocol: {protocol}}}")
    };
    let statements: Vec<String> = statements.iter().map(one).collect();
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: ExternalAttachment\nmetadata: {{name: x}}\n\
         spec: {{inboundACL: {{statements: [{}]}}}}\n",
        statements.join(", ")
    )
}

fn newer(text: &str) -> String {
    let catalogue = Catalogue::builtin();
    let kind = kind("ExternalAttachment");
    let migrated = migrate_text(text, &catalogue, &kind, &offered(&catalogue, &kind, &[]));
    migrated.text.unwrap_or_else(|| text.to_owned())
}

fn value(version: &Version) -> Option<&Value> {
    match version {
        Version::Says(value) => Some(value),
        Version::Absent | Version::Unreadable => None,
    }
}

proptest! {
    #[test]
    fn whoever_migrates_when_each_value_belongs_to_whoever_set_it(
        drawn in prop::collection::vec(
            (statements(), any::<bool>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8),
            1..12,
        ),
        last in statements(),
    ) {
        let count = drawn.len();
        let parents = |at: usize, one: &prop::sample::Index, other: &prop::sample::Index, how: u8| {
            let parents = match (at, how) {
                (0, _) => vec![],
                (_, 0 | 1) => vec![at - 1],
                (_, 2) => vec![one.index(at)],
                _ => vec![at - 1, other.index(at)],
            };
            parents.into_iter().map(Before::At).collect::<Vec<_>>()
        };
        // The same history twice: in any form, and all of it in the newer one. What is asked for is in the newer one.
        let (mut mixed, mut all) = (Vec::new(), Vec::new());
        for (at, (said, is_newer, one, other, how)) in drawn.iter().enumerate() {
            let (old, new) = (text(said), newer(&text(said)));
            let parents = parents(at, one, other, *how);
            let form = if *is_newer { &new } else { &old };
            mixed.push(Commit { parents: parents.clone(), version: version(form) });
            all.push(Commit { parents, version: version(&new) });
        }
        let newest = version(&newer(&text(&last)));
        prop_assume!(value(&newest).is_some());
        for commits in [&mut mixed, &mut all] {
            commits.push(Commit { parents: vec![Before::At(count - 1)], version: newest.clone() });
        }
        let kind = kind("ExternalAttachment");
        let types = Catalogue::builtin().list_types(&kind);
        let [mixed, all] = [mixed, all].map(|commits| {
            let mut history = History { commits, steps: usize::MAX };
            blame(&mut history, &count, &kind, types.as_ref()).unwrap().unwrap()
        });
        for (mixed, all) in mixed.iter().zip(&all) {
            prop_assert_eq!((&mixed.path, &mixed.value), (&all.path, &all.value));
            prop_assert_eq!(&mixed.by, &all.by, "{}", mixed.path);
            prop_assert_eq!(&all.renamed, &None);
        }
        prop_assert_eq!(mixed.len(), all.len());
    }
}
