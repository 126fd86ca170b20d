# SPDX-License-Identifier: GPL-2.0
"""Programs of other projects that tests start."""

import glob
import os
import shutil
import socket
import subprocess
import tempfile

from lib.files import read

# Seconds until a program is ready: emulated machines are slow.
READY_S = 300


class Absent(Exception):
    """The program is not installed."""


def find_program(pattern):
    """The last path that matches, which is the newest version."""
    found = sorted(glob.glob(pattern))
    if not found:
        raise Absent(f"{pattern} is not installed")
    return found[-1]


class ProgramHome:
    """A directory with a socket on which programs notify that they are ready, as systemd's. They run in
    `cgroup`, if it is given."""

    def __init__(self, cgroup=None):
        self.cgroup = cgroup
        self.path = tempfile.mkdtemp(prefix="rmm-programs-", dir="/dev/shm")
        os.chmod(self.path, 0o777)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(READY_S)
        self.socket.bind(self.path + "/notify")
        os.chmod(self.path + "/notify", 0o777)
        self.children = []

    def start(self, arguments, ready=True, stdout=subprocess.DEVNULL):
        """Starts a program; waits for its READY=1."""
        environment = dict(os.environ, NOTIFY_SOCKET=self.path + "/notify", TZ="GMT")
        into = f'echo $$ >{self.cgroup}/cgroup.procs && exec "$@"' if self.cgroup else 'exec "$@"'
        child = subprocess.Popen(["sh", "-c", into, "sh", *arguments], cwd=self.path,
                                 env=environment, stdin=subprocess.PIPE, stdout=stdout)
        self.children.append(child)
        while ready and b"READY=1" not in self.socket.recv(4096).split():
            pass
        return child

    def end(self):
        for child in self.children[::-1]:
            child.kill()
            child.wait()
        shutil.rmtree(self.path, ignore_errors=True)


def redis(home):
    """A server with 20,000 keys."""
    server = home.start([find_program("/usr/bin/redis-server"), "--port", "0", "--unixsocket",
                         home.path + "/redis", "--save", "", "--dir", home.path, "--supervised",
                         "systemd", "--enable-debug-command", "yes"])
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(READY_S)
        client.connect(home.path + "/redis")
        client.sendall(b"DEBUG POPULATE 20000 key 200\r\n")
        assert client.recv(64).startswith(b"+OK")
    return [server.pid]


def postgres(home):
    """A server with a table, and a client. Uses a copy of the cluster that Debian's package creates: initdb
    takes minutes."""
    programs = os.path.dirname(find_program("/usr/lib/postgresql/*/bin/postgres"))
    data = home.path + "/data"
    subprocess.run(["cp", "-a", find_program("/var/lib/postgresql/*/main"), data], check=True)
    with open(data + "/hba", "w") as hba:
        hba.write("local all all trust\n")
    with open(data + "/postgresql.conf", "w") as settings:
        settings.write(f"hba_file = '{data}/hba'\nunix_socket_directories = '{home.path}'\n"
                       "listen_addresses = ''\nfsync = off\nautovacuum = off\n"
                       "shared_buffers = 8MB\nmax_connections = 8\nlog_min_messages = fatal\n")
    server = home.start(["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
                         programs + "/postgres", "-D", data])
    client = home.start([programs + "/psql", "-qAtX", "-h", home.path, "-U", "postgres"],
                        ready=False, stdout=subprocess.PIPE)
    client.stdin.write(b"create table t as select n, repeat('x', 100) from generate_series(1, 20000) n;"
                       b"select count(*) from t;\n")
    client.stdin.flush()
    assert client.stdout.readline() == b"20000\n"
    # With the backend of the client.
    children = read(f"/proc/{server.pid}/task/{server.pid}/children").split()
    return [server.pid, *map(int, children)]
