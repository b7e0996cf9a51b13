//! Reading the rules that a person declares, with errors that say where.

use std::collections::HashMap;
use std::net::IpAddr;

use hedgerow_model::{FieldPath, FieldPattern, GroupKind, Map, RuleLevel, Value, rule};
use hedgerow_schema::{Catalogue, nearest};
use hedgerow_yaml::{Document, Limits};
use ipnet::IpNet;

use super::words::short;
use super::{Declarations, Declared, Place, Range, Says, Target, TargetNamespace, Within};
use crate::net;

/// Most rules that a fabric declares.
pub const MOST: usize = 200;

/// Longest text that declares rules, in bytes.
pub const LONGEST: usize = 256 << 10;

/// Most places that one rule is about, and most prefixes of a range.
const MOST_PLACES: usize = 50;

/// Longest word that names a rule, and longest explanation, in characters.
const LONGEST_WORD: usize = 63;
const LONGEST_WHY: usize = 300;

/// What is wrong with a text that declares rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong and what to write.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// A text that was read, and what is wrong with it, by places in it.
pub(super) struct Read {
    pub(super) document: Document,
    pub(super) rules: Vec<Declared>,
    pub(super) wrong: Vec<(FieldPath, String)>,
    /// Rules that say what another one says. They are no harm once they are declared: a definition that came later
    /// may be why they mean the same kind.
    pub(super) repeated: Vec<(FieldPath, String)>,
}

impl Read {
    pub(super) fn of(text: &str, catalogue: &Catalogue) -> Result<Self, Vec<Problem>> {
        if text.len() > LONGEST {
            let message = format!("the text has {} bytes; at most {LONGEST} are read", text.len());
            return Err(vec![Problem { line: 1, column: 1, message }]);
        }
        let document = hedgerow_yaml::read(text, &Limits::default()).map_err(|error| {
            let message = match &error.hint {
                Some(hint) => format!("{}: {hint}", error.message),
                None => error.message.clone(),
            };
            vec![Problem { line: error.line, column: error.column, message }]
        })?;
        let mut reader = Reader { catalogue, wrong: Vec::new(), repeated: Vec::new() };
        let rules = reader.rules(document.value());
        let Reader { wrong, repeated, .. } = reader;
        Ok(Self { document, rules, wrong, repeated })
    }

    /// What is wrong, in the order of the text.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let problem = |(at, message): &(FieldPath, String)| {
            let place = self.document.key_position(at).or_else(|| self.document.position(at));
            let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
            Problem { line, column, message: message.clone() }
        };
        let mut problems: Vec<Problem> = self.wrong.iter().map(problem).collect();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        problems
    }
}

impl Declarations {
    /// The rules of a text, without a look at the fields that they name ([`declare`](super::declare) looks). A
    /// text without content declares none.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the text.
    pub fn read(text: &str, catalogue: &Catalogue) -> Result<Self, Vec<Problem>> {
        let read = Read::of(text, catalogue)?;
        if read.wrong.is_empty() { Ok(Self::new(read.rules)) } else { Err(read.problems()) }
    }
}

struct Reader<'c> {
    catalogue: &'c Catalogue,
    wrong: Vec<(FieldPath, String)>,
    repeated: Vec<(FieldPath, String)>,
}

/// `a`, `b` and `c`.
fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

impl Reader<'_> {
    fn wrong(&mut self, at: &FieldPath, message: impl Into<String>) {
        self.wrong.push((at.clone(), message.into()));
    }

    fn rules(&mut self, value: &Value) -> Vec<Declared> {
        let root = FieldPath::root();
        let map = match value {
            Value::Null => return Vec::new(),
            Value::Map(map) => map,
            _ => {
                self.wrong(&root, "must be a map: the word that names a rule, then the rule");
                return Vec::new();
            }
        };
        if map.len() > MOST {
            let message =
                format!("there are {} rules; a fabric declares at most {MOST}", map.len());
            self.wrong(&root, message);
            return Vec::new();
        }
        let mut rules: Vec<Declared> = Vec::new();
        let mut known: HashMap<String, String> = HashMap::new();
        for (word, value) in map {
            let at = root.key(word);
            let Some(rule) = self.rule(word, value, &at) else { continue };
            let same = known.insert(rule.says.plain(), word.clone());
            if let Some(same) = same {
                let message = format!("`{word}` says the same as `{same}`: remove one of them");
                self.repeated.push((at, message));
            }
            rules.push(rule);
        }
        rules
    }

    fn rule(&mut self, word: &str, value: &Value, at: &FieldPath) -> Option<Declared> {
        let is_plain = word.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'));
        let is_bounded = !word.starts_with('-') && word.chars().count() <= LONGEST_WORD;
        if !is_plain || !is_bounded || word.is_empty() {
            let message = format!(
                "`{}` does not name a rule: use lower-case letters, digits and `-`, at most {LONGEST_WORD}",
                short(word)
            );
            self.wrong(at, message);
        }
        const SORTS: &[&str] = &["reference", "unique", "no-overlap", "range"];
        let map = self.map(value, at, &[SORTS, &["why", "level"]].concat())?;
        let level = self.level(map, at);
        let why = self.text(map, "why", at).unwrap_or_default();
        if why.chars().count() > LONGEST_WHY || why.contains(['\n', '\r']) {
            let message = format!("must be one line of at most {LONGEST_WHY} characters");
            self.wrong(&at.key("why"), message);
        }
        let found: Vec<&str> =
            SORTS.iter().copied().filter(|sort| map.contains_key(*sort)).collect();
        let [sort] = found.as_slice() else {
            // A sort that is misspelt was named already.
            if found.is_empty() && map.keys().any(|key| !matches!(&**key, "why" | "level")) {
                return None;
            }
            let message = format!("`{}` must have exactly one of {}", short(word), listed(SORTS));
            self.wrong(at, message);
            return None;
        };
        let (value, at) = (map.get(*sort)?, at.key(sort));
        let says = match *sort {
            "reference" => self.reference(value, &at),
            "range" => self.range(value, &at),
            _ => {
                let map = self.map(value, &at, &["of", "within"])?;
                let of = self.places(map, "of", &at, true);
                let within = self.within(map, &at);
                Some(match *sort {
                    "unique" => Says::Unique { of, within },
                    _ => Says::NoOverlap { of, within },
                })
            }
        };
        Some(Declared { id: format!("{}/{word}", rule::DECLARED), level, why, says: says? })
    }

    fn level(&mut self, map: &Map, at: &FieldPath) -> RuleLevel {
        match map.get("level") {
            None | Some(Value::Null) => RuleLevel::Error,
            // `off` without quotes, as kubectl reads it.
            Some(Value::Bool(false)) => RuleLevel::Off,
            Some(value) => value.as_str().and_then(|word| word.parse().ok()).unwrap_or_else(|| {
                self.wrong(&at.key("level"), "must be `error`, `warning` or `off`");
                RuleLevel::Error
            }),
        }
    }

    fn reference(&mut self, value: &Value, at: &FieldPath) -> Option<Says> {
        let map = self.map(value, at, &["from", "to"])?;
        let from = self.places(map, "from", at, false);
        let to = at.key("to");
        let Some(value) = map.get("to") else {
            self.wrong(
                at,
                "`to` is missing: the kind that is named, as in `to: {kind: Tenant.example.com}`",
            );
            return None;
        };
        let map = self.map(value, &to, &["kind", "path", "namespace"])?;
        let kind = self.kind(map, &to)?;
        let path = match map.get("path") {
            None => FieldPattern::of_keys(["metadata", "name"]),
            Some(_) => self.path(map, "path", &to)?,
        };
        let is_namespaced = self.catalogue.kind(&kind).is_none_or(|kind| kind.namespaced);
        let namespace = match self.text(map, "namespace", &to).as_deref() {
            // A namespace that is written says nothing there.
            _ if !is_namespaced => TargetNamespace::Any,
            None | Some("same") => TargetNamespace::Same,
            Some("any") => TargetNamespace::Any,
            Some(_) => {
                let path = self.path(map, "namespace", &to)?;
                if !from.iter().all(|place| path.is_one_beside(&place.path)) {
                    let message = "leads to several values for one reference: share its list with the \
                                   path of `from`";
                    self.wrong(&to.key("namespace"), message);
                }
                TargetNamespace::Field(path)
            }
        };
        let place = Place { kind, path, scope: None, at: to };
        Some(Says::Reference { from, to: Target { place, namespace } })
    }

    fn range(&mut self, value: &Value, at: &FieldPath) -> Option<Says> {
        let map = self.map(value, at, &["of", "from", "to", "inside"])?;
        let of = self.places(map, "of", at, false);
        let mut range = Range {
            from: self.integer(map, "from", at),
            to: self.integer(map, "to", at),
            inside: Vec::new(),
        };
        if let (Some(from), Some(to)) = (range.from, range.to)
            && from > to
        {
            self.wrong(&at.key("to"), format!("`to` is {to}, below `from`, {from}"));
        }
        let inside = at.key("inside");
        let nets = match map.get("inside") {
            None | Some(Value::Null) => &[],
            Some(Value::List(nets)) => nets.as_slice(),
            Some(one) => std::slice::from_ref(one),
        };
        if nets.len() > MOST_PLACES {
            self.wrong(&inside, format!("has more than {MOST_PLACES} prefixes"));
            return None;
        }
        for (index, value) in nets.iter().enumerate() {
            match value.as_str().and_then(prefix) {
                Some(net) if net == net.trunc() => range.inside.push(net),
                Some(net) => {
                    let message = format!("has bits behind its prefix: write {}", net.trunc());
                    self.wrong(&inside.index(index), message);
                }
                None => self.wrong(&inside.index(index), "must be a prefix such as 10.0.0.0/8"),
            }
        }
        let is_given = |key: &str| map.get(key).is_some_and(|value| *value != Value::Null);
        let has_bounds = is_given("from") || is_given("to") || !nets.is_empty();
        if !has_bounds {
            self.wrong(at, "needs `from`, `to` or `inside`");
        }
        Some(Says::Range { of, range })
    }

    fn within(&mut self, map: &Map, at: &FieldPath) -> Within {
        match map.get("within") {
            None | Some(Value::Null) => Within::Fabric,
            Some(value) => match value.as_str() {
                Some("fabric") => Within::Fabric,
                Some("namespace") => Within::Namespace,
                _ => {
                    let message = "must be `fabric` or `namespace`; for the value of another field add \
                                   `scope` to each place";
                    self.wrong(&at.key("within"), message);
                    Within::Fabric
                }
            },
        }
    }

    /// One place, or a list of them.
    fn places(&mut self, map: &Map, key: &str, at: &FieldPath, scoped: bool) -> Vec<Place> {
        let here = at.key(key);
        let places: Vec<(FieldPath, &Value)> = match map.get(key) {
            Some(Value::List(places)) if places.len() > MOST_PLACES => {
                self.wrong(&here, format!("has more than {MOST_PLACES} places"));
                return Vec::new();
            }
            Some(Value::List(places)) => {
                places.iter().enumerate().map(|(index, place)| (here.index(index), place)).collect()
            }
            Some(place @ Value::Map(_)) => vec![(here.clone(), place)],
            _ => Vec::new(),
        };
        if places.is_empty() {
            let message = format!(
                "`{key}` is missing: where the values are, as in `{key}: {{kind: Network.example.com, \
                 path: spec.vni}}`"
            );
            self.wrong(at, message);
        }
        places.into_iter().filter_map(|(at, place)| self.place(place, at, scoped)).collect()
    }

    fn place(&mut self, value: &Value, at: FieldPath, scoped: bool) -> Option<Place> {
        let known: &[&str] = if scoped { &["kind", "path", "scope"] } else { &["kind", "path"] };
        let map = self.map(value, &at, known)?;
        let (kind, path) = (self.kind(map, &at), self.path(map, "path", &at));
        let scope = match map.get("scope").filter(|_| scoped) {
            None => None,
            Some(_) => Some(self.path(map, "scope", &at)?),
        };
        let (kind, path) = (kind?, path?);
        if scope.as_ref().is_some_and(|scope| !scope.is_one_beside(&path)) {
            let message =
                "leads to several values for one value of `path`: share its list with `path`";
            self.wrong(&at.key("scope"), message);
        }
        Some(Place { kind, path, scope, at })
    }

    fn kind(&mut self, map: &Map, at: &FieldPath) -> Option<GroupKind> {
        let Some(typed) = self.text(map, "kind", at) else {
            self.wrong(at, "`kind` is missing: write kind and group, as in `Network.example.com`");
            return None;
        };
        if let [one] = self.catalogue.find(&typed).as_slice() {
            return Some(one.group_kind.clone());
        }
        let (kind, group) = typed.split_once('.').unwrap_or((&typed, ""));
        let is_word =
            |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        if kind.is_empty() || !is_word(&typed) || typed.len() > 253 {
            let message =
                format!("`{}` is not a kind: write it as `Network.example.com`", short(&typed));
            self.wrong(&at.key("kind"), message);
            return None;
        }
        Some(GroupKind::new(group, kind))
    }

    fn path(&mut self, map: &Map, key: &str, at: &FieldPath) -> Option<FieldPattern> {
        let Some(typed) = self.text(map, key, at) else {
            self.wrong(
                at,
                format!("`{key}` is missing: a field, as in `spec.vni` or `spec.links[*].port`"),
            );
            return None;
        };
        match typed.parse() {
            Ok(path) => Some(path),
            Err(error) => {
                let error: hedgerow_model::PathError = error;
                self.wrong(&at.key(key), error.to_string());
                None
            }
        }
    }

    /// The text under a key; where something else is there that is said, and where nothing is nothing.
    fn text(&mut self, map: &Map, key: &str, at: &FieldPath) -> Option<String> {
        match map.get(key)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Value::Null => None,
            _ => {
                self.wrong(&at.key(key), format!("`{key}` must be a text"));
                None
            }
        }
    }

    fn integer(&mut self, map: &Map, key: &str, at: &FieldPath) -> Option<i64> {
        match map.get(key)? {
            Value::Number(hedgerow_model::Number::Int(value)) => Some(*value),
            _ => {
                self.wrong(&at.key(key), format!("`{key}` must be an integer"));
                None
            }
        }
    }

    /// A map with these keys and no others.
    fn map<'v>(&mut self, value: &'v Value, at: &FieldPath, known: &[&str]) -> Option<&'v Map> {
        let Value::Map(map) = value else {
            self.wrong(at, format!("must be a map with {}", listed(known)));
            return None;
        };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let meant = nearest(key, known.iter().copied());
            let meant = meant.map(|name| format!("; did you mean `{name}`?"));
            let meant = meant.unwrap_or_else(|| format!("; what can be here is {}", listed(known)));
            self.wrong(&at.key(key), format!("`{}` is not known here{meant}", short(key)));
        }
        Some(map)
    }
}

fn prefix(text: &str) -> Option<IpNet> {
    net::prefix(text).or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

impl Says {
    /// What is said, wherever it is in a text.
    fn plain(&self) -> String {
        let mut plain = self.clone();
        let (places, to) = match &mut plain {
            Self::Reference { from, to } => (from, Some(&mut to.place)),
            Self::Unique { of, .. } | Self::NoOverlap { of, .. } | Self::Range { of, .. } => {
                (of, None)
            }
        };
        for place in places.iter_mut().chain(to) {
            place.at = FieldPath::root();
        }
        format!("{plain:?}")
    }
}

/// Whether the values of a kind are for nobody to repeat.
pub(super) fn is_secret(kind: &GroupKind) -> bool {
    kind.group.is_empty() && kind.kind == "Secret"
}
