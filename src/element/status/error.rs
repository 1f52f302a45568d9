//! `st.error`: an alert that says what went wrong.

alert! {
    /// Shows an error message. For an error that was caught, `st.exception` shows more.
    ///
    /// # Example
    /// ```rhai
    /// st.error("The file could not be read");
    /// ```
    ErrorAlert = "error"
}
