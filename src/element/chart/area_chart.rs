//! `st.area_chart`: areas.

use super::simple::Stack;

chart! {
    /// Draws areas.
    ///
    /// # Example
    /// ```rhai
    /// st.area_chart([#{ day: 1, a: 2, b: 3 }, #{ day: 2, a: 4, b: 1 }], #{ x: "day" });
    /// ```
    AreaChart => AreaChartProps = "area_chart" {
        /// How several areas stand: `true` on each other, `"normalize"`, `"center"`, `false` in front of each other.
        stack: Option<Stack> = None => "()",
    }
}
