// SPDX-License-Identifier: GPL-2.0

//! Watches judgements of memory while somebody polls the file that shows them.
//!
//! No notifier reports that free memory crosses a watermark, or that a block of some order is gone. So
//! while the file has pollers, a work item judges all nodes or zones four times a second and wakes the
//! pollers if something changed. There is one for each file, whatever the number of pollers; it reads
//! counters, and takes and allocates nothing. It stops when it finds no poller. Without it, a poll judges
//! if nobody has for the same time.
//!
//! Readers judge as well. All note their judgements on the board (`model::judgement`), so they agree on
//! the number of the last change; what pollers compare with is published by a look alone. Only the work
//! item wakes pollers: `poll` must not wake the queue that its caller is in.

use crate::{
    model::judgement::{
        JudgementBoard,
        JudgementReading,
        PublishedChange, //
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
        ArcBorrow,
        SpinLock, //
    },
    time::{
        msecs_to_jiffies,
        Instant,
        Monotonic, //
    },
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

/// Whether the work item looks.
enum LookState {
    /// It is not queued, and starts with the next poller.
    Idle,
    /// It is queued or running.
    Looking,
    /// It must not be queued any more.
    Stopped,
}

/// The judgements of one file.
#[pin_data]
pub(crate) struct JudgementWatch<J: JudgedMemory> {
    memory: J,
    board: JudgementBoard<KVec<AtomicU64>>,
    published: PublishedChange,
    /// Looks are timed from here.
    begun: Instant<Monotonic>,
    pollers: Arc<PollQueue>,
    /// Number of the last change for which pollers were woken, or that came before all of them.
    announced: AtomicU64,
    #[pin]
    look: DelayedWork<JudgementWatch<J>>,
    #[pin]
    state: SpinLock<LookState>,
}

impl_has_delayed_work! {
    impl{J: JudgedMemory} HasDelayedWork<Self> for JudgementWatch<J> { self.look }
}

impl<J: JudgedMemory> WorkItem for JudgementWatch<J> {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        // A poll may have looked just before, which is no reason to look twice or to miss a period.
        this.look_after(PERIOD_MS / 2);
        let change = this.published.number();
        if this.announced.swap(change, Relaxed) != change {
            this.pollers.wake();
        }
        let mut state = this.state.lock();
        if matches!(*state, LookState::Stopped) {
            return;
        }
        // A poller that comes after this finds the state.
        if this.pollers.has_pollers() {
            Self::queue_look(this.as_arc_borrow());
        } else {
            *state = LookState::Idle;
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
                published: PublishedChange::default(),
                begun: Instant::now(),
                announced: AtomicU64::new(0),
                look <- new_delayed_work!("rmm::judgement_look"),
                state <- new_spinlock!(LookState::Idle, "rmm::judgement_state"),
            }? Error),
            GFP_KERNEL_ACCOUNT,
        )?;
        watch.look();
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

    /// Judges, and publishes the number of the last change. During memory hotplug it is that of the last
    /// judgement before.
    fn look(&self) {
        let mut reading: JudgementReading = self.board.begin();
        let judged = self
            .memory
            .judge(|slot, judgement| self.board.note(&mut reading, slot, judgement));
        if judged.is_ok() {
            self.board.finish(&mut reading);
        }
        self.published.publish(self.board.last_change());
    }

    /// Looks if the last look was at least `age_ms` ago.
    fn look_after(&self, age_ms: u32) {
        let now = self.begun.elapsed().as_millis() as u64;
        if self.published.begin_look(now, age_ms.into()) {
            self.look();
        }
    }

    /// Whether there is a change that a poller's file has not `seen`. The poller is in the queue if it
    /// `sleeps`.
    pub(crate) fn is_changed(this: ArcBorrow<'_, Self>, seen: u64, sleeps: bool) -> bool {
        if sleeps {
            Self::start(this);
        }
        this.published.is_news_to(seen) || {
            this.look_after(PERIOD_MS);
            this.published.is_news_to(seen)
        }
    }

    /// Has the work item look until there are no pollers.
    fn start(this: ArcBorrow<'_, Self>) {
        let mut state = this.state.lock();
        if matches!(*state, LookState::Idle) {
            *state = LookState::Looking;
            // All who are in the queue come here before they compare, so they need no wake for a change
            // that is published already.
            this.announced.store(this.published.number(), Relaxed);
            Self::queue_look(this);
        }
    }

    /// Queues the work item, which is not queued yet. Called with the state locked.
    fn queue_look(this: ArcBorrow<'_, Self>) {
        let delay = msecs_to_jiffies(PERIOD_MS);
        let _ = work::unbound().enqueue_delayed(Arc::from(this), delay);
    }
}

/// Stops looking when dropped.
pub(crate) struct JudgementWatchGuard<J: JudgedMemory>(pub(crate) Arc<JudgementWatch<J>>);

impl<J: JudgedMemory> Drop for JudgementWatchGuard<J> {
    fn drop(&mut self) {
        *self.0.state.lock() = LookState::Stopped;
        // A queued run executes once more, and does not queue itself.
        work::flush_delayed(&self.0.look);
    }
}
