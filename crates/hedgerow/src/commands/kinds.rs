//! `hedgerow kinds FABRIC [KIND]`: its kinds, in which versions they are written, and where their schemas come from.

use hedgerow_engine::views::{KindDefinition, KindInCluster, KindView, SchemaOrigin};

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// Only this kind, with all that is known of it: `VPC`, `vpcs`, or `KIND.GROUP`.
    kind: Option<String>,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let path = ["fabrics", args.fabric.as_str(), "kinds"];
    let answer = session.client()?.list::<KindView>(&path, &[], None)?;
    let is_asked = |view: &KindView| args.kind.as_ref().is_none_or(|typed| is_named(view, typed));
    let json = answer.json.as_array().map(Vec::as_slice).unwrap_or_default();
    let rows = answer.value.iter().zip(json).filter(|(view, _)| is_asked(view));
    let (views, json): (Vec<&KindView>, Vec<&serde_json::Value>) = rows.unzip();
    if let (Some(typed), true) = (&args.kind, views.is_empty()) {
        return Err(Failure::refused(format!("fabric {} has no kind `{typed}`", args.fabric)));
    }
    if session.is_json() {
        output::json(&serde_json::json!(json))?;
    } else if args.kind.is_some() {
        let told: Vec<String> = views.into_iter().map(text).collect();
        output::print(&told.join("\n"))?;
    } else {
        output::print(&table(&views))?;
    }
    Ok(Exit::Done)
}

fn is_named(view: &KindView, typed: &str) -> bool {
    let (word, group) = match typed.split_once('.') {
        Some((word, group)) => (word, Some(group)),
        None => (typed, None),
    };
    let is = |name: &str| !name.is_empty() && name.eq_ignore_ascii_case(word);
    (is(&view.kind) || is(&view.plural))
        && group.is_none_or(|group| view.group.eq_ignore_ascii_case(group))
}

fn table(views: &[&KindView]) -> String {
    let mut table =
        Table::new(&["kind", "group", "versions", "schema", "resources"], "no kinds are known");
    for view in views {
        table.row([
            view.kind.clone(),
            view.group.clone(),
            versions(view),
            schema(view),
            view.resources.to_string(),
        ]);
    }
    table.text()
}

/// The versions of a kind, those of the cluster where it tells them.
fn versions(view: &KindView) -> String {
    match &view.in_cluster {
        Some(told) if !told.versions.is_empty() => {
            let served = told.versions.iter().filter(|it| it.served);
            served.map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ")
        }
        _ => view.version.clone(),
    }
}

/// Where the schema of a kind comes from, in a few words.
fn schema(view: &KindView) -> String {
    let own = match view.origin {
        SchemaOrigin::None => "none",
        SchemaOrigin::BuiltIn => "built in",
        SchemaOrigin::Given => "as the fabric was given it",
        SchemaOrigin::Cluster => "",
    };
    let Some(told) = &view.in_cluster else { return own.to_owned() };
    let cluster = &told.cluster;
    match told.definition {
        KindDefinition::Used => format!("cluster {cluster}"),
        KindDefinition::NotUnderstood => format!("none: not understood in cluster {cluster}"),
        KindDefinition::Untold => format!("{own}; cluster {cluster} does not tell it"),
        KindDefinition::Absent => format!("{own}; not defined in cluster {cluster}"),
    }
}

fn text(view: &KindView) -> String {
    let mut text = format!("{} of {}\n", view.kind, view.group);
    let mut line = |said: &str| {
        text.push_str(&output::harmless(said));
        text.push('\n');
    };
    if !view.about.is_empty() {
        line(&view.about);
    }
    line(&format!("schema: {}", schema(view)));
    if let Some(told) = &view.in_cluster {
        line(&as_told(told));
        for version in
            told.versions.iter().filter_map(|it| Some((&it.name, it.deprecated.as_ref()?)))
        {
            line(&format!("{} {}", version.0, version.1));
        }
        if let Some(note) = &told.note {
            line(note);
        }
    }
    line(&format!("resources: {}", view.resources));
    text
}

/// `as cluster lab has it: v1alpha2 and v1beta1 served, v1beta1 stored, since 2 h ago`.
fn as_told(told: &KindInCluster) -> String {
    let names = |is: &dyn Fn(&hedgerow_engine::views::KindVersion) -> bool| {
        let named: Vec<&str> =
            told.versions.iter().filter(|it| is(it)).map(|it| it.name.as_str()).collect();
        named.join(" and ")
    };
    let (served, stored) = (names(&|it| it.served), names(&|it| it.stored == Some(true)));
    let mut parts = Vec::new();
    match served.is_empty() {
        true => parts.push("not served".to_owned()),
        false => parts.push(format!("{served} served")),
    }
    if !stored.is_empty() {
        parts.push(format!("{stored} stored"));
    }
    let (since, told_at) = (age(Some(told.since)), age(Some(told.told_at)));
    format!(
        "as cluster {} has it: {}, since {since}, told {told_at}",
        told.cluster,
        parts.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::views::KindVersion;

    use super::*;

    fn version(name: &str, stored: bool) -> KindVersion {
        KindVersion {
            name: name.into(),
            served: true,
            stored: Some(stored),
            deprecated: (!stored).then(|| "is deprecated: use v1beta1".into()),
        }
    }

    fn vpc(origin: SchemaOrigin, definition: Option<KindDefinition>) -> KindView {
        KindView {
            kind: "VPC".into(),
            group: "vpc.githedgehog.com".into(),
            version: "v1beta1".into(),
            plural: "vpcs".into(),
            about: "A network.".into(),
            resources: 3,
            worst: None,
            described: true,
            origin,
            in_cluster: definition.map(|definition| KindInCluster {
                cluster: "lab".into(),
                definition,
                versions: vec![version("v1beta1", true), version("v1alpha2", false)],
                note: Some("the one that was given differs".into()),
                since: 0,
                told_at: 0,
            }),
        }
    }

    #[test]
    fn where_the_schema_of_a_kind_comes_from_is_told() {
        use KindDefinition::{Absent, NotUnderstood, Untold, Used};
        for (origin, definition, expected) in [
            (SchemaOrigin::BuiltIn, None, "built in"),
            (SchemaOrigin::Given, None, "as the fabric was given it"),
            (SchemaOrigin::Cluster, Some(Used), "cluster lab"),
            (SchemaOrigin::None, Some(NotUnderstood), "none: not understood in cluster lab"),
            (SchemaOrigin::BuiltIn, Some(Untold), "built in; cluster lab does not tell it"),
            (SchemaOrigin::BuiltIn, Some(Absent), "built in; not defined in cluster lab"),
        ] {
            assert_eq!(schema(&vpc(origin, definition)), expected);
        }
    }

    #[test]
    fn one_kind_is_told_with_its_versions_in_the_cluster() {
        let told = text(&vpc(SchemaOrigin::Cluster, Some(KindDefinition::Used)));
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines[..3], ["VPC of vpc.githedgehog.com", "A network.", "schema: cluster lab"]);
        assert!(
            lines[3].starts_with(
                "as cluster lab has it: v1beta1 and v1alpha2 served, v1beta1 stored, since "
            ),
            "{told}"
        );
        assert_eq!(
            lines[4..],
            [
                "v1alpha2 is deprecated: use v1beta1",
                "the one that was given differs",
                "resources: 3"
            ]
        );
        let all = table(&[&vpc(SchemaOrigin::Cluster, Some(KindDefinition::Used))]);
        assert!(all.contains("v1beta1, v1alpha2") && all.contains("cluster lab"), "{all}");
    }

    #[test]
    fn a_kind_is_named_by_its_kind_or_plural_and_its_group() {
        let vpc = vpc(SchemaOrigin::BuiltIn, None);
        for typed in ["VPC", "vpcs", "vpc.vpc.githedgehog.com"] {
            assert!(is_named(&vpc, typed), "{typed}");
        }
        assert!(!is_named(&vpc, "Switch") && !is_named(&vpc, "vpc.other") && !is_named(&vpc, ""));
    }
}
