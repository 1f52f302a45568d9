//! Equality of values.

use rhai::{Array, Dynamic, FnPtr, ImmutableString, Instant, Map};

use super::{HostTypes, SharedValue, fingerprint};

/// Whether two values are equal: by type and content; functions by name and what they have captured. A value of the host
/// without fingerprint equals nothing: nobody knows what is in it.
#[must_use]
pub fn same(a: &Dynamic, b: &Dynamic) -> bool {
    if let (Ok(a), Ok(b)) = (a.as_int(), b.as_int()) {
        return a == b;
    }
    if let (Some(a), Some(b)) = (a.read_lock::<ImmutableString>(), b.read_lock::<ImmutableString>()) {
        return *a == *b;
    }
    let types = HostTypes::default();
    match (fingerprint(a, &types), fingerprint(b, &types)) {
        (Ok(a), Ok(b)) => a == b,
        (Err(_), Err(_)) => same_inside(a, b),
        _ => false,
    }
}

/// The same for values that have no fingerprint, because of what is in them.
fn same_inside(a: &Dynamic, b: &Dynamic) -> bool {
    fn both<T: Clone + Send + Sync + 'static>(
        a: &Dynamic,
        b: &Dynamic,
        equal: impl FnOnce(&T, &T) -> bool,
    ) -> Option<bool> {
        Some(equal(&*a.read_lock::<T>()?, &*b.read_lock::<T>()?))
    }
    let all = |a: &[Dynamic], b: &[Dynamic]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    SharedValue::is_same(a, b)
        || both::<FnPtr>(a, b, |a, b| a.fn_name() == b.fn_name() && all(a.curry(), b.curry()))
            .or_else(|| both::<Array>(a, b, |a, b| all(a, b)))
            .or_else(|| {
                both::<Map>(a, b, |a, b| {
                    a.len() == b.len() && a.iter().zip(b).all(|((key, a), (other, b))| key == other && same(a, b))
                })
            })
            .or_else(|| both::<Instant>(a, b, |a, b| a == b))
            .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone)]
    struct Opaque;

    #[test]
    fn what_has_no_fingerprint_is_compared_by_what_is_in_it_or_equals_nothing() {
        let value = |script: &str| rhai::Engine::new().eval::<Dynamic>(script).unwrap();
        let closures = value("let all = []; for n in 1..3 { all.push(Fn(\"f\").curry(n)); } all");
        let [one, two] = &*closures.into_array().unwrap() else { panic!("two of them") };
        assert!(same(one, &one.clone()));
        assert!(!same(one, two), "they have captured different values");
        let wrapped = |inner: &Dynamic| Dynamic::from_array(vec![1.into(), inner.clone()]);
        assert!(same(&wrapped(one), &wrapped(one)) && !same(&wrapped(one), &wrapped(two)));
        let mapped = |inner: &Dynamic| Dynamic::from_map(Map::from([("a".into(), inner.clone())]));
        assert!(same(&mapped(one), &mapped(one)) && !same(&mapped(one), &mapped(two)));
        assert!(!same(one, &wrapped(one)) && !same(one, &1.into()));
        assert!(!same(&Dynamic::from(Opaque), &Dynamic::from(Opaque)));
    }
}
