// SPDX-License-Identifier: GPL-2.0

//! The macros that declare constants, records, names and bits together with their description.

/// A constant of the interface.
pub struct ConstantDescription {
    /// Name in the header.
    pub name: &'static str,
    /// Its value.
    pub value: u64,
    /// Bits of its type.
    pub width: u32,
    /// Documentation, lines separated by `\n`, each with its leading blank.
    pub doc: &'static str,
}

/// A field of a record, as the header shows it.
pub struct FieldDescription {
    /// Name, the same in Rust and in C.
    pub name: &'static str,
    /// C type; of an array, that of its elements.
    pub c_type: &'static str,
    /// Elements, if it is an array.
    pub array: Option<usize>,
    /// Offset in bytes.
    pub offset: usize,
    /// Size in bytes.
    pub size: usize,
    /// Documentation, as in [`ConstantDescription::doc`].
    pub doc: &'static str,
}

/// A plain structure that crosses the user boundary: `repr(C)`, no padding, integers only.
///
/// Implemented by [`record!`] alone, which asserts the layout.
pub trait AbiRecord: Copy + 'static {
    /// C name without `struct`.
    const NAME: &'static str;
    /// Documentation, as in [`ConstantDescription::doc`].
    const DOC: &'static str;
    /// The fields in order.
    const FIELDS: &'static [FieldDescription];
    /// The record with every byte zero.
    const ZERO: Self;
}

/// What a record may consist of: integers, arrays of them, other records.
pub(super) trait AbiField: Copy {
    /// The value with every byte zero.
    const ZERO: Self;
    /// As [`FieldDescription::c_type`].
    const C_TYPE: &'static str;
    /// As [`FieldDescription::array`].
    const ARRAY: Option<usize> = None;
}

macro_rules! plain {
    ($($ty:ty = $c_type:literal),+) => {
        $(impl AbiField for $ty {
            const ZERO: Self = 0;
            const C_TYPE: &'static str = $c_type;
        })+
    };
}
plain!(
    u8 = "__u8",
    u16 = "__u16",
    u32 = "__u32",
    u64 = "__u64",
    i32 = "__s32",
    i64 = "__s64"
);

impl<T: AbiField, const N: usize> AbiField for [T; N] {
    const ZERO: Self = [T::ZERO; N];
    const C_TYPE: &'static str = T::C_TYPE;
    const ARRAY: Option<usize> = {
        assert!(T::ARRAY.is_none(), "arrays of arrays are not described");
        Some(N)
    };
}

/// Names of the values of a field, or of the bits of one.
pub struct ValueNames {
    /// Prefix of the C constants.
    pub prefix: &'static str,
    /// Documentation of the group.
    pub doc: &'static str,
    /// If they are bits: how many the field has.
    pub bits: Option<u32>,
    /// Value (or bit mask), constant's name, text name, documentation.
    pub items: &'static [(u64, &'static str, &'static str, &'static str)],
}

/// A set of bits with a text name each.
pub trait NamedBits {
    /// Text name of each bit, by ascending bit.
    const NAMES: &'static ValueNames;
}

/// A record's description as an object.
pub trait RecordDescription: Sync {
    /// [`AbiRecord::NAME`].
    fn name(&self) -> &'static str;
    /// [`AbiRecord::DOC`].
    fn doc(&self) -> &'static str;
    /// [`AbiRecord::FIELDS`].
    fn fields(&self) -> &'static [FieldDescription];
    /// Size in bytes.
    fn size(&self) -> usize;
}

/// Stands for the record `T` where only its description is needed.
pub(super) struct DescriptionOf<T>(core::marker::PhantomData<fn() -> T>);

impl<T> DescriptionOf<T> {
    /// The only value.
    pub(super) const NEW: Self = DescriptionOf(core::marker::PhantomData);
}

impl<T: AbiRecord> RecordDescription for DescriptionOf<T> {
    fn name(&self) -> &'static str {
        T::NAME
    }
    fn doc(&self) -> &'static str {
        T::DOC
    }
    fn fields(&self) -> &'static [FieldDescription] {
        T::FIELDS
    }
    fn size(&self) -> usize {
        core::mem::size_of::<T>()
    }
}

/// Declares constants, and [`ConstantDescription`]s that describe them.
macro_rules! constants {
    (
        $(#[doc = $ldoc:literal])+
        $list:ident;
        $($(#[doc = $doc:literal])+ $name:ident: $ty:ty = $value:expr, $cname:literal;)+
    ) => {
        $($(#[doc = $doc])+ pub const $name: $ty = $value;)+

        $(#[doc = $ldoc])+
        pub const $list: &[$crate::abi::ConstantDescription] = &[$($crate::abi::ConstantDescription {
            name: $cname,
            value: $name as u64,
            width: <$ty>::BITS,
            doc: concat!($($doc, "\n"),+),
        }),+];
    };
}

/// Declares a record: the structure, its description, and the proof that it has no padding.
macro_rules! record {
    (
        $(#[doc = $doc:literal])+
        $name:ident = $cname:literal {
            $($(#[doc = $fdoc:literal])+ $field:ident: $ty:ty,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(C)]
        pub struct $name {
            $($(#[doc = $fdoc])+ pub $field: $ty,)+
        }

        impl $crate::abi::AbiRecord for $name {
            const NAME: &'static str = $cname;
            const DOC: &'static str = concat!($($doc, "\n"),+);
            const FIELDS: &'static [$crate::abi::FieldDescription] = &[$($crate::abi::FieldDescription {
                name: stringify!($field),
                c_type: <$ty as $crate::abi::declare::AbiField>::C_TYPE,
                array: <$ty as $crate::abi::declare::AbiField>::ARRAY,
                offset: core::mem::offset_of!($name, $field),
                size: core::mem::size_of::<$ty>(),
                doc: concat!($($fdoc, "\n"),+),
            }),+];
            const ZERO: Self = <Self as $crate::abi::declare::AbiField>::ZERO;
        }

        impl $crate::abi::declare::AbiField for $name {
            const ZERO: Self = Self { $($field: <$ty as $crate::abi::declare::AbiField>::ZERO),+ };
            const C_TYPE: &'static str = concat!("struct ", $cname);
        }

        // Padding would leak kernel stack to user space.
        const _: () = assert!(
            core::mem::size_of::<$name>() == 0 $(+ core::mem::size_of::<$ty>())+,
            concat!($cname, " has padding")
        );
    };
}

/// Declares an enumeration whose values user space sees.
macro_rules! names {
    (
        $(#[doc = $doc:literal])+
        $name:ident = $prefix:literal {
            $($(#[doc = $vdoc:literal])+ $variant:ident = $value:literal, $cname:literal, $text:literal;)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u32)]
        pub enum $name {
            $($(#[doc = $vdoc])+ $variant = $value,)+
        }

        impl $name {
            /// Every value, ascending.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Names for the header and for text.
            pub const NAMES: $crate::abi::ValueNames = $crate::abi::ValueNames {
                prefix: $prefix,
                doc: concat!($($doc, "\n"),+),
                bits: None,
                items: &[$(($value, concat!($prefix, $cname), $text, concat!($($vdoc, "\n"),+))),+],
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
            $($(#[doc = $vdoc:literal])+ $bit:ident = $shift:literal, $cname:literal, $text:literal;)+
        }
    ) => {
        $(#[doc = $doc])+
        pub struct $name;

        #[allow(missing_docs)]
        impl $name {
            $($(#[doc = $vdoc])+ pub const $bit: $ty = 1 << $shift;)+
            /// Every known bit.
            pub const ALL: $ty = 0 $(| Self::$bit)+;
        }

        impl $crate::abi::NamedBits for $name {
            const NAMES: &'static $crate::abi::ValueNames = &$crate::abi::ValueNames {
                prefix: $prefix,
                doc: concat!($($doc, "\n"),+),
                bits: Some(<$ty>::BITS),
                items: &[$((1 << $shift, concat!($prefix, $cname), $text, concat!($($vdoc, "\n"),+))),+],
            };
        }
    };
}
