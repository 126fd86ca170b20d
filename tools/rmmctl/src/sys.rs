// SPDX-License-Identifier: GPL-2.0

//! ioctl(2): the only unsafe code of this program.

use std::{
    fs::File,
    io,
    os::fd::AsRawFd, //
};

/// A buffer that a call may fill, by whose address its argument names it.
pub(crate) type Buffer<'a> = &'a mut [u8];

/// Calls an ioctl of rmm with `argument`, whose fields may name `_buffers` and nothing else.
///
/// An argument starts with its size, which is that of the slice.
pub(crate) fn call(
    device: &File,
    request: u32,
    argument: &mut [u8],
    _buffers: &mut [Buffer<'_>],
) -> io::Result<()> {
    let len = (argument.len() as u32).to_ne_bytes();
    argument[..len.len()].copy_from_slice(&len);
    // SAFETY: rmm reads and writes as many bytes of the argument as its first field says, and of
    // the buffers that it names as much as it says; they are borrowed until the call returns.
    let result = unsafe {
        libc::ioctl(
            device.as_raw_fd(),
            libc::Ioctl::from(request),
            argument.as_mut_ptr(),
        )
    };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
