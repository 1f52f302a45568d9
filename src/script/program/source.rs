//! A compiled version of a script. It knows no run.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;

use super::mangle::{self, FunctionName};
use super::modules::{self, Compiled};
use crate::error::{Error, ErrorKind, Result};
use crate::script::memo::{self, FileText, Functions};
use crate::script::{Environment, engine};

/// The files besides its script that a version was read from, with their texts, and those that were looked for and are
/// not there: one that appears is another version.
pub type ReadFiles = BTreeMap<PathBuf, Option<Arc<str>>>;

type Modules = BTreeMap<String, Arc<Compiled>>;

/// What the name of a function means.
#[derive(Debug)]
pub(in crate::script) enum Resolution<'a> {
    /// A function or closure of a file, by its name there.
    Function(Arc<Compiled>, &'a str),
    /// Two modules have such a function.
    Ambiguous([Arc<Compiled>; 2]),
    /// A closure that this version does not have.
    Outdated,
    /// Nothing that a script defines.
    Unknown,
}

/// One saved version of a script, compiled once and shared by all sessions, with the modules that it imports.
#[derive(Debug)]
pub struct Source {
    main: Arc<Compiled>,
    /// The modules of this version, by the name that errors show.
    modules: Mutex<Modules>,
    /// Where modules were looked for.
    read: Mutex<ReadFiles>,
    /// From now on it is runs that look for modules.
    is_compiled: AtomicBool,
    /// The texts of files, as the recipes of their functions need them; read when a function of it is first cached.
    texts: Mutex<HashMap<String, Arc<FileText>>>,
    /// The same version for those who may use it when it is gone.
    remains: OnceLock<Arc<Self>>,
}

impl Source {
    /// Compiles a script, and the modules that it imports by a literal name, so that a mistake in one of them is known
    /// before anything runs. `name` is what errors call it.
    ///
    /// # Errors
    /// [`ErrorKind::Syntax`] with the place, [`ErrorKind::Module`] for a module that is not there.
    pub fn compile(environment: &Environment, name: &str, text: &str) -> Result<Arc<Self>> {
        Self::compile_noting(environment, name, text, &mut ReadFiles::default())
    }

    fn compile_noting(environment: &Environment, name: &str, text: &str, read: &mut ReadFiles) -> Result<Arc<Self>> {
        let source = Arc::new(Self {
            main: Compiled::new(environment, name, &text.into(), 0, false)?.into(),
            modules: Mutex::default(),
            read: Mutex::default(),
            is_compiled: AtomicBool::new(false),
            texts: Mutex::default(),
            remains: OnceLock::new(),
        });
        let imported = source.import_all(environment, &source.main);
        read.clone_from(&source.read.lock());
        source.is_compiled.store(true, Ordering::Relaxed);
        imported?;
        environment.versions().add(&source);
        Ok(source)
    }

    /// Reads and compiles a file.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when it cannot be read or is not UTF-8, else as [`Source::compile`].
    pub fn read(environment: &Environment, path: &Path) -> Result<Arc<Self>> {
        Self::read_noting(environment, path).0
    }

    /// The same, with the files that were read besides: those of a version that does not compile, too.
    pub fn read_noting(environment: &Environment, path: &Path) -> (Result<Arc<Self>>, ReadFiles) {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let mut read = ReadFiles::default();
        let source = read_text(path).and_then(|text| Self::compile_noting(environment, &name, &text, &mut read));
        (source, read)
    }

    fn import_all(&self, environment: &Environment, file: &Compiled) -> Result<()> {
        for import in &file.imports {
            let Some(path) = &import.path else { continue };
            let known = self.modules.lock().len();
            let module = self
                .module(environment, Some(&file.name), path)
                .map_err(|error| modules::place(error, &file.name, Some(&file.text), import.place))?;
            // Only a module that was not known before can import more.
            if self.modules.lock().len() > known {
                self.import_all(environment, &module)?;
            }
        }
        Ok(())
    }

    /// The module that `path` names in the file `from`, compiled when it is first asked for.
    pub(in crate::script) fn module(
        &self,
        environment: &Environment,
        from: Option<&str>,
        path: &str,
    ) -> Result<Arc<Compiled>> {
        let mut missed = Vec::new();
        let place = modules::find(environment, from, path, &mut missed);
        for file in missed {
            self.note_read(environment, &file, None);
        }
        let place = place?;
        if let Some(known) = self.modules.lock().get(place.name()) {
            return Ok(known.clone());
        }
        let text = place.read()?;
        if let Some(file) = place.file() {
            self.note_read(environment, file, Some(&text));
        }
        // The engine names a closure by its text and place, so that two files can have closures of one name. Such a file
        // is compiled as if it stood further down.
        for lines in 0.. {
            // Not under the lock: another run that compiles the same module only does the work twice.
            let compiled = Arc::new(place.compile(environment, &text, lines)?);
            let mut modules = self.modules.lock();
            if let Some(known) = modules.get(place.name()) {
                return Ok(known.clone());
            }
            let is_taken = |name| self.files(&modules).any(|file| file.functions.has(name));
            if !compiled.functions.names().any(|name| mangle::is_closure(name) && is_taken(name)) {
                return Ok(modules.entry(compiled.name.clone()).or_insert(compiled).clone());
            }
        }
        unreachable!("there are more lines than closures")
    }

    fn note_read(&self, environment: &Environment, file: &Path, text: Option<&Arc<str>>) {
        if text.is_none() && self.is_compiled.load(Ordering::Relaxed) {
            // Names that visitors make up are not kept.
            environment.note_read(file, None);
            return;
        }
        let mut read = self.read.lock();
        if read.get(file).is_none_or(|known| known.as_ref() != text) {
            read.insert(file.to_owned(), text.cloned());
            drop(read);
            environment.note_read(file, text);
        }
    }

    /// What errors call the script.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.main.name
    }

    /// The script itself.
    pub(in crate::script) const fn main(&self) -> &Arc<Compiled> {
        &self.main
    }

    /// The script or one of its modules, by the name that errors show.
    pub(in crate::script) fn file(&self, name: &str) -> Option<Arc<Compiled>> {
        if name.is_empty() || name == self.main.name {
            return Some(self.main.clone());
        }
        self.modules.lock().get(name).cloned()
    }

    /// The same, where what is not a file of its own is one of the script.
    pub(in crate::script) fn file_or_main(&self, name: &str) -> Arc<Compiled> {
        self.file(name).unwrap_or_else(|| self.main.clone())
    }

    /// The script, then its modules.
    fn files<'a>(&'a self, modules: &'a Modules) -> impl Iterator<Item = &'a Arc<Compiled>> {
        std::iter::once(&self.main).chain(modules.values())
    }

    /// The file and name of a binding.
    pub(in crate::script) fn name_of_binding(&self, id: i64) -> Option<(Arc<Compiled>, String)> {
        let modules = self.modules.lock();
        self.files(&modules).find_map(|file| {
            let name = file.names.all().find(|name| memo::binding_id(&file.name, name) == id)?;
            Some((file.clone(), name.to_owned()))
        })
    }

    /// What the name of a function means in the file `from`: a function of that file, else of the script, else of a
    /// module.
    pub(in crate::script) fn lookup<'a>(&self, name: &'a str, from: &str) -> Resolution<'a> {
        let parsed = FunctionName::parse(name);
        let name = parsed.shown();
        if let FunctionName::Qualified { file, .. } = parsed {
            return self.file(file).map_or(Resolution::Unknown, |file| Resolution::Function(file, name));
        }
        let modules = self.modules.lock();
        let own = modules.get(from).into_iter().chain([&self.main]).find(|file| file.has(name));
        let mut others = modules.values().filter(|file| file.has(name));
        match (own.or_else(|| others.next()), others.next()) {
            (Some(one), Some(other)) if own.is_none() => Resolution::Ambiguous([one.clone(), other.clone()]),
            (Some(one), _) => Resolution::Function(one.clone(), name),
            (None, _) if parsed.is_closure() => Resolution::Outdated,
            (None, _) => Resolution::Unknown,
        }
    }

    /// The file that has a function or binds a name, the script before its modules.
    pub(in crate::script) fn file_that_knows(&self, name: &str) -> Option<Arc<Compiled>> {
        if self.main.names.is_bound(name) {
            return Some(self.main.clone());
        }
        if let Resolution::Function(file, _) | Resolution::Ambiguous([file, _]) = self.lookup(name, "") {
            return Some(file);
        }
        self.modules.lock().values().find(|module| module.names.is_bound(name)).cloned()
    }

    /// Whether a function of a file stands in another file too.
    pub(in crate::script) fn is_ambiguous(&self, function: &str) -> bool {
        let modules = self.modules.lock();
        self.files(&modules).filter(|file| file.functions.has(function)).count() > 1
    }

    /// The text of a file, as the recipes of its functions need it.
    pub(in crate::script) fn text_of(&self, environment: &Environment, file: &str) -> Arc<FileText> {
        if let Some(known) = self.texts.lock().get(file) {
            return known.clone();
        }
        let engine = engine::compiler(environment);
        let compiled = self.file_or_main(file);
        let imports = compiled
            .imports
            .iter()
            .filter_map(|import| {
                let module = self.module(environment, Some(file), import.path.as_deref()?).ok()?;
                // One without a name is known by the word itself.
                let alias = import.alias.as_deref().unwrap_or("import");
                Some((alias.to_owned(), self.text_of(environment, &module.name)))
            })
            .collect();
        // A function is more than its name: what it reads is not all in the text.
        let types = environment.cache().types();
        let computed = memo::computed(&compiled.ast, types);
        let host = environment.host_inputs().into();
        let text = Arc::new(FileText::read(&engine, compiled, imports, computed, host));
        self.texts.lock().insert(file.to_owned(), text.clone());
        text
    }

    /// All functions and closures of this version.
    pub(in crate::script) fn functions(&self, environment: &Environment) -> Functions {
        let files: Vec<Arc<Compiled>> = self.files(&self.modules.lock()).cloned().collect();
        let mut functions = Functions { texts: HashSet::new(), files: BTreeSet::new(), imports_more: false };
        for file in &files {
            for name in memo::functions(file) {
                functions.texts.insert(memo::recipe(self, environment, file, &name).fingerprint);
            }
            functions.imports_more |= file.imports.iter().any(|import| import.path.is_none());
            functions.files.insert(file.name.clone());
        }
        functions
    }

    /// The same version, for what is called when nobody runs the version any more: to hold this is not to run it.
    pub(in crate::script) fn remains(&self) -> Arc<Self> {
        let copy = || {
            Arc::new(Self {
                main: self.main.clone(),
                modules: Mutex::new(self.modules.lock().clone()),
                read: Mutex::default(),
                is_compiled: AtomicBool::new(true),
                texts: Mutex::new(self.texts.lock().clone()),
                remains: OnceLock::new(),
            })
        };
        self.remains.get_or_init(copy).clone()
    }

    /// The modules of this version, by the names that errors show.
    #[cfg(feature = "unstable")]
    #[must_use]
    pub fn modules(&self) -> Vec<String> {
        self.modules.lock().keys().map(ToString::to_string).collect()
    }
}

/// Reads a script's text.
///
/// # Errors
/// [`ErrorKind::Io`]: a missing file, a folder, text that is not UTF-8, each with its own words.
pub(in crate::script) fn read_text(path: &Path) -> Result<String> {
    let shown = path.display();
    if path.is_dir() {
        return Err(Error::new(ErrorKind::Io, format!("`{shown}` is a folder, not a script."))
            .hint("Name the script itself, such as `app.rhai`."));
    }
    let bytes = std::fs::read(path).map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => "Check the path, or make the file.",
            std::io::ErrorKind::PermissionDenied => "Allow yourself to read the file.",
            _ => "Check the path.",
        };
        Error::new(ErrorKind::Io, format!("`{shown}` cannot be read: {error}.")).hint(hint).caused_by(error)
    })?;
    // Some editors begin a file with a byte order mark.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map_or(bytes.clone(), <[u8]>::to_vec);
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::new(ErrorKind::Io, format!("`{shown}` is not UTF-8 text (byte {at}).")).hint("Save the file as UTF-8.")
    })
}
