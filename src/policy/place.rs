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
    accounts::Made,
    arena::Arena,
    machine::SNAPSHOT,
    registry::Registry, //
};
use crate::{
    abi::arena::{
        Reason,
        Refusal, //
    },
    dev::arena as calls,
    sys::{
        arena::{
            in_atomic,
            now_ns,
            ArenaFile,
            Fault,
            Served,
            Zeros, //
        },
        node_policy::PerNode,
        shmem::{
            not_supported,
            Shmem,
            Slot, //
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
    /// It came to this node.
    To(u32),
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
    fn bring<T>(&self, page: u64, mut serve: impl FnMut() -> (T, Came)) -> Option<T> {
        let strict = match self.kind {
            Kind::Kernel => {
                let absent = self.shmem.slot(page) == Slot::Absent;
                let (served, came) = serve();
                // Two who find the same page absent both count it: a lock for all would cost more.
                self.brought(absent, page, came, None, Reason::Kernel);
                return Some(served);
            }
            Kind::Steered { strict } => strict,
        };
        let _extent = self.extents.lock(self.extent_of(page))?;
        let slot = self.shmem.slot(page);
        if matches!(slot, Slot::Node(_)) {
            return Some(serve().0);
        }
        let absent = slot == Slot::Absent;
        let ruling = self.shmem.ruling(page);
        let Some(ruling) = ruling.filter(|ruling| ruling.is_steered()) else {
            let (served, came) = serve();
            self.brought(absent, page, came, None, Reason::Range);
            return Some(served);
        };

        let context = self.context();
        let policy = self.policy.get();
        let (mut order, mut reason) = policy.place(page, &context);
        let first = order.first().unwrap_or(context.local);
        ruling.steer(first);
        if strict || !context.has_room(first) {
            context.append_by_distance(&mut order, first, context.allowed);
            for node in order.iter() {
                if strict && !context.allowed.has(node) {
                    continue;
                }
                ruling.steer(node);
                match self.shmem.populate(page, true) {
                    Ok(_) => break,
                    Err(error) if error == ENOMEM => policy.missed(node),
                    // The size, a signal: shmem tells it again.
                    Err(_) => break,
                }
            }
            if strict {
                ruling.confine(context.allowed);
            } else {
                ruling.steer(first);
            }
        }
        let (served, came) = serve();
        if strict {
            ruling.steer(first);
        }
        if let Came::To(node) = came {
            if node != first {
                policy.missed(first);
                reason = if order.set().has(node) {
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
        let node = match came {
            Came::To(node) => node,
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
        if !absent {
            self.accounts.swapped_in();
            return;
        }
        self.accounts.placed(&Made {
            page,
            node: Some(node),
            wanted,
            reason,
        });
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
        if matches!(self.shmem.slot(page), Slot::Node(_)) {
            return fault.serve();
        }
        let size = self.shmem.bytes().div_ceil(PAGE_SIZE as u64);
        if page < size && self.beyond_cap(page) {
            return Served::SIGBUS;
        }
        self.bring(page, || {
            let served = fault.serve();
            let came = match fault.node() {
                _ if served.failed() => Came::Not,
                Some(node) => Came::To(node),
                None => Came::Later,
            };
            (served, came)
        })
        .unwrap_or(Served::AGAIN)
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
        let sampled = policy.wants_heat();
        let current = match self.shmem.slot(page) {
            Slot::Node(node) => Some(node),
            _ => None,
        };
        if let (true, true, Some(current)) = (sampled, in_atomic(), current) {
            let heat = self.accounts.hinted(page);
            let mut target = policy.target(page, heat, current, &context);
            if target.is_some() && !self.promotions.take(now_ns()) {
                self.accounts.refused(Refusal::Rate);
                target = None;
            }
            if target.is_some() {
                self.accounts.note(&Made {
                    page,
                    node: target,
                    wanted: target,
                    reason: Reason::Promoted,
                });
            }
            return Some((target.unwrap_or(current), true));
        }
        let first = policy.place(page, &context).0.first();
        first.map(|node| (node, sampled))
    }

    fn reset(&self, first: u64, pages: u64) -> Result {
        self.reset_range(first, pages)
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
        let grows = end > self.shmem.bytes();
        if grows || matches!(self.kind, Kind::Kernel) {
            // Beyond the file's end there is nothing to steer to.
            return self.shmem.fallocate(mode, offset, len);
        }
        let first = offset as u64 / PAGE_SIZE as u64;
        for page in first..end.div_ceil(PAGE_SIZE as u64) {
            if matches!(self.shmem.slot(page), Slot::Node(_)) {
                continue;
            }
            let brought = self.bring(page, || {
                let node = self.shmem.populate(page, false);
                (node, node.map_or(Came::Not, Came::To))
            });
            brought.ok_or(EINTR)??;
        }
        Ok(())
    }

    fn ioctl(&self, _file: &File, cmd: u32, arg: usize) -> Result<isize> {
        calls::answer(self, cmd, arg)
    }

    fn release(this: Arc<Self>) {
        Registry::remove(&this.registry, this.id());
    }
}
