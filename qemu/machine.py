# SPDX-License-Identifier: GPL-2.0
"""Turns a machine description, qemu/machines/NAME.conf, into QEMU's arguments.

A file has lines `key = value`; `#` starts a comment. Keys:
  cpus       number of CPUs; each is a socket
  nodes      CPUS:MIB for each node; CPUS is 0, 0-1, or - for none
  distances  a row of distances for each node, separated by commas
  latency    ns from node 0 to each node (HMAT)
  bandwidth  MB/s from node 0 to each node (HMAT)
  cpu        options added to the CPU model
  dimms      number of slots for memory hotplug
  max        MiB of memory with all slots full
  bar        MiB of a PCI device behind an IOMMU that a process can map (VFIO)
  balloon    on: a balloon device that takes reports of free pages
  kernel     parameters added to the kernel's command line
  debug      MiB added to node 0 for the overhead of the debug kernel
"""
import os
import re

KEYS = {"cpus", "nodes", "distances", "latency", "bandwidth", "cpu", "dimms", "max", "bar",
        "balloon", "kernel", "debug"}


class BadMachine(Exception):
    pass


def load(directory, name):
    path = os.path.join(directory, name + ".conf")
    if not re.fullmatch(r"[a-z0-9_-]+", name) or not os.path.exists(path):
        names = sorted(f[:-5] for f in os.listdir(directory) if f.endswith(".conf"))
        raise BadMachine(f"no machine {name!r}: there are {', '.join(names)}")
    machine = {"cpu": "", "kernel": ""}
    with open(path) as lines:
        for number, line in enumerate(lines, 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            key, eq, value = (part.strip() for part in line.partition("="))
            if not eq or key not in KEYS:
                raise BadMachine(f"{path}:{number}: unknown line: {line}")
            machine[key] = value
    return machine


def accelerator(kvm, counting):
    """Counting: one thread executes all CPUs in turn, and an instruction takes 1 ns of the guest's time. The
    time stamp counter is the number of instructions executed. Idle time is skipped."""
    if counting:
        return ["-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off"]
    return ["-accel", "kvm"] if kvm else ["-accel", "tcg,thread=multi"]


def arguments(machine, kvm, debug=False, counting=False):
    """QEMU's arguments for this machine, without disks, ports and the kernel."""
    nodes = [node.split(":") for node in machine["nodes"].split()]
    if debug:
        nodes[0][1] = int(nodes[0][1]) + int(machine.get("debug", 0))
    total = sum(int(mib) for _, mib in nodes)
    memory = f"{total}M"
    if "dimms" in machine:
        memory += f",slots={machine['dimms']},maxmem={machine['max']}M"
    model = "host" if kvm else "max"
    if not kvm and not counting:
        # Emulated, `rep movsb` takes a step for each byte, and without these features memory is copied and
        # cleared by words, four times as fast. A counting guest executes what real CPUs do.
        model += ",-erms,-fsrm"
    if machine["cpu"]:
        model += "," + machine["cpu"]
    hmat = "latency" in machine
    # A socket for each CPU: the kernel warns at boot when a socket spans several nodes.
    args = ["-machine", "q35" + (",hmat=on" if hmat else ""), *accelerator(kvm, counting), "-cpu", model,
            "-smp", f"{machine['cpus']},sockets={machine['cpus']}", "-m", memory]
    for number, (cpus, mib) in enumerate(nodes):
        node = f"node,nodeid={number}"
        if cpus != "-":
            node += f",cpus={cpus}"
        elif hmat:
            node += ",initiator=0"
        if int(mib):
            args += ["-object", f"memory-backend-ram,id=node{number},size={mib}M"]
            node += f",memdev=node{number}"
        args += ["-numa", node]
    for src, row in enumerate(machine.get("distances", "").split(",")):
        for dst, distance in enumerate(row.split()):
            args += ["-numa", f"dist,src={src},dst={dst},val={distance}"]
    for key, kind, unit in (("latency", "access-latency", ""), ("bandwidth", "access-bandwidth", "M")):
        for node, value in enumerate(machine.get(key, "").split()):
            args += ["-numa", f"hmat-lb,initiator=0,target={node},hierarchy=memory,"
                     f"data-type={kind},{key}={value}{unit}"]
    if "bar" in machine:
        args += ["-device", "intel-iommu", "-object",
                 f"memory-backend-ram,id=bar,size={machine['bar']}M,share=on",
                 "-device", "ivshmem-plain,memdev=bar"]
    if machine.get("balloon") == "on":
        args += ["-device", "virtio-balloon-pci,free-page-reporting=on"]
    return args
