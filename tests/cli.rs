//! The command line, as a person uses it.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::Folder;

fn stscript(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stscript"));
    // Neither the tester's own configuration nor their screen.
    command.current_dir(folder.path("")).env("HOME", folder.path("home")).env_remove("DISPLAY");
    command.env_remove("WAYLAND_DISPLAY").env_remove("RUST_LOG").env("COLUMNS", "100");
    command
}

fn output(folder: &Folder, arguments: &[&str]) -> Output {
    stscript(folder).args(arguments).output().unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A host that is ended with the test.
struct Host {
    child: Child,
    banner: String,
    url: String,
}

impl Host {
    /// Starts a host and waits for its banner.
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut banner = String::new();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap());
        while !banner.ends_with("\n\n") || !banner.contains("URL") {
            assert!(lines.read_line(&mut banner).unwrap() > 0, "the host ended: {banner}");
        }
        let at = banner.find("http://").unwrap();
        let url = banner[at..].split_whitespace().next().unwrap().replace("localhost", "127.0.0.1");
        Self { child, banner, url }
    }

    fn health(&self) -> String {
        let mut answer = ureq::get(format!("{}/_stcore/health", self.url)).call().unwrap();
        answer.body_mut().read_to_string().unwrap()
    }

    /// Sends a signal; how the host ended, what it printed after the banner, and how long it took.
    fn end(mut self, signal: &str) -> (Option<i32>, String, Duration) {
        let begun = Instant::now();
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let code = self.child.wait().unwrap().code();
        let took = begun.elapsed();
        let mut rest = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut rest).unwrap();
        (code, rest, took)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_app_is_served_under_the_address_of_the_banner_and_ends_at_once() {
    for signal in ["-INT", "-TERM"] {
        let folder = Folder::new("st.title(\"Hello\");");
        let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0"]));
        assert!(
            host.banner.starts_with(
                "\n  You can now view your stscript app in your browser.\n\n  Local URL: http://localhost:"
            )
        );
        assert_eq!(host.health(), "ok");
        let (code, rest, took) = host.end(signal);
        assert_eq!((code, rest.as_str()), (Some(0), "  Stopped.\n\n"));
        assert!(took < Duration::from_secs(1), "{took:?}");
    }
}

#[test]
fn an_endless_script_does_not_hold_the_host() {
    let folder = Folder::new("while true { }");
    let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0"]));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let address = host.url.trim_start_matches("http://").parse().unwrap();
        let mut page = crate::support::Page::connect(address, "/_stcore/stream").await;
        page.hello(None).await;
        page.until("run_started").await;
    });
    let (code, _, took) = host.end("-INT");
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_millis(1500), "{took:?}");
}

#[cfg(all(target_os = "linux", feature = "jemalloc"))]
#[test]
fn runs_that_are_ended_for_their_memory_leave_the_process_as_it_was() {
    // Values of all sizes come from different places of the allocator.
    for script in [
        "let kept = []; let s = \"\"; s.pad(2_000, \"x\"); loop { kept.push(s + kept.len()); }",
        "let s = `0123456789`; loop { s += s; }",
        "let a = [1]; loop { a += a; }",
    ] {
        let folder = Folder::new(&format!("if st.button(\"go\") {{ {script} }}"));
        let host =
            Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0", "--runner.max-memory", "100 MB"]));
        let resident = || {
            // In pages; none is smaller than this.
            let statm = std::fs::read_to_string(format!("/proc/{}/statm", host.child.id())).unwrap();
            statm.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 4096
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let address = host.url.trim_start_matches("http://").parse().unwrap();
            let mut page = crate::support::Page::connect(address, "/_stcore/stream").await;
            page.hello(None).await;
            let button = page.run().await[0]["id"].clone().into_string().unwrap();
            let before = resident();
            for run in 1..=6 {
                let triggers = std::collections::BTreeMap::from([(button.as_str(), true)]);
                page.say(&crate::support::Say::Rerun { widgets: std::collections::BTreeMap::new(), triggers }).await;
                let finished = page.until("run_finished").await;
                assert_eq!(finished["outcome"].clone().into_string().unwrap(), "error", "{script}");
                // The page hears of the end before all of it has gone back to the system.
                let settled = std::time::Instant::now() + Duration::from_secs(10);
                while resident() >= before + before / 5 {
                    let after = resident();
                    assert!(std::time::Instant::now() < settled, "{before} bytes, after run {run} {after}: {script}");
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
        });
    }
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = Folder::new("st.title(\"Hello\");");
    let output = output(&folder, &["run", "app.rhai", "--server.port", &port]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        format!(
            "error: IoError: Port {port} is not available: something else listens on it.\n  \
             help: Stop what uses it, or choose another with `--port`; `--port 0` takes any.\n"
        )
    );
}

#[test]
fn a_port_that_was_not_asked_for_is_the_next_free_one() {
    // Whether 8501 is free depends on the machine; two hosts at once cannot both have it.
    let folder = Folder::new("st.title(\"Hello\");");
    let start = || Host::start(stscript(&folder).args(["run", "app.rhai", "--headless", "true"]));
    let (one, two) = (start(), start());
    assert_ne!(one.url, two.url);
    assert_eq!((one.health(), two.health()), ("ok".to_owned(), "ok".to_owned()));
}

#[test]
fn what_can_not_be_served_is_said_in_one_message() {
    let folder = Folder::new("st.title(\"Hello\");");
    folder.write("latin.rhai", b"st.title(\"caf\xe9\");");
    folder.write("apps/one.rhai", "");
    for (app, said) in [
        (
            "missing.rhai",
            "error: IoError: `missing.rhai` cannot be read: No such file or directory (os error 2).\n  help: Check the path, or make the file.\n",
        ),
        (
            "apps",
            "error: IoError: `apps` is a folder, not a script.\n  help: Name the script itself, such as `app.rhai`.\n",
        ),
        ("latin.rhai", "error: IoError: `latin.rhai` is not UTF-8 text (byte 13).\n  help: Save the file as UTF-8.\n"),
    ] {
        let output = output(&folder, &["run", app]);
        assert_eq!(stderr(&output), said);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{app}");
    }
}

#[test]
fn a_script_that_does_not_compile_is_served_all_the_same() {
    let folder = Folder::new("let x = ;\n");
    let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0"]));
    assert_eq!(host.health(), "ok");
    let (code, rest, _) = host.end("-INT");
    assert_eq!(code, Some(0));
    assert!(rest.contains("error: SyntaxError"), "{rest}");
    assert!(rest.contains("app.rhai:1:9") && rest.contains("heals when app.rhai is saved"), "{rest}");
}

#[test]
fn options_come_from_file_environment_and_flags_the_later_ones_winning() {
    let folder = Folder::new("st.title(ARGS[0]);");
    folder.write(".stscript/config.toml", "[server]\nport = 1\naddress = \"127.0.0.1\"\nhedless = true\n");
    let mut command = stscript(&folder);
    command.env("STSCRIPT_SERVER_PORT", "2").args(["run", "app.rhai", "--server.port", "0", "--", "--loud"]);
    let host = Host::start(&mut command);
    assert!(!host.banner.contains("Network URL"), "only this machine: {}", host.banner);
    let (_, rest, _) = host.end("-INT");
    assert!(
        rest.contains(".stscript/config.toml: there is no option `server.hedless`; did you mean `server.headless`?"),
        "{rest}"
    );
    let output = output(&folder, &["run", "app.rhai", "--server.headless", "maybe"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("--server.headless: server.headless cannot be `maybe`"), "{}", stderr(&output));
}

#[test]
fn the_tour_is_part_of_the_program() {
    let folder = Folder::new("");
    let host = Host::start(stscript(&folder).args(["hello", "--port", "0", "--headless", "true"]));
    assert_eq!(host.health(), "ok");
}

#[test]
fn what_a_script_prints_goes_to_the_log_with_its_place() {
    let printed = [
        ("1", "1"),
        ("1.5", "1.5"),
        ("true", "true"),
        ("'c'", "c"),
        ("()", "()"),
        ("\"text\"", "text"),
        ("`${1 + 1} rows`", "2 rows"),
        ("[1, \"a\"]", "[1, \"a\"]"),
        ("#{ a: 1 }", "#{\"a\": 1}"),
        ("blob(2)", "[0000]"),
        ("0..3", "0..3"),
        ("timestamp()", "<timestamp>"),
        ("Fn(\"f\")", "Fn(f)"),
    ];
    let script: String = printed.iter().map(|(value, _)| format!("print({value}); debug({value});\n")).collect();
    let folder = Folder::new(&(script + "print(); debug();\n"));
    let host = Host::start(stscript(&folder).args([
        "run",
        "app.rhai",
        "--server.headless",
        "true",
        "--server.port",
        "0",
        "--log-level",
        "debug",
    ]));
    visit(&host);
    let (_, log, _) = host.end("-INT");
    for (line, (value, shown)) in printed.iter().enumerate() {
        let place = format!("app.rhai:{}: ", line + 1);
        let lines: Vec<&str> = log.lines().filter(|logged| logged.contains(&place)).collect();
        assert_eq!(lines.len(), 2, "print({value}) and debug({value}): {lines:?} of\n{log}");
        assert!(lines[0].contains("INFO") && lines[0].ends_with(&format!("{place}{shown}")), "{}", lines[0]);
        assert!(lines[1].contains("DEBUG"), "{}", lines[1]);
    }
    assert_eq!(log.matches(&format!("app.rhai:{}: ", printed.len() + 1)).count(), 2, "{log}");
}

/// The status of an answer to a request with these headers.
fn status(url: &str, headers: &[(&str, &str)]) -> u16 {
    let mut request = ureq::get(url).config().http_status_as_error(false).build();
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.call().unwrap().status().as_u16()
}

#[test]
fn a_host_that_is_not_the_apps_is_refused_and_told_once() {
    let folder = Folder::new("st.title(\"Hello\");");
    let arguments = ["run", "app.rhai", "--port", "0", "--server.allowed-hosts", "data.example.com,*.apps.example.com"];
    let host = Host::start(stscript(&folder).args(arguments));
    let health = format!("{}/_stcore/health", host.url);
    let status = |name: &str| status(&health, &[("host", name)]);
    let machine = gethostname();
    for name in ["localhost:1", "data.example.com", "x.apps.example.com", "[::1]", &machine, &format!("{machine}:80")] {
        assert_eq!(status(name), 200, "{name}");
    }
    for _ in 0..3 {
        assert_eq!(status("evil.example"), 403);
    }
    assert_eq!(status("other.example"), 403);
    let (_, rest, _) = host.end("-INT");
    assert_eq!(rest.matches("Requests for the host `evil.example` are refused").count(), 1, "{rest}");
    assert_eq!(rest.matches("--server.allowed-hosts other.example").count(), 1, "{rest}");
}

fn gethostname() -> String {
    let output = Command::new("uname").arg("-n").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn localhost_keeps_the_app_to_this_machine() {
    let folder = Folder::new("st.title(\"Hello\");");
    let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0", "--server.address", "localhost"]));
    assert!(
        host.banner.contains("Local URL: http://localhost:") && !host.banner.contains("Network"),
        "{}",
        host.banner
    );
    assert_eq!(host.health(), "ok");
    let port: u16 = host.url.rsplit(':').next().unwrap().parse().unwrap();
    // The addresses at which somebody listens on this port, as the kernel writes them.
    let mut listening = Vec::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let table = std::fs::read_to_string(table).unwrap_or_default();
        let places = table.lines().skip(1).filter_map(|line| {
            let mut fields = line.split_whitespace().skip(1);
            let (local, _, state) = (fields.next()?, fields.next()?, fields.next()?);
            let (address, at) = local.split_once(':')?;
            (state == "0A" && u16::from_str_radix(at, 16) == Ok(port)).then(|| address.to_owned())
        });
        listening.extend(places);
    }
    assert_eq!(listening, ["0100007F"]);
}

#[test]
fn metrics_are_served_where_they_are_wanted() {
    let folder = Folder::new("st.title(\"Hello\");");
    let start = |address: &str| {
        Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0", "--server.metrics-address", address]))
    };
    let mut host = start("localhost:0");
    let mut line = String::new();
    BufReader::new(host.child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
    let metrics = line[line.find("http://").unwrap()..].trim().to_owned();
    assert!(metrics.starts_with("http://127.0.0.1:") && metrics.ends_with("/metrics"), "{line}");
    assert_eq!(status(&metrics, &[]), 200);
    assert_eq!(status(&metrics, &[("host", "evil.example")]), 403);
    assert_eq!(status(&format!("{}/_stcore/metrics", host.url), &[]), 404);
    let host = start("none");
    assert_eq!(status(&format!("{}/_stcore/metrics", host.url), &[]), 404);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let failed = output(&folder, &["run", "app.rhai", "--port", "0", "--server.metrics-address", &address]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(stderr(&failed).contains(&format!("The metrics cannot be served at {address}")), "{}", stderr(&failed));
}

#[test]
fn a_page_that_floods_its_session_does_not_fill_the_log_nor_is_the_session_named_there() {
    use std::collections::BTreeMap;

    use crate::support::{Page, Say};
    let folder = Folder::new("for n in 0..300 { st.button(`${n}`, #{ key: `${n}` }); }");
    let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0"]));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let session = runtime.block_on(async {
        let address = host.url.trim_start_matches("http://").parse().unwrap();
        let mut page = Page::connect(address, "/_stcore/stream").await;
        page.hello(None).await;
        let buttons = page.run().await;
        let buttons: Vec<_> = buttons.iter().map(|button| button["id"].clone().into_string().unwrap()).collect();
        let strangers: Vec<_> = (0..40_000).map(|n| format!("w-{n}")).collect();
        for _ in 0..5 {
            let widgets = strangers.iter().map(|id| (id.as_str(), 1)).collect();
            page.say(&Say::Rerun { widgets, triggers: BTreeMap::new() }).await;
            page.run().await;
        }
        for _ in 0..20 {
            let triggers = buttons.iter().map(|id| (id.as_str(), true)).collect();
            page.say(&Say::Rerun { widgets: BTreeMap::new(), triggers }).await;
        }
        page.say(&Say::Ping).await;
        page.until("pong").await;
        page.session
    });
    let (_, rest, _) = host.end("-INT");
    let lines: Vec<_> = rest.lines().filter(|line| line.contains("WARN")).collect();
    assert_eq!(lines.iter().filter(|line| line.contains("too many values")).count(), 1, "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.contains("clicks of a page are dropped")).count(), 1, "{lines:?}");
    assert!(!rest.contains(&session), "{rest}");
}

#[test]
fn bad_frames_and_requests_of_viewers_do_not_fill_the_log() {
    use tokio_tungstenite::tungstenite::Message;
    let folder = Folder::new("st.title(\"Hello\");");
    let host =
        Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0", "--client.toolbar-mode", "viewer"]));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let address = host.url.trim_start_matches("http://").parse().unwrap();
        for number in 0..60 {
            let mut page = crate::support::Page::connect(address, "/_stcore/stream").await;
            let bad: Vec<u8> = if number % 2 == 0 { vec![0xc1] } else { b"\x81\xa4type\xa6a\nb\x1b[m".to_vec() };
            page.send(Message::Binary(bad.into())).await;
            assert_eq!(page.next().await.unwrap_err(), Some(1002));
        }
        let mut page = crate::support::Page::connect(address, "/_stcore/stream").await;
        page.hello(None).await;
        for _ in 0..60 {
            page.say(&crate::support::Say::ClearCache).await;
        }
        page.say(&crate::support::Say::Ping).await;
        page.until("pong").await;
    });
    let (_, rest, _) = host.end("-INT");
    let lines: Vec<_> = rest.lines().filter(|line| line.contains("WARN")).collect();
    assert_eq!(lines.len(), 2, "{rest}");
    assert!(lines[0].contains("The connection of a page at 127.0.0.1 is closed at its frame 1: it cannot be read"));
    assert!(lines[1].contains("A request of a page at 127.0.0.1 to clear the caches or to set run-on-save is refused"));
}

#[test]
fn what_pages_do_not_show_of_an_error_is_in_the_log() {
    for script in ["fn secret() { 1 / 0 } secret();", "let secret = ;"] {
        let folder = Folder::new(script);
        let arguments = ["run", "app.rhai", "--port", "0", "--client.show-error-details", "none"];
        let host = Host::start(stscript(&folder).args(arguments));
        if script.contains("fn") {
            visit(&host);
        }
        let (_, rest, _) = host.end("-INT");
        assert!(rest.contains("app.rhai:1:") && rest.contains("secret"), "{rest}");
    }
}

#[test]
fn an_error_of_a_callback_is_in_the_log_beside_that_of_the_script() {
    let folder =
        Folder::new("st.button(\"b\", #{ on_click: || { throw \"of the callback\"; } });\nthrow \"of the script\";");
    let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0"]));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let address = host.url.trim_start_matches("http://").parse().unwrap();
        let mut page = crate::support::Page::connect(address, "/_stcore/stream").await;
        page.hello(None).await;
        let button = page.run().await[0]["id"].clone().into_string().unwrap();
        let triggers = std::collections::BTreeMap::from([(button.as_str(), true)]);
        page.say(&crate::support::Say::Rerun { widgets: Default::default(), triggers }).await;
        page.run().await;
    });
    let (_, rest, _) = host.end("-INT");
    assert_eq!(rest.matches("Error: of the script").count(), 2, "{rest}");
    assert_eq!(rest.matches("Error: of the callback").count(), 1, "{rest}");
}

#[test]
fn help_teaches_how_it_is_used() {
    let folder = Folder::new("");
    let help = |arguments: &[&str]| String::from_utf8(output(&folder, arguments).stdout).unwrap();
    insta::assert_snapshot!("help", help(&["--help"]));
    insta::assert_snapshot!("help_run", help(&["run", "--help"]));
    assert_eq!(help(&["version"]), format!("stscript {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(help(&["--version"]), help(&["version"]));
    assert_eq!(output(&folder, &["rnu"]).status.code(), Some(2));
}

// ── stscript cache ──

const PERSISTED: &str = "\
fn helper(x) { x * 2 }
fn load(rows, _client) { helper(rows) }
let load = memo(load, #{ persist: \"disk\" });
st.text(`${load(20, 1)} ${load.stats().misses}`);";

fn cache(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let mut all = vec!["cache"];
    all.extend(arguments);
    let output = output(folder, &all);
    let text = format!("{}{}", String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output));
    (output.status.code(), text)
}

/// What the app shows in a run of a new page.
fn visit(host: &Host) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let address = host.url.trim_start_matches("http://").parse().unwrap();
        let mut page = crate::support::Page::connect(address, "/_stcore/stream").await;
        page.hello(None).await;
        crate::support::texts(&page.run().await)
    })
}

/// Serves the app for one visit.
fn serve_once(folder: &Folder) -> Vec<String> {
    let host = Host::start(stscript(folder).args(["run", "app.rhai", "--port", "0"]));
    let texts = visit(&host);
    host.end("-TERM");
    texts
}

#[test]
fn a_persisted_value_survives_a_restart_and_is_listed() {
    let folder = Folder::new(PERSISTED);
    assert_eq!(serve_once(&folder), ["40 1"]);
    assert!(folder.path(".stscript/cache").is_dir());
    assert_eq!(serve_once(&folder), ["40 0"], "the body has not run");

    let (code, text) = cache(&folder, &["stats"]);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("1 value of 1 function, "), "{text}");
    let (_, text) = cache(&folder, &["list"]);
    assert!(text.contains("rows: 20") && !text.contains("_client"), "{text}");
    let (_, text) = cache(&folder, &["list", "--json", "--app", "app.rhai"]);
    let listed: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(listed["entries"][0]["function"], "load");
    assert_eq!(listed["entries"][0]["arguments"], "rows: 20");
}

#[test]
fn explain_tells_values_that_count_from_those_of_edited_code() {
    let folder = Folder::new(PERSISTED);
    serve_once(&folder);
    let (_, text) = cache(&folder, &["explain", "app.rhai", "load", "--json"]);
    let now: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(now["key"], now["current"][0]["function_key"], "{text}");
    assert_eq!(now["parts"][0]["function"], "helper");
    assert_eq!(now["parameters"], serde_json::json!(["rows", "_client"]));
    assert!(now["earlier"].as_array().unwrap().is_empty());

    folder.write("app.rhai", PERSISTED.replace("x * 2", "/* why */ x*2"));
    let (_, text) = cache(&folder, &["explain", "app.rhai", "load"]);
    assert!(text.contains("A call with these arguments hits"), "{text}");

    folder.write("app.rhai", PERSISTED.replace("x * 2", "x * 3"));
    let (_, text) = cache(&folder, &["explain", "app.rhai", "load"]);
    assert!(text.contains("The next call misses") && text.contains("1 value of other versions"), "{text}");
    assert_eq!(serve_once(&folder), ["60 1"]);
}

#[test]
fn explain_knows_the_values_of_literal_constants() {
    let script = "const LIMIT = 3; fn load(x) { x * global::LIMIT }\n\
                  let load = memo(load, #{ persist: \"disk\" }); st.text(`${load(2)}`);";
    let folder = Folder::new(script);
    assert_eq!(serve_once(&folder), ["6"]);
    let (_, text) = cache(&folder, &["explain", "app.rhai", "load"]);
    assert!(text.contains("global::LIMIT = 3") && text.contains("x: 2"), "{text}");
    assert!(text.contains("A call with these arguments hits"), "{text}");
}

#[test]
fn explain_knows_a_closure_by_the_name_that_it_is_bound_to() {
    let script = "fn helper(x) { x * 2 }\nlet other = memo(|x| x, #{ persist: \"disk\" }); other(1);\n\
                  let load = memo(|rows| helper(rows), #{ persist: \"disk\" }); st.text(`${load(20)}`);";
    let folder = Folder::new(script);
    assert_eq!(serve_once(&folder), ["40"]);
    let (_, text) = cache(&folder, &["explain", "app.rhai", "load"]);
    assert!(text.contains("load(rows)") && text.contains("closure (app.rhai)"), "{text}");
    assert!(text.contains("helper (app.rhai)") && text.contains("rows: 20"), "{text}");
    assert!(text.contains("A call with these arguments hits") && text.contains("1 value of other closures"), "{text}");
    folder.write("app.rhai", script.replace("x * 2", "x * 3"));
    let (_, text) = cache(&folder, &["explain", "app.rhai", "load"]);
    assert!(text.contains("The next call misses"), "{text}");
}

#[test]
fn explain_follows_a_name_to_the_function_that_it_is_bound_to() {
    let script = PERSISTED.replace("let load = memo(load", "let cached = memo(load").replace("${load", "${cached");
    let folder = Folder::new(&script);
    serve_once(&folder);
    let (_, text) = cache(&folder, &["explain", "app.rhai", "cached"]);
    assert!(text.contains("cached(rows, _client)") && text.contains("A call with these arguments hits"), "{text}");
}

#[test]
fn explain_says_what_it_can_not_know() {
    let folder = Folder::new(
        "fn make() { |x| x } let orders = memo(orders_today); let a = memo(make()); fn page() { memo(|x| x) }",
    );
    let (code, text) = cache(&folder, &["explain", "app.rhai", "orders"]);
    assert_eq!(code, Some(0));
    assert!(text.contains("the name `orders_today` and the version that the program gives it"), "{text}");
    let (code, text) = cache(&folder, &["explain", "app.rhai", "a"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("What `a` caches only a run of `app.rhai` knows."), "{text}");
}

#[test]
fn a_folder_in_the_configuration_counts_from_the_app_wherever_the_command_is_called_from() {
    let outer = Folder::new("");
    outer.write("inner/app.rhai", PERSISTED);
    outer.write("inner/.stscript/config.toml", "[cache]\ndir = \"kept\"\n");
    let host = Host::start(stscript(&outer).args(["run", "inner/app.rhai", "--port", "0"]));
    assert_eq!(visit(&host), ["40 1"]);
    host.end("-TERM");
    assert!(outer.path("inner/kept").is_dir());
    let (_, text) = cache(&outer, &["explain", "inner/app.rhai", "load"]);
    assert!(text.contains("A call with these arguments hits"), "{text}");
    let (_, text) = cache(&outer, &["stats", "--app", "inner/app.rhai"]);
    assert!(text.contains("1 value of 1 function") && text.contains("inner/kept"), "{text}");
}

#[test]
fn clear_forgets_one_function_or_all() {
    let folder = Folder::new(PERSISTED);
    serve_once(&folder);
    let (_, text) = cache(&folder, &["clear", "other"]);
    assert_eq!(text, "There was nothing of `other` to clear in .stscript/cache.\n");
    let (_, text) = cache(&folder, &["clear", "load"]);
    assert_eq!(text, "Cleared one value of `load`.\n");
    let (code, text) = cache(&folder, &["stats"]);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("Nothing is kept in .stscript/cache."), "{text}");
    assert_eq!(serve_once(&folder), ["40 1"]);
}

#[test]
fn looking_at_an_empty_store_makes_no_folder() {
    let folder = Folder::new("st.title(\"Hello\");");
    for arguments in [&["stats"][..], &["list"], &["clear"]] {
        let (code, text) = cache(&folder, arguments);
        assert_eq!(code, Some(0), "{text}");
    }
    serve_once(&folder);
    assert!(!folder.path(".stscript").exists(), "no function is persisted");
}

#[test]
fn the_store_of_a_running_app_is_its_own() {
    let folder = Folder::new(PERSISTED);
    let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0"]));
    visit(&host);
    let (code, text) = cache(&folder, &["stats"]);
    assert_eq!(code, Some(1));
    assert!(
        text.starts_with("error: IoError: The store in `.stscript/cache` belongs to an app that is running."),
        "{text}"
    );
}

const TWO: &str = "\
fn load(x) { x * 2 }
let load = memo(load, #{ persist: \"disk\" });
let x = if ARGS.is_empty() { 1 } else { parse_int(ARGS[0]) };
st.text(`${load(x)} ${load.stats().misses}`);";

#[test]
fn a_second_process_on_the_same_folder_goes_without_it_and_does_the_first_no_harm() {
    let folder = Folder::new(TWO);
    let host = |x: &str| Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0", "--", x]));
    let first = host("1");
    assert_eq!(visit(&first), ["2 1"]);
    let second = host("2");
    assert_eq!(visit(&second), ["4 1"]);
    assert_eq!(visit(&second), ["4 1"], "kept in memory");
    assert_eq!(visit(&first), ["2 1"]);
    let (code, rest, _) = second.end("-TERM");
    assert_eq!(code, Some(0));
    assert_eq!(rest.matches("is in use by another process").count(), 1, "{rest}");
    assert!(rest.contains("WARN") && rest.contains("--cache-dir"), "{rest}");
    let (code, rest, _) = first.end("-TERM");
    assert_eq!((code, rest.as_str()), (Some(0), "  Stopped.\n\n"), "the first has nothing to say");

    let (_, text) = cache(&folder, &["list"]);
    assert!(text.contains("x: 1") && !text.contains("x: 2"), "{text}");
}

#[test]
fn a_second_process_takes_the_folder_over_when_the_first_has_ended() {
    let folder = Folder::new(TWO);
    let host = |x: &str| Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0", "--", x]));
    let first = host("1");
    assert_eq!(visit(&first), ["2 1"]);
    // As when a new version is started before the old one is stopped.
    let mut second = host("2");
    assert_eq!(visit(&second), ["4 1"]);
    first.end("-KILL");
    let mut log = BufReader::new(second.child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("can be used now") {
        assert!(log.read_line(&mut said).unwrap() > 0, "{said}");
    }
    // Saving the script makes a new function, with a value that nobody has kept.
    folder.write("app.rhai", TWO.replace("x * 2", "x * 3"));
    let begun = Instant::now();
    // A run that the new version ends shows nothing.
    while visit(&second).first().is_none_or(|shown| shown != "6 1") {
        assert!(begun.elapsed() < Duration::from_secs(20), "the script was saved");
    }
    second.child.stderr = Some(log.into_inner());
    second.end("-TERM");
    let (_, text) = cache(&folder, &["list"]);
    assert!(text.contains("x: 1") && text.contains("x: 2"), "{text}");
}

#[test]
fn a_damaged_store_is_set_aside_with_one_warning_and_the_app_goes_on() {
    let folder = Folder::new(PERSISTED);
    serve_once(&folder);
    folder.write(".stscript/cache/db/conf", "this is not a configuration");
    let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0"]));
    assert_eq!(visit(&host), ["40 1"]);
    let (_, rest, _) = host.end("-TERM");
    assert_eq!(rest.matches("WARN").count(), 1, "{rest}");
    assert!(rest.contains("was damaged") && rest.contains("cache.damaged-"), "{rest}");
    assert_eq!(serve_once(&folder), ["40 0"], "the new store works");
}

#[test]
fn the_store_is_where_flags_environment_and_configuration_say() {
    let folder = Folder::new(PERSISTED);
    folder.write(".stscript/config.toml", "[cache]\ndir = \"by-file\"\n");
    serve_once(&folder);
    assert!(folder.path("by-file").is_dir());
    let host = Host::start(
        stscript(&folder).env("STSCRIPT_CACHE_DIR", "by-variable").args(["run", "app.rhai", "--port", "0"]),
    );
    assert_eq!(visit(&host), ["40 1"]);
    host.end("-TERM");
    assert!(folder.path("by-variable").is_dir());
    let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0", "--cache-dir", "by-flag"]));
    assert_eq!(visit(&host), ["40 1"]);
    host.end("-TERM");
    let (_, text) = cache(&folder, &["stats", "--cache-dir", "by-flag"]);
    assert!(text.contains("1 value of 1 function") && text.contains("by-flag"), "{text}");
    assert!(!folder.path(".stscript/cache").exists());
}

#[test]
fn an_unknown_function_is_answered_with_the_nearest_name() {
    let folder = Folder::new(PERSISTED);
    let (code, text) = cache(&folder, &["explain", "app.rhai", "laod"]);
    assert_eq!(code, Some(1));
    assert_eq!(text, "error: NameError: There is no function `laod` in `app.rhai`.\n  help: Did you mean `load`?\n");
}

#[test]
fn a_persisted_ttl_is_ignored_with_a_warning_unless_it_is_made_to_hold() {
    const WARNING: &str = "The memoized function 'NAME' has a TTL that will be ignored. Persistent memo caches currently \
                           don't support TTL. To make it hold, add `persist_ttl: true` to the options of the function, \
                           or set `cache.persistent_ttl` in the configuration.";
    let script = "fn f() { 1 } let f = memo(f, #{ ttl: 60, persist: \"disk\" }); \
                  fn g() { 1 } let g = memo(g, #{ ttl: 60, persist: \"disk\" }); st.text(`${f()} ${f()} ${g()}`);";
    let warned = |arguments: &[&str]| {
        let folder = Folder::new(script);
        let host = Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0"]).args(arguments));
        visit(&host);
        visit(&host);
        let (_, rest, _) = host.end("-TERM");
        let of = |name: &str| {
            let warning = WARNING.replace("NAME", name);
            rest.lines().filter(|line| line.ends_with(&warning)).count()
        };
        (of("f"), of("g"))
    };
    assert_eq!(warned(&[]), (1, 1));
    assert_eq!(warned(&["--cache.persistent-ttl", "true"]), (0, 0));
}

#[test]
fn apps_that_share_a_cache_folder_do_not_share_values_and_a_moved_or_copied_app_keeps_its_own() {
    let folder = Folder::new("");
    let visit = |app: &str, arguments: &[&str]| {
        let script = format!("{app}/app.rhai");
        let mut all = vec!["run", &script, "--port", "0", "--cache-dir", "shared"];
        all.extend(arguments);
        let host = Host::start(stscript(&folder).args(all));
        let shown = visit(&host);
        host.end("-TERM");
        shown
    };
    let text = "fn load() { 1 }\nlet load = memo(load, #{ persist: \"disk\" });\n\
                load();\nst.text(`${load.stats().misses}`);";
    folder.write("a/app.rhai", text);
    folder.write("b/app.rhai", text);
    assert_eq!(visit("a", &[]), ["1"]);
    assert_eq!(visit("b", &[]), ["1"], "another app");
    assert_eq!(visit("a", &[]), ["0"]);
    std::fs::rename(folder.path("a"), folder.path("moved")).unwrap();
    assert_eq!(visit("moved", &[]), ["0"]);
    folder.write("a/app.rhai", text);
    assert_eq!(visit("a", &[]), ["1"], "a new app where the other was");
    // A release in a fresh folder that is given the name of the app.
    for (release, misses) in [("releases/1", "1"), ("releases/2", "0")] {
        folder.write(&format!("{release}/app.rhai"), text);
        assert_eq!(visit(release, &["--cache.app-id", "sales"]), [misses]);
    }

    let entries = |arguments: &[&str]| {
        let mut all = vec!["list", "--json", "--cache-dir", "shared"];
        all.extend(arguments);
        let listed: serde_json::Value = serde_json::from_str(&cache(&folder, &all).1).unwrap();
        listed["entries"].as_array().unwrap().len()
    };
    assert_eq!(entries(&[]), 4, "of all apps");
    assert_eq!(entries(&["--app", "moved/app.rhai"]), 1);
    assert_eq!(entries(&["--app-id", "sales"]), 1);
    let (_, text) = cache(&folder, &["explain", "b/app.rhai", "load", "--cache-dir", "shared"]);
    assert!(text.contains("hits, any other misses") && !text.contains("other versions"), "{text}");
    let (_, text) = cache(&folder, &["clear", "--app", "b/app.rhai", "--cache-dir", "shared"]);
    assert_eq!(text, "Cleared one value.\n");
    assert_eq!(entries(&[]), 3);
}

#[test]
fn a_store_that_was_overwritten_with_garbage_is_one_line_and_no_trace() {
    for (ended, files) in [("-TERM", &["db/db"][..]), ("-KILL", &["db/db"]), ("-KILL", &["db/db", "db/conf", "tally"])]
    {
        let folder = Folder::new(PERSISTED);
        let start =
            || Host::start(stscript(&folder).args(["run", "app.rhai", "--port", "0"]).env("RUST_BACKTRACE", "1"));
        let host = start();
        assert_eq!(visit(&host), ["40 1"]);
        host.end(ended);
        for file in files {
            let length = std::fs::read(folder.path(".stscript/cache").join(file)).unwrap().len();
            let garbage: Vec<u8> = (0..length).map(|n| (n * 7919 % 251) as u8).collect();
            folder.write(&format!(".stscript/cache/{file}"), garbage);
        }
        let host = start();
        assert_eq!(visit(&host), ["40 1"]);
        let (_, rest, _) = host.end("-TERM");
        assert_eq!(rest.matches("WARN").count(), 1, "{ended} {files:?}: {rest}");
        assert!(rest.contains("was damaged") && rest.contains("cache.damaged-"), "{ended} {files:?}: {rest}");
        assert!(!rest.contains("panicked") && !rest.contains("backtrace"), "{ended} {files:?}: {rest}");
        assert_eq!(serve_once(&folder), ["40 0"], "the new store works");
    }
}
