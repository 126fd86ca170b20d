// SPDX-License-Identifier: GPL-2.0

//! All arenas, and the limits of their users.

use super::{
    arena::Arena,
    user_limits::UserLimits, //
};
use crate::{
    model::policy::{
        divide_work,
        WorkShare, //
    },
    sys::arena::{
        mempolicy::NodePolicies,
        SteeringPolicies, //
    },
};
use core::borrow::Borrow;
use kernel::{
    new_delayed_work,
    new_mutex,
    prelude::*,
    sync::{
        Arc,
        Mutex, //
    },
    workqueue::DelayedWork, //
};

/// State shared by all arenas.
#[pin_data]
pub(crate) struct ArenaRegistry {
    limits: Arc<UserLimits>,
    /// Most pages armed in a second.
    pub(super) samples_per_second: u64,
    pub(super) node_policies: NodePolicies,
    steering: Arc<SteeringPolicies>,
    #[pin]
    arenas: Mutex<RegisteredArenas>,
    #[pin]
    pub(super) worker: DelayedWork<ArenaRegistry>,
    #[pin]
    pub(super) worker_state: Mutex<WorkerState>,
}

/// The state of the worker (`worker`).
#[derive(Default)]
pub(super) struct WorkerState {
    /// The worker is queued or running.
    pub(super) running: bool,
    /// The worker was requested since its round began.
    pub(super) requested: bool,
    /// The worker must not be queued any more.
    pub(super) stopped: bool,
    /// Number of the last round.
    round: u64,
}

impl WorkerState {
    /// The number of a new round.
    pub(super) fn next_round(&mut self) -> u64 {
        self.round += 1;
        self.round
    }
}

struct RegisteredArenas {
    /// Number of the next arena.
    next: u64,
    /// Ascending by number.
    all: KVec<Arc<Arena>>,
}

impl ArenaRegistry {
    /// An empty registry. Module parameters are values in one kernel version and references in
    /// another.
    pub(crate) fn new(
        user_bytes: impl Borrow<u64>,
        user_arenas: impl Borrow<u64>,
        samples_per_second: impl Borrow<u64>,
    ) -> Result<Arc<Self>> {
        let samples_per_second = *samples_per_second.borrow();
        let limits = UserLimits::new(*user_bytes.borrow(), *user_arenas.borrow())?;
        let node_policies = NodePolicies::new()?;
        let steering = Arc::new(SteeringPolicies::new()?, GFP_KERNEL_ACCOUNT)?;
        Arc::pin_init(
            pin_init!(Self {
                limits,
                samples_per_second,
                node_policies,
                steering,
                arenas <- new_mutex!(RegisteredArenas {
                    next: 1,
                    all: KVec::new(),
                }, "rmm::arenas"),
                worker <- new_delayed_work!("rmm::arena_worker"),
                worker_state <- new_mutex!(WorkerState::default(), "rmm::arena_worker_state"),
            }),
            GFP_KERNEL_ACCOUNT,
        )
    }

    /// The limits of users.
    pub(super) fn limits(&self) -> &Arc<UserLimits> {
        &self.limits
    }

    /// The policies that steer faults.
    pub(super) fn steering(&self) -> &Arc<SteeringPolicies> {
        &self.steering
    }

    /// A number that no arena has had.
    pub(super) fn next_id(&self) -> u64 {
        let mut arenas = self.arenas.lock();
        let number = arenas.next;
        arenas.next += 1;
        number
    }

    pub(super) fn add(&self, arena: Arc<Arena>) -> Result {
        let mut arenas = self.arenas.lock();
        // Numbers are assigned earlier, so two creators may arrive in either order.
        let at = arenas.position(arena.id());
        arenas.all.reserve(1, GFP_KERNEL_ACCOUNT)?;
        arenas
            .all
            .insert_within_capacity(at, arena)
            .map_err(|_| ENOMEM)
    }

    pub(super) fn remove(&self, id: u64) {
        let removed = {
            let mut arenas = self.arenas.lock();
            let at = arenas.position(id);
            let found = arenas.all.get(at).is_some_and(|arena| arena.id() == id);
            found.then(|| arenas.all.remove(at))
        };
        // Its memory is freed without the lock.
        drop(removed);
    }

    /// The arena with the lowest number from `id` on.
    pub(crate) fn arena_from(&self, id: u64) -> Option<Arc<Arena>> {
        let arenas = self.arenas.lock();
        arenas.all.get(arenas.position(id)).cloned()
    }

    /// The arena with number `id`, if it is open or mapped.
    pub(super) fn arena(&self, id: u64) -> Option<Arc<Arena>> {
        self.arena_from(id).filter(|arena| arena.id() == id)
    }

    /// The numbers of all arenas whose pages are sampled, and their shares in the worker.
    pub(super) fn divide_work(&self) -> Result<KVVec<WorkShare<u64>>> {
        let arenas = self.arenas.lock();
        let sampled = || arenas.all.iter().filter(|arena| arena.heat.is_some());
        let mut shares = KVVec::with_capacity(sampled().count(), GFP_KERNEL_ACCOUNT)?;
        for arena in sampled() {
            let share = WorkShare {
                arena: arena.id(),
                user: arena.charged_user(),
                needs_samples: arena.needs_samples(),
                divisor: 1,
            };
            shares.push(share, GFP_KERNEL_ACCOUNT)?;
        }
        drop(arenas);
        divide_work(&mut shares);
        Ok(shares)
    }
}

impl RegisteredArenas {
    /// Position of the first arena with number `id` or a higher one.
    fn position(&self, id: u64) -> usize {
        self.all.partition_point(|arena| arena.id() < id)
    }
}
