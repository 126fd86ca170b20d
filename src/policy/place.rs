// SPDX-License-Identifier: GPL-2.0

//! How a page comes to its node.
//!
//! The whole file is under policies of shmem's own tree: a copy of the arena's in each extent,
//! except where mbind(2) has put others. Where the kernel has the arena's policy itself, that is
//! all. Else the copy is *steered*: under the extent's lock it is turned to the node that the
//! policy chose, and shmem brings the page in. Nothing is allocated for it and the tree stays as it
//! is.
//!
//! A chosen node that has no room is not asked by a fault, for which the kernel would take another:
//! node after node is asked for a page of its own, without reclaim, and only then the kernel.

use super::{
    accounts::{
        Asked,
        Made, //
    },
    arena::Arena,
    heatmap::now_ms,
    machine::SNAPSHOT,
    registry::Registry, //
};
use crate::{
    abi::arena::{
        Reason,
        Refusal, //
    },
    dev::arena as calls,
    model::policy::Target,
    sys::{
        arena::{
            in_hint_fault,
            ArenaFile,
            Fault,
            Served,
            Zeros, //
        },
        node_policy::{
            PerNode,
            Ruling, //
        },
        shmem::{
            not_supported,
            Shmem,
            Slot, //
        },
        system::{
            now_ns,
            signal_pending, //
        },
    },
};
use kernel::{
    fs::File,
    page::PAGE_SIZE,
    prelude::*,
    sync::Arc, //
};

/// Who chooses.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// The kernel, by its policy of the same name.
    Kernel,
    /// This module; `strict` if never beyond the arena's nodes.
    Steered {
        /// Never beyond the arena's nodes.
        strict: bool,
    },
}

/// What came of asking shmem for a page.
#[derive(Clone, Copy)]
enum Came {
    /// It came to this node, with so many pages in its folio.
    To(u32, u64),
    /// It did not.
    Not,
    /// The fault is to be tried again.
    Later,
}

/// Bits of fallocate(2), uapi/linux/falloc.h.
const KEEP_SIZE: i32 = 1;
const PUNCH_HOLE: i32 = 2;

impl Arena {
    /// Brings in page `page`, which is not in memory. `serve` has shmem do it for good. `None` if
    /// the task is dying.
    fn bring<T>(&self, page: u64, found: Slot, mut serve: impl FnMut() -> (T, Came)) -> Option<T> {
        let strict = match self.kind {
            Kind::Kernel => {
                let absent = found == Slot::Absent;
                let (served, came) = serve();
                // Two who find the same page absent both count it: a lock for all would cost more.
                self.brought(absent, page, came, None, Reason::Kernel);
                return Some(served);
            }
            Kind::Steered { strict } => strict,
        };
        let extent = self.extents.lock(self.extent_of(page))?;
        let slot = self.shmem.slot(page);
        if matches!(slot, Slot::Node(_)) {
            return Some(serve().0);
        }
        let absent = slot == Slot::Absent;
        let looked_up = match extent.ruling() {
            Some(_) => None,
            None => self.shmem.ruling(page).filter(Ruling::is_steered),
        };
        let Some(ruling) = extent.ruling().or(looked_up.as_ref()) else {
            let (served, came) = serve();
            self.brought(absent, page, came, None, Reason::Range);
            return Some(served);
        };

        let context = self.context();
        let policy = self.policy.get();
        let (mut order, mut reason) = policy.place(page, &context);
        let first = order.first().unwrap_or(context.local);
        let mut missed = false;
        if !context.has_room(first) {
            context.append_by_distance(&mut order, first, context.allowed);
            for node in order.iter() {
                if strict && !context.allowed.has(node) {
                    continue;
                }
                ruling.steer(node);
                match self.shmem.populate(page, true) {
                    Ok(_) => break,
                    Err(error) if error == ENOMEM => {
                        missed |= node == first;
                        policy.missed(node);
                    }
                    // The size, a signal: shmem tells it again.
                    Err(_) => break,
                }
            }
        }
        // That stays until the next page is placed: who finds the page gone again, without the
        // extent, keeps within the same nodes.
        if strict {
            ruling.confine(context.allowed, first);
        } else {
            ruling.steer(first);
        }
        let (served, came) = serve();
        if let Came::To(node, _) = came {
            if node != first {
                if !missed {
                    policy.missed(first);
                }
                reason = if context.allowed.has(node) {
                    Reason::Fallback
                } else {
                    Reason::Elsewhere
                };
            }
        }
        self.brought(absent, page, came, Some(first), reason);
        Some(served)
    }

    /// Counts a page that came. One from swap has been counted when it came first.
    fn brought(&self, absent: bool, page: u64, came: Came, wanted: Option<u32>, reason: Reason) {
        let (node, pages) = match came {
            Came::To(node, pages) => (node, pages),
            Came::Later => return,
            Came::Not => {
                // Beyond the file's end it is not memory that is missing.
                if page < self.shmem.bytes().div_ceil(PAGE_SIZE as u64) {
                    self.accounts.note(&Made {
                        page,
                        node: None,
                        wanted,
                        reason: Reason::NoMemory,
                    });
                }
                return;
            }
        };
        SNAPSHOT.taken(node);
        self.used_at(page);
        self.found(page, node);
        if !absent {
            self.accounts.swapped_in();
            return;
        }
        let made = Made {
            page,
            node: Some(node),
            wanted,
            reason,
        };
        self.accounts.placed(&made, pages);
    }

    /// Brings in all pages of a range that are not in memory, as if they were touched in turn.
    fn fill(&self, start: u64, end: u64) -> Result {
        for page in start / PAGE_SIZE as u64..end.div_ceil(PAGE_SIZE as u64) {
            if signal_pending() {
                return Err(EINTR);
            }
            let found = self.shmem.slot(page);
            if matches!(found, Slot::Node(_)) {
                continue;
            }
            let brought = self.bring(page, found, || {
                let brought = self.shmem.populate(page, false);
                let came = brought.map_or(Came::Not, |(node, pages)| Came::To(node, pages));
                (brought, came)
            });
            brought.ok_or(EINTR)??;
        }
        Ok(())
    }

    /// Asks the kernel to move a page up, at a NUMA hint fault: gives the node to tell it.
    fn ask(&self, page: u64, from: u32, to: u32) -> Option<u32> {
        let asked = Asked {
            page,
            from,
            at_ms: now_ms(),
        };
        if !self.promotions.take(now_ns()) || !self.accounts.ask(asked) {
            self.accounts.refused(Refusal::Rate);
            return None;
        }
        self.accounts.note(&Made {
            page,
            node: Some(to),
            wanted: Some(to),
            reason: Reason::Asked,
        });
        Some(to)
    }

    /// The cap does not allow the page. Also counted.
    fn beyond_cap(&self, page: u64) -> bool {
        let beyond = page >= self.cap_pages();
        if beyond {
            self.accounts.note(&Made {
                page,
                node: None,
                wanted: None,
                reason: Reason::Cap,
            });
        }
        beyond
    }
}

impl ArenaFile for Arena {
    const NAME: &'static CStr = c"[rmm-arena]";

    fn shmem(&self) -> &Shmem {
        &self.shmem
    }

    fn zeros(&self) -> &Zeros {
        &self.registry.zeros
    }

    fn per_node(&self, private: bool) -> &PerNode {
        let confined = self.confined.as_ref().filter(|_| private);
        confined.unwrap_or(&self.registry.per_node)
    }

    fn fault(&self, fault: &mut Fault<'_>) -> Served {
        let page = fault.page();
        let found = self.shmem.slot(page);
        if let Slot::Node(node) = found {
            let Some(heat) = self.used_at(page) else {
                return fault.serve();
            };
            self.promote(page, heat, node);
            let begun = now_ns();
            let served = fault.serve();
            self.sample_cost(now_ns().saturating_sub(begun));
            return served;
        }
        let size = self.shmem.bytes().div_ceil(PAGE_SIZE as u64);
        if page < size && self.beyond_cap(page) {
            return Served::SIGBUS;
        }
        self.bring(page, found, || {
            let served = fault.serve();
            let came = match fault.brought() {
                _ if served.failed() => Came::Not,
                Some((node, pages)) => Came::To(node, pages),
                None => Came::Later,
            };
            (served, came)
        })
        // It is dying. Were the fault to be tried again, a copy in the kernel would try for ever
        // while somebody else has the lock.
        .unwrap_or(Served::SIGBUS)
    }

    fn around(&self, page: u64, first: u64, last: u64) -> Option<(u64, u64)> {
        match &self.heat {
            Some(heat) => heat.around(page, first, last),
            None => Some((first, last)),
        }
    }

    fn copied(&self, page: u64, node: u32) {
        self.accounts.note(&Made {
            page,
            node: Some(node),
            wanted: None,
            reason: Reason::Private,
        });
    }

    fn prefers(&self, page: u64) -> Option<(u32, bool)> {
        let context = self.context();
        let policy = self.policy.get();
        let sampled = self.heat.is_some();
        let current = match self.shmem.slot(page) {
            Slot::Node(node) => Some(node),
            _ => None,
        };
        if let (Some(heat), true, Some(current)) = (&self.heat, in_hint_fault(), current) {
            self.accounts.hinted();
            let target = policy.target(page, heat.hinted(page), current, &context);
            let target = match target {
                Target::Node(node) if !policy.is_fast(current) => self.ask(page, current, node),
                Target::Full if !policy.is_fast(current) => {
                    self.accounts.refused(Refusal::Watermark);
                    None
                }
                _ => None,
            };
            return Some((target.unwrap_or(current), true));
        }
        let first = policy.place(page, &context).0.first();
        first.map(|node| (node, sampled))
    }

    fn reset(&self, first: u64, pages: u64) -> Result {
        self.reset_range(first, pages)
    }

    fn rule(&self, first: u64, pages: u64, set: impl FnMut(u64, u64) -> Result) -> Result {
        self.change_range(first, pages, set)
    }

    fn fallocate(&self, mode: i32, offset: i64, len: i64) -> Result {
        if mode & PUNCH_HOLE != 0 {
            return self.shmem.fallocate(mode, offset, len);
        }
        if mode & !KEEP_SIZE != 0 {
            return Err(not_supported());
        }
        let end = offset as u64 + len as u64;
        if end > self.cap_pages() * PAGE_SIZE as u64 {
            return Err(ENOSPC);
        }
        let size = self.shmem.bytes();
        if end <= size {
            return self.fill(offset as u64, end);
        }
        if mode & KEEP_SIZE != 0 {
            // Beyond its end a page cannot be placed: shmem would do it, uncounted.
            return Err(not_supported());
        }
        while self.shmem.bytes() < end {
            self.shmem.resize(self.shmem.bytes(), end)?;
        }
        self.fill(offset as u64, end).inspect_err(|_| {
            // As if nothing had been asked for, unless somebody else has used it.
            let _ = self.shmem.resize(end, size);
        })
    }

    fn ioctl(&self, _file: &File, cmd: u32, arg: usize) -> Result<isize> {
        calls::answer(self, cmd, arg)
    }

    fn release(this: Arc<Self>) {
        this.close();
        Registry::remove(&this.registry, this.id());
    }
}
