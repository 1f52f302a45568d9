use proptest::prelude::*;
use rhai::{Array, Map};

use super::*;
use crate::value::{HostType, ProblemKind, Table, fingerprint};

fn table_of(numbers: &[i64], texts: &[String]) -> Dynamic {
    let len = numbers.len().min(texts.len());
    let column = |items: Vec<Dynamic>| Dynamic::from_array(items);
    let mut map = Map::new();
    map.insert("n".into(), column(numbers[..len].iter().map(|n| (*n).into()).collect()));
    map.insert("t".into(), column(texts[..len].iter().map(Into::into).collect()));
    Table::from_dynamic(&Dynamic::from_map(map)).unwrap().into_dynamic()
}

/// Any value that memo can store.
pub(crate) fn any_value() -> impl Strategy<Value = Dynamic> {
    let leaf = prop_oneof![
        Just(Dynamic::UNIT),
        any::<bool>().prop_map(Dynamic::from),
        any::<i64>().prop_map(Dynamic::from),
        any::<f64>().prop_map(Dynamic::from),
        any::<u64>().prop_map(|bits| Dynamic::from(f64::from_bits(bits))),
        any::<char>().prop_map(Dynamic::from),
        ".*".prop_map(Dynamic::from),
        any::<Vec<u8>>().prop_map(Dynamic::from_blob),
        any::<(i64, i64)>().prop_map(|(a, b)| Dynamic::from(a..b)),
        any::<(i64, i64)>().prop_map(|(a, b)| Dynamic::from(a..=b)),
        any::<u8>().prop_map(Dynamic::from),
        any::<u128>().prop_map(Dynamic::from),
        any::<i128>().prop_map(Dynamic::from),
        any::<f32>().prop_map(Dynamic::from),
        any::<(Vec<i64>, Vec<String>)>().prop_map(|(n, t)| table_of(&n, &t)),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Dynamic::from_array),
            prop::collection::btree_map(".*", inner, 0..8)
                .prop_map(|map| { Dynamic::from_map(map.into_iter().map(|(k, v)| (k.into(), v)).collect()) }),
        ]
    })
}

fn round_trip(value: &Dynamic) -> Dynamic {
    let types = HostTypes::new();
    decode(&encode(value, &types).unwrap(), &types).unwrap()
}

proptest! {
    #[test]
    fn every_value_comes_back_with_its_kind_and_content(value in any_value()) {
        let types = HostTypes::new();
        let back = round_trip(&value);
        prop_assert_eq!(fingerprint(&back, &types), fingerprint(&value, &types));
        prop_assert_eq!(encode(&back, &types).unwrap(), encode(&value, &types).unwrap());
    }

    #[test]
    fn damaged_bytes_are_an_error_or_a_value_but_never_a_panic(
        value in any_value(), at in any::<prop::sample::Index>(), bit in 0_u8..8,
    ) {
        let types = HostTypes::new();
        let mut bytes = encode(&value, &types).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let _ = decode(&bytes, &types);
        let _ = decode(&bytes[..at], &types);
    }
}

#[test]
fn the_bits_of_a_float_survive() {
    for bits in [f64::NAN.to_bits() | 7, (-0.0_f64).to_bits(), 1] {
        let back = round_trip(&f64::from_bits(bits).into());
        assert_eq!(back.as_float().unwrap().to_bits(), bits);
    }
}

#[test]
fn what_can_not_be_stored_is_named_with_its_path() {
    let mut map = Map::new();
    map.insert("when".into(), Dynamic::from(std::time::Instant::now()));
    let value = Dynamic::from_array(vec![1.into(), Dynamic::from_map(map)]);
    let error = encode(&value, &HostTypes::new()).unwrap_err();
    assert_eq!(error.0.path, "[1].when");
    assert_eq!(error.0.kind, ProblemKind::Timestamp);
}

#[test]
fn a_value_that_contains_itself_can_not_be_stored() {
    let shared = Dynamic::from_array(Array::new()).into_shared();
    let inside = shared.clone();
    shared.clone().write_lock::<Array>().unwrap().push(inside);
    let error = encode(&shared, &HostTypes::new()).unwrap_err();
    assert_eq!(error.0.kind, ProblemKind::TooDeep);
    shared.clone().write_lock::<Array>().unwrap().clear();
}

#[derive(Clone, PartialEq, Debug)]
struct Account(String);

#[test]
fn host_types_are_stored_through_their_codec() {
    let value = Dynamic::from(Account("Ada".to_owned()));
    let error = encode(&value, &HostTypes::new()).unwrap_err();
    assert_eq!(error.0.kind, ProblemKind::Unregistered);
    let mut types = HostTypes::new();
    types.add(HostType::<Account>::new("Account").codec(
        |account| Ok(account.0.clone().into_bytes()),
        |bytes| String::from_utf8(bytes.to_vec()).map(Account).map_err(|error| error.to_string()),
    ));
    let bytes = encode(&Dynamic::from_array(vec![value]), &types).unwrap();
    let back = decode(&bytes, &types).unwrap().into_array().unwrap();
    assert_eq!(back[0].clone_cast::<Account>(), Account("Ada".to_owned()));
    let error = decode(&bytes, &HostTypes::new()).unwrap_err();
    assert!(error.to_string().contains("`Account` is not registered"));
}
