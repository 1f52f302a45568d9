//! `st.line_chart`: lines.

chart! {
    /// Draws lines.
    ///
    /// # Example
    /// ```rhai
    /// st.line_chart(#{ day: [1, 2, 3], sales: [5, 3, 8] }, #{ x: "day", y: "sales" });
    /// ```
    LineChart => LineChartProps = "line_chart" {}
}
