//! raw/ to managed/: each document of a known kind gets a file of its own, in one commit for the
//! whole sync. Computed for each head and never merged; what cannot be moved stays, with its reason.

use std::collections::{BTreeMap, HashMap};

use hedgerow_merge::FieldConflict;
use hedgerow_model::{
    Conflict, Document, Finding, GroupKind, Identity, NewConflict, Party, ReadAt, Reason, Severity,
    Source, Standing, Value, rule,
};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::Rewrite;

use crate::area::Classifier;
use crate::aside::Aside;
use crate::combine::{DocumentState, decided};
use crate::file_edit;
use crate::files::Files;
use crate::migrated::merge_migrated;
use crate::names::apart;
use crate::overlay::Overlay;
use crate::own::{OwnCommit, PlanError};
use crate::parse::limits;
use crate::placement::{Surroundings, place, plural};
use crate::raw::{Candidate, Raw};
use crate::read_back::Reader;
use crate::stack::{left_alone, may_stand_in};
use crate::started::Stood;

/// What is known around raw/: what a move must fit in with.
#[derive(Clone, Debug)]
pub struct Known {
    /// The source.
    pub source: Source,
    /// Its kinds.
    pub catalogue: Catalogue,
    /// Documents that managed/ has of the identities in raw/.
    pub existing: HashMap<Identity, Vec<Document>>,
    /// The raw texts that resources were normalised from before.
    pub bases: HashMap<Identity, String>,
    /// What was of resources at the commits at which raw/ says that it read them.
    pub at: BTreeMap<String, BTreeMap<Identity, Stood>>,
    /// What placing new resources needs, by kind.
    pub around: HashMap<GroupKind, Surroundings>,
    /// The source's kustomizations and charts, by their paths.
    pub special: Vec<String>,
    /// Files that kustomizations used the last time they could be read.
    pub used: Vec<String>,
    /// Records of conflicts between raw/ and managed/.
    pub stored: Vec<Conflict>,
    /// The commit.
    pub head: String,
}

/// The commit that moves what may move from raw/ to managed/.
///
/// # Errors
/// When the commit's files cannot be read, or raw/ cannot be rewritten without loss.
pub fn normalise<F: Files>(
    files: F,
    raw: Raw,
    known: Known,
    fabric: &str,
) -> Result<OwnCommit, PlanError> {
    let overlay = Overlay::new(files);
    let aside = left_alone(&overlay, &known.special, &known.used)?;
    let classifier = Classifier::new(&known.source)?;
    Moving { overlay, known, classifier, aside, placed: Vec::new() }.plan(raw, fabric)
}

/// The move itself.
struct Moving<F> {
    overlay: Overlay<F>,
    known: Known,
    classifier: Classifier,
    /// What is left alone in managed/.
    aside: Aside,
    /// The files that were chosen for new resources.
    placed: Vec<(Identity, String)>,
}

impl<F: Files> Moving<F> {
    fn plan(mut self, raw: Raw, fabric: &str) -> Result<OwnCommit, PlanError> {
        let mut plan = OwnCommit {
            findings: raw.findings,
            considered: raw.considered,
            ..OwnCommit::default()
        };
        let mut taken: Vec<Vec<usize>> = vec![Vec::new(); raw.files.len()];
        let mut first: HashMap<Identity, (Value, String)> = HashMap::new();
        for candidate in &raw.candidates {
            let path = &raw.files[candidate.file].path;
            match self.take(candidate, path, &mut first, &mut plan) {
                Ok(true) => taken[candidate.file].push(candidate.index),
                Ok(false) => {}
                Err(reason) => plan.findings.push(Finding {
                    line: i64::from(candidate.line),
                    subject: Some(candidate.identity.clone()),
                    ..Finding::of_file(
                        path,
                        Severity::Error,
                        rule::RAW,
                        format!("cannot move: {reason}. It stays in raw/"),
                    )
                }),
            }
        }
        for (file, indices) in raw.files.iter().zip(taken) {
            if indices.is_empty() {
                continue;
            }
            let mut text = file.text.clone();
            for index in indices.iter().rev() {
                text = hedgerow_yaml::remove_document(&text, *index).map_err(|error| {
                    PlanError::Raw { path: file.path.clone(), problem: error.to_string() }
                })?;
            }
            let left = (!is_spent(&text)).then_some(text);
            plan.actions.push(match left {
                Some(_) => format!("took {} documents out of {}", indices.len(), file.path),
                None => format!("moved all of {}", file.path),
            });
            self.overlay.set(&file.path, left);
        }
        plan.edits = self.overlay.settle()?;
        plan.diff = self.overlay.diff()?;
        let count = plan.normalised.len();
        plan.message = format!(
            "Normalise {count} {} of {fabric} from raw/\n",
            if count == 1 { "resource" } else { "resources" }
        );
        Ok(plan)
    }

    /// Brings one document to managed/; tells whether it leaves raw/.
    fn take(
        &mut self,
        candidate: &Candidate,
        path: &str,
        first: &mut HashMap<Identity, (Value, String)>,
        plan: &mut OwnCommit,
    ) -> Result<bool, Reason> {
        let identity = &candidate.identity;
        let types = self.known.catalogue.list_types(&identity.group_kind());
        if let Some((value, earlier)) = first.get(identity) {
            if hedgerow_merge::values_equal(value, &candidate.value, types.as_ref()) {
                return Ok(true);
            }
            let message = format!(
                "is also in {earlier}, with other content; keep one of them. It stays in raw/"
            );
            plan.findings.push(Finding {
                line: i64::from(candidate.line),
                subject: Some(identity.clone()),
                ..Finding::of_file(path, Severity::Error, rule::DUPLICATE, message)
            });
            return Ok(false);
        }
        let documents = self.known.existing.get(identity).map_or(&[][..], Vec::as_slice);
        let document = match documents {
            [] => {
                let kind = identity.group_kind();
                let around =
                    self.known.around.get(&kind).cloned().unwrap_or_else(|| {
                        Surroundings::alone(plural(&self.known.catalogue, &kind))
                    });
                let placed = self.placed.iter().map(|(identity, path)| (identity, path.as_str()));
                let target = place(&self.known.source, identity, &around, placed);
                let target = apart(&target, |folder| self.overlay.names(folder))?;
                let picture =
                    DocumentState { standing: Standing::Live, text: candidate.text.clone() };
                may_stand_in(&self.overlay, &target, identity)?;
                let text = match self.overlay.text(&target)? {
                    Some(file) => self.written(&target, &file, identity, &picture)?,
                    None => Some(ended(picture.text.clone())),
                };
                self.reads_back(&target, text.as_deref(), identity, &picture)?;
                self.overlay.set(&target, text);
                self.placed.push((identity.clone(), target));
                self.taken(candidate, path, first, plan);
                return Ok(true);
            }
            [one] if one.standing == Standing::Live => one,
            [first, ..] => {
                return Err(Reason::NotLossless {
                    path: Some(first.path.clone()),
                    detail: format!(
                        "{identity} is already there {}; resolve that first",
                        match first.standing {
                            Standing::CommentedOut => "in comments",
                            Standing::Unreadable => "and cannot be read",
                            Standing::Live => "and elsewhere too",
                        }
                    ),
                });
            }
        };
        let equal = hedgerow_yaml::read(&document.text, &limits()).is_ok_and(|read| {
            hedgerow_merge::values_equal(read.value(), &candidate.value, types.as_ref())
        });
        if equal {
            self.taken(candidate, path, first, plan);
            return Ok(true);
        }
        let stored: Vec<Conflict> = self
            .known
            .stored
            .iter()
            .filter(|conflict| conflict.what.identity == *identity)
            .cloned()
            .collect();
        let mut decide = |conflict: &FieldConflict| decided(&stored, conflict);
        // Without a comment of its own it says values; what people wrote around those of Git stays.
        let base = self.base_of(candidate, document)?;
        let mine = if candidate.text.contains('#') {
            candidate.text.clone()
        } else {
            let rewrite = Rewrite { types: types.as_ref(), comments: &[] };
            let around = base.unwrap_or(&document.text);
            hedgerow_yaml::rewrite(around, &candidate.value, &rewrite)
                .map_err(|error| refused(identity, &error))?
        };
        let merged = merge_migrated(
            &identity.group_kind(),
            [base, Some(&mine), Some(&document.text)],
            types.as_ref(),
            &mut decide,
        )
        .map_err(|error| refused(identity, &error))?;
        if !merged.conflicts.is_empty() {
            let message = format!(
                "exists in {} with other content; its {} must be decided. It stays in raw/",
                document.path,
                if merged.conflicts.len() == 1 { "conflict" } else { "conflicts" }
            );
            plan.findings.push(Finding {
                line: i64::from(candidate.line),
                subject: Some(identity.clone()),
                ..Finding::of_file(path, Severity::Error, rule::CONFLICT, message)
            });
            plan.conflicts.extend(merged.conflicts.into_iter().map(|conflict| NewConflict {
                parties: vec![
                    Party::Raw { path: path.to_owned() },
                    Party::Git {
                        commit: self.known.head.clone(),
                        path: Some(document.path.clone()),
                    },
                ],
                identity: identity.clone(),
                path: conflict.path,
                kind: conflict.kind,
                base: conflict.base,
                draft: conflict.draft,
                git: conflict.git,
                cluster: None,
                detail: Some(format!("draft is {path}, git is {}", document.path)),
                together: None,
            }));
            return Ok(false);
        }
        if let (Some(text), Some(file)) = (merged.text, self.overlay.text(&document.path)?) {
            let picture = DocumentState { standing: Standing::Live, text };
            let text = self.written(&document.path, &file, identity, &picture)?;
            self.reads_back(&document.path, text.as_deref(), identity, &picture)?;
            self.overlay.set(&document.path, text);
        }
        self.taken(candidate, path, first, plan);
        Ok(true)
    }

    /// What a document of raw/ was started from: what it says that it was read at, else what was
    /// normalised last.
    fn base_of<'k>(
        &'k self,
        candidate: &Candidate,
        document: &'k Document,
    ) -> Result<Option<&'k str>, Reason> {
        let Candidate { identity, read_at, .. } = candidate;
        let Some(ReadAt { commit, draft: None }) = read_at else {
            return Ok(self.known.bases.get(identity).map(String::as_str));
        };
        if self.known.head.starts_with(commit.as_str()) {
            return Ok(Some(&document.text));
        }
        match self.known.at.get(commit).and_then(|at| at.get(identity)) {
            Some(Stood::So(then)) => Ok(then.as_ref().map(|then| then.text.as_str())),
            Some(Stood::Twice(_) | Stood::Hidden(_)) | None => Err(Reason::NotLossless {
                path: None,
                detail: format!(
                    "it says that it was read at commit {commit}, but {identity} at that commit \
                     is not known; read it again, or remove that line"
                ),
            }),
        }
    }

    /// Holds what would be written against the rules by which it will be read.
    fn reads_back(
        &self,
        path: &str,
        text: Option<&str>,
        identity: &Identity,
        picture: &DocumentState,
    ) -> Result<(), Reason> {
        let Self { classifier, known: Known { catalogue, .. }, aside, .. } = self;
        let reader = Reader { classifier, catalogue, aside };
        reader.finds(&self.overlay.memo, path, text, identity, Some(picture))
    }

    /// The file with the resource's document made to be `picture`.
    fn written(
        &self,
        path: &str,
        file: &str,
        identity: &Identity,
        picture: &DocumentState,
    ) -> Result<Option<String>, Reason> {
        file_edit::set(&self.overlay.memo, file, identity, Some(picture))
            .map_err(|detail| Reason::NotLossless { path: Some(path.to_owned()), detail })
    }

    fn taken(
        &self,
        candidate: &Candidate,
        path: &str,
        first: &mut HashMap<Identity, (Value, String)>,
        plan: &mut OwnCommit,
    ) {
        let identity = candidate.identity.clone();
        first.insert(identity.clone(), (candidate.value.clone(), path.to_owned()));
        plan.normalised.push((identity, candidate.text.clone()));
    }
}

fn refused(identity: &Identity, error: &dyn std::fmt::Display) -> Reason {
    Reason::NotLossless { path: None, detail: format!("{identity}: {error}") }
}

fn ended(text: String) -> String {
    if text.ends_with('\n') { text } else { text + "\n" }
}

/// Whether nothing but blank lines and bare markers is left.
fn is_spent(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .lines()
        .all(|line| matches!(line.trim(), "" | "---" | "..."))
}
