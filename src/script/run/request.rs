//! What is still to be run for a session: the steps of a person that no run has taken yet, in their order.

use std::collections::VecDeque;

use super::RunInput;
use crate::element::input::WireValue;
use crate::protocol::messages::Values;

/// Clicks of one session that wait for their run; more are dropped, the newest first.
const MOST_CLICKS: usize = 256;

/// The bytes of the ids and values of these clicks.
const MOST_CLICK_BYTES: usize = 1 << 20;

/// While values of more bytes than this wait, only those are taken that replace others.
const MOST_VALUE_BYTES: usize = 4 << 20;

/// What a person has done.
#[derive(Debug)]
enum Step {
    /// Values that have changed, or none: the script is to run.
    Values(Values),
    Click(String, WireValue),
}

/// The steps that wait.
///
/// Values that follow each other become one step, in which the newest value of each widget wins. A click is a step of
/// its own: it comes after the values that were changed before it, and before those that are changed after it.
#[derive(Debug, Default)]
pub struct Pending {
    steps: VecDeque<Step>,
    clicks: usize,
    click_bytes: usize,
    value_bytes: usize,
}

/// How much of a request found no room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Values of widgets.
    pub values: usize,
    /// Clicks.
    pub clicks: usize,
}

/// Whether a change of a widget or a click on it calls a function of the script; `None` for an unknown widget.
pub type CallsBack<'a> = &'a dyn Fn(&str) -> Option<bool>;

impl Pending {
    /// Adds a request of the page: its values, then its clicks. Gives how much of it finds no room. Where nothing waits,
    /// there is room for all values of a request, however large.
    pub fn add(&mut self, values: Values, clicks: impl IntoIterator<Item = (String, WireValue)>) -> Dropped {
        let mut dropped = Dropped::default();
        let mut clicks = clicks.into_iter().peekable();
        if !values.is_empty() || clicks.peek().is_none() {
            if !matches!(self.steps.back(), Some(Step::Values(_))) {
                self.steps.push_back(Step::Values(Values::new()));
            }
            let Some(Step::Values(waiting)) = self.steps.back_mut() else { unreachable!("it was just pushed") };
            let has_room = self.value_bytes <= MOST_VALUE_BYTES;
            for (id, value) in values {
                let former = waiting.get(&id).map_or(0, |former| bytes(&id, former));
                if has_room || self.value_bytes - former <= MOST_VALUE_BYTES {
                    self.value_bytes += bytes(&id, &value);
                    self.value_bytes -= former;
                    waiting.insert(id, value);
                } else {
                    dropped.values += 1;
                }
            }
        }
        for (id, value) in clicks {
            if self.clicks == MOST_CLICKS || self.click_bytes + bytes(&id, &value) > MOST_CLICK_BYTES {
                dropped.clicks += 1;
            } else {
                self.count_click(&id, &value);
                self.steps.push_back(Step::Click(id, value));
            }
        }
        dropped
    }

    fn count_click(&mut self, id: &str, value: &WireValue) {
        self.clicks += 1;
        self.click_bytes += bytes(id, value);
    }

    fn uncount_click(&mut self, id: &str, value: &WireValue) {
        self.clicks -= 1;
        self.click_bytes -= bytes(id, value);
    }

    /// Asks for a run before all others: for these clicks, which were taken and that nothing has seen.
    pub fn put_back(&mut self, clicks: Vec<(String, WireValue)>) {
        if clicks.is_empty() {
            self.steps.push_front(Step::Values(Values::new()));
        }
        for (id, value) in clicks.into_iter().rev() {
            self.count_click(&id, &value);
            self.steps.push_front(Step::Click(id, value));
        }
    }

    /// Takes what the next run is for: values, a click, values and the click that follows them, or several clicks that
    /// call the same function. `calls_back` keeps apart what a callback is to see from what it is not.
    pub fn take(&mut self, calls_back: CallsBack) -> Option<RunInput> {
        let mut input = RunInput::default();
        let followed = |id: &str| calls_back(id) == Some(true);
        match self.steps.pop_front()? {
            Step::Values(values) => {
                self.value_bytes -= bytes_of(&values);
                let are_quiet = !values.keys().any(|id| followed(id));
                input.values = values;
                // A click that only the script sees needs no run between.
                if are_quiet && let Some(click) = self.take_click_if(|id| calls_back(id) == Some(false)) {
                    input.triggers.push(click);
                }
            }
            Step::Click(id, value) => {
                self.uncount_click(&id, &value);
                if followed(&id) {
                    while let Some(click) = self.take_click_if(|next| *next == id) {
                        input.triggers.push(click);
                    }
                }
                input.triggers.push((id, value));
            }
        }
        Some(input)
    }

    fn take_click_if(&mut self, fits: impl Fn(&str) -> bool) -> Option<(String, WireValue)> {
        match self.steps.front() {
            Some(Step::Click(id, _)) if fits(id) => {}
            _ => return None,
        }
        match self.steps.pop_front() {
            Some(Step::Click(id, value)) => {
                self.uncount_click(&id, &value);
                Some((id, value))
            }
            _ => None,
        }
    }

    /// The widgets that are to be drawn after all that was done before the next step is taken: those that call back.
    #[must_use]
    pub fn awaits(&self, calls_back: CallsBack) -> Vec<String> {
        match self.steps.front() {
            None => Vec::new(),
            Some(Step::Values(values)) => values.keys().filter(|id| calls_back(id) == Some(true)).cloned().collect(),
            // A widget that nobody knows yet may be drawn by the run in progress.
            Some(Step::Click(id, _)) => {
                if calls_back(id) == Some(false) {
                    Vec::new()
                } else {
                    vec![id.clone()]
                }
            }
        }
    }

    /// Forgets the clicks; the values, which the page shows, stay for the next run.
    pub fn forget_clicks(&mut self) {
        let mut left = Values::new();
        for step in self.steps.drain(..) {
            if let Step::Values(values) = step {
                left.extend(values);
            }
        }
        (self.clicks, self.click_bytes, self.value_bytes) = (0, 0, bytes_of(&left));
        if !left.is_empty() {
            self.steps.push_back(Step::Values(left));
        }
    }

    /// The values that wait, in their order.
    pub fn values(&self) -> impl Iterator<Item = (&String, &WireValue)> {
        self.steps
            .iter()
            .filter_map(|step| match step {
                Step::Values(values) => Some(values),
                Step::Click(..) => None,
            })
            .flatten()
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// The approximate bytes that a value or a click takes while it waits.
fn bytes(id: &str, value: &WireValue) -> usize {
    64 + id.len() + value.bytes()
}

fn bytes_of(values: &Values) -> usize {
    values.iter().map(|(id, value)| bytes(id, value)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, i64)]) -> Values {
        pairs.iter().map(|(id, value)| ((*id).to_owned(), WireValue::Int(*value))).collect()
    }

    fn click(id: &str) -> [(String, WireValue); 1] {
        [(id.to_owned(), WireValue::Bool(true))]
    }

    /// Widgets whose id begins with `c` call back; of those with `u` nothing is known.
    fn calls_back(id: &str) -> Option<bool> {
        (!id.starts_with('u')).then(|| id.starts_with('c'))
    }

    /// What the runs are for: values, and the ids that were clicked.
    fn runs(pending: &mut Pending) -> Vec<(Values, Vec<String>)> {
        std::iter::from_fn(|| pending.take(&calls_back))
            .map(|input| (input.values, input.triggers.into_iter().map(|(id, _)| id).collect()))
            .collect()
    }

    #[test]
    fn values_that_pile_up_become_one_step_with_the_newest_of_each() {
        let mut pending = Pending::default();
        pending.add(values(&[("a", 1), ("b", 1)]), []);
        pending.add(values(&[("a", 2)]), []);
        pending.add(Values::new(), []);
        assert_eq!(runs(&mut pending), [(values(&[("a", 2), ("b", 1)]), vec![])]);
    }

    #[test]
    fn every_click_is_a_step_between_the_values_before_it_and_those_after_it() {
        let mut pending = Pending::default();
        pending.add(values(&[("a", 1)]), click("x"));
        pending.add(Values::new(), click("x"));
        pending.add(values(&[("a", 2)]), click("y"));
        let one = |id: &str| vec![id.to_owned()];
        let expected = [(values(&[("a", 1)]), one("x")), (Values::new(), one("x")), (values(&[("a", 2)]), one("y"))];
        assert_eq!(runs(&mut pending), expected);
    }

    #[test]
    fn clicks_that_call_the_same_function_share_a_run_that_has_no_values() {
        let mut pending = Pending::default();
        pending.add(values(&[("a", 1)]), click("c1"));
        for id in ["c1", "c1", "c2", "x"] {
            pending.add(Values::new(), click(id));
        }
        let ids: Vec<_> = runs(&mut pending).into_iter().map(|(_, ids)| ids.join(" ")).collect();
        assert_eq!(ids, ["", "c1 c1 c1", "c2", "x"]);
    }

    #[test]
    fn values_that_call_back_share_no_run_with_a_click() {
        let mut pending = Pending::default();
        pending.add(values(&[("c", 1)]), click("x"));
        assert_eq!(runs(&mut pending).len(), 2);
    }

    #[test]
    fn what_calls_back_and_what_nobody_knows_is_awaited() {
        let mut pending = Pending::default();
        pending.add(values(&[("c", 1), ("a", 1)]), click("u"));
        assert_eq!(pending.awaits(&calls_back), ["c"]);
        pending.take(&calls_back);
        assert_eq!(pending.awaits(&calls_back), ["u"]);
        pending.take(&calls_back);
        pending.add(values(&[("a", 1)]), click("x"));
        assert!(pending.awaits(&calls_back).is_empty());
    }

    #[test]
    fn clicks_beyond_the_bound_are_dropped_and_counted() {
        let mut pending = Pending::default();
        for _ in 0..MOST_CLICKS {
            assert_eq!(pending.add(Values::new(), click("x")).clicks, 0);
        }
        assert_eq!(pending.add(Values::new(), click("x")).clicks, 1);
        assert_eq!(runs(&mut pending).len(), MOST_CLICKS);
        assert_eq!(pending.add(Values::new(), click("x")).clicks, 0);
    }

    /// The bytes of all that waits, counted anew.
    fn weigh(pending: &Pending) -> (usize, usize) {
        let mut weight = (0, 0);
        for step in &pending.steps {
            match step {
                Step::Values(values) => weight.0 += bytes_of(values),
                Step::Click(id, value) => weight.1 += bytes(id, value),
            }
        }
        assert_eq!(weight, (pending.value_bytes, pending.click_bytes));
        weight
    }

    #[test]
    fn clicks_are_bounded_by_their_bytes_too() {
        let mut pending = Pending::default();
        let large = || WireValue::Text("x".repeat(600 << 10));
        assert_eq!(pending.add(Values::new(), [("x".repeat(25 << 20), WireValue::Bool(true))]).clicks, 1);
        assert_eq!(pending.add(Values::new(), [("x".into(), large())]).clicks, 0);
        assert_eq!(pending.add(Values::new(), [("x".into(), large())]).clicks, 1);
        assert_eq!(pending.add(Values::new(), click("y")).clicks, 0);
        assert!(weigh(&pending).1 <= MOST_CLICK_BYTES);
        let taken = pending.take(&calls_back).unwrap().triggers;
        weigh(&pending);
        pending.put_back(taken);
        weigh(&pending);
        assert_eq!(runs(&mut pending).len(), 2);
        assert_eq!(weigh(&pending), (0, 0));
    }

    #[test]
    fn values_that_wait_are_bounded_by_their_bytes_and_the_newest_of_each_still_counts() {
        let of = |id: &str, megabytes: usize| Values::from([(id.into(), WireValue::Text("x".repeat(megabytes << 20)))]);
        let mut pending = Pending::default();
        let mut all = of("a", 9);
        all.extend(of("b", 9));
        assert_eq!(pending.add(all, []), Dropped::default(), "one request finds room");
        assert_eq!(pending.add(of("c", 1), click("x")), Dropped { values: 1, clicks: 0 });
        for step in 0..200 {
            pending.add(of(&format!("w{step}"), 1), click("x"));
        }
        assert!(weigh(&pending).0 < 19 << 20);
        pending.forget_clicks();
        weigh(&pending);
        assert_eq!(pending.add(of("a", 1), []).values, 1, "the other is still too much");
        assert!(pending.take(&calls_back).is_some());
        assert_eq!(pending.add(of("a", 9), []).values, 0);
        assert_eq!(pending.add(of("a", 8), []).values, 0, "it replaces the one that waits");
        assert_eq!(runs(&mut pending), [(of("a", 8), vec![])]);
        assert_eq!(weigh(&pending), (0, 0));
    }

    #[test]
    fn without_the_clicks_the_values_are_left() {
        let mut pending = Pending::default();
        pending.add(values(&[("a", 1)]), click("x"));
        pending.add(values(&[("a", 2), ("b", 1)]), click("x"));
        pending.forget_clicks();
        assert_eq!(runs(&mut pending), [(values(&[("a", 2), ("b", 1)]), vec![])]);
    }
}
