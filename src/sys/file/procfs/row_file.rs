// SPDX-License-Identifier: GPL-2.0

//! Text files of rows: what a file implements, and what it writes rows with.

use super::PollQueue;
use crate::{
    model::escaped_name::EscapedName,
    sys::task::rights::{
        AccessRule,
        Capability,
        GrantedRights,
        RecordSubject, //
    },
};
use core::ptr;
use kernel::{
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

/// A text file: two header lines, perhaps notes, then rows.
///
/// The value is the state of one open file. It walks forward over the rows, so its size does not
/// depend on their number. When a reader seeks back, `seq_file` rewinds it. Buffers are allocated by
/// `rewind`, not by `open`, and charged to the caller's memory cgroup (`GFP_KERNEL_ACCOUNT`).
pub(crate) trait RowFile: Sized + Send + 'static {
    /// Data that all opens of the file share, from the creation of the file to its removal.
    type Context: ForeignOwnable + Send + Sync + 'static;

    /// Name in the directory and in the first header line.
    const NAME: &'static CStr;
    /// The second header line: names of the columns.
    const COLUMNS: &'static str;
    /// Permissions; the owner is root.
    const MODE: u16 = 0o444;

    /// What opener, readers and writers need.
    const RULE: AccessRule;
    /// Capabilities that add something to the rows, if opener and reader both have them.
    const DETAILS: &'static [Capability];

    /// Creates the state of a file that is being opened. `file` has the opener's credentials.
    fn open(context: <Self::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self>;

    /// The subject of the rows. Asked at open, and before each read.
    fn subject(&self) -> RecordSubject<'_>;

    /// Moves before the first row. Also called before the header is shown: after an error here, the
    /// reader gets nothing else. `granted` are those of [`Self::DETAILS`] that the rows may use; a
    /// reader without them gets `EACCES` until it reads from the top.
    fn rewind(&mut self, granted: GrantedRights) -> Result;

    /// Moves to the next row; `false` at the end. May sleep. Holds no lock when it returns.
    ///
    /// An error reaches the reader once, after the rows before it. A reader that continues gets a
    /// rewound file, from which those rows are skipped.
    fn next(&mut self) -> Result<bool>;

    /// Gives back the buffers that reading needs, so that an open file that nobody reads costs little.
    /// Called after the last row and after an error; `rewind` precedes the next row.
    fn end(&mut self) {}

    /// Writes lines that begin with `# ` and follow the header: what the rows cannot show on this
    /// kernel.
    fn notes(&self, _out: &SeqFile) {}

    /// Number of the last change that the current row and those before it include; see
    /// [`PollableRowFile`]. Asked after each row.
    fn change(&self) -> u64 {
        0
    }

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

/// A text file about the machine of which poll(2) reports changes, with `POLLPRI`. It is always readable.
///
/// Changes have ascending numbers from 1 on, and 0 means that the file was not read. [`RowFile::RULE`] must be
/// [`AccessRule::Anyone`] and the subject the machine: aio polls in kernel threads, whose rights say nothing.
pub(crate) trait PollableRowFile: RowFile {
    /// The queue of the file's pollers, which belongs to this file alone.
    fn queue(context: <Self::Context as ForeignOwnable>::Borrowed<'_>) -> Arc<PollQueue>;

    /// Whether there is a change after `seen`, which is [`RowFile::change`] after the last row that was
    /// read. `sleeps` if the caller, who is in the queue by now, goes to sleep unless there is one. Takes no
    /// lock of an open file, whose reader may sleep.
    fn is_changed(
        context: <Self::Context as ForeignOwnable>::Borrowed<'_>,
        seen: u64,
        sleeps: bool,
    ) -> bool;
}

/// Writes bytes without formatting.
pub(crate) fn write_text(out: &SeqFile, text: &[u8]) {
    let seq = ptr::from_ref(out).cast_mut().cast();
    // SAFETY: `SeqFile` is transparent over `seq_file`, which is valid and not used elsewhere
    // during the borrow.
    unsafe { kernel::bindings::seq_write(seq, text.as_ptr().cast(), text.len()) };
}

/// Writes a space and a name of any bytes, escaped; `-` for an empty one, which a name of that one
/// byte is not.
pub(crate) fn write_name(out: &SeqFile, name: &[u8]) {
    write_text(out, b" ");
    match name {
        b"" => write_text(out, b"-"),
        b"-" => write_text(out, b"\\055"),
        name => EscapedName(name).write_pieces(|piece| write_text(out, piece.as_bytes())),
    }
}
