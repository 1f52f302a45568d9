use std::collections::HashMap;

use parking_lot::Mutex;

use super::*;

/// A session with widgets, running a function that draws a checkbox and, when it is checked, a
/// selection.
struct Session {
    function: Function,
    values: Mutex<HashMap<String, &'static str>>,
}

fn print(value: &str) -> Fingerprint {
    Fingerprint::of_bytes(value.as_bytes())
}

impl Session {
    fn new(function: &Function) -> Self {
        Self { function: function.clone(), values: Mutex::default() }
    }

    fn set(&self, id: &str, value: &'static str) {
        self.values.lock().insert(id.to_owned(), value);
    }

    fn value(&self, id: &str, default: &'static str) -> &'static str {
        self.values.lock().get(id).copied().unwrap_or(default)
    }

    fn lookup(&self, x: i64) -> Lookup {
        let x = Dynamic::from(x);
        let arguments = [Argument::new("x", &x)];
        let widgets = |id: &str| self.values.lock().get(id).map(|value| print(value));
        let call = Call { widgets: &widgets, ..Call::new(RunId::unique(), &arguments) };
        self.function.lookup(&call).unwrap()
    }

    /// One run of the script: what the function returns, and whether its body ran.
    fn run(&self, x: i64) -> (String, bool) {
        match self.lookup(x) {
            Lookup::Hit(hit) => {
                // Replay registers the widgets, as drawing them does.
                for widget in hit.widgets.iter() {
                    let defaults = [("checkbox", "false"), ("select", "none"), ("button", "false")];
                    let default = defaults.iter().find(|(id, _)| *id == widget.id).unwrap().1;
                    self.values.lock().entry(widget.id.clone()).or_insert(default);
                }
                (hit.value.to_string(), false)
            }
            Lookup::Miss(lease) => {
                let (value, widgets) = self.body();
                (lease.store(value.into(), Replay::none(), widgets).unwrap().to_string(), true)
            }
            Lookup::Stale(..) => panic!("nothing is stale here"),
        }
    }

    fn body(&self) -> (String, Vec<WidgetInput>) {
        let mut widgets = Vec::new();
        let mut widget = |id: &str, default: &'static str| {
            let value = self.value(id, default);
            self.values.lock().insert(id.to_owned(), value);
            widgets.push(WidgetInput { id: id.to_owned(), value: print(value), default: print(default) });
            value
        };
        let mut shown = widget("checkbox", "false").to_owned();
        if shown == "true" {
            shown = format!("{shown} {}", widget("select", "none"));
        }
        (shown, widgets)
    }
}

fn with_widgets(fixture: &Fixture, options: Options) -> Function {
    let options = Options { allow_widgets: true, ..options };
    fixture.memo("f", options).function
}

#[test]
fn each_combination_of_widget_values_has_its_own_result() {
    let s = Session::new(&with_widgets(&Fixture::default(), Options::default()));
    assert_eq!(s.run(1), ("false".into(), true));
    assert_eq!(s.run(1), ("false".into(), false));
    s.set("checkbox", "true");
    assert_eq!(s.run(1), ("true none".into(), true), "interacting runs the function");
    assert_eq!(s.run(1), ("true none".into(), false), "interacting elsewhere does not");
    s.set("select", "baz");
    assert_eq!(s.run(1), ("true baz".into(), true));
    s.set("select", "none");
    assert_eq!(s.run(1), ("true none".into(), false), "a known combination is a hit");
}

#[test]
fn meeting_a_new_widget_does_not_invalidate_earlier_results() {
    let s = Session::new(&with_widgets(&Fixture::default(), Options::default()));
    s.run(1);
    s.set("checkbox", "true");
    s.set("select", "baz");
    s.run(1);
    s.set("checkbox", "false");
    assert_eq!(s.run(1), ("false".into(), false), "whatever the hidden selection holds");
    s.set("select", "foo");
    assert_eq!(s.run(1), ("false".into(), false));
}

#[test]
fn the_first_run_of_a_second_session_is_a_hit() {
    let function = with_widgets(&Fixture::default(), Options::default());
    Session::new(&function).run(1);
    assert_eq!(Session::new(&function).run(1), ("false".into(), false), "unset equals default");
}

#[test]
fn arguments_and_widgets_are_independent() {
    let s = Session::new(&with_widgets(&Fixture::default(), Options::default()));
    s.set("checkbox", "true");
    assert!(s.run(1).1);
    assert!(s.run(2).1);
    assert!(!s.run(1).1);
    s.set("checkbox", "false");
    assert!(s.run(2).1);
}

#[test]
fn the_result_of_a_click_does_not_leak_into_the_next_run() {
    let function = with_widgets(&Fixture::default(), Options::default());
    let s = Session::new(&function);
    let button = |clicked: &'static str| {
        s.set("button", clicked);
        match s.lookup(1) {
            Lookup::Miss(lease) => {
                let input = WidgetInput { id: "button".into(), value: print(clicked), default: print("false") };
                (lease.store(clicked.into(), Replay::none(), vec![input]).unwrap().to_string(), true)
            }
            Lookup::Hit(hit) => (hit.value.to_string(), false),
            Lookup::Stale(..) => panic!("nothing is stale here"),
        }
    };
    assert_eq!(button("true"), ("true".into(), true));
    assert_eq!(button("false"), ("false".into(), true));
    assert_eq!(button("true"), ("true".into(), false), "a later click finds the first one's result");
}

#[test]
fn clear_with_arguments_forgets_all_combinations() {
    let fixture = Fixture::default();
    let function = with_widgets(&fixture, Options::default());
    let s = Session::new(&function);
    s.run(1);
    s.set("checkbox", "true");
    s.run(1);
    let x = Dynamic::from(1_i64);
    function.clear_call(&[Argument::new("x", &x)]).unwrap();
    assert_eq!(function.stats().entries, 0);
    assert!(s.run(1).1);
    s.set("checkbox", "false");
    assert!(s.run(1).1);
}

#[test]
fn each_combination_counts_for_max_entries_and_has_its_own_ttl() {
    let fixture = Fixture::default();
    let options = Options { max_entries: Some(2), ttl: Some(seconds(10)), ..Options::default() };
    let s = Session::new(&with_widgets(&fixture, options));
    s.run(1);
    fixture.clock.advance(seconds(5));
    s.set("checkbox", "true");
    s.run(1);
    fixture.clock.advance(seconds(5));
    assert!(!s.run(1).1, "stored 5 seconds ago");
    s.set("checkbox", "false");
    assert!(s.run(1).1, "stored 10 seconds ago");
    s.set("checkbox", "true");
    s.set("select", "baz");
    assert!(s.run(1).1);
    s.set("select", "none");
    assert!(s.run(1).1, "evicted as the least recently used");
}

#[test]
fn sessions_with_different_widget_values_do_not_wait_for_each_other() {
    let function = with_widgets(&Fixture::default(), Options::default());
    let (one, other) = (Session::new(&function), Session::new(&function));
    one.run(1);
    one.set("checkbox", "true");
    other.set("checkbox", "also true");
    let lease = one.lookup(1);
    assert!(matches!(lease, Lookup::Miss(_)));
    assert!(matches!(other.lookup(1), Lookup::Miss(_)));
}

#[test]
fn a_waiter_whose_widgets_turn_out_to_differ_computes_for_itself() {
    let function = with_widgets(&Fixture::default(), Options::default());
    let one = Session::new(&function);
    let other = Session::new(&function);
    other.set("checkbox", "true");
    // Nobody knows of the checkbox yet, so the second session waits for the first.
    let Lookup::Miss(lease) = one.lookup(1) else { panic!() };
    let thread = std::thread::spawn(move || other.run(1));
    let (value, widgets) = one.body();
    lease.store(value.into(), Replay::none(), widgets).unwrap();
    assert_eq!(thread.join().unwrap(), ("true none".into(), true));
}

#[test]
fn combinations_survive_a_restart() {
    let storage = Arc::new(storage::MemoryStorage::new());
    let options = Options { persist: true, ..Options::default() };
    let s = Session::new(&with_widgets(&Fixture::on(&storage), options.clone()));
    s.run(1);
    s.set("checkbox", "true");
    s.run(1);
    let s = Session::new(&with_widgets(&Fixture::on(&storage), options));
    assert_eq!(s.run(1), ("false".into(), false));
    s.set("checkbox", "true");
    assert_eq!(s.run(1), ("true none".into(), false));
    s.set("select", "baz");
    assert_eq!(s.run(1), ("true baz".into(), true));
}

#[test]
fn a_function_without_allow_widgets_ignores_them() {
    let function = Fixture::default().memo("f", Options::default()).function;
    let s = Session::new(&function);
    let Lookup::Miss(lease) = s.lookup(1) else { panic!() };
    lease.store("drawn".into(), Replay::none(), Vec::new()).unwrap();
    s.set("checkbox", "true");
    assert!(matches!(s.lookup(1), Lookup::Hit(_)));
}
