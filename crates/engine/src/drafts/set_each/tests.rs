use hedgerow_model::{ChangeId, Document, Draft, DraftId, FabricId, Person, SourceId, Validity};
use proptest::prelude::*;

use super::*;

fn document(text: &str, standing: Standing) -> Document {
    let identity = Identity::of(&value_of(text).unwrap()).unwrap();
    Document {
        source_id: SourceId(1),
        fabric_id: FabricId(1),
        version: "v1beta1".to_owned(),
        blob: String::new(),
        facts: None,
        identity,
        path: "env/a.yaml".to_owned(),
        ordinal: 0,
        line: 1,
        standing,
        validity: Validity::Valid,
        text: text.to_owned(),
    }
}

fn vpc(name: &str, more: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: {name}\nspec:\n  \
         subnets:\n    default: {{subnet: 10.0.1.0/24, vlan: 1001}} # rack 4\n{more}"
    )
}

/// What becomes of these resources.
fn fates(desk: &Desk, names: &[&str], fields: &[&str], seen: &[(&str, &str)]) -> Vec<Each> {
    let catalogue = Catalogue::builtin();
    let named = names.iter().map(|name| ((*name).to_owned(), Named::read(name, &catalogue)));
    let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    let seen = seen.iter().map(|(name, seen)| ((*name).to_owned(), (*seen).to_owned())).collect();
    let setting = Setting { fields: &fields, shared: Shared::Here, seen: &seen };
    each(named.collect(), &setting, desk, &catalogue, "env").unwrap()
}

fn word(each: &Each) -> String {
    match &each.fate {
        Fate::Set { .. } => "set".to_owned(),
        Fate::Already => "already".to_owned(),
        Fate::Refused(why) => why.clone(),
        Fate::Broken(findings) => format!("{}: {}", findings[0].rule, findings[0].message),
        Fate::Moved(by) => format!("moved {by:?}"),
    }
}

#[test]
fn each_gets_the_value_or_has_it_or_says_why_not() {
    let live = |text: &str| document(text, Standing::Live);
    let bare = live(&vpc("bare", ""));
    let has = live(&vpc("has", "  mode: l3vni\n"));
    let aside = document(&vpc("aside", ""), Standing::CommentedOut);
    let unread = document(&vpc("unread", ""), Standing::Unreadable);
    let twice = [live(&vpc("twice", "")), live(&vpc("twice", "  mode: l3flat\n"))];
    let switch = live(
        "apiVersion: wiring.githedgehog.com/v1beta1\nkind: Switch\nmetadata: {name: leaf-1}\nspec: {role: server-leaf, profile: vs}\n",
    );
    let mut documents = vec![bare, has, aside, unread, switch];
    documents.extend(twice);
    let desk = Desk::of(documents, Vec::new());
    let names = [
        "VPC/bare",
        "VPC/has",
        "VPC/aside",
        "VPC/unread",
        "VPC/twice",
        "Switch/leaf-1",
        "VPC/nobody",
        "vpc/bare",
    ];
    let found = fates(&desk, &names, &["spec.mode=l3vni"], &[]);
    let words: Vec<String> = found.iter().map(word).collect();
    assert_eq!(words.len(), 7, "the one that is named twice is there once");
    assert_eq!(&words[..3], ["set", "already", "set"]);
    assert!(words[3].contains("cannot be parsed in Git"), "{words:?}");
    assert!(words[4].contains("keep one of the documents first"), "{words:?}");
    assert!(words[5].starts_with("unknown-field: "), "{words:?}");
    assert!(words[6].contains("VPC/nobody"), "{words:?}");
}

#[test]
fn removing_what_is_not_there_is_having_it_already() {
    let desk = Desk::of(vec![document(&vpc("a", ""), Standing::Live)], Vec::new());
    let gone = fates(&desk, &["VPC/a"], &["spec.mode-", "metadata.labels.team-"], &[]);
    assert_eq!(word(&gone[0]), "already");
    let both = fates(&desk, &["VPC/a"], &["spec.mode-", "metadata.labels.team=net"], &[]);
    assert_eq!(word(&both[0]), "set");
}

#[test]
fn a_name_or_a_value_that_the_schema_refuses_stays_as_it_is_and_an_old_mistake_is_no_reason() {
    let wrong = document(&vpc("a", "  oldMistake: 1\n"), Standing::Live);
    let desk = Desk::of(vec![wrong], Vec::new());
    let of = |field: &str| word(&fates(&desk, &["VPC/a"], &[field], &[])[0]);
    assert_eq!(of("spec.mode=l3vni"), "set");
    assert!(of("metadata.name=b").contains("cannot be set"));
    assert!(of("spec.subnets.default.vlan=many").starts_with("type: "));
}

#[test]
fn what_was_changed_since_it_was_seen_stays_and_says_by_whom() {
    let text = vpc("a", "");
    let desk = Desk::of(vec![document(&text, Standing::Live)], Vec::new());
    let seen = fates(&desk, &["VPC/a"], &["spec.mode=l3vni"], &[])[0].version.clone().unwrap();
    let of =
        |desk: &Desk| word(&fates(desk, &["VPC/a"], &["spec.mode=l3vni"], &[("VPC/a", &seen)])[0]);
    assert_eq!(of(&desk), "set");
    let moved = document(&text.replace("1001", "1002"), Standing::Live);
    assert_eq!(of(&Desk::of(vec![moved.clone()], Vec::new())), "moved None");
    let draft = Draft {
        id: DraftId(1),
        change_id: ChangeId::generate(),
        fabric_id: FabricId(1),
        identity: moved.identity.clone(),
        base_text: Some(text.clone()),
        base_standing: Standing::Live,
        text: Some(moved.text.clone()),
        standing: Standing::Live,
        copies: Vec::new(),
        outdated: false,
        author: Person { name: "Ada".into(), email: "ada@example.org".into() },
        revision: 3,
        updated_at: 1,
    };
    let git = document(&text, Standing::Live);
    assert_eq!(of(&Desk::of(vec![git.clone()], vec![draft.clone()])), r#"moved Some("Ada")"#);
    // The draft's text is what is edited, and its revision is what the save is made on.
    let own = fates(&Desk::of(vec![git], vec![draft]), &["VPC/a"], &["spec.mode=l3vni"], &[]);
    let Fate::Set { wanted, before, .. } = &own[0].fate else { panic!("{}", word(&own[0])) };
    assert_eq!((wanted.expected, before), (Some(3), &moved.text));
}

/// A text as people write one: comments and blank lines anywhere, any quotes, line ends and order.
fn texts() -> impl Strategy<Value = String> {
    let extra = prop::sample::select(vec!["", "\n", "# a note\n", "\n# one\n# two\n"]);
    let behind = prop::sample::select(vec!["", " # why", "   #why"]);
    let mode = prop::option::of(prop::sample::select(vec!["l3vni", "'l3flat'", "\"l3vni\""]));
    let order = any::<bool>();
    let flow = any::<bool>();
    let ends = prop::sample::select(vec!["\n", "\r\n"]);
    let parts = (prop::collection::vec(extra, 5), prop::collection::vec(behind, 3), mode);
    (parts, order, flow, ends).prop_map(|((extra, behind, mode), order, flow, ends)| {
        let mode = mode.map_or(String::new(), |mode| format!("  mode: {mode}{}\n", behind[0]));
        let subnets = match flow {
            true => format!("  subnets: {{d: {{subnet: 10.0.1.0/24, vlan: 1001}}}}{}\n", behind[1]),
            false => format!(
                "  subnets:\n    d:\n      subnet: \"10.0.1.0/24\"{}\n{}      vlan: 1001\n",
                behind[1],
                extra[3].replace('#', "      #")
            ),
        };
        let (first, second) = if order { (&mode, &subnets) } else { (&subnets, &mode) };
        let text = format!(
            "{}apiVersion: vpc.githedgehog.com/v1beta1\nkind:   VPC{}\n{}metadata: {{name: a, labels: {{site: x}}}}\n{}spec:\n{first}{second}{}",
            extra[0], behind[2], extra[1], extra[2], extra[4],
        );
        text.replace('\n', ends)
    })
}

proptest! {
    /// In each text the field has the value then, and nothing else is another one: no value, no comment, no other line.
    #[test]
    fn nothing_but_the_field_changes_in_any_text(
        text in texts(),
        field in prop::sample::select(vec![
            ("spec.mode", Some("l3flat")),
            ("spec.subnets.d.vlan", Some("1002")),
            ("metadata.labels.site", Some("y")),
            ("metadata.labels.team", Some("net")),
            ("spec.mode", None),
            ("metadata.labels.site", None),
        ]),
    ) {
        let desk = Desk::of(vec![document(&text, Standing::Live)], Vec::new());
        let (path, value) = field;
        let typed = value.map_or(format!("{path}-"), |value| format!("{path}={value}"));
        let found = fates(&desk, &["VPC/a"], &[&typed], &[]);
        let before = value_of(&text).unwrap();
        let at = path.parse().unwrap();
        let after = match &found[0].fate {
            Fate::Set { wanted, before, .. } => {
                prop_assert_eq!(before, &text);
                wanted.target_text().unwrap().to_owned()
            }
            Fate::Already => text.clone(),
            _ => return Err(TestCaseError::fail(word(&found[0]))),
        };
        let is = value_of(&after).unwrap();
        let now = is.lookup(&at).map(ToString::to_string);
        prop_assert_eq!(now.map(|now| now.trim_matches('"').to_owned()), value.map(str::to_owned));
        // Taken back by value, all is as it was.
        let mut back = is;
        match before.lookup(&at) {
            Some(old) => hedgerow_yaml::set_path(&mut back, &at, old.clone()).unwrap(),
            None => hedgerow_yaml::delete_path(&mut back, &at).ok().unwrap_or_default(),
        }
        prop_assert!(back.to_string() == before.to_string() || back == before);
        // One line at most is another one, one more or one less; comments of the others stay where they are.
        let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
        let (old, new) = (lines(&text), lines(&after));
        let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let tail = old[same..].iter().rev().zip(new[same..].iter().rev());
        let tail = tail.take_while(|(a, b)| a == b).count();
        prop_assert!(old.len() - same - tail <= 1, "{:?} {:?}", old, new);
        prop_assert!(new.len() - same - tail <= 1, "{:?} {:?}", old, new);
        let comments = |text: &str| text.matches('#').count();
        let is_removed_with_its_line = value.is_none() && comments(&after) + 1 >= comments(&text);
        prop_assert!(comments(&text) == comments(&after) || is_removed_with_its_line);
    }
}
