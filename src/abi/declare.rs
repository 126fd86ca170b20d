// SPDX-License-Identifier: GPL-2.0

//! `declare!`, which declares what user space sees and keeps a description beside each item.
//!
//! ```text
//! declare! {
//!     /// Becomes `pub const BLOCK_SKIP: u8` and `#define RMM_BLOCK_SKIP`.
//!     constant BLOCK_SKIP: u8 = "RMM_BLOCK_SKIP" { 0x08 }
//!
//!     /// Becomes a `repr(C)` structure and `struct rmm_frames_cost`.
//!     record FramesCost = "rmm_frames_cost" {
//!         /// Page frames that were read.
//!         frames: u64,
//!     }
//!
//!     /// Becomes an enumeration; a value is `RMM_LRU_TYPE_ANON` in C and `anon` in text files.
//!     names LruType = "RMM_LRU_TYPE_" {
//!         /// Anonymous memory and shmem.
//!         Anon = 0, "ANON", "anon";
//!     }
//!
//!     /// Becomes constants of one bit each.
//!     bits OpenFlag: u32 = "RMM_OPEN_" {
//!         /// The target is a pidfd.
//!         PIDFD = 0, "PIDFD", "pidfd";
//!     }
//! }
//! ```
//!
//! rmm-header writes include/rmm.h from the descriptions. cbindgen cannot: it can neither write
//! `_IOWR` nor keep a word for each value. The descriptions of a module are its `DECLARATIONS`, in the order of the header.
//! `super::HEADER_ORDER` lists the modules.

/// One item of a `declare!`.
pub enum Declaration {
    /// `constant`.
    Constant(ConstantDescription),
    /// `record`.
    Record(RecordDescription),
    /// `names` or `bits`.
    Values(&'static ValueNames),
}

/// A constant of the interface.
pub struct ConstantDescription {
    /// Name in the header.
    pub name: &'static str,
    /// Its value.
    pub value: u64,
    /// Width of its type in bits.
    pub width: u32,
    /// Documentation: lines separated by `\n`, each with its leading blank.
    pub doc: &'static str,
}

/// A record of the interface.
pub struct RecordDescription {
    /// C name without `struct`.
    pub name: &'static str,
    /// Name of the Rust type, which is also that of the Python class.
    pub type_name: &'static str,
    /// Documentation, as in [`ConstantDescription::doc`].
    pub doc: &'static str,
    /// The fields in order.
    pub fields: &'static [FieldDescription],
    /// Size in bytes.
    pub size: usize,
}

/// A field of a record.
pub struct FieldDescription {
    /// Name, the same in Rust and in C.
    pub name: &'static str,
    /// C type; of an array, the type of its elements.
    pub c_type: &'static str,
    /// Number of elements if the field is an array.
    pub array: Option<usize>,
    /// Offset in bytes.
    pub offset: usize,
    /// Size in bytes.
    pub size: usize,
    /// Documentation, as in [`ConstantDescription::doc`].
    pub doc: &'static str,
}

/// The values of a field, or the bits of one.
pub struct ValueNames {
    /// Prefix of the C constants.
    pub prefix: &'static str,
    /// As [`RecordDescription::type_name`].
    pub type_name: &'static str,
    /// Documentation of the group.
    pub doc: &'static str,
    /// Width of the field in bits if the values are bits.
    pub bits: Option<u32>,
    /// The values, ascending.
    pub items: &'static [NamedValue],
}

/// One value of a field, or one bit.
pub struct NamedValue {
    /// The value, or a mask of one bit.
    pub value: u64,
    /// Name of the C constant.
    pub c_name: &'static str,
    /// Word that text files use.
    pub text: &'static str,
    /// Documentation, as in [`ConstantDescription::doc`].
    pub doc: &'static str,
}

impl ValueNames {
    /// Each value with its word.
    pub fn words(&self) -> impl Iterator<Item = (u64, &'static str)> + use<> {
        let items: &'static [NamedValue] = self.items;
        items.iter().map(|item| (item.value, item.text))
    }

    /// The word of `value`.
    pub fn word(&self, value: u64) -> Option<&'static str> {
        let item = self.items.iter().find(|item| item.value == value)?;
        Some(item.text)
    }

    /// The value of `word`.
    pub fn value(&self, word: &str) -> Option<u64> {
        let item = self.items.iter().find(|item| item.text == word)?;
        Some(item.value)
    }
}

/// A set of bits with a word each.
pub trait NamedBits {
    /// The bits, ascending.
    const NAMES: &'static ValueNames;
}

/// A plain structure that crosses the user boundary.
///
/// # Invariants
///
/// An implementor is `repr(C)`, consists of integers, arrays of them and other records, and has no
/// padding. So each of its bytes is initialised, and every byte pattern is a value. [`AbiField`] is
/// not exported, so `record!` makes all implementations, and it asserts the layout.
pub trait AbiRecord: AbiField + 'static {
    /// The record with every byte zero.
    const ZERO: Self;
    /// Names, documentation and layout.
    const DESCRIPTION: RecordDescription;
}

/// What a record may consist of: integers, arrays of them, other records.
pub trait AbiField: Copy {
    /// The value with every byte zero.
    const ZEROED: Self;
    /// As [`FieldDescription::c_type`].
    const C_TYPE: &'static str;
    /// As [`FieldDescription::array`].
    const ARRAY: Option<usize> = None;
}

macro_rules! integer_fields {
    ($($ty:ty = $c_type:literal),+) => {
        $(impl AbiField for $ty {
            const ZEROED: Self = 0;
            const C_TYPE: &'static str = $c_type;
        })+
    };
}
integer_fields!(
    u8 = "__u8",
    u16 = "__u16",
    u32 = "__u32",
    u64 = "__u64",
    i32 = "__s32",
    i64 = "__s64"
);

impl<T: AbiField, const N: usize> AbiField for [T; N] {
    const ZEROED: Self = [T::ZEROED; N];
    const C_TYPE: &'static str = T::C_TYPE;
    const ARRAY: Option<usize> = {
        assert!(T::ARRAY.is_none(), "arrays of arrays are not described");
        Some(N)
    };
}

/// Declares items and lists their descriptions. Each item goes to the macro of its first word.
macro_rules! declare {
    ($(
        $(#[doc = $doc:literal])+
        $kind:ident $name:ident $(: $ty:ty)? = $c_name:literal { $($body:tt)* }
    )+) => {
        $($kind! { $(#[doc = $doc])+ $name $(: $ty)? = $c_name { $($body)* } })+

        /// What this module declares, in the order of the header.
        pub(super) const DECLARATIONS: &[$crate::abi::Declaration] = &[
            $(describe!($kind $name $(: $ty)? = $c_name, concat!($($doc, "\n"),+))),+
        ];
    };
}

/// The [`Declaration`] of one item of a `declare!`.
macro_rules! describe {
    (constant $name:ident: $ty:ty = $c_name:literal, $doc:expr) => {
        $crate::abi::Declaration::Constant($crate::abi::ConstantDescription {
            name: $c_name,
            value: $name as u64,
            width: <$ty>::BITS,
            doc: $doc,
        })
    };
    (record $name:ident = $c_name:literal, $doc:expr) => {
        $crate::abi::Declaration::Record(<$name as $crate::abi::AbiRecord>::DESCRIPTION)
    };
    (names $name:ident = $prefix:literal, $doc:expr) => {
        $crate::abi::Declaration::Values(&$name::NAMES)
    };
    (bits $name:ident: $ty:ty = $prefix:literal, $doc:expr) => {
        $crate::abi::Declaration::Values(<$name as $crate::abi::NamedBits>::NAMES)
    };
}

/// Declares a constant.
macro_rules! constant {
    (
        $(#[doc = $doc:literal])+
        $name:ident: $ty:ty = $c_name:literal { $value:expr }
    ) => {
        $(#[doc = $doc])+
        pub const $name: $ty = $value;
    };
}

/// Declares a record: the structure, its description, and the proof that it has no padding.
macro_rules! record {
    (
        $(#[doc = $doc:literal])+
        $name:ident = $c_name:literal {
            $($(#[doc = $field_doc:literal])+ $field:ident: $ty:ty,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(C)]
        pub struct $name {
            $($(#[doc = $field_doc])+ pub $field: $ty,)+
        }

        impl $crate::abi::declare::AbiField for $name {
            const ZEROED: Self = Self {
                $($field: <$ty as $crate::abi::declare::AbiField>::ZEROED),+
            };
            const C_TYPE: &'static str = concat!("struct ", $c_name);
        }

        // INVARIANT: `repr(C)`, of types that are `AbiField`, and without padding by the assertion
        // below.
        impl $crate::abi::AbiRecord for $name {
            const ZERO: Self = <Self as $crate::abi::declare::AbiField>::ZEROED;
            const DESCRIPTION: $crate::abi::RecordDescription = $crate::abi::RecordDescription {
                name: $c_name,
                type_name: stringify!($name),
                doc: concat!($($doc, "\n"),+),
                fields: &[$($crate::abi::FieldDescription {
                    name: stringify!($field),
                    c_type: <$ty as $crate::abi::declare::AbiField>::C_TYPE,
                    array: <$ty as $crate::abi::declare::AbiField>::ARRAY,
                    offset: core::mem::offset_of!($name, $field),
                    size: core::mem::size_of::<$ty>(),
                    doc: concat!($($field_doc, "\n"),+),
                }),+],
                size: core::mem::size_of::<$name>(),
            };
        }

        // Padding would leak kernel stack to user space.
        const _: () = assert!(
            core::mem::size_of::<$name>() == 0 $(+ core::mem::size_of::<$ty>())+,
            concat!($c_name, " has padding")
        );
    };
}

/// Declares an enumeration whose values user space sees.
macro_rules! names {
    (
        $(#[doc = $doc:literal])+
        $name:ident = $prefix:literal {
            $(
                $(#[doc = $value_doc:literal])+
                $variant:ident = $value:literal, $c_name:literal, $text:literal;
            )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u32)]
        pub enum $name {
            $($(#[doc = $value_doc])+ $variant = $value,)+
        }

        impl $name {
            /// Every value, ascending.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Names for the header and for text files.
            pub const NAMES: $crate::abi::ValueNames = $crate::abi::ValueNames {
                prefix: $prefix,
                type_name: stringify!($name),
                doc: concat!($($doc, "\n"),+),
                bits: None,
                items: &[$($crate::abi::NamedValue {
                    value: $value,
                    c_name: concat!($prefix, $c_name),
                    text: $text,
                    doc: concat!($($value_doc, "\n"),+),
                }),+],
            };

            /// The word that text files use.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The value with this number.
            pub const fn from_raw(raw: u32) -> Option<Self> {
                match raw {
                    $($value => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

/// Declares bits of a `u64` or `u32` field.
macro_rules! bits {
    (
        $(#[doc = $doc:literal])+
        $name:ident: $ty:ty = $prefix:literal {
            $(
                $(#[doc = $bit_doc:literal])+
                $bit:ident = $shift:literal, $c_name:literal, $text:literal;
            )+
        }
    ) => {
        $(#[doc = $doc])+
        pub struct $name;

        #[allow(missing_docs)]
        impl $name {
            $($(#[doc = $bit_doc])+ pub const $bit: $ty = 1 << $shift;)+
            /// Every known bit.
            pub const ALL: $ty = 0 $(| Self::$bit)+;
        }

        impl $crate::abi::NamedBits for $name {
            const NAMES: &'static $crate::abi::ValueNames = &$crate::abi::ValueNames {
                prefix: $prefix,
                type_name: stringify!($name),
                doc: concat!($($doc, "\n"),+),
                bits: Some(<$ty>::BITS),
                items: &[$($crate::abi::NamedValue {
                    value: 1 << $shift,
                    c_name: concat!($prefix, $c_name),
                    text: $text,
                    doc: concat!($($bit_doc, "\n"),+),
                }),+],
            };
        }
    };
}
