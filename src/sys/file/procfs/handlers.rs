// SPDX-License-Identifier: GPL-2.0

//! Handlers of a file of rows, called by procfs and `seq_file`.

use super::row_file::{
    write_text,
    RowFile,
    WritableRowFile,
    WRITE_MAX, //
};
use crate::sys::shim;
use core::{
    marker::PhantomData,
    mem::MaybeUninit,
    ptr, //
};
use kernel::{
    bindings::{
        file,
        inode,
        loff_t,
        seq_file,
        seq_operations, //
    },
    error::{
        from_result,
        to_result, //
    },
    ffi::{
        c_char,
        c_int,
        c_void, //
    },
    fs::{
        File,
        LocalFile, //
    },
    prelude::*,
    seq_file::SeqFile,
    types::ForeignOwnable,
    uaccess::{
        UserPtr,
        UserSlice, //
    },
};

/// Tokens that `seq_file` passes from `start` and `next` to `show`, for the header and for a row.
/// They are never dereferenced.
const HEADER: *mut c_void = ptr::without_provenance_mut(1);
const ROW: *mut c_void = ptr::without_provenance_mut(2);

/// Position of the state of an open file. The header has position 0, row `i` has position `i + 1`.
enum RowPosition {
    /// Unknown: the next access rewinds and skips.
    Lost,
    /// At the row with this position; before the first row if it is 0.
    Row(loff_t),
    /// This position follows the last row.
    End(loff_t),
    /// Moving to the row with this position failed, and the reader has not got the error yet.
    Failed(loff_t, Error),
}

/// `seq_file.private`: the state of an open file, from open to release.
struct OpenRowFile<T> {
    rows: T,
    place: RowPosition,
}

impl<T: RowFile> OpenRowFile<T> {
    /// Moves before the first row.
    fn rewind(&mut self) -> Result {
        self.place = RowPosition::Lost;
        self.rows.rewind().inspect_err(|_| self.rows.end())?;
        self.place = RowPosition::Row(0);
        Ok(())
    }

    /// Moves to the row with position `to`, which is not 0; `false` if there is none.
    fn seek(&mut self, to: loff_t) -> Result<bool> {
        let mut at = match self.place {
            RowPosition::Row(at) if at <= to => at,
            RowPosition::End(at) if at <= to => return Ok(false),
            _ => {
                self.rewind()?;
                0
            }
        };
        while at < to {
            self.place = RowPosition::Lost;
            at += 1;
            match self.rows.next() {
                Ok(true) => self.place = RowPosition::Row(at),
                Ok(false) => {
                    self.place = RowPosition::End(at);
                    self.rows.end();
                    return Ok(false);
                }
                Err(error) => {
                    self.rows.end();
                    return Err(error);
                }
            }
        }
        Ok(true)
    }

    /// Like `seek`, but returns the token for `seq_file`.
    fn token(&mut self, to: loff_t) -> Result<*mut c_void> {
        Ok(if self.seek(to)? { ROW } else { ptr::null_mut() })
    }
}

/// The handlers of a file of `T`.
pub(super) struct RowFileHandlers<T>(PhantomData<T>);

impl<T: RowFile> RowFileHandlers<T> {
    const SEQ: seq_operations = seq_operations {
        start: Some(Self::start),
        stop: Some(Self::stop),
        next: Some(Self::next),
        show: Some(Self::show),
    };

    // `proc_flags` is 0: the rules in procfs.rs hold for entries that are not permanent.
    pub(super) const READ: shim::proc_ops = shim::proc_ops {
        proc_open: Some(Self::open),
        proc_read_iter: Some(kernel::bindings::seq_read_iter),
        proc_lseek: Some(kernel::bindings::seq_lseek),
        proc_release: Some(Self::release),
        // SAFETY: `proc_ops` consists of integers and optional function pointers.
        ..unsafe { MaybeUninit::zeroed().assume_init() }
    };

    /// # Safety
    ///
    /// Called as `proc_ops.proc_open` of a [`ProcEntry<T>`](super::ProcEntry).
    unsafe extern "C" fn open(inode: *mut inode, file: *mut file) -> c_int {
        from_result(|| {
            // SAFETY: `i_private` is the file's data, which is the context by the invariant of
            // `ProcEntry`, whose drop waits for this call.
            let context = unsafe { T::Context::borrow((*inode).i_private) };
            // SAFETY: Valid during this call. The file is in no descriptor table yet, so no
            // `fdget_pos` exists.
            let rows = T::open(context, unsafe { File::from_raw_file(file) })?;
            let opened = KBox::new(
                OpenRowFile {
                    rows,
                    place: RowPosition::Lost,
                },
                GFP_KERNEL_ACCOUNT,
            )?;
            // SAFETY: `file` is being opened, and the operations live as long as the module.
            to_result(unsafe { kernel::bindings::seq_open(file, &Self::SEQ) })?;
            // SAFETY: `seq_open` has set `private_data` to a `seq_file` that no other thread has
            // yet.
            unsafe {
                let seq = (*file).private_data.cast::<seq_file>();
                (*seq).private = opened.into_foreign();
            }
            Ok(0)
        })
    }

    /// # Safety
    ///
    /// Called as `proc_ops.proc_release`: once for each successful [`Self::open`], after the last
    /// call on the file.
    unsafe extern "C" fn release(inode: *mut inode, file: *mut file) -> c_int {
        // SAFETY: `open` has set both pointers, and the state is not used any more.
        unsafe {
            let seq = (*file).private_data.cast::<seq_file>();
            drop(KBox::<OpenRowFile<T>>::from_foreign((*seq).private));
            kernel::bindings::seq_release(inode, file)
        }
    }

    /// # Safety
    ///
    /// `seq` is the `seq_file` of an open file of `T`, and `seq->lock` is held during `'a`.
    unsafe fn opened<'a>(seq: *mut seq_file) -> &'a mut OpenRowFile<T> {
        // SAFETY: `open` has set `private`, `release` follows the last call, and `seq->lock` makes
        // the borrow exclusive.
        unsafe { &mut *(*seq).private.cast() }
    }

    /// # Safety
    ///
    /// Called as `seq_operations.start`, with `seq->lock` held.
    unsafe extern "C" fn start(seq: *mut seq_file, pos: *mut loff_t) -> *mut c_void {
        // SAFETY: By this function's contract.
        let (opened, pos) = unsafe { (Self::opened(seq), *pos) };
        if let Err(error) = opened.rows.permit() {
            return error.to_ptr();
        }
        if pos == 0 {
            // A reader at the top gets current rows, or an error; never a header alone.
            return match opened.rewind() {
                Ok(()) => HEADER,
                Err(error) => error.to_ptr(),
            };
        }
        if let RowPosition::Failed(at, error) = opened.place {
            opened.place = RowPosition::Lost;
            if at == pos {
                return error.to_ptr();
            }
        }
        opened.token(pos).unwrap_or_else(Error::to_ptr)
    }

    /// # Safety
    ///
    /// Called as `seq_operations.next`, with `seq->lock` held.
    unsafe extern "C" fn next(
        seq: *mut seq_file,
        _token: *mut c_void,
        pos: *mut loff_t,
    ) -> *mut c_void {
        // SAFETY: By this function's contract.
        let (opened, pos) = unsafe {
            *pos += 1;
            (Self::opened(seq), *pos)
        };
        opened.token(pos).unwrap_or_else(|error| {
            // `seq_file` drops an error here if it has rows to copy out; `start` returns it again.
            opened.place = RowPosition::Failed(pos, error);
            error.to_ptr()
        })
    }

    /// Holds nothing, so releases nothing.
    ///
    /// # Safety
    ///
    /// None.
    unsafe extern "C" fn stop(_seq: *mut seq_file, _token: *mut c_void) {}

    /// # Safety
    ///
    /// Called as `seq_operations.show`, with `seq->lock` held and a token from `start` or `next`.
    unsafe extern "C" fn show(seq: *mut seq_file, token: *mut c_void) -> c_int {
        // SAFETY: Valid, and not used by others while its lock is held.
        let out = unsafe { SeqFile::from_raw(seq) };
        if token == HEADER {
            let name = T::NAME.to_str().unwrap_or_default();
            for text in ["# rmm ", name, " v1\n# ", T::COLUMNS, "\n"] {
                write_text(out, text.as_bytes());
            }
        } else {
            // SAFETY: By this function's contract.
            unsafe { Self::opened(seq) }.rows.show(out);
        }
        0
    }
}

impl<T: WritableRowFile> RowFileHandlers<T> {
    pub(super) const READ_WRITE: shim::proc_ops = shim::proc_ops {
        proc_write: Some(Self::write),
        ..Self::READ
    };

    /// # Safety
    ///
    /// Called as `proc_ops.proc_write` of a [`ProcEntry<T>`](super::ProcEntry), whose removal waits
    /// for it.
    unsafe extern "C" fn write(
        file: *mut file,
        buf: *const c_char,
        len: usize,
        pos: *mut loff_t,
    ) -> isize {
        from_result(|| {
            if len > WRITE_MAX {
                return Err(E2BIG);
            }
            let mut data = KVec::new();
            UserSlice::new(UserPtr::from_ptr(buf.cast_mut().cast()), len)
                .read_all(&mut data, GFP_KERNEL_ACCOUNT)?;

            // SAFETY: `i_private` is the context, as in `open`.
            let context = unsafe { T::Context::borrow((*(*file).f_inode).i_private) };
            // SAFETY: Valid during this call; an `fdget_pos` without the lock can only be this
            // thread's.
            let local = unsafe { LocalFile::from_raw_file(file) };
            // SAFETY: `open` has set `private_data`.
            let seq = unsafe { (*file).private_data.cast::<seq_file>() };
            // SAFETY: The lock lives as long as the `seq_file`, and is released below.
            unsafe { kernel::bindings::mutex_lock(&raw mut (*seq).lock) };
            // SAFETY: The lock was taken above.
            let opened = unsafe { Self::opened(seq) };
            opened.place = RowPosition::Lost;
            let used = opened.rows.write(context, local, &data);
            // SAFETY: Locked above, and `opened` is not used after this.
            unsafe { kernel::bindings::mutex_unlock(&raw mut (*seq).lock) };
            let used = used?.min(len) as isize;
            // The reader continues at the top, where the answer is.
            // SAFETY: `pos` is valid by this function's contract.
            unsafe { *pos = 0 };
            Ok(used)
        })
    }
}
