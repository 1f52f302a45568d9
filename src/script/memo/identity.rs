//! What makes a function the same function: its text in canonical form, and that of all it can reach.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;
use rhai::{Engine, Position};

use super::binding;
use super::tokens::{Extent, Tokens};
use crate::rhai_internals::ScriptFuncDef;
use crate::script::program::functions::params;
use crate::script::program::{Compiled, mangle};
use crate::script::{Environment, Source};
use crate::value::{Fingerprint, FingerprintBuilder};

/// The identity of the functions of one file; computed when a function of it is first cached.
#[derive(Debug)]
pub(in crate::script) struct FileIdentity {
    file: Arc<Compiled>,
    tokens: Tokens,
    /// Aliases of imported modules, with the modules' identities.
    imports: Vec<(String, Arc<Self>)>,
    /// The constants and exported variables whose values only a run knows.
    computed: BTreeSet<String>,
    host: Arc<HostInputs>,
    keys: Mutex<HashMap<String, FunctionKey>>,
}

/// What the host gives every script by a name.
#[derive(Debug)]
pub(in crate::script) struct HostInputs {
    /// `ARGS`, and constants of its own; `None` where a value has no fingerprint of its own.
    pub(in crate::script) values: BTreeMap<String, Option<Fingerprint>>,
    /// The versions of its functions, where they have one.
    pub(in crate::script) versions: BTreeMap<String, String>,
}

/// What is known about one function without running anything.
#[derive(Debug, Clone)]
pub(in crate::script) struct FunctionKey {
    /// Over path, name, parameters, text, and the text of every function that it can reach.
    pub(in crate::script) fingerprint: Fingerprint,
    /// The `global::` constants that are read on the way, whose values belong to the key.
    pub(super) constants: Arc<[String]>,
    /// What is read of modules and only a run can tell.
    pub(super) modules: Arc<[ModuleValue]>,
    /// The constants that the modules make which it uses: the engine lets a function of the script that one of them calls
    /// find those under `global::`.
    pub(super) made: Arc<[(String, String)]>,
    /// The values of the host that are read and have no fingerprint of their own.
    pub(super) host: Arc<[String]>,
    /// The bindings of the names that are called on the way: what they stand for only a run can tell.
    pub(super) bound: Arc<[i64]>,
    /// Where a module is imported on the way whose path is computed: the file and the place of the `import`.
    pub(super) computed_import: Option<(String, Position)>,
}

/// A constant or exported variable of a module that a function uses.
#[derive(Debug, Clone)]
pub(super) struct ModuleValue {
    pub(super) file: String,
    pub(super) name: String,
    /// Whether the function can come to read it. The others stand in the module, whose whole text belongs to the key, and
    /// only functions read them that this one cannot call.
    pub(super) is_read: bool,
}

impl FunctionKey {
    /// Whether it is the same in every run.
    pub(super) fn is_fixed(&self) -> bool {
        self.constants.is_empty() && self.modules.is_empty() && self.host.is_empty() && self.bound.is_empty()
    }
}

impl FileIdentity {
    /// Reads a file. `imports` are the aliases of its modules.
    pub(in crate::script) fn read(
        engine: &Engine,
        file: Arc<Compiled>,
        imports: Vec<(String, Arc<Self>)>,
        computed: BTreeSet<String>,
        host: Arc<HostInputs>,
    ) -> Self {
        let tokens = Tokens::read(engine, &file.text);
        Self { file, tokens, imports, computed, host, keys: Mutex::default() }
    }

    /// The key of the function that `name` means: a function of the file, or a closure whose body is at `place`.
    pub(super) fn key(&self, main: &Arc<Self>, name: &str, params: &[String], place: Position) -> FunctionKey {
        let place = self.file.places.written(place);
        let id = format!("{name}/{}/{place}", params.len());
        if let Some(known) = self.keys.lock().get(&id) {
            return known.clone();
        }
        let mut out = FingerprintBuilder::new();
        out.text("stscript function 1");
        out.text(&self.file.name);
        if self.tokens.named(name).next().is_some() {
            out.text(name);
        } else if let Some((_, inside)) = self.tokens.closure_at(place) {
            out.text("closure").int(i64::try_from(inside).unwrap_or(i64::MAX));
        } else {
            out.text("whole");
        }
        let mut reached = self.reached(main, name, place);
        for param in params {
            out.text(param);
        }
        for (file, text) in &reached.texts {
            out.text(file).text(text);
        }
        for name in &reached.host {
            if let Some(Some(value)) = self.host.values.get(name) {
                out.text("stscript host value").text(name).fingerprint(*value);
            }
            if let Some(version) = self.host.versions.get(name) {
                out.text("stscript host function").text(name).text(version);
            }
        }
        let mut reads = self.reads(main, name, place);
        let found = reached.made.iter().filter(|(_, name)| reached.constants.contains(name));
        for value in found.cloned() {
            reads.modules.insert(value.clone());
            reached.modules.insert(value);
        }
        let modules = reached.modules.into_iter().map(|value| {
            let is_read = reads.modules.contains(&value);
            let (file, name) = value;
            ModuleValue { file, name, is_read }
        });
        let key = FunctionKey {
            fingerprint: out.finish(),
            constants: reached.constants.into_iter().collect(),
            modules: modules.collect(),
            made: reached.made.into_iter().collect(),
            host: reads.host.into_iter().collect(),
            bound: reached.bound.into_iter().collect(),
            computed_import: reads.computed_import,
        };
        self.keys.lock().insert(id, key.clone());
        key
    }

    /// The texts that belong to the key of a function, each with its file: its own, and those that it can reach.
    pub(super) fn texts(&self, main: &Arc<Self>, name: &str, place: Position) -> BTreeSet<(String, String)> {
        self.reached(main, name, self.file.places.written(place)).texts
    }

    /// What a function or closure is made of; `place` is one of the script.
    fn reached(&self, main: &Arc<Self>, name: &str, place: Position) -> Reached {
        let mut reached = Reached { main: Some(main.clone()), ..Reached::default() };
        if self.tokens.named(name).next().is_some() {
            self.reach(name, &mut reached);
        } else {
            let extent = self.extent(place);
            reached.texts.insert((self.file.name.clone(), self.tokens.text(&extent)));
            self.reach_words(&extent, &mut reached);
        }
        reached
    }

    /// The closure at a place; where there is none to go by, any change of the file makes another function.
    fn extent(&self, place: Position) -> Extent {
        self.tokens.closure_at(place).map_or_else(|| self.tokens.all(), |(extent, _)| extent.clone())
    }

    /// What a function or closure can come to read; `place` is one of the script.
    fn reads(&self, main: &Arc<Self>, name: &str, place: Position) -> Reads {
        let mut reads = Reads { main: Some(main.clone()), ..Reads::default() };
        if self.tokens.named(name).next().is_some() {
            self.read_by(name, &mut reads);
        } else {
            self.read_in(&self.extent(place), &mut reads);
        }
        reads
    }

    /// Adds the functions with a name, and all that they can reach.
    fn reach(&self, name: &str, reached: &mut Reached) {
        if !reached.seen.insert((self.file.name.clone(), name.to_owned())) {
            return;
        }
        for extent in self.tokens.named(name) {
            reached.texts.insert((self.file.name.clone(), self.tokens.text(extent)));
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
        if self.tokens.computes_name(extent) {
            self.reach_any(reached);
        }
    }

    /// All that a name can mean that is computed.
    fn reach_any(&self, reached: &mut Reached) {
        // No function has this name.
        if !reached.seen.insert((self.file.name.clone(), "*".to_owned())) {
            return;
        }
        for name in self.tokens.names() {
            self.reach(name, reached);
        }
        reached.bound.extend(self.file.names.all().map(|name| binding::id(&self.file.name, name)));
        reached.host.extend(self.host.versions.keys().cloned());
        // A module finds those of the script too.
        if let Some(main) = reached.main.clone().filter(|main| main.file.name != self.file.name) {
            main.reach_any(reached);
        }
    }

    /// A function that a module borrows from the script: the engine finds it there by its name.
    fn reach_borrowed(&self, word: &str, reached: &mut Reached) {
        let Some(main) = reached.main.clone().filter(|main| main.file.name != self.file.name) else {
            return;
        };
        if self.tokens.named(word).next().is_none() && main.tokens.named(word).next().is_some() {
            main.reach(word, reached);
        }
    }

    fn reach_bound(&self, word: &str, reached: &mut Reached) {
        if self.file.names.is_bound(word) {
            reached.bound.insert(binding::id(&self.file.name, word));
        }
    }

    /// The module whose alias is the first of some words, and what a file reads by name that the host gives.
    fn reach_module(&self, words: &[&str], reached: &mut Reached) {
        let Some((first, behind)) = words.split_first() else {
            return;
        };
        if self.host.values.contains_key(*first) || self.host.versions.contains_key(*first) {
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

    /// A constant or exported variable of a module, unless its value is part of the text.
    fn reach_constant(&self, name: &str, reached: &mut Reached) {
        if self.computed.contains(name) {
            reached.modules.insert((self.file.name.clone(), name.to_owned()));
        }
    }

    fn reach_all(&self, reached: &mut Reached) {
        if reached.seen.insert((self.file.name.clone(), String::new())) {
            reached.texts.insert((self.file.name.clone(), self.tokens.whole()));
            let made = self.tokens.constants().filter(|name| self.computed.contains(*name));
            reached.made.extend(made.map(|name| (self.file.name.clone(), name.to_owned())));
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
            if self.tokens.computes_name(&self.tokens.all()) {
                self.reach_any(reached);
            }
        }
    }

    /// Adds what the functions with a name can come to read.
    fn read_by(&self, name: &str, reads: &mut Reads) {
        let is_known = self.tokens.named(name).next().is_some();
        if is_known && reads.seen.insert((self.file.name.clone(), name.to_owned())) {
            self.tokens.named(name).for_each(|extent| self.read_in(extent, reads));
        }
    }

    fn read_in(&self, extent: &Extent, reads: &mut Reads) {
        if let Some(place) = self.tokens.computed_import(extent) {
            reads.found_import(&self.file.name, place);
        }
        let words: Vec<&str> = self.tokens.words(extent).collect();
        for (at, word) in words.iter().enumerate() {
            match words[at + 1..] {
                ["::", name, ..] if *word == "global" => {
                    reads.modules.insert((self.file.name.clone(), name.to_owned()));
                }
                ["::", ..] => self.read_path(word, &words[at + 1..], reads),
                _ => {}
            }
            self.read_by(word, reads);
            // As in `reach_borrowed`.
            if let Some(main) = reads.main.clone().filter(|main| main.file.name != self.file.name)
                && self.tokens.named(word).next().is_none()
            {
                main.read_by(word, reads);
            }
        }
        if self.tokens.computes_name(extent) {
            self.read_any(reads);
        }
        let unknown =
            self.host.values.iter().filter(|(name, value)| value.is_none() && self.tokens.reads(extent, name));
        reads.host.extend(unknown.map(|(name, _)| name.clone()));
    }

    /// As in `reach_any`.
    fn read_any(&self, reads: &mut Reads) {
        for name in self.tokens.names() {
            self.read_by(name, reads);
        }
        if let Some(main) = reads.main.clone().filter(|main| main.file.name != self.file.name) {
            main.tokens.names().for_each(|name| main.read_by(name, reads));
        }
    }

    /// What `alias::name` and `alias::inner::name` read; `behind` is what stands behind the alias.
    fn read_path(&self, alias: &str, behind: &[&str], reads: &mut Reads) {
        if let Some((_, place)) = self.tokens.computed_aliases().find(|(known, _)| *known == alias) {
            reads.found_import(&self.file.name, place);
        }
        let ["::", name, behind @ ..] = behind else {
            return;
        };
        for (_, module) in self.imports.iter().filter(|(known, _)| known == alias) {
            if behind.first() == Some(&"::") {
                module.read_path(name, behind, reads);
            }
            reads.modules.insert((module.file.name.clone(), (*name).to_owned()));
            module.read_by(name, reads);
        }
    }
}

/// What a function can come to read, itself and in what it calls. It is followed by names, as the engine looks them up,
/// where [`Reached`] takes in whole modules.
#[derive(Default)]
struct Reads {
    main: Option<Arc<FileIdentity>>,
    seen: BTreeSet<(String, String)>,
    /// Constants, exported variables and functions of modules, by the file and name.
    modules: BTreeSet<(String, String)>,
    /// Values of the host that have no fingerprint.
    host: BTreeSet<String>,
    /// The first `import` by a computed path: which file that is only the run knows, and its text can be no part of the
    /// key.
    computed_import: Option<(String, Position)>,
}

impl Reads {
    fn found_import(&mut self, file: &str, place: Position) {
        self.computed_import.get_or_insert_with(|| (file.to_owned(), place));
    }
}

#[derive(Default)]
struct Reached {
    main: Option<Arc<FileIdentity>>,
    seen: BTreeSet<(String, String)>,
    texts: BTreeSet<(String, String)>,
    constants: BTreeSet<String>,
    modules: BTreeSet<(String, String)>,
    /// The constants that the modules make which are reached.
    made: BTreeSet<(String, String)>,
    bound: BTreeSet<i64>,
    host: BTreeSet<String>,
}

/// The key of the function that a file has under a name.
pub(in crate::script) fn key(source: &Source, environment: &Environment, file: &Compiled, name: &str) -> FunctionKey {
    let first = file.definitions(name).first();
    let (params, place) = first.map_or((Vec::new(), Position::NONE), |first| (params(first), place(first)));
    let main = source.identity(environment, source.name());
    source.identity(environment, &file.name).key(&main, name, &params, place)
}

/// The place of a function's body.
pub(super) fn place(definition: &ScriptFuncDef) -> Position {
    definition.body.start_position()
}

/// The key of a function of the host.
pub(super) fn of_host(name: &str, version: &str) -> FunctionKey {
    let mut out = FingerprintBuilder::new();
    out.text("stscript host function 1").text(name).text(version);
    FunctionKey {
        fingerprint: out.finish(),
        constants: Arc::default(),
        modules: Arc::default(),
        made: Arc::default(),
        host: Arc::default(),
        bound: Arc::default(),
        computed_import: None,
    }
}

/// The names of all functions and closures of a file that can be cached.
pub(in crate::script) fn functions(file: &Compiled) -> BTreeSet<String> {
    let shown = file.functions.names().map(mangle::shown);
    shown.filter(|name| file.has(name)).map(ToOwned::to_owned).collect()
}
