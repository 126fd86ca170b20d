// SPDX-License-Identifier: GPL-2.0

//! Files that answer ioctls: without a name, made by an ioctl of another, or a device.
//!
//! An open file holds the module (`file_operations.owner`), so that unloading is refused meanwhile.
//! The kernel crate's `MiscDevice` would do for the device, but before 7.3 it sets no owner.

use core::marker::PhantomData;
use kernel::{
    bindings,
    error::{
        from_result,
        to_result, //
    },
    ffi::{
        c_int,
        c_long,
        c_uint,
        c_ulong, //
    },
    fs::File,
    prelude::*,
    types::{
        ForeignOwnable,
        Opaque, //
    },
};

/// What such a file stands for. Calls may come from several threads at once.
pub(crate) trait IoctlFile: Send + Sync + Sized + 'static {
    /// Shown as `anon_inode:NAME` in /proc/PID/fd; of a device, its name in /dev.
    const NAME: &'static CStr;

    /// Answers an ioctl; `ENOTTY` for one that is not known.
    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize>;
}

/// Opens a file for `object` and returns its descriptor, close-on-exec, in the caller's table.
pub(crate) fn install_fd<T: IoctlFile>(object: KBox<T>) -> Result<isize> {
    let private = object.into_foreign();
    // SAFETY: The name is terminated; the operations live as long as the module, which the file
    // holds. On success the file owns `private`.
    let fd = unsafe {
        crate::sys::shim::anon_inode_getfd(
            T::NAME.as_char_ptr(),
            &IoctlOperations::<T>::FOPS,
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

/// A device: each open makes an object of its own.
pub(crate) trait DeviceFile: IoctlFile {
    /// What all opens of the device share.
    type Context: Send + Sync + 'static;

    /// Makes what a newly opened file stands for.
    fn open(context: &Self::Context, file: &File) -> Result<KBox<Self>>;
}

/// A device in /dev, for root alone, until it is dropped.
///
/// # Invariants
///
/// `device` is registered, and only `drop` deregisters it.
#[pin_data(PinnedDrop)]
pub(crate) struct CharDevice<T: DeviceFile> {
    context: T::Context,
    #[pin]
    device: Opaque<bindings::miscdevice>,
}

// SAFETY: `misc_deregister` may be called on any thread, and the context is `Send`.
unsafe impl<T: DeviceFile> Send for CharDevice<T> {}
// SAFETY: A shared reference gives access to the context alone, which is `Sync`.
unsafe impl<T: DeviceFile> Sync for CharDevice<T> {}

impl<T: DeviceFile> CharDevice<T> {
    /// Registers the device.
    pub(crate) fn new(context: T::Context) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            // Opens may come as soon as it is registered: this comes first.
            context,
            // INVARIANT: Registered where it stays, as the value is pinned.
            device <- Opaque::try_ffi_init(|slot: *mut bindings::miscdevice| {
                let mut device: bindings::miscdevice = pin_init::zeroed();
                device.minor = bindings::MISC_DYNAMIC_MINOR as c_int;
                device.name = T::NAME.as_char_ptr();
                device.fops = &IoctlOperations::<T>::DEVICE_FOPS;
                device.mode = 0o600;
                // SAFETY: `slot` may be written, and stays until `drop` deregisters it; the name
                // and the operations live as long as the module.
                unsafe {
                    slot.write(device);
                    to_result(bindings::misc_register(slot))
                }
            }),
        })
    }
}

#[pinned_drop]
impl<T: DeviceFile> PinnedDrop for CharDevice<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: Registered by the invariant. No file is open: each would hold the module.
        unsafe { bindings::misc_deregister(self.device.get()) };
    }
}

struct IoctlOperations<T>(PhantomData<T>);

impl<T: IoctlFile> IoctlOperations<T> {
    const FOPS: bindings::file_operations = bindings::file_operations {
        owner: crate::sys::THIS_MODULE,
        release: Some(Self::release),
        unlocked_ioctl: Some(Self::ioctl),
        compat_ioctl: bindings::compat_ptr_ioctl,
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// `file_operations.release` of a file that has an object: called once, after every ioctl.
    unsafe extern "C" fn release(_inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: `install` or `open` gave the object to the file; nobody uses it any longer.
        drop(unsafe { KBox::<T>::from_foreign((*file).private_data) });
        0
    }

    /// # Safety
    ///
    /// `file_operations.unlocked_ioctl` of a file that has an object and stays open meanwhile.
    unsafe extern "C" fn ioctl(file: *mut bindings::file, cmd: c_uint, arg: c_ulong) -> c_long {
        // SAFETY: The object is the file's until `release`; it is only ever borrowed shared.
        let object = unsafe { KBox::<T>::borrow((*file).private_data) };
        // SAFETY: Valid for this call, in which `fdget_pos` is not taken.
        let file = unsafe { File::from_raw_file(file) };
        from_result(|| object.ioctl(file, cmd, arg).map(|value| value as c_long))
    }
}

impl<T: DeviceFile> IoctlOperations<T> {
    const DEVICE_FOPS: bindings::file_operations = bindings::file_operations {
        open: Some(Self::open),
        ..Self::FOPS
    };

    /// # Safety
    ///
    /// `file_operations.open` of a [`CharDevice<T>`]: `file` is being opened.
    unsafe extern "C" fn open(_inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        from_result(|| {
            // SAFETY: `misc_open` left the `miscdevice` there. It is the field of a `CharDevice<T>`,
            // which is not dropped while `misc_open` holds `misc_mtx`.
            let context = unsafe {
                let device = Opaque::cast_from((*file).private_data.cast::<bindings::miscdevice>());
                &(*kernel::container_of!(device, CharDevice<T>, device)).context
            };
            // SAFETY: Valid for this call; not in any descriptor table yet, so no `fdget_pos`.
            let object = T::open(context, unsafe { File::from_raw_file(file) })?;
            // SAFETY: Nobody else knows the file yet; nothing asks for the `miscdevice` any more.
            unsafe { (*file).private_data = object.into_foreign() };
            Ok(0)
        })
    }
}
