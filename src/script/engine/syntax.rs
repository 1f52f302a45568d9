//! What scripts can write beyond Rhai: `with EXPR { … }`, and every word as a map's key (`#{ default: 1 }`).
//!
//! What the block of a `with` declares is known behind it, as in Python. To Rhai this is a syntax that may change the
//! scope: behind it, variables that stood before it are looked up by their names.

use parking_lot::Mutex;
use rhai::{Dynamic, Engine, EvalAltResult, EvalContext, Expression};
use std::sync::Arc;

use crate::element::{Spinner, describe};
use crate::error::{Error, ErrorKind};
use crate::rhai_internals::{CustomExpr, Expr, StmtBlock, Token};
use crate::script::run::{Handle, SpinnerHandle};
use crate::script::{Run, diagnostics};

const WITH: &str = "with";

pub(in crate::script) fn install(engine: &mut Engine) {
    engine.register_custom_syntax([WITH, "$expr$", "$block$"], true, with).expect("the syntax is valid");
    map_keys(engine);
}

/// The same for an engine that only runs what was compiled before, which is made for every run.
pub(in crate::script) fn install_for_run(engine: &mut Engine) {
    let with = |context: &mut EvalContext, inputs: &[Expression], _: &Dynamic| with(context, inputs);
    engine.register_custom_syntax_handler(WITH, true, with).expect("scripts are run as trees");
}

/// The block of a `with`, if the expression is one: what it declares belongs to the block around it.
pub(in crate::script) fn block_of_with(custom: &CustomExpr) -> Option<&StmtBlock> {
    match custom.inputs.last() {
        Some(Expr::Stmt(block)) if custom.tokens.first().is_some_and(|token| token == WITH) => Some(block),
        _ => None,
    }
}

fn run_block(context: &mut EvalContext, block: &Expression) -> Result<Dynamic, Box<EvalAltResult>> {
    let imports = context.global_runtime_state().num_imports();
    #[allow(deprecated, reason = "volatile, says its author, not deprecated")]
    let result = context.eval_expression_tree_raw(block, false);
    let global = context.global_runtime_state_mut();
    // The parser counts modules from the last one, and does not know those of the block.
    global.always_search_scope |= global.num_imports() > imports;
    result
}

/// Runs the block inside the container that the expression gives, and gives the block's value. What it declares stays.
fn with(context: &mut EvalContext, inputs: &[Expression]) -> Result<Dynamic, Box<EvalAltResult>> {
    let subject = context.eval_expression_tree(&inputs[0])?;
    let run = Run::of(context.tag())?;
    if let Some(handle) = subject.read_lock::<Handle>().map(|handle| *handle) {
        run.enter(handle).map_err(|error| raise_at(error, &inputs[0]))?;
        let result = run_block(context, &inputs[1]);
        run.leave(result.as_ref().err().and_then(|error| diagnostics::place_of(error)));
        return result;
    }
    if let Some(spinner) = subject.read_lock::<SpinnerHandle>().map(|s| s.clone()) {
        let element = Spinner { text: spinner.text, show_time: spinner.show_time, width: spinner.width }.element();
        let floating = run.float(spinner.parent, element).map_err(|error| raise_at(error, &inputs[0]))?;
        let result = run_block(context, &inputs[1]);
        run.sink(&floating);
        return result;
    }
    let error = Error::new(ErrorKind::Argument, format!("`with` takes a container, but got {}.", describe(&subject)))
        .hint("Give it `st.sidebar`, a column, a tab, `st.container()`, `st.expander(…)`, `st.spinner(…)` …");
    Err(raise_at(error, &inputs[0]))
}

fn raise_at(error: Error, place: &Expression) -> Box<EvalAltResult> {
    let mut raised = diagnostics::raise(error);
    raised.set_position(place.position());
    raised
}

/// What a `{`, `[` or `(` that is open belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Map,
    Other,
}

/// What the next token stands for, when it is a word.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Key,
    Property,
    Other,
}

/// Reserved words that are methods of Rhai.
const METHODS: [&str; 9] = ["call", "curry", "debug", "eval", "is_shared", "print", "this", "type_of", "Fn"];

/// Lets words that Rhai reserves (`default`, `loop`, `in` …) stand as keys of a map, and be read back as properties: a
/// word after `#{`, after a comma inside it, or after a dot can be nothing else.
fn map_keys(engine: &mut Engine) {
    let state = Arc::new(Mutex::new((Vec::<Open>::new(), Next::Other)));
    #[allow(deprecated, reason = "volatile, says its author, not deprecated")]
    engine.on_parse_token(move |token, _, _| {
        let (open, next) = &mut *state.lock();
        let place = std::mem::replace(next, Next::Other);
        match &token {
            Token::MapStart => {
                open.push(Open::Map);
                *next = Next::Key;
            }
            Token::LeftBrace | Token::LeftBracket | Token::LeftParen | Token::QuestionBracket => {
                open.push(Open::Other);
            }
            Token::RightBrace | Token::RightBracket | Token::RightParen => {
                open.pop();
            }
            Token::Comma if open.last() == Some(&Open::Map) => *next = Next::Key,
            Token::Period | Token::Elvis => *next = Next::Property,
            Token::EOF => open.clear(),
            Token::Identifier(_) | Token::StringConstant(_) => {}
            word if place != Next::Other => {
                let text = match word {
                    Token::Reserved(text) | Token::Custom(text) => text.to_string(),
                    other => other.to_string(),
                };
                let is_word = text.chars().all(|c| c.is_alphanumeric() || c == '_')
                    && text.starts_with(|c: char| c.is_alphabetic() || c == '_');
                let is_method = place == Next::Property && METHODS.contains(&&*text);
                if is_word && !is_method {
                    return Token::Identifier(Box::new(text.as_str().into()));
                }
            }
            _ => {}
        }
        token
    });
}
