// SPDX-License-Identifier: GPL-2.0

//! Watches judgements of memory while somebody polls the file that shows them.
//!
//! No notifier reports that free memory crosses a watermark, or that a block of some order is gone. So
//! while the file has pollers, a work item judges all nodes or zones four times a second and wakes the
//! pollers if something changed. There is one for each file, whatever the number of pollers; it reads
//! counters, and takes and allocates nothing. It stops when it finds no poller.
//!
//! Readers and pollers judge as well. All note their judgements on the board (`model::judgement`), so
//! they agree on the number of the last change. Only the work item wakes pollers: `poll` must not wake
//! the queue that its caller is in.

use crate::{
    model::judgement::{
        JudgementBoard,
        JudgementReading, //
    },
    sys::{
        file::procfs::PollQueue,
        work, //
    },
};
use core::sync::atomic::{
    AtomicU64,
    Ordering::Relaxed, //
};
use kernel::{
    impl_has_delayed_work,
    new_delayed_work,
    new_spinlock, //
    prelude::*,
    sync::{
        Arc,
        SpinLock, //
    },
    time::msecs_to_jiffies,
    workqueue::{
        DelayedWork,
        WorkItem, //
    },
};

/// Time between two looks.
const PERIOD_MS: u32 = 250;

/// Nodes or zones that are judged.
pub(crate) trait JudgedMemory: Send + Sync + 'static {
    /// Number of nodes or zones that may exist.
    fn slots(&self) -> usize;

    /// Calls `each` with the slot and the judgement of every one that exists, in the order of slots.
    /// `EBUSY` during memory hotplug, perhaps after some calls.
    fn judge(&self, each: impl FnMut(usize, u64)) -> Result;
}

/// The judgements of one file.
#[pin_data]
pub(crate) struct JudgementWatch<J: JudgedMemory> {
    memory: J,
    board: JudgementBoard<KVec<AtomicU64>>,
    pollers: Arc<PollQueue>,
    /// Number of the last change for which pollers were woken. Only used by `look`.
    announced: AtomicU64,
    #[pin]
    look: DelayedWork<JudgementWatch<J>>,
    /// `look` must not be queued any more.
    #[pin]
    stopped: SpinLock<bool>,
}

impl_has_delayed_work! {
    impl{J: JudgedMemory} HasDelayedWork<Self> for JudgementWatch<J> { self.look }
}

impl<J: JudgedMemory> WorkItem for JudgementWatch<J> {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        let change = this.last_change();
        if this.announced.load(Relaxed) != change {
            this.announced.store(change, Relaxed);
            this.pollers.wake();
        }
        // A poller that comes after this queues the work itself.
        if this.pollers.has_pollers() {
            this.start();
        }
    }
}

impl<J: JudgedMemory> JudgementWatch<J> {
    /// Judges for the first time. Nothing is queued before somebody polls.
    pub(crate) fn new(memory: J) -> Result<Arc<Self>> {
        let mut slots = KVec::new();
        for _ in 0..memory.slots() {
            slots.push(AtomicU64::new(0), GFP_KERNEL_ACCOUNT)?;
        }
        let watch = Arc::pin_init(
            try_pin_init!(Self {
                memory,
                board: JudgementBoard::new(slots),
                pollers: PollQueue::new()?,
                announced: AtomicU64::new(0),
                look <- new_delayed_work!("rmm::judgement_look"),
                stopped <- new_spinlock!(false, "rmm::judgement_stopped"),
            }? Error),
            GFP_KERNEL_ACCOUNT,
        )?;
        watch.last_change();
        Ok(watch)
    }

    /// The nodes or zones that are judged.
    pub(crate) fn memory(&self) -> &J {
        &self.memory
    }

    /// The file's pollers.
    pub(crate) fn pollers(&self) -> &Arc<PollQueue> {
        &self.pollers
    }

    /// Where a reader notes the judgements that its rows show.
    pub(crate) fn board(&self) -> &JudgementBoard<KVec<AtomicU64>> {
        &self.board
    }

    /// Judges, and returns the number of the last change. During memory hotplug it is that of the last
    /// judgement before.
    fn last_change(&self) -> u64 {
        let mut reading: JudgementReading = self.board.begin();
        let judged = self
            .memory
            .judge(|slot, judgement| self.board.note(&mut reading, slot, judgement));
        if judged.is_ok() {
            self.board.finish(&mut reading);
        }
        self.board.last_change()
    }

    /// Number of the last change for a poller, who is in the queue if it `sleeps`.
    pub(crate) fn answer_poll(self: &Arc<Self>, sleeps: bool) -> u64 {
        if sleeps {
            self.start();
        }
        self.last_change()
    }

    /// Has the work item look until there are no pollers.
    fn start(self: &Arc<Self>) {
        let stopped = self.stopped.lock();
        if !*stopped {
            // An error says that it is queued already.
            let _ = work::unbound().enqueue_delayed(self.clone(), msecs_to_jiffies(PERIOD_MS));
        }
    }
}

/// Stops looking when dropped.
pub(crate) struct JudgementWatchGuard<J: JudgedMemory>(pub(crate) Arc<JudgementWatch<J>>);

impl<J: JudgedMemory> Drop for JudgementWatchGuard<J> {
    fn drop(&mut self) {
        *self.0.stopped.lock() = true;
        // A queued run executes once more, and does not queue itself.
        work::flush_delayed(&self.0.look);
    }
}
