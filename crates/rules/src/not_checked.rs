//! What could not be checked, as a sentence for each reason, counted as resources come and go.

use std::borrow::Cow;
use std::collections::BTreeMap;

use hedgerow_model::Identity;

use crate::report::{Unchecked, Why};

/// What could not be checked of resources, by reason.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct NotChecked(BTreeMap<Why, Group>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Group {
    resources: usize,
    /// How many resources each rule could not be checked of.
    rules: BTreeMap<Cow<'static, str>, usize>,
    profiles: BTreeMap<String, usize>,
}

/// One sentence is for all profiles.
fn reason(why: &Why) -> (Why, Option<&String>) {
    match why {
        Why::NoProfile(name) => (Why::NoProfile(String::new()), Some(name)),
        why => (why.clone(), None),
    }
}

fn one_less<K: Ord + Clone>(of: &mut BTreeMap<K, usize>, key: &K) {
    if let Some(count) = of.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            of.remove(key);
        }
    }
}

impl NotChecked {
    /// Adds what could not be checked of one resource.
    pub(crate) fn add(&mut self, unchecked: &[Unchecked]) {
        for (at, one) in unchecked.iter().enumerate() {
            let (why, profile) = reason(&one.why);
            let is_first = is_first(unchecked, at, &why);
            let group = self.0.entry(why).or_default();
            group.resources += usize::from(is_first);
            *group.rules.entry(one.rule.clone()).or_default() += 1;
            if let Some(profile) = profile {
                *group.profiles.entry(profile.clone()).or_default() += 1;
            }
        }
    }

    /// Takes back what was added of a resource.
    pub(crate) fn remove(&mut self, unchecked: &[Unchecked]) {
        for (at, one) in unchecked.iter().enumerate() {
            let (why, profile) = reason(&one.why);
            let Some(group) = self.0.get_mut(&why) else { continue };
            group.resources -= usize::from(is_first(unchecked, at, &why));
            one_less(&mut group.rules, &one.rule);
            if let Some(profile) = profile {
                one_less(&mut group.profiles, profile);
            }
            if group.rules.is_empty() {
                self.0.remove(&why);
            }
        }
    }

    /// A sentence for each reason.
    pub(crate) fn sentences(&self) -> Vec<String> {
        self.0.iter().map(|(why, group)| group.sentence(why)).collect()
    }
}

/// Whether no earlier one of the same resource has this reason.
fn is_first(unchecked: &[Unchecked], at: usize, why: &Why) -> bool {
    unchecked.iter().take(at).all(|earlier| reason(&earlier.why).0 != *why)
}

impl Group {
    fn sentence(&self, why: &Why) -> String {
        let why = match why {
            Why::NoProfile(_) => {
                let names: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
                match names.as_slice() {
                    [name] => format!("the switch profile {name} is not known"),
                    _ => format!("the switch profiles {} are not known", names.join(", ")),
                }
            }
            why => why.to_string(),
        };
        let resources = match self.resources {
            1 => "1 resource".to_owned(),
            count => format!("{count} resources"),
        };
        let rules: Vec<&str> = self.rules.keys().map(|rule| &**rule).collect();
        format!("not checked for {resources}, because {why}: {}", rules.join(", "))
    }
}

/// What could not be checked, a sentence for each reason.
pub fn not_checked<'u>(
    unchecked: impl IntoIterator<Item = (&'u Identity, &'u Unchecked)>,
) -> Vec<String> {
    let mut of: BTreeMap<&Identity, Vec<Unchecked>> = BTreeMap::new();
    for (identity, unchecked) in unchecked {
        of.entry(identity).or_default().push(unchecked.clone());
    }
    let mut all = NotChecked::default();
    of.values().for_each(|unchecked| all.add(unchecked));
    all.sentences()
}
