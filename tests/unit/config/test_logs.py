"""What a serving process writes of itself can be read by a machine, and tells nothing of anybody."""

import json
import logging

from dokaz.config import logs

PATH, ADDRESS = "/items/E-0000-00000", "192.0.2.7"


def line(formatter, message, *args, level=logging.WARNING, **more):
    record = logging.LogRecord("gunicorn.error", level, "file.py", 1, message, args, more.pop("exc_info", None))
    for name, value in more.items():
        setattr(record, name, value)
    return json.loads(formatter.format(record))


def test_our_own_line_has_time_level_source_and_what_else_is_known():
    said = line(logs.Line(), "fault at %s", "item", told={"status": 500})
    assert (said["says"], said["level"], said["from"], said["status"]) == (
        "fault at item",
        "warning",
        "gunicorn.error",
        500,
    )
    assert said["time"].endswith("Z")


def test_what_a_library_was_asked_is_not_repeated():
    exc_info = (ValueError, ValueError(PATH), None)
    fault = line(
        logs.LineOfOthers(), "Error handling request %s %s", "GET", PATH, level=logging.ERROR, exc_info=exc_info
    )
    assert (fault["says"], fault["fault"]) == ("Error handling request %s %s", "ValueError")
    filled_in = line(logs.LineOfOthers(), f"Invalid request from ip={ADDRESS}: {PATH}")
    assert PATH not in str(fault)
    assert ADDRESS not in str(filled_in)
    assert PATH not in str(filled_in)


def test_a_fault_of_a_library_that_names_nobody_is_said():
    assert (
        line(logs.LineOfOthers(), "Exception in worker process", level=logging.ERROR)["says"]
        == "Exception in worker process"
    )
