//! The canonical form of a value: what its fingerprint is taken over.
//!
//! Numbers are little-endian, everything has a type tag, and whatever varies in length has its
//! length in front. Changing anything here changes every stored key: the literal fingerprints in
//! the tests stand guard.

use rhai::{Dynamic, FnPtr};

use super::{
    Fingerprint, FingerprintBuilder, HostTypes, Problem, ProblemKind, Unhashable,
    fingerprint::Tag,
    view::{View, Walk},
};

/// The fingerprint of a value's content.
///
/// `1` and `1.0` differ, so do `[1]` and `1`, and `-0.0` and `0.0`; all NaNs are one value; the
/// order in a map does not count; a [`Table`](super::Table) counts by its content, whose digest
/// it keeps. A shared value counts by what it holds.
///
/// # Errors
///
/// [`Unhashable`] for functions, timestamps, host types without a registered fingerprint, values
/// that contain themselves, and shared values that are locked for writing.
pub fn fingerprint(value: &Dynamic, types: &HostTypes) -> Result<Fingerprint, Unhashable> {
    let mut out = FingerprintBuilder::new();
    write_canonical(value, types, &mut out)?;
    Ok(out.finish())
}

/// What somebody else knows of the values that have no content which this folder could compare: functions, and types of
/// the host that have not registered a fingerprint.
pub(crate) trait Opaque {
    /// Writes what tells this function from others.
    fn function(&self, function: &FnPtr, out: &mut FingerprintBuilder, walk: &mut Walk) -> Result<(), Problem>;

    /// Writes what tells this value from others; whether it is known here.
    fn host(&self, value: &Dynamic, out: &mut FingerprintBuilder) -> Result<bool, Problem>;
}

/// Appends the canonical form of a value to a fingerprint under construction.
///
/// # Errors
///
/// As [`fingerprint`]; the builder then holds an unusable beginning.
pub fn write_canonical(value: &Dynamic, types: &HostTypes, out: &mut FingerprintBuilder) -> Result<(), Unhashable> {
    write(value, types, None, out, &mut Walk::default()).map_err(Unhashable::from)
}

/// [`write_canonical`] as a part of `walk`, where `opaque` knows more.
pub(crate) fn write(
    value: &Dynamic,
    types: &HostTypes,
    opaque: Option<&dyn Opaque>,
    out: &mut FingerprintBuilder,
    walk: &mut Walk,
) -> Result<(), Problem> {
    walk.enter(value, |walk, view| {
        match view {
            View::Unit => out.unit(),
            View::Bool(bool) => out.bool(bool),
            View::Int(int) => out.int(int),
            View::Float(float) => out.float(float),
            View::Char(char) => out.char(char),
            View::Text(text) => out.text(text),
            View::Blob(blob) => out.bytes(blob),
            View::Array(array) => {
                out.array(array.len());
                for (index, item) in array.iter().enumerate() {
                    // Most large arrays are arrays of numbers: those skip the walk.
                    if !item.is_shared() {
                        if let Ok(int) = item.as_int() {
                            out.int(int);
                            continue;
                        }
                        if let Ok(float) = item.as_float() {
                            out.float(float);
                            continue;
                        }
                    }
                    write(item, types, opaque, out, walk).map_err(|problem| problem.at_index(index))?;
                }
                out
            }
            View::Map(map) => {
                out.map(map.len());
                for (key, item) in map {
                    out.text(key);
                    write(item, types, opaque, out, walk).map_err(|problem| problem.at_key(key))?;
                }
                out
            }
            View::Range(range) => out.tag(Tag::Range).int(range.start).int(range.end),
            View::RangeInclusive(range) => out.tag(Tag::RangeInclusive).int(*range.start()).int(*range.end()),
            View::SizedNumber(number) => out.tag(Tag::SizedNumber).text(number.type_name()).raw(&number.bytes()),
            View::Table(table) => out.tag(Tag::Table).raw(&table.digest().to_bytes()),
            View::Timestamp => return Err(Problem::new(ProblemKind::Timestamp, "timestamp")),
            View::Function(function) => match opaque {
                Some(opaque) => {
                    let mut own = FingerprintBuilder::new();
                    opaque.function(function, &mut own, walk)?;
                    out.tag(Tag::Function).fingerprint(own.finish())
                }
                None => return Err(Problem::new(ProblemKind::Function, "Fn")),
            },
            View::Host(host) => {
                let entry = types.of(host);
                let name = entry.map_or(host.type_name(), |entry| &entry.name);
                // A fingerprint of its own: what a host function writes cannot run over into
                // the parts that follow.
                let mut own = FingerprintBuilder::new();
                match entry.and_then(|entry| entry.fingerprint.as_ref()) {
                    Some(write) => write(host, &mut own),
                    None if opaque.map_or(Ok(false), |opaque| opaque.host(host, &mut own))? => {}
                    None => return Err(Problem::new(ProblemKind::Unregistered, name)),
                }
                out.tag(Tag::Host).text(name).fingerprint(own.finish())
            }
        };
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rhai::{Array, Blob, Map};

    use super::*;
    use crate::value::{HostType, Table, codec::tests::any_value};

    fn print(value: impl Into<Dynamic>) -> Fingerprint {
        fingerprint(&value.into(), &HostTypes::new()).unwrap()
    }

    fn array(items: impl IntoIterator<Item = impl Into<Dynamic>>) -> Dynamic {
        Dynamic::from_array(items.into_iter().map(Into::into).collect())
    }

    #[test]
    fn values_of_different_kinds_or_content_have_different_fingerprints() {
        let values: Vec<Dynamic> = vec![
            Dynamic::UNIT,
            false.into(),
            true.into(),
            0.into(),
            1.into(),
            (-1_i64).into(),
            (1_i64 << 40).into(),
            0.0.into(),
            (-0.0).into(),
            1.0.into(),
            f64::NAN.into(),
            f64::INFINITY.into(),
            'a'.into(),
            "a".into(),
            "".into(),
            "é".into(),
            "日本".into(),
            Dynamic::from_blob(Blob::new()),
            Dynamic::from_blob(b"a".to_vec()),
            Dynamic::from_array(Array::new()),
            array([1_i64]),
            array([1_i64, 2]),
            array([2_i64, 1]),
            array([array([1_i64]), array([2_i64])]),
            array([array([1_i64, 2])]),
            Dynamic::from_map(Map::new()),
            Dynamic::from(0..1_i64),
            Dynamic::from(0..=1_i64),
            Dynamic::from(1_u8),
            Dynamic::from(1_u16),
            Dynamic::from(1_f32),
        ];
        for (i, one) in values.iter().enumerate() {
            for (j, other) in values.iter().enumerate() {
                assert_eq!(print(one.clone()) == print(other.clone()), i == j, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn all_nans_are_one_value() {
        let odd = f64::from_bits(f64::NAN.to_bits() | 1);
        assert!(odd.is_nan());
        assert_eq!(print(odd), print(f64::NAN));
    }

    #[test]
    fn the_order_in_which_a_map_was_filled_does_not_count() {
        let mut one = Map::new();
        one.insert("a".into(), 1.into());
        one.insert("b".into(), 2.into());
        let mut other = Map::new();
        other.insert("b".into(), 2.into());
        other.insert("a".into(), 1.into());
        assert_eq!(print(one.clone()), print(other.clone()));
        other.insert("b".into(), 3.into());
        assert_ne!(print(one), print(other));
    }

    #[test]
    fn fingerprints_are_the_same_in_every_process() {
        let mut map = Map::new();
        map.insert("k".into(), array([1.5, -0.0]));
        map.insert("n".into(), Dynamic::UNIT);
        let value = array([
            Dynamic::from(20_i64),
            "text".into(),
            true.into(),
            'x'.into(),
            Dynamic::from_map(map),
            Dynamic::from_blob(vec![1, 2, 3]),
            Dynamic::from(0..=9_i64),
        ]);
        assert_eq!(print(20_i64).to_string(), "4d807a6fabb3ec3cbc8d076c9fc76878");
        assert_eq!(print(value).to_string(), "2dda6431ce5fd4030eab5eb1165a29ff");
        let table = Table::from_dynamic(&array([1_i64, 2, 3])).unwrap();
        assert_eq!(print(Dynamic::from(table)).to_string(), "16b5d364938a0598ae90122bffb8f9dd");
    }

    #[test]
    fn a_shared_value_counts_by_what_it_holds() {
        assert_eq!(print(Dynamic::from(5_i64).into_shared()), print(5_i64));
    }

    #[test]
    fn a_closure_deep_inside_is_named_with_its_path() {
        let mut map = Map::new();
        map.insert("call".into(), FnPtr::new("f").unwrap().into());
        let value = array([Dynamic::from(1_i64), Dynamic::from_map(map)]);
        let error = fingerprint(&value, &HostTypes::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a value of type `Fn` (at `[1].call`) cannot be hashed: functions and closures have \
             no comparable content"
        );
    }

    #[test]
    fn a_value_that_contains_itself_ends_in_an_error() {
        let shared = Dynamic::from_array(Array::new()).into_shared();
        let inside = shared.clone();
        shared.clone().write_lock::<Array>().unwrap().push(inside);
        let error = fingerprint(&shared, &HostTypes::new()).unwrap_err();
        assert_eq!(error.0.kind, ProblemKind::TooDeep);
        // Break the cycle, or the test leaks.
        shared.clone().write_lock::<Array>().unwrap().clear();
    }

    #[test]
    fn a_value_with_2_to_the_60_paths_ends_in_an_error() {
        let mut value = array([1_i64]).into_shared();
        for _ in 0..60 {
            value = array([value.clone(), value]).into_shared();
        }
        let error = fingerprint(&value, &HostTypes::new()).unwrap_err();
        assert_eq!(error.0.kind, ProblemKind::TooDeep);
    }

    #[test]
    fn a_value_locked_for_writing_is_an_error_and_not_a_panic() {
        let shared = Dynamic::from(1_i64).into_shared();
        let mut writer = shared.clone();
        let _guard = writer.write_lock::<i64>().unwrap();
        let error = fingerprint(&shared, &HostTypes::new()).unwrap_err();
        assert_eq!(error.0.kind, ProblemKind::Busy);
    }

    #[derive(Clone)]
    struct Account {
        id: i64,
    }

    #[test]
    fn host_types_take_part_through_their_registered_fingerprint() {
        let value = |id| Dynamic::from(Account { id });
        let error = fingerprint(&value(1), &HostTypes::new()).unwrap_err();
        assert!(error.to_string().contains("Account"), "{error}");
        let mut types = HostTypes::new();
        types.add(HostType::<Account>::new("Account").fingerprint(|account, out| {
            out.int(account.id);
        }));
        let print = |id| fingerprint(&value(id), &types).unwrap();
        assert_eq!(print(1), print(1));
        assert_ne!(print(1), print(2));
    }

    proptest! {
        #[test]
        fn equal_content_has_equal_fingerprints(value in any_value()) {
            let copy = crate::value::deep_copy(&value).unwrap();
            prop_assert_eq!(print(value), print(copy));
        }

        #[test]
        fn sharing_does_not_count(value in any_value()) {
            prop_assert_eq!(print(value.clone().into_shared()), print(value));
        }
    }
}
