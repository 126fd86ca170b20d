# SPDX-License-Identifier: GPL-2.0
"""Client of the Linux kernel module rmm: page tables, page frames, nodes, zones and memory cgroups
of a live kernel.

    from rmm_client import Session, abi

    with Session() as rmm, rmm.process(1234) as mm:
        for page in mm.pages(attributes=abi.PageAttribute.FOLIO):
            print(hex(page.addr), abi.PageKind.word(page.kind), page.known("node"))
        table = mm.pages().array()          # numpy, filled by the module

Records and names of values are those of include/rmm.h, docs/abi.md describes them.
"""

from . import abi
from .calls import Records
from .errors import (
    AccessDenied,
    HotplugBusy,
    InvalidRequest,
    MissingCapability,
    NoAddressSpace,
    NoProcess,
    NotLoaded,
    NoZone,
    RmmError,
    TargetGone,
    Unsupported,
    VersionMismatch,
)
from .process import AddressSpace, NamedVma, PageMappings, TranslatedAddress
from .session import NamedMemcg, Session, ZonePageBlock, text

__all__ = [
    "AccessDenied",
    "AddressSpace",
    "HotplugBusy",
    "InvalidRequest",
    "MissingCapability",
    "NamedMemcg",
    "NamedVma",
    "NoAddressSpace",
    "NoProcess",
    "NoZone",
    "NotLoaded",
    "PageMappings",
    "Records",
    "RmmError",
    "Session",
    "TargetGone",
    "TranslatedAddress",
    "Unsupported",
    "VersionMismatch",
    "ZonePageBlock",
    "abi",
    "text",
]
