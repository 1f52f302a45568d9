//! What makes a function the same function: its text in canonical form, and that of all it can reach.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;
use rhai::{AST, ASTNode, Dynamic, Engine, Expr, Module, NativeCallContext, Position, ScriptFuncDef, Shared};

use super::binding;
use super::splice::Places;
use super::tokens::{Extent, Tokens};
use crate::script::{Environment, Run, Source};
use crate::value::{Fingerprint, FingerprintBuilder, HostTypes};

/// The identity of the functions of one file; computed when a function of it is first cached.
#[derive(Debug)]
pub(in crate::script) struct FileIdentity {
    /// The file's path below the app's folder.
    file: String,
    tokens: Tokens,
    places: Places,
    /// Aliases of imported modules, with the modules' identities.
    imports: Vec<(String, Arc<Self>)>,
    names: FileNames,
    host: Arc<HostValues>,
    keys: Mutex<HashMap<String, FunctionKey>>,
}

/// What is known of the names of one file.
#[derive(Debug)]
pub(in crate::script) struct FileNames {
    /// The constants whose values stand in the text.
    pub(in crate::script) literals: BTreeSet<String>,
    /// Those that are bound to cached functions.
    pub(in crate::script) bound: BTreeSet<String>,
}

/// What the host gives every script by a name: `ARGS`, and constants of its own.
pub(in crate::script) type HostValues = BTreeMap<String, Fingerprint>;

/// What is known about one function without running anything.
#[derive(Debug, Clone)]
pub(in crate::script) struct FunctionKey {
    /// Over path, name, parameters, text, and the text of every function that it can reach.
    pub(in crate::script) fingerprint: Fingerprint,
    /// The `global::` constants that are read on the way, whose values belong to the key.
    pub(super) constants: Arc<[String]>,
    /// What is read of modules and only a run can tell: the module's file and the name.
    pub(super) modules: Arc<[(String, String)]>,
    /// The bindings of the names that are called on the way: what they stand for only a run can tell.
    pub(super) bound: Arc<[i64]>,
    /// Where a module is imported on the way whose path is computed: the file and the place of the `import`.
    pub(super) computed_import: Option<(String, Position)>,
}

/// What a bound name stands for.
pub(super) struct Behind {
    pub(super) key: Fingerprint,
    pub(super) captured: Vec<Fingerprint>,
    pub(super) bound: Arc<[i64]>,
}

impl FunctionKey {
    /// The key with the values of the constants that belong to it. One that has none, or that can not be hashed, such as
    /// a container, does not tell versions apart.
    pub(super) fn with_constants(&self, types: &HostTypes, value: impl Fn(&str) -> Option<Dynamic>) -> Fingerprint {
        if self.constants.is_empty() {
            return self.fingerprint;
        }
        let mut out = FingerprintBuilder::new();
        out.fingerprint(self.fingerprint);
        for name in self.constants.iter() {
            out.text(name);
            if let Some(value) = value(name)
                && let Ok(value) = crate::value::fingerprint(&value, types)
            {
                out.fingerprint(value);
            }
        }
        out.finish()
    }

    /// The key with what the names stand for that are called on the way. `behind` tells of a binding: the key of the
    /// cached function, what its closure has captured, and the bindings that it calls itself.
    pub(super) fn with_bound<E>(
        &self,
        own: Fingerprint,
        mut behind: impl FnMut(i64) -> Result<Option<Behind>, E>,
    ) -> Result<Fingerprint, E> {
        if self.bound.is_empty() {
            return Ok(own);
        }
        let mut out = FingerprintBuilder::new();
        out.fingerprint(own);
        let mut seen = BTreeSet::new();
        let mut open: Vec<i64> = self.bound.iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match behind(id)? {
                Some(behind) => {
                    out.fingerprint(behind.key);
                    for captured in behind.captured {
                        out.fingerprint(captured);
                    }
                    open.extend(behind.bound.iter().rev());
                }
                None => {
                    out.text("unbound");
                }
            }
        }
        Ok(out.finish())
    }

    /// The values that are read of modules; a module that the run has not imported yet is imported, as the function
    /// would. Whether they stay what they are in this run: a module may not have come to its end.
    pub(super) fn module_values(&self, context: &NativeCallContext, run: &Run) -> (Fingerprint, bool) {
        let engine = context.engine();
        let types = run.environment().cache().types();
        let mut out = FingerprintBuilder::new();
        let mut is_final = true;
        for (file, name) in self.modules.iter() {
            let module = engine.module_resolver().resolve(engine, None, file, Position::NONE).ok();
            is_final &= module.is_some();
            let exported = || module.as_ref()?.get_var(name);
            out.text(file).text(name);
            if let Some(value) = run.constant(file, name).or_else(exported)
                && let Ok(value) = crate::value::fingerprint(&value, types)
            {
                out.fingerprint(value);
            }
        }
        (out.finish(), is_final)
    }
}

impl FileIdentity {
    /// Reads a file. `imports` are the aliases of its modules.
    pub(in crate::script) fn read(
        engine: &Engine,
        file: &str,
        text: &str,
        places: Places,
        imports: Vec<(String, Arc<Self>)>,
        names: FileNames,
        host: Arc<HostValues>,
    ) -> Self {
        let tokens = Tokens::read(engine, text);
        Self { file: file.to_owned(), tokens, places, imports, names, host, keys: Mutex::default() }
    }

    /// The key of the function that `name` means: a function of the file, or a closure whose body is at `place`.
    pub(super) fn key(&self, main: &Arc<Self>, name: &str, params: &[String], place: Position) -> FunctionKey {
        let place = self.places.written(place);
        let id = format!("{name}/{}/{place}", params.len());
        if let Some(known) = self.keys.lock().get(&id) {
            return known.clone();
        }
        let mut out = FingerprintBuilder::new();
        out.text("stscript function 1");
        out.text(&self.file);
        if self.tokens.named(name).next().is_some() {
            out.text(name);
        } else if let Some((_, inside)) = self.tokens.closure_at(place) {
            out.text("closure").int(i64::try_from(inside).unwrap_or(i64::MAX));
        } else {
            out.text("whole");
        }
        let reached = self.reached(main, name, place);
        for param in params {
            out.text(param);
        }
        for (file, text) in &reached.texts {
            out.text(file).text(text);
        }
        for name in &reached.host {
            out.text("stscript host value").text(name).fingerprint(self.host[name]);
        }
        let key = FunctionKey {
            fingerprint: out.finish(),
            constants: reached.constants.into_iter().collect(),
            modules: reached.modules.into_iter().collect(),
            bound: reached.bound.into_iter().collect(),
            computed_import: self.computed_import(name, place),
        };
        self.keys.lock().insert(id, key.clone());
        key
    }

    /// The texts that belong to the key of a function, each with its file: its own, and those that it can reach.
    pub(super) fn texts(&self, main: &Arc<Self>, name: &str, place: Position) -> BTreeSet<(String, String)> {
        self.reached(main, name, self.places.written(place)).texts
    }

    /// What a function or closure is made of; `place` is one of the script.
    fn reached(&self, main: &Arc<Self>, name: &str, place: Position) -> Reached {
        let mut reached = Reached { main: Some(main.clone()), ..Reached::default() };
        if self.tokens.named(name).next().is_some() {
            self.reach(name, &mut reached);
        } else {
            let extent = self.extent(place);
            reached.texts.insert((self.file.clone(), self.tokens.text(&extent)));
            self.reach_words(&extent, &mut reached);
        }
        reached
    }

    /// The closure at a place; where there is none to go by, any change of the file makes another function.
    fn extent(&self, place: Position) -> Extent {
        self.tokens.closure_at(place).map_or_else(|| self.tokens.all(), |(extent, _)| extent.clone())
    }

    /// Where a function or closure imports a module by a computed path, itself or in what it calls: which file that is
    /// only the run knows, and its text can be no part of the key.
    fn computed_import(&self, name: &str, place: Position) -> Option<(String, Position)> {
        let mut seen = BTreeSet::new();
        if self.tokens.named(name).next().is_some() {
            self.import_of(name, &mut seen)
        } else {
            self.import_in(&self.extent(place), &mut seen)
        }
    }

    /// Adds the functions with a name, and all that they can reach.
    fn reach(&self, name: &str, reached: &mut Reached) {
        if !reached.seen.insert((self.file.clone(), name.to_owned())) {
            return;
        }
        for extent in self.tokens.named(name) {
            reached.texts.insert((self.file.clone(), self.tokens.text(extent)));
            self.reach_words(extent, reached);
        }
    }

    /// A word that names a function of this file, or the alias of a module, may call it: to take it for a call that it
    /// is not costs at worst a miss after an edit.
    fn reach_words(&self, extent: &Extent, reached: &mut Reached) {
        let words: Vec<&str> = self.tokens.words(extent).collect();
        for (at, word) in words.iter().enumerate() {
            if self.tokens.named(word).next().is_some() {
                self.reach(word, reached);
            }
            if let ["global", "::", name, ..] = words[at..] {
                reached.constants.insert(name.to_owned());
            }
            // Not the name in its own definition.
            if extent.name.as_deref() != Some(*word) || words[..at].contains(word) {
                self.reach_bound(word, reached);
            }
            self.reach_borrowed(word, reached);
            self.reach_module(&words[at..], reached);
        }
    }

    /// A function that a module borrows from the script: the engine finds it there by its name.
    fn reach_borrowed(&self, word: &str, reached: &mut Reached) {
        let Some(main) = reached.main.clone().filter(|main| main.file != self.file) else {
            return;
        };
        if self.tokens.named(word).next().is_none() && main.tokens.named(word).next().is_some() {
            main.reach(word, reached);
        }
    }

    fn reach_bound(&self, word: &str, reached: &mut Reached) {
        if self.names.bound.contains(word) {
            reached.bound.insert(binding::id(&self.file, word));
        }
    }

    /// The module whose alias is the first of some words, and what a file reads by name that the host gives.
    fn reach_module(&self, words: &[&str], reached: &mut Reached) {
        let Some((first, behind)) = words.split_first() else {
            return;
        };
        if self.host.contains_key(*first) {
            reached.host.insert((*first).to_owned());
        }
        for (_, module) in self.imports.iter().filter(|(alias, _)| alias == first) {
            module.reach_all(reached);
            module.reach_value(behind, reached);
        }
    }

    /// What stands behind the alias of this module: `::name`, or `::alias::name`.
    fn reach_value(&self, behind: &[&str], reached: &mut Reached) {
        let ["::", name, behind @ ..] = behind else {
            return;
        };
        let inner = self.imports.iter().find(|(alias, _)| alias == name).filter(|_| behind.first() == Some(&"::"));
        if let Some((_, inner)) = inner {
            inner.reach_value(behind, reached);
        } else {
            self.reach_constant(name, reached);
        }
    }

    /// A constant of a module, unless its value is part of the text.
    fn reach_constant(&self, name: &str, reached: &mut Reached) {
        if !self.names.literals.contains(name) && self.tokens.named(name).next().is_none() {
            reached.modules.insert((self.file.clone(), name.to_owned()));
        }
    }

    fn reach_all(&self, reached: &mut Reached) {
        if reached.seen.insert((self.file.clone(), String::new())) {
            reached.texts.insert((self.file.clone(), self.tokens.whole()));
            let words: Vec<&str> = self.tokens.words(&self.tokens.all()).collect();
            for at in 0..words.len() {
                if let ["global", "::", name, ..] = words[at..] {
                    self.reach_constant(name, reached);
                }
                self.reach_bound(words[at], reached);
                self.reach_borrowed(words[at], reached);
                self.reach_module(&words[at..], reached);
            }
            for (_, inner) in &self.imports {
                inner.reach_all(reached);
            }
        }
    }

    fn import_of(&self, name: &str, seen: &mut BTreeSet<(String, String)>) -> Option<(String, Position)> {
        if !seen.insert((self.file.clone(), name.to_owned())) {
            return None;
        }
        self.tokens.named(name).find_map(|extent| self.import_in(extent, seen))
    }

    fn import_in(&self, extent: &Extent, seen: &mut BTreeSet<(String, String)>) -> Option<(String, Position)> {
        if let Some(place) = self.tokens.computed_import(extent) {
            return Some((self.file.clone(), place));
        }
        let words: Vec<&str> = self.tokens.words(extent).collect();
        (0..words.len()).find_map(|at| {
            if let [alias, "::", ..] = words[at..]
                && let Some((_, place)) = self.tokens.computed_aliases().find(|(known, _)| *known == alias)
            {
                return Some((self.file.clone(), place));
            }
            let own = self.import_of(words[at], seen);
            own.or_else(|| match words[at..] {
                [alias, "::", name, ..] => {
                    let mut modules = self.imports.iter().filter(|(known, _)| known == alias);
                    modules.find_map(|(_, module)| module.import_of(name, seen))
                }
                _ => None,
            })
        })
    }
}

#[derive(Default)]
struct Reached {
    main: Option<Arc<FileIdentity>>,
    seen: BTreeSet<(String, String)>,
    texts: BTreeSet<(String, String)>,
    constants: BTreeSet<String>,
    modules: BTreeSet<(String, String)>,
    bound: BTreeSet<i64>,
    host: BTreeSet<String>,
}

/// Whether a function with this name needs a `this`, which is then an input that no argument is.
pub(super) fn uses_this(lib: &Module, name: &str) -> bool {
    lib.iter_script_fn_info().any(|(_, _, known, _, definition)| {
        known == name && (definition.this_type.is_some() || mentions_this(definition))
    })
}

fn mentions_this(definition: &Shared<ScriptFuncDef>) -> bool {
    // The engine shows the body of a function only to a walk over a script.
    let mut alone = Module::new();
    alone.set_script_fn(Shared::clone(definition));
    let mut found = false;
    AST::new([], alone).walk(&mut |nodes: &[ASTNode]| {
        found |= matches!(nodes.last(), Some(ASTNode::Expr(Expr::ThisPtr(..))));
        !found
    });
    found
}

/// A pointer to a function of a file.
pub(super) fn pointer(lib: &rhai::Module, name: &str) -> Option<rhai::FnPtr> {
    let (.., definition) = lib.iter_script_fn_info().find(|(_, _, known, ..)| *known == name)?;
    Some(rhai::FnPtr::from(definition.clone()))
}

/// A function of a script, as `memo` takes it.
#[derive(Debug)]
pub(in crate::script) struct KnownFunction {
    /// The name under which the compiled script has it.
    pub(super) compiled_name: String,
    pub(super) moved: bool,
    /// Of the body of the first.
    pub(super) place: Position,
    /// The parameters of all functions with that name, those with the fewest first.
    pub(super) overloads: Vec<Vec<String>>,
    pub(super) lib: Shared<Module>,
    pub(in crate::script) key: FunctionKey,
}

/// The function that a file has under a name.
pub(in crate::script) fn function(source: &Source, environment: &Environment, file: &str, name: &str) -> KnownFunction {
    let moved = source.bound_names(file).is_moved(name);
    let compiled_name = if moved { binding::hidden(name) } else { name.to_owned() };
    let lib = source.with_ast(file, |ast| ast.shared_lib().clone());
    let definitions = definitions(&lib, &compiled_name);
    let (params, place) = definitions.first().cloned().unwrap_or((Vec::new(), Position::NONE));
    let key =
        source.identity(environment, file).key(&source.identity(environment, source.name()), name, &params, place);
    let overloads = definitions.into_iter().map(|(params, _)| params).collect();
    KnownFunction { compiled_name, moved, place, overloads, lib, key }
}

/// The key of a function of the host.
pub(super) fn of_host(name: &str, version: &str) -> FunctionKey {
    let mut out = FingerprintBuilder::new();
    out.text("stscript host function 1").text(name).text(version);
    FunctionKey {
        fingerprint: out.finish(),
        constants: Arc::default(),
        modules: Arc::default(),
        bound: Arc::default(),
        computed_import: None,
    }
}

/// The names of all functions and closures of a file that can be cached.
pub(in crate::script) fn functions(source: &Source, file: &str) -> BTreeSet<String> {
    let names = source.bound_names(file);
    source.with_ast(file, |ast| {
        let lib: &Module = ast.shared_lib();
        let all = lib.iter_script_fn_info().map(|(_, _, name, ..)| binding::shown(name));
        // Under a bound name that hides no function stands only the wrapper.
        all.filter(|name| names.is_moved(name) || !names.is_bound(name)).map(ToOwned::to_owned).collect()
    })
}

/// Parameters and places of the bodies of all functions with a name, those with the fewest parameters first.
pub(super) fn definitions(lib: &Module, name: &str) -> Vec<(Vec<String>, Position)> {
    let mut found: Vec<(Vec<String>, Position)> = lib
        .iter_script_fn_info()
        .filter(|(_, _, known, ..)| *known == name)
        .map(|(.., definition)| {
            let params = definition.params.iter().map(ToString::to_string).collect();
            (params, definition.body.start_position())
        })
        .collect();
    found.sort_by_key(|(params, _)| params.len());
    found
}
