//! Fields by the form of their path.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::path::{DEEPEST, FieldPath, PathError, Segment};
use crate::{FieldPattern, PatternStep};

/// Fields by the form of their path: `spec.subnets.*.vlan`, `spec.links[*].mtu`, `**.description`. `*` is any one
/// key or item, `**` any number of them. A field is covered with all that is below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PathMask {
    text: String,
    steps: Vec<Mask>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Mask {
    One(Segment),
    Any,
    Deep,
}

impl PathMask {
    /// Whether a path is one of these fields, or below one.
    #[must_use]
    pub fn covers(&self, path: &FieldPath) -> bool {
        let segments = path.segments();
        // After each step of the mask: after how many steps of the path it may be there.
        let mut reached = vec![false; segments.len() + 1];
        reached[0] = true;
        for step in &self.steps {
            let mut next = vec![false; segments.len() + 1];
            match step {
                Mask::Deep => {
                    let mut any = false;
                    for (at, next) in next.iter_mut().enumerate() {
                        any |= reached[at];
                        *next = any;
                    }
                }
                Mask::Any | Mask::One(_) => {
                    for (at, segment) in segments.iter().enumerate() {
                        let fits = match step {
                            Mask::One(wanted) => wanted == segment,
                            _ => true,
                        };
                        next[at + 1] = reached[at] && fits;
                    }
                }
            }
            reached = next;
        }
        reached.contains(&true)
    }
}

impl FromStr for PathMask {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let pattern: FieldPattern = text.parse()?;
        let step = |step: &PatternStep| match step {
            PatternStep::Each => Mask::Any,
            PatternStep::One(Segment::Key(key)) if key == "*" => Mask::Any,
            PatternStep::One(Segment::Key(key)) if key == "**" => Mask::Deep,
            PatternStep::One(segment) => Mask::One(segment.clone()),
        };
        let steps: Vec<Mask> = pattern.steps().iter().map(step).collect();
        debug_assert!(steps.len() <= DEEPEST);
        Ok(Self { text: pattern.to_string(), steps })
    }
}

impl fmt::Display for PathMask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for PathMask {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PathMask {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(mask: &str, path: &str) -> bool {
        let path =
            if path.is_empty() { FieldPath::root() } else { path.parse::<FieldPath>().unwrap() };
        mask.parse::<PathMask>().unwrap().covers(&path)
    }

    #[test]
    fn a_mask_covers_its_fields_and_what_is_below() {
        for (mask, path, expected) in [
            ("spec.vlan", "spec.vlan", true),
            ("spec.vlan", "spec.vlans", false),
            ("spec.subnets", "spec.subnets.a.vlan", true),
            ("spec.subnets.*.vlan", "spec.subnets.a.vlan", true),
            ("spec.subnets.*.vlan", "spec.subnets.a.dhcp.vlan", false),
            ("spec.subnets.*.vlan", "spec.subnets.a", false),
            ("spec.subnets.*.vlan", "", false),
            ("spec.links[*].mtu", "spec.links[0].mtu", true),
            ("spec.links[*].mtu", "spec.links[a=b/E1].mtu", true),
            ("spec.links.*.mtu", "spec.links[2].mtu", true),
            ("spec.links[0].mtu", "spec.links[1].mtu", false),
            ("**.description", "spec.description", true),
            ("**.description", "description", true),
            ("**.description", "spec.a.b.description.c", true),
            ("**.description", "spec.a.descriptions", false),
            ("spec.**.mtu", "spec.mtu", true),
            ("spec.**.mtu", "spec.a[1].mtu", true),
            ("spec.**.mtu", "status.mtu", false),
            ("spec.**.a.**.b", "spec.x.a.b", true),
            ("spec.**.a.**.b", "spec.x.b.a", false),
            ("**", "", true),
            ("**", "a.b", true),
            ("*", "", false),
        ] {
            assert_eq!(covers(mask, path), expected, "{mask} over {path}");
        }
        // However many, its cost stays small.
        let (mask, path) = ("**.a.".repeat(60) + "b", "a.".repeat(100) + "c");
        assert!(!covers(&mask, &path));
    }
}
