// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of a device, mapped by VFIO with a leaf of the third level (1 GiB): page frames without a
 * page structure, and an entry from which PROT_NONE removes the present bit.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/summary.h"
#include "lib/text.h"

#include <glob.h>
#include <libgen.h>
#include <linux/vfio.h>

#define GIB (1ul << 30)
#define WHERE ((void *)0x10000000000)

/*
 * Binds the first ivshmem device to vfio-pci and stores its bus address; returns why that failed,
 * or NULL.
 */
static const char *take_device(char *bdf, size_t size)
{
	static const char *const sets[] = { "driver_override", "driver/unbind" };
	char path[PATH_MAX];
	glob_t found;
	bool match = false;

	if (glob("/sys/bus/pci/devices/*", 0, NULL, &found))
		return "no PCI";
	for (size_t i = 0; i < found.gl_pathc && !match; i++) {
		char *vendor = read_text("%s/vendor", found.gl_pathv[i]);

		if (!vendor || strcmp(vendor, "0x1af4\n"))
			continue;
		vendor = read_text("%s/device", found.gl_pathv[i]);
		match = vendor && !strcmp(vendor, "0x1110\n");
		if (match)
			snprintf(bdf, size, "%s", basename(found.gl_pathv[i]));
	}
	globfree(&found);
	if (!match)
		return "the machine has no device to map (qemu/run --machine vfio has)";
	if (system("modprobe -a vfio_pci vfio_iommu_type1"))
		return "the kernel has no VFIO";
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		const char *text = i ? bdf : "vfio-pci";
		int fd;

		snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", bdf, sets[i]);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		/* Without a driver there is nothing to unbind. */
		if (fd >= 0 && write(fd, text, strlen(text)) < 0 && !i)
			return "the device cannot be assigned to vfio-pci";
		close(fd);
	}
	snprintf(path, sizeof(path), "echo %s > /sys/bus/pci/drivers_probe", bdf);
	return system(path) ? "vfio-pci does not probe the device" : NULL;
}

/* An open VFIO device. Its container and group stay open, too. */
static int open_vfio_device(const char *bdf)
{
	char path[128], group[64] = "";
	struct vfio_group_status status = { .argsz = sizeof(status) };
	int container, fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", bdf);
	if (readlink(path, group, sizeof(group) - 1) < 0)
		return -errno;
	snprintf(path, sizeof(path), "/dev/vfio/%s", basename(group));
	container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (container < 0 || fd < 0 || ioctl(fd, VFIO_GROUP_GET_STATUS, &status) ||
	    ioctl(fd, VFIO_GROUP_SET_CONTAINER, &container) ||
	    ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU))
		return -errno;
	fd = ioctl(fd, VFIO_GROUP_GET_DEVICE_FD, bdf);
	return fd < 0 ? -errno : fd;
}

TEST(leaf_of_1_gib_and_prot_none)
{
	struct vfio_region_info bar = { .argsz = sizeof(bar), .index = VFIO_PCI_BAR2_REGION_INDEX };
	static struct rmm_page_table_level tables[8];
	struct rmm_list list = {
		.size = sizeof(list), .buf = (__u64)tables, .capacity = ARRAY_SIZE(tables),
		.record_size = sizeof(tables[0]),
	};
	char bdf[32];
	const char *absent = take_device(bdf, sizeof(bdf));
	struct summary_list cells;
	int device, mm;

	if (absent)
		SKIP(return, "%s", absent);
	device = open_vfio_device(bdf);
	ASSERT_GE(device, 0);
	ASSERT_EQ(0, ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &bar));
	ASSERT_EQ(GIB, bar.size);
	ASSERT_EQ(WHERE, mmap(WHERE, GIB, PROT_READ, MAP_SHARED | MAP_FIXED_NOREPLACE, device,
			      bar.offset));
	(void)*(volatile char *)WHERE;
	mm = open_space(0);
	ASSERT_GE(mm, 0);
	for (int none = 0; none < 2; none++) {
		ASSERT_EQ(0, none && mprotect(WHERE, GIB, PROT_NONE));
		ASSERT_EQ(0, list_summary(mm, (__u64)WHERE, (__u64)WHERE + GIB, &cells));
		ASSERT_EQ(1, cells.count);
		EXPECT_EQ(RMM_VMA_DEVICE, cells.cell[0].vma_kind);
		EXPECT_EQ(RMM_PAGE_PFN, cells.cell[0].page_kind);
		EXPECT_EQ(RMM_LEVEL_PUD, cells.cell[0].level);
		EXPECT_EQ(-1, cells.cell[0].node);
		EXPECT_EQ(1, cells.cell[0].entries);
		EXPECT_EQ(GIB, cells.cell[0].bytes);
		ASSERT_EQ(0, call_ioctl(mm, RMM_PAGETABLE, &list));
		EXPECT_EQ(1, tables[RMM_LEVEL_PUD].huge);
	}
	close(mm);
	close(device);
}

TEST_HARNESS_MAIN
