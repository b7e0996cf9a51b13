//! Texts that declare rules: what is refused, at which line, and what is said of what cannot be verified.

use super::*;

/// What is wrong with a text, as `line: message`.
fn wrong(text: &str) -> Vec<String> {
    let problems = declare(text, &catalogue(), &held(&["Network", "Tenant"])).unwrap_err();
    problems.iter().map(|problem| format!("{}: {}", problem.line, problem.message)).collect()
}

/// What is said of a text that is fine.
fn notes(text: &str) -> Vec<String> {
    let (_, notes) = declare(text, &catalogue(), &held(&["Network", "Zone"])).unwrap();
    notes.iter().map(|note| format!("{}: {}", note.rule, note.message)).collect()
}

#[track_caller]
fn refused(text: &str, line: u32, says: &str) {
    let found = wrong(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(&format!("{line}: ")) && found[0].contains(says), "{found:?}");
}

/// A rule of a sort, on line 2 and further.
fn rule(sort: &str) -> String {
    format!("# rules\nvni:\n  {sort}\n")
}

#[test]
fn a_text_may_declare_nothing() {
    for text in ["", "# nothing yet\n", "{}"] {
        assert_eq!(declared(text).rules(), [], "{text}");
    }
}

#[test]
fn a_field_that_the_schema_does_not_have_is_named_with_its_line() {
    let of = |path: &str| {
        rule(&format!("unique:\n    of:\n    - kind: Network.example.com\n      path: {path}"))
    };
    refused(
        &of("spec.vnis"),
        6,
        "Network does not have `spec.vnis`: `spec` does not have `vnis`; did you mean `vni`?",
    );
    refused(&of("spec.vlans.id"), 6, "`spec.vlans` is a list: write `[*]` behind it");
    refused(&of("spec..vni"), 6, "a key is missing after `.`");
    refused(&of("status.vni"), 6, "the cluster writes `status`");
    refused(&of("spec.vlans"), 6, "is a list; it must be a string, an integer or true and false");
    refused(&of("spec.share"), 6, "is a number; it must be a string, an integer");
}

#[test]
fn a_rule_works_with_the_type_of_its_field() {
    let range = |path: &str, bounds: &str| {
        rule(&format!("range: {{of: {{kind: Network.example.com, path: {path}}}, {bounds}}}"))
    };
    refused(
        &range("spec.tenant", "from: 1"),
        3,
        "`spec.tenant` of Network is a string; it must be an integer",
    );
    refused(
        &range("spec.vni", "inside: 10.0.0.0/8"),
        3,
        "is an integer; it must be a string, which can be an address",
    );
    refused(
        &range("spec.vni", "from: 1, inside: 10.0.0.0/8"),
        3,
        "it must be an integer or a string",
    );
    refused(&range("spec.vni", "from: 5, to: 1"), 3, "`to` is 1, below `from`, 5");
    refused(&range("spec.vni", "from: a"), 3, "`from` must be an integer");
    refused(&range("spec.address", "inside: [10.0.0.1/8]"), 3, "write 10.0.0.0/8");
    refused(&range("spec.address", "inside: [ten]"), 3, "must be a prefix such as");
    let none = rule("range: {of: {kind: Network.example.com, path: spec.vni}}");
    refused(&none, 3, "needs `from`, `to` or `inside`");
    for nothing in ["inside: []", "inside: null", "from: null, to: null"] {
        let found = wrong(&range("spec.address", nothing));
        assert!(found.iter().any(|said| said.contains("needs `from`")), "{nothing}: {found:?}");
    }
    let names = rule(
        "reference: {from: {kind: Network.example.com, path: 'spec.vlans[*]'}, to: {kind: Tenant.example.com}}",
    );
    refused(&names, 3, "is a map; it must be a string or an integer, which can name");
}

#[test]
fn what_is_not_known_is_named_with_what_is() {
    let place = "{kind: Network.example.com, path: spec.vni}";
    refused(&rule(&format!("uniqe: {{of: {place}}}")), 3, "did you mean `unique`?");
    refused(&rule("level: warning"), 2, "exactly one of");
    let more = rule(&format!("unique: {{of: {place}, withn: fabric}}"));
    refused(&more, 3, "`withn` is not known here; did you mean `within`?");
    refused(
        &rule(&format!("unique: {{of: {place}, within: rack}}")),
        3,
        "must be `fabric` or `namespace`",
    );
    refused(&rule("unique: {}"), 3, "`of` is missing");
    refused(&rule("unique: {of: {path: spec.vni}}"), 3, "`kind` is missing");
    refused(&rule("unique: {of: {kind: Network.example.com}}"), 3, "`path` is missing");
    refused(
        &rule(&format!("level: high\n  unique: {{of: {place}}}")),
        3,
        "`error`, `warning` or `off`",
    );
    refused(&rule(&format!("why: [a]\n  unique: {{of: {place}}}")), 3, "`why` must be a text");
    refused(&rule(&format!("reference: {{from: {place}}}")), 3, "`to` is missing");
    refused(&format!("A_b: {{unique: {{of: {place}}}}}"), 1, "does not name a rule");
    refused("- a\n", 1, "must be a map");
    refused("a: [\n", 1, "a `[` is not closed");
    refused(&format!("a: &x {{unique: {{of: {place}}}}}\nb: *x\n"), 2, "`b` says the same as `a`");
    refused(&format!("a: {{unique: {{of: {place}}}}}\na: {{unique: {{of: {place}}}}}\n"), 2, "a");
    let scope = "{kind: Network.example.com, path: spec.vni, scope: 'spec.vlans[*].id'}";
    refused(&rule(&format!("unique: {{of: {scope}}}")), 3, "leads to several values");
}

#[test]
fn everything_that_is_wrong_is_said_in_the_order_of_the_text() {
    let text = "\
b: {unique: {of: {kind: Network.example.com, path: spec.a}}}
a: {unique: {of: {kind: Network.example.com}, x: 1}}
";
    let lines: Vec<String> = wrong(text).iter().map(|problem| problem[..1].to_owned()).collect();
    assert_eq!(lines, ["1", "2", "2"]);
}

#[test]
fn there_are_bounds() {
    let rules = |count: usize| -> String {
        let rule = |n| {
            format!(
                "r{n}: {{range: {{of: {{kind: Network.example.com, path: spec.vni}}, from: {n}}}}}\n"
            )
        };
        (0..count).map(rule).collect()
    };
    assert_eq!(declared(&rules(MOST_DECLARATIONS)).rules().len(), MOST_DECLARATIONS);
    refused(&rules(MOST_DECLARATIONS + 1), 1, "there are 201 rules; a fabric declares at most 200");
    refused(&format!("#{}\n", "x".repeat(LONGEST_DECLARATIONS)), 1, "at most 262144 are read");
    let longest = format!("#{}\n", "x".repeat(LONGEST_DECLARATIONS - 2));
    assert_eq!(declared(&longest).rules(), []);
    let named = |word: &str| rules(1).replace("r0", word);
    assert_eq!(declared(&named(&"a".repeat(63))).rules().len(), 1);
    refused(&named(&"a".repeat(64)), 1, "at most 63");
    refused(&named("-a"), 1, "does not name a rule");
    refused(&named("''"), 1, "does not name a rule");
    let because = |why: &str| rules(1).replace("range:", &format!("why: \"{why}\", range:"));
    assert_eq!(declared(&because(&"x".repeat(300))).rules().len(), 1);
    for why in [&"x".repeat(301), "a\\nb", "a\\rb"] {
        refused(&because(why), 1, "must be one line of at most 300 characters");
    }
}

/// A definition may come after rules that it makes say the same: they were accepted, and stay.
#[test]
fn what_was_accepted_is_read_whatever_is_defined_later() {
    let text = "a: {unique: {of: {kind: network, path: spec.vni}}}\n\
                b: {unique: {of: {kind: Network.example.com, path: spec.vni}}}\n";
    let before = Catalogue::builtin();
    assert!(declare(text, &before, &BTreeSet::new()).is_ok());
    assert_eq!(Declarations::read(text, &catalogue()).unwrap().rules().len(), 2);
    refused(text, 2, "`b` says the same as `a`");
}

#[test]
fn the_values_of_secrets_are_not_compared() {
    refused(
        "a: {unique: {of: {kind: Secret, path: 'data[*]'}}}",
        1,
        "only its name, namespace and labels can be named",
    );
    for path in ["metadata.annotations[*]", "metadata", "metadata.managedFields"] {
        let text = format!("a: {{unique: {{of: {{kind: Secret, path: '{path}'}}}}}}");
        assert!(wrong(&text).iter().any(|said| said.contains("a Secret")), "{path}");
    }
    assert_eq!(declared("a: {unique: {of: {kind: Secret, path: metadata.name}}}").rules().len(), 1);
}

#[test]
fn what_cannot_be_verified_is_said() {
    let unique =
        |kind: &str, path: &str| format!("a: {{unique: {{of: {{kind: {kind}, path: {path}}}}}}}");
    assert_eq!(notes(&unique("Network.example.com", "spec.vni")), [""; 0]);
    assert_eq!(
        notes(&unique("Zone.example.com", "spec.x")),
        ["declared/a: `spec.x` is not verified: no definition of Zone.example.com is given"]
    );
    let unknown = notes(&unique("Netwrok.example.com", "spec.x"));
    assert!(unknown[0].contains("the kind Netwrok.example.com is not known"), "{unknown:?}");
    assert!(unknown[0].contains("did you mean Network.example.com?"), "{unknown:?}");
    let to = |kind: &str| {
        format!(
            "a: {{reference: {{from: {{kind: Network.example.com, path: spec.tenant}}, to: {{kind: {kind}}}}}}}"
        )
    };
    let said = notes(&to("Tenant.example.com"));
    assert_eq!(
        said,
        ["declared/a: not checked while there is no Tenant.example.com: no source has any"]
    );
    assert!(notes(&to("SwitchProfile"))[0].contains("the fabric writes those itself"));
}

#[test]
fn a_kind_may_be_written_as_people_type_it() {
    let rules = declared("a: {unique: {of: {kind: vpcs, path: 'spec.subnets[*].vlan'}}}");
    let kinds: Vec<String> = rules.rules()[0].kinds().iter().map(ToString::to_string).collect();
    assert_eq!(kinds, ["VPC.vpc.githedgehog.com"]);
}

#[test]
fn a_rule_says_what_is_the_case_and_what_to_do() {
    let rules = declared(
        "t: {why: We bill them., reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Tenant.example.com}}}\n\
         v: {unique: {of: {kind: Network.example.com, path: 'spec.vlans[*].id', scope: 'spec.vlans[*].switch'}, within: namespace}}\n\
         r: {range: {of: {kind: Network.example.com, path: spec.vni}, to: 9}}\n\
         n: {no-overlap: {of: {kind: Network.example.com, path: 'spec.cidrs[*]'}}}\n",
    );
    let words: Vec<(String, String)> =
        rules.rules().iter().map(|rule| (rule.meaning(), rule.action())).collect();
    let expected = [
        (
            "refers at `spec.tenant` to a Tenant that does not exist",
            "correct the name, or add it. We bill them.",
        ),
        (
            "has at `spec.vlans[*].id` (for each `spec.vlans[*].switch`) a value that is used twice in its namespace",
            "choose another value",
        ),
        ("has at `spec.vni` a value that is not an integer of 9 or less", "choose another value"),
        ("has at `spec.cidrs[*]` a prefix that overlaps another one", "choose another prefix"),
    ];
    assert_eq!(words, expected.map(|(meaning, action)| (meaning.to_owned(), action.to_owned())));
}
