// SPDX-License-Identifier: GPL-2.0

//! A read-locked VMA: `struct vm_area_struct`.
//!
//! The per-VMA read lock keeps the VMA's page tables, with two exceptions that the capture handles.
//! PTE tables can be freed under RCU alone, so the PMD is compared again under the page-table lock.
//! hugetlb can unshare PMD tables, so the lock of a hugetlb VMA is held around the descent.
//!
//! Lock order: VMA read lock → hugetlb VMA lock → RCU → page-table lock.

use super::{
    mempolicy::MempolicyFacts,
    table::TableSnapshot, //
};
use crate::{
    abi::{
        mempolicy::MempolicySource,
        names::{
            VmaFlag,
            VmaKind, //
        },
        ABSENT, //
    },
    sys::{
        arena,
        shim, //
    },
};
use core::{
    marker::PhantomData,
    ptr::NonNull, //
};
use kernel::{
    bindings,
    mm::virt::VmaRef,
    prelude::*,
    types::NotThreadSafe, //
};

/// A VMA whose per-VMA lock is held for read. Its range, flags, file and page tables do not change.
///
/// User memory must not be accessed while the value exists: a page fault may wait for the same
/// lock.
///
/// # Invariants
///
/// `vma` is attached, and the value owns one hold of its read lock. `'a` borrows the
/// [`LiveMm`](super::handle::LiveMm) that keeps the mm.
pub(crate) struct VmaRead<'a> {
    vma: NonNull<bindings::vm_area_struct>,
    _users: PhantomData<&'a ()>,
    // Lockdep counts the lock as this thread's.
    _nts: NotThreadSafe,
}

/// Properties that do not change while the VMA is read-locked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct VmaFacts {
    pub(crate) start: u64,
    pub(crate) end: u64,
    /// `VmaFlag` bits.
    pub(crate) flags: u64,
    /// Offset in the file in bytes, 0 without a file.
    pub(crate) offset: u64,
    /// Page offset of the first page, in the file or in anonymous memory.
    pub(crate) pgoff: u64,
    /// Page offset of the first page in anonymous memory; `ABSENT` if the VMA has none of its own.
    pub(crate) anon_pgoff: u64,
    pub(crate) inode: u64,
    pub(crate) dev_major: u32,
    pub(crate) dev_minor: u32,
    pub(crate) kind: VmaKind,
    /// The VMA maps a file.
    pub(crate) file: bool,
    /// The VMA maps the executable.
    pub(crate) exe: bool,
    /// The VMA has no vm_ops (`vma_is_anonymous()`).
    pub(crate) anonymous: bool,
    /// THP are disabled, by the VMA's flags or by prctl(2) of the process.
    pub(crate) no_thp: bool,
    pub(crate) page_size: u64,
    /// Protection key; `ABSENT_32` if the machine has none.
    pub(crate) pkey: u32,
}

/// The kernel's VM_ bit for each `VmaFlag`; 0 if this kernel lacks it.
const FLAGS: &[(u64, u64)] = &[
    (shim::RMM_SHIM_VM_READ, VmaFlag::READ),
    (shim::RMM_SHIM_VM_WRITE, VmaFlag::WRITE),
    (shim::RMM_SHIM_VM_EXEC, VmaFlag::EXEC),
    (shim::RMM_SHIM_VM_SHARED, VmaFlag::SHARED),
    (shim::RMM_SHIM_VM_MAYREAD, VmaFlag::MAYREAD),
    (shim::RMM_SHIM_VM_MAYWRITE, VmaFlag::MAYWRITE),
    (shim::RMM_SHIM_VM_MAYEXEC, VmaFlag::MAYEXEC),
    (shim::RMM_SHIM_VM_MAYSHARE, VmaFlag::MAYSHARE),
    (shim::RMM_SHIM_VM_GROWSDOWN, VmaFlag::GROWSDOWN),
    (shim::RMM_SHIM_VM_PFNMAP, VmaFlag::PFNMAP),
    (shim::RMM_SHIM_VM_LOCKED, VmaFlag::LOCKED),
    (shim::RMM_SHIM_VM_IO, VmaFlag::IO),
    (shim::RMM_SHIM_VM_SEQ_READ, VmaFlag::SEQ_READ),
    (shim::RMM_SHIM_VM_RAND_READ, VmaFlag::RAND_READ),
    (shim::RMM_SHIM_VM_DONTCOPY, VmaFlag::DONTCOPY),
    (shim::RMM_SHIM_VM_DONTEXPAND, VmaFlag::DONTEXPAND),
    (shim::RMM_SHIM_VM_LOCKONFAULT, VmaFlag::LOCKONFAULT),
    (shim::RMM_SHIM_VM_ACCOUNT, VmaFlag::ACCOUNT),
    (shim::RMM_SHIM_VM_NORESERVE, VmaFlag::NORESERVE),
    (shim::RMM_SHIM_VM_HUGETLB, VmaFlag::HUGETLB),
    (shim::RMM_SHIM_VM_SYNC, VmaFlag::SYNC),
    (shim::RMM_SHIM_VM_ARCH_1, VmaFlag::ARCH_1),
    (shim::RMM_SHIM_VM_WIPEONFORK, VmaFlag::WIPEONFORK),
    (shim::RMM_SHIM_VM_DONTDUMP, VmaFlag::DONTDUMP),
    (shim::RMM_SHIM_VM_SOFTDIRTY, VmaFlag::SOFTDIRTY),
    (shim::RMM_SHIM_VM_MIXEDMAP, VmaFlag::MIXEDMAP),
    (shim::RMM_SHIM_VM_HUGEPAGE, VmaFlag::HUGEPAGE),
    (shim::RMM_SHIM_VM_NOHUGEPAGE, VmaFlag::NOHUGEPAGE),
    (shim::RMM_SHIM_VM_MERGEABLE, VmaFlag::MERGEABLE),
    (shim::RMM_SHIM_VM_UFFD_MISSING, VmaFlag::UFFD_MISSING),
    (shim::RMM_SHIM_VM_UFFD_WP, VmaFlag::UFFD_WP),
    (shim::RMM_SHIM_VM_UFFD_MINOR, VmaFlag::UFFD_MINOR),
    (shim::RMM_SHIM_VM_UFFD_RWP, VmaFlag::UFFD_RWP),
    (shim::RMM_SHIM_VM_SHADOW_STACK, VmaFlag::SHADOW_STACK),
    (shim::RMM_SHIM_VM_SEALED, VmaFlag::SEALED),
    (shim::RMM_SHIM_VM_MAYBE_GUARD, VmaFlag::MAYBE_GUARD),
    (shim::RMM_SHIM_VM_DROPPABLE, VmaFlag::DROPPABLE),
];

/// The protection key, which smaps shows as a number and not as a flag.
const UNNAMED: u64 = shim::RMM_SHIM_VM_PKEYS;

/// The `VmaFlag` of each bit of `vm_flags`, as smaps orders them; 0 for bits without one.
pub(crate) const FLAG_ORDER: [u64; 64] = {
    let mut order = [0; 64];
    let mut index = 0;
    while index < FLAGS.len() {
        let (vm, ours) = FLAGS[index];
        if vm != 0 {
            order[vm.trailing_zeros() as usize] = ours;
        }
        index += 1;
    }
    order
};

/// Bits of `vm_flags` that have a `VmaFlag`, or deliberately have none.
const KNOWN: u64 = {
    let mut known = UNNAMED;
    let mut index = 0;
    while index < FLAGS.len() {
        known |= FLAGS[index].0;
        index += 1;
    }
    known
};

/// Translates `vm_flags` to `VmaFlag` bits.
pub(in crate::sys) fn flags_of(vm_flags: u64) -> u64 {
    let other = if vm_flags & !KNOWN != 0 {
        VmaFlag::OTHER
    } else {
        0
    };
    // A VMA has few of the flags.
    let (mut left, mut bits) = (vm_flags, other);
    while left != 0 {
        bits |= FLAG_ORDER[left.trailing_zeros() as usize];
        left &= left - 1;
    }
    bits
}

impl<'a> VmaRead<'a> {
    /// # Safety
    ///
    /// `vma` is not NULL. The caller transfers one hold of its read lock, and `mm_users` of its mm
    /// is held during `'a`.
    pub(in crate::sys) unsafe fn from_locked(vma: *mut bindings::vm_area_struct) -> Self {
        Self {
            // SAFETY: Not NULL, by this function's contract.
            vma: unsafe { NonNull::new_unchecked(vma) },
            _users: PhantomData,
            _nts: NotThreadSafe,
        }
    }

    fn vma(&self) -> &VmaRef {
        // SAFETY: The read lock is held during the life of `self`.
        unsafe { VmaRef::from_raw(self.vma.as_ptr()) }
    }

    /// Start address.
    pub(crate) fn start(&self) -> u64 {
        self.vma().start() as u64
    }

    /// End address.
    pub(crate) fn end(&self) -> u64 {
        self.vma().end() as u64
    }

    /// A writer waits for the VMA.
    pub(crate) fn is_contended(&self) -> bool {
        // SAFETY: The VMA is valid by the type's invariant.
        unsafe { shim::rmm_shim_vma_is_contended(self.vma.as_ptr()) }
    }

    /// Properties of the VMA.
    pub(crate) fn facts(&self) -> VmaFacts {
        let mut c = pin_init::zeroed::<shim::rmm_shim_vma_facts>();
        // SAFETY: The VMA is read-locked by the type's invariant; `c` may be written.
        unsafe { shim::rmm_shim_read_vma(self.vma.as_ptr(), &mut c) };
        let flags = flags_of(self.vma().flags() as u64);
        let has = |bit| c.bits & bit != 0;
        let kind = if has(shim::RMM_SHIM_VMA_NAMED) {
            VmaKind::Special
        } else if flags & VmaFlag::HUGETLB != 0 {
            VmaKind::Hugetlb
        } else if flags & (VmaFlag::PFNMAP | VmaFlag::IO) != 0 {
            VmaKind::Device
        } else if has(shim::RMM_SHIM_VMA_SHMEM) {
            VmaKind::Shmem
        } else if has(shim::RMM_SHIM_VMA_FILE) {
            VmaKind::File
        } else if has(shim::RMM_SHIM_VMA_HEAP) {
            VmaKind::Heap
        } else if has(shim::RMM_SHIM_VMA_STACK) {
            VmaKind::Stack
        } else {
            VmaKind::Anon
        };
        VmaFacts {
            start: self.start(),
            end: self.end(),
            flags,
            offset: if has(shim::RMM_SHIM_VMA_FILE) {
                c.pgoff << kernel::page::PAGE_SHIFT
            } else {
                0
            },
            pgoff: c.pgoff,
            anon_pgoff: if flags & VmaFlag::MAYSHARE != 0 {
                ABSENT
            } else {
                c.anon_pgoff
            },
            inode: c.inode,
            dev_major: c.dev_major,
            dev_minor: c.dev_minor,
            kind,
            file: has(shim::RMM_SHIM_VMA_FILE),
            exe: has(shim::RMM_SHIM_VMA_EXE),
            anonymous: has(shim::RMM_SHIM_VMA_ANON),
            no_thp: has(shim::RMM_SHIM_VMA_NO_THP),
            page_size: c.page_size,
            pkey: c.pkey,
        }
    }

    /// The memory policy of the first page; `None` if the task's applies. With
    /// `MempolicySource::Unknown` or `Arena` the mode is not valid; an arena has a placement policy.
    pub(crate) fn policy(&self) -> Option<MempolicyFacts> {
        let mut raw = pin_init::zeroed::<shim::rmm_shim_policy>();
        // SAFETY: The VMA is read-locked by the type's invariant; `raw` may be written.
        unsafe { shim::rmm_shim_read_vma_policy(self.vma.as_ptr(), &mut raw) };
        let source = match raw.from {
            shim::RMM_SHIM_POLICY_VMA => MempolicySource::Vma,
            shim::RMM_SHIM_POLICY_SHARED => MempolicySource::Object,
            shim::RMM_SHIM_POLICY_HIDDEN => MempolicySource::Unknown,
            shim::RMM_SHIM_POLICY_ARENA => MempolicySource::Arena,
            _ => return None,
        };
        let mut facts = MempolicyFacts::new(&raw, source);
        if matches!(source, MempolicySource::Arena) {
            // SAFETY: The VMA is read-locked by the type's invariant, and the shim has found that its
            // file is an arena's.
            facts.placement = Some(unsafe { arena::placement_of(self.vma.as_ptr()) });
        }
        Some(facts)
    }

    /// Writes the name that /proc/PID/maps shows to `buf` and returns its length, 0 without a name.
    /// `ENAMETOOLONG` if it does not fit.
    pub(crate) fn name(&self, buf: &mut [u8]) -> Result<usize> {
        // SAFETY: The VMA is read-locked by the type's invariant, and `buf` may be written up to
        // its length.
        let len = unsafe {
            shim::rmm_shim_vma_name(self.vma.as_ptr(), buf.as_mut_ptr().cast(), buf.len())
        };
        if len < 0 {
            return Err(Error::from_errno(len as i32));
        }
        Ok(len as usize)
    }

    /// Captures the page tables from `addr` on, up to `end` at most, and as far as `table` has room.
    /// Returns `false`, and captures nothing, if the range is not within the VMA.
    pub(crate) fn capture(&self, addr: u64, end: u64, table: &mut TableSnapshot) -> bool {
        if addr >= end || addr < self.start() || end > self.end() {
            return false;
        }
        let end = table.clip(addr, end);
        let raw = table.raw();
        raw.addr = addr;
        // SAFETY: The VMA is read-locked by the type's invariant, `addr..end` lies in it (checked
        // above), and `raw` is a complete `rmm_shim_table` with room for its entries.
        unsafe { shim::rmm_shim_capture_table(self.vma.as_ptr(), end as usize, raw) };
        true
    }
}

impl Drop for VmaRead<'_> {
    fn drop(&mut self) {
        // SAFETY: The value owns a hold of the read lock, which ends here.
        unsafe { shim::rmm_shim_vma_end_read(self.vma.as_ptr()) };
    }
}
