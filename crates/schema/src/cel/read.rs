//! Reading the rules of a schema's node.

use std::sync::Arc;

use hedgerow_model::FieldPath;
use kube_cel::cel::parser::Parser;
use serde_json::Value as Json;

use super::SchemaRule;
use super::term::{self, Term};
use crate::pattern::Expressions;

/// Longest rule that is read, in bytes. Rules that people write have some hundreds.
const LONGEST: usize = 8 << 10;

/// Most rules that are read at one node.
const MOST: usize = 200;

/// What the parser may take of the stack: it goes down with brackets and with chains of operators, and a rule
/// of [`LONGEST`] has at most so many of them.
const STACK: usize = 64 << 20;

/// What was read at a node.
#[derive(Debug, Default)]
pub(crate) struct ReadRules {
    /// The rules that can be asked.
    pub(crate) rules: Vec<SchemaRule>,
    /// Of those that cannot be asked, which and why.
    pub(crate) unchecked: Vec<String>,
    /// What else is not used.
    pub(crate) unused: Vec<String>,
}

/// Reads what stands at `x-kubernetes-validations` of a node. `has_before` says whether what was before can be
/// found at this place: not below lists whose items have no keys. `left` is how many more are read of its set
/// of definitions.
pub(crate) fn read_rules(
    json: &Json,
    has_before: bool,
    left: usize,
    expressions: &mut Expressions,
) -> ReadRules {
    let mut read = ReadRules::default();
    let Json::Array(all) = json else {
        let why = "`x-kubernetes-validations` must be a list; its rules are not checked";
        read.unchecked.push(why.to_owned());
        return read;
    };
    let most = MOST.min(left);
    for json in all.iter().take(most) {
        match read_rule(json, has_before, expressions, &mut read.unused) {
            Ok(rule) => read.rules.push(rule),
            Err(why) => {
                let rule = named(json);
                read.unchecked.push(format!("{rule} cannot be used: {why}; not checked"));
            }
        }
    }
    if let Some(more) = all.len().checked_sub(most).filter(|more| *more > 0) {
        let count = all.len();
        read.unchecked.push(match left < MOST {
            true => {
                format!("{more} of {count} rules are not checked: the definitions have too many")
            }
            false => format!("there are {count} rules; the last {more} are not checked"),
        });
    }
    read
}

/// ``the rule `self.a > 1` ``
fn named(json: &Json) -> String {
    match json.get("rule").and_then(Json::as_str) {
        Some(source) => format!("the rule `{}`", short(source.trim())),
        None => "a rule".to_owned(),
    }
}

/// A rule for a message.
pub(super) fn short(source: &str) -> String {
    let mut text: String = source.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = text.char_indices().nth(200) {
        text.truncate(at);
        text.push('…');
    }
    text
}

fn read_rule(
    json: &Json,
    has_before: bool,
    expressions: &mut Expressions,
    unused: &mut Vec<String>,
) -> Result<SchemaRule, String> {
    let text = |key: &str| {
        let text = json.get(key).and_then(Json::as_str).map(str::trim);
        text.filter(|text| !text.is_empty())
    };
    let source = text("rule").ok_or("`rule` is missing")?;
    let (term, uses_old) = compile(source, expressions)?;
    if uses_old && !has_before {
        return Err("`oldSelf` is not known below a list whose items have no keys".to_owned());
    }
    let message_term = match text("messageExpression").map(|text| compile(text, expressions)) {
        Some(Ok((term, _))) => Some(term),
        Some(Err(why)) => {
            let rule = named(json);
            unused.push(format!("the message of {rule} cannot be used: {why}; `message` is shown"));
            None
        }
        None => None,
    };
    Ok(SchemaRule {
        source: Arc::from(source),
        term,
        message: text("message").map(str::to_owned),
        message_term,
        field: text("fieldPath").and_then(field_of).unwrap_or_default(),
        uses_old,
        old_is_optional: json.get("optionalOldSelf").and_then(Json::as_bool) == Some(true),
    })
}

/// Reads an expression, on a stack that it cannot overflow; the error says why it cannot be used.
fn compile(source: &str, expressions: &mut Expressions) -> Result<(Term, bool), String> {
    if source.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let read = || {
        let parser = Parser::default().enable_optional_syntax(true);
        let read = parser.parse(source).map_err(|error| not_read(&error.to_string()))?;
        term::of(&read, expressions)
    };
    let read = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
        thread.ok().and_then(|thread| thread.join().ok())
    });
    read.unwrap_or_else(|| Err("it cannot be read".to_owned()))
}

/// What the parser says first: `ERROR: <input>:1:7: Syntax error: missing ':' at 'a'` and what is below it.
fn not_read(error: &str) -> String {
    let line = error.lines().next().unwrap_or_default();
    let said = line.strip_prefix("ERROR: <input>:").unwrap_or(line);
    if said.contains("Recursion limit") {
        return "it is nested too deeply".to_owned();
    }
    let (place, said) = said.split_once(": ").unwrap_or(("", said));
    let said: String =
        said.strip_prefix("Syntax error: ").unwrap_or(said).chars().take(120).collect();
    match place.split_once(':') {
        Some((line, column)) => {
            format!("it cannot be read (line {line} column {column}: {said})")
        }
        None => format!("it cannot be read ({said})"),
    }
}

/// A field from where the rule is: `.spec.size`, `.tags['a.b']`. `None` for what is not one.
fn field_of(path: &str) -> Option<FieldPath> {
    let mut rest = path;
    let mut field = FieldPath::root();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("['") {
            let (key, behind) = quoted.split_once("']")?;
            (field, rest) = (field.key(key), behind);
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (key, behind) = name.split_at(end);
            if key.is_empty() {
                return None;
            }
            (field, rest) = (field.key(key), behind);
        }
    }
    Some(field)
}
