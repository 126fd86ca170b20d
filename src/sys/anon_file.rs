// SPDX-License-Identifier: GPL-2.0

//! Files without a name, made by an ioctl of another: a descriptor for an object.
//!
//! An open file holds the module (`file_operations.owner`), so that unloading is refused meanwhile.

use core::marker::PhantomData;
use kernel::{
    bindings,
    error::from_result,
    ffi::{
        c_int,
        c_long,
        c_uint,
        c_ulong, //
    },
    fs::File,
    prelude::*,
    types::ForeignOwnable, //
};

/// What such a file stands for. Calls may come from several threads at once.
pub(crate) trait AnonFile: Send + Sync + Sized + 'static {
    /// Shown as `anon_inode:NAME` in /proc/PID/fd.
    const NAME: &'static CStr;

    /// Answers an ioctl; `ENOTTY` for one that is not known.
    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize>;
}

/// Opens a file for `object` and returns its descriptor, close-on-exec, in the caller's table.
pub(crate) fn install<T: AnonFile>(object: KBox<T>) -> Result<isize> {
    let private = object.into_foreign();
    // SAFETY: The name is terminated; the operations live as long as the module, which the file
    // holds. On success the file owns `private`.
    let fd = unsafe {
        super::bindings::anon_inode_getfd(
            T::NAME.as_char_ptr(),
            &Operations::<T>::FOPS,
            private,
            (bindings::O_RDWR | bindings::O_CLOEXEC) as c_int,
        )
    };
    if fd < 0 {
        // SAFETY: From `into_foreign` above, and no file was made that owns it.
        drop(unsafe { KBox::<T>::from_foreign(private) });
        return Err(Error::from_errno(fd));
    }
    Ok(fd as isize)
}

struct Operations<T>(PhantomData<T>);

impl<T: AnonFile> Operations<T> {
    const FOPS: bindings::file_operations = bindings::file_operations {
        owner: super::THIS_MODULE.as_ptr(),
        release: Some(Self::release),
        unlocked_ioctl: Some(Self::ioctl),
        compat_ioctl: bindings::compat_ptr_ioctl,
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// `file_operations.release` of a file that `install` made: called once, after every ioctl.
    unsafe extern "C" fn release(_inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: `install` gave the object to the file, and nobody uses it any longer.
        drop(unsafe { KBox::<T>::from_foreign((*file).private_data) });
        0
    }

    /// # Safety
    ///
    /// `file_operations.unlocked_ioctl` of a file that `install` made, which stays open meanwhile.
    unsafe extern "C" fn ioctl(file: *mut bindings::file, cmd: c_uint, arg: c_ulong) -> c_long {
        // SAFETY: The object is the file's until `release`; it is only ever borrowed shared.
        let object = unsafe { KBox::<T>::borrow((*file).private_data) };
        // SAFETY: Valid for this call, in which `fdget_pos` is not taken.
        let file = unsafe { File::from_raw_file(file) };
        from_result(|| object.ioctl(file, cmd, arg).map(|value| value as c_long))
    }
}
