//! What becomes known of a fabric's kinds once its cluster was asked: from what it answered, and what was known before.

use std::collections::BTreeMap;

use hedgerow_model::{ClusterKind, GroupKind, Millis};

/// The most bytes that the definitions of a fabric's kinds may have together.
const MOST_BYTES: usize = 32 << 20;

/// What a cluster answered to the question for the definition of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The definition, as JSON.
    Definition(String),
    /// There is none.
    None,
    /// Nobody could ask: the word of its paths is not known.
    NotAsked,
    /// That may not be known.
    Refused,
    /// What is no definition: why.
    Unusable(String),
}

/// A kind of which a cluster was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The kind.
    pub kind: GroupKind,
    /// The word of its paths; empty where it is not known.
    pub plural: String,
    /// The versions in which the cluster serves it, the preferred one first.
    pub served: Vec<String>,
    /// What it said of its definition.
    pub answer: Answer,
}

/// What is known of the kinds from now on; of each that was asked for, and no other.
///
/// That a definition may not be read says nothing of it: what was known of it stays, unless another set of versions is
/// served by now. That a kind is not defined is concluded where the cluster serves none and has no definition either.
#[must_use]
pub fn told(before: &[ClusterKind], asked: Vec<Asked>, at: Millis) -> Vec<ClusterKind> {
    let mut found: BTreeMap<GroupKind, ClusterKind> = BTreeMap::new();
    let mut bytes = 0;
    for Asked { kind, plural, served, answer } in asked {
        let was = before.iter().find(|it| it.kind == kind);
        let mut now = ClusterKind {
            kind,
            plural,
            versions: served,
            definition: None,
            problem: None,
            since: at,
            told_at: at,
        };
        match answer {
            Answer::Definition(text) => {
                bytes += text.len();
                match bytes <= MOST_BYTES {
                    true => now.definition = Some(text),
                    false => {
                        now.problem = Some(format!(
                            "the definitions of the fabric's kinds have more than {} MiB together",
                            MOST_BYTES >> 20
                        ));
                    }
                }
            }
            Answer::Unusable(why) => now.problem = Some(why),
            Answer::None | Answer::NotAsked => {}
            Answer::Refused => {
                if let Some(was) = was
                    && (now.versions.is_empty() || same_set(&was.versions, &now.versions))
                {
                    now = was.clone();
                } else if now.versions.is_empty() {
                    continue;
                }
            }
        }
        if let Some(was) = was
            && says_the_same(was, &now)
        {
            now.since = was.since;
        }
        // A kind that is served twice is the one that came first.
        found.entry(now.kind.clone()).or_insert(now);
    }
    found.into_values().collect()
}

/// Whether the same is known of the kinds, whenever that was told.
#[must_use]
pub fn is_same(before: &[ClusterKind], now: &[ClusterKind]) -> bool {
    before.len() == now.len()
        && now
            .iter()
            .all(|it| before.iter().any(|was| was.kind == it.kind && says_the_same(was, it)))
}

fn says_the_same(a: &ClusterKind, b: &ClusterKind) -> bool {
    a.plural == b.plural
        && a.versions == b.versions
        && a.definition == b.definition
        && a.problem == b.problem
}

fn same_set(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|it| b.contains(it))
}
