// SPDX-License-Identifier: GPL-2.0

//! faults PAGES: counts the page faults of this program while it touches so many new pages.

use rmm::{
    abi::faults::FaultKind,
    ProcessTarget,
    Rmm,
    RmmError, //
};
use std::process::ExitCode;

const PAGE_SIZE: usize = 4096;

/// Touches the first byte of each page.
fn touch(memory: &mut [u8]) {
    for byte in memory.iter_mut().step_by(PAGE_SIZE) {
        *std::hint::black_box(byte) = 1;
    }
}

fn print(pages: usize) -> Result<(), RmmError> {
    let rmm = Rmm::open()?;
    let own = rmm.process(ProcessTarget::Caller)?;
    // Reserved and not touched: an allocation of this size is a mapping of its own.
    let mut memory: Vec<u8> = Vec::with_capacity(pages * PAGE_SIZE);
    let before = own.faults()?.totals.minor;
    let counter = rmm.count_faults(Some(std::process::id() as i32))?;
    memory.resize(pages * PAGE_SIZE, 0);
    touch(&mut memory);
    let (time, counts) = counter.counts()?;
    let seen = own.faults()?;
    drop(counter);
    println!("minor {}", seen.totals.minor - before);
    for count in counts {
        if let (Some(kind), Some(1..)) = (count.fault_kind(), rmm::present(count.count)) {
            println!("{} {}", kind.text(), count.count);
        }
    }
    let own_user = seen
        .kinds
        .iter()
        .find(|count| count.fault_kind() == Some(FaultKind::FaultUser));
    println!("of_process {}", own_user.map_or(0, |count| count.count));
    println!("# in {} us", time.as_micros());
    Ok(())
}

fn main() -> ExitCode {
    let Some(pages) = std::env::args().nth(1).and_then(|pages| pages.parse().ok()) else {
        eprintln!("usage: faults PAGES");
        return ExitCode::from(2);
    };
    match print(pages) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("faults: {error}");
            ExitCode::FAILURE
        }
    }
}
