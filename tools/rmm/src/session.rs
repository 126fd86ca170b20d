// SPDX-License-Identifier: GPL-2.0

//! A session: an open `/dev/rmm`.

use crate::{
    abi::{
        self,
        info::{
            FeatureOffReason,
            InfoArgs,
            ModuleFeature,
            ABI_VERSION, //
        },
        open::{
            OpenArgs,
            OpenFlag, //
        },
        AbiRecord,
        NamedBits, //
    },
    calls::CallHandle,
    error::RmmError,
    process::AddressSpace,
    records::terminated_text,
    sys::IoctlDevice,
    transport::DeviceTransport, //
};
use std::{
    fs::{
        self,
        File,
        OpenOptions, //
    },
    io,
    os::{
        fd::{
            AsRawFd,
            BorrowedFd, //
        },
        unix::fs::{
            FileTypeExt,
            MetadataExt, //
        },
    },
    path::Path, //
};

/// The device.
pub const DEVICE: &str = "/dev/rmm";
/// Major and minor number of the device, where sysfs is mounted.
const DEVICE_NUMBERS: &str = "/sys/class/misc/rmm/dev";
/// The module's directory in procfs.
pub(crate) const PROC: &str = "/proc/rmm";

/// The process to open.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum ProcessTarget<'a> {
    /// The caller.
    Caller,
    /// A process id in the caller's pid namespace.
    Pid(i32),
    /// A pidfd, as pidfd_open(2) returns it. Unlike a pid, it cannot refer to another process that
    /// got the number meanwhile.
    Pidfd(BorrowedFd<'a>),
}

impl From<i32> for ProcessTarget<'_> {
    fn from(pid: i32) -> Self {
        Self::Pid(pid)
    }
}

impl<'a> From<BorrowedFd<'a>> for ProcessTarget<'a> {
    fn from(pidfd: BorrowedFd<'a>) -> Self {
        Self::Pidfd(pidfd)
    }
}

/// A session with the module.
#[derive(Debug)]
pub struct Rmm {
    pub(crate) device: CallHandle,
    info: InfoArgs,
}

impl Rmm {
    /// Opens `/dev/rmm` and checks the version of the module.
    ///
    /// # Errors
    ///
    /// [`RmmError::NotLoaded`], [`RmmError::AccessDenied`], [`RmmError::VersionMismatch`].
    pub fn open() -> Result<Self, RmmError> {
        Self::open_path(Path::new(DEVICE))
    }

    /// Opens the device at another path, for example in a container.
    ///
    /// # Errors
    ///
    /// [`RmmError::NotDevice`] for another file, to which no call is made: other drivers may have
    /// calls of the same numbers.
    pub fn open_path(path: &Path) -> Result<Self, RmmError> {
        let opened = OpenOptions::new().read(true).write(true).open(path);
        let file = opened.map_err(|error| open_error(path, error))?;
        let numbers = fs::read_to_string(DEVICE_NUMBERS).ok();
        let is_device = is_device(&file, numbers.as_deref());
        if !is_device.map_err(|error| open_error(path, error))? {
            return Err(RmmError::NotDevice {
                path: path.to_owned(),
            });
        }
        Self::with_transport(Box::new(IoctlDevice(file)))
    }

    /// Starts a session whose calls go through `transport`.
    pub fn with_transport(transport: Box<dyn DeviceTransport>) -> Result<Self, RmmError> {
        let device = CallHandle::new(transport, None);
        let mut info = InfoArgs::ZERO;
        device.call_alone(abi::INFO, &mut info)?;
        if info.abi_version < ABI_VERSION {
            return Err(RmmError::VersionMismatch {
                module: terminated_text(&info.version),
                module_abi: info.abi_version,
                library_abi: ABI_VERSION,
            });
        }
        Ok(Self { device, info })
    }

    /// Version and features of the module, and properties of the kernel.
    pub fn info(&self) -> &InfoArgs {
        &self.info
    }

    /// Version of the module.
    pub fn version(&self) -> String {
        terminated_text(&self.info.version)
    }

    /// Release of the running kernel.
    pub fn release(&self) -> String {
        terminated_text(&self.info.release)
    }

    /// Size of a base page in bytes.
    pub fn page_size(&self) -> u64 {
        self.info.page_size.into()
    }

    /// Each feature with the reason why it is off; [`FeatureOffReason::NotOff`] if it is on. The
    /// reason is `None` if this version does not know it.
    pub fn features(
        &self,
    ) -> impl Iterator<Item = (&'static str, Option<FeatureOffReason>)> + use<'_> {
        ModuleFeature::NAMES.words().map(|(bit, name)| {
            let off = self.info.off.get(bit.trailing_zeros() as usize);
            let off = off.and_then(|&off| FeatureOffReason::from_raw(off.into()));
            (name, off)
        })
    }

    /// Opens the current address space of a process. It does not keep the memory alive: once the
    /// process exits or executes another program, requests are [`RmmError::TargetGone`].
    ///
    /// # Errors
    ///
    /// [`RmmError::NoProcess`], [`RmmError::NoAddressSpace`] for a kernel thread, and
    /// [`RmmError::MissingCapability`] for a process other than the caller.
    pub fn process<'a>(
        &self,
        target: impl Into<ProcessTarget<'a>>,
    ) -> Result<AddressSpace, RmmError> {
        let (flags, number, name) = match target.into() {
            ProcessTarget::Caller => (OpenFlag::SELF, 0, "the caller".to_owned()),
            ProcessTarget::Pid(pid) => (OpenFlag::PID, pid, format!("process {pid}")),
            ProcessTarget::Pidfd(pidfd) => (
                OpenFlag::PIDFD,
                pidfd.as_raw_fd(),
                "the process of the pidfd".to_owned(),
            ),
        };
        let argument = OpenArgs {
            flags,
            target: number,
            ..OpenArgs::ZERO
        };
        Ok(AddressSpace::new(self.device.open_target(argument, name)?))
    }
}

/// Whether a file is the character device with these numbers, as in `10:123`; any character device if
/// the numbers are unknown.
fn is_device(file: &File, numbers: Option<&str>) -> io::Result<bool> {
    let metadata = file.metadata()?;
    let number = metadata.rdev();
    let found = format!("{}:{}", libc::major(number), libc::minor(number));
    let has_numbers = numbers.is_none_or(|numbers| numbers.trim_end() == found);
    Ok(metadata.file_type().is_char_device() && has_numbers)
}

/// The error of opening the device.
fn open_error(path: &Path, error: io::Error) -> RmmError {
    let path = path.to_owned();
    match error.raw_os_error() {
        Some(libc::ENOENT) if Path::new(PROC).exists() => RmmError::NoDeviceNode { path },
        // The node of a module that was removed.
        Some(libc::ENOENT | libc::ENXIO | libc::ENODEV) => RmmError::NotLoaded,
        Some(libc::EACCES | libc::EPERM) => RmmError::AccessDenied { path },
        _ => RmmError::System {
            call: path.display().to_string(),
            source: error,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_not_the_device() {
        let null = File::open("/dev/null").unwrap();
        assert!(is_device(&null, Some("1:3\n")).unwrap());
        assert!(is_device(&null, None).unwrap());
        assert!(!is_device(&null, Some("10:3\n")).unwrap());
        let text = File::open("/proc/self/stat").unwrap();
        assert!(!is_device(&text, None).unwrap());

        let path = std::env::temp_dir().join(format!("rmm-{}", std::process::id()));
        fs::write(&path, "").unwrap();
        let error = Rmm::open_path(&path).unwrap_err();
        fs::remove_file(&path).unwrap();
        assert!(matches!(error, RmmError::NotDevice { .. }), "{error}");
        assert!(error.cure().is_some());
    }
}
