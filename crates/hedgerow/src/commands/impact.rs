//! `hedgerow impact FABRIC KIND/NAME`: what would break if a resource were deleted or commented out.

use hedgerow_engine::views::{AffectedView, ImpactView, ResourceName};

use serde_json::json;

use super::{Session, draft};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// What would go, together: KIND/NAME or KIND/NAMESPACE/NAME each.
    #[arg(value_name = "KIND/NAME", required = true, value_parser = resource)]
    resources: Vec<String>,
    /// An open change to take into account: the answer is for the fabric with this change.
    #[arg(long, value_name = "CHANGE")]
    change: Option<String>,
}

/// `KIND/NAME` or `KIND/NAMESPACE/NAME`, as typed.
fn resource(typed: &str) -> Result<String, &'static str> {
    let parts: Vec<&str> = typed.split('/').collect();
    if !(2..=3).contains(&parts.len()) || parts.iter().any(|part| part.is_empty()) {
        return Err("write it as KIND/NAME or KIND/NAMESPACE/NAME");
    }
    Ok(typed.to_owned())
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let request = json!({ "resources": args.resources, "change": args.change });
    let path = ["fabrics", args.fabric.as_str(), "impact"];
    let answer = session.client()?.post::<ImpactView>(&path, &request)?;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        output::print(&text(&answer.value))?;
    }
    Ok(Exit::Done)
}

fn spoken(name: &ResourceName) -> String {
    draft::resource(&name.kind, &name.namespace, &name.name)
}

/// How many are affected, in words.
fn summary(view: &ImpactView) -> String {
    let (resource, none) = match view.resources.as_slice() {
        [one] => (spoken(one), format!("{} is not live: removing it breaks nothing", spoken(one))),
        many => {
            let none = "none of them is live: removing them breaks nothing";
            (format!("these {} resources", many.len()), none.to_owned())
        }
    };
    if !view.live {
        return none;
    }
    let total: usize = view.layers.iter().sum();
    let direct = view.layers.first().copied().unwrap_or_default();
    let at_least = if view.complete { "" } else { "at least " };
    match total {
        0 => format!("removing {resource} affects no other resource"),
        1 => format!("removing {resource} affects {at_least}1 resource"),
        total if total == direct => {
            format!("removing {resource} affects {at_least}{total} resources")
        }
        total => format!(
            "removing {resource} affects {at_least}{total} resources: {direct} directly, {} only because of \
             those",
            total - direct
        ),
    }
}

fn text(view: &ImpactView) -> String {
    let mut text = output::harmless(&summary(view));
    text.push('\n');
    if !view.affected.is_empty() {
        text.push_str(&table(view).text());
    }
    let total: usize = view.layers.iter().sum();
    let them = if view.resources.len() == 1 { "it" } else { "one of them" };
    let mut note = |line: String| {
        text.push_str(&output::harmless(&line));
        text.push('\n');
    };
    if total > view.affected.len() {
        note(format!("… and {} more resources", total - view.affected.len()));
    }
    for planned in &view.planned {
        note(format!(
            "change {}: {} refers to {}",
            planned.change,
            spoken(&planned.resource),
            them
        ));
    }
    if view.more_planned > 0 {
        note(format!("… and {} more in open changes", view.more_planned));
    }
    for sentence in &view.unchecked {
        note(format!("note: {sentence}"));
    }
    text
}

fn table(view: &ImpactView) -> Table {
    let mut table =
        Table::new(&["layer", "resource", "severity", "rule", "what breaks"], "nothing");
    for affected in &view.affected {
        let (layer, resource) = (affected.layer.to_string(), spoken(&affected.resource));
        if affected.broken.is_empty() {
            let what = format!("no rule breaks; it refers to {}", targets(affected));
            table.row([layer.clone(), resource.clone(), "-".to_owned(), "-".to_owned(), what]);
        }
        for broken in &affected.broken {
            let about = match &broken.field {
                Some(field) => field.to_string(),
                None => spoken(&broken.subject),
            };
            table.row([
                layer.clone(),
                resource.clone(),
                broken.severity.to_string(),
                broken.rule.clone(),
                format!("{about} {}", broken.message),
            ]);
        }
        if affected.more_broken > 0 {
            let more = format!("… and {} more rules", affected.more_broken);
            table.row([layer, resource, "-".to_owned(), "-".to_owned(), more]);
        }
    }
    table
}

fn targets(affected: &AffectedView) -> String {
    let mut names: Vec<String> = affected.names.iter().map(|named| spoken(&named.target)).collect();
    names.dedup();
    if names.is_empty() { "it by default".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::views::{AffectedRule, Evidence, PlannedUse};
    use hedgerow_model::Severity;

    use super::*;

    fn name(kind: &str, name: &str) -> ResourceName {
        ResourceName {
            group: "g".into(),
            kind: kind.into(),
            namespace: "default".into(),
            name: name.into(),
        }
    }

    fn view() -> ImpactView {
        let broken = AffectedRule {
            rule: "vpc-delete".into(),
            severity: Severity::Error,
            subject: name("VPC", "a"),
            field: None,
            message: "is needed by it".into(),
        };
        let affected = |layer, which: &str, broken: &[AffectedRule]| AffectedView {
            resource: name("K", which),
            layer,
            names: Vec::new(),
            broken: broken.to_vec(),
            more_broken: 0,
            stays: broken.is_empty(),
        };
        ImpactView {
            resources: vec![name("VPC", "a")],
            live: true,
            change: None,
            affected: vec![affected(1, "x", &[broken]), affected(2, "y", &[])],
            layers: vec![1, 2],
            complete: true,
            planned: vec![PlannedUse { change: "c".into(), resource: name("K", "z") }],
            more_planned: 0,
            unchecked: Vec::new(),
            evidence: Evidence { commit: None, looked_at: None },
        }
    }

    #[test]
    fn what_breaks_is_listed_by_layer_and_the_rest_is_counted() {
        assert_eq!(
            text(&view()),
            "removing VPC/a affects 3 resources: 1 directly, 2 only because of those\n\
             LAYER  RESOURCE  SEVERITY  RULE        WHAT BREAKS\n\
             1      K/x       error     vpc-delete  VPC/a is needed by it\n\
             2      K/y       -         -           no rule breaks; it refers to it by default\n\
             … and 1 more resources\n\
             change c: K/z refers to it\n"
        );
    }

    #[test]
    fn the_summary_says_what_is_known() {
        let with = |layers: &[usize], complete, live| {
            summary(&ImpactView { layers: layers.to_vec(), complete, live, ..view() })
        };
        assert_eq!(with(&[], true, true), "removing VPC/a affects no other resource");
        assert_eq!(with(&[2], true, true), "removing VPC/a affects 2 resources");
        assert!(
            with(&[2, 1], false, true).starts_with("removing VPC/a affects at least 3 resources")
        );
        assert!(with(&[], true, false).contains("is not live"));
        let two = |live| {
            let resources = vec![name("VPC", "a"), name("VPC", "b")];
            summary(&ImpactView { resources, live, ..view() })
        };
        assert!(two(true).starts_with("removing these 2 resources affects 3 resources"));
        assert!(two(false).starts_with("none of them is live"));
    }

    #[test]
    fn a_resource_is_typed_with_or_without_its_namespace() {
        assert_eq!(resource("VPC/a").as_deref(), Ok("VPC/a"));
        assert_eq!(resource("VPC/other/a").as_deref(), Ok("VPC/other/a"));
        for typed in ["VPC", "VPC/", "/a", "a/b/c/d", ""] {
            assert!(resource(typed).is_err(), "{typed}");
        }
    }
}
