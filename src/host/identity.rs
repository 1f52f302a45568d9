//! Which app this is, to a store that may have the values of several.
//!
//! Two apps can be alike in everything that makes the key of a function, and mean different things by it. So a store
//! that is not the app's own gets the app's identity: the name that it was given, or else that of its folder, which is
//! written into the folder when the first value is kept, and goes wherever the folder goes.

use std::ffi::OsStr;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::cache::Owner;
use crate::value::Fingerprint;

/// The store that belongs to the app in a folder, and moves with it.
#[cfg_attr(not(feature = "sled"), allow(dead_code))]
pub(crate) const CACHE_FOLDER: &str = ".stscript/cache";
/// The name of the app in a folder, to stores that are elsewhere.
const ID_FILE: &str = ".stscript/app-id";

/// Who owns the values of an app.
#[derive(Debug)]
pub(crate) struct AppIdentity {
    /// The folder of the script.
    base: PathBuf,
    place: Place,
    made: OnceLock<Fingerprint>,
}

#[derive(Debug)]
enum Place {
    /// Somebody has said which app this is.
    Named(String),
    Folder(PathBuf),
    /// Something of the host's, where a folder should not decide.
    Storage,
}

impl AppIdentity {
    /// Of the app in `base`, called `id` if it was given a name, to the store in `folder`.
    #[cfg_attr(not(feature = "sled"), allow(dead_code))]
    pub(crate) fn in_folder(base: &Path, id: Option<&str>, folder: &Path) -> Self {
        Self::new(base, id, Place::Folder(folder.to_owned()))
    }

    /// To a storage of the host: nothing is written for it.
    pub(crate) fn in_storage(base: &Path, id: Option<&str>) -> Self {
        Self::new(base, id, Place::Storage)
    }

    fn new(base: &Path, id: Option<&str>, place: Place) -> Self {
        let place = id.map_or(place, |id| Place::Named(id.to_owned()));
        Self { base: base.to_owned(), place, made: OnceLock::new() }
    }

    /// Without a look at the folder's own file: the name that was given, or that the store is the app's own.
    fn plain(&self) -> Option<Fingerprint> {
        match &self.place {
            Place::Named(id) => Some(of("name", id.as_ref())),
            Place::Folder(folder) => {
                let own = real(&self.base).join(CACHE_FOLDER);
                (real(folder) == own).then(|| of("own", OsStr::new("")))
            }
            Place::Storage => None,
        }
    }

    /// What is written in the folder, if something is. An identity that cannot be read is an error: it may be in use
    /// by others who can.
    fn written(&self) -> io::Result<Option<Fingerprint>> {
        let id = match fs::read(self.base.join(ID_FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let id = id.trim_ascii();
        Ok((!id.is_empty()).then(|| Fingerprint::of_bytes(&[b"folder\0", id].concat())))
    }

    /// The last resort, for a folder in which nothing can be read or written: where it is.
    fn by_path(&self) -> Fingerprint {
        of("path", real(&self.base).as_os_str())
    }

    /// Gives the folder an identity, unless it has got one meanwhile.
    fn write(&self) -> io::Result<()> {
        let file = self.base.join(ID_FILE);
        let folder = file.parent().unwrap_or(&self.base);
        fs::create_dir_all(folder)?;
        let temporary = folder.join(format!("app-id.{:016x}", random()));
        let written = fs::File::create(&temporary).and_then(|mut file| {
            file.write_all(format!("{:016x}{:016x}\n", random(), random()).as_bytes())?;
            file.sync_all()
        });
        // A link is not made over a file that is there, other than a rename.
        let linked = written.and_then(|()| match fs::hard_link(&temporary, &file) {
            Ok(()) => Ok(()),
            Err(_) if self.written()?.is_some() => Ok(()),
            Err(_) => fs::rename(&temporary, &file),
        });
        let _ = fs::remove_file(&temporary);
        linked
    }

    fn make(&self) -> Fingerprint {
        if let Some(known) = self.plain() {
            return known;
        }
        let Place::Folder(store) = &self.place else {
            return self.written().ok().flatten().unwrap_or_else(|| self.by_path());
        };
        match self.written() {
            Ok(Some(known)) => return known,
            Ok(None) => {}
            Err(error) => {
                log::warn!(
                    "`{}` cannot be read ({error}), and stays as it is: persisted values belong to the app at this \
                     place. Make it readable, or give the app a name with --cache.app-id.",
                    self.base.join(ID_FILE).display()
                );
                return self.by_path();
            }
        }
        match self.write() {
            Ok(()) => log::info!(
                "`{}` is a new app to the cache folder `{}`. If it is another copy of an app that was there before, \
                 give both the same name with --cache.app-id, and they share their values.",
                self.base.display(),
                store.display()
            ),
            Err(error) => log::info!(
                "`{}` cannot be written ({error}): persisted values belong to the app at this place. Give it a name \
                 with --cache.app-id, and it can move.",
                self.base.join(ID_FILE).display()
            ),
        }
        self.written().ok().flatten().unwrap_or_else(|| self.by_path())
    }
}

impl Owner for AppIdentity {
    fn of_reader(&self) -> Fingerprint {
        if let Some(made) = self.made.get() {
            return *made;
        }
        match self.plain().or_else(|| self.written().ok().flatten()) {
            Some(known) => *self.made.get_or_init(|| known),
            // The folder may yet be given one, or be readable.
            None => self.by_path(),
        }
    }

    fn of_writer(&self) -> Fingerprint {
        *self.made.get_or_init(|| self.make())
    }
}

fn of(kind: &str, what: &OsStr) -> Fingerprint {
    Fingerprint::of_bytes(&[kind.as_bytes(), b"\0", what.as_encoded_bytes()].concat())
}

/// The path without links, as far as there is something.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    match real {
        // `join` with nothing would end in a separator.
        Some((above, real)) if above == path => real,
        Some((above, real)) => real.join(path.strip_prefix(above).unwrap_or(&path)),
        None => path,
    }
}

/// A number that the operating system has made up.
fn random() -> u64 {
    RandomState::new().hash_one(std::time::SystemTime::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bench(tempfile::TempDir);

    impl Bench {
        fn new() -> Self {
            let bench = Self(tempfile::tempdir().unwrap());
            for app in ["a", "b"] {
                fs::create_dir(bench.path(app)).unwrap();
            }
            bench
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        /// Who an app is to a store, when it reads and when it writes.
        fn id(&self, app: &str, store: &str) -> Fingerprint {
            let identity = AppIdentity::in_folder(&self.path(app), None, &self.path(store));
            let id = identity.of_writer();
            assert_eq!(identity.of_reader(), id);
            // Another process.
            assert_eq!(AppIdentity::in_folder(&self.path(app), None, &self.path(store)).of_reader(), id);
            id
        }
    }

    #[test]
    fn a_folder_keeps_its_identity_when_it_is_moved_or_copied_and_another_has_another() {
        let bench = Bench::new();
        let (a, b) = (bench.id("a", "store"), bench.id("b", "store"));
        assert_ne!(a, b);
        fs::rename(bench.path("a"), bench.path("moved")).unwrap();
        assert_eq!(bench.id("moved", "store"), a);
        fs::create_dir_all(bench.path("copy/.stscript")).unwrap();
        fs::copy(bench.path("moved").join(ID_FILE), bench.path("copy").join(ID_FILE)).unwrap();
        assert_eq!(bench.id("copy", "store"), a);
        // A new app where the former was is not the former.
        fs::create_dir(bench.path("a")).unwrap();
        assert_ne!(bench.id("a", "store"), a);
    }

    #[test]
    fn nothing_is_written_by_a_look_nor_for_a_store_of_the_apps_own_nor_for_an_app_with_a_name() {
        let bench = Bench::new();
        let base = bench.path("a");
        AppIdentity::in_folder(&base, None, &bench.path("store")).of_reader();
        AppIdentity::in_folder(&base, None, &base.join(CACHE_FOLDER)).of_writer();
        AppIdentity::in_folder(&base, Some("sales"), &bench.path("store")).of_writer();
        AppIdentity::in_storage(&base, None).of_writer();
        assert!(!base.join(".stscript").exists());
    }

    #[test]
    fn a_name_is_the_identity_wherever_the_app_is() {
        let bench = Bench::new();
        let of = |app: &str, id| AppIdentity::in_folder(&bench.path(app), Some(id), &bench.path("store")).of_writer();
        assert_eq!(of("a", "sales"), of("b", "sales"));
        assert_ne!(of("a", "sales"), of("a", "stock"));
    }

    #[test]
    fn a_store_is_the_apps_own_by_where_it_is_and_not_by_how_it_is_named() {
        let bench = Bench::new();
        let own = bench.id("a", "a/.stscript/cache");
        assert_eq!(bench.id("b", "b/../b/.stscript/cache"), own);
        assert_ne!(bench.id("b", "a/.stscript/cache"), own, "it is another's");
        assert_ne!(bench.id("a", "a/cache"), own);
    }

    #[cfg(unix)]
    #[test]
    fn a_store_behind_a_link_is_not_the_apps_own_but_an_app_behind_a_link_is_the_app() {
        use std::os::unix::fs::symlink;
        let bench = Bench::new();
        fs::create_dir(bench.path("shared")).unwrap();
        for app in ["a", "b"] {
            fs::create_dir(bench.path(app).join(".stscript")).unwrap();
            symlink(bench.path("shared"), bench.path(app).join(CACHE_FOLDER)).unwrap();
        }
        assert_ne!(bench.id("a", "a/.stscript/cache"), bench.id("b", "b/.stscript/cache"));
        symlink(bench.path("a"), bench.path("current")).unwrap();
        assert_eq!(bench.id("current", "shared"), bench.id("a", "shared"));
    }

    #[test]
    fn an_identity_that_is_empty_or_cannot_be_written_does_not_stand_in_the_way() {
        let bench = Bench::new();
        fs::create_dir_all(bench.path("a/.stscript")).unwrap();
        fs::write(bench.path("a").join(ID_FILE), "").unwrap();
        bench.id("a", "store");
        assert!(!fs::read(bench.path("a").join(ID_FILE)).unwrap().is_empty());
        fs::create_dir_all(bench.path("b").join(ID_FILE)).unwrap();
        assert_ne!(bench.id("b", "store"), bench.id("a", "store"));
    }

    #[cfg(unix)]
    #[test]
    fn an_identity_that_cannot_be_read_stays_as_it_is_and_the_app_is_known_by_its_path() {
        let bench = Bench::new();
        let file = bench.path("a").join(ID_FILE);
        fs::create_dir_all(bench.path("a/.stscript")).unwrap();
        // A loop cannot be read even by an administrator, to whom permissions do not matter.
        std::os::unix::fs::symlink("app-id", &file).unwrap();
        let identity = AppIdentity::in_folder(&bench.path("a"), None, &bench.path("store"));
        assert_eq!(bench.id("a", "store"), identity.by_path());
        assert!(identity.write().is_err(), "nor when it comes to be unreadable between the look and the write");
        assert_eq!(fs::read_link(&file).unwrap(), Path::new("app-id"));
        let others: Vec<_> = fs::read_dir(bench.path("a/.stscript")).unwrap().collect();
        assert_eq!(others.len(), 1, "{others:?}");
    }

    #[test]
    fn two_that_give_a_folder_its_identity_at_the_same_time_agree() {
        let bench = Bench::new();
        let ids: Vec<Fingerprint> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| AppIdentity::in_folder(&bench.path("a"), None, &bench.path("store")).of_writer())
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }
}
