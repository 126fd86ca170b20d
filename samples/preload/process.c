// SPDX-License-Identifier: GPL-2.0
/*
 * What the process asks the kernel for that changes how its memory must be served: seccomp filters,
 * mlockall(2) and mseal(2), by their functions and by syscall(2). Calls that do not go through the C
 * library are not seen.
 *
 * A filter may kill the process for a system call of this library that the program itself never makes.
 * From the first one on, all new memory is plain.
 */
#include "preload.h"

#include <fcntl.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <string.h>

/* Filters that were set, of any thread, or are being set. */
static atomic_int filters;
static atomic_bool locks;

bool is_filtered(void)
{
	return filters;
}

bool locks_new_memory(void)
{
	return locks;
}

/*
 * The calls are those by which this library was loaded, so a filter allows them. PR_GET_SECCOMP is not
 * among them. Without /proc there may be a filter.
 */
void note_inherited_filter(void)
{
	static const char key[] = "\nSeccomp:\t";
	int status = kernel_call(SYS_openat, AT_FDCWD, "/proc/self/status", O_RDONLY | O_CLOEXEC);
	char text[1024], *at;
	size_t had = 0;
	long got;

	if (status < 0) {
		filters++;
		return;
	}
	while ((got = kernel_call(SYS_read, status, text + had, sizeof(text) - 1 - had)) > 0) {
		had += got;
		text[had] = 0;
		at = strstr(text, key);
		if (at && at[sizeof(key) - 1]) {
			if (at[sizeof(key) - 1] != '0')
				filters++;
			break;
		}
		/* The key may continue in the next part. */
		at = text + (had > sizeof(key) ? had - sizeof(key) : 0);
		had -= at - text;
		memmove(text, at, had);
	}
	kernel_call(SYS_close, status);
}

/* Counted before the call, because another thread may map memory as soon as the filter is set. */
static long set_filter(long number, long a, long b, long c, long d, long e)
{
	long ret;

	filters++;
	ret = kernel_call(number, a, b, c, d, e);
	if (ret < 0)
		filters--;
	return ret;
}

static long call_prctl(long option, long b, long c, long d, long e)
{
	if (option == PR_SET_SECCOMP)
		return set_filter(SYS_prctl, option, b, c, d, e);
	return kernel_call(SYS_prctl, option, b, c, d, e);
}

static long lock_all(int flags)
{
	long ret = kernel_call(SYS_mlockall, flags);

	if (!ret)
		locks = flags & MCL_FUTURE && !(flags & MCL_ONFAULT);
	return ret;
}

static long unlock_all(void)
{
	locks = false;
	return kernel_call(SYS_munlockall);
}

static long seal(void *at, size_t length, unsigned long flags)
{
	int error = errno;

	if (arena_in_use() && !flags && !((uintptr_t)at % getpagesize()) && length <= PTRDIFF_MAX)
		unseat_unwritable(at, (char *)at + length);
	errno = error;
	return kernel_call(SYS_mseal, at, length, flags);
}

/* The C library's prototypes of these two have variable arguments, which are passed in the same way. */
EXPORT int interposed_prctl(int option, long b, long c, long d, long e) __asm__("prctl");
EXPORT long interposed_syscall(long number, long a, long b, long c, long d, long e, long f)
	__asm__("syscall");

int interposed_prctl(int option, long b, long c, long d, long e)
{
	return call_prctl(option, b, c, d, e);
}

long interposed_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	switch (number) {
	case SYS_prctl:
		return call_prctl(a, b, c, d, e);
	case SYS_seccomp:
		if (a == SECCOMP_SET_MODE_STRICT || a == SECCOMP_SET_MODE_FILTER)
			return set_filter(number, a, b, c, d, e);
		break;
	case SYS_mlockall:
		return lock_all(a);
	case SYS_munlockall:
		return unlock_all();
	case SYS_mseal:
		return seal((void *)a, b, c);
	}
	return kernel_call(number, a, b, c, d, e, f);
}

EXPORT int mlockall(int flags)
{
	return lock_all(flags);
}

EXPORT int munlockall(void)
{
	return unlock_all();
}

EXPORT int mseal(void *at, size_t length, unsigned long flags)
{
	return seal(at, length, flags);
}
