// SPDX-License-Identifier: GPL-2.0

//! Files that answer ioctls: the device, and anonymous files that an ioctl of it opens.
//!
//! An open file holds the module (`file_operations.owner`), so unloading fails while one is open.
//! The kernel crate's `MiscDevice` is not used for the device because it sets no owner before 7.3.

use crate::sys::task::rights::{
    AccessRule,
    RecordSubject, //
};
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

/// The object behind an open file. Calls may come from several threads at once.
pub(crate) trait IoctlFile: Send + Sync + Sized + 'static {
    /// Name of an anonymous file in /proc/PID/fd (`anon_inode:NAME`), or of a device in /dev.
    const NAME: &'static CStr;

    /// What an ioctl needs of opener and caller, and the subject of its answer; `None` for an unknown
    /// one, which is `ENOTTY`. Asked before each call.
    fn rule(&self, cmd: u32) -> Option<(AccessRule, RecordSubject<'_>)>;

    /// Answers an ioctl that the caller may use.
    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize>;
}

/// Opens an anonymous file for `object` in the caller's table, close-on-exec, and returns the
/// descriptor.
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
        // SAFETY: From `into_foreign` above, and no file owns it because none was opened.
        drop(unsafe { KBox::<T>::from_foreign(private) });
        return Err(Error::from_errno(fd));
    }
    Ok(fd as isize)
}

/// A device that creates an object for each open.
pub(crate) trait DeviceFile: IoctlFile {
    /// Data that all opens of the device share.
    type Context: Send + Sync + 'static;

    /// Creates the object of a newly opened file.
    fn open(context: &Self::Context, file: &File) -> Result<KBox<Self>>;
}

/// A device in /dev with mode 0600, registered until it is dropped.
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
// SAFETY: A shared reference gives access to the context only, which is `Sync`.
unsafe impl<T: DeviceFile> Sync for CharDevice<T> {}

impl<T: DeviceFile> CharDevice<T> {
    /// Registers the device.
    pub(crate) fn new(context: T::Context) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            // The device may be opened as soon as it is registered, so the context is initialised
            // first.
            context,
            // INVARIANT: Registered in place; the value is pinned.
            device <- Opaque::try_ffi_init(|slot: *mut bindings::miscdevice| {
                let mut device: bindings::miscdevice = pin_init::zeroed();
                device.minor = bindings::MISC_DYNAMIC_MINOR as c_int;
                device.name = T::NAME.as_char_ptr();
                device.fops = &IoctlOperations::<T>::DEVICE_FOPS;
                device.mode = 0o600;
                // SAFETY: `slot` may be written, and stays until `drop` deregisters it. The name
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
        // SAFETY: Registered by the invariant. No file is open: each holds the module.
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
    /// Called as `file_operations.release` of a file that has an object: once, after the last
    /// ioctl.
    unsafe extern "C" fn release(_inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: `install_fd` or `open` gave the object to the file, and no ioctl uses it any
        // more.
        drop(unsafe { KBox::<T>::from_foreign((*file).private_data) });
        0
    }

    /// # Safety
    ///
    /// Called as `file_operations.unlocked_ioctl` of a file that has an object and stays open
    /// meanwhile.
    unsafe extern "C" fn ioctl(file: *mut bindings::file, cmd: c_uint, arg: c_ulong) -> c_long {
        // SAFETY: The file owns the object until `release`, and lends shared references only.
        let object = unsafe { KBox::<T>::borrow((*file).private_data) };
        // SAFETY: Valid during this call, which does not use `fdget_pos`.
        let file = unsafe { File::from_raw_file(file) };
        from_result(|| {
            let (rule, subject) = object.rule(cmd).ok_or(ENOTTY)?;
            rule.permit(file)?;
            subject.permit()?;
            object.ioctl(file, cmd, arg).map(|value| value as c_long)
        })
    }
}

impl<T: DeviceFile> IoctlOperations<T> {
    const DEVICE_FOPS: bindings::file_operations = bindings::file_operations {
        open: Some(Self::open),
        ..Self::FOPS
    };

    /// # Safety
    ///
    /// Called as `file_operations.open` of a [`CharDevice<T>`].
    unsafe extern "C" fn open(_inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        from_result(|| {
            // SAFETY: `misc_open` stored the `miscdevice` there. It is the field of a
            // `CharDevice<T>`, which is not dropped while `misc_open` holds `misc_mtx`.
            let context = unsafe {
                let device = Opaque::cast_from((*file).private_data.cast::<bindings::miscdevice>());
                &(*kernel::container_of!(device, CharDevice<T>, device)).context
            };
            // SAFETY: Valid during this call. The file is in no descriptor table yet, so no
            // `fdget_pos` exists.
            let object = T::open(context, unsafe { File::from_raw_file(file) })?;
            // SAFETY: No other thread has the file yet, and the `miscdevice` is not needed after
            // this.
            unsafe { (*file).private_data = object.into_foreign() };
            Ok(0)
        })
    }
}
