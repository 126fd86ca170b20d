// SPDX-License-Identifier: GPL-2.0

//! Limits for the arenas of one user.

use kernel::{
    new_mutex,
    prelude::*,
    sync::{
        Arc,
        Mutex, //
    },
};

/// The limits of each user, and what is charged against them.
#[pin_data]
pub(super) struct UserLimits {
    bytes_per_user: u64,
    arenas_per_user: u64,
    /// Users that have arenas.
    #[pin]
    usage: Mutex<KVec<UserUsage>>,
}

struct UserUsage {
    uid: u32,
    bytes: u64,
    arenas: u64,
}

/// An arena and bytes that count against a user's limit until this is dropped.
pub(super) struct UserCharge {
    limits: Arc<UserLimits>,
    uid: u32,
    bytes: u64,
}

impl UserLimits {
    /// Limits for each user.
    pub(super) fn new(bytes_per_user: u64, arenas_per_user: u64) -> Result<Arc<Self>> {
        Arc::pin_init(
            pin_init!(Self {
                bytes_per_user,
                arenas_per_user,
                usage <- new_mutex!(KVec::new(), "rmm::arena_users"),
            }),
            GFP_KERNEL_ACCOUNT,
        )
    }

    /// Charges an arena of `bytes` to `uid`. `ENOSPC` beyond a limit.
    pub(super) fn charge(self: &Arc<Self>, uid: u32, bytes: u64) -> Result<UserCharge> {
        let mut usage = self.usage.lock();
        let index = match usage.iter().position(|user| user.uid == uid) {
            Some(index) => index,
            None => {
                let none = UserUsage {
                    uid,
                    bytes: 0,
                    arenas: 0,
                };
                usage.push(none, GFP_KERNEL_ACCOUNT)?;
                usage.len() - 1
            }
        };
        let user = &mut usage[index];
        match user.bytes.checked_add(bytes) {
            Some(sum) if sum <= self.bytes_per_user && user.arenas < self.arenas_per_user => {
                user.bytes = sum;
                user.arenas += 1;
            }
            _ => {
                if user.arenas == 0 {
                    drop(usage.remove(index));
                }
                return Err(ENOSPC);
            }
        }
        Ok(UserCharge {
            limits: self.clone(),
            uid,
            bytes,
        })
    }
}

impl UserCharge {
    /// The user whose limit is charged.
    pub(super) fn user(&self) -> u32 {
        self.uid
    }
}

impl Drop for UserCharge {
    fn drop(&mut self) {
        let mut usage = self.limits.usage.lock();
        if let Some(index) = usage.iter().position(|user| user.uid == self.uid) {
            usage[index].bytes -= self.bytes;
            usage[index].arenas -= 1;
            if usage[index].arenas == 0 {
                drop(usage.remove(index));
            }
        }
    }
}
