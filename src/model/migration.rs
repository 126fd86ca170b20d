// SPDX-License-Identifier: GPL-2.0

//! Whether a page of a file in memory can be migrated to another node.
//!
//! The state of its folio is read three times: with a reference only, with the folio lock, and with the
//! lock after the page has been unmapped.

use crate::abi::arena::MigrationRefusal;

/// Outcome of an attempt to migrate a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrateOutcome {
    /// It was copied from this node, and the old page is free.
    Migrated(u32),
    /// It was on the node already.
    AlreadyThere,
    /// It is not in memory.
    Absent,
    /// It stays where it is.
    Refused(MigrationRefusal),
}

/// State of a folio of the page cache on which its migration depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// Its node.
    pub node: i32,
    /// It has more than one page.
    pub large: bool,
    /// It is mlocked or on the unevictable list.
    pub unevictable: bool,
    /// It is at its index of the page cache, and up to date.
    pub cached: bool,
    /// It is under writeback or in the swap cache.
    pub writeback: bool,
    /// Its memory is poisoned.
    pub poisoned: bool,
    /// Page tables map it.
    pub mapped: bool,
    /// It has references besides those of the page cache, of page tables and of the caller.
    pub pinned: bool,
}

impl MigrationState {
    /// Outcome for a folio that does not have to be locked; `None` if the migration can begin. The
    /// caller's reference keeps node and order.
    pub fn outcome_without_lock(&self, target: i32) -> Option<MigrateOutcome> {
        if self.node == target {
            Some(MigrateOutcome::AlreadyThere)
        } else if self.large {
            Some(MigrateOutcome::Refused(MigrationRefusal::Large))
        } else if self.unevictable {
            Some(MigrateOutcome::Refused(MigrationRefusal::Mlocked))
        } else {
            None
        }
    }

    /// Why a locked folio is not migrated. A pinned one is refused here already, so that its page is not
    /// unmapped for nothing.
    pub fn refusal_when_locked(&self) -> Option<MigrationRefusal> {
        if !self.cached {
            Some(MigrationRefusal::Gone)
        } else if self.writeback {
            Some(MigrationRefusal::Writeback)
        } else if self.poisoned {
            Some(MigrationRefusal::Poisoned)
        } else if self.unevictable {
            Some(MigrationRefusal::Mlocked)
        } else if self.pinned {
            Some(MigrationRefusal::Pinned)
        } else {
            None
        }
    }

    /// Why a locked folio is not migrated after its page was unmapped: its owner pinned it until then, or
    /// maps it where unmapping does not reach.
    pub fn refusal_when_unmapped(&self) -> Option<MigrationRefusal> {
        (self.mapped || self.pinned).then_some(MigrationRefusal::Pinned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVABLE: MigrationState = MigrationState {
        node: 0,
        large: false,
        unevictable: false,
        cached: true,
        writeback: false,
        poisoned: false,
        mapped: true,
        pinned: false,
    };

    #[test]
    fn movable_folio_is_refused_nowhere_until_it_is_unmapped() {
        assert_eq!(MOVABLE.outcome_without_lock(1), None);
        assert_eq!(MOVABLE.refusal_when_locked(), None);
        assert_eq!(
            MOVABLE.refusal_when_unmapped(),
            Some(MigrationRefusal::Pinned)
        );
        let unmapped = MigrationState {
            mapped: false,
            ..MOVABLE
        };
        assert_eq!(unmapped.refusal_when_unmapped(), None);
    }

    #[test]
    fn target_node_comes_before_every_refusal() {
        let state = MigrationState {
            large: true,
            unevictable: true,
            ..MOVABLE
        };
        assert_eq!(
            state.outcome_without_lock(0),
            Some(MigrateOutcome::AlreadyThere)
        );
        let large = Some(MigrateOutcome::Refused(MigrationRefusal::Large));
        assert_eq!(state.outcome_without_lock(1), large);
    }

    #[test]
    fn first_reason_is_reported() {
        let mut state = MigrationState {
            unevictable: true,
            cached: false,
            writeback: true,
            poisoned: true,
            pinned: true,
            ..MOVABLE
        };
        assert_eq!(state.refusal_when_locked(), Some(MigrationRefusal::Gone));
        state.cached = true;
        assert_eq!(
            state.refusal_when_locked(),
            Some(MigrationRefusal::Writeback)
        );
        state.writeback = false;
        assert_eq!(
            state.refusal_when_locked(),
            Some(MigrationRefusal::Poisoned)
        );
        state.poisoned = false;
        assert_eq!(state.refusal_when_locked(), Some(MigrationRefusal::Mlocked));
        state.unevictable = false;
        assert_eq!(state.refusal_when_locked(), Some(MigrationRefusal::Pinned));
        state.mapped = false;
        assert_eq!(
            state.refusal_when_unmapped(),
            Some(MigrationRefusal::Pinned)
        );
    }
}
