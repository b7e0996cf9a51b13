//! What a merged document breaks and Git's does not: only that stops a change.

use std::collections::HashSet;

use hedgerow_model::{Finding, Identity, Severity, Standing, Value};
use hedgerow_schema::Catalogue;

use crate::combine::Picture;
use crate::file_edit::Memo;

fn live(picture: Option<&Picture>) -> Option<&Picture> {
    picture.filter(|picture| picture.standing == Standing::Live)
}

/// The rules that the merged document breaks and Git's does not.
pub(crate) fn introduced(
    memo: &Memo,
    catalogue: &Catalogue,
    identity: &Identity,
    git: Option<&Picture>,
    target: Option<&Picture>,
) -> Vec<Finding> {
    let broken = |value: &Value| catalogue.validate(value).violations;
    let Some(target) = live(target) else { return Vec::new() };
    let found = memo.look(&target.text, |read| {
        let after = broken(read.value());
        if after.is_empty() {
            return Vec::new();
        }
        let before = live(git).and_then(|git| memo.with_value(&git.text, broken));
        let known: HashSet<_> = before
            .unwrap_or_default()
            .into_iter()
            .map(|violation| (violation.rule, violation.path.to_string()))
            .collect();
        after
            .into_iter()
            .filter(|violation| !known.contains(&(violation.rule, violation.path.to_string())))
            .map(|violation| {
                let at = read.position(&violation.path);
                Finding {
                    line: at.map_or(0, |at| i64::from(at.line)),
                    column: at.map_or(0, |at| i64::from(at.column)),
                    subject: Some(identity.clone()),
                    field: Some(violation.path.clone()),
                    ..Finding::of_file(
                        "",
                        Severity::Error,
                        violation.rule.as_str(),
                        violation.message,
                    )
                }
            })
            .collect()
    });
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file_edit;

    fn vpc(vlan: &str) -> Picture {
        let text = format!(
            "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: a\nspec:\n  \
             subnets:\n    default:\n      subnet: 10.0.1.0/24\n      vlan: {vlan}\n"
        );
        Picture { standing: Standing::Live, text }
    }

    #[test]
    fn what_is_merged_is_read_once_to_be_judged_and_to_be_written() {
        let (memo, catalogue) = (Memo::default(), Catalogue::builtin());
        let id = Identity::new("vpc.githedgehog.com", "VPC", "a");
        let (git, target) = (vpc("1001"), vpc("many"));
        assert_eq!(memo.find(&git.text, &id), Some(git.clone()));
        let found = introduced(&memo, &catalogue, &id, Some(&git), Some(&target));
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [9]);
        let written = file_edit::set(&memo, &git.text, &id, Some(&target));
        assert_eq!(written, Ok(Some(target.text.clone())));
        assert_eq!(memo.reads.get(), 2, "Git's document and the merged one");
        assert!(introduced(&memo, &catalogue, &id, Some(&target), Some(&target)).is_empty());
    }
}
