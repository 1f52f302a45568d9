//! `st.info`: an alert that says what is worth knowing.

alert! {
    /// Shows a message that informs.
    ///
    /// # Example
    /// ```rhai
    /// st.info("Refreshed every night", #{ icon: "ℹ️" });
    /// ```
    Info = "info"
}
