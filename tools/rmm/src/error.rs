// SPDX-License-Identifier: GPL-2.0

//! Errors that name the cause and the cure.

use crate::abi;
use std::{
    error,
    fmt,
    io,
    path::PathBuf, //
};

/// A right that the caller lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingRight {
    /// CAP_SYS_ADMIN in the initial user namespace, of the process that opened the device and of the
    /// caller.
    SysAdmin,
    /// CAP_SYS_PTRACE in the initial user namespace, likewise.
    SysPtrace,
    /// CAP_SYS_ADMIN and CAP_SYS_PTRACE, likewise.
    SysAdminAndPtrace,
}

impl fmt::Display for MissingRight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SysAdmin => "CAP_SYS_ADMIN",
            Self::SysPtrace => "CAP_SYS_PTRACE",
            Self::SysAdminAndPtrace => "CAP_SYS_ADMIN and CAP_SYS_PTRACE",
        })
    }
}

/// The reason why a request failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum RmmError {
    /// The module is not loaded.
    NotLoaded,
    /// The module is loaded, but its device node is missing.
    NoDeviceNode {
        /// The path of the device.
        path: PathBuf,
    },
    /// The file is not the device of the module, so no call was made on it.
    NotDevice {
        /// The path of the file.
        path: PathBuf,
    },
    /// The file mode forbids the caller to open the device or a file of `/proc/rmm`.
    AccessDenied {
        /// The file.
        path: PathBuf,
    },
    /// The call needs a capability that the opener or the caller lacks.
    MissingCapability {
        /// The call.
        call: &'static str,
        /// The capability.
        right: MissingRight,
    },
    /// The interface of the module is older than that of this library.
    VersionMismatch {
        /// Version of the module.
        module: String,
        /// Version of the module's interface.
        module_abi: u32,
        /// Version of the interface that this library needs.
        library_abi: u32,
    },
    /// The process exited or executed another program after it was opened.
    TargetGone {
        /// The process.
        target: String,
    },
    /// No such process exists.
    NoProcess {
        /// The process.
        target: String,
    },
    /// The process has no address space, because it is a kernel thread or a zombie.
    NoAddressSpace {
        /// The process.
        target: String,
    },
    /// The number that should be a pidfd is none.
    NotPidfd,
    /// The descriptor is not one of an arena.
    NotArena {
        /// The descriptor.
        descriptor: String,
    },
    /// No process that the caller may trace has a descriptor of the arena.
    NoArenaDescriptor {
        /// The arena's number, as in `/proc/rmm/arenas`.
        id: u64,
    },
    /// The caller may not duplicate descriptors of the process.
    NoDescriptorRight {
        /// The process.
        target: String,
    },
    /// The arena would exceed the limits of its creator.
    ArenaLimit,
    /// The process is not watched.
    NotWatched {
        /// The process.
        target: String,
    },
    /// The loaded module or the running kernel lacks the feature.
    Unsupported {
        /// The call.
        call: &'static str,
        /// The reason.
        reason: &'static str,
    },
    /// Memory hotplug is in progress.
    HotplugBusy {
        /// The call.
        call: &'static str,
    },
    /// The zone does not exist.
    NoZone {
        /// Its node.
        node: u32,
    },
    /// The request is invalid.
    InvalidRequest {
        /// The call.
        call: &'static str,
        /// The reason.
        reason: String,
    },
    /// A text file of `/proc/rmm` has another form than this library knows.
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// What differs.
        reason: String,
    },
    /// Any other error of the operating system.
    System {
        /// The call or the file.
        call: String,
        /// The error.
        source: io::Error,
    },
}

impl RmmError {
    /// What to do about the error, if the library knows.
    pub fn cure(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotLoaded => "load it as root: modprobe rmm, or insmod rmm.ko",
            Self::NoDeviceNode { .. } => {
                "mount devtmpfs at /dev, or create the node with the numbers in /sys/class"
            }
            Self::NotDevice { .. } => {
                "open /dev/rmm, or create the node with the numbers in /sys/class/misc/rmm/dev"
            }
            Self::AccessDenied { .. } => {
                "run as root, or read the files of /proc/rmm that everyone may read"
            }
            Self::MissingCapability { .. } => {
                "run as root in the initial user namespace, or with this capability"
            }
            Self::VersionMismatch { .. } => "load the module of this version",
            Self::TargetGone { .. } => "open the process again",
            Self::HotplugBusy { .. } => "try again",
            Self::NoArenaDescriptor { .. } => {
                "run as the owner of a process that has the arena open, or as root"
            }
            Self::NoDescriptorRight { .. } => {
                "run as root or as the owner of the process; see kernel.yama.ptrace_scope"
            }
            Self::ArenaLimit => {
                "ask for less, close other arenas, or raise the module parameters \
                 arena_user_bytes and arena_user_arenas"
            }
            Self::NotWatched { .. } => "/proc/rmm/watch lists the watched processes",
            _ => return None,
        })
    }

    /// Whether a right is missing.
    pub fn is_missing_right(&self) -> bool {
        matches!(
            self,
            Self::AccessDenied { .. }
                | Self::MissingCapability { .. }
                | Self::NoDescriptorRight { .. }
        )
    }

    /// Whether the module is not loaded.
    pub fn is_not_loaded(&self) -> bool {
        matches!(self, Self::NotLoaded | Self::NoDeviceNode { .. })
    }
}

impl fmt::Display for RmmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoaded => write!(f, "the module rmm is not loaded (there is no /dev/rmm)"),
            Self::NoDeviceNode { path } => {
                write!(f, "the module is loaded, but {} is missing", path.display())
            }
            Self::NotDevice { path } => {
                write!(f, "{} is not the device of rmm", path.display())
            }
            Self::AccessDenied { path } => {
                write!(f, "no right to open {}", path.display())
            }
            Self::MissingCapability { call, right } => write!(f, "{call} needs {right}"),
            Self::VersionMismatch {
                module,
                module_abi,
                library_abi,
            } => write!(
                f,
                "the loaded module {module} has interface version {module_abi}, \
                 this library needs {library_abi} or later"
            ),
            Self::TargetGone { target } => {
                write!(f, "{target} exited or executed another program")
            }
            Self::NoProcess { target } => write!(f, "{target} does not exist"),
            Self::NoAddressSpace { target } => write!(
                f,
                "{target} is a kernel thread or a zombie and has no address space"
            ),
            Self::NotPidfd => write!(f, "the descriptor is not a pidfd"),
            Self::NotArena { descriptor } => write!(f, "{descriptor} is not an arena"),
            Self::NoArenaDescriptor { id } => write!(
                f,
                "no process that the caller may trace has a descriptor of arena {id}"
            ),
            Self::NoDescriptorRight { target } => {
                write!(f, "no right to duplicate descriptors of {target}")
            }
            Self::ArenaLimit => write!(
                f,
                "RMM_ARENA_CREATE: the arenas of this user would exceed the limit"
            ),
            Self::NotWatched { target } => write!(f, "{target} is not watched"),
            Self::Unsupported { call, reason } => write!(f, "{call} is not available: {reason}"),
            Self::HotplugBusy { call } => {
                write!(f, "{call}: memory hotplug is in progress")
            }
            Self::NoZone { node } => write!(f, "the zone of node {node} does not exist"),
            Self::InvalidRequest { call, reason } => write!(f, "{call}: {reason}"),
            Self::UnknownFormat { path, reason } => write!(f, "{}: {reason}", path.display()),
            Self::System { call, source } => write!(f, "{call}: {source}"),
        }
    }
}

impl error::Error for RmmError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::System { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// The C name of a request.
pub(crate) fn request_name(request: u32) -> &'static str {
    let known = abi::IOCTLS
        .iter()
        .find(|ioctl| abi::iowr(ioctl.nr) == request);
    known.map_or("the call", |ioctl| ioctl.name)
}

/// The error of a call. `target` names the process that the call is about.
pub(crate) fn call_error(request: u32, target: Option<&str>, error: io::Error) -> RmmError {
    let call = request_name(request);
    let target = target.unwrap_or("the process").to_owned();
    match error.raw_os_error() {
        Some(libc::EPERM) => RmmError::MissingCapability {
            call,
            right: MissingRight::SysAdmin,
        },
        Some(libc::EACCES) => RmmError::MissingCapability {
            call,
            right: if request == abi::FAULTS || request == abi::FAULT_RECORDS {
                MissingRight::SysAdminAndPtrace
            } else {
                MissingRight::SysPtrace
            },
        },
        Some(libc::ESRCH) if request == abi::OPEN || request == abi::FAULTS => {
            RmmError::NoProcess { target }
        }
        Some(libc::ESRCH) => RmmError::TargetGone { target },
        Some(libc::ENXIO) if request == abi::OPEN => RmmError::NoAddressSpace { target },
        Some(libc::EBADF) if request == abi::OPEN => RmmError::NotPidfd,
        Some(libc::EBUSY) if request == abi::FAULTS => RmmError::InvalidRequest {
            call,
            reason: "this session counts already, or too many processes are counted".to_owned(),
        },
        Some(libc::ENOSPC) if request == abi::ARENA_CREATE => RmmError::ArenaLimit,
        Some(libc::EINVAL) if request == abi::ARENA_CREATE => RmmError::InvalidRequest {
            call,
            reason:
                "the size is 0 or larger than the cap, no node has memory and is allowed, or the \
                     weights do not belong to the policy"
                    .to_owned(),
        },
        Some(libc::EINVAL) if request == abi::ARENA_MOVE => RmmError::InvalidRequest {
            call,
            reason: "the range is not a multiple of pages, or no node has memory and is allowed"
                .to_owned(),
        },
        Some(libc::EBUSY) => RmmError::HotplugBusy { call },
        Some(libc::ENOTTY) => RmmError::Unsupported {
            call,
            reason: "the loaded module does not have this call",
        },
        Some(libc::ENODEV) => RmmError::Unsupported {
            call,
            reason: "this kernel does not have this feature",
        },
        Some(libc::E2BIG) => RmmError::Unsupported {
            call,
            reason: "the loaded module is older than a field of the request",
        },
        Some(libc::EINVAL) => RmmError::InvalidRequest {
            call,
            reason: "the module refuses the range, a filter or a flag".to_owned(),
        },
        _ => RmmError::System {
            call: call.to_owned(),
            source: error,
        },
    }
}
