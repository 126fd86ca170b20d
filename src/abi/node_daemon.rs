// SPDX-License-Identifier: GPL-2.0

//! State of kswapd and kcompactd.

declare! {
    /// State of a kernel thread of a node, kswapd or kcompactd.
    names DaemonState = "RMM_DAEMON_" {
        /// It runs, or is about to.
        Awake = 0, "AWAKE", "awake";
        /// It sleeps on its wait queue.
        Asleep = 1, "ASLEEP", "asleep";
        /// kswapd has failed 16 times in a row. It sleeps until another task's reclaim makes
        /// progress (`kswapd_test_hopeless()`).
        Hopeless = 2, "HOPELESS", "hopeless";
    }
}
