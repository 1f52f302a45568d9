//! `st.warning`: an alert that says what may be wrong.

alert! {
    /// Shows a warning.
    ///
    /// # Example
    /// ```rhai
    /// st.warning("Some rows have no date");
    /// ```
    Warning = "warning"
}
