# SPDX-License-Identifier: GPL-2.0
"""The zoo (samples/zoo.c): a process with every kind of mapping, and its own account of them."""

import json
import os
import subprocess

ZOO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../samples/zoo")


class RunningZoo:
    """A zoo that runs until the end of a `with` block."""

    def __enter__(self):
        self.process = subprocess.Popen([ZOO, "--configure"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self.process.pid
        account = json.load(self.process.stdout)
        self.exhibits = {exhibit["name"]: exhibit for exhibit in account["exhibits"] if "absent" not in exhibit}
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
