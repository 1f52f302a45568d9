//! What scripts can write beyond Rhai: `with EXPR { … }`, and every word as a map's key (`#{ default: 1 }`).

use parking_lot::Mutex;
use rhai::{Dynamic, Engine, EvalAltResult, EvalContext, Expression, Token};
use std::sync::Arc;

use super::Run;
use super::handle::{Handle, SpinnerHandle};
use crate::element::{Spinner, describe};
use crate::error::{Error, ErrorKind};

pub(super) fn install(engine: &mut Engine) {
    engine
        .register_custom_syntax(["with", "$expr$", "$block$"], false, with)
        .expect("the syntax is valid");
    map_keys(engine);
}

/// Runs the block inside the container that the expression gives, and gives the block's value.
fn with(context: &mut EvalContext, inputs: &[Expression]) -> Result<Dynamic, Box<EvalAltResult>> {
    let subject = context.eval_expression_tree(&inputs[0])?;
    let run = Run::of(context.tag())?;
    if let Some(handle) = subject.read_lock::<Handle>().map(|handle| *handle) {
        run.enter(handle).map_err(|error| raise_at(error, &inputs[0]))?;
        let result = context.eval_expression_tree(&inputs[1]);
        run.leave(result.is_err());
        return result;
    }
    if let Some(spinner) = subject.read_lock::<SpinnerHandle>().map(|s| s.clone()) {
        let element = Spinner {
            text: spinner.text,
            show_time: spinner.show_time,
        }
        .element();
        let floating = run
            .float(spinner.parent, element)
            .map_err(|error| raise_at(error, &inputs[0]))?;
        let result = context.eval_expression_tree(&inputs[1]);
        run.sink(&floating);
        return result;
    }
    let error = Error::new(
        ErrorKind::Argument,
        format!("`with` takes a container, but got {}.", describe(&subject)),
    )
    .hint("Give it `st.sidebar`, a column, a tab, `st.container()`, `st.expander(…)`, `st.spinner(…)` …");
    Err(raise_at(error, &inputs[0]))
}

fn raise_at(error: Error, place: &Expression) -> Box<EvalAltResult> {
    let mut raised = super::diagnostics::raise(error);
    raised.set_position(place.position());
    raised
}

/// What a `{`, `[` or `(` that is open belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Map,
    Other,
}

/// Lets words that Rhai reserves (`default`, `loop`, `in` …) stand as keys of a map: a word after `#{`, or after a comma
/// inside it, can be nothing else.
fn map_keys(engine: &mut Engine) {
    let state = Arc::new(Mutex::new((Vec::<Open>::new(), false)));
    #[allow(deprecated, reason = "volatile, says its author, not deprecated")]
    engine.on_parse_token(move |token, _, _| {
        let (open, key_follows) = &mut *state.lock();
        let is_key = std::mem::take(key_follows);
        match &token {
            Token::MapStart => {
                open.push(Open::Map);
                *key_follows = true;
            }
            Token::LeftBrace | Token::LeftBracket | Token::LeftParen | Token::QuestionBracket => {
                open.push(Open::Other);
            }
            Token::RightBrace | Token::RightBracket | Token::RightParen => {
                open.pop();
            }
            Token::Comma => *key_follows = open.last() == Some(&Open::Map),
            Token::EOF => open.clear(),
            Token::Identifier(_) | Token::StringConstant(_) => {}
            word if is_key => {
                let text = match word {
                    Token::Reserved(text) | Token::Custom(text) => text.to_string(),
                    other => other.to_string(),
                };
                let is_word = text.chars().all(|c| c.is_alphanumeric() || c == '_')
                    && text.starts_with(|c: char| c.is_alphabetic() || c == '_');
                if is_word {
                    return Token::Identifier(Box::new(text.as_str().into()));
                }
            }
            _ => {}
        }
        token
    });
}
