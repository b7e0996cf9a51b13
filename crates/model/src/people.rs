//! Who acts, what they may do, and what is kept of what they did.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::UserId;

words! {
    /// What somebody is in a fabric, or in all of them. Each includes those before it.
    Role("role") {
        /// Sees everything of the fabric.
        Viewer = "viewer",
        /// Edits drafts, decides conflicts, syncs.
        Editor = "editor",
        /// Publishes, and approves what others want to publish.
        Publisher = "publisher",
        /// Sets the fabric up. In all fabrics: also repositories, credentials, people, the audit.
        Admin = "admin",
    }
}

words! {
    /// One thing that somebody may be allowed to do; also the scopes of an API token.
    Permission("permission") {
        /// See.
        Read = "read",
        /// Save, revert and discard drafts; sync.
        Edit = "edit",
        /// Decide conflicts.
        Resolve = "resolve",
        /// Bring changes to Git.
        Publish = "publish",
        /// Approve other people's changes.
        Approve = "approve",
        /// Bring resources back in the cluster, and take over fields there.
        Apply = "apply",
        /// Set a fabric up: settings, directory.
        Manage = "manage",
        /// Set the server up: repositories, credentials, fabrics, people, the audit.
        Administer = "administer",
    }
}

impl Role {
    /// What the role allows in its fabric. Only an admin of all fabrics may
    /// [administer](Permission::Administer), which is why it is not listed here.
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::{Apply, Approve, Edit, Manage, Publish, Read, Resolve};
        match self {
            Self::Viewer => &[Read],
            Self::Editor => &[Read, Edit, Resolve],
            Self::Publisher => &[Read, Edit, Resolve, Publish, Approve, Apply],
            Self::Admin => &[Read, Edit, Resolve, Publish, Approve, Apply, Manage],
        }
    }

    /// What whoever has it may do, in words that follow the role: each says what it has beyond the one before.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Viewer => "sees everything of the fabric",
            Self::Editor => "also edits drafts, decides conflicts, syncs",
            Self::Publisher => {
                "also publishes, approves what others want to publish, and brings resources back in the cluster"
            }
            Self::Admin => {
                "also sets the fabric up; of all fabrics: repositories, credentials, people, the audit"
            }
        }
    }

    /// Whether the role allows something in its fabric.
    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

impl Permission {
    /// What it allows, in words that follow "may".
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Read => "see",
            Self::Edit => "edit drafts and sync",
            Self::Resolve => "decide conflicts",
            Self::Publish => "publish",
            Self::Approve => "approve other people's changes",
            Self::Apply => "bring resources back in the cluster",
            Self::Manage => "set fabrics up",
            Self::Administer => "set the server up",
        }
    }

    /// The least role that has it: for [administering](Self::Administer), in all fabrics.
    #[must_use]
    pub fn least_role(self) -> Role {
        Role::ALL.iter().copied().find(|role| role.allows(self)).unwrap_or(Role::Admin)
    }
}

words! {
    /// What sort of being acts.
    ActorKind("kind of actor") {
        /// A person with a session in a browser.
        User = "user",
        /// A person's API token.
        Token = "token",
        /// Whoever holds the token of the installation itself (`DATA/admin-token`).
        Administrator = "administrator",
        /// Hedgerow on its own: polling, automatic publishing, recovery.
        System = "system",
        /// Somebody who is not logged in.
        Anonymous = "anonymous",
    }
}

/// Who acts, and from where. Travels with every request into the engine, the commits and the audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// What sort of being.
    pub kind: ActorKind,
    /// The account, for a user and a token.
    pub user: Option<UserId>,
    /// What it logs in with; a word of its own for those without an account.
    pub login: String,
    /// The name for commits.
    pub name: String,
    /// The address for commits.
    pub email: String,
    /// The name of the token that was used.
    pub token: Option<String>,
    /// The network address the request came from.
    pub from: Option<String>,
}

impl Actor {
    /// Hedgerow on its own.
    #[must_use]
    pub fn system() -> Self {
        Self::without_account(ActorKind::System, "hedgerow", "Hedgerow", "hedgerow@localhost")
    }

    /// Whoever holds the installation's own token.
    #[must_use]
    pub fn administrator() -> Self {
        let email = "administrator@localhost";
        Self::without_account(ActorKind::Administrator, "administrator", "Administrator", email)
    }

    /// Somebody who is not logged in.
    #[must_use]
    pub fn anonymous() -> Self {
        Self::without_account(ActorKind::Anonymous, "", "", "")
    }

    fn without_account(kind: ActorKind, login: &str, name: &str, email: &str) -> Self {
        Self {
            kind,
            user: None,
            login: login.to_owned(),
            name: name.to_owned(),
            email: email.to_owned(),
            token: None,
            from: None,
        }
    }

    /// The same, from a network address.
    #[must_use]
    pub fn at(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.login.is_empty() { self.kind.as_str() } else { &self.login })
    }
}

words! {
    /// How an audited action ended.
    AuditOutcome("outcome") {
        /// It was done.
        Done = "done",
        /// Somebody may not do it, or the current state forbids it.
        Refused = "refused",
        /// It was tried and did not work.
        Failed = "failed",
    }
}

words! {
    /// What the audit tells of.
    AuditAction("audited action") {
        /// The log begins, or continues under another key.
        AuditKey = "audit.key",
        /// The log left the server.
        AuditExport = "audit.export",
        /// The first administrator was made.
        Setup = "setup",
        /// Somebody logged in, or tried to.
        Login = "login",
        /// Somebody logged out, or ended a session.
        Logout = "logout",
        /// A password was changed.
        PasswordChange = "password.change",
        /// A request carried a token that is not known, has expired or was revoked.
        TokenReject = "token.reject",
        /// An API token was made.
        TokenCreate = "token.create",
        /// An API token was revoked.
        TokenRevoke = "token.revoke",
        /// Somebody was not allowed to do something.
        AccessRefuse = "access.refuse",
        /// A person's account was made.
        UserCreate = "user.create",
        /// A person's account or roles were changed.
        UserUpdate = "user.update",
        /// A person's account was removed.
        UserDelete = "user.delete",
        /// A credential was stored.
        CredentialCreate = "credential.create",
        /// A credential's description was changed.
        CredentialUpdate = "credential.update",
        /// A credential's secret was exchanged.
        CredentialRotate = "credential.rotate",
        /// A credential was tested on purpose.
        CredentialTest = "credential.test",
        /// A credential began to work, or stopped.
        CredentialUse = "credential.use",
        /// A credential was removed.
        CredentialDelete = "credential.delete",
        /// Stored secrets were wrapped with another sealing key.
        CredentialRewrap = "credential.rewrap",
        /// A cluster was added.
        ClusterCreate = "cluster.create",
        /// How a cluster is reached was exchanged.
        ClusterRotate = "cluster.rotate",
        /// A cluster was tested on purpose.
        ClusterTest = "cluster.test",
        /// A cluster was removed.
        ClusterDelete = "cluster.delete",
        /// A resource was brought back to what Git wants, in the cluster.
        DriftReapply = "drift.reapply",
        /// A resource was applied in the cluster, or deleted there, because Git says so.
        ClusterApply = "cluster.apply",
        /// Acts in a cluster were asked for that somebody else has to approve.
        ActRequest = "act.request",
        /// Somebody else approved acts in a cluster.
        ActApprove = "act.approve",
        /// Acts in a cluster that waited for a second person were declined, taken back, or not as they were asked for any more.
        ActDecline = "act.decline",
        /// Drift is ignored, or no longer.
        DriftIgnore = "drift.ignore",
        /// What the database has of a fabric was compared with Git and the cluster, and repaired.
        FabricVerify = "fabric.verify",
        /// A repository was connected.
        RepositoryCreate = "repository.create",
        /// A repository's settings were changed.
        RepositoryUpdate = "repository.update",
        /// A repository was disconnected.
        RepositoryDelete = "repository.delete",
        /// A fabric was connected.
        FabricCreate = "fabric.create",
        /// A fabric's settings were changed.
        FabricUpdate = "fabric.update",
        /// A fabric was forgotten.
        FabricDelete = "fabric.delete",
        /// A fabric's directory was initialised or repaired by a commit.
        DirectoryRepair = "directory.repair",
        /// Git's news were read into the database.
        Ingest = "ingest",
        /// Documents of raw/ were moved to managed/ by a commit.
        Normalise = "normalise",
        /// Drafts were saved.
        DraftSave = "draft.save",
        /// Drafts were thrown away, and nothing else was saved.
        DraftDiscard = "draft.discard",
        /// A filter of a list was shared, or a shared one changed.
        FilterUpdate = "filter.update",
        /// A shared filter was removed, or is shared no more.
        FilterDelete = "filter.delete",
        /// What a published change did is to be taken back, by a new change.
        ChangeRevert = "change.revert",
        /// A change was thrown away.
        ChangeDiscard = "change.discard",
        /// A change was approved, or an approval was withdrawn.
        ChangeApprove = "change.approve",
        /// Somebody asked to publish a change.
        ChangePublish = "change.publish",
        /// A change came to its end in Git, or did not.
        ChangeOutcome = "change.outcome",
        /// A conflict was decided.
        ConflictResolve = "conflict.resolve",
        /// A decision was taken back.
        ConflictReopen = "conflict.reopen",
        /// A conflict was given to somebody to decide, or to nobody.
        ConflictAssign = "conflict.assign",
        /// Somebody said something about a conflict.
        ConflictComment = "conflict.comment",
        /// A policy was written: which conflicts are settled without a person.
        PolicyUpdate = "policy.update",
        /// A fabric's repository brought another policy, which waits, or took that back.
        PolicyPropose = "policy.propose",
        /// The policy that a fabric's repository has was accepted: it is the fabric's now.
        PolicyAccept = "policy.accept",
        /// The policy that a fabric's repository has was dismissed.
        PolicyDismiss = "policy.dismiss",
        /// Drafts of a change were moved to another one.
        ChangeSplit = "change.split",
        /// A change was given another name.
        ChangeRename = "change.rename",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_allows_all_that_the_one_before_it_allows_and_more() {
        for pair in Role::ALL.windows(2) {
            let [less, more] = pair else { unreachable!() };
            assert!(less.permissions().iter().all(|permission| more.allows(*permission)));
            assert!(more.permissions().len() > less.permissions().len());
        }
    }

    #[test]
    fn the_least_role_has_the_permission_and_the_one_before_it_has_not() {
        let least = Permission::ALL.iter().map(|permission| permission.least_role());
        use Role::{Admin, Editor, Publisher, Viewer};
        let expected = [Viewer, Editor, Editor, Publisher, Publisher, Publisher, Admin, Admin];
        assert_eq!(least.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn no_role_in_one_fabric_administers_the_server() {
        assert!(!Role::ALL.iter().any(|role| role.allows(Permission::Administer)));
    }
}
