// SPDX-License-Identifier: GPL-2.0

//! Reading fields that others write meanwhile: READ_ONCE for Rust.

use kernel::{
    bindings::{
        atomic64_t,
        atomic_t, //
    },
    ffi::{
        c_int,
        c_long,
        c_short,
        c_uint,
        c_ulong, //
    },
};

/// A field that the machine reads in one go.
pub(super) trait KernelScalar: Copy {
    /// Its value; a negative one extends its attrs.
    fn widen(self) -> u64;
}

macro_rules! scalar {
    ($($ty:ty),+) => { $(impl KernelScalar for $ty {
        fn widen(self) -> u64 {
            i64::from(self) as u64
        }
    })+ };
}
scalar!(bool, u8, i8, c_short, c_int);

impl KernelScalar for c_long {
    fn widen(self) -> u64 {
        self as u64
    }
}

impl KernelScalar for c_uint {
    fn widen(self) -> u64 {
        self.into()
    }
}

impl KernelScalar for c_ulong {
    fn widen(self) -> u64 {
        self as u64
    }
}

impl KernelScalar for atomic_t {
    fn widen(self) -> u64 {
        self.counter.widen()
    }
}

impl KernelScalar for atomic64_t {
    fn widen(self) -> u64 {
        self.counter as u64
    }
}

impl<T> KernelScalar for *mut T {
    fn widen(self) -> u64 {
        self as usize as u64
    }
}

/// READ_ONCE.
///
/// # Safety
///
/// `field` is valid for reads and aligned.
pub(super) unsafe fn read_once<T: KernelScalar>(field: *const T) -> u64 {
    // SAFETY: By this function's contract; a torn or stale value is still a value of `T`, as
    // fields of type `bool` are written as 0 and 1 alone.
    unsafe { field.read_volatile() }.widen()
}

/// ARRAY_SIZE.
pub(super) const fn elements<T, const N: usize>(_array: *const [T; N]) -> usize {
    N
}

/// Bits that are set in a bitmap, ascending. Others may change it meanwhile.
///
/// # Invariants
///
/// `words` is valid for reads of `end` bits, for ever.
pub(super) struct SetBits {
    words: *const c_ulong,
    next: u32,
    end: u32,
}

impl SetBits {
    /// # Safety
    ///
    /// `words` is valid for reads of `end` bits, for ever.
    pub(super) unsafe fn new(words: *const c_ulong, end: u32) -> Self {
        // INVARIANT: By this function's contract.
        Self {
            words,
            next: 0,
            end,
        }
    }

    /// Goes on from `bit`.
    pub(super) fn from(mut self, bit: u32) -> Self {
        self.next = bit;
        self
    }
}

impl Iterator for SetBits {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        while self.next < self.end {
            let bit = self.next;
            // SAFETY: `bit` is below `end`; the invariant says that its word can be read.
            let word = unsafe { read_once(self.words.add((bit / c_ulong::BITS) as usize)) };
            let rest = word >> (bit % c_ulong::BITS);
            if rest & 1 != 0 {
                self.next = bit + 1;
                return Some(bit);
            }
            // To the next set bit of the word, or to the next word.
            self.next = bit
                + rest
                    .trailing_zeros()
                    .min(c_ulong::BITS - bit % c_ulong::BITS);
        }
        None
    }
}

/// Methods that read a field each; `ABSENT` where the kernel was configured without it.
///
/// The type has a method `raw()`, whose pointer is valid for reads by the type's invariant.
macro_rules! readers {
    ($($name:ident => $($field:ident).+ $([$index:literal])? $(if $config:meta)?;)+) => {$(
        #[doc = concat!("`", stringify!($($field).+ $([$index])?), "`.")]
        $(#[cfg($config)])?
        pub(crate) fn $name(&self) -> u64 {
            // SAFETY: Valid for reads by the invariant of the type.
            unsafe {
                $crate::sys::scalar::read_once(&raw const (*self.raw()).$($field).+ $([$index])?)
            }
        }

        $(
            /// Not in this kernel.
            #[cfg(not($config))]
            pub(crate) fn $name(&self) -> u64 {
                $crate::abi::ABSENT
            }
        )?
    )+};
}
pub(super) use readers;
