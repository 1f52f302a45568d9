//! A page as text: one element a line, containers indented, parameters that were left at their default left out.

use std::fmt::Write;

use rhai::{Blob, Dynamic, Map};

use super::drawn::Drawn;
use crate::element::input::WireValue;
use crate::element::{ParamSpec, registry};
use crate::protocol::{NodeId, Root, Tree};
use crate::value::Table;

pub(super) fn outline(tree: &Tree) -> String {
    let mut out = String::new();
    for (name, root) in
        [("main", Root::Main), ("sidebar", Root::Sidebar), ("event", Root::Event), ("bottom", Root::Bottom)]
    {
        let root = NodeId::root(root);
        if !tree.children(root).is_empty() {
            let _ = writeln!(out, "{name}");
            write_children(tree, root, 1, &mut out);
        }
    }
    out
}

fn write_children(tree: &Tree, container: NodeId, depth: usize, out: &mut String) {
    for child in tree.children(container) {
        write_line(&Drawn::of(tree.node(*child)), depth, out);
        write_children(tree, *child, depth + 1, out);
    }
}

fn write_line(drawn: &Drawn, depth: usize, out: &mut String) {
    let _ = write!(out, "{:1$}{2}", "", depth * 2, drawn.kind);
    let params = registry::find(drawn.kind).map_or(&[][..], |entry| &entry.spec.params);
    for (name, value) in &drawn.props {
        let text = value_text(value);
        let is_default =
            params.iter().any(|param: &ParamSpec| param.name == name.as_str() && param.default == Some(&text));
        let is_size = matches!(name.as_str(), "width" | "height") && text == "\"content\"";
        if !is_default && !is_size {
            let _ = write!(out, " {name}={text}");
        }
    }
    if let Some(key) = &drawn.key {
        let _ = write!(out, " key={key:?}");
    }
    if let Some(value) = &drawn.value {
        let _ = write!(out, " -> {}", wire_text(value));
    }
    out.push('\n');
}

fn value_text(value: &Dynamic) -> String {
    if let Some(map) = value.read_lock::<Map>() {
        if let Some(stream) = map.get("inline").and_then(rhai::Dynamic::read_lock::<Blob>) {
            return table_text(&stream);
        }
        let pairs: Vec<String> = map.iter().map(|(name, value)| format!("{name}: {}", value_text(value))).collect();
        return format!("#{{{}}}", pairs.join(", "));
    }
    if let Some(array) = value.read_lock::<rhai::Array>() {
        let items: Vec<String> = array.iter().map(value_text).collect();
        return format!("[{}]", items.join(", "));
    }
    if value.is_unit() {
        return "()".to_owned();
    }
    format!("{value:?}")
}

fn table_text(stream: &[u8]) -> String {
    match Table::from_ipc(stream) {
        Ok(table) => format!("<{} rows of {}>", table.num_rows(), table.column_names().join(", ")),
        Err(_) => format!("<{} bytes>", stream.len()),
    }
}

fn wire_text(value: &WireValue) -> String {
    match value {
        WireValue::Nil => "()".to_owned(),
        WireValue::Bool(flag) => flag.to_string(),
        WireValue::Int(int) => int.to_string(),
        WireValue::Float(float) => format!("{float:?}"),
        WireValue::Text(text) => format!("{text:?}"),
        WireValue::List(items) => {
            let items: Vec<String> = items.iter().map(wire_text).collect();
            format!("[{}]", items.join(", "))
        }
    }
}
