//! A command that draws, and its row in the table of all commands.

use serde::Serialize;

use super::{Args, Command, CommandSpec};
use crate::element::{Drawing, Host};
use crate::error::Result;

/// A command that draws.
pub trait Draw: Command {
    /// Checks the parameters against each other and makes of them what is drawn.
    ///
    /// # Errors
    /// An [`Error`](crate::error::Error) that says which parameters do not go together.
    fn draw(self, host: &mut dyn Host) -> Result<Drawing>;
}

/// A command that draws its parameters as they are.
pub trait Plain: Command + Serialize {}

impl<C: Plain> Draw for C {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        Ok(Drawing::element(Self::NAME, &self))
    }
}

/// How a row of the table turns a call's arguments into a drawing.
pub type Build = fn(&mut Args, &mut dyn Host) -> Result<Drawing>;

/// One row of the table.
#[derive(Debug)]
pub struct Entry {
    /// Name, parameters, documentation.
    pub spec: CommandSpec,
    /// Turns arguments into a drawing.
    pub build: Build,
    /// The wire type's TypeScript declaration, and those that it refers to.
    #[cfg(test)]
    pub(crate) declare: fn(&mut crate::element::typescript::Declarations),
}

impl Entry {
    #[cfg(not(test))]
    pub(in crate::element) fn of<C: Draw>() -> Self {
        Self { spec: C::spec(), build: |args, host| C::from_args(args)?.draw(host) }
    }

    #[cfg(test)]
    pub(in crate::element) fn of<C: Draw<Props: ts_rs::TS + 'static>>() -> Self {
        Self {
            spec: C::spec(),
            build: |args, host| C::from_args(args)?.draw(host),
            declare: |declarations| declarations.add_element::<C::Props>(C::NAME),
        }
    }
}

/// A kind of node that a command draws besides its own: the column of `st.columns`.
#[derive(Debug)]
pub struct Part {
    /// The `kind` of the node.
    pub kind: &'static str,
    /// Adds the wire type's TypeScript declaration under this kind.
    #[cfg(test)]
    pub(crate) declare: fn(&mut crate::element::typescript::Declarations, &str),
}

impl Part {
    #[cfg(not(test))]
    #[expect(clippy::extra_unused_type_parameters, reason = "the wire type is declared to the page by a test")]
    pub(in crate::element) const fn of<T>(kind: &'static str) -> Self {
        Self { kind }
    }

    #[cfg(test)]
    pub(in crate::element) const fn of<T: ts_rs::TS + 'static>(kind: &'static str) -> Self {
        Self { kind, declare: crate::element::typescript::Declarations::add_element::<T> }
    }
}
