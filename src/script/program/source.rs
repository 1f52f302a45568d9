//! A compiled version of a script. It knows no run.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use rhai::{AST, Position};

use super::modules::{self, Compiled};
use crate::error::{Error, ErrorKind, Result};
use crate::rhai_internals::{ASTNode, Expr, Stmt};
use crate::script::memo::binding::{self, BoundNames};
use crate::script::memo::{self, FileIdentity, FileNames, Functions, Places};
use crate::script::{Environment, engine};

/// The files besides its script that a version was read from, with their texts, and those that were looked for and are
/// not there: one that appears is another version.
pub type ReadFiles = BTreeMap<PathBuf, Option<Arc<str>>>;

/// One saved version of a script, compiled once and shared by all sessions, with the modules that it imports.
#[derive(Debug)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    pub(in crate::script) ast: AST,
    names: BoundNames,
    places: Places,
    /// The modules of this version, by the name that errors show.
    modules: Mutex<BTreeMap<String, Arc<Compiled>>>,
    /// Where modules were looked for.
    read: Mutex<ReadFiles>,
    /// From now on it is runs that look for modules.
    is_compiled: AtomicBool,
    /// What makes the functions of a file themselves, by the file; read when a function of it is first cached.
    identities: Mutex<HashMap<String, Arc<FileIdentity>>>,
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
        let (ast, names, places) = modules::compile(environment, name, text, 0)?;
        let source = Arc::new(Self {
            name: name.into(),
            text: text.into(),
            ast,
            names,
            places,
            modules: Mutex::default(),
            read: Mutex::default(),
            is_compiled: AtomicBool::new(false),
            identities: Mutex::default(),
            remains: OnceLock::new(),
        });
        let imported = source.import_all(environment, &source.ast, name);
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

    fn import_all(&self, environment: &Environment, ast: &AST, from: &str) -> Result<()> {
        let mut literal = Vec::new();
        ast.walk(&mut |nodes: &[ASTNode]| {
            if let Some(ASTNode::Stmt(Stmt::Import(import, _))) = nodes.last()
                && let Expr::StringConstant(path, position) = &import.0
            {
                literal.push((path.to_string(), *position));
            }
            true
        });
        for (path, position) in literal {
            let known = self.modules.lock().len();
            let module = self.module(environment, Some(from), &path).map_err(|error| {
                modules::place(error, from, self.text_of(from).as_deref(), self.written(from, position))
            })?;
            // Only a module that was not known before can import more.
            if self.modules.lock().len() > known {
                self.import_all(environment, &module.ast, &module.name)?;
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
            let is_taken = |other: &AST| has_closure_of(other, &compiled.ast);
            if !is_taken(&self.ast) && !modules.values().any(|module| is_taken(&module.ast)) {
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
        &self.name
    }

    /// The text of the script or of one of its modules, by the name that errors show.
    pub(in crate::script) fn text_of(&self, name: &str) -> Option<Arc<str>> {
        if name.is_empty() || name == &*self.name {
            return Some(self.text.clone());
        }
        self.modules.lock().get(name).map(|module| module.text.clone())
    }

    fn is_main(&self, file: &str) -> bool {
        file.is_empty() || file == &*self.name
    }

    /// Looks at the compiled script of a file.
    pub(in crate::script) fn with_ast<T>(&self, file: &str, look: impl FnOnce(&AST) -> T) -> T {
        let module = if self.is_main(file) { None } else { self.modules.lock().get(file).cloned() };
        look(module.as_ref().map_or(&self.ast, |module| &module.ast))
    }

    /// The place in a file's text of a place that the engine tells.
    pub(in crate::script) fn written(&self, file: &str, place: Position) -> Position {
        if self.is_main(file) {
            return self.places.written(place);
        }
        self.modules.lock().get(file).map_or(place, |module| module.places.written(place))
    }

    /// The names of a file that are bound to cached functions.
    pub(in crate::script) fn bound_names(&self, file: &str) -> BoundNames {
        if self.is_main(file) {
            return self.names.clone();
        }
        let modules = self.modules.lock();
        modules.get(file).map(|module| module.names.clone()).unwrap_or_default()
    }

    /// The file and name of a binding, and whether its function stands under a hidden name.
    pub(in crate::script) fn name_of_binding(&self, id: i64) -> Option<(String, String, bool)> {
        let modules = self.modules.lock();
        let files = modules.values().map(|module| (module.name.as_str(), &module.names));
        std::iter::once((&*self.name, &self.names)).chain(files).find_map(|(file, names)| {
            let name = names.all().find(|name| binding::id(file, name) == id)?;
            Some((file.to_owned(), name.to_owned(), names.is_moved(name)))
        })
    }

    /// The file that a function without a file of its own is meant of, where it is called in `from`: that file, else
    /// the script, else a module.
    ///
    /// # Errors
    /// Two modules that both have one.
    pub(in crate::script) fn file_with(
        &self,
        from: &str,
        function: &str,
    ) -> std::result::Result<Option<String>, [String; 2]> {
        // What stands under a bound name is not a function of the file, unless it hides one.
        let has = |ast: &AST, names: &BoundNames| {
            defines(ast, function) && (!names.is_bound(function) || names.is_moved(function))
        };
        let modules = self.modules.lock();
        if let Some(module) = modules.get(from).filter(|module| has(&module.ast, &module.names)) {
            return Ok(Some(module.name.clone()));
        }
        if has(&self.ast, &self.names) {
            return Ok(Some(self.name.to_string()));
        }
        let mut others = modules.values().filter(|module| has(&module.ast, &module.names));
        match (others.next(), others.next()) {
            (Some(one), Some(other)) => Err([one.name.clone(), other.name.clone()]),
            (one, _) => Ok(one.map(|module| module.name.clone())),
        }
    }

    /// The file that has a function or binds a name, the script before its modules.
    pub(in crate::script) fn file_that_knows(&self, name: &str) -> Option<String> {
        if self.names.is_bound(name) {
            return Some(self.name.to_string());
        }
        if let Ok(Some(file)) | Err([file, _]) = self.file_with("", name) {
            return Some(file);
        }
        let modules = self.modules.lock();
        modules.values().find(|module| module.names.is_bound(name)).map(|module| module.name.clone())
    }

    /// Whether a file has a function, and another file has one of the same name.
    pub(in crate::script) fn is_ambiguous(&self, file: &str, function: &str) -> bool {
        if !self.with_ast(file, |ast| defines(ast, function)) {
            return false;
        }
        let modules = self.modules.lock();
        let in_modules = modules.values().filter(|module| defines(&module.ast, function)).count();
        in_modules + usize::from(defines(&self.ast, function)) > 1
    }

    /// What makes the functions of a file themselves.
    pub(in crate::script) fn identity(&self, environment: &Environment, file: &str) -> Arc<FileIdentity> {
        if let Some(known) = self.identities.lock().get(file) {
            return known.clone();
        }
        let engine = engine::compiler(environment);
        let text = self.text_of(file).unwrap_or_else(|| self.text.clone());
        let imports = self
            .with_ast(file, imports)
            .into_iter()
            .filter_map(|(alias, path)| {
                let module = self.module(environment, Some(file), &path).ok()?;
                Some((alias, self.identity(environment, &module.name)))
            })
            .collect();
        let places = if self.is_main(file) {
            self.places.clone()
        } else {
            self.modules.lock().get(file).map(|module| module.places.clone()).unwrap_or_default()
        };
        // A function is more than its name: what it reads is not all in the text.
        let types = environment.cache().types();
        let computed = self.with_ast(file, |ast| memo::computed(ast, types));
        let host = environment.host_inputs().into();
        let names = FileNames { computed, bound: self.bound_names(file).all().map(ToOwned::to_owned).collect() };
        let identity = Arc::new(FileIdentity::read(&engine, file, &text, places, imports, names, host));
        self.identities.lock().insert(file.to_owned(), identity.clone());
        identity
    }

    /// All functions and closures of this version.
    pub(in crate::script) fn functions(&self, environment: &Environment) -> Functions {
        let mut files: BTreeSet<String> = self.modules.lock().keys().cloned().collect();
        files.insert(self.name.to_string());
        let mut functions = Functions { texts: HashSet::new(), files: BTreeSet::new(), imports_more: false };
        for file in &files {
            for name in memo::functions(self, file) {
                functions.texts.insert(memo::function(self, environment, file, &name).key.fingerprint);
            }
            functions.imports_more |= self.with_ast(file, imports_computed);
        }
        functions.files = files;
        functions
    }

    /// The same version, for what is called when nobody runs the version any more: to hold this is not to run it.
    pub(in crate::script) fn remains(&self) -> Arc<Self> {
        let copy = || {
            Arc::new(Self {
                name: self.name.clone(),
                text: self.text.clone(),
                ast: self.ast.clone(),
                names: self.names.clone(),
                places: self.places.clone(),
                modules: Mutex::new(self.modules.lock().clone()),
                read: Mutex::default(),
                is_compiled: AtomicBool::new(true),
                identities: Mutex::new(self.identities.lock().clone()),
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

fn defines(ast: &AST, function: &str) -> bool {
    let lib: &rhai::Module = ast.shared_lib();
    lib.iter_script_fn_info().any(|(_, _, name, ..)| name == function)
}

/// Whether one file has a closure with the name of one of the other's.
fn has_closure_of(one: &AST, other: &AST) -> bool {
    let lib: &rhai::Module = other.shared_lib();
    lib.iter_script_fn_info().any(|(_, _, name, ..)| binding::is_closure(name) && defines(one, name))
}

/// The modules that a script imports by a literal path, with the names under which it knows them; one without a name is
/// known by the word `import`.
fn imports(ast: &AST) -> Vec<(String, String)> {
    let mut found = Vec::new();
    ast.walk(&mut |nodes: &[ASTNode]| {
        if let Some(ASTNode::Stmt(Stmt::Import(import, _))) = nodes.last()
            && let Expr::StringConstant(path, _) = &import.0
        {
            let name = Some(import.1.name.as_str()).filter(|name| !name.is_empty());
            found.push((name.unwrap_or("import").to_owned(), path.to_string()));
        }
        true
    });
    found
}

/// Whether a script imports modules whose paths only a run knows.
fn imports_computed(ast: &AST) -> bool {
    !ast.walk(&mut |nodes: &[ASTNode]| {
        let computed = matches!(
            nodes.last(),
            Some(ASTNode::Stmt(Stmt::Import(import, _))) if !matches!(import.0, Expr::StringConstant(..))
        );
        !computed
    })
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
