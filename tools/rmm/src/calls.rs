// SPDX-License-Identifier: GPL-2.0

//! Calls on a device with typed arguments and records.

use crate::{
    abi::{
        self,
        list::ListArgs,
        AbiRecord, //
    },
    error::{
        call_error,
        RmmError, //
    },
    iterator::CallRepeats,
    sys,
    transport::{
        CallBuffers,
        DeviceTransport, //
    },
};
use std::{
    fmt,
    io,
    os::fd::BorrowedFd,
    sync::Arc, //
};

/// Records of one call. A larger buffer does not make walks faster.
pub(crate) const BATCH_RECORDS: usize = 1024;
/// Initial size of a buffer for names, in bytes. It holds the longest path.
pub(crate) const NAMES_SIZE: usize = 1 << 16;
/// Records of a buffer that grew so far still do not fit: the module repeats itself.
const MAX_RECORDS: usize = 1 << 24;

/// An open device, or the open address space of a process.
#[derive(Clone)]
pub(crate) struct CallHandle {
    transport: Arc<dyn DeviceTransport>,
    /// Name of the process, for errors.
    target: Option<Arc<str>>,
}

impl fmt::Debug for CallHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallHandle")
            .field("target", &self.target)
            .field("descriptor", &self.descriptor())
            .finish_non_exhaustive()
    }
}

impl CallHandle {
    pub(crate) fn new(transport: Box<dyn DeviceTransport>, target: Option<String>) -> Self {
        Self {
            transport: transport.into(),
            target: target.map(Into::into),
        }
    }

    /// Makes a call once, with the error of the operating system. It is EINTR if a signal arrived
    /// before the call did anything.
    pub(crate) fn try_call<A: AbiRecord, T: AbiRecord>(
        &self,
        request: u32,
        argument: &mut A,
        records: &mut [T],
        names: &mut [u8],
    ) -> io::Result<()> {
        let mut bytes = [*argument];
        let buffers = CallBuffers::new(records, names);
        self.transport
            .call(request, sys::bytes_of(&mut bytes), buffers)?;
        [*argument] = bytes;
        Ok(())
    }

    /// Makes a call. It is made again after a signal, and for a while during memory hotplug.
    pub(crate) fn call<A: AbiRecord, T: AbiRecord>(
        &self,
        request: u32,
        argument: &mut A,
        records: &mut [T],
        names: &mut [u8],
    ) -> Result<(), RmmError> {
        let mut repeats = CallRepeats::default();
        loop {
            let Err(error) = self.try_call(request, argument, records, names) else {
                return Ok(());
            };
            let error = self.error(request, error);
            if !repeats.allow(&error) {
                return Err(error);
            }
        }
    }

    /// Makes a call that has no buffers.
    pub(crate) fn call_alone<A: AbiRecord>(
        &self,
        request: u32,
        argument: &mut A,
    ) -> Result<(), RmmError> {
        self.call::<A, abi::ArgsHead>(request, argument, &mut [], &mut [])
    }

    /// Makes a call that returns bytes instead of records.
    pub(crate) fn try_call_bytes<A: AbiRecord>(
        &self,
        request: u32,
        argument: &mut A,
        bytes: &mut [u8],
    ) -> io::Result<()> {
        let mut copy = [*argument];
        let buffers = CallBuffers {
            records: bytes,
            record_size: 1,
            names: &mut [],
        };
        self.transport
            .call(request, sys::bytes_of(&mut copy), buffers)?;
        [*argument] = copy;
        Ok(())
    }

    /// The error of a call.
    pub(crate) fn error(&self, request: u32, error: io::Error) -> RmmError {
        call_error(request, self.target.as_deref(), error)
    }

    /// All records of a call that does not resume.
    pub(crate) fn list<T: AbiRecord>(&self, request: u32) -> Result<Vec<T>, RmmError> {
        let mut records = vec![T::ZERO; 64];
        let mut repeats = CallRepeats::default();
        loop {
            let mut argument = ListArgs::ZERO;
            match self.try_call(request, &mut argument, &mut records, &mut []) {
                Err(error) if is_full(&error) && grow(&mut records) => {}
                Err(error) => {
                    let error = self.error(request, error);
                    if !repeats.allow(&error) {
                        return Err(error);
                    }
                }
                Ok(()) => {
                    records.truncate(argument.count as usize);
                    return Ok(records);
                }
            }
        }
    }

    /// Opens a process.
    pub(crate) fn open_target(
        &self,
        argument: abi::open::OpenArgs,
        target: String,
    ) -> Result<Self, RmmError> {
        let mut bytes = [argument];
        let opened = uninterrupted(|| self.transport.open_target(sys::bytes_of(&mut bytes)));
        match opened {
            Ok(transport) => Ok(Self::new(transport, Some(target))),
            Err(error) => Err(call_error(abi::OPEN, Some(&target), error)),
        }
    }
}

impl CallHandle {
    /// Creates an arena.
    pub(crate) fn create_arena(
        &self,
        argument: abi::arena::ArenaCreateArgs,
        weights: &[u32],
    ) -> Result<Self, RmmError> {
        let mut bytes = [argument];
        let transport = &self.transport;
        let created = uninterrupted(|| transport.create_arena(sys::bytes_of(&mut bytes), weights));
        match created {
            Ok(transport) => Ok(Self::new(transport, None)),
            Err(error) => Err(self.error(abi::ARENA_CREATE, error)),
        }
    }

    /// The descriptor that the calls are made on; `None` for a transport without one.
    pub(crate) fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.transport.descriptor()
    }
}

/// Makes a call until no signal interrupts it.
fn uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Whether records or names did not fit into their buffers.
pub(crate) fn is_full(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ENOSPC)
}

/// Enlarges a buffer for records, up to a limit.
pub(crate) fn grow<T: AbiRecord>(records: &mut Vec<T>) -> bool {
    let len = 4 * records.len();
    if len > MAX_RECORDS {
        return false;
    }
    records.resize(len, T::ZERO);
    true
}

/// The part of a buffer for names that a record refers to.
pub(crate) fn name_at(names: &[u8], offset: u32, len: u32) -> Vec<u8> {
    let (offset, len) = (offset as usize, len as usize);
    names
        .get(offset..offset.saturating_add(len))
        .unwrap_or_default()
        .to_vec()
}
