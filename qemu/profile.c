// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin of QEMU that counts instructions by the address of their block, while a benchmark measures
 * (docs/performance.md). Benchmarks mark that with instructions that do nothing: MARK() in bench.h.
 *
 * Option out=FILE: lines `section address instructions` at the end, and `section calls number`.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* QEMU's interface; Debian has no package with qemu-plugin.h. */
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { CB_NO_REGS };
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *, void (*)(unsigned int, void *), int, void *);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, void (*)(unsigned int, void *), int, void *);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, void *), void *);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *, void *, size_t);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);

__attribute__((visibility("default"))) int qemu_plugin_version = 4;

enum mark { BEGIN = 1, END, NEXT };

/* An open hash table of the blocks that were executed in a section. */
struct counted {
	uint64_t address, instructions;
	unsigned int section;
};
enum { CELLS = 1 << 18, SECTIONS = 256 };
static struct counted cells[CELLS];
static uint64_t calls[SECTIONS];
static unsigned int section;
static bool counting;
static const char *path;

struct block {
	uint64_t address, instructions;
};

static void count(unsigned int cpu, void *data)
{
	const struct block *block = data;
	size_t at;

	(void)cpu;
	if (!counting)
		return;
	at = (block->address * 0x9e3779b97f4a7c15 + section) >> 46;
	while (cells[at].instructions &&
	       (cells[at].address != block->address || cells[at].section != section))
		at = (at + 1) % CELLS;
	cells[at].address = block->address;
	cells[at].section = section;
	cells[at].instructions += block->instructions;
}

static void mark(unsigned int cpu, void *data)
{
	(void)cpu;
	switch ((enum mark)(uintptr_t)data) {
	case BEGIN:
		counting = true;
		calls[section % SECTIONS]++;
		break;
	case END:
		counting = false;
		break;
	case NEXT:
		section++;
		break;
	}
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t number = qemu_plugin_tb_n_insns(tb);
	struct block *block = malloc(sizeof(*block));

	(void)id;
	*block = (struct block){ qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0)), number };
	qemu_plugin_register_vcpu_tb_exec_cb(tb, count, CB_NO_REGS, block);
	for (size_t i = 0; i < number; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		unsigned char code[8];

		if (qemu_plugin_insn_data(insn, code, sizeof(code)) == sizeof(code) &&
		    !memcmp(code, "\x0f\x1f\x84\x00RMM", 7))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, mark, CB_NO_REGS, (void *)(uintptr_t)code[7]);
	}
}

static void ended(qemu_plugin_id_t id, void *data)
{
	FILE *out = fopen(path, "w");

	(void)id;
	(void)data;
	if (!out)
		return;
	for (unsigned int i = 0; i < SECTIONS; i++) {
		if (calls[i])
			fprintf(out, "%u calls %" PRIu64 "\n", i, calls[i]);
	}
	for (size_t i = 0; i < CELLS; i++) {
		if (cells[i].instructions)
			fprintf(out, "%u %" PRIx64 " %" PRIu64 "\n", cells[i].section,
				cells[i].address, cells[i].instructions);
	}
	fclose(out);
}

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc,
								char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			path = strdup(argv[i] + 4);
	}
	if (!path)
		return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
