//! What a session remembers from run to run. It knows widgets by their trait, and no script.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::{Mutex, MutexGuard};
use rhai::{Dynamic, Map};

use super::query::QueryParams;
use super::widgets::{Clicked, Held, Widgets};
use crate::element::input::{Bind, Widget, WireValue};
use crate::error::{Error, ErrorKind, Result};
use crate::protocol::messages::Values;
use crate::value::{HostTypes, measured, same};

/// What one session remembers: the script's own values and the values of its widgets, under one set of keys.
#[derive(Debug)]
pub struct SessionState {
    id: String,
    /// The script's own values. They have a lock of their own, since they can be large, and the session's actor, which never
    /// looks at them, must not wait while a run measures, copies or drops them. Who needs both locks takes this one first.
    own: Mutex<BTreeMap<Arc<str>, Dynamic>>,
    inner: Mutex<Inner>,
    /// What the session kept when it was measured last.
    bytes: AtomicUsize,
}

impl Default for SessionState {
    fn default() -> Self {
        Self::new(QueryParams::default())
    }
}

#[derive(Debug, Default)]
struct Inner {
    widgets: Widgets,
    query: QueryParams,
    /// The keys of the widgets whose values stand in the query parameters.
    bound: BTreeSet<Arc<str>>,
    /// The widgets that were changed or clicked and whose callbacks are still to be called.
    changed: VecDeque<Arc<str>>,
    /// Whether a run has come to its end, so that all widgets of the page are known.
    has_drawn: bool,
}

/// The lock on [`Inner`]. What was replaced under it, which may be large, is dropped after it: the actor waits for nobody.
struct Locked<'a> {
    // The order counts: fields are dropped from the first to the last.
    inner: MutexGuard<'a, Inner>,
    replaced: Vec<Held>,
}

impl Deref for Locked<'_> {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut Inner {
        &mut self.inner
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        self.replaced = self.inner.widgets.take_replaced();
    }
}

/// The bytes of the id of a click on a widget that nobody knows.
const LONGEST_UNKNOWN_ID: usize = 1 << 10;

/// A widget whose value the page has changed: its callback is to be called before the run.
pub type Change = Arc<dyn Widget>;

/// What drawing a widget gives.
#[derive(Debug)]
pub struct Registered {
    /// The widget's identity in this session.
    pub id: Arc<str>,
    /// Its value, as the script sees it.
    pub value: Dynamic,
    /// Its value for the page; `None` for buttons.
    pub wire: Option<WireValue>,
}

impl SessionState {
    /// The state of a new session, with the query parameters of its page.
    #[must_use]
    pub fn new(query: QueryParams) -> Self {
        Self {
            id: new_id(),
            own: Mutex::default(),
            inner: Mutex::new(Inner { query, ..Inner::default() }),
            bytes: AtomicUsize::new(0),
        }
    }

    /// The session's name: 32 hexadecimal digits that cannot be guessed.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn lock(&self) -> Locked<'_> {
        Locked { inner: self.inner.lock(), replaced: Vec::new() }
    }

    /// Whether somebody uses the state in this very moment, so that asking it would wait.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.inner.is_locked()
    }

    /// Measures what the session keeps: the approximate bytes of the script's values, of those of widgets and of
    /// the query parameters. `others`: the bytes of what else is kept for it. `None` when a value is nested too deep to
    /// be measured.
    pub fn measure(&self, types: &HostTypes, others: usize) -> Option<usize> {
        let own = self
            .own
            .lock()
            .iter()
            .map(|(key, value)| Some(2 * key.len() + measured(value, types)?))
            .sum::<Option<usize>>()?;
        let inner = self.lock();
        let bytes = own + inner.widgets.bytes(types)? + inner.query.bytes() + others;
        self.bytes.store(bytes, Ordering::Relaxed);
        Some(bytes)
    }

    /// What [`SessionState::measure`] found last.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Forgets the script's values and those of widgets. Clicks stay, and the buttons that they are for.
    pub fn forget_values(&self) {
        self.own.lock().clear();
        self.lock().widgets.forget_values();
    }

    /// Takes those of the page's values that are for widgets which the session does not know. A run that draws these
    /// widgets finds them; of what is more than a few megabytes, only the first are kept. Gives how many are not.
    pub fn receive_unknown(&self, values: &mut Values) -> usize {
        let inner = &mut *self.lock();
        let widgets = &mut inner.widgets;
        let mut ignored = 0;
        values.retain(|id, wire| {
            let is_known = widgets.known(id).is_some();
            if !is_known && !widgets.receive_unknown(id, wire) {
                ignored += 1;
            }
            is_known
        });
        ignored
    }

    /// Leaves of the page's clicks those on widgets that can be clicked. A session that has not drawn everything yet takes
    /// others too: a page that was open when the host was restarted shows widgets that the first run is still to draw.
    pub fn retain_clickable(&self, clicks: &mut Values) {
        let inner = self.lock();
        clicks.retain(|id, _| match inner.widgets.known(id) {
            Some(widget) => widget.is_trigger(),
            None => !inner.has_drawn && id.len() <= LONGEST_UNKNOWN_ID,
        });
    }

    /// The query string that the page's address is to have.
    #[must_use]
    pub fn query(&self) -> String {
        self.lock().query.encode()
    }

    /// The value that a widget will have when it is drawn, by its id: what the script has put under its key, else what it
    /// had; `None` when the session does not know it.
    #[must_use]
    pub fn widget_value(&self, id: &str) -> Option<Dynamic> {
        let own = self.own.lock();
        let inner = self.lock();
        let Some(assigned) = key_of(id).and_then(|key| own.get(key)) else {
            return inner.widgets.by_id(id);
        };
        match inner.widgets.known(id) {
            // Drawing says what is wrong with a value that the widget cannot have.
            Some(widget) => widget.accept(assigned).ok().or_else(|| inner.widgets.by_id(id)),
            None => Some(assigned.clone()),
        }
    }

    /// The widget as it was drawn last.
    #[must_use]
    pub fn widget(&self, id: &str) -> Option<Arc<dyn Widget>> {
        self.lock().widgets.known(id)
    }

    /// Gives a widget that is to be drawn the value that it will have: one that the page sent before anybody knew the
    /// widget, one that the script put under its key, one from the page's address. Whether that is another one than
    /// [`SessionState::widget_value`] gave.
    pub fn adopt(&self, id: &str, widget: &Arc<dyn Widget>) -> bool {
        let widget = &self.shaped(widget.clone());
        let own = self.own.lock();
        let inner = &mut *self.lock();
        if widget.is_trigger() {
            return inner.widgets.adopt(id, widget);
        }
        let assigned = widget.options().key.as_deref().and_then(|key| own.get(key));
        // Drawing says what is wrong with a value that the widget cannot have.
        let Ok(Some(value)) = inner.given(id, &**widget, assigned) else {
            return inner.widgets.adopt(id, widget);
        };
        if inner.widgets.by_id(id).is_some_and(|former| same(&former, &value)) {
            return false;
        }
        inner.widgets.hold(id.into(), widget.clone(), value);
        true
    }

    /// Begins a run with what the page has sent; gives whether the run has a click that the script is to see.
    ///
    /// The callbacks of what was changed or clicked come from [`SessionState::next_callback`]: once for each widget that
    /// was changed, and once for each click.
    pub fn begin_run(&self, values: &Values, triggers: &[(String, WireValue)]) -> bool {
        let inner = &mut *self.lock();
        inner.widgets.begin_run();
        for (id, wire) in values {
            if inner.widgets.receive(id, wire) && !inner.changed.iter().any(|known| **known == **id) {
                inner.changed.push_back(id.as_str().into());
            }
        }
        let mut is_to_be_seen = false;
        for (id, wire) in triggers {
            match inner.widgets.trigger(id, wire) {
                Clicked::Nothing => log::debug!("a click on {id} does nothing: it is not there, or is disabled"),
                Clicked::Seen => is_to_be_seen = true,
                Clicked::CallsBack => inner.changed.push_back(id.as_str().into()),
            }
        }
        is_to_be_seen
    }

    /// Notes, before a run begins, which widgets the person has changed or clicked for it.
    pub fn outdate(&self, by: &[&str]) {
        self.lock().widgets.outdate(by);
    }

    /// Whether a widget, and with it the callback that it names, was drawn after all that the person has done.
    #[must_use]
    pub fn is_drawn_anew(&self, id: &str) -> bool {
        let inner = self.lock();
        inner.widgets.known(id).is_some() && inner.widgets.is_anew(id)
    }

    /// Whether a change of a widget, or a click on it, calls a function of the script; `None` for a widget that the
    /// session has not drawn.
    #[must_use]
    pub fn calls_back(&self, id: &str) -> Option<bool> {
        self.lock().widgets.known(id).map(|widget| widget.callback().is_some())
    }

    /// The next widget whose callback is to be called before the script runs.
    pub fn next_callback(&self) -> Option<Change> {
        let inner = &mut *self.lock();
        loop {
            let id = inner.changed.pop_front()?;
            if let Some(widget) = inner.widgets.known(&id).filter(|widget| widget.callback().is_some()) {
                return Some(widget);
            }
        }
    }

    /// The widget as the session's value for it makes it: a slider whose pair stands under its key is one for a range.
    #[must_use]
    pub fn shaped(&self, widget: Arc<dyn Widget>) -> Arc<dyn Widget> {
        let assigned = widget.options().key.as_deref().and_then(|key| self.own.lock().get(key).cloned());
        let inner = self.lock();
        let id = widget_id(&*widget);
        let held = assigned.or_else(|| inner.widgets.any_by_id(&id)).or_else(|| {
            let texts = inner.query.get(bound_key(&*widget)?);
            Some(texts.into_iter().map(|text| Dynamic::from(text.to_owned())).collect::<rhai::Array>().into())
        });
        held.and_then(|value| widget.shaped_by(&value)).unwrap_or(widget)
    }

    /// Draws a widget: finds or makes its value.
    ///
    /// # Errors
    /// [`ErrorKind::DuplicateWidgetId`] when the run has drawn the same widget before, and the widget's own error for a
    /// value under its key that it cannot have.
    pub fn register(&self, widget: &Arc<dyn Widget>) -> Result<Registered> {
        let own = &mut *self.own.lock();
        let inner = &mut *self.lock();
        let key = widget.options().key.as_deref();
        let id: Arc<str> = widget_id(&**widget).into();
        if key.is_some_and(|key| inner.widgets.is_drawn(key)) || !inner.widgets.mark_drawn(&id, key) {
            return Err(duplicate(widget.command(), key));
        }
        if key == Some("") {
            let message = format!("`key` of `st.{}` is an empty string.", widget.command());
            return Err(Error::new(ErrorKind::Argument, message).hint("Give it a name, or leave it out."));
        }
        if widget.bind().is_some() && key.is_none() {
            return Err(unnamed(widget.command()));
        }
        let assigned = key.and_then(|key| own.remove(key));
        let given = inner.given(&id, &**widget, assigned.as_ref())?;
        let value = given.unwrap_or_else(|| inner.widgets.value(&id, &**widget));
        if let Some(key) = bound_key(&**widget) {
            inner.show_in_query(key, &**widget, &value);
        }
        let wire = (!widget.is_trigger()).then(|| widget.write(&value)).flatten();
        inner.widgets.hold(id.clone(), widget.clone(), value.clone());
        Ok(Registered { id, value, wire })
    }

    /// The clicks of the newest run that nothing has seen: it has ended before it drew their widgets.
    #[must_use]
    pub fn unread_triggers(&self) -> Vec<(String, WireValue)> {
        self.lock().widgets.unread_triggers()
    }

    /// Notes that a run has come to its end by itself: what it has not drawn and not called, no other is to.
    pub fn settle(&self) {
        let inner = &mut *self.lock();
        inner.changed.clear();
        inner.widgets.settle();
    }

    /// Ends a run. `complete`: it came to its end, so that what it did not draw is forgotten.
    pub fn end_run(&self, complete: bool) {
        let inner = &mut *self.lock();
        if complete {
            inner.has_drawn = true;
            inner.widgets.end_complete_run();
            let (widgets, query) = (&inner.widgets, &mut inner.query);
            inner.bound.retain(|key| {
                let stays = widgets.has_key(key);
                if !stays {
                    query.set(key, Vec::new());
                }
                stays
            });
        }
    }

    /// The value under a key: the script's own, or that of the widget with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Dynamic> {
        let own = self.own.lock().get(key).cloned();
        own.or_else(|| self.lock().widgets.by_key(key))
    }

    /// Puts a value under a key. For a widget's key it becomes the widget's value when it is drawn.
    ///
    /// # Errors
    /// [`ErrorKind::SessionState`] when this run has drawn the widget already, or when the key is empty.
    pub fn set(&self, key: &str, value: Dynamic) -> Result<()> {
        if key.is_empty() {
            return Err(Error::new(ErrorKind::SessionState, "An empty string is not a key of `st.session_state`."));
        }
        if self.lock().widgets.is_drawn(key) {
            return Err(Error::new(
                ErrorKind::SessionState,
                format!("`st.session_state.{key}` cannot be changed after the widget with the key `{key}` was drawn."),
            )
            .hint("Set it before the widget's line, or in a callback (`on_change`, `on_click`)."));
        }
        self.own.lock().insert(key.into(), value.flatten());
        Ok(())
    }

    /// Forgets the value under a key; whether there was one.
    pub fn remove(&self, key: &str) -> bool {
        let own = self.own.lock().remove(key).is_some();
        self.lock().widgets.remove_key(key) || own
    }

    /// Forgets everything under keys.
    pub fn clear(&self) {
        for key in self.keys() {
            self.remove(&key);
        }
    }

    /// All keys with their values.
    #[must_use]
    pub fn to_map(&self) -> Map {
        self.keys().iter().filter_map(|key| Some(((&**key).into(), self.get(key)?))).collect()
    }

    /// All keys, in alphabetical order.
    #[must_use]
    pub fn keys(&self) -> Vec<Arc<str>> {
        let own = self.own.lock();
        let inner = self.lock();
        let mut keys: Vec<Arc<str>> = own.keys().chain(inner.widgets.keys()).cloned().collect();
        keys.sort();
        keys.dedup();
        keys
    }
}

impl Inner {
    /// The value that a widget is given from outside: what the script has put under its key, or, for a widget that is bound
    /// to the page's address and has no value yet, what that says.
    fn given(&self, id: &str, widget: &dyn Widget, assigned: Option<&Dynamic>) -> Result<Option<Dynamic>> {
        match assigned {
            Some(value) => widget.accept(value).map(Some),
            None if self.widgets.holds(id) => Ok(None),
            None => Ok(bound_key(widget).and_then(|key| widget.parse(&self.query.get(key)))),
        }
    }

    /// Puts the value of a widget into the query parameters, where a default does not stand.
    fn show_in_query(&mut self, key: &str, widget: &dyn Widget, value: &Dynamic) {
        let is_default = same(value, &widget.default_value());
        if !self.query.set(key, if is_default { Vec::new() } else { widget.texts(value) }) {
            log::debug!("the value of the widget `{key}` is not in the address of its page: it is too long for one");
        }
        if !self.bound.contains(key) {
            self.bound.insert(key.into());
        }
    }
}

/// The query parameter that a widget is bound to.
fn bound_key(widget: &dyn Widget) -> Option<&str> {
    match widget.bind()? {
        Bind::QueryParams => widget.options().key.as_deref(),
    }
}

fn unnamed(command: &str) -> Error {
    Error::new(ErrorKind::Argument, format!("`bind` of `st.{command}` needs a `key`: the name of the query parameter."))
        .hint("Add one: `#{ key: \"name\", bind: \"query-params\" }`.")
}

/// An id that cannot be guessed: 128 bits of the random keys that the standard library draws from the system.
fn new_id() -> String {
    let half = || RandomState::new().hash_one(std::time::Instant::now());
    format!("{:016x}{:016x}", half(), half())
}

/// The id of a widget, the same in every session: what makes it itself, and its key for people.
#[must_use]
pub fn widget_id(widget: &dyn Widget) -> String {
    match &widget.options().key {
        Some(key) => format!("w-{:016x}-{key}", widget.identity()),
        None => format!("w-{:016x}", widget.identity()),
    }
}

/// The key in the id of a widget: all that a cache has kept of a widget is its id.
fn key_of(id: &str) -> Option<&str> {
    id.strip_prefix("w-")?.split_once('-').map(|(_, key)| key)
}

fn duplicate(command: &str, key: Option<&str>) -> Error {
    match key {
        Some(key) => Error::new(ErrorKind::DuplicateWidgetId, format!("Two widgets of this run have the key `{key}`."))
            .hint("Give each widget a `key` of its own."),
        None => Error::new(
            ErrorKind::DuplicateWidgetId,
            format!("There are several `st.{command}` widgets with the same parameters, so they cannot be told apart."),
        )
        .hint(format!("Give each `st.{command}` a `key` of its own: `#{{ key: \"…\" }}`.")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::element::{Args, Drawing, Host, registry};

    struct NoHost;

    impl Host for NoHost {
        fn call(&mut self, _: &rhai::FnPtr, _: Vec<Dynamic>) -> Result<Dynamic> {
            unreachable!("no functions here")
        }
    }

    /// The widget that a call describes.
    fn widget(command: &str, args: &str) -> Arc<dyn Widget> {
        let engine = rhai::Engine::new();
        let args: rhai::Array = engine.eval(&format!("[{args}]")).unwrap();
        let entry = registry::find(command).unwrap();
        let mut args = Args::new(&entry.spec, args).unwrap();
        match (entry.build)(&mut args, &mut NoHost).unwrap() {
            Drawing::Widget(widget) => widget,
            other => panic!("{other:?}"),
        }
    }

    /// Begins a run; gives how many callbacks it has to call, if every widget has one.
    fn run(state: &SessionState, values: &[(&str, WireValue)]) -> usize {
        let values: BTreeMap<String, WireValue> =
            values.iter().map(|(id, value)| ((*id).to_owned(), value.clone())).collect();
        state.begin_run(&values, &[]);
        std::mem::take(&mut state.inner.lock().changed).len()
    }

    #[test]
    fn what_the_actor_asks_does_not_wait_for_a_run_that_works_on_the_scripts_values() {
        let state = Arc::new(SessionState::default());
        // As long as a run measures, copies or drops a large value.
        let busy = state.own.lock();
        let (answered, answer) = std::sync::mpsc::channel();
        let asked = state.clone();
        std::thread::spawn(move || {
            let values = &mut Values::from([("id".to_owned(), WireValue::Bool(true))]);
            asked.receive_unknown(values);
            asked.retain_clickable(values);
            asked.outdate(&["id"]);
            let _ = (asked.query(), asked.is_drawn_anew("id"), asked.calls_back("id"), asked.unread_triggers());
            let _ = (asked.is_locked(), asked.bytes());
            answered.send(()).unwrap();
        });
        answer.recv_timeout(std::time::Duration::from_secs(10)).unwrap();
        drop(busy);
    }

    #[test]
    fn a_widget_keeps_its_value_from_run_to_run_and_loses_it_when_a_run_does_not_draw_it() {
        let state = SessionState::default();
        let slider = || widget("slider", r#""Rows", 0, 10, 3"#);
        run(&state, &[]);
        let first = state.register(&slider()).unwrap();
        assert_eq!(first.value.as_int(), Ok(3));
        state.end_run(true);
        assert_eq!(run(&state, &[(&first.id, WireValue::Int(7))]), 1, "changed");
        assert_eq!(state.register(&slider()).unwrap().value.as_int(), Ok(7));
        state.end_run(true);
        assert_eq!(run(&state, &[(&first.id, WireValue::Int(7))]), 0, "the same");
        state.end_run(true);
        run(&state, &[]);
        assert_eq!(state.register(&slider()).unwrap().value.as_int(), Ok(3));
    }

    #[test]
    fn a_run_that_was_cut_short_keeps_the_values_of_what_it_did_not_reach() {
        let state = SessionState::default();
        let slider = || widget("slider", r#""Rows", 0, 10, 3"#);
        run(&state, &[]);
        let id = state.register(&slider()).unwrap().id;
        state.end_run(true);
        run(&state, &[(&id, WireValue::Int(7))]);
        state.end_run(false);
        run(&state, &[]);
        assert_eq!(state.register(&slider()).unwrap().value.as_int(), Ok(7));
    }

    #[test]
    fn with_a_key_the_label_may_change_and_without_one_it_makes_a_new_widget() {
        let state = SessionState::default();
        run(&state, &[]);
        let keyed = state.register(&widget("checkbox", r#""A", #{ key: "k" }"#)).unwrap();
        let plain = state.register(&widget("checkbox", r#""A""#)).unwrap();
        state.end_run(true);
        run(&state, &[(&keyed.id, WireValue::Bool(true)), (&plain.id, WireValue::Bool(true))]);
        let keyed = state.register(&widget("checkbox", r#""B", #{ key: "k" }"#)).unwrap();
        let plain = state.register(&widget("checkbox", r#""B""#)).unwrap();
        assert_eq!(keyed.value.as_bool(), Ok(true));
        assert_eq!(plain.value.as_bool(), Ok(false));
    }

    #[test]
    fn the_same_widget_twice_in_one_run_is_an_error_that_says_what_to_do() {
        let state = SessionState::default();
        run(&state, &[]);
        let button = || widget("button", r#""Go""#);
        state.register(&button()).unwrap();
        let error = state.register(&button()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DuplicateWidgetId);
        assert!(error.report().hint.as_ref().unwrap().contains("key"));
    }

    #[test]
    fn a_value_set_under_a_widgets_key_becomes_its_value_but_not_after_it_was_drawn() {
        let state = SessionState::default();
        let slider = || widget("slider", r#""Rows", 0, 10, 3, #{ key: "rows" }"#);
        run(&state, &[]);
        state.set("rows", 5.into()).unwrap();
        assert_eq!(state.register(&slider()).unwrap().value.as_int(), Ok(5));
        assert_eq!(state.get("rows").unwrap().as_int(), Ok(5));
        let error = state.set("rows", 6.into()).unwrap_err();
        assert!(error.message().contains("after the widget"), "{error}");
        state.end_run(true);
        run(&state, &[]);
        state.set("rows", 50.into()).unwrap();
        assert!(state.register(&slider()).is_err(), "out of range");
    }

    #[test]
    fn values_of_a_page_that_the_host_does_not_know_seed_the_session() {
        let state = SessionState::default();
        let slider = widget("slider", r#""Rows", 0, 10, 3"#);
        let id = format!("w-{:016x}", slider.identity());
        run(&state, &[(&id, WireValue::Int(9))]);
        assert_eq!(state.register(&slider).unwrap().value.as_int(), Ok(9));
    }

    #[test]
    fn an_option_that_is_gone_gives_way_to_the_default() {
        let state = SessionState::default();
        run(&state, &[]);
        let pick = |options: &str| widget("selectbox", &format!(r#""City", {options}, #{{ key: "city" }}"#));
        let id = state.register(&pick(r#"["Oslo", "Rome"]"#)).unwrap().id;
        state.end_run(true);
        run(&state, &[(&id, WireValue::Int(1))]);
        let reordered = state.register(&pick(r#"["Rome", "Bern"]"#)).unwrap();
        assert_eq!(reordered.value.to_string(), "Rome");
        assert_eq!(reordered.wire, Some(WireValue::List(vec![0.into(), "Rome".into()])));
        state.end_run(true);
        run(&state, &[]);
        let gone = state.register(&pick(r#"["Bern"]"#)).unwrap();
        assert_eq!(gone.value.to_string(), "Bern");
    }

    #[test]
    fn options_that_come_back_after_there_were_none_begin_with_the_default() {
        for command in ["selectbox", "radio"] {
            let state = SessionState::default();
            let draw = |options: &str, sent: &[(&str, WireValue)]| {
                run(&state, sent);
                let pick = widget(command, &format!(r#""City", {options}, #{{ key: "city" }}"#));
                let drawn = state.register(&pick).unwrap();
                state.end_run(true);
                drawn
            };
            assert!(draw("[]", &[]).value.is_unit());
            let first = draw(r#"["Oslo", "Rome"]"#, &[]);
            assert_eq!(first.value.to_string(), "Oslo", "{command}");
            // A choice that has vanished with the options is forgotten, as one that is not among others.
            assert_eq!(draw(r#"["Oslo", "Rome"]"#, &[(&first.id, 1.into())]).value.to_string(), "Rome");
            assert!(draw("[]", &[]).value.is_unit());
            assert_eq!(draw(r#"["Oslo", "Rome"]"#, &[]).value.to_string(), "Oslo", "{command}");
        }
    }

    #[test]
    fn nothing_stays_chosen_where_there_is_something_to_choose_from() {
        let state = SessionState::default();
        let pick = || widget("selectbox", r#""City", ["Oslo", "Rome"], #{ key: "city" }"#);
        state.set("city", Dynamic::UNIT).unwrap();
        for _ in 0..2 {
            run(&state, &[]);
            assert!(state.register(&pick()).unwrap().value.is_unit());
            state.end_run(true);
        }
    }

    #[test]
    fn a_widget_bound_to_the_address_begins_with_what_it_says() {
        let state = SessionState::new(QueryParams::parse("?rows=8&city=Rome"));
        run(&state, &[]);
        let rows = widget("slider", r#""Rows", 0, 10, 3, #{ key: "rows", bind: "query-params" }"#);
        assert_eq!(state.register(&rows).unwrap().value.as_int(), Ok(8));
        let city = widget("selectbox", r#""City", ["Oslo", "Rome"], #{ key: "city", bind: "query-params" }"#);
        assert_eq!(state.register(&city).unwrap().value.to_string(), "Rome");
        assert_eq!(state.query(), "?rows=8&city=Rome");
    }

    #[test]
    fn the_address_follows_the_widgets_that_are_bound_to_it() {
        let state = SessionState::new(QueryParams::parse("?other=1&rows=no+number"));
        run(&state, &[]);
        let rows = || widget("slider", r#""Rows", 0, 10, 3, #{ key: "rows", bind: "query-params" }"#);
        let id = state.register(&rows()).unwrap().id;
        state.end_run(true);
        assert_eq!(state.query(), "?other=1", "what is not a value goes, and a default does not stand there");
        run(&state, &[(&id, WireValue::Int(7))]);
        state.register(&rows()).unwrap();
        state.end_run(true);
        assert_eq!(state.query(), "?other=1&rows=7");
        run(&state, &[]);
        state.set("rows", 9.into()).unwrap();
        state.register(&rows()).unwrap();
        state.end_run(true);
        assert_eq!(state.query(), "?other=1&rows=9");
        run(&state, &[]);
        state.end_run(true);
        assert_eq!(state.query(), "?other=1", "the widget is gone");
    }

    #[test]
    fn every_widget_reads_from_the_address_what_it_has_written_there() {
        let bound = |parameters: &str| format!("{parameters}, #{{ key: \"k\", bind: \"query-params\" }}");
        let cases: [(&str, &str, WireValue, &str); 10] = [
            ("checkbox", r#""A""#, true.into(), "?k=true"),
            ("slider", r#""A", 0, 10, 3"#, 7.into(), "?k=7"),
            ("slider", r#""A", 0.0, 1.0, 0.5"#, 0.25.into(), "?k=0.25"),
            ("slider", r#""A", 0, 10, [3, 4]"#, vec![2, 9].into(), "?k=2&k=9"),
            ("number_input", r#""A", 0, 10, 1"#, 4.into(), "?k=4"),
            ("number_input", r#""A", 0, 10, 1, 1, "%d""#, 10.into(), "?k=10"),
            ("text_input", r#""A""#, "5 %".into(), "?k=5+%25"),
            ("text_input", r#""A", "text""#, "".into(), "?k="),
            ("selectbox", r#""A", ["true", "7", "é"]"#, 2.into(), "?k=%C3%A9"),
            ("radio", r#""A", ["true", "7"]"#, 1.into(), "?k=7"),
        ];
        for (command, parameters, wire, query) in cases {
            let drawn = || widget(command, &bound(parameters));
            let state = SessionState::default();
            run(&state, &[]);
            let id = state.register(&drawn()).unwrap().id;
            assert_eq!(state.query(), "", "{command} by default");
            run(&state, &[(&id, wire)]);
            let value = state.register(&drawn()).unwrap().value;
            assert_eq!(state.query(), query, "{command}");
            let other = SessionState::new(QueryParams::parse(query));
            run(&other, &[]);
            assert!(same(&other.register(&drawn()).unwrap().value, &value), "{command}");
        }
    }

    #[test]
    fn a_bound_widget_without_a_key_is_an_error() {
        let state = SessionState::default();
        run(&state, &[]);
        let error = state.register(&widget("checkbox", r#""A", #{ bind: "query-params" }"#)).unwrap_err();
        assert!(error.message().contains("needs a `key`"), "{error}");
    }

    #[test]
    fn only_what_can_be_clicked_is_clicked() {
        let state = SessionState::default();
        let clickable = |ids: &[&str]| {
            let mut clicks: Values = ids.iter().map(|id| ((*id).to_owned(), WireValue::Bool(true))).collect();
            state.retain_clickable(&mut clicks);
            clicks.into_keys().collect::<Vec<_>>()
        };
        run(&state, &[]);
        let button = state.register(&widget("button", r#""Go""#)).unwrap().id;
        let slider = state.register(&widget("slider", r#""Rows", 0, 10, 3"#)).unwrap().id;
        let long = "x".repeat(25 << 20);
        // The run in progress has drawn two, and may draw a third.
        assert_eq!(clickable(&[&button, &slider, &long, "w-1"]), ["w-1", &*button]);
        state.end_run(true);
        assert_eq!(clickable(&[&button, &slider, &long, "w-1"]), [&*button]);
        run(&state, &[]);
        let other = state.register(&widget("button", r#""Other""#)).unwrap().id;
        assert_eq!(clickable(&[&other, "w-1"]), [&*other], "it was drawn by the run in progress");
    }
}
