//! A value as MessagePack.

use std::{
    cell::{Cell, RefCell},
    io,
};

use rhai::Dynamic;
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap as _, SerializeSeq as _},
};
use serde_bytes::Bytes;

use super::ext;
use crate::value::{
    HostTypes, Problem, ProblemKind, Unserializable,
    view::{View, Walk},
};

pub(super) fn encode(value: &Dynamic, types: &HostTypes) -> Result<Vec<u8>, Unserializable> {
    let mut out = Vec::new();
    write_to(&mut out, value, types, false)?;
    Ok(out)
}

pub(super) fn encoded_len(value: &Dynamic, types: &HostTypes) -> Result<usize, Unserializable> {
    let mut out = Counter(0);
    let tables = write_to(&mut out, value, types, true)?;
    Ok(out.0 + tables)
}

/// Writes a value, and returns the size of the tables in it that were only measured.
fn write_to(
    out: &mut impl io::Write,
    value: &Dynamic,
    types: &HostTypes,
    measure: bool,
) -> Result<usize, Unserializable> {
    let shared =
        Shared { types, measure, measured: Cell::new(0), walk: RefCell::default(), problem: RefCell::default() };
    let node = Node { value, shared: &shared };
    match rmp_serde::encode::write(out, &node) {
        Ok(()) => Ok(shared.measured.get()),
        Err(error) => Err(Unserializable::from(
            shared.problem.take().unwrap_or_else(|| Problem::new(ProblemKind::Host(error.to_string()), "value")),
        )),
    }
}

/// Counts what is written to it.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What all nodes of one value have in common.
struct Shared<'a> {
    types: &'a HostTypes,
    /// Only the length is wanted.
    measure: bool,
    measured: Cell<usize>,
    walk: RefCell<Walk>,
    /// serde's errors are texts; the structured one waits here.
    problem: RefCell<Option<Problem>>,
}

struct Node<'a> {
    value: &'a Dynamic,
    shared: &'a Shared<'a>,
}

impl Node<'_> {
    fn inside<'b>(&'b self, value: &'b Dynamic) -> Node<'b> {
        Node { value, shared: self.shared }
    }

    fn fail<E: serde::ser::Error>(&self, kind: ProblemKind, type_name: &str) -> E {
        self.shared.problem.replace(Some(Problem::new(kind, type_name)));
        E::custom("")
    }

    /// Adds a step to the path of the problem that is on its way out.
    fn step(&self, step: impl FnOnce(Problem) -> Problem) {
        let mut slot = self.shared.problem.borrow_mut();
        *slot = slot.take().map(step);
    }

    fn checked_len<E: serde::ser::Error>(&self, len: usize, type_name: &str) -> Result<(), E> {
        if u32::try_from(len).is_err() {
            return Err(self.fail(ProblemKind::TooLarge, type_name));
        }
        Ok(())
    }

    fn extension<S: Serializer>(
        &self,
        serializer: S,
        tag: i8,
        content: &[u8],
        type_name: &str,
    ) -> Result<S::Ok, S::Error> {
        self.checked_len(content.len(), type_name)?;
        serializer.serialize_newtype_struct(rmp_serde::MSGPACK_EXT_STRUCT_NAME, &(tag, Bytes::new(content)))
    }

    fn write<S: Serializer>(&self, view: View<'_>, out: S) -> Result<S::Ok, S::Error> {
        match view {
            View::Unit => out.serialize_unit(),
            View::Bool(bool) => out.serialize_bool(bool),
            View::Int(int) => out.serialize_i64(int),
            View::Float(float) => out.serialize_f64(float),
            View::Text(text) => {
                self.checked_len(text.len(), "string")?;
                out.serialize_str(text)
            }
            View::Blob(blob) => {
                self.checked_len(blob.len(), "blob")?;
                out.serialize_bytes(blob)
            }
            View::Array(array) => {
                self.checked_len(array.len(), "array")?;
                let mut seq = out.serialize_seq(Some(array.len()))?;
                for (index, item) in array.iter().enumerate() {
                    seq.serialize_element(&self.inside(item))
                        .inspect_err(|_| self.step(|problem| problem.at_index(index)))?;
                }
                seq.end()
            }
            View::Map(map) => {
                let mut entries = out.serialize_map(Some(map.len()))?;
                for (key, item) in map {
                    entries
                        .serialize_entry(key.as_str(), &self.inside(item))
                        .inspect_err(|_| self.step(|problem| problem.at_key(key)))?;
                }
                entries.end()
            }
            View::Char(char) => self.extension(out, ext::CHAR, &(char as u32).to_le_bytes(), "char"),
            View::Range(range) => {
                let content = [range.start.to_le_bytes(), range.end.to_le_bytes()].concat();
                self.extension(out, ext::RANGE, &content, "range")
            }
            View::RangeInclusive(range) => {
                let content = [range.start().to_le_bytes(), range.end().to_le_bytes()].concat();
                self.extension(out, ext::RANGE_INCLUSIVE, &content, "range")
            }
            View::SizedNumber(number) => {
                let content = [number.bytes().as_slice(), number.type_name().as_bytes()].concat();
                self.extension(out, ext::SIZED_NUMBER, &content, number.type_name())
            }
            View::Table(table) if self.shared.measure => {
                let measured = &self.shared.measured;
                measured.set(measured.get() + table.memory_size());
                out.serialize_unit()
            }
            View::Table(table) => {
                let content = table.to_ipc();
                self.extension(out, ext::TABLE, &content, "Table")
            }
            View::Timestamp => Err(self.fail(ProblemKind::Timestamp, "timestamp")),
            View::Function(_) => Err(self.fail(ProblemKind::Function, "Fn")),
            View::Host(host) => {
                let entry = self.shared.types.of(host);
                let name = entry.map_or(host.type_name(), |entry| &entry.name);
                let Some(encode) = entry.and_then(|entry| entry.encode.as_ref()) else {
                    return Err(self.fail(ProblemKind::Unregistered, name));
                };
                let content = encode(host).map_err(|message| self.fail(ProblemKind::Host(message), name))?;
                let packed = rmp_serde::to_vec(&(name, Bytes::new(&content))).map_err(S::Error::custom)?;
                self.extension(out, ext::HOST, &packed, name)
            }
        }
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut walk = self.shared.walk.take();
        // The inner error is serde's, or a problem of the walk itself.
        let result = walk.enter(self.value, |walk, view| {
            self.shared.walk.replace(std::mem::take(walk));
            let result = self.write(view, serializer);
            *walk = self.shared.walk.take();
            Ok(result)
        });
        self.shared.walk.replace(walk);
        result.unwrap_or_else(|problem| Err(self.fail(problem.kind, &problem.type_name)))
    }
}
