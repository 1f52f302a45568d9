//! The one table of everything that draws.
//!
//! Adding an element touches: its file here, one line in [`entries`], its TypeScript file and one line in the page's
//! registry.

use std::sync::OnceLock;

use super::widget;
use super::{
    Args, CommandSpec, Drawing, Host, ParamSpec, alert, caption, chart, code, columns, container, dataframe, divider,
    empty, exception, expander, header, json, markdown, metric, progress, tabs, text, title,
};
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

    /// What is known about the command.
    fn spec() -> CommandSpec;
}

/// A command that draws.
pub trait Draw: Command {
    /// Checks the parameters against each other and builds what is drawn.
    ///
    /// # Errors
    /// An [`Error`](crate::error::Error) that says which parameters do not go together.
    fn draw(self, host: &mut dyn Host) -> Result<Drawing>;
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
    pub(crate) declare: fn(&mut super::wire::Declarations),
}

impl Entry {
    #[cfg(not(test))]
    fn of<C: Draw>() -> Self {
        Self { spec: C::spec(), build: |args, host| C::from_args(args)?.draw(host) }
    }

    #[cfg(test)]
    fn of<C: Draw + ts_rs::TS + 'static>() -> Self {
        Self {
            spec: C::spec(),
            build: |args, host| C::from_args(args)?.draw(host),
            declare: |declarations| declarations.add_element::<C>(C::NAME),
        }
    }
}

/// Every command that draws, in the order of the reference.
#[must_use]
pub fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        vec![
            Entry::of::<title::Title>(),
            Entry::of::<header::Header>(),
            Entry::of::<header::Subheader>(),
            Entry::of::<markdown::Markdown>(),
            Entry::of::<caption::Caption>(),
            Entry::of::<text::PlainText>(),
            Entry::of::<code::Code>(),
            Entry::of::<divider::Divider>(),
            Entry::of::<dataframe::Dataframe>(),
            Entry::of::<dataframe::StaticTable>(),
            Entry::of::<metric::Metric>(),
            Entry::of::<json::Json>(),
            Entry::of::<chart::LineChart>(),
            Entry::of::<chart::AreaChart>(),
            Entry::of::<chart::BarChart>(),
            Entry::of::<widget::button::Button>(),
            Entry::of::<widget::checkbox::Checkbox>(),
            Entry::of::<widget::slider::Slider>(),
            Entry::of::<widget::number_input::NumberInput>(),
            Entry::of::<widget::text_input::TextInput>(),
            Entry::of::<widget::selectbox::Selectbox>(),
            Entry::of::<widget::radio::Radio>(),
            Entry::of::<container::Container>(),
            Entry::of::<columns::Columns>(),
            Entry::of::<tabs::Tabs>(),
            Entry::of::<expander::Expander>(),
            Entry::of::<empty::Empty>(),
            Entry::of::<alert::Success>(),
            Entry::of::<alert::Info>(),
            Entry::of::<alert::Warning>(),
            Entry::of::<alert::ErrorAlert>(),
            exception_entry(),
            Entry::of::<progress::Progress>(),
        ]
    })
}

/// A thrown value becomes a report before it travels, so the wire type is not the command's struct.
fn exception_entry() -> Entry {
    Entry {
        #[cfg(test)]
        declare: |declarations| declarations.add_element::<super::Exception>("exception"),
        ..Entry::of::<exception::ExceptionCommand>()
    }
}

/// The name of a kind of node, as the table or a container's children have it.
#[must_use]
pub fn kind(name: &str) -> Option<&'static str> {
    ["column", "tab"].into_iter().find(|known| *known == name).or_else(|| find(name).map(|entry| entry.spec.name))
}

/// The row of a command, by its name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    entries().iter().find(|entry| entry.spec.name == name)
}
