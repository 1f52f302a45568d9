//! The commands that Streamlit has and this host does not, with what serves instead. A test holds the list against the
//! commands that there are.

/// By name; what to use until then, if there is something.
const MISSING: &[(&str, &str)] = &[
    ("altair_chart", "Use `st.line_chart`, `st.area_chart` or `st.bar_chart`."),
    ("audio", ""),
    ("audio_input", ""),
    ("badge", "Write `:green-badge[text]` in `st.markdown`."),
    ("balloons", ""),
    ("bokeh_chart", "Use `st.line_chart`, `st.area_chart` or `st.bar_chart`."),
    ("camera_input", ""),
    ("chat_input", "Use `st.text_input`."),
    ("chat_message", "Use `with st.container(#{ border: true }) { … }`."),
    ("color_picker", "Use `st.text_input`, or `st.selectbox` with some colours."),
    ("connection", "Register a function of the host that reads the data, and cache it with `memo`."),
    ("context", ""),
    ("data_editor", "Use `st.dataframe` to show the data, and input widgets to change it."),
    ("date_input", "Use `st.text_input`."),
    ("datetime_input", "Use `st.text_input`."),
    ("dialog", "Use `st.expander`."),
    ("download_button", "`st.dataframe` has a download of its own in its menu."),
    ("echarts_chart", "Use `st.line_chart`, `st.area_chart` or `st.bar_chart`."),
    ("echo", "Use `st.code`."),
    ("feedback", "Use `st.radio` with the option `horizontal`."),
    ("file_uploader", "Put the file into the app's folder, and read it with `read_csv` or `read_json`."),
    ("form", "Read the widgets when a `st.button` is clicked."),
    ("form_submit_button", "Use `st.button`."),
    ("fragment", "Cache what is slow with `memo`: a rerun then takes less than a millisecond."),
    ("get_option", ""),
    ("graphviz_chart", ""),
    ("grid", "Use `st.columns`."),
    ("help", "The reference lists every command with its parameters."),
    ("html", "Use `st.markdown`."),
    ("iframe", ""),
    ("image", "Write `![what it shows](address)` in `st.markdown`."),
    ("latex", "Write the formula between dollars in `st.markdown`."),
    ("link_button", "Write `[text](address)` in `st.markdown`."),
    ("login", "Put a proxy in front of the app that knows its users."),
    ("logo", ""),
    ("logout", "Put a proxy in front of the app that knows its users."),
    ("map", ""),
    ("menu_button", "Use `st.selectbox`."),
    ("mermaid_chart", ""),
    ("multiselect", "Use a `st.checkbox` for each option, or `st.dataframe` with `on_select`."),
    ("navigation", "Use `st.tabs`, or a `st.radio` in the sidebar."),
    ("page_link", "Write `[text](address)` in `st.markdown`."),
    ("pagination", "Use `st.number_input`."),
    ("pdf", ""),
    ("pills", "Use `st.radio` with the option `horizontal`."),
    ("plotly_chart", "Use `st.line_chart`, `st.area_chart` or `st.bar_chart`."),
    ("popover", "Use `st.expander`."),
    ("pydeck_chart", ""),
    ("pyplot", "There is no matplotlib: use `st.line_chart`, `st.area_chart` or `st.bar_chart`."),
    ("scatter_chart", "Use `st.line_chart`."),
    ("secrets", "Register a function of the host that knows them."),
    ("segmented_control", "Use `st.radio` with the option `horizontal`."),
    ("select_slider", "Use `st.slider` over the places of the options."),
    ("set_option", ""),
    ("skeleton", "Use `st.empty`."),
    ("snow", ""),
    ("space", "Use `st.text(\"\")`."),
    ("status", "Use `with st.spinner(\"…\") { … }`."),
    ("switch_page", "Use `st.tabs`, or a `st.radio` in the sidebar."),
    ("text_area", "Use `st.text_input`."),
    ("time_input", "Use `st.text_input`."),
    ("toast", "Use `st.success` or `st.info`."),
    ("toggle", "Use `st.checkbox`."),
    ("user", ""),
    ("vega_lite_chart", "Use `st.line_chart`, `st.area_chart` or `st.bar_chart`."),
    ("video", ""),
    ("write_stream", "Call `st.write` for each part, or replace the text of a `st.empty()`."),
];

/// What serves in the place of a command of Streamlit that is not there; empty where nothing does.
pub(super) fn instead_of(name: &str) -> Option<&'static str> {
    MISSING.iter().find(|(known, _)| *known == name).map(|(_, hint)| *hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::st;

    #[test]
    fn what_is_missing_is_missing_and_what_serves_instead_is_there() {
        let there: Vec<&str> = st::specs().iter().map(|spec| spec.name).collect();
        for (name, hint) in MISSING {
            assert!(!there.contains(name), "st.{name} is there");
            for used in hint.split("st.").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                assert!(there.contains(&used.as_str()), "st.{name}: there is no st.{used}");
            }
        }
    }
}
