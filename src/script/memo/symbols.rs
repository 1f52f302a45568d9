//! The symbols of a script: which names it binds to cached functions, and what each call and mention of a name means.
//!
//! In Rhai a call `f(1)` always means the function `f`, never a variable. Calls of a name that is a variable where they
//! stand are told to `variable_call`, which makes them calls of what the variable holds.
//!
//! One walk over the tree resolves every name; what the others ask are filters on that. It changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::rhai_internals::{ASTNode, Expr, FnCallExpr, ScriptFuncDef, Stmt, StmtBlock};
use rhai::{AST, Dynamic, FnPtr, Module, Position, Shared};

use super::target::{Target, cached_values, target};
use super::variable_call;
use crate::script::engine::block_of_with;
use crate::script::program::functions::{FunctionTable, params};
use crate::script::program::mangle;

/// A statement outside of functions that binds a name to a cached function.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Binding {
    pub(super) name: String,
    /// Of the call of `memo` or `singleton`.
    pub(super) place: Position,
    pub(super) target: Target,
}

/// A call of a name that is a variable where the call stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VariableCall<'a> {
    pub(super) name: &'a str,
    /// Of the name.
    pub(super) place: Position,
    /// Whether the variable is given a cached function somewhere, so that the call can mean no function of its name.
    pub(super) cached: bool,
}

/// A place where a script uses a name.
#[derive(Debug)]
struct Reference {
    name: String,
    place: Position,
    /// The number of arguments, if it is a call.
    call: Option<usize>,
    /// What the variable of the name holds that is in scope.
    to: Option<BindingKind>,
    /// In a closure that has not captured the variable.
    is_outer: bool,
    in_closure: bool,
}

impl Reference {
    /// Whether it means a variable for which no wrapper stands.
    fn is_variable(&self) -> bool {
        self.to.is_some_and(|holds| holds != BindingKind::Bound)
    }
}

/// What a script says about names.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    /// The statements that bind names to cached functions.
    pub(super) bound: Vec<Binding>,
    /// The names of variables whose values are watched: a run tells whether one is a cached function.
    pub(super) maybe_bound: BTreeSet<String>,
    /// The numbers of parameters of closures, captured variables left out.
    parameters: BTreeMap<String, usize>,
    /// The functions that can be cached.
    functions: BTreeSet<String>,
    references: Vec<Reference>,
    watched: Vec<Watched>,
    /// Variables outside of functions that hold what was made of a cached function or of the function of their name.
    unseen: BTreeSet<String>,
    /// Names that a closure wants to capture though it declares them itself, in the block of a `with`; with the place of
    /// the outermost `with` around that.
    own_captures: Vec<(String, Position)>,
    /// The same of names that it declares, and would want to capture if it called them as variables.
    own_calls: Vec<(String, Position)>,
}

impl Symbols {
    /// The calls of variables that call the function of that name as they stand.
    pub(super) fn variable_calls(&self) -> impl Iterator<Item = VariableCall<'_>> {
        let calls = self.references.iter().filter(|one| one.call.is_some() && one.is_variable());
        calls.map(|one| VariableCall { name: &one.name, place: one.place, cached: one.to == Some(BindingKind::Cached) })
    }

    /// Variables that closures mention and have not captured: those that they only call, and those for whose names the
    /// engine knows a function.
    pub(super) fn uncaptured(&self) -> BTreeMap<&str, Position> {
        let outer = self.references.iter().filter(|one| one.is_outer && one.is_variable());
        outer.map(|one| (one.name.as_str(), one.place)).collect()
    }

    /// Names that have to be declared before the `with` at a place, so that a closure does not capture them.
    pub(super) fn own_captures(&self) -> impl Iterator<Item = (&str, Position)> {
        let calls = || self.variable_calls().map(|call| call.name).collect::<BTreeSet<&str>>();
        let called = (!self.own_calls.is_empty()).then(calls).unwrap_or_default();
        let own_calls = self.own_calls.iter().filter(move |(name, _)| called.contains(name.as_str()));
        self.own_captures.iter().chain(own_calls).map(|(name, place)| (name.as_str(), *place))
    }

    /// Where closures mention a name that is not a variable there.
    pub(super) fn function_values(&self) -> impl Iterator<Item = (&str, Position)> {
        let values = self.references.iter().filter(|one| one.call.is_none() && one.in_closure && !one.is_variable());
        values.map(|one| (one.name.as_str(), one.place))
    }

    /// Variables outside of functions that get a value which may be a cached function, and whose name means a function
    /// where the variable is not seen; with the place of the name.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, Position)> {
        // A name that is bound elsewhere has a wrapper too.
        let is_function = |name: &str| self.functions.contains(name) || self.bound.iter().any(|one| one.name == name);
        let maybe = self.watched.iter().filter(|one| one.may_be_function && is_function(&one.name));
        let maybe: BTreeSet<&str> = maybe.map(|one| &*one.name).collect();
        let watched = self.watched.iter().filter(move |one| maybe.contains(&*one.name));
        watched.map(|one| (one.name.as_str(), one.place))
    }

    /// How many parameters of its own a closure has.
    pub(super) fn parameters(&self, closure: &str) -> Option<usize> {
        self.parameters.get(closure).copied()
    }

    /// With how many arguments a name is called.
    pub(super) fn arities(&self, name: &str) -> BTreeSet<usize> {
        self.references.iter().filter(|one| one.name == name).filter_map(|one| one.call).collect()
    }

    /// The first call in a function of a name that outside of functions stands for a cached function in a way that is
    /// not seen in functions.
    pub(super) fn bypass(&self) -> Option<(&str, Position)> {
        let mut free = self.references.iter().filter(|one| one.call.is_some() && one.to.is_none());
        free.find(|one| self.unseen.contains(&one.name)).map(|one| (one.name.as_str(), one.place))
    }
}

/// Reads a script.
pub(super) fn read(ast: &AST) -> Symbols {
    let functions = functions(ast);
    let mut walk = Walk {
        closures: functions
            .iter()
            .filter(|function| function.is_closure())
            .map(|function| (function.name.as_str(), function))
            .collect(),
        scope: Vec::new(),
        closure: None,
        in_with: false,
        top: true,
        blocks: 0,
        symbols: Symbols {
            functions: functions.iter().filter(|one| !one.uses_this).map(|one| one.name.clone()).collect(),
            ..Symbols::default()
        },
    };
    walk.statements(ast.statements());
    // A function sees no variables outside it.
    walk.scope.clear();
    walk.top = false;
    for function in &functions {
        // A closure was walked where it stands.
        if !function.is_closure() {
            walk.function(function, 0);
        }
    }
    walk.symbols
}

/// A function of the script.
struct Function {
    name: String,
    params: Vec<String>,
    body: Vec<Stmt>,
    /// Such a function cannot be cached, and a wrapper would keep `this` from it.
    uses_this: bool,
}

impl Function {
    fn is_closure(&self) -> bool {
        mangle::is_closure(&self.name)
    }
}

fn functions(ast: &AST) -> Vec<Function> {
    let table = FunctionTable::of(ast.shared_lib());
    let all = table.all().map(|definition| {
        let mut body = Vec::new();
        alone(definition).walk(&mut |nodes: &[ASTNode]| {
            if let [ASTNode::Stmt(statement)] = nodes {
                body.push((*statement).clone());
            }
            true
        });
        Function {
            name: definition.name.to_string(),
            params: params(definition),
            body,
            uses_this: table.named(&definition.name).iter().any(uses_this),
        }
    });
    all.collect()
}

/// What a variable holds, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BindingKind {
    /// A top-level name of a cached function: a wrapper stands under it, and calls of it go through the cache.
    Bound,
    /// A cached function, in a variable of a function or closure.
    Cached,
    /// Anything else, which can be a function too.
    Other,
}

struct Variable {
    name: String,
    holds: BindingKind,
    /// Whether it stands outside of functions, closures and blocks.
    outside: bool,
    /// Captured by a closure where there is no such variable: one of the host, or one that the closure itself declares.
    is_missing: bool,
}

/// A value of a variable outside of functions and blocks.
#[derive(Debug)]
struct Watched {
    name: String,
    /// Of the name.
    place: Position,
    /// Whether it may be a function, as far as it is written.
    may_be_function: bool,
}

struct Walk<'a> {
    closures: BTreeMap<&'a str, &'a Function>,
    scope: Vec<Variable>,
    /// In a closure: where in the scope its own variables begin, the captured ones among them.
    closure: Option<usize>,
    /// In the block of a `with`, and in no other block inside it.
    in_with: bool,
    /// Outside of functions and closures.
    top: bool,
    /// How many blocks are open: what is bound in one means nothing outside of it.
    blocks: usize,
    symbols: Symbols,
}

impl<'a> Walk<'a> {
    fn function(&mut self, function: &'a Function, captured: usize) {
        let depth = self.scope.len();
        let top = std::mem::replace(&mut self.top, false);
        let closure = std::mem::replace(&mut self.closure, function.is_closure().then_some(depth));
        let in_with = std::mem::take(&mut self.in_with);
        for (index, name) in function.params.iter().enumerate() {
            let outer = self.scope[..depth].iter().rfind(|variable| index < captured && variable.name == *name);
            let is_missing = index < captured && outer.is_none_or(|outer| outer.is_missing);
            let (holds, outside) = outer.map_or((BindingKind::Other, false), |outer| (outer.holds, outer.outside));
            self.scope.push(Variable { name: name.clone(), holds, outside, is_missing });
        }
        self.statements(&function.body);
        self.scope.truncate(depth);
        self.top = top;
        self.closure = closure;
        self.in_with = in_with;
    }

    fn define(&mut self, name: &str, holds: BindingKind) {
        self.scope.push(Variable { name: name.to_owned(), holds, outside: self.is_outside(), is_missing: false });
    }

    const fn is_outside(&self) -> bool {
        self.top && self.blocks == 0
    }

    /// Notes that a name is used, and resolves it.
    fn reference(&mut self, name: &str, place: Position, call: Option<usize>) {
        let at = self.scope.iter().rposition(|variable| variable.name == name);
        self.symbols.references.push(Reference {
            name: name.to_owned(),
            place,
            call,
            to: at.map(|at| self.scope[at].holds),
            is_outer: at.is_some_and(|at| self.closure.is_some_and(|closure| at < closure)),
            in_closure: self.closure.is_some(),
        });
    }

    fn block(&mut self, block: &'a StmtBlock) {
        let depth = self.scope.len();
        let in_with = std::mem::take(&mut self.in_with);
        self.blocks += 1;
        self.statements(block.statements());
        self.blocks -= 1;
        self.in_with = in_with;
        self.scope.truncate(depth);
    }

    /// The block of the `with` at a place: what it declares belongs to the block around it.
    fn with_block(&mut self, block: &'a StmtBlock, place: Position) {
        if !self.in_with {
            let mut names = Vec::new();
            declared(block, &mut names);
            for name in names {
                match self.scope.iter().rfind(|one| one.name == name).map(|one| one.is_missing) {
                    Some(true) => self.symbols.own_captures.push((name, place)),
                    None if self.closure.is_some() => self.symbols.own_calls.push((name, place)),
                    Some(false) | None => {}
                }
            }
        }
        let in_with = std::mem::replace(&mut self.in_with, true);
        self.statements(block.statements());
        self.in_with = in_with;
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
                    self.define(&name.name, BindingKind::Other);
                }
                self.block(&flow.body);
                self.scope.truncate(depth);
            }
            Stmt::TryCatch(flow, _) => {
                self.block(&flow.body);
                let depth = self.scope.len();
                if let Expr::Variable(variable, ..) = &flow.expr {
                    self.define(&variable.1, BindingKind::Other);
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
                let holds = self.bind(&name.name, value, self.is_outside());
                self.define(&name.name, holds);
                if self.scope.last().is_some_and(|variable| variable.outside) {
                    self.watch(&name.name, name.pos, value, holds);
                }
            }
            Stmt::Assignment(assignment) => {
                let (operator, sides) = &**assignment;
                self.expr(&sides.lhs);
                self.expr(&sides.rhs);
                if let Expr::Variable(variable, ..) = &sides.lhs {
                    self.assign(&variable.1, &sides.rhs);
                    let known = self.scope.iter().rfind(|known| known.name == *variable.1);
                    if let Some(known) = known.filter(|known| known.outside && !operator.is_op_assignment()) {
                        let holds = if self.top { known.holds } else { BindingKind::Other };
                        self.watch(&variable.1, sides.lhs.position(), &sides.rhs, holds);
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

    /// What a variable holds that gets this value; `outside` is whether the variable stands outside of functions and
    /// blocks, and so does the statement or a block around it.
    fn bind(&mut self, name: &str, value: &Expr, outside: bool) -> BindingKind {
        let mut calls = Vec::new();
        cached_values(value, &mut calls);
        if calls.is_empty() {
            let watched = self.symbols.functions.contains(name) && self.blocks == 0;
            if outside && !watched && (self.is_made_of(name, value) || self.is_another_name(value)) {
                self.symbols.unseen.insert(name.to_owned());
            }
            return BindingKind::Other;
        }
        if !outside {
            return BindingKind::Cached;
        }
        let bound = calls.into_iter().map(|(place, target)| Binding { name: name.to_owned(), place, target });
        self.symbols.bound.extend(bound);
        BindingKind::Bound
    }

    fn assign(&mut self, name: &str, value: &Expr) {
        let known = self.scope.iter().rfind(|variable| variable.name == name);
        let outside = self.top && known.map_or(self.blocks == 0, |variable| variable.outside);
        let holds = self.bind(name, value, outside);
        let Some(variable) = self.scope.iter_mut().rfind(|variable| variable.name == name) else {
            return;
        };
        let watched = variable.outside && self.symbols.functions.contains(name);
        if !self.top && holds == BindingKind::Cached && variable.outside && !watched {
            // A closure binds it, which no wrapper hears of.
            self.symbols.unseen.insert(name.to_owned());
        }
        // What once holds a cached function may hold it at every later call; calls of a bound name that has got another
        // value ask the variable.
        if holds != BindingKind::Other || variable.holds == BindingKind::Bound {
            variable.holds = holds;
        }
    }

    /// Notes a value that may be a cached function, unless it is known to be one.
    fn watch(&mut self, name: &str, place: Position, value: &Expr, holds: BindingKind) {
        if variable_call::is_binding(value) {
            self.symbols.maybe_bound.insert(name.to_owned());
        } else if holds != BindingKind::Bound {
            self.symbols.watched.push(Watched {
                name: name.to_owned(),
                place,
                may_be_function: !is_no_function(value),
            });
        }
    }

    /// Whether a value is the result of a call that is given the function `name`.
    fn is_made_of(&self, name: &str, value: &Expr) -> bool {
        let args = match variable_call::written(value) {
            Expr::FnCall(call, _) if call.name != "Fn" => &call.args,
            Expr::Dot(parts, ..) => match &parts.rhs {
                Expr::MethodCall(call, _) if call.name != "call" => &call.args,
                _ => return false,
            },
            _ => return false,
        };
        let is_variable = self.scope.iter().any(|variable| variable.name == name);
        let is_it = |arg: &Expr| matches!(target(arg), Target::Named(function, _) if function == name);
        !is_variable && args.iter().any(is_it)
    }

    /// Whether a value is what another variable holds, which is a cached function.
    fn is_another_name(&self, value: &Expr) -> bool {
        let Expr::Variable(variable, ..) = value else {
            return false;
        };
        let known = self.scope.iter().rfind(|known| known.name == *variable.1);
        known.is_some_and(|known| known.holds == BindingKind::Bound || self.symbols.unseen.contains(&known.name))
    }

    fn call(&mut self, call: &'a FnCallExpr, place: Position) {
        self.arguments(call);
        if call.namespace.is_empty() && call.op_token.is_none() {
            self.reference(&call.name, place, Some(call.args.len()));
        }
    }

    fn arguments(&mut self, call: &'a FnCallExpr) {
        if call.name == "curry"
            && let Some(Expr::DynamicConstant(function, _)) = call.args.first()
        {
            self.constant(function, call.args.len() - 1);
        }
        for arg in &call.args {
            self.expr(arg);
        }
    }

    /// A closure, whose first parameters are the variables that it has captured.
    fn constant(&mut self, value: &Dynamic, captured: usize) {
        if let Ok(items) = value.as_array_ref() {
            items.iter().for_each(|item| self.constant(item, 0));
        } else if let Ok(map) = value.as_map_ref() {
            map.values().for_each(|item| self.constant(item, 0));
        }
        let name = value.read_lock::<FnPtr>().map(|pointer| pointer.fn_name().to_owned());
        if let Some(closure) = name.and_then(|name| self.closures.remove(name.as_str())) {
            self.symbols.parameters.insert(closure.name.to_string(), closure.params.len().saturating_sub(captured));
            self.function(closure, captured);
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::DynamicConstant(value, _) => self.constant(value, 0),
            Expr::Variable(variable, _, place) if variable.2.is_empty() => self.reference(&variable.1, *place, None),
            Expr::InterpolatedString(parts, _) | Expr::Array(parts, _) => {
                parts.iter().for_each(|part| self.expr(part));
            }
            Expr::Map(map, _) => map.0.iter().for_each(|(_, value)| self.expr(value)),
            Expr::Stmt(block) => self.block(block),
            Expr::FnCall(call, place) => self.call(call, *place),
            Expr::MethodCall(call, _) => call.args.iter().for_each(|arg| self.expr(arg)),
            Expr::Dot(parts, ..) | Expr::Index(parts, ..) => {
                self.expr(&parts.lhs);
                self.expr(&parts.rhs);
            }
            Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => {
                parts.iter().for_each(|part| self.expr(part));
            }
            Expr::Custom(custom, _) if variable_call::is_one(custom) => {
                custom.inputs.first().into_iter().for_each(|variable| self.expr(variable));
                if let Expr::FnCall(call, _) = variable_call::written(expr) {
                    self.arguments(call);
                }
            }
            Expr::Custom(custom, place) => match block_of_with(custom) {
                Some(block) => {
                    custom.inputs.first().into_iter().for_each(|subject| self.expr(subject));
                    self.with_block(block, *place);
                }
                None => custom.inputs.iter().for_each(|input| self.expr(input)),
            },
            _ => {}
        }
    }
}

/// The names that the block of a `with` declares.
fn declared(block: &StmtBlock, names: &mut Vec<String>) {
    for statement in block.statements() {
        let value = match statement {
            Stmt::Var(definition, ..) => {
                names.push(definition.0.name.to_string());
                &definition.1
            }
            Stmt::Expr(expr) => &**expr,
            _ => continue,
        };
        if let Expr::Custom(custom, _) = value
            && let Some(inner) = block_of_with(custom)
        {
            declared(inner, names);
        }
    }
}

/// Whether a value is written so that it can be no function.
fn is_no_function(value: &Expr) -> bool {
    match value {
        Expr::DynamicConstant(value, _) => !value.is_fnptr(),
        Expr::BoolConstant(..)
        | Expr::IntegerConstant(..)
        | Expr::FloatConstant(..)
        | Expr::CharConstant(..)
        | Expr::StringConstant(..)
        | Expr::InterpolatedString(..)
        | Expr::Array(..)
        | Expr::Map(..)
        | Expr::Unit(..)
        | Expr::And(..)
        | Expr::Or(..) => true,
        Expr::FnCall(call, _) => call.op_token.is_some(),
        _ => false,
    }
}

/// Whether a function needs a `this`, which is then an input that no argument is.
pub(super) fn uses_this(definition: &Shared<ScriptFuncDef>) -> bool {
    if definition.this_type.is_some() {
        return true;
    }
    let mut found = false;
    alone(definition).walk(&mut |nodes: &[ASTNode]| {
        found |= matches!(nodes.last(), Some(ASTNode::Expr(Expr::ThisPtr(..))));
        !found
    });
    found
}

/// A script of one function: the engine shows the body of a function only to a walk over a script.
fn alone(definition: &Shared<ScriptFuncDef>) -> AST {
    let mut lib = Module::new();
    lib.set_script_fn(Shared::clone(definition));
    AST::new([], lib)
}
