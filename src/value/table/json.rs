//! Tables from JSON text.

use std::{io::Cursor, sync::Arc};

use arrow::datatypes::{Schema, SchemaRef};

use super::{Table, TableError};

/// Rows per Arrow batch when reading.
const BATCH_ROWS: usize = 65_536;

impl Table {
    /// Reads JSON: an array of objects, or objects one after another (NDJSON). Columns stand in
    /// the order in which their names first appear.
    ///
    /// # Errors
    ///
    /// [`TableError::Data`] when it is not that.
    pub fn from_json(text: &[u8]) -> Result<Self, TableError> {
        let records = Records::scan(text);
        let (schema, _) = arrow::json::reader::infer_json_schema(Cursor::new(&records.lines), None)?;
        let schema = records.in_order_of_appearance(&schema);
        let reader = arrow::json::ReaderBuilder::new(schema.clone())
            .with_batch_size(BATCH_ROWS)
            .with_coerce_primitive(true)
            .build(Cursor::new(&records.lines))?;
        Self::from_batches(schema, reader.collect::<Result<_, _>>()?)
    }
}

/// JSON objects, one a line, which is what Arrow's reader takes.
struct Records {
    lines: Vec<u8>,
    /// The keys of the objects as they stand in the text, each once.
    names: Vec<String>,
}

impl Records {
    /// Brings an outer array or objects that span several lines into one object a line.
    /// Only finds the borders: whether it is valid JSON is for the reader to say.
    fn scan(text: &[u8]) -> Self {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let in_array = text.trim_ascii_start().first() == Some(&b'[');
        let record_depth = usize::from(in_array);
        let mut lines = Vec::with_capacity(text.len());
        let mut names: Vec<String> = Vec::new();
        let (mut depth, mut string_start, mut last_string) = (0_usize, None, None);
        let mut bytes = text.iter().copied().enumerate();
        while let Some((at, byte)) = bytes.next() {
            if let Some(start) = string_start {
                lines.push(byte);
                if byte == b'\\' {
                    lines.extend(bytes.next().map(|(_, escaped)| escaped));
                } else if byte == b'"' {
                    last_string = Some(&text[start + 1..at]);
                    string_start = None;
                }
                continue;
            }
            match byte {
                b'"' => string_start = Some(at),
                b':' if depth == record_depth + 1 => {
                    if let Some(Ok(name)) = last_string.take().map(std::str::from_utf8)
                        && !names.iter().any(|known| known == name)
                    {
                        names.push(name.to_owned());
                    }
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => (),
            }
            let outer_bracket = in_array && ((byte == b'[' && depth == 1) || (byte == b']' && depth == 0));
            lines.push(match byte {
                b',' if in_array && depth == 1 => b'\n',
                b'\n' | b'\r' if depth > record_depth => b' ',
                _ if outer_bracket => b' ',
                _ => byte,
            });
            if byte == b'}' && depth == record_depth {
                lines.push(b'\n');
            }
        }
        Self { lines, names }
    }

    fn in_order_of_appearance(&self, schema: &Schema) -> SchemaRef {
        let mut fields: Vec<_> = schema.fields().iter().cloned().collect();
        let place = |name: &str| self.names.iter().position(|known| known == name);
        fields.sort_by_key(|field| place(field.name()).unwrap_or(usize::MAX));
        Arc::new(Schema::new(fields))
    }
}
