//! What a remote that takes pushes says of itself: its references, and what it understands.

use std::collections::HashSet;

use super::report::lines;
use crate::Oid;

/// The head of one branch, and what else a push needs to know.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Advertised {
    /// Where the branch is.
    pub(super) head: Option<Oid>,
    /// Every commit that the remote is known to have.
    pub(super) has: HashSet<Oid>,
    capabilities: Vec<String>,
}

/// What is asked for, of what the remote offers.
const ASKED: [&str; 4] = ["report-status", "side-band-64k", "quiet", "object-format=sha1"];

impl Advertised {
    pub(super) fn offers(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|offered| offered == capability)
    }

    /// What the command names: nothing that was not offered.
    pub(super) fn answered(&self) -> Vec<&'static str> {
        ASKED.into_iter().filter(|asked| self.offers(asked)).collect()
    }
}

/// Reads a whole answer; `None` for anything but the usual.
pub(super) fn parse(body: &[u8], reference: &str) -> Option<Advertised> {
    let mut sections = lines(body)?.into_iter();
    if trimmed(sections.next()??) != b"# service=git-receive-pack" || sections.next()?.is_some() {
        return None;
    }
    let mut found = Advertised { head: None, has: HashSet::new(), capabilities: Vec::new() };
    let mut first = true;
    // Without the flush at the end something is missing.
    while let Some(line) = sections.next()? {
        let line = trimmed(line);
        let line = if std::mem::take(&mut first) {
            let end = line.iter().position(|byte| *byte == 0)?;
            let (line, capabilities) = line.split_at(end);
            let capabilities = std::str::from_utf8(capabilities.get(1..)?).ok()?;
            found.capabilities = capabilities.split_whitespace().map(str::to_owned).collect();
            line
        } else {
            line
        };
        let (oid, name) = std::str::from_utf8(line).ok()?.split_once(' ')?;
        // A shallow remote says so in a line of its own, which ends here.
        let oid: Oid = oid.parse().ok()?;
        if name == "capabilities^{}" {
            continue;
        }
        if name == reference {
            found.head = Some(oid);
        }
        found.has.insert(oid);
    }
    let other_format = found
        .capabilities
        .iter()
        .any(|offered| offered.starts_with("object-format=") && offered != "object-format=sha1");
    (found.offers("report-status") && !other_format).then_some(found)
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const REFERENCE: &str = "refs/heads/main";
    const ONE: &str = "3521a0bf22e02cdcda59c0c6ce3d81b5b448f64a";
    const OTHER: &str = "88fbad0617c5e9c5bff7d62681e73eddcaed43f2";

    /// `;` is a flush, everything else a line.
    fn body(parts: &[&str]) -> Vec<u8> {
        let packet = |part: &&str| match *part {
            ";" => "0000".to_owned(),
            line => format!("{:04x}{line}\n", line.len() + 5),
        };
        parts.iter().map(packet).collect::<String>().into_bytes()
    }

    const SERVICE: &str = "# service=git-receive-pack";

    #[test]
    fn the_branch_is_found_among_all_references() {
        let first = format!("{OTHER} refs/heads/a\0report-status quiet side-band-64k agent=git/2");
        let second = format!("{ONE} {REFERENCE}");
        let there = parse(&body(&[SERVICE, ";", &first, &second, ";"]), REFERENCE).unwrap();
        assert_eq!(there.head, Some(ONE.parse().unwrap()));
        assert_eq!(there.has, [ONE, OTHER].map(|oid| oid.parse().unwrap()).into());
        assert_eq!(there.answered(), ["report-status", "side-band-64k", "quiet"]);
        let other = parse(&body(&[SERVICE, ";", &first, &second, ";"]), "refs/heads/mai").unwrap();
        assert_eq!(other.head, None);
    }

    #[test]
    fn an_empty_repository_has_no_branch() {
        let line =
            format!("{} capabilities^{{}}\0report-status object-format=sha1", "0".repeat(40));
        let there = parse(&body(&[SERVICE, ";", &line, ";"]), REFERENCE).unwrap();
        assert_eq!((there.head, there.has.len()), (None, 0));
        assert_eq!(there.answered(), ["report-status", "object-format=sha1"]);
    }

    #[rstest]
    #[case::no_report(&format!("{ONE} {REFERENCE}\0side-band-64k"), ";")]
    #[case::sha256(&format!("{ONE} {REFERENCE}\0report-status object-format=sha256"), ";")]
    #[case::no_capabilities(&format!("{ONE} {REFERENCE}"), ";")]
    #[case::odd_id(&format!("{}x {REFERENCE}\0report-status", &ONE[1..]), ";")]
    #[case::error("ERR come back on Monday", ";")]
    #[case::shallow(&format!("{ONE} {REFERENCE}\0report-status"), &format!("shallow {OTHER}"))]
    #[case::cut_off(&format!("{ONE} {REFERENCE}\0report-status"), &format!("{OTHER} refs/heads/x"))]
    fn what_is_not_usual_is_left_to_git(#[case] first: &str, #[case] last: &str) {
        assert_eq!(parse(&body(&[SERVICE, ";", first, last]), REFERENCE), None);
    }

    #[rstest]
    #[case(b"<!DOCTYPE html>")]
    #[case(b"")]
    #[case(b"0000")]
    #[case(b"001e# service=git-upload-pack\n0000")]
    #[case(b"zzzz# service=git-receive-pack\n0000")]
    fn what_is_no_such_list_is_left_to_git(#[case] body: &[u8]) {
        assert_eq!(parse(body, REFERENCE), None);
    }
}
