//! Closures that draw, remember, and clear.

use super::*;

#[test]
fn what_a_closure_drew_plays_back_after_a_restart() {
    let storage: Arc<MemoryStorage> = Arc::default();
    for _ in 0..2 {
        let world = World::with_storage(Some(storage.clone()));
        let first =
            world.ran("let k = 2; let g = memo(|x| { tick(); st.text(x + k); x }, #{ persist: \"disk\" }); g(1);");
        assert_eq!(texts(&first), ["3"]);
        assert!(world.count() <= 1);
    }
    let world = World::with_storage(Some(storage));
    world.ran("let k = 2; let g = memo(|x| { tick(); st.text(x + k); x }, #{ persist: \"disk\" }); g(1);");
    assert_eq!(world.count(), 0);
}

#[test]
fn a_closure_is_refreshed_behind_and_draws_what_it_drew() {
    let world = World::new();
    let mut app = world.ran(
        "let g = memo(|x| { tick(); st.text(\"a\"); x }, #{ ttl: 10, refresh: \"background\", max_stale: 100 }); g(1);",
    );
    world.advance(20.0);
    app.run();
    ok(&app);
    until(|| world.count() == 2);
    app.run();
    ok(&app);
    assert_eq!(texts(&app), ["a"]);
}
