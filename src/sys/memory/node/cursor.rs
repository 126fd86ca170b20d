// SPDX-License-Identifier: GPL-2.0

//! Iterates over the zones of all nodes.

use super::NodeRef;
use crate::sys::memory::{
    hotplug::HotplugGuard,
    zone::ZoneRef, //
};

/// A position among the zones of the online nodes, ascending.
#[derive(Default)]
pub(crate) struct ZoneCursor {
    nid: u32,
    index: usize,
}

impl ZoneCursor {
    /// The position of zone `index` of node `nid`, which need not exist.
    pub(crate) fn new(nid: u32, index: usize) -> Self {
        Self { nid, index }
    }

    /// Node number and zone number of the position.
    pub(crate) fn position(&self) -> (u32, usize) {
        (self.nid, self.index)
    }

    /// The zone at the position, or the next existing one, with its node.
    pub(crate) fn next<'g>(
        &mut self,
        guard: &'g HotplugGuard<'g>,
    ) -> Option<(NodeRef<'g>, ZoneRef<'g>)> {
        loop {
            let node = NodeRef::from(self.nid, guard)?;
            if node.nid != self.nid {
                self.nid = node.nid;
                self.index = 0;
            }
            if let Some(zone) = node.zone(self.index) {
                self.index += 1;
                return Some((node, zone));
            }
            self.nid += 1;
            self.index = 0;
        }
    }
}
