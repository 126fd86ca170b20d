// SPDX-License-Identifier: GPL-2.0

//! Migration of one page of a [`ShmemFile`]: a copy replaces it in the page cache.
//!
//! Other users of the old page either take the folio lock and check the page cache again (faults,
//! truncation, reclaim, the kernel's migration), or hold a counted reference (pins, LRU batches).
//! [`MigrationState`] decides what is refused.
//!
//! Lock order: folio lock → i_mmap_rwsem → page-table lock. The folio lock is only tried, and the
//! new page is allocated before it.

use super::shmem::ShmemFile;
use crate::{
    abi::arena::MigrationRefusal,
    model::migration::{
        MigrateOutcome,
        MigrationState, //
    },
    sys::shim, //
};
use core::ptr::NonNull;
use kernel::{
    bindings::folio,
    prelude::*, //
};

/// A folio with a reference, which is dropped with the value.
///
/// # Invariants
///
/// This value owns the reference.
struct ReferencedFolio(NonNull<folio>);

impl ReferencedFolio {
    /// The folio of a page in memory.
    fn of_page(file: &ShmemFile, page: u64) -> Option<Self> {
        // SAFETY: The mapping belongs to the file.
        let folio = unsafe { shim::rmm_shim_get_cached_folio(file.mapping(), page as usize) };
        // INVARIANT: The function took the reference.
        NonNull::new(folio).map(Self)
    }

    /// A new folio on `node`. May sleep.
    fn allocate(file: &ShmemFile, node: u32) -> Option<Self> {
        // SAFETY: The mapping belongs to the file.
        let folio = unsafe { shim::rmm_shim_alloc_copy_folio(file.mapping(), node as i32) };
        // INVARIANT: A new folio has one reference.
        NonNull::new(folio).map(Self)
    }

    fn state(&self, file: &ShmemFile, page: u64) -> MigrationState {
        let mut state = shim::rmm_shim_migration_state::zeroed();
        // SAFETY: The mapping belongs to the file; the folio is referenced by the invariant.
        unsafe {
            shim::rmm_shim_read_migration_state(
                file.mapping(),
                page as usize,
                self.0.as_ptr(),
                &mut state,
            );
        }
        MigrationState {
            node: state.nid,
            large: state.large,
            unevictable: state.unevictable,
            cached: state.cached,
            writeback: state.writeback,
            poisoned: state.poisoned,
            mapped: state.mapped,
            pinned: state.pinned,
        }
    }

    /// Tries to lock the folio; does not wait.
    fn try_lock(&self) -> Option<LockedFolio<'_>> {
        // SAFETY: The folio is referenced by the invariant.
        let locked = unsafe { shim::rmm_shim_trylock_folio(self.0.as_ptr()) };
        // INVARIANT: Just locked.
        locked.then(|| LockedFolio(self))
    }
}

impl Drop for ReferencedFolio {
    fn drop(&mut self) {
        // SAFETY: This value owns the reference.
        unsafe { shim::rmm_shim_put_folio(self.0.as_ptr()) };
    }
}

/// A locked folio, unlocked when dropped.
///
/// # Invariants
///
/// This value owns the folio lock.
struct LockedFolio<'a>(&'a ReferencedFolio);

impl LockedFolio<'_> {
    /// Puts a copy into the page cache in place of the folio, if the folio can be read. May sleep.
    ///
    /// # Safety
    ///
    /// The folio has order 0, is in the page cache of a [`ShmemFile`], is not mapped and has no
    /// unexpected reference; `copy` is new.
    unsafe fn replace(&self, copy: &ReferencedFolio) -> bool {
        // SAFETY: Locked by the invariant; the rest by the contract.
        unsafe { shim::rmm_shim_replace_folio(self.0 .0.as_ptr(), copy.0.as_ptr()) }
    }
}

impl Drop for LockedFolio<'_> {
    fn drop(&mut self) {
        // SAFETY: This value owns the lock, and the reference outlives it.
        unsafe { shim::rmm_shim_unlock_folio(self.0 .0.as_ptr()) };
    }
}

impl ShmemFile {
    /// Migrates page `page` to a node. May sleep.
    pub(crate) fn migrate_page(&self, page: u64, node: u32) -> MigrateOutcome {
        let Some(source) = ReferencedFolio::of_page(self, page) else {
            return MigrateOutcome::Absent;
        };
        if let Some(outcome) = source.state(self, page).outcome_without_lock(node as i32) {
            return outcome;
        }
        self.copy_page(&source, page, node)
            .map_or_else(MigrateOutcome::Refused, MigrateOutcome::Migrated)
    }

    /// Returns the node that the page was on.
    fn copy_page(
        &self,
        source: &ReferencedFolio,
        page: u64,
        node: u32,
    ) -> Result<u32, MigrationRefusal> {
        let copy = ReferencedFolio::allocate(self, node).ok_or(MigrationRefusal::NoMemory)?;
        let locked = source.try_lock().ok_or(MigrationRefusal::Busy)?;
        if let Some(refusal) = source.state(self, page).refusal_when_locked() {
            return Err(refusal);
        }
        self.unmap(page, 1);
        let state = source.state(self, page);
        if let Some(refusal) = state.refusal_when_unmapped() {
            return Err(refusal);
        }
        // SAFETY: The state confirms it, and the folio lock keeps it: nobody maps or moves the page
        // without the lock. A new reference does no harm, because its holder checks the page cache
        // again. `outcome_without_lock()` has excluded large folios.
        let replaced = unsafe { locked.replace(&copy) };
        replaced
            .then_some(state.node as u32)
            .ok_or(MigrationRefusal::Poisoned)
    }
}
