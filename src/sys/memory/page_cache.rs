// SPDX-License-Identifier: GPL-2.0

//! The page cache of an open file: `i_pages` of its `struct address_space`.
//!
//! Entries are read under RCU and no folio is referenced; see page_cache.c.

use super::{
    frame::FrameSnapshot,
    hotplug::HotplugGuard, //
};
use crate::{
    abi::file_cache::FileCacheKind,
    sys::shim, //
};
use kernel::{
    fs::LocalFile,
    prelude::*,
    sync::aref::ARef, //
};

// Kinds have numbers of the ABI, in Rust and in the shim.
const _: () = {
    assert!(FileCacheKind::Folio as u32 == shim::RMM_SHIM_CACHE_FOLIO);
    assert!(FileCacheKind::Shadow as u32 == shim::RMM_SHIM_CACHE_SHADOW);
    assert!(FileCacheKind::Swap as u32 == shim::RMM_SHIM_CACHE_SWAP);
    assert!(FileCacheKind::SwapError as u32 == shim::RMM_SHIM_CACHE_SWAP_ERROR);
    assert!(FileCacheKind::Dax as u32 == shim::RMM_SHIM_CACHE_DAX);
};

/// A file of the caller that has a page cache.
///
/// # Invariants
///
/// The file is of a type that has a page cache (`rmm_shim_has_page_cache`), which never changes.
pub(crate) struct CachedFile(ARef<LocalFile>);

impl CachedFile {
    /// The file that `fd` of the caller refers to. `EBADF` if it refers to none, `EOPNOTSUPP` if the
    /// file has no page cache.
    pub(in crate::sys) fn get(fd: i32) -> Result<Self> {
        let fd = u32::try_from(fd).map_err(|_| EBADF)?;
        let file = LocalFile::fget(fd).map_err(|_| EBADF)?;
        // SAFETY: The reference keeps the file, whose inode and mapping are set since it was opened.
        if !unsafe { shim::rmm_shim_has_page_cache(file.as_ptr()) } {
            return Err(Error::from_errno(-(kernel::bindings::EOPNOTSUPP as i32)));
        }
        // INVARIANT: Tested above.
        Ok(Self(file))
    }

    /// Whether the caller may call cachestat(2) on the file.
    pub(in crate::sys) fn is_callers(&self) -> bool {
        // SAFETY: The reference keeps the file. No lock is held.
        unsafe { shim::rmm_shim_may_see_page_cache(self.0.as_ptr()) }
    }

    /// Pages in the whole page cache.
    pub(crate) fn cached_pages(&self) -> u64 {
        // SAFETY: The reference keeps the file; it has a mapping by the invariant.
        unsafe { shim::rmm_shim_cached_pages(self.0.as_ptr()) }
    }

    /// Whether the kernel tags dirty pages of the file and writes them back.
    pub(crate) fn has_writeback(&self) -> bool {
        // SAFETY: The reference keeps the file and so its inode; it has a mapping by the invariant.
        unsafe { shim::rmm_shim_has_writeback(self.0.as_ptr()) }
    }
}

/// An entry of the page cache.
pub(crate) struct CacheEntry<'a>(&'a shim::rmm_shim_cache_entry);

impl CacheEntry<'_> {
    /// What it stands for.
    pub(crate) fn kind(&self) -> FileCacheKind {
        FileCacheKind::from_raw(self.0.kind.into()).unwrap_or(FileCacheKind::Shadow)
    }

    /// Its order.
    pub(crate) fn order(&self) -> u8 {
        self.0.order
    }

    /// Its first page in the range.
    pub(crate) fn first(&self) -> u64 {
        self.0.first
    }

    /// Its pages in the range.
    pub(crate) fn pages(&self) -> u64 {
        self.0.pages
    }

    /// Tagged as dirty.
    pub(crate) fn is_dirty(&self) -> bool {
        self.0.dirty
    }

    /// Tagged as under writeback.
    pub(crate) fn is_under_writeback(&self) -> bool {
        self.0.writeback
    }

    /// The first frame of the folio, if the entry is one.
    pub(crate) fn folio(&self) -> Option<FrameSnapshot<'_>> {
        (self.kind() == FileCacheKind::Folio).then(|| FrameSnapshot::new(&self.0.folio))
    }
}

/// A buffer for consecutive entries (about 6 KiB), filled by one capture.
pub(crate) struct CacheBatch(KVBox<shim::rmm_shim_cache_batch>);

impl CacheBatch {
    /// Allocates the buffer.
    pub(crate) fn new() -> Result<Self> {
        let batch = KVBox::init(
            pin_init::init_zeroed::<shim::rmm_shim_cache_batch>(),
            GFP_KERNEL_ACCOUNT,
        )?;
        Ok(Self(batch))
    }

    /// Captures entries from page `at` on, before `end`, and returns the page to resume at.
    pub(crate) fn capture(
        &mut self,
        _guard: &HotplugGuard<'_>,
        file: &CachedFile,
        at: u64,
        end: u64,
    ) -> u64 {
        self.0.count = 0;
        if at >= end {
            return end;
        }
        self.0.index = at;
        self.0.last = end - 1;
        // SAFETY: The reference keeps the file; it has a mapping by the invariant. The guard keeps
        // the struct pages of online memory. The buffer is writable.
        unsafe { shim::rmm_shim_cache_capture(file.0.as_ptr(), &mut *self.0) };
        self.0.index
    }

    /// The captured entries, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = CacheEntry<'_>> {
        let count = (self.0.count as usize).min(self.0.entry.len());
        self.0.entry[..count].iter().map(CacheEntry)
    }
}
