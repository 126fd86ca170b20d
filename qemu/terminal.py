# SPDX-License-Identifier: GPL-2.0
"""The terminal that qemu/run --shell lends to the guest: it is raw while the guest has it, so every key
goes there, and the guest learns the size of its window.
"""
import fcntl
import os
import selectors
import shlex
import signal
import socket
import struct
import termios
import tty

STDIN = 0
# Ctrl-], three times in a row: ends a guest that no longer answers.
END_KEY, END_COUNT = 0x1d, 3
# Typed bytes that wait for the guest; further ones wait in the kernel's terminal.
MOST_PENDING = 65536


class Terminal:
    """Copies between stdin and the guest's port `terminal`; window sizes go to the port `size`."""

    def __init__(self, port, size_port):
        self.port, self.size_port = port, size_port
        self.pending = b""
        self.end_keys = 0
        self.watch = self.saved = None
        signal.signal(signal.SIGWINCH, lambda *_: self.send_size())
        self.send_size()

    def send_size(self):
        rows, columns, _, _ = struct.unpack("HHHH", fcntl.ioctl(STDIN, termios.TIOCGWINSZ, bytes(8)))
        try:
            self.size_port.send(f"{rows or 24} {columns or 80}\n".encode(), socket.MSG_DONTWAIT)
        except OSError:
            pass

    def attach(self, watch):
        """Gives the keyboard to the guest, with the keys that were typed during boot."""
        self.watch = watch
        self.saved = termios.tcgetattr(STDIN)
        tty.setraw(STDIN, termios.TCSADRAIN)
        watch.register(STDIN, selectors.EVENT_READ, "stdin")

    def detach(self):
        """Gives the keyboard back."""
        if self.saved:
            signal.signal(signal.SIGWINCH, signal.SIG_IGN)
            self.stop_reading()
            termios.tcsetattr(STDIN, termios.TCSADRAIN, self.saved)
            self.saved = None

    def stop_reading(self):
        if STDIN in self.watch.get_map():
            self.watch.unregister(STDIN)

    def typed(self):
        """Sends what was typed. Returns False if that ends the guest."""
        data = os.read(STDIN, 4096)
        if not data:
            return False
        for byte in data:
            self.end_keys = self.end_keys + 1 if byte == END_KEY else 0
            if self.end_keys == END_COUNT:
                return False
        self.pending += data
        self.send()
        return True

    def send(self):
        """Sends pending bytes as far as the port takes them, without waiting: the guest may itself wait
        until its output is read."""
        try:
            self.pending = self.pending[self.port.send(self.pending, socket.MSG_DONTWAIT):]
        except BlockingIOError:
            pass
        except OSError:
            self.pending = b""
        if self.port in self.watch.get_map():
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.pending else 0)
            self.watch.modify(self.port, events, "terminal")
        if len(self.pending) >= MOST_PENDING:
            self.stop_reading()
        elif self.saved and STDIN not in self.watch.get_map():
            self.watch.register(STDIN, selectors.EVENT_READ, "stdin")


def guest_command(options):
    """The shell line that runs options.command, or a shell, on a terminal in the guest."""
    words = ["exec", "env"]
    # The guest has no locale but C.UTF-8; programs with Chinese texts of their own look at LANG.
    if options.locale.split(".")[0].split("_")[0] == "zh":
        words += ["-u", "LC_ALL", "LANG=zh_CN.UTF-8", "LC_CTYPE=C.UTF-8"]
    words += [f"TERM={os.environ.get('TERM') or 'dumb'}", f"RMM_MACHINE={options.machine}",
              "python3", "-B", "/rmm/.job/terminal"]
    words += ["sh", "/rmm/.job/line"] if options.command else ["bash", "--rcfile", "/rmm/.job/bashrc"]
    return shlex.join(words)
