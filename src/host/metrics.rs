//! The numbers of an app, in the text formats that Prometheus reads.
//!
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>: version 0.0.4, or OpenMetrics for those who ask for it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{App, response};
use crate::cache::{CacheStats, Counters, Kind, RemovalCause};
use crate::protocol::Toolbar;
use crate::script::ThreadFigures;

const PLAIN: &str = "text/plain; version=0.0.4; charset=utf-8";
const OPEN: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) async fn metrics(State(app): State<App>, headers: HeaderMap) -> Response {
    let accepts = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let is_open = accepts.is_some_and(|accept| accept.contains("application/openmetrics-text"));
    let inner = app.inner();
    let host = [
        (
            "stscript_sessions",
            "Sessions, those of pages that have lost their connection included.",
            inner.sessions.sessions() as u64,
        ),
        ("stscript_pages_connected", "Pages that are connected.", inner.sessions.connected() as u64),
    ];
    let memory = inner.sessions.memory();
    let mut out = Exposition { text: String::new(), is_open };
    for (name, help, value) in host {
        out.family(name, "gauge", help);
        out.sample(name, "", value);
    }
    let gauges = [
        (
            "stscript_sessions_bytes",
            "Approximate bytes that sessions keep: values, widgets, what pages show.",
            Some(memory.bytes),
        ),
        (
            "stscript_sessions_payload_bytes",
            "Bytes of the tables that pages show; the same content counts once.",
            Some(memory.payloads),
        ),
        ("stscript_sessions_budget_bytes", "What both together may be.", memory.budget),
        (
            "process_resident_memory_bytes",
            "Resident memory of the process.",
            memory_stats::memory_stats().map(|stats| stats.physical_mem as u64),
        ),
    ];
    for (name, help, value) in gauges {
        if let Some(value) = value {
            out.family(name, "gauge", help);
            out.sample(name, "", value);
        }
    }
    out.counter("stscript_sessions_shed", "Sessions without a page that have ended because of the budget.");
    out.sample("stscript_sessions_shed_total", "", memory.shed);
    out.counter("stscript_runs", "Script runs that have begun.");
    out.sample("stscript_runs_total", "", inner.environment.runs());
    out.runs(&inner.sessions.runs());
    out.cache(&inner.environment.cache().stats());
    out.answer()
}

/// The figures of the caches, for the pages of developers, wherever the metrics are.
pub(super) async fn caches(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if app.inner().toolbar.of(&parts) != Toolbar::Developer {
        return response::text(StatusCode::FORBIDDEN, "These figures are for the app's developers.\n");
    }
    let mut out = Exposition { text: String::new(), is_open: false };
    out.cache(&app.inner().environment.cache().stats());
    out.answer()
}

struct Exposition {
    text: String,
    is_open: bool,
}

/// One number of all cached functions.
struct Count {
    name: &'static str,
    help: &'static str,
    of: fn(&Counters) -> f64,
}

const COUNTS: [Count; 8] = [
    Count { name: "hits", help: "Calls that got a fresh value from the cache.", of: |c| c.hits as f64 },
    Count { name: "storage_hits", help: "Hits that were read from storage.", of: |c| c.storage_hits as f64 },
    Count {
        name: "shared_computations",
        help: "Hits that waited for another run's computation.",
        of: |c| c.shared_computations as f64,
    },
    Count { name: "misses", help: "Calls that had to compute.", of: |c| c.misses as f64 },
    Count { name: "stale", help: "Calls that got a value past its ttl.", of: |c| c.stale as f64 },
    Count { name: "refreshes", help: "Background refreshes begun.", of: |c| c.refreshes as f64 },
    Count {
        name: "failed_refreshes",
        help: "Background refreshes that ended without a value.",
        of: |c| c.failed_refreshes as f64,
    },
    Count {
        name: "compute_seconds",
        help: "Time spent computing the values that were stored.",
        of: |c| c.compute_time.as_secs_f64(),
    },
];

impl Exposition {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// OpenMetrics names the family of a counter without the `_total` of its samples.
    fn counter(&mut self, name: &str, help: &str) {
        let suffix = if self.is_open { "" } else { "_total" };
        self.family(&format!("{name}{suffix}"), "counter", help);
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.text, "{name}{labels} {value}");
    }

    fn runs(&mut self, runs: &ThreadFigures) {
        let gauges = [
            ("in_progress", "Script runs that go on, those that wait for something included.", runs.running),
            ("waiting", "Script runs that wait for a thread, because `server.max-runs` others go on.", runs.waiting),
            ("threads", "Threads for script runs, those included that linger for the next run.", runs.threads),
            ("max", "The most script runs that can go on: `server.max-runs`.", runs.bound),
        ];
        for (name, help, value) in gauges {
            let family = format!("stscript_runs_{name}");
            self.family(&family, "gauge", help);
            self.sample(&family, "", value);
        }
        let family = "stscript_runs_longest_wait_seconds";
        self.family(family, "gauge", "How long the first of the runs that wait for a thread has waited.");
        self.sample(family, "", runs.longest_wait.as_secs_f64());
    }

    fn cache(&mut self, stats: &CacheStats) {
        let functions = by_name(stats);
        for Count { name, help, of } in COUNTS {
            let family = format!("stscript_cache_{name}");
            self.counter(&family, help);
            for (labels, function) in &functions {
                self.sample(&format!("{family}_total"), &format!("{{{labels}}}"), of(&function.counters));
            }
            let family = format!("stscript_cache_all_{name}");
            self.counter(&family, &format!("{help} All functions, those that are gone included."));
            self.sample(&format!("{family}_total"), "", of(&stats.counters));
        }
        let family = "stscript_cache_evictions";
        self.counter(family, "Values that have left the cache, by cause.");
        for (labels, function) in &functions {
            for cause in RemovalCause::ALL {
                let labels = format!("{{{labels},cause=\"{}\"}}", cause.name());
                self.sample(&format!("{family}_total"), &labels, function.counters.evictions(cause));
            }
        }
        self.gauge("entries", "Values in memory.", &functions, stats.entries, |f| f.entries);
        self.gauge("bytes", "Their serialised bytes.", &functions, stats.bytes, |f| f.bytes);
        self.gauge("memory_bytes", "Their approximate bytes in memory.", &functions, stats.memory, |f| f.memory);
        let family = "stscript_cache_oldest_seconds";
        self.family(family, "gauge", "The age of the oldest value.");
        for (labels, function) in &functions {
            if let Some(oldest) = function.oldest {
                self.sample(family, &format!("{{{labels}}}"), oldest.as_secs_f64());
            }
        }
    }

    fn gauge(&mut self, name: &str, help: &str, functions: &BTreeMap<String, Named>, all: u64, of: fn(&Named) -> u64) {
        let family = format!("stscript_cache_{name}");
        self.family(&family, "gauge", help);
        for (labels, function) in functions {
            self.sample(&family, &format!("{{{labels}}}"), of(function));
        }
        let family = format!("stscript_cache_all_{name}");
        self.family(&family, "gauge", &format!("{help} All functions."));
        self.sample(&family, "", all);
    }

    fn answer(mut self) -> Response {
        if self.is_open {
            self.text.push_str("# EOF\n");
        }
        let kind = HeaderValue::from_static(if self.is_open { OPEN } else { PLAIN });
        let headers = [
            (CONTENT_TYPE, kind),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        (headers, self.text).into_response()
    }
}

/// What the samples of one label tell.
#[derive(Default)]
struct Named {
    counters: Counters,
    entries: u64,
    bytes: u64,
    memory: u64,
    oldest: Option<Duration>,
}

fn labels(kind: Kind, name: &str) -> String {
    let name = name.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("function=\"{name}\",kind=\"{}\"", kind.name())
}

/// The functions that there are, and those that are gone, by their labels: versions of one function that are in memory
/// together are one series, and what a counter has counted once, it keeps.
fn by_name(stats: &CacheStats) -> BTreeMap<String, Named> {
    let mut named: BTreeMap<String, Named> = BTreeMap::new();
    for function in &stats.functions {
        let known = named.entry(labels(function.kind, &function.name)).or_default();
        known.counters.add(&function.counters);
        known.entries += function.entries;
        known.bytes += function.bytes;
        known.memory += function.memory;
        known.oldest = known.oldest.max(function.oldest);
    }
    for gone in &stats.gone {
        named.entry(labels(gone.kind, &gone.name)).or_default().counters.add(&gone.counters);
    }
    named
}
