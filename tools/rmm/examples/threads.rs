// SPDX-License-Identifier: GPL-2.0

//! threads PID THREADS: walks a process by several threads and prints what they found and how long it took.

use rmm::{
    Rmm,
    RmmError,
    WalkOptions, //
};
use std::{
    hash::{
        DefaultHasher,
        Hash,
        Hasher, //
    },
    process::ExitCode,
    time::Instant, //
};

fn print(pid: i32, threads: usize) -> Result<(), RmmError> {
    let rmm = Rmm::open()?;
    let memory = rmm.process(pid)?.with_threads(threads);
    let options = WalkOptions::default();

    let begun = Instant::now();
    let (mut count, mut bytes, mut order) = (0_u64, 0_u64, DefaultHasher::new());
    for page in memory.pages(&options) {
        let page = page?;
        count += 1;
        bytes += u64::from(page.pages) * rmm.page_size();
        (page.addr, page.pages, page.kind, page.node).hash(&mut order);
    }
    let walked = begun.elapsed();
    println!(
        "pages {count} kb {} order {:x}",
        bytes / 1024,
        order.finish()
    );
    // An extent ends where a part does, so their number differs.
    let mut bytes = 0;
    for extent in memory.extents(&options) {
        bytes += extent?.bytes;
    }
    println!("extents kb {}", bytes / 1024);
    for sum in memory.summary(&options)? {
        println!(
            "summary {} {} {} {} entries {}",
            sum.vma_kind, sum.page_kind, sum.level, sum.node, sum.entries
        );
    }
    for sum in memory.sharing(options.range)? {
        println!(
            "sharing {} {} kb {}",
            sum.kind,
            sum.mapcount,
            sum.bytes / 1024
        );
    }
    println!("# pages took {} us", walked.as_micros());
    Ok(())
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let pid = arguments.next().and_then(|pid| pid.parse().ok());
    let threads = arguments.next().and_then(|threads| threads.parse().ok());
    let (Some(pid), Some(threads)) = (pid, threads) else {
        eprintln!("usage: threads PID THREADS");
        return ExitCode::from(2);
    };
    match print(pid, threads) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("threads: {error}");
            ExitCode::FAILURE
        }
    }
}
