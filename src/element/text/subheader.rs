//! `st.subheader`: a heading below a header.

heading! {
    /// Shows a heading below a header.
    ///
    /// # Example
    /// ```rhai
    /// st.subheader("North");
    /// ```
    Subheader = "subheader"
}
