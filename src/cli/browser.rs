//! Opening a page in the person's browser.

use std::process::{Command, Stdio};

/// Opens a page in the person's browser, where there is a screen; quietly, since the banner names the address.
pub(super) fn open(url: &str) {
    let Some((program, arguments)) = opener() else {
        return;
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match started {
        // Waited for, so that it does not stay behind as a zombie.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(error) => log::debug!("no browser was opened: {program}: {error}"),
    }
}

fn opener() -> Option<(&'static str, &'static [&'static str])> {
    if cfg!(target_os = "macos") {
        return Some(("open", &[]));
    }
    if cfg!(windows) {
        return Some(("rundll32", &["url.dll,FileProtocolHandler"]));
    }
    let has_display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    has_display.then_some(("xdg-open", &[]))
}
