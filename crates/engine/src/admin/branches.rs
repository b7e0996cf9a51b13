//! The branches of remotes: how one is reached, and whether those that fabrics use are where they were.

use hedgerow_git::{Credential, Mirror, RemoteBranches};
use hedgerow_model::{Queue, QueueId, Repository, RepositoryId};

use super::Admin;
use crate::core::Branch;
use crate::error::EngineError;

/// What is to be said of branches that a remote does not have. One that new fabrics would use, and that
/// nobody has read yet, may still come into being in an empty repository.
pub(super) fn missing(remote: &RemoteBranches, for_new: &str) -> Option<String> {
    let gone = remote.missing.iter().find(|branch| *branch != for_new);
    let usual = remote.default_branch.as_deref();
    let twice = remote.missing.iter().filter(|branch| *branch == for_new).count() > 1;
    if let Some(branch) = gone.map(String::as_str).or(twice.then_some(for_new)) {
        return Some(format!(
            "branch `{branch}`, which fabrics are read from, was deleted on the remote; \
             everything is kept. Push it again, or connect the fabrics to another branch"
        ));
    }
    let usual = usual.filter(|_| remote.missing.iter().any(|branch| branch == for_new))?;
    Some(format!(
        "the remote has no branch `{for_new}`, which new fabrics would use; its default branch is \
         `{usual}`: use that one, or push `{for_new}`"
    ))
}

impl Admin<'_> {
    /// The mirror of a repository, and what opens its remote.
    pub(super) async fn reach(
        &self,
        repository: &Repository,
    ) -> Result<(Mirror, Credential), EngineError> {
        let mirror = self.mirror(repository).await?;
        let url = self.url(&repository.url)?;
        let credential = self.credential_for(repository.credential.as_deref(), &url).await?;
        Ok((mirror, credential))
    }

    /// A branch of a repository as no fabric uses it yet: its queue is of no row.
    pub(super) async fn branch_there(
        &self,
        repository: Repository,
        branch: String,
    ) -> Result<Branch, EngineError> {
        let (mirror, credential) = self.reach(&repository).await?;
        let queue = Queue {
            id: QueueId(0),
            repository_id: repository.id,
            branch,
            head: None,
            looked_at: None,
            problem: None,
            push_problem: None,
        };
        Ok(Branch { queue, sources: Vec::new(), mirror, credential, repository, onto: None })
    }

    /// The branches of a repository that fabrics were read from.
    pub(super) async fn branches_read(
        &self,
        repository: RepositoryId,
    ) -> Result<Vec<String>, EngineError> {
        let queues = self.queues_in_use(repository).await?.into_iter();
        Ok(queues.filter(|queue| queue.head.is_some()).map(|queue| queue.branch).collect())
    }

    /// The queues of a repository that fabrics are on.
    pub(super) async fn queues_in_use(
        &self,
        repository: RepositoryId,
    ) -> Result<Vec<Queue>, EngineError> {
        let mut found = Vec::new();
        for queue in self.store.queues_of_repository(repository).await? {
            if !self.store.sources_of_queue(queue.id).await?.is_empty() {
                found.push(queue);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_that_is_gone_is_told_from_one_that_is_still_to_come() {
        let of = |missing_ones: &[&str], default: Option<&str>| {
            let missing_ones = missing_ones.iter().map(|name| (*name).to_owned()).collect();
            let default_branch = default.map(str::to_owned);
            missing(&RemoteBranches { default_branch, missing: missing_ones }, "main")
        };
        assert_eq!(of(&[], Some("main")), None);
        assert_eq!(of(&["main"], None), None, "an empty repository");
        // Once for being read, once for new fabrics.
        let gone = of(&["main", "main"], None).unwrap();
        assert!(gone.contains("`main`") && gone.contains("was deleted"), "{gone}");
        assert!(of(&["lab"], Some("main")).unwrap().contains("`lab`"));
        let other = of(&["main"], Some("trunk")).unwrap();
        assert!(other.contains("no branch `main`") && other.contains("`trunk`"), "{other}");
    }
}
