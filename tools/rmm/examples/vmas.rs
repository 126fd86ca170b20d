// SPDX-License-Identifier: GPL-2.0

//! vmas [PID]: prints the VMAs of a process with resident memory, without PID its own.

use rmm::{
    ProcessTarget,
    Rmm,
    RmmError,
    VmasOptions, //
};
use std::process::ExitCode;

fn print(pid: Option<i32>) -> Result<(), RmmError> {
    let rmm = Rmm::open()?;
    let memory = rmm.process(pid.map_or(ProcessTarget::Caller, ProcessTarget::Pid))?;
    println!("start end resident_kb swap_kb pss_kb name");
    let options = VmasOptions {
        folios: true,
        ..VmasOptions::default()
    };
    for vma in memory.vmas(&options) {
        let vma = vma?;
        let kb = |bytes: Option<u64>| bytes.map_or("-".to_owned(), |b| (b / 1024).to_string());
        println!(
            "{:x} {:x} {} {} {} {}",
            vma.start,
            vma.end,
            kb(vma.resident_bytes()),
            kb(rmm::present(vma.swap_bytes)),
            kb(rmm::present(vma.pss_bytes)),
            rmm::escape_name(&vma.name),
        );
    }
    Ok(())
}

fn main() -> ExitCode {
    let pid = std::env::args().nth(1);
    match print(pid.and_then(|pid| pid.parse().ok())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vmas: {error}");
            if let Some(cure) = error.cure() {
                eprintln!("vmas: {cure}");
            }
            ExitCode::FAILURE
        }
    }
}
