// SPDX-License-Identifier: GPL-2.0

//! A device that answers from memory: what all tests have in common.

use rmm::{
    abi::{
        self,
        arena::ArenaCreateArgs,
        info::{
            InfoArgs,
            ABI_VERSION,
            VERSION, //
        },
        open::OpenArgs, //
    },
    transport::{
        with_record,
        CallBuffers,
        DeviceTransport, //
    },
    Rmm,
    RmmError, //
};
use std::{
    io,
    sync::{
        Arc,
        Mutex, //
    },
};

pub(crate) const PAGE: u64 = 4096;

/// The error with this number.
pub(crate) fn failed(error: i32) -> io::Error {
    io::Error::from_raw_os_error(error)
}

/// A module: how it answers the calls of one test.
pub(crate) trait FakeModule: Send + 'static {
    /// Version of the interface.
    fn abi_version(&self) -> u32 {
        ABI_VERSION
    }

    /// Answers a call other than `RMM_INFO`.
    fn answer(
        &mut self,
        request: u32,
        argument: &mut [u8],
        buffers: &mut CallBuffers<'_>,
    ) -> io::Result<()>;

    /// Whether a process can be opened.
    fn open(&mut self, _target: i32) -> io::Result<()> {
        Err(failed(libc::ENOTTY))
    }

    /// Whether an arena can be created.
    fn create_arena(&mut self, _argument: ArenaCreateArgs, _weights: &[u32]) -> io::Result<()> {
        Err(failed(libc::ENOTTY))
    }
}

/// The device of a module, and its descriptors.
struct FakeDevice<M>(Arc<Mutex<M>>);

impl<M: FakeModule> DeviceTransport for FakeDevice<M> {
    fn call(
        &self,
        request: u32,
        argument: &mut [u8],
        mut buffers: CallBuffers<'_>,
    ) -> io::Result<()> {
        let mut module = self.0.lock().unwrap();
        if request != abi::INFO {
            return module.answer(request, argument, &mut buffers);
        }
        with_record(argument, |info: &mut InfoArgs| {
            info.abi_version = module.abi_version();
            info.page_size = PAGE as u32;
            info.version[..VERSION.len()].copy_from_slice(VERSION.as_bytes());
        });
        Ok(())
    }

    fn open_target(&self, argument: &mut [u8]) -> io::Result<Box<dyn DeviceTransport>> {
        let target = with_record(argument, |open: &mut OpenArgs| open.target);
        self.0.lock().unwrap().open(target)?;
        Ok(Box::new(Self(self.0.clone())))
    }

    fn create_arena(
        &self,
        argument: &mut [u8],
        weights: &[u32],
    ) -> io::Result<Box<dyn DeviceTransport>> {
        let argument = with_record(argument, |create| *create);
        self.0.lock().unwrap().create_arena(argument, weights)?;
        Ok(Box::new(Self(self.0.clone())))
    }
}

/// Opens the device of a module. The test can read and change the module later.
pub(crate) fn open_session<M: FakeModule>(module: M) -> Result<(Rmm, Arc<Mutex<M>>), RmmError> {
    let module = Arc::new(Mutex::new(module));
    let rmm = Rmm::with_transport(Box::new(FakeDevice(module.clone())))?;
    Ok((rmm, module))
}
