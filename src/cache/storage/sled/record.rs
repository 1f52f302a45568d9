//! What the database has under a key: a small value itself, or where a large one is.

/// Values up to here are in the database. Sixteen of them, the most that sled puts into one page,
/// stay far below the size from which on it writes pages as files of their own.
pub(super) const INLINE: usize = 4096;
/// How much of a large value is in the database as well, to be looked at without its file.
pub(super) const HEAD: usize = 1024;

const SMALL: u8 = 0;
const LARGE: u8 = 1;

/// The parts of a record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Record<'a> {
    Small(&'a [u8]),
    Large { number: u64, length: u64, head: &'a [u8] },
}

pub(super) fn small(value: &[u8]) -> Vec<u8> {
    [&[SMALL], value].concat()
}

pub(super) fn large(number: u64, value: &[u8]) -> Vec<u8> {
    let length = value.len() as u64;
    [&[LARGE][..], &number.to_le_bytes(), &length.to_le_bytes(), &value[..value.len().min(HEAD)]].concat()
}

/// Takes a record apart. What is none is given as it is: whoever knows the values will not know it.
pub(super) fn parse(record: &[u8]) -> Record<'_> {
    match record.split_first() {
        Some((&SMALL, value)) => Record::Small(value),
        Some((&LARGE, rest)) => parse_large(rest).unwrap_or(Record::Small(record)),
        _ => Record::Small(record),
    }
}

fn parse_large(rest: &[u8]) -> Option<Record<'_>> {
    let (number, rest) = rest.split_first_chunk()?;
    let (length, head) = rest.split_first_chunk()?;
    Some(Record::Large { number: u64::from_le_bytes(*number), length: u64::from_le_bytes(*length), head })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_these_bytes() {
        assert_eq!(small(b"ab"), [0, b'a', b'b']);
        assert_eq!(parse(&small(b"ab")), Record::Small(b"ab"));
        let value = vec![7; INLINE + 1];
        let record = large(0x0102, &value);
        assert_eq!(record[..17], [1, 2, 1, 0, 0, 0, 0, 0, 0, 1, 16, 0, 0, 0, 0, 0, 0]);
        assert_eq!(parse(&record), Record::Large { number: 0x0102, length: 4097, head: &value[..HEAD] });
    }

    #[test]
    fn what_is_no_record_is_given_as_it_is() {
        for bytes in [&b""[..], b"STSC", &[LARGE, 1, 2]] {
            assert_eq!(parse(bytes), Record::Small(bytes));
        }
    }
}
