// SPDX-License-Identifier: GPL-2.0
/*
 * The arena of the process: made when the first large mapping comes, inherited by fork, gone with
 * the last mapping. One descriptor of it is kept, which the program may close with all others; so
 * it is looked at before each use and behind it.
 */
#include "preload.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "rmm.h"

/* Every address is an offset in it, and none is behind its end, however a mapping grows. */
#define ARENA_BYTES (1ull << 62)

/* Out of the way of programs that count on low numbers. */
#define LOWEST_FD 512

static const char *const policies[] = {
	[RMM_PLACE_LOCAL] = "local", [RMM_PLACE_BIND] = "bind",
	[RMM_PLACE_PREFERRED_MANY] = "preferred-many", [RMM_PLACE_INTERLEAVE] = "interleave",
	[RMM_PLACE_WEIGHTED] = "weighted", [RMM_PLACE_CAPACITY] = "capacity",
	[RMM_PLACE_STRIPE] = "stripe", [RMM_PLACE_TIERED] = "tiered",
	[RMM_PLACE_ADAPTIVE] = "adaptive",
};

static struct {
	size_t min;
	const char *wrong;	/* the variable that makes no sense: nothing is served */
	bool verbose;
	uint32_t weights[RMM_ARENA_NODES];
	struct rmm_arena_create create;
} settings;

static enum { UNREAD, READING, READ } settings_state;

static atomic_int kept = -1;
/* What speaks against an arena for good: an error of errno.h. */
static atomic_int never;
static atomic_bool in_use;

static atomic_ulong served, served_bytes, by_flags, by_arena, by_kernel;
static atomic_int last_error;

static bool parse_size(const char *text, size_t *size)
{
	static const char units[] = "kmg";
	char *end;
	const char *unit;

	*size = strtoull(text, &end, 0);
	unit = *end ? strchr(units, tolower(*end)) : NULL;
	if (unit && *unit) {
		*size <<= 10 * (unit - units + 1);
		end++;
	}
	return isdigit(*text) && !*end && *size;
}

/* "0-3,5" as bits. */
static bool parse_nodes(const char *text, __u64 *nodes)
{
	*nodes = 0;
	while (isdigit(*text)) {
		char *end;
		unsigned long from = strtoul(text, &end, 10), to = from;

		if (*end == '-' && isdigit(end[1]))
			to = strtoul(end + 1, &end, 10);
		if (to >= RMM_ARENA_NODES || from > to)
			return false;
		for (; from <= to; from++)
			*nodes |= 1ull << from;
		text = *end == ',' ? end + 1 : end;
	}
	return !*text && *nodes;
}

static bool parse_weights(const char *text)
{
	unsigned int count = 0;

	while (isdigit(*text) && count < RMM_ARENA_NODES) {
		char *end;

		settings.weights[count++] = strtoul(text, &end, 10);
		text = *end == ',' ? end + 1 : end;
	}
	settings.create.weights = (uintptr_t)settings.weights;
	settings.create.weights_count = count;
	return !*text && count;
}

static bool parse_policy(const char *text)
{
	for (unsigned int i = 0; i < sizeof(policies) / sizeof(*policies); i++)
		if (!strcmp(text, policies[i])) {
			settings.create.policy = i;
			return true;
		}
	return false;
}

static bool parse_flags(const char *text)
{
	settings.create.flags = (strstr(text, "steer") ? RMM_ARENA_STEER : 0) |
				(strstr(text, "strict") ? RMM_ARENA_STRICT : 0);
	return settings.create.flags || !*text;
}

static void read_settings(void)
{
	const char *text;

	settings.min = 1 << 20;
	/* Only for private mappings: the arena itself gets no page. */
	settings.create = (struct rmm_arena_create){
		.size = sizeof(settings.create), .bytes = 4096, .nodes = ~0ull,
		.policy = RMM_PLACE_INTERLEAVE,
	};
#define SETTING(name, parse) \
	if ((text = getenv(name)) && !(parse)) \
		settings.wrong = name
	SETTING("RMM_PRELOAD_MIN", parse_size(text, &settings.min));
	SETTING("RMM_PRELOAD_POLICY", parse_policy(text));
	SETTING("RMM_PRELOAD_NODES", parse_nodes(text, &settings.create.nodes));
	SETTING("RMM_PRELOAD_FAST", parse_nodes(text, &settings.create.fast));
	SETTING("RMM_PRELOAD_WEIGHTS", parse_weights(text));
	SETTING("RMM_PRELOAD_FLAGS", parse_flags(text));
#undef SETTING
	text = getenv("RMM_PRELOAD_VERBOSE");
	settings.verbose = text && *text && strcmp(text, "0");
}

/* Whoever comes while another reads them goes without: to wait is not for signal handlers. */
static bool have_settings(void)
{
	int state = __atomic_load_n(&settings_state, __ATOMIC_ACQUIRE), unread = UNREAD;

	if (state != UNREAD || !environ)
		return state == READ;
	if (!__atomic_compare_exchange_n(&settings_state, &unread, READING, false,
					 __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
		return false;
	read_settings();
	__atomic_store_n(&settings_state, READ, __ATOMIC_RELEASE);
	return true;
}

size_t large(void)
{
	return have_settings() && !settings.wrong ? settings.min : SIZE_MAX;
}

bool arena_in_use(void)
{
	return in_use;
}

void passed_on(void)
{
	by_flags++;
}

/* No other file is that large. */
static bool is_arena(int fd)
{
	struct stat st;

	return fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && !st.st_nlink &&
	       st.st_size == (off_t)ARENA_BYTES;
}

static int make_arena(void)
{
	struct rlimit limit;
	int rmm, fd, high;

	/* To grow a file beyond this limit ends the process. */
	if (!getrlimit(RLIMIT_FSIZE, &limit) && limit.rlim_cur < ARENA_BYTES) {
		errno = EFBIG;
		return -1;
	}
	rmm = syscall(SYS_openat, AT_FDCWD, "/dev/rmm", O_RDWR | O_CLOEXEC);
	if (rmm < 0)
		return -1;
	fd = ioctl(rmm, RMM_ARENA_CREATE, &settings.create);
	close(rmm);
	if (fd < 0)
		return -1;
	if (ftruncate(fd, ARENA_BYTES)) {
		close(fd);
		return -1;
	}
	high = fcntl(fd, F_DUPFD_CLOEXEC, LOWEST_FD);
	if (high < 0)
		return fd;
	close(fd);
	return high;
}

/* The arena's descriptor, or -1 with errno. */
static int arena_fd(void)
{
	int was = kept, fd;

	if (is_arena(was))
		return was;
	if (never) {
		errno = never;
		return -1;
	}
	fd = make_arena();
	if (fd < 0) {
		/* These may pass. */
		if (errno != ENOSPC && errno != ENOMEM && errno != EMFILE && errno != ENFILE &&
		    errno != EINTR)
			never = errno;
		return -1;
	}
	if (atomic_compare_exchange_strong(&kept, &was, fd))
		return fd;
	/* Another thread was faster. */
	close(fd);
	errno = EBADF;
	return is_arena(was) ? was : -1;
}

static enum over plain(atomic_ulong *why, int error)
{
	(*why)++;
	last_error = error;
	return PLAIN;
}

/* Where a mapping that could not be made has torn down what was there: plain memory again. */
static enum over mend(void *at, size_t length, int prot, int flags)
{
	if (!msync(at, length, MS_ASYNC))
		return PLAIN;
	flags |= MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
	return kernel_mmap(at, length, prot, flags, -1, 0) == MAP_FAILED ? GONE : PLAIN;
}

enum over arena_over(void *at, size_t length, int prot, int flags)
{
	int fd = arena_fd(), over = flags | MAP_PRIVATE | MAP_FIXED;

	if (fd < 0)
		return plain(&by_arena, errno);
	if (kernel_mmap(at, length, prot, over, fd, (uintptr_t)at) == MAP_FAILED) {
		plain(&by_kernel, errno);
		return mend(at, length, prot, flags);
	}
	if (is_arena(fd)) {
		in_use = true;
		served++;
		served_bytes += length;
		return OVER;
	}
	/* Another thread has closed it meanwhile, and the number may stand for another file. */
	plain(&by_arena, EBADF);
	munmap(at, length);
	return mend(at, length, prot, flags);
}

__attribute__((destructor)) static void tell(void)
{
	char why[128] = "";

	if (!have_settings() || !settings.verbose)
		return;
	if (settings.wrong)
		snprintf(why, sizeof(why), "; %s makes no sense", settings.wrong);
	else if (last_error)
		snprintf(why, sizeof(why), "; last: %s", strerrorname_np(last_error));
	dprintf(2, "rmm_preload[%d]: %s, %lu mappings of %lu KiB served; %lu not for their flags, "
		"%lu for want of an arena, %lu refused by the kernel%s\n",
		getpid(), policies[settings.create.policy], served, served_bytes >> 10, by_flags,
		by_arena, by_kernel, why);
}
