"""The parsers by themselves, on small invented files; what shuts them in is tested in `test_viewing`."""

import io
import json
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests import evidence

from dokaz.adapters.parsers import bundles, chats, kinds, looking, texts
from dokaz.adapters.parsers.outcomes import Unreadable


def look(content, *, name="", want="page", page=1, part=(), every=False):
    data = bytearray()
    asked = looking.Asked(want, name, page, part, False, every)
    found = looking.look(io.BytesIO(content), asked, data.extend)
    return found | {"data": bytes(data)}


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (evidence.picture(), "", "picture"),
        (evidence.HEIC, "", "picture"),
        (b"%PDF-1.4", "", "paper"),
        (evidence.letter(), "", "mail"),
        (evidence.mailbox(evidence.letter()), "", "mailbox"),
        (evidence.WHATSAPP.encode(), "", "whatsapp"),
        ("\u200e[2020-08-09, 9:15:01\u202fPM] Anna: hello".encode(), "", "whatsapp"),
        (evidence.telegram(), "", "telegram"),
        (evidence.TELEGRAM_PAGE.encode(), "", "telegram-pages"),
        (b'{"seconds": 3.0, "peaks": [1]}', "", "loudness"),
        (evidence.captures(), "", "captures"),
        (evidence.captures(packed=True), "", "captures"),
        (evidence.conversation(), "", "bundle"),
        (evidence.HOSTILE, "", "text"),
        (evidence.PAGE, "", "text"),
        (b'{"a": 1}', "", "text"),
        ("Слова".encode("utf-16"), "", "text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "letter.msg", "letter"),
        (bytes(range(256)), "", ""),
        (b"\x1f\x8b\x08\x00" + bytes(20), "", ""),
        (b"", "", "text"),
    ],
)
def test_the_bytes_say_which_parser_reads_them(content, name, kind):
    assert kinds.of(io.BytesIO(content), name) == kind


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        ("Ў Мінску было ціха, потым не было.", "utf-8", False),
        ("Ў Мінску было ціха", "utf-16", False),
        ("В Минске было тихо, потом стало громко.", "windows-1251", True),
        ("В Минске было тихо, потом стало громко.", "koi8-r", True),
        ("В Минске было тихо, потом стало громко.", "cp866", True),
        ("Wie schön das Frühstück über dem Fluß war", "windows-1252", True),
    ],
)
def test_an_encoding_that_is_a_guess_says_so(text, encoding, guessed):
    found = texts.page(io.BytesIO(text.encode(encoding)), 1)
    assert (found["text"], found["guessed"]) == (text, guessed)
    assert found["encoding"].startswith(encoding)


@given(st.lists(st.text(alphabet="aя\n€😀", max_size=40), max_size=40), st.integers(16, 64))
def test_the_pages_of_a_text_are_the_text(lines, most):
    content = "\n".join(lines).encode()
    pages = texts.page(io.BytesIO(content), 1, most=most)["pages"]
    shown = [texts.page(io.BytesIO(content), number, most=most)["text"] for number in range(1, pages + 1)]
    assert "".join(shown).encode() == content


def test_html_is_reduced_to_its_words_and_where_links_lead():
    words = texts.words_of(
        "<p>One <b>two</b><script>alert(1)</script><p>See <a href='https://x.example/'>here</a><style>p{}</style>"
    )
    assert words == "One two\nSee here <https://x.example/>"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_a_mark_is_a_text_and_its_encoding_a_guess(encoding):
    found = look("Ў Мінску было ціха\nOne more line".encode(encoding))
    assert (found["shape"], found["text"]) == ("text", "Ў Мінску было ціха\nOne more line")
    assert (found["encoding"], found["guessed"]) == (encoding, True)


def test_letters_that_come_late_still_say_the_encoding():
    words = "В Минске было тихо, потом стало громко."
    late = b"one line and another\n" * 5_000 + words.encode("cp1251")
    assert texts.decoded(late)[0].endswith(words)
    assert texts.decoded(("line\n" * 50_000 + "«Да»").encode("utf-16-le"))[1] == "utf-16-le"


def test_a_page_says_its_encoding_in_its_head_and_before_it():
    source = "<title>Навіны</title><p>Ён сказаў: не.<br/>Так."
    for data, declared in (
        (b"<meta charset=windows-1251>" + source.encode("cp1251"), ""), (source.encode("koi8-u", "replace"), "koi8-u"),
        (source.encode("utf-16"), "windows-1251"),
    ):  # fmt: skip
        words = texts.words_of(texts.decoded_page(data, declared)[0])
        assert words.startswith("Нав")
        assert words.endswith(": не.\nТак.")


def test_a_page_in_hiding_places_hides_no_words_after_them():
    html = (
        "<svg><svg/><title>a</title></svg><noscript>b</noscript><template>c</template><object>seen</object><svg/> too"
    )
    assert texts.words_of(html) == "seen too"
    assert texts.words_of("<table><tr><td>one</td><td>two</td></tr></table>") == "one\ttwo"


def test_of_two_forms_of_a_letter_the_one_that_says_something_is_shown():
    letter = EmailMessage()
    letter["From"] = "a@mail.example"
    letter.set_content(" \n")
    letter.add_alternative("<p>Words</p>", subtype="html")
    found = look(letter.as_bytes())
    assert (found["text"], found["notes"]) == ("Words", ["html-only"])
    assert [each["mime"] for each in found["parts"]] == ["text/plain"]


def test_a_page_that_closes_no_head_has_its_words_all_the_same():
    assert texts.words_of("<html><head><title>x</title><body>words") == "x\nwords"


def test_a_letter_gives_its_heads_words_and_parts():
    found = look(evidence.letter())
    assert ["Subject", "Спіс <b>"] in found["heads"]
    assert found["text"].startswith("Дадзены спіс.")
    assert [(each["number"], each["mime"]) for each in found["parts"]] == [("1", "image/jpeg"), ("2", "text/html")]
    assert "Subject:" in found["beneath"]
    assert look(evidence.letter(), want="part", part=(1,))["data"] == evidence.picture()
    assert look(evidence.letter(), part=(1,))["shape"] == "picture"
    assert look(evidence.letter(), part=(2,))["text"] == "Page"
    assert look(evidence.letter(), want="picture", part=(1,))["mime"] == "image/jpeg"


def test_a_letter_of_broken_headers_and_unknown_words_is_read_as_far_as_it_goes():
    content = (
        b"From: =?x-nobody?B?////?=\r\nSubject: \xff\xfe\r\nDate: never\r\n"
        b"Content-Type: text/plain; charset=x-nobody\r\n\r\n" + "Слова".encode()
    )
    found = look(content)
    assert found["text"] == "Слова"
    assert "Date" in dict(found["heads"])
    assert look(b"From: a\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n")["text"] == ""


def test_an_outlook_letter_gives_the_same():
    found = look(evidence.outlook_letter(), name="letter.msg")
    assert (found["shape"], found["text"]) == ("mail", "Словы")
    assert dict(found["heads"]) == {"From": "Anna", "Subject": "Спіс", "Date": "Mon, 10 Aug 2020 08:00:00 +0300"}
    assert [(each["number"], each["name"]) for each in found["parts"]] == [("1", "list.bin")]
    taken = look(evidence.outlook_letter(), name="letter.msg", want="part", part=(1,))
    assert taken["data"] == bytes(range(256)) * 16
    html = look(evidence.outlook_letter(html=True), name="letter.msg")
    assert (html["text"], html["notes"]) == ("In HTML", ["html-only"])
    with pytest.raises(Unreadable):
        look(evidence.outlook_letter(), name="letter.msg", part=(2,))


def test_a_mailbox_lists_its_letters_and_opens_each():
    content = evidence.mailbox(*(evidence.letter(f"Letter {number}") for number in range(30)))
    first, second = look(content), look(content, page=2)
    assert (first["count"], first["pages"], len(first["parts"]), len(second["parts"])) == (30, 2, 25, 5)
    assert [second["parts"][-1][name] for name in ("name", "who", "when")] == [
        "Letter 29", "a@mail.example", "Mon, 10 Aug 2020 08:00:00 +0300",
    ]  # fmt: skip
    last = int(second["parts"][-1]["number"])
    assert ["Subject", "Letter 29"] in look(content, part=(last,))["heads"]
    assert look(content, want="part", part=(last, 1))["data"] == evidence.picture()
    assert (
        look(content, want="part", part=(int(first["parts"][0]["number"]),))["data"].strip()
        == evidence.letter("Letter 0").strip()
    )
    with pytest.raises(Unreadable):
        look(content, part=(last + 1,))
    turned, at = [], int(first["parts"][0]["number"])
    while at:
        letter = look(content, part=(at,))
        turned.append((letter["number"], dict(letter["heads"])["Subject"], letter["before"]))
        at = int(letter["after"] or 0)
    assert [each[:2] for each in turned] == [(number, f"Letter {number - 1}") for number in range(1, 31)]
    assert turned[0][2] == ""
    assert turned[1][2] == first["parts"][0]["number"]


def test_what_a_mailbox_put_before_a_line_is_taken_away_and_said():
    content = evidence.mailbox(evidence.QUOTED, evidence.letter())
    quoted, plain = (int(each["number"]) for each in look(content)["parts"])
    found = look(content, part=(quoted,))
    assert found["text"].strip().splitlines() == ["On Monday:", "From here on nothing.", ">> From old"]
    assert found["notes"] == ["unquoted"]
    taken = look(content, want="part", part=(quoted,))["data"]
    assert taken.strip() == evidence.QUOTED.replace(b"\n>From", b"\nFrom").strip()
    assert look(content, part=(plain,))["notes"] == []


def test_messages_stand_in_their_order_with_times_as_written():
    found = look(evidence.WHATSAPP.encode())
    assert [(each["who"], each["when"], each["text"], each["service"]) for each in found["messages"]] == [
        ("", "09.08.2020, 21:14", "Messages are end-to-end encrypted.", True),
        ("Anna", "09.08.2020, 21:15", "IMG-1.jpg (file attached)\nlook", False),
        ("Bob", "10.08.2020, 08:02", "Where: there?", False),
    ]
    phone = (
        "[8/9/20, 9:15:01\u202fPM] ~\u202fAnna: \u200e<attached: 00001-PHOTO.jpg>\n[8/9/20, 9:16:00\u202fPM] Bob: ok"
    )
    one, two = look(phone.encode())["messages"]
    assert (one["when"], one["media"], two["text"]) == ("8/9/20, 9:15:01\u202fPM", "00001-PHOTO.jpg", "ok")


def test_no_message_is_lost_between_two_pages():
    lines = [f"09.08.2020, 21:{number % 60:02} - Anna: message {number}\n and more\n" for number in range(2000)]
    content = io.BytesIO("".join(lines).encode())
    pages = chats.whatsapp(content, 1, {})["pages"]
    shown = [each["text"] for number in range(1, pages + 1) for each in chats.whatsapp(content, number, {})["messages"]]
    assert pages > 2
    assert shown == [f"message {number}\n and more" for number in range(2000)]


def test_telegram_is_read_as_one_chat_and_as_a_whole_export():
    found = look(evidence.telegram())
    assert [(each["who"], each["text"], each["media"]) for each in found["messages"]] == [
        ("Anna", "create_group", ""), ("Anna", "See this", ""), ("Bob", "", "photos/1.jpg"),
    ]  # fmt: skip
    whole = b'{"chats": {"list": [%s]}}' % evidence.telegram()
    assert [each["text"] for each in look(whole)["messages"]][:2] == ["Yard", "create_group"]
    for broken in (b'{"messages": 3}', b'{"messages": [3]}', b'{"messages": ' + b"[" * 100_000):
        with pytest.raises(Unreadable):
            look(broken)


def test_pages_that_telegram_exported_are_the_conversation_and_lose_no_words():
    found = look(evidence.TELEGRAM_PAGE.encode())
    assert (found["shape"], found["heads"], found["count"]) == ("chat", [["name", "Двор & yard"]], 6)
    day, one, two, three, four, onward = found["messages"]
    assert (day["text"], day["service"], day["who"]) == ("9 August 2020", True, "")
    assert (one["who"], one["when"], one["service"]) == ("Anna", "09.08.2020 21:15:00 UTC+03:00", False)
    assert one["text"] == "They beat him\nsee here <https://x.example/><b>"
    assert (two["who"], two["text"], two["media"]) == ("Anna", "", "photos/photo_1.jpg")
    assert (three["who"], three["text"]) == (
        "Bob", "In reply to this message\n↪ News 08.08.2020 10:00:00 UTC+03:00\nsent on\n👍\n(Anna)",
    )  # fmt: skip
    assert four["text"] == "Video file\nNot included, change data exporting settings to download."
    assert (onward["text"], onward["media"], onward["service"]) == ("Next messages", "messages2.html", True)


def test_an_export_of_telegram_in_an_archive_leads_to_its_media_and_its_next_page():
    found = look(evidence.telegram_folder())
    assert (found["shape"], found["within"], found["notes"]) == ("chat", "3", ["times-of-exporter", "of-a-bundle"])
    assert [each["part"] for each in found["messages"] if each["media"]] == ["2", "4"]
    assert look(evidence.telegram_folder(), part=(4,))["shape"] == "chat"
    assert look(evidence.telegram_folder(), want="part", part=(2,))["data"] == evidence.picture()


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (evidence.telegram_message(1, "A", '<div class="text">cut'), ["cut"]),
        ("</div></div></div>" + evidence.telegram_message(1, "A", "words"), ["words"]),
        (
            "between" + evidence.telegram_message(1, "A", "words</b></i>") + "and after",
            ["between", "words", "and after"],
        ),
        ('<div class="message default"><div class="date details">21:15</div>no title', ["no title"]),
        ('<div class="message"><div class="message"><div class="message">deep', ["deep"]),
        (evidence.telegram_message(1, "A", "<svg/><style/>a<!-- b --><template>c</template>"), ["ac"]),
    ],
)
def test_a_page_that_telegram_would_not_write_keeps_its_words(body, texts):
    messages = look((evidence.TELEGRAM_HEAD + body).encode())["messages"]
    assert [each["text"] for each in messages] == texts


def test_a_message_is_cut_in_no_silence():
    long = "a" * 70_000
    page = evidence.TELEGRAM_HEAD + evidence.telegram_message(1, "A", long)
    for content in (json.dumps({"messages": [{"text": long}]}), page):
        (message,) = look(content.encode())["messages"]
        assert message["text"].endswith("a […]")


def test_many_messages_are_turned_and_endless_ones_are_refused():
    many = "".join(evidence.telegram_message(at, "A", f'<div class="text">{at}</div>') for at in range(250))
    found = look((evidence.TELEGRAM_HEAD + many).encode(), page=3)
    assert (found["page"], found["pages"], found["messages"][0]["text"]) == (3, 3, "200")
    with pytest.raises(Unreadable, match="broken"):
        look((evidence.TELEGRAM_HEAD + "<div>" * 2_000).encode())


def test_a_conversation_is_foremost_in_its_archive_and_knows_its_media():
    found = look(evidence.conversation())
    assert (found["shape"], found["within"], found["notes"][-1]) == ("chat", "2", "of-a-bundle")
    assert found["messages"][1]["part"] == "1"
    assert [each["name"] for each in look(evidence.conversation(), every=True)["parts"]] == [
        "IMG-1.jpg", "WhatsApp Chat with A.txt", "notes.bak",
    ]  # fmt: skip


@pytest.mark.parametrize(("names", "foremost"), [
    (["a/Chat with A.txt", "1.jpg"], 1), (["1.jpg", "Chat.txt", "Notes.txt"], None), (["_chat.txt", "Notes.txt"], 1),
    (["_chat.txt", "result.json"], None), (["Chat.TXT"], None),
])  # fmt: skip
def test_the_only_text_of_an_archive_is_its_conversation_if_it_reads_as_one(names, foremost):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, evidence.WHATSAPP)
    assert bundles.foremost(out) == foremost


@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive_lists_its_pages_and_gives_what_they_answered(packed):
    content = evidence.captures(packed=packed)
    (page,) = look(content)["parts"]
    assert [page[name] for name in ("name", "status", "mime", "when")] == [
        "https://news.example/a", "200", "text/html", "2020-08-10T09:00:00Z",
    ]  # fmt: skip
    assert look(content, part=(int(page["number"]),))["text"].endswith("On 9 August people </b> went out.")
    assert look(content, want="part", part=(int(page["number"]),))["data"] == evidence.PAGE
    _page, photo = look(content, every=True)["parts"]
    assert look(content, want="part", part=(int(photo["number"]),))["data"] == evidence.picture()
    with pytest.raises(Unreadable):
        look(content, part=(1,))


def test_the_archive_in_a_wacz_is_what_is_shown():
    found = look(evidence.wacz())
    assert (found["shape"], found["within"]) == ("captures", "2")
    assert look(evidence.wacz(), part=(2, int(found["parts"][0]["number"])))["text"].startswith("News")


def test_what_swells_is_not_unpacked_to_its_end():
    import gzip

    bomb = gzip.compress(bytes(70 * 1024 * 1024))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n"
    content = evidence.capture("https://x.example/", head + bomb)
    with pytest.raises(Unreadable, match="too-large"):
        look(content, part=(0,))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("large.bin", bytes(70 * 1024 * 1024))
    with pytest.raises(Unreadable, match="too-large"):
        look(out.getvalue(), want="part", part=(1,))


def test_sixteen_bits_of_grey_are_shown_as_what_they_are():
    out = io.BytesIO()
    Image.frombytes("I;16", (2, 1), b"\x00\x00\xff\xff").resize((64, 32), Image.Resampling.NEAREST).save(out, "PNG")
    shown = Image.open(io.BytesIO(look(out.getvalue(), want="picture")["data"]))
    assert [shown.getpixel(place) // 128 for place in ((8, 16), (56, 16))] == [0, 1]


def test_a_picture_that_declares_more_than_any_camera_makes_is_not_unpacked():
    with pytest.raises(Unreadable, match="too-many-pixels"):
        look(evidence.png_that_declares(60_000, 60_000))


@pytest.mark.parametrize("part", [(0,), (9,), (1, 1), (1, 1, 1, 1, 1)])
def test_a_part_that_is_not_there_is_named_so(part):
    with pytest.raises(Unreadable, match="no-such-part"):
        look(evidence.letter(), part=part)


@given(st.binary(max_size=400))
def test_no_bytes_end_in_more_than_a_refusal(content):
    """Whatever follows a true beginning; the edge catches the rest, and a process of its own holds it."""
    for start in (
        evidence.letter()[:80],
        evidence.WHATSAPP.encode()[:60],
        evidence.captures()[:200],
        b"From a@mail.example Mon Aug 10 08:00:00 2020\n\n",
        evidence.TELEGRAM_HEAD.encode(),
    ):
        found = look(start + content)
        assert found["shape"]
