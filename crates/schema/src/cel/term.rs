//! A rule in the form that is run. What the library's parser gives is checked here: that each name and each
//! function is known, and that a macro is one of those that are understood.

use std::sync::Arc;

use kube_cel::cel::common::ast::{
    CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedExpr, LiteralValue, operators,
};

use super::Cel;
use super::call::Function;
use super::search::{Pattern, Search};
use crate::pattern::Expressions;

/// Deepest nesting. Rules that people write have fewer than 20 levels.
const DEEPEST: usize = 100;

/// An operator of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Equals,
    Differs,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    In,
}

impl Op {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            operators::EQUALS => Self::Equals,
            operators::NOT_EQUALS => Self::Differs,
            operators::LESS => Self::Less,
            operators::LESS_EQUALS => Self::AtMost,
            operators::GREATER => Self::Greater,
            operators::GREATER_EQUALS => Self::AtLeast,
            operators::ADD => Self::Add,
            operators::SUBSTRACT => Self::Subtract,
            operators::MULTIPLY => Self::Multiply,
            operators::DIVIDE => Self::Divide,
            operators::MODULO => Self::Remainder,
            operators::IN => Self::In,
            _ => return None,
        })
    }
}

/// What a macro makes of the items of a list, or of the keys of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Each {
    All,
    Exists,
    ExistsOne,
    /// The list of what is given.
    Map,
}

/// A part of a rule.
#[derive(Debug)]
pub(super) enum Term {
    Literal(Cel),
    Own,
    Old,
    /// A name that a macro gives, by its number; the outermost is 0.
    Local(usize),
    Field {
        of: Box<Term>,
        name: String,
    },
    /// Whether a field is there.
    Has {
        of: Box<Term>,
        name: String,
    },
    /// `a.?b`: a field, or nothing.
    OptionalField {
        of: Box<Term>,
        name: String,
    },
    Index {
        of: Box<Term>,
        at: Box<Term>,
        /// `a[?b]`
        optional: bool,
    },
    And(Box<Term>, Box<Term>),
    Or(Box<Term>, Box<Term>),
    Not(Box<Term>),
    Negate(Box<Term>),
    If(Box<[Term; 3]>),
    Binary(Op, Box<Term>, Box<Term>),
    List(Vec<Term>),
    Map(Vec<(Term, Term)>),
    Each {
        each: Each,
        over: Box<Term>,
        /// Which items count.
        pick: Option<Box<Term>>,
        give: Box<Term>,
    },
    /// What is in an optional value goes through `give`; `flat`: which gives an optional one itself.
    OptionalMap {
        over: Box<Term>,
        give: Box<Term>,
        flat: bool,
    },
    /// A name for a value.
    Bind {
        value: Box<Term>,
        give: Box<Term>,
    },
    /// `size` of a text, a list or a map.
    Size(Box<Term>),
    Search {
        search: Search,
        text: Box<Term>,
        pattern: SearchFor,
    },
    Call(Function, Vec<Term>),
}

/// The expression of a search: known beforehand, or not.
#[derive(Debug)]
pub(super) enum SearchFor {
    Known(Pattern),
    Term(Box<Term>),
}

/// Puts what the parser gave into the form that is run, and says whether it mentions `oldSelf`. The error
/// says what is not known.
pub(super) fn of(
    expression: &IdedExpr,
    expressions: &mut Expressions,
) -> Result<(Term, bool), String> {
    let mut reader = Reader { expressions, names: Vec::new(), depth: 0, uses_old: false };
    let term = reader.term(expression)?;
    Ok((term, reader.uses_old))
}

struct Reader<'e> {
    expressions: &'e mut Expressions,
    /// The names that macros give here, the innermost last.
    names: Vec<String>,
    depth: usize,
    uses_old: bool,
}

impl Reader<'_> {
    fn boxed(&mut self, expression: &IdedExpr) -> Result<Box<Term>, String> {
        self.term(expression).map(Box::new)
    }

    fn term(&mut self, expression: &IdedExpr) -> Result<Term, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("it is nested in more than {DEEPEST} levels"));
        }
        let term = match &expression.expr {
            Expr::Literal(literal) => Term::Literal(value_of(literal)),
            Expr::Ident(name) => self.name(name)?,
            Expr::Select(select) => {
                let (of, name) = (self.boxed(&select.operand)?, select.field.clone());
                if select.test { Term::Has { of, name } } else { Term::Field { of, name } }
            }
            Expr::List(list) if list.optional_indices.is_empty() => {
                Term::List(self.terms(&list.elements)?)
            }
            Expr::Map(map) => {
                let mut entries = Vec::new();
                for entry in &map.entries {
                    match &entry.expr {
                        EntryExpr::MapEntry(entry) if !entry.optional => {
                            entries.push((self.term(&entry.key)?, self.term(&entry.value)?));
                        }
                        _ => return Err("entries that may be absent are not supported".to_owned()),
                    }
                }
                Term::Map(entries)
            }
            Expr::Call(call) => self.call(call)?,
            Expr::Comprehension(comprehension) => self.comprehension(comprehension)?,
            Expr::List(_) => return Err("items that may be absent are not supported".to_owned()),
            Expr::Struct(of) => return Err(format!("the type `{}` is not known", of.type_name)),
            Expr::Unspecified => return Err("it is incomplete".to_owned()),
        };
        self.depth -= 1;
        Ok(term)
    }

    fn terms(&mut self, expressions: &[IdedExpr]) -> Result<Vec<Term>, String> {
        expressions.iter().map(|expression| self.term(expression)).collect()
    }

    /// A term in which a name is known.
    fn with(&mut self, name: &str, expression: &IdedExpr) -> Result<Box<Term>, String> {
        self.names.push(name.to_owned());
        let term = self.boxed(expression);
        self.names.pop();
        term
    }

    fn name(&mut self, name: &str) -> Result<Term, String> {
        if let Some(at) = self.names.iter().rposition(|known| known == name) {
            return Ok(Term::Local(at));
        }
        match name {
            "self" => Ok(Term::Own),
            "oldSelf" => {
                self.uses_old = true;
                Ok(Term::Old)
            }
            _ => Err(format!("`{name}` is not known")),
        }
    }

    fn call(&mut self, call: &CallExpr) -> Result<Term, String> {
        let name = call.func_name.as_str();
        match (name, call.target.as_deref(), call.args.as_slice()) {
            (operators::LOGICAL_AND, None, [a, b]) => Ok(Term::And(self.boxed(a)?, self.boxed(b)?)),
            (operators::LOGICAL_OR, None, [a, b]) => Ok(Term::Or(self.boxed(a)?, self.boxed(b)?)),
            (operators::LOGICAL_NOT, None, [a]) => Ok(Term::Not(self.boxed(a)?)),
            (operators::NEGATE, None, [a]) => Ok(Term::Negate(self.boxed(a)?)),
            (operators::CONDITIONAL, None, [a, b, c]) => {
                Ok(Term::If(Box::new([self.term(a)?, self.term(b)?, self.term(c)?])))
            }
            (operators::INDEX | operators::OPT_INDEX, None, [of, at]) => Ok(Term::Index {
                of: self.boxed(of)?,
                at: self.boxed(at)?,
                optional: name == operators::OPT_INDEX,
            }),
            (operators::OPT_SELECT, None, [of, field]) => {
                let Expr::Literal(LiteralValue::String(field)) = &field.expr else {
                    return Err("`.?` without the name of a field is not known".to_owned());
                };
                Ok(Term::OptionalField { of: self.boxed(of)?, name: field.inner().to_owned() })
            }
            ("size", Some(of), []) | ("size", None, [of]) => Ok(Term::Size(self.boxed(of)?)),
            // Types are not checked here, so it changes nothing.
            ("dyn", None, [of]) => self.term(of),
            ("optMap" | "optFlatMap", Some(over), [variable, give]) => Ok(Term::OptionalMap {
                over: self.boxed(over)?,
                give: self.with(variable_of(variable)?, give)?,
                flat: name == "optFlatMap",
            }),
            ("bind", Some(target), [variable, value, give]) if is_name(target, "cel") => {
                Ok(Term::Bind {
                    value: self.boxed(value)?,
                    give: self.with(variable_of(variable)?, give)?,
                })
            }
            (_, Some(text), [pattern]) if Search::of(name).is_some() => {
                let search = Search::of(name).unwrap_or(Search::Matches);
                let text = self.boxed(text)?;
                let pattern = match &pattern.expr {
                    Expr::Literal(LiteralValue::String(source)) => {
                        let source = source.inner();
                        SearchFor::Known(Pattern::of(source, self.expressions.read(source))?)
                    }
                    _ => SearchFor::Term(self.boxed(pattern)?),
                };
                Ok(Term::Search { search, text, pattern })
            }
            (_, None, [a, b]) if Op::of(name).is_some() => {
                let op = Op::of(name).unwrap_or(Op::Equals);
                Ok(Term::Binary(op, self.boxed(a)?, self.boxed(b)?))
            }
            (_, target, args) => self.function(name, target, args),
        }
    }

    /// A function of the library: `name(a)`, `a.name()`, or with a prefix, `sets.contains(a, b)`.
    fn function(
        &mut self,
        name: &str,
        target: Option<&IdedExpr>,
        args: &[IdedExpr],
    ) -> Result<Term, String> {
        let prefix = match target.map(|target| &target.expr) {
            Some(Expr::Ident(prefix)) if !self.names.contains(prefix) => Some(prefix),
            _ => None,
        };
        if let Some(prefix) = prefix
            && let Some(function) = Function::named(&format!("{prefix}.{name}"), args.len(), false)
        {
            return Ok(Term::Call(function, self.terms(args)?));
        }
        let function = Function::named(name, args.len(), target.is_some())
            .ok_or_else(|| format!("the function `{name}` is not supported"))?;
        let mut terms = Vec::with_capacity(args.len() + 1);
        for expression in target.into_iter().chain(args) {
            terms.push(self.term(expression)?);
        }
        Ok(Term::Call(function, terms))
    }

    /// A macro over a list or a map, which the parser writes out as a loop.
    fn comprehension(&mut self, all: &ComprehensionExpr) -> Result<Term, String> {
        let unknown = || "a macro that is not supported".to_owned();
        if all.iter_var2.is_some() {
            return Err(unknown());
        }
        let Expr::Call(step) = &all.loop_step.expr else { return Err(unknown()) };
        let literal = match &all.accu_init.expr {
            Expr::Literal(literal) => Some(literal),
            _ => None,
        };
        let (each, pick, give) = match (literal, step.func_name.as_str(), step.args.as_slice()) {
            (Some(LiteralValue::Boolean(_)), operators::LOGICAL_AND, [_, give]) => {
                (Each::All, None, give)
            }
            (Some(LiteralValue::Boolean(_)), operators::LOGICAL_OR, [_, give]) => {
                (Each::Exists, None, give)
            }
            (Some(LiteralValue::Int(_)), operators::CONDITIONAL, [give, ..]) => {
                (Each::ExistsOne, None, give)
            }
            (None, operators::CONDITIONAL, [pick, add, _]) => {
                (Each::Map, Some(pick), added(add).ok_or_else(unknown)?)
            }
            (None, operators::ADD, _) => {
                (Each::Map, None, added(&all.loop_step).ok_or_else(unknown)?)
            }
            _ => return Err(unknown()),
        };
        Ok(Term::Each {
            each,
            over: self.boxed(&all.iter_range)?,
            pick: pick.map(|pick| self.with(&all.iter_var, pick)).transpose()?,
            give: self.with(&all.iter_var, give)?,
        })
    }
}

/// What a step of a loop adds to the list that it makes: `list + [this]`.
fn added(step: &IdedExpr) -> Option<&IdedExpr> {
    let Expr::Call(add) = &step.expr else { return None };
    let [_, IdedExpr { expr: Expr::List(list), .. }] = add.args.as_slice() else { return None };
    list.elements.first().filter(|_| add.func_name == operators::ADD)
}

fn is_name(expression: &IdedExpr, name: &str) -> bool {
    matches!(&expression.expr, Expr::Ident(known) if known == name)
}

fn variable_of(expression: &IdedExpr) -> Result<&str, String> {
    match &expression.expr {
        Expr::Ident(name) => Ok(name),
        _ => Err("a name is missing".to_owned()),
    }
}

fn value_of(literal: &LiteralValue) -> Cel {
    match literal {
        LiteralValue::Boolean(value) => Cel::Bool(*value.inner()),
        LiteralValue::Bytes(value) => Cel::Bytes(Arc::new(value.inner().to_vec())),
        LiteralValue::Double(value) => Cel::Float(*value.inner()),
        LiteralValue::Int(value) => Cel::Int(*value.inner()),
        LiteralValue::Null => Cel::Null,
        LiteralValue::String(value) => Cel::String(Arc::new(value.inner().to_owned())),
        LiteralValue::UInt(value) => Cel::UInt(*value.inner()),
    }
}
