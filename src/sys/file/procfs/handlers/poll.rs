// SPDX-License-Identifier: GPL-2.0

//! The handler of poll(2).

use super::{
    OpenRowFile,
    RowFileHandlers, //
};
use crate::sys::{
    file::procfs::PollableRowFile,
    shim,
    task::rights::AccessRule, //
};
use core::sync::atomic::Ordering::SeqCst;
use kernel::{
    bindings::{
        __poll_t,
        file,
        poll_table_struct,
        seq_file, //
    },
    types::ForeignOwnable, //
};

impl<T: PollableRowFile> RowFileHandlers<T> {
    pub(in crate::sys::file::procfs) const READ_POLL: shim::proc_ops = {
        assert!(
            matches!(T::RULE, AccessRule::Anyone),
            "poll checks no rights"
        );
        shim::proc_ops {
            proc_poll: Some(Self::poll),
            ..Self::READ
        }
    };

    /// Does not take the lock of the open file, which its reader may hold for long. Neither uses the position
    /// of the file nor makes a `File` of it, so other threads may use it in any way meanwhile.
    ///
    /// # Safety
    ///
    /// Called as `proc_ops.proc_poll` of an open file of a [`ProcEntry<T>`](crate::sys::file::procfs::ProcEntry),
    /// whose removal waits for it.
    unsafe extern "C" fn poll(file: *mut file, table: *mut poll_table_struct) -> __poll_t {
        // SAFETY: `i_private` is the context, as in `open`.
        let context = || unsafe { T::Context::borrow((*(*file).f_inode).i_private) };
        let queue = T::queue(context());
        // SAFETY: By this function's contract; the queue is that of this file.
        let sleeps = unsafe { queue.add(file, table) };
        // A caller that was added before the queue was closed is woken, and asks again.
        if queue.is_closed() {
            return shim::RMM_SHIM_POLL_READABLE | shim::RMM_SHIM_POLL_ENDED;
        }
        // SAFETY: `open` has set both pointers, and `release` follows the last call.
        let seen = unsafe {
            let seq = (*file).private_data.cast::<seq_file>();
            &(*(*seq).private.cast::<OpenRowFile<T>>()).seen
        };
        if T::is_changed(context(), seen.load(SeqCst), sleeps) {
            shim::RMM_SHIM_POLL_READABLE | shim::RMM_SHIM_POLL_CHANGED
        } else {
            shim::RMM_SHIM_POLL_READABLE
        }
    }
}
