from dokaz.demo.records import Move, PhysicalObject
from dokaz.demo.story.times import at

_OFFICE = "Vilnius, office of the archive"

SIGN = PhysicalObject(
    key="object-1",
    title="Sign of the society",
    description="Metal sign, green with yellow letters, about 60 by 30 cm, fixed to the wall with four screws.",
    source="keeper",
    photographs=("photographs/DSC00418.jpg",),
    moves=(
        Move(
            at=at("2020-11-14 08:44"),
            event="examined in place",
            giver="wall of the reading room",
            taker="wall of the reading room",
            place="{town_en} (invented), reading room",
            reason="photographed by the source",
            condition="whole, slightly scratched",
        ),
        Move(
            at=at("2020-11-14 08:50"),
            event="left in place",
            giver="wall of the reading room",
            taker="wall of the reading room",
            place="{town_en} (invented), reading room",
            reason="taking it off could put people at risk and would change the place",
            condition="whole, slightly scratched",
        ),
    ),
)

NOTEBOOK = PhysicalObject(
    key="object-2",
    title="Notebook of the readings",
    description="Notebook with blue cover, 96 pages, typed entries pasted in on pages 1 to 58.",
    source="keeper",
    photographs=("photographs/object-2-front.jpg",),
    moves=(
        Move(
            at=at("2021-02-02 11:40"),
            event="handed over",
            giver="{keeper_nick}",
            taker="documenter on duty",
            place=_OFFICE,
            reason="to be copied page by page",
            condition="cover worn at the edges, no page missing",
            seal="0417",
        ),
        Move(
            at=at("2021-02-02 13:00"),
            event="digitised",
            giver="documenter on duty",
            taker="documenter on duty",
            place=_OFFICE,
            reason="pages copied",
            condition="unchanged",
            seal="0417 opened, 0418 set",
        ),
        Move(
            at=at("2021-02-02 17:15"),
            event="stored",
            giver="documenter on duty",
            taker="custodian",
            place=f"{_OFFICE}, cabinet 3",
            reason="kept until it is returned",
            condition="unchanged",
            seal="0418",
        ),
        Move(
            at=at("2021-03-01 10:00"),
            event="returned",
            giver="custodian",
            taker="{keeper_nick}",
            place=_OFFICE,
            reason="the source asked for it on 9 February 2021",
            condition="unchanged, seal whole before opening",
            seal="0418 opened in front of the source",
        ),
    ),
)

OBJECTS = (SIGN, NOTEBOOK)
