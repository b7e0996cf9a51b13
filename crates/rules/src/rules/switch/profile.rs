//! SwitchProfiles are built into the fabric: they can be neither changed nor deleted, unless the fabric allows
//! profiles of one's own.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "profile",
    kinds: &[Kind::SwitchProfile],
    severity: Severity::Error,
    meaning: "is changed or deleted although it is built into the fabric",
    action: "leave SwitchProfiles to the fabric",
    index: None,
    judge: Judge::Change(judge),
    before: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec: {displayName: Small, features: {roce: true}}
",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec: {displayName: Small, features: {roce: true, eslag: true}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec: {displayName: Small, features: {roce: true}}
",
};

fn judge(before: &Object, after: Option<&Object>, profile: &Subject<'_>, report: &mut Report) {
    let what = match after {
        None => "is deleted",
        Some(after) if after.spec != before.spec => "is changed",
        Some(_) => return,
    };
    let Some(settings) = profile.settings(report) else { return };
    if !settings.extra_profiles {
        report
            .error(whole(), format!("{what}, but it is built into the fabric: leave it as it is"));
    }
}
