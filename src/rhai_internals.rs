//! What this crate takes from Rhai's `internals`, which Rhai exempts from its promises: the one place to read before
//! Rhai is updated, and the reason why `Cargo.toml` pins its version. A test holds everybody else to Rhai's public API.
//!
//! Methods cannot be listed in code. Those of the internals that are called: `AST::new`, `statements`, `walk` and
//! `iter_fn_def`, `Module::iter_script_fn_info`, `Engine::lex`, `on_parse_token`, `on_missing_function` and
//! `new_global_runtime_state`, and `global_runtime_state` of contexts.

// Syntax trees.
pub(crate) use rhai::{ASTFlags, ASTNode, CustomExpr, Expr, FnCallExpr, ScriptFuncDef, Stmt, StmtBlock};

// Tokens and names.
pub(crate) use rhai::{Identifier, Token, is_valid_function_name};

// Running.
pub(crate) use rhai::{GlobalRuntimeState, RhaiFunc, locked_read};
