# SPDX-License-Identifier: GPL-2.0
"""Builds the package (PEP 517), so that an installation needs neither a network nor setuptools: pip asks for the
wheel of this directory, which is an archive of the modules and of what pyproject.toml says about them."""

import base64
import gzip
import hashlib
import io
import os
import tarfile
import tomllib
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
#: The modules of a wheel, and the other files that one is built from.
MODULES = ("rmm_client",)
SOURCES = ("pyproject.toml", "build_backend.py", "README.md", "LICENSE", "VERSION")
WHEEL = "Wheel-Version: 1.0\nGenerator: rmm\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
#: Archives have the time stamp of no file, so that the same sources make the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def read(name):
    with open(os.path.join(HERE, name), "rb") as file:
        return file.read()


def project():
    """The table `project` of pyproject.toml, with the version."""
    found = tomllib.loads(read("pyproject.toml").decode())["project"]
    return found | {"version": read("VERSION").decode().strip()}


def stem(about):
    return f"{about['name'].replace('-', '_')}-{about['version']}"


def metadata(about):
    """The file METADATA."""
    fields = [
        ("Metadata-Version", "2.4"),
        ("Name", about["name"]),
        ("Version", about["version"]),
        ("Summary", about["description"]),
        ("Keywords", ",".join(about["keywords"])),
        ("License-Expression", about["license"]),
        *(("License-File", name) for name in about["license-files"]),
        *(("Classifier", text) for text in about["classifiers"]),
        ("Requires-Python", about["requires-python"]),
    ]
    for extra, packages in about["optional-dependencies"].items():
        fields.append(("Provides-Extra", extra))
        fields += [("Requires-Dist", f'{package}; extra == "{extra}"') for package in packages]
    fields.append(("Description-Content-Type", "text/markdown; charset=UTF-8"))
    head = "".join(f"{name}: {value}\n" for name, value in fields)
    return head.encode() + b"\n" + read(about["readme"])


def module_files():
    """The files of the modules, without what Python has compiled."""
    for module in MODULES:
        for name in sorted(os.listdir(os.path.join(HERE, module))):
            if name.endswith((".py", ".typed")):
                yield f"{module}/{name}"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel and returns its name."""
    about = project()
    place = f"{stem(about)}.dist-info"
    files = {name: read(name) for name in module_files()}
    files[f"{place}/METADATA"] = metadata(about)
    files[f"{place}/WHEEL"] = WHEEL.encode()
    files |= {f"{place}/licenses/{name}": read(name) for name in about["license-files"]}
    record = ""
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        record += f"{name},sha256={digest},{len(data)}\n"
    files[f"{place}/RECORD"] = f"{record}{place}/RECORD,,\n".encode()
    wheel = f"{stem(about)}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    """Writes an archive of the sources, from which the wheel can be built, and returns its name."""
    about = project()
    files = {name: read(name) for name in (*SOURCES, *module_files())} | {"PKG-INFO": metadata(about)}
    sdist = f"{stem(about)}.tar.gz"
    # The packed file has no time and no name.
    with (open(os.path.join(sdist_directory, sdist), "wb") as file,
          gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
          tarfile.open(fileobj=packed, mode="w") as archive):
        for name, data in files.items():
            entry = tarfile.TarInfo(f"{stem(about)}/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return sdist
