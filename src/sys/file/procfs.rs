// SPDX-License-Identifier: GPL-2.0

//! `/proc`: directories, files of rows with a state for each open, write handlers.
//!
//! Who may do what, and when (fs/proc/inode.c, fs/proc/generic.c, fs/seq_file.c):
//!
//! - An [`ProcEntry`] or [`ProcDir`] is the entry: dropping it removes it. `proc_remove()` makes every later
//!   call fail (read and write with `EIO`, seek with `EINVAL`, open with `ENOENT`), then waits for
//!   the calls that are under way, and releases every open file itself (`proc_entry_rundown()`,
//!   `close_pdeo()`). When it returns, no state of an open file is left, nobody is in our code,
//!   and nobody can come back: a file descriptor that stays open is inert. All this holds for
//!   entries that are not marked permanent; ours never are.
//! - So a module may be unloaded while its files are open or being read, and the context of a file
//!   is needed no longer than its [`ProcEntry`].
//! - The wait has no limit and cannot be interrupted. A reader can put it off: its buffer may fault
//!   on userfaultfd or FUSE while `seq_file` copies to it, and a row may wait for a lock of its
//!   target. So nothing that others need is held while an entry is removed.
//! - A handler may remove other entries: no lock of procfs is held in it. It must not remove its
//!   own, for it would wait for itself, nor hold a lock while removing an entry whose handlers take
//!   that lock. A work item may remove any entry.
//! - Within one open file everything happens one after the other, under the lock of its
//!   `seq_file`: rows, and the writer too. Two opens of a file share its context, nothing else.
//!
//! Lock order: `f_pos_lock` → `seq_file.lock` → whatever rows and writers take → nothing of ours.
//! User memory is copied in before `seq_file.lock` is taken, and `seq_file` copies out under it.

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

/// Longest write that a [`WritableRowFile`] sees; a longer one is `E2BIG`.
pub(crate) const WRITE_MAX: usize = 4096;

/// A directory, removed when the last owner lets go.
///
/// Whatever stands in it owns it too, so it is empty by then.
///
/// # Invariants
///
/// `pde` is a registered directory which only `drop` removes. Its parent, if not `/proc`, is
/// `_parent`'s.
pub(crate) struct ProcDir {
    pde: NonNull<proc_dir_entry>,
    /// `drop` needs it: fields go after that.
    _parent: Option<Arc<ProcDir>>,
}

// SAFETY: A `proc_dir_entry` is bound to no thread; procfs takes its own locks.
unsafe impl Send for ProcDir {}
// SAFETY: As above; a shared `ProcDir` is only used as the parent of new entries.
unsafe impl Sync for ProcDir {}

impl ProcDir {
    /// Makes a directory in `parent`, or in `/proc`.
    ///
    /// `name` holds no `/` and must be new there: the kernel warns of one that is taken.
    pub(crate) fn new(name: &CStr, parent: Option<Arc<ProcDir>>) -> Result<Arc<Self>> {
        let above = parent
            .as_ref()
            .map_or(ptr::null_mut(), |dir| dir.pde.as_ptr());
        // SAFETY: `name` is terminated; `above` is null or, by the invariant of `ProcDir` and the
        // reference in `parent`, a registered directory.
        let pde = unsafe { shim::proc_mkdir(name.as_char_ptr(), above) };
        // INVARIANT: It has just been registered, and the pointer goes nowhere else.
        let dir = Self {
            pde: NonNull::new(pde).ok_or(ENOMEM)?,
            _parent: parent,
        };
        Ok(Arc::new(dir, GFP_KERNEL)?)
    }
}

impl Drop for ProcDir {
    fn drop(&mut self) {
        // SAFETY: By the invariant it is registered and nobody else removes it; the parent is, if
        // there is one, because `self._parent` is dropped after this.
        unsafe { shim::proc_remove(self.pde.as_ptr()) };
    }
}

/// A text file: two header lines, then one row a thing.
///
/// The value is the state of one open file. It walks forward over its rows, so that memory does
/// not grow with their number; `seq_file` asks it to start over when a reader goes back.
pub(crate) trait RowFile: Sized + Send + 'static {
    /// What all opens of the file share: given when the file is made, dropped after its removal.
    type Context: ForeignOwnable + Send + Sync + 'static;

    /// Name in the directory and in the first line.
    const NAME: &'static CStr;
    /// The second line: names of the columns.
    const COLUMNS: &'static str;
    /// Permissions; the owner is root.
    const MODE: u16 = 0o444;

    /// A file has been opened: makes its state. `file` has the opener's credentials.
    fn open(context: <Self::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self>;

    /// Whether the caller may read on. Asked at every read, whoever opened the file and wherever he
    /// has read to; what `seq_file` has rendered before and not given out yet is not held back.
    fn permit(&self) -> Result {
        Ok(())
    }

    /// Goes in front of the first row. Called before the header is shown, too: an error here is all
    /// that the reader gets.
    fn rewind(&mut self) -> Result;

    /// Goes to the next row; `false` at the end. May sleep; holds no lock when it returns.
    ///
    /// The reader gets an error once, behind the rows before it. Reading on then rewinds and
    /// skips those rows.
    fn next(&mut self) -> Result<bool>;

    /// Renders the row that `next` went to. Called again when the buffer was too small, so it must
    /// render the same again; what it renders is one line or several, or nothing.
    fn show(&self, out: &SeqFile);
}

/// A text file that can be written to, too.
pub(crate) trait WritableRowFile: RowFile {
    /// Takes what one `write(2)` wrote, at most [`WRITE_MAX`] bytes; gives back how much of it was
    /// used. The rows are found anew afterwards, and reading goes on from the top.
    ///
    /// `file` has the opener's credentials, the current task is the caller.
    fn write(
        &mut self,
        context: <Self::Context as ForeignOwnable>::Borrowed<'_>,
        file: &LocalFile,
        data: &[u8],
    ) -> Result<usize>;
}

/// A file in a directory, removed on drop.
///
/// # Invariants
///
/// `pde` is a registered file whose handlers are `RowFileHandlers<T>`; only `drop` removes it. `context`
/// comes from `T::Context::into_foreign`, is the file's data, and is given back by `drop` alone.
pub(crate) struct ProcEntry<T: RowFile> {
    pde: NonNull<proc_dir_entry>,
    context: *mut c_void,
    /// `drop` needs it: fields go after that.
    _dir: Arc<ProcDir>,
    _rows: PhantomData<fn() -> T>,
}

// SAFETY: A `proc_dir_entry` is bound to no thread, and `T::Context` is `Send`.
unsafe impl<T: RowFile> Send for ProcEntry<T> {}
// SAFETY: A shared `ProcEntry` gives access to nothing.
unsafe impl<T: RowFile> Sync for ProcEntry<T> {}

impl<T: RowFile> ProcEntry<T> {
    /// Makes the file for reading alone. [`RowFile::NAME`] must be new in `dir`.
    pub(crate) fn new(dir: Arc<ProcDir>, context: T::Context) -> Result<Self> {
        Self::with(dir, context, &RowFileHandlers::<T>::READ)
    }

    /// Makes the file for reading and writing. [`RowFile::NAME`] must be new in `dir`.
    pub(crate) fn new_writable(dir: Arc<ProcDir>, context: T::Context) -> Result<Self>
    where
        T: WritableRowFile,
    {
        Self::with(dir, context, &RowFileHandlers::<T>::READ_WRITE)
    }

    fn with(dir: Arc<ProcDir>, context: T::Context, ops: &'static shim::proc_ops) -> Result<Self> {
        let context = context.into_foreign();
        // SAFETY: The name is terminated and `dir` registered, by its invariant; `ops` lives as
        // long as the module. `context` is valid from now on, as opens may come at once.
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
            // SAFETY: From `into_foreign` above, and no file was made that could use it.
            drop(unsafe { T::Context::from_foreign(context) });
            return Err(ENOMEM);
        };
        // INVARIANT: Just registered with `RowFileHandlers<T>` and this context.
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
        // SAFETY: By the invariant it is registered and nobody else removes it; its directory is
        // still there, as `self._dir` is dropped after this.
        unsafe { shim::proc_remove(self.pde.as_ptr()) };
        // SAFETY: From `into_foreign`, by the invariant; `proc_remove` has ended every borrow.
        drop(unsafe { T::Context::from_foreign(self.context) });
    }
}

/// Writes bytes as they are.
pub(crate) fn write_text(out: &SeqFile, text: &[u8]) {
    let seq = ptr::from_ref(out).cast_mut().cast();
    // SAFETY: `SeqFile` is transparent over `seq_file`, and the reference says that it is valid and
    // ours alone.
    unsafe { kernel::bindings::seq_write(seq, text.as_ptr().cast(), text.len()) };
}

/// Writes a blank and a name that may hold any byte, with line feeds as `\012`, as /proc/PID/maps
/// does; `-` for none.
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
