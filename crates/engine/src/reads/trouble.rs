//! What a branch in use has against it, and whether that is tried again.

use hedgerow_model::Queue;

/// Why the branch was not read, else why it cannot be pushed to. A look is repeated at every period,
/// whatever it failed with; a push that was refused waits for a person.
pub(super) fn trouble_of(queue: &Queue) -> Option<String> {
    match (&queue.problem, &queue.push_problem) {
        (Some(look), _) => Some(format!("{look}; it is tried again automatically")),
        (None, push) => push.clone(),
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{QueueId, RepositoryId};

    use super::*;

    fn queue(look: Option<&str>, push: Option<&str>) -> Queue {
        Queue {
            id: QueueId(1),
            repository_id: RepositoryId(1),
            branch: "main".to_owned(),
            head: None,
            looked_at: None,
            problem: look.map(str::to_owned),
            push_problem: push.map(str::to_owned),
        }
    }

    #[test]
    fn only_a_look_is_tried_again() {
        let table = [
            (None, None, None),
            (Some("away"), None, Some("away; it is tried again automatically")),
            (None, Some("protected"), Some("protected")),
            (Some("away"), Some("protected"), Some("away; it is tried again automatically")),
        ];
        for (look, push, said) in table {
            let queue = queue(look, push);
            assert_eq!(trouble_of(&queue).as_deref(), said, "{look:?}, {push:?}");
        }
    }
}
