//! Every example of `docs/caching.md` runs, and those that show an error end in it.

use stscript::testing::AppTest;

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
fn every_example_of_the_caching_guide_runs() {
    let page = include_str!("../docs/caching.md");
    let examples = examples(page);
    assert!(examples.len() > 15);
    for (line, says, script) in examples {
        let mut app = AppTest::from_script(&script).unwrap_or_else(|error| panic!("line {line}: {error:#}"));
        // The second run finds what the first has kept.
        for _ in 0..2 {
            app.run();
            match (says.strip_prefix("error "), app.error()) {
                (None, None) => {}
                (None, Some(error)) => panic!("line {line}: {error:#}"),
                (Some(title), Some(error)) => {
                    assert!(error.to_string().starts_with(title), "line {line}: {error:#}");
                }
                (Some(title), None) => panic!("line {line}: no {title}"),
            }
        }
    }
}
