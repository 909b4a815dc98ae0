import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokaz.access import api as access
from dokaz.kernel.errors import ContextRepeated, SealBroken
from dokaz.kernel.ids import ordered_id

PLACE = {"model": "custody.item", "field": "name"}


@pytest.fixture
def row(world):
    return ordered_id(world.now)


@pytest.fixture
def sealer(world):
    return access.seal_records(world.compartment)


def _reopened(world, key, row):
    return access.open_record(key.wrapped, compartment=world.compartment, row=row, by=world.session)


def test_a_field_opens_where_it_was_sealed(world, sealer, row):
    key = sealer.new(row)
    sealed = sealer.seal(key, row=row, value="Пратакол ў справе", **PLACE)
    again = _reopened(world, key, row)
    assert again.key == key.key
    assert access.open_text(again, sealed=sealed, row=row, **PLACE) == "Пратакол ў справе"
    assert "Пратакол".encode() not in sealed


def test_undecodable_bytes_of_a_file_name_survive(world, sealer, row):
    name = b"\xff\xfeold-\xe9.txt".decode("utf-8", "surrogateescape")
    key = sealer.new(row)
    sealed = sealer.seal(key, row=row, value=name, **PLACE)
    assert access.open_text(_reopened(world, key, row), sealed=sealed, row=row, **PLACE) == name


@pytest.mark.parametrize("size", [0, 1, 30, 62, 63])
def test_empty_and_full_look_alike(sealer, row, size):
    key = sealer.new(row)
    lengths = {len(sealer.seal(key, row=row, value=value, **PLACE)) for value in ("", "x" * size)}
    assert len(lengths) == 1


def test_a_field_moved_elsewhere_does_not_open(world, sealer, row):
    key = sealer.new(row)
    sealed = sealer.seal(key, row=row, value="x", **PLACE)
    elsewhere = [
        {"model": "custody.item", "field": "title", "row": row},
        {"model": "people.person", "field": "name", "row": row},
        {"model": "custody.item", "field": "name", "row": ordered_id(world.now)},
    ]
    for place in elsewhere:
        with pytest.raises(SealBroken):
            access.open_field(key, sealed=sealed, **place)


def test_a_field_of_another_generation_does_not_open(sealer, row):
    key = sealer.new(row)
    sealed = sealer.seal(key, row=row, value="x", **PLACE)
    with pytest.raises(SealBroken):
        access.open_field(access.RecordKey(key.wrapped, 2, key.key), sealed=sealed, row=row, **PLACE)


def test_a_record_key_moved_to_another_row_does_not_open(world, sealer, row):
    key = sealer.new(row)
    with pytest.raises(SealBroken):
        _reopened(world, key, ordered_id(world.now))


def test_a_record_key_moved_to_another_compartment_does_not_open(world, sealer, row):
    other = access.add_compartment(name="case 7", by=world.session, now=world.tick())
    key = sealer.new(row)
    with pytest.raises(SealBroken):
        access.open_record(key.wrapped, compartment=other.id, row=row, by=world.session)


def test_a_record_key_with_another_generation_written_in_front_does_not_open(world, sealer, row):
    second = world.second_account()
    access.remove_member(compartment=world.compartment, account=second, by=world.session, now=world.tick())
    key = sealer.new(row)
    moved = (2).to_bytes(4, "big") + key.wrapped[4:]
    with pytest.raises(SealBroken):
        access.open_record(moved, compartment=world.compartment, row=row, by=world.session)
    with pytest.raises(access.KeyNotHeld):
        access.open_record(
            (3).to_bytes(4, "big") + key.wrapped[4:], compartment=world.compartment, row=row, by=world.session
        )


def test_every_altered_byte_of_a_record_key_is_refused(world, sealer, row):
    key = sealer.new(row)
    for position in range(4, len(key.wrapped)):
        altered = bytearray(key.wrapped)
        altered[position] ^= 1
        with pytest.raises(SealBroken):
            access.open_record(bytes(altered), compartment=world.compartment, row=row, by=world.session)


def test_older_generations_stay_open_to_those_who_remain(world, sealer, row):
    key = sealer.new(row)
    access.remove_member(
        compartment=world.compartment, account=world.second_account(), by=world.session, now=world.tick()
    )
    newer = access.seal_records(world.compartment)
    assert newer.generation == 2
    late = ordered_id(world.now)
    opener = access.open_records(world.compartment, by=world.session)
    assert opener.record(key.wrapped, row=row).generation == 1
    assert opener.record(newer.new(late).wrapped, row=late).generation == 2


def test_a_batch_gives_each_record_a_key_of_its_own(sealer, world):
    rows = [ordered_id(world.now) for _ in range(50)]
    keys = [sealer.new(row) for row in rows]
    assert len({key.key for key in keys}) == len({key.wrapped for key in keys}) == 50
    with pytest.raises(ContextRepeated):
        sealer.new(rows[0])


def test_a_record_key_shows_nothing(sealer, row):
    key = sealer.new(row)
    assert key.key.hex() not in repr(key)
    assert repr(key.key) not in repr(key)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(value=st.text() | st.binary())
def test_whatever_is_sealed_comes_back(world, sealer, value):
    row = ordered_id(world.now)
    key = sealer.new(row)
    sealed = sealer.seal(key, row=row, value=value, **PLACE)
    opened = access.open_field(key, sealed=sealed, row=row, **PLACE)
    assert opened == (value.encode() if isinstance(value, str) else value)


def test_a_sealed_journal_body_opens_for_members_only(world):
    sealed = access.compartment_sealer().seal(world.compartment, b"salt and event")
    assert access.open_sealed(world.compartment, sealed=sealed, by=world.session) == b"salt and event"
    with pytest.raises(access.KeyNotHeld):
        access.open_sealed(world.compartment, sealed=sealed, by=world.as_account(world.second_account()))
    with pytest.raises(SealBroken):
        access.open_sealed(world.compartment, sealed=sealed[:-1], by=world.session)
