//! Which compression a browser takes. On plain HTTP from another machine it does not take brotli.

use std::io::{Read, Write};

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;
use bytes::Bytes;

/// How an answer is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The name in `Content-Encoding`.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// The best that the request takes.
    pub(super) fn accepted(headers: &HeaderMap) -> Self {
        let accepted = |name: &str| {
            headers
                .get_all(ACCEPT_ENCODING)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','))
                .any(|choice| takes(choice, name))
        };
        if accepted("br") {
            Self::Brotli
        } else if accepted("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }
}

/// Whether one choice of `Accept-Encoding`, such as `br;q=0.5`, is `name` and not ruled out.
fn takes(choice: &str, name: &str) -> bool {
    let mut parts = choice.split(';').map(str::trim);
    let named = parts.next().is_some_and(|choice| choice.eq_ignore_ascii_case(name));
    let ruled_out = parts
        .filter_map(|part| part.strip_prefix("q="))
        .any(|quality| quality.parse::<f32>().is_ok_and(|quality| quality <= 0.0));
    named && !ruled_out
}

/// Compresses with gzip, quickly.
pub(super) fn gzip(content: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(content.len() / 3), flate2::Compression::new(5));
    let written = encoder.write_all(content).and_then(|()| encoder.finish());
    written.expect("memory takes what is written").into()
}

/// Undoes what the build script did.
pub(super) fn inflate(brotli: &[u8]) -> Bytes {
    let mut content = Vec::with_capacity(brotli.len() * 4);
    brotli::Decompressor::new(brotli, 1 << 16).read_to_end(&mut content).expect("the build script wrote valid brotli");
    content.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &'static str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, value.parse().unwrap());
        Encoding::accepted(&headers)
    }

    #[test]
    fn the_best_accepted_encoding_is_taken() {
        assert_eq!(of("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(of("gzip, deflate"), Encoding::Gzip);
        assert_eq!(of("br;q=0, GZIP;q=0.3"), Encoding::Gzip);
        assert_eq!(of("identity"), Encoding::Identity);
        assert_eq!(Encoding::accepted(&HeaderMap::new()), Encoding::Identity);
    }

    #[test]
    fn gzip_is_undone_by_any_gzip() {
        let text = "the same words ".repeat(1000);
        let packed = gzip(text.as_bytes());
        let mut back = String::new();
        flate2::read::GzDecoder::new(&*packed).read_to_string(&mut back).unwrap();
        assert!(packed.len() < text.len() / 10 && back == text);
    }
}
