// SPDX-License-Identifier: GPL-2.0

//! Pure logic: no kernel calls, no unsafe, no allocation. Compiled into the module, and again as
//! an ordinary crate that is tested on the host.
