/// The query parameters of the page's address, in its order: `?city=Oslo&city=Rome`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryParams(Vec<(String, String)>);

impl QueryParams {
    /// Reads a query string, with or without its `?`.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let pairs = query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
        let read = |pair: &str| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        };
        Self(pairs.map(read).collect())
    }

    /// The values of a parameter; none when the address does not have it.
    #[must_use]
    pub fn get(&self, key: &str) -> Vec<&str> {
        self.0.iter().filter(|(name, _)| name == key).map(|(_, value)| value.as_str()).collect()
    }

    /// Gives a parameter other values, in the place where it stood; without values it goes.
    pub fn set(&mut self, key: &str, values: Vec<String>) {
        let at = self.0.iter().position(|(name, _)| name == key).unwrap_or(self.0.len());
        self.0.retain(|(name, _)| name != key);
        self.0.splice(at..at, values.into_iter().map(|value| (key.to_owned(), value)));
    }

    /// The query string, with its `?`; the empty string when there are no parameters.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut query = String::new();
        for (key, value) in &self.0 {
            query.push(if query.is_empty() { '?' } else { '&' });
            encode(key, &mut query);
            query.push('=');
            encode(value, &mut query);
        }
        query
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

/// Encodes as the `application/x-www-form-urlencoded` serializer of the URL standard does.
fn encode(text: &str, query: &mut String) {
    use std::fmt::Write;
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => query.push(byte.into()),
            b' ' => query.push('+'),
            other => write!(query, "%{other:02X}").expect("a string takes everything"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_string_is_decoded() {
        let params = QueryParams::parse("?city=Oslo&city=S%C3%A3o+Paulo&flag&bad=%zz");
        assert_eq!(params.get("city"), ["Oslo", "São Paulo"]);
        assert_eq!(params.get("flag"), [""]);
        assert_eq!(params.get("bad"), ["%zz"]);
        assert!(params.get("none").is_empty());
    }

    #[test]
    fn parameters_that_change_keep_their_place_and_the_others_their_order() {
        let mut params = QueryParams::parse("?b=1&city=Oslo&city=Rome&a=2");
        params.set("city", vec!["São Paulo & more".into()]);
        params.set("new", vec!["1".into(), "2".into()]);
        assert_eq!(params.encode(), "?b=1&city=S%C3%A3o+Paulo+%26+more&a=2&new=1&new=2");
        assert_eq!(QueryParams::parse(&params.encode()), params);
        for key in ["b", "city", "a", "new"] {
            params.set(key, Vec::new());
        }
        assert_eq!(params.encode(), "");
    }
}
