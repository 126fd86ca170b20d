// SPDX-License-Identifier: GPL-2.0

//! The processes that have an address space.

use super::rmap::MmId;
use crate::sys::shim;
use kernel::prelude::*;

/// PIDs that are looked at in one RCU read-side section.
pub(crate) const PROCESSES: usize = 64;

/// Processes and their address spaces, in the initial PID namespace.
pub(crate) struct ProcessBatch(KBox<[shim::rmm_shim_process; PROCESSES]>, u32);

impl ProcessBatch {
    /// Allocates the buffer, 1 KiB.
    pub(crate) fn new() -> Result<Self> {
        let processes = KBox::init(
            pin_init::init_zeroed::<[shim::rmm_shim_process; PROCESSES]>(),
            GFP_KERNEL_ACCOUNT,
        )?;
        Ok(Self(processes, 0))
    }

    /// Finds processes from PID `from` on, and returns the PID to continue with; `None` at the end.
    pub(crate) fn find(&mut self, from: i32) -> Option<i32> {
        let mut next = from;
        // SAFETY: The shim writes `self.0.len()` elements at most, and takes RCU itself.
        self.1 = unsafe {
            shim::rmm_shim_list_processes(&mut next, self.0.as_mut_ptr(), self.0.len() as u32)
        };
        (next > 0).then_some(next)
    }

    /// PID and address space of each, by ascending PID. A process without one has `MmId::default()`.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i32, MmId)> + '_ {
        let count = (self.1 as usize).min(self.0.len());
        self.0[..count].iter().map(|p| (p.pid, MmId::new(p.mm)))
    }
}
