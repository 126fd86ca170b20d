// SPDX-License-Identifier: GPL-2.0
/*
 * Invalid arguments of every call but those of arenas return the documented error and write
 * nothing.
 */
#include "lib/harness.h"
#include "lib/calls.h"
#include "lib/device.h"

static char *buffer, *hole, *untouched;
static size_t buffer_size;

FIXTURE(arguments)
{
	int fd[3];	/* by enum call_on */
};

FIXTURE_SETUP(arguments)
{
	self->fd[ON_DEVICE] = open_device();
	self->fd[ON_SPACE] = open_space(0);
	ASSERT_LE(0, self->fd[ON_DEVICE]);
	ASSERT_LE(0, self->fd[ON_SPACE]);
	self->fd[ON_RECORDER] = open_device();
	ASSERT_EQ(0, record_own_faults(self->fd[ON_RECORDER]));
	buffer_size = CALL_CAPACITY * MAX_RECORD_SIZE;
	buffer = mmap(NULL, buffer_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	untouched = mmap(NULL, buffer_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	hole = mmap(NULL, 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, buffer);
	ASSERT_NE(MAP_FAILED, untouched);
	memset(buffer, 0xa5, buffer_size);
	memset(untouched, 0xa5, buffer_size);
}

FIXTURE_TEARDOWN(arguments)
{
	close(self->fd[ON_DEVICE]);
	close(self->fd[ON_SPACE]);
	close(self->fd[ON_RECORDER]);
}

/*
 * A valid argument may also open a descriptor, or return -ENOSPC when there are more records than
 * room.
 */
static int call(const struct call *c, const int *fd, union argument *arg)
{
	int ret = call_ioctl(fd[c->on], c->request, arg);

	if (ret > 0) {
		close(ret);
		ret = 0;
	}
	return ret;
}

/* Returns the error of a call that must write nothing, -EPROTO if it wrote. */
static int refused(const struct call *c, const int *fd, const union argument *arg)
{
	static union argument copy;
	int ret;

	copy = *arg;
	ret = call(c, fd, &copy);
	if (memcmp(&copy, arg, sizeof(copy)) || memcmp(buffer, untouched, buffer_size)) {
		memset(buffer, 0xa5, buffer_size);
		return -EPROTO;
	}
	return ret;
}

#define for_each_call(c) for (const struct call *c = calls; c < calls + call_count; c++)

#define EXPECT_REFUSED(error, c, arg, ...) \
	EXPECT_EQ(error, refused(c, self->fd, arg)) \
		TH_LOG(__VA_ARGS__)

static union argument arg;

TEST_F(arguments, valid_arguments_succeed)
{
	for_each_call(c) {
		fill_valid_argument(c, buffer, &arg);
		EXPECT_EQ(0, call(c, self->fd, &arg))
			TH_LOG("%s", c->name);
		/*
		 * A longer argument whose tail is zero, as a later version of the header has it, is
		 * accepted.
		 */
		if (c->counts)
			continue;
		fill_valid_argument(c, buffer, &arg);
		arg.head.size = PAGE;
		EXPECT_EQ(0, call(c, self->fd, &arg))
			TH_LOG("%s of a page", c->name);
	}
}

TEST_F(arguments, argument_sizes_are_checked)
{
	for_each_call(c) {
		for (__u32 size = 0; size < sizeof(struct rmm_head); size++) {
			fill_valid_argument(c, buffer, &arg);
			arg.head.size = size;
			EXPECT_REFUSED(-EINVAL, c, &arg, "%s of %u bytes", c->name, size);
		}
		fill_valid_argument(c, buffer, &arg);
		arg.head.size = PAGE + 1;
		EXPECT_REFUSED(-E2BIG, c, &arg, "%s beyond a page", c->name);
		arg.head.size = ~0u;
		EXPECT_REFUSED(-E2BIG, c, &arg, "%s beyond all", c->name);
		arg.head.size = c->size + 8;
		arg.bytes[c->size + 7] = 1;
		EXPECT_REFUSED(-E2BIG, c, &arg, "%s with something unknown", c->name);
		/* The head alone: every other field is zero, the capacity included. */
		if (c->buf && !c->optional) {
			fill_valid_argument(c, buffer, &arg);
			arg.head.size = sizeof(struct rmm_head);
			EXPECT_REFUSED(-EINVAL, c, &arg, "%s of a head", c->name);
		}
	}
}

TEST_F(arguments, unknown_flags_and_reserved_words_are_refused)
{
	for_each_call(c) {
		/* The test of walks covers which of their flags exclude each other. */
		for (int bit = c->request == RMM_WALK ? 3 : 0; bit < 32; bit++) {
			if (c->request != RMM_WALK && c->known >> bit & 1)
				continue;
			fill_valid_argument(c, buffer, &arg);
			arg.head.flags |= 1u << bit;
			EXPECT_REFUSED(-EINVAL, c, &arg, "%s with flag %d", c->name, bit);
		}
		for (size_t i = 0; i < ARRAY_SIZE(c->reserved) && c->reserved[i]; i++) {
			fill_valid_argument(c, buffer, &arg);
			put_u32(&arg, c->reserved[i], 1u << 31);
			EXPECT_REFUSED(-EINVAL, c, &arg, "%s with a reserved word", c->name);
		}
	}
}

TEST_F(arguments, record_sizes_and_capacities_are_checked)
{
	static const __u32 sizes[] = { 0, 4, 12, PAGE + 8, ~7u, ~0u };

	for_each_call(c) {
		if (!c->buf)
			continue;
		if (!c->optional) {
			fill_valid_argument(c, buffer, &arg);
			put_u32(&arg, c->capacity, 0);
			EXPECT_REFUSED(-EINVAL, c, &arg, "%s without room", c->name);
		}
		for (size_t i = 0; i < ARRAY_SIZE(sizes) && c->record_size; i++) {
			fill_valid_argument(c, buffer, &arg);
			put_u32(&arg, c->record_size, sizes[i]);
			EXPECT_REFUSED(-EINVAL, c, &arg, "%s with records of %u", c->name, sizes[i]);
		}
	}
}

TEST_F(arguments, unwritable_buffers_are_efault)
{
	const __u64 where[] = {
		0, (uintptr_t)hole, user_space_end(), 0x8000000000000000, 0xffff888000000000, -PAGE, -8ull,
	};

	for_each_call(c) {
		if (!c->buf || c->counts || c->empty)
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(where); i++) {
			fill_valid_argument(c, buffer, &arg);
			put_u64(&arg, c->buf, where[i]);
			EXPECT_REFUSED(-EFAULT, c, &arg, "%s to %llx", c->name, where[i]);
		}
	}
}

TEST_F(arguments, unreadable_arguments_are_efault)
{
	const __u64 where[] = { 0, (uintptr_t)hole, user_space_end(), 0xffff888000000000, -PAGE, -4ull };

	for_each_call(c)
		for (size_t i = 0; i < ARRAY_SIZE(where); i++) {
			EXPECT_EQ(-EFAULT, call_ioctl(self->fd[c->on], c->request, (void *)where[i]))
				TH_LOG("%s at %llx", c->name, where[i]);
		}
}

TEST_F(arguments, invalid_ranges_are_refused)
{
	const __u64 end = user_space_end();
	const struct { __u64 start, end; } bad[] = {
		{ 1, PAGE }, { 0, PAGE + 1 }, { 0, PAGE - 1 }, { PAGE, PAGE }, { 2 * PAGE, PAGE },
		{ 0, 0 }, { -PAGE, PAGE }, { -PAGE, RMM_ABSENT }, { end, RMM_ABSENT },
		{ end + PAGE, RMM_ABSENT }, { 0, end + PAGE }, { 0, -PAGE },
		{ 0xffff888000000000, 0xffff888000001000 }, { 1ull << 63, RMM_ABSENT },
	};

	for_each_call(c) {
		for (size_t i = 0; i < ARRAY_SIZE(bad) && c->end; i++) {
			fill_valid_argument(c, buffer, &arg);
			put_u64(&arg, c->start, bad[i].start);
			put_u64(&arg, c->end, bad[i].end);
			EXPECT_REFUSED(-EINVAL, c, &arg, "%s of %llx to %llx", c->name, bad[i].start,
				       bad[i].end);
		}
		for (size_t i = 0; i < 4 && c->address; i++) {
			fill_valid_argument(c, buffer, &arg);
			put_u64(&arg, c->address, i == 0 ? end : i == 1 ? -PAGE : i == 2 ? ~0ull : 1ull << 63);
			EXPECT_REFUSED(-EINVAL, c, &arg, "%s beyond addresses", c->name);
		}
	}
}

TEST_F(arguments, invalid_frame_ranges_are_refused)
{
	const struct { __u64 start, end; } bad[] = {
		{ 1, 1 }, { 2, 1 }, { 1ull << 52, RMM_ABSENT }, { RMM_ABSENT, RMM_ABSENT },
		{ 0, (1ull << 52) + 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		for_each_call(c) {
			if (c->request != RMM_PFNS)
				continue;
			fill_valid_argument(c, buffer, &arg);
			put_u64(&arg, AT(rmm_pfns, start), bad[i].start);
			put_u64(&arg, AT(rmm_pfns, end), bad[i].end);
			EXPECT_REFUSED(-EINVAL, c, &arg, "%llx to %llx", bad[i].start, bad[i].end);
		}
}

/* Calls on the wrong kind of descriptor, and numbers that are no call. */
TEST_F(arguments, unknown_call_numbers_are_enotty)
{
	for_each_call(c) {
		int other = self->fd[c->on == ON_SPACE ? ON_DEVICE : ON_SPACE];

		fill_valid_argument(c, buffer, &arg);
		if (c->request != RMM_RMAP) {
			EXPECT_EQ(-ENOTTY, call_ioctl(other, c->request, &arg))
				TH_LOG("%s", c->name);
		}
		EXPECT_EQ(-EBADF, call_ioctl(-1, c->request, &arg));
	}
	for (int nr = 0; nr < 256; nr++) {
		const unsigned long request = _IOWR(RMM_IOC_MAGIC, nr, struct rmm_head);
		bool known = nr >= 0x40 && nr < 0x50;	/* arenas: tests of their own */

		for_each_call(c)
			known |= c->request == request;
		if (!known) {
			EXPECT_EQ(-ENOTTY, call_ioctl(self->fd[ON_DEVICE], request, &arg));
			EXPECT_EQ(-ENOTTY, call_ioctl(self->fd[ON_SPACE], request, &arg));
		}
	}
}

TEST_HARNESS_MAIN
