//! A cached function in a variable of a function or closure is called by the variable's name, as at top level.

use super::*;

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
