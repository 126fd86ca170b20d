// SPDX-License-Identifier: GPL-2.0

//! users PID ADDRESS: prints the translation of an address and every process that maps its page.

use rmm::{
    abi::names::TableLevel,
    Rmm,
    RmmError, //
};
use std::process::ExitCode;

fn print(pid: i32, address: u64) -> Result<(), RmmError> {
    let rmm = Rmm::open()?;
    let memory = rmm.process(pid)?;
    let found = memory.translate(address)?;
    for level in found.levels.iter().take(found.level as usize + 1) {
        let name = TableLevel::from_raw(level.level).map_or("-", TableLevel::text);
        println!("{name} entry {:?}", rmm::present(level.entry));
    }
    let users = memory.mappings(address)?;
    for user in &users.mappings {
        println!("process {} maps it at {:x}", user.pid, user.addr);
    }
    println!("the list is {:?}", users.state);
    Ok(())
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let pid = arguments.next().and_then(|pid| pid.parse().ok());
    let address = arguments.next();
    let address =
        address.and_then(|text| u64::from_str_radix(text.trim_start_matches("0x"), 16).ok());
    let (Some(pid), Some(address)) = (pid, address) else {
        eprintln!("usage: users PID ADDRESS");
        return ExitCode::from(2);
    };
    match print(pid, address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("users: {error}");
            ExitCode::FAILURE
        }
    }
}
