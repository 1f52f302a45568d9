//! Which names a script binds to cached functions, which of its calls mean a variable, and which would go past one.
//!
//! In Rhai a call `f(1)` always means the function `f`, never a variable. Calls of a name that is a variable where they
//! stand are told to `variable_call`, which makes them calls of what the variable holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::rhai_internals::{ASTNode, Expr, FnCallExpr, Stmt, StmtBlock};
use rhai::{AST, Dynamic, FnPtr, Module, Position};

use super::identity;
use super::subject::{Subject, cached_values, subject};
use super::variable_call;
use crate::script::program::functions::{FunctionTable, params};
use crate::script::program::mangle;

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
pub(in crate::script) enum Target {
    /// With so many arguments curried to it.
    Named(String, usize),
    /// A closure, by the name that the engine gave it, with so many parameters of its own.
    Closure(String, usize),
    Unknown,
}

/// A call of a name that is a variable where the call stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::script) struct VariableCall {
    pub(in crate::script) name: String,
    /// Of the name.
    pub(in crate::script) place: Position,
    /// Whether the variable is given a cached function somewhere, so that the call can mean no function of its name.
    pub(super) cached: bool,
}

/// What a script says about names.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) found: Vec<Found>,
    /// Those that call the function of that name as they stand.
    pub(super) variable_calls: Vec<VariableCall>,
    /// Variables that closures mention and have not captured: those that they only call, and those for whose names the
    /// engine knows a function.
    pub(super) uncaptured: BTreeMap<String, Position>,
    /// Where closures mention a name that is not a variable there.
    pub(super) function_values: Vec<(String, Position)>,
    /// Variables outside of functions that get a value which may be a cached function, and whose name means a function
    /// where the variable is not seen; with the place of the name.
    pub(super) values: Vec<(String, Position)>,
    /// The names of such variables whose values are watched.
    pub(super) perhaps: BTreeSet<String>,
    /// With how many arguments names are called.
    pub(super) arities: BTreeMap<String, BTreeSet<usize>>,
    /// The first call in a function of a name that outside of functions stands for a cached function in a way that is
    /// not seen in functions.
    pub(super) bypass: Option<(String, Position)>,
}

/// Reads a script.
pub(super) fn read(ast: &AST) -> Reading {
    let functions = functions(ast);
    let mut walk = Walk {
        closures: functions
            .iter()
            .filter(|function| function.is_closure())
            .map(|function| (function.name.as_str(), function))
            .collect(),
        own_parameters: BTreeMap::new(),
        functions: functions.iter().filter(|function| !function.uses_this).map(|function| &*function.name).collect(),
        scope: Vec::new(),
        closure: None,
        top: true,
        blocks: 0,
        reading: Reading::default(),
        watched: Vec::new(),
        unseen: BTreeSet::new(),
        calls: Vec::new(),
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
    walk.finish()
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
            params: params(definition),
            body,
            uses_this: table.named(&definition.name).iter().any(identity::uses_this),
        }
    });
    all.collect()
}

/// What a variable holds, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A top-level name of a cached function: a wrapper stands under it, and calls of it go through the cache.
    Bound,
    /// A cached function, in a variable of a function or closure.
    Cached,
    /// Anything else, which can be a function too.
    Other,
}

struct Variable {
    name: String,
    holds: Holds,
    /// Whether it stands outside of functions, closures and blocks.
    outside: bool,
}

/// A value of a variable outside of functions and blocks.
struct Watched<'a> {
    name: &'a str,
    /// Of the name.
    place: Position,
    /// Whether it may be a function, as far as it is written.
    perhaps: bool,
}

struct Walk<'a> {
    closures: BTreeMap<&'a str, &'a Function>,
    /// The parameters of closures, captured variables left out.
    own_parameters: BTreeMap<String, usize>,
    /// The names of the script's functions.
    functions: BTreeSet<&'a str>,
    scope: Vec<Variable>,
    /// In a closure: where in the scope its own variables begin, the captured ones among them.
    closure: Option<usize>,
    /// Outside of functions and closures.
    top: bool,
    /// How many blocks are open: what is bound in one means nothing outside of it.
    blocks: usize,
    reading: Reading,
    watched: Vec<Watched<'a>>,
    /// Variables outside of functions that hold what was made of a cached function or of the function of their name.
    unseen: BTreeSet<String>,
    /// Calls by name, with what the variable of that name holds that is in scope.
    calls: Vec<(String, Position, Option<Holds>)>,
}

impl<'a> Walk<'a> {
    fn finish(mut self) -> Reading {
        for (name, place, holds) in self.calls {
            match holds {
                Some(Holds::Bound) => {}
                Some(holds) => {
                    let cached = holds == Holds::Cached;
                    self.reading.variable_calls.push(VariableCall { name, place, cached });
                }
                None if self.reading.bypass.is_none() && self.unseen.contains(&name) => {
                    self.reading.bypass = Some((name, place));
                }
                None => {}
            }
        }
        // A name that is bound elsewhere has a wrapper too.
        let found = &self.reading.found;
        let functions = &self.functions;
        let is_function = |name: &str| functions.contains(name) || found.iter().any(|one| one.name == name);
        let perhaps: BTreeSet<&str> =
            self.watched.iter().filter(|one| one.perhaps && is_function(one.name)).map(|one| one.name).collect();
        let watched = self.watched.iter().filter(|one| perhaps.contains(one.name));
        self.reading.values = watched.map(|one| (one.name.to_owned(), one.place)).collect();
        self.reading
    }

    fn function(&mut self, function: &'a Function, captured: usize) {
        let depth = self.scope.len();
        let top = std::mem::replace(&mut self.top, false);
        let closure = std::mem::replace(&mut self.closure, function.is_closure().then_some(depth));
        for (index, name) in function.params.iter().enumerate() {
            let outer = self.scope[..depth].iter().rfind(|variable| index < captured && variable.name == *name);
            let (holds, outside) = outer.map_or((Holds::Other, false), |outer| (outer.holds, outer.outside));
            self.scope.push(Variable { name: name.clone(), holds, outside });
        }
        self.statements(&function.body);
        self.scope.truncate(depth);
        self.top = top;
        self.closure = closure;
    }

    fn define(&mut self, name: &str, holds: Holds) {
        self.scope.push(Variable { name: name.to_owned(), holds, outside: self.is_outside() });
    }

    const fn is_outside(&self) -> bool {
        self.top && self.blocks == 0
    }

    /// What the variable of a name holds, if there is one.
    fn holds(&mut self, name: &str, place: Position) -> Option<Holds> {
        let at = self.scope.iter().rposition(|variable| variable.name == name)?;
        let holds = self.scope[at].holds;
        if holds != Holds::Bound && self.closure.is_some_and(|closure| at < closure) {
            self.reading.uncaptured.insert(name.to_owned(), place);
        }
        Some(holds)
    }

    fn mention(&mut self, name: &str, place: Position) {
        let holds = self.holds(name, place);
        if self.closure.is_some() && matches!(holds, None | Some(Holds::Bound)) {
            self.reading.function_values.push((name.to_owned(), place));
        }
    }

    fn block(&mut self, block: &'a StmtBlock) {
        let depth = self.scope.len();
        self.blocks += 1;
        self.statements(block.statements());
        self.blocks -= 1;
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
                    self.define(&name.name, Holds::Other);
                }
                self.block(&flow.body);
                self.scope.truncate(depth);
            }
            Stmt::TryCatch(flow, _) => {
                self.block(&flow.body);
                let depth = self.scope.len();
                if let Expr::Variable(variable, ..) = &flow.expr {
                    self.define(&variable.1, Holds::Other);
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
                        let holds = if self.top { known.holds } else { Holds::Other };
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
    fn bind(&mut self, name: &str, value: &Expr, outside: bool) -> Holds {
        let mut calls = Vec::new();
        cached_values(value, &mut calls);
        if calls.is_empty() {
            let watched = self.functions.contains(name) && self.blocks == 0;
            if outside && !watched && (self.is_made_of(name, value) || self.is_another_name(value)) {
                self.unseen.insert(name.to_owned());
            }
            return Holds::Other;
        }
        if !outside {
            return Holds::Cached;
        }
        for (place, function) in calls {
            let function = match function {
                Some(Subject::Function(name, curried)) => Target::Named(name, curried),
                Some(Subject::Closure(name, curried)) => {
                    let count = self.own_parameters.get(&name).copied();
                    count.map_or(Target::Unknown, |count| Target::Closure(name, count.saturating_sub(curried)))
                }
                None => Target::Unknown,
            };
            self.reading.found.push(Found { name: name.to_owned(), place, function });
        }
        Holds::Bound
    }

    fn assign(&mut self, name: &str, value: &Expr) {
        let known = self.scope.iter().rfind(|variable| variable.name == name);
        let outside = self.top && known.map_or(self.blocks == 0, |variable| variable.outside);
        let holds = self.bind(name, value, outside);
        let Some(variable) = self.scope.iter_mut().rfind(|variable| variable.name == name) else {
            return;
        };
        let watched = variable.outside && self.functions.contains(name);
        if !self.top && holds == Holds::Cached && variable.outside && !watched {
            // A closure binds it, which no wrapper hears of.
            self.unseen.insert(name.to_owned());
        }
        // What once holds a cached function may hold it at every later call; calls of a bound name that has got another
        // value ask the variable.
        if holds != Holds::Other || variable.holds == Holds::Bound {
            variable.holds = holds;
        }
    }

    /// Notes a value that may be a cached function, unless it is known to be one.
    fn watch(&mut self, name: &'a str, place: Position, value: &Expr, holds: Holds) {
        if variable_call::is_binding(value) {
            self.reading.perhaps.insert(name.to_owned());
        } else if holds != Holds::Bound {
            self.watched.push(Watched { name, place, perhaps: !is_no_function(value) });
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
        let is_it = |arg: &Expr| matches!(subject(arg), Some(Subject::Function(function, _)) if function == name);
        !is_variable && args.iter().any(is_it)
    }

    /// Whether a value is what another variable holds, which is a cached function.
    fn is_another_name(&self, value: &Expr) -> bool {
        let Expr::Variable(variable, ..) = value else {
            return false;
        };
        let known = self.scope.iter().rfind(|known| known.name == *variable.1);
        known.is_some_and(|known| known.holds == Holds::Bound || self.unseen.contains(&known.name))
    }

    fn call(&mut self, call: &'a FnCallExpr, place: Position) {
        self.arguments(call);
        if call.namespace.is_empty() && call.op_token.is_none() {
            self.reading.arities.entry(call.name.to_string()).or_default().insert(call.args.len());
            let holds = self.holds(&call.name, place);
            self.calls.push((call.name.to_string(), place, holds));
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
            self.own_parameters.insert(closure.name.to_string(), closure.params.len().saturating_sub(captured));
            self.function(closure, captured);
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::DynamicConstant(value, _) => self.constant(value, 0),
            Expr::Variable(variable, _, place) if variable.2.is_empty() => self.mention(&variable.1, *place),
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
            Expr::Custom(custom, _) => custom.inputs.iter().for_each(|input| self.expr(input)),
            _ => {}
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
