// SPDX-License-Identifier: GPL-2.0

//! Going through the zones of all nodes.

use super::NodeRef;
use crate::sys::memory::{
    hotplug::HotplugGuard,
    zone::ZoneRef, //
};

/// A place among all zones of the online nodes, ascending.
#[derive(Default)]
pub(crate) struct ZoneCursor {
    nid: u32,
    index: usize,
}

impl ZoneCursor {
    /// The zone number `index` of node `nid`, wherever that leads.
    pub(crate) fn new(nid: u32, index: usize) -> Self {
        Self { nid, index }
    }

    /// NodeRef number and zone number of this place.
    pub(crate) fn place(&self) -> (u32, usize) {
        (self.nid, self.index)
    }

    /// The zone at this place, or the next that is there, with its node.
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
