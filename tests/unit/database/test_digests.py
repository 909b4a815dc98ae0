"""The digest of a row: one spelling of every column, whichever way it is written down."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.custody.models import Blob, Event
from dokaz.database import api as database
from dokaz.verify.errors import NotCanonical, NumberRefused

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TIMES = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=3))]))
EVENTS = st.builds(
    Event,
    id=st.uuids(), item_id=st.uuids(), compartment_id=st.uuids(), generation=st.integers(0, 2**53),
    number=st.integers(-(2**53), 2**53), act=TEXTS, account=st.uuids(), role=TEXTS, at=TIMES, clock=TEXTS, tool=TEXTS,
    tool_version=TEXTS, outcome=TEXTS, run=st.none() | st.uuids(), hash_before=st.none() | TEXTS,
    hash_after=st.none() | TEXTS, changed=st.booleans(), previous=st.none() | TEXTS,
    record_key=st.none() | st.binary(max_size=40), words=st.none() | st.binary(max_size=40),
)  # fmt: skip


def spelled(value):
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")
        case UUID():
            return str(value)
    return value


@given(EVENTS)
def test_it_is_the_hash_of_the_columns_as_canonical_json(event):
    row = {field.attname: spelled(getattr(event, field.attname)) for field in Event._meta.concrete_fields}
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    made = database.digest(event)
    assert (made.kind, made.id) == ("custody.event", str(event.id))
    assert made.sha256 == sha256(text.encode()).hexdigest()


def test_a_row_just_made_and_the_row_read_back_have_one():
    row = uuid4()
    read = Blob(id=row, name="n", header=b"key", size=3, stored_size=40, compartment_id=row, generation=1)
    made = Blob(
        id=row.hex, name="n", header=memoryview(b"key"), size="3", stored_size=40, compartment_id=str(row),
        generation=True,
    )  # fmt: skip
    assert database.digest(made) == database.digest(read)


@pytest.mark.parametrize(
    ("column", "value", "refused"),
    [("size", 2**53 + 1, NumberRefused), ("name", "half \ud800", NotCanonical), ("name", 1.5, None)],
)
def test_what_no_two_readers_would_read_alike_is_refused(column, value, refused):
    blob = Blob(id=uuid4(), generation=1, **{column: value})
    if refused is None:  # a column of text makes a text of it
        assert database.digest(blob).sha256
        return
    with pytest.raises(refused):
        database.digest(blob)
