//! What scripts can do with a shared container: what they can do with a plain one.

use std::any::TypeId;

use rhai::{
    Array, Blob, Dynamic, EvalAltResult, FnPtr, FuncRegistration, ImmutableString, Map, Module, NativeCallContext,
    Position,
};

use super::SharedValue;
use crate::rhai_internals::RhaiFunc;
use crate::value::to_json;

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// How a function of plain containers is carried out on a shared one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// On a copy: it changes nothing.
    Read,
    /// In place, under the lock: it changes the container and runs no script code.
    Change,
    /// On a copy that then takes the place of the content: it may run script code.
    Replace,
}

const READ: &[&str] = &[
    "len",
    "is_empty",
    "get",
    "contains",
    "index_of",
    "keys",
    "values",
    "extract",
    "map",
    "filter",
    "find",
    "find_map",
    "some",
    "all",
    "reduce",
    "reduce_rev",
    "zip",
    "order",
    "order_desc",
    "+",
    "as_string",
    "to_array",
    "to_blob",
];
const CHANGE: &[&str] = &[
    "push",
    "pop",
    "shift",
    "insert",
    "remove",
    "clear",
    "append",
    "truncate",
    "chop",
    "reverse",
    "set",
    "splice",
    "pad",
    "mixin",
    "fill_with",
    "+=",
    "drain",
    "retain",
];
const REPLACE: &[&str] = &["sort", "sort_desc", "dedup", "for_each"];

/// Adds the type and its functions to a module, to be registered globally. The functions of plain
/// arrays, maps and blobs must be registered too: they do the work.
pub fn register_into(module: &mut Module) {
    module.set_custom_type::<SharedValue>("shared");
    for (names, way) in [(READ, Way::Read), (CHANGE, Way::Change), (REPLACE, Way::Replace)] {
        for name in names {
            for parameters in 1..=4 {
                delegate(module, name, way, parameters);
            }
        }
    }
    register_indexers(module);
    register_comparison(module);
    for name in ["to_string", "to_debug", "to_json"] {
        let show = move |context: NativeCallContext, shared: &mut SharedValue| {
            let mut plain = SharedValue::plain(&Dynamic::from(shared.clone()));
            context.call_native_fn_raw(name, true, &mut [&mut plain])
        };
        global(name).set_into_module(module, show);
    }
    // In place of Rhai's, whose strings are not those of JSON.
    fn json<T: Clone + Default + Send + Sync + 'static>(content: &mut T) -> Outcome<ImmutableString> {
        // Not a copy, which could be large.
        let value = Dynamic::from(std::mem::take(content));
        let json = to_json(&value);
        *content = value.cast();
        Ok(json.map_err(|error| error.to_string())?.into())
    }
    let documented = |param: &str| {
        let comments = ["/// The value as JSON; what JSON has no word for, such as NaN, is null."];
        global("to_json").with_params_info([param, "string"]).with_comments(comments)
    };
    documented("map: Map").set_into_module(module, |map: &mut Map| json(map));
    documented("array: Array").set_into_module(module, |array: &mut Array| json(array));
    fn plus(context: &NativeCallContext, mut left: Dynamic, right: &SharedValue) -> Outcome<Dynamic> {
        context.call_native_fn_raw("+", true, &mut [&mut left, &mut right.copy()])
    }
    global("+").set_into_module(module, |context: NativeCallContext, left: Array, right: SharedValue| {
        plus(&context, Dynamic::from_array(left), &right)
    });
    global("+").set_into_module(module, |context: NativeCallContext, left: Map, right: SharedValue| {
        plus(&context, Dynamic::from_map(left), &right)
    });
    module.set_iter(TypeId::of::<SharedValue>(), |shared| {
        let content = shared.cast::<SharedValue>().copy();
        match content.into_array() {
            Ok(items) => Box::new(items.into_iter()),
            Err(_) => Box::new(std::iter::empty()),
        }
    });
}

fn global(name: &str) -> FuncRegistration {
    FuncRegistration::new(name).in_global_namespace()
}

fn delegate(module: &mut Module, name: &'static str, way: Way, parameters: usize) {
    let mut types = vec![TypeId::of::<Dynamic>(); parameters];
    types[0] = TypeId::of::<SharedValue>();
    let function = RhaiFunc::Method {
        func: std::sync::Arc::new(move |context: Option<NativeCallContext<'_>>, arguments: &mut [&mut Dynamic]| {
            let Some(context) = context else {
                return Err("called outside of a script".into());
            };
            call(&context, name, way, arguments)
        }),
        has_context: true,
        is_pure: way == Way::Read,
        is_volatile: true,
    };
    global(name).set_into_module_raw(module, types, function);
}

fn call(context: &NativeCallContext<'_>, name: &str, way: Way, arguments: &mut [&mut Dynamic]) -> Outcome<Dynamic> {
    let Some((shared, rest)) = arguments.split_first_mut() else {
        return Ok(Dynamic::UNIT);
    };
    let Some(shared) = SharedValue::of(shared) else {
        return Ok(Dynamic::UNIT);
    };
    let runs_script = rest.iter().any(|argument| argument.is::<FnPtr>());
    let keeps_item = matches!(name, "push" | "insert" | "set" | "pad" | "contains" | "index_of");
    let mut rest: Vec<Dynamic> = rest.iter_mut().map(|argument| given(argument.take(), keeps_item, way)).collect();
    let mut run = |content: &mut Dynamic| {
        let mut all: Vec<&mut Dynamic> = Vec::with_capacity(rest.len() + 1);
        all.push(content);
        all.extend(rest.iter_mut());
        context.call_native_fn_raw(name, true, &mut all)
    };
    match way {
        Way::Change if !runs_script => shared.write(run),
        Way::Read => run(&mut shared.copy()),
        Way::Change | Way::Replace => {
            let mut content = shared.copy();
            let result = run(&mut content)?;
            shared.write(|current| *current = content);
            Ok(result)
        }
    }
}

/// An argument, as the function of a plain container takes it: an item that is kept becomes (or
/// stays) a handle, a whole container that is worked with is a plain one with handles inside.
fn given(argument: Dynamic, keeps_item: bool, way: Way) -> Dynamic {
    if let Some(shared) = SharedValue::of(&argument) {
        return if keeps_item { argument } else { shared.copy() };
    }
    if way != Way::Change {
        return argument;
    }
    let shared = SharedValue::share(argument);
    if keeps_item {
        return shared;
    }
    SharedValue::of(&shared).map_or(shared, |shared| shared.copy())
}

fn register_indexers(module: &mut Module) {
    FuncRegistration::new_index_getter().in_global_namespace().set_into_module(
        module,
        |context: NativeCallContext, shared: &mut SharedValue, key: ImmutableString| {
            let (found, is_map) = shared.read(|content| {
                let map = content.read_lock::<Map>();
                let found = map.as_ref().and_then(|map| map.get(key.as_str()).cloned());
                (found, map.is_some())
            });
            if is_map {
                return Ok(found.unwrap_or(Dynamic::UNIT));
            }
            // Arrays and blobs have properties: `x.len`.
            let getter = format!("get${key}");
            context.call_native_fn_raw(getter, true, &mut [&mut shared.copy()])
        },
    );
    FuncRegistration::new_index_getter().in_global_namespace().set_into_module(
        module,
        |shared: &mut SharedValue, index: i64| -> Outcome<Dynamic> {
            shared.read(|content| {
                if let Some(array) = content.read_lock::<Array>() {
                    return Ok(array[place(index, array.len())?].clone());
                }
                let blob = content.read_lock::<Blob>().ok_or_else(wrong_key)?;
                Ok(i64::from(blob[place(index, blob.len())?]).into())
            })
        },
    );
    FuncRegistration::new_index_setter().in_global_namespace().set_into_module(
        module,
        |shared: &mut SharedValue, key: ImmutableString, value: Dynamic| -> Outcome<()> {
            let value = SharedValue::share(value);
            shared.write(|content| {
                let mut map = content.write_lock::<Map>().ok_or_else(wrong_key)?;
                map.insert(key.as_str().into(), value);
                Ok(())
            })
        },
    );
    FuncRegistration::new_index_setter().in_global_namespace().set_into_module(
        module,
        |shared: &mut SharedValue, index: i64, value: Dynamic| -> Outcome<()> {
            let value = SharedValue::share(value);
            shared.write(|content| {
                if let Some(mut array) = content.write_lock::<Array>() {
                    let at = place(index, array.len())?;
                    array[at] = value;
                    return Ok(());
                }
                let mut blob = content.write_lock::<Blob>().ok_or_else(wrong_key)?;
                let at = place(index, blob.len())?;
                // A blob keeps the low byte of a number, as Rhai's own do.
                blob[at] = (value.as_int()? & 0xff) as u8;
                Ok(())
            })
        },
    );
}

fn place(index: i64, len: usize) -> Outcome<usize> {
    let from_end = || len.checked_sub(usize::try_from(index.unsigned_abs()).ok()?);
    usize::try_from(index)
        .ok()
        .or_else(from_end)
        .filter(|at| *at < len)
        .ok_or_else(|| EvalAltResult::ErrorArrayBounds(len, index, Position::NONE).into())
}

fn wrong_key() -> Box<EvalAltResult> {
    EvalAltResult::ErrorRuntime("a map is indexed with a string, an array or blob with a number".into(), Position::NONE)
        .into()
}

fn register_comparison(module: &mut Module) {
    // Content against content, with nothing locked.
    fn equal(context: &NativeCallContext<'_>, one: &Dynamic, other: &Dynamic) -> Outcome<bool> {
        if SharedValue::is_same(one, other) {
            return Ok(true);
        }
        let (mut one, mut other) = (SharedValue::plain(one), SharedValue::plain(other));
        let comparable = (one.is_array() && other.is_array())
            || (one.is_map() && other.is_map())
            || (one.is_blob() && other.is_blob());
        if !comparable {
            return Ok(false);
        }
        let result = context.call_native_fn_raw("==", true, &mut [&mut one, &mut other])?;
        Ok(result.as_bool()?)
    }
    for (name, wanted) in [("==", true), ("!=", false)] {
        global(name).set_into_module(
            module,
            move |context: NativeCallContext, one: SharedValue, other: SharedValue| {
                Ok::<_, Box<EvalAltResult>>(equal(&context, &Dynamic::from(one), &Dynamic::from(other))? == wanted)
            },
        );
        global(name).set_into_module(module, move |context: NativeCallContext, one: SharedValue, other: Dynamic| {
            Ok::<_, Box<EvalAltResult>>(equal(&context, &Dynamic::from(one), &other)? == wanted)
        });
        global(name).set_into_module(module, move |context: NativeCallContext, one: Dynamic, other: SharedValue| {
            Ok::<_, Box<EvalAltResult>>(equal(&context, &one, &Dynamic::from(other))? == wanted)
        });
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use rhai::{Engine, Scope};

    use super::*;

    fn engine() -> Engine {
        let mut engine = Engine::new();
        let mut module = Module::new();
        register_into(&mut module);
        engine.register_global_module(module.into());
        engine
    }

    /// Runs a script with `x` as a shared value; returns its result and `x` afterwards.
    #[track_caller]
    fn run(x: &str, script: &str) -> (String, String) {
        let mut engine = engine();
        let shared = SharedValue::share(engine.eval(x).unwrap());
        let returned = shared.clone();
        engine.register_fn("get_x", move || returned.clone());
        // `let` copies what a call returns, and the copy is the same container.
        let result = match engine.eval::<Dynamic>(&format!("let x = get_x(); {script}")) {
            Ok(value) => SharedValue::plain(&value).to_string(),
            Err(error) => format!("error: {error}"),
        };
        (result, SharedValue::plain(&shared).to_string())
    }

    #[test]
    fn changes_through_a_variable_are_seen_by_all() {
        assert_eq!(run("[1]", "x.push(2); x.len()"), ("2".into(), "[1, 2]".into()));
        assert_eq!(run("[1]", "x[0] = 5; x[-1]"), ("5".into(), "[5]".into()));
        assert_eq!(run("[1]", "x += [2, 3]; x.pop()"), ("3".into(), "[1, 2]".into()));
        assert_eq!(run("#{n: 1}", "x.n += 1; x.m = 7; x.n"), ("2".into(), r##"#{"m": 7, "n": 2}"##.into()));
        assert_eq!(run("#{n: 1}", r#"x["n"] = 3; x.remove("n")"#), ("3".into(), "#{}".into()));
        assert_eq!(run("blob(2, 7)", "x[0] = 1; x[0] + x[1]").0, "8");
    }

    #[test]
    fn containers_inside_are_shared_too() {
        let after = run("#{list: [1], deep: #{n: [0]}}", "x.list.push(2); x.deep.n[0] = 9; let l = x.list; l.push(3);");
        assert_eq!(after.1, r##"#{"deep": #{"n": [9]}, "list": [1, 2, 3]}"##);
        let after = run("[]", "x.push([1]); x[0].push(2); let y = #{a: []}; x.push(y); x[1].a.push(5);");
        assert_eq!(after.1, r##"[[1, 2], #{"a": [5]}]"##);
        let after = run("#{}", "x.a = []; x.a.push(1); x.b = x.a; x.b.push(2);");
        assert_eq!(after.1, r##"#{"a": [1, 2], "b": [1, 2]}"##);
    }

    #[test]
    fn functions_that_take_closures_work_and_may_use_the_container() {
        assert_eq!(run("[3, 1, 2]", "x.filter(|v| v > 1).len()").0, "2");
        assert_eq!(run("[3, 1, 2]", "let y = x; x.map(|v| v + y.len()).reduce(|a, b| a + b, 0)").0, "15");
        assert_eq!(run("[3, 1, 2]", "x.sort(|a, b| b - a); x"), ("[3, 2, 1]".into(), "[3, 2, 1]".into()));
        assert_eq!(run("[3, 1, 2]", "x.retain(|v| v > 1); x").1, "[3, 2]");
    }

    #[test]
    fn it_reads_like_a_plain_container() {
        assert_eq!(run("[1, 2]", "let n = 0; for v in x { n += v; } n").0, "3");
        assert_eq!(run("[1, 2]", "2 in x").0, "true");
        assert_eq!(run("#{a: 1}", r#""a" in x && x.contains("a")"#).0, "true");
        assert_eq!(run("#{a: 1, b: 2}", "x.keys()").0, r#"["a", "b"]"#);
        assert_eq!(run("[1, [2]]", "x == [1, [2]] && [1, [2]] == x && x != [1]").0, "true");
        assert_eq!(run("[1, [2]]", "`${x}`").0, "[1, [2]]");
        assert_eq!(run("[1]", "x + [2]"), ("[1, 2]".into(), "[1]".into()));
        assert_eq!(run("#{a: 1}", "x.missing").0, "");
        assert!(run("[1]", "x[5]").0.contains("out of bounds"));
        assert!(run("[1]", r#"x["a"] = 1"#).0.contains("indexed with"));
    }

    #[test]
    fn plain_values_stay_plain() {
        for value in [Dynamic::from(1_i64), "text".into(), Dynamic::UNIT, true.into()] {
            assert!(SharedValue::of(&SharedValue::share(value)).is_none());
        }
    }

    #[test]
    fn many_threads_lose_nothing_and_do_not_deadlock() {
        let shared = SharedValue::share(Engine::new().eval("#{a: [], b: []}").unwrap());
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let shared = shared.clone();
                thread::spawn(move || {
                    let mut scope = Scope::new();
                    scope.push("x", shared);
                    let order = if n % 2 == 0 { ("a", "b") } else { ("b", "a") };
                    let script = format!(
                        "for i in 0..50 {{ x.{0}.push(i); x.{1}.push(x.{0}.len()); x.{0}.contains(x.{1}); x == #{{}}; }}",
                        order.0, order.1
                    );
                    engine().run_with_scope(&mut scope, &script).unwrap();
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        let plain = SharedValue::plain(&shared).cast::<Map>();
        for list in ["a", "b"] {
            assert_eq!(plain[list].as_array_ref().unwrap().len(), 8 * 50);
        }
    }

    #[test]
    fn a_container_that_contains_itself_does_no_harm() {
        let (result, _) = run("[1]", "x.push(x); x.len()");
        assert_eq!(result, "2");
    }
}
