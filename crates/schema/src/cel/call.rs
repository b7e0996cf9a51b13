//! Functions of the library. A call is handed over as an expression of its own, with its values as variables.

use kube_cel::KubeCelExt;
use kube_cel::cel::common::ast::{CallExpr, Expr, IdedExpr};
use kube_cel::cel::{Context, ExecutionError};

use super::Cel;

thread_local! {
    /// The library's functions, put together once for each thread.
    static FUNCTIONS: Context<'static> = Context::default().with_all();
}

/// A function that the library has, with the call that asks for it.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    call: IdedExpr,
    variables: Vec<String>,
}

impl Function {
    /// The function of this name, for a call with so many arguments, on a value or not. `None`: there is none.
    pub(super) fn named(name: &str, arguments: usize, on_value: bool) -> Option<Self> {
        let ask = call_of(name, None, Vec::new());
        let answer = FUNCTIONS.with(|functions| functions.resolve(&ask));
        if matches!(answer, Err(ExecutionError::UndeclaredReference(_))) {
            return None;
        }
        let variables: Vec<String> =
            (0..arguments + usize::from(on_value)).map(|at| format!("@{at}")).collect();
        let mut idents = variables.iter().map(|name| ided(Expr::Ident(name.clone())));
        let target = if on_value { idents.next() } else { None };
        let call = call_of(name, target, idents.collect());
        Some(Self { name: name.to_owned(), call, variables })
    }

    /// Calls it.
    pub(super) fn call(&self, values: Vec<Cel>) -> Result<Cel, ExecutionError> {
        FUNCTIONS.with(|functions| {
            let mut context = functions.new_inner_scope();
            for (name, value) in self.variables.iter().zip(values) {
                context.add_variable_from_value(name.as_str(), value);
            }
            context.resolve(&self.call)
        })
    }
}

fn call_of(name: &str, target: Option<IdedExpr>, args: Vec<IdedExpr>) -> IdedExpr {
    ided(Expr::Call(CallExpr { func_name: name.to_owned(), target: target.map(Box::new), args }))
}

fn ided(expr: Expr) -> IdedExpr {
    IdedExpr { id: 0, expr }
}
