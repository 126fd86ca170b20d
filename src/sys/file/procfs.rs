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
//! - The wait has no limit and cannot be interrupted. A reader can prolong it: its buffer may fault
//!   on userfaultfd or FUSE while `seq_file` copies to it, and a row may wait for a lock of its
//!   target. So no lock is held while an entry is removed.
//! - A handler may remove other entries, because procfs holds no lock when it calls it. It must not
//!   remove its own entry, which would wait for the handler, nor hold a lock while it removes an
//!   entry whose handlers take that lock. A work item may remove any entry.
//! - Calls on one open file are serialised by the lock of its `seq_file`: rows and writes alike.
//!   Two opens of a file share its context only.
//!
//! Lock order: `f_pos_lock` → `seq_file.lock` → locks that rows and write handlers take. User
//! memory is copied in before `seq_file.lock` is taken; `seq_file` copies out under it.

mod handlers;

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
    fs::{
        File,
        LocalFile, //
    },
    prelude::*,
    seq_file::SeqFile,
    sync::Arc,
    types::ForeignOwnable, //
};

/// Length limit of a write to a [`WritableRowFile`]; a longer one fails with `E2BIG`.
pub(crate) const WRITE_MAX: usize = 4096;

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
        Ok(Arc::new(dir, GFP_KERNEL)?)
    }
}

impl Drop for ProcDir {
    fn drop(&mut self) {
        // SAFETY: Registered by the invariant, and removed only here. The parent is still
        // registered: `self._parent` is dropped after this.
        unsafe { shim::proc_remove(self.pde.as_ptr()) };
    }
}

/// A text file: two header lines, then rows.
///
/// The value is the state of one open file. It walks forward over the rows, so its size does not
/// depend on their number. When a reader seeks back, `seq_file` rewinds it.
pub(crate) trait RowFile: Sized + Send + 'static {
    /// Data that all opens of the file share, from the creation of the file to its removal.
    type Context: ForeignOwnable + Send + Sync + 'static;

    /// Name in the directory and in the first header line.
    const NAME: &'static CStr;
    /// The second header line: names of the columns.
    const COLUMNS: &'static str;
    /// Permissions; the owner is root.
    const MODE: u16 = 0o444;

    /// Creates the state of a file that is being opened. `file` has the opener's credentials.
    fn open(context: <Self::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self>;

    /// Whether the caller may read on. Called for every read, independent of the opener and the
    /// position. Rows that `seq_file` has rendered and not copied out yet are not withheld.
    fn permit(&self) -> Result {
        Ok(())
    }

    /// Moves before the first row. Also called before the header is shown: after an error here, the
    /// reader gets nothing else.
    fn rewind(&mut self) -> Result;

    /// Moves to the next row; `false` at the end. May sleep. Holds no lock when it returns.
    ///
    /// An error reaches the reader once, after the rows before it. A reader that continues gets a
    /// rewound file, from which those rows are skipped.
    fn next(&mut self) -> Result<bool>;

    /// Renders the current row as one line, several lines or nothing. When `seq_file`'s buffer was
    /// too small it is called again, and must render the same.
    fn show(&self, out: &SeqFile);
}

/// A text file that can be written to.
pub(crate) trait WritableRowFile: RowFile {
    /// Handles one `write(2)` of at most [`WRITE_MAX`] bytes, and returns how many of them were
    /// used. The next read starts with rewound rows at the top.
    ///
    /// `file` has the opener's credentials; the current task is the caller.
    fn write(
        &mut self,
        context: <Self::Context as ForeignOwnable>::Borrowed<'_>,
        file: &LocalFile,
        data: &[u8],
    ) -> Result<usize>;
}

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
        Self::with(dir, context, &RowFileHandlers::<T>::READ)
    }

    /// Creates a file for reading and writing. [`RowFile::NAME`] must be new in `dir`.
    pub(crate) fn new_writable(dir: Arc<ProcDir>, context: T::Context) -> Result<Self>
    where
        T: WritableRowFile,
    {
        Self::with(dir, context, &RowFileHandlers::<T>::READ_WRITE)
    }

    fn with(dir: Arc<ProcDir>, context: T::Context, ops: &'static shim::proc_ops) -> Result<Self> {
        let context = context.into_foreign();
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
            _dir: dir,
            _rows: PhantomData,
        })
    }
}

impl<T: RowFile> Drop for ProcEntry<T> {
    fn drop(&mut self) {
        // SAFETY: Registered by the invariant, and removed only here. The directory is still
        // registered: `self._dir` is dropped after this.
        unsafe { shim::proc_remove(self.pde.as_ptr()) };
        // SAFETY: From `into_foreign`, by the invariant; `proc_remove` has ended every borrow.
        drop(unsafe { T::Context::from_foreign(self.context) });
    }
}

/// Writes bytes without formatting.
pub(crate) fn write_text(out: &SeqFile, text: &[u8]) {
    let seq = ptr::from_ref(out).cast_mut().cast();
    // SAFETY: `SeqFile` is transparent over `seq_file`, which is valid and not used elsewhere
    // during the borrow.
    unsafe { kernel::bindings::seq_write(seq, text.as_ptr().cast(), text.len()) };
}

/// Writes a space and a name, or `-` for an empty one. A name may have any bytes; line feeds are
/// escaped as `\012`, as in /proc/PID/maps.
pub(crate) fn write_name(out: &SeqFile, name: &[u8]) {
    let write = |bytes: &[u8]| write_text(out, bytes);
    write(b" ");
    if name.is_empty() {
        write(b"-");
    }
    for (index, part) in name.split(|&byte| byte == b'\n').enumerate() {
        if index != 0 {
            write(b"\\012");
        }
        write(part);
    }
}
