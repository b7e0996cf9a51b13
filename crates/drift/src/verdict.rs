//! What is concluded of a resource from what was seen of both sides, and what is not.

use hedgerow_model::{DriftStanding, FieldDrift, FieldPath, IgnoredDrift, Moved, Value};
use hedgerow_schema::Catalogue;

use crate::compare::{compare, together};
use crate::undone::credit;

/// What Git wants of a resource.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Desired<'a> {
    /// This.
    Wants(&'a Value),
    /// That it is not there.
    Absent,
    /// It is not known: its file is not understood, or several documents claim it.
    Unclear,
}

/// What was seen of a resource.
pub struct Case<'a> {
    /// What Git wants.
    pub desired: Desired<'a>,
    /// What the cluster has.
    pub actual: Option<&'a Value>,
    /// What both last agreed on.
    pub agreed: Option<&'a Value>,
    /// Whether both had it once, agreed or not: the side that has it no longer took it away.
    pub were_both: bool,
    /// What Git wanted before, as far as it matters.
    pub earlier: &'a [Value],
    /// Whether its kind was ever listed whole: before that, what was not seen is not missing.
    pub is_listed: bool,
    /// What of it is ignored now.
    pub ignored: &'a [IgnoredDrift],
    /// Whether a field belongs to the cluster, by the policy: it never drifts.
    pub is_clusters: &'a dyn Fn(&FieldPath) -> bool,
}

/// What is concluded.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Nothing, because something of it is not known: what was concluded before stays.
    Unclear,
    /// Neither side has it, or only the cluster does and need not be asked about it.
    Nothing,
    /// Both say the same but for what belongs to the cluster.
    Level {
        /// Whether they say the same, so that this is what they agree on.
        agreed: bool,
    },
    /// They differ.
    Drifted {
        /// How it stands.
        standing: DriftStanding,
        /// Which side moved.
        moved: Option<Moved>,
        /// The fields that differ.
        fields: Vec<FieldDrift>,
        /// Whether all of that is ignored.
        ignored: bool,
    },
}

/// What is concluded of a resource.
#[must_use]
pub fn judge(case: &Case<'_>, catalogue: &Catalogue) -> Verdict {
    let desired = match case.desired {
        Desired::Wants(value) => Some(value),
        Desired::Absent => None,
        Desired::Unclear => return Verdict::Unclear,
    };
    if case.actual.is_none() && !case.is_listed {
        return Verdict::Unclear;
    }
    let Some(drift) = compare(desired, case.actual, case.agreed, catalogue) else {
        return Verdict::Nothing;
    };
    let standing = drift.standing;
    let is_gone = matches!(standing, DriftStanding::Missing | DriftStanding::Extra);
    if is_gone && case.were_both && case.agreed.is_none() {
        // What the one that is left has was never agreed on: taking it away there is another edit than what stands here.
        let (moved, ignored) = (Some(Moved::Both), is_ignored(&[], case.ignored));
        return Verdict::Drifted { standing, moved, fields: Vec::new(), ignored };
    }
    if standing == DriftStanding::InSync {
        return Verdict::Level { agreed: true };
    }
    let every = drift.fields.len();
    let mut fields: Vec<FieldDrift> =
        drift.fields.into_iter().filter(|field| !(case.is_clusters)(&field.path)).collect();
    credit(&mut fields, case.earlier, catalogue);
    if fields.is_empty() && every > 0 {
        return Verdict::Level { agreed: false };
    }
    let moved = if fields.is_empty() { drift.moved } else { together(&fields) };
    let ignored = is_ignored(&fields, case.ignored);
    Verdict::Drifted { standing, moved, fields, ignored }
}

/// Whether everything that differs is ignored; of what differs as a whole, only all of it can be.
fn is_ignored(fields: &[FieldDrift], ignored: &[IgnoredDrift]) -> bool {
    let covers = |path: &FieldPath| ignored.iter().any(|it| it.path.contains(path));
    if fields.is_empty() {
        covers(&FieldPath::root())
    } else {
        fields.iter().all(|it| covers(&it.path))
    }
}
