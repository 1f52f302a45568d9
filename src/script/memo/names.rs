//! Which names a script binds to cached functions, and which of its calls would go past them.
//!
//! In Rhai a call `f(1)` always means the function `f`, never a variable. Where a variable is in scope that a reader
//! takes for the one that is called, the script does not compile, so that no call goes past the cache unseen.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTNode, Dynamic, Expr, FnCallExpr, FnPtr, Module, Position, Stmt, StmtBlock};

/// The names under which scripts call `memo` and `singleton`.
pub(super) const MEMO_NAMES: [&str; 3] = ["memo", "experimental_memo", "cache_data"];
pub(super) const SINGLETON_NAMES: [&str; 3] = ["singleton", "experimental_singleton", "cache_resource"];

/// A statement outside of functions that binds a name to a cached function.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    /// Of the call of `memo` or `singleton`.
    pub(super) place: Position,
    pub(super) function: Target,
}

/// What is cached, as far as the script tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Named(String),
    /// A closure with so many parameters of its own.
    Closure(usize),
    Unknown,
}

/// A call that would go past a variable.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::script) struct Bypass {
    pub(in crate::script) name: String,
    pub(in crate::script) place: Position,
    pub(in crate::script) what: &'static str,
}

/// Reads a script.
pub(super) fn read(ast: &AST) -> (Vec<Found>, Option<Bypass>) {
    let functions = functions(ast);
    let mut walk = Walk {
        closures: functions
            .iter()
            .filter(|function| function.is_closure())
            .map(|function| (function.name.as_str(), function))
            .collect(),
        own_parameters: BTreeMap::new(),
        functions: functions.iter().map(|function| function.name.as_str()).collect(),
        scope: Vec::new(),
        top: true,
        found: Vec::new(),
        cached: BTreeSet::new(),
        decorated: BTreeSet::new(),
        calls: Vec::new(),
    };
    walk.statements(ast.statements());
    walk.top = false;
    for function in &functions {
        // A closure was walked where it stands.
        if !function.is_closure() {
            walk.function(function, 0);
        }
    }
    let bypass = walk.bypass();
    (walk.found, bypass)
}

/// A function of the script.
struct Function {
    name: String,
    params: Vec<String>,
    body: Vec<Stmt>,
}

impl Function {
    fn is_closure(&self) -> bool {
        self.name.starts_with("anon$")
    }
}

fn functions(ast: &AST) -> Vec<Function> {
    let lib: &Module = ast.shared_lib();
    let all = lib.iter_script_fn_info().map(|(.., definition)| {
        // The engine shows the body of a function only to a walk over a script.
        let mut alone = Module::new();
        alone.set_script_fn(definition.clone());
        let mut body = Vec::new();
        AST::new([], alone).walk(&mut |nodes: &[ASTNode]| {
            if let [ASTNode::Stmt(statement)] = nodes {
                body.push((*statement).clone());
            }
            true
        });
        Function {
            name: definition.name.to_string(),
            params: definition.params.iter().map(ToString::to_string).collect(),
            body,
        }
    });
    all.collect()
}

/// What a variable holds, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A top-level name of a cached function: calls of it go through the cache.
    Bound,
    /// A cached function, in a variable of a function or closure.
    Cached,
    /// What another function made of a function with the variable's own name.
    Decorated,
    Parameter,
    Other,
}

struct Walk<'a> {
    closures: BTreeMap<&'a str, &'a Function>,
    /// The parameters of closures, captured variables left out.
    own_parameters: BTreeMap<String, usize>,
    functions: BTreeSet<&'a str>,
    scope: Vec<(String, Holds)>,
    /// Outside of functions and closures.
    top: bool,
    found: Vec<Found>,
    /// Functions that the script caches.
    cached: BTreeSet<String>,
    decorated: BTreeSet<String>,
    /// Calls by name, with the variable of that name that is in scope.
    calls: Vec<(String, Position, Option<Holds>)>,
}

impl<'a> Walk<'a> {
    fn bypass(&self) -> Option<Bypass> {
        let bound = |name: &str| self.found.iter().any(|found| found.name == name);
        self.calls.iter().find_map(|(name, place, holds)| {
            let what = match holds {
                Some(Holds::Cached) => "a variable that holds a cached function",
                Some(Holds::Decorated) if self.functions.contains(name.as_str()) => {
                    "a variable that holds what another function made of it"
                }
                None if self.decorated.contains(name) => "a variable that holds what another function made of it",
                Some(Holds::Parameter) if bound(name) || self.cached.contains(name) => "a parameter",
                Some(Holds::Other) if bound(name) || self.cached.contains(name) => "a variable",
                _ => return None,
            };
            Some(Bypass { name: name.clone(), place: *place, what })
        })
    }

    fn function(&mut self, function: &'a Function, captured: usize) {
        let depth = self.scope.len();
        let top = std::mem::replace(&mut self.top, false);
        for param in function.params.iter().skip(captured) {
            self.scope.push((param.clone(), Holds::Parameter));
        }
        self.statements(&function.body);
        self.scope.truncate(depth);
        self.top = top;
    }

    fn block(&mut self, block: &'a StmtBlock) {
        let depth = self.scope.len();
        self.statements(block.statements());
        self.scope.truncate(depth);
    }

    fn statements(&mut self, statements: &'a [Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::If(flow, _) => {
                self.expr(&flow.expr);
                self.block(&flow.body);
                self.block(&flow.branch);
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                self.expr(&flow.expr);
                self.block(&flow.body);
            }
            Stmt::For(parts, _) => {
                let (name, counter, flow) = &**parts;
                self.expr(&flow.expr);
                let depth = self.scope.len();
                for name in std::iter::once(name).chain(counter) {
                    self.scope.push((name.name.to_string(), Holds::Other));
                }
                self.block(&flow.body);
                self.scope.truncate(depth);
            }
            Stmt::TryCatch(flow, _) => {
                self.block(&flow.body);
                let depth = self.scope.len();
                if let Expr::Variable(variable, ..) = &flow.expr {
                    self.scope.push((variable.1.to_string(), Holds::Other));
                }
                self.block(&flow.branch);
                self.scope.truncate(depth);
            }
            Stmt::Switch(switch, _) => {
                self.expr(&switch.0);
                for case in &switch.1.expressions {
                    self.expr(&case.lhs);
                    self.expr(&case.rhs);
                }
            }
            Stmt::Var(definition, ..) => {
                let (name, value, _) = &**definition;
                self.expr(value);
                let holds = self.bind(&name.name, value);
                self.scope.push((name.name.to_string(), holds));
            }
            Stmt::Assignment(assignment) => {
                let (_, sides) = &**assignment;
                self.expr(&sides.lhs);
                self.expr(&sides.rhs);
                if let Expr::Variable(variable, ..) = &sides.lhs {
                    let holds = self.bind(&variable.1, &sides.rhs);
                    let known = self.scope.iter_mut().rev().find(|(name, _)| **name == *variable.1);
                    if let Some((_, known)) = known
                        && holds != Holds::Other
                    {
                        *known = holds;
                    }
                }
            }
            Stmt::FnCall(call, place) => self.call(call, *place),
            Stmt::Block(block) => self.block(block),
            Stmt::Expr(expr) => self.expr(expr),
            Stmt::BreakLoop(Some(expr), ..) | Stmt::Return(Some(expr), ..) => self.expr(expr),
            _ => {}
        }
    }

    /// What a variable holds that gets this value.
    fn bind(&mut self, name: &str, value: &Expr) -> Holds {
        let mut calls = Vec::new();
        cached_values(value, &mut calls);
        if calls.is_empty() {
            let decorated = self.functions.contains(name) && self.decorates(name, value);
            if decorated && self.top {
                self.decorated.insert(name.to_owned());
            }
            return if decorated { Holds::Decorated } else { Holds::Other };
        }
        if !self.top {
            return Holds::Cached;
        }
        for (place, function) in calls {
            let function = match function {
                Some(Subject::Function(name)) => Target::Named(name),
                Some(Subject::Closure(name)) => {
                    self.own_parameters.get(&name).map_or(Target::Unknown, |count| Target::Closure(*count))
                }
                None => Target::Unknown,
            };
            self.found.push(Found { name: name.to_owned(), place, function });
        }
        Holds::Bound
    }

    /// Whether a value is the result of a call that is given the function `name`.
    fn decorates(&self, name: &str, value: &Expr) -> bool {
        let args = match value {
            Expr::FnCall(call, _) if call.name != "Fn" => &call.args,
            Expr::Dot(parts, ..) => match &parts.rhs {
                Expr::MethodCall(call, _) if call.name != "call" => &call.args,
                _ => return false,
            },
            _ => return false,
        };
        let is_variable = self.scope.iter().any(|(known, _)| known == name);
        let is_it = |arg: &Expr| matches!(subject(arg), Some(Subject::Function(function)) if function == name);
        !is_variable && args.iter().any(is_it)
    }

    fn call(&mut self, call: &'a FnCallExpr, place: Position) {
        if call.name == "curry"
            && let Some(Expr::DynamicConstant(function, _)) = call.args.first()
        {
            self.constant(function, call.args.len() - 1);
        }
        if let Some((_, Some(Subject::Function(function)))) = memo_call(call, place) {
            self.cached.insert(function);
        }
        for arg in &call.args {
            self.expr(arg);
        }
        if call.namespace.is_empty() && call.op_token.is_none() {
            let holds = self.scope.iter().rev().find(|(name, _)| **name == *call.name);
            self.calls.push((call.name.to_string(), place, holds.map(|(_, holds)| *holds)));
        }
    }

    /// A closure, whose first parameters are the variables that it has captured.
    fn constant(&mut self, value: &Dynamic, captured: usize) {
        let name = value.read_lock::<FnPtr>().map(|pointer| pointer.fn_name().to_owned());
        if let Some(closure) = name.and_then(|name| self.closures.remove(name.as_str())) {
            self.own_parameters.insert(closure.name.to_string(), closure.params.len().saturating_sub(captured));
            self.function(closure, captured);
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::DynamicConstant(value, _) => self.constant(value, 0),
            Expr::InterpolatedString(parts, _) | Expr::Array(parts, _) => {
                parts.iter().for_each(|part| self.expr(part));
            }
            Expr::Map(map, _) => map.0.iter().for_each(|(_, value)| self.expr(value)),
            Expr::Stmt(block) => self.block(block),
            Expr::FnCall(call, place) => self.call(call, *place),
            Expr::MethodCall(call, place) => {
                if let Some((_, Some(Subject::Function(function)))) = memo_call(call, *place) {
                    self.cached.insert(function);
                }
                call.args.iter().for_each(|arg| self.expr(arg));
            }
            Expr::Dot(parts, ..) | Expr::Index(parts, ..) => {
                self.expr(&parts.lhs);
                self.expr(&parts.rhs);
            }
            Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => {
                parts.iter().for_each(|part| self.expr(part));
            }
            Expr::Custom(custom, _) => custom.inputs.iter().for_each(|input| self.expr(input)),
            _ => {}
        }
    }
}

/// What `memo` is given.
enum Subject {
    Function(String),
    /// By the name that the engine gave it.
    Closure(String),
}

type MemoCall = (Position, Option<Subject>);

/// The place of a call of `memo(f, …)`, and `f`.
fn memo_call(call: &FnCallExpr, place: Position) -> Option<MemoCall> {
    let mut known = MEMO_NAMES.iter().chain(&SINGLETON_NAMES);
    known.any(|name| call.name == *name).then(|| (place, call.args.first().and_then(subject)))
}

fn subject(expr: &Expr) -> Option<Subject> {
    match expr {
        Expr::DynamicConstant(value, _) => {
            let pointer = value.read_lock::<FnPtr>()?;
            let name = pointer.fn_name().to_owned();
            Some(if pointer.is_anonymous() { Subject::Closure(name) } else { Subject::Function(name) })
        }
        Expr::FnCall(call, _) if call.name == "curry" => call.args.first().and_then(subject),
        _ => named_function(expr).map(Subject::Function),
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
fn cached_values(expr: &Expr, found: &mut Vec<MemoCall>) {
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
        Expr::Custom(custom, _) => {
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
