//! A fabric in memory: its files, its kinds, and everything that planning asks for, made from them
//! as an ingest makes it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::LazyLock;

use hedgerow_model::{
    Change, ChangeId, ChangeState, Conflict, ConflictId, ConflictKind, ConflictState, Document,
    Draft, DraftId, EntryKind, Fabric, FabricId, GroupKind, Identity, Layout, NewConflict, Party,
    Person, PublishMode, QueueId, Source, SourceId, Standing, Validity, Value,
};
use hedgerow_plan::{
    Area, Aside, Classifier, DocumentState, FILE_LIMIT, Fate, FileEdit, Input, LargeDeletion,
    LastPlace, MemoryFiles, ParsedDocument, Sibling, Stack, Surroundings, is_chart,
    is_kustomization, parse_file, prefix,
};
use hedgerow_schema::Catalogue;

/// The group of the kind of these tests.
pub(crate) const GROUP: &str = "example.org";
/// Another group with a kind of the same plural.
pub(crate) const OTHER_GROUP: &str = "example.net";
/// Bounds that no test reaches by accident.
pub(crate) const NEVER_LARGE: LargeDeletion = LargeDeletion { count: usize::MAX, percent: 0 };

fn definition(group: &str) -> (String, String) {
    let text = format!(
        "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: things.{group}}}
spec:
  group: {group}
  names: {{kind: Thing, plural: things}}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          status: {{type: object, x-kubernetes-preserve-unknown-fields: true}}
          spec:
            type: object
            properties:
              size: {{type: integer, minimum: 0, maximum: 999}}
              label: {{type: string}}
              note: {{type: string}}
              mode: {{type: string, enum: [a, b]}}
              ports:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items:
                  type: object
                  properties:
                    name: {{type: string}}
                    speed: {{type: integer, minimum: 0}}
                    trunk: {{type: boolean}}
              steps:
                type: array
                items:
                  type: object
                  properties:
                    name: {{type: string}}
                    speed: {{type: integer, minimum: 0}}
"
    );
    (format!("{group}.yaml"), text)
}

/// The built-in kinds and `Thing`, in two groups.
pub(crate) fn catalogue() -> Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        let files = [definition(GROUP), definition(OTHER_GROUP)];
        let (catalogue, problems) = Catalogue::with_crds(&files);
        assert!(problems.is_empty(), "{problems:?}");
        catalogue
    });
    CATALOGUE.clone()
}

/// A resource of these tests.
pub(crate) fn id(name: &str) -> Identity {
    Identity::new(GROUP, "Thing", name)
}

/// The text of a resource of these tests, with comments and odd spacing that have to stay.
pub(crate) fn thing(name: &str, size: u32, label: &str) -> String {
    format!(
        "# About {name}.\napiVersion: {GROUP}/v1\nkind: Thing\nmetadata:\n  name: {name}\nspec:\n  \
         size: {size}   # in units\n  # Its label.\n  label: {label}\n  note: \"n\"\n"
    )
}

/// Who writes in these tests.
pub(crate) fn person() -> Person {
    Person { name: "Ada".into(), email: "ada@example.org".into() }
}

/// A source below `dc`.
pub(crate) fn source(layout: Layout) -> Source {
    Source {
        id: SourceId(1),
        fabric_id: FabricId(1),
        queue_id: QueueId(1),
        directory: "dc".into(),
        layout,
        exclude: Vec::new(),
        ingested_commit: None,
        ingested_tree: None,
        considered_tree: None,
        policy_tree: None,
        ingested_at: None,
        reader: 0,
    }
}

pub(crate) fn live(text: impl Into<String>) -> Option<DocumentState> {
    Some(DocumentState { standing: Standing::Live, text: text.into() })
}

pub(crate) fn commented(text: impl Into<String>) -> Option<DocumentState> {
    Some(DocumentState { standing: Standing::CommentedOut, text: text.into() })
}

/// A draft: what it was started from, and what it wants.
pub(crate) fn draft(
    number: i64,
    identity: Identity,
    base: Option<DocumentState>,
    wanted: Option<DocumentState>,
) -> Draft {
    let standing =
        |picture: &Option<DocumentState>| picture.as_ref().map_or(Standing::Live, |it| it.standing);
    Draft {
        id: DraftId(number),
        change_id: ChangeId("00000000-0000-7000-8000-000000000001".parse().unwrap()),
        fabric_id: FabricId(1),
        identity,
        base_standing: standing(&base),
        standing: standing(&wanted),
        base_text: base.map(|it| it.text),
        text: wanted.map(|it| it.text),
        copies: Vec::new(),
        outdated: false,
        author: person(),
        revision: 1,
        updated_at: 0,
    }
}

/// What a resource says: its standing, and its value.
pub(crate) type StandingAndValue = (Standing, Value);

/// The value of a text.
pub(crate) fn value(text: &str) -> Value {
    hedgerow_yaml::read_value(text).unwrap()
}

/// A fabric's files at a commit.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) files: MemoryFiles,
    pub(crate) source: Source,
    pub(crate) catalogue: Catalogue,
    /// Documents that are in files which cannot be read any more, as the database remembers them.
    pub(crate) remembered: Vec<Document>,
}

/// Its files: what somebody wants to see of a case that failed.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, content) in self.files.iter() {
            write!(f, "\n{path}: {:?}", String::from_utf8_lossy(content))?;
        }
        Ok(())
    }
}

impl World {
    pub(crate) fn new<P: Into<String>, T: Into<Vec<u8>>>(
        layout: Layout,
        files: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        Self {
            files: MemoryFiles::new(files),
            source: source(layout),
            catalogue: catalogue(),
            remembered: Vec::new(),
        }
    }

    /// The fabric after a commit.
    pub(crate) fn after(&self, edits: &[FileEdit]) -> Self {
        Self { files: self.files.clone().with(edits), ..self.clone() }
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let found = self.files.iter().find(|(known, _)| *known == path);
        found.map(|(_, content)| String::from_utf8(content.to_vec()).unwrap())
    }

    /// All documents, as an ingest finds them.
    pub(crate) fn documents(&self) -> Vec<Document> {
        let classifier = Classifier::new(&self.source).unwrap();
        let mut aside = Aside::none();
        for path in self.special() {
            aside.add(&path, &self.text(&path).unwrap());
        }
        let mut found = self.remembered.clone();
        for (path, content) in self.files.iter() {
            if classifier.area(path, EntryKind::File) != Area::Managed
                || aside.reason(path).is_some()
                || content.len() as u64 > FILE_LIMIT
            {
                continue;
            }
            let file = parse_file(path, content.to_vec(), &self.catalogue);
            let document = |standing: Standing, parsed: ParsedDocument| Document {
                source_id: self.source.id,
                fabric_id: self.source.fabric_id,
                path: path.to_owned(),
                ordinal: 0,
                identity: parsed.identity,
                version: parsed.version,
                standing,
                validity: Validity::Valid,
                line: i64::from(parsed.line),
                blob: String::new(),
                facts: None,
                text: parsed.text,
            };
            found.extend(file.live.into_iter().map(|it| document(Standing::Live, it)));
            found.extend(file.commented.into_iter().map(|it| document(Standing::CommentedOut, it)));
        }
        found
    }

    /// Where each resource is.
    pub(crate) fn places(&self) -> HashMap<Identity, Vec<Document>> {
        let mut places: HashMap<Identity, Vec<Document>> = HashMap::new();
        for document in self.documents() {
            places.entry(document.identity.clone()).or_default().push(document);
        }
        places
    }

    /// A resource's one document.
    pub(crate) fn picture(&self, identity: &Identity) -> Option<DocumentState> {
        self.documents()
            .into_iter()
            .find(|document| document.identity == *identity)
            .map(|document| DocumentState { standing: document.standing, text: document.text })
    }

    /// What every resource says; each is in one document only.
    pub(crate) fn said(&self) -> BTreeMap<Identity, StandingAndValue> {
        let mut said = BTreeMap::new();
        for document in self.documents() {
            let before =
                said.insert(document.identity.clone(), (document.standing, value(&document.text)));
            assert!(before.is_none(), "{} stands in two documents", document.identity);
        }
        said
    }

    /// Its kustomizations and charts.
    pub(crate) fn special(&self) -> Vec<String> {
        let paths = self.files.iter().map(|(path, _)| path);
        paths.filter(|path| is_kustomization(path) || is_chart(path)).map(str::to_owned).collect()
    }

    /// What placing needs, for every kind of these drafts.
    pub(crate) fn around(&self, drafts: &[Draft]) -> HashMap<GroupKind, Surroundings> {
        let documents = self.documents();
        let kind = |draft: &Draft| draft.identity.group_kind();
        let folder = format!("{}managed/things/", prefix(&self.source.directory));
        let around = |kind: GroupKind| {
            let below: Vec<&Document> =
                documents.iter().filter(|it| it.path.starts_with(&folder)).collect();
            let siblings = documents.iter().filter(|it| it.identity.group_kind() == kind);
            let surroundings = Surroundings {
                plural: format!("{}s", kind.kind.to_lowercase()),
                plural_taken: self.source.layout == Layout::Managed
                    && !below.is_empty()
                    && below.iter().all(|it| it.identity.group != kind.group),
                siblings: siblings
                    .map(|it| Sibling {
                        path: it.path.clone(),
                        namespace: it.identity.namespace.clone(),
                        name: it.identity.name.clone(),
                    })
                    .collect(),
            };
            (kind, surroundings)
        };
        drafts.iter().map(kind).map(around).collect()
    }

    /// A change of these drafts, with all that merging it onto this commit needs.
    pub(crate) fn input(&self, drafts: &[Draft]) -> Input {
        let places = self.places();
        let is_live = |documents: &&Vec<Document>| {
            documents.iter().any(|document| document.standing == Standing::Live)
        };
        Input {
            change: change(),
            drafts: drafts.to_vec(),
            fabric: Fabric {
                id: FabricId(1),
                name: "lab".into(),
                publish_mode: PublishMode::Manual,
                quiet_seconds: 0,
                four_eyes: false,
                created_at: 0,
            },
            source: self.source.clone(),
            catalogue: self.catalogue.clone(),
            stored: Vec::new(),
            around: self.around(drafts),
            last: HashMap::new(),
            special: self.special(),
            used: Vec::new(),
            resources: places.values().filter(is_live).count(),
            places,
            coauthors: Vec::new(),
            unapproved: None,
        }
    }

    /// Where the resources stood that a later commit has no more.
    pub(crate) fn places_that(&self, later: &Self) -> HashMap<Identity, LastPlace> {
        let there = later.places();
        let gone = self.documents().into_iter().filter(|one| !there.contains_key(&one.identity));
        let last = |one: Document| {
            let (_, content) = self.files.iter().find(|(path, _)| *path == one.path)?;
            let text = String::from_utf8(content.to_vec()).ok()?;
            Some((one.identity, LastPlace { path: one.path, text }))
        };
        gone.filter_map(last).collect()
    }

    /// No change yet on this commit.
    pub(crate) fn stack(&self) -> Stack<MemoryFiles> {
        Stack::new(self.files.clone(), NEVER_LARGE, HashMap::new())
    }

    /// What becomes of one change alone.
    pub(crate) fn merge(&self, drafts: &[Draft]) -> Fate {
        self.stack().add(&self.input(drafts))
    }

    /// The fabric with one change published, which is ready.
    pub(crate) fn published(&self, drafts: &[Draft]) -> Self {
        match self.merge(drafts) {
            Fate::Ready(edits) => self.after(&edits),
            other => panic!("not ready: {}", fate_text(&other)),
        }
    }
}

pub(crate) fn change() -> Change {
    Change {
        id: ChangeId("00000000-0000-7000-8000-000000000001".parse().unwrap()),
        fabric_id: FabricId(1),
        name: "change".into(),
        state: ChangeState::Publishing,
        reason: None,
        message: None,
        author: person(),
        requested: None,
        confirmed: false,
        previewed: None,
        publish_after: None,
        commit: None,
        created_at: 0,
        updated_at: 0,
        queued_at: None,
        published_at: None,
        judged: None,
    }
}

/// A fate in one line.
pub(crate) fn fate_text(fate: &Fate) -> String {
    match fate {
        Fate::Ready(edits) => {
            let paths: Vec<&str> = edits.iter().map(|(path, _)| path.as_str()).collect();
            format!("ready: {}", paths.join(", "))
        }
        Fate::Nothing => "nothing".into(),
        Fate::Conflicted(conflicts) => {
            let paths = conflicts.iter().flat_map(|it| {
                let draft = &it.draft;
                it.with_git.iter().map(move |it| format!("{} {}", draft.identity.name, it.path))
            });
            format!("conflicted: {}", paths.collect::<Vec<_>>().join(", "))
        }
        Fate::Together(found) => {
            let lines: Vec<&str> = found.iter().map(|(one, _)| &*one.broken.message).collect();
            format!("together: {}", lines.join("; "))
        }
        Fate::Invalid(findings) => {
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            format!("invalid: {}", lines.join("; "))
        }
        Fate::Waiting(reason) => format!("waiting: {reason}"),
        Fate::Deferred => "deferred".into(),
    }
}

/// An open conflict of a draft with Git: the values of base, draft and Git.
pub(crate) fn conflict(number: i64, draft: &Draft, path: &str, values: [i64; 3]) -> Conflict {
    let [base, mine, git] = values.map(|value| Some(Value::from(value)));
    Conflict {
        id: ConflictId(number),
        fabric_id: FabricId(1),
        what: NewConflict {
            parties: vec![
                Party::Draft { change: draft.change_id, draft: draft.id },
                Party::Git { commit: "c1".into(), path: None },
            ],
            identity: draft.identity.clone(),
            path: path.parse().unwrap(),
            kind: ConflictKind::EditEdit,
            base,
            draft: mine,
            git,
            cluster: None,
            detail: None,
            together: None,
        },
        state: ConflictState::Open,
        decision: None,
        decided_by: None,
        opened_at: 0,
        closed_at: None,
        life: hedgerow_model::Life::default(),
    }
}
