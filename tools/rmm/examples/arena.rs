// SPDX-License-Identifier: GPL-2.0

//! arena POLICY PAGES: creates an arena, touches its pages, and prints on which nodes they are and
//! why. Then it migrates them to the node of the first one.

use rmm::{
    abi::arena::{
        PlacementKind,
        PlacementReason, //
    },
    ArenaOptions,
    Rmm,
    RmmError, //
};
use std::{
    process::ExitCode,
    sync::atomic::Ordering, //
};

fn print_nodes(pages: &[u64]) {
    for (node, pages) in pages.iter().enumerate().filter(|(_, &pages)| pages != 0) {
        println!("node {node} {pages}");
    }
}

fn print(policy: PlacementKind, pages: u64) -> Result<(), RmmError> {
    let rmm = Rmm::open()?;
    let bytes = pages * rmm.page_size();
    let arena = rmm.create_arena(&ArenaOptions::new(policy, bytes))?;
    let memory = arena.map(0..bytes, false)?;
    for byte in memory.bytes().iter().step_by(rmm.page_size() as usize) {
        byte.store(1, Ordering::Relaxed);
    }
    let placed = arena.stat(true)?;
    println!("arena {} resident {}", placed.id, placed.resident_pages);
    print_nodes(&placed.node_pages);
    for (reason, word) in PlacementReason::NAMES.words() {
        if let count @ 1.. = placed.reasons[reason as usize] {
            println!("reason {word} {count}");
        }
    }
    let mut first = None;
    for decision in arena.decisions(0) {
        first = first.or(decision?.node_id());
    }
    let node = first.unwrap_or(0);
    let moved = arena.migrate(0..bytes, 1 << node)?;
    println!(
        "to node {node}: moved {} stayed {}",
        moved.moved, moved.stayed
    );
    print_nodes(&arena.stat(true)?.node_pages);
    Ok(())
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let policy = arguments.next().and_then(|wanted| {
        let mut words = PlacementKind::NAMES.words();
        let value = words.find(|(_, word)| *word == wanted)?.0;
        PlacementKind::from_raw(value as u32)
    });
    let pages = arguments.next().and_then(|pages| pages.parse().ok());
    let (Some(policy), Some(pages)) = (policy, pages) else {
        eprintln!("usage: arena POLICY PAGES");
        return ExitCode::from(2);
    };
    match print(policy, pages) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("arena: {error}");
            ExitCode::FAILURE
        }
    }
}
