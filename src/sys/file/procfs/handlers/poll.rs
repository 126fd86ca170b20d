// SPDX-License-Identifier: GPL-2.0

//! The handler of poll(2).

use super::{
    OpenRowFile,
    RowFileHandlers, //
};
use crate::sys::{
    file::procfs::PollableRowFile,
    shim, //
};
use core::sync::atomic::Ordering::SeqCst;
use kernel::{
    bindings::{
        __poll_t,
        file,
        poll_table_struct,
        seq_file, //
    },
    fs::LocalFile,
    types::ForeignOwnable, //
};

impl<T: PollableRowFile> RowFileHandlers<T> {
    pub(in crate::sys::file::procfs) const READ_POLL: shim::proc_ops = shim::proc_ops {
        proc_poll: Some(Self::poll),
        ..Self::READ
    };

    /// Does not take the lock of the open file, which its reader may hold for long.
    ///
    /// # Safety
    ///
    /// Called as `proc_ops.proc_poll` of an open file of a [`ProcEntry<T>`](crate::sys::file::procfs::ProcEntry),
    /// whose removal waits for it.
    unsafe extern "C" fn poll(file: *mut file, table: *mut poll_table_struct) -> __poll_t {
        // SAFETY: Valid during this call; an `fdget_pos` without the lock can only be this thread's.
        let local = unsafe { LocalFile::from_raw_file(file) };
        if T::RULE.permit(local).is_err() {
            return shim::RMM_SHIM_POLL_ENDED;
        }
        // SAFETY: `i_private` is the context, as in `open`.
        let context = || unsafe { T::Context::borrow((*(*file).f_inode).i_private) };
        let queue = T::queue(context());
        // SAFETY: By this function's contract; the queue is that of this file.
        let sleeps = unsafe { queue.add(file, table) };
        let last = T::last_change(context(), sleeps);
        if queue.is_closed() {
            return shim::RMM_SHIM_POLL_READABLE | shim::RMM_SHIM_POLL_ENDED;
        }
        // SAFETY: `open` has set both pointers, and `release` follows the last call.
        let seen = unsafe {
            let seq = (*file).private_data.cast::<seq_file>();
            &(*(*seq).private.cast::<OpenRowFile<T>>()).seen
        };
        if seen.load(SeqCst) == last {
            shim::RMM_SHIM_POLL_READABLE
        } else {
            shim::RMM_SHIM_POLL_READABLE | shim::RMM_SHIM_POLL_CHANGED
        }
    }
}
