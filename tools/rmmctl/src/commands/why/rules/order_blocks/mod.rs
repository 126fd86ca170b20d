// SPDX-License-Identifier: GPL-2.0

//! Nodes without a free block of an order, and the memory that is in the way.

mod census;
mod owners;

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
use census::{
    BlockCensus,
    UsedBlock, //
};
use owners::BlockOwners;
use rmm::{
    abi::node::NodeState,
    present, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "order-blocks",
    look: RuleLook::Order(look),
};

const UNEVICTABLE: &str = "/proc/sys/vm/compact_unevictable_allowed";
/// Orders up to this one are allocated without an alternative (PAGE_ALLOC_COSTLY_ORDER): kernel
/// stacks, network buffers, page tables of guests.
const COSTLY_ORDER: u32 = 3;
/// Page frames of a node that are scanned: 64 GiB, which takes seconds. Blocks in the rest are not
/// judged, and the finding shows how many frames were.
const MOST_FRAMES: u64 = 16 << 20;

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
    let can_move_locked = facts.number(UNEVICTABLE)? != Some(0);
    let mut census = BlockCensus::new(order, can_move_locked);
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
    census.finish();
    let blocked = BlockedOrder {
        facts,
        node,
        order,
        severity,
        free,
        can_move_locked,
    };
    let found = match census.movable.first() {
        [] => match blocked.held_blocks(&census)? {
            Some(held) => blocked.held(&held),
            None => blocked.unmovable(&census)?,
        },
        [cheapest, ..] => blocked.fragmented(&census, cheapest)?,
    };
    let found = found.number("blocks", census.blocks(), "RMM_PFNS").number(
        "scanned_frames",
        scanned,
        "RMM_PFNS",
    );
    Ok(supply.add_to(found))
}

/// An order of which a node has no free block, though memory is free.
struct BlockedOrder<'a> {
    facts: &'a KnownFacts<'a>,
    node: u32,
    order: u32,
    severity: FindingSeverity,
    free: String,
    can_move_locked: bool,
}

/// Blocks in which only pinned or locked pages cannot be moved.
struct HeldBlocks {
    count: u64,
    /// Such pages of the first block.
    least: u64,
    /// A clause about them.
    text: String,
    /// First such page frame.
    pfn: Option<u64>,
}

impl HeldBlocks {
    fn add_to(&self, finding: DoctorFinding) -> DoctorFinding {
        finding
            .number("held_blocks", self.count, "RMM_PFNS pins, kpageflags")
            .number("least_held_pages", self.least, "RMM_PFNS pins, kpageflags")
    }
}

impl BlockedOrder<'_> {
    fn finding(&self, cause: &'static str, rest: &str) -> DoctorFinding {
        let subject = format!("node {}", self.node);
        let text = format!(
            "{subject} has no free block of order {}, though {} are free{rest}",
            self.order, self.free
        );
        DoctorFinding::new(self.severity, cause, subject, text)
    }

    /// The places and owners of `blocks`, and the first page frame that is pinned or locked.
    fn places(&self, blocks: &[UsedBlock]) -> FactResult<(String, Option<u64>)> {
        let (mut places, mut held_pfn) = (Vec::new(), None);
        for block in blocks {
            let owners = BlockOwners::read(self.facts, block, self.order, self.can_move_locked)?;
            held_pfn = held_pfn.or(owners.held_pfn);
            let (start, end) = (block.pfn, block.pfn + (1 << self.order));
            let pages = block.fixed + block.held;
            places.push(match owners.text(self.facts).as_str() {
                "" => format!("{start}..{end} ({pages} pages)"),
                text => format!("{start}..{end} ({pages} pages: {text})"),
            });
        }
        Ok((places.join(", "), held_pfn))
    }

    /// Compaction can make a block.
    fn fragmented(&self, census: &BlockCensus, cheapest: &UsedBlock) -> FactResult<DoctorFinding> {
        let (count, least) = (census.movable.count, cheapest.used);
        let held = self.held_blocks(census)?;
        let more = held
            .as_ref()
            .map_or_else(String::new, |held| format!(" Besides, {}", held.text));
        let rest = format!(
            ": free memory is in smaller pieces. {count} blocks have nothing in them that cannot \
             be moved; the cheapest needs {least} pages moved, so compaction can make one.{more}"
        );
        let found = self
            .finding("fragmented", &rest)
            .number("movable_blocks", count, "RMM_PFNS kind")
            .number("least_pages_to_move", least, "RMM_PFNS kind")
            .next(format!(
                "echo 1 > /sys/devices/system/node/node{}/compact",
                self.node
            ));
        Ok(match held {
            Some(held) => held.add_to(found),
            None => found,
        })
    }

    /// Compaction could make a block if programs released pages.
    fn held(&self, held: &HeldBlocks) -> DoctorFinding {
        let found = self.finding("held", &format!(": {}", held.text));
        held.add_to(found).next(match held.pfn {
            Some(pfn) => format!("rmmctl rmap pfn {pfn}"),
            // The pages were released meanwhile.
            None => format!("rmmctl why order {}", self.order),
        })
    }

    fn held_blocks(&self, census: &BlockCensus) -> FactResult<Option<HeldBlocks>> {
        let blocks = census.held.first();
        let Some(first) = blocks.first() else {
            return Ok(None);
        };
        let (count, least) = (census.held.count, first.held);
        let (places, pfn) = self.places(blocks)?;
        let state = match self.can_move_locked {
            true => "pinned",
            false => "pinned or locked",
        };
        let text = format!(
            "in {count} blocks only {state} pages cannot be moved; those with the fewest: {places}."
        );
        Ok(Some(HeldBlocks {
            count,
            least,
            text,
            pfn,
        }))
    }

    /// Every block has memory of the kernel in it.
    fn unmovable(&self, census: &BlockCensus) -> FactResult<DoctorFinding> {
        let kinds: Vec<String> = census
            .fixed_kinds()
            .iter()
            .map(|(kind, pages)| format!("{} {}", kind.text(), human_bytes(pages * PAGE_SIZE)))
            .collect();
        let kinds = kinds.join(", ");
        let blocks = census.fixed.first();
        let first = blocks.first().map_or(0, |block| block.pfn);
        let least = blocks.first().map_or(0, |block| block.fixed);
        let (places, _) = self.places(blocks)?;
        let rest = format!(
            ", and every block has memory in it that cannot be moved: {kinds}. The blocks with the \
             least of it: {places}."
        );
        let found = self
            .finding("unmovable", &rest)
            .number("least_fixed_pages", least, "RMM_PFNS kind")
            .number("unmovable_kinds", kinds.replace(", ", " "), "RMM_PFNS kind");
        Ok(found.next(format!(
            "rmmctl pfn {first}..{} --summary",
            first + (1 << self.order)
        )))
    }
}

#[cfg(test)]
mod tests;
