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

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 300

/* The expected value of most checks is a signed constant, the other one an unsigned field. */
#pragma GCC diagnostic ignored "-Wsign-compare"

#endif
