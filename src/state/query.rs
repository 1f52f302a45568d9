use std::collections::BTreeMap;

/// The query parameters of the page's address: `?city=Oslo&city=Rome`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryParams(BTreeMap<String, Vec<String>>);

impl QueryParams {
    /// Reads a query string, with or without its `?`.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut params: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pair in query.trim_start_matches('?').split('&') {
            if pair.is_empty() {
                continue;
            }
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            params.entry(decode(key)).or_default().push(decode(value));
        }
        Self(params)
    }

    /// The last value of a parameter.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.last().map(String::as_str)
    }
}

/// Decodes `%XX` and `+`; what is not valid stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = match (first, escaped) {
            (_, Some(byte)) => {
                out.push(byte);
                &tail[2..]
            }
            (b'+', None) => {
                out.push(b' ');
                tail
            }
            (byte, None) => {
                out.push(*byte);
                tail
            }
        };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_string_is_decoded_and_the_last_value_wins() {
        let params = QueryParams::parse("?city=Oslo&city=S%C3%A3o+Paulo&flag&bad=%zz");
        assert_eq!(params.get("city"), Some("São Paulo"));
        assert_eq!(params.get("flag"), Some(""));
        assert_eq!(params.get("bad"), Some("%zz"));
        assert_eq!(params.get("none"), None);
    }
}
