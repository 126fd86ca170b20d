// SPDX-License-Identifier: GPL-2.0

//! The file of an arena: page faults, and the policy hooks of mbind(2) and related calls.
//!
//! The file uses the inode of a [`ShmemFile`], so its pages are shmem's, and has operations of its
//! own. A mapping holds the file; the file holds its object and the module.
//!
//! Locks held in the callbacks (include/linux/mm.h, `struct vm_operations_struct`):
//!
//! - `fault`: mmap_lock or the VMA lock, for read. May sleep.
//! - `set_policy`: mmap_lock and the VMA lock, for write. May sleep.
//! - `get_policy`: one of the two for read, or RCU; NUMA hint faults also hold the page-table lock.
//!   Must not sleep.
//!
//! Lock order: mmap_lock → VMA lock → [`PageLocks`] → folio lock → i_mmap_rwsem → page-table lock. The
//! lock of the file's ranges is taken under [`PageLocks`], and at the end of a fault under the folio lock;
//! its holder waits for neither.

mod fault;
mod fault_result;
pub(crate) mod mappings;
pub(crate) mod mempolicy;
mod migration;
mod page_locks;
mod range_lock;
pub(crate) mod shmem;
mod steering;
mod zero_pages;

pub(crate) use fault::ArenaFault;
pub(crate) use fault_result::FaultResult;
pub(crate) use page_locks::PageLocks;
pub(crate) use steering::{
    SteeringPolicies,
    SteeringTarget, //
};

use super::{
    arena::{
        mempolicy::{
            NodePolicies,
            OwnedMempolicy, //
        },
        shmem::{
            PageCacheSlot,
            ShmemFile, //
        },
    },
    shim,
    system, //
};
use crate::abi::arena::PlacementKind;
use core::{
    marker::PhantomData,
    ptr::{
        null_mut,
        NonNull, //
    },
};
use kernel::{
    bindings::{
        file,
        inode,
        vm_area_desc,
        vm_area_struct,
        vm_fault,
        vm_fault_t,
        vm_operations_struct, //
    },
    error::{
        from_err_ptr,
        from_result, //
    },
    ffi::{
        c_int,
        c_long,
        c_uint,
        c_ulong, //
    },
    fs::File,
    page::PAGE_SHIFT,
    prelude::*,
    sync::{
        Arc,
        ArcBorrow, //
    },
    types::ForeignOwnable, //
};

/// The object behind such a file. Calls may come from several threads at once.
pub(crate) trait ArenaFile: Send + Sync + Sized + 'static {
    /// Name shown in /proc/PID/maps and /proc/PID/fd.
    const NAME: &'static CStr;

    /// The shmem file.
    fn shmem(&self) -> &ShmemFile;

    /// The policy that places its pages. Must not sleep.
    fn placement(&self) -> PlacementKind;

    /// One policy for each node, returned by `get_policy`: for a private mapping, where the kernel
    /// uses nothing else, or for a shared one.
    fn node_policies(&self, private: bool) -> &NodePolicies;

    /// Maps a page that is in the file or, for a shared mapping, is placed now.
    fn fault(&self, fault: &mut ArenaFault<'_>) -> FaultResult;

    /// The pages of `first..=last` around `page` that may be mapped with it without a fault of
    /// their own; `None` if not even `page` may. Must not sleep.
    fn unarmed_range_around(&self, page: u64, first: u64, last: u64) -> Option<(u64, u64)>;

    /// Records that a page was copied to `node` for a private mapping.
    fn note_private_copy(&self, page: u64, node: u32);

    /// The node for page `page` of a private or a shared mapping, and whether the mapping takes NUMA
    /// hint faults. Must not sleep. `None` leaves the decision to the kernel.
    fn preferred_node(&self, page: u64, private: bool) -> Option<(u32, bool)>;

    /// The policy for private copies at NUMA hint faults, if those are wanted. It lives as long as the
    /// object.
    fn private_hint_policy(&self) -> Option<&OwnedMempolicy>;

    /// Sets the arena's own policy for a range of pages again.
    fn reset_policy(&self, first: u64, pages: u64) -> Result;

    /// fallocate(2).
    fn fallocate(&self, mode: i32, offset: i64, len: i64) -> Result;

    /// Answers an ioctl; `ENOTTY` for an unknown one.
    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize>;

    /// Called when the last descriptor and the last mapping are gone.
    fn release(this: Arc<Self>);
}

/// Opens a file for `object` and returns its descriptor in the caller's table, close-on-exec. If that
/// fails, the object is released, as by the last close.
pub(crate) fn install_fd<T: ArenaFile>(object: Arc<T>) -> Result<isize> {
    // SAFETY: Uses the current task only.
    let fd = unsafe { kernel::bindings::get_unused_fd_flags(kernel::bindings::O_CLOEXEC) };
    if fd < 0 {
        T::release(object);
        return Err(Error::from_errno(fd));
    }
    let shmem = object.shmem().file();
    let private = object.into_foreign();
    // SAFETY: The object keeps the shmem file during the call, and the operations live as long as
    // the module, which the new file holds. On success the file owns `private`.
    let file = from_err_ptr(unsafe {
        shim::rmm_shim_arena_file(
            shmem,
            T::NAME.as_char_ptr(),
            &ArenaOperations::<T>::FOPS,
            private.cast(),
        )
    });
    match file {
        Ok(file) => {
            // SAFETY: The descriptor was reserved above; the only reference of the file is passed
            // on.
            unsafe { kernel::bindings::fd_install(fd as c_uint, file) };
            Ok(fd as isize)
        }
        Err(error) => {
            // SAFETY: Reserved above, and no file was installed.
            unsafe { kernel::bindings::put_unused_fd(fd as c_uint) };
            // SAFETY: From `into_foreign` above, and no file owns it.
            T::release(unsafe { Arc::<T>::from_foreign(private) });
            Err(error)
        }
    }
}

/// The operations of a mapping of an arena's file, with those of the module after the kernel's.
#[repr(C)]
struct MappingOperations {
    kernel: vm_operations_struct,
    /// The placement policy of an arena, which owns the file.
    placement: unsafe fn(*mut file) -> PlacementKind,
}

/// The placement policy of the arena that a VMA maps.
///
/// # Safety
///
/// `vma` is locked, and its file is one of [`install_fd`].
pub(in crate::sys) unsafe fn placement_of(vma: *mut vm_area_struct) -> PlacementKind {
    // SAFETY: The VMA is locked, so it holds its file. `mmap_prepare` has set the operations, which are
    // the first field of a `MappingOperations` of the same type of object.
    unsafe {
        let operations = (*vma).vm_ops.cast::<MappingOperations>();
        ((*operations).placement)((*vma).vm_file)
    }
}

struct ArenaOperations<T>(PhantomData<T>);

impl<T: ArenaFile> ArenaOperations<T> {
    const FOPS: kernel::bindings::file_operations = kernel::bindings::file_operations {
        owner: super::THIS_MODULE,
        release: Some(Self::release),
        unlocked_ioctl: Some(Self::ioctl),
        compat_ioctl: kernel::bindings::compat_ptr_ioctl,
        mmap_prepare: Some(Self::mmap_prepare),
        get_unmapped_area: Some(shim::rmm_shim_unmapped_area),
        fallocate: Some(Self::fallocate),
        // There is no backing store: msync(2) and fsync(2) do nothing, as on shmem.
        fsync: Some(kernel::bindings::noop_fsync),
        ..pin_init::zeroed()
    };

    const VM_OPS: &'static MappingOperations = &MappingOperations {
        kernel: vm_operations_struct {
            fault: Some(Self::fault),
            map_pages: Some(Self::map_pages),
            set_policy: Some(Self::set_policy),
            get_policy: Some(Self::get_policy),
            ..pin_init::zeroed()
        },
        placement: Self::placement,
    };

    /// # Safety
    ///
    /// `file` is an arena's file and stays open during `'a`.
    unsafe fn object<'a>(file: *mut file) -> ArcBorrow<'a, T> {
        // SAFETY: `install_fd` gave the object to the file, which owns it until `release`.
        unsafe { Arc::<T>::borrow((*file).private_data.cast()) }
    }

    /// # Safety
    ///
    /// `file` is an arena's file and stays open during the call.
    unsafe fn placement(file: *mut file) -> PlacementKind {
        // SAFETY: By this function's contract.
        unsafe { Self::object(file) }.placement()
    }

    /// # Safety
    ///
    /// `file_operations.release`: called once, after all other calls.
    unsafe extern "C" fn release(_inode: *mut inode, file: *mut file) -> c_int {
        // SAFETY: `install_fd` gave the object to the file, and no other call uses it any more.
        T::release(unsafe { Arc::<T>::from_foreign((*file).private_data.cast()) });
        0
    }

    /// # Safety
    ///
    /// `file_operations.unlocked_ioctl` of a file that stays open during the call.
    unsafe extern "C" fn ioctl(file: *mut file, cmd: c_uint, arg: c_ulong) -> c_long {
        // SAFETY: By this function's contract.
        let object = unsafe { Self::object(file) };
        // SAFETY: Valid during this call, which does not take `fdget_pos`.
        let file = unsafe { File::from_raw_file(file) };
        from_result(|| object.ioctl(file, cmd, arg).map(|value| value as c_long))
    }

    /// # Safety
    ///
    /// `file_operations.fallocate`: vfs_fallocate() has checked the range.
    unsafe extern "C" fn fallocate(file: *mut file, mode: c_int, at: i64, len: i64) -> c_long {
        // SAFETY: The file stays open during the call.
        let object = unsafe { Self::object(file) };
        from_result(|| object.fallocate(mode, at, len).map(|()| 0))
    }

    /// # Safety
    ///
    /// `file_operations.mmap_prepare`: the description is writable.
    unsafe extern "C" fn mmap_prepare(desc: *mut vm_area_desc) -> c_int {
        // SAFETY: By this function's contract.
        unsafe {
            // The pointer is one to the whole of them.
            (*desc).vm_ops = (&raw const *Self::VM_OPS).cast();
            shim::rmm_shim_only_small_folios(desc);
        }
        0
    }

    /// # Safety
    ///
    /// `vm_operations_struct.fault` of a mapping of an arena's file.
    unsafe extern "C" fn fault(vmf: *mut vm_fault) -> vm_fault_t {
        // SAFETY: By this function's contract; the VMA is locked and holds its file.
        let (object, shared) = unsafe {
            let vma = (*vmf).__bindgen_anon_1.vma;
            (Self::object((*vma).vm_file), is_shared(vma))
        };
        // SAFETY: By this function's contract; by `install_fd` the file uses this shmem inode.
        let mut fault = unsafe { ArenaFault::from_raw(vmf, object.shmem()) };
        let served = if shared {
            object.fault(&mut fault)
        } else {
            Self::fault_private(&object, &mut fault)
        };
        // The access is repeated. If it is a copy inside the kernel, no signal would end that loop.
        if served.is_no_page() && system::fatal_signal_pending() {
            return FaultResult::SIGBUS.raw();
        }
        served.raw()
    }

    /// # Safety
    ///
    /// `vm_operations_struct.map_pages` of a mapping of an arena's file. Called under RCU.
    unsafe extern "C" fn map_pages(
        vmf: *mut vm_fault,
        first: c_ulong,
        last: c_ulong,
    ) -> vm_fault_t {
        // SAFETY: By this function's contract; the VMA holds its file.
        let (object, page) = unsafe {
            let fault = &(*vmf).__bindgen_anon_1;
            (Self::object((*fault.vma).vm_file), fault.pgoff as u64)
        };
        // The fault of a page that is not mapped yet unmaps its hole first.
        if object.shmem().has_mapped_holes() {
            return 0;
        }
        match object.unarmed_range_around(page, first as u64, last as u64) {
            // SAFETY: Part of the range that the kernel asked for, in the same VMA and table.
            Some((first, last)) => unsafe {
                shim::filemap_map_pages(vmf, first as c_ulong, last as c_ulong)
            },
            None => 0,
        }
    }

    /// A private mapping shows the content of the file, and zeros for a hole, which stays a hole.
    fn fault_private(object: &T, fault: &mut ArenaFault<'_>) -> FaultResult {
        let page = fault.page();
        let cow_node = fault.cow_node();
        if object.shmem().is_beyond(page) || object.shmem().slot(page) != PageCacheSlot::Absent {
            // The page may be in swap, or truncated concurrently: then it is placed as for a shared
            // mapping.
            let served = object.fault(fault);
            if let (Some(node), true) = (cow_node, fault.has_result_page()) {
                object.note_private_copy(page, node);
            }
            return served;
        }
        match cow_node {
            // A core dump leaves a hole for a page without memory, and would fill the page tables of a
            // sparse mapping otherwise, which those of anonymous memory are spared.
            None if system::dumps_core() => FaultResult::SIGBUS,
            None => match fault.show_hole() {
                Some(result) => result,
                // The file has the page by now.
                None => object.fault(fault),
            },
            Some(node) => {
                object.note_private_copy(page, node);
                fault.copy_zero_page()
            }
        }
    }

    /// # Safety
    ///
    /// `vm_operations_struct.set_policy` of a mapping of an arena's file.
    unsafe extern "C" fn set_policy(
        vma: *mut vm_area_struct,
        new: *mut kernel::bindings::mempolicy,
    ) -> c_int {
        // SAFETY: By this function's contract: the VMA is write-locked and holds its file.
        let (shared, object) = unsafe { (is_shared(vma), Self::object((*vma).vm_file)) };
        // The kernel stores the policy of a private mapping in the VMA.
        if !shared {
            return 0;
        }
        // SAFETY: As above.
        let (first, pages) = unsafe { pages_of(vma) };
        from_result(|| {
            if new.is_null() {
                object.reset_policy(first, pages)?;
                return Ok(0);
            }
            let shmem = object.shmem();
            // SAFETY: The kernel's policy is valid during this call; our bindings describe the same
            // type.
            unsafe { shmem.set_user_range(first, pages, new.cast()) }?;
            Ok(0)
        })
    }

    /// # Safety
    ///
    /// `vm_operations_struct.get_policy` of a mapping of an arena's file.
    unsafe extern "C" fn get_policy(
        vma: *mut vm_area_struct,
        addr: c_ulong,
        bias: *mut c_ulong,
    ) -> *mut kernel::bindings::mempolicy {
        // SAFETY: By this function's contract: the VMA stays and holds its file.
        let (shared, object) = unsafe { (is_shared(vma), Self::object((*vma).vm_file)) };
        if !shared {
            // SAFETY: The field changes only with the VMA write-locked and is freed after RCU.
            // Callers take a reference only if the policy has MPOL_F_SHARED, which no VMA's policy
            // has.
            let own = unsafe { (&raw const (*vma).vm_policy).read_volatile() };
            if !own.is_null() {
                return own;
            }
        }
        let Some(get_policy) = object.shmem().ops().get_policy else {
            return null_mut();
        };
        // SAFETY: shmem reads the VMA's range and its file's inode. The result has a reference for
        // us and is a `shim::mempolicy`, which the kernel crate does not describe.
        let found = unsafe { get_policy(vma, addr, bias) };
        if let Some(policy) = NonNull::new(found.cast()) {
            // SAFETY: Passes that reference on.
            let effective_policy = unsafe { mempolicy::EffectivePolicy::from_raw(policy) };
            if !effective_policy.is_steered() {
                core::mem::forget(effective_policy);
                return found;
            }
        }
        // A hint fault of a private mapping is the arena's where the mapping shows a page of the file.
        // SAFETY: As above; no page table above the lowest level is freed while a VMA is locked.
        let of_file = !shared && in_hint_fault() && unsafe { maps_file_page(vma, addr) };
        let private = !shared && !of_file;
        if private && in_hint_fault() {
            if let Some(policy) = object.private_hint_policy() {
                return policy.raw().cast();
            }
        }
        // SAFETY: As above.
        let page = unsafe { page_at(vma, addr) };
        object
            .preferred_node(page, private)
            .and_then(|(node, sampled)| object.node_policies(private).raw(node, sampled))
            .map_or(null_mut(), <*mut _>::cast)
    }
}

/// Whether the mapping is MAP_SHARED.
///
/// # Safety
///
/// `vma` is valid.
unsafe fn is_shared(vma: *const vm_area_struct) -> bool {
    // SAFETY: By this function's contract; the flag never changes.
    let flags = unsafe { (*vma).__bindgen_anon_2.vm_flags };
    flags as u64 & shim::RMM_SHIM_VM_MAYSHARE != 0
}

/// The page of the file at an address.
///
/// # Safety
///
/// `vma` is valid.
unsafe fn page_at(vma: *const vm_area_struct, addr: c_ulong) -> u64 {
    // SAFETY: By this function's contract.
    unsafe {
        let start = (*vma).__bindgen_anon_1.__bindgen_anon_1.vm_start;
        (addr.wrapping_sub(start) as u64 >> PAGE_SHIFT).wrapping_add((*vma).vm_pgoff as u64)
    }
}

/// Whether a page of the file is mapped at an address, and not a private copy. Must not sleep.
///
/// # Safety
///
/// `vma` is valid, and locked for read.
unsafe fn maps_file_page(vma: *mut vm_area_struct, addr: c_ulong) -> bool {
    // SAFETY: By this function's contract.
    unsafe { shim::rmm_shim_maps_file_page(vma, addr) }
}

/// First mapped page of the file, and the number of pages.
///
/// # Safety
///
/// `vma` is valid and does not change.
unsafe fn pages_of(vma: *const vm_area_struct) -> (u64, u64) {
    // SAFETY: By this function's contract.
    unsafe {
        let range = &(*vma).__bindgen_anon_1.__bindgen_anon_1;
        let pages = range.vm_end.wrapping_sub(range.vm_start) as u64 >> PAGE_SHIFT;
        ((*vma).vm_pgoff as u64, pages)
    }
}

/// Whether this kernel lets the module detect NUMA hint faults, which ask for a policy with a
/// spinlock held. For that the kernel must count spinlock holds but not RCU readers (numa_maps is
/// one), and page-table locks must be spinlocks that count.
pub(crate) const DETECTS_HINT_FAULTS: bool =
    cfg!(CONFIG_PREEMPT_COUNT) && cfg!(CONFIG_PREEMPT_RCU) && !cfg!(CONFIG_PREEMPT_RT);

/// Whether the caller is a NUMA hint fault, as far as this can be detected.
pub(crate) fn in_hint_fault() -> bool {
    // SAFETY: Reads a per-CPU counter.
    DETECTS_HINT_FAULTS && unsafe { shim::rmm_shim_in_atomic() }
}
