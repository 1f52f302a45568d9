//! What a function reads besides its arguments, and what kinds of functions there are.

use super::*;

#[test]
fn the_version_of_a_function_of_the_host_is_part_of_the_key_of_what_calls_it() {
    for script in [
        "fn f() { orders() } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "fn g() { [1].map(|x| orders())[0] } fn f() { g() } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "let f = memo(|| orders(), #{ persist: \"disk\" }); st.text(f());",
        "fn f(n) { Fn(n).call() } let f = memo(f, #{ persist: \"disk\" }); st.text(f(\"orders\"));",
        "const GET = || orders(); fn f() { global::GET.call() } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "let g = memo(orders); fn f() { g() } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
    ] {
        println!("{script}");
        let storage: Arc<MemoryStorage> = Arc::default();
        for version in ["v1", "v2", "v1"] {
            let world = World::with(Some(storage.clone()), |host| {
                host.function("orders", move || version.to_owned()).version("orders", version);
            });
            assert_eq!(texts(&world.ran(script)), [version]);
        }
    }
}

#[test]
fn the_programs_arguments_are_part_of_the_key_of_what_reads_them() {
    for script in [
        "fn f() { tick(); ARGS[0] } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "fn g() { ARGS } fn f() { tick(); g()[0] } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "let f = memo(|| { tick(); ARGS[0] }, #{ persist: \"disk\" }); st.text(f());",
    ] {
        let mut world = World::with_storage(Some(Arc::default()));
        world.write("app.rhai", script);
        for (arg, count) in [("north", 1), ("south", 2), ("north", 2)] {
            world.restart(&[arg]);
            let session = world.open();
            ok(&session);
            assert_eq!(texts(&session), [arg], "{script}");
            assert_eq!(world.count(), count, "{script}");
        }
    }
}

#[test]
fn a_constant_of_the_host_is_part_of_the_key_of_what_reads_it() {
    let storage: Arc<MemoryStorage> = Arc::default();
    let script = "fn f() { tick(); REGION } let f = memo(f, #{ persist: true }); st.text(f());";
    for (region, count) in [("north", 1), ("south", 1), ("north", 0)] {
        let world = World::with(Some(storage.clone()), |host| {
            host.module().set_var("REGION", region.to_owned());
        });
        assert_eq!(texts(&world.ran(script)), [region]);
        assert_eq!(world.count(), count);
    }
}
