//! What was found when Git, the database and a cluster were read afresh and compared.

use serde::{Deserialize, Serialize};

use crate::Millis;

words! {
    /// What of a fabric was compared.
    VerifyPart("part of what is verified") {
        /// How far Git was read.
        Head = "head",
        /// The document of a resource.
        Document = "document",
        /// What a document refers to.
        Reference = "reference",
        /// What is wrong with a file or a resource.
        Finding = "finding",
        /// A draft.
        Draft = "draft",
        /// A kind that is followed in the cluster.
        Kind = "kind",
        /// How the cluster defines a kind.
        Definition = "definition",
        /// An object of the cluster.
        Object = "object",
        /// The text that Git and the cluster last agreed on.
        Agreed = "agreed",
        /// How the cluster stands to Git.
        Drift = "drift",
    }
}

words! {
    /// How the database differs from what it was compared with.
    VerifyHow("kind of difference") {
        /// It says something else.
        Changed = "changed",
        /// It does not have it.
        Missing = "missing",
        /// It has one too many.
        Extra = "extra",
    }
}

words! {
    /// What a verification came to.
    VerifyOutcome("outcome of a verification") {
        /// Everything was compared, and agrees.
        Agrees = "agrees",
        /// Something differs.
        Differs = "differs",
        /// Nothing differs of what was compared, and something was not.
        Incomplete = "incomplete",
    }
}

words! {
    /// Whether one of the three sides was read.
    VerifyState("state of a side") {
        /// All of it was.
        Checked = "checked",
        /// Some of it was not.
        Partly = "partly",
        /// None of it was.
        NotChecked = "not-checked",
        /// The fabric has none.
        None = "none",
    }
}

/// One side of a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifySide {
    /// Whether it was read.
    pub state: VerifyState,
    /// What was read: a commit, a cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// How much was read: files of Git, rows of the database, objects of the cluster.
    pub read: u64,
    /// What of it was not read, and why; the first of many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_checked: Vec<String>,
}

impl VerifySide {
    /// A side that was not read yet.
    #[must_use]
    pub fn new(state: VerifyState) -> Self {
        Self { state, from: None, at: None, read: 0, not_checked: Vec::new() }
    }

    /// Some of it was not read.
    pub fn lacks(&mut self, why: String) {
        if self.state == VerifyState::Checked {
            self.state = VerifyState::Partly;
        }
        if self.not_checked.len() < MOST_SAID {
            self.not_checked.push(why);
        }
    }

    /// Nothing of it was read.
    pub fn is_away(&mut self, why: String) {
        self.state = VerifyState::NotChecked;
        self.not_checked = vec![why];
    }
}

/// How many sentences are kept of what was not checked, and of what is late.
pub const MOST_SAID: usize = 50;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyDifference {
    /// What differs.
    pub part: VerifyPart,
    /// How.
    pub how: VerifyHow,
    /// The resource, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// What the database says, shortened; nothing where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// What it should say by what was read, shortened; nothing where it should have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// What that was read from.
    pub read_from: String,
    /// Whether the database can be repaired from that.
    pub can_repair: bool,
    /// What a person can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// How many differences there are of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyCount {
    /// The part.
    pub part: VerifyPart,
    /// How many.
    pub count: u64,
}

/// What a repair did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyRepair {
    /// The differences that were there before, those that could be repaired.
    pub found: u64,
    /// Those that are gone now.
    pub repaired: u64,
    /// Why not all could be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What a verification of a fabric said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyReport {
    /// The fabric.
    pub fabric: String,
    /// What it came to.
    pub outcome: VerifyOutcome,
    /// When it began.
    pub started_at: Millis,
    /// When it ended.
    pub ended_at: Millis,
    /// Who asked for it: a login, or the system.
    pub by: String,
    /// Git.
    pub git: VerifySide,
    /// The database.
    pub database: VerifySide,
    /// The cluster.
    pub cluster: VerifySide,
    /// How many resources drifted, which is Git against the cluster and told by the drift of the fabric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<u64>,
    /// What is late and no difference: each says what, and until when. The first of many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<String>,
    /// How many differences there are, by part.
    pub counts: Vec<VerifyCount>,
    /// The first of them.
    pub differences: Vec<VerifyDifference>,
    /// How many more there are.
    pub more: u64,
    /// What was repaired before; nothing where that was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<VerifyRepair>,
}

/// How many differences a report lists.
pub const MOST_DIFFERENCES: usize = 500;

impl VerifyReport {
    /// A report of nothing yet.
    #[must_use]
    pub fn new(fabric: &str, by: &str, at: Millis) -> Self {
        Self {
            fabric: fabric.to_owned(),
            outcome: VerifyOutcome::Incomplete,
            started_at: at,
            ended_at: at,
            by: by.to_owned(),
            git: VerifySide::new(VerifyState::NotChecked),
            database: VerifySide::new(VerifyState::Checked),
            cluster: VerifySide::new(VerifyState::None),
            drift: None,
            late: Vec::new(),
            counts: Vec::new(),
            differences: Vec::new(),
            more: 0,
            repair: None,
        }
    }

    /// Notes what is late.
    pub fn is_late(&mut self, what: String) {
        if self.late.len() < MOST_SAID {
            self.late.push(what);
        }
    }

    /// How many differences there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|of| of.count).sum()
    }

    /// Says what it came to, of all differences: what was not compared is never said to agree.
    pub fn conclude(&mut self, mut differences: Vec<VerifyDifference>, at: Millis) {
        differences.sort_by(|a, b| {
            (a.part, &a.resource, &a.path, a.how).cmp(&(b.part, &b.resource, &b.path, b.how))
        });
        self.counts.clear();
        for difference in &differences {
            match self.counts.last_mut().filter(|last| last.part == difference.part) {
                Some(last) => last.count += 1,
                None => self.counts.push(VerifyCount { part: difference.part, count: 1 }),
            }
        }
        let more = differences.len().saturating_sub(MOST_DIFFERENCES);
        differences.truncate(MOST_DIFFERENCES);
        self.more = u64::try_from(more).unwrap_or(u64::MAX);
        self.differences = differences;
        self.ended_at = at;
        let whole =
            |side: &VerifySide| matches!(side.state, VerifyState::Checked | VerifyState::None);
        let all = [&self.git, &self.database, &self.cluster].into_iter().all(whole);
        self.outcome = match (self.differences.is_empty(), all && self.late.is_empty()) {
            (false, _) => VerifyOutcome::Differs,
            (true, true) => VerifyOutcome::Agrees,
            (true, false) => VerifyOutcome::Incomplete,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(part: VerifyPart, resource: &str) -> VerifyDifference {
        VerifyDifference {
            part,
            how: VerifyHow::Changed,
            resource: Some(resource.to_owned()),
            path: None,
            fields: Vec::new(),
            database: None,
            evidence: None,
            read_from: String::new(),
            can_repair: true,
            advice: None,
        }
    }

    fn report() -> VerifyReport {
        let mut report = VerifyReport::new("env", "ada", 1);
        report.git.state = VerifyState::Checked;
        report
    }

    #[test]
    fn what_was_not_compared_is_never_said_to_agree() {
        let mut all = report();
        all.conclude(Vec::new(), 5);
        assert_eq!((all.outcome, all.ended_at), (VerifyOutcome::Agrees, 5));
        for lacks in [
            &(|report: &mut VerifyReport| report.git.is_away("away".into()))
                as &dyn Fn(&mut VerifyReport),
            &|report| report.database.lacks("x".into()),
            &|report| report.cluster.is_away("away".into()),
            &|report| report.cluster.state = VerifyState::Partly,
            &|report| report.is_late("x".into()),
        ] {
            let mut some = report();
            lacks(&mut some);
            some.conclude(Vec::new(), 5);
            assert_eq!(some.outcome, VerifyOutcome::Incomplete);
            some.conclude(vec![difference(VerifyPart::Head, "a")], 6);
            assert_eq!(some.outcome, VerifyOutcome::Differs);
        }
    }

    #[test]
    fn a_report_lists_the_first_differences_and_counts_all() {
        let many = (0..MOST_DIFFERENCES).map(|n| difference(VerifyPart::Object, &n.to_string()));
        let all: Vec<_> = many.chain([difference(VerifyPart::Document, "x")]).collect();
        let mut report = report();
        report.conclude(all, 5);
        assert_eq!((report.differences.len(), report.more, report.total()), (500, 1, 501));
        assert_eq!(report.differences[0].part, VerifyPart::Document, "the first cause first");
        let counts: Vec<_> = report.counts.iter().map(|of| (of.part, of.count)).collect();
        assert_eq!(counts, [(VerifyPart::Document, 1), (VerifyPart::Object, 500)]);
    }

    #[test]
    fn sentences_are_bounded() {
        let mut report = report();
        for _ in 0..2 * MOST_SAID {
            report.is_late("x".into());
            report.git.lacks("y".into());
        }
        assert_eq!((report.late.len(), report.git.not_checked.len()), (MOST_SAID, MOST_SAID));
        assert_eq!(report.git.state, VerifyState::Partly);
    }
}
