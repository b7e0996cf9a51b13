//! Why a change waits, was refused or is held; why a run ended as it did.
//!
//! A reason is data: what happened, with its figures. `Display` says it as one plain sentence for
//! logs and the audit; what to do about it, in commands or buttons, is worded by whoever shows it.

use serde::{Deserialize, Serialize};

use crate::{FieldPath, Identity, Millis, clock, place_in, said, thousands};

/// How many broken rules a reason lists; the rest is counted.
const LISTED_VIOLATIONS: usize = 20;

/// Why a change is where it is, or why a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reason {
    /// It deletes so much that a person must confirm it.
    LargeDeletion {
        /// How many resources it deletes.
        deleted: usize,
        /// How many the fabric has.
        of: usize,
    },
    /// It disagrees with Git.
    Conflicts {
        /// How many conflicts are open.
        count: usize,
    },
    /// It breaks rules that Git does not break.
    Violations {
        /// The first of them.
        violations: Vec<BrokenRule>,
        /// How many more there are.
        more: usize,
    },
    /// The fabric asks for four eyes, and nobody but its authors approved this revision.
    NeedsApproval {
        /// The fabric.
        fabric: String,
        /// Names of those who wrote some of it, and so cannot approve.
        authors: Vec<String>,
    },
    /// The branch moved after a person looked at the diff they asked to publish.
    MovedSincePreview,
    /// Git has all of it already: there is nothing to commit.
    InGitAlready,
    /// One resource has several documents in Git.
    SeveralDocuments {
        /// The resource.
        resource: Identity,
        /// The files.
        paths: Vec<String>,
    },
    /// One of several documents was chosen, and Git has others now.
    ChoiceOutdated {
        /// The resource.
        resource: Identity,
        /// The files that it is in now.
        paths: Vec<String>,
    },
    /// The resource cannot be read in Git: its last good text is kept.
    Unreadable {
        /// The resource.
        resource: Identity,
        /// What is wrong with what is there.
        #[serde(default)]
        unread: Unread,
    },
    /// The edit cannot be written without changing something else that a person wrote.
    NotLossless {
        /// The file, where it is known.
        path: Option<String>,
        /// What is in the way.
        detail: String,
    },
    /// The file where a new resource would go holds something else.
    Occupied {
        /// The file.
        path: String,
        /// The resource.
        resource: Identity,
        /// Whether it holds this very resource, in a form that is left alone: encrypted, an input of
        /// Kustomize, part of a chart, too large.
        left_alone: bool,
    },
    /// What would be written would not be read again as what is meant.
    NotReadBack {
        /// The file.
        path: String,
        /// The resource.
        resource: Identity,
        /// What would be read, or why nothing would; what to do.
        detail: String,
    },
    /// A file of the commit cannot be read.
    FileUnreadable {
        /// What is wrong with it, with its path.
        detail: String,
    },
    /// A file cannot be written into a commit.
    Unwritable {
        /// The file.
        path: String,
        /// What is in the way.
        detail: String,
    },
    /// There was nothing to commit.
    NothingToCommit,
    /// A hook of the remote declined the push.
    HookDeclined {
        /// What the remote printed.
        text: String,
    },
    /// The remote rejects the push as too large.
    TooLarge {
        /// What the remote printed.
        text: String,
    },
    /// The branch takes no direct pushes.
    ProtectedBranch {
        /// The branch.
        branch: String,
        /// What the remote printed.
        text: String,
    },
    /// The remote did not accept the credential.
    CredentialRefused {
        /// What the remote printed.
        text: String,
    },
    /// The credential may read and not push.
    NoWriteAccess {
        /// What the remote printed.
        text: String,
    },
    /// The credential cannot be used at all.
    CredentialUnusable {
        /// Why.
        text: String,
    },
    /// The push was refused for a reason of its own.
    PushRefused {
        /// What the remote or git printed.
        text: String,
    },
    /// The remote did not answer, or not to the end; nothing of the change is there.
    RemoteUnreachable {
        /// What went wrong.
        text: String,
    },
    /// It is to be published as soon as the remote answers: somebody waits for that already.
    WaitsForRemote {
        /// Since when.
        since: Millis,
    },
    /// The branch moved under every attempt.
    BranchKeptMoving {
        /// How many attempts there were.
        attempts: u32,
    },
    /// The branch's history was rewritten without the change's commit.
    HistoryRewritten {
        /// The commit that is gone.
        commit: String,
    },
    /// Nothing of it conflicts any more.
    ConflictsGone {
        /// What made them go.
        because: ConflictsGone,
    },
    /// The process that did it ended early; what it was for was looked at again.
    Interrupted,
    /// A sentence of a version that had no kinds of reasons.
    Sentence {
        /// The sentence.
        text: String,
    },
}

words! {
    /// What made the conflicts of a change go.
    ConflictsGone("cause") {
        /// Git moved.
        GitMoved = "git moved",
        /// What the cluster has moved.
        ClusterMoved = "cluster moved",
        /// A draft was edited.
        DraftEdited = "draft edited",
        /// Somebody decided every one.
        Decided = "decided",
    }
}

words! {
    /// Why a resource that is in Git cannot be read there.
    Unread("reason why a resource cannot be read") {
        /// Its file does not parse.
        Broken = "broken",
        /// Something else is in its place, which is not a Kubernetes object: the rule
        /// `not-understood`.
        NotUnderstood = "not understood",
    }
}

impl Default for Unread {
    /// What was said before the two were told apart.
    fn default() -> Self {
        Self::Broken
    }
}

impl Unread {
    /// What keeps it from being edited, and what to do first.
    #[must_use]
    pub fn said(self, resource: &Identity) -> String {
        match self {
            Self::Broken => format!("{resource} cannot be parsed in Git; fix its file first"),
            Self::NotUnderstood => format!(
                "the document in Git that replaced {resource} is not a valid Kubernetes object, \
                 so its last good text is kept; fix or delete that file first"
            ),
        }
    }
}

/// A rule that a change breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokenRule {
    /// The rule's id.
    pub rule: String,
    /// The resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Identity>,
    /// The field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldPath>,
    /// The other resource, where two break the rule together, or a reference misses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Identity>,
    /// What is wrong, to be read after resource and field.
    pub message: String,
    /// The file, as publishing would leave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line in it, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
}

impl Reason {
    /// The reason that lists these findings.
    #[must_use]
    pub fn of_findings(findings: &[crate::Finding]) -> Self {
        let violations = findings.iter().take(LISTED_VIOLATIONS).map(BrokenRule::from);
        Self::Violations {
            violations: violations.collect(),
            more: findings.len().saturating_sub(LISTED_VIOLATIONS),
        }
    }
}

impl From<&crate::Finding> for BrokenRule {
    fn from(finding: &crate::Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            resource: finding.subject.clone(),
            field: finding.field.clone(),
            other: finding.target.clone(),
            message: finding.message.clone(),
            path: Some(finding.path.clone()).filter(|path| !path.is_empty()),
            line: Some(finding.line).filter(|line| *line > 0),
        }
    }
}

/// `VPC/a: spec.vlan must be an integer [type] (managed/vpcs/a.yaml:6)`.
impl std::fmt::Display for BrokenRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let resource = self.resource.as_ref().map(ToString::to_string);
        let is_named = resource.is_some() || self.field.is_some();
        let path = self.path.as_deref().unwrap_or_default();
        f.write_str(&said(resource.as_deref(), self.field.as_ref(), path, &self.message))?;
        write!(f, " [{}]", self.rule)?;
        match place_in(path, self.line.unwrap_or(0), 0) {
            place if place.is_empty() || !is_named => Ok(()),
            place => write!(f, " ({place})"),
        }
    }
}

/// `3 conflicts`, `1 conflict`.
fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "no one".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::LargeDeletion { deleted, of } => {
                let (deleted, of) = (thousands(deleted), thousands(of));
                write!(f, "it deletes {deleted} of {of} resources, which a person must confirm")
            }
            Self::Conflicts { count } => {
                write!(f, "{} must be decided", counted(*count, "conflict", "conflicts"))
            }
            Self::Violations { violations, more } => {
                for (at, violation) in violations.iter().enumerate() {
                    let separator = if at == 0 { "" } else { "; " };
                    write!(f, "{separator}{violation}")?;
                }
                match more {
                    0 => Ok(()),
                    more => write!(f, "; and {} more", thousands(more)),
                }
            }
            Self::NeedsApproval { fabric, authors } => write!(
                f,
                "fabric `{fabric}` requires approval: a person other than {} must approve this \
                 revision",
                listed(authors)
            ),
            Self::MovedSincePreview => {
                f.write_str("the branch has changed since the diff was shown; review the new diff")
            }
            Self::InGitAlready => f.write_str("Git already had all of it"),
            Self::SeveralDocuments { resource, paths } => write!(
                f,
                "{resource} is defined in {}; keep one of the documents first, or delete or rename \
                 all but one in Git",
                paths.join(" and in ")
            ),
            Self::ChoiceOutdated { resource, paths } => write!(
                f,
                "the document of {resource} that is kept was chosen among others than Git has now \
                 (in {}); look at them again and choose one",
                paths.join(" and in ")
            ),
            Self::Unreadable { resource, unread } => f.write_str(&unread.said(resource)),
            Self::NotLossless { path: Some(path), detail } => write!(f, "{path}: {detail}"),
            Self::NotLossless { path: None, detail } => f.write_str(detail),
            Self::Occupied { path, resource, left_alone: true } => write!(
                f,
                "{path} already contains {resource}, in a form that Hedgerow leaves alone \
                 (encrypted, \
                 an input of Kustomize, part of a chart or too large)"
            ),
            Self::Occupied { path, resource, left_alone: false } => {
                write!(f, "{path}, where {resource} would be written, contains something else")
            }
            Self::NotReadBack { path, resource, detail } => {
                write!(f, "{path} would not be read as {resource}: {detail}")
            }
            Self::FileUnreadable { detail } => f.write_str(detail),
            Self::Unwritable { path, detail } => {
                write!(f, "`{path}` cannot be written: {detail}; fix that in Git")
            }
            Self::NothingToCommit => f.write_str("there is nothing to commit"),
            Self::HookDeclined { text } => write!(f, "a hook of the remote rejected it: {text}"),
            Self::TooLarge { text } => write!(f, "the remote rejected it as too large: {text}"),
            Self::ProtectedBranch { branch, text } => write!(
                f,
                "branch `{branch}` does not allow direct pushes ({text}); let Hedgerow's account \
                 push \
                 there, or connect another branch"
            ),
            Self::CredentialRefused { text } => write!(
                f,
                "the remote did not accept the credential ({text}); drafts are kept. Correct the \
                 credential and publish again"
            ),
            Self::NoWriteAccess { text } => write!(
                f,
                "the credential may not push ({text}); drafts are kept. Give it write access and \
                 publish again"
            ),
            Self::CredentialUnusable { text } => write!(f, "{text}; drafts are kept"),
            Self::PushRefused { text } => write!(f, "the push was refused: {text}"),
            Self::Sentence { text } => f.write_str(text),
            Self::RemoteUnreachable { text } => {
                write!(f, "the remote could not be reached ({text}); publish it again")
            }
            Self::WaitsForRemote { since } => write!(
                f,
                "the remote has not answered since {}; it will be published as soon as the remote \
                 answers",
                clock(*since)
            ),
            Self::BranchKeptMoving { attempts } => {
                write!(f, "the branch changed during each of {attempts} attempts; publish it again")
            }
            Self::HistoryRewritten { commit } => write!(
                f,
                "the branch's history was rewritten without commit {commit}; publish it again to \
                 bring it back, or discard it"
            ),
            Self::ConflictsGone { because } => f.write_str(match because {
                ConflictsGone::GitMoved => "its conflicts are gone: Git changed",
                ConflictsGone::ClusterMoved => {
                    "its conflicts are gone: what the cluster has changed"
                }
                ConflictsGone::DraftEdited => "its conflicts are gone: the draft was edited",
                ConflictsGone::Decided => "every conflict is decided",
            }),
            Self::Interrupted => f.write_str("interrupted; its branch was checked again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_back_as_it_was_written() {
        let reason = Reason::LargeDeletion { deleted: 12, of: 20 };
        let json = serde_json::to_value(&reason).unwrap();
        assert_eq!(json, serde_json::json!({"kind": "large-deletion", "deleted": 12, "of": 20}));
        assert_eq!(serde_json::from_value::<Reason>(json).unwrap(), reason);
    }

    #[test]
    fn what_is_not_understood_is_not_said_not_to_parse() {
        let resource = Identity::new("g", "VPC", "a");
        let said: Vec<String> = Unread::ALL.iter().map(|unread| unread.said(&resource)).collect();
        assert_eq!(said[0], "VPC/a cannot be parsed in Git; fix its file first");
        assert!(
            !said[1].contains("parse") && said[1].contains("not a valid Kubernetes object"),
            "{}",
            said[1]
        );
        let old = serde_json::json!({"kind": "unreadable", "resource": resource});
        let read: Reason = serde_json::from_value(old).unwrap();
        assert_eq!(read, Reason::Unreadable { resource, unread: Unread::Broken });
    }

    #[test]
    fn no_reason_names_a_command() {
        let text = Reason::NeedsApproval { fabric: "lab".into(), authors: vec!["A".into()] };
        assert_eq!(
            text.to_string(),
            "fabric `lab` requires approval: a person other than A must approve this revision"
        );
    }

    #[test]
    fn a_broken_rule_names_its_resource_field_and_place() {
        let finding = crate::Finding {
            subject: Some(Identity::new("g", "VPC", "a")),
            field: Some("spec.vlan".parse().unwrap()),
            line: 6,
            ..crate::Finding::of_file("m/a.yaml", crate::Severity::Error, "type", "is wrong")
        };
        let reason = Reason::of_findings(&[finding]);
        assert_eq!(reason.to_string(), "VPC/a: spec.vlan is wrong [type] (m/a.yaml:6)");
    }

    #[test]
    fn the_rest_of_a_long_list_is_counted() {
        let finding = crate::Finding::of_file("a", crate::Severity::Error, "type", "is wrong");
        let many = vec![finding; LISTED_VIOLATIONS + 3];
        assert!(Reason::of_findings(&many).to_string().ends_with("; and 3 more"));
        assert_eq!(Reason::of_findings(&many[..1]).to_string(), "a: is wrong [type]");
    }
}
