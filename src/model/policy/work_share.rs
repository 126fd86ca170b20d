// SPDX-License-Identifier: GPL-2.0

//! Division of the worker's samples and time among arenas.

/// The share of one arena: one in `divisor`.
#[derive(Debug, PartialEq, Eq)]
pub struct WorkShare<T> {
    /// The arena.
    pub arena: T,
    /// The user that is charged for it.
    pub user: u32,
    /// Whether it needs samples. Arenas that need none take nothing from the others.
    pub needs_samples: bool,
    /// The result.
    pub divisor: u64,
}

/// Divides evenly among users, and the share of a user evenly among its arenas. Sorts by user.
pub fn divide_work<T>(shares: &mut [WorkShare<T>]) {
    fn same<T>(one: &WorkShare<T>, other: &WorkShare<T>) -> bool {
        one.user == other.user
    }
    fn needy<T>(arenas: &[WorkShare<T>]) -> u64 {
        arenas.iter().filter(|share| share.needs_samples).count() as u64
    }
    sort_by_user(shares);
    let users = shares.chunk_by(same).filter(|of| needy(of) != 0).count() as u64;
    for of_user in shares.chunk_by_mut(same) {
        let divisor = users.max(1) * needy(of_user).max(1);
        of_user.iter_mut().for_each(|share| share.divisor = divisor);
    }
}

/// Shell's method, because objtool rejects what the compiler makes of the standard one.
fn sort_by_user<T>(shares: &mut [WorkShare<T>]) {
    for gap in [4577, 1968, 701, 301, 132, 57, 23, 10, 4, 1] {
        for from in gap..shares.len() {
            let mut at = from;
            while at >= gap && shares[at - gap].user > shares[at].user {
                shares.swap(at - gap, at);
                at -= gap;
            }
        }
    }
}
