// SPDX-License-Identifier: GPL-2.0

//! Processes: `struct pid`, credentials, exit.

pub(crate) mod cred;
pub(crate) mod exit_notice;
pub(crate) mod pid;
pub(crate) mod rights;
