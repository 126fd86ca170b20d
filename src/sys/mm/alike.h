/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_ALIKE_H
#define RMM_SHIM_MM_ALIKE_H

#include "mm/pattern.h"

unsigned long rmm_shim_count_entries(struct rmm_shim_pattern *pattern, const pte_t *ptep,
				     const pte_t *end, bool contiguous, unsigned long pfn);
unsigned long rmm_shim_count_attrs(struct rmm_shim_pattern *pattern, const pte_t *ptep,
				   const pte_t *end);
unsigned long rmm_shim_count_columns(struct rmm_shim_pattern *pattern, const pte_t *ptep,
				     const pte_t *end, struct rmm_shim_frame_counts *column);
unsigned long rmm_shim_count_records(struct rmm_shim_pattern *pattern, const pte_t *ptep,
				     const pte_t *end, struct rmm_shim_frame_counts *column);
unsigned long rmm_shim_count_others(struct rmm_shim_pattern *pattern, const pte_t *ptep,
				    const pte_t *end, enum rmm_shim_likeness likeness,
				    bool contiguous, unsigned long pfn,
				    struct rmm_shim_frame_counts *column);
unsigned long rmm_shim_count_folio(const struct rmm_shim_pattern *pattern, const pte_t *ptep,
				   const pte_t *end, u64 entry, const struct folio *folio,
				   bool contiguous);
unsigned long rmm_shim_count_empty(const pte_t *ptep, const pte_t *end,
				   struct rmm_shim_frame_counts *column);

#endif
