"""Icons as strokes in a square of 24. They stand beside words and are hidden from screen readers."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dokaz.design.errors import IconUnknown

STROKES = {
    "back": "M15 5l-7 7 7 7",
    "calendar": "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4",
    "check": "M5 13l4 4 10-11",
    "clock": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4l3 2",
    "close": "M6 6l12 12M18 6L6 18",
    "download": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "eye": "M3 12c4-7 14-7 18 0-4 7-14 7-18 0zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
    "file": "M7 3h7l4 4v14H7zM14 3v4h4",
    "key": "M8 12a4 4 0 1 0 0 8 4 4 0 0 0 0-8M11 13l8-8M16 8l3 3",
    "lock": "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
    "note": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 11v5M12 8v.5",
    "onward": "M9 5l7 7-7 7",
    "people": "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M3 20c0-8 12-8 12 0M16 6a3 3 0 0 1 0 5M17 14c3 1 4 3 4 6",
    "search": "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5",
    "warning": "M12 4l9 16H3zM12 10v4M12 17v.5",
}


def icon(name: str) -> SafeString:
    """The icon as SVG. Raises IconUnknown."""
    if name not in STROKES:
        raise IconUnknown(name=name, known=", ".join(STROKES))
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        STROKES[name],
    )
