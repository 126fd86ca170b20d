// SPDX-License-Identifier: GPL-2.0

//! `struct mem_cgroup`, and the walk over all of them.
//!
//! The walk stands on a reference, not on a lock: [`MemcgRef::next`] takes the RCU read lock for one
//! step, and the cgroup core finds the next one even if the place was removed meanwhile, as all
//! siblings have ascending serial numbers (`css_next_child()`). So it may sleep between two steps.
//! Who was there from start to end is seen exactly once; who comes or goes meanwhile may be.
//!
//! A reference keeps a removed cgroup's structure until it is given back, none of its memory and
//! none of its name: rmdir(2) does not wait for it.

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

/// Whether memory is accounted to cgroups: not with `cgroup_disable=memory`.
pub(crate) fn enabled() -> bool {
    // SAFETY: It reads a static key that boot has settled.
    unsafe { shim::rmm_shim_memcgs_enabled() }
}

/// A memory cgroup, online or not.
///
/// # Invariants
///
/// The value has a reference to the cgroup's `css`, which `drop` gives back.
pub(crate) struct MemcgRef(NonNull<mem_cgroup>);

// SAFETY: A reference is bound to no thread.
unsafe impl Send for MemcgRef {}

impl MemcgRef {
    /// The root; `None` if memory is not accounted to cgroups.
    pub(crate) fn root() -> Option<Self> {
        if !enabled() {
            return None;
        }
        // SAFETY: No place means the root.
        // INVARIANT: It comes with a reference.
        NonNull::new(unsafe { shim::rmm_shim_memcg_next(ptr::null_mut()) }).map(Self)
    }

    /// The next in pre-order, parents before their children. May sleep.
    pub(crate) fn next(&self) -> Option<Self> {
        // SAFETY: The reference of `self` keeps the place accessible.
        // INVARIANT: It comes with a reference.
        NonNull::new(unsafe { shim::rmm_shim_memcg_next(self.0.as_ptr()) }).map(Self)
    }

    /// Its fields.
    pub(crate) fn facts(&self) -> Facts {
        let mut facts = MaybeUninit::<Facts>::zeroed();
        // SAFETY: The cgroup is kept by the reference. Integers and booleans: zero is a value.
        unsafe {
            shim::rmm_shim_read_memcg(self.0.as_ptr(), facts.as_mut_ptr());
            facts.assume_init()
        }
    }

    /// Writes its path from the root of the hierarchy to `out`; `E2BIG` if it is too long.
    pub(crate) fn path<'a>(&self, out: &'a mut [u8]) -> Result<&'a [u8]> {
        // SAFETY: The cgroup is kept by the reference; `out` has room for its length.
        let len = unsafe {
            shim::rmm_shim_memcg_path(self.0.as_ptr(), out.as_mut_ptr().cast(), out.len())
        };
        match usize::try_from(len) {
            Ok(len) if len < out.len() => Ok(&out[..len]),
            Ok(_) => Err(E2BIG),
            // It says so of a path that was cut, too.
            Err(_) => Err(Error::from_errno(len)),
        }
    }

    /// What it has of a node's lists; `None` if no such node is possible.
    pub(crate) fn lruvec(&self, nid: u32) -> Option<Lruvec<'_>> {
        // SAFETY: The reference keeps the cgroup, which has one for each possible node.
        node::is_possible(nid).then(|| unsafe { Lruvec::new(self.0.as_ptr(), nid) })
    }

    /// Pages on one list by number of the zone. With MGLRU only the unevictable list has a length.
    pub(crate) fn list_pages(&self, nid: u32, zone: u32, list: LruList) -> u64 {
        if !node::is_possible(nid) || zone >= kernel::bindings::MAX_NR_ZONES {
            return 0;
        }
        // SAFETY: The reference keeps the cgroup, which has lists for each possible node; the zone
        // was checked, and lists are numbered as the kernel numbers them.
        let pages = unsafe {
            shim::rmm_shim_lru_zone_size(self.0.as_ptr(), nid as i32, zone as i32, list as i32)
        };
        (pages as i64).max(0) as u64
    }
}

// Events are the interface's own, here and in the shim.
const _: () = assert!(MemcgEvent::ALL.len() == shim::RMM_SHIM_MEMCG_EVENTS as usize);

// Lists are the kernel's `enum lru_list`.
const _: () = {
    assert!(LruList::InactiveAnon as u32 == kernel::bindings::lru_list_LRU_INACTIVE_ANON);
    assert!(LruList::Unevictable as u32 == kernel::bindings::lru_list_LRU_UNEVICTABLE);
    assert!(LruList::ALL.len() == kernel::bindings::lru_list_NR_LRU_LISTS as usize);
};

impl Drop for MemcgRef {
    fn drop(&mut self) {
        // SAFETY: The reference is ours, by the invariant, and not used any more.
        unsafe { shim::rmm_shim_memcg_put(self.0.as_ptr()) };
    }
}

/// `ESTALE`, which the kernel crate of 7.2 does not name.
pub(crate) fn stale_cursor_error() -> Error {
    Error::from_errno(-(kernel::bindings::ESTALE as i32))
}

/// Pages that a page counter says; a limit that is not set is absent.
pub(crate) fn limit_or_absent(pages: u64) -> u64 {
    if pages >= shim::RMM_SHIM_PAGE_COUNTER_MAX {
        ABSENT
    } else {
        pages
    }
}

impl Facts {
    /// The counter of swap, if this hierarchy counts it by itself (cgroup 2).
    pub(crate) fn swap(&self) -> Option<&rmm_shim_page_counter> {
        (self.has_swap && self.on_dfl).then_some(&self.swap)
    }
}
