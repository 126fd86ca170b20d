// SPDX-License-Identifier: GPL-2.0

//! `struct mem_cgroup`, and the walk over all of them.
//!
//! The walk holds a reference, not a lock: [`MemcgRef::next`] takes the RCU read lock for one step.
//! The cgroup core finds the next cgroup even if the current one was removed, because siblings have
//! ascending serial numbers (`css_next_child()`). The walk may sleep between two steps. A cgroup
//! that exists throughout the walk is visited exactly once; one that is created or removed
//! meanwhile may be visited.
//!
//! A reference keeps the structure of a removed cgroup, but neither its memory nor its name:
//! rmdir(2) does not wait for it.

use super::{
    lruvec::Lruvec,
    node, //
};
use crate::{
    abi::{
        lru::LruList,
        memcg::MemcgEvent,
        ABSENT, //
    },
    sys::shim::{
        self,
        rmm_shim_memcg_facts as Facts,
        rmm_shim_page_counter, //
    },
};
use core::{
    mem::MaybeUninit,
    ptr::{
        self,
        NonNull, //
    },
};
use kernel::{
    bindings::mem_cgroup,
    prelude::*, //
};

/// Whether memory is accounted to cgroups; not with `cgroup_disable=memory`.
pub(crate) fn enabled() -> bool {
    // SAFETY: Reads a static key that is constant after boot.
    unsafe { shim::rmm_shim_memcgs_enabled() }
}

/// A memory cgroup, online or removed.
///
/// # Invariants
///
/// The value owns a reference to the cgroup's `css`, which `drop` releases.
pub(crate) struct MemcgRef(NonNull<mem_cgroup>);

// SAFETY: A reference belongs to no thread.
unsafe impl Send for MemcgRef {}

impl MemcgRef {
    /// The root; `None` if memory is not accounted to cgroups.
    pub(crate) fn root() -> Option<Self> {
        if !enabled() {
            return None;
        }
        // SAFETY: NULL selects the root. INVARIANT: It is returned with a reference.
        NonNull::new(unsafe { shim::rmm_shim_memcg_next(ptr::null_mut()) }).map(Self)
    }

    /// The next memory cgroup in pre-order, parents before children. May sleep.
    pub(crate) fn next(&self) -> Option<Self> {
        // SAFETY: The reference of `self` keeps the structure. INVARIANT: The result has a
        // reference.
        NonNull::new(unsafe { shim::rmm_shim_memcg_next(self.0.as_ptr()) }).map(Self)
    }

    /// The fields of the cgroup.
    pub(crate) fn facts(&self) -> Facts {
        let mut facts = MaybeUninit::<Facts>::zeroed();
        // SAFETY: The reference keeps the cgroup. The structure consists of integers and booleans.
        unsafe {
            shim::rmm_shim_read_memcg(self.0.as_ptr(), facts.as_mut_ptr());
            facts.assume_init()
        }
    }

    /// Writes the path from the root of the hierarchy to `out`. `E2BIG` if it is too long.
    pub(crate) fn path<'a>(&self, out: &'a mut [u8]) -> Result<&'a [u8]> {
        // SAFETY: The reference keeps the cgroup; `out` is writable for its length.
        let len = unsafe {
            shim::rmm_shim_memcg_path(self.0.as_ptr(), out.as_mut_ptr().cast(), out.len())
        };
        match usize::try_from(len) {
            // A truncated path fills the buffer: kernfs counts what it has written.
            Ok(len) if len + 1 < out.len() => Ok(&out[..len]),
            Ok(_) => Err(E2BIG),
            Err(_) => Err(Error::from_errno(len)),
        }
    }

    /// The lruvec of a node; `None` if the node is not possible.
    pub(crate) fn lruvec(&self, nid: u32) -> Option<Lruvec<'_>> {
        // SAFETY: The reference keeps the cgroup, which has a lruvec for each possible node.
        node::is_possible(nid).then(|| unsafe { Lruvec::new(self.0.as_ptr(), nid) })
    }

    /// Pages on one list, by zone number. With the multi-generational LRU only the unevictable list
    /// has a length.
    pub(crate) fn list_pages(&self, nid: u32, zone: u32, list: LruList) -> u64 {
        if !node::is_possible(nid) || zone >= kernel::bindings::MAX_NR_ZONES {
            return 0;
        }
        // SAFETY: The reference keeps the cgroup, which has lists for each possible node. The zone
        // was checked, and lists are numbered as in the kernel.
        let pages = unsafe {
            shim::rmm_shim_lru_zone_size(self.0.as_ptr(), nid as i32, zone as i32, list as i32)
        };
        (pages as i64).max(0) as u64
    }
}

// Events have numbers of the ABI, in Rust and in the shim.
const _: () = assert!(MemcgEvent::ALL.len() == shim::RMM_SHIM_MEMCG_EVENTS as usize);

// Lists have the numbers of `enum lru_list`.
const _: () = {
    assert!(LruList::InactiveAnon as u32 == kernel::bindings::lru_list_LRU_INACTIVE_ANON);
    assert!(LruList::Unevictable as u32 == kernel::bindings::lru_list_LRU_UNEVICTABLE);
    assert!(LruList::ALL.len() == kernel::bindings::lru_list_NR_LRU_LISTS as usize);
};

impl Drop for MemcgRef {
    fn drop(&mut self) {
        // SAFETY: By the invariant the value owns the reference, which is not used any more.
        unsafe { shim::rmm_shim_memcg_put(self.0.as_ptr()) };
    }
}

/// `ESTALE`, which the kernel crate of 7.2 does not define.
pub(crate) fn stale_cursor_error() -> Error {
    Error::from_errno(-(kernel::bindings::ESTALE as i32))
}

/// The pages of a page counter; a limit that is not set is absent.
pub(crate) fn limit_or_absent(pages: u64) -> u64 {
    if pages >= shim::RMM_SHIM_PAGE_COUNTER_MAX {
        ABSENT
    } else {
        pages
    }
}

impl Facts {
    /// The swap counter, if this hierarchy has a separate one (cgroup v2).
    pub(crate) fn swap(&self) -> Option<&rmm_shim_page_counter> {
        (self.has_swap && self.on_dfl).then_some(&self.swap)
    }
}
