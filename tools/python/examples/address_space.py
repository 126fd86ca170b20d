#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""address_space.py [PID] [PICTURE]: draws the memory of a process: each mapped page by node, in the order
of addresses, and how much memory is in folios of each order.

The cells (# %%) can be run one by one in a notebook or an editor. Needs numpy and matplotlib.
"""

# %% Read the page tables.
import os
import sys

import matplotlib
import numpy

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from rmm_client import Session, abi  # noqa: E402

pid = int(sys.argv[1]) if len(sys.argv) > 1 else os.getpid()
picture = sys.argv[2] if len(sys.argv) > 2 else "address_space.png"

with Session() as rmm, rmm.process(pid) as mm:
    page_size = rmm.info.page_size
    attributes = abi.PageAttribute.FOLIO | abi.PAGE_A_DEFAULT
    pages = mm.pages(attributes=attributes, required=abi.PageCategory.PRESENT).array()
    vmas = [(vma.record.start, os.fsdecode(vma.name)) for vma in mm.vmas(resident=False)]

mapped = pages[pages["node"] >= 0]
sizes = mapped["pages"].astype(numpy.int64) * page_size
print(f"{sizes.sum() // 1024} KiB mapped by {len(mapped)} entries in {len(vmas)} VMAs")

# %% How much is on each node, and in folios of each order.
by_node = numpy.bincount(mapped["node"], weights=sizes).astype(numpy.int64)
orders = mapped["order"]
known = orders != 0xFF
by_order = numpy.bincount(orders[known], weights=sizes[known]).astype(numpy.int64)
for node, size in enumerate(by_node):
    print(f"node {node}: {size // 1024} KiB")
for order, size in enumerate(by_order):
    if size:
        print(f"order {order}: {size // 1024} KiB")

# %% Draw it.
if not os.environ.get("DISPLAY") and "ipykernel" not in sys.modules:
    matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

figure, (places, folios) = pyplot.subplots(2, 1, figsize=(10, 6), layout="constrained")
position = numpy.cumsum(sizes) / (1 << 20)
for node in range(len(by_node)):
    here = mapped["node"] == node
    places.vlines(position[here], node - 0.4, node + 0.4, linewidth=0.5, label=f"node {node}")
places.set(title=f"process {pid}", xlabel="mapped memory in the order of addresses, MiB", ylabel="node",
           yticks=range(len(by_node)))
folios.bar(range(len(by_order)), by_order / 1024)
folios.set(xlabel="order of the folio", ylabel="KiB", yscale="symlog")
figure.savefig(picture)
print(f"drawn: {picture}")
