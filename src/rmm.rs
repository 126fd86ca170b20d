// SPDX-License-Identifier: GPL-2.0

//! An X-ray of live Linux memory management.

use kernel::prelude::*;

// `abi` and `model` are compiled a second time, as an ordinary crate for the host: there they are
// public. The descriptions in `abi` serve the header, not the module.
#[allow(dead_code, unreachable_pub)]
mod abi;
mod dev;
#[allow(dead_code, unreachable_pub)]
mod model;
mod proc;
mod sys;

module! {
    type: Rmm,
    name: "rmm",
    authors: ["The rmm authors"],
    description: "X-ray of live Linux memory management",
    license: "GPL",
}

/// Everything the module has registered, in the order of its removal.
#[pin_data]
struct Rmm {
    /// Text files: nobody reads them any longer when the rest goes.
    _machine: proc::Machine,
}

impl kernel::InPlaceModule for Rmm {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            _machine: {
                let dir = sys::procfs::Dir::new(c"rmm", None)?;
                proc::Machine::new(&dir)?
            },
        })
    }
}
