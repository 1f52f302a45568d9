//! The TypeScript declarations of everything on the wire, kept equal to the Rust types by a test.

use std::fmt::Write;
use std::path::Path;

use super::{BackMsg, ForwardMsg};
use crate::element::registry::{entries, parts};
use crate::element::typescript::Declarations;

const HEAD: &str = "// Made from the Rust types by `make generate`: elements and messages. Do not edit.\n\n";

fn declarations() -> String {
    let mut declarations = Declarations::default();
    for entry in entries() {
        (entry.declare)(&mut declarations);
    }
    for part in parts() {
        (part.declare)(&mut declarations, part.kind);
    }
    declarations.add::<BackMsg>();
    declarations.add::<ForwardMsg>();
    let mut out = String::from(HEAD);
    out.push_str("/** Large data: in the message, or at an address relative to the page. */\n");
    out.push_str("export type Payload = { inline: Uint8Array } | { url: string };\n\n");
    for declaration in declarations.types.values() {
        let _ = writeln!(out, "export {declaration}\n");
    }
    out.push_str("/** The properties of every kind of element. */\nexport type ElementProps = {\n");
    for (kind, name) in &declarations.elements {
        let _ = writeln!(out, "  {kind}: {name};");
    }
    out.push_str("};\n");
    out
}

#[test]
fn the_declarations_for_the_page_are_those_of_the_host() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/src/wire/elements.ts");
    let now = declarations();
    if std::env::var_os("STSCRIPT_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == now, "web/src/wire/elements.ts is stale: run `make generate`");
}
