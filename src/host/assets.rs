//! The page's files, as the build script has put them into the binary.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;

use super::encoding::{Encoding, gzip, inflate};
use super::response;

/// One file in the binary.
struct Embedded {
    path: &'static str,
    hash: &'static str,
    /// Whether `bytes` are brotli.
    compressed: bool,
    bytes: &'static [u8],
}

const EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One file, with the forms of it that have been asked for.
struct Asset {
    embedded: &'static Embedded,
    gzip: OnceLock<Bytes>,
    plain: OnceLock<Bytes>,
}

fn find(path: &str) -> Option<&'static Asset> {
    static ASSETS: OnceLock<Vec<Asset>> = OnceLock::new();
    let assets = ASSETS.get_or_init(|| EMBEDDED.iter().map(Asset::new).collect());
    // The build script has sorted them.
    let place = assets.binary_search_by(|asset| asset.embedded.path.cmp(path)).ok()?;
    Some(&assets[place])
}

/// Answers a request for a file of the page.
pub(super) fn serve(path: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = find(path) else {
        return response::text(StatusCode::NOT_FOUND, "There is nothing at this address.\n");
    };
    let hash = asset.embedded.hash;
    let is_known =
        headers.get_all(IF_NONE_MATCH).iter().any(|known| known.to_str().is_ok_and(|known| known.contains(hash)));
    let (encoding, content) = asset.content(Encoding::accepted(headers));
    let mut response = Response::new(if is_known { Body::empty() } else { content.into() });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let to = response.headers_mut();
    if let Some(name) = encoding.name().filter(|_| !is_known) {
        to.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    let mut set = |name, value: String| {
        to.insert(name, HeaderValue::try_from(value).expect("names of files are plain text"));
    };
    set(ETAG, format!("W/\"{hash}\""));
    set(CONTENT_TYPE, content_type(path));
    // Vite puts a hash of the content into the names of these files.
    let named_by_content = path.starts_with("assets/");
    let caching = if named_by_content { "public, max-age=31536000, immutable" } else { "no-cache" };
    set(CACHE_CONTROL, caching.to_owned());
    set(VARY, "accept-encoding".to_owned());
    set(X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned());
    // For the files as well: an SVG or a worker is a document of its own.
    set(CONTENT_SECURITY_POLICY, response::CONTENT_SECURITY_POLICY.to_owned());
    set(REFERRER_POLICY, "same-origin".to_owned());
    response
}

fn content_type(path: &str) -> String {
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = mime.type_() == "text" || matches!(mime.subtype().as_str(), "javascript" | "json");
    if is_text { format!("{mime}; charset=utf-8") } else { mime.to_string() }
}

impl Asset {
    const fn new(embedded: &'static Embedded) -> Self {
        Self { embedded, gzip: OnceLock::new(), plain: OnceLock::new() }
    }

    fn content(&self, accepted: Encoding) -> (Encoding, Bytes) {
        let as_it_lies = Bytes::from_static(self.embedded.bytes);
        if !self.embedded.compressed {
            return (Encoding::Identity, as_it_lies);
        }
        match accepted {
            Encoding::Brotli => (Encoding::Brotli, as_it_lies),
            Encoding::Gzip => {
                let packed = self.gzip.get_or_init(|| gzip(&inflate(self.embedded.bytes)));
                (Encoding::Gzip, packed.clone())
            }
            Encoding::Identity => {
                let plain = self.plain.get_or_init(|| inflate(self.embedded.bytes));
                (Encoding::Identity, plain.clone())
            }
        }
    }
}
