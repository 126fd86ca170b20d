// SPDX-License-Identifier: GPL-2.0

//! All arenas, and what each user has of them.

use super::{
    arena::Arena,
    worker::WorkerState, //
};
use crate::sys::arena::{
    mempolicy::NodePolicies,
    ZeroPages, //
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

/// What arenas share.
#[pin_data]
pub(crate) struct ArenaRegistry {
    /// Bytes that the arenas of one user may take.
    user_limit: u64,
    /// Pages that may be armed in a second.
    pub(super) samples_per_second: u64,
    pub(super) node_policies: NodePolicies,
    pub(super) zero_pages: ZeroPages,
    #[pin]
    arenas: Mutex<RegisteredArenas>,
    #[pin]
    pub(super) worker: DelayedWork<ArenaRegistry>,
    #[pin]
    pub(super) worker_state: Mutex<WorkerState>,
}

struct RegisteredArenas {
    /// Number of the next arena.
    next: u64,
    /// By ascending number.
    all: KVec<Arc<Arena>>,
    /// Bytes of each user that has any.
    users: KVec<(u32, u64)>,
}

/// Bytes that count against a user's limit until this is dropped.
pub(super) struct UserCharge {
    registry: Arc<ArenaRegistry>,
    uid: u32,
    bytes: u64,
}

impl ArenaRegistry {
    /// No arena yet. Module parameters are numbers in one kernel, references in another.
    pub(crate) fn new(
        user_limit: impl Borrow<u64>,
        samples_per_second: impl Borrow<u64>,
    ) -> Result<Arc<Self>> {
        let (user_limit, samples_per_second) = (*user_limit.borrow(), *samples_per_second.borrow());
        let node_policies = NodePolicies::new()?;
        let zero_pages = ZeroPages::new()?;
        Arc::pin_init(
            pin_init!(Self {
                user_limit,
                samples_per_second,
                node_policies,
                zero_pages,
                arenas <- new_mutex!(RegisteredArenas {
                    next: 1,
                    all: KVec::new(),
                    users: KVec::new(),
                }, "rmm::arenas"),
                worker <- new_delayed_work!("rmm::arena_worker"),
                worker_state <- new_mutex!(WorkerState::default(), "rmm::arena_worker_state"),
            }),
            GFP_KERNEL,
        )
    }

    /// Counts `bytes` against the limit of `uid`: `ENOSPC` beyond it.
    pub(super) fn charge(self: &Arc<Self>, uid: u32, bytes: u64) -> Result<UserCharge> {
        let mut arenas = self.arenas.lock();
        let users = &mut arenas.users;
        let index = match users.iter().position(|user| user.0 == uid) {
            Some(index) => index,
            None => {
                users.push((uid, 0), GFP_KERNEL)?;
                users.len() - 1
            }
        };
        match users[index].1.checked_add(bytes) {
            Some(sum) if sum <= self.user_limit => users[index].1 = sum,
            _ => {
                if users[index].1 == 0 {
                    drop(users.remove(index));
                }
                return Err(ENOSPC);
            }
        }
        Ok(UserCharge {
            registry: self.clone(),
            uid,
            bytes,
        })
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
        // Numbers are given out before: two makers may come in either order.
        let id = arena.id();
        let at = arenas.all.iter().position(|other| other.id() > id);
        let at = at.unwrap_or(arenas.all.len());
        arenas.all.reserve(1, GFP_KERNEL)?;
        arenas
            .all
            .insert_within_capacity(at, arena)
            .map_err(|_| ENOMEM)
    }

    pub(super) fn remove(&self, id: u64) {
        let removed = {
            let mut arenas = self.arenas.lock();
            let at = arenas.all.iter().position(|arena| arena.id() == id);
            at.map(|at| arenas.all.remove(at))
        };
        // Its memory is freed without the lock.
        drop(removed);
    }

    /// The arena with the lowest number from `id` on.
    pub(crate) fn arena_from(&self, id: u64) -> Option<Arc<Arena>> {
        let arenas = self.arenas.lock();
        arenas.all.iter().find(|arena| arena.id() >= id).cloned()
    }
}

impl Drop for UserCharge {
    fn drop(&mut self) {
        let mut arenas = self.registry.arenas.lock();
        let users = &mut arenas.users;
        if let Some(index) = users.iter().position(|user| user.0 == self.uid) {
            users[index].1 = users[index].1.saturating_sub(self.bytes);
            if users[index].1 == 0 {
                drop(users.remove(index));
            }
        }
    }
}
