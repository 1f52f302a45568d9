//! The commands that draw nothing: they control the run and the page.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rhai::{Dynamic, Map};

use super::{Call, Raised, raised};
use crate::element::declare::{Command, Params};
use crate::element::{Arg, Args, CommandSpec, Mismatch, Width};
use crate::protocol::PageConfig;
use crate::script::run::Signal;
use crate::script::run::SpinnerHandle;

/// One command of this file.
pub(super) struct Entry {
    pub(super) spec: CommandSpec,
    pub(super) call: fn(&Call, &mut Args) -> Result<Dynamic, Raised>,
}

/// All of them, in the order of the reference.
pub(super) fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        vec![
            Entry { spec: Spinner::spec(), call: spinner },
            Entry {
                spec: Stop::spec(),
                call: |_, args| {
                    raised(Stop::from_args(args))?;
                    Err(Signal::Stop.raise())
                },
            },
            Entry {
                spec: Rerun::spec(),
                call: |_, args| {
                    raised(Rerun::from_args(args))?;
                    Err(Signal::Rerun.raise())
                },
            },
            Entry { spec: SetPageConfig::spec(), call: set_page_config },
        ]
    })
}

command! {
    /// Shows a spinner while the block behind it runs: `with st.spinner("Loading…") { … }`.
    ///
    /// It appears when the block has run for a moment, and takes no place on the page.
    ///
    /// # Example
    /// ```rhai
    /// with st.spinner("Loading …") { st.write("what takes long"); }
    /// ```
    pub struct Spinner = "spinner" in Status, returns "what `with` takes" {
        positional {
            /// Text beside the spinner, as markdown.
            text: String = "In progress…".into() => "\"In progress…\"",
        }
        named {
            /// Whether the seconds since it appeared are shown.
            show_time: bool = false => "false",
            /// How wide it is.
            width: Width = Width::Content => "\"content\"",
        }
    }
}

fn spinner(call: &Call, args: &mut Args) -> Result<Dynamic, Raised> {
    let spinner = raised(Spinner::from_args(args))?;
    Ok(Dynamic::from(SpinnerHandle {
        text: spinner.text,
        show_time: spinner.show_time,
        width: spinner.width,
        parent: call.handle,
    }))
}

command! {
    /// Ends the run here: nothing below is run, and what an earlier run drew there goes.
    ///
    /// Widgets that the run has not reached keep their values.
    ///
    /// # Example
    /// ```rhai
    /// let name = st.text_input("Name");
    /// if name == "" { st.stop(); }
    /// st.write(`Hello ${name}`);
    /// ```
    pub struct Stop = "stop" in Control, returns "never" {}
}

command! {
    /// Ends the run here and begins a new one.
    ///
    /// # Example
    /// ```rhai
    /// if st.button("Clear") { st.session_state.clear(); st.rerun(); }
    /// ```
    pub struct Rerun = "rerun" in Control, returns "never" {
        positional {
            /// What runs again.
            scope: RerunScope = RerunScope::App => "\"app\"",
        }
    }
}

choices! {
    /// What `st.rerun()` runs again.
    pub enum RerunScope {
        /// The whole script.
        App = "app",
    }
}

choices! {
    /// How wide the page is.
    pub enum Layout {
        /// A column in the middle.
        Centered = "centered",
        /// All of the window.
        Wide = "wide",
    }
}

choices! {
    /// How the sidebar is at first.
    pub enum SidebarState {
        /// Open where there is room.
        Auto = "auto",
        /// Open.
        Expanded = "expanded",
        /// Closed.
        Collapsed = "collapsed",
    }
}

command! {
    /// Sets the title, icon and layout of the page. The last call of a run counts.
    ///
    /// # Example
    /// ```rhai
    /// st.set_page_config("Sales", "📈", "wide");
    /// ```
    pub struct SetPageConfig = "set_page_config" in Control, returns "`()`" {
        positional {
            /// The title of the browser's tab.
            page_title: Option<String> = None => "()",
            /// The icon of the browser's tab: an emoji, `:material/name:` or the address of an image on this host.
            page_icon: Option<String> = None => "()",
            /// How wide the page is.
            layout: Option<Layout> = None => "()",
            /// How the sidebar is at first.
            initial_sidebar_state: Option<SidebarState> = None => "()",
            /// Texts and addresses of the menu: `About`, `Get help`, `Report a bug`; `()` takes one away.
            menu_items: Option<MenuItems> = None => "()",
        }
    }
}

fn set_page_config(call: &Call, args: &mut Args) -> Result<Dynamic, Raised> {
    let config = raised(SetPageConfig::from_args(args))?;
    call.run.set_page_config(&PageConfig {
        title: config.page_title,
        icon: config.page_icon,
        layout: config.layout.map(|layout| layout.word().to_owned()),
        initial_sidebar_state: config.initial_sidebar_state.map(|state| state.word().to_owned()),
        menu_items: config.menu_items.map(|items| items.0),
    });
    Ok(Dynamic::UNIT)
}

/// The items of the main menu that the script sets.
#[derive(Debug, Clone, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MenuItems(BTreeMap<String, Option<String>>);

const MENU_ITEMS: [&str; 3] = ["About", "Get help", "Report a bug"];

impl Arg for MenuItems {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "map with \"About\", \"Get help\", \"Report a bug\"".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let map: Map = value.try_cast().ok_or(Mismatch::Type)?;
        map.into_iter()
            .map(|(name, value)| {
                let known = MENU_ITEMS.iter().find(|item| item.eq_ignore_ascii_case(&name));
                let known = known.ok_or_else(|| Mismatch::choice(&name, &MENU_ITEMS))?;
                Option::from_value(value).map(|value| ((*known).to_owned(), value))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}
