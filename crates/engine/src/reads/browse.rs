//! Finding one's way: the kinds of a fabric, the files of its directory.

use std::collections::HashMap;

use hedgerow_git::{EntryKind, Mirror, Oid};
use hedgerow_model::{ClusterKind, Finding, GroupKind, ResourceState, Source, rule};
use hedgerow_plan::{Area, Classifier, prefix};
use hedgerow_schema::{Catalogue, Category, KindInfo};
use hedgerow_store::KindFigures;

use super::Reads;
use super::kinds::{in_cluster, origin};
use super::views_of::finding_view;
use crate::core::blocking;
use crate::error::{EngineError, Thing};
use crate::views::{FileArea, FileView, KindView, Page, PageRequest, USUAL};

impl Reads<'_> {
    pub(super) async fn kinds(&self, fabric: &str) -> Result<Vec<KindView>, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let told: HashMap<GroupKind, ClusterKind> = (self.store.cluster_kinds(fabric.id).await?)
            .into_iter()
            .map(|told| (told.kind.clone(), told))
            .collect();
        let mut figures: HashMap<GroupKind, KindFigures> = HashMap::new();
        for (kind, counted) in self.store.kind_figures(fabric.id).await? {
            figures.insert(kind, counted);
        }
        let mut worst: HashMap<GroupKind, ResourceState> = HashMap::new();
        for identity in self.store.conflicted(fabric.id).await? {
            worst.insert(identity.group_kind(), ResourceState::Conflict);
        }
        for draft in self.store.active_draft_lines(fabric.id).await? {
            let state = if draft.outdated { ResourceState::Outdated } else { ResourceState::Draft };
            let known = worst.entry(draft.identity.group_kind()).or_insert(state);
            *known = worse(*known, state);
        }
        let mut views: Vec<KindView> = Vec::new();
        for info in catalogue.kinds() {
            let counted = figures.remove(&info.group_kind);
            if info.category == Category::User || counted.is_some() {
                views.push(kind_view(&info.group_kind, Some(info), counted, &worst));
            }
        }
        for (kind, counted) in figures {
            views.push(kind_view(&kind, None, Some(counted), &worst));
        }
        for view in &mut views {
            let kind = GroupKind::new(view.group.as_str(), view.kind.as_str());
            view.in_cluster = in_cluster(&catalogue, &kind, told.get(&kind));
        }
        views.sort_by(|a, b| (&a.kind, &a.group).cmp(&(&b.kind, &b.group)));
        Ok(views)
    }

    pub(super) async fn kind_schema(
        &self,
        fabric: &str,
        kind: &str,
    ) -> Result<serde_json::Value, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        schema_of(&catalogue, kind)
            .ok_or_else(|| EngineError::not_found_in(Thing::Schema, kind, &fabric.name))
    }

    pub(super) async fn files(
        &self,
        fabric: &str,
        area: Option<FileArea>,
        ask: &PageRequest,
    ) -> Result<Page<FileView>, EngineError> {
        const LIST: &str = "files";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<String>(LIST)?);
        let fabric = self.fabric_named(fabric).await?;
        let source = self.source_of(&fabric).await?;
        let Some((mirror, head)) = self.read_from(&source).await? else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let known = self.store.findings_by_rule(source.id, &[rule::KUSTOMIZE, rule::HELM]).await?;
        let listed = source.clone();
        let mut rows = blocking(move || list(&mirror, head, &listed, &known)).await??;
        rows.retain(|(path, of)| {
            area.is_none_or(|area| area == *of) && after.as_ref().is_none_or(|after| path > after)
        });
        let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
        rows.truncate(most);
        let page = Page::cut(rows, limit, LIST, |(path, _)| path.clone());
        let paths: Vec<String> = page.items.iter().map(|(path, _)| path.clone()).collect();
        let mut resources: HashMap<String, Vec<String>> = HashMap::new();
        for line in self.store.document_lines_in(source.id, &paths).await? {
            resources.entry(line.path).or_default().push(line.identity.to_string());
        }
        let mut findings: HashMap<String, Vec<_>> = HashMap::new();
        for finding in self.store.findings_in(source.id, &paths).await? {
            findings.entry(finding.path.clone()).or_default().push(finding_view(&finding));
        }
        Ok(page.map(|(path, area)| FileView {
            area,
            resources: resources.remove(&path).unwrap_or_default(),
            findings: findings.remove(&path).unwrap_or_default(),
            path,
        }))
    }
}

/// How bad a state is, for telling the worst.
fn badness(state: ResourceState) -> u8 {
    match state {
        ResourceState::InSync => 0,
        ResourceState::CommentedOut => 1,
        ResourceState::Draft => 2,
        ResourceState::Outdated => 3,
        ResourceState::Unreadable => 4,
        ResourceState::Invalid => 5,
        ResourceState::Conflict => 6,
        ResourceState::Duplicate => 7,
    }
}

fn worse(a: ResourceState, b: ResourceState) -> ResourceState {
    if badness(a) >= badness(b) { a } else { b }
}

fn kind_view(
    kind: &GroupKind,
    info: Option<&KindInfo>,
    counted: Option<KindFigures>,
    worst: &HashMap<GroupKind, ResourceState>,
) -> KindView {
    let of_documents = counted.as_ref().map(|counted| {
        if counted.duplicate {
            ResourceState::Duplicate
        } else if counted.invalid {
            ResourceState::Invalid
        } else if counted.unreadable {
            ResourceState::Unreadable
        } else if counted.commented_out {
            ResourceState::CommentedOut
        } else {
            ResourceState::InSync
        }
    });
    let of_drafts = worst.get(kind).copied();
    let known = info.and_then(|info| info.versions.first().cloned());
    KindView {
        kind: kind.kind.clone(),
        group: kind.group.clone(),
        plural: info.map(|info| info.plural.clone()).unwrap_or_default(),
        about: info.map(|info| info.about.clone()).unwrap_or_default(),
        described: info.is_some_and(|info| info.has_schema),
        origin: origin(info),
        in_cluster: None,
        resources: counted.as_ref().map_or(0, |counted| counted.resources),
        worst: match (of_documents, of_drafts) {
            (Some(a), Some(b)) => Some(worse(a, b)),
            (a, b) => a.or(b),
        },
        version: known.or(counted.map(|counted| counted.version)).unwrap_or_default(),
    }
}

/// The schema of a kind for an editor: with the words that are in `apiVersion` and `kind`.
fn schema_of(catalogue: &Catalogue, typed: &str) -> Option<serde_json::Value> {
    let found = catalogue.find(typed);
    let info = found
        .iter()
        .find(|info| info.group_kind.kind == typed || info.group_kind.to_string() == typed)
        .or(found.first())?;
    let version = info.versions.first()?;
    let mut schema = catalogue.json_schema(&info.group_kind, version)?.clone();
    let group = &info.group_kind.group;
    let api_version = if group.is_empty() { version.clone() } else { format!("{group}/{version}") };
    let text = |about: &str| serde_json::json!({"type": "string", "description": about});
    let labels = serde_json::json!({"type": "object", "additionalProperties": {"type": "string"}});
    let object = schema.as_object_mut()?;
    object.entry("description").or_insert_with(|| info.about.clone().into());
    object.insert("type".to_owned(), "object".into());
    let mut required = vec!["apiVersion", "kind", "metadata"];
    let spec_needed = object
        .get("required")
        .and_then(serde_json::Value::as_array)
        .is_some_and(|required| required.iter().any(|field| field == "spec"));
    required.extend(spec_needed.then_some("spec"));
    object.insert("required".to_owned(), required.into());
    let properties = object.entry("properties").or_insert_with(|| serde_json::json!({}));
    let properties = properties.as_object_mut()?;
    properties.insert(
        "apiVersion".to_owned(),
        serde_json::json!({"type": "string", "enum": [api_version]}),
    );
    properties.insert(
        "kind".to_owned(),
        serde_json::json!({"type": "string", "enum": [info.group_kind.kind]}),
    );
    properties.insert(
        "metadata".to_owned(),
        serde_json::json!({
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": text("What it is called."),
                "namespace": text("Its namespace; `default` when left out."),
                "labels": labels,
                "annotations": labels,
            },
        }),
    );
    Some(schema)
}

/// Every file of a source's directory with the part it is in, by path.
fn list(
    mirror: &Mirror,
    head: Oid,
    source: &Source,
    known: &[Finding],
) -> Result<Vec<(String, FileArea)>, EngineError> {
    let classifier = Classifier::new(source)?;
    let mut rows = Vec::new();
    let Some(tree) = mirror.dir_tree(head, &source.directory)? else { return Ok(rows) };
    mirror.list(tree, &prefix(&source.directory), &mut |entry| {
        let aside = known.binary_search_by(|finding| finding.path.cmp(&entry.path)).is_ok();
        let area = match classifier.area(&entry.path, entry.kind) {
            _ if entry.kind == EntryKind::TooDeep => FileArea::Aside,
            Area::Managed if aside => FileArea::Aside,
            Area::Managed => FileArea::Managed,
            Area::Raw => FileArea::Raw,
            Area::Unmanaged => FileArea::Unmanaged,
            Area::Loose => FileArea::Loose,
            Area::LeftAlone(..) => FileArea::Aside,
        };
        rows.push((entry.path, area));
    })?;
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(rows)
}
