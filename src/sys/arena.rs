// SPDX-License-Identifier: GPL-2.0

//! A file whose mappings ask us: faults, and the policy hooks of mbind(2) and its kin.
//!
//! The file stands on the inode of a [`ShmemFile`], so that its pages are shmem's, and has operations
//! of its own. A mapping holds the file, the file holds its object and the module.
//!
//! Who holds what when we are called (include/linux/mm.h, `struct vm_operations_struct`):
//!
//! - `fault`: mmap_lock or the VMA's lock, for read. May sleep.
//! - `set_policy`: mmap_lock and the VMA's lock, for write. May sleep.
//! - `get_policy`: one of the two for read, or RCU; NUMA hint faults hold the page-table lock too.
//!   Must not sleep.
//!
//! Lock order: mmap_lock → VMA lock → [`ArenaExtents`] → folio lock → i_mmap_rwsem → page-table lock.

mod extents;
mod fault;
pub(crate) mod mempolicy;
mod migration;
pub(crate) mod shmem;

pub(crate) use extents::ArenaExtents;
pub(crate) use fault::{
    ArenaFault,
    FaultResult,
    ZeroPages, //
};

use super::{
    arena::{
        mempolicy::NodePolicies,
        shmem::{
            PageCacheSlot,
            ShmemFile, //
        },
    },
    shim,
    system, //
};
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

/// What such a file stands for. Calls may come from several threads at once.
pub(crate) trait ArenaFile: Send + Sync + Sized + 'static {
    /// Shown in /proc/PID/maps and /proc/PID/fd.
    const NAME: &'static CStr;

    /// The memory.
    fn shmem(&self) -> &ShmemFile;

    /// Zeroed pages to copy.
    fn zero_pages(&self) -> &ZeroPages;

    /// A policy for each node, to answer `get_policy` with; of a private mapping, where it is all
    /// that the kernel goes by, or of a shared one.
    fn node_policies(&self, private: bool) -> &NodePolicies;

    /// A page is to be mapped that is in the file, or for a shared mapping that shall be.
    fn fault(&self, fault: &mut ArenaFault<'_>) -> FaultResult;

    /// Of the pages from `first` to `last`, those around `page` that may be mapped with it, without
    /// a fault of their own: `None` if not even that one. Must not sleep.
    fn unarmed_range_around(&self, page: u64, first: u64, last: u64) -> Option<(u64, u64)>;

    /// A page was copied for a private mapping, to `node`.
    fn note_private_copy(&self, page: u64, node: u32);

    /// The node for page `page`, and whether its mappings are to be sampled by NUMA hint faults.
    /// Must not sleep. `None` leaves it to the kernel.
    fn preferred_node(&self, page: u64) -> Option<(u32, bool)>;

    /// Puts the arena's own policy in force again for a range of pages.
    fn reset_policy(&self, first: u64, pages: u64) -> Result;

    /// A user gives a range of pages a policy: `set` does so, for a first page and a number of
    /// them. Nothing may be placed there meanwhile by who looked at the policy before.
    fn change_policy(&self, first: u64, pages: u64, set: impl FnMut(u64, u64) -> Result) -> Result;

    /// fallocate(2).
    fn fallocate(&self, mode: i32, offset: i64, len: i64) -> Result;

    /// Answers an ioctl; `ENOTTY` for one that is not known.
    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize>;

    /// The last descriptor and the last mapping are gone.
    fn release(this: Arc<Self>);
}

/// Opens a file for `object` and returns its descriptor, close-on-exec, in the caller's table.
pub(crate) fn install_fd<T: ArenaFile>(object: Arc<T>) -> Result<isize> {
    // SAFETY: About the current task.
    let fd = unsafe { kernel::bindings::get_unused_fd_flags(kernel::bindings::O_CLOEXEC) };
    if fd < 0 {
        return Err(Error::from_errno(fd));
    }
    let shmem = object.shmem().file();
    let private = object.into_foreign();
    // SAFETY: The object keeps the shmem file meanwhile, and the operations live as long as the
    // module, which the new file holds. On success it owns `private`.
    let made = from_err_ptr(unsafe {
        shim::rmm_shim_arena_file(
            shmem,
            T::NAME.as_char_ptr(),
            &ArenaOperations::<T>::FOPS,
            private.cast(),
        )
    });
    match made {
        Ok(file) => {
            // SAFETY: The descriptor was taken above, and the file's only reference goes with it.
            unsafe { kernel::bindings::fd_install(fd as c_uint, file) };
            Ok(fd as isize)
        }
        Err(error) => {
            // SAFETY: Taken above, and nothing was installed.
            unsafe { kernel::bindings::put_unused_fd(fd as c_uint) };
            // SAFETY: From `into_foreign` above, and no file was made that owns it.
            T::release(unsafe { Arc::<T>::from_foreign(private) });
            Err(error)
        }
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
        fallocate: Some(Self::fallocate),
        // Nothing is written anywhere: msync(2) and fsync(2) have nothing to do, as on shmem.
        fsync: Some(kernel::bindings::noop_fsync),
        ..pin_init::zeroed()
    };

    const VM_OPS: &'static vm_operations_struct = &vm_operations_struct {
        fault: Some(Self::fault),
        map_pages: Some(Self::map_pages),
        set_policy: Some(Self::set_policy),
        get_policy: Some(Self::get_policy),
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// `file` is an arena's, and stays open meanwhile.
    unsafe fn object<'a>(file: *mut file) -> ArcBorrow<'a, T> {
        // SAFETY: `install_fd` gave the object to the file, which has it until `release`.
        unsafe { Arc::<T>::borrow((*file).private_data.cast()) }
    }

    /// # Safety
    ///
    /// `file_operations.release`: called once, after everything else.
    unsafe extern "C" fn release(_inode: *mut inode, file: *mut file) -> c_int {
        // SAFETY: `install_fd` gave the object to the file; nobody uses it any longer.
        T::release(unsafe { Arc::<T>::from_foreign((*file).private_data.cast()) });
        0
    }

    /// # Safety
    ///
    /// `file_operations.unlocked_ioctl` of a file that stays open meanwhile.
    unsafe extern "C" fn ioctl(file: *mut file, cmd: c_uint, arg: c_ulong) -> c_long {
        // SAFETY: By this function's contract.
        let object = unsafe { Self::object(file) };
        // SAFETY: Valid for this call, in which `fdget_pos` is not taken.
        let file = unsafe { File::from_raw_file(file) };
        from_result(|| object.ioctl(file, cmd, arg).map(|value| value as c_long))
    }

    /// # Safety
    ///
    /// `file_operations.fallocate`: vfs_fallocate() has checked the range.
    unsafe extern "C" fn fallocate(file: *mut file, mode: c_int, at: i64, len: i64) -> c_long {
        // SAFETY: The file stays open meanwhile.
        let object = unsafe { Self::object(file) };
        from_result(|| object.fallocate(mode, at, len).map(|()| 0))
    }

    /// # Safety
    ///
    /// `file_operations.mmap_prepare`: the description may be written.
    unsafe extern "C" fn mmap_prepare(desc: *mut vm_area_desc) -> c_int {
        // SAFETY: By this function's contract.
        unsafe {
            (*desc).vm_ops = Self::VM_OPS;
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
        // SAFETY: By this function's contract; the file stands on this shmem by `install_fd`.
        let mut fault = unsafe { ArenaFault::from_raw(vmf, object.shmem(), object.zero_pages()) };
        let served = if shared {
            object.fault(&mut fault)
        } else {
            Self::fault_private(&object, &mut fault)
        };
        // The access is repeated. If a copy in the kernel made it, no signal ends that.
        if served.is_no_page() && system::fatal_signal_pending() {
            return FaultResult::SIGBUS.raw();
        }
        served.raw()
    }

    /// # Safety
    ///
    /// `vm_operations_struct.map_pages` of a mapping of an arena's file. Under RCU.
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
        // The fault of a page that nobody maps yet unmaps its hole first.
        if object.shmem().has_mapped_holes() {
            return 0;
        }
        match object.unarmed_range_around(page, first as u64, last as u64) {
            // SAFETY: ExtentSlot of the range that the kernel asked for, in the same VMA and table.
            Some((first, last)) => unsafe {
                shim::filemap_map_pages(vmf, first as c_ulong, last as c_ulong)
            },
            None => 0,
        }
    }

    /// A private mapping shows what is in the file. Where there is nothing it shows zeros, and
    /// leaves the file as it is.
    fn fault_private(object: &T, fault: &mut ArenaFault<'_>) -> FaultResult {
        let page = fault.page();
        let beyond = page >= object.shmem().bytes().div_ceil(1 << PAGE_SHIFT);
        let cow_node = fault.cow_node();
        if beyond || object.shmem().slot(page) != PageCacheSlot::Absent {
            // It may be in swap, or cut meanwhile: then it is placed as for a shared mapping.
            let served = object.fault(fault);
            if let (Some(node), true) = (cow_node, fault.has_result_page()) {
                object.note_private_copy(page, node);
            }
            return served;
        }
        match cow_node {
            None => match fault.show_hole() {
                Some(result) => result,
                // The file has the page now.
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
        // A private mapping keeps its own: the kernel stores it in the VMA.
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
            object.change_policy(first, pages, |first, pages| {
                // SAFETY: The kernel's policy, valid for this call, and described here as `own`.
                unsafe { shmem.set_range_raw(first, pages, new.cast()) }
            })?;
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
            // SAFETY: Changed with the VMA write-locked alone, and freed after RCU. Callers take a
            // reference only if it has MPOL_F_SHARED, which no VMA's policy has.
            let own = unsafe { (&raw const (*vma).vm_policy).read_volatile() };
            if !own.is_null() {
                return own;
            }
        }
        let Some(get_policy) = object.shmem().ops().get_policy else {
            return null_mut();
        };
        // SAFETY: shmem reads the VMA's range and its file's inode. What it returns has a reference
        // for us, and was made as `own::mempolicy`, which the kernel crate does not describe.
        let found = unsafe { get_policy(vma, addr, bias) };
        let Some(policy) = NonNull::new(found.cast()) else {
            return found;
        };
        // SAFETY: Hands over that reference.
        let effective_policy =
            unsafe { super::arena::mempolicy::EffectivePolicy::from_raw(policy) };
        if !effective_policy.is_steered() {
            core::mem::forget(effective_policy);
            return found;
        }
        // SAFETY: As above.
        let page = unsafe { page_at(vma, addr) };
        object
            .preferred_node(page)
            .and_then(|(node, sampled)| object.node_policies(!shared).raw(node, sampled))
            .map_or(null_mut(), <*mut _>::cast)
    }
}

/// MAP_SHARED.
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

/// First page of the file that is mapped, and how many.
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

/// Whether this kernel tells who asks for a policy: NUMA hint faults do so with a spinlock held. It
/// must count those, no reader of RCU among them (numa_maps is one), and they must be spinlocks.
pub(crate) const DETECTS_HINT_FAULTS: bool =
    cfg!(CONFIG_PREEMPT_COUNT) && cfg!(CONFIG_PREEMPT_RCU) && !cfg!(CONFIG_PREEMPT_RT);

/// A NUMA hint fault asks, where that can be told.
pub(crate) fn in_hint_fault() -> bool {
    // SAFETY: Reads a per-CPU number.
    DETECTS_HINT_FAULTS && unsafe { shim::rmm_shim_in_atomic() }
}
