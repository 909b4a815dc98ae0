import dataclasses
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from dokaz.demo.files import fonts, make
from dokaz.demo.world import _chance, make_files, world
from dokaz.kernel.codes import Kind, parse

PRESS_RELEASE = Path(__file__).parents[4] / "shared" / "facts" / "press-release-2023.txt"


def _strings(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in _strings(part)]
    if dataclasses.is_dataclass(value):
        return [text for field in dataclasses.fields(value) for text in _strings(getattr(value, field.name))]
    return []


def test_the_same_seed_gives_the_same_bytes_in_another_process_at_another_time(written, tmp_path):
    code = (
        "import json, sys; from pathlib import Path; from dokaz.demo.world import world, make_files;"
        "print(json.dumps([made.sha256 for made in make_files(world(1), Path(sys.argv[1]))]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland"}
    again = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True, env=environment
    )
    differing = [
        made.record.path
        for made, sha256 in zip(written.made, json.loads(again.stdout), strict=True)
        if made.sha256 != sha256
    ]
    assert differing == []


def test_another_seed_gives_other_names_codes_and_bytes(written):
    other = world(2)
    assert other.persons != written.world.persons
    assert {source.ref for source in other.sources if source.ref}.isdisjoint(
        source.ref for source in written.world.sources
    )
    for path in ("photographs/yard.jpg", "papers/скарга.pdf", "scans/ответ_04-88.png", "recordings/bells.wav"):
        (mine,) = [item for item in written.world.items if item.path == path]
        (theirs,) = [item for item in other.items if item.path == path]
        assert make(mine.content, _chance(mine, 1)) != make(theirs.content, _chance(theirs, 2)), path


def test_the_world_is_small_enough_for_a_first_try(written):
    assert 35 <= len(written.made) <= 60
    assert sum(made.size for made in written.made) <= 25 * 1024 * 1024
    for made in written.made:
        assert made.missing or made.path.stat().st_size == made.size, made.record.path


def test_no_place_for_a_name_is_left_unfilled(written):
    left = [text for text in _strings(written.world) if re.search(r"\{[a-z]+_[a-z]+\}", text)]
    assert left == []


def test_no_invented_name_is_a_name_of_the_press_release(written):
    if not PRESS_RELEASE.is_file():
        pytest.skip("the facts folder beside the checkout is not there")
    told = set(re.findall(r"\w+", PRESS_RELEASE.read_text(encoding="utf-8").casefold()))
    for seed in range(20):
        for person in world(seed).persons:
            parts = re.findall(r"\w+", f"{person.belarusian} {person.russian} {person.english}".casefold())
            assert told.isdisjoint(parts), person


def test_records_know_people_by_code_and_pseudonym_only(written):
    names = [name for person in written.world.persons for name in (person.belarusian, person.russian, person.english)]
    for item in written.world.items:
        fields = _strings(dataclasses.replace(item, content=None))
        assert not [name for name in names for text in fields if name in text], item.path
        assert item.sensitivity == "sealed" or not _names_in(item, names), f"{item.path} carries a name"


def _names_in(item, names):
    return [name for name in names for text in _strings(item.content) if name in text]


def test_every_invented_name_in_a_document_is_marked_as_invented(written):
    names = [name for person in written.world.persons for name in (person.belarusian, person.russian, person.english)]
    texts = [text for item in written.world.items for text in _strings(item.content)]
    for text in texts:
        if any(name in text for name in names):
            assert "выдуманае імя" in text or "вымышленное имя" in text, text


def test_sources_are_codes_that_can_be_read_and_items_name_them(written):
    for source in written.world.sources:
        assert (source.kind == "person") == bool(source.ref)
        if source.ref:
            assert str(parse(source.ref, kind=Kind.PERSON)) == source.ref
    for item in written.world.items:
        assert written.world.source(item.source)


def test_paths_are_unique_and_stay_inside_the_folder(written):
    paths = [made.record.path for made in written.made]
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert not path.startswith("/")
        assert ".." not in path.split("/")


def test_derivatives_and_objects_point_at_items_that_exist(written):
    paths = {item.path for item in written.world.items}
    assert {derivative.of for derivative in written.world.derivatives} <= paths
    for thing in written.world.objects:
        assert set(thing.photographs) <= paths
        assert [move.at for move in thing.moves] == sorted(move.at for move in thing.moves)


def test_one_object_stays_in_place_and_the_other_comes_back(written):
    sign, notebook = written.world.objects
    assert sign.moves[-1].event == "left in place"
    assert all(move.giver == move.taker for move in sign.moves)
    assert notebook.moves[-1].event == "returned"
    assert notebook.moves[-1].taker == notebook.moves[0].giver


def test_awkward_files_are_there(written):
    sizes = {made.size for made in written.made if not made.missing}
    names = [made.record.path for made in written.made]
    assert 0 in sizes
    assert any(unicodedata.normalize("NFC", name) != name for name in names)
    assert any(" " in name for name in names)


def test_without_ffmpeg_the_wav_is_made_and_each_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing here"))
    recordings = tuple(item for item in world(1).items if item.path.startswith("recordings/"))
    only = dataclasses.replace(world(1), items=recordings, derivatives=())
    made = {one.record.path.rsplit(".", 1)[1]: one for one in make_files(only, tmp_path)}
    assert made["wav"].path.stat().st_size > 100_000
    for form in ("ogg", "m4a", "mp4", "webm"):
        assert made[form].path is None
        assert "ffmpeg" in made[form].missing


def test_without_the_font_a_picture_is_named_as_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "_FOLDER", tmp_path / "nothing here")
    fonts.font.cache_clear()
    only = dataclasses.replace(world(1), items=world(1).items[:1], derivatives=())
    (made,) = make_files(only, tmp_path)
    assert made.path is None
    assert "fonts-dejavu-core" in made.missing
