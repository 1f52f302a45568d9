//! What one session remembers between runs: `st.session_state`, the values of widgets, the query parameters.
//!
//! This folder knows widgets as descriptions ([`Widget`](crate::element::input::Widget)) and values; it knows neither
//! scripts nor tabs. Start at [`SessionState`].

mod query;
mod session_state;
mod widgets;

pub use query::QueryParams;
pub use session_state::{SessionState, widget_id};
