//! How many values a frame of MessagePack holds, before any of them is made.

/// Whether a frame holds at most so many values, each list, map and key among them. One byte of a frame can stand for a
/// value that takes fifty in memory, so that the length of a frame alone does not bound it. What is not MessagePack is left
/// to whoever reads the frame.
pub(super) fn holds_at_most(most: usize, frame: &[u8]) -> bool {
    let mut rest = frame;
    for _ in 0..most {
        let Some((marker, after)) = rest.split_first() else {
            return true;
        };
        rest = after.get(content(*marker, after)..).unwrap_or_default();
    }
    rest.is_empty()
}

/// The bytes that follow a marker and are not values themselves.
fn content(marker: u8, after: &[u8]) -> usize {
    let length = |bytes: usize| {
        let digits = after.get(..bytes).unwrap_or_default();
        digits.iter().fold(0_usize, |length, digit| (length << 8) | usize::from(*digit))
    };
    match marker {
        // Short strings.
        0xa0..=0xbf => usize::from(marker & 0x1f),
        // Bytes and strings, after 1, 2 or 4 bytes of their length.
        0xc4 | 0xd9 => 1 + length(1),
        0xc5 | 0xda => 2 + length(2),
        0xc6 | 0xdb => 4_usize.saturating_add(length(4)),
        // Extensions, which have a type besides.
        0xc7 => 2 + length(1),
        0xc8 => 3 + length(2),
        0xc9 => 5_usize.saturating_add(length(4)),
        0xd4 => 2,
        0xd5 => 3,
        0xd6 => 5,
        0xd7 => 9,
        0xd8 => 17,
        // Numbers, and the lengths of lists and maps.
        0xcc | 0xd0 => 1,
        0xcd | 0xd1 | 0xdc | 0xde => 2,
        0xca | 0xce | 0xd2 | 0xdd | 0xdf => 4,
        0xcb | 0xcf | 0xd3 => 8,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn values(frame: &[u8]) -> usize {
        (0..100).find(|most| holds_at_most(*most, frame)).unwrap()
    }

    #[test]
    fn each_value_counts_once_whatever_it_is() {
        let of = |frame: Result<Vec<u8>, rmp_serde::encode::Error>| values(&frame.unwrap());
        assert_eq!(values(&[]), 0);
        for text in [0, 5, 31, 32, 255, 256, 70_000] {
            assert_eq!(of(rmp_serde::to_vec(&"\u{1}".repeat(text))), 1, "a string of {text}");
            assert_eq!(of(rmp_serde::to_vec(&vec!["\u{1}".repeat(text); 20])), 21, "strings of {text}");
        }
        for number in [0_i64, -1, 127, 128, -200, 40_000, -40_000, 1 << 20, -(1 << 20), 1 << 40, -(1 << 40)] {
            assert_eq!(of(rmp_serde::to_vec(&[number; 20])), 21, "{number}");
        }
        assert_eq!(of(rmp_serde::to_vec(&(1.5_f32, 1.5_f64, true, ()))), 5);
        assert_eq!(of(rmp_serde::to_vec(&BTreeMap::from([("a", vec![1, 2]), ("b", vec![])]))), 7);
        assert_eq!(values(&[0xc6, 0xff, 0xff, 0xff, 0xff, 1]), 1, "what is cut short");
    }
}
