//! What to type next: the server says what is wrong, and here each of its codes gets a command.

use hedgerow_engine::views::{CredentialView, FabricView};
use hedgerow_model::CredentialState;
use serde::Deserialize;

/// What the server says to programs about a problem.
#[derive(Default, Deserialize)]
pub(crate) struct ProblemCode {
    #[serde(default)]
    code: String,
    #[serde(default)]
    thing: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    fabric: String,
}

/// What helps against a problem: the end of its sentence. Nothing where no command does.
pub(crate) fn of_problem(told: &ProblemCode) -> Option<String> {
    let ProblemCode { code, thing, name, fabric } = told;
    Some(match (code.as_str(), thing.as_str()) {
        ("not-found", "fabric") => "`hedgerow fabric list` shows those that do".to_owned(),
        ("not-found", "repository") => "`hedgerow repo list` shows those that do".to_owned(),
        ("not-found", "change") => "`hedgerow changes` lists them".to_owned(),
        ("not-found", "conflict") | ("conflict-settled", _) => {
            "`hedgerow conflicts` lists the open ones".to_owned()
        }
        ("not-found", "resource") if !fabric.is_empty() => {
            format!("`hedgerow get {fabric}` lists them")
        }
        ("not-found", "rule") if !fabric.is_empty() => {
            format!("`hedgerow rules {fabric}` lists them")
        }
        ("not-found", "schema") => {
            "a fabric is given definitions with `hedgerow fabric add … --crds DIR`".to_owned()
        }
        ("not-found", "credential") => "store it with `hedgerow credential add`, or name it under \
             [credentials] in the server's configuration"
            .to_owned(),
        ("never-synced", _) if !fabric.is_empty() => format!("run `hedgerow sync {fabric}`"),
        ("duplicate-documents" | "conflict-within-git", _) => {
            "`hedgerow conflict copies NUMBER` shows the documents, and `hedgerow conflict keep NUMBER --file FILE` keeps one"
                .to_owned()
        }
        ("base-needed", _) => "give it with `--base COMMIT`".to_owned(),
        ("draft-of-another", _) => {
            "`hedgerow get FABRIC KIND/NAME --state draft -o yaml` prints it".to_owned()
        }
        ("change-name-taken", _) => "give `--change NAME`".to_owned(),
        ("ambiguous-change", _) => "`hedgerow changes` shows the ids".to_owned(),
        ("in-use", "credential") => {
            "`hedgerow repo set NAME --credential OTHER` does that".to_owned()
        }
        ("drafts-left", _) if !name.is_empty() => {
            format!("`hedgerow fabric remove {name} --discard-drafts` discards them")
        }
        ("in-use", "repository") if !name.is_empty() => {
            format!("if it moved, `hedgerow repo set {name} --url URL` follows it")
        }
        ("other-host", _) => {
            "`--credential NAME` or `--no-credential` selects the one to use there".to_owned()
        }
        ("unknown-authority" | "authority-expired" | "proxy-not-trusted", _) => {
            "`--ca-file FILE` of `hedgerow repo add` and `hedgerow repo set` gives it".to_owned()
        }
        ("client-certificate-required" | "client-key-missing", _) => {
            "`--client-certificate FILE --client-key FILE` give them".to_owned()
        }
        (
            "proxy-login-required"
            | "proxy-login-refused"
            | "proxy-password-in-url"
            | "other-proxy",
            _,
        ) => "`--proxy http://USER@HOST:PORT --proxy-password-file FILE` give them".to_owned(),
        ("proxy-refuses", _) => "`--no-proxy HOST` reaches it without".to_owned(),
        ("way-unreadable" | "way-unusable", _) => {
            "`hedgerow repo set NAME --without WHAT` takes something away".to_owned()
        }
        ("run-under-way", _) => "`hedgerow runs` shows it".to_owned(),
        ("policy-file-moved" | "policy-file-unreadable", _) => {
            "`hedgerow policy show FABRIC` shows it".to_owned()
        }
        ("secret-unreadable", _) if !name.is_empty() => rotate(name),
        _ => return None,
    })
}

/// What helps against what is wrong with a credential. What a remote said has its own remedy.
pub(crate) fn of_credential(credential: &CredentialView) -> Option<String> {
    let sealed = credential.source == "sealed" && credential.problem.is_some();
    (sealed && credential.state != CredentialState::Failed).then(|| rotate(&credential.name))
}

/// What to do with a fabric that was not looked at yet.
pub(crate) fn of_fabric(fabric: &FabricView) -> Option<String> {
    (fabric.commit.is_none() && fabric.problem.is_none())
        .then(|| format!("run `hedgerow sync {}`", fabric.fabric))
}

/// A sentence with what helps behind it.
pub(crate) fn behind(sentence: &str, hint: Option<String>) -> String {
    match hint {
        Some(hint) if !sentence.is_empty() => format!("{sentence}; {hint}"),
        _ => sentence.to_owned(),
    }
}

fn rotate(name: &str) -> String {
    format!("`hedgerow credential rotate {name}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_problem_that_a_command_helps_against_names_it() {
        let of = |code: &str, thing: &str| {
            let told = ProblemCode {
                code: code.into(),
                thing: thing.into(),
                name: "n".into(),
                fabric: "env".into(),
            };
            of_problem(&told).unwrap_or_default()
        };
        for (code, thing, command) in [
            ("not-found", "fabric", "`hedgerow fabric list`"),
            ("not-found", "repository", "`hedgerow repo list`"),
            ("not-found", "change", "`hedgerow changes`"),
            ("not-found", "conflict", "`hedgerow conflicts`"),
            ("not-found", "resource", "`hedgerow get env`"),
            ("not-found", "schema", "--crds"),
            ("not-found", "rule", "`hedgerow rules env`"),
            ("not-found", "credential", "`hedgerow credential add`"),
            ("never-synced", "fabric", "`hedgerow sync env`"),
            ("base-needed", "resource", "`--base COMMIT`"),
            ("draft-of-another", "resource", "--state draft"),
            ("ambiguous-change", "change", "`hedgerow changes`"),
            ("conflict-settled", "conflict", "`hedgerow conflicts`"),
            ("policy-file-moved", "", "`hedgerow policy show"),
            ("in-use", "credential", "`hedgerow repo set"),
            ("drafts-left", "fabric", "`hedgerow fabric remove n --discard-drafts`"),
            ("in-use", "repository", "`hedgerow repo set n --url URL`"),
            ("other-host", "credential", "`--no-credential`"),
            ("unknown-authority", "", "`--ca-file FILE`"),
            ("client-certificate-required", "", "--client-key FILE"),
            ("proxy-login-required", "", "--proxy-password-file FILE"),
            ("proxy-refuses", "", "`--no-proxy HOST`"),
            ("way-unreadable", "", "--without WHAT"),
            ("run-under-way", "repository", "`hedgerow runs`"),
            ("secret-unreadable", "credential", "`hedgerow credential rotate n`"),
        ] {
            let hint = of(code, thing);
            assert!(hint.contains(command), "{code} {thing}: {hint}");
        }
        for (code, thing) in [("not-found", "session"), ("in-use", "fabric"), ("invalid", "")] {
            assert_eq!(of(code, thing), "", "{code} {thing}");
        }
    }

    #[test]
    fn a_server_that_names_nothing_gets_no_command_with_a_hole_in_it() {
        for code in ["never-synced", "secret-unreadable"] {
            let told = ProblemCode { code: code.into(), ..ProblemCode::default() };
            assert_eq!(of_problem(&told), None, "{code}");
        }
        let told = ProblemCode {
            code: "not-found".into(),
            thing: "resource".into(),
            ..ProblemCode::default()
        };
        assert_eq!(of_problem(&told), None);
    }

    #[test]
    fn a_hint_stands_behind_its_sentence() {
        assert_eq!(behind("it is old", Some("do so".into())), "it is old; do so");
        assert_eq!(behind("it is old", None), "it is old");
        assert_eq!(behind("", Some("do so".into())), "");
    }
}
