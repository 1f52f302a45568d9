use crate::protocol::messages::Values;
use crate::script::RunInput;

/// The run that is asked for while another goes on: requests that pile up become one.
#[derive(Debug, Default)]
pub(super) struct Pending(Option<RunInput>);

impl Pending {
    /// Adds a request: the newest value of each widget wins, and no click is lost.
    pub(super) fn merge(&mut self, values: Values, triggers: Values) {
        let input = self.0.get_or_insert_default();
        input.values.extend(values);
        input.triggers.extend(triggers);
    }

    /// Takes the request, if there is one.
    pub(super) fn take(&mut self) -> Option<RunInput> {
        self.0.take()
    }

    pub(super) const fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::input::WireValue;

    fn values(pairs: &[(&str, i64)]) -> Values {
        pairs.iter().map(|(id, value)| ((*id).to_owned(), WireValue::Int(*value))).collect()
    }

    #[test]
    fn requests_that_pile_up_become_one_with_the_newest_values_and_all_clicks() {
        let mut pending = Pending::default();
        pending.merge(values(&[("a", 1), ("b", 1)]), values(&[("x", 1)]));
        pending.merge(values(&[("a", 2)]), values(&[("y", 1)]));
        let input = pending.take().unwrap();
        assert_eq!(input.values, values(&[("a", 2), ("b", 1)]));
        assert_eq!(input.triggers, values(&[("x", 1), ("y", 1)]));
        assert!(pending.take().is_none());
    }
}
