# SPDX-License-Identifier: GPL-2.0
"""Keyword arguments of requests. Their names are those of fields of the request's argument."""

from __future__ import annotations

from typing import TypedDict


class FilterOptions(TypedDict, total=False):
    """What walks and lists of page frames have in common. A filter of 0 passes everything."""

    #: Bits of PageAttribute, ExtentAttribute or FrameAttribute: what is read besides the basics.
    attributes: int
    #: Bit n passes PageKind n, or FrameKind n.
    kinds: int
    #: Bit n passes pages of folios of order n, or frames of folios and free blocks of order n.
    orders: int
    #: Time limit of one call in µs.
    budget_us: int


class WalkOptions(FilterOptions, total=False):
    """What a walk returns, as fields of WalkArgs."""

    #: Of extents, bits of PageCategory in which the entries of an extent agree.
    returned: int
    #: Bits of PageCategory that must all be set, after `inverted` is applied.
    required: int
    #: Categories whose value is inverted before the comparison.
    inverted: int
    #: Categories of which at least one must be set, after `inverted` is applied.
    any_of: int
    #: Bit n passes pages on node n, bit 63 those on all nodes from 63 on.
    nodes: int
    #: Bit n passes entries at TableLevel n.
    levels: int
    #: Bit n passes pages of folios with n younger MGLRU generations.
    ages: int


class FramesOptions(FilterOptions, total=False):
    """Which page frames to return, as fields of PfnsArgs."""

    #: KPF_* of linux/kernel-page-flags.h that must all be set.
    kpf_required: int
    #: KPF_* of which none may be set.
    kpf_excluded: int
    #: KPF_* of which at least one must be set.
    kpf_any: int
