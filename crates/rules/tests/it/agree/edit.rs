//! An edit of a fabric, and what a counterpart answers to it.

use serde::Deserialize;
use serde_json::Value;

/// A line of the stream of edits.
#[derive(Deserialize)]
pub(super) struct Line {
    /// `create`, `update`, `delete` or `configure`.
    pub(super) op: String,
    #[serde(default)]
    pub(super) object: Value,
    /// What of the fabric's configuration differs from the installer's defaults.
    #[serde(default)]
    pub(super) config: Value,
    /// Whether the fabric is emptied.
    #[serde(default)]
    pub(super) clear: bool,
    /// The object before an update.
    #[serde(default)]
    pub(super) old: Value,
    /// Whether it only takes back an edit before it.
    #[serde(default)]
    pub(super) restores: bool,
    pub(super) aims: Option<Aims>,
}

impl Line {
    /// Whether it is not kept even where it is allowed: what violates a clause is never taken back by a later line.
    pub(super) fn is_taken_back(&self) -> bool {
        self.aims.as_ref().is_some_and(|aims| aims.violates)
    }
}

/// What an edit was made up for.
#[derive(Deserialize)]
pub(super) struct Aims {
    pub(super) clause: String,
    pub(super) violates: bool,
}

/// What a counterpart says of a line.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Answer {
    pub(super) allowed: bool,
    /// The clauses that refuse; `""` stands for a refusal of which no clause speaks, beside which nothing else was judged.
    pub(super) clauses: Vec<String>,
    /// The clauses that the cluster accepts although something breaks.
    pub(super) warnings: Vec<String>,
    pub(super) message: String,
    /// What only a real API server says.
    #[serde(skip)]
    pub(super) server: Option<Server>,
}

/// What an API server says beside the webhook that it asks.
#[derive(Debug)]
pub(super) enum Server {
    /// It stored the object in this way.
    Stored(Value),
    /// It deleted the object.
    Deleted,
    /// It refused by itself, or its webhook did.
    Refused,
    /// It refused by the schema of the kind.
    RefusedBySchema,
}
