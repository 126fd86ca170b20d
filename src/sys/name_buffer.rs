// SPDX-License-Identifier: GPL-2.0

//! A buffer for names that have no length limit.
//!
//! A path may be longer than PATH_MAX, which limits the argument of a system call only. The buffer
//! starts with PATH_MAX and doubles for a longer name, as the buffer of /proc/PID/maps does. A name is
//! written under a lock, where nothing can be allocated: a name that does not fit ends the reading,
//! the buffer grows, and the name is read again.

use kernel::prelude::*;

/// Length at first, PATH_MAX.
const FIRST_SIZE: usize = 4096;

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
            bytes: KVVec::from_elem(0, FIRST_SIZE, GFP_KERNEL_ACCOUNT)?,
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

    /// Doubles the buffer, whose name is lost. `false` if that would not help. Sleeps.
    pub(crate) fn grow(&mut self) -> Result<bool> {
        if !self.may_grow() {
            return Ok(false);
        }
        let size = self.bytes.len() * 2;
        self.clear();
        self.bytes.resize(size, 0, GFP_KERNEL_ACCOUNT)?;
        Ok(true)
    }
}
