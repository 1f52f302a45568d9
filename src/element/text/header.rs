//! `st.header`: a heading below the title.

heading! {
    /// Shows a heading below the title.
    ///
    /// # Example
    /// ```rhai
    /// st.header("By region", #{ divider: "blue" });
    /// ```
    Header = "header"
}
