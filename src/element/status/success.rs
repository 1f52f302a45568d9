//! `st.success`: an alert that says good news.

alert! {
    /// Shows a message of success.
    ///
    /// # Example
    /// ```rhai
    /// st.success("Saved");
    /// ```
    Success = "success"
}
