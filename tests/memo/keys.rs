//! What makes two calls the same call, and what is forgotten when.

use super::*;

#[test]
fn a_changed_helper_or_constant_is_a_miss_and_a_moved_function_is_a_hit() {
    let script = |k: i64, helper: &str, pad: &str| {
        format!(
            "{pad}const K = {k};\nfn helper(x) {{ {helper} }}\nfn f(x) {{ tick(); helper(x) + global::K }}\nlet f = memo(f);\nst.text(f(1));\n"
        )
    };
    let (mut app, count) = app(&script(1, "x", ""));
    let mut after = |text: String| {
        app.reload(&text).unwrap();
        app.run();
        ok(&app);
        count.load(Ordering::SeqCst)
    };
    assert_eq!(after(script(1, "x", "// a comment\n\n")), 1, "moved");
    assert_eq!(after(script(1, "x /* why */", "")), 1, "commented");
    assert_eq!(after(script(1, "x + 1", "")), 2, "another helper");
    assert_eq!(after(script(2, "x + 1", "")), 3, "another constant");
    assert_eq!(after(script(1, "x", "")), 3, "as it was");
}

#[test]
fn a_new_version_of_a_function_of_the_host_is_a_miss() {
    let storage = Arc::new(MemoryStorage::new());
    let run = |version: &str| {
        let world = World::with(Some(storage.clone()), |host| {
            host.version("tick", version);
        });
        world.ran("let g = memo(tick, #{ persist: true }); g(); g();");
        world.count()
    };
    assert_eq!([run("1"), run("1"), run("2"), run("1")], [1, 0, 1, 0]);
}

/// Stored entries are found again by other processes, machines and versions.
#[test]
fn keys_are_these() {
    let world = World::new();
    let _app = world.ran(
        "fn helper(x) { x + 1 }\nconst K = 2;\nfn f(x) { helper(x) * global::K }\nlet f = memo(f);\nf(1);\nfn g() { 1 }\nlet g = singleton(g);\ng();\nlet h = memo(|x| x);\nh(1);\n",
    );
    let keys: Vec<String> = world
        .environment
        .cache()
        .stats()
        .functions
        .iter()
        .map(|function| format!("{} {} {}", function.kind.name(), function.name, function.key))
        .collect();
    assert_eq!(
        keys,
        [
            "memo closure bfcacdbe2a548f82e352581996184d8f",
            "memo f 1dfb821bd92dedb6cfa98148ceabe2da",
            "singleton g b00b9b742e5657910658f7c2492af65b"
        ]
    );
}

#[test]
fn the_key_is_that_of_the_code_as_it_is_written() {
    let world = World::new();
    let moved = |before: &str| {
        format!(
            "{before}fn page() {{ let h = |x| x; h(1); let g = memo(|_h, x| {{ tick(); _h(x) }}); g(h, 1) }} page();"
        )
    };
    world.ran(&moved(""));
    world.ran(&moved("// A comment.\n\n"));
    world.ran(&moved("let k = |x| x; k(k(1)); "));
    assert_eq!(world.count(), 1);
    world.ran("fn page() { let h = |x| x; h(1); let g = memo(|_h, x| { tick(); _h(x + 1) }); g(h, 1) } page();");
    assert_eq!(world.count(), 2);
}
