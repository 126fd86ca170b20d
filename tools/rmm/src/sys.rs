// SPDX-License-Identifier: GPL-2.0

//! ioctl(2), and records as bytes: the only unsafe code of this crate.

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
    os::fd::{
        AsRawFd,
        FromRawFd,
        OwnedFd, //
    },
    slice,
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
/// Addresses that this crate does not use.
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
    /// Calls ioctl(2) with the address of `argument`. A call that a signal interrupted before it did
    /// anything is repeated.
    ///
    /// # Safety
    ///
    /// Addresses in the argument must be those of buffers that are borrowed exclusively until this
    /// returns, and sizes at most those of the buffers.
    unsafe fn ioctl(&self, request: u32, argument: &mut [u8]) -> io::Result<i32> {
        loop {
            // SAFETY: rmm accesses as many bytes of the argument as its first field gives, which is
            // the size of the slice, and buffers as the caller guarantees.
            let result = unsafe {
                libc::ioctl(
                    self.0.as_raw_fd(),
                    request as libc::Ioctl,
                    argument.as_mut_ptr(),
                )
            };
            if result >= 0 {
                return Ok(result);
            }
            let error = io::Error::last_os_error();
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
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
    fn a_request_has_an_argument_of_its_size() {
        let walk = argument_of(abi::WALK).unwrap();
        assert_eq!(walk.size, size_of::<WalkArgs>());
        assert!(argument_of(abi::OPEN).is_none());
        assert!(argument_of(0).is_none());
    }
}
