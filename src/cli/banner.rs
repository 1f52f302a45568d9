//! What is printed when the app can be visited.

use std::net::{IpAddr, SocketAddr};

use super::terminal::Style;

/// What is printed when the app can be visited. `taken` is the usual port, where something else listens on it; `outward` is
/// the machine's address in its network.
pub(super) fn banner(bound: SocketAddr, taken: Option<u16>, outward: Option<IpAddr>, style: Style) -> String {
    let port = bound.port();
    let mut lines = String::from("\n");
    lines.extend(["  ", &style.blue("You can now view your stscript app in your browser."), "\n"]);
    lines.push('\n');
    let mut line = |text: &str| lines.extend(["  ", text, "\n"]);
    if bound.ip().is_unspecified() {
        line(&format!("Local URL: {}", style.bold(&format!("http://localhost:{port}"))));
        if let Some(outward) = outward {
            let url = format!("http://{}", SocketAddr::new(outward, port));
            line(&format!("Network URL: {}", style.bold(&url)));
        }
    } else if bound.ip().is_loopback() {
        line(&format!("Local URL: {}", style.bold(&local_url(bound))));
    } else {
        line(&format!("URL: {}", style.bold(&format!("http://{bound}"))));
    }
    if let Some(taken) = taken {
        line(&format!("Something else listens on port {taken}, so the app has port {port}."));
    }
    lines
}

/// Where a browser on this machine finds the app.
pub(super) fn local_url(bound: SocketAddr) -> String {
    let is_usual = bound.ip().is_unspecified() || bound.ip() == IpAddr::from([127, 0, 0, 1]);
    if is_usual { format!("http://localhost:{}", bound.port()) } else { format!("http://{bound}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_names_the_addresses_that_lead_here() {
        let outward = Some("192.0.2.2".parse().unwrap());
        let shown = |bound: &str, outward| banner(bound.parse().unwrap(), None, outward, Style::plain());
        assert_eq!(
            shown("0.0.0.0:8501", outward),
            "\n  You can now view your stscript app in your browser.\n\n  Local URL: http://localhost:8501\n  \
             Network URL: http://192.0.2.2:8501\n"
        );
        assert!(!shown("[::]:8501", None).contains("Network"));
        assert!(!shown("127.0.0.1:8501", outward).contains("Network"));
        let moved = banner("[::]:8502".parse().unwrap(), Some(8501), None, Style::plain());
        assert!(moved.ends_with("  Something else listens on port 8501, so the app has port 8502.\n"), "{moved}");
        assert!(shown("192.0.2.2:80", outward).contains("  URL: http://192.0.2.2:80\n"));
    }
}
