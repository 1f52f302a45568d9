//! What the tests of this folder share.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use stscript::testing::AppTest;
use stscript::unstable::script::{Environment, Source};
use stscript::unstable::testing::app_test;
use stscript::{HostModule, Limits};

/// An environment for scripts in `base`, with host functions that fail.
pub(crate) fn environment(base: &Path, limits: Limits) -> Arc<Environment> {
    let mut host = HostModule::default();
    host.function("host_panics", |why: &str| -> () { panic!("{why}") });
    host.function("host_fails", |why: &str| -> Result<(), Box<rhai::EvalAltResult>> { Err(why.into()) });
    Environment::new(base, limits, host, vec!["one".into(), "two".into()])
}

/// A session of a script.
#[track_caller]
pub(crate) fn app(script: &str) -> AppTest {
    limited(script, Limits::default())
}

/// A session of a script with limits.
#[track_caller]
pub(crate) fn limited(script: &str, limits: Limits) -> AppTest {
    let environment = environment(Path::new("."), limits);
    let source = match Source::compile(&environment, "app.rhai", script) {
        Ok(source) => source,
        Err(error) => panic!("{error:#}"),
    };
    app_test(&environment, source)
}

/// The texts that `st.text` and `st.write` have drawn, in order.
pub(crate) fn texts(app: &AppTest) -> Vec<String> {
    let shown = app.everything().into_iter().filter(|drawn| matches!(drawn.kind, "text" | "markdown" | "caption"));
    shown.map(|drawn| drawn.text("body")).collect()
}

/// The error that the last run ended in, as a terminal shows it.
#[track_caller]
pub(crate) fn failure(app: &AppTest) -> String {
    match app.error() {
        Some(error) => format!("{error:#}"),
        None => panic!("no error; the page is\n{}", app.outline()),
    }
}

/// Runs `test` on a thread with the stack that runs have in a session.
pub(crate) fn on_deep_stack<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(stscript::unstable::script::STACK_BYTES).spawn(test);
    match thread.expect("a thread").join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// The lines `//@ …` at the head of a test app: limits that it runs under, and what is done after its first run.
#[derive(Debug, Default)]
pub(crate) struct Directives {
    pub(crate) limits: Limits,
    pub(crate) steps: Vec<(String, String)>,
}

impl Directives {
    pub(crate) fn of(text: &str) -> Self {
        let mut directives = Self::default();
        for line in text.lines().map_while(|line| line.strip_prefix("//@ ")) {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            let number = || rest.parse::<u64>().expect("a number");
            match word {
                "operations" => directives.limits.operations = number(),
                "milliseconds" => directives.limits.time = Duration::from_millis(number()),
                "megabytes" => directives.limits.memory = usize::try_from(number()).expect("fits") << 20,
                "elements" => directives.limits.elements = usize::try_from(number()).expect("fits"),
                _ => directives.steps.push((word.to_owned(), rest.to_owned())),
            }
        }
        directives
    }

    pub(crate) fn perform(&self, app: &mut AppTest) {
        for (word, rest) in &self.steps {
            match word.as_str() {
                "click" => {
                    app.click(rest);
                }
                "set" => {
                    let (name, value) = rest.split_once(' ').expect("a name and a value");
                    app.set(name, value.parse::<i64>().expect("an integer"));
                }
                "rerun" => {}
                other => panic!("no directive is called {other}"),
            }
        }
        if !self.steps.is_empty() {
            app.run();
        }
    }
}
