// SPDX-License-Identifier: GPL-2.0
/*
 * The arenas of the process. One serves all private mappings: it is created with the first of them,
 * inherited by fork, and freed with the last mapping. Its descriptor is kept. The program may close
 * it together with all others, so it is checked before each use and after it.
 */
#include "preload.h"

#include <ctype.h>
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "rmm.h"

/* Every address is an offset in the arena, and no mapping grows beyond its end. */
#define ARENA_BYTES (1ull << 62)

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
	const char *wrong;	/* the variable with an invalid value; nothing is served then */
	bool verbose;
	uint32_t weights[RMM_ARENA_NODES];
	struct rmm_arena_create create;
} settings;

/* The process that reads the settings, or one of these. */
enum { UNREAD = 0, READ = -1 };
static pid_t settings_reader;

static atomic_int kept = -1;
/* A permanent reason against further arenas: an error of errno.h. The arena that is kept goes on. */
static atomic_int never;
static atomic_bool in_use;
/* The effective ids that were refused an arena: asked again when they have changed. */
static atomic_ullong refused_ids = -1ull;
static atomic_int refused_error;

/* Counts of the process and its children, if they are reported. */
static struct counts {
	atomic_ulong served, served_bytes, by_flags, by_policy, by_arena, by_kernel;
	atomic_int last_error;
} own_counts, *counts = &own_counts;
static pid_t teller;

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

/* Parses "0-3,5" into bits. */
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

static bool is_on(const char *name)
{
	const char *text = getenv(name);

	return text && *text && strcmp(text, "0");
}

static void read_settings(void)
{
	const char *text;

	settings.min = 1 << 20;
	settings.create = (struct rmm_arena_create){
		.size = sizeof(settings.create), .nodes = ~0ull, .policy = RMM_PLACE_INTERLEAVE,
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
	settings.verbose = is_on("RMM_PRELOAD_VERBOSE");
	if (!is_on("RMM_PRELOAD_SECCOMP"))
		note_inherited_filter();
}

/*
 * A caller that arrives while another one reads the settings gets plain memory, because this may be
 * a signal handler, which must not wait. A reader in another process is a thread of the parent that
 * forked meanwhile, and will not finish here.
 */
static bool have_settings(void)
{
	pid_t reader = __atomic_load_n(&settings_reader, __ATOMIC_ACQUIRE), self;

	if (reader == READ || !environ)
		return reader == READ;
	self = kernel_call(SYS_getpid);
	if (reader == self || !__atomic_compare_exchange_n(&settings_reader, &reader, self, false,
							   __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
		return false;
	read_settings();
	__atomic_store_n(&settings_reader, READ, __ATOMIC_RELEASE);
	return true;
}

size_t large(void)
{
	return have_settings() && !settings.wrong && !is_filtered() && (!never || kept >= 0) ?
		       settings.min : SIZE_MAX;
}

bool arena_in_use(void)
{
	return in_use;
}

void passed_on(void)
{
	counts->by_flags++;
}

bool has_policy(void)
{
	int mode = MPOL_DEFAULT;

	if (kernel_call(SYS_get_mempolicy, &mode, NULL, 0, NULL, 0) || mode == MPOL_DEFAULT)
		return false;
	counts->by_policy++;
	return true;
}

/* No other file is that large. */
static bool is_arena(int fd)
{
	struct stat st;

	return fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && !st.st_nlink &&
	       st.st_size == (off_t)ARENA_BYTES;
}

int move_high(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, LOWEST_FD);

	if (high < 0)
		return fd;
	kernel_call(SYS_close, fd);
	return high;
}

static unsigned long long effective_ids(void)
{
	return (unsigned long long)kernel_call(SYS_geteuid) << 32 | kernel_call(SYS_getegid);
}

/* Creates an arena. Returns its descriptor, or -1 with errno. */
static int create(__u64 bytes)
{
	struct rmm_arena_create asked = settings.create;
	int rmm, fd, error;

	if (never) {
		errno = never;
		return -1;
	}
	if (refused_ids != -1ull && refused_ids == effective_ids()) {
		errno = refused_error;
		return -1;
	}
	asked.bytes = bytes;
	rmm = kernel_call(SYS_openat, AT_FDCWD, "/dev/rmm", O_RDWR | O_CLOEXEC);
	fd = rmm < 0 ? -1 : ioctl(rmm, RMM_ARENA_CREATE, &asked);
	error = errno;
	if (rmm >= 0)
		kernel_call(SYS_close, rmm);
	if (fd >= 0)
		return fd;
	/* Rights come back with other ids, and resources at any time; all other errors are permanent. */
	if (error == EACCES || error == EPERM) {
		refused_error = error;
		refused_ids = effective_ids();
	} else if (error != ENOSPC && error != ENOMEM && error != EMFILE && error != ENFILE && error != EINTR) {
		never = error;
	}
	errno = error;
	return -1;
}

/* For private mappings, which take no memory of the arena itself. */
static int make_arena(void)
{
	struct rlimit limit;
	int fd;

	/* Growing a file beyond this limit would kill the process. */
	if (!getrlimit(RLIMIT_FSIZE, &limit) && limit.rlim_cur < ARENA_BYTES) {
		errno = EFBIG;
		return -1;
	}
	fd = create(1);
	if (fd < 0)
		return -1;
	if (ftruncate(fd, ARENA_BYTES)) {
		kernel_call(SYS_close, fd);
		return -1;
	}
	return move_high(fd);
}

/* The arena's descriptor, or -1 with errno. */
static int arena_fd(void)
{
	int was = kept, fd;

	if (is_arena(was))
		return was;
	fd = make_arena();
	if (fd < 0)
		return -1;
	if (atomic_compare_exchange_strong(&kept, &was, fd)) {
		keep_maps();
		return fd;
	}
	/* Another thread was faster. */
	kernel_call(SYS_close, fd);
	errno = EBADF;
	return is_arena(was) ? was : -1;
}

static enum over plain(atomic_ulong *why, int error)
{
	(*why)++;
	counts->last_error = error;
	return PLAIN;
}

/* Restores plain memory where a failed mmap(2) has removed the previous mapping. */
static enum over mend(void *at, size_t length, int prot, int flags)
{
	if (!kernel_call(SYS_msync, at, length, MS_ASYNC))
		return PLAIN;
	flags |= MAP_ANONYMOUS | MAP_FIXED;
	return kernel_mmap(at, length, prot, flags, -1, 0) == MAP_FAILED ? GONE : PLAIN;
}

static enum over done(size_t length)
{
	in_use = true;
	counts->served++;
	counts->served_bytes += length;
	return OVER;
}

static enum over private_over(void *at, size_t length, int prot, int flags)
{
	int fd = arena_fd();

	if (fd < 0)
		return plain(&counts->by_arena, errno);
	if (kernel_mmap(at, length, prot, flags | MAP_FIXED, fd, (uintptr_t)at) == MAP_FAILED) {
		plain(&counts->by_kernel, errno);
		return mend(at, length, prot, flags);
	}
	if (is_arena(fd))
		return done(length);
	/* Another thread has closed the descriptor, and the number may refer to another file. */
	plain(&counts->by_arena, EBADF);
	munmap(at, length);
	return mend(at, length, prot, flags);
}

/* Shared memory becomes an arena of its own size. */
static enum over shared_over(void *at, size_t length, int prot, int flags)
{
	int fd = create((length + getpagesize() - 1) & -(__u64)getpagesize());
	enum over over;

	if (fd < 0)
		return plain(&counts->by_arena, errno);
	if (kernel_mmap(at, length, prot, flags | MAP_FIXED, fd, 0) == MAP_FAILED) {
		plain(&counts->by_kernel, errno);
		over = mend(at, length, prot, flags);
	} else {
		over = done(length);
	}
	kernel_call(SYS_close, fd);
	return over;
}

enum over arena_over(void *at, size_t length, int prot, int flags)
{
	return flags & MAP_SHARED ? shared_over(at, length, prot, flags) :
				    private_over(at, length, prot, flags);
}

__attribute__((constructor)) static void begin(void)
{
	struct counts *shared;

	if (!have_settings() || !settings.verbose)
		return;
	shared = kernel_mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return;
	*shared = own_counts;
	counts = shared;
	teller = getpid();
}

__attribute__((destructor)) static void tell(void)
{
	char why[128] = "";

	if (teller != getpid())
		return;
	if (settings.wrong)
		snprintf(why, sizeof(why), "; %s makes no sense", settings.wrong);
	else if (is_filtered())
		snprintf(why, sizeof(why), "; all memory is plain under a seccomp filter");
	else if (counts->last_error)
		snprintf(why, sizeof(why), "; last: %s", strerrorname_np(counts->last_error));
	dprintf(2, "rmm_preload[%d]: %s, %lu mappings of %lu KiB served; not: %lu for their flags, "
		"%lu for a policy of the task, %lu for want of an arena, %lu by the kernel%s\n",
		teller, policies[settings.create.policy], counts->served, counts->served_bytes >> 10,
		counts->by_flags, counts->by_policy, counts->by_arena, counts->by_kernel, why);
}
