//! Puts the page into the binary: builds `web/` with npm, compresses it, and writes a table of `include_bytes!`.
//!
//! - `STSCRIPT_WEB_DIST=FOLDER` takes a page that was built elsewhere.
//! - `STSCRIPT_WEB=skip` takes a placeholder, for a quick `cargo check`.
//! - In a git checkout the page is built from `web/`, which needs Node.js.
//! - The published crate carries the built page in `web-dist/`, and needs no Node.js.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};
use std::time::SystemTime;
use std::{env, fmt::Write as _};

/// What Vite asks for.
const OLDEST_NODE: (u32, u32) = (20, 19);

const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>stscript</title>\
<p>This stscript was built without its page (<code>STSCRIPT_WEB=skip</code>). \
Build it again without that variable.</p></html>";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=STSCRIPT_WEB");
    println!("cargo::rerun-if-env-changed=STSCRIPT_WEB_DIST");
    if env::var_os("CARGO_FEATURE_SERVER").is_none() {
        return;
    }
    let root = path_of("CARGO_MANIFEST_DIR");
    let out = path_of("OUT_DIR");
    let dist = if let Some(given) = env::var_os("STSCRIPT_WEB_DIST") {
        let given = PathBuf::from(given);
        if !given.join("index.html").is_file() {
            fail(&format!("STSCRIPT_WEB_DIST: there is no {}.", given.join("index.html").display()));
        }
        println!("cargo::rerun-if-changed={}", given.display());
        given
    } else if env::var("STSCRIPT_WEB").is_ok_and(|value| value == "skip") {
        placeholder(&out)
    } else if root.join("web/package.json").is_file() {
        build(&root.join("web"), &out)
    } else if root.join("web-dist/index.html").is_file() {
        println!("cargo::rerun-if-changed=web-dist");
        root.join("web-dist")
    } else {
        fail("neither web/ (a git checkout) nor web-dist/ (the published crate) is there to take the page from.");
    };
    write_table(&dist, &out);
}

fn path_of(variable: &str) -> PathBuf {
    env::var_os(variable).map(PathBuf::from).unwrap_or_default()
}

fn fail(reason: &str) -> ! {
    println!("cargo::error=The page cannot be put into stscript: {reason}");
    exit(1)
}

fn placeholder(out: &Path) -> PathBuf {
    let dist = out.join("web-placeholder");
    write(&dist.join("index.html"), PLACEHOLDER.as_bytes());
    dist
}

/// Builds the page with npm, one build script at a time.
fn build(web: &Path, out: &Path) -> PathBuf {
    let sources = sources(web);
    for source in &sources {
        println!("cargo::rerun-if-changed={}", source.display());
    }
    let dist = out.join("web-dist");
    let stamp = out.join("web-dist.stamp");
    let now = stamp_of(&sources);
    // Only touched, for example by a change of branch and back.
    if dist.join("index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|then| then == now) {
        return dist;
    }
    require_node();
    let _lock = lock(web);
    if stale(&web.join("node_modules/.package-lock.json"), &web.join("package-lock.json")) {
        npm(web, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    }
    let to = dist.to_string_lossy();
    npm(web, &["run", "build", "--", "--outDir", &to, "--emptyOutDir"]);
    write(&stamp, now.as_bytes());
    dist
}

/// The files that the page is built from: not its tests, not what only development uses.
fn sources(web: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"]
            .iter()
            .map(|name| web.join(name))
            .filter(|path| path.is_file())
            .collect();
    for folder in ["src", "build", "public"] {
        walk(&web.join(folder), &mut |path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_test =
                name.contains(".test.") || path.strip_prefix(web).is_ok_and(|path| path.starts_with("src/testing"));
            if !is_test {
                files.push(path.to_owned());
            }
        });
    }
    files.sort();
    files
}

fn stamp_of(sources: &[PathBuf]) -> String {
    let mut hasher = DefaultHasher::new();
    for source in sources {
        source.hash(&mut hasher);
        fs::read(source).unwrap_or_default().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn require_node() {
    let (major, minor) = OLDEST_NODE;
    let wanted = format!(
        "Install Node.js {major}.{minor} or newer (https://nodejs.org), or set STSCRIPT_WEB_DIST to a built page, or STSCRIPT_WEB=skip to do without one."
    );
    let Ok(output) = Command::new("node").arg("--version").output() else {
        fail(&format!("`node` was not found, and the page is built with it. {wanted}"));
    };
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let mut parts = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let have = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if have < OLDEST_NODE {
        fail(&format!("Node.js {version} is too old. {wanted}"));
    }
}

/// Two build scripts, of a debug and of a release build, must not install packages at the same time.
fn lock(web: &Path) -> Option<File> {
    let mut hasher = DefaultHasher::new();
    web.canonicalize().ok()?.hash(&mut hasher);
    let path = env::temp_dir().join(format!("stscript-web-{:016x}.lock", hasher.finish()));
    let file = File::create(path).ok()?;
    file.lock().ok()?;
    Some(file)
}

fn stale(made: &Path, from: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    !made.is_file() || time(made) < time(from)
}

fn npm(web: &Path, arguments: &[&str]) {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = match Command::new(program).args(arguments).current_dir(web).output() {
        Ok(output) => output,
        Err(error) => fail(&format!("`{program}` cannot be started: {error}. It comes with Node.js.")),
    };
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stdout));
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        fail(&format!("`npm {}` in {} failed; its output is above.", arguments.join(" "), web.display()));
    }
}

/// Compresses every file and writes `assets.rs`: the table that `host/assets.rs` includes.
fn write_table(dist: &Path, out: &Path) {
    let quality = if env::var("PROFILE").is_ok_and(|profile| profile == "release") { 9 } else { 5 };
    let packed = out.join("web-packed");
    let _ = fs::remove_dir_all(&packed);
    let mut files = Vec::new();
    walk(dist, &mut |path| {
        if let Ok(relative) = path.strip_prefix(dist) {
            let parts = relative.components().map(|part| part.as_os_str().to_string_lossy());
            files.push((parts.collect::<Vec<_>>().join("/"), path.to_owned()));
        }
    });
    // By their addresses: the host searches them.
    files.sort();
    let mut table = String::from("&[\n");
    for (name, file) in files {
        // Vite's manifest is for the budget, not for browsers.
        if name.starts_with('.') {
            continue;
        }
        let content = fs::read(&file).unwrap_or_else(|error| fail(&format!("{}: {error}", file.display())));
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let compressed = !matches!(file.extension().and_then(|e| e.to_str()), Some("woff2" | "png" | "jpg" | "webp"));
        let target = packed.join(&name);
        if compressed {
            write(&target, &compress(&content, quality));
        } else {
            write(&target, &content);
        }
        let _ = writeln!(
            table,
            "    Embedded {{ path: {name:?}, hash: {:?}, compressed: {compressed}, bytes: include_bytes!({:?}) }},",
            format!("{:016x}", hasher.finish()),
            target.display().to_string(),
        );
    }
    table.push_str("]\n");
    write(&out.join("assets.rs"), table.as_bytes());
}

fn compress(content: &[u8], quality: u32) -> Vec<u8> {
    let mut packed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, quality, 22);
        if let Err(error) = writer.write_all(content) {
            fail(&error.to_string());
        }
    }
    packed
}

fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, each);
        } else {
            each(&path);
        }
    }
}

fn write(path: &Path, content: &[u8]) {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    if let Err(error) = made.and_then(|()| fs::write(path, content)) {
        fail(&format!("{}: {error}", path.display()));
    }
}
