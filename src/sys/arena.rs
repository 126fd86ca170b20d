// SPDX-License-Identifier: GPL-2.0

//! A file whose mappings ask us: faults, and the policy hooks of mbind(2) and its kin.
//!
//! The file stands on the inode of a [`Shmem`], so that its pages are shmem's, and has operations
//! of its own. A mapping holds the file, the file holds its object and the module.
//!
//! Who holds what when we are called (include/linux/mm.h, `struct vm_operations_struct`):
//!
//! - `fault`: mmap_lock or the VMA's lock, for read. May sleep.
//! - `set_policy`: mmap_lock and the VMA's lock, for write. May sleep.
//! - `get_policy`: one of the two for read, or RCU; NUMA hint faults hold the page-table lock too.
//!   Must not sleep.
//!
//! Lock order: mmap_lock → VMA lock → [`Extents`] → folio lock → i_mmap_rwsem → page-table lock.

use super::{
    bindings,
    node_policy::PerNode,
    shmem::{
        Shmem,
        Slot, //
    },
};
use core::{
    marker::PhantomData,
    ptr::{
        null_mut,
        NonNull, //
    },
    sync::atomic::{
        AtomicU32,
        Ordering, //
    },
};
use kernel::{
    bindings::{
        file,
        inode,
        page,
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
    types::{
        ForeignOwnable,
        Opaque, //
    },
};

/// What a fault came to (`VM_FAULT_*`).
#[derive(Clone, Copy)]
pub(crate) struct Served(vm_fault_t);

impl Served {
    /// The process gets SIGBUS.
    pub(crate) const SIGBUS: Self = Self(kernel::bindings::vm_fault_reason_VM_FAULT_SIGBUS);
    /// There was no memory for it, or no place in the file.
    pub(crate) fn failed(self) -> bool {
        const FAILED: vm_fault_t = kernel::bindings::vm_fault_reason_VM_FAULT_OOM
            | kernel::bindings::vm_fault_reason_VM_FAULT_SIGBUS;
        self.0 & FAILED != 0
    }
}

/// What such a file stands for. Calls may come from several threads at once.
pub(crate) trait ArenaFile: Send + Sync + Sized + 'static {
    /// Shown in /proc/PID/maps and /proc/PID/fd.
    const NAME: &'static CStr;

    /// The memory.
    fn shmem(&self) -> &Shmem;

    /// Zeroed pages to copy.
    fn zeros(&self) -> &Zeros;

    /// A policy for each node, to answer `get_policy` with; of a private mapping, where it is all
    /// that the kernel goes by, or of a shared one.
    fn per_node(&self, private: bool) -> &PerNode;

    /// A page is to be mapped that is in the file, or for a shared mapping that shall be.
    fn fault(&self, fault: &mut Fault<'_>) -> Served;

    /// Of the pages from `first` to `last`, those around `page` that may be mapped with it, without
    /// a fault of their own: `None` if not even that one. Must not sleep.
    fn around(&self, page: u64, first: u64, last: u64) -> Option<(u64, u64)>;

    /// A page was copied for a private mapping, to `node`.
    fn copied(&self, page: u64, node: u32);

    /// The node for page `page`, and whether its mappings are to be sampled by NUMA hint faults.
    /// Must not sleep. `None` leaves it to the kernel.
    fn prefers(&self, page: u64) -> Option<(u32, bool)>;

    /// Puts the arena's own policy in force again for a range of pages.
    fn reset(&self, first: u64, pages: u64) -> Result;

    /// A user gives a range of pages a policy: `set` does so, for a first page and a number of
    /// them. Nothing may be placed there meanwhile by who looked at the policy before.
    fn rule(&self, first: u64, pages: u64, set: impl FnMut(u64, u64) -> Result) -> Result;

    /// fallocate(2).
    fn fallocate(&self, mode: i32, offset: i64, len: i64) -> Result;

    /// Answers an ioctl; `ENOTTY` for one that is not known.
    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize>;

    /// The last descriptor and the last mapping are gone.
    fn release(this: Arc<Self>);
}

/// Opens a file for `object` and returns its descriptor, close-on-exec, in the caller's table.
pub(crate) fn install<T: ArenaFile>(object: Arc<T>) -> Result<isize> {
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
        bindings::rmm_arena_file(
            shmem,
            T::NAME.as_char_ptr(),
            &Operations::<T>::FOPS,
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

/// A page fault under way.
///
/// # Invariants
///
/// `vmf` is valid and ours, `shmem` is what its VMA's file stands on.
pub(crate) struct Fault<'a> {
    vmf: NonNull<vm_fault>,
    shmem: &'a Shmem,
}

impl Fault<'_> {
    /// The page's number in the file.
    pub(crate) fn page(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        unsafe { self.vmf.as_ref() }.__bindgen_anon_1.pgoff as u64
    }

    /// Has shmem serve it, under the policy that rules there.
    ///
    /// Waiting for a hole that is being punched, shmem would let go of mmap_lock or the VMA's, and
    /// then nothing holds the file, the arena and this module any more: so it must not.
    pub(crate) fn serve(&mut self) -> Served {
        let Some(fault) = self.shmem.ops().fault else {
            return Served::SIGBUS;
        };
        let vmf = self.vmf.as_ptr();
        // SAFETY: Valid by the invariant, and ours until we return. shmem reads the file's inode,
        // which is that of its own file; the lock that our caller has keeps the file meanwhile.
        unsafe {
            let flags = (*vmf).flags;
            (*vmf).flags = flags & !kernel::bindings::fault_flag_FAULT_FLAG_ALLOW_RETRY;
            let served = fault(vmf);
            (*vmf).flags = flags;
            Served(served)
        }
    }

    /// The node of the page that `serve` brought, and how many its folio has.
    pub(crate) fn brought(&self) -> Option<(u32, u64)> {
        let page = self.page_brought();
        let node = node_of(page)?;
        // SAFETY: As in `node_of`: the page is there, and its folio stays with it.
        Some((node, unsafe { bindings::rmm_folio_pages(page) }))
    }

    fn page_brought(&self) -> *mut page {
        // SAFETY: Valid by the invariant.
        unsafe { self.vmf.as_ref() }.page
    }

    fn page_to_copy_to(&self) -> *mut page {
        // SAFETY: Valid by the invariant.
        unsafe { self.vmf.as_ref() }.cow_page
    }
}

fn node_of(page: *mut page) -> Option<u32> {
    // SAFETY: A page that the fault holds a reference to.
    (!page.is_null()).then(|| unsafe { bindings::rmm_page_node(page) } as u32)
}

/// Zeroed pages that private mappings copy where the file has a hole. The kernel locks the one that
/// it copies from: so there are several.
///
/// # Invariants
///
/// Each is a page that this value owns a reference to, and stays zero.
pub(crate) struct Zeros {
    pages: KVec<NonNull<page>>,
    next: AtomicU32,
}

// SAFETY: Pages are bound to no thread.
unsafe impl Send for Zeros {}
// SAFETY: As above; they are only read.
unsafe impl Sync for Zeros {}

impl Zeros {
    const COUNT: usize = 16;

    /// Allocates them.
    pub(crate) fn new() -> Result<Self> {
        let mut zeros = Self {
            pages: KVec::with_capacity(Self::COUNT, GFP_KERNEL)?,
            next: AtomicU32::new(0),
        };
        for _ in 0..Self::COUNT {
            // SAFETY: Allocates.
            let page = NonNull::new(unsafe { bindings::rmm_zeroed_page() }).ok_or(ENOMEM)?;
            // INVARIANT: Its first reference.
            zeros.pages.push(page, GFP_KERNEL)?;
        }
        Ok(zeros)
    }

    /// One of them, with a reference for the caller; null if there is none.
    fn get(&self) -> *mut page {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) as usize % Self::COUNT;
        let Some(page) = self.pages.get(turn) else {
            return null_mut();
        };
        // SAFETY: Valid by the invariant.
        unsafe { bindings::rmm_get_page(page.as_ptr()) };
        page.as_ptr()
    }
}

impl Drop for Zeros {
    fn drop(&mut self) {
        for page in &self.pages {
            // SAFETY: Gives back the reference that this value owns.
            unsafe { bindings::rmm_put_page(page.as_ptr()) };
        }
    }
}

/// Locks of the parts of an arena, in each of which one page is placed at a time.
pub(crate) struct Extents {
    locks: KVec<Opaque<kernel::bindings::mutex>>,
}

// SAFETY: Mutexes are made to be used by several threads.
unsafe impl Send for Extents {}
// SAFETY: As above.
unsafe impl Sync for Extents {}

/// An extent, locked.
///
/// # Invariants
///
/// The current task holds the lock.
pub(crate) struct Extent<'a>(&'a Opaque<kernel::bindings::mutex>);

impl Extents {
    /// Makes `count` locks.
    pub(crate) fn new(count: usize) -> Result<Self> {
        let mut locks = KVec::with_capacity(count, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..count {
            locks.push(Opaque::uninit(), GFP_KERNEL_ACCOUNT)?;
        }
        for lock in &locks {
            // SAFETY: Memory for a mutex, which stays: the vector is not touched any more.
            unsafe { bindings::rmm_mutex_init(lock.get()) };
        }
        Ok(Self { locks })
    }

    /// Locks extent number `index`; `None` if the task is dying, or there is none.
    pub(crate) fn lock(&self, index: usize) -> Option<Extent<'_>> {
        let lock = self.locks.get(index)?;
        // SAFETY: Initialised by `new`. May sleep.
        // INVARIANT: Taken just now.
        unsafe { bindings::rmm_mutex_lock_killable(lock.get()) }.then_some(Extent(lock))
    }
}

impl Drop for Extent<'_> {
    fn drop(&mut self) {
        // SAFETY: Held by the invariant.
        unsafe { kernel::bindings::mutex_unlock(self.0.get()) };
    }
}

struct Operations<T>(PhantomData<T>);

impl<T: ArenaFile> Operations<T> {
    const FOPS: kernel::bindings::file_operations = kernel::bindings::file_operations {
        owner: super::THIS_MODULE.as_ptr(),
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
        // SAFETY: `install` gave the object to the file, which has it until `release`.
        unsafe { Arc::<T>::borrow((*file).private_data.cast()) }
    }

    /// # Safety
    ///
    /// `file_operations.release`: called once, after everything else.
    unsafe extern "C" fn release(_inode: *mut inode, file: *mut file) -> c_int {
        // SAFETY: `install` gave the object to the file; nobody uses it any longer.
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
            bindings::rmm_only_small_folios(desc);
        }
        0
    }

    /// # Safety
    ///
    /// `vm_operations_struct.fault` of a mapping of an arena's file.
    unsafe extern "C" fn fault(vmf: *mut vm_fault) -> vm_fault_t {
        // SAFETY: By this function's contract; the VMA holds its file.
        let (vma, object, vmf) = unsafe {
            let vma = (*vmf).__bindgen_anon_1.vma;
            let object = Self::object((*vma).vm_file);
            (vma, object, NonNull::new_unchecked(vmf))
        };
        // INVARIANT: The file stands on this shmem, by `install`.
        let mut fault = Fault {
            vmf,
            shmem: object.shmem(),
        };
        // SAFETY: The VMA is locked.
        if unsafe { is_shared(vma) } {
            return object.fault(&mut fault).0;
        }
        // SAFETY: As above.
        unsafe { Self::fault_private(&object, &mut fault) }.0
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
        match object.around(page, first as u64, last as u64) {
            // SAFETY: Part of the range that the kernel asked for, in the same VMA and table.
            Some((first, last)) => unsafe {
                bindings::filemap_map_pages(vmf, first as c_ulong, last as c_ulong)
            },
            None => 0,
        }
    }

    /// A private mapping shows what is in the file. Where there is nothing it shows zeros, and
    /// leaves the file as it is.
    ///
    /// # Safety
    ///
    /// `fault` is under way.
    unsafe fn fault_private(object: &T, fault: &mut Fault<'_>) -> Served {
        let page = fault.page();
        let beyond = page >= object.shmem().bytes().div_ceil(1 << PAGE_SHIFT);
        let copy = fault.page_to_copy_to();
        if beyond || object.shmem().slot(page) != Slot::Absent {
            // It may be in swap, or cut meanwhile: then it is placed as for a shared mapping.
            let served = object.fault(fault);
            if let (Some(node), false) = (node_of(copy), fault.page_brought().is_null()) {
                object.copied(page, node);
            }
            return served;
        }
        let Some(node) = node_of(copy) else {
            // SAFETY: A read fault of a private mapping.
            return Served(unsafe { bindings::rmm_insert_zero_page(fault.vmf.as_ptr()) });
        };
        object.copied(page, node);
        // SAFETY: The fault is ours; the kernel takes over the reference, and locks the page.
        unsafe { (*fault.vmf.as_ptr()).page = object.zeros().get() };
        if fault.page_brought().is_null() {
            return Served::SIGBUS;
        }
        Served(0)
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
                object.reset(first, pages)?;
                return Ok(0);
            }
            let shmem = object.shmem();
            object.rule(first, pages, |first, pages| {
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
        let ruling = unsafe { super::node_policy::Ruling::from_raw(policy) };
        if !ruling.is_steered() {
            core::mem::forget(ruling);
            return found;
        }
        // SAFETY: As above.
        let page = unsafe { page_at(vma, addr) };
        object
            .prefers(page)
            .and_then(|(node, sampled)| object.per_node(!shared).raw(node, sampled))
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
    flags as u64 & bindings::RMM_VM_MAYSHARE != 0
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

/// Nodes with memory that the caller's cpuset allows.
pub(crate) fn allowed_nodes() -> crate::model::policy::NodeSet {
    // SAFETY: About the current task and static masks.
    crate::model::policy::NodeSet(unsafe { bindings::rmm_allowed_nodes() })
}

/// The node of this CPU, or the nearest with memory.
pub(crate) fn local_node() -> u32 {
    // SAFETY: Reads a per-CPU number.
    unsafe { bindings::rmm_local_node() }
}

/// The caller's user id, in the initial user namespace.
pub(crate) fn caller_uid() -> u32 {
    // SAFETY: About the current task.
    unsafe { bindings::rmm_uid() }
}

/// Whether this kernel tells who asks for a policy: NUMA hint faults do so with a spinlock held. It
/// must count those, no reader of RCU among them (numa_maps is one), and they must be spinlocks.
pub(crate) const TELLS_HINTS: bool =
    cfg!(CONFIG_PREEMPT_COUNT) && cfg!(CONFIG_PREEMPT_RCU) && !cfg!(CONFIG_PREEMPT_RT);

/// A NUMA hint fault asks, where that can be told.
pub(crate) fn in_hint_fault() -> bool {
    // SAFETY: Reads a per-CPU number.
    TELLS_HINTS && unsafe { bindings::rmm_in_atomic() }
}

/// Lets others run if they want to. May sleep.
pub(crate) fn give_way() {
    // SAFETY: About the current task. The worker gets no signals.
    unsafe { bindings::rmm_signal_pending_now() };
}

/// Ticks since boot.
pub(crate) fn ticks() -> u64 {
    // SAFETY: Reads a number.
    unsafe { bindings::rmm_jiffies() }
}

/// Memory of a node below 64; nothing if it is not there.
pub(crate) fn memory_of(node: u32) -> crate::model::policy::Memory {
    let mut out = pin_init::zeroed::<bindings::rmm_node_memory>();
    // SAFETY: Below `nr_node_ids`, which bounds the table that it looks up; `out` may be written.
    unsafe {
        if node < kernel::bindings::nr_node_ids {
            bindings::rmm_node_memory(node as i32, &mut out);
        }
    }
    crate::model::policy::Memory {
        free: out.free,
        low: out.low,
        high: out.high,
        managed: out.managed,
    }
}

/// Distance between two nodes, by the kernel's table.
pub(crate) fn distance(from: u32, to: u32) -> u32 {
    // SAFETY: It takes any number.
    unsafe { bindings::rmm_node_distance(from as i32, to as i32) as u32 }
}

/// The node of `nodes` that the kernel asks first for a page on a CPU of node `from`.
pub(crate) fn nearest(from: u32, nodes: crate::model::policy::NodeSet) -> Option<u32> {
    // SAFETY: It takes any number; zonelists are never freed.
    let node = unsafe { bindings::rmm_nearest_node(from as i32, nodes.0) };
    u32::try_from(node).ok()
}

/// CLOCK_MONOTONIC in ns.
pub(crate) fn now_ns() -> u64 {
    // SAFETY: Reads the clock; may be called anywhere.
    unsafe { kernel::bindings::ktime_get() as u64 }
}
