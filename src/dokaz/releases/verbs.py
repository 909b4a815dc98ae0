"""What entries about our records are called; `records` composes these from the codes of the kinds."""

VERBS = (
    "releases:release:begin", "releases:release:revise", "releases:release:show", "releases:release:list",
    "releases:release:history", "releases:release:assign", "releases:release:move", "releases:release-receipt:begin",
    "releases:release-receipt:revise", "releases:release-receipt:show", "releases:release-receipt:list",
    "releases:release-receipt:history", "releases:release-receipt:assign", "releases:release-receipt:move",
    "releases:onward-use:begin", "releases:onward-use:revise", "releases:onward-use:show",
    "releases:onward-use:list", "releases:onward-use:history", "releases:onward-use:assign",
    "releases:onward-use:move", "releases:recall-notice:begin", "releases:recall-notice:revise",
    "releases:recall-notice:show", "releases:recall-notice:list", "releases:recall-notice:history",
    "releases:recall-notice:assign", "releases:recall-notice:move", "releases:privacy-notice:begin",
    "releases:privacy-notice:revise", "releases:privacy-notice:show", "releases:privacy-notice:list",
    "releases:privacy-notice:history", "releases:privacy-notice:assign", "releases:privacy-notice:move",
    "releases:compelled-disclosure:begin", "releases:compelled-disclosure:revise",
    "releases:compelled-disclosure:show", "releases:compelled-disclosure:list",
    "releases:compelled-disclosure:history", "releases:compelled-disclosure:assign",
    "releases:compelled-disclosure:move",
)  # fmt: skip
