//! Numbers that a host function returned in another width than Rhai's own `i64` and `f64`.

use rhai::Dynamic;

/// A number in one of Rust's other number types.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum SizedNumber {
    /// A whole number, widened, with the name of its type.
    Signed(&'static str, i128),
    /// `u128` values need not fit in an `i128`.
    U128(u128),
    F32(f32),
}

macro_rules! widths {
    ($($type:ident),*) => {
        impl SizedNumber {
            /// The number in `value`, when it is one; `value` must not be shared.
            pub(crate) fn of(value: &Dynamic) -> Option<Self> {
                $(if let Some(number) = value.read_lock::<$type>() {
                    return Some(Self::Signed(stringify!($type), i128::from(*number)));
                })*
                if let Some(number) = value.read_lock::<u128>() {
                    return Some(Self::U128(*number));
                }
                value.read_lock::<f32>().map(|number| Self::F32(*number))
            }

            /// The number as a [`Dynamic`] of its own type, or nothing when it does not fit.
            pub(crate) fn to_dynamic(self) -> Option<Dynamic> {
                match self {
                    $(Self::Signed(stringify!($type), number) => {
                        $type::try_from(number).ok().map(Dynamic::from)
                    })*
                    Self::Signed(..) => None,
                    Self::U128(number) => Some(Dynamic::from(number)),
                    Self::F32(number) => Some(Dynamic::from(number)),
                }
            }

            /// Builds a number back from its parts, see [`Self::parts`].
            pub(crate) fn from_parts(name: &str, bytes: [u8; 16]) -> Option<Self> {
                match name {
                    $(stringify!($type) => {
                        Some(Self::Signed(stringify!($type), i128::from_le_bytes(bytes)))
                    })*
                    "u128" => Some(Self::U128(u128::from_le_bytes(bytes))),
                    "f32" => {
                        let bits = u32::from_le_bytes(bytes[..4].try_into().ok()?);
                        Some(Self::F32(f32::from_bits(bits)))
                    }
                    _ => None,
                }
            }
        }
    };
}

widths!(u8, u16, u32, u64, i8, i16, i32, i128);

impl SizedNumber {
    /// The name of the Rust type.
    pub(crate) const fn type_name(self) -> &'static str {
        match self {
            Self::Signed(name, _) => name,
            Self::U128(_) => "u128",
            Self::F32(_) => "f32",
        }
    }

    /// The 16 little-endian bytes that stand for the number.
    pub(crate) fn bytes(self) -> [u8; 16] {
        match self {
            Self::Signed(_, number) => number.to_le_bytes(),
            Self::U128(number) => number.to_le_bytes(),
            Self::F32(number) => u128::from(number.to_bits()).to_le_bytes(),
        }
    }
}
