//! Tables as Arrow IPC streams.

use std::io::Cursor;

use arrow::ipc::{reader::StreamReader, writer::StreamWriter};

use super::{Table, TableError};

impl Table {
    /// The table as an uncompressed Arrow IPC stream, as browsers and other programs read it.
    ///
    /// Format: <https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format>.
    #[must_use]
    pub fn to_ipc(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.memory_size() + 1024);
        // Writing to memory fails only for dictionaries that change between batches, which
        // `single_batch` unifies.
        let written = self.write_ipc(&mut out, self.batches()).is_ok();
        if !written {
            out.clear();
            if let Ok(batch) = self.single_batch() {
                _ = self.write_ipc(&mut out, &[batch]);
            }
        }
        out
    }

    fn write_ipc(
        &self,
        out: &mut Vec<u8>,
        batches: &[arrow::record_batch::RecordBatch],
    ) -> Result<(), arrow::error::ArrowError> {
        let mut writer = StreamWriter::try_new(out, self.schema())?;
        for batch in batches {
            writer.write(batch)?;
        }
        writer.finish()
    }

    /// Reads an Arrow IPC stream.
    ///
    /// # Errors
    ///
    /// [`TableError::Data`] when the bytes are not one.
    pub fn from_ipc(bytes: &[u8]) -> Result<Self, TableError> {
        // The reader checks offsets against buffers, but some of its own arithmetic panics on
        // hostile input; a damaged cache entry must stay an error.
        let read = std::panic::catch_unwind(|| {
            let reader = StreamReader::try_new(Cursor::new(bytes), None)?;
            let schema = reader.schema();
            let batches = reader.collect::<Result<Vec<_>, _>>()?;
            Self::from_batches(schema, batches)
        });
        read.unwrap_or_else(|_| Err(TableError::Data("damaged Arrow data".to_owned())))
    }
}
