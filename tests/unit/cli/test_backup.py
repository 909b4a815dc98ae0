"""What the commands around back-ups refuse, and what they say."""

from dokaz.database import api as database
from dokaz.verify import age


def key_file(tmp_path):
    identity = age.X25519Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {identity.recipient}\n{identity}\n")
    return identity, path


def test_keys_are_added_listed_and_withdrawn(dokaz, tmp_path):
    identity, _path = key_file(tmp_path)
    assert "No back-up key is admitted" in dokaz("backup", "key", "list").out
    assert dokaz("backup", "key", "add", identity.recipient).code == 0
    assert dokaz("backup", "key", "list", "--json").lines == [{"key": str(identity.recipient)}]
    assert dokaz("backup", "key", "withdraw", identity.recipient).code == 0
    assert dokaz("backup", "key", "list", "--json").lines == []


def test_a_shelf_is_named_is_there_and_lies_outside(dokaz, world, tmp_path):
    assert "set DOKAZ_BACKUPS" in dokaz("backup", "make").err
    assert "there is no such folder" in dokaz("backup", "make", "--to", tmp_path / "nowhere").err
    assert "lies inside the collection" in dokaz("backup", "make", "--to", world.home / "shelf").err
    assert "cannot be the place" in dokaz("backup", "make", "--to", "ftp://somewhere/x").err


def test_without_an_offline_key_no_back_up_is_made(dokaz, tmp_path):
    (tmp_path / "shelf").mkdir()
    refused = dokaz("backup", "make", "--to", tmp_path / "shelf")
    assert (refused.code, "dokaz backup key add" in refused.err) == (1, True)
    assert not any((tmp_path / "shelf").iterdir())
    assert "No back-up was made yet" in dokaz("backup", "list").out


def test_a_key_file_that_is_none_and_a_key_of_another_shelf_are_named(dokaz, world, tmp_path):
    identity, path = key_file(tmp_path)
    (tmp_path / "shelf").mkdir()
    (tmp_path / "words.txt").write_text("no key at all\n")
    dokaz("backup", "key", "add", identity.recipient)
    assert dokaz("backup", "make", "--to", tmp_path / "shelf").code == 0
    database.close()
    listing = ("restore", "--list", "--from", tmp_path / "shelf", "--identity")
    assert "cannot be used" in dokaz(*listing, tmp_path / "words.txt").err
    assert "cannot be used" in dokaz(*listing, tmp_path / "nothing.txt").err
    strange = tmp_path / "strange.txt"
    strange.write_text(f"{age.X25519Identity.generate()}\n")
    assert "opens with this key" in dokaz(*listing, strange).err
    assert dokaz(*listing, path).code == 0
    taken = dokaz("restore", "--from", tmp_path / "shelf", "--identity", path)
    assert taken.code == 1
    assert dokaz("items").code == 0  # the living collection was not touched


def test_keys_fall_away_from_a_folder_only(dokaz, tmp_path):
    (tmp_path / "shelf").mkdir()
    assert "No keys are older" in dokaz("backup", "forget", "--from", tmp_path / "shelf").out
    refused = dokaz("backup", "forget", "--from", "s3://bucket/x?endpoint=https://127.0.0.1:1")
    assert (refused.code, "Only from a folder" in refused.err) == (1, True)
