//! Drafts that meet what Git has by now, against an oracle: three fields, each merged by itself.

use hedgerow_model::{Identity, Layout, Value};
use hedgerow_plan::Fate;
use proptest::prelude::*;

use crate::strategies::cases;
use crate::support::{World, draft, fate_text, id, live, value};

/// Three fields of a resource.
type Fields = [u32; 3];
const KEYS: [&str; 3] = ["size", "label", "note"];

fn text([size, label, note]: Fields) -> String {
    format!(
        "apiVersion: example.org/v1\nkind: Thing\nmetadata:\n  name: a\nspec:\n  size: {size}\n  \
         label: l{label} # why\n  note: n{note}\n"
    )
}

fn fields() -> impl Strategy<Value = Fields> {
    [0..3u32, 0..3u32, 0..3u32]
}

fn field(key: &str, n: u32) -> Value {
    value(&text([n, n, n])).at(&["spec", key]).unwrap().clone()
}

/// A conflict: its path, and what base, draft and Git say.
type Disagreement = (String, Value, Value, Value);

/// The three fields merged, or what they disagree about.
fn oracle(base: Fields, mine: Fields, git: Fields) -> Result<Fields, Vec<Disagreement>> {
    let mut merged = git;
    let mut conflicts = Vec::new();
    for (n, key) in KEYS.iter().enumerate() {
        if mine[n] == base[n] || mine[n] == git[n] {
            merged[n] = git[n];
        } else if git[n] == base[n] {
            merged[n] = mine[n];
        } else {
            let of = |side: Fields| field(key, side[n]);
            conflicts.push((format!("spec.{key}"), of(base), of(mine), of(git)));
        }
    }
    if conflicts.is_empty() { Ok(merged) } else { Err(conflicts) }
}

fn world(fields: Fields) -> World {
    let other = text([7, 7, 7]).replace("name: a", "name: b");
    World::new(Layout::Managed, [("dc/managed/things/a.yaml", text(fields) + "---\n" + &other)])
}

fn a() -> Identity {
    id("a")
}

fn recorded(fate: &Fate) -> Vec<Disagreement> {
    let Fate::Conflicted(found) = fate else { return Vec::new() };
    let side = |value: &Option<Value>| value.clone().unwrap_or(Value::Null);
    let mut told: Vec<Disagreement> = found
        .iter()
        .flat_map(|it| &it.with_git)
        .map(|it| (it.path.to_string(), side(&it.base), side(&it.draft), side(&it.git)))
        .collect();
    told.sort_by(|a, b| a.0.cmp(&b.0));
    told
}

fn sorted(mut conflicts: Vec<Disagreement>) -> Vec<Disagreement> {
    conflicts.sort_by(|a, b| a.0.cmp(&b.0));
    conflicts
}

/// A port each, by its number: its speed, and whether it is a trunk.
type Ports = std::collections::BTreeMap<u8, (u8, bool)>;

fn ports() -> impl Strategy<Value = Ports> {
    prop::collection::btree_map(0..4u8, (0..2u8, any::<bool>()), 0..4)
}

fn with_ports(ports: &Ports) -> String {
    let mut text = text([1, 1, 1]);
    if !ports.is_empty() {
        text.push_str("  ports:\n");
    }
    for (port, (speed, trunk)) in ports {
        text.push_str(&format!("  - name: p{port} # port {port}\n    speed: {speed}\n"));
        if *trunk {
            text.push_str("    trunk: true\n");
        }
    }
    text
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn every_leaf_of_a_merge_is_one_of_the_draft_or_of_git_and_none_that_both_have_is_lost(
        base in ports(), mine in ports(), git in ports(),
    ) {
        let text = |ports: &Ports| with_ports(ports);
        let world = World::new(Layout::Managed, [("dc/managed/a.yaml", text(&git))]);
        let draft = draft(1, a(), live(text(&base)), live(text(&mine)));
        let types = world.catalogue.list_types(&a().group_kind());
        let leaves = |ports: &Ports| hedgerow_merge::leaves(&value(&text(ports)), types.as_ref());
        let fate = world.merge(&[draft]);
        let after = match &fate {
            Fate::Ready(edits) => world.after(edits),
            Fate::Nothing => world,
            Fate::Conflicted(_) => {
                for (path, base_value, my_value, git_value) in recorded(&fate) {
                    let path: hedgerow_model::FieldPath = path.parse().unwrap();
                    let of = |ports: &Ports| value(&text(ports)).lookup(&path).cloned();
                    prop_assert_eq!(base_value, of(&base).unwrap_or(Value::Null));
                    for (side, said) in [(&mine, my_value), (&git, git_value)] {
                        // A port that has another name there is not found under the base's.
                        let leaves = leaves(side);
                        let said_there = said == of(side).unwrap_or(Value::Null)
                            || leaves.iter().any(|leaf| leaf.1 == said)
                            || value(&text(side))
                                .at(&["spec", "ports"])
                                .and_then(Value::as_list)
                                .is_some_and(|ports| ports.contains(&said));
                        prop_assert!(said_there, "{}: {} in {:?}", path, said, side);
                    }
                }
                return Ok(());
            }
            other => panic!("{}", fate_text(other)),
        };
        let merged = value(&after.text("dc/managed/a.yaml").unwrap());
        let merged = hedgerow_merge::leaves(&merged, types.as_ref());
        let (mine, git) = (leaves(&mine), leaves(&git));
        // a list of which nothing is left may stay as an empty one
        let is_empty = |value: &Value| value.as_list().is_some_and(<[Value]>::is_empty);
        // One side may give a port another name, and the other another speed.
        let nameless = |(path, value): &(hedgerow_model::FieldPath, Value)| {
            let keys = path.segments().iter().filter(|it| matches!(it, hedgerow_model::Segment::Key(_)));
            (keys.cloned().collect::<Vec<_>>(), value.clone())
        };
        for leaf in &merged {
            let known = mine.iter().chain(&git).any(|of| nameless(of) == nameless(leaf));
            prop_assert!(known || is_empty(&leaf.1), "{:?}", leaf);
        }
        for leaf in mine.iter().filter(|leaf| git.contains(leaf)) {
            prop_assert!(merged.contains(leaf), "{:?} is lost", leaf);
        }
    }

    #[test]
    fn every_field_comes_from_the_side_that_changed_it_or_is_recorded_with_its_three_values(
        base in fields(), mine in fields(), git in fields(),
    ) {
        let world = world(git);
        let draft = draft(1, a(), live(text(base)), live(text(mine)));
        let fate = world.merge(std::slice::from_ref(&draft));
        match oracle(base, mine, git) {
            Err(conflicts) => {
                prop_assert!(matches!(fate, Fate::Conflicted(_)), "{}", fate_text(&fate));
                prop_assert_eq!(recorded(&fate), sorted(conflicts));
            }
            Ok(merged) if merged == git => {
                prop_assert!(matches!(fate, Fate::Nothing), "{}", fate_text(&fate));
            }
            Ok(merged) => {
                let Fate::Ready(edits) = fate else { panic!("{}", fate_text(&fate)) };
                prop_assert_eq!(world.after(&edits).picture(&a()), live(text(merged)));
            }
        }
    }

    #[test]
    fn only_what_git_itself_says_is_recorded_and_a_neighbour_defers(
        base in fields(), git in fields(), first in fields(), second in fields(),
    ) {
        let world = world(git);
        let of = |n, fields| draft(n, a(), live(text(base)), live(text(fields)));
        let Ok(settled) = oracle(base, first, git) else { return Ok(()) };
        let mut stack = world.stack();
        let before = stack.add(&world.input(&[of(1, first)]));
        prop_assert!(matches!(before, Fate::Ready(_) | Fate::Nothing), "{}", fate_text(&before));
        let shown = stack.diff().unwrap();
        let fate = stack.add(&world.input(&[of(2, second)]));
        match (oracle(base, second, settled), oracle(base, second, git)) {
            (Ok(merged), _) if merged == settled => {
                prop_assert!(matches!(fate, Fate::Nothing), "{}", fate_text(&fate));
            }
            (Ok(merged), _) => {
                let Fate::Ready(edits) = fate else { panic!("{}", fate_text(&fate)) };
                prop_assert_eq!(world.after(&edits).picture(&a()), live(text(merged)));
            }
            (Err(_), Ok(_)) => {
                prop_assert!(matches!(fate, Fate::Deferred), "{}", fate_text(&fate));
                prop_assert_eq!(stack.diff().unwrap(), shown);
            }
            (Err(_), Err(conflicts)) => prop_assert_eq!(recorded(&fate), sorted(conflicts)),
        }
    }
}
