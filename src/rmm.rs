// SPDX-License-Identifier: GPL-2.0

//! An X-ray of live Linux memory management.

use kernel::{
    prelude::*,
    sync::Arc, //
};
use machine::{
    faults::FaultCounters,
    pressure::PressureMonitor, //
};
use mm::rmap::RmapContext;
use policy::{
    registry::ArenaRegistry,
    worker::WorkerGuard, //
};
use sys::{
    file::procfs::ProcDir,
    memory::hotplug::HotplugGate,
    probes::Tracepoints, //
};

// `abi` and `model` are also compiled as an ordinary crate for the host, where they are public. The
// descriptions in `abi` are used by the header generator, not by the module.
#[allow(dead_code, unreachable_pub)]
mod abi;
mod dev;
mod machine;
mod mm;
#[allow(dead_code, unreachable_pub)]
mod model;
mod policy;
mod proc;
mod sys;

module! {
    type: RmmModule,
    name: "rmm",
    authors: ["The rmm authors"],
    description: "X-ray of live Linux memory management",
    license: "GPL",
    params: {
        arena_user_bytes: u64 {
            default: 1 << 30,
            description: "Bytes that the arenas of one user may take (default 1 GiB)",
        },
        arena_user_arenas: u64 {
            default: 512,
            description: "Arenas that one user may have (default 512)",
        },
        arena_samples: u64 {
            default: 16384,
            description: "Pages of tiered arenas unmapped in a second to see which are used (default 16384)",
        },
    },
}

/// Everything that the module registers, in the order of removal.
#[pin_data]
struct RmmModule {
    /// Creates descriptors. Each holds a reference to the module, so none exist when this is
    /// dropped.
    #[pin]
    _device: sys::file::ioctl_file::CharDevice<dev::RmmDevice>,
    /// Text files; no reader is left once they are removed.
    _processes: proc::AllProcessFiles,
    _machine: proc::MachineFiles,
    _arenas: proc::ArenasEntry,
    /// No arena exists any more, but the worker may still run.
    _worker: WorkerGuard,
    /// The gate that readers of the machine's memory pass.
    _hotplug: Arc<HotplugGate>,
}

impl kernel::InPlaceModule for RmmModule {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        pin_init::pin_init_scope(|| {
            let hotplug = Arc::pin_init(HotplugGate::new(), GFP_KERNEL)?;
            let faults = Arc::pin_init(FaultCounters::new(Tracepoints::find()), GFP_KERNEL)?;
            let pressure = Arc::new(PressureMonitor::new(hotplug.clone())?, GFP_KERNEL)?;
            let rmaps = Arc::new(RmapContext::new(hotplug.clone()), GFP_KERNEL)?;
            let arenas = ArenaRegistry::new(
                module_parameters::arena_user_bytes.value(),
                module_parameters::arena_user_arenas.value(),
                module_parameters::arena_samples.value(),
            )?;
            let dir = ProcDir::new(c"rmm", None)?;
            Ok(try_pin_init!(Self {
                _machine: proc::MachineFiles::new(&dir, &hotplug, &faults, &pressure)?,
                _arenas: proc::arenas(&dir, &arenas)?,
                _worker: WorkerGuard(arenas.clone()),
                _hotplug: hotplug.clone(),
                _processes: proc::AllProcessFiles::new(&dir, &rmaps, &faults)?,
                _device <- sys::file::ioctl_file::CharDevice::new(dev::DeviceContext { hotplug, faults, pressure, rmaps, arenas }),
            }? Error))
        })
    }
}
