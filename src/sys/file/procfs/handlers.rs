// SPDX-License-Identifier: GPL-2.0

//! Handlers of a file of rows, called by procfs and `seq_file`.

mod poll;

use super::row_file::{
    write_text,
    RowFile,
    WritableRowFile,
    WRITE_MAX, //
};
use crate::sys::{
    shim,
    task::rights::GrantedRights, //
};
use core::{
    marker::PhantomData,
    mem::MaybeUninit,
    ptr,
    sync::atomic::{
        AtomicU64,
        Ordering::SeqCst, //
    }, //
};
use kernel::{
    bindings::{
        file,
        inode,
        iov_iter,
        kiocb,
        loff_t,
        mutex,
        mutex_unlock,
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
    types::{
        ForeignOwnable,
        Opaque, //
    },
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
///
/// `lock` is held by every call, around `seq_file.lock`: rights are checked before `seq_file` copies
/// out what an earlier call has left in its buffer, and nothing is added to the buffer between the
/// check and the copy.
#[pin_data]
struct OpenRowFile<T> {
    #[pin]
    lock: Opaque<mutex>,
    /// `RowFile::change` after the last row that was made from the top on, delivered or not; 0 after an
    /// error. For `poll`, which does not take the lock.
    seen: AtomicU64,
    state: RowState<T>,
}

/// Position and rights of an open file. Changed under `seq_file.lock`.
struct RowState<T> {
    rows: T,
    place: RowPosition,
    /// No rewind since the header: all rows from the top on are of one reading.
    from_top: bool,
    /// The rights that the rows were made with.
    granted: GrantedRights,
}

/// Proof that `OpenRowFile::lock` is held.
///
/// # Invariants
///
/// The pointer is valid, and the caller holds the lock until `drop` releases it.
struct RowFileLock(*mut mutex);

impl RowFileLock {
    /// Waits for the lock; `EINTR` if a fatal signal arrives.
    ///
    /// # Safety
    ///
    /// `opened` is the state of an open file, and stays until the value is dropped.
    unsafe fn take<T>(opened: *mut OpenRowFile<T>) -> Result<Self> {
        // SAFETY: Valid by this function's contract; other threads only use the lock.
        let lock = Opaque::cast_into(unsafe { &raw const (*opened).lock });
        // SAFETY: `open` has initialised the lock.
        if !unsafe { shim::rmm_shim_mutex_lock_killable(lock) } {
            return Err(EINTR);
        }
        // INVARIANT: Locked just now.
        Ok(Self(lock))
    }
}

impl Drop for RowFileLock {
    fn drop(&mut self) {
        // SAFETY: Held by the invariant.
        unsafe { mutex_unlock(self.0) };
    }
}

impl<T: RowFile> RowState<T> {
    /// Whether the caller, on `file`, may see the rows from here on.
    fn permit(&self, file: &LocalFile) -> Result {
        T::RULE.permit(file)?;
        self.rows.subject().permit()
    }

    /// Moves before the first row, with the rights of the caller.
    fn renew(&mut self, file: &LocalFile) -> Result {
        self.granted = GrantedRights::of(file, T::DETAILS);
        self.rewind()?;
        self.from_top = true;
        Ok(())
    }

    /// Moves before the first row.
    fn rewind(&mut self) -> Result {
        self.place = RowPosition::Lost;
        self.from_top = false;
        self.rows
            .rewind(self.granted)
            .inspect_err(|_| self.rows.end())?;
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
        proc_read_iter: Some(Self::read_iter),
        proc_lseek: Some(Self::lseek),
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
            let opening = unsafe { File::from_raw_file(file) };
            T::RULE.permit(opening)?;
            let rows = T::open(context, opening)?;
            rows.subject().permit()?;
            let opened = KBox::pin_init(
                try_pin_init!(OpenRowFile {
                    lock <- Opaque::ffi_init(|slot: *mut mutex| {
                        // SAFETY: `slot` may be written, and is pinned.
                        unsafe { shim::rmm_shim_init_row_file_lock(slot) }
                    }),
                    seen: AtomicU64::new(0),
                    state: RowState {
                        rows,
                        place: RowPosition::Lost,
                        from_top: false,
                        granted: GrantedRights::default(),
                    },
                }? Error),
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
            drop(Pin::<KBox<OpenRowFile<T>>>::from_foreign((*seq).private));
            kernel::bindings::seq_release(inode, file)
        }
    }

    /// # Safety
    ///
    /// `seq` is the `seq_file` of an open file of `T`, and `seq->lock` is held during `'a`.
    unsafe fn opened<'a>(seq: *mut seq_file) -> &'a mut RowState<T> {
        // SAFETY: `open` has set `private`, `release` follows the last call, and `seq->lock` makes
        // the borrow exclusive.
        unsafe { &mut (*(*seq).private.cast::<OpenRowFile<T>>()).state }
    }

    /// Notes which change the rows include that were made so far; none after a failure. If the rows were
    /// rewound below the top, those before are of an older reading, so the older number stays.
    ///
    /// # Safety
    ///
    /// As for [`Self::opened`], and nothing else borrows the state.
    unsafe fn note_seen(seq: *mut seq_file, failed: bool) {
        // SAFETY: By this function's contract. `poll` only loads `seen`.
        unsafe {
            let opened = (*seq).private.cast::<OpenRowFile<T>>();
            if failed {
                (*opened).seen.store(0, SeqCst);
            } else if (*opened).state.from_top {
                (*opened).seen.store((*opened).state.rows.change(), SeqCst);
            }
        }
    }

    /// # Safety
    ///
    /// Called as `proc_ops.proc_read_iter` of an open file of `T`.
    unsafe extern "C" fn read_iter(iocb: *mut kiocb, to: *mut iov_iter) -> isize {
        from_result(|| {
            // SAFETY: The request has an open file, whose `seq_file` and state live until release.
            // The lock keeps other calls out, and every change of the state is made in one.
            unsafe {
                let file = (*iocb).ki_filp;
                let seq = (*file).private_data.cast::<seq_file>();
                let _lock = RowFileLock::take((*seq).private.cast::<OpenRowFile<T>>())?;
                let file = LocalFile::from_raw_file(file);
                let state = &(*(*seq).private.cast::<OpenRowFile<T>>()).state;
                state.permit(file)?;
                // A read from the top makes its own rows.
                if (*iocb).ki_pos != 0 && !state.granted.are_held(file) {
                    return Err(EACCES);
                }
                Ok(kernel::bindings::seq_read_iter(iocb, to))
            }
        })
    }

    /// # Safety
    ///
    /// Called as `proc_ops.proc_lseek` of an open file of `T`.
    unsafe extern "C" fn lseek(file: *mut file, offset: loff_t, whence: c_int) -> loff_t {
        from_result(|| {
            // SAFETY: The file is open, so its `seq_file` and state live. A seek renders rows.
            unsafe {
                let seq = (*file).private_data.cast::<seq_file>();
                let _lock = RowFileLock::take((*seq).private.cast::<OpenRowFile<T>>())?;
                Ok(kernel::bindings::seq_lseek(file, offset, whence))
            }
        })
    }

    /// # Safety
    ///
    /// Called as `seq_operations.start`, with `seq->lock` held.
    unsafe extern "C" fn start(seq: *mut seq_file, pos: *mut loff_t) -> *mut c_void {
        // SAFETY: By this function's contract.
        let (opened, pos) = unsafe { (Self::opened(seq), *pos) };
        // SAFETY: `seq_open` has stored the file, which is open.
        let file = unsafe { LocalFile::from_raw_file((*seq).file) };
        if let Err(error) = opened.permit(file) {
            return error.to_ptr();
        }
        if pos == 0 {
            // A reader at the top gets current rows, or an error; never a header alone.
            let renewed = opened.renew(file);
            // SAFETY: By this function's contract; `opened` is not used after this.
            unsafe { Self::note_seen(seq, renewed.is_err()) };
            return renewed.map_or_else(Error::to_ptr, |()| HEADER);
        }
        if let RowPosition::Failed(at, error) = opened.place {
            opened.place = RowPosition::Lost;
            if at == pos {
                return error.to_ptr();
            }
        }
        let token = opened.token(pos);
        // SAFETY: By this function's contract; `opened` is not used after this.
        unsafe { Self::note_seen(seq, token.is_err()) };
        token.unwrap_or_else(Error::to_ptr)
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
        let token = opened.token(pos).inspect_err(|&error| {
            // `seq_file` drops an error here if it has rows to copy out; `start` returns it again.
            // SAFETY: By this function's contract.
            if unsafe { (*seq).count } != 0 {
                opened.place = RowPosition::Failed(pos, error);
            }
        });
        // SAFETY: By this function's contract; `opened` is not used after this.
        unsafe { Self::note_seen(seq, token.is_err()) };
        token.unwrap_or_else(Error::to_ptr)
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
            // SAFETY: By this function's contract.
            unsafe { Self::opened(seq) }.rows.notes(out);
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
            T::RULE.permit(local)?;
            // SAFETY: `open` has set `private_data`.
            let seq = unsafe { (*file).private_data.cast::<seq_file>() };
            // SAFETY: The state lives as long as the `seq_file`.
            let _lock = unsafe { RowFileLock::take((*seq).private.cast::<OpenRowFile<T>>()) }?;
            // SAFETY: The lock lives as long as the `seq_file`, and is released below.
            unsafe { kernel::bindings::mutex_lock(&raw mut (*seq).lock) };
            // SAFETY: The lock was taken above.
            let opened = unsafe { Self::opened(seq) };
            opened.place = RowPosition::Lost;
            let used = opened.rows.write(context, local, &data);
            // Rows of the old answer are neither copied out nor continued.
            // SAFETY: The lock was taken above. No position equals -1, so the next read of any
            // position begins with the first row.
            unsafe {
                (*seq).count = 0;
                (*seq).from = 0;
                (*seq).index = 0;
                (*seq).read_pos = -1;
            }
            // SAFETY: Locked above, and `opened` is not used after this.
            unsafe { mutex_unlock(&raw mut (*seq).lock) };
            let used = used?.min(len) as isize;
            // The reader continues at the top, where the answer is.
            // SAFETY: `pos` is valid by this function's contract.
            unsafe { *pos = 0 };
            Ok(used)
        })
    }
}
