// SPDX-License-Identifier: GPL-2.0

//! Nodes without a free block of an order, and the memory that is in the way.

mod census;

use super::{
    DoctorRule,
    RuleLook,
    RuleResult,
    PAGE_SIZE, //
};
use crate::{
    cells::human_bytes,
    commands::why::{
        facts::{
            FactResult,
            KnownFacts, //
        },
        finding::{
            DoctorFinding,
            FindingSeverity, //
        },
        node_facts::is_ordinary,
    },
};
use census::BlockCensus;
use rmm::{
    abi::node::NodeState,
    present, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "order-blocks",
    look: RuleLook::Order(look),
};

/// Orders up to this one are allocated without an alternative (PAGE_ALLOC_COSTLY_ORDER): kernel
/// stacks, network buffers, page tables of guests.
const COSTLY_ORDER: u32 = 3;
/// Page frames of a node that are scanned: 64 GiB, which takes seconds. Blocks in the rest are not
/// judged, and the finding shows how many frames were.
const MOST_FRAMES: u64 = 16 << 20;
/// Blocks that are named, those with the least to move first.
const NAMED: usize = 3;

/// Free memory of a node for one order, summed over its ordinary zones.
#[derive(Default)]
struct NodeSupply {
    suitable_blocks: u64,
    allowed_blocks: u64,
    free_pages: u64,
    low_pages: u64,
}

impl NodeSupply {
    fn read(facts: &KnownFacts<'_>, node: u32, order: u32) -> FactResult<Self> {
        let mut supply = Self::default();
        for record in facts.fragmentation()? {
            if record.node == node && record.order == order && is_ordinary(record.zone) {
                supply.suitable_blocks += record.suitable_blocks;
                supply.allowed_blocks +=
                    present(record.allowed_blocks).unwrap_or(record.suitable_blocks);
                supply.free_pages += record.free_pages;
            }
        }
        let zones = facts.ordinary_zones(node)?.into_iter();
        supply.low_pages = zones.map(|zone| zone.low_pages).sum();
        Ok(supply)
    }

    fn add_to(&self, finding: DoctorFinding) -> DoctorFinding {
        finding
            .number(
                "suitable_blocks",
                self.suitable_blocks,
                "RMM_FRAGMENTATION suitable_blocks",
            )
            .number(
                "allowed_blocks",
                self.allowed_blocks,
                "RMM_FRAGMENTATION allowed_blocks",
            )
            .number(
                "free_pages",
                self.free_pages,
                "RMM_FRAGMENTATION free_pages",
            )
            .number("low_pages", self.low_pages, "RMM_ZONES low_pages")
    }
}

fn look(facts: &KnownFacts<'_>, order: u32) -> RuleResult {
    let mut findings = Vec::new();
    for node in facts.nodes()? {
        // Without ordinary zones, blocks are not for ordinary allocations.
        if node.states & NodeState::MEMORY == 0 || facts.ordinary_zones(node.node)?.is_empty() {
            continue;
        }
        let supply = NodeSupply::read(facts, node.node, order)?;
        if supply.suitable_blocks != 0 && supply.allowed_blocks != 0 {
            continue;
        }
        findings.push(finding(facts, node.node, order, &supply)?);
    }
    Ok(findings)
}

fn finding(
    facts: &KnownFacts<'_>,
    node: u32,
    order: u32,
    supply: &NodeSupply,
) -> FactResult<DoctorFinding> {
    let severity = match order <= COSTLY_ORDER {
        true => FindingSeverity::Critical,
        false => FindingSeverity::Warning,
    };
    let subject = format!("node {node}");
    let free = human_bytes(supply.free_pages * PAGE_SIZE);
    let why_node = format!("rmmctl why node {node}");
    if supply.suitable_blocks != 0 {
        let text = format!(
            "{subject} has free blocks of order {order}, but taking one would leave less than \
             watermark min."
        );
        let found = DoctorFinding::new(severity, "reserve", subject, text).next(why_node);
        return Ok(supply.add_to(found));
    }
    if supply.free_pages <= supply.low_pages + (1 << order) {
        let text = format!(
            "{subject} has no free block of order {order}: only {free} are free at all, which \
             the low watermark asks for."
        );
        let found = DoctorFinding::new(severity, "short", subject, text).next(why_node);
        return Ok(supply.add_to(found));
    }
    let mut census = BlockCensus::new(order);
    let mut scanned = 0;
    for zone in facts.ordinary_zones(node)? {
        let Some(start) = present(zone.start_pfn) else {
            continue;
        };
        let frames = zone.spanned_pages.min(MOST_FRAMES - scanned);
        facts.frames(start..start + frames, |frame| {
            // The spans of zones and nodes can overlap.
            if frame.node_id() == Some(node) && u32::from(frame.zone) == zone.zone {
                census.add(frame);
            }
        })?;
        scanned += frames;
    }
    let found = match census.movable() {
        [] => fixed_finding(severity, node, order, &free, &mut census),
        movable => {
            let (count, least) = (movable.len(), movable[0].used);
            let text = format!(
                "{subject} has no free block of order {order}, though {free} are free: free memory \
                 is in smaller pieces. {count} blocks have nothing in them that cannot be moved; \
                 the cheapest needs {least} pages moved, so compaction can make one."
            );
            DoctorFinding::new(severity, "fragmented", subject, text)
                .number("movable_blocks", count, "RMM_PFNS kind")
                .number("least_pages_to_move", least, "RMM_PFNS kind")
                .next(format!(
                    "echo 1 > /sys/devices/system/node/node{node}/compact"
                ))
        }
    };
    let found = found.number("blocks", census.blocks(), "RMM_PFNS").number(
        "scanned_frames",
        scanned,
        "RMM_PFNS",
    );
    Ok(supply.add_to(found))
}

/// The finding about a node whose blocks all have memory that cannot be moved.
fn fixed_finding(
    severity: FindingSeverity,
    node: u32,
    order: u32,
    free: &str,
    census: &mut BlockCensus,
) -> DoctorFinding {
    let subject = format!("node {node}");
    let kinds: Vec<String> = census
        .fixed_kinds()
        .iter()
        .map(|(kind, pages)| format!("{} {}", kind.text(), human_bytes(pages * PAGE_SIZE)))
        .collect();
    let blocks = census.fixed();
    let places: Vec<String> = blocks
        .iter()
        .take(NAMED)
        .map(|block| {
            let (start, end) = (block.pfn, block.pfn + (1 << order));
            format!("{start}..{end} ({} pages)", block.fixed)
        })
        .collect();
    let first = blocks.first().map_or(0, |block| block.pfn);
    let least = blocks.first().map_or(0, |block| block.fixed);
    let text = format!(
        "{subject} has no free block of order {order}, though {free} are free, and every block has \
         memory in it that cannot be moved: {}. The blocks with the least of it: {}.",
        kinds.join(", "),
        places.join(", ")
    );
    DoctorFinding::new(severity, "unmovable", subject, text)
        .number("least_fixed_pages", least, "RMM_PFNS kind")
        .number("unmovable_kinds", kinds.join(" "), "RMM_PFNS kind")
        .next(format!(
            "rmmctl pfn {first}..{} --summary",
            first + (1 << order)
        ))
}

#[cfg(test)]
mod tests;
