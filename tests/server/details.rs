//! What pages see of errors.

use std::sync::Arc;

use rhai::Map;
use stscript::ErrorDetails;
use stscript::cache::storage::MemoryStorage;

use crate::support::{Folder, serve};

const DETAILS: [ErrorDetails; 3] = [ErrorDetails::Full, ErrorDetails::Type, ErrorDetails::None];

/// The cards that the page of a script gets.
async fn cards(script: &str, details: ErrorDetails) -> Vec<Map> {
    let folder = Folder::new(script);
    let app = folder.app().no_cache_dir().error_details(details).function("fetch", || -> i64 { panic!("secret") });
    let host = serve(app.build().unwrap().router()).await;
    let drawn = host.page().await.run().await;
    drawn.into_iter().filter(|element| element["kind"].clone().into_string().unwrap() == "exception").collect()
}

fn check(card: &Map, details: ErrorDetails, kind: &str) {
    let text = |name: &str| card[name].clone().into_string().unwrap();
    let everything = format!("{card:?}");
    match details {
        ErrorDetails::Full => assert!(everything.contains("secret"), "{everything}"),
        _ => {
            let none = if card.contains_key("is_warning") { "Warning" } else { "Error" };
            assert_eq!(text("type"), if details == ErrorDetails::Type { kind } else { none });
            assert!(!everything.contains("secret") && !everything.contains("app.rhai"), "{everything}");
            assert!(text("message").contains("in its log"));
            for hidden in ["hint", "file", "line", "column", "excerpt", "frames"] {
                assert!(!card.contains_key(hidden), "{hidden} in {everything}");
            }
        }
    }
}

#[tokio::test]
async fn errors_of_the_script_and_of_the_host_are_shown_as_far_as_is_set() {
    for (script, kind) in [
        ("fn deep() { throw \"secret\"; } deep();", "Error"),
        ("let secret = 1 / 0;", "ScriptError"),
        ("st.secret();", "NameError"),
        ("fetch();", "HostError"),
        ("throw #{ type: \"SecretTypes\", message: \"secret\", hint: \"secret\" };", "SecretTypes"),
        ("fn secret() { st.checkbox(\"a\"); } let f = memo(secret); f();", "CachedStFunctionWarning"),
    ] {
        for details in DETAILS {
            let cards = cards(script, details).await;
            assert_eq!(cards.len(), 1, "{script}");
            check(&cards[0], details, kind);
        }
    }
}

#[tokio::test]
async fn what_the_script_shows_itself_is_shown_as_it_is() {
    for script in [
        "st.exception(\"secret\");",
        "try { throw #{ type: \"T\", message: \"secret\" }; } catch (e) { st.write(e); st.exception(e); }",
    ] {
        for details in DETAILS {
            for card in cards(script, details).await {
                assert!(format!("{card:?}").contains("secret"), "{script} {card:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_script_that_does_not_compile_is_told_as_far_as_is_set() {
    for details in DETAILS {
        let folder = Folder::new("let secret = ;");
        let app = folder.app().no_cache_dir().error_details(details).build().unwrap();
        let host = serve(app.router()).await;
        let card = host.page().await.until("compile_error").await["error"].clone().cast::<Map>();
        check(&card, details, "SyntaxError");
    }
}

#[tokio::test]
async fn a_card_that_was_recorded_in_full_is_played_back_as_far_as_is_set() {
    let folder = Folder::new(
        "fn secret() { st.checkbox(\"a\"); 1 } let secret = memo(secret, #{ persist: \"disk\" }); secret(); \
         st.text(secret.stats().misses);",
    );
    let storage = Arc::new(MemoryStorage::new());
    for (details, misses) in [(ErrorDetails::Full, "1"), (ErrorDetails::Type, "0"), (ErrorDetails::None, "0")] {
        let app = folder.app().storage(storage.clone()).error_details(details).build().unwrap();
        let host = serve(app.router()).await;
        let drawn = host.page().await.run().await;
        check(&drawn[0], details, "CachedStFunctionWarning");
        assert_eq!(drawn.last().unwrap()["body"].clone().into_string().unwrap(), misses);
    }
}
