//! What the database should hold: the number and a hash of its records, in a file beside it.
//!
//! sled takes a log whose end cannot be read for one that ends earlier, and a file of garbage for an empty one. So what is
//! lost is not missed, and a record that was removed may come back. The tally tells: it has the sums from before and after
//! the change that is being made, and a database that fits neither is damaged.
//!
//! The file is not flushed with every change, the database is. When the machine has stopped, as opposed to the process,
//! the file may be older than the database, and counts for nothing unless the store was at rest: all had been flushed, and
//! nothing changed since.

use std::{
    fs::{self, File},
    io::{self, Seek, SeekFrom, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use parking_lot::Mutex;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

const MAGIC: &[u8; 4] = b"STSS";
const LENGTH: usize = 4 + 1 + 8 + 2 * Sum::LENGTH + 8;
const OPEN: u8 = 0;
const AT_REST: u8 = 1;

/// The number of records, and all their hashes together, whatever their order.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sum {
    records: u64,
    hash: u128,
}

impl Sum {
    const LENGTH: usize = 8 + 16;

    /// Of everything that is in a database now.
    pub(super) fn of(db: &::sled::Db) -> ::sled::Result<Self> {
        let mut sum = Self::default();
        for pair in db.iter() {
            let (key, record) = pair?;
            sum.add(&key, &record);
        }
        Ok(sum)
    }

    pub(super) fn add(&mut self, key: &[u8], record: &[u8]) {
        self.records = self.records.wrapping_add(1);
        self.hash ^= hash(key, record);
    }

    pub(super) fn remove(&mut self, key: &[u8], record: &[u8]) {
        self.records = self.records.wrapping_sub(1);
        self.hash ^= hash(key, record);
    }

    fn to_bytes(self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[..8].copy_from_slice(&self.records.to_le_bytes());
        bytes[8..].copy_from_slice(&self.hash.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (records, rest) = bytes.split_first_chunk()?;
        let (hash, _) = rest.split_first_chunk()?;
        Some(Self { records: u64::from_le_bytes(*records), hash: u128::from_le_bytes(*hash) })
    }
}

fn hash(key: &[u8], record: &[u8]) -> u128 {
    let mut hash = Xxh3::new();
    hash.update(&(key.len() as u64).to_le_bytes());
    hash.update(key);
    hash.update(record);
    hash.digest128()
}

/// What was found in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// The store was at rest, or the machine has not stopped since.
    counts: bool,
    sums: [Sum; 2],
}

impl Written {
    /// Whether a database with this sum is what it should be.
    pub(super) fn fits(&self, sum: Sum) -> bool {
        !self.counts || self.sums.contains(&sum)
    }
}

/// The file of an open store.
#[derive(Debug)]
pub(super) struct Tally {
    file: Mutex<File>,
    now: Mutex<Sum>,
    /// The disk may have a file that says that the store is at rest.
    is_at_rest: AtomicBool,
}

impl Tally {
    /// What the file says; nothing when there is none.
    ///
    /// # Errors
    ///
    /// `InvalidData` when it says nothing that can be read.
    pub(super) fn read(file: &Path) -> io::Result<Option<Written>> {
        match fs::read(file) {
            Ok(bytes) => parse(&bytes, this_start()).map(Some).ok_or_else(|| io::ErrorKind::InvalidData.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Of a store that is open and holds this.
    pub(super) fn begin(file: &Path, now: Sum) -> io::Result<Self> {
        // A file of which only the beginning is written would be a damaged one.
        let new = file.with_extension("new");
        let mut written = File::create(&new)?;
        written.write_all(&assemble(OPEN, this_start(), [now, now]))?;
        fs::rename(&new, file)?;
        Ok(Self { file: Mutex::new(written), now: Mutex::new(now), is_at_rest: AtomicBool::new(true) })
    }

    pub(super) fn now(&self) -> Sum {
        *self.now.lock()
    }

    /// Says what the database will hold; until it does, what it holds now is right as well.
    pub(super) fn change_to(&self, next: Sum) -> io::Result<()> {
        self.write(&assemble(OPEN, this_start(), [self.now(), next]))?;
        if self.is_at_rest.swap(false, Ordering::Relaxed) {
            self.file.lock().sync_data()?;
        }
        Ok(())
    }

    /// The database holds this, and has been flushed.
    pub(super) fn changed(&self, now: Sum) -> io::Result<()> {
        *self.now.lock() = now;
        self.write(&assemble(OPEN, this_start(), [now, now]))
    }

    /// The database has been flushed, and nothing is to be changed for now.
    pub(super) fn rest(&self) -> io::Result<()> {
        let now = self.now();
        self.is_at_rest.store(true, Ordering::Relaxed);
        self.write(&assemble(AT_REST, this_start(), [now, now]))?;
        self.file.lock().sync_data()
    }

    /// In one step: a process that is killed has written all or nothing.
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.file.lock();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(bytes)
    }
}

fn assemble(state: u8, start: u64, [before, after]: [Sum; 2]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.extend_from_slice(MAGIC);
    bytes.push(state);
    bytes.extend_from_slice(&start.to_le_bytes());
    bytes.extend_from_slice(&before.to_bytes());
    bytes.extend_from_slice(&after.to_bytes());
    bytes.extend_from_slice(&xxh3_64(&bytes).to_le_bytes());
    bytes
}

fn parse(bytes: &[u8], this_start: u64) -> Option<Written> {
    let (content, checksum) = bytes.split_last_chunk()?;
    if bytes.len() != LENGTH || xxh3_64(content) != u64::from_le_bytes(*checksum) {
        return None;
    }
    let (state, rest) = content.strip_prefix(MAGIC)?.split_first()?;
    let (start, sums) = rest.split_first_chunk()?;
    let start = u64::from_le_bytes(*start);
    Some(Written {
        counts: *state == AT_REST || (start != 0 && start == this_start),
        sums: [Sum::from_bytes(sums)?, Sum::from_bytes(&sums[Sum::LENGTH..])?],
    })
}

/// Tells this start of the machine from others; zero where nobody knows.
fn this_start() -> u64 {
    fs::read("/proc/sys/kernel/random/boot_id").map_or(0, |id| xxh3_64(&id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(records: &[(&str, &str)]) -> Sum {
        let mut sum = Sum::default();
        records.iter().for_each(|(key, record)| sum.add(key.as_bytes(), record.as_bytes()));
        sum
    }

    #[test]
    fn a_sum_does_not_know_the_order_and_tells_every_record() {
        let both = sum(&[("a", "1"), ("b", "2")]);
        assert_eq!(both, sum(&[("b", "2"), ("a", "1")]));
        assert_ne!(both, sum(&[("a", "2"), ("b", "1")]));
        assert_ne!(both, sum(&[("a1", ""), ("b", "2")]));
        let mut one = both;
        one.remove(b"b", b"2");
        assert_eq!(one, sum(&[("a", "1")]));
    }

    #[test]
    fn a_change_that_is_under_way_fits_before_and_after() {
        let (before, after) = (sum(&[("a", "1")]), sum(&[("a", "1"), ("b", "2")]));
        let written = parse(&assemble(OPEN, 7, [before, after]), 7).unwrap();
        assert!(written.fits(before) && written.fits(after) && !written.fits(Sum::default()));
    }

    #[test]
    fn what_was_not_at_rest_counts_until_the_machine_is_started_again() {
        let one = sum(&[("a", "1")]);
        let fits = |state, start, this| parse(&assemble(state, start, [one, one]), this).unwrap().fits(Sum::default());
        assert!(!fits(OPEN, 7, 7));
        assert!(fits(OPEN, 7, 8));
        assert!(fits(OPEN, 0, 0), "nobody knows");
        assert!(!fits(AT_REST, 7, 8));
    }

    #[test]
    fn any_byte_that_is_wrong_is_noticed() {
        let whole = assemble(AT_REST, 7, [sum(&[("a", "1")]); 2]);
        for at in 0..whole.len() {
            let mut wrong = whole.clone();
            wrong[at] ^= 1;
            assert_eq!(parse(&wrong, 7), None);
            assert_eq!(parse(&whole[..at], 7), None);
        }
    }
}
