"""Values in files whose arrays stay there: processes map them, share them, and hold only what they touch."""

from __future__ import annotations

import os
import pickle
from mmap import ACCESS_READ, mmap
from typing import IO, Any

_ALIGNED = 64  # bytes


def write(value: object, stream: IO[bytes]) -> None:
    """Write a value at the place where a file stands: the rest of it first, then its arrays, which :func:`read` finds."""
    buffers: list[pickle.PickleBuffer] = []
    packed = pickle.dumps(value, 5, buffer_callback=buffers.append)
    arrays = [one.raw() for one in buffers]
    pickle.dump((packed, [one.nbytes for one in arrays]), stream)
    for one in arrays:
        stream.seek(-stream.tell() % _ALIGNED, os.SEEK_CUR)
        stream.write(one)


def read(stream: IO[bytes]) -> Any:
    """Read a value that :func:`write` wrote, as far as it is no array; the arrays are mapped and cannot be written to.

    Raises what pickle raises for a file that is none of ours or ends too early. Read only what this user wrote.
    """
    packed, sizes = pickle.load(stream)
    place = stream.tell()
    whole = memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ)) if sizes else memoryview(b"")
    buffers = []
    for size in sizes:
        place += -place % _ALIGNED
        buffers.append(whole[place : place + size])
        if len(buffers[-1]) < size:
            raise EOFError("the file ends within an array")
        place += size
    return pickle.loads(packed, buffers=buffers)
