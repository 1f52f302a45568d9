//! The four alerts: the same box in four colours.

use crate::element::declare::{Command, Draw};
use crate::element::{Drawing, Host, Text, Width};
use crate::error::Result;

macro_rules! alert {
    ($(#[doc = $doc:literal])* $name:ident = $command:literal) => {
        command! {
            $(#[doc = $doc])*
            pub struct $name = $command in Status, returns "a handle on the element" {
                positional {
                    /// The message, as markdown.
                    body: Text,
                }
                named {
                    /// An emoji or `:material/name:` before the message.
                    icon: Option<crate::element::Icon> = None => "()",
                    /// A heading above the message.
                    title: Option<String> = None => "()",
                    /// How wide it is.
                    width: Width = Width::Stretch => "\"stretch\"",
                }
            }
        }

        impl Draw for $name {
            fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
                Ok(Drawing::element(Self::NAME, &self))
            }
        }
    };
}

alert! {
    /// Shows a message of success.
    ///
    /// # Example
    /// ```rhai
    /// st.success("Saved");
    /// ```
    Success = "success"
}
alert! {
    /// Shows a message that informs.
    ///
    /// # Example
    /// ```rhai
    /// st.info("Refreshed every night", #{ icon: "ℹ️" });
    /// ```
    Info = "info"
}
alert! {
    /// Shows a warning.
    ///
    /// # Example
    /// ```rhai
    /// st.warning("Some rows have no date");
    /// ```
    Warning = "warning"
}
alert! {
    /// Shows an error message. For an error that was caught, `st.exception` shows more.
    ///
    /// # Example
    /// ```rhai
    /// st.error("The file could not be read");
    /// ```
    ErrorAlert = "error"
}
