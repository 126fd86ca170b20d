// SPDX-License-Identifier: GPL-2.0

//! nodes PID: prints the memory of a process by node and kind of page, from a walk of its entries.

use rmm::{
    abi::names::PageKind,
    Rmm,
    RmmError,
    WalkOptions, //
};
use std::{
    collections::BTreeMap,
    process::ExitCode,
    time::Duration, //
};

fn print(pid: i32) -> Result<(), RmmError> {
    let rmm = Rmm::open()?;
    let memory = rmm.process(pid)?;
    let options = WalkOptions {
        // The module works for 1 ms at a time, then this program can be stopped.
        budget: Some(Duration::from_millis(1)),
        ..WalkOptions::default()
    };
    let mut pages = memory.pages(&options);
    let mut bytes: BTreeMap<(Option<u32>, Option<PageKind>), u64> = BTreeMap::new();
    for page in pages.by_ref() {
        let page = page?;
        *bytes.entry((page.node_id(), page.page_kind())).or_default() +=
            u64::from(page.pages) * rmm.page_size();
    }
    println!("node kind kb");
    for ((node, kind), bytes) in bytes {
        let node = node.map_or("-".to_owned(), |node| node.to_string());
        println!(
            "{node} {} {}",
            kind.map_or("-", PageKind::text),
            bytes / 1024
        );
    }
    let cost = pages.cost();
    println!(
        "# {} entries of {} tables in {} us",
        cost.entries,
        cost.tables,
        cost.elapsed_ns / 1000
    );
    Ok(())
}

fn main() -> ExitCode {
    let Some(pid) = std::env::args().nth(1).and_then(|pid| pid.parse().ok()) else {
        eprintln!("usage: nodes PID");
        return ExitCode::from(2);
    };
    match print(pid) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nodes: {error}");
            ExitCode::FAILURE
        }
    }
}
