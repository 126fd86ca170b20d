// SPDX-License-Identifier: GPL-2.0
/* RMM_INFO: the module's description of itself, and the rules that hold for every argument. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/text.h"

#include <sys/utsname.h>

FIXTURE(info)
{
	int rmm;
};

FIXTURE_SETUP(info)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
}

FIXTURE_TEARDOWN(info)
{
	close(self->rmm);
}

/* Returns the value of a row of /proc/rmm/version. */
static const char *version_value(const char *field)
{
	static char value[128];
	char *text = read_text("/proc/rmm/version"), key[64];
	char *at;

	snprintf(key, sizeof(key), "\n%s ", field);
	at = text ? strstr(text, key) : NULL;
	if (!at || sscanf(at + strlen(key), "%127[^\n]", value) != 1)
		return "(no such row)";
	return value;
}

TEST_F(info, describes_the_machine)
{
	struct rmm_info info = { .size = sizeof(info) };
	char *cpuinfo, *possible;
	struct utsname name;
	int la57;

	ASSERT_EQ(0, call_ioctl(self->rmm, RMM_INFO, &info));
	EXPECT_LE(1, info.abi_version);
	EXPECT_EQ(sysconf(_SC_PAGESIZE), info.page_size);
	EXPECT_EQ(0, uname(&name));
	EXPECT_STREQ(name.release, (char *)info.release);
	EXPECT_NE(0, info.version[0]);
	EXPECT_NE(NULL, memchr(info.version, 0, sizeof(info.version)));
	cpuinfo = read_text("/proc/cpuinfo");
	ASSERT_NE(NULL, cpuinfo);
	la57 = !!strstr(cpuinfo, " la57");
	EXPECT_EQ(la57 ? 5 : 4, info.levels);
	/* "0" or "0-3": the last number is the highest. */
	possible = read_text("/sys/devices/system/node/possible");
	ASSERT_NE(NULL, possible);
	if (strchr(possible, '-'))
		possible = strrchr(possible, '-') + 1;
	EXPECT_EQ(atoi(possible) + 1, info.nr_node_ids);
}

TEST_F(info, every_feature_is_on_or_has_a_reason)
{
	struct rmm_info info = { .size = sizeof(info) };
	int rows = 0, explained = 0;
	char *text;

	ASSERT_EQ(0, call_ioctl(self->rmm, RMM_INFO, &info));
	for (int bit = 0; bit < 64; bit++) {
		bool on = info.features >> bit & 1;

		EXPECT_EQ(on ? RMM_OFF_NOT : info.off[bit], info.off[bit])
			TH_LOG("feature bit %d is on and has a reason to be off", bit);
		explained += on || info.off[bit] != RMM_OFF_NOT;
	}
	/* Bits that the header does not define are neither on nor off. */
	text = read_text("/proc/rmm/version");
	ASSERT_NE(NULL, text);
	while ((text = strstr(text, "\nfeature."))) {
		rows++;
		text++;
	}
	EXPECT_EQ(rows, explained);
	EXPECT_TRUE(info.features & RMM_FEATURE_VMAS);
	EXPECT_TRUE(info.features & RMM_FEATURE_WALK_SUMMARY);
}

TEST_F(info, version_file_equals_info)
{
	struct rmm_info info = { .size = sizeof(info) };
	char number[32];

	ASSERT_EQ(0, call_ioctl(self->rmm, RMM_INFO, &info));
	EXPECT_STREQ((char *)info.version, version_value("module_version"));
	EXPECT_STREQ((char *)info.release, version_value("kernel_release"));
	snprintf(number, sizeof(number), "%u", info.abi_version);
	EXPECT_STREQ(number, version_value("abi_version"));
	snprintf(number, sizeof(number), "%u", info.levels);
	EXPECT_STREQ(number, version_value("page_table_levels"));
	EXPECT_STREQ("4096", version_value("page_size_bytes"));
	EXPECT_EQ(info.features & RMM_FEATURE_VMA_LOCK ? 0 : 1,
		  strcmp("on", version_value("feature.vma-lock")) ? 1 : 0);
}

TEST_F(info, short_argument_gets_the_fields_that_fit)
{
	struct rmm_info full = { .size = sizeof(full) }, info;

	ASSERT_EQ(0, call_ioctl(self->rmm, RMM_INFO, &full));
	memset(&info, 0xa5, sizeof(info));
	info.size = offsetof(struct rmm_info, page_size);
	info.flags = 0;
	ASSERT_EQ(0, call_ioctl(self->rmm, RMM_INFO, &info));
	EXPECT_EQ(full.abi_version, info.abi_version);
	EXPECT_EQ(full.levels, info.levels);
	EXPECT_EQ(0xa5a5a5a5, info.page_size);
	EXPECT_EQ(0xa5, info.release[63]);
	info.size = sizeof(struct rmm_head);
	EXPECT_EQ(0, call_ioctl(self->rmm, RMM_INFO, &info));
}

TEST_F(info, long_argument_must_have_a_zero_tail)
{
	struct {
		struct rmm_info info;
		__u8 tail[64];
	} arg = { .info = { .size = sizeof(arg) } };

	EXPECT_EQ(0, call_ioctl(self->rmm, RMM_INFO, &arg));
	EXPECT_LE(1, arg.info.abi_version);
	arg.info.size = sizeof(arg);
	arg.tail[63] = 1;
	EXPECT_EQ(-E2BIG, call_ioctl(self->rmm, RMM_INFO, &arg));
	arg.info.size = sizeof(arg.info);
	EXPECT_EQ(0, call_ioctl(self->rmm, RMM_INFO, &arg));
	arg.info.size = ~0u;
	EXPECT_EQ(-E2BIG, call_ioctl(self->rmm, RMM_INFO, &arg));
}

TEST_F(info, argument_must_hold_its_head)
{
	for (__u32 size = 0; size < sizeof(struct rmm_head); size++) {
		struct rmm_info info = { .size = size };

		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, RMM_INFO, &info));
	}
}

TEST_F(info, unknown_flags_are_refused)
{
	for (int bit = 0; bit < 32; bit++) {
		struct rmm_info info = { .size = sizeof(info), .flags = 1u << bit };

		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, RMM_INFO, &info));
	}
}

TEST_F(info, invalid_pointers_are_efault)
{
	struct rmm_info *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct rmm_info *edge = (void *)((char *)page + PAGE - sizeof(struct rmm_head));

	ASSERT_NE(MAP_FAILED, page);
	EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_INFO, NULL));
	EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_INFO, (void *)0xffff888000000000));
	/* The head is readable, the rest is not. */
	ASSERT_EQ(0, munmap((char *)page + PAGE, PAGE));
	edge->size = sizeof(*edge);
	EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_INFO, edge));
	/* All of the argument is readable, none of it writable. */
	page->size = sizeof(*page);
	ASSERT_EQ(0, mprotect(page, PAGE, PROT_READ));
	EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_INFO, page));
}

TEST_HARNESS_MAIN
