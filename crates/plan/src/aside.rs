//! What is left alone because of a file beside it: the files of a Helm chart, and what a kustomization
//! uses as something else than a resource.

use std::collections::HashMap;

use hedgerow_model::rule;

use crate::area::{folder, is_chart, is_kustomization};
use crate::kustomize::{broken, inputs};

/// Paths and folders that are left alone, with rule and reason.
#[derive(Clone, Debug, Default)]
pub struct Aside(HashMap<String, (&'static str, String)>);

impl Aside {
    /// Nothing is left alone.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether no file is of the kind that leaves others alone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A file of the directory with its text: counts where it is a chart's or a kustomization. Of a
    /// kustomization that does not parse nothing is known: gives `false` then.
    pub fn add(&mut self, path: &str, text: &str) -> bool {
        if is_chart(path) {
            let chart = folder(path);
            let reason = format!("part of the Helm chart in `{chart}`; it is left alone");
            self.0.insert(format!("{chart}/"), (rule::HELM, reason));
        } else if is_kustomization(path) {
            if broken(text).is_some() {
                return false;
            }
            for input in inputs(text, folder(path)) {
                self.keep(&input, path);
            }
        }
        true
    }

    /// A file that a kustomization used the last time it could be read.
    pub fn keep(&mut self, input: &str, kustomization: &str) {
        let reason = format!("used by `{kustomization}` as input, not as a resource; left alone");
        self.0.insert(input.to_owned(), (rule::KUSTOMIZE_INPUT, reason));
    }

    /// Why a path is left alone, with the rule's id; nothing where it is not.
    #[must_use]
    pub fn reason(&self, path: &str) -> Option<(&'static str, String)> {
        if self.0.is_empty() {
            return None;
        }
        if let Some(found) = self.0.get(path) {
            return Some(found.clone());
        }
        let mut folder_of = folder(path);
        while !folder_of.is_empty() {
            if let Some(found) = self.0.get(&format!("{folder_of}/")) {
                return Some(found.clone());
            }
            folder_of = folder(folder_of);
        }
        self.0.get("/").cloned()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a/b/c.yaml", Some("helm"))]
    #[case("a/b/d/e.yaml", Some("helm"))]
    #[case("a/c.yaml", None)]
    #[case("k/patch.yaml", Some("kustomize-input"))]
    #[case("k/other.yaml", None)]
    fn what_a_chart_holds_and_a_kustomization_uses_is_left_alone(
        #[case] path: &str,
        #[case] rule: Option<&str>,
    ) {
        let mut aside = Aside::none();
        assert!(aside.add("a/b/Chart.yaml", "name: x\n"));
        assert!(aside.add("k/Kustomization", "patches:\n- path: patch.yaml\n"));
        assert!(aside.add("k/other.yaml", "kind: [\n"), "of no account");
        assert_eq!(aside.reason(path).map(|(rule, _)| rule), rule);
    }

    #[test]
    fn a_chart_at_the_root_takes_everything_and_a_broken_kustomization_says_nothing() {
        let mut aside = Aside::none();
        assert!(!aside.add("kustomization.yaml", "resources: []\nresources: []\n"));
        assert!(aside.is_empty());
        aside.add("Chart.yaml", "");
        assert_eq!(aside.reason("x/y.yaml").map(|(rule, _)| rule), Some("helm"));
    }
}
