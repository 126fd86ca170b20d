// SPDX-License-Identifier: GPL-2.0

//! ioctl(2), the only unsafe code of this program.

use std::{
    fs::File,
    io,
    os::fd::AsRawFd, //
};

/// A buffer that a call may fill; a field of the argument holds its address.
pub(crate) type CallBuffer<'a> = &'a mut [u8];

/// Calls an ioctl of rmm. Addresses in `argument` must be those of `_buffers`.
///
/// The first field of an argument is its size; it is set to that of the slice.
pub(crate) fn call(
    device: &File,
    request: u32,
    argument: &mut [u8],
    _buffers: &mut [CallBuffer<'_>],
) -> io::Result<()> {
    let len = (argument.len() as u32).to_ne_bytes();
    argument[..len.len()].copy_from_slice(&len);
    // SAFETY: rmm accesses as many bytes of the argument as its first field gives, which is the
    // size of the slice, and the buffers within the capacity in the argument. All are borrowed
    // exclusively until the call returns.
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
