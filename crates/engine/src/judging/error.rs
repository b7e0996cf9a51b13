//! Why a rule or the installation settings of a fabric were not set or shown.

use hedgerow_rules::Problem;

use crate::error::{About, Class, Thing};

/// Why a rule or the installation settings of a fabric were not set or shown.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// No rule between resources has this id.
    #[error("rule `{id}` does not exist{}", did_you_mean(.near))]
    Unknown {
        /// What was asked for.
        id: String,
        /// Ids near to it.
        near: Vec<&'static str>,
        /// The fabric.
        fabric: String,
    },
    /// The schema check holds it.
    #[error(
        "rule `{id}` is held by the schema check (findings {}), which cannot be switched off; correct the \
         resources that break it",
        .schema.join(", ")
    )]
    OfTheSchema {
        /// The rule.
        id: &'static str,
        /// The ids of the findings.
        schema: &'static [&'static str],
        /// The fabric.
        fabric: String,
    },
    /// The text that declares rules cannot be used.
    #[error("{}nothing was changed", listed(.0))]
    Declared(Vec<Problem>),
    /// The installation settings make no sense.
    #[error("{0}; nothing was changed")]
    Installation(String),
}

/// Most mistakes of a text that are named.
const MOST: usize = 20;

/// A line for each mistake.
fn listed(problems: &[Problem]) -> String {
    let mut lines: Vec<String> = problems.iter().take(MOST).map(ToString::to_string).collect();
    let more = problems.len().saturating_sub(lines.len());
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn did_you_mean(near: &[&str]) -> String {
    match near {
        [] => String::new(),
        near => format!("; did you mean {}?", near.join(", ")),
    }
}

impl RuleError {
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::Unknown { .. } => Class::NotFound,
            Self::OfTheSchema { .. } => Class::Refused,
            Self::Declared(_) | Self::Installation(_) => Class::Invalid,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::OfTheSchema { .. } => Some("held-by-schema"),
            Self::Unknown { .. } | Self::Declared(_) | Self::Installation(_) => None,
        }
    }

    pub(crate) fn about(&self) -> About<'_> {
        match self {
            Self::Unknown { id, fabric, .. } => About::one(Thing::Rule, id).within(Some(fabric)),
            Self::OfTheSchema { id, fabric, .. } => {
                About::one(Thing::Rule, *id).within(Some(fabric))
            }
            Self::Declared(_) | Self::Installation(_) => About::default(),
        }
    }
}
