// SPDX-License-Identifier: GPL-2.0

//! What procfs and `seq_file` call: the handlers of a file of rows.

use super::{
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

/// What `seq_file` holds: never dereferenced, they only tell the header from a row.
const HEADER: *mut c_void = ptr::without_provenance_mut(1);
const ROW: *mut c_void = ptr::without_provenance_mut(2);

/// Where the state of an open file stands. Position 0 is the header, row `i` has position `i + 1`.
enum RowPosition {
    /// Nowhere: rewind and skip.
    Lost,
    /// On the row of this position; on the header, in front of the first row, if that is 0.
    Row(loff_t),
    /// This position is the first behind the last row.
    End(loff_t),
    /// Finding the row of this position failed, and the reader does not know yet.
    Failed(loff_t, Error),
}

/// `seq_file.private`: the state of one open file, from open to release.
struct OpenRowFile<T> {
    rows: T,
    place: RowPosition,
}

impl<T: RowFile> OpenRowFile<T> {
    /// Goes in front of the first row.
    fn rewind(&mut self) -> Result {
        self.place = RowPosition::Lost;
        self.rows.rewind()?;
        self.place = RowPosition::Row(0);
        Ok(())
    }

    /// Goes to the row of position `to`, which is not 0.
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
            if !self.rows.next()? {
                self.place = RowPosition::End(at);
                return Ok(false);
            }
            self.place = RowPosition::Row(at);
        }
        Ok(true)
    }

    /// As `seek`, in the language of `seq_file`.
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

    // `proc_flags` stays 0: not permanent, on which the head of this file leans.
    pub(super) const READ: shim::proc_ops = shim::proc_ops {
        proc_open: Some(Self::open),
        proc_read_iter: Some(kernel::bindings::seq_read_iter),
        proc_lseek: Some(kernel::bindings::seq_lseek),
        proc_release: Some(Self::release),
        // SAFETY: `proc_ops` is made of integers and optional function pointers.
        ..unsafe { MaybeUninit::zeroed().assume_init() }
    };

    /// # Safety
    ///
    /// `proc_ops.proc_open`: `inode` and `file` are those of a file that is being opened, of an
    /// [`Entry<T>`](super::ProcEntry).
    unsafe extern "C" fn open(inode: *mut inode, file: *mut file) -> c_int {
        from_result(|| {
            // SAFETY: `i_private` is the file's data, which is the context by the invariant of
            // `Entry`, whose drop waits for this call.
            let context = unsafe { T::Context::borrow((*inode).i_private) };
            // SAFETY: Valid for this call; not in any descriptor table yet, so no `fdget_pos`.
            let rows = T::open(context, unsafe { File::from_raw_file(file) })?;
            let opened = KBox::new(
                OpenRowFile {
                    rows,
                    place: RowPosition::Lost,
                },
                GFP_KERNEL,
            )?;
            // SAFETY: `file` is being opened, and the operations live as long as the module.
            to_result(unsafe { kernel::bindings::seq_open(file, &Self::SEQ) })?;
            // SAFETY: `seq_open` has set `private_data` to a `seq_file` that nobody else knows yet.
            unsafe {
                let seq = (*file).private_data.cast::<seq_file>();
                (*seq).private = opened.into_foreign();
            }
            Ok(0)
        })
    }

    /// # Safety
    ///
    /// `proc_ops.proc_release`: called once for each successful [`Self::open`], when no other call
    /// on the file is under way or can come.
    unsafe extern "C" fn release(inode: *mut inode, file: *mut file) -> c_int {
        // SAFETY: `open` has set both pointers, and nobody uses the state any longer.
        unsafe {
            let seq = (*file).private_data.cast::<seq_file>();
            drop(KBox::<OpenRowFile<T>>::from_foreign((*seq).private));
            kernel::bindings::seq_release(inode, file)
        }
    }

    /// # Safety
    ///
    /// `seq` must be the `seq_file` of an open file of `T`, with `seq->lock` held for `'a`.
    unsafe fn opened<'a>(seq: *mut seq_file) -> &'a mut OpenRowFile<T> {
        // SAFETY: `open` has set `private`, `release` comes after the last call, and `seq->lock`
        // makes the borrow exclusive.
        unsafe { &mut *(*seq).private.cast() }
    }

    /// # Safety
    ///
    /// `seq_operations.start`: `seq->lock` is held, and `pos` is valid.
    unsafe extern "C" fn start(seq: *mut seq_file, pos: *mut loff_t) -> *mut c_void {
        // SAFETY: By this function's contract.
        let (opened, pos) = unsafe { (Self::opened(seq), *pos) };
        if let Err(error) = opened.rows.permit() {
            return error.to_ptr();
        }
        if pos == 0 {
            // Whoever reads from the top wants to see things as they are now, or that there is
            // nothing to see any longer: not a header alone.
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
    /// `seq_operations.next`: `seq->lock` is held, and `pos` is valid.
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
            // `seq_file` drops an error here if it has rows to give; `start` tells it again.
            opened.place = RowPosition::Failed(pos, error);
            error.to_ptr()
        })
    }

    /// Nothing is held between two rows.
    ///
    /// # Safety
    ///
    /// `seq_operations.stop`: none is needed.
    unsafe extern "C" fn stop(_seq: *mut seq_file, _token: *mut c_void) {}

    /// # Safety
    ///
    /// `seq_operations.show`: `seq->lock` is held, and `token` comes from `start` or `next`.
    unsafe extern "C" fn show(seq: *mut seq_file, token: *mut c_void) -> c_int {
        // SAFETY: Valid and ours alone while its lock is held.
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
    /// `proc_ops.proc_write`: `file` is an open file of an [`Entry<T>`](super::ProcEntry), and the call holds its
    /// removal off; `pos` is valid.
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
                .read_all(&mut data, GFP_KERNEL)?;

            // SAFETY: `i_private` is the context, as in `open`.
            let context = unsafe { T::Context::borrow((*(*file).f_inode).i_private) };
            // SAFETY: Valid for this call; an `fdget_pos` without lock can only be this thread's.
            let local = unsafe { LocalFile::from_raw_file(file) };
            // SAFETY: `open` has set `private_data`.
            let seq = unsafe { (*file).private_data.cast::<seq_file>() };
            // SAFETY: The lock lives as long as the `seq_file`; it is given back below.
            unsafe { kernel::bindings::mutex_lock(&raw mut (*seq).lock) };
            // SAFETY: The lock was taken above.
            let opened = unsafe { Self::opened(seq) };
            opened.place = RowPosition::Lost;
            let used = opened.rows.write(context, local, &data);
            // SAFETY: Taken above, and `opened` is not used after this.
            unsafe { kernel::bindings::mutex_unlock(&raw mut (*seq).lock) };
            let used = used?.min(len) as isize;
            // Who reads on wants the answer, from its top.
            // SAFETY: By this function's contract.
            unsafe { *pos = 0 };
            Ok(used)
        })
    }
}
