# SPDX-License-Identifier: GPL-2.0
"""Calls on a descriptor of the module, and requests that repeat a call until its range is done."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, Generic, TypeVar

from . import abi
from .declare import Record
from .errors import RmmError, call_error

#: Records of one call. A larger buffer does not make walks faster.
BATCH = 1024
#: A buffer that grew so far still does not hold the records: the module repeats itself.
MOST_RECORDS = 1 << 24

R = TypeVar("R", bound=Record)
A = TypeVar("A", bound=Record)


class Handle:
    """An open device, or the open address space of a process. It owns the descriptor and closes it
    with the last session, address space or request that uses it.
    """

    def __init__(self, descriptor: int, target: str | None = None) -> None:
        self.descriptor = descriptor
        #: Name of the process, for errors.
        self.target = target

    def close(self) -> None:
        # The number is given up first: after an error of close(2) it may belong to another file.
        descriptor, self.descriptor = self.descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __del__(self) -> None:
        self.close()

    def fileno(self) -> int:
        if self.descriptor < 0:
            raise ValueError("the session is closed")
        return self.descriptor

    def try_call(self, request: int, argument: A) -> tuple[int, A]:
        """Makes a call; returns its result and the argument as the module left it. A call that a
        signal interrupted is repeated once the handlers of Python have run.
        """
        argument.size = argument.SIZE  # type: ignore[attr-defined]
        data = bytearray(argument.to_bytes())
        while True:
            try:
                result = fcntl.ioctl(self.fileno(), request, data, True)
            except InterruptedError:
                continue
            return result, type(argument).from_bytes(data)

    def call(self, request: int, argument: A) -> A:
        """Makes a call, with errors of this library."""
        try:
            return self.try_call(request, argument)[1]
        except OSError as error:
            raise self.error(request, error) from error

    def error(self, request: int, error: OSError) -> RmmError:
        return call_error(request, self.target, error)


class Buffer:
    """Memory that a call fills, and its address."""

    def __init__(self, size: int) -> None:
        self.data = bytearray(size)
        self._view = (ctypes.c_char * size).from_buffer(self.data) if size else None
        self.address = ctypes.addressof(self._view) if self._view is not None else 0


class Records(Generic[R]):
    """The records of a request. Each iteration repeats the calls, and continues by itself where a
    call ended:

    - `for record in request` returns dataclasses, `request.tuples()` tuples,
    - `request.arrays()` returns a numpy array for each call, which the module has filled itself,
    - `request.array()` returns one array of everything.

    `cost` is that of the last iteration, if the call has one.
    """

    def __init__(
        self,
        handle: Handle,
        request: int,
        record: type[R],
        start: Record,
        resume: Callable[[Any, Any], bool],
    ) -> None:
        """`resume(argument, answer)` prepares `argument` for the next call, and returns whether one
        is needed.
        """
        self.record = record
        self.cost = abi.WalkCost()
        self._handle = handle
        self._request = request
        self._start = start.to_bytes()
        self._kind = type(start)
        self._resume = resume

    def _calls(self, take: Callable[[int], tuple[Any, int]]) -> Iterator[tuple[Any, int]]:
        """Makes the calls. `take(capacity)` returns a buffer and its address."""
        self.cost = abi.WalkCost()
        argument = self._kind.from_bytes(self._start)
        argument.record_size = self.record.SIZE  # type: ignore[attr-defined]
        capacity = BATCH
        while True:
            buffer, address = take(capacity)
            argument.buf, argument.capacity = address, capacity  # type: ignore[attr-defined]
            try:
                _, answer = self._handle.try_call(self._request, argument)
            except OSError as error:
                if error.errno == errno.ENOSPC and capacity < MOST_RECORDS:
                    capacity *= 4
                    continue
                raise self._handle.error(self._request, error) from error
            more = self._resume(argument, answer)
            if getattr(answer, "total", 0) > capacity and capacity < MOST_RECORDS:
                capacity *= 4
                continue
            add_cost(self.cost, getattr(answer, "cost", None))
            yield buffer, answer.count  # type: ignore[attr-defined]
            if not more:
                return

    def __iter__(self) -> Iterator[R]:
        for data in self._data():
            for at in range(0, len(data), self.record.SIZE):
                yield self.record.from_bytes(data, at)

    def tuples(self) -> Iterator[tuple[Any, ...]]:
        """The records as tuples, see `Record.struct`: several times as fast as dataclasses."""
        for data in self._data():
            yield from self.record.struct().iter_unpack(data)

    def _data(self) -> Iterator[memoryview]:
        """The bytes of the records of each call."""
        size = self.record.SIZE
        kept: dict[int, Buffer] = {}

        def take(capacity: int) -> tuple[Buffer, int]:
            buffer = kept.get(capacity) or Buffer(capacity * size)
            kept.clear()
            kept[capacity] = buffer
            return buffer, buffer.address

        for buffer, count in self._calls(take):
            yield memoryview(buffer.data)[: count * size]

    def arrays(self) -> Iterator[Any]:
        """A structured array for each call. Needs numpy."""
        import numpy

        kind = self.record.dtype()

        def take(capacity: int) -> tuple[Any, int]:
            array = numpy.empty(capacity, kind)
            return array, array.ctypes.data

        for array, count in self._calls(take):
            if count:
                yield array[:count]

    def array(self) -> Any:
        """One structured array of all records. Needs numpy."""
        import numpy

        found = list(self.arrays())
        return numpy.concatenate(found) if found else numpy.empty(0, self.record.dtype())


def to_end(argument: Any, answer: Any) -> bool:
    """The next step of a call with a range."""
    argument.start = answer.next
    argument.end = answer.end
    return bool(answer.next != answer.end)


def once(_argument: Any, _answer: Any) -> bool:
    """The next step of a call that returns everything."""
    return False


def one_call(
    handle: Handle, request: int, record: type[R], argument: A
) -> tuple[A, list[R]]:
    """The answer and the records of a call that returns everything."""
    answer = argument

    def keep(_: Any, returned: Any) -> bool:
        nonlocal answer
        answer = returned
        return False

    records = list(Records(handle, request, record, argument, keep))
    # The buffer does not outlive the call.
    answer.buf = 0  # type: ignore[attr-defined]
    return answer, records


def add_cost(total: abi.WalkCost, cost: abi.WalkCost | None) -> None:
    """Adds the cost of a call to that of a series."""
    if cost is None:
        return
    for field in fields(total):
        ours, theirs = getattr(total, field.name), getattr(cost, field.name)
        both = max(ours, theirs) if field.name == "longest_hold_ns" else ours + theirs
        setattr(total, field.name, both)


def add_up(records: Iterator[R], keys: tuple[str, ...]) -> list[R]:
    """Adds up records that agree in `keys`. An absent amount stays absent."""
    sums: dict[tuple[int, ...], R] = {}
    for record in records:
        key = tuple(getattr(record, name) for name in keys)
        known = sums.setdefault(key, record)
        if known is record:
            continue
        for name in record.field_names():
            if name in keys:
                continue
            ours, theirs = getattr(known, name), getattr(record, name)
            if isinstance(ours, tuple):
                total: Any = tuple(min(a + b, abi.ABSENT) for a, b in zip(ours, theirs))
            else:
                total = min(ours + theirs, abi.ABSENT)
            setattr(known, name, total)
    return list(sums.values())
