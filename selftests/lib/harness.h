/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's test harness with a time limit for emulated machines and debug kernels, and the system
 * headers that nearly every test uses.
 */
#ifndef SELFTESTS_HARNESS_H
#define SELFTESTS_HARNESS_H

#include "kselftest_harness.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "device.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 300

/* Skips the test on a kernel without feature RMM_FEATURE_@name. */
#define NEED_FEATURE(name)									\
	do {											\
		if (!has_feature(RMM_FEATURE_##name))						\
			SKIP(return, "this kernel is without the feature " #name);		\
	} while (0)

/* Skips the test on a kernel without CONFIG_NUMA_BALANCING. */
#define NEED_NUMA_BALANCING()									\
	do {											\
		if (access("/proc/sys/kernel/numa_balancing", F_OK))				\
			SKIP(return, "this kernel is without NUMA balancing");			\
	} while (0)

/* The expected value of most checks is a signed constant, the other one an unsigned field. */
#pragma GCC diagnostic ignored "-Wsign-compare"

#endif
