//! What a call of `memo` or `singleton` is given, and where the result of one is the value of an expression.

use crate::rhai_internals::{Expr, FnCallExpr, Stmt, StmtBlock};
use rhai::{FnPtr, Position};

use super::variable_call;

/// The names under which scripts call `memo` and `singleton`.
pub(super) const MEMO_NAMES: [&str; 3] = ["memo", "experimental_memo", "cache_data"];
pub(super) const SINGLETON_NAMES: [&str; 3] = ["singleton", "experimental_singleton", "cache_resource"];

/// What is cached, as far as the script tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::script) enum Target {
    /// A function, with so many arguments curried to it.
    Named(String, usize),
    /// A closure, by the name that the engine gave it, with so many arguments curried to it. What it has captured is not
    /// counted.
    Closure(String, usize),
    Unknown,
}

impl Target {
    fn curried(self, more: usize) -> Self {
        match self {
            Self::Named(name, count) => Self::Named(name, count + more),
            Self::Closure(name, count) => Self::Closure(name, count + more),
            Self::Unknown => Self::Unknown,
        }
    }
}

/// A call of `memo` or `singleton`: its place, and what it is given.
pub(super) type MemoCall = (Position, Target);

/// The call, if it is one of `memo(f, …)`.
pub(super) fn memo_call(call: &FnCallExpr, place: Position) -> Option<MemoCall> {
    let mut known = MEMO_NAMES.iter().chain(&SINGLETON_NAMES);
    known.any(|name| call.name == *name).then(|| (place, call.args.first().map_or(Target::Unknown, target)))
}

pub(super) fn target(expr: &Expr) -> Target {
    match expr {
        Expr::DynamicConstant(value, _) => match value.read_lock::<FnPtr>() {
            Some(pointer) => {
                let name = pointer.fn_name().to_owned();
                // The engine curries literals when it compiles.
                let curried = pointer.curry().len();
                if pointer.is_anonymous() { Target::Closure(name, curried) } else { Target::Named(name, curried) }
            }
            None => Target::Unknown,
        },
        Expr::FnCall(call, _) if call.name == "curry" => {
            let Some((function, values)) = call.args.split_first() else {
                return Target::Unknown;
            };
            let inner = target(function);
            // So the engine writes down what a closure has captured.
            let is_capture = matches!((&inner, function), (Target::Closure(..), Expr::DynamicConstant(..)));
            inner.curried(if is_capture { 0 } else { values.len() })
        }
        Expr::Dot(parts, ..) => match &parts.rhs {
            Expr::MethodCall(call, _) if call.name == "curry" => target(&parts.lhs).curried(call.args.len()),
            _ => Target::Unknown,
        },
        Expr::Variable(variable, ..) if variable.2.is_empty() => Target::Named(variable.1.to_string(), 0),
        Expr::FnCall(inner, _) if inner.name == "Fn" => match inner.args.first() {
            Some(Expr::StringConstant(name, _)) => Target::Named(name.to_string(), 0),
            _ => Target::Unknown,
        },
        _ => Target::Unknown,
    }
}

/// The calls of `memo` and `singleton` whose result is the value of an expression.
pub(super) fn cached_values(expr: &Expr, found: &mut Vec<MemoCall>) {
    let of_block = |block: &StmtBlock, found: &mut Vec<_>| {
        if let Some(last) = block.statements().last() {
            cached_statement(last, found);
        }
    };
    match expr {
        Expr::FnCall(call, place) if matches!(call.name.as_str(), "memo" | "singleton") => {
            found.extend(memo_call(call, *place));
        }
        // `st.memo(f)` and `f.memo()`.
        Expr::Dot(parts, ..) => {
            if let Expr::MethodCall(call, place) = &parts.rhs
                && let Some((place, mut function)) = memo_call(call, *place)
            {
                let on_st = matches!(&parts.lhs, Expr::Variable(variable, ..) if variable.1 == "st");
                if !on_st {
                    function = target(&parts.lhs);
                }
                found.push((place, function));
            }
        }
        Expr::Stmt(block) => of_block(block, found),
        Expr::Or(parts, _) | Expr::Coalesce(parts, _) => {
            parts.iter().for_each(|part| cached_values(part, found));
        }
        Expr::Custom(custom, _) if !variable_call::is_one(custom) => {
            if let Some(last) = custom.inputs.last() {
                cached_values(last, found);
            }
        }
        _ => {}
    }
}

fn cached_statement(statement: &Stmt, found: &mut Vec<MemoCall>) {
    let mut of_block = |block: &StmtBlock| {
        if let Some(last) = block.statements().last() {
            cached_statement(last, found);
        }
    };
    match statement {
        Stmt::If(flow, _) => {
            of_block(&flow.body);
            of_block(&flow.branch);
        }
        Stmt::Block(block) => of_block(block),
        Stmt::TryCatch(flow, _) => {
            of_block(&flow.body);
            of_block(&flow.branch);
        }
        Stmt::Switch(switch, _) => {
            for case in &switch.1.expressions {
                cached_values(&case.rhs, found);
            }
        }
        Stmt::Expr(expr) => cached_values(expr, found),
        Stmt::FnCall(call, place) if matches!(call.name.as_str(), "memo" | "singleton") => {
            found.extend(memo_call(call, *place));
        }
        _ => {}
    }
}
