// SPDX-License-Identifier: GPL-2.0

//! Facts about a node that are worked out from its zones and counters.

use super::facts::{
    FactResult,
    KnownFacts, //
};
use rmm::abi::{
    zone::ZoneRecord,
    zone_kind::ZoneKind, //
};

/// Pages of the ordinary zones of a node: how many are free, and how many ought to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FreeLevels {
    pub(super) free_pages: u64,
    pub(super) low_pages: u64,
    pub(super) high_pages: u64,
    pub(super) managed_pages: u64,
}

impl KnownFacts<'_> {
    /// Zones of a node that ordinary allocations use. ZONE_DMA is reserved for devices by
    /// lowmem_reserve, and ZONE_DEVICE has no free pages.
    pub(super) fn ordinary_zones(&self, node: u32) -> FactResult<Vec<&ZoneRecord>> {
        let zones = self.zones()?.iter();
        let zones = zones.filter(|zone| zone.node == node && is_ordinary(zone.zone));
        Ok(zones.collect())
    }

    /// Free pages and watermarks of the ordinary zones of a node.
    pub(super) fn free_levels(&self, node: u32) -> FactResult<FreeLevels> {
        let mut levels = FreeLevels::default();
        for zone in self.ordinary_zones(node)? {
            levels.free_pages += zone.free_pages;
            levels.low_pages += zone.low_pages;
            levels.high_pages += zone.high_pages;
            levels.managed_pages += zone.managed_pages;
        }
        Ok(levels)
    }

    /// Pages of a node that reclaim scans while the source pauses, which is a second.
    pub(super) fn scanned_pages(&self, node: u32) -> FactResult<u64> {
        if let Some(found) = self.scanned.borrow().get(&node) {
            return found.clone();
        }
        let path = node_vmstat(node);
        let found = self.file_now(&path).and_then(|before| {
            self.pause();
            let now = self.file_now(&path)?;
            Ok(scanned_total(now).saturating_sub(scanned_total(before)))
        });
        self.scanned.borrow_mut().insert(node, found.clone());
        found
    }

    /// Free blocks of at least an order in the ordinary zones of a node.
    pub(super) fn large_blocks(&self, node: u32, order: u32) -> FactResult<u64> {
        let zones = self.buddy()?.iter();
        let zones = zones.filter(|zone| zone.node == node && is_ordinary(zone.zone));
        let blocks = zones.flat_map(|zone| zone.free_blocks.iter().skip(order as usize));
        Ok(blocks.filter_map(|&count| rmm::present(count)).sum())
    }
}

/// Whether ordinary allocations use zones of this kind.
pub(super) fn is_ordinary(zone: u32) -> bool {
    !matches!(
        ZoneKind::from_raw(zone),
        Some(ZoneKind::Dma | ZoneKind::Device)
    )
}

/// The counters of a node.
pub(super) fn node_vmstat(node: u32) -> String {
    format!("/sys/devices/system/node/node{node}/vmstat")
}

/// Pages that reclaim has scanned since boot, from the counters of a node.
fn scanned_total(text: Option<String>) -> u64 {
    let text = text.unwrap_or_default();
    let values = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(' ')?;
        matches!(name, "pgscan_kswapd" | "pgscan_direct")
            .then(|| value.trim().parse::<u64>().ok())?
    });
    values.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::FakeFacts;

    #[test]
    fn scans_are_counted_in_one_pause() {
        let source = FakeFacts::default().with_texts(
            &node_vmstat(1),
            &[
                "pgscan_kswapd 5\npgscan_anon 9\n",
                "pgscan_kswapd 7\npgscan_direct 4\n",
            ],
        );
        let facts = source.known();
        assert_eq!(facts.scanned_pages(1), Ok(6));
        assert_eq!(facts.scanned_pages(1), Ok(6));
        assert_eq!(source.pauses.get(), 1);
    }
}
