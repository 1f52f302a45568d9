//! What is known about a command besides its code: name, parameters, documentation.

/// The chapter of the reference that a command belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Text on the page.
    Text,
    /// Tables, numbers and JSON.
    Data,
    /// Charts.
    Chart,
    /// Input widgets.
    Widget,
    /// Containers.
    Layout,
    /// Progress, alerts and errors.
    Status,
    /// Control over the run and the page.
    Control,
}

impl Group {
    /// The heading of the chapter.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Data => "Data",
            Self::Chart => "Charts",
            Self::Widget => "Input widgets",
            Self::Layout => "Layout and containers",
            Self::Status => "Status and alerts",
            Self::Control => "Execution flow and page",
        }
    }
}

/// One parameter of a command.
#[derive(Debug, Clone)]
pub struct ParamSpec {
    /// The name in the trailing map.
    pub name: &'static str,
    /// The lines of its documentation.
    pub doc: &'static [&'static str],
    /// What it takes, in words.
    pub expects: String,
    /// The default as it would be written in a script; `None` when the parameter must be given.
    pub default: Option<&'static str>,
    /// Whether it may be given by position, before the trailing map.
    pub positional: bool,
}

/// One command of the `st` surface.
#[derive(Debug, Clone)]
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
