//! What the macros make of a declaration: [`Params`] and [`Command`]. Neither knows what is drawn.

use super::{Args, CommandSpec, ParamSpec};
use crate::error::Result;

/// A group of parameters, made by the `params!` macro.
pub trait Params: Sized {
    /// What is known about each parameter, the positional ones first.
    fn params() -> Vec<ParamSpec>;

    /// Takes the parameters out of a call's arguments.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::error::ErrorKind::Argument) for one that is missing or does not fit.
    fn from_args(args: &mut Args) -> Result<Self>;
}

/// A command of the `st` surface, made by the `command!` macro.
pub trait Command: Params {
    /// The name after `st.`, and the `kind` of its node.
    const NAME: &'static str;

    /// What travels: the parameters themselves, or what is made of them.
    type Props;

    /// What is known about the command.
    fn spec() -> CommandSpec;
}
