from dokaz.demo.contents import Content, Film, Recording
from dokaz.demo.records import Item
from dokaz.demo.story.times import at


def _item(name: str, title: str, description: str, content: Content) -> Item:
    return Item(
        path=f"recordings/{name}",
        title=title,
        description=description,
        source="reader",
        channel="encrypted message, as a file",
        place="{town_en} (invented)",
        original_holder="the source",
        how_obtained="recorded it with an own telephone",
        languages=("zxx",),
        arrived=at("2021-02-04 12:30"),
        content=content,
    )


ITEMS = (
    _item(
        "bells.wav",
        "Bells over the square",
        "Eight seconds, no voices. The bell strikes every two seconds.",
        Recording("wav", at("2020-09-13 18:00"), 8, "bells"),
    ),
    _item(
        "audio_2020-09-13_18-00-31.ogg",
        "Bells over the square, as a voice message",
        "Six seconds, no voices.",
        Recording("ogg", at("2020-09-13 18:00"), 6, "bells"),
    ),
    _item(
        "New Recording 4.m4a",
        "Wind in the yard",
        "Ten seconds, wind only.",
        Recording("m4a", at("2020-11-14 08:50"), 10, "wind"),
    ),
    _item(
        "VID_20200913_180530.mp4",
        "A slow turn over the square",
        "Five seconds from left to right, with bells; nobody in the picture.",
        Film("mp4", at("2020-09-13 18:05"), 5, "square", "bells"),
    ),
    _item(
        "river.webm",
        "The river after the reading",
        "Four seconds, wind; nobody in the picture.",
        Film("webm", at("2020-09-13 20:12"), 4, "river", "wind"),
    ),
)
