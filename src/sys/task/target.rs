// SPDX-License-Identifier: GPL-2.0

//! The right to another process. ptrace_may_access() and the LSM hook behind it are not exported,
//! so CAP_SYS_PTRACE of opener and caller is required instead.

use super::{
    cred::{
        both_capable,
        Capability, //
    },
    pid::Pid, //
};
use kernel::{
    fs::LocalFile,
    prelude::*, //
};

/// The process that a request on `file` named, if it was `found` and may be a target. `own` is the
/// process that needs no right.
///
/// Without the right, existing and missing processes look the same: `EACCES`. With it, a missing
/// process is `ESRCH`.
pub(crate) fn require_target(
    found: Option<Pid>,
    own: Option<&Pid>,
    file: &LocalFile,
) -> Result<Pid> {
    let is_own = found.is_some() && found.as_ref() == own;
    if !is_own && !both_capable(file, Capability::SysPtrace) {
        return Err(EACCES);
    }
    found.ok_or(ESRCH)
}
