//! What can be asked of conflicts and of policies.

use hedgerow_model::{ConflictId, Policy, RuleUsed};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{
    BulkView, ConflictResult, ConflictView, Decide, Person, PolicyTry, PolicyUndone, PolicyView,
    Resolution, TryPolicy,
};

type Answer<T> = Result<T, EngineError>;

impl Engine {
    /// Settles a conflict.
    ///
    /// # Errors
    /// As [`Engine::decide`].
    pub async fn resolve(
        &self,
        id: ConflictId,
        resolution: Resolution,
        by: Option<Person>,
    ) -> Answer<ConflictView> {
        self.decide(id, Decide { by, ..Decide::from(resolution) }).await
    }

    /// Settles a conflict, or says what it would be.
    ///
    /// # Errors
    /// When it is not open, is within Git itself, or the value breaks the schema.
    pub async fn decide(&self, id: ConflictId, decide: Decide) -> Answer<ConflictView> {
        self.core.conflicts().resolve(id, decide, &self.actor).await
    }

    /// Conflicts by their numbers, those that there are.
    ///
    /// # Errors
    /// When none or more than a thousand are named.
    pub async fn conflicts_numbered(&self, numbers: &[ConflictId]) -> Answer<Vec<ConflictView>> {
        self.core.conflicts().numbered(numbers).await
    }

    /// Settles conflicts the same way, each on its own, or says what they would be.
    ///
    /// # Errors
    /// When none or more than a thousand are named. What is wrong with one is told of it alone.
    pub async fn decide_many(&self, ids: &[ConflictId], decide: Decide) -> Answer<BulkView> {
        self.core.conflicts().resolve_many(ids, decide, &self.actor).await
    }

    /// What the resource of a conflict would be with some of its conflicts decided so. Nothing is written.
    ///
    /// # Errors
    /// When it is not between a draft and Git.
    pub async fn conflict_result(
        &self,
        id: ConflictId,
        choices: Vec<(ConflictId, Resolution)>,
    ) -> Answer<ConflictResult> {
        self.core.conflicts().result(id, choices, &self.actor).await
    }

    /// Takes the decision of a conflict back, as long as nothing was published of it.
    ///
    /// # Errors
    /// When it is not decided, its change is over or on its way, or the decision was an edit.
    pub async fn reopen(&self, id: ConflictId, by: Option<Person>) -> Answer<ConflictView> {
        self.core.conflicts().reopen(id, by, &self.actor).await
    }

    /// Gives an open conflict to somebody to decide, by login, or (`None`) to nobody.
    ///
    /// # Errors
    /// When it is not open, or there is no such account.
    pub async fn assign(&self, id: ConflictId, login: Option<&str>) -> Answer<ConflictView> {
        self.core.conflicts().assign(id, login, &self.actor).await
    }

    /// Keeps what somebody says about a conflict.
    ///
    /// # Errors
    /// When there is no such conflict, or the text is empty or too long.
    pub async fn say(
        &self,
        id: ConflictId,
        text: String,
        by: Option<Person>,
    ) -> Answer<ConflictView> {
        self.core.conflicts().say(id, text, by, &self.actor).await
    }

    /// The policy of a fabric, or (`None`) the one for all.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn policy(&self, fabric: Option<&str>) -> Answer<PolicyView> {
        self.core.conflicts().policy(fabric).await
    }

    /// Writes the policy of a fabric, or the one for all, and settles what it is about. `expected` is the revision that
    /// was seen; `None` asks for none.
    ///
    /// # Errors
    /// When there is no such fabric or something is wrong with the policy; [moved](crate::Class::Moved) when it was
    /// written since it was looked at.
    pub async fn set_policy(
        &self,
        fabric: Option<&str>,
        policy: Policy,
        expected: Option<i64>,
    ) -> Answer<PolicyView> {
        self.core.conflicts().set_policy(fabric, policy, expected, &self.actor).await
    }

    /// Has what a fabric's repository has as its policy be the fabric's policy, as if it were written by hand. `seen`
    /// is the id of what was looked at, `expected` the revision of the policy in force that was; `None` asks for none.
    ///
    /// # Errors
    /// When there is no such fabric or file, or it is not understood; [moved](crate::Class::Moved) when the file or
    /// the policy is not what was looked at.
    pub async fn accept_policy(
        &self,
        fabric: &str,
        seen: &str,
        expected: Option<i64>,
    ) -> Answer<PolicyView> {
        self.core.conflicts().accept_policy(fabric, seen, expected, &self.actor).await
    }

    /// Leaves the policy in force as it is: what the repository has does not wait any more, until it changes.
    ///
    /// # Errors
    /// When there is no such fabric, or nothing waits; [moved](crate::Class::Moved) when the file is not what was
    /// looked at.
    pub async fn dismiss_policy(&self, fabric: &str, seen: &str) -> Answer<PolicyView> {
        self.core.conflicts().dismiss_policy(fabric, seen, &self.actor).await
    }

    /// What policies would say to the conflicts on record of a fabric, in the place of those in force: exactly what they
    /// would do to those that are open once they are written. Nothing is.
    ///
    /// # Errors
    /// When there is no such fabric or something is wrong with a policy.
    pub async fn try_policy(&self, fabric: &str, tried: TryPolicy) -> Answer<PolicyTry> {
        self.core.conflicts().try_policy(fabric, tried).await
    }

    /// Takes the decisions of a rule back, as long as nothing was published of them.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn undo_policy(&self, fabric: &str, rule: &RuleUsed) -> Answer<PolicyUndone> {
        self.core.conflicts().undo_policy(fabric, rule, &self.actor).await
    }
}
