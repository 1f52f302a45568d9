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
    assert!(Table::from_csv(b"a,b\n1\n").is_err());
    assert!(Table::from_csv(b" \n").unwrap_err().to_string().contains("empty"));
}

/// The type and the cells of the first column of a CSV file with these lines.
#[track_caller]
fn read(values: &[&str]) -> String {
    let t = Table::from_csv(format!("v,n\n{},0\n", values.join(",0\n")).as_bytes()).unwrap();
    format!("{} {:?}", t.schema().field(0).data_type(), t.column("v").unwrap())
}

#[test]
fn a_value_that_does_not_fit_makes_its_column_text_and_is_kept() {
    assert_eq!(read(&["2024-02-29", "2024-02-30"]), r#"Utf8 ["2024-02-29", "2024-02-30"]"#);
    assert_eq!(read(&["2024-01-01 25:00:00"]), r#"Utf8 ["2024-01-01 25:00:00"]"#);
    assert_eq!(read(&["1", "n/a"]), r#"Utf8 ["1", "n/a"]"#);
    assert_eq!(read(&["1", "true"]), r#"Utf8 ["1", "true"]"#);
    let distant = read(&["1066-10-14 09:00:00", "2024-01-01 00:00:00.000000001"]);
    assert_eq!(distant, r#"Utf8 ["1066-10-14 09:00:00", "2024-01-01 00:00:00.000000001"]"#);
}

#[test]
fn one_value_at_the_end_of_a_long_file_decides_too() {
    let mut lines = vec!["1"; 100_000];
    lines.push("1.5");
    assert!(read(&lines).starts_with("Float64 [1.0, "));
    lines.push("x");
    assert!(read(&lines).starts_with("Utf8 [\"1\", "));
}

#[test]
fn blanks_around_values_and_names_do_not_matter() {
    assert_eq!(read(&[" 1", "2 ", "  ", "\t3"]), "Int64 [1, 2, (), 3]");
    assert_eq!(read(&["1.5 ", " 2"]), "Float64 [1.5, 2.0]");
    assert_eq!(read(&[" true ", "FALSE"]), "Boolean [true, false]");
    assert_eq!(read(&[" 2024-01-31 ", ""]), r#"Date32 ["2024-01-31", ()]"#);
    assert_eq!(read(&[" a ", "b"]), r#"Utf8 [" a ", "b"]"#);
    assert_eq!(Table::from_csv(b" a , b\n1, 2\n").unwrap().column_names(), ["a", "b"]);
}

#[test]
fn whole_numbers_keep_their_digits() {
    assert_eq!(read(&["9007199254740993", "1"]), "Int64 [9007199254740993, 1]");
    assert_eq!(read(&["9007199254740993", "1.5"]), r#"Utf8 ["9007199254740993", "1.5"]"#);
    assert_eq!(read(&["12345678901234567890"]), r#"Utf8 ["12345678901234567890"]"#);
    assert_eq!(read(&["1e999", "1"]), r#"Utf8 ["1e999", "1"]"#);
    assert_eq!(read(&["NaN", "-inf", "3"]), "Float64 [NaN, -inf, 3.0]");
}

#[test]
fn times_keep_their_digits_and_their_offset() {
    assert_eq!(
        read(&["2024-01-01 10:00:00", "2024-01-02"]),
        r#"Timestamp(s) ["2024-01-01T10:00:00", "2024-01-02T00:00:00"]"#
    );
    assert_eq!(read(&["2024-01-01T10:00:00.123456"]), r#"Timestamp(µs) ["2024-01-01T10:00:00.123456"]"#);
    for zone in [" UTC", "Z", "+00:00", " GMT", "+0000"] {
        let shown = read(&[&format!("2024-01-01 10:00:00{zone}")]);
        assert_eq!(shown, r#"Timestamp(s, "+00:00") ["2024-01-01T10:00:00Z"]"#, "{zone}");
    }
    let oslo = read(&["2024-01-01 10:00:00+01:00", "2024-02-01 10:00:00+01"]);
    assert_eq!(oslo, r#"Timestamp(s, "+01:00") ["2024-01-01T10:00:00+01:00", "2024-02-01T10:00:00+01:00"]"#);
    let summer = read(&["2024-01-01 10:00:00+01:00", "2024-07-01 10:00:00+02:00"]);
    assert_eq!(summer, r#"Timestamp(s, "+00:00") ["2024-01-01T09:00:00Z", "2024-07-01T08:00:00Z"]"#);
    let mixed = read(&["2024-01-01 10:00:00", "2024-01-01 10:00:00 UTC"]);
    assert_eq!(mixed, r#"Utf8 ["2024-01-01 10:00:00", "2024-01-01 10:00:00 UTC"]"#);
}

#[test]
fn names_that_stand_twice_are_told_apart() {
    let t = Table::from_csv(b"sales,sales,sales.1,sales,sales\n1,2,3,4,5\n").unwrap();
    assert_eq!(t.column_names(), ["sales", "sales.2", "sales.1", "sales.3", "sales.4"]);
    assert_eq!(t.row(0).unwrap()["sales.2"].as_int(), Ok(2));
    let twice = table("#{ a: [1] }").unwrap().select(&["a", "a"]).unwrap();
    assert_eq!(twice.column_names(), ["a", "a.1"]);
    assert_eq!(Table::from_ipc(&twice.to_ipc()).unwrap(), twice);
    assert_eq!(run(r#"sales.group_by("city", #{ city: "count" }).columns"#), r#"["city", "city.1"]"#);
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
    let error = engine.eval::<Dynamic>(r#"read_csv("missing.csv")"#).unwrap_err();
    assert!(error.to_string().contains("cannot read `missing.csv`"), "{error}");
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
