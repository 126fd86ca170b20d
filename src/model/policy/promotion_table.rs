// SPDX-License-Identifier: GPL-2.0

//! Promotions that the kernel was asked for at NUMA hint faults, and whose outcome is not known yet.
//!
//! A page has at most one, so that each request is counted once, however many processes ask at the same
//! time and whoever migrates the page.

/// A page that the kernel was asked to promote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingPromotion {
    /// The page's index.
    pub page: u64,
    /// The node that it was on.
    pub from: u32,
    /// Time of the last request in ms.
    pub at_ms: u32,
}

impl PendingPromotion {
    /// An empty slot; no file has a page of this number.
    pub const NONE: Self = Self {
        page: u64::MAX,
        from: 0,
        at_ms: 0,
    };

    fn is_none(&self) -> bool {
        self.page == Self::NONE.page
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromotionRequest {
    /// The page has no earlier one.
    New,
    /// The page has one, whose time is now that of this request.
    Repeated,
    /// There is no room.
    Full,
}

/// Slots that a page may use, from its hash on.
const WAYS: usize = 8;

/// A table of pending promotions in the caller's slots. Apart from [`PromotionTable::take_due`], every
/// function reads at most 8 slots, so it may run under a spinlock.
pub struct PromotionTable<'a>(pub &'a mut [PendingPromotion]);

/// Positions that a page may be at.
fn positions(page: u64, slots: usize) -> impl Iterator<Item = usize> {
    let first = (page.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize;
    (0..WAYS.min(slots)).map(move |way| first.wrapping_add(way) % slots)
}

impl PromotionTable<'_> {
    /// Adds a request.
    pub fn insert(&mut self, asked: PendingPromotion) -> PromotionRequest {
        let mut free = None;
        for at in positions(asked.page, self.0.len()) {
            let slot = &mut self.0[at];
            if slot.page == asked.page {
                slot.at_ms = asked.at_ms;
                return PromotionRequest::Repeated;
            }
            if slot.is_none() && free.is_none() {
                free = Some(at);
            }
        }
        let Some(at) = free else {
            return PromotionRequest::Full;
        };
        self.0[at] = asked;
        PromotionRequest::New
    }

    /// Removes the request for a page.
    pub fn take_page(&mut self, page: u64) -> Option<PendingPromotion> {
        let at = positions(page, self.0.len()).find(|&at| self.0[at].page == page)?;
        Some(core::mem::replace(&mut self.0[at], PendingPromotion::NONE))
    }

    /// Removes the next request of `until_ms` or before. `position` is 0 at first, and where the next
    /// call goes on.
    pub fn take_due(&mut self, position: &mut usize, until_ms: u32) -> Option<PendingPromotion> {
        let rest = self.0.get_mut(*position..)?;
        for slot in rest {
            *position += 1;
            if !slot.is_none() && until_ms.wrapping_sub(slot.at_ms) as i32 >= 0 {
                return Some(core::mem::replace(slot, PendingPromotion::NONE));
            }
        }
        None
    }
}
