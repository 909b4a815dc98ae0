"""Every pass-phrase of a collection is lost; two of three holders of shares meet, and the work goes on."""

NEW = "new academic acid acne acquire acrobat activity actress adapt"


def test_a_collection_whose_pass_phrases_are_lost_goes_on(dokaz, desk, material, tmp_path):
    begun = dokaz("init", "--yes", "--name", "Archive", "--shares", "2/3", "--shares-to", tmp_path / "shares")
    assert begun.code == 0, begun.err
    words = b"page 7 of the register"
    received = dokaz("receive", material(**{"scan.txt": words}), "--later", "--json").lines[0]
    (tmp_path / "before").write_bytes(dokaz("checkpoint").out.encode())

    (tmp_path / "passphrase.txt").write_text(NEW)  # nobody knows the old one any more
    assert dokaz("items").code == 1
    held = [
        word for number in (1, 3) for word in ("--share-file", tmp_path / f"shares/recovery-share-{number}-of-3.txt")
    ]
    back = dokaz("recover", "--yes", "--organisation", "Partner", *held)
    assert back.code == 0, back.err
    assert "The collection opens with the new pass-phrase" in back.out

    out = dokaz("extract", received["ref"], "--to", tmp_path / "copy.txt")
    assert out.code == 0, out.err
    assert (tmp_path / "copy.txt").read_bytes() == words
    again = dokaz("receive", material(**{"scan 2.txt": b"page 8"}), "--later", "--json")
    assert sorted(line["outcome"] for line in again.lines) == ["already-held", "received"]
    whole = dokaz("verify", "--all", "--checkpoint", tmp_path / "before")
    assert whole.code == 0, whole.err + whole.out
    assert "2 of 2 files unchanged since they were received" in whole.out
