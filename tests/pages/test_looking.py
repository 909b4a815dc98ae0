"""The file of an item on a page: who may see it, what is counted, and that nothing of it is ever run."""

import io
import json
import re
from datetime import timedelta

import pytest
from PIL import Image
from tests import evidence
from tests.evidence import HOSTILE, conversation, letter, paper_that_swells, picture, png_that_declares, tone

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal

FILM = b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 1024


def received(world, content, name, **said):
    description = custody.Description(**said)
    arrival = {"name": name, "source": "P-1", "description": description, "by": world.session, "now": world.tick()}
    return custody.receive(io.BytesIO(content), **arrival).ref


def opened(world, ref):
    journal.sequence(now=world.tick())
    return sum(entry.verb == "custody:item:open" for entry in journal.entries_about(ref))


def show(visitor, ref):
    done = visitor.post(f"/items/{ref}/ask", page=f"/items/{ref}")
    assert done.status_code == 302
    return visitor.get(done.headers["location"]).content.decode()


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_film_is_sent_by_range_and_is_one_entry_a_session(custodian, world):
    ref = received(world, FILM, "arrest.mp4", warning="A man is beaten from 0:20 on.")
    page = custodian.get(f"/items/{ref}").content.decode()
    assert page.index("A man is beaten") < page.index("Show")
    assert "<video" not in page
    assert custodian.get(f"/items/{ref}/content").status_code == 409
    assert opened(world, ref) == 0
    page = custodian.get(f"/items/{ref}/view?t=3:00").content.decode()
    assert "A man is beaten" in page
    there = re.search(r'name="next" value="([^"]+)"', page)[1]
    done = custodian.post(f"/items/{ref}/ask", {"next": there}, page=f"/items/{ref}")
    page = custodian.get(done.headers["location"]).content.decode()
    film = re.search(r"<video[^>]*>", page)[0]
    assert f'src="/items/{ref}/content#t=180"' in film
    assert all(word in film for word in ("grey", "muted", 'preload="none"', "controls"))
    for asked, status, expected, told in (
        ("bytes=0-0", 206, FILM[:1], f"bytes 0-0/{len(FILM)}"),
        ("bytes=70000-140000", 206, FILM[70000:140001], f"bytes 70000-140000/{len(FILM)}"),
        ("bytes=-5", 206, FILM[-5:], f"bytes {len(FILM) - 5}-{len(FILM) - 1}/{len(FILM)}"),
        (f"bytes=-{len(FILM) * 2}", 206, FILM, f"bytes 0-{len(FILM) - 1}/{len(FILM)}"),
        (f"bytes={len(FILM) - 1}-", 206, FILM[-1:], f"bytes {len(FILM) - 1}-{len(FILM) - 1}/{len(FILM)}"),
        (f"bytes={len(FILM)}-", 416, b"", f"bytes */{len(FILM)}"),
        ("bytes=-0", 416, b"", f"bytes */{len(FILM)}"),
        ("bytes=9-3", 200, FILM, None),
        ("bytes=0-1,5-6", 200, FILM, None),
        ("lines=1-2", 200, FILM, None),
        ("bytes=-", 200, FILM, None),
    ):
        answer = custodian.get(f"/items/{ref}/content", headers={"range": asked})
        assert (answer.status_code, body(answer), answer.headers.get("content-range")) == (status, expected, told)
        assert answer.headers["content-length"] == str(len(expected))
    head = custodian.client.head(f"/items/{ref}/content", headers={"range": "bytes=0-0"})
    assert (head.status_code, head.headers["content-length"], body(head)) == (200, str(len(FILM)), b"")
    assert head.headers["content-type"] == "video/mp4"
    assert head.headers["accept-ranges"] == "bytes"
    assert "sandbox" in head.headers["content-security-policy"]
    assert "no-store" in head.headers["cache-control"]
    conditional = custodian.get(f"/items/{ref}/content", headers={"range": "bytes=0-0", "if-range": '"x"'})
    assert conditional.status_code == 200
    conditional.close()
    assert custodian.post(f"/items/{ref}/ask", page=f"/items/{ref}").status_code == 302
    assert opened(world, ref) == 1
    (entry,) = [each for each in journal.entries_about(ref) if each.verb == "custody:item:open"]
    sitting = access.browsers(by=world.session, now=world.tick())[0].id
    assert sitting.hex.encode() not in entry.event.replace(b"-", b"")
    custodian.post("/sign-out", page="/")
    custodian.sign_in()
    assert custodian.get(f"/items/{ref}/content").status_code == 409
    assert "Show in colour" in show(custodian, ref)
    assert opened(world, ref) == 2


def test_still_frames_are_seen_with_their_film_and_are_no_second_exposure(custodian, world):
    ref = received(world, FILM, "arrest.mp4")
    made = {"tool": "ffmpeg", "tool_version": "5", "parameters": {}, "by": world.session}
    still = custody.derive(
        io.BytesIO(picture()), parent=ref, making=custody.Making.PREVIEW, name="stills.jpg", now=world.tick(), **made
    ).ref
    assert f'href="/items/{still}"' in custodian.get(f"/items/{ref}").content.decode()
    assert f'src="/items/{still}/picture"' in show(custodian, ref)
    assert custodian.get(f"/items/{still}/picture").status_code == 200
    assert (opened(world, ref), opened(world, still)) == (1, 1)
    assert custody.exposure(by=world.session, now=world.tick()).today == 1
    custodian.post(f"/items/{still}/not-for-me", page=f"/items/{still}")
    custodian.post("/sign-out", page="/")
    custodian.sign_in()
    assert "/picture" not in show(custodian, ref)


def loudness_of(world, ref, content):
    return custody.derive(
        io.BytesIO(content), parent=ref, making=custody.Making.WAVEFORM, name="loudness.json", tool="ffmpeg",
        tool_version="5", parameters={}, by=world.session, now=world.tick(),
    ).ref  # fmt: skip


def test_a_sound_is_behind_a_press_sent_by_range_and_drawn_over_its_time(custodian, colleague, world):
    """As a film is: nothing of it before somebody asks, and what was made of it is seen together with it."""
    content = tone()
    plain, ref = received(world, content, "a.wav"), received(world, content, "call.wav", warning="A man shouts.")
    made = loudness_of(world, ref, b'{"seconds": 200.0, "peaks": [0, 0, 7, 98, 30, 12, 0, 4]}')
    before = custodian.get(f"/items/{ref}/view").content.decode()
    assert "A man shouts" in before
    assert "<audio" not in before
    assert 'class="loudness"' not in before
    for there in (f"/items/{ref}/content", f"/items/{made}/view", f"/items/{made}/picture"):
        assert b"audio" not in custodian.get(there).content, there
    page = show(custodian, ref)
    assert (
        f'<audio class="media" src="/items/{ref}/content" aria-label="A man shouts." controls preload="none">' in page
    )
    drawn = re.search(r'<figure class="loudness">.*?</figure>', page, re.DOTALL)[0]
    assert 'role="img" aria-labelledby="loudness"' in drawn
    assert '<figcaption id="loudness">Loudness over its time. Length 3:20, loudest at 1:15.</figcaption>' in drawn
    assert "M3.5 1v98" in drawn
    assert f'href="/items/{ref}/view?t=160">2:40</a>' in drawn
    assert "<script" not in drawn
    assert "style=" not in drawn
    assert f'src="/items/{ref}/content#t=160"' in custodian.get(f"/items/{ref}/view?t=160").content.decode()
    answer = custodian.get(f"/items/{ref}/content", headers={"range": "bytes=44-47"})
    assert (answer.status_code, body(answer), answer.headers["content-type"]) == (206, content[44:48], "audio/wav")
    assert (opened(world, ref), opened(world, made)) == (1, 1)
    assert custody.exposure(by=world.session, now=world.tick()).today == 1
    alone = custodian.get(f"/items/{made}/view").content.decode()
    assert "loudest at 1:15" in alone
    assert "?t=" not in alone
    assert 'class="loudness"' not in show(custodian, plain)
    assert body(custodian.get(f"/items/{plain}/content")) == content
    stranger = colleague("analyst")
    assert {
        stranger.get(f"/items/{each}/{name}").status_code for each in (ref, made) for name in ("view", "content")
    } == {404}


@pytest.mark.parametrize(
    "said",
    [b'{"seconds": 1e999, "peaks": [1]}', b'{"seconds": 3.0, "peaks": []}', b'{"seconds": 3.0, "peaks": [' + b"[" * 9000,
     b'{"seconds": 3.0, "peaks": ["<script>"]}', b'{"seconds": 0.0, "peaks": [1e999]}'],
)  # fmt: skip
def test_loudness_that_is_none_draws_nothing_beside_the_sound(custodian, world, said):
    ref = received(world, tone(), "call.wav")
    loudness_of(world, ref, said)
    page = show(custodian, ref)
    assert "<audio" in page
    assert 'class="loudness"' not in page


def test_a_stranger_to_the_compartment_finds_no_file_and_no_way_to_it(custodian, colleague, world):
    ref = received(world, FILM, "arrest.mp4")
    show(custodian, ref)
    stranger = colleague("analyst")
    for name in ("view", "picture", "content", "revisions"):
        assert stranger.get(f"/items/{ref}/{name}").status_code == 404, name
    for name in ("ask", "part", "part/keep", "proof", "examine", "not-for-me", "take-up"):
        assert stranger.post(f"/items/{ref}/{name}", {"part": "1"}, page="/me").status_code == 404, name


def test_what_could_run_in_a_browser_is_text_or_drawn_anew(custodian, world):
    """SVG and HTML with script, a JPEG that is a page as well, and a picture sent as what it is not."""
    for name, content in (
        ("drawing.svg", HOSTILE),
        ("page.html", b"<!doctype html><script>alert(1)</script>" + HOSTILE),
    ):
        ref = received(world, content, name)
        page = show(custodian, ref)
        assert "&lt;script&gt;alert" in page
        assert "<script>alert" not in page
        assert custodian.get(f"/items/{ref}/content").status_code == 404
        assert custodian.get(f"/items/{ref}/picture").status_code == 404
    both = received(world, picture() + b"<html><script>alert(3)</script>", "both.html")
    assert 'class="media grey"' in show(custodian, both)
    for query, mode in (("", "L"), ("?colour=yes", "RGB")):
        drawn = custodian.get(f"/items/{both}/picture{query}")
        assert drawn.headers["content-type"] == "image/jpeg"
        assert "sandbox" in drawn.headers["content-security-policy"]
        assert drawn.headers["x-content-type-options"] == "nosniff"
        assert b"script" not in drawn.content
        assert Image.open(io.BytesIO(drawn.content)).mode == mode


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("flood.png", png_that_declares(60_000, 60_000), "more points than any camera"),
        ("cut.jpg", picture()[:200], "failed on it"),
        ("cut.pdf", b"%PDF-1.7\nnothing more", "failed on it"),
        ("cut.zip", b"PK\x03\x04" + bytes(100), "failed on it"),
        ("strange.bin", bytes(range(256)), "no viewer for this kind"),
    ],
)
def test_a_file_that_a_parser_fails_on_says_so_and_is_held(custodian, world, name, content, says):
    ref = received(world, content, name)
    page = show(custodian, ref)
    asked = custodian.get(f"/items/{ref}/picture")
    assert says in page or asked.status_code == 404
    assert ("held whole and unchanged" in page) or name == "cut.jpg"
    answer = custodian.post(f"/items/{ref}/bytes", page=f"/items/{ref}")
    assert body(answer) == content


def test_a_paper_that_swells_ends_in_a_sentence_and_not_in_our_memory(custodian, world):
    ref = received(world, paper_that_swells(), "bomb.pdf")
    show(custodian, ref)
    assert custodian.get(f"/items/{ref}/picture").status_code in (200, 404)  # drawn empty, or given up; never a fault


def test_a_letter_shows_its_heads_words_and_parts_and_a_part_becomes_an_item(custodian, world):
    ref = received(world, letter(), "letter.eml")
    page = show(custodian, ref)
    assert "Спіс &lt;b&gt;" in page
    assert "Дадзены спіс." in page
    assert "../../photo.jpg" in page
    assert 'src="/' not in page.replace('src="/static', "")
    part = custodian.get(f"/items/{ref}/view?part=1").content.decode()
    assert f'src="/items/{ref}/picture?part=1"' in part
    html = custodian.get(f"/items/{ref}/view?part=2").content.decode()
    assert "Page" in html
    assert "alert(1)" not in html
    taken = custodian.post(f"/items/{ref}/part", {"part": "1"}, page=f"/items/{ref}")
    assert taken.content == picture()
    assert taken.headers["content-disposition"] == f'attachment; filename="{ref}-1"'
    small = custodian.post(f"/items/{ref.lower()}/part", {"part": "1"}, page=f"/items/{ref}")
    assert small.headers["content-disposition"] == f'attachment; filename="{ref}-1"'
    kept = custodian.post(f"/items/{ref}/part/keep", {"part": "1"}, page=f"/items/{ref}").headers["location"]
    page = custodian.get(kept).content.decode()
    assert f'href="/items/{ref}"' in page
    assert "Part taken out of it" in page
    assert kept in custodian.get(f"/items/{ref}").content.decode()
    for strange in ("9", "1.1", "0", "-1", "x", "1." * 30, "9" * 400):
        assert custodian.client.get(f"/items/{ref}/view", {"part": strange, "t": strange}).status_code == 200
        named = strange in ("9", "1.1", "0")
        for leaves in ("part", "part/keep"):
            answer = custodian.post(f"/items/{ref}/{leaves}", {"part": strange}, page=f"/items/{ref}")
            assert answer.status_code in ((200, 302, 409) if named else (404,)), (leaves, strange)


def test_a_conversation_leads_to_the_photographs_it_names(custodian, world):
    ref = received(world, conversation(), "chat.zip")
    page = show(custodian, ref)
    assert "Anna" in page
    assert "09.08.2020, 21:15" in page
    there = re.search(r'href="([^"]+)">IMG-1.jpg', page)[1].replace("&amp;", "&")
    assert "<img" in custodian.get(there).content.decode()
    assert "notes.bak" in custodian.get(f"/items/{ref}/view?every=yes").content.decode()


def links(page, words):
    """Where links with these words lead."""
    return [
        there.replace("&amp;", "&")
        for there, said in re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
        if words in re.sub(r"<[^>]+>", "", said)
    ]


def follow(visitor, page, words):
    return visitor.get(links(page, words)[0]).content.decode()


def test_pages_of_a_paper_are_turned_and_each_is_drawn(custodian, world):
    ref = received(world, evidence.paper("Пратакол", "Two", "Three"), "paper.pdf")
    first = show(custodian, ref)
    assert "Page 1 of 3" in first
    assert links(first, "Page before") == []
    last = follow(custodian, follow(custodian, first, "Next page"), "Next page")
    assert "Page 3 of 3" in last
    assert "Three" in last
    assert links(last, "Next page") == []
    (drawn,) = re.findall(r'<img class="media[^"]*" src="([^"]+)"', last)
    assert Image.open(io.BytesIO(custodian.get(drawn.replace("&amp;", "&")).content)).width == 1240
    assert "Page 3 of 3" in custodian.get(f"/items/{ref}/view?page=999").content.decode()
    assert "Two" in follow(custodian, last, "Page before")
    assert opened(world, ref) == 1


def test_the_letters_of_a_mailbox_are_turned_like_pages_and_each_is_read(custodian, world):
    ref = received(world, evidence.mailbox(evidence.QUOTED, *(letter(f"Letter {at}") for at in range(2, 31))), "box")
    assert custody.show(ref, by=world.session, now=world.tick()).mime == "application/mbox"
    listed = show(custodian, ref)
    assert "Page 1 of 2" in listed
    assert "Letter 30" in follow(custodian, listed, "Next page")
    one = follow(custodian, listed, "One")
    assert "From here on nothing." in one
    assert "who wrote such a sign themselves cannot be told" in one
    assert links(one, "Letter before") == []
    two = follow(custodian, one, "Next letter")
    assert "Letter 2" in two
    assert "<img" in follow(custodian, two, "photo.jpg")
    assert "On Monday" in follow(custodian, two, "Letter before")
    kept = custodian.post(
        f"/items/{ref}/part/keep", {"part": re.search(r'name="part" value="([^"]+)"', two)[1]}, page=f"/items/{ref}"
    )
    assert (
        custody.show(kept.headers["location"].rpartition("/")[2], by=world.session, now=world.tick()).mime
        == "message/rfc822"
    )


@pytest.mark.parametrize("content", [evidence.captures(packed=True), evidence.wacz()], ids=["warc", "wacz"])
def test_a_web_archive_lists_its_pages_and_runs_none_of_them(custodian, world, content):
    ref = received(world, content, "web")
    listed = show(custodian, ref)
    assert "https://news.example/a" in listed
    assert "photo.jpg" not in listed
    page = follow(custodian, listed, "https://news.example/a")
    assert "On 9 August people" in page
    assert "alert(1)" not in page
    every = custodian.get(f"/items/{ref}/view?every=yes").content.decode()
    there = links(every, "https://news.example/photo.jpg") or links(follow(custodian, every, "data.warc"), "All files")
    shown = custodian.get(there[0]).content.decode()
    if "<img" not in shown:
        shown = follow(custodian, shown, "photo.jpg")
    (drawn,) = re.findall(r'<img class="media grey" src="([^"]+)"', shown)
    assert custodian.get(drawn.replace("&amp;", "&")).headers["content-type"] == "image/jpeg"


def test_a_conversation_that_telegram_exported_is_read_alone_and_with_its_media(custodian, world):
    alone = show(custodian, received(world, evidence.TELEGRAM_PAGE.encode(), "messages.html"))
    assert "09.08.2020 21:15:00 UTC+03:00" in alone
    assert "They beat him" in alone
    assert "alert(1)" not in alone
    assert "(not in this file)" in alone
    page = show(custodian, received(world, evidence.telegram_folder(), "export.zip"))
    assert "<img" in follow(custodian, page, "photos/photo_1.jpg")
    assert "Двор &amp; yard" in follow(custodian, page, "messages2.html")


@pytest.mark.parametrize(
    ("name", "content", "asked"),
    [
        ("letter.eml", evidence.letter_without_end(), ""),
        ("count.pdf", evidence.paper_of_many(900), "?page=700"),
        ("bomb.zip", evidence.archive_that_swells(), "?part=1"),
        ("names.zip", b"PK\x05\x06" + b"\xff" * 18, ""),
        ("chat.html", evidence.TELEGRAM_HEAD.encode() + b"<div>" * 5_000, ""),
        ("long.warc", evidence.capture("https://x.example/", b"").replace(b"Length: 0", b"Length: 9" + b"9" * 30), ""),
    ],
    ids=["letter-without-end", "more-pages-than-there-are", "archive-that-swells", "endless-list", "deep-chat", "long-record"],
)  # fmt: skip
def test_a_file_that_would_do_harm_is_a_sentence_an_entry_and_a_file_that_is_held(
    custodian, world, name, content, asked
):
    ref = received(world, content, name)
    show(custodian, ref)
    page = custodian.get(f"/items/{ref}/view{asked}").content.decode()
    assert "failed on it" in page
    assert "held whole and unchanged" in page
    assert opened(world, ref) == 1
    assert body(custodian.post(f"/items/{ref}/bytes", page=f"/items/{ref}")) == content


def test_words_are_changed_beside_what_a_colleague_wrote_meanwhile(custodian, world):
    ref = received(world, b"page 7", "list.txt", title="List", consent="C-7")
    first = {"title": "List of names", "graphic": "graphic", "warning": "Names of the dead.", "reason": "Read it",
             "holders": "P-1\nP-2", "seen": "1"}  # fmt: skip
    assert custodian.post(f"/items/{ref}/describe", first).status_code == 302
    stale = custodian.post(f"/items/{ref}/describe", first | {"title": "Mine", "reason": "Read it too"})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "List of names" in page
    assert 'value="Mine"' in page
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    assert custodian.post(f"/items/{ref}/describe", first | {"title": "Mine", "seen": seen}).status_code == 302
    page = custodian.get(f"/items/{ref}").content.decode()
    assert all(words in page for words in ("Mine", "C-7", "P-1, P-2", "3 revisions", "Names of the dead."))
    history = custodian.get(f"/items/{ref}/revisions").content.decode()
    assert history.index("Revision 3") < history.index("List of names") < history.index("Revision 1")
    assert "custody:item:revisions" in [entry.verb for entry in placed(world, ref)]


def placed(world, ref):
    journal.sequence(now=world.tick())
    return journal.entries_about(ref)


def test_what_was_seen_is_told_to_nobody_else_and_a_file_is_refused_without_a_reason(custodian, world):
    refs = [received(world, picture((number, 0, 0)), f"{number}.jpg") for number in range(2)]
    safe = received(world, picture((9, 9, 9)), "street.jpg", graphic="not-graphic")
    custodian.post("/me/care", {"after": "1000"})
    custodian.post("/me/care", {"after": "2"})
    for ref in (*refs, safe):
        page = show(custodian, ref)
        assert ("You have seen much today" in page) == (ref == refs[1])
    care = custodian.get("/me/care").content.decode()
    assert "2 items with graphic content today" in care
    world.tick(timedelta(days=1).total_seconds())
    assert custody.exposure(by=world.session, now=world.tick()).today == 0
    custodian.sign_in()
    ref = refs[0]
    custodian.post(f"/items/{ref}/not-for-me", page=f"/items/{ref}")
    page = custodian.get(f"/items/{ref}").content.decode()
    assert "You handed it back" in page
    assert custodian.post(f"/items/{ref}/ask", page="/me").status_code == 409
    assert ref in custodian.get("/me/care").content.decode()
    verbs = [entry.verb for entry in placed(world, ref)]
    assert not any("care" in verb or "hand" in verb for verb in verbs)
    custodian.post(f"/items/{ref}/take-up", page=f"/items/{ref}")
    assert custodian.post(f"/items/{ref}/ask", page=f"/items/{ref}").status_code == 302


def test_the_proof_of_an_item_is_a_file_and_its_place_stands_on_the_page(custodian, world):
    ref = received(world, json.dumps({"a": 1}).encode(), "a.json")
    assert custodian.post(f"/items/{ref}/proof", page=f"/items/{ref}").status_code == 409
    journal.checkpoint(now=world.tick())
    page = custodian.get(f"/items/{ref}").content.decode()
    index = next(entry.index for entry in journal.entries_about(ref) if entry.verb == "custody:item:receive")
    assert f"<dd>{index}</dd>" in page
    assert "Nobody outside this house has vouched for it yet." in page
    answer = custodian.post(f"/items/{ref}/proof", page=f"/items/{ref}")
    assert answer.content.startswith(b"c2sp.org/tlog-proof@v1\nindex %d\n" % index)


def test_a_copy_in_clear_is_for_whoever_may_take_one_and_none_leaves_while_it_is_frozen(custodian, colleague, world):
    ref, analyst = received(world, letter(), "letter.eml"), colleague("analyst")
    access.grant_membership(compartment=world.compartment, account=analyst.account, by=world.session, now=world.tick())
    assert "Download the file" not in analyst.get(f"/items/{ref}").content.decode()
    copies = ((f"/items/{ref}/bytes", {}), (f"/items/{ref}/part", {"part": "1"}))
    for visitor in (analyst, custodian):
        show(visitor, ref)
    for path, data in copies:
        refused = analyst.post(path, data, page="/me")
        assert (refused.status_code, b"take a copy" in refused.content) == (403, True)
    assert "Download this part" not in analyst.get(f"/items/{ref}/view?part=1").content.decode()
    assert "Download this part" in custodian.get(f"/items/{ref}/view?part=1").content.decode()
    custodian.post("/compromises", {"what": f"compartment:{world.compartment}", "since": "2026-03-01"})
    for path, data in copies:
        frozen = custodian.post(path, data, page="/me")
        assert (frozen.status_code, "content-disposition" in frozen.headers) == (409, False)
    assert custodian.get(f"/items/{ref}/view").status_code == 200  # it is looked at all the same
