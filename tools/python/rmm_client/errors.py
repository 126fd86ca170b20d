# SPDX-License-Identifier: GPL-2.0
"""Errors that name the cause and the cure."""

from __future__ import annotations

import errno
import os

from . import abi


class RmmError(OSError):
    """A request failed. Subclasses say why; `cure` says what to do, if anything is known."""

    cure: str | None = None

    def __str__(self) -> str:
        return f"{self.strerror}; {self.cure}" if self.cure else str(self.strerror)


class NotLoaded(RmmError):
    """The module is not loaded, or its device node is missing."""

    cure = "load the module as root: modprobe rmm, or insmod rmm.ko"


class AccessDenied(RmmError, PermissionError):
    """The mode of the device forbids the caller to open it."""

    cure = "run as root, or read the files of /proc/rmm that everyone may read"


class MissingCapability(RmmError, PermissionError):
    """The call needs a capability that the opener or the caller lacks."""

    cure = "run as root in the initial user namespace, or with this capability"


class VersionMismatch(RmmError):
    """The interface of the loaded module is older than this library."""

    cure = "load the module of this version"


class NoProcess(RmmError, ProcessLookupError):
    """No such process exists."""


class NoAddressSpace(RmmError):
    """The process is a kernel thread or a zombie."""


class TargetGone(RmmError, ProcessLookupError):
    """The process exited or executed another program after it was opened."""

    cure = "open the process again"


class Unsupported(RmmError):
    """The loaded module or the running kernel lacks the feature."""


class HotplugBusy(RmmError):
    """Memory hotplug is in progress."""

    cure = "try again"


class NoZone(RmmError):
    """The node has no such zone."""


class InvalidRequest(RmmError):
    """The module refuses the range, a filter or a flag."""


def open_error(path: str, error: OSError) -> RmmError:
    """The error of opening the device."""
    if error.errno in (errno.ENOENT, errno.ENXIO, errno.ENODEV):
        missing = f"the module is loaded, but {path} is missing"
        unloaded = f"the module rmm is not loaded (there is no {path})"
        found = NotLoaded(error.errno, missing if os.path.exists("/proc/rmm") else unloaded)
        if os.path.exists("/proc/rmm"):
            found.cure = "mount devtmpfs at /dev"
        return found
    if error.errno in (errno.EACCES, errno.EPERM):
        return AccessDenied(error.errno, f"no right to open {path}")
    return RmmError(error.errno, f"{path}: {error.strerror}")


def call_error(request: int, target: str | None, error: OSError) -> RmmError:
    """The error of a call. `target` names the process that the call is about."""
    call = abi.IOCTL_NAMES.get(request, "the call")
    target = target or "the process"
    opening = request == abi.RMM_OPEN
    counting = request == abi.RMM_FAULTS
    zone = request in (abi.RMM_FREEBLOCKS, abi.RMM_PAGEBLOCKS)
    capability = "CAP_SYS_ADMIN and CAP_SYS_PTRACE" if counting else "CAP_SYS_PTRACE"
    known: dict[int, tuple[type[RmmError], str]] = {
        errno.EPERM: (MissingCapability, f"{call} needs CAP_SYS_ADMIN"),
        errno.EACCES: (MissingCapability, f"{call} needs {capability}"),
        errno.ESRCH: (NoProcess, f"{target} does not exist")
        if opening or counting
        else (TargetGone, f"{target} exited or executed another program"),
        errno.EBUSY: (
            InvalidRequest,
            "this session counts already, or too many processes are counted",
        )
        if counting
        else (HotplugBusy, f"{call}: memory hotplug is in progress"),
        errno.ENOTTY: (Unsupported, f"{call}: the loaded module does not have this call"),
        errno.ENODEV: (Unsupported, f"{call}: this kernel does not have this feature"),
        errno.E2BIG: (
            Unsupported,
            f"{call}: the loaded module is older than a field of the request",
        ),
        errno.EINVAL: (InvalidRequest, f"{call}: the module refuses the range, a filter or a flag"),
    }
    if opening:
        known[errno.ENXIO] = (
            NoAddressSpace,
            f"{target} is a kernel thread or a zombie and has no address space",
        )
        known[errno.EBADF] = (InvalidRequest, "the descriptor is not a pidfd")
    if zone:
        known[errno.ENXIO] = (NoZone, f"{call}: the node has no such zone")
    kind, text = known.get(error.errno or 0, (RmmError, f"{call}: {error.strerror}"))
    return kind(error.errno, text)
