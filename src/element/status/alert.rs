//! What the four alerts have in common: the same box in four colours.

macro_rules! alert {
    ($(#[doc = $doc:literal])* $name:ident = $command:literal) => {
        command! {
            $(#[doc = $doc])*
            pub struct $name = $command in Status, returns "a handle on the element" {
                positional {
                    /// The message, as markdown.
                    body: $crate::element::Text,
                }
                named {
                    /// An emoji or `:material/name:` before the message.
                    icon: Option<$crate::element::Icon> = None => "()",
                    /// A heading above the message.
                    title: Option<String> = None => "()",
                    /// How wide it is.
                    width: $crate::element::Width = $crate::element::Width::Stretch => "\"stretch\"",
                }
            }
        }

        impl $crate::element::declare::Plain for $name {}
    };
}
