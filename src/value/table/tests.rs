use rhai::{Engine, Scope};

use super::*;

fn engine(base: &std::path::Path) -> Engine {
    let mut engine = Engine::new();
    let mut module = rhai::Module::new();
    register_into(&mut module, &FileAccess::below(base));
    engine.register_global_module(module.into());
    engine
}

/// Runs a script with `sales` in scope and returns its result as text.
#[track_caller]
fn run(script: &str) -> String {
    let mut scope = Scope::new();
    let sales = Table::from_csv(b"city,sales,share\nOslo,5,0.5\nParis,3,\nOslo,2,0.25\n").unwrap();
    scope.push("sales", sales);
    match engine(&std::env::temp_dir()).eval_with_scope::<Dynamic>(&mut scope, script) {
        Ok(value) => value.to_string(),
        Err(error) => format!("error: {error}"),
    }
}

fn table(script: &str) -> Result<Table, TableError> {
    let value: Dynamic = Engine::new().eval(script).unwrap();
    Table::from_dynamic(&value)
}

#[test]
fn rows_become_columns_sorted_by_name_with_missing_keys_as_null() {
    let t = table(r#"[#{b: 1, a: "x"}, #{b: 2.5}]"#).unwrap();
    assert_eq!(t.column_names(), ["a", "b"]);
    assert_eq!(format!("{:?}", t.column("a").unwrap()), r#"["x", ()]"#);
    assert_eq!(format!("{:?}", t.column("b").unwrap()), "[1.0, 2.5]");
}

#[test]
fn types_follow_from_the_values() {
    let t = table(r#"#{i: [1, ()], f: [1, 2.5], b: [true, false], s: ["a", "b"], m: [1, "x"], n: [(), ()]}"#).unwrap();
    let types: Vec<String> = t.schema().fields().iter().map(|f| f.data_type().to_string()).collect();
    assert_eq!(types, ["Boolean", "Float64", "Int64", "Utf8", "Null", "Utf8"]);
}

#[test]
fn plain_values_and_arrays_of_arrays_are_tables_too() {
    assert_eq!(table("[1, 2, 3]").unwrap().column_names(), ["value"]);
    assert_eq!(table("[[1, 2], [3, 4]]").unwrap().column_names(), ["0", "1"]);
    assert_eq!(table("#{a: [1, 2], b: 7}").unwrap().num_rows(), 2);
    assert_eq!(table("[]").unwrap().num_rows(), 0);
}

#[test]
fn a_wrong_shape_says_what_a_table_is_made_from() {
    for script in ["42", "[1, [2]]", "[#{a: 1}, 2]", "[#{a: 1}, [2]]"] {
        let error = table(script).unwrap_err();
        assert!(matches!(error, TableError::Shape { .. }), "{script}: {error}");
    }
    let error = table("#{a: [1], b: [1, 2]}").unwrap_err();
    assert!(error.to_string().contains("`a` has 1 values and `b` has 2"), "{error}");
}

#[test]
fn csv_types_are_inferred() {
    let t = Table::from_csv(b"\xef\xbb\xbfd,n,x,s,b\n2024-01-31,1,1.5,hi,true\n2024-02-01,,2,\"a,b\",false\n").unwrap();
    assert_eq!(t.column_names(), ["d", "n", "x", "s", "b"]);
    assert_eq!(format!("{:?}", t.row(1).unwrap()), r#"{"b": false, "d": "2024-02-01", "n": (), "s": "a,b", "x": 2.0}"#);
    let uneven = Table::from_csv(b"a,b\n1,2\n1\n").unwrap_err().to_string();
    assert_eq!(uneven, "line 3 of the CSV text has 1 fields, and its header has 2");
    assert!(Table::from_csv(b"a\n\xe4\n").unwrap_err().to_string().contains("not UTF-8"));
    assert!(Table::from_csv(b" \n").unwrap_err().to_string().contains("empty"));
}

#[test]
fn json_arrays_and_lines_give_the_same_table() {
    let array = Table::from_json(
        br#"[{"name": "a]},[", "age": 1},
        {"name": "b\"", "age": 2.5, "tags": ["x"]}]"#,
    )
    .unwrap();
    let lines = Table::from_json(
        b"{\"name\": \"a]},[\", \"age\": 1}\n{\"name\": \"b\\\"\", \"age\": 2.5, \"tags\": [\"x\"]}\n",
    )
    .unwrap();
    assert_eq!(array, lines);
    assert_eq!(array.column_names(), ["name", "age", "tags"]);
    assert_eq!(format!("{:?}", array.row(1).unwrap()), r#"{"age": 2.5, "name": "b\"", "tags": ["x"]}"#);
    assert!(Table::from_json(b"[{]").is_err());
    assert!(Table::from_json(b"[1, 2]").is_err());
    assert_eq!(Table::from_json(b"[]").unwrap().num_rows(), 0);
}

#[test]
fn scripts_read_columns_rows_and_cells() {
    assert_eq!(run("sales.len()"), "3");
    assert_eq!(run("sales.columns"), r#"["city", "sales", "share"]"#);
    assert_eq!(run(r#"sales["sales"]"#), "[5, 3, 2]");
    assert_eq!(run("sales[1].city"), "Paris");
    assert_eq!(run("sales[-1].sales"), "2");
    assert_eq!(run("let n = 0; for row in sales { n += row.sales; } n"), "10");
    assert_eq!(run("sales.to_array()[2].city"), "Oslo");
}

#[test]
fn scripts_filter_sort_select_and_group() {
    assert_eq!(run("sales.filter(|row| row.sales > 2).len()"), "2");
    assert_eq!(run(r#"sales.sort("sales")["sales"]"#), "[2, 3, 5]");
    assert_eq!(run(r#"sales.sort("sales", true).head(1)["city"]"#), r#"["Oslo"]"#);
    assert_eq!(run("sales.tail(1)[0].sales"), "2");
    assert_eq!(run(r#"sales.select(["sales", "city"]).columns"#), r#"["sales", "city"]"#);
    assert_eq!(
        run(r#"sales.group_by("city", #{sales: "sum", share: "count"}).to_array()"#),
        r#"[#{"city": "Oslo", "sales": 7, "share": 2}, #{"city": "Paris", "sales": 3, "share": 0}]"#
    );
    assert_eq!(run(r#"sales.with_column("twice", sales.map(|r| r.sales * 2))["twice"]"#), "[10, 6, 4]");
}

#[test]
fn scripts_reduce_columns() {
    assert_eq!(run(r#"sales.sum("sales")"#), "10");
    assert_eq!(run(r#"sales.mean("share")"#), "0.375");
    assert_eq!(run(r#"sales.min("city")"#), "Oslo");
    assert_eq!(run(r#"sales.max("sales")"#), "5");
    assert_eq!(run(r#"sales.unique("city")"#), r#"["Oslo", "Paris"]"#);
}

#[test]
fn errors_name_what_is_there() {
    assert!(run(r#"sales["sale"]"#).contains("no column `sale`; did you mean `sales`?"));
    assert!(run("sales[3]").contains("no row 3; it has 3 rows"));
    assert!(run("sales[-4]").contains("no row -4"));
    assert!(run(r#"sales.sum("city")"#).contains("`city` holds Utf8 values, not numbers"));
    assert!(run(r#"sales.group_by("city", #{sales: "median"})"#).contains("`median`"));
    assert!(run("table(42)").contains("array of maps"));
}

#[test]
fn files_are_read_below_the_base_only() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("app");
    std::fs::create_dir(&inside).unwrap();
    std::fs::write(inside.join("in.csv"), "a\n1\n").unwrap();
    std::fs::write(folder.path().join("out.csv"), "a\n1\n").unwrap();
    let files = FileAccess::below(&inside);
    assert!(files.read("in.csv").is_ok());
    assert!(files.read("./x/../in.csv").is_err());
    assert!(matches!(files.read("../out.csv"), Err(TableError::Outside { .. })));
    let absolute = folder.path().join("out.csv");
    let absolute = absolute.to_str().unwrap();
    assert!(matches!(files.read(absolute), Err(TableError::Outside { .. })));
    let open = FileAccess { outside: true, ..files.clone() };
    assert!(open.read("../out.csv").is_ok());
    let engine = engine(&inside);
    assert_eq!(engine.eval::<i64>(r#"read_csv("in.csv").len()"#).unwrap(), 1);
    std::fs::write(inside.join("in.txt"), "\u{feff}one\r\ntwo\n").unwrap();
    std::fs::write(inside.join("latin.txt"), b"a\xe4").unwrap();
    assert_eq!(engine.eval::<String>(r#"read_text("in.txt")"#).unwrap(), "one\r\ntwo\n");
    assert_eq!(engine.eval::<String>(r#"`${read_lines("in.txt")}`"#).unwrap(), r#"["one", "two"]"#);
    let error = engine.eval::<Dynamic>(r#"read_text("latin.txt")"#).unwrap_err();
    assert!(error.to_string().contains("it is not UTF-8 text (byte 1)"), "{error}");
    assert!(engine.eval::<Dynamic>(r#"read_text("../out.csv")"#).is_err());
    let error = engine.eval::<Dynamic>(r#"read_csv("missing.csv")"#).unwrap_err();
    assert!(error.to_string().contains("Cannot read `missing.csv`"), "{error}");
}

#[test]
fn a_clone_shares_the_data_and_the_digest() {
    let t = table("[1, 2]").unwrap();
    let copy = t.clone();
    assert!(Arc::ptr_eq(&t.inner, &copy.inner));
    let digest = t.digest();
    assert_eq!(copy.inner.digest.get(), Some(&digest));
}

#[test]
fn a_slice_crosses_the_borders_between_parts() {
    let t = table("[0, 1, 2, 3, 4, 5]").unwrap();
    let batch = &t.batches()[0];
    let parts = vec![batch.slice(0, 2), batch.slice(2, 3), batch.slice(5, 1)];
    let t = Table::from_batches(t.schema().clone(), parts).unwrap();
    assert_eq!(format!("{:?}", t.slice(1, 4).column("value").unwrap()), "[1, 2, 3, 4]");
    assert_eq!(t.slice(5, 100).num_rows(), 1);
    assert_eq!(t.slice(100, 1).num_rows(), 0);
    assert_eq!(t.cell(5, "value").unwrap().as_int(), Ok(5));
    assert_eq!(t.sort_by("value", true).unwrap().cell(0, "value").unwrap().as_int(), Ok(5));
}

/// The type and the cells of the only column of a CSV text.
fn csv_column(values: &[&str]) -> (String, String) {
    let lines: Vec<String> = values.iter().map(|value| format!("{value},x\n")).collect();
    let table = Table::from_csv(format!("c,d\n{}", lines.concat()).as_bytes()).unwrap();
    let cells = table.column("c").unwrap();
    (table.schema().field(0).data_type().to_string(), format!("{:?}", Dynamic::from_array(cells)))
}

#[test]
fn the_type_of_a_csv_column_follows_from_all_of_its_values() {
    for (values, kind, cells) in [
        (&["1", " 2 ", "+3", "", "-4"][..], "Int64", "[1, 2, 3, (), -4]"),
        (&["1", " 2.5", "1e3", "nan"], "Float64", "[1.0, 2.5, 1000.0, NaN]"),
        (&["9223372036854775807"], "Int64", "[9223372036854775807]"),
        (&["9223372036854775808", "1"], "Utf8", r#"["9223372036854775808", "1"]"#),
        (&["true", "False", " TRUE"], "Boolean", "[true, false, true]"),
        (&["nan", "inf"], "Utf8", r#"["nan", "inf"]"#),
        (&["", ""], "Null", "[(), ()]"),
        (&[" ", "a"], "Utf8", r#"[" ", "a"]"#),
        (&["2024-02-29", " 2024-03-01 "], "Date32", r#"["2024-02-29", "2024-03-01"]"#),
        (&["1900-01-01", "0001-01-01"], "Date32", r#"["1900-01-01", "0001-01-01"]"#),
        (&["2024-02-30", "2024-02-01"], "Utf8", r#"["2024-02-30", "2024-02-01"]"#),
        (&["2024-02-01", "soon"], "Utf8", r#"["2024-02-01", "soon"]"#),
        (
            &["2024-02-01 12:30", "2024-02-01T12:30:01"],
            "Timestamp(s)",
            r#"["2024-02-01T12:30:00", "2024-02-01T12:30:01"]"#,
        ),
        (
            &["2024-02-01 12:30:00.5", "2024-02-01"],
            "Timestamp(ms)",
            r#"["2024-02-01T12:30:00.500", "2024-02-01T00:00:00"]"#,
        ),
        (&["2024-02-01 12:30:00.000001"], "Timestamp(\u{b5}s)", r#"["2024-02-01T12:30:00.000001"]"#),
        (
            &["2024-02-01 12:30:00 UTC", "2024-02-01T12:30:00Z"],
            "Timestamp(s, \"+00:00\")",
            r#"["2024-02-01T12:30:00Z", "2024-02-01T12:30:00Z"]"#,
        ),
        (&["2024-02-01T12:30:00+05:30"], "Timestamp(s, \"+05:30\")", r#"["2024-02-01T12:30:00+05:30"]"#),
        (
            &["2024-02-01T12:30:00+0100", "2024-02-01T12:30:00-02"],
            "Timestamp(s, \"+00:00\")",
            r#"["2024-02-01T11:30:00Z", "2024-02-01T14:30:00Z"]"#,
        ),
        (&["2024-02-01 12:30", "2024-02-01T12:30:00Z"], "Utf8", r#"["2024-02-01 12:30", "2024-02-01T12:30:00Z"]"#),
        (&["2024-02-01 24:00"], "Utf8", r#"["2024-02-01 24:00"]"#),
        (&["12:30"], "Utf8", r#"["12:30"]"#),
    ] {
        let (found, shown) = csv_column(values);
        assert_eq!((found.replace('\u{3bc}', "\u{b5}").as_str(), shown.as_str()), (kind, cells), "{values:?}");
    }
    // One odd value far down, behind the first batch.
    let mut many = vec!["1"; 70_000];
    assert_eq!(csv_column(&many).0, "Int64");
    many.push("2024-13-01");
    assert_eq!(csv_column(&many).0, "Utf8");
}

#[test]
fn no_value_of_a_csv_column_is_lost_or_becomes_another() {
    let kept = |values: &[&str]| {
        let text = (Table::from_csv(format!("v,n\n{},0\n", values.join(",0\n")).as_bytes()))
            .and_then(|t| Ok((t.schema().field(0).data_type().to_string(), t.column("v")?)));
        let (kind, cells) = text.unwrap();
        format!("{kind} {cells:?}")
    };
    assert_eq!(kept(&["9007199254740993", "1"]), "Int64 [9007199254740993, 1]");
    assert_eq!(kept(&["9007199254740993", "1.5"]), r#"Utf8 ["9007199254740993", "1.5"]"#);
    assert_eq!(kept(&["9007199254740992", "1.5"]), "Float64 [9007199254740992.0, 1.5]");
    assert_eq!(kept(&["12345678901234567890"]), r#"Utf8 ["12345678901234567890"]"#);
    assert_eq!(kept(&["1e999", "1"]), r#"Utf8 ["1e999", "1"]"#);
    assert_eq!(kept(&["NaN", "-inf", "3"]), "Float64 [NaN, -inf, 3.0]");
    let distant = kept(&["1066-10-14 09:00:00", "2024-01-01 00:00:00.000000001"]);
    assert_eq!(distant, r#"Utf8 ["1066-10-14 09:00:00", "2024-01-01 00:00:00.000000001"]"#);
    assert_eq!(Table::from_csv(b" a , b\n1, 2\n").unwrap().column_names(), ["a", "b"]);
}

#[test]
fn columns_of_one_name_are_told_apart() {
    let table = Table::from_csv(b"sales,sales,sales.1,sales\n1,2,3,4\n").unwrap();
    assert_eq!(table.column_names(), ["sales", "sales.2", "sales.1", "sales.3"]);
    assert_eq!(table.cell(0, "sales.1").unwrap().as_int(), Ok(3));
    assert_eq!(table.row(0).unwrap().len(), 4);
    let twice = table.select(&["sales", "sales"]).unwrap();
    assert_eq!(twice.column_names(), ["sales", "sales.1"]);
    assert_eq!(twice.num_rows(), 1);
}
