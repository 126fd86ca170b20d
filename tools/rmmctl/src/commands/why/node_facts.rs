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

/// What reclaim does on a node within a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ReclaimPace {
    /// Pages that kswapd scans. Direct reclaim may be that of a cgroup at its limit, which shows nothing
    /// about the node.
    pub(super) scanned_pages: u64,
    /// Pages of files that are read again after they were reclaimed.
    pub(super) refaulted_pages: u64,
}

/// Pages of the ordinary zones of a node: how many are free, and how many ought to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FreeLevels {
    pub(super) free_pages: u64,
    pub(super) low_pages: u64,
    pub(super) high_pages: u64,
    pub(super) managed_pages: u64,
}

impl FreeLevels {
    /// The sums over zones.
    pub(super) fn of(zones: &[&ZoneRecord]) -> Self {
        let mut levels = Self::default();
        for zone in zones {
            levels.free_pages += zone.free_pages;
            levels.low_pages += zone.low_pages;
            levels.high_pages += zone.high_pages;
            levels.managed_pages += zone.managed_pages;
        }
        levels
    }
}

impl KnownFacts<'_> {
    /// Zones of a node that ordinary allocations use. ZONE_DMA is reserved for devices by
    /// lowmem_reserve, and ZONE_DEVICE has no free pages.
    pub(super) fn ordinary_zones(&self, node: u32) -> FactResult<Vec<&ZoneRecord>> {
        let zones = self.zones()?.iter();
        let zones = zones.filter(|zone| is_ordinary_of(zone, node));
        Ok(zones.collect())
    }

    /// Free pages and watermarks of the ordinary zones of a node.
    pub(super) fn free_levels(&self, node: u32) -> FactResult<FreeLevels> {
        Ok(FreeLevels::of(&self.ordinary_zones(node)?))
    }

    /// What reclaim does on a node while the source pauses, which is a second.
    pub(super) fn reclaim_pace(&self, node: u32) -> FactResult<ReclaimPace> {
        if let Some(found) = self.reclaims.borrow().get(&node) {
            return found.clone();
        }
        let path = node_vmstat(node);
        let found = self.file_now(&path).and_then(|before| {
            self.pause();
            let (before, now) = (
                before.unwrap_or_default(),
                self.file_now(&path)?.unwrap_or_default(),
            );
            let rise = |name| counter(&now, name).saturating_sub(counter(&before, name));
            Ok(ReclaimPace {
                scanned_pages: rise("pgscan_kswapd"),
                refaulted_pages: rise("workingset_refault_file"),
            })
        });
        self.reclaims.borrow_mut().insert(node, found.clone());
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

/// Whether ordinary allocations on a node use a zone.
pub(super) fn is_ordinary_of(zone: &ZoneRecord, node: u32) -> bool {
    zone.node == node && is_ordinary(zone.zone)
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

/// A counter of a node; 0 if the kernel does not have it.
fn counter(text: &str, name: &str) -> u64 {
    let value = text.lines().find_map(|line| {
        let (found, value) = line.split_once(' ')?;
        (found == name).then(|| value.trim().parse().ok())?
    });
    value.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::FakeFacts;

    #[test]
    fn reclaim_is_counted_in_one_pause() {
        let source = FakeFacts::default().with_texts(
            &node_vmstat(1),
            &[
                "pgscan_kswapd 5\npgscan_anon 9\n",
                "pgscan_kswapd 7\npgscan_direct 4\nworkingset_refault_file 3\n",
            ],
        );
        let facts = source.known();
        let wanted = ReclaimPace {
            scanned_pages: 2,
            refaulted_pages: 3,
        };
        assert_eq!(facts.reclaim_pace(1), Ok(wanted));
        assert_eq!(facts.reclaim_pace(1), Ok(wanted));
        assert_eq!(source.pauses.get(), 1);
    }
}
