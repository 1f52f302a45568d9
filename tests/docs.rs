//! Every Rhai example of the pages runs, and those that show an error end in it. Their Rust examples are doctests of
//! `src/lib.rs`.

use stscript::HostModule;
use stscript::testing::AppTest;

const PAGES: [(&str, &str, usize); 4] = [
    ("README.md", include_str!("../README.md"), 1),
    ("caching.md", include_str!("../docs/caching.md"), 15),
    ("embedding.md", include_str!("../docs/embedding.md"), 1),
    ("guide.md", include_str!("../docs/guide.md"), 10),
];

/// The `rhai` blocks of a page: the line they begin at, what stands behind `rhai`, and the script.
fn examples(page: &str) -> Vec<(usize, String, String)> {
    let mut examples = Vec::new();
    let mut open: Option<(usize, String, String)> = None;
    for (number, line) in page.lines().enumerate() {
        match &mut open {
            Some(_) if line == "```" => examples.extend(open.take()),
            Some((.., script)) => script.extend([line, "\n"]),
            None => {
                open = line.strip_prefix("```rhai").map(|rest| (number + 1, rest.trim().to_owned(), String::new()));
            }
        }
    }
    examples
}

#[test]
fn every_example_of_the_pages_runs() {
    let folder = tempfile::tempdir().unwrap();
    // That of the guide's page on data.
    let sales = "country,city,price\nNorway,Oslo,1.5\nNorway,Bergen,2\nItaly,Rome,3\n";
    std::fs::write(folder.path().join("sales.csv"), sales).unwrap();
    for (page, text, least) in PAGES {
        let examples = examples(text);
        assert!(examples.len() >= least, "{page} has {} examples", examples.len());
        for (line, says, script) in examples {
            let mut host = HostModule::default();
            // The service of `embedding.md` has it.
            host.function("orders_today", || 42_i64);
            let app = AppTest::builder(folder.path().join("app.rhai"))
                .text(&script)
                .register(|module| *module = host)
                .build();
            let mut app = app.unwrap_or_else(|error| panic!("{page}:{line}: {error:#}"));
            // The second run finds what the first has kept.
            for _ in 0..2 {
                app.run();
                match (says.strip_prefix("error "), app.error()) {
                    (None, None) => {}
                    (None, Some(error)) => panic!("{page}:{line}: {error:#}"),
                    (Some(title), Some(error)) => {
                        assert!(error.to_string().starts_with(title), "{page}:{line}: {error:#}");
                    }
                    (Some(title), None) => panic!("{page}:{line}: no {title}"),
                }
            }
        }
    }
}
