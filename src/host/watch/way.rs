//! The way to a file: every name that looking up its path passes, with the links on it followed.
//!
//! A file can change by what stands under any of these names: a folder that is replaced, a link that is pointed
//! elsewhere, a name that did not exist before. Nothing here touches the file system: what stands under a name is asked
//! of the caller.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// As many as Linux follows in one path.
const MOST_LINKS: usize = 40;

/// What stands under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    FileOrFolder,
    /// With what the link says, relative to the folder that it is in.
    Link(PathBuf),
    Nothing,
}

/// What stands under a name of the file system.
pub(super) fn found(name: &Path) -> Found {
    match std::fs::read_link(name) {
        Ok(target) => Found::Link(target),
        Err(_) if std::fs::symlink_metadata(name).is_ok() => Found::FileOrFolder,
        Err(_) => Found::Nothing,
    }
}

/// The names on the way to `path`, which is absolute, in the order of the look-up. The folder of each is free of links;
/// the way ends at a name under which there is nothing.
pub(super) fn way(path: &Path, found: impl Fn(&Path) -> Found) -> Vec<PathBuf> {
    let mut names = Vec::new();
    let mut folder = PathBuf::new();
    let mut links = 0;
    let mut rest = parts(path);
    while let Some(part) = rest.pop() {
        match part {
            Part::Root(root) => folder = root,
            Part::Up => drop(folder.pop()),
            Part::Name(name) => {
                let name = folder.join(name);
                match found(&name) {
                    Found::FileOrFolder => folder.clone_from(&name),
                    Found::Link(target) => {
                        links += 1;
                        if links <= MOST_LINKS {
                            rest.extend(parts(&target));
                        } else {
                            rest.clear();
                        }
                    }
                    Found::Nothing => rest.clear(),
                }
                names.push(name);
            }
        }
    }
    names
}

enum Part {
    Root(PathBuf),
    Up,
    Name(OsString),
}

/// The parts of a path, the last one first.
fn parts(path: &Path) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut root = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Prefix(_) => root.push(component),
            Component::RootDir => {
                root.push(component);
                parts.push(Part::Root(root.clone()));
            }
            Component::CurDir => {}
            Component::ParentDir => parts.push(Part::Up),
            Component::Normal(name) => parts.push(Part::Name(name.to_owned())),
        }
    }
    parts.reverse();
    parts
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// The way to a path where all names exist, except these, and some are links.
    fn names(path: &str, links: &[(&str, &str)], missing: &[&str]) -> Vec<String> {
        let found = |name: &Path| {
            if missing.iter().any(|missing| name == Path::new(missing)) {
                return Found::Nothing;
            }
            let link = links.iter().find(|(from, _)| name == Path::new(from));
            link.map_or(Found::FileOrFolder, |(_, to)| Found::Link(to.into()))
        };
        way(Path::new(path), found).into_iter().map(|name| name.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn every_folder_above_a_file_is_on_the_way() {
        assert_eq!(names("/srv/app/app.rhai", &[], &[]), ["/srv", "/srv/app", "/srv/app/app.rhai"]);
        assert_eq!(names("/srv/./app/../b.rhai", &[], &[]), ["/srv", "/srv/app", "/srv/b.rhai"]);
    }

    #[test]
    fn a_link_is_on_the_way_and_so_is_where_it_leads() {
        let links = [("/srv/current", "releases/2")];
        assert_eq!(
            names("/srv/current/app.rhai", &links, &[]),
            ["/srv", "/srv/current", "/srv/releases", "/srv/releases/2", "/srv/releases/2/app.rhai"]
        );
        let links = [("/a", "/b/../c"), ("/c/app.rhai", "../d/e.rhai")];
        assert_eq!(names("/a/app.rhai", &links, &[]), ["/a", "/b", "/c", "/c/app.rhai", "/d", "/d/e.rhai"]);
    }

    #[test]
    fn the_files_of_a_config_map_are_two_links_away() {
        let links = [("/etc/app/app.rhai", "..data/app.rhai"), ("/etc/app/..data", "..2024_01")];
        assert_eq!(
            names("/etc/app/app.rhai", &links, &[]),
            [
                "/etc",
                "/etc/app",
                "/etc/app/app.rhai",
                "/etc/app/..data",
                "/etc/app/..2024_01",
                "/etc/app/..2024_01/app.rhai"
            ]
        );
    }

    #[test]
    fn the_way_ends_where_there_is_nothing() {
        assert_eq!(names("/srv/app/lib/a.rhai", &[], &["/srv/app"]), ["/srv", "/srv/app"]);
        let dangling = [("/srv/current", "releases/2")];
        assert_eq!(
            names("/srv/current/app.rhai", &dangling, &["/srv/releases"]),
            ["/srv", "/srv/current", "/srv/releases"]
        );
    }

    #[test]
    fn links_in_a_circle_come_to_an_end() {
        let circle = [("/a", "b"), ("/b", "a")];
        assert!(names("/a/app.rhai", &circle, &[]).len() <= MOST_LINKS + 1);
    }
}
