use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

row_id!(
    /// A repository's row. Never leaves the database: people use its name.
    RepositoryId
);
row_id!(
    /// A fabric's row. Never leaves the database: people use its name.
    FabricId
);
row_id!(
    /// A cluster's row. Never leaves the database: people use its name.
    ClusterId
);
row_id!(
    /// A source's row.
    SourceId
);
row_id!(
    /// A draft's row.
    DraftId
);
row_id!(
    /// A conflict's number: small, because people type it (`hedgerow resolve 12`).
    ConflictId
);
row_id!(
    /// A run's number.
    RunId
);
row_id!(
    /// A person's account. Never leaves the server: people use the login.
    UserId
);

/// A change's id. It travels in commits (`Hedgerow-Change: <id>`), so it must be unique across
/// databases and time: a UUID, version 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeId(pub Uuid);

impl ChangeId {
    /// A new id.
    #[must_use]
    pub fn generate() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ChangeId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}
