/* SPDX-License-Identifier: GPL-2.0 */
/* Loads and unloads the module under test. */
#ifndef SELFTESTS_MODULE_H
#define SELFTESTS_MODULE_H

#include <stdbool.h>

/*
 * Finds the module: $RMM_KO, or rmm.ko in the directory above the program. Returns false if it cannot
 * be read.
 */
bool find_module(void);

/* The path of the module that was found. */
extern char module_path[512];

/* Returns 0, also if it is loaded, or the negative error. */
int load_module(void);

/* Returns the negative error: -EWOULDBLOCK while it is in use. */
int unload_module(void);

#endif
