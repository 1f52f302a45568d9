//! What is known about a command besides its code: name, parameters, documentation.

/// Declares the chapters of the reference, in their order: all of them are known wherever one is.
macro_rules! groups {
    ($( $(#[doc = $doc:literal])* $name:ident = $folder:literal, $title:literal; )*) => {
        /// The chapter of the reference that a command belongs to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Group { $( $(#[doc = $doc])* $name ),* }

        impl Group {
            /// Every chapter, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The folder of its commands that draw, here and on the page.
            #[must_use]
            pub const fn folder(self) -> &'static str {
                match self { $(Self::$name => $folder),* }
            }

            /// The heading of the chapter.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

groups! {
    /// Text on the page.
    Text = "text", "Text";
    /// Tables, numbers and JSON.
    Data = "data", "Data";
    /// Charts.
    Chart = "chart", "Charts";
    /// Input widgets.
    Input = "input", "Input widgets";
    /// Containers.
    Layout = "layout", "Layout and containers";
    /// Progress, alerts and errors.
    Status = "status", "Status and alerts";
    /// Control over the run and the page.
    Control = "control", "Execution flow and page";
    /// Functions whose values are kept.
    Caching = "caching", "Caching";
}

/// One parameter of a command.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ParamSpec {
    /// The name in the trailing map.
    pub name: &'static str,
    /// The lines of its documentation.
    pub doc: &'static [&'static str],
    /// What it takes, in words.
    pub expects: String,
    /// Whether it takes maps, so that one in last place may be its value and not the options.
    pub takes_map: bool,
    /// Whether any map is a value to show, so that one in its place is never the options.
    pub shows_map: bool,
    /// The default as it would be written in a script; `None` when the parameter must be given.
    pub default: Option<&'static str>,
    /// Whether it may be given by position, before the trailing map.
    pub positional: bool,
}

/// One command of the `st` surface.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CommandSpec {
    /// The name after `st.`.
    pub name: &'static str,
    /// The chapter it belongs to.
    pub group: Group,
    /// The lines of its documentation.
    pub doc: &'static [&'static str],
    /// What the call gives back, in words.
    pub returns: &'static str,
    /// Its parameters: the positional ones first, in order.
    pub params: Vec<ParamSpec>,
}

/// The parameters with those by position first: the ones that say so themselves, then the named.
pub(crate) fn in_order(params: Vec<ParamSpec>, then: &[&str]) -> Vec<ParamSpec> {
    let place = |param: &ParamSpec| match then.iter().position(|name| *name == param.name) {
        _ if param.positional => 0,
        Some(place) => 1 + place,
        None => usize::MAX,
    };
    let mut params = params;
    params.sort_by_key(place);
    for param in &mut params {
        param.positional |= then.contains(&param.name);
    }
    params
}

impl CommandSpec {
    /// How many arguments the command takes by position.
    #[must_use]
    pub fn positional(&self) -> usize {
        self.params.iter().filter(|param| param.positional).count()
    }

    /// The call in short, as error messages show it: `st.slider(label, min_value, …, #{ … })`.
    #[must_use]
    pub fn signature(&self) -> String {
        let positional = self.params.iter().filter(|param| param.positional);
        let mut parts: Vec<&str> = positional.map(|param| param.name).collect();
        if parts.len() < self.params.len() {
            parts.push("#{ … }");
        }
        format!("st.{}({})", self.name, parts.join(", "))
    }

    /// The first paragraph of the documentation, on one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let lines = self.doc.iter().map(|line| line.trim());
        let first: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
        first.join(" ")
    }
}
