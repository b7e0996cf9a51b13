//! Declared rules in words.

use super::{Declared, Range, Says, Target, TargetNamespace, Within};

/// Longest value that a message repeats, in characters.
const QUOTED: usize = 80;

/// A value as far as a message repeats it.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// What is said behind a message: why the rule is there.
pub(super) fn ending(rule: &Declared) -> String {
    if rule.why.is_empty() { String::new() } else { format!(". {}", rule.why) }
}

impl Target {
    /// Whether what refers gives a name.
    pub(super) fn is_by_name(&self) -> bool {
        self.place.path.to_string() == "metadata.name"
    }
}

impl Range {
    /// What a value must be, to be read after "must be".
    pub(super) fn words(&self) -> String {
        let numbers = match (self.from, self.to) {
            (Some(from), Some(to)) => Some(format!("an integer from {from} to {to}")),
            (Some(from), None) => Some(format!("an integer of {from} or more")),
            (None, Some(to)) => Some(format!("an integer of {to} or less")),
            (None, None) => None,
        };
        const LISTED: usize = 5;
        let nets: Vec<String> = self.inside.iter().take(LISTED).map(ToString::to_string).collect();
        let more = match self.inside.len().saturating_sub(nets.len()) {
            0 => String::new(),
            more => format!(" or {more} more"),
        };
        let inside = (!nets.is_empty())
            .then(|| format!("an address or prefix inside of {}{more}", nets.join(" or ")));
        numbers.into_iter().chain(inside).collect::<Vec<_>>().join(", or ")
    }
}

impl Within {
    fn words(self) -> &'static str {
        match self {
            Self::Fabric => "",
            Self::Namespace => " in its namespace",
        }
    }
}

impl Declared {
    /// The paths that it judges: `spec.vni` or `spec.vnis[*]`.
    fn paths(&self) -> String {
        let mut paths: Vec<String> = Vec::new();
        for place in self.says.places() {
            let path = match &place.scope {
                Some(scope) => format!("`{}` (for each `{scope}`)", place.path),
                None => format!("`{}`", place.path),
            };
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths.join(" or ")
    }

    /// What is the case when it is broken, to be read after a resource.
    #[must_use]
    pub fn meaning(&self) -> String {
        let paths = self.paths();
        match &self.says {
            Says::Reference { to, .. } => {
                let kind = &to.place.kind.kind;
                let by = if to.is_by_name() {
                    String::new()
                } else {
                    format!(" (by its `{}`)", to.place.path)
                };
                let place = match &to.namespace {
                    TargetNamespace::Same => String::new(),
                    TargetNamespace::Any => " in any namespace".to_owned(),
                    TargetNamespace::Field(path) => format!(" in the namespace of `{path}`"),
                };
                format!("refers at {paths} to a {kind}{by} that does not exist{place}")
            }
            Says::Unique { within, .. } => {
                format!("has at {paths} a value that is used twice{}", within.words())
            }
            Says::NoOverlap { within, .. } => {
                format!("has at {paths} a prefix that overlaps another one{}", within.words())
            }
            Says::Range { range, .. } => {
                format!("has at {paths} a value that is not {}", range.words())
            }
        }
    }

    /// What to do about it, and why the rule is there.
    #[must_use]
    pub fn action(&self) -> String {
        let action = match &self.says {
            Says::Reference { to, .. } if to.is_by_name() => "correct the name, or add it",
            Says::Reference { .. } => "correct it, or add it",
            Says::Unique { .. } | Says::Range { .. } => "choose another value",
            Says::NoOverlap { .. } => "choose another prefix",
        };
        format!("{action}{}", ending(self))
    }
}
