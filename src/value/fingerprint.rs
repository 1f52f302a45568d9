//! A 128-bit name for content, equal in every process and on every machine.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The xxh3-128 hash of a canonical byte string.
///
/// Equal content gives equal fingerprints, across processes, restarts and machines.
/// xxh3 is fast, not cryptographic: a fingerprint names content, it does not protect it.
///
/// ```
/// use stscript::Fingerprint;
///
/// let print = Fingerprint::of_bytes(b"abc");
/// assert_eq!(print.to_string().len(), 32);
/// assert_eq!(print.to_string().parse::<Fingerprint>(), Ok(print));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of these bytes as they are.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes))
    }

    /// The 16 bytes, most significant first, so that they sort as the fingerprints do.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The fingerprint with these 16 bytes, most significant first.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// The text is not 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseFingerprintError;

impl fmt::Display for ParseFingerprintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fingerprint is written as 32 hexadecimal digits")
    }
}

impl std::error::Error for ParseFingerprintError {}

impl FromStr for Fingerprint {
    type Err = ParseFingerprintError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(ParseFingerprintError);
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| ParseFingerprintError)
    }
}

/// 32 hex digits in a readable format, 16 bytes in a binary one.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(&self.to_bytes())
        }
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(D::Error::custom)
        } else {
            let bytes = serde_bytes::ByteBuf::deserialize(deserializer)?;
            let bytes: [u8; 16] =
                bytes.as_slice().try_into().map_err(|_| D::Error::custom("a fingerprint has 16 bytes"))?;
            Ok(Self::from_bytes(bytes))
        }
    }
}

/// What a piece of canonical encoding begins with. Never renumber: stored keys depend on it.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(crate) enum Tag {
    Unit = 0,
    False = 1,
    True = 2,
    Int = 3,
    Float = 4,
    Char = 5,
    Text = 6,
    Bytes = 7,
    Array = 8,
    Map = 9,
    Range = 10,
    RangeInclusive = 11,
    Table = 12,
    Host = 13,
    SizedNumber = 14,
    Fingerprint = 15,
    Function = 16,
}

/// Collected bytes go through the hash in blocks: one `update` per number would cost more than
/// the hashing itself.
const BLOCK: usize = 64 * 1024;

/// What most keys fit in, so that their bytes are allocated once.
const FIRST: usize = 128;

/// Builds a [`Fingerprint`] from parts.
///
/// Every part is written with its type and its length, so that no two different sequences of
/// parts give the same bytes: `("ab", "c")` is not `("a", "bc")`, and `1` is not `1.0`.
///
/// ```
/// use stscript::FingerprintBuilder;
///
/// let mut one = FingerprintBuilder::new();
/// one.text("ab").text("c");
/// let mut other = FingerprintBuilder::new();
/// other.text("a").text("bc");
/// assert_ne!(one.finish(), other.finish());
/// ```
pub struct FingerprintBuilder {
    pending: Vec<u8>,
    hashed: Option<Box<Xxh3>>,
}

impl Default for FingerprintBuilder {
    fn default() -> Self {
        Self { pending: Vec::with_capacity(FIRST), hashed: None }
    }
}

impl fmt::Debug for FingerprintBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FingerprintBuilder").finish_non_exhaustive()
    }
}

impl FingerprintBuilder {
    /// A builder with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn flush(&mut self) {
        self.hashed.get_or_insert_with(|| Box::new(Xxh3::new())).update(&self.pending);
        self.pending.clear();
    }

    #[inline]
    fn put<const N: usize>(&mut self, tag: Tag, payload: [u8; N]) -> &mut Self {
        self.pending.push(tag as u8);
        self.pending.extend_from_slice(&payload);
        if self.pending.len() >= BLOCK {
            self.flush();
        }
        self
    }

    pub(crate) fn tag(&mut self, tag: Tag) -> &mut Self {
        self.put(tag, [])
    }

    /// Bytes without tag or length, for a caller that has already written both.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        if bytes.len() >= BLOCK {
            self.flush();
            if let Some(hashed) = &mut self.hashed {
                hashed.update(bytes);
            }
        } else {
            self.pending.extend_from_slice(bytes);
            if self.pending.len() >= BLOCK {
                self.flush();
            }
        }
        self
    }

    /// The unit value.
    pub fn unit(&mut self) -> &mut Self {
        self.put(Tag::Unit, [])
    }

    /// A truth value.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.put(if value { Tag::True } else { Tag::False }, [])
    }

    /// An integer.
    #[inline]
    pub fn int(&mut self, value: i64) -> &mut Self {
        self.put(Tag::Int, value.to_le_bytes())
    }

    /// A floating-point number. All NaNs are one value; `-0.0` and `0.0` are two.
    #[inline]
    pub fn float(&mut self, value: f64) -> &mut Self {
        self.put(Tag::Float, canonical_bits(value).to_le_bytes())
    }

    /// A character.
    pub fn char(&mut self, value: char) -> &mut Self {
        self.put(Tag::Char, (value as u32).to_le_bytes())
    }

    /// A string, by its UTF-8 bytes.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.put(Tag::Text, (value.len() as u64).to_le_bytes()).raw(value.as_bytes())
    }

    /// A byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.put(Tag::Bytes, (value.len() as u64).to_le_bytes()).raw(value)
    }

    /// Another fingerprint.
    pub fn fingerprint(&mut self, value: Fingerprint) -> &mut Self {
        self.put(Tag::Fingerprint, value.to_bytes())
    }

    /// The head of an array; its `len` elements must follow.
    pub fn array(&mut self, len: usize) -> &mut Self {
        self.put(Tag::Array, (len as u64).to_le_bytes())
    }

    /// The head of a map; its `len` pairs of text key and value must follow, sorted by key.
    pub fn map(&mut self, len: usize) -> &mut Self {
        self.put(Tag::Map, (len as u64).to_le_bytes())
    }

    /// The fingerprint of all that was written so far.
    #[must_use]
    pub fn finish(&self) -> Fingerprint {
        match &self.hashed {
            None => Fingerprint::of_bytes(&self.pending),
            Some(hashed) => {
                let mut hashed = hashed.clone();
                hashed.update(&self.pending);
                Fingerprint(hashed.digest128())
            }
        }
    }
}

/// The bits of a float, with every NaN mapped to one.
pub(crate) fn canonical_bits(value: f64) -> u64 {
    if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_do_not_change_the_hash() {
        let mut whole = Vec::new();
        let mut builder = FingerprintBuilder::new();
        for i in 0..20_000_i64 {
            builder.int(i);
            whole.push(Tag::Int as u8);
            whole.extend_from_slice(&i.to_le_bytes());
        }
        assert_eq!(builder.finish(), Fingerprint::of_bytes(&whole));
    }

    #[test]
    fn a_long_byte_string_is_hashed_without_a_copy_and_gives_the_same() {
        let long = vec![7_u8; 3 * BLOCK];
        let mut builder = FingerprintBuilder::new();
        builder.bytes(&long);
        let mut whole = vec![Tag::Bytes as u8];
        whole.extend_from_slice(&(long.len() as u64).to_le_bytes());
        whole.extend_from_slice(&long);
        assert_eq!(builder.finish(), Fingerprint::of_bytes(&whole));
    }

    #[test]
    fn a_fingerprint_survives_serde_in_both_kinds_of_format() {
        let print = Fingerprint::of_bytes(b"x");
        let packed = rmp_serde::to_vec(&print).unwrap();
        assert_eq!(rmp_serde::from_slice::<Fingerprint>(&packed).unwrap(), print);
        assert!(packed.len() <= 18);
    }

    #[test]
    fn text_that_is_not_a_fingerprint_is_refused() {
        assert!("+123".parse::<Fingerprint>().is_err());
        assert!("zz".repeat(16).parse::<Fingerprint>().is_err());
    }
}
