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

/// The limit of each user, and the bytes charged against it.
#[pin_data]
pub(super) struct UserLimits {
    bytes_per_user: u64,
    /// Users that have arenas.
    #[pin]
    usage: Mutex<KVec<UserUsage>>,
}

struct UserUsage {
    uid: u32,
    bytes: u64,
}

/// Bytes that count against a user's limit until this is dropped.
pub(super) struct UserCharge {
    limits: Arc<UserLimits>,
    uid: u32,
    bytes: u64,
}

impl UserLimits {
    /// A limit of `bytes_per_user` for each user.
    pub(super) fn new(bytes_per_user: u64) -> Result<Arc<Self>> {
        Arc::pin_init(
            pin_init!(Self {
                bytes_per_user,
                usage <- new_mutex!(KVec::new(), "rmm::arena_users"),
            }),
            GFP_KERNEL_ACCOUNT,
        )
    }

    /// Charges `bytes` to `uid`. `ENOSPC` beyond the limit.
    pub(super) fn charge(self: &Arc<Self>, uid: u32, bytes: u64) -> Result<UserCharge> {
        let mut usage = self.usage.lock();
        let index = match usage.iter().position(|user| user.uid == uid) {
            Some(index) => index,
            None => {
                usage.push(UserUsage { uid, bytes: 0 }, GFP_KERNEL_ACCOUNT)?;
                usage.len() - 1
            }
        };
        match usage[index].bytes.checked_add(bytes) {
            Some(sum) if sum <= self.bytes_per_user => usage[index].bytes = sum,
            _ => {
                if usage[index].bytes == 0 {
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
            usage[index].bytes = usage[index].bytes.saturating_sub(self.bytes);
            if usage[index].bytes == 0 {
                drop(usage.remove(index));
            }
        }
    }
}
