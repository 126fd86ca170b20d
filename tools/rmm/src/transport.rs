// SPDX-License-Identifier: GPL-2.0

//! How calls reach the module.
//!
//! A session uses ioctl(2) on `/dev/rmm`. Tests of a client can replace it with a
//! [`DeviceTransport`] of their own, which answers from memory.

use crate::{
    abi::AbiRecord,
    sys, //
};
use std::{
    io,
    os::fd::BorrowedFd, //
};

/// Buffers that a call fills. The transport writes their addresses and sizes into the argument.
pub struct CallBuffers<'a> {
    /// Records, as bytes.
    pub records: &'a mut [u8],
    /// Size of a record in bytes.
    pub record_size: usize,
    /// Names or paths; empty if none are requested.
    pub names: &'a mut [u8],
}

impl<'a> CallBuffers<'a> {
    /// No buffers.
    pub fn none() -> Self {
        Self {
            records: &mut [],
            record_size: 0,
            names: &mut [],
        }
    }

    /// Buffers for records and names.
    pub fn new<T: AbiRecord>(records: &'a mut [T], names: &'a mut [u8]) -> Self {
        Self {
            records: sys::bytes_of(records),
            record_size: size_of::<T>(),
            names,
        }
    }
}

impl CallBuffers<'_> {
    /// Writes record `at`, cut or filled with zeros as the module does it; for transports. Returns
    /// whether it fits.
    pub fn put<T: AbiRecord>(&mut self, at: usize, record: T) -> bool {
        let start = at * self.record_size;
        let room = self.records.get_mut(start..start + self.record_size);
        let Some(room) = room else {
            return false;
        };
        let mut record = [record];
        let bytes = sys::bytes_of(&mut record);
        let len = bytes.len().min(room.len());
        room.fill(0);
        room[..len].copy_from_slice(&bytes[..len]);
        true
    }
}

/// A device that answers the calls of [`crate::abi`].
pub trait DeviceTransport: Send + Sync {
    /// Answers a call that returns no descriptor. `request` is a number of [`crate::abi`], for
    /// example [`crate::abi::WALK`]; `argument` is the whole argument. Errors carry the number that
    /// ioctl(2) would return; a call that fails with EINTR is made again.
    fn call(&self, request: u32, argument: &mut [u8], buffers: CallBuffers<'_>) -> io::Result<()>;

    /// Answers `RMM_OPEN`, whose argument is [`crate::abi::open::OpenArgs`].
    fn open_target(&self, argument: &mut [u8]) -> io::Result<Box<dyn DeviceTransport>>;

    /// Answers `RMM_ARENA_CREATE`, whose argument is [`crate::abi::arena::ArenaCreateArgs`]. The
    /// transport adds the weights.
    fn create_arena(
        &self,
        _argument: &mut [u8],
        _weights: &[u32],
    ) -> io::Result<Box<dyn DeviceTransport>> {
        Err(io::Error::from_raw_os_error(libc::ENOTTY))
    }

    /// The descriptor behind the transport, if there is one.
    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        None
    }
}

/// Reads a record from bytes of its size, and writes it back; for transports.
pub fn with_record<T: AbiRecord, R>(bytes: &mut [u8], change: impl FnOnce(&mut T) -> R) -> R {
    let mut record = [T::ZERO];
    sys::bytes_of(&mut record).copy_from_slice(bytes);
    let result = change(&mut record[0]);
    bytes.copy_from_slice(sys::bytes_of(&mut record));
    result
}
