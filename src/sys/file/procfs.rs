// SPDX-License-Identifier: GPL-2.0

//! `/proc`: directories, files of rows with a state for each open, and write handlers.
//!
//! Rules that follow from fs/proc/inode.c, fs/proc/generic.c and fs/seq_file.c:
//!
//! - Dropping a [`ProcEntry`] or [`ProcDir`] removes the entry. `proc_remove()` makes later calls
//!   fail (read and write with `EIO`, seek with `EINVAL`, open with `ENOENT`), waits for running
//!   calls, and releases every open file (`proc_entry_rundown()`, `close_pdeo()`). After it
//!   returns, the state of every open file has been dropped and no handler runs or can be entered;
//!   a file descriptor that stays open is inert. This holds for entries that are not permanent,
//!   which the module's entries never are.
//! - So the module may be unloaded while its files are open or being read, and the context of a
//!   file may be dropped after its [`ProcEntry`].
//! - A task that sleeps in poll(2) is no running call. poll_queue.rs has what follows from that.
//! - The wait has no limit and cannot be interrupted. A reader can prolong it: its buffer may fault
//!   on userfaultfd or FUSE while `seq_file` copies to it, and a row may wait for a lock of its
//!   target. So no lock is held while an entry is removed.
//! - A handler may remove other entries, because procfs holds no lock when it calls it. It must not
//!   remove its own entry, which would wait for the handler, nor hold a lock while it removes an
//!   entry whose handlers take that lock. A work item may remove any entry.
//! - Calls on one open file are serialised by a lock of its own around the lock of its `seq_file`:
//!   rights are checked under it, then rows are made and copied out. Two opens of a file share its
//!   context only.
//!
//! Lock order: `f_pos_lock` → lock of the open file → `seq_file.lock` → locks that rows and write
//! handlers take. User memory is copied in before any of them is taken; `seq_file` copies out under
//! them.

mod handlers;
mod poll_queue;
mod row_file;

pub(crate) use poll_queue::PollQueue;
pub(crate) use row_file::{
    write_name,
    write_text,
    PollableRowFile,
    RowFile,
    WritableRowFile, //
};

use crate::sys::shim;
use core::{
    marker::PhantomData,
    ptr::{
        self,
        NonNull, //
    },
};
use handlers::RowFileHandlers;
use kernel::{
    bindings::proc_dir_entry,
    ffi::c_void,
    prelude::*,
    sync::Arc,
    types::ForeignOwnable, //
};

/// A directory, removed when its last owner drops it.
///
/// Its entries own it too, so it is empty by then.
///
/// # Invariants
///
/// `pde` is a registered directory which only `drop` removes. Its parent is `_parent`, or `/proc`.
pub(crate) struct ProcDir {
    pde: NonNull<proc_dir_entry>,
    /// Keeps the parent until `drop` has returned: fields are dropped after that.
    _parent: Option<Arc<ProcDir>>,
}

// SAFETY: A `proc_dir_entry` may be used on any thread; procfs takes its own locks.
unsafe impl Send for ProcDir {}
// SAFETY: As above; a shared `ProcDir` is only used as the parent of new entries.
unsafe impl Sync for ProcDir {}

impl ProcDir {
    /// Creates a directory in `parent`, or in `/proc`.
    ///
    /// `name` has no `/` and must be new there: the kernel warns about a duplicate.
    pub(crate) fn new(name: &CStr, parent: Option<Arc<ProcDir>>) -> Result<Arc<Self>> {
        let above = parent
            .as_ref()
            .map_or(ptr::null_mut(), |dir| dir.pde.as_ptr());
        // SAFETY: `name` is terminated; `above` is null or, by the invariant of `ProcDir` and the
        // reference in `parent`, a registered directory.
        let pde = unsafe { shim::proc_mkdir(name.as_char_ptr(), above) };
        // INVARIANT: Registered just now, and the pointer is stored nowhere else.
        let dir = Self {
            pde: NonNull::new(pde).ok_or(ENOMEM)?,
            _parent: parent,
        };
        Ok(Arc::new(dir, GFP_KERNEL_ACCOUNT)?)
    }
}

impl Drop for ProcDir {
    fn drop(&mut self) {
        // SAFETY: Registered by the invariant, and removed only here. The parent is still
        // registered: `self._parent` is dropped after this.
        unsafe { shim::proc_remove(self.pde.as_ptr()) };
    }
}

/// Returns the pollers of a file, by its context.
type PollersOf<C> = fn(<C as ForeignOwnable>::Borrowed<'_>) -> Arc<PollQueue>;

/// A file in a directory, removed when dropped.
///
/// # Invariants
///
/// `pde` is a registered file whose handlers are `RowFileHandlers<T>`, and only `drop` removes it.
/// `context` comes from `T::Context::into_foreign` and is the file's data; only `drop` takes it
/// back.
pub(crate) struct ProcEntry<T: RowFile> {
    pde: NonNull<proc_dir_entry>,
    context: *mut c_void,
    /// The file's pollers, if it can be polled.
    pollers: Option<Arc<PollQueue>>,
    /// Keeps the directory until `drop` has returned: fields are dropped after that.
    _dir: Arc<ProcDir>,
    _rows: PhantomData<fn() -> T>,
}

// SAFETY: A `proc_dir_entry` may be used on any thread, and `T::Context` is `Send`.
unsafe impl<T: RowFile> Send for ProcEntry<T> {}
// SAFETY: A shared `ProcEntry` gives access to nothing.
unsafe impl<T: RowFile> Sync for ProcEntry<T> {}

impl<T: RowFile> ProcEntry<T> {
    /// Creates a read-only file. [`RowFile::NAME`] must be new in `dir`.
    pub(crate) fn new(dir: Arc<ProcDir>, context: T::Context) -> Result<Self> {
        Self::register(dir, context, &RowFileHandlers::<T>::READ, None)
    }

    /// Creates a file for reading and writing. [`RowFile::NAME`] must be new in `dir`.
    pub(crate) fn new_writable(dir: Arc<ProcDir>, context: T::Context) -> Result<Self>
    where
        T: WritableRowFile,
    {
        Self::register(dir, context, &RowFileHandlers::<T>::READ_WRITE, None)
    }

    /// Creates a read-only file that can be polled. [`RowFile::NAME`] must be new in `dir`.
    pub(crate) fn new_pollable(dir: Arc<ProcDir>, context: T::Context) -> Result<Self>
    where
        T: PollableRowFile,
    {
        Self::register(
            dir,
            context,
            &RowFileHandlers::<T>::READ_POLL,
            Some(T::queue),
        )
    }

    fn register(
        dir: Arc<ProcDir>,
        context: T::Context,
        ops: &'static shim::proc_ops,
        pollers_of: Option<PollersOf<T::Context>>,
    ) -> Result<Self> {
        let context = context.into_foreign();
        // SAFETY: From `into_foreign` above; nobody takes it back during the call.
        let pollers = pollers_of.map(|queue| queue(unsafe { T::Context::borrow(context) }));
        // SAFETY: The name is terminated, and `dir` is registered by its invariant; `ops` lives as
        // long as the module. `context` is valid already: the file may be opened at once.
        let pde = unsafe {
            shim::proc_create_data(
                T::NAME.as_char_ptr(),
                T::MODE,
                dir.pde.as_ptr(),
                ops,
                context,
            )
        };
        let Some(pde) = NonNull::new(pde) else {
            // SAFETY: From `into_foreign` above, and no file uses it because none was created.
            drop(unsafe { T::Context::from_foreign(context) });
            return Err(ENOMEM);
        };
        // INVARIANT: Registered just now with `RowFileHandlers<T>` and this context.
        Ok(Self {
            pde,
            context,
            pollers,
            _dir: dir,
            _rows: PhantomData,
        })
    }
}

impl<T: RowFile> Drop for ProcEntry<T> {
    fn drop(&mut self) {
        if let Some(pollers) = &self.pollers {
            pollers.close();
        }
        // SAFETY: Registered by the invariant, and removed only here. The directory is still
        // registered: `self._dir` is dropped after this.
        unsafe { shim::proc_remove(self.pde.as_ptr()) };
        if let Some(pollers) = &self.pollers {
            PollQueue::end(pollers);
        }
        // SAFETY: From `into_foreign`, by the invariant; `proc_remove` has ended every borrow.
        drop(unsafe { T::Context::from_foreign(self.context) });
    }
}
