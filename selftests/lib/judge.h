/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a reader or caller was shown: "yes" for everything, "hidden" without page frames, reference
 * counts or kernel addresses, "own" for the own process only.
 */
#ifndef SELFTESTS_JUDGE_H
#define SELFTESTS_JUDGE_H

#include "calls.h"

/* @name: the file, or the file and the question that was written to it. */
const char *judge_text(const char *name, const char *text);

/* @records: the buffer of the call, cleared before it. */
const char *judge_call(const struct call *call, const union argument *arg, const void *records);

#endif
