# SPDX-License-Identifier: GPL-2.0
"""What the classes of abi.py are made of: records and named values."""

from __future__ import annotations

from struct import Struct, calcsize, error as StructError
from collections.abc import Iterator
from dataclasses import fields
from enum import KEEP, IntEnum, IntFlag
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self

#: An array of bytes in a record. Records have fields of the name `bytes`.
RawBytes = bytes


#: Signed fields of which -1 says that there is none.
NONE_IS_MINUS_1 = frozenset(("node", "owner", "policy_home_node", "largest_order"))


class NamedValue(IntEnum):
    """A value of a field. `text` is the word that the text files use for it."""

    text: str

    def __new__(cls, value: int, text: str, doc: str) -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.text = text
        member.__doc__ = doc
        return member

    @classmethod
    def word(cls, value: int) -> str:
        """The word of a value; its number if this version of the library does not know it."""
        try:
            return cls(value).text  # type: ignore[call-arg]
        except ValueError:
            return str(value)


class NamedBits(IntFlag, boundary=KEEP):
    """Bits of a field. `text` is the word that the text files use for a bit."""

    text: str

    def __new__(cls, value: int, text: str, doc: str) -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.text = text
        member.__doc__ = doc
        return member

    @classmethod
    def words(cls, value: int) -> list[str]:
        """The words of the bits that are set. A bit that this version of the library does not know
        has its number for a word.
        """
        known = {int(bit): bit.text for bit in cls}
        bits = (1 << shift for shift in range(int(value).bit_length()))
        return [known.get(bit, f"bit {bit.bit_length() - 1}") for bit in bits if value & bit]


class FieldLayout(NamedTuple):
    """Where a field of a record is."""

    name: str
    #: A format of `struct` for an integer, or the class of a nested record.
    item: str | type[Record]
    #: Number of elements of an array, or 0.
    length: int
    #: Offset in bytes.
    offset: int


class Record:
    """A structure that crosses the user boundary, as a dataclass. Its fields are numbers as the
    module returns them: an unknown one is ABSENT, which `known` turns into None.
    """

    __slots__ = ()
    C_NAME: ClassVar[str]
    SIZE: ClassVar[int]
    LAYOUT: ClassVar[tuple[FieldLayout, ...]]

    @classmethod
    def from_bytes(cls, data: Any, offset: int = 0) -> Self:
        """The record whose bytes begin at `offset`."""
        values = iter(_format(_key(cls)).unpack_from(data, offset))
        return cls._take(values)

    @classmethod
    def _take(cls, values: Iterator[Any]) -> Self:
        if _is_flat(_key(cls)):
            return cls(*(next(values) for _ in cls.LAYOUT))
        taken: list[Any] = []
        for _, item, count, _ in cls.LAYOUT:
            if item == "B" and count:
                taken.append(next(values))
            elif isinstance(item, str):
                taken.append(tuple(next(values) for _ in range(count)) if count else next(values))
            elif count:
                taken.append(tuple(item._take(values) for _ in range(count)))
            else:
                taken.append(item._take(values))
        return cls(*taken)

    def to_bytes(self) -> bytes:
        """The bytes of the record.

        Raises ValueError for a number that its field cannot hold.
        """
        try:
            return _format(_key(type(self))).pack(*self._values())
        except StructError as error:
            raise ValueError(f"{self.C_NAME}: {self._misfit() or error}") from error

    def _misfit(self) -> str | None:
        """Which number of the record does not fit into its field."""
        for name, item, count, _ in self.LAYOUT:
            value = getattr(self, name)
            if not isinstance(item, str):
                continue
            for number in value if count else (value,):
                try:
                    Struct("<" + item).pack(number)
                except StructError:
                    kind = "signed" if item.islower() else "unsigned"
                    return f"{name} is {number!r}, no {kind} number of {8 * calcsize(item)} bits"
        return None

    def _values(self) -> Iterator[Any]:
        for name, item, count, _ in self.LAYOUT:
            value = getattr(self, name)
            if item == "B" and count:
                yield value
            elif isinstance(item, str):
                yield from value if count else (value,)
            else:
                for record in value if count else (value,):
                    yield from record._values()

    def known(self, name: str) -> int | None:
        """A number of the record, or None if it is absent. An unsigned number is absent if all of
        its bits are set; a node, an owner and the order of the largest free block if it is -1. Other
        signed numbers are differences, which may be negative.
        """
        value = getattr(self, name)
        return None if value == _absent_values(_key(type(self))).get(name) else value

    @classmethod
    def struct(cls) -> Struct:
        """The record as a format of the module `struct`. Elements of arrays are values of their own,
        except bytes.
        """
        return _format(_key(cls))

    @classmethod
    def dtype(cls) -> Any:
        """The numpy type of the record. Needs numpy."""
        return _dtype(_key(cls))

    @classmethod
    def field_names(cls) -> list[str]:
        """The names of the fields in order."""
        return [field.name for field in fields(cls)]  # type: ignore[arg-type]


def _key(record: type[Record]) -> Any:
    """A class as the key of a cache. Type checkers take it for one of its instances, which have no
    hash.
    """
    return record


def _codes(record: type[Record]) -> str:
    codes = ""
    for _, item, count, _ in record.LAYOUT:
        if item == "B" and count:
            codes += f"{count}s"
        elif isinstance(item, str):
            codes += item * max(count, 1)
        else:
            codes += _codes(item) * max(count, 1)
    return codes


@cache
def _format(record: Any) -> Struct:
    return Struct("<" + _codes(record))


@cache
def _is_flat(record: Any) -> bool:
    return all(isinstance(item, str) and not count for _, item, count, _ in record.LAYOUT)


@cache
def _absent_values(record: Any) -> dict[str, int]:
    """The value that stands for an absent number, by field."""
    numbers = {
        name: (1 << 8 * calcsize(item)) - 1
        for name, item, count, _ in record.LAYOUT
        if isinstance(item, str) and item in "BHIQ" and not count
    }
    signed = (name for name, item, _, _ in record.LAYOUT if item == "i")
    return numbers | dict.fromkeys(NONE_IS_MINUS_1.intersection(signed), -1)


@cache
def _dtype(record: Any) -> Any:
    import numpy

    types = [
        numpy.dtype("<" + item) if isinstance(item, str) else _dtype(_key(item))
        for _, item, _, _ in record.LAYOUT
    ]
    return numpy.dtype(
        {
            "names": [layout.name for layout in record.LAYOUT],
            "formats": [
                (kind, (layout.length,)) if layout.length else kind
                for kind, layout in zip(types, record.LAYOUT)
            ],
            "offsets": [layout.offset for layout in record.LAYOUT],
            "itemsize": record.SIZE,
        }
    )
