//! What a call of `memo` or `singleton` is given, and where the result of one is the value of an expression.

use crate::rhai_internals::{Expr, FnCallExpr, Stmt, StmtBlock};
use rhai::{FnPtr, Position};

use super::variable_call;

/// The names under which scripts call `memo` and `singleton`.
pub(super) const MEMO_NAMES: [&str; 3] = ["memo", "experimental_memo", "cache_data"];
pub(super) const SINGLETON_NAMES: [&str; 3] = ["singleton", "experimental_singleton", "cache_resource"];

/// What `memo` is given, and how many arguments are curried to it.
pub(super) enum Subject {
    Function(String, usize),
    /// By the name that the engine gave it. What it has captured is not counted.
    Closure(String, usize),
}

impl Subject {
    fn curried(self, more: usize) -> Self {
        match self {
            Self::Function(name, count) => Self::Function(name, count + more),
            Self::Closure(name, count) => Self::Closure(name, count + more),
        }
    }
}

pub(super) type MemoCall = (Position, Option<Subject>);

/// The place of a call of `memo(f, …)`, and `f`.
pub(super) fn memo_call(call: &FnCallExpr, place: Position) -> Option<MemoCall> {
    let mut known = MEMO_NAMES.iter().chain(&SINGLETON_NAMES);
    known.any(|name| call.name == *name).then(|| (place, call.args.first().and_then(subject)))
}

pub(super) fn subject(expr: &Expr) -> Option<Subject> {
    match expr {
        Expr::DynamicConstant(value, _) => {
            let pointer = value.read_lock::<FnPtr>()?;
            let name = pointer.fn_name().to_owned();
            // The engine curries literals when it compiles.
            let curried = pointer.curry().len();
            Some(match pointer.is_anonymous() {
                true => Subject::Closure(name, curried),
                false => Subject::Function(name, curried),
            })
        }
        Expr::FnCall(call, _) if call.name == "curry" => {
            let (function, values) = call.args.split_first()?;
            let inner = subject(function)?;
            // So the engine writes down what a closure has captured.
            let is_capture = matches!((&inner, function), (Subject::Closure(..), Expr::DynamicConstant(..)));
            Some(inner.curried(if is_capture { 0 } else { values.len() }))
        }
        Expr::Dot(parts, ..) => match &parts.rhs {
            Expr::MethodCall(call, _) if call.name == "curry" => Some(subject(&parts.lhs)?.curried(call.args.len())),
            _ => None,
        },
        _ => named_function(expr).map(|name| Subject::Function(name, 0)),
    }
}

fn named_function(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Variable(variable, ..) if variable.2.is_empty() => Some(variable.1.to_string()),
        Expr::FnCall(inner, _) if inner.name == "Fn" => match inner.args.first() {
            Some(Expr::StringConstant(name, _)) => Some(name.to_string()),
            _ => None,
        },
        _ => None,
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
                    function = subject(&parts.lhs);
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
