//! A path with places for any item: what a rule that a fabric declares is about.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::path::{DEEPEST, FieldPath, PathError, Segment};

/// One step of a [`FieldPattern`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PatternStep {
    /// This key, position or item.
    One(Segment),
    /// Each item of a list, or each entry of a map: `[*]`.
    Each,
}

/// The path of values in resources of one kind: a [`FieldPath`] in which `[*]` is each item of a list or each
/// entry of a map, as in `spec.links[*].port`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPattern(Vec<PatternStep>);

/// Each item, as it is written.
const EACH: &str = "[*]";

impl FieldPattern {
    /// A pattern of map keys.
    pub fn of_keys<I: IntoIterator<Item = S>, S: Into<String>>(keys: I) -> Self {
        let one = |key: S| PatternStep::One(Segment::Key(key.into()));
        Self(keys.into_iter().map(one).collect())
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[PatternStep] {
        &self.0
    }

    /// The one path of this pattern that belongs to `path`, which is one of `other`: as far as both patterns are
    /// the same, it goes the way of `path`. `None` where it leads to several values even so.
    #[must_use]
    pub fn beside(&self, other: &Self, path: &FieldPath) -> Option<FieldPath> {
        let same = self.0.iter().zip(&other.0).take_while(|(a, b)| a == b).count();
        let mut segments = path.segments().get(..same)?.to_vec();
        for step in self.0.iter().skip(same) {
            let PatternStep::One(segment) = step else { return None };
            segments.push(segment.clone());
        }
        Some(FieldPath::from(segments))
    }

    /// Whether it leads to at most one value beside each value of `other`.
    #[must_use]
    pub fn is_one_beside(&self, other: &Self) -> bool {
        let same = self.0.iter().zip(&other.0).take_while(|(a, b)| a == b).count();
        !self.0.iter().skip(same).any(|step| *step == PatternStep::Each)
    }
}

impl From<Vec<PatternStep>> for FieldPattern {
    fn from(steps: Vec<PatternStep>) -> Self {
        Self(steps)
    }
}

/// Where `[*]` is in a text, outside of quotes and of other brackets; in bytes.
fn places_of_each(text: &str) -> Vec<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => {
                if depth == 0 && text[at..].starts_with(EACH) {
                    found.push(at);
                }
                depth += 1;
            }
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

impl FromStr for FieldPattern {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let error = |at: usize, reason| {
            let position = text[..at].chars().count() + 1;
            PathError { text: text.to_owned(), reason, position }
        };
        let mut steps = Vec::new();
        let mut from = 0;
        let places = places_of_each(text);
        for to in places.iter().copied().chain([text.len()]) {
            let piece = &text[from..to];
            let dot = usize::from(from > 0 && piece.starts_with('.'));
            if from == 0 || !piece.is_empty() {
                if from > 0 && dot == 0 && !piece.starts_with('[') {
                    return Err(error(from, "expected `.` or `[`"));
                }
                let path = piece[dot..].parse::<FieldPath>().map_err(|of_piece| {
                    let before = text[..from + dot].chars().count();
                    let position = before + of_piece.position;
                    PathError { text: text.to_owned(), position, ..of_piece }
                })?;
                steps.extend(path.segments().iter().cloned().map(PatternStep::One));
            }
            if to < text.len() {
                steps.push(PatternStep::Each);
            }
            from = (to + EACH.len()).min(text.len());
        }
        if steps.len() > DEEPEST {
            return Err(error(text.len(), "the path has more than 128 steps"));
        }
        Ok(Self(steps))
    }
}

impl fmt::Display for FieldPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                PatternStep::Each => f.write_str(EACH)?,
                PatternStep::One(segment) => {
                    if at > 0 && matches!(segment, Segment::Key(_)) {
                        f.write_str(".")?;
                    }
                    write!(f, "{}", FieldPath::from(vec![segment.clone()]))?;
                }
            }
        }
        Ok(())
    }
}

impl Serialize for FieldPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> FieldPattern {
        text.parse().unwrap()
    }

    #[test]
    fn a_pattern_is_read_and_written() {
        for text in [
            "spec.vni",
            "spec.links[*]",
            "spec.links[*].server.port",
            "spec.a[*][*].b",
            "spec.a[*][0].b[name=x]",
            "metadata.labels.\"a[*].b/c\"",
            "metadata.annotations[*]",
        ] {
            assert_eq!(pattern(text).to_string(), text);
        }
        let each =
            |text| pattern(text).steps().iter().filter(|step| **step == PatternStep::Each).count();
        assert_eq!((each("spec.a[*][*].b"), each("metadata.labels.\"a[*]\"")), (2, 0));
    }

    #[test]
    fn a_bad_pattern_says_where() {
        let at = |text: &str| text.parse::<FieldPattern>().unwrap_err().position;
        assert_eq!(at("spec..vlan"), 6);
        assert_eq!(at("spec.a[*]..b"), 11);
        assert_eq!(at("spec.a[*]b"), 10);
        assert_eq!(at("spec.a[*].b[x]"), 14);
        for text in ["", "[*]", "[*].a", "spec.[*]", "spec.a[*].", "spec[**]"] {
            assert!(text.parse::<FieldPattern>().is_err(), "{text}");
        }
        assert!(format!("a{}", "[*]".repeat(200)).parse::<FieldPattern>().is_err());
    }

    #[test]
    fn what_is_beside_a_value_goes_the_same_way() {
        let beside = |scope: &str, of: &str, path: &str| {
            let found = pattern(scope).beside(&pattern(of), &path.parse().unwrap());
            found.map(|path| path.to_string())
        };
        let links = ("spec.links[*].port", "spec.links[3].port");
        assert_eq!(
            beside("spec.links[*].switch", links.0, links.1).as_deref(),
            Some("spec.links[3].switch")
        );
        assert_eq!(beside("spec.tenant", links.0, links.1).as_deref(), Some("spec.tenant"));
        assert_eq!(beside("spec.others[*].switch", links.0, links.1), None);
        assert_eq!(beside("spec.vni", "spec.vni", "spec.vni").as_deref(), Some("spec.vni"));
        assert!(pattern("spec.links[*].switch").is_one_beside(&pattern(links.0)));
        assert!(!pattern("spec.others[*].switch").is_one_beside(&pattern(links.0)));
    }
}
