"""What entries about our records are called; `records` composes these from the codes of the kinds."""

VERBS = (
    "releases:release:begin", "releases:release:revise", "releases:release:show", "releases:release:list",
    "releases:release:history", "releases:release:assign", "releases:release:move",
)  # fmt: skip
