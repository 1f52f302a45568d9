//! Calls of what a variable holds: `g(1)` in `fn page() { let g = memo(f); g(1) }`.
//!
//! To Rhai `g(1)` is a call of the function `g`, whatever variables there are, and a closure does not even capture `g`.
//! Such a call is compiled as `call_variable__(g, g(1))`, a syntax of ours: to the parser it mentions the variable, and
//! when it runs it calls what that holds. A variable that holds no function leaves the name to the function, as in Rhai
//! (`let rows = rows(1); rows(2)`); but not one that is given a cached function somewhere.

use rhai::{Dynamic, Engine, EvalAltResult, EvalContext, Expression, FnPtr, NativeCallContext};

use super::symbols::VariableCall;
use crate::element::describe;
use crate::error::{Error, ErrorKind};
use crate::rhai_internals::{CustomExpr, Expr};
use crate::script::{Run, diagnostics};

type Raised = Box<EvalAltResult>;

const SYNTAX: &str = "call_variable__";
/// The same for a variable that is given a cached function.
const SYNTAX_CACHED: &str = "call_cached_variable__";

/// Around the value of a variable that stands for the function of its name: `bind_value__("…", value)`, with the id of the
/// binding.
const SYNTAX_BIND: &str = "bind_value__";

/// Registers the syntax with an engine that compiles.
pub(in crate::script) fn install(engine: &mut Engine) {
    for keyword in [SYNTAX, SYNTAX_CACHED] {
        let symbols = [keyword, "(", "$expr$", ",", "$expr$", ")"];
        engine.register_custom_syntax(symbols, false, |_, _| Ok(Dynamic::UNIT)).expect("the syntax is valid");
    }
    let symbols = [SYNTAX_BIND, "(", "$string$", ",", "$expr$", ")"];
    engine.register_custom_syntax(symbols, false, |_, _| Ok(Dynamic::UNIT)).expect("the syntax is valid");
}

/// Registers what it does with an engine that runs what was compiled before.
pub(in crate::script) fn install_for_run(engine: &mut Engine) {
    for (keyword, cached) in [(SYNTAX, false), (SYNTAX_CACHED, true)] {
        let call = move |context: &mut EvalContext, inputs: &[Expression], _: &Dynamic| call(context, inputs, cached);
        engine.register_custom_syntax_handler(keyword, false, call).expect("scripts are run as trees");
    }
    let bind = |context: &mut EvalContext, inputs: &[Expression], _: &Dynamic| bind_value(context, inputs);
    engine.register_custom_syntax_handler(SYNTAX_BIND, false, bind).expect("scripts are run as trees");
}

fn bind_value(context: &mut EvalContext, inputs: &[Expression]) -> Result<Dynamic, Raised> {
    let [id, value] = inputs else {
        return Ok(Dynamic::UNIT);
    };
    let value = context.eval_expression_tree(value)?;
    let run = Run::of(context.tag())?;
    if let Some(id) = id.get_string_value().and_then(|id| id.parse().ok()) {
        super::api::bind_value(&run, id, &value);
    }
    Ok(value)
}

/// What stands before such a value.
pub(super) fn binding(id: i64) -> String {
    format!("{SYNTAX_BIND}(\"{id}\", ")
}

/// Whether an expression is such a value.
pub(super) fn is_binding(expr: &Expr) -> bool {
    matches!(expr, Expr::Custom(custom, _) if custom.tokens.first().is_some_and(|token| token == SYNTAX_BIND))
}

/// What stands before such a call in the text that is compiled; behind it stands a parenthesis.
pub(super) fn opening(call: &VariableCall<'_>) -> String {
    let keyword = if call.cached { SYNTAX_CACHED } else { SYNTAX };
    format!("{keyword}({}, ", call.name)
}

/// Whether an expression is such a call.
pub(super) fn is_one(custom: &CustomExpr) -> bool {
    custom.tokens.first().is_some_and(|token| token == SYNTAX || token == SYNTAX_CACHED)
}

/// The expression as the script has it.
pub(super) fn written(expr: &Expr) -> &Expr {
    match expr {
        Expr::Custom(custom, _) if is_one(custom) => custom.inputs.last().unwrap_or(expr),
        _ => expr,
    }
}

fn call(context: &mut EvalContext, inputs: &[Expression], cached: bool) -> Result<Dynamic, Raised> {
    let [variable, written] = inputs else {
        return Ok(Dynamic::UNIT);
    };
    let held = context.eval_expression_tree(variable)?.flatten();
    let Expr::FnCall(call, place) = written.as_ref() else {
        return context.eval_expression_tree(written);
    };
    let Some(pointer) = held.read_lock::<FnPtr>().map(|pointer| pointer.clone()) else {
        if cached {
            return Err(no_function(&call.name, &held, *place));
        }
        return context.eval_expression_tree(written).map_err(|error| match &*error {
            EvalAltResult::ErrorFunctionNotFound(signature, _) if is_of(signature, &call.name) => {
                no_function(&call.name, &held, *place)
            }
            _ => error,
        });
    };
    let mut args = Vec::with_capacity(call.args.len());
    for arg in &call.args {
        args.push(context.eval_expression_tree(&arg.into())?.flatten());
    }
    let frame = context.new_frame().up_call_level();
    let global = frame.global_runtime_state();
    let native =
        NativeCallContext::new_with_all_fields(frame.engine(), pointer.fn_name(), frame.source(), global, *place);
    pointer.call_raw(&native, None, args)
}

/// Whether `g (i64, i64)` is about the function `g`.
fn is_of(signature: &str, name: &str) -> bool {
    signature.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
}

fn no_function(name: &str, held: &Dynamic, place: rhai::Position) -> Raised {
    let error = Error::new(ErrorKind::Argument, format!("`{name}` holds {} here, not a function.", describe(held)))
        .hint(format!("Give `{name}` a function before it is called, or give the variable another name."));
    let mut raised = diagnostics::raise(error);
    raised.set_position(place);
    raised
}
