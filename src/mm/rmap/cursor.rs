// SPDX-License-Identifier: GPL-2.0

//! The position of an enumeration of mappings, as the caller stores it.

use crate::model::rmap_batch::RmapPosition;

/// The position: everything after `from`; and within a batch that was begun (up to `to`), the
/// processes from `pid` on, and of that process the addresses from `addr` on.
#[derive(Clone, Copy, Default)]
pub(crate) struct RmapCursor {
    pub(super) from: Option<RmapPosition>,
    pub(super) to: Option<RmapPosition>,
    pub(super) pid: i32,
    pub(super) addr: u64,
    pub(super) identity: u64,
    pub(super) forward: bool,
}

impl RmapCursor {
    const BEGUN: u64 = 1;
    const FROM: u64 = 2;
    const TO: u64 = 4;
    const FORWARD: u64 = 8;

    /// Decodes the caller's words. `None` if they are not a cursor.
    pub(crate) fn unpack(words: &[u64; 8]) -> Option<Self> {
        let &[flags, from_order, from_addr, to_order, to_addr, pid, addr, identity] = words;
        if flags == 0 {
            return words.iter().all(|&word| word == 0).then(Self::default);
        }
        const KNOWN: u64 =
            RmapCursor::BEGUN | RmapCursor::FROM | RmapCursor::TO | RmapCursor::FORWARD;
        if flags & Self::BEGUN == 0 || flags & !KNOWN != 0 {
            return None;
        }
        let place = |flag, order, addr| (flags & flag != 0).then_some(RmapPosition { order, addr });
        Some(Self {
            from: place(Self::FROM, from_order, from_addr),
            to: place(Self::TO, to_order, to_addr),
            pid: i32::try_from(pid).ok()?,
            addr,
            identity,
            forward: flags & Self::FORWARD != 0,
        })
    }

    /// Encodes the cursor for the caller.
    pub(crate) fn pack(&self) -> [u64; 8] {
        let flag = |on, flag| if on { flag } else { 0 };
        let from = self.from.unwrap_or_default();
        let to = self.to.unwrap_or_default();
        [
            Self::BEGUN
                | flag(self.from.is_some(), Self::FROM)
                | flag(self.to.is_some(), Self::TO)
                | flag(self.forward, Self::FORWARD),
            from.order,
            from.addr,
            to.order,
            to.addr,
            self.pid.unsigned_abs().into(),
            self.addr,
            self.identity,
        ]
    }
}
