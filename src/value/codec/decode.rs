//! MessagePack as a value.

use std::fmt;

use rhai::{Array, Dynamic, Map};
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_bytes::Bytes;

use super::{Undecodable, ext};
use crate::value::{HostTypes, Table, sized_number::SizedNumber};

/// A damaged length must not reserve memory for items that are not there.
const RESERVE_AT_MOST: usize = 4096;

pub(super) fn decode(bytes: &[u8], types: &HostTypes) -> Result<Dynamic, Undecodable> {
    let mut deserializer = rmp_serde::Deserializer::from_read_ref(bytes);
    Value { types }.deserialize(&mut deserializer).map_err(|error| Undecodable(error.to_string()))
}

#[derive(Clone, Copy)]
struct Value<'a> {
    types: &'a HostTypes,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Dynamic;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Dynamic, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Dynamic;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a stored script value")
    }

    fn visit_unit<E: Error>(self) -> Result<Dynamic, E> {
        Ok(Dynamic::UNIT)
    }

    fn visit_none<E: Error>(self) -> Result<Dynamic, E> {
        Ok(Dynamic::UNIT)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Dynamic, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Dynamic, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Dynamic, E> {
        i64::try_from(value).map(Into::into).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Dynamic, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Dynamic, E> {
        Ok(value.into())
    }

    fn visit_bytes<E: Error>(self, value: &[u8]) -> Result<Dynamic, E> {
        Ok(Dynamic::from_blob(value.to_vec()))
    }

    fn visit_byte_buf<E: Error>(self, value: Vec<u8>) -> Result<Dynamic, E> {
        Ok(Dynamic::from_blob(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Dynamic, A::Error> {
        let hint = seq.size_hint().unwrap_or(0).min(RESERVE_AT_MOST);
        let mut items = Array::with_capacity(hint);
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Dynamic::from_array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Dynamic, A::Error> {
        let mut items = Map::new();
        while let Some(key) = map.next_key::<&str>()? {
            items.insert(key.into(), map.next_value_seed(self)?);
        }
        Ok(Dynamic::from_map(items))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Dynamic, D::Error> {
        inner.deserialize_any(Extension { types: self.types })
    }
}

/// The tag and the bytes of a MessagePack extension.
struct Extension<'a> {
    types: &'a HostTypes,
}

impl<'de> Visitor<'de> for Extension<'_> {
    type Value = Dynamic;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a known extension")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Dynamic, A::Error> {
        let tag: i8 = seq.next_element()?.ok_or_else(|| A::Error::custom("no tag"))?;
        let content: &Bytes = seq.next_element()?.ok_or_else(|| A::Error::custom("no content"))?;
        self.value(tag, content).map_err(A::Error::custom)
    }
}

impl Extension<'_> {
    fn value(&self, tag: i8, content: &[u8]) -> Result<Dynamic, String> {
        let short = || "an extension is too short".to_owned();
        let int = |at: usize| -> Result<i64, String> {
            let bytes = content.get(at..at + 8).ok_or_else(short)?;
            Ok(i64::from_le_bytes(bytes.try_into().map_err(|_| short())?))
        };
        match tag {
            ext::CHAR => {
                let bytes = content.try_into().map_err(|_| short())?;
                char::from_u32(u32::from_le_bytes(bytes)).map(Dynamic::from).ok_or_else(|| "not a character".to_owned())
            }
            ext::RANGE => Ok(Dynamic::from(int(0)?..int(8)?)),
            ext::RANGE_INCLUSIVE => Ok(Dynamic::from(int(0)?..=int(8)?)),
            ext::TABLE => Table::from_ipc(content).map(Dynamic::from).map_err(|error| error.to_string()),
            ext::SIZED_NUMBER => {
                let (bytes, name) = content.split_first_chunk::<16>().ok_or_else(short)?;
                std::str::from_utf8(name)
                    .ok()
                    .and_then(|name| SizedNumber::from_parts(name, *bytes))
                    .and_then(SizedNumber::to_dynamic)
                    .ok_or_else(|| "not a number".to_owned())
            }
            ext::HOST => {
                let (name, bytes): (&str, &Bytes) =
                    rmp_serde::from_slice(content).map_err(|error| error.to_string())?;
                let decode = self
                    .types
                    .named(name)
                    .and_then(|entry| entry.decode.as_ref())
                    .ok_or_else(|| format!("the type `{name}` is not registered"))?;
                decode(bytes).map_err(|message| format!("`{name}`: {message}"))
            }
            _ => Err(format!("unknown extension {tag}")),
        }
    }
}
