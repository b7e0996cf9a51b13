//! Declared rules held against what is known of the kinds that they are about.

use std::collections::BTreeSet;

use hedgerow_model::{FieldPath, FieldPattern, GroupKind, PatternStep, Segment};
use hedgerow_schema::{Catalogue, Field, FieldType, nearest};

use super::read::{Problem, Read, is_secret};
use super::{Declarations, Declared, Place, Range, Says, TargetNamespace, declared_word};

/// What is to be said of a declared rule that is not a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The rule's id, as findings name it.
    pub rule: String,
    /// What is not verified, or not known.
    pub message: String,
}

/// Reads the rules that a text declares, and holds them against what is known of their kinds. `held` are the
/// kinds that the fabric has resources of.
///
/// # Errors
/// Everything that is wrong, in the order of the text: what cannot be read, fields that a schema does not have
/// or that are of another type than the rule needs.
pub fn declare(
    text: &str,
    catalogue: &Catalogue,
    held: &BTreeSet<GroupKind>,
) -> Result<(Declarations, Vec<Note>), Vec<Problem>> {
    let mut read = Read::of(text, catalogue)?;
    let mut verifier = Verifier { catalogue, held, wrong: Vec::new(), notes: Vec::new() };
    // What could not be read is not held against what it would have said.
    let is_read = |rule: &Declared| {
        let at = FieldPath::root().key(declared_word(&rule.id).unwrap_or_default());
        !read.wrong.iter().any(|(wrong, _)| at.contains(wrong))
    };
    for rule in read.rules.iter().filter(|rule| is_read(rule)) {
        verifier.rule(rule);
    }
    let Verifier { wrong, notes, .. } = verifier;
    read.wrong.extend(wrong);
    read.wrong.append(&mut read.repeated);
    if read.wrong.is_empty() {
        Ok((Declarations::new(read.rules), notes))
    } else {
        Err(read.problems())
    }
}

/// Whether a field of a Secret is a name, a namespace or a label. Annotations may repeat the whole: `kubectl apply`
/// keeps what it applied in one.
fn shows_no_secret(path: &FieldPattern) -> bool {
    use PatternStep::One;
    use Segment::Key;

    matches!(
        path.steps(),
        [One(Key(metadata)), One(Key(field)), ..]
            if metadata == "metadata" && matches!(field.as_str(), "name" | "namespace" | "labels")
    )
}

struct Verifier<'c> {
    catalogue: &'c Catalogue,
    held: &'c BTreeSet<GroupKind>,
    wrong: Vec<(FieldPath, String)>,
    notes: Vec<Note>,
}

/// The types that a rule can work with, in words.
type Fits = (fn(FieldType) -> bool, &'static str);

const COMPARED: Fits = (
    |of| !matches!(of, FieldType::List | FieldType::Map | FieldType::Number),
    "a string, an integer or true and false, which can be compared",
);
const NAMES: Fits = (
    |of| matches!(of, FieldType::Text | FieldType::Integer | FieldType::IntegerOrText),
    "a string or an integer, which can name something",
);
const TEXT: Fits = (
    |of| matches!(of, FieldType::Text | FieldType::IntegerOrText),
    "a string, which can be an address or a prefix",
);
const NUMBER: Fits = (
    |of| matches!(of, FieldType::Integer | FieldType::IntegerOrText),
    "an integer; `from` and `to` are for integers, `inside` is for addresses",
);
const EITHER: Fits = (|of| matches!(of, FieldType::IntegerOrText), "an integer or a string");

fn fits_range(range: &Range) -> Fits {
    match (range.has_numbers(), range.inside.is_empty()) {
        (true, false) => EITHER,
        (true, true) => NUMBER,
        (false, _) => TEXT,
    }
}

impl Verifier<'_> {
    fn rule(&mut self, rule: &Declared) {
        let fits = match &rule.says {
            Says::Reference { .. } => NAMES,
            Says::Unique { .. } => COMPARED,
            Says::NoOverlap { .. } => TEXT,
            Says::Range { range, .. } => fits_range(range),
        };
        for place in rule.says.places() {
            self.kind(rule, &place.kind);
            self.field(rule, place, (&place.path, "path"), fits);
            if let Some(scope) = &place.scope {
                self.field(rule, place, (scope, "scope"), COMPARED);
            }
        }
        if let Says::Reference { from, to } = &rule.says {
            self.kind(rule, &to.place.kind);
            self.field(rule, &to.place, (&to.place.path, "path"), NAMES);
            if !self.held.contains(&to.place.kind) && self.catalogue.kind(&to.place.kind).is_some()
            {
                let why = if self.catalogue.is_system(&to.place.kind) {
                    "the fabric writes those itself"
                } else {
                    "no source has any"
                };
                self.note(rule, format!("not checked while there is no {}: {why}", to.place.kind));
            }
            if let TargetNamespace::Field(path) = &to.namespace {
                for place in from {
                    let at = Place { at: to.place.at.clone(), ..place.clone() };
                    self.field(rule, &at, (path, "namespace"), TEXT);
                }
            }
        }
    }

    fn note(&mut self, rule: &Declared, message: String) {
        let note = Note { rule: rule.id.clone(), message };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Says where nothing at all is known of a kind.
    fn kind(&mut self, rule: &Declared, kind: &GroupKind) {
        if self.catalogue.kind(kind).is_some() || self.held.contains(kind) {
            return;
        }
        let known = self.catalogue.kinds().map(|info| &info.group_kind).chain(self.held);
        let known: Vec<String> = known.map(ToString::to_string).collect();
        let meant = nearest(&kind.to_string(), known.iter().map(String::as_str));
        let meant = meant.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
        let message = format!(
            "the kind {kind} is not known: no source has any, and no definition describes it{meant}"
        );
        self.note(rule, message);
    }

    fn field(
        &mut self,
        rule: &Declared,
        place: &Place,
        (path, key): (&FieldPattern, &str),
        fits: Fits,
    ) {
        let Place { kind, at, .. } = place;
        // A default is written nowhere.
        let at = at.key(key);
        if is_secret(kind) && !shows_no_secret(path) {
            let message = "findings would show the values of a Secret: only its name, namespace and labels can \
                           be named";
            self.wrong.push((at, message.to_owned()));
            return;
        }
        match self.catalogue.field(kind, path) {
            Field::Known(of) if (fits.0)(of) => {}
            Field::Known(of) => {
                let message =
                    format!("`{path}` of {} is {}; it must be {}", kind.kind, of.words(), fits.1);
                self.wrong.push((at, message));
            }
            Field::Missing(why) => {
                self.wrong.push((at, format!("{} does not have `{path}`: {why}", kind.kind)));
            }
            Field::NotSaid => {
                let has_schema = self.catalogue.kind(kind).is_some_and(|info| info.has_schema);
                let why = if has_schema {
                    format!("the definition of {kind} does not say what is there")
                } else {
                    format!("no definition of {kind} is given")
                };
                self.note(rule, format!("`{path}` is not verified: {why}"));
            }
        }
    }
}
