//! The key of a function as it is now: its text, together with the values of all that it reads.
//!
//! What a function reads counts or is refused, there is no third way. A value counts by its content; a closure or function
//! in one by its text, what it reaches and what it has captured; a cached function by its own key. A run and
//! `stscript cache explain` compose the key here, each from the [`Values`] that it knows.
//!
//! What functions in values read is collected and added at the end, each constant and binding once: a constant may hold
//! a function that reads the constant.

use std::cell::{Cell, RefCell, RefMut};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use rhai::{Dynamic, FnPtr, Module, Shared};

use super::cached::Cached;
use super::captured::{Captured, write_handle};
use super::fault::Fault;
use super::lexical_scope::{Constant, Constants};
use super::recipe::{self, ModuleValue, Recipe};
use super::{CLOSURE, api, bound_names};
use crate::script::program::functions::params as params_of;
use crate::script::program::{Compiled, Resolution, mangle};
use crate::script::{Environment, Source};
use crate::value::{Fingerprint, FingerprintBuilder, Opaque, Problem, ProblemKind, Walk, fingerprint, write_in};

/// Where the values are that functions read.
pub(super) trait Values {
    fn source(&self) -> &Source;
    fn environment(&self) -> &Environment;
    /// The `global::` constants that functions of a file see.
    fn constants(&self, file: &str, lib: &Shared<Module>) -> Result<Constants, Fault>;
    /// A constant or exported variable of a module, and whether it stays what it is in this run.
    fn module_value(&self, file: &str, name: &str) -> Result<(Constant, bool), Fault>;
    /// What a name is bound to; `None` before the statement that binds it.
    fn bound(&self, id: i64) -> Result<Option<Reader>, Fault>;
    /// The number of the run, within which the values of modules stay what they are.
    fn run(&self) -> Option<u64>;
}

/// A function with what it reads.
#[derive(Debug, Clone)]
pub(super) enum Reader {
    Cached(Arc<Cached>),
    /// One that is known by its text.
    Text(Arc<TextReader>),
}

#[derive(Debug)]
pub(super) struct TextReader {
    pub(super) recipe: Arc<Recipe>,
    pub(super) file: Arc<Compiled>,
}

impl Reader {
    pub(super) fn recipe(&self) -> &Recipe {
        match self {
            Self::Cached(cached) => &cached.recipe,
            Self::Text(text) => &text.recipe,
        }
    }

    fn file(&self) -> &str {
        match self {
            Self::Cached(cached) => &cached.callee.file,
            Self::Text(text) => &text.file.name,
        }
    }

    /// The functions of its file; functions of the host have none.
    fn lib(&self) -> Option<&Shared<Module>> {
        match self {
            Self::Cached(cached) => cached.callee.lib.as_ref(),
            Self::Text(text) => Some(text.file.lib()),
        }
    }

    /// The names and values of what it has captured.
    fn captured(&self) -> Vec<(&str, &Dynamic)> {
        match self {
            Self::Cached(cached) => cached.callee.captured(),
            Self::Text(_) => Vec::new(),
        }
    }
}

/// The values that a pointer carries, with the names of the parameters that they are for.
pub(super) fn carried<'a>(params: &'a [String], pointer: &'a FnPtr) -> Vec<(&'a str, &'a Dynamic)> {
    params.iter().map(String::as_str).chain(std::iter::repeat("argument")).zip(api::curried(pointer)).collect()
}

/// The key of a function, with the values of all that it reads.
pub(super) fn resolve<V: Values>(values: &V, reader: &Reader) -> Result<Fingerprint, Fault> {
    let recipe = reader.recipe();
    if recipe.is_fixed() {
        return Ok(recipe.fingerprint);
    }
    let inputs = Inputs::new(values, reader);
    let own = inputs.own(reader)?;
    let key = inputs.with_bound(own, &recipe.reads.bound)?;
    inputs.with_reached(key)
}

/// One key that is being composed.
struct Inputs<'a, V> {
    values: &'a V,
    /// The function whose key it is.
    root: &'a Reader,
    /// The bindings that are in the key.
    bound: RefCell<Vec<i64>>,
    /// What the functions in values have added; most keys have none.
    held: RefCell<Option<Box<Held>>>,
    /// How many closures are open, in whose captured values the walk is.
    captured: Cell<usize>,
    /// Whether a value was met that can change within the run, or that reads more.
    changes: Cell<bool>,
    /// What stands behind a problem that a walk has ended in.
    fault: RefCell<Option<Fault>>,
}

/// What is known of the functions that values hold.
#[derive(Default)]
struct Held {
    /// The constants that they have added to the key, by the file.
    constants: BTreeSet<(String, String)>,
    /// Those whose constants and bindings are still to be added.
    reached: VecDeque<Reader>,
    /// The same of names that pointers in values go by.
    reached_names: VecDeque<i64>,
    /// What pointers mean, by the name.
    functions: BTreeMap<String, Arc<[Reader]>>,
}

impl<'a, V: Values> Inputs<'a, V> {
    fn new(values: &'a V, root: &'a Reader) -> Self {
        Self {
            values,
            root,
            bound: RefCell::default(),
            held: RefCell::default(),
            captured: Cell::new(0),
            changes: Cell::new(false),
            fault: RefCell::default(),
        }
    }

    fn held(&self) -> RefMut<'_, Held> {
        RefMut::map(self.held.borrow_mut(), |held| &mut **held.get_or_insert_default())
    }

    /// The key of a function with the constants that it reads.
    fn own(&self, reader: &Reader) -> Result<Fingerprint, Fault> {
        let recipe = reader.recipe();
        let mut own = recipe.fingerprint;
        if let Some(lib) = reader.lib().filter(|_| !recipe.reads.constants.is_empty()) {
            let constants = self.values.constants(reader.file(), lib)?;
            let mut out = FingerprintBuilder::new();
            out.fingerprint(own);
            for name in &recipe.reads.constants {
                out.text(name);
                self.constant(&constants, name, &mut out)?;
            }
            own = out.finish();
        }
        if !recipe.reads.modules.is_empty() {
            let of_modules = self.of_modules(reader)?;
            let mut out = FingerprintBuilder::new();
            out.fingerprint(own).fingerprint(of_modules);
            own = out.finish();
        }
        if !recipe.reads.host.is_empty() {
            let mut out = FingerprintBuilder::new();
            out.fingerprint(own);
            self.host_values(&recipe.reads.host, &mut out)?;
            own = out.finish();
        }
        Ok(own)
    }

    fn constant(&self, constants: &Constants, name: &str, out: &mut FingerprintBuilder) -> Result<(), Fault> {
        self.found(constants.get(name), || format!("`global::{name}`"), out)
    }

    /// Appends the value of a constant.
    fn found(&self, found: Constant, input: impl Fn() -> String, out: &mut FingerprintBuilder) -> Result<(), Fault> {
        let value = match found {
            Constant::Value(value) => self.value(&value),
            Constant::Absent => return Ok(()),
            Constant::Locked => Err(Problem::new(ProblemKind::Busy, "shared value")),
            Constant::Computed => return Err(Fault::Unknown),
        };
        out.fingerprint(value.map_err(|problem| self.fault(input(), problem))?);
        Ok(())
    }

    /// The values that a function reads of modules. Within a run they stay what they are, unless they can change.
    fn of_modules(&self, reader: &Reader) -> Result<Fingerprint, Fault> {
        let known = match reader {
            Reader::Cached(cached) => *cached.modules.lock(),
            Reader::Text(_) => None,
        };
        if let Some((run, values)) = known
            && Some(run) == self.values.run()
        {
            return Ok(values);
        }
        let changed = self.changes.replace(false);
        let mut out = FingerprintBuilder::new();
        let mut is_final = true;
        for value in &reader.recipe().reads.modules {
            is_final &= self.module_value(value, &mut out)?;
        }
        let values = out.finish();
        is_final &= !self.changes.get();
        self.changes.set(changed || !is_final);
        if let (Reader::Cached(cached), Some(run)) = (reader, self.values.run()) {
            *cached.modules.lock() = is_final.then_some((run, values));
        }
        Ok(values)
    }

    fn module_value(&self, value: &ModuleValue, out: &mut FingerprintBuilder) -> Result<bool, Fault> {
        let ModuleValue { file, name, is_read } = value;
        let (found, is_final) = self.values.module_value(file, name)?;
        out.text(file).text(name);
        match found {
            // What the function cannot read need not have a fingerprint.
            Constant::Value(value) if !is_read => {
                if let Ok(print) = fingerprint(&value, self.values.environment().cache().types()) {
                    out.fingerprint(print);
                }
            }
            found => self.found(found, || format!("`{name}` of `{file}`"), out)?,
        }
        Ok(is_final)
    }

    fn host_values(&self, names: &BTreeSet<String>, out: &mut FingerprintBuilder) -> Result<(), Fault> {
        for name in names {
            out.text("stscript host value").text(name);
            let value = self.values.environment().host_value(name).map_or(Constant::Absent, Constant::Value);
            self.found(value, || format!("`{name}` of the host"), out)?;
        }
        Ok(())
    }

    /// The key with what the names stand for that are called on the way, and in what these call.
    fn with_bound(&self, own: Fingerprint, bound: &BTreeSet<i64>) -> Result<Fingerprint, Fault> {
        if bound.is_empty() {
            return Ok(own);
        }
        let mut out = FingerprintBuilder::new();
        out.fingerprint(own);
        self.bound(bound.iter().copied(), &mut out)?;
        Ok(out.finish())
    }

    fn bound(&self, ids: impl IntoIterator<Item = i64>, out: &mut FingerprintBuilder) -> Result<(), Fault> {
        for id in ids {
            if self.bound.borrow().contains(&id) {
                continue;
            }
            self.bound.borrow_mut().push(id);
            let Some(reader) = self.values.bound(id)? else {
                out.text("unbound");
                continue;
            };
            out.fingerprint(self.own(&reader)?);
            self.captured.set(self.captured.get() + 1);
            for (name, value) in reader.captured() {
                if matches!(Captured::of(value), Captured::Page) {
                    continue;
                }
                let print = self.value(value).map_err(|problem| {
                    self.fault(format!("`{name}`, which a function has captured that it calls"), problem)
                })?;
                out.fingerprint(print);
            }
            self.captured.set(self.captured.get() - 1);
            self.bound(reader.recipe().reads.bound.iter().copied(), out)?;
        }
        Ok(())
    }

    /// The key with what the functions read that values hold.
    fn with_reached(&self, key: Fingerprint) -> Result<Fingerprint, Fault> {
        if self.held.borrow().is_none() {
            return Ok(key);
        }
        let mut out = FingerprintBuilder::new();
        out.fingerprint(key);
        let mut is_more = false;
        loop {
            let reader = self.held().reached.pop_front();
            let name = self.held().reached_names.pop_front();
            if reader.is_none() && name.is_none() {
                break;
            }
            is_more = true;
            if let Some(reader) = reader {
                self.constants_of(&reader, &mut out)?;
                self.host_values(&reader.recipe().reads.host, &mut out)?;
                self.bound(reader.recipe().reads.bound.iter().copied(), &mut out)?;
            }
            self.bound(name, &mut out)?;
        }
        Ok(if is_more { out.finish() } else { key })
    }

    /// The constants that a function in a value reads: those of its file, and of the file that calls it, where the engine
    /// can look them up too.
    fn constants_of(&self, reader: &Reader, out: &mut FingerprintBuilder) -> Result<(), Fault> {
        for at in [reader, self.root] {
            let Some(lib) = at.lib().filter(|_| !reader.recipe().reads.constants.is_empty()) else {
                continue;
            };
            let constants = self.values.constants(at.file(), lib)?;
            for name in &reader.recipe().reads.constants {
                if self.held().constants.insert((at.file().to_owned(), name.clone())) {
                    out.text(at.file()).text(name);
                    self.constant(&constants, name, out)?;
                }
            }
        }
        // A function of the script can be handed to a module.
        let is_lent = reader.file() == self.values.source().name();
        let made = self
            .root
            .recipe()
            .reads
            .made
            .iter()
            .filter(|(_, name)| is_lent && reader.recipe().reads.constants.contains(name));
        let made = made.map(|(file, name)| ModuleValue { file: file.clone(), name: name.clone(), is_read: true });
        for value in reader.recipe().reads.modules.iter().cloned().chain(made).filter(|value| value.is_read) {
            if self.held().constants.insert((value.file.clone(), value.name.clone())) {
                self.module_value(&value, out)?;
            }
        }
        Ok(())
    }

    fn value(&self, value: &Dynamic) -> Result<Fingerprint, Problem> {
        let mut out = FingerprintBuilder::new();
        let mut walk = Walk::default();
        write_in(value, self.values.environment().cache().types(), Some(self), &mut out, &mut walk)?;
        self.changes.set(self.changes.get() || walk.met_shared());
        Ok(out.finish())
    }

    fn fault(&self, input: String, problem: Problem) -> Fault {
        match self.fault.take() {
            Some(Fault::ComputedImport(_, file, place)) => Fault::ComputedImport(input, file, place),
            Some(Fault::Outdated(_)) => Fault::Outdated(inside(input, &problem)),
            Some(fault) => fault,
            None => Fault::Unhashable(input, problem.into()),
        }
    }

    /// The functions that a pointer can mean that is not a handle: one, or those of several modules.
    fn named(&self, name: &str) -> Result<Arc<[Reader]>, Problem> {
        if let Some(known) = self.held().functions.get(name) {
            return Ok(known.clone());
        }
        let source = self.values.source();
        let files = match source.lookup(name, self.root.file()) {
            Resolution::Function(file, _) => vec![file],
            Resolution::Ambiguous(files) => files.into(),
            Resolution::Unknown => Vec::new(),
            Resolution::Outdated => {
                *self.fault.borrow_mut() = Some(Fault::Outdated("A closure".to_owned()));
                return Err(Problem::new(ProblemKind::Function, "Fn"));
            }
        };
        let readers = files.into_iter().map(|file| {
            let recipe = recipe::of(source, self.values.environment(), &file, mangle::shown(name));
            Reader::Text(Arc::new(TextReader { recipe, file }))
        });
        let readers: Arc<[Reader]> = readers.collect();
        self.held().functions.insert(name.to_owned(), readers.clone());
        Ok(readers)
    }

    fn named_function(&self, pointer: &FnPtr, out: &mut FingerprintBuilder, walk: &mut Walk) -> Result<(), Problem> {
        let name = pointer.fn_name();
        // The name of a closure is its place.
        out.text(if mangle::is_closure(name) { CLOSURE } else { mangle::shown(name) });
        let readers = self.named(name)?;
        for reader in readers.iter() {
            if let Some((file, place)) = reader.recipe().computed_import.clone() {
                *self.fault.borrow_mut() = Some(Fault::ComputedImport("A closure".to_owned(), file, place));
                return Err(Problem::new(ProblemKind::Function, "Fn"));
            }
            out.fingerprint(reader.recipe().fingerprint);
            self.reach(reader);
        }
        for file in [self.root.file(), self.values.source().name()] {
            if self.values.source().file(file).is_some_and(|file| file.names.is_bound(name)) {
                self.changes.set(true);
                self.held().reached_names.push_back(bound_names::id(file, name));
            }
        }
        out.text(self.values.environment().host_function(name).unwrap_or_default());
        let params = match readers.first() {
            Some(Reader::Text(text)) => text.file.functions.named(name).first(),
            _ => None,
        };
        let params = params.map(|first| params_of(first)).unwrap_or_default();
        self.captured(&carried(&params, pointer), out, walk)
    }

    fn reach(&self, reader: &Reader) {
        self.changes.set(true);
        if !reader.recipe().is_fixed() {
            self.held().reached.push_back(reader.clone());
        }
    }

    fn captured(
        &self,
        values: &[(&str, &Dynamic)],
        out: &mut FingerprintBuilder,
        walk: &mut Walk,
    ) -> Result<(), Problem> {
        let types = self.values.environment().cache().types();
        out.array(values.len());
        self.captured.set(self.captured.get() + 1);
        for (name, value) in values {
            write_in(value, types, Some(self), out, walk).map_err(|problem| problem.captured(name))?;
        }
        self.captured.set(self.captured.get() - 1);
        Ok(())
    }
}

impl<V: Values> Opaque for Inputs<'_, V> {
    fn function(&self, pointer: &FnPtr, out: &mut FingerprintBuilder, walk: &mut Walk) -> Result<(), Problem> {
        let Some(cached) = api::behind(pointer) else {
            return self.named_function(pointer, out, walk);
        };
        out.text(cached.kind.name()).fingerprint(cached.recipe.fingerprint);
        self.captured(&cached.callee.captured(), out, walk)?;
        self.captured(&carried(&[], pointer), out, walk)?;
        self.reach(&Reader::Cached(cached.clone()));
        Ok(())
    }

    fn host(&self, value: &Dynamic, out: &mut FingerprintBuilder) -> Result<bool, Problem> {
        write_handle(value, self.captured.get() > 0, out)
    }
}

/// What is read, with the way to what is wrong in it.
pub(super) fn inside(input: String, problem: &Problem) -> String {
    match problem.path.trim_start_matches(['.', ' ']) {
        "" => input,
        path => format!("{input} (at `{path}`)"),
    }
}

/// What a closure's own captured values count by, where they hold functions or handles: each function with all that it
/// reads.
pub(super) struct CapturedInputs<'a, V> {
    values: &'a V,
    cached: &'a Arc<Cached>,
    fault: RefCell<Option<Fault>>,
}

impl<'a, V: Values> CapturedInputs<'a, V> {
    pub(super) const fn new(values: &'a V, cached: &'a Arc<Cached>) -> Self {
        Self { values, cached, fault: RefCell::new(None) }
    }

    /// What stands behind the error of the cache that a key has ended in.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.fault.take()
    }
}

impl<V: Values> Opaque for CapturedInputs<'_, V> {
    fn function(&self, pointer: &FnPtr, out: &mut FingerprintBuilder, walk: &mut Walk) -> Result<(), Problem> {
        let root = Reader::Cached(self.cached.clone());
        let inputs = Inputs::new(self.values, &root);
        inputs.captured.set(1);
        let mut own = FingerprintBuilder::new();
        if let Err(problem) = inputs.function(pointer, &mut own, walk) {
            *self.fault.borrow_mut() = inputs.fault.take();
            return Err(problem);
        }
        let whole = inputs.with_reached(own.finish()).map_err(|fault| {
            *self.fault.borrow_mut() = Some(fault);
            Problem::new(ProblemKind::Function, "Fn")
        })?;
        out.fingerprint(whole);
        Ok(())
    }

    fn host(&self, value: &Dynamic, out: &mut FingerprintBuilder) -> Result<bool, Problem> {
        write_handle(value, true, out)
    }
}
