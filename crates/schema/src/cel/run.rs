//! A rule is run: every step is paid for, and what goes wrong says whether the cluster would refuse as well.

use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use kube_cel::cel::ExecutionError;
use kube_cel::cel::objects::Map;

use super::Cel;
use super::cost::{self, Budget, TooCostly};
use super::reach::{field, get, index, inside, key_of, optional};
use super::search::{Pattern, cost_of_reading};
use super::term::{Each, Op, SearchFor, Term};
use super::value::Unordered;

/// Why a rule has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The cluster has none either, and refuses the object: a field that is read is not there, a number does
    /// not fit, a list is too short.
    Refused(String),
    /// It is not known whether the cluster has one.
    Unknown(String),
    /// It would cost more than it may.
    TooCostly,
}

impl From<TooCostly> for Failure {
    fn from(_: TooCostly) -> Self {
        Self::TooCostly
    }
}

impl From<ExecutionError> for Failure {
    fn from(error: ExecutionError) -> Self {
        match error {
            ExecutionError::NoSuchKey(key) => no_such_key(&key),
            ExecutionError::IndexOutOfBounds(_) => Self::Refused("index out of bounds".to_owned()),
            ExecutionError::DivisionByZero(_) => Self::Refused("division by zero".to_owned()),
            ExecutionError::RemainderByZero(_) => Self::Refused("modulus by zero".to_owned()),
            ExecutionError::Overflow(..) => Self::Refused("integer overflow".to_owned()),
            // Some of these errors have whole values in their text.
            ExecutionError::FunctionError { function, message } => {
                let message: String = message.chars().take(200).collect();
                Self::Unknown(format!("`{function}` failed: {message}"))
            }
            _ => Self::Unknown("it has values of types that do not go together".to_owned()),
        }
    }
}

pub(super) fn no_such_key(key: &str) -> Failure {
    Failure::Refused(format!("no such key: {key}"))
}

pub(super) fn wrong_type(wanted: &str) -> Failure {
    Failure::Unknown(format!("a value is not {wanted}"))
}

/// What a rule is asked about.
#[derive(Clone, Copy)]
pub(super) struct Given<'r> {
    /// What `self` stands for.
    pub(super) own: &'r Cel,
    /// What `oldSelf` stands for.
    pub(super) old: Option<&'r Cel>,
    /// The lists in both whose order says nothing.
    pub(super) unordered: &'r Unordered,
}

/// Runs a term.
pub(super) fn run(term: &Term, given: Given<'_>, budget: &mut Budget) -> Result<Cel, Failure> {
    let mut run = Run { given, names: Vec::new(), budget };
    // A rule at which the library panics, as it does where its numbers overflow, cannot be judged.
    catch_unwind(AssertUnwindSafe(|| run.term(term)))
        .unwrap_or_else(|_| Err(Failure::Unknown("a function stopped".to_owned())))
}

struct Run<'r> {
    given: Given<'r>,
    /// What the names of macros stand for.
    names: Vec<Cel>,
    budget: &'r mut Budget,
}

impl Run<'_> {
    fn term(&mut self, term: &Term) -> Result<Cel, Failure> {
        self.budget.pay(1)?;
        match term {
            Term::Literal(value) => Ok(value.clone()),
            Term::Own => Ok(self.given.own.clone()),
            Term::Old => self.given.old.cloned().ok_or_else(|| no_such_key("oldSelf")),
            Term::Local(at) => self.names.get(*at).cloned().ok_or_else(|| no_such_key("a name")),
            Term::Field { of, name } => match self.term(of)? {
                Cel::Map(map) => get(&map, name).cloned().ok_or_else(|| no_such_key(name)),
                value => match inside(&value) {
                    Some(inner) => Ok(optional(inner.and_then(|inner| field(inner, name)))),
                    None => Err(wrong_type("a map")),
                },
            },
            Term::Has { of, name } => match self.term(of)? {
                Cel::Map(map) => Ok(Cel::Bool(get(&map, name).is_some())),
                value => match inside(&value) {
                    Some(inner) => {
                        Ok(Cel::Bool(inner.and_then(|inner| field(inner, name)).is_some()))
                    }
                    None => Err(wrong_type("a map")),
                },
            },
            Term::OptionalField { of, name } => {
                let value = self.term(of)?;
                match (&value, inside(&value)) {
                    (Cel::Map(map), _) => Ok(optional(get(map, name).cloned())),
                    (_, Some(inner)) => Ok(optional(inner.and_then(|inner| field(inner, name)))),
                    _ => Err(wrong_type("a map")),
                }
            }
            Term::Index { of, at, optional: is_optional } => {
                let (of, at) = (self.term(of)?, self.term(at)?);
                match inside(&of) {
                    Some(inner) => Ok(optional(inner.and_then(|inner| index(inner, &at).ok()))),
                    None if *is_optional => Ok(optional(index(&of, &at).ok())),
                    None => index(&of, &at),
                }
            }
            Term::And(left, right) => self.both(left, right, false),
            Term::Or(left, right) => self.both(left, right, true),
            Term::Not(of) => Ok(Cel::Bool(!self.truth(of)?)),
            Term::Negate(of) => match self.term(of)? {
                Cel::Int(number) => number
                    .checked_neg()
                    .map(Cel::Int)
                    .ok_or_else(|| Failure::Refused("integer overflow".to_owned())),
                Cel::Float(number) => Ok(Cel::Float(-number)),
                _ => Err(wrong_type("a number")),
            },
            Term::If(parts) => {
                let [condition, then, otherwise] = parts.as_ref();
                let which = if self.truth(condition)? { then } else { otherwise };
                self.term(which)
            }
            Term::Binary(op, left, right) => {
                let (left, right) = (self.term(left)?, self.term(right)?);
                self.binary(*op, left, right)
            }
            Term::List(terms) => Ok(Cel::List(Arc::new(self.terms(terms)?))),
            Term::Map(entries) => {
                let mut map = std::collections::HashMap::with_capacity(entries.len());
                for (key, value) in entries {
                    let (key, value) = (self.term(key)?, self.term(value)?);
                    map.insert(key_of(&key).ok_or_else(|| wrong_type("a key"))?, value);
                }
                Ok(Cel::Map(Map { map: Arc::new(map) }))
            }
            Term::Each { each, over, pick, give } => {
                let over = self.term(over)?;
                self.each(*each, &over, pick.as_deref(), give)
            }
            Term::OptionalMap { over, give, flat } => {
                let over = self.term(over)?;
                let inner = inside(&over).ok_or_else(|| wrong_type("an optional value"))?;
                let Some(inner) = inner.cloned() else { return Ok(optional(None)) };
                let given = self.with(inner, give)?;
                if *flat { Ok(given) } else { Ok(optional(Some(given))) }
            }
            Term::Bind { value, give } => {
                let value = self.term(value)?;
                self.with(value, give)
            }
            Term::Size(of) => {
                let of = self.term(of)?;
                let size = match &of {
                    Cel::String(text) => {
                        self.budget.pay(cost::of_text(text.len()))?;
                        text.chars().count()
                    }
                    Cel::Bytes(bytes) => bytes.len(),
                    Cel::List(items) => items.len(),
                    Cel::Map(map) => map.map.len(),
                    _ => return Err(wrong_type("a text, a list or a map")),
                };
                Ok(Cel::Int(i64::try_from(size).unwrap_or(i64::MAX)))
            }
            Term::Search { search, text, pattern } => {
                let Cel::String(text) = self.term(text)? else { return Err(wrong_type("a text")) };
                let read;
                let pattern = match pattern {
                    SearchFor::Known(pattern) => pattern,
                    SearchFor::Term(term) => {
                        let Cel::String(source) = self.term(term)? else {
                            return Err(wrong_type("a text"));
                        };
                        self.budget.pay(cost_of_reading(&source))?;
                        read = Pattern::read(&source).map_err(Failure::Unknown)?;
                        &read
                    }
                };
                self.budget.pay(pattern.cost(*search, &text))?;
                Ok(search.run(pattern, &text))
            }
            Term::Call(function, terms) => {
                let values = self.terms(terms)?;
                self.budget.pay(cost::of_call(&function.name, &values, self.budget.left()))?;
                Ok(function.call(values)?)
            }
        }
    }

    fn terms(&mut self, terms: &[Term]) -> Result<Vec<Cel>, Failure> {
        terms.iter().map(|term| self.term(term)).collect()
    }

    /// A term in which the next name stands for a value.
    fn with(&mut self, value: Cel, term: &Term) -> Result<Cel, Failure> {
        self.names.push(value);
        let result = self.term(term);
        self.names.pop();
        result
    }

    fn truth(&mut self, term: &Term) -> Result<bool, Failure> {
        truth(self.term(term)?)
    }

    /// `&&` and `||`: what `decides` on one side makes up for an error on the other.
    fn both(&mut self, left: &Term, right: &Term, decides: bool) -> Result<Cel, Failure> {
        let left = self.truth(left);
        if left == Ok(decides) || left == Err(Failure::TooCostly) {
            return left.map(Cel::Bool);
        }
        let right = self.truth(right);
        match (left, right) {
            (_, Err(Failure::TooCostly)) => Err(Failure::TooCostly),
            (_, Ok(right)) if right == decides => Ok(Cel::Bool(decides)),
            (Err(left), Err(right)) => Err(worse(left, right)),
            (Err(failure), _) | (_, Err(failure)) => Err(failure),
            (Ok(_), Ok(_)) => Ok(Cel::Bool(!decides)),
        }
    }

    fn binary(&mut self, op: Op, left: Cel, right: Cel) -> Result<Cel, Failure> {
        let left_half = self.budget.left();
        let (of_left, of_right) =
            (cost::of_value(&left, left_half), cost::of_value(&right, left_half));
        self.budget.pay(match op {
            // Unequal sizes are seen at once.
            Op::Equals | Op::Differs => of_left.min(of_right),
            _ => of_left.saturating_add(of_right),
        })?;
        let ordering = left.partial_cmp(&right);
        let compared = |wanted: &[Ordering]| {
            ordering.map(|ordering| Cel::Bool(wanted.contains(&ordering))).ok_or_else(|| {
                Failure::Unknown("values are compared that have no order".to_owned())
            })
        };
        match op {
            Op::Equals => Ok(Cel::Bool(self.equals(&left, &right)?)),
            Op::Differs => Ok(Cel::Bool(!self.equals(&left, &right)?)),
            Op::Less => compared(&[Ordering::Less]),
            Op::AtMost => compared(&[Ordering::Less, Ordering::Equal]),
            Op::Greater => compared(&[Ordering::Greater]),
            Op::AtLeast => compared(&[Ordering::Greater, Ordering::Equal]),
            Op::Add => match (&left, &right) {
                // The cluster makes one set of them.
                (Cel::List(a), Cel::List(b))
                    if self.given.unordered.has(a) || self.given.unordered.has(b) =>
                {
                    Err(Failure::Unknown("it adds lists that are sets or maps".to_owned()))
                }
                _ => Ok((left + right)?),
            },
            Op::Subtract => Ok((left - right)?),
            Op::Multiply => Ok((left * right)?),
            Op::Divide => Ok((left / right)?),
            Op::Remainder => Ok((left % right)?),
            Op::In => match &right {
                Cel::List(items) => Ok(Cel::Bool(items.contains(&left))),
                Cel::Map(map) => {
                    let key = key_of(&left);
                    Ok(Cel::Bool(key.is_some_and(|key| map.map.contains_key(&key))))
                }
                _ => Err(wrong_type("a list or a map")),
            },
        }
    }

    /// Whether two values are the same, whatever the order of lists in which it says nothing.
    fn equals(&mut self, left: &Cel, right: &Cel) -> Result<bool, Failure> {
        match (left, right) {
            (Cel::List(a), Cel::List(b)) if a.len() != b.len() => Ok(false),
            (Cel::List(a), Cel::List(b))
                if self.given.unordered.has(a) || self.given.unordered.has(b) =>
            {
                for item in a.iter() {
                    let mut is_there = false;
                    for other in b.iter() {
                        self.budget.pay(cost::of_value(other, self.budget.left()))?;
                        is_there = self.equals(item, other)?;
                        if is_there {
                            break;
                        }
                    }
                    if !is_there {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Cel::List(a), Cel::List(b)) => {
                for (a, b) in a.iter().zip(b.iter()) {
                    if !self.equals(a, b)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Cel::Map(a), Cel::Map(b)) => {
                if a.map.len() != b.map.len() {
                    return Ok(false);
                }
                for (key, a) in a.map.iter() {
                    let Some(b) = b.map.get(key) else { return Ok(false) };
                    if !self.equals(a, b)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            _ => Ok(left == right),
        }
    }

    fn each(
        &mut self,
        each: Each,
        over: &Cel,
        pick: Option<&Term>,
        give: &Term,
    ) -> Result<Cel, Failure> {
        let keys: Vec<Cel>;
        let items = match over {
            Cel::List(items) => items.as_slice(),
            Cel::Map(map) => {
                self.budget.pay(u64::try_from(map.map.len()).unwrap_or(u64::MAX))?;
                keys = map.map.keys().map(Cel::from).collect();
                &keys
            }
            _ => return Err(wrong_type("a list or a map")),
        };
        let mut made = Vec::new();
        let mut failed: Option<Failure> = None;
        let mut true_ones = 0_usize;
        for item in items {
            if let Some(pick) = pick
                && !truth(self.with(item.clone(), pick)?)?
            {
                continue;
            }
            let given = self.with(item.clone(), give);
            if each == Each::Map {
                made.push(given?);
                continue;
            }
            match (each, given.and_then(truth)) {
                (_, Err(Failure::TooCostly)) => return Err(Failure::TooCostly),
                (Each::ExistsOne, Err(failure)) => return Err(failure),
                (Each::All, Ok(false)) => return Ok(Cel::Bool(false)),
                (Each::Exists, Ok(true)) => return Ok(Cel::Bool(true)),
                (_, Ok(is_true)) => true_ones += usize::from(is_true),
                (_, Err(failure)) => {
                    failed = Some(match failed {
                        Some(before) => worse(before, failure),
                        None => failure,
                    });
                }
            }
        }
        match (each, failed) {
            (_, Some(failure)) => Err(failure),
            (Each::All, None) => Ok(Cel::Bool(true)),
            (Each::Exists, None) => Ok(Cel::Bool(false)),
            (Each::ExistsOne, None) => Ok(Cel::Bool(true_ones == 1)),
            (Each::Map, None) => Ok(Cel::List(Arc::new(made))),
        }
    }
}

/// Of two failures the one that leaves more open.
fn worse(one: Failure, other: Failure) -> Failure {
    if matches!(one, Failure::Refused(_)) { other } else { one }
}

fn truth(value: Cel) -> Result<bool, Failure> {
    match value {
        Cel::Bool(value) => Ok(value),
        _ => Err(wrong_type("true or false")),
    }
}
