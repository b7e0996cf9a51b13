//! What `git ls-remote --symref` says.

use crate::Oid;

/// What a remote advertises of what was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Advertised {
    /// The branch that HEAD names, where it exists.
    pub(crate) default_branch: Option<String>,
    /// References with their full names, in the order of the answer.
    pub(crate) references: Vec<(String, Oid)>,
}

impl Advertised {
    pub(crate) fn find(&self, reference: &str) -> Option<Oid> {
        self.references.iter().find(|(name, _)| name == reference).map(|(_, oid)| *oid)
    }
}

/// Reads the answer; an error in words when an id is not SHA-1 or a line is not understood.
pub(crate) fn parse(output: &str) -> Result<Advertised, String> {
    let mut advertised = Advertised::default();
    for line in output.lines() {
        let Some((left, name)) = line.split_once('\t') else {
            return Err(format!("git ls-remote wrote an unexpected line: `{line}`"));
        };
        if let Some(target) = left.strip_prefix("ref: ") {
            if name == "HEAD" {
                advertised.default_branch = target.strip_prefix("refs/heads/").map(str::to_owned);
            }
            continue;
        }
        if left.len() == 64 {
            return Err(SHA256.to_owned());
        }
        let oid =
            left.parse().map_err(|_| format!("git ls-remote wrote no object id: `{line}`"))?;
        advertised.references.push((name.to_owned(), oid));
    }
    Ok(advertised)
}

/// Why such a repository is refused.
pub(crate) const SHA256: &str = "the repository uses SHA-256 object names, which are not supported: use a \
                                 repository made with `git init --object-format=sha1`";

#[cfg(test)]
mod tests {
    use super::*;

    const OID: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    #[test]
    fn the_default_branch_and_the_heads_are_read() {
        let output = format!("ref: refs/heads/main\tHEAD\n{OID}\tHEAD\n{OID}\trefs/heads/main\n");
        let advertised = parse(&output).unwrap();
        assert_eq!(advertised.default_branch.as_deref(), Some("main"));
        assert_eq!(advertised.find("refs/heads/main"), Some(Oid::EMPTY_TREE));
        assert_eq!(advertised.find("refs/heads/x/refs/heads/main"), None);
    }

    #[test]
    fn an_empty_repository_says_nothing() {
        assert_eq!(parse("").unwrap(), Advertised::default());
    }

    #[test]
    fn a_sha_256_repository_is_refused_with_the_reason() {
        let output = format!("{OID}{}\trefs/heads/main\n", "0".repeat(24));
        assert!(parse(&output).unwrap_err().contains("SHA-256"));
    }
}
