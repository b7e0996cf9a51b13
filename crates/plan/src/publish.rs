//! What publishing concludes around the merge: who waits for an approval or another look, what is
//! ready, what is settled, what comes later, and which conflicts continue record.
//!
//! The preview asks the same, so that it says what a publish now would conclude (law 9).

use std::collections::HashMap;

use hedgerow_model::{Change, ChangeId, ChangeOutcome, ChangeState, FabricId, Identity, Reason};

use crate::files::Files;
use crate::judged::{Checks, Held};
use crate::message::message;
use crate::overlay::{FileEdit, FileError};
use crate::records::{Records, of_draft, reconcile};
use crate::stack::{Disagreement, Fate, Input, LargeDeletion, Stack};
use crate::together::{Joint, Together};

/// The head that changes are merged onto.
pub struct Onto<F> {
    /// Its files.
    pub files: F,
    /// Its commit; none for a branch that does not exist yet.
    pub commit: Option<String>,
    /// Which deletions must be confirmed.
    pub large: LargeDeletion,
    /// The resources of each fabric at the head, for the rules between them.
    pub held: HashMap<FabricId, Held>,
}

/// A change whose commit is to be made.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The change.
    pub change: Change,
    /// Paths and contents of its commit.
    pub edits: Vec<FileEdit>,
    /// The resources that it edits.
    pub resources: Vec<Identity>,
    /// The commit's message.
    pub message: String,
}

/// What merging the waiting changes gave. Each of them is in one of the first three lists.
#[derive(Debug, Default)]
pub struct Stacked {
    /// To be committed, in this order.
    pub ready: Vec<Ready>,
    /// They wait for the outcome of those before them.
    pub later: Vec<ChangeId>,
    /// What became of the others: nothing of them is to be committed.
    pub settled: Vec<ChangeOutcome>,
    /// What has to be written so that the records of conflicts say what was found.
    pub records: Vec<(FabricId, Records)>,
    /// What changes break together with what came to Git after them.
    pub together: Vec<(ChangeId, Vec<Together>)>,
    /// The same, as the records of conflicts are to say it: by who knows what brought it to Git.
    pub joint: Vec<Joint>,
}

/// What publishing one change now would do.
pub struct Preview {
    /// A unified diff of its commit; also of one that is refused for a rule that it breaks, or that has to be confirmed.
    pub diff: String,
    /// What merging it gives; that it is not approved is beside it.
    pub fate: Fate,
    /// What was held against the rules between resources.
    pub checks: Checks,
    /// Why it would wait for an approval before it is merged.
    pub unapproved: Option<Reason>,
}

impl<F: Files> Onto<F> {
    /// Merges the changes one on another; at most `limit` are to be committed.
    pub fn publish(self, inputs: Vec<Input>, limit: Option<usize>) -> Stacked {
        let mut stack = Stack::new(self.files, self.large, self.held);
        let head = self.commit.as_deref();
        let mut stacked = Stacked::default();
        for input in inputs {
            if limit.is_some_and(|limit| stacked.ready.len() >= limit) {
                stacked.later.push(input.change.id);
            } else if let Some(reason) = input.unapproved {
                let id = input.change.id;
                stacked.settled.push(because(id, ChangeState::AwaitingApproval, reason));
            } else {
                let fate = moved(&input, head).unwrap_or_else(|| stack.add(&input));
                stacked.note(input, fate, head);
            }
        }
        stacked
    }

    /// What publishing this change now would do, were it asked for and approved. It is merged all the
    /// same when it is not: whoever approves it looks at that.
    ///
    /// # Errors
    /// When the commit cannot be read.
    pub fn preview(self, mut input: Input) -> Result<Preview, FileError> {
        as_asked_now(&mut input.change);
        let stack = Stack::new(self.files, self.large, self.held);
        let (fate, diff, checks) = match moved(&input, self.commit.as_deref()) {
            Some(fate) => (fate, String::new(), Checks::default()),
            None => stack.look(&input)?,
        };
        Ok(Preview { diff, fate, checks, unapproved: input.unapproved })
    }
}

impl Stacked {
    /// The changes that Git has already.
    pub fn present(&self) -> Vec<ChangeId> {
        self.ids(true)
    }

    /// The changes that something stopped.
    pub fn stopped(&self) -> Vec<ChangeId> {
        self.ids(false)
    }

    fn ids(&self, present: bool) -> Vec<ChangeId> {
        let is_present = |one: &&ChangeOutcome| one.state == ChangeState::Published;
        self.settled.iter().filter(|one| is_present(one) == present).map(|one| one.id).collect()
    }

    /// What was thought to be in Git already waits: the remote did not confirm the head, and nobody
    /// can say that (law 7).
    pub fn doubt(&mut self, reason: &Reason) {
        for one in self.settled.iter_mut().filter(|one| one.state == ChangeState::Published) {
            one.state = ChangeState::Waiting;
            one.reason = Some(reason.clone());
        }
    }

    fn note(&mut self, input: Input, fate: Fate, head: Option<&str>) {
        let id = input.change.id;
        self.settled.push(match fate {
            Fate::Ready(edits) => {
                let message = message(&input.change, &input.coauthors);
                let resources = input.drafts.into_iter().map(|draft| draft.identity).collect();
                self.ready.push(Ready { change: input.change, edits, resources, message });
                return;
            }
            Fate::Deferred => {
                self.later.push(id);
                return;
            }
            Fate::Nothing => published(id, None),
            Fate::Waiting(reason) => because(id, ChangeState::Waiting, reason),
            Fate::Invalid(findings) => {
                because(id, ChangeState::Invalid, Reason::of_findings(&findings))
            }
            Fate::Together(found) => {
                let reason = Reason::Conflicts { count: found.len() };
                self.together.push((id, found.into_iter().map(|(one, _)| one).collect()));
                because(id, ChangeState::Conflicted, reason)
            }
            Fate::Conflicted(conflicts) => {
                let mut count = 0;
                for Disagreement { draft, with_git, with_cluster } in conflicts {
                    count += with_git.len() + with_cluster.len();
                    let stored = of_draft(&input.stored, &draft);
                    let records = reconcile(&draft, head.unwrap_or_default(), &stored, &with_git);
                    self.records.push((input.fabric.id, records));
                }
                because(id, ChangeState::Conflicted, Reason::Conflicts { count })
            }
        });
    }
}

/// What becomes of a change that somebody looked at when the branch was elsewhere.
fn moved(input: &Input, head: Option<&str>) -> Option<Fate> {
    let is_moved = has_moved(input.change.previewed.as_deref(), head);
    is_moved.then_some(Fate::Waiting(Reason::MovedSincePreview))
}

/// Whether the branch is not any more where a person looked at it; whoever looked at nothing does
/// not mind.
pub fn has_moved(previewed: Option<&str>, head: Option<&str>) -> bool {
    previewed.is_some() && previewed != head
}

/// Whether somebody asked for a change to be published and has no answer yet: to ask again is to ask
/// for the same.
pub fn is_asked(state: ChangeState) -> bool {
    matches!(state, ChangeState::Queued | ChangeState::Publishing)
}

/// The change as it would be, were it asked for now. Asking looks again and confirms again; to approve
/// is to look again, and what was confirmed stays.
fn as_asked_now(change: &mut Change) {
    if is_asked(change.state) {
        return;
    }
    change.previewed = None;
    change.confirmed &= change.state == ChangeState::AwaitingApproval;
}

/// A change that goes to a state without a word.
pub fn outcome(id: ChangeId, state: ChangeState) -> ChangeOutcome {
    ChangeOutcome { id, state, reason: None, commit: None }
}

/// A change that goes to a state for a reason.
pub fn because(id: ChangeId, state: ChangeState, reason: Reason) -> ChangeOutcome {
    ChangeOutcome { reason: Some(reason), ..outcome(id, state) }
}

/// A change that Git has: with this commit, or already.
pub fn published(id: ChangeId, commit: Option<String>) -> ChangeOutcome {
    match commit {
        None => because(id, ChangeState::Published, Reason::InGitAlready),
        commit => ChangeOutcome { commit, ..outcome(id, ChangeState::Published) },
    }
}
