#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_python_package.py [TOP]: installs tools/python into an empty directory, with pip where Python has it, else
by unpacking the wheel of the package's own backend, as pip does. It reports a module that was left out, a wrong
checksum or version, an import or a call that fails without the sources, and an archive of the sources that makes
another wheel."""

import base64
import csv
import filecmp
import hashlib
import importlib.metadata
import importlib.util
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile

NAME = "rmm-client"
#: Run in the directory of the installation, without the environment and the packages of the user.
USE = """
import os, sys
sys.path.insert(0, sys.argv[1])
import rmm_client
from rmm_client import NotLoaded, RmmError, Session, abi, text
assert os.path.dirname(rmm_client.__file__) == os.path.join(sys.argv[1], "rmm_client"), rmm_client.__file__
assert abi.PageKind.word(1) == "anon", abi.PageKind.word(1)
assert text(b"sleep\\0\\0") == "sleep", text(b"sleep\\0\\0")
try:
    Session("/dev/null/none")
except OSError as error:
    assert isinstance(error, RmmError), error
else:
    raise AssertionError("a session of a device that does not exist")
"""


def run(*words, **more):
    """The error output of a program that failed, else None."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, **more)
    return (done.stdout + done.stderr).strip() if done.returncode else None


def backend_of(sources):
    """The module of a directory that builds the package."""
    spec = importlib.util.spec_from_file_location("build_backend", os.path.join(sources, "build_backend.py"))
    backend = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(backend)
    return backend


def check_sources(backend, wheel, place):
    """Builds the wheel from the archive of the sources."""
    with tarfile.open(os.path.join(place, backend.build_sdist(place))) as archive:
        archive.extractall(place, filter="data")
        top = archive.getnames()[0].split("/")[0]
    again = os.path.join(place, "again")
    os.mkdir(again)
    again = os.path.join(again, backend_of(os.path.join(place, top)).build_wheel(again))
    if not filecmp.cmp(wheel, again, shallow=False):
        yield f"{os.path.basename(wheel)}: another one from the archive of the sources"


def check_record(archive):
    """Files whose checksum or size differs from RECORD, or that are missing there."""
    record = next(name for name in archive.namelist() if name.endswith(".dist-info/RECORD"))
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(archive.read(record).decode()))}
    for name in archive.namelist():
        data = archive.read(name)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        wanted = ["", ""] if name == record else [f"sha256={digest}", str(len(data))]
        if rows.pop(name, None) != wanted:
            yield f"{name}: RECORD does not have {wanted}"
    yield from (f"{name}: in RECORD only" for name in rows)


def check_installed(sources, target):
    """Findings about an installation."""
    found = next(iter(importlib.metadata.distributions(name=NAME, path=[target])), None)
    if not found:
        yield f"{target} has no distribution {NAME}"
        return
    with open(os.path.join(sources, "VERSION"), encoding="utf-8") as file:
        version = file.read().strip()
    if found.version != version:
        yield f"version {found.version}, {version} wanted"
    for name in sorted(os.listdir(os.path.join(sources, "rmm_client"))):
        if not name.startswith("__pycache__") and not os.path.exists(os.path.join(target, "rmm_client", name)):
            yield f"rmm_client/{name} was not installed"
    failed = run(sys.executable, "-I", "-B", "-c", USE, target, cwd=target)
    if failed:
        yield failed


def check(top):
    sources = os.path.join(os.path.abspath(top), "tools/python")
    with tempfile.TemporaryDirectory() as place:
        target = os.path.join(place, "target")
        backend = backend_of(sources)
        wheel = os.path.join(place, backend.build_wheel(place))
        yield from check_sources(backend, wheel, place)
        with zipfile.ZipFile(wheel) as archive:
            yield from check_record(archive)
            if importlib.util.find_spec("pip"):
                # The sources, so that pip calls the backend. It needs no index, because nothing is required.
                failed = run(sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-build-isolation",
                             "--no-deps", "--target", target, sources)
                if failed:
                    yield failed
                    return
            else:
                archive.extractall(target)
        yield from check_installed(sources, target)


def main():
    findings = list(check(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
