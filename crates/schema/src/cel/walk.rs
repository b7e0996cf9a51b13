//! The rules of a schema, asked at each of their places in an object.

use std::collections::HashMap;
use std::sync::Arc;

use hedgerow_model::{FieldPath, KeyPath, ListType, Map, Segment, Value};

use super::cost::Budget;
use super::reach::optional;
use super::read::short;
use super::run::{Failure, Given, run};
use super::term::Term;
use super::value::Unordered;
use super::{Cel, SchemaRule, Verdict, value};
use crate::node::{Additional, Node};
use crate::violation::{Rule, Violation};

/// Most broken rules that are listed for one object.
const MOST: usize = 100;

/// Longest message, in characters.
const LONGEST: usize = 1_000;

/// An object, and what the cluster has of it, both as it stores them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Objects<'v> {
    pub(crate) now: &'v Value,
    /// What is compared with; nothing where the object is new, or nobody knows.
    pub(crate) before: Option<&'v Value>,
    /// Whether rules that compare are asked: not where nobody knows what was before.
    pub(crate) compares: bool,
    /// Whether status is a subresource, and so not part of what people write.
    pub(crate) without_status: bool,
}

/// Asks the rules of a schema.
pub(crate) fn judge(root: &Node, objects: Objects<'_>) -> Verdict {
    let mut judge = Judge {
        budget: Budget::new(),
        unordered: Unordered::default(),
        compares: objects.compares,
        path: Vec::new(),
        count: 0,
        verdict: Verdict::default(),
    };
    let mut side = |value| Side::root(value, root, objects.without_status, &mut judge.unordered);
    let (now, before) = (side(objects.now), objects.before.map(&mut side));
    judge.node(root, &now, before.as_ref());
    judge.verdict
}

/// A value twice: as the object has it, and as rules see it.
struct Side<'v> {
    value: &'v Value,
    cel: Cel,
}

impl<'v> Side<'v> {
    fn root(
        value: &'v Value,
        node: &Node,
        without_status: bool,
        unordered: &mut Unordered,
    ) -> Self {
        let mut cel = value::of(value, node, true, unordered);
        if let Cel::Map(map) = &mut cel
            && let Some(map) = Arc::get_mut(&mut map.map).filter(|_| without_status)
        {
            map.remove(&value::key("status"));
        }
        Self { value, cel }
    }

    /// The value under a key; `name` is how rules call it.
    fn under(&self, key: &str, name: &str) -> Option<Self> {
        let Cel::Map(map) = &self.cel else { return None };
        let cel = map.map.get(&value::key(name))?.clone();
        Some(Self { value: self.value.get(key)?, cel })
    }

    fn item(&self, index: usize) -> Option<Self> {
        let (Cel::List(cels), Value::List(items)) = (&self.cel, self.value) else { return None };
        Some(Self { value: items.get(index)?, cel: cels.get(index)?.clone() })
    }
}

/// A walk over one object.
struct Judge {
    budget: Budget,
    /// Of both objects.
    unordered: Unordered,
    compares: bool,
    path: Vec<Segment>,
    /// How many broken rules were found; only the first are listed.
    count: usize,
    verdict: Verdict,
}

impl Judge {
    fn node(&mut self, node: &Node, now: &Side<'_>, before: Option<&Side<'_>>) {
        if !node.rules.any || *now.value == Value::Null {
            return;
        }
        for rule in &node.rules.here {
            self.rule(rule, now, before);
        }
        match now.value {
            Value::Map(map) => self.map(node, map, now, before),
            Value::List(items) => self.list(node, items, now, before),
            _ => {}
        }
    }

    fn map(&mut self, node: &Node, map: &Map, now: &Side<'_>, before: Option<&Side<'_>>) {
        for key in map.keys() {
            let (child, name) = match (node.properties.get(key), &node.additional) {
                (Some(child), _) => (child, value::escaped(key)),
                (None, Additional::Of(child)) => (&**child, key.as_str().into()),
                _ => continue,
            };
            if !child.rules.any {
                continue;
            }
            let Some(now) = now.under(key, &name) else { continue };
            let before = before.and_then(|before| before.under(key, &name));
            self.path.push(Segment::Key(key.clone()));
            self.node(child, &now, before.as_ref());
            self.path.pop();
        }
    }

    fn list(&mut self, node: &Node, items: &[Value], now: &Side<'_>, before: Option<&Side<'_>>) {
        let Some(child) = node.items.as_deref().filter(|child| child.rules.any) else { return };
        let keys = match &node.list_type {
            Some(ListType::Keyed(keys)) if child.rules.any_uses_old => keys.as_slice(),
            _ => &[],
        };
        let mut known: HashMap<Vec<String>, usize> = HashMap::new();
        if let Some(Value::List(items)) = before.map(|before| before.value) {
            let keyed = items
                .iter()
                .enumerate()
                .filter_map(|(at, item)| Some((KeyPath::all_meant(keys, item)?, at)));
            known.extend(keyed);
        }
        for (index, item) in items.iter().enumerate() {
            let Some(now) = now.item(index) else { continue };
            let at = KeyPath::all_meant(keys, item).and_then(|key| known.get(&key));
            let before = at.and_then(|at| before?.item(*at));
            self.path.push(Segment::Index(index));
            self.node(child, &now, before.as_ref());
            self.path.pop();
        }
    }

    fn rule(&mut self, rule: &SchemaRule, now: &Side<'_>, before: Option<&Side<'_>>) {
        if rule.uses_old && (!self.compares || (before.is_none() && !rule.old_is_optional)) {
            return;
        }
        let old = match rule.old_is_optional {
            true => Some(optional(before.map(|before| before.cel.clone()))),
            false => before.map(|before| before.cel.clone()),
        };
        if !self.budget.next() {
            self.not_checked(rule, "the rules of this object cost too much");
            return;
        }
        match self.run(&rule.term, &now.cel, old.as_ref()) {
            Ok(Cel::Bool(true)) => {}
            Ok(Cel::Bool(false)) => {
                let message = self.message(rule, &now.cel, old.as_ref());
                self.broken(rule, message);
            }
            Ok(_) => self.not_checked(rule, "it gives neither true nor false"),
            Err(Failure::Refused(why)) => {
                let rule_said = rule.message.clone().unwrap_or_else(|| short(&rule.source));
                self.broken(rule, format!("{why} evaluating rule: {rule_said}"));
            }
            Err(Failure::Unknown(why)) => self.not_checked(rule, &why),
            Err(Failure::TooCostly) if self.budget.is_spent() => {
                self.not_checked(rule, "the rules of this object cost too much");
            }
            Err(Failure::TooCostly) => self.not_checked(rule, "it costs too much"),
        }
    }

    fn run(&mut self, term: &Term, own: &Cel, old: Option<&Cel>) -> Result<Cel, Failure> {
        run(term, Given { own, old, unordered: &self.unordered }, &mut self.budget)
    }

    /// What the API server says of a broken rule.
    fn message(&mut self, rule: &SchemaRule, now: &Cel, old: Option<&Cel>) -> String {
        let given = rule.message_term.as_ref().and_then(|term| match self.run(term, now, old) {
            Ok(Cel::String(text)) => Some(text.trim().to_owned()),
            _ => None,
        });
        let given = given.filter(|text| !text.is_empty() && !text.contains('\n'));
        let said = given.or_else(|| rule.message.clone());
        let said = said.unwrap_or_else(|| format!("failed rule: {}", short(&rule.source)));
        said.chars().take(LONGEST).collect()
    }

    fn here(&self, rule: &SchemaRule) -> FieldPath {
        let below = rule.field.segments();
        FieldPath::from([self.path.as_slice(), below].concat())
    }

    fn broken(&mut self, rule: &SchemaRule, message: String) {
        self.count += 1;
        let found = &mut self.verdict.violations;
        match self.count.cmp(&MOST) {
            std::cmp::Ordering::Less => {
                let path = self.here(rule);
                let violation = Violation::new(path, Rule::SchemaRule, message);
                let by = Some(Arc::clone(&rule.source));
                self.verdict.violations.push(Violation { by, ..violation });
            }
            std::cmp::Ordering::Equal => found.push(Violation::new(
                FieldPath::root(),
                Rule::TooMany,
                format!("breaks {MOST} rules or more; the rest is not listed"),
            )),
            std::cmp::Ordering::Greater => {}
        }
    }

    /// Says once for each rule that it could not be judged, where that was first.
    fn not_checked(&mut self, rule: &SchemaRule, why: &str) {
        let known = &self.verdict.unchecked;
        let is_said = known.iter().any(|said| said.by.as_ref() == Some(&rule.source));
        if is_said || known.len() >= MOST {
            return;
        }
        let message =
            format!("is not checked by the definition's rule `{}`: {why}", short(&rule.source));
        let violation = Violation::new(self.here(rule), Rule::NotChecked, message);
        self.verdict.unchecked.push(Violation { by: Some(Arc::clone(&rule.source)), ..violation });
    }
}
