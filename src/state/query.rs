//! The query parameters of a page's address: read, changed and written within what an address may have.

/// The bytes of a query string as [`QueryParams::encode`] writes it. A request whose headers are longer does not get the
/// page either, and each session keeps its parameters several times over.
const LONGEST: usize = 64 << 10;

/// The query parameters of the page's address, in its order: `?city=Oslo&city=Rome`.
///
/// They are bounded to 64 KiB of a query string: pages and scripts can ask for any number of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryParams(Vec<(String, String)>);

impl QueryParams {
    /// Reads a query string, with or without its `?`. Of one that is too long, only the first parameters are kept.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        Self::parse_within(query).0
    }

    /// Reads a query string as [`QueryParams::parse`] does; also gives whether all of it is kept.
    #[must_use]
    pub fn parse_within(query: &str) -> (Self, bool) {
        let mut params = Self::default();
        let mut length = 0;
        for pair in query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
            // What is longer than this before it is decoded is not worth decoding.
            if length + pair.len() > LONGEST {
                return (params, false);
            }
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decode(key), decode(value));
            length += encoded_length(&key, &value);
            if length > LONGEST {
                return (params, false);
            }
            params.0.push((key, value));
        }
        (params, true)
    }

    /// The values of a parameter; none when the address does not have it.
    #[must_use]
    pub fn get(&self, key: &str) -> Vec<&str> {
        self.0.iter().filter(|(name, _)| name == key).map(|(_, value)| value.as_str()).collect()
    }

    /// Gives a parameter other values, in the place where it stood; without values it goes. It also goes when the query
    /// string would become too long with them; whether there was room.
    pub fn set(&mut self, key: &str, values: Vec<String>) -> bool {
        let others = self.0.iter().filter(|(name, _)| name != key);
        let others: usize = others.map(|(name, value)| encoded_length(name, value)).sum();
        let own: usize = values.iter().map(|value| encoded_length(key, value)).sum();
        let fits = others + own <= LONGEST;
        let values = if fits { values } else { Vec::new() };
        let at = self.0.iter().position(|(name, _)| name == key).unwrap_or(self.0.len());
        self.0.retain(|(name, _)| name != key);
        self.0.splice(at..at, values.into_iter().map(|value| (key.to_owned(), value)));
        fits
    }

    /// The approximate bytes that they take in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|pair| size_of_val(pair) + pair.0.capacity() + pair.1.capacity()).sum()
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

/// What a parameter takes of a query string, with the `?` or `&` before it and its `=`.
fn encoded_length(key: &str, value: &str) -> usize {
    let of = |byte| if stands_for_itself(byte) || byte == b' ' { 1 } else { 3 };
    2 + key.bytes().chain(value.bytes()).map(of).sum::<usize>()
}

fn stands_for_itself(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"*-._".contains(&byte)
}

/// Encodes as the `application/x-www-form-urlencoded` serializer of the URL standard does.
fn encode(text: &str, query: &mut String) {
    use std::fmt::Write;
    for byte in text.bytes() {
        match byte {
            _ if stands_for_itself(byte) => query.push(byte.into()),
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

    #[test]
    fn of_a_query_string_that_is_too_long_the_first_parameters_are_kept() {
        let (params, is_whole) = QueryParams::parse_within(&"a&".repeat(12 << 20));
        assert!(!is_whole);
        assert!(params.bytes() < 4 << 20, "{} bytes", params.bytes());
        for (query, fits) in [
            (format!("?b=1&a={}", "x".repeat(LONGEST - 7)), true),
            (format!("?b=1&a={}", "x".repeat(LONGEST - 6)), false),
            // What counts is what the host writes.
            (format!("?b=1&a={}", "'".repeat(LONGEST / 2)), false),
            (format!("?b=1&a={}", "x".repeat(25 << 20)), false),
        ] {
            let (params, is_whole) = QueryParams::parse_within(&query);
            assert_eq!(is_whole, fits);
            assert_eq!(params.get("b"), ["1"]);
            assert_eq!(params.get("a").len(), usize::from(fits));
            assert!(params.encode().len() <= LONGEST);
            assert!(QueryParams::parse_within(&params.encode()).1, "what the host writes, it reads");
        }
    }

    #[test]
    fn a_parameter_that_finds_no_room_goes_and_the_others_stay() {
        let mut params = QueryParams::parse("?a=1&b=2");
        assert!(params.set("a", vec!["é".repeat(10_000)]));
        assert!(!params.set("a", vec!["é".repeat(20_000)]));
        assert_eq!(params.encode(), "?b=2");
        assert!(!params.set("c", vec![String::new(); LONGEST]));
        assert!(params.set("c", vec![String::new(); 10]));
        assert_eq!(params.get("c").len(), 10);
    }
}
