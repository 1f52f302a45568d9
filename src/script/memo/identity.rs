//! What makes a function the same function: its text in canonical form, and that of all it can reach.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;
use rhai::{Dynamic, Engine, Module, Position, Shared};

use super::binding;
use super::splice::Places;
use super::tokens::Tokens;
use crate::script::{Environment, Source};
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
    keys: Mutex<HashMap<String, FunctionKey>>,
}

/// What is known about one function without running anything.
#[derive(Debug, Clone)]
pub(in crate::script) struct FunctionKey {
    /// Over path, name, parameters, text, and the text of every function that it can reach.
    pub(in crate::script) fingerprint: Fingerprint,
    /// The `global::` constants that are read on the way, whose values belong to the key.
    pub(super) constants: Arc<[String]>,
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
}

impl FileIdentity {
    /// Reads a file. `imports` are the aliases of its modules.
    pub(in crate::script) fn read(
        engine: &Engine,
        file: &str,
        text: &str,
        places: Places,
        imports: Vec<(String, Arc<Self>)>,
    ) -> Self {
        Self { file: file.to_owned(), tokens: Tokens::read(engine, text), places, imports, keys: Mutex::default() }
    }

    /// The key of the function that `name` means: a function of the file, or a closure whose body is at `place`.
    pub(super) fn key(&self, name: &str, params: &[String], place: Position) -> FunctionKey {
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
        let reached = self.reached(name, place);
        for param in params {
            out.text(param);
        }
        for (file, text) in &reached.texts {
            out.text(file).text(text);
        }
        let key = FunctionKey { fingerprint: out.finish(), constants: reached.constants.into_iter().collect() };
        self.keys.lock().insert(id, key.clone());
        key
    }

    /// The texts that belong to the key of a function, each with its file: its own, and those that it can reach.
    pub(super) fn texts(&self, name: &str, place: Position) -> BTreeSet<(String, String)> {
        self.reached(name, self.places.written(place)).texts
    }

    /// What a function or closure is made of; `place` is one of the script.
    fn reached(&self, name: &str, place: Position) -> Reached {
        let mut reached = Reached::default();
        if self.tokens.named(name).next().is_some() {
            self.reach(name, &mut reached);
        } else if let Some((extent, _)) = self.tokens.closure_at(place) {
            reached.texts.insert((self.file.clone(), self.tokens.text(extent)));
            for word in self.tokens.words(extent) {
                self.reach_word(word, &mut reached);
            }
            self.constants(self.tokens.words(extent), &mut reached);
        } else {
            // No place to go by: any change of the file makes another function.
            reached.texts.insert((self.file.clone(), self.tokens.whole()));
        }
        reached
    }

    /// Adds the functions with a name, and all that they can reach.
    fn reach(&self, name: &str, reached: &mut Reached) {
        if !reached.seen.insert((self.file.clone(), name.to_owned())) {
            return;
        }
        for extent in self.tokens.named(name) {
            reached.texts.insert((self.file.clone(), self.tokens.text(extent)));
            for word in self.tokens.words(extent) {
                self.reach_word(word, reached);
            }
            self.constants(self.tokens.words(extent), reached);
        }
    }

    /// A word that names a function of this file, or the alias of a module, may call it: to take it for a call that it
    /// is not costs at worst a miss after an edit.
    fn reach_word(&self, word: &str, reached: &mut Reached) {
        if self.tokens.named(word).next().is_some() {
            self.reach(word, reached);
        }
        for (alias, module) in &self.imports {
            if alias == word && reached.seen.insert((module.file.clone(), String::new())) {
                reached.texts.insert((module.file.clone(), module.tokens.whole()));
                for (_, inner) in &module.imports {
                    inner.reach_all(reached);
                }
            }
        }
    }

    fn reach_all(&self, reached: &mut Reached) {
        if reached.seen.insert((self.file.clone(), String::new())) {
            reached.texts.insert((self.file.clone(), self.tokens.whole()));
            for (_, inner) in &self.imports {
                inner.reach_all(reached);
            }
        }
    }

    /// The names behind `global::`.
    fn constants<'a>(&self, words: impl Iterator<Item = &'a str>, reached: &mut Reached) {
        let words: Vec<&str> = words.collect();
        for window in words.windows(3) {
            if let ["global", "::", name] = window {
                reached.constants.insert((*name).to_owned());
            }
        }
    }
}

#[derive(Default)]
struct Reached {
    seen: BTreeSet<(String, String)>,
    texts: BTreeSet<(String, String)>,
    constants: BTreeSet<String>,
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
    let key = source.identity(environment, file).key(name, &params, place);
    let overloads = definitions.into_iter().map(|(params, _)| params).collect();
    KnownFunction { compiled_name, moved, place, overloads, lib, key }
}

/// The key of a function of the host.
pub(super) fn of_host(name: &str, version: &str) -> FunctionKey {
    let mut out = FingerprintBuilder::new();
    out.text("stscript host function 1").text(name).text(version);
    FunctionKey { fingerprint: out.finish(), constants: Arc::default() }
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
