//! A storage that others use as well: apps that are not this one, and processes that have it first.

use super::{
    persist::{on_disk, storage},
    *,
};
use crate::cache::storage::MemoryStorage;

fn owned(storage: &Arc<MemoryStorage>, owner: &str) -> Fixture {
    let owner = Fingerprint::of_bytes(owner.as_bytes());
    Fixture::with(|builder| builder.storage(Some(storage.clone())).owner(Arc::new(owner)))
}

fn widgets(id: &str) -> Option<Fingerprint> {
    (id == "slider").then(|| Fingerprint::of_bytes(b"5"))
}

type Clear = fn(&Fixture, &Counted);

/// All that a script can clear.
const CLEARS: [(&str, Clear); 3] = [
    ("all", |fixture, _| fixture.cache.clear(Kind::Memo)),
    ("a function", |_, f| f.function.clear()),
    ("a value", |_, f| f.clear_call(1)),
];

#[test]
fn the_same_function_of_two_owners_has_two_values() {
    let storage = storage();
    owned(&storage, "a").memo("f", on_disk()).call(1);
    let of_b = owned(&storage, "b").memo("f", on_disk());
    of_b.call(1);
    assert_eq!(of_b.computed(), 1);
    assert_eq!(owned(&storage, "a").memo("f", on_disk()).hit(1).source, Source::Storage);
    assert_eq!(owned(&storage, "b").memo("f", on_disk()).hit(1).source, Source::Storage);
}

#[test]
fn what_one_owner_clears_others_keep() {
    for (what, clear) in CLEARS {
        let storage = storage();
        for owner in ["a", "b"] {
            owned(&storage, owner).memo("f", on_disk()).call(1);
        }
        let fixture = owned(&storage, "a");
        clear(&fixture, &fixture.memo("f", on_disk()));
        assert_eq!(storage.len(), 1, "{what}");
        owned(&storage, "b").memo("f", on_disk()).hit(1);
    }
}

#[test]
fn a_look_from_outside_sees_all_owners_or_one() {
    let storage = storage();
    let options = Options { allow_widgets: true, ..on_disk() };
    for owner in ["a", "b"] {
        let f = owned(&storage, owner).memo("f", options.clone());
        let x = Dynamic::from(1_i64);
        let arguments = [Argument::new("x", &x)];
        let call = Call { widgets: &widgets, ..Call::new(RunId::unique(), &arguments) };
        let Lookup::Miss(lease) = f.function.lookup(&call).unwrap() else { panic!("a hit") };
        let widget = WidgetInput {
            id: "slider".into(),
            value: Fingerprint::of_bytes(b"5"),
            default: Fingerprint::of_bytes(b"1"),
        };
        lease.store(1.into(), Replay::none(), vec![widget]).unwrap();
    }
    let a = Some(Fingerprint::of_bytes(b"a"));
    let entries =
        |owner| inspect::inventory(&*storage, owner).unwrap().functions.iter().map(|f| f.entries).sum::<u64>();
    assert_eq!((entries(None), entries(a)), (2, 1));
    // The widgets of an owner's entries are told from those of the same entries of another.
    let now = ManualClock::default().wall();
    assert_eq!(crate::cache::sweep::sweep(&*storage, now, None).map(|swept| swept.useless), Ok(0));
    assert_eq!(storage.len(), 4);
    assert_eq!(inspect::clear(&*storage, a, Some("f")), Ok(1));
    assert_eq!((entries(None), entries(a), storage.len()), (1, 0, 2));
}

#[cfg(feature = "sled")]
mod waiting {
    use super::*;
    use crate::cache::storage::LazyStorage;

    fn on(folder: &std::path::Path) -> Fixture {
        Fixture::on(&Arc::new(LazyStorage::new(folder)))
    }

    #[test]
    fn a_clear_of_a_process_that_waits_for_the_store_is_carried_out_when_it_takes_over() {
        for (what, clear) in CLEARS {
            let folder = tempfile::tempdir().unwrap();
            let first = on(folder.path());
            let of_first = first.memo("f", on_disk());
            of_first.call(1);
            of_first.call(2);

            let second = on(folder.path());
            let f = second.memo("f", on_disk());
            f.call(1);
            clear(&second, &f);
            f.call(1);
            assert_eq!(f.computed(), 2, "{what}");
            drop((first, of_first));
            second.cache.housekeeping();
            drop((second, f));

            let third = on(folder.path()).memo("f", on_disk());
            third.call(1);
            assert_eq!(third.computed(), 1, "{what}: the value from before the clear is back");
            third.call(2);
            let kept = what == "a value";
            assert_eq!(third.computed(), if kept { 1 } else { 2 }, "{what}");
        }
    }

    #[test]
    fn nothing_that_was_cleared_is_read_between_the_take_over_and_the_removal() {
        let folder = tempfile::tempdir().unwrap();
        let first = on(folder.path());
        first.memo("f", on_disk()).call(1);
        let second = on(folder.path());
        let f = second.memo("f", on_disk());
        f.function.clear();
        drop(first);
        let storage = &second.cache.shared.persistence.as_ref().unwrap().storage;
        storage.housekeeping();
        drop(f.miss(1));
        // What is computed from then on is kept, and the removal that is still to come does not take it.
        f.call(1);
        second.cache.housekeeping();
        drop((second, f));
        on(folder.path()).memo("f", on_disk()).hit(1);
    }

    #[test]
    fn very_many_clears_are_remembered_as_one_of_everything_that_the_owner_has() {
        let folder = tempfile::tempdir().unwrap();
        let other = Fingerprint::of_bytes(b"other");
        let first = on(folder.path());
        let of_first = first.memo("f", on_disk());
        (0..3).for_each(|n| drop(of_first.call(n)));
        drop((first, of_first));
        let storage: Arc<dyn Storage> = Arc::new(LazyStorage::new(folder.path()));
        let neighbour = Fixture::with(|builder| builder.storage(Some(storage)).owner(Arc::new(other)));
        neighbour.memo("f", on_disk()).call(1);

        let second = on(folder.path());
        let f = second.memo("f", on_disk());
        (0..5000).for_each(|n| f.clear_call(n));
        drop(neighbour);
        second.cache.housekeeping();
        drop((second, f));
        let third = on(folder.path()).memo("f", on_disk());
        (0..3).for_each(|n| drop(third.call(n)));
        assert_eq!(third.computed(), 3);
        drop(third);
        let storage: Arc<dyn Storage> = Arc::new(LazyStorage::new(folder.path()));
        let neighbour = Fixture::with(|builder| builder.storage(Some(storage)).owner(Arc::new(other)));
        neighbour.memo("f", on_disk()).hit(1);
    }
}
