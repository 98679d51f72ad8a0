"""The tables of one import as one block of bytes, the form in which the database keeps raw input.

An Arrow stream whose two columns are a table's name and that table as a zstd-compressed Arrow file.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

_NAME, _TABLE = "name", "table"
_PACKED = pa.schema([(_NAME, pa.string()), (_TABLE, pa.large_binary())])
_COMPRESSED = pa.ipc.IpcWriteOptions(compression="zstd")


def pack(tables: Mapping[str, pa.Table]) -> bytes:
    """The tables, in the order of their names, as one payload; equal tables give equal bytes."""
    names = sorted(tables)
    columns = [pa.array(names, pa.string()), pa.array([_written(tables[name]) for name in names], pa.large_binary())]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, _PACKED) as writer:
        writer.write_batch(pa.record_batch(columns, _PACKED))
    return bytes(sink.getvalue())


def unpack(payload: bytes) -> dict[str, pa.Table]:
    """The tables of a payload by name.

    Raises `ValueError` when the bytes are not a payload made by `pack`.
    """
    try:
        with pa.ipc.open_stream(payload) as reader:
            if reader.schema != _PACKED:
                raise ValueError("not a payload of tables")
            packed = reader.read_all()
        return {
            name.as_py(): pa.ipc.open_file(block.as_buffer()).read_all()
            for name, block in zip(packed[_NAME], packed[_TABLE], strict=True)
        }
    except (pa.ArrowException, OSError, AttributeError, TypeError) as fault:
        raise ValueError("not a payload of tables") from fault


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=_COMPRESSED) as writer:
        writer.write_table(table.combine_chunks())
    return bytes(sink.getvalue())
