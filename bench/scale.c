// SPDX-License-Identifier: GPL-2.0
/*
 * scale [--quick]: whether costs grow linearly with the observed process: one with many VMAs and one
 * with a large sparse mapping, each compared with a smaller process; and the kernel memory of an open
 * file.
 */
#include "bench.h"

#define GROUP "scale"
#define AREA ((char *)0x100000000000)

struct target {
	pid_t pid;
	/* Number of VMAs of one page, or of page tables with one page. */
	size_t things;
	void (*make)(const struct target *t);
	int ready[2];
	int space, smaps, pid_vmas;
};

static void many_vmas(const struct target *t)
{
	for (size_t i = 0; i < t->things; i++) {
		const int prot = i % 2 ? PROT_READ | PROT_WRITE : PROT_READ;
		char *at = AREA + i * PAGE;

		if (mmap(at, PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != at)
			fatal("mmap: too many VMAs");
		if (i % 2)
			*at = 1;
	}
}

static void sparse(const struct target *t)
{
	const size_t size = t->things * HUGE;

	if (mmap(AREA, size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0) != AREA ||
	    madvise(AREA, size, MADV_NOHUGEPAGE))
		fatal("sparse mapping");
	for (size_t i = 0; i < t->things; i++)
		AREA[i * HUGE] = 1;
}

static void be(void *context)
{
	const struct target *t = context;

	t->make(t);
	if (write(t->ready[1], "", 1) != 1)
		fatal("target");
	for (;;)
		pause();
}

static void begin(struct target *t)
{
	char text[32], byte;
	int fd = open_or_die("/proc/rmm/watch", O_WRONLY);

	if (pipe(t->ready))
		fatal("pipe");
	t->pid = start(be, t);
	if (read(t->ready[0], &byte, 1) != 1)
		fatal("target");
	t->space = open_space(t->pid);
	t->smaps = open_proc(t->pid, "smaps");
	dprintf(fd, "%d", t->pid);
	close(fd);
	snprintf(text, sizeof(text), "/proc/rmm/%d/vmas", t->pid);
	t->pid_vmas = open_or_die(text, O_RDONLY);
}

static void finish(struct target *t)
{
	close(t->space);
	close(t->smaps);
	close(t->pid_vmas);
	end(t->pid);
}

static double summary(void *context)
{
	return walk_summary(((struct target *)context)->space, 0, ~0ull).ns;
}

static double pages(void *context)
{
	return walk_pages(((struct target *)context)->space, 0, ~0ull, 0).ns;
}

static double vmas_text(void *context)
{
	return read_whole(((struct target *)context)->pid_vmas);
}

static double smaps_text(void *context)
{
	return read_whole(((struct target *)context)->smaps);
}

static double list(const struct target *t, uint32_t flags)
{
	static struct rmm_vma vmas[512];
	static char names[16384];
	struct rmm_vmas arg = {
		.size = sizeof(arg), .flags = flags, .end = ~0ull, .buf = (uintptr_t)vmas,
		.capacity = 512, .record_size = sizeof(vmas[0]), .names = (uintptr_t)names,
		.names_size = sizeof(names),
	};
	double begin = now();

	do {
		if (ioctl(t->space, RMM_VMAS, &arg))
			return MISSING;
		arg.start = arg.next;
	} while (arg.start < arg.end);
	return now() - begin;
}

static double vmas(void *context)
{
	return list(context, 0);
}

static double vmas_resident(void *context)
{
	return list(context, RMM_VMAS_RESIDENT);
}

/* Time per VMA or table of the large process, compared with that of the small one. */
static void linear(const char *what, const char *unit, measure_fn fn, struct target *small,
		   struct target *large)
{
	const struct row row = { GROUP, what, "a smaller one", unit, 1.2, NULL };
	double a[MAX_SAMPLES], b[MAX_SAMPLES];
	int times = times_for(fn, small);

	for (int i = 0; i < repetitions; i++) {
		b[i] = measure(fn, small, times) / small->things;
		a[i] = measure(fn, large, 1) / large->things;
		if (a[i] < 0 || b[i] < 0) {
			print_row(&row, NULL, NULL, 0);
			return;
		}
	}
	print_row(&row, a, b, repetitions);
}

static void of_vmas(size_t few, size_t many)
{
	struct target small = { .things = few, .make = many_vmas };
	struct target large = { .things = many, .make = many_vmas };

	begin(&small);
	begin(&large);
	linear("60,000 VMAs to 10,000: summary", "ns/VMA", summary, &small, &large);
	linear("60,000 VMAs to 10,000: RMM_VMAS", "ns/VMA", vmas, &small, &large);
	linear("60,000 VMAs to 10,000: RMM_VMAS, resident", "ns/VMA", vmas_resident, &small, &large);
	linear("60,000 VMAs to 10,000: vmas, text", "ns/VMA", vmas_text, &small, &large);
	compare(&(struct row){ GROUP, "vmas, text, of 10,000 VMAs", "smaps", "ns/VMA", 0, NULL },
		vmas_text, few, smaps_text, few, &small);
	finish(&small);
	finish(&large);
}

static void of_sparse(size_t few, size_t many)
{
	struct target small = { .things = few, .make = sparse };
	struct target large = { .things = many, .make = sparse };

	begin(&small);
	begin(&large);
	linear("64 GiB sparse to 16 GiB: summary", "ns/table", summary, &small, &large);
	linear("64 GiB sparse to 16 GiB: pages", "ns/table", pages, &small, &large);
	finish(&small);
	finish(&large);
}

/* Memory of the kernel itself, in kB: all that is not free, page cache or anonymous. */
static double kernel_memory(void)
{
	char text[4096], *at;
	double kb = 0;
	static const struct { const char *name; int sign; } parts[] = {
		{ "MemTotal:", 1 }, { "MemFree:", -1 }, { "Buffers:", -1 }, { "Cached:", -1 },
		{ "AnonPages:", -1 },
	};
	int fd = open_or_die("/proc/meminfo", O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[n > 0 ? n : 0] = 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		at = strstr(text, parts[i].name);
		if (!at)
			fatal("/proc/meminfo");
		kb += parts[i].sign * atof(at + strlen(parts[i].name));
	}
	return kb;
}

static struct target *opened;

static int open_walked_space(void)
{
	int space = open_space(opened->pid);

	/* One call, which does not reach the end. */
	if (ioctl(space, RMM_WALK, &(struct rmm_walk){
		.size = sizeof(struct rmm_walk), .flags = RMM_WALK_PAGES, .end = ~0ull,
		.buf = (uintptr_t)records, .capacity = 16, .record_size = sizeof(struct rmm_page) }))
		fatal("RMM_WALK");
	return space;
}

static int open_text(const char *name)
{
	char path[64], text[512];
	int fd;

	snprintf(path, sizeof(path), name, opened->pid);
	fd = open_or_die(path, O_RDONLY);
	if (read(fd, text, sizeof(text)) < 0)
		fatal(path);
	return fd;
}

static int open_vmas(void) { return open_text("/proc/rmm/%d/vmas"); }
static int open_pagetable(void) { return open_text("/proc/rmm/%d/pagetable"); }
static int open_nodes(void) { return open_text("/proc/rmm/nodes"); }
static int open_zones(void) { return open_text("/proc/rmm/zones"); }

static int open_translate(void)
{
	int fd = open_or_die("/proc/rmm/translate", O_RDWR);
	char text[64];

	if (dprintf(fd, "%d %lx", opened->pid, (unsigned long)AREA) < 0 || read(fd, text, 64) < 0)
		fatal("translate");
	return fd;
}

/* No file is closed in between: slab caches keep freed objects, so the next file would cost nothing. */
static void of_open_file(const char *what, int (*open_one)(void))
{
	enum { FILES = 256 };
	const struct row row = { GROUP, what, NULL, "kb/file", 64, NULL };
	double kb[MAX_SAMPLES];
	static int fds[MAX_SAMPLES * FILES];
	int opened = 0;

	for (int i = 0; i < repetitions; i++) {
		double before = kernel_memory();

		for (int n = 0; n < FILES; n++)
			fds[opened++] = open_one();
		kb[i] = (kernel_memory() - before) / FILES;
	}
	while (opened)
		close(fds[--opened]);
	print_row(&row, kb, NULL, repetitions);
}

static void of_open_files(void)
{
	struct target t = { .things = 1000, .make = many_vmas };

	opened = &t;
	begin(&t);
	of_open_file("an open file: address space, in the middle of a walk", open_walked_space);
	of_open_file("an open file: vmas, in the middle", open_vmas);
	of_open_file("an open file: pagetable, in the middle", open_pagetable);
	of_open_file("an open file: translate, answered", open_translate);
	of_open_file("an open file: nodes, in the middle", open_nodes);
	of_open_file("an open file: zones, in the middle", open_zones);
	finish(&t);
}

int main(int argc, char **argv)
{
	const bool quick = argc > 1;
	const struct rlimit files = { 65536, 65536 };

	bench_arguments(argc, argv);
	if (setrlimit(RLIMIT_NOFILE, &files))
		fatal("setrlimit");
	of_vmas(quick ? 100 : 10000, quick ? 600 : 60000);
	of_sparse(quick ? 64 : 8192, quick ? 256 : 32768);
	of_open_files();
	return 0;
}
