from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.columnar import pack, unpack

TABLES = {
    "votes": pa.table({"comment": pa.array([1, 1, 2], pa.int32()), "vote": pa.array([-1, 0, 1], pa.int8())}),
    "participants": pa.table({"voter": pa.array([0, 1], pa.int32()), "group": pa.array([None, 3], pa.int8())}),
    "empty": pa.table({"comment": pa.array([], pa.int32())}),
}


def test_tables_come_back_with_their_names_types_and_nulls() -> None:
    back = unpack(pack(TABLES))
    assert set(back) == set(TABLES)
    for name, table in TABLES.items():
        assert back[name].schema == table.schema
        assert back[name].equals(table)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=8), st.lists(st.none() | st.integers(-(2**31), 2**31 - 1)), max_size=4))
def test_any_columns_come_back(columns: dict[str, list[int | None]]) -> None:
    tables = {name: pa.table({"value": pa.array(values, pa.int32())}) for name, values in columns.items()}
    back = unpack(pack(tables))
    assert {name: table.column("value").to_pylist() for name, table in back.items()} == columns


def test_equal_tables_give_equal_bytes_in_whatever_order_they_are_given() -> None:
    assert pack(TABLES) == pack(dict(reversed(TABLES.items())))


def test_another_value_gives_other_bytes() -> None:
    changed = TABLES | {"empty": pa.table({"comment": pa.array([1], pa.int32())})}
    assert pack(changed) != pack(TABLES)


def test_a_table_in_pieces_is_packed_like_a_whole_one() -> None:
    votes = TABLES["votes"]
    assert pack({"votes": pa.concat_tables([votes[:1], votes[1:]])}) == pack({"votes": votes})


NO_PAYLOADS = [b"", b"payload", b"PK\x03\x04" + bytes(100), pack(TABLES)[:200], pack(TABLES)[:-300]]


@pytest.mark.parametrize("payload", NO_PAYLOADS)
def test_bytes_that_are_no_payload_are_an_error(payload: bytes) -> None:
    with pytest.raises(ValueError, match="payload"):
        unpack(payload)


def test_a_stream_of_something_else_is_no_payload() -> None:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, TABLES["votes"].schema) as writer:
        writer.write_table(TABLES["votes"])
    with pytest.raises(ValueError, match="payload"):
        unpack(bytes(sink.getvalue()))
