// SPDX-License-Identifier: GPL-2.0
/*
 * Rights: every file of /proc/rmm and every call of /dev/rmm, for every kind of opener and caller. The table in docs/rights.md is the expected result; the test prints the table that it saw.
 *
 * The opener reads one byte, or makes one call, before the descriptor changes hands, so an answer that
 * an open file has in its buffer is asked for as well.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/calls.h"
#include "lib/device.h"
#include "lib/judge.h"
#include "lib/process.h"
#include "lib/text.h"

#include <grp.h>
#include <linux/capability.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>

#define USER 1000
#define MAX_ITEMS 128
#define DOCS "../docs/rights.md"
#define RESULTS_FD "RMM_RIGHTS_RESULTS"

/* Columns. In the last four, the descriptor is used by somebody else than its opener. */
enum situation {
	ROOT, BARE_ROOT, ORDINARY, NAMESPACE, HIDEPID, PID_NAMESPACE, PASSED, DROPPED, EXECUTED, RAISED,
	SITUATIONS
};

static const char *const columns[SITUATIONS] = {
	"root", "root without capabilities", "user", "root of a user namespace", "user, hidepid=2",
	"root of a pid namespace", "root's, passed to a user", "root's, after setuid", "user's, after exec",
	"user's, passed to root",
};

enum item_kind { TEXT_FILE, DEVICE_CALL, OWN_SPACE, OTHER_SPACE, ARENA_CALL };

/* A row of the table. */
struct item {
	char name[64];
	enum item_kind kind;
	char path[320];
	char question[64];	/* written to the file first */
	int call;		/* index into calls[] or arena_calls[] */
};

/* Shared by the processes of the test, also over execve(2). */
struct results {
	struct item items[MAX_ITEMS];
	int count;
	int fds[MAX_ITEMS];
	int errors[MAX_ITEMS];	/* of open, write, first read */
	char cells[SITUATIONS][MAX_ITEMS][12];
	char leaks[SITUATIONS][MAX_ITEMS];
	pid_t other;
};

static struct results *results;
static int results_fd;
static char records[CALL_CAPACITY * MAX_RECORD_SIZE], text[1 << 20];

#define ARENA_BYTES (4 * PAGE)

/* The calls of arenas; the first one is of the device and makes one. */
static const struct { const char *name; unsigned long request; } arena_calls[] = {
	{ "RMM_ARENA_CREATE", RMM_ARENA_CREATE },
	{ "RMM_ARENA_STAT, arena", RMM_ARENA_STAT },
	{ "RMM_ARENA_MOVE, arena", RMM_ARENA_MOVE },
	{ "RMM_ARENA_RING, arena", RMM_ARENA_RING },
};

static const char *error_name(int error)
{
	static char other[12];

	switch (error) {
	case EACCES: return "EACCES";
	case EPERM: return "EPERM";
	case ESRCH: return "ESRCH";
	}
	snprintf(other, sizeof(other), "E%d", error);
	return other;
}

static const char *make_arena_call(unsigned long request, int fd)
{
	union {
		struct rmm_arena_create create;
		struct rmm_arena_stat stat;
		struct rmm_arena_move move;
		struct rmm_arena_ring ring;
	} arg = { 0 };
	int error;

	switch (request) {
	case RMM_ARENA_CREATE:
		arg.create = (struct rmm_arena_create){
			.size = sizeof(arg.create), .bytes = ARENA_BYTES, .policy = RMM_PLACE_LOCAL,
		};
		break;
	case RMM_ARENA_STAT:
		arg.stat.size = sizeof(arg.stat);
		break;
	case RMM_ARENA_MOVE:
		arg.move = (struct rmm_arena_move){
			.size = sizeof(arg.move), .len = ARENA_BYTES, .nodes = memory_nodes(),
		};
		break;
	case RMM_ARENA_RING:
		arg.ring = (struct rmm_arena_ring){
			.size = sizeof(arg.ring), .buf = (uintptr_t)records, .capacity = CALL_CAPACITY,
			.record_size = sizeof(struct rmm_decision),
		};
		break;
	}
	error = call_ioctl(fd, request, &arg);
	if (request == RMM_ARENA_CREATE && error >= 0)
		close(error);
	return error < 0 ? error_name(-error) : "yes";
}

static const char *make_call(const struct item *item, int fd)
{
	const struct call *call = &calls[item->kind == ARENA_CALL ? 0 : item->call];
	static union argument arg;
	int error;

	if (item->kind == ARENA_CALL)
		return make_arena_call(arena_calls[item->call].request, fd);
	memset(records, 0, sizeof(records));
	fill_valid_argument(call, records, &arg);
	if (call->request == RMM_OPEN && item->kind == OTHER_SPACE) {
		((struct rmm_open *)&arg)->flags = RMM_OPEN_PID;
		((struct rmm_open *)&arg)->target = results->other;
	}
	error = call_ioctl(fd, call->request, &arg);
	if (call->request == RMM_OPEN && error >= 0)
		close(error);
	/* No room for all records is not about rights. */
	if (error < 0 && error != -ENOSPC)
		return error_name(-error);
	return judge_call(call, &arg, records);
}

static const char *read_whole(const struct item *item, int fd)
{
	size_t len = 0;
	ssize_t got;

	while ((got = pread(fd, text + len, sizeof(text) - 1 - len, len)) > 0)
		len += got;
	if (got < 0)
		return error_name(errno);
	text[len] = 0;
	return judge_text(item->name, text);
}

/* Opens an item as the caller of this function, and uses the descriptor once. */
static void open_item(int i)
{
	struct item *item = &results->items[i];
	char question[64];
	char byte;
	int fd = -1, dev;

	switch (item->kind) {
	case TEXT_FILE:
		fd = open(item->path, *item->question ? O_RDWR : O_RDONLY);
		break;
	case DEVICE_CALL:
		fd = open("/dev/rmm", O_RDWR);
		/* Without the right there is no recorder, and the call returns EACCES, not ENXIO. */
		if (fd >= 0 && calls[item->call].on == ON_RECORDER)
			record_own_faults(fd);
		break;
	case OWN_SPACE:
	case OTHER_SPACE:
		dev = open("/dev/rmm", O_RDWR);
		if (dev >= 0 && calls[item->call].request == RMM_OPEN) {
			fd = dev;
			break;
		}
		fd = item->kind == OWN_SPACE ? open_target(dev, RMM_OPEN_SELF, 0) :
			open_target(dev, RMM_OPEN_PID, results->other);
		if (fd < -1)
			errno = -fd;
		close(dev);
		break;
	case ARENA_CALL:
		fd = arena_calls[item->call].request == RMM_ARENA_CREATE ? open("/dev/rmm", O_RDWR) :
			create_arena(RMM_PLACE_LOCAL, ARENA_BYTES, 0, 0);
		if (fd < -1)
			errno = -fd;
	}
	results->errors[i] = fd < 0 ? errno : 0;
	if (fd >= 0 && *item->question) {
		snprintf(question, sizeof(question), item->question, (unsigned long)(uintptr_t)records,
			 results->other);
		if (write(fd, question, strlen(question)) < 0)
			results->errors[i] = errno;
	}
	if (fd >= 0 && !results->errors[i]) {
		if (item->kind == TEXT_FILE)
			results->errors[i] = read(fd, &byte, 1) < 0 ? errno : 0;
		else
			make_call(item, fd);
		fcntl(fd, F_SETFD, 0);
	}
	results->fds[i] = fd;
}

/* Uses all descriptors as the caller of this function. */
static void use_items(enum situation situation)
{
	for (int i = 0; i < results->count; i++) {
		const struct item *item = &results->items[i];
		int fd = results->fds[i];
		const char *cell;
		ssize_t left = -1;
		char byte;

		if (results->errors[i]) {
			cell = error_name(results->errors[i]);
		} else if (item->kind == TEXT_FILE) {
			left = read(fd, &byte, 1);
			cell = read_whole(item, fd);
		} else {
			cell = make_call(item, fd);
		}
		/* Rows of root's in the buffer reach nobody who may not read them from the top. */
		if ((situation == PASSED || situation == DROPPED) && strcmp(cell, "yes") && left > 0)
			results->leaks[situation][i] = 1;
		snprintf(results->cells[situation][i], sizeof(results->cells[0][0]), "%s", cell);
	}
}

static void open_items(void)
{
	memset(records, 1, sizeof(records));
	for (int i = 0; i < results->count; i++)
		open_item(i);
}

static void drop_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };

	if (syscall(SYS_capset, &head, none))
		_exit(1);
}

static void become_user(void)
{
	if (setgroups(0, NULL) || setgid(USER) || setuid(USER))
		_exit(1);
}

static void enter_namespace(void)
{
	become_user();
	/* Files of its own in /proc belong to a process that is dumpable. */
	prctl(PR_SET_DUMPABLE, 1);
	if (unshare(CLONE_NEWUSER) || write_file("/proc/self/uid_map", "0 1000 1"))
		_exit(1);
}

static void hide_pids(void)
{
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("proc", "/proc", "proc", 0, "hidepid=2"))
		_exit(1);
	become_user();
}

/* The first process of a pid namespace; the other process has no number there. */
static void use_in_pid_namespace(void)
{
	pid_t pid = syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, 0);
	int status;

	if (!pid) {
		open_items();
		use_items(PID_NAMESPACE);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		_exit(1);
}

static void hand_over(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		become_user();
		use_items(PASSED);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		_exit(1);
}

static void execute(void)
{
	char fd[16];

	snprintf(fd, sizeof(fd), "%d", results_fd);
	setenv(RESULTS_FD, fd, 1);
	execl("/proc/self/exe", "rights_matrix", NULL);
	_exit(1);
}

/* A user opens in a table of descriptors that root shares. */
static void lend_to_root(void)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready))
		_exit(1);
	pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, 0);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		become_user();
		open_items();
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	if (read(ready[0], &byte, 1) != 1)
		_exit(1);
	use_items(RAISED);
	end_child(pid);
}

static void run(enum situation situation)
{
	switch (situation) {
	case BARE_ROOT: drop_capabilities(); break;
	case ORDINARY: case EXECUTED: become_user(); break;
	case NAMESPACE: enter_namespace(); break;
	case HIDEPID: hide_pids(); break;
	default: break;
	}
	if (situation == RAISED || situation == PID_NAMESPACE) {
		situation == RAISED ? lend_to_root() : use_in_pid_namespace();
		_exit(0);
	}
	open_items();
	switch (situation) {
	case PASSED: hand_over(); break;
	case DROPPED: become_user(); use_items(situation); break;
	case EXECUTED: execute(); break;
	default: use_items(situation);
	}
	_exit(0);
}

/* The program that EXECUTED executes. */
__attribute__((constructor)) static void continue_after_exec(void)
{
	const char *fd = getenv(RESULTS_FD);

	if (!fd)
		return;
	results = mmap(NULL, sizeof(*results), PROT_READ | PROT_WRITE, MAP_SHARED, atoi(fd), 0);
	if (results == MAP_FAILED)
		_exit(1);
	use_items(EXECUTED);
	_exit(0);
}

static struct item *add(enum item_kind kind, const char *format, ...)
{
	struct item *item = &results->items[results->count++];
	va_list args;

	va_start(args, format);
	vsnprintf(item->name, sizeof(item->name), format, args);
	va_end(args);
	item->kind = kind;
	return item;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->name, ((const struct item *)b)->name);
}

/* Adds the files of a directory, in the order of their names. */
static void add_files(const char *directory, const char *shown)
{
	int first = results->count;
	struct dirent *entry;
	DIR *dir = opendir(directory);

	while (dir && (entry = readdir(dir))) {
		struct item *item;

		if (entry->d_type != DT_REG || !strcmp(entry->d_name, "translate") ||
		    !strcmp(entry->d_name, "rmap"))
			continue;
		item = add(TEXT_FILE, "%s%s", shown, entry->d_name);
		snprintf(item->path, sizeof(item->path), "%s/%s", directory, entry->d_name);
	}
	if (dir)
		closedir(dir);
	qsort(results->items + first, results->count - first, sizeof(struct item), by_name);
}

static void add_question(const char *file, const char *shown, const char *question)
{
	struct item *item = add(TEXT_FILE, "%s %s", file, shown);

	snprintf(item->path, sizeof(item->path), "/proc/rmm/%s", file);
	snprintf(item->question, sizeof(item->question), "%s", question);
}

static const char *call_name(const struct call *call)
{
	switch (call->request == RMM_WALK ? call->flags : 0) {
	case RMM_WALK_SUMMARY: return "RMM_WALK (summary)";
	case RMM_WALK_PAGES: return "RMM_WALK (pages)";
	case RMM_WALK_EXTENTS: return "RMM_WALK (extents)";
	}
	return call->name;
}

static void add_items(void)
{
	char directory[32], pid[16];

	snprintf(pid, sizeof(pid), "%d", results->other);
	write_file("/proc/rmm/watch", pid);
	snprintf(directory, sizeof(directory), "/proc/rmm/%s", pid);
	add_files("/proc/rmm", "");
	add_files("/proc/rmm/self", "self/");
	add_files(directory, "PID/");
	add_question("faults", "pid PID", "pid %2$d");
	add_question("translate", "ADDRESS", "%1$lx");
	add_question("translate", "PID ADDRESS", "%2$d %1$lx");
	add_question("rmap", "pfn FRAME", "pfn 100");
	add_question("rmap", "ADDRESS", "%1$lx");
	add_question("rmap", "PID ADDRESS", "%2$d %1$lx");
	for (int i = 0; i < call_count; i++)
		if (calls[i].on != ON_SPACE)
			add(DEVICE_CALL, "%s", call_name(&calls[i]))->call = i;
	for (int i = 0; i < (int)ARRAY_SIZE(arena_calls); i++)
		add(ARENA_CALL, "%s", arena_calls[i].name)->call = i;
	for (enum item_kind kind = OWN_SPACE; kind <= OTHER_SPACE; kind++) {
		const char *of = kind == OWN_SPACE ? "own" : "other";

		for (int i = 0; i < call_count; i++)
			if (calls[i].on == ON_SPACE ||
			    (calls[i].request == RMM_OPEN && kind == OTHER_SPACE))
				add(kind, "%s, %s", call_name(&calls[i]), of)->call = i;
	}
}

/* Renders a row of the table. */
static void render_row(int i, char *row, size_t size)
{
	size_t len = snprintf(row, size, "| `%s` |", results->items[i].name);

	for (int situation = 0; situation < SITUATIONS; situation++)
		len += snprintf(row + len, size - len, " %s |", results->cells[situation][i]);
}

/* The row of the table in the docs that has this name. */
static void find_row(const char *name, char *row, size_t size)
{
	char start[80], *at, *docs = read_text(DOCS);

	snprintf(start, sizeof(start), "\n| `%s` |", name);
	at = docs ? strstr(docs, start) : NULL;
	snprintf(row, size, "%.*s", at ? (int)strcspn(at + 1, "\n") : 0, at ? at + 1 : "");
}

TEST(docs_have_the_table)
{
	int rows = 0, device = open_device();
	char *at;

	results_fd = memfd_create("results", 0);
	ASSERT_EQ(0, ftruncate(results_fd, sizeof(*results)));
	results = mmap(NULL, sizeof(*results), PROT_READ | PROT_WRITE, MAP_SHARED, results_fd, 0);
	ASSERT_NE(MAP_FAILED, results);
	ASSERT_LE(0, device);
	close(device);
	/* As an administrator may let users have the device. */
	ASSERT_EQ(0, chmod("/dev/rmm", 0666));
	memset(records, 1, sizeof(records));
	results->other = fork_idle_child(NULL);
	add_items();
	for (enum situation situation = ROOT; situation < SITUATIONS; situation++) {
		pid_t pid = fork();
		int status = -1;

		if (!pid)
			run(situation);
		ASSERT_EQ(pid, waitpid(pid, &status, 0));
		EXPECT_EQ(0, status)
			TH_LOG("%s: status %#x", columns[situation], status);
	}
	end_child(results->other);
	EXPECT_EQ(0, chmod("/dev/rmm", 0600));
	for (int i = 0; i < results->count; i++) {
		char seen[512], expected[512];

		render_row(i, seen, sizeof(seen));
		find_row(results->items[i].name, expected, sizeof(expected));
		EXPECT_STREQ(expected, seen);
		TH_LOG("%s", seen);
		for (int situation = 0; situation < SITUATIONS; situation++) {
			EXPECT_FALSE(results->leaks[situation][i])
				TH_LOG("%s, %s: the rest of the buffer was read", results->items[i].name,
				       columns[situation]);
		}
	}
	at = read_text(DOCS);
	ASSERT_NE(NULL, at);
	while ((at = strstr(at, "\n| `"))) {
		at++;
		rows++;
	}
	EXPECT_EQ(results->count, rows);
}

TEST_HARNESS_MAIN
