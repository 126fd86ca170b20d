// SPDX-License-Identifier: GPL-2.0

//! A buffer for names that have no length limit.
//!
//! A path may be longer than PATH_MAX, which limits the argument of a system call only. The buffer
//! starts with room for most names, because many questions need one name or none. For a longer name it
//! grows to PATH_MAX and then doubles, as the buffer of /proc/PID/maps does. A name is
//! written under a lock, where nothing can be allocated: a name that does not fit ends the reading,
//! the buffer grows, and the name is read again.

use kernel::{
    alloc::flags::__GFP_ZERO,
    prelude::*, //
};

/// Length at first.
const FIRST_SIZE: usize = 256;

/// Length for a name that does not fit at first, PATH_MAX.
const SECOND_SIZE: usize = 4096;

/// Length limit. A longer name is omitted.
const LAST_SIZE: usize = 64 << 10;

/// A buffer and the name in it.
pub(crate) struct NameBuffer {
    bytes: KVVec<u8>,
    len: usize,
    too_long: bool,
}

impl NameBuffer {
    /// A buffer with an empty name.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            bytes: zeroes(FIRST_SIZE)?,
            len: 0,
            too_long: false,
        })
    }

    /// The name; empty if there is none.
    pub(crate) fn name(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Length of the name.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Makes the name empty.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
        self.too_long = false;
    }

    /// Reads a name with `write`, which returns the name's length or an error if it does not fit.
    pub(crate) fn read(&mut self, write: impl FnOnce(&mut [u8]) -> Result<usize>) {
        let written = write(&mut self.bytes).ok();
        let fits = written.filter(|&len| len <= self.bytes.len());
        self.len = fits.unwrap_or(0);
        self.too_long = fits.is_none();
    }

    /// The last name did not fit.
    pub(crate) fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// The last name did not fit, and may fit after [`Self::grow`].
    pub(crate) fn may_grow(&self) -> bool {
        self.too_long && self.bytes.len() < LAST_SIZE
    }

    /// Enlarges the buffer, whose name is lost. `false` if that would not help. Sleeps.
    pub(crate) fn grow(&mut self) -> Result<bool> {
        if !self.may_grow() {
            return Ok(false);
        }
        let size = SECOND_SIZE.max(self.bytes.len() * 2);
        self.clear();
        self.bytes = zeroes(size)?;
        Ok(true)
    }
}

/// A buffer of zeroes, cleared once and not byte by byte.
fn zeroes(size: usize) -> Result<KVVec<u8>> {
    let mut bytes = KVVec::with_capacity(size, GFP_KERNEL_ACCOUNT | __GFP_ZERO)?;
    // SAFETY: There is room for `size` bytes, and all of them are zero.
    unsafe { bytes.inc_len(size) };
    Ok(bytes)
}
