// SPDX-License-Identifier: GPL-2.0

//! ioctl(2), mappings and descriptors of arenas, and records as bytes: the only unsafe code of this
//! crate.

#![allow(unsafe_code)]

use crate::{
    abi::{
        self,
        AbiRecord,
        RecordDescription, //
    },
    transport::{
        CallBuffers,
        DeviceTransport, //
    },
};
use std::{
    fs::File,
    io,
    ops::Range,
    os::{
        fd::{
            AsFd,
            AsRawFd,
            BorrowedFd,
            FromRawFd,
            OwnedFd, //
        },
        unix::fs::MetadataExt, //
    },
    ptr::NonNull,
    slice,
    sync::atomic::AtomicU8, //
};

/// The bytes of records.
pub(crate) fn bytes_of<T: AbiRecord>(records: &mut [T]) -> &mut [u8] {
    // SAFETY: by the invariants of `AbiRecord`, `T` has no padding, so all bytes are initialised, and
    // every byte pattern is a value of `T`. The slice covers the same memory with the same lifetime.
    unsafe { slice::from_raw_parts_mut(records.as_mut_ptr().cast(), size_of_val(records)) }
}

/// The bytes of a record, for programs that read fields by their description
/// ([`AbiRecord::DESCRIPTION`]).
pub fn record_bytes<T: AbiRecord>(record: &T) -> &[u8] {
    // SAFETY: as in `bytes_of`; the bytes are only read.
    unsafe { slice::from_raw_parts(std::ptr::from_ref(record).cast(), size_of::<T>()) }
}

/// The fields of an argument that hold addresses and sizes of buffers.
const RECORD_FIELDS: [&str; 3] = ["buf", "capacity", "record_size"];
const NAME_FIELDS: [(&str, &str); 2] = [("names", "names_size"), ("name", "name_size")];
/// Addresses of arrays that only one call has; zero in all others.
const OTHER_ADDRESSES: [&str; 1] = ["weights"];

/// Writes a field of an argument, if the argument has it.
fn set_field(description: &RecordDescription, argument: &mut [u8], name: &str, value: u64) {
    let field = description.fields.iter().find(|field| field.name == name);
    if let Some(field) = field {
        let bytes = value.to_ne_bytes();
        // Values fit: sizes are limited to 32 bits by the caller. Records are little-endian, as x86.
        argument[field.offset..field.offset + field.size].copy_from_slice(&bytes[..field.size]);
    }
}

/// Writes the size of the argument and the addresses and sizes of all buffers, whatever the
/// argument contained.
fn attach_buffers(
    description: &RecordDescription,
    argument: &mut [u8],
    buffers: &mut CallBuffers<'_>,
) -> io::Result<()> {
    let invalid = || io::Error::from_raw_os_error(libc::EINVAL);
    let record_size = buffers.record_size.max(1);
    let capacity = buffers.records.len() / record_size;
    let len = |len: usize| u32::try_from(len).map_err(|_| invalid());
    set_field(description, argument, "size", len(argument.len())?.into());
    let [buf, capacity_field, record_size_field] = RECORD_FIELDS;
    let address = |bytes: &mut [u8]| {
        if bytes.is_empty() {
            0
        } else {
            bytes.as_mut_ptr().expose_provenance() as u64
        }
    };
    set_field(description, argument, buf, address(buffers.records));
    set_field(description, argument, capacity_field, len(capacity)?.into());
    set_field(
        description,
        argument,
        record_size_field,
        len(record_size)?.into(),
    );
    for (name, size) in NAME_FIELDS {
        set_field(description, argument, name, address(buffers.names));
        set_field(
            description,
            argument,
            size,
            len(buffers.names.len())?.into(),
        );
    }
    for name in OTHER_ADDRESSES {
        set_field(description, argument, name, 0);
    }
    Ok(())
}

/// The description of a request's argument. Requests that return a descriptor are not among them.
fn argument_of(request: u32) -> Option<&'static RecordDescription> {
    let known = abi::IOCTLS
        .iter()
        .find(|ioctl| abi::iowr(ioctl.nr) == request)?;
    let returns_descriptor = [abi::OPEN, abi::ARENA_CREATE].contains(&request);
    let argument = abi::records().find(|record| record.name == known.arg);
    argument.filter(|_| !returns_descriptor)
}

/// An open `/dev/rmm`, or a descriptor that `RMM_OPEN` returned.
pub(crate) struct IoctlDevice(pub(crate) File);

impl IoctlDevice {
    /// Calls ioctl(2) with the address of `argument`.
    ///
    /// # Safety
    ///
    /// Addresses in the argument must be those of buffers that are borrowed exclusively until this
    /// returns, and sizes at most those of the buffers.
    unsafe fn ioctl(&self, request: u32, argument: &mut [u8]) -> io::Result<i32> {
        // SAFETY: rmm accesses as many bytes of the argument as its first field gives, which is the
        // size of the slice, and buffers as the caller guarantees.
        let result = unsafe {
            libc::ioctl(
                self.0.as_raw_fd(),
                request as libc::Ioctl,
                argument.as_mut_ptr(),
            )
        };
        if result < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(result)
    }
}

impl DeviceTransport for IoctlDevice {
    fn call(
        &self,
        request: u32,
        argument: &mut [u8],
        mut buffers: CallBuffers<'_>,
    ) -> io::Result<()> {
        let description =
            argument_of(request).ok_or_else(|| io::Error::from_raw_os_error(libc::ENOTTY))?;
        if argument.len() != description.size {
            return Err(io::Error::from_raw_os_error(libc::EINVAL));
        }
        attach_buffers(description, argument, &mut buffers)?;
        // SAFETY: the addresses and sizes in the argument are those of `buffers`, which are borrowed
        // exclusively until the end of this function.
        unsafe { self.ioctl(request, argument) }?;
        Ok(())
    }

    fn open_target(&self, argument: &mut [u8]) -> io::Result<Box<dyn DeviceTransport>> {
        let description = <abi::open::OpenArgs as AbiRecord>::DESCRIPTION;
        if argument.len() != description.size {
            return Err(io::Error::from_raw_os_error(libc::EINVAL));
        }
        attach_buffers(&description, argument, &mut CallBuffers::none())?;
        // SAFETY: the argument contains no address.
        let descriptor = unsafe { self.ioctl(abi::OPEN, argument) }?;
        // SAFETY: RMM_OPEN returns a new descriptor, which nothing else owns.
        let descriptor = unsafe { OwnedFd::from_raw_fd(descriptor) };
        Ok(Box::new(Self(File::from(descriptor))))
    }

    fn create_arena(
        &self,
        argument: &mut [u8],
        weights: &[u32],
    ) -> io::Result<Box<dyn DeviceTransport>> {
        let description = <abi::arena::ArenaCreateArgs as AbiRecord>::DESCRIPTION;
        let count = u32::try_from(weights.len());
        let (Ok(count), true) = (count, argument.len() == description.size) else {
            return Err(io::Error::from_raw_os_error(libc::EINVAL));
        };
        attach_buffers(&description, argument, &mut CallBuffers::none())?;
        set_field(&description, argument, "weights_count", count.into());
        if !weights.is_empty() {
            let address = weights.as_ptr().expose_provenance() as u64;
            set_field(&description, argument, "weights", address);
        }
        // SAFETY: the argument contains the address and the length of `weights`, which the call only
        // reads and which is borrowed until it returns.
        let descriptor = unsafe { self.ioctl(abi::ARENA_CREATE, argument) }?;
        // SAFETY: RMM_ARENA_CREATE returns a new descriptor, which nothing else owns.
        let descriptor = unsafe { OwnedFd::from_raw_fd(descriptor) };
        Ok(Box::new(Self(File::from(descriptor))))
    }

    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        Some(self.0.as_fd())
    }
}

/// Duplicates a descriptor of a process, close-on-exec.
pub(crate) fn duplicate_from(pid: i32, descriptor: i32) -> io::Result<OwnedFd> {
    let returned = |number: i64| {
        let number = i32::try_from(number).ok().filter(|number| *number >= 0);
        let number = number.ok_or_else(io::Error::last_os_error)?;
        // SAFETY: both calls return a new descriptor, which nothing else owns.
        Ok::<_, io::Error>(unsafe { OwnedFd::from_raw_fd(number) })
    };
    // SAFETY: pidfd_open(2) accesses no memory of the caller.
    let pidfd = returned(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) })?;
    // SAFETY: pidfd_getfd(2) accesses no memory of the caller.
    returned(unsafe { libc::syscall(libc::SYS_pidfd_getfd, pidfd.as_raw_fd(), descriptor, 0) })
}

/// The device number of the tmpfs in which the kernel creates arenas, memfds and shared anonymous
/// memory. No path leads to its files.
pub(crate) fn kernel_tmpfs() -> io::Result<u64> {
    // SAFETY: the name is a zero-terminated string, which the call only reads.
    let number = unsafe { libc::memfd_create(c"rmm-probe".as_ptr(), libc::MFD_CLOEXEC) };
    if number < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: memfd_create(2) returned a new descriptor, which nothing else owns.
    let probe = File::from(unsafe { OwnedFd::from_raw_fd(number) });
    Ok(probe.metadata()?.dev())
}

/// Keeps a descriptor open when the process executes a program.
pub(crate) fn keep_across_exec(descriptor: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: F_SETFD accesses no memory.
    match unsafe { libc::fcntl(descriptor.as_raw_fd(), libc::F_SETFD, 0) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// A mapping of an arena, which lasts until it is dropped.
///
/// Other processes can change the memory at any time, so it is accessed through atomics. An access
/// beyond the end or the cap of the arena raises SIGBUS, as on every file.
#[derive(Debug)]
pub struct ArenaMapping {
    start: NonNull<AtomicU8>,
    len: usize,
}

// SAFETY: the mapping belongs to the process, not to a thread, and is accessed through atomics only.
unsafe impl Send for ArenaMapping {}
// SAFETY: as above.
unsafe impl Sync for ArenaMapping {}

impl ArenaMapping {
    /// Maps a range of a file, readable and writable.
    pub(crate) fn new(
        file: BorrowedFd<'_>,
        range: Range<u64>,
        is_private: bool,
    ) -> io::Result<Self> {
        let invalid = || io::Error::from_raw_os_error(libc::EINVAL);
        let len = range.end.checked_sub(range.start).ok_or_else(invalid)?;
        // A slice is never longer than `isize::MAX`.
        let len = isize::try_from(len).map_err(|_| invalid())? as usize;
        let offset = libc::off_t::try_from(range.start).map_err(|_| invalid())?;
        let sharing = if is_private {
            libc::MAP_PRIVATE
        } else {
            libc::MAP_SHARED
        };
        // SAFETY: without MAP_FIXED the kernel chooses addresses that nothing uses.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                len,
                libc::PROT_READ | libc::PROT_WRITE,
                sharing,
                file.as_raw_fd(),
                offset,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let start = NonNull::new(start.cast()).ok_or_else(invalid)?;
        Ok(Self { start, len })
    }

    /// The bytes. Each access is a load or a store of the CPU, so the first one faults the page in.
    pub fn bytes(&self) -> &[AtomicU8] {
        // SAFETY: the range is mapped, readable and writable, until `self` is dropped. Atomics have no
        // invalid values, and other threads and processes may access them at the same time.
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.len) }
    }
}

impl Drop for ArenaMapping {
    fn drop(&mut self) {
        // SAFETY: `new` mapped this range, and no reference to it is left.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::{
        vma::{
            VmaRecord,
            VmasArgs, //
        },
        walk::WalkArgs, //
    };

    #[test]
    fn addresses_in_the_argument_are_overwritten() {
        let mut argument = [VmasArgs {
            buf: 0x1234,
            capacity: 1000,
            record_size: 8,
            names: 0x5678,
            names_size: 9,
            ..VmasArgs::ZERO
        }];
        let mut records = [VmaRecord::ZERO; 3];
        let mut names = [0; 7];
        let bytes = bytes_of(&mut argument);
        let mut buffers = CallBuffers::new(&mut records, &mut names);
        attach_buffers(&VmasArgs::DESCRIPTION, bytes, &mut buffers).unwrap();
        let [argument] = argument;
        assert_eq!(argument.size as usize, size_of::<VmasArgs>());
        assert_eq!(argument.buf, records.as_mut_ptr().addr() as u64);
        assert_eq!(
            (argument.capacity, argument.record_size as usize),
            (3, size_of::<VmaRecord>())
        );
        assert_eq!(
            (argument.names, argument.names_size),
            (names.as_mut_ptr().addr() as u64, 7)
        );
    }

    #[test]
    fn each_address_field_is_known() {
        let known: Vec<&str> = [RECORD_FIELDS[0]]
            .into_iter()
            .chain(NAME_FIELDS.map(|(name, _)| name))
            .chain(OTHER_ADDRESSES)
            .collect();
        for record in abi::records() {
            for field in record.fields {
                if field.doc.contains("User address of") {
                    assert!(
                        known.contains(&field.name),
                        "{}.{}",
                        record.name,
                        field.name
                    );
                }
            }
        }
    }

    #[test]
    fn files_are_not_in_the_tmpfs_of_the_kernel() {
        let tmpfs = kernel_tmpfs().unwrap();
        assert_eq!(kernel_tmpfs().unwrap(), tmpfs);
        let executable = std::env::current_exe().unwrap();
        assert_ne!(std::fs::metadata(executable).unwrap().dev(), tmpfs);
    }

    #[test]
    fn a_request_has_an_argument_of_its_size() {
        let walk = argument_of(abi::WALK).unwrap();
        assert_eq!(walk.size, size_of::<WalkArgs>());
        assert!(argument_of(abi::OPEN).is_none());
        assert!(argument_of(0).is_none());
    }
}
