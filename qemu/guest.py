# SPDX-License-Identifier: GPL-2.0
"""Runs one guest: packs the job, starts QEMU, forwards the output, enforces the timeout and
checks the console for kernel reports. Called by qemu/run, in the toolchain root.
"""
import argparse
import ctypes
import math
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time

import console
import machine
import terminal
from monitor import Monitor

SPLAT, TIMEOUT, NO_GUEST = 99, 124, 125
BOOTS = 4
PR_SET_PDEATHSIG = 1

# Oopses and hangs end the guest after the full report. Warnings do not, so that the tests after
# them still run; they fail the run.
COMMAND_LINE = (
    "console=ttyS0 panic=-1 oops=panic tsc=reliable no_timer_check unknown_nmi_panic "
    "hung_task_panic=1 softlockup_panic=1 sysctl.kernel.hung_task_timeout_secs=60 "
    "sysctl.kernel.watchdog_thresh=30 rcupdate.rcu_cpu_stall_timeout=60 "
    "sysctl.kernel.panic_on_rcu_stall=1 panic_sys_info=all_bt,blocked_tasks random.trust_cpu=on rdinit=/init"
)
# A counting guest skips idle time, so a task may wait for the host for any time of the guest. It boots without
# two loops that spin, which takes minutes there: PAUSE leaves QEMU's loop of translated code.
COUNTING_COMMAND_LINE = "sysctl.kernel.hung_task_timeout_secs=0 nolapic_timer cpu_init_udelay=0"
DEBUG_COMMAND_LINE = "kmemleak=on page_table_check=on kasan.fault=report"


def say(text):
    print(f"qemu/run: {text}", file=sys.stderr, flush=True)


def pack(path, options):
    """Writes the job to a tar: the files built for this kernel, the command and its settings."""
    job = os.path.join(options.dir, "job")
    os.mkdir(job)
    line = " ".join(options.command)
    if options.shell:
        for name in ("terminal", "bashrc"):
            shutil.copy(os.path.join(options.lab, "guest", name), job)
        with open(os.path.join(job, "line"), "w") as out:
            out.write(line + "\n")
        line = terminal.guest_command(options)
    with open(os.path.join(job, "command"), "w") as out:
        out.write(line + "\n")
    with open(os.path.join(job, "settings"), "w") as out:
        out.write(f"module={int(options.module)}\nleak_check={int(options.leaks)}\n"
                  f"export RMM_ABSENT='{options.absent}'\n")
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as tar:
        tar.add(job, ".job")
        module = os.path.join(options.built, "rmm.ko")
        if os.path.exists(module):
            tar.add(module, "rmm.ko")
        if os.path.isdir(options.user):
            for name in sorted(os.listdir(options.user)):
                tar.add(os.path.join(options.user, name), name)


def start(args, fds, quiet):
    def die_with_parent():
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    return subprocess.Popen(args, pass_fds=fds, stdin=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL if quiet else None, preexec_fn=die_with_parent)


class Guest:
    PORTS = ("out", "err", "exit", "host")
    TERMINAL_PORTS = ("terminal", "size")

    def __init__(self, options, kvm, job, timeout, quiet=False):
        self.options = options
        self.log = os.path.join(options.dir, "console")
        self.deadline = time.monotonic() + timeout
        self.sockets = {}
        self.lines = {"exit": b"", "host": b""}
        self.started = False
        self.discarded = False
        self.status = None
        self.timed_out = False
        self.ended_by_key = False
        self.watch = selectors.DefaultSelector()
        self.shape = machine.load(os.path.join(options.lab, "machines"), options.machine)
        self.ports = self.PORTS + (self.TERMINAL_PORTS if options.shell else ())
        fds = []
        for name in (*self.ports, "qmp"):
            ours, theirs = socket.socketpair()
            self.sockets[name] = ours
            fds.append(theirs)
        self.qemu = start(self.arguments(kvm, job, [s.fileno() for s in fds]), [s.fileno() for s in fds], quiet)
        for theirs in fds:
            theirs.close()
        self.monitor = Monitor(self.sockets["qmp"])
        self.terminal = None
        if options.shell:
            self.terminal = terminal.Terminal(self.sockets["terminal"], self.sockets["size"])

    def arguments(self, kvm, job, fds):
        boot, cache = self.options.boot, self.options.cache
        counting, debug = self.options.count, self.options.debug
        line = f"{COMMAND_LINE} {self.shape['kernel']}"
        if debug:
            line += " " + DEBUG_COMMAND_LINE
        if counting:
            line += " " + COUNTING_COMMAND_LINE
        line += " " + self.options.append
        args = ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
                *machine.arguments(self.shape, kvm, debug, counting),
                "-kernel", f"{boot}/vmlinuz", "-initrd", f"{boot}/initramfs.img", "-append", line,
                "-serial", f"file:{self.log}",
                "-drive", f"file={cache}/guest/root.img,format=raw,if=none,id=root,snapshot=on,cache=unsafe",
                "-device", "virtio-blk-pci,drive=root",
                "-drive", f"file={job},format=raw,if=none,id=job,readonly=on",
                "-device", "virtio-blk-pci,drive=job",
                "-chardev", f"socket,id=qmp,fd={fds[-1]}", "-mon", "chardev=qmp,mode=control",
                "-device", "virtio-serial-pci"]
        if self.options.plugin:
            args += ["-plugin", self.options.plugin]
        for name, fd in zip(self.ports, fds):
            args += ["-chardev", f"socket,id={name},fd={fd}", "-device", f"virtserialport,chardev={name},name={name}"]
        return args

    def run(self):
        """Forwards the output until QEMU ends or the timeout expires."""
        try:
            self.forward()
        finally:
            if self.terminal:
                self.terminal.detach()
        self.qemu.wait()

    def forward(self):
        for name, sock in self.sockets.items():
            self.watch.register(sock, selectors.EVENT_READ, name)
        open_sockets = set(self.sockets.values())
        while open_sockets:
            left = self.deadline - time.monotonic()
            if left <= 0:
                self.give_up()
                break
            for key, events in self.watch.select(min(left, 1)):
                if key.data == "stdin":
                    if not self.terminal.typed():
                        self.ended_by_key = True
                        self.qemu.kill()
                    continue
                if events & selectors.EVENT_WRITE:
                    self.terminal.send()
                if not events & selectors.EVENT_READ:
                    continue
                try:
                    data = key.fileobj.recv(65536)
                except ConnectionError:
                    data = b""
                if data:
                    self.receive(key.data, data)
                else:
                    self.watch.unregister(key.fileobj)
                    open_sockets.remove(key.fileobj)

    def receive(self, name, data):
        if name in ("out", "err", "terminal"):
            if self.discarded:
                return
            stream = 2 if name == "err" else 1
            while data:
                data = data[os.write(stream, data):]
        elif name == "qmp":
            self.monitor.receive(data)
        else:
            self.lines[name] += data
            while b"\n" in self.lines[name]:
                line, self.lines[name] = self.lines[name].split(b"\n", 1)
                self.line(name, line.decode(errors="replace").split())

    def line(self, name, words):
        if name == "host":
            self.monitor.dimm(words, lambda answer: self.sockets["host"].sendall(answer.encode() + b"\n"))
        elif words[:1] == ["start"]:
            self.started = True
            self.discarded = self.reported_at_boot()
            if self.discarded:
                self.qemu.kill()
            elif self.terminal:
                self.terminal.attach(self.watch)
        elif words[:1] == ["exit"]:
            self.status = int(words[1])

    def reported_at_boot(self):
        """Whether the kernel printed a report before it loaded the module, which did not cause it."""
        before, loaded, _ = self.console().partition("rmm: loading out-of-tree module")
        return bool(loaded and console.splats(before))

    def give_up(self):
        """Ends the guest after an NMI, which makes the kernel print the stack of each CPU."""
        self.timed_out = True
        self.monitor.send("inject-nmi")
        try:
            self.qemu.wait(5)
        except subprocess.TimeoutExpired:
            self.qemu.kill()

    def console(self):
        try:
            with open(self.log, errors="replace") as text:
                return text.read().replace("\r", "")
        except FileNotFoundError:
            return ""


def verdict(guest, timeout):
    """The exit status; prints the kernel reports or why the guest failed."""
    text = guest.console()
    reports = console.splats(text)
    if guest.ended_by_key and not reports:
        say("the guest was ended from the keyboard")
        return 128 + signal.SIGKILL
    gone = guest.status is None and not guest.timed_out
    if not reports and not gone and not guest.timed_out:
        if guest.status != NO_GUEST:
            return guest.status
    kept = keep_log(guest)
    if guest.timed_out:
        say(f"the guest did not finish in {timeout} s")
    for report in reports[:5]:
        print("\n".join("    | " + line for line in report), file=sys.stderr)
    if not reports and (gone or guest.timed_out):
        print("\n".join("    | " + line for line in text.splitlines()[-25:]), file=sys.stderr)
    if reports:
        say(f"the kernel printed {len(reports)} report(s) of errors")
    elif gone:
        say("the guest ended " + ("during the command" if guest.started else "before the command"))
    say(f"console: {kept}")
    if guest.timed_out:
        return TIMEOUT
    if reports and console.is_of_the_emulator(reports[0]):
        say("QEMU executed a breakpoint that the kernel had patched away: run it again")
        return NO_GUEST
    return SPLAT if reports else NO_GUEST


def keep_log(guest):
    options = guest.options
    name = f"console-{options.kernel}-{options.machine}-{os.path.basename(options.dir).split('.')[-1]}.log"
    directory = os.path.join(options.cache, "log")
    kept = os.path.join(directory, name)
    if os.path.exists(guest.log):
        shutil.copy(guest.log, kept)
    old = sorted((os.path.join(directory, f) for f in os.listdir(directory) if f.startswith("console-")),
                 key=os.path.getmtime)
    for path in old[:-50]:
        os.unlink(path)
    return kept


def kvm_serves(options, job):
    """Whether a guest boots with KVM. Tried once per boot of the host and per kernel."""
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return False
    with open("/proc/sys/kernel/random/boot_id") as boot_id:
        key = f"{boot_id.read().strip()} {options.boot}"
    answer = os.path.join(options.cache, "guest", "kvm-" + options.kernel)
    try:
        with open(answer) as known:
            cached_key, result = known.read().rsplit(" ", 1)
            if cached_key == key:
                return result == "yes"
    except (OSError, ValueError):
        pass
    result = "yes" if probe(options, job) else "no"
    with open(f"{answer}.{os.getpid()}", "w") as out:
        out.write(f"{key} {result}")
    os.rename(f"{answer}.{os.getpid()}", answer)
    return result == "yes"


def probe(options, job):
    trial = argparse.Namespace(**vars(options))
    trial.module, trial.leaks, trial.machine, trial.command = False, False, "uma", ["true"]
    trial.shell = False
    trial.dir = os.path.join(options.dir, "probe")
    os.mkdir(trial.dir)
    path = os.path.join(trial.dir, "job.tar")
    pack(path, trial)
    try:
        guest = Guest(trial, True, path, 20, quiet=True)
        guest.run()
        return guest.status == 0 and not console.splats(guest.console())
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser()
    for name in ("lab", "boot", "cache", "dir", "built", "user"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--kernel", default="stock")
    parser.add_argument("--debug", action="store_true")
    parser.add_argument("--absent", default="")
    parser.add_argument("--machine", default="uma")
    parser.add_argument("--timeout", type=int)
    parser.add_argument("--no-module", dest="module", action="store_false")
    parser.add_argument("--leaks", action="store_true")
    parser.add_argument("--shell", action="store_true")
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--append", default="")
    parser.add_argument("--plugin", default="")
    parser.add_argument("--locale", default="")
    parser.add_argument("command", nargs="*")
    options = parser.parse_args()
    is_slow = options.debug or options.count
    timeout = options.timeout or (math.inf if options.shell else 900 if is_slow else 300)
    if options.module and not os.path.exists(os.path.join(options.built, "rmm.ko")):
        say(f"{options.built}/rmm.ko is not built: run 'make {options.kernel}' (or use --no-module)")
        return NO_GUEST
    os.environ["TMPDIR"] = options.dir
    job = os.path.join(options.dir, "job.tar")
    try:
        machine.load(os.path.join(options.lab, "machines"), options.machine)
        pack(job, options)
        for boot in range(1, BOOTS + 1):
            guest = Guest(options, not options.count and kvm_serves(options, job), job, timeout)
            guest.run()
            if not guest.discarded or boot == BOOTS:
                break
            say(f"the kernel printed a report before it loaded rmm ({keep_log(guest)}): booting again")
    except BrokenPipeError:
        guest.qemu.kill()
        return 128 + signal.SIGPIPE
    except (machine.BadMachine, OSError) as error:
        say(str(error))
        return NO_GUEST
    return verdict(guest, timeout)


if __name__ == "__main__":
    sys.exit(main())
