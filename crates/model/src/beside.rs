//! What is known of a fabric's cluster that is none of its resources.

use serde::{Deserialize, Serialize};

use crate::{Applier, FieldManager, FieldPath, Identity, Millis, Value};

words! {
    /// What is read in a fabric's cluster beside its resources.
    BesideKind("sort of what is beside resources") {
        /// Argo CD's and Flux's own objects.
        Appliers = "appliers",
        /// The agents of its switches.
        Agents = "agents",
    }
}

/// What was said, and from when that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside<T> {
    /// What was said last.
    pub said: T,
    /// When the cluster last told of it.
    pub seen_at: Millis,
    /// Since when nothing is known of it; `None`: it is followed.
    pub away_since: Option<Millis>,
    /// Why.
    pub problem: Option<String>,
}

words! {
    /// How a switch stands to the configuration that was last made for it.
    AgentStanding("standing of a switch") {
        /// It applied it, and was heard of lately.
        Applied = "applied",
        /// It applied an earlier one.
        Behind = "behind",
        /// It was not heard of lately: whatever it said last is old.
        Silent = "silent",
        /// It does not say.
        Unknown = "unknown",
    }
}

/// The agent of a switch: what it was given and what it says it did with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The namespace of the switch.
    pub namespace: String,
    /// The name of the switch.
    pub name: String,
    /// Which configuration it was given last, counted.
    pub generation: Option<i64>,
    /// When it was seen to have been given that; `None`: it had it when it was first seen.
    pub given_at: Option<Millis>,
    /// Which one it applied last.
    pub applied: Option<i64>,
    /// When, as it says.
    pub applied_at: Option<Millis>,
    /// Which one it tried to apply last.
    pub tried: Option<i64>,
    /// When, as it says.
    pub tried_at: Option<Millis>,
    /// When it was last heard of, as it says.
    pub heard_at: Option<Millis>,
}

/// The agents of a fabric's switches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agents {
    /// Whether the cluster serves such a kind.
    pub served: bool,
    /// The agents, by namespace and name; the first of them.
    pub all: Vec<Agent>,
    /// How many more there are.
    pub more: usize,
    /// Why they could not be read.
    pub problem: Option<String>,
    /// What the login lacks.
    pub missing: Vec<String>,
}

/// An edit in the cluster that an applier undid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undone {
    /// The field.
    pub path: FieldPath,
    /// What it was set to; left out: it was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited: Option<Value>,
    /// Who did.
    pub edited_by: FieldManager,
    /// What was put back; left out: what was added was taken away again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<Value>,
    /// Under which field manager.
    pub back_by: FieldManager,
    /// Which applier that is.
    pub applier: Applier,
}

/// The same, of a resource, with when that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Healed {
    /// The resource.
    pub identity: Identity,
    /// What was undone.
    pub undone: Undone,
    /// When it was seen.
    pub at: Millis,
}
