//! The messages, each one MessagePack map with a `type`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::extent::holds_at_most;
use crate::element::Exception;
use crate::element::input::WireValue;
use crate::error::{ErrorDetails, Report};

/// The values of one frame of a page, the items of lists among them: in memory each takes some fifty bytes, and a hundred
/// while it is read.
const MOST_VALUES: usize = 1 << 20;

/// Widget values by widget id.
pub type Values = BTreeMap<String, WireValue>;

/// From the page to the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum BackMsg {
    /// The first frame of every connection.
    Hello {
        /// The protocol's version.
        protocol: u32,
        /// The session of an earlier welcome.
        session: Option<String>,
        /// How many frames of that session the page has handled.
        #[cfg_attr(test, ts(type = "number"))]
        received: u64,
        /// Every widget value that the page holds; they seed a new session after the host was restarted.
        #[serde(default)]
        widgets: Values,
        /// The query string of the page's address.
        #[serde(default)]
        query: String,
    },
    /// Run the script again.
    Rerun {
        /// The values that changed.
        #[serde(default)]
        widgets: Values,
        /// Values for one run: clicks.
        #[serde(default)]
        triggers: Values,
    },
    /// Stop the run in progress.
    Stop,
    /// Forget every memo and singleton value, then run again.
    ClearCache,
    /// Rerun by itself when the script is saved, in this session.
    SetRunOnSave {
        /// Whether it does.
        enabled: bool,
    },
    /// Answered by `pong`.
    Ping,
}

/// From the host to the page.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ForwardMsg {
    /// Answer to `hello`.
    Welcome {
        /// The session's id.
        session: String,
        /// The host's version.
        version: &'static str,
        /// The page forgets its tree and widget values.
        reset: bool,
        /// Whether a saved script runs by itself.
        run_on_save: bool,
        /// The script's file name.
        app: String,
        /// What the page offers besides the app.
        toolbar: Toolbar,
        /// How many reruns of the page this session has heard: those after them are sent again.
        #[cfg_attr(test, ts(type = "number"))]
        heard: u64,
    },
    /// From `st.set_page_config`.
    PageConfig(PageConfig),
    /// The values of widgets that are bound to the page's address have changed it.
    Address {
        /// The query string, with its `?`, or the empty string.
        query: String,
    },
    /// A run begins.
    RunStarted {
        /// Its number in the session.
        run: u32,
        /// How many reruns of the page this session has heard.
        #[cfg_attr(test, ts(type = "number"))]
        heard: u64,
    },
    /// The tree has changed.
    Delta {
        /// The changes, in order.
        ops: Vec<Op>,
    },
    /// A run has ended.
    RunFinished {
        /// Its number in the session.
        run: u32,
        /// How it ended.
        outcome: Outcome,
    },
    /// The script was saved, and run-on-save is off.
    SourceChanged,
    /// The saved script does not compile; nil: it does again.
    CompileError {
        /// What is wrong with it.
        error: Option<Report>,
    },
    /// Answer to `ping`.
    Pong,
}

impl ForwardMsg {
    /// The message as pages may have it, of which the host shows only these details of errors. Cards are already encoded
    /// in it, some by an earlier process and kept on disk: what leaves them out is here, where all of them come by.
    fn with_details(&self, details: ErrorDetails) -> Cow<'_, Self> {
        if details == ErrorDetails::Full {
            return Cow::Borrowed(self);
        }
        let mut message = self.clone();
        match &mut message {
            Self::Delta { ops } => {
                for op in ops {
                    if let Op::Put(PutNode { kind: "exception", props, .. }) = op {
                        *props = props.take().map(|props| Exception::shown(props, details));
                    }
                }
            }
            Self::CompileError { error } => *error = error.take().map(|error| details.shown(error)),
            _ => {}
        }
        Cow::Owned(message)
    }

    /// The message as one frame, with these details of errors.
    ///
    /// # Panics
    /// Never: the messages hold nothing that MessagePack cannot write.
    #[must_use]
    pub fn encode(&self, details: ErrorDetails) -> Bytes {
        let message = self.with_details(details);
        rmp_serde::to_vec_named(&message).expect("messages are always encodable").into()
    }
}

impl BackMsg {
    /// The approximate bytes that the message takes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let of = |values: &Values| values.iter().map(|(id, value)| 64 + id.len() + value.bytes()).sum::<usize>();
        size_of::<Self>()
            + match self {
                Self::Hello { session, widgets, query, .. } => {
                    session.as_ref().map_or(0, String::len) + of(widgets) + query.len()
                }
                Self::Rerun { widgets, triggers } => of(widgets) + of(triggers),
                Self::Stop | Self::ClearCache | Self::SetRunOnSave { .. } | Self::Ping => 0,
            }
    }

    /// Reads a frame.
    ///
    /// # Errors
    /// What is wrong with the frame.
    pub fn decode(frame: &[u8]) -> Result<Self, rmp_serde::decode::Error> {
        if !holds_at_most(MOST_VALUES, frame) {
            return Err(serde::de::Error::custom(format_args!("it holds more than {MOST_VALUES} values")));
        }
        rmp_serde::from_slice(frame)
    }
}

/// What a page offers besides the app, and may ask of the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Toolbar {
    /// Everything.
    Developer,
    /// No caches and no run-on-save.
    Viewer,
    /// Only what the app sets with `menu_items`.
    Minimal,
}

impl Toolbar {
    /// Whether a page with this toolbar may send that.
    #[must_use]
    pub const fn admits(self, message: &BackMsg) -> bool {
        match message {
            BackMsg::ClearCache | BackMsg::SetRunOnSave { .. } => matches!(self, Self::Developer),
            BackMsg::Hello { .. } | BackMsg::Rerun { .. } | BackMsg::Stop | BackMsg::Ping => true,
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Outcome {
    /// To the end, or to `st.stop()`.
    Success,
    /// In an error; its card is drawn.
    Error,
    /// The person stopped it.
    Stopped,
    /// Another run follows at once.
    Interrupted,
}

/// What `st.set_page_config` has set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub struct PageConfig {
    /// The title of the browser's tab.
    pub title: Option<String>,
    /// An emoji, `:material/name:` or address of an image.
    pub icon: Option<String>,
    /// `centered` or `wide`.
    pub layout: Option<String>,
    /// `auto`, `expanded` or `collapsed`.
    pub initial_sidebar_state: Option<String>,
    /// Texts and addresses of the menu: `About`, `Get help`, `Report a bug`.
    pub menu_items: Option<BTreeMap<String, Option<String>>>,
}

impl PageConfig {
    /// Takes over what `newer` has set.
    pub(crate) fn update(&mut self, newer: &Self) {
        let Self { title, icon, layout, initial_sidebar_state, menu_items } = newer.clone();
        self.title = title.or(self.title.take());
        self.icon = icon.or(self.icon.take());
        self.layout = layout.or(self.layout.take());
        self.initial_sidebar_state = initial_sidebar_state.or(self.initial_sidebar_state.take());
        self.menu_items = menu_items.or(self.menu_items.take());
    }
}

/// One change of the tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Op {
    /// The node at a path is now this one.
    Put(PutNode),
    /// The container at `path` has exactly `len` children.
    Trim {
        /// The container.
        path: Vec<u32>,
        /// How many children it has.
        len: u32,
    },
    /// The first `len` children of the container at `path` are drawn by the run in progress, changed or not.
    Fresh {
        /// The container.
        path: Vec<u32>,
        /// How many of its children are current.
        len: u32,
    },
    /// What floats in the container at `path`: spinners.
    Transient {
        /// The container.
        path: Vec<u32>,
        /// All of them.
        items: Vec<TransientItem>,
    },
    /// A widget's value as the host sees it.
    Value {
        /// The widget.
        #[cfg_attr(test, ts(type = "string"))]
        id: Arc<str>,
        /// Its value.
        value: WireValue,
    },
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PutNode {
    /// Where it stands: root, then places.
    pub path: Vec<u32>,
    /// The command's name.
    pub kind: &'static str,
    /// Names the properties.
    #[cfg_attr(test, ts(type = "number"))]
    pub hash: u64,
    /// The properties, a MessagePack map; nil: the page has them under `hash`.
    #[cfg_attr(test, ts(type = "Uint8Array | null"))]
    pub props: Option<Bytes>,
    /// The widget's id.
    #[cfg_attr(test, ts(type = "string | null"))]
    pub id: Option<Arc<str>>,
    /// What the script gave as `key`.
    #[cfg_attr(test, ts(type = "string | null"))]
    pub key: Option<Arc<str>>,
    /// Whether it can have children.
    pub container: bool,
}

/// Something that floats in a container.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TransientItem {
    /// The place among the children that it stands before.
    pub index: u32,
    /// `spinner`.
    pub kind: &'static str,
    /// Its properties, a MessagePack map.
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub props: Bytes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_of_the_page_is_read_with_what_it_leaves_out() {
        let frame = rmp_serde::to_vec_named(&serde_json_like()).unwrap();
        assert_eq!(
            BackMsg::decode(&frame).unwrap(),
            BackMsg::Rerun {
                widgets: Values::new(),
                triggers: BTreeMap::from([("w-1".into(), WireValue::Bool(true))]),
            }
        );
        assert!(BackMsg::decode(b"\xc1").is_err());
    }

    #[test]
    fn a_frame_of_more_values_than_a_page_has_is_not_read() {
        let of = |count: usize| {
            let list = WireValue::List(vec![WireValue::Nil; count]);
            let widgets = Values::from([("w-1".to_owned(), list)]);
            BackMsg::decode(&rmp_serde::to_vec_named(&BackMsg::Rerun { widgets, triggers: Values::new() }).unwrap())
        };
        assert!(of(MOST_VALUES - 100).is_ok());
        assert_eq!(of(MOST_VALUES).unwrap_err().to_string(), "it holds more than 1048576 values");
    }

    fn serde_json_like() -> impl Serialize {
        #[derive(Serialize)]
        struct Frame {
            r#type: &'static str,
            triggers: BTreeMap<&'static str, bool>,
        }
        Frame { r#type: "rerun", triggers: BTreeMap::from([("w-1", true)]) }
    }
}
