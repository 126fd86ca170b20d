// SPDX-License-Identifier: GPL-2.0

//! Where and when records were read, for those who keep them.

use rmm::{
    abi::info::VERSION,
    escape_name, //
};
use serde::Serialize;
use std::fs;
use time::{
    format_description::well_known::Rfc3339,
    OffsetDateTime, //
};

/// Host, boot, version and time of a run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RunIdentity {
    host: Option<String>,
    boot_id: Option<String>,
    version: &'static str,
    module_version: Option<String>,
    time: Option<String>,
}

/// The text of a small file of the kernel.
fn line_of(path: &str) -> Option<String> {
    let text = fs::read(path).ok()?;
    Some(escape_name(text.trim_ascii()))
}

impl RunIdentity {
    /// This host, now.
    pub(crate) fn now() -> Self {
        Self {
            host: line_of("/proc/sys/kernel/hostname"),
            boot_id: line_of("/proc/sys/kernel/random/boot_id"),
            version: VERSION,
            module_version: line_of("/sys/module/rmm/version"),
            time: OffsetDateTime::now_utc().format(&Rfc3339).ok(),
        }
    }
}
