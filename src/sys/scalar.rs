// SPDX-License-Identifier: GPL-2.0

//! Reads fields that change concurrently: READ_ONCE for Rust.

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

/// A field that the machine reads in one access.
pub(super) trait KernelScalar: Copy {
    /// The value; a negative one is sign-extended.
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
    // SAFETY: By this function's contract. A stale value is still a value of `T`, because fields of
    // type `bool` hold only 0 and 1.
    unsafe { field.read_volatile() }.widen()
}

/// ARRAY_SIZE.
pub(super) const fn elements<T, const N: usize>(_array: *const [T; N]) -> usize {
    N
}

/// The set bits of a bitmap that may change concurrently, ascending.
///
/// # Invariants
///
/// `words` is valid for reads of `end` bits, forever.
pub(super) struct SetBits {
    words: *const c_ulong,
    next: u32,
    end: u32,
}

impl SetBits {
    /// # Safety
    ///
    /// `words` is valid for reads of `end` bits, forever.
    pub(super) unsafe fn new(words: *const c_ulong, end: u32) -> Self {
        // INVARIANT: By this function's contract.
        Self {
            words,
            next: 0,
            end,
        }
    }

    /// Continues from `bit`.
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
            // SAFETY: `bit` is below `end`, so by the invariant its word is readable.
            let word = unsafe { read_once(self.words.add((bit / c_ulong::BITS) as usize)) };
            let rest = word >> (bit % c_ulong::BITS);
            if rest & 1 != 0 {
                self.next = bit + 1;
                return Some(bit);
            }
            // Continues with the next set bit of the word, or with the next word.
            self.next = bit
                + rest
                    .trailing_zeros()
                    .min(c_ulong::BITS - bit % c_ulong::BITS);
        }
        None
    }
}

/// Declares methods that read one field each; `ABSENT` if the kernel is configured without it.
///
/// The type has a method `raw()`, whose pointer is valid for reads by the type's invariant.
macro_rules! readers {
    ($($name:ident => $($field:ident).+ $([$index:literal])? $(if $config:meta)?;)+) => {$(
        #[doc = concat!("`", stringify!($($field).+ $([$index])?), "`.")]
        $(#[cfg($config)])?
        pub(crate) fn $name(&self) -> u64 {
            // SAFETY: Valid for reads by the type's invariant.
            unsafe {
                $crate::sys::scalar::read_once(&raw const (*self.raw()).$($field).+ $([$index])?)
            }
        }

        $(
            /// This kernel does not have the field.
            #[cfg(not($config))]
            pub(crate) fn $name(&self) -> u64 {
                $crate::abi::ABSENT
            }
        )?
    )+};
}
pub(super) use readers;
