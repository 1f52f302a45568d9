//! Which values of a file stand in its text, and which only a run knows.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, Dynamic};

use crate::rhai_internals::{ASTFlags, ASTNode, Expr, Stmt};
use crate::script::engine::block_of_with;
use crate::value::{HostTypes, fingerprint};

/// The constants and exported variables of a file whose values only a run knows.
///
/// A literal is not among them when it stands above everything that runs, so that nobody finds it missing, and nothing
/// else in the file goes by its name: a later constant replaces it, and an export can put another variable in its place.
pub(in crate::script) fn computed(ast: &AST, types: &HostTypes) -> BTreeSet<String> {
    let definitions = definitions(ast);
    let mut computed: BTreeSet<String> = definitions.keys().cloned().collect();
    for statement in ast.statements() {
        match statement {
            Stmt::Noop(..) | Stmt::Export(..) => {}
            Stmt::Import(import, _) if matches!(import.0, Expr::StringConstant(..)) => {}
            Stmt::Var(definition, flags, _) => {
                let (name, value, _) = &**definition;
                let Some(value) = value.get_literal_value(None) else {
                    break;
                };
                let is_only = definitions.get(name.as_str()) == Some(&1);
                if flags.contains(ASTFlags::CONSTANT) && is_only && fingerprint(&value, types).is_ok() {
                    computed.remove(name.as_str());
                }
            }
            _ => break,
        }
    }
    computed
}

/// The constants of a file that have but one value, which stands in the text.
pub(super) fn literals(ast: &AST) -> BTreeMap<String, Dynamic> {
    let definitions = definitions(ast);
    let literals = ast.iter_literal_variables(true, false).filter(|(name, ..)| definitions.get(*name) == Some(&1));
    literals.map(|(name, _, value)| (name.to_owned(), value)).collect()
}

/// How often the top level of a file defines what a name stands for. What functions and blocks define is their own, but
/// not what the block of a `with` does; one that stands in another block is counted too, which does no harm.
fn definitions(ast: &AST) -> BTreeMap<String, usize> {
    let mut definitions = BTreeMap::new();
    for statement in ast.statements() {
        statement.walk(&mut Vec::new(), &mut |nodes: &[ASTNode]| {
            let [above @ .., ASTNode::Stmt(statement)] = nodes else {
                return true;
            };
            let is_with = |node: &ASTNode| matches!(node, ASTNode::Expr(Expr::Custom(custom, _)) if block_of_with(custom).is_some());
            let name = match statement {
                _ if !above.is_empty() && !above.iter().any(is_with) => return true,
                Stmt::Var(definition, ..) => &definition.0.name,
                Stmt::Export(names, _) if !names.1.name.is_empty() && names.1.name != names.0.name => &names.1.name,
                _ => return true,
            };
            *definitions.entry(name.to_string()).or_default() += 1;
            true
        });
    }
    definitions
}
