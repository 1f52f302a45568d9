//! Every command that exists, inside a cached function.

use super::*;
use stscript::unstable::element::Group;
use stscript::unstable::element::registry;

/// A call of each command, as a script writes it.
const EXAMPLES: &[(&str, &str)] = &[
    ("write", "st.write(\"a\", 1, [#{ a: 1 }], #{ b: 2 }, |x| x)"),
    ("title", "st.title(\"T\", #{ anchor: \"t\" })"),
    ("header", "st.header(\"H\", #{ divider: \"red\" })"),
    ("subheader", "st.subheader(\"S\")"),
    ("markdown", "st.markdown(\"**m**\")"),
    ("caption", "st.caption(\"c\")"),
    ("text", "st.text(\"t\")"),
    ("code", "st.code(\"x = 1\", \"rhai\", #{ line_numbers: true })"),
    ("divider", "st.divider()"),
    ("dataframe", "st.dataframe([#{ a: 1 }, #{ a: 2 }], #{ key: \"df\" })"),
    ("table", "st.table([#{ a: 1 }])"),
    ("metric", "st.metric(\"M\", 5, 1)"),
    ("json", "st.json(#{ a: [1, #{ b: 2 }] })"),
    ("line_chart", "st.line_chart([#{ a: 1 }, #{ a: 2 }])"),
    ("area_chart", "st.area_chart([#{ a: 1 }, #{ a: 2 }])"),
    ("bar_chart", "st.bar_chart([#{ x: \"p\", a: 1 }, #{ x: \"q\", a: 2 }], #{ x: \"x\", y: \"a\" })"),
    ("button", "st.button(\"B\")"),
    ("checkbox", "st.checkbox(\"C\")"),
    ("slider", "st.slider(\"S\", 0, 10, 3)"),
    ("number_input", "st.number_input(\"N\", 0, 10, 1)"),
    ("text_input", "st.text_input(\"T\", \"x\")"),
    ("selectbox", "st.selectbox(\"O\", [\"a\", \"b\"])"),
    ("radio", "st.radio(\"R\", [\"a\", \"b\"])"),
    ("container", "let c = st.container(#{ border: true, key: \"c\" }); c.text(\"in\"); with c { st.text(\"too\"); }"),
    ("columns", "let c = st.columns([1, 2]); c[0].text(\"a\"); c[1].text(\"b\"); c[0].text(\"c\")"),
    ("tabs", "let t = st.tabs([\"p\", \"q\"]); t[1].text(\"a\"); with t[0] { st.text(\"b\"); }"),
    ("expander", "let e = st.expander(\"E\"); e.text(\"in\")"),
    (
        "empty",
        "let e = st.empty(); e.text(\"a\"); e.text(\"b\"); let f = st.empty(); f.text(\"gone\"); f.empty(); let g = st.empty(); with g.container() { st.text(\"x\"); st.text(\"y\"); }",
    ),
    ("success", "st.success(\"s\")"),
    ("info", "st.info(\"i\")"),
    ("warning", "st.warning(\"w\")"),
    ("error", "st.error(\"e\")"),
    ("exception", "try { throw \"no\"; } catch (err) { st.exception(err); }"),
    ("progress", "let p = st.progress(10, \"a\"); p.progress(60, \"b\"); st.text(\"behind\"); p.progress(100)"),
    ("spinner", "with st.spinner(\"wait\") { st.text(\"in\"); }"),
];

/// Commands that draw nothing into the page.
const WITHOUT_DRAWING: &[&str] = &["stop", "rerun", "set_page_config", "memo", "singleton"];

fn is_widget(name: &str) -> bool {
    registry::find(name).is_some_and(|entry| entry.spec.group == Group::Input)
}

#[test]
fn every_command_has_an_example_here() {
    for spec in stscript::unstable::script::st::specs() {
        let known = EXAMPLES.iter().any(|(name, _)| *name == spec.name) || WITHOUT_DRAWING.contains(&spec.name);
        assert!(known, "add st.{} to the examples: does it replay?", spec.name);
    }
}

#[test]
fn every_command_that_is_no_widget_replays_as_it_was_drawn() {
    for (name, call) in EXAMPLES.iter().filter(|(name, _)| !is_widget(name)) {
        for (around, times) in [("f(1);", 1), ("with st.sidebar { f(1); }", 1), ("f(1); st.divider(); f(1);", 2)] {
            let keyed = call.contains("key:");
            if keyed && times > 1 {
                continue;
            }
            let script = format!("fn f(x) {{ tick(); {call}; x }}\nlet f = memo(f);\n{around}\n");
            let bare = format!("fn f(x) {{ {call}; x }}\n{around}\n");
            let (mut app, count) = app(&script);
            ok(&app);
            let (bare, _) = super::app(&bare);
            assert_eq!(app.outline(), bare.outline(), "{name}: the first run");
            app.run();
            ok(&app);
            assert_eq!(app.outline(), bare.outline(), "{name}: the replay");
            assert_eq!(count.load(Ordering::SeqCst), 1, "{name}");
        }
    }
}

#[test]
fn every_command_replays_after_a_restart() {
    for (name, call) in EXAMPLES {
        let storage = Arc::new(MemoryStorage::new());
        let script = format!(
            "fn f(x) {{ tick(); {call}; x }}\nlet f = memo(f, #{{ persist: true, allow_widgets: true }});\nf(1);\n"
        );
        let before = World::with_storage(Some(storage.clone()));
        let drawn = before.ran(&script).outline();
        let after = World::with_storage(Some(storage));
        assert_eq!(after.ran(&script).outline(), drawn, "{name}");
        assert_eq!((before.count(), after.count()), (1, 0), "{name}");
    }
}

#[test]
fn every_widget_warns_and_is_ignored_where_widgets_are_not_allowed() {
    for kind in ["memo", "singleton"] {
        for (name, call) in EXAMPLES.iter().filter(|(name, _)| is_widget(name)) {
            let (mut app, count) = app(&format!(
                "fn f() {{ tick(); st.text(\"a\"); {call}; st.text(\"b\"); 1 }}\nlet f = {kind}(f);\nf();\n"
            ));
            ok(&app);
            let kinds = |app: &AppTest| app.everything().iter().map(|drawn| drawn.kind).collect::<Vec<_>>();
            assert_eq!(kinds(&app), ["text", "exception", name, "text"]);
            let card = &app.all("exception")[0];
            assert_eq!(card.text("type"), "CachedStFunctionWarning");
            for part in [format!("st.{name}"), "f()".to_owned()] {
                assert!(card.text("message").contains(&part), "{}", card.text("message"));
            }
            assert!(card.text("hint").contains("allow_widgets"), "{}", card.text("hint"));
            assert_eq!((card.text("file").as_str(), card.prop("line").as_int()), ("app.rhai", Ok(1)));
            assert!(card.prop("is_warning").as_bool().unwrap_or(false), "{:?}", card.props);
            app.run();
            ok(&app);
            assert_eq!(kinds(&app), ["text", "exception", "text"], "{name}");
            assert_eq!(count.load(Ordering::SeqCst), 1);
        }
    }
}

#[test]
fn every_widget_replays_where_widgets_are_allowed() {
    for kind in ["memo", "singleton"] {
        for (name, call) in EXAMPLES.iter().filter(|(name, _)| is_widget(name)) {
            let (mut app, count) = app(&format!(
                "fn f() {{ tick(); st.text(\"a\"); {call} }}\nlet f = {kind}(f, #{{ allow_widgets: true }});\nst.text(`${{f()}}`);\n"
            ));
            ok(&app);
            let first = app.outline();
            assert!(!first.contains("exception"), "{first}");
            app.run();
            ok(&app);
            assert_eq!(app.outline(), first, "{name}");
            assert_eq!(count.load(Ordering::SeqCst), 1, "{name}");
        }
    }
}
