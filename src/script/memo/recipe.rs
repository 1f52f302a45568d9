//! What makes a function the same function: its text in canonical form, and that of all it can reach.
//!
//! A [`Recipe`] lists what the key of a function is made of, as far as texts tell; its fingerprint is the hash of that
//! list. The values that it names are for `key.rs`. Functions are followed by the words of their text: Rhai forgets some
//! of it in its tree (the values of a `switch`), and a word that is taken for a call that it is not costs a miss after an
//! edit, where a call that is not seen would cost a wrong value.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use parking_lot::Mutex;
use rhai::{Engine, Position};
use serde::Serialize;

use super::CLOSURE;
use super::bound_names;
use crate::rhai_internals::ScriptFuncDef;
use crate::script::program::functions::params;
use crate::script::program::tokens::{Extent, Tokens};
use crate::script::program::{Compiled, mangle};
use crate::script::{Environment, Source};
use crate::value::{Fingerprint, FingerprintBuilder};

/// What the key of a function is made of.
#[derive(Debug, Clone, Serialize)]
pub struct Recipe {
    /// Over `code`, `params`, `texts` and `host`: the key of a function that reads nothing else.
    pub fingerprint: Fingerprint,
    /// Which function it is.
    pub code: Code,
    /// The names of its parameters.
    pub params: Vec<String>,
    /// Its own text, and the text of every function and module that it can reach.
    pub texts: Vec<CodeText>,
    /// What it reads that the host program gives by a name, where that has a fingerprint or version of its own.
    pub host: Vec<HostInput>,
    /// The values that it reads and only a run knows.
    pub(super) reads: Reads,
    /// Where a module is imported on the way whose path is computed: the file, and the place of the `import`. Which file
    /// that is only the run knows, and its text can be no part of the key.
    #[serde(skip)]
    pub(super) computed_import: Option<(String, Position)>,
}

/// Which function a recipe is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// One that a file defines.
    Function {
        /// The file.
        file: String,
        /// Its name.
        name: String,
    },
    /// A closure of a file.
    Closure {
        /// The file.
        file: String,
        /// How many tokens behind the beginning of the outermost closure around it.
        at: usize,
    },
    /// What cannot be told apart within a file.
    File {
        /// The file.
        file: String,
    },
    /// One of the host program.
    Host {
        /// Its name.
        name: String,
        /// The version that the host has given it.
        version: String,
    },
}

/// A text that belongs to a key, in canonical form: without comments, one blank between tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeText {
    /// The file that it stands in.
    pub file: String,
    /// The function, or `closure`; `None` for the whole file, when it is a module that the function uses.
    pub function: Option<String>,
    /// The text; the recipes of a file's functions share it.
    pub text: Arc<str>,
}

/// What the host gives by a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HostInput {
    /// The name.
    pub name: String,
    /// The fingerprint of the constant.
    pub value: Option<Fingerprint>,
    /// The version of the function.
    pub version: Option<String>,
}

/// What a function can come to read, itself and in what it calls, that has its value from a run.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Reads {
    /// `global::` constants.
    pub(super) constants: BTreeSet<String>,
    /// Constants and exported variables of modules.
    pub(super) modules: Vec<ModuleValue>,
    /// The constants that the modules make which it uses, with their files: the engine lets a function of the script that
    /// one of them calls find those under `global::`.
    pub(super) made: BTreeSet<(String, String)>,
    /// Values of the host that have no fingerprint of their own.
    pub(super) host: BTreeSet<String>,
    /// The bindings of the names that are called on the way.
    pub(super) bound: BTreeSet<i64>,
}

/// A constant or exported variable of a module that a function uses.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ModuleValue {
    pub(super) file: String,
    pub(super) name: String,
    /// Whether the function can come to read it. The others stand in the module, whose whole text belongs to the key, and
    /// only functions read them that this one cannot call.
    pub(super) is_read: bool,
}

impl Recipe {
    /// That of a function of the host.
    pub(super) fn of_host(name: &str, version: &str) -> Arc<Self> {
        let code = Code::Host { name: name.to_owned(), version: version.to_owned() };
        Self::new(code, Vec::new(), Vec::new(), Vec::new(), Reads::default(), None)
    }

    fn new(
        code: Code,
        params: Vec<String>,
        texts: Vec<CodeText>,
        host: Vec<HostInput>,
        reads: Reads,
        computed_import: Option<(String, Position)>,
    ) -> Arc<Self> {
        let fingerprint = fingerprint(&code, &params, &texts, &host);
        Arc::new(Self { fingerprint, code, params, texts, host, reads, computed_import })
    }

    /// Whether the key is the same in every run.
    pub(super) fn is_fixed(&self) -> bool {
        let Reads { constants, modules, made: _, host, bound } = &self.reads;
        constants.is_empty() && modules.is_empty() && host.is_empty() && bound.is_empty()
    }
}

fn fingerprint(code: &Code, params: &[String], texts: &[CodeText], host: &[HostInput]) -> Fingerprint {
    let mut out = FingerprintBuilder::new();
    match code {
        Code::Host { name, version } => out.text("stscript host function 1").text(name).text(version),
        Code::Function { file, name } => out.text("stscript function 1").text(file).text(name),
        Code::Closure { file, at } => {
            let at = i64::try_from(*at).unwrap_or(i64::MAX);
            out.text("stscript function 1").text(file).text("closure").int(at)
        }
        Code::File { file } => out.text("stscript function 1").text(file).text("whole"),
    };
    for param in params {
        out.text(param);
    }
    for CodeText { file, function: _, text } in texts {
        out.text(file).text(text);
    }
    for HostInput { name, value, version } in host {
        if let Some(value) = value {
            out.text("stscript host value").text(name).fingerprint(*value);
        }
        if let Some(version) = version {
            out.text("stscript host function").text(name).text(version);
        }
    }
    out.finish()
}

/// The recipe of the function that a file has under a name.
pub(in crate::script) fn of(source: &Source, environment: &Environment, file: &Compiled, name: &str) -> Arc<Recipe> {
    let first = file.definitions(name).first();
    let (params, place) = first.map_or((Vec::new(), Position::NONE), |first| (params(first), place(first)));
    let main = source.text_of(environment, source.name());
    source.text_of(environment, &file.name).recipe(&main, name, params, place)
}

/// The place of a function's body.
fn place(definition: &ScriptFuncDef) -> Position {
    definition.body.start_position()
}

/// The names of all functions and closures of a file that can be cached.
pub(in crate::script) fn functions(file: &Compiled) -> BTreeSet<String> {
    let shown = file.functions.names().map(mangle::shown);
    shown.filter(|name| file.has(name)).map(ToOwned::to_owned).collect()
}

/// The text of one file, as the recipes of its functions need it; read when a function of it is first cached.
#[derive(Debug)]
pub(in crate::script) struct FileText {
    file: Arc<Compiled>,
    tokens: Tokens,
    /// Aliases of imported modules.
    imports: Vec<(String, Arc<Self>)>,
    /// The constants and exported variables whose values only a run knows.
    computed: BTreeSet<String>,
    host: Arc<HostInputs>,
    recipes: Mutex<HashMap<(String, usize, Position), Arc<Recipe>>>,
    /// In canonical form, by their extents.
    texts: Mutex<HashMap<Range<usize>, Arc<str>>>,
}

/// What the host gives every script by a name.
#[derive(Debug)]
pub(in crate::script) struct HostInputs {
    /// `ARGS`, and constants of its own; `None` where a value has no fingerprint of its own.
    pub(in crate::script) values: BTreeMap<String, Option<Fingerprint>>,
    /// The versions of its functions, where they have one.
    pub(in crate::script) versions: BTreeMap<String, String>,
}

/// What a word of a text can mean.
enum Mention<'a> {
    /// A function of this file, or one that a module finds in the script by its name.
    Function(&'a FileText, &'a str),
    /// A name that is bound to a cached function.
    Bound(&'a str),
    /// `global::name`.
    Global(&'a str),
    /// The alias of a module, and what stands behind it.
    Module(&'a str, Vec<&'a str>),
    /// What the host gives.
    Host(&'a str),
    /// `Fn(name)`: any function that can be named here.
    AnyFunction,
    /// An `import` by a computed path.
    ComputedImport(Position),
}

impl FileText {
    /// Reads a file. `imports` are the aliases of its modules.
    pub(in crate::script) fn read(
        engine: &Engine,
        file: Arc<Compiled>,
        imports: Vec<(String, Arc<Self>)>,
        computed: BTreeSet<String>,
        host: Arc<HostInputs>,
    ) -> Self {
        let tokens = Tokens::read(engine, &file.text);
        Self { file, tokens, imports, computed, host, recipes: Mutex::default(), texts: Mutex::default() }
    }

    fn name(&self) -> &str {
        &self.file.name
    }

    /// The recipe of the function that `name` means: a function of the file, or a closure whose body is at `place`.
    fn recipe(&self, main: &Arc<Self>, name: &str, params: Vec<String>, place: Position) -> Arc<Recipe> {
        let place = self.file.source_map.written(place);
        let id = (name.to_owned(), params.len(), place);
        if let Some(known) = self.recipes.lock().get(&id) {
            return known.clone();
        }
        let mut reach = Reach::new(main);
        let mut read = Read::new(main);
        let file = self.name().to_owned();
        let code = if self.has(name) {
            self.reach_function(name, &mut reach);
            self.read_function(name, &mut read);
            Code::Function { file, name: name.to_owned() }
        } else {
            // Where there is no closure to go by, any change of the file makes another function.
            let closure = self.tokens.closure_at(place);
            let extent = closure.map_or_else(|| self.tokens.all(), |(extent, _)| extent.clone());
            self.reach_extent(&extent, &mut reach);
            self.read_extent(&extent, &mut read);
            match closure {
                Some((_, at)) => Code::Closure { file, at },
                None => Code::File { file },
            }
        };
        let recipe = self.compose(code, params, reach, read);
        self.recipes.lock().insert(id, recipe.clone());
        recipe
    }

    fn compose(&self, code: Code, params: Vec<String>, reach: Reach<'_>, mut read: Read<'_>) -> Arc<Recipe> {
        let host = reach.host.into_iter().filter_map(|name| {
            let value = self.host.values.get(&name).copied().flatten();
            let version = self.host.versions.get(&name).cloned();
            (value.is_some() || version.is_some()).then_some(HostInput { name, value, version })
        });
        let found: Vec<_> = reach.made.iter().filter(|(_, name)| reach.constants.contains(name)).cloned().collect();
        read.modules.extend(found.iter().cloned());
        let modules: BTreeSet<(String, String)> = reach.modules.into_iter().chain(found).collect();
        let modules = modules.into_iter().map(|value| {
            let is_read = read.modules.contains(&value);
            let (file, name) = value;
            ModuleValue { file, name, is_read }
        });
        let reads = Reads {
            constants: reach.constants,
            modules: modules.collect(),
            made: reach.made,
            host: read.host,
            bound: reach.bound,
        };
        let texts = reach.texts.into_iter().map(|((file, text), function)| CodeText { file, function, text });
        Recipe::new(code, params, texts.collect(), host.collect(), reads, read.computed_import)
    }

    fn has(&self, function: &str) -> bool {
        self.tokens.named(function).next().is_some()
    }

    fn modules<'a>(&'a self, alias: &'a str) -> impl Iterator<Item = &'a Arc<Self>> {
        self.imports.iter().filter(move |(known, _)| known == alias).map(|(_, module)| module)
    }

    /// What the words of an extent can mean, in their order.
    fn mentions<'a>(&'a self, extent: &Extent, main: &'a Self) -> Vec<Mention<'a>> {
        let mut found: Vec<Mention<'a>> =
            self.tokens.computed_import(extent).map(Mention::ComputedImport).into_iter().collect();
        let words: Vec<&str> = self.tokens.words(extent).collect();
        for (at, word) in words.iter().copied().enumerate() {
            if self.has(word) {
                found.push(Mention::Function(self, word));
            } else if self.name() != main.name() && main.has(word) {
                found.push(Mention::Function(main, word));
            }
            if let ["global", "::", name, ..] = words[at..] {
                found.push(Mention::Global(name));
            }
            // Not the name in its own definition.
            let is_own = extent.name.as_deref() == Some(word) && !words[..at].contains(&word);
            if !is_own && self.file.names.is_bound(word) {
                found.push(Mention::Bound(word));
            }
            if self.host.values.contains_key(word) || self.host.versions.contains_key(word) {
                found.push(Mention::Host(word));
            }
            let is_path = words.get(at + 1) == Some(&"::");
            if is_path || self.modules(word).next().is_some() {
                found.push(Mention::Module(word, path(&words[at + 1..])));
            }
        }
        found.extend(self.tokens.computes_name(extent).then_some(Mention::AnyFunction));
        found
    }

    /// Adds the functions with a name, and all that they can reach.
    fn reach_function(&self, name: &str, reach: &mut Reach<'_>) {
        if reach.is_new(self.name(), name) {
            self.tokens.named(name).for_each(|extent| self.reach_extent(extent, reach));
        }
    }

    fn reach_extent(&self, extent: &Extent, reach: &mut Reach<'_>) {
        self.reach_text(extent, reach);
        for mention in self.mentions(extent, reach.main) {
            match mention {
                Mention::Global(name) => {
                    reach.constants.insert(name.to_owned());
                }
                other => self.reach_mention(&other, reach),
            }
        }
    }

    fn reach_text(&self, extent: &Extent, reach: &mut Reach<'_>) {
        let function = extent.name.as_deref().unwrap_or(CLOSURE);
        let function = (!self.tokens.is_all(extent)).then(|| function.to_owned());
        let mut texts = self.texts.lock();
        let text = texts.entry(extent.range()).or_insert_with(|| self.tokens.text(extent).into()).clone();
        reach.texts.entry((self.name().to_owned(), text)).or_insert(function);
    }

    /// Adds the whole of a module, and all that it can reach.
    fn reach_file(&self, reach: &mut Reach<'_>) {
        if !reach.is_new(self.name(), WHOLE) {
            return;
        }
        let whole = self.tokens.all();
        self.reach_text(&whole, reach);
        let made = self.tokens.constants().filter(|name| self.computed.contains(*name));
        reach.made.extend(made.map(|name| (self.name().to_owned(), name.to_owned())));
        for mention in self.mentions(&whole, reach.main) {
            match mention {
                Mention::Global(name) => self.reach_constant(name, reach),
                // Its own are in its text.
                Mention::Function(file, _) if file.name() == self.name() => {}
                other => self.reach_mention(&other, reach),
            }
        }
        for (_, inner) in &self.imports {
            inner.reach_file(reach);
        }
    }

    fn reach_mention(&self, mention: &Mention<'_>, reach: &mut Reach<'_>) {
        match mention {
            Mention::Function(file, name) => file.reach_function(name, reach),
            Mention::Bound(name) => {
                reach.bound.insert(bound_names::id(self.name(), name));
            }
            Mention::Host(name) => {
                reach.host.insert((*name).to_owned());
            }
            Mention::Module(alias, behind) => {
                for module in self.modules(alias) {
                    module.reach_file(reach);
                    module.reach_value(behind, reach);
                }
            }
            Mention::AnyFunction => self.reach_any(reach),
            Mention::Global(_) | Mention::ComputedImport(_) => {}
        }
    }

    /// All that a name can mean that is computed.
    fn reach_any(&self, reach: &mut Reach<'_>) {
        if !reach.is_new(self.name(), ANY) {
            return;
        }
        for name in self.tokens.names() {
            self.reach_function(name, reach);
        }
        reach.bound.extend(self.file.names.all().map(|name| bound_names::id(self.name(), name)));
        reach.host.extend(self.host.versions.keys().cloned());
        // A module finds those of the script too.
        if self.name() != reach.main.name() {
            reach.main.reach_any(reach);
        }
    }

    /// What stands behind the alias of this module: `name`, or `alias::name`.
    fn reach_value(&self, behind: &[&str], reach: &mut Reach<'_>) {
        let Some((name, further)) = behind.split_first() else {
            return;
        };
        match self.modules(name).next().filter(|_| !further.is_empty()) {
            Some(inner) => inner.reach_value(further, reach),
            None => self.reach_constant(name, reach),
        }
    }

    /// A constant or exported variable of a module, unless its value is part of the text.
    fn reach_constant(&self, name: &str, reach: &mut Reach<'_>) {
        if self.computed.contains(name) {
            reach.modules.insert((self.name().to_owned(), name.to_owned()));
        }
    }

    /// Adds what the functions with a name can come to read.
    fn read_function(&self, name: &str, read: &mut Read<'_>) {
        if self.has(name) && read.is_new(self.name(), name) {
            self.tokens.named(name).for_each(|extent| self.read_extent(extent, read));
        }
    }

    fn read_extent(&self, extent: &Extent, read: &mut Read<'_>) {
        for mention in self.mentions(extent, read.main) {
            match mention {
                Mention::Function(file, name) => file.read_function(name, read),
                Mention::Global(name) => {
                    read.modules.insert((self.name().to_owned(), name.to_owned()));
                }
                Mention::Module(alias, behind) => self.read_path(alias, &behind, read),
                Mention::AnyFunction => self.read_any(read),
                Mention::ComputedImport(place) => read.found_import(self.name(), place),
                Mention::Bound(_) | Mention::Host(_) => {}
            }
        }
        let unknown =
            self.host.values.iter().filter(|(name, value)| value.is_none() && self.tokens.reads(extent, name));
        read.host.extend(unknown.map(|(name, _)| name.clone()));
    }

    /// As in `reach_any`.
    fn read_any(&self, read: &mut Read<'_>) {
        for name in self.tokens.names() {
            self.read_function(name, read);
        }
        let main = read.main;
        if self.name() != main.name() {
            main.tokens.names().for_each(|name| main.read_function(name, read));
        }
    }

    /// What `alias::name` and `alias::inner::name` read; `behind` is what stands behind the alias.
    fn read_path(&self, alias: &str, behind: &[&str], read: &mut Read<'_>) {
        let Some((name, further)) = behind.split_first() else {
            return;
        };
        if let Some((_, place)) = self.tokens.computed_aliases().find(|(known, _)| *known == alias) {
            read.found_import(self.name(), place);
        }
        for module in self.modules(alias) {
            if !further.is_empty() {
                module.read_path(name, further, read);
            }
            read.modules.insert((module.name().to_owned(), (*name).to_owned()));
            module.read_function(name, read);
        }
    }
}

/// What stands for a whole file, and for any function of one, among the names of functions: no function has these.
const WHOLE: &str = "";
const ANY: &str = "*";

/// The names of a path: `a`, `b` for `::a::b`.
fn path<'a>(words: &[&'a str]) -> Vec<&'a str> {
    words.chunks_exact(2).take_while(|pair| pair[0] == "::").map(|pair| pair[1]).collect()
}

/// The texts that belong to a key, and the values that they name: it takes in whole modules.
struct Reach<'a> {
    main: &'a FileText,
    seen: BTreeSet<(String, String)>,
    /// The function that it is the text of, by the file and text.
    texts: BTreeMap<(String, Arc<str>), Option<String>>,
    constants: BTreeSet<String>,
    modules: BTreeSet<(String, String)>,
    /// The constants that the modules make which are reached.
    made: BTreeSet<(String, String)>,
    bound: BTreeSet<i64>,
    host: BTreeSet<String>,
}

impl<'a> Reach<'a> {
    fn new(main: &'a FileText) -> Self {
        Self {
            main,
            seen: BTreeSet::new(),
            texts: BTreeMap::new(),
            constants: BTreeSet::new(),
            modules: BTreeSet::new(),
            made: BTreeSet::new(),
            bound: BTreeSet::new(),
            host: BTreeSet::new(),
        }
    }

    fn is_new(&mut self, file: &str, function: &str) -> bool {
        self.seen.insert((file.to_owned(), function.to_owned()))
    }
}

/// What a function can come to read: it is followed by names, as the engine looks them up, into modules too.
struct Read<'a> {
    main: &'a FileText,
    seen: BTreeSet<(String, String)>,
    /// Constants, exported variables and functions of modules, by the file and name.
    modules: BTreeSet<(String, String)>,
    /// Values of the host that have no fingerprint.
    host: BTreeSet<String>,
    /// The first `import` by a computed path.
    computed_import: Option<(String, Position)>,
}

impl<'a> Read<'a> {
    fn new(main: &'a FileText) -> Self {
        Self { main, seen: BTreeSet::new(), modules: BTreeSet::new(), host: BTreeSet::new(), computed_import: None }
    }

    fn is_new(&mut self, file: &str, function: &str) -> bool {
        self.seen.insert((file.to_owned(), function.to_owned()))
    }

    fn found_import(&mut self, file: &str, place: Position) {
        self.computed_import.get_or_insert_with(|| (file.to_owned(), place));
    }
}
