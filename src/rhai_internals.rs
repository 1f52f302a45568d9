//! What this crate takes from Rhai's `internals`, which Rhai exempts from its promises: the one place to read before
//! Rhai is updated, and the reason why `Cargo.toml` pins its version. A test holds everybody else to Rhai's public API.
//!
//! Methods and fields cannot be listed in code. Those of the internals that are used:
//!
//! - `AST::new`, `new_with_source`, `statements`, `shared_lib` and `walk`, `Stmt::walk`; the fields and cases of `Stmt`,
//!   `StmtBlock`, `Expr`, `FnCallExpr` and `CustomExpr`
//! - `Module::iter_script_fn_info`, `set_script_fn` and `set_fn_raw_with_options`; `FnPtr::from` a `ScriptFuncDef`, and its
//!   fields
//! - `Engine::lex`, `on_parse_token`, `on_missing_function`, `register_custom_syntax_handler` and
//!   `new_global_runtime_state`
//! - `EvalContext::global_runtime_state` and its `_mut`, `eval_expression_tree_raw`, `new_frame` and its `up_call_level`;
//!   `NativeCallContext::global_runtime_state` and `new_with_all_fields`
//! - of `GlobalRuntimeState` the fields `always_search_scope`, `constants`, `level`, `lib` and `source`, and `num_imports`,
//!   `push_import`, `scan_imports_raw` and `truncate_imports`

// Syntax trees.
pub(crate) use rhai::{ASTFlags, ASTNode, CustomExpr, Expr, FnCallExpr, ScriptFuncDef, Stmt, StmtBlock};

// Tokens and names.
pub(crate) use rhai::{Identifier, Token, is_valid_function_name};

// Running.
pub(crate) use rhai::{GlobalRuntimeState, RhaiFunc, locked_read};
