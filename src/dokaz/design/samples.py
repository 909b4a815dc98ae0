"""Invented, neutral things for the gallery: a library that lends seeds. Said in the language of the page."""

from datetime import UTC, datetime

from django import forms
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from dokaz.design import fields
from dokaz.design.addresses import Address
from dokaz.design.charts import Bar, Bars, Lines, Series
from dokaz.design.component import Code, Component, Link, Quote, Shown, Tag, Tone
from dokaz.design.dates import instant, when
from dokaz.design.lists import Happening, Summary, SummaryRow, Task, Tasks, Timeline
from dokaz.design.media import Film, Loudness, Picture, Sound
from dokaz.design.notices import Banner, Caution, Interruption, Progress
from dokaz.design.shell import Identity, Shortcut
from dokaz.design.tables import Chip, Chips, Column, Facet, Facets, Pager, Table, facet_value, pager
from dokaz.kernel.dates import Span

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
AT = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
PROVERB = "Вада камень точыць."
KINDS = (("rye", later("Rye")), ("flax", later("Flax")), ("bean", later("Bean")))
DATES = ("2020-08-12", "2020-08-10~/2020-08-12~", "2020-08?", "202X", "2019-05/..")


class Packet(fields.Form):
    """Every kind of field in one form."""

    name = forms.CharField(label=later("Name of the plant"), help_text=later("As it stands on the packet."))
    kind = forms.ChoiceField(label=later("Kind"), choices=(("", "—"), *KINDS))
    ground = forms.ChoiceField(
        label=later("Where it grew"),
        choices=(("field", later("In a field")), ("garden", later("In a garden")), ("unknown", later("Does not know"))),
        widget=fields.Radios,
    )
    uses = forms.MultipleChoiceField(
        label=later("What it is good for"),
        choices=(("food", later("Food")), ("cloth", later("Cloth"))),
        widget=fields.Checkboxes,
        required=False,
    )
    harvested = fields.Date(
        label=later("When it was harvested"),
        help_text=later("For example 12 8 2020. The year alone is an answer too."),
    )
    story = forms.CharField(label=later("What else you know"), widget=fields.LongText(rows=4), required=False)
    picture = forms.FileField(label=later("A picture"), help_text=later("It is kept as it is."), required=False)
    lend = forms.BooleanField(label=later("Others may borrow it"), required=False)


def packet_typed() -> dict[str, str]:
    """What somebody typed who forgot the half and mistook a day."""
    return {
        "name": "",
        "kind": "rye",
        "harvested_0": "31",
        "harvested_1": "2",
        "harvested_2": "2020",
        "harvested_3": "NONE",
        "lend": "on",
    }


def keys() -> tuple[Shortcut, ...]:
    return (
        Shortcut("/", _("Find")),
        Shortcut("Ctrl K", _("Go to a page")),
        Shortcut("j", _("Next row")),
        Shortcut("k", _("Row before")),
        Shortcut("?", _("This list")),
    )


def spans() -> tuple[tuple[str, Span], ...]:
    return tuple((text, Span.parse(text)) for text in DATES)


def quotation() -> Quote:
    return Quote(PROVERB, "be", _("A saying"))


def identity() -> Identity:
    return Identity(_("Packet S-0412"), ((_("Kind"), _("Rye")), (_("State"), Tag(_("On the shelf"), Tone.GOOD))))


def _packet(number: int, kind: str, state: Tag, year: str) -> tuple[Shown, ...]:
    name = f"S-{number:04}"
    return (Link(name, f"#{name}"), Link(kind, f"#{name}-kind"), state, when(Span.parse(year)), 40 * number)


def packets(*, dense: bool) -> Table:
    shelf, lent = Tag(_("On the shelf"), Tone.GOOD), Tag(_("Lent until May"), Tone.CAREFUL)
    return Table(
        caption=_("Packets, dense, for daily work") if dense else _("Packets"),
        columns=(
            Column(_("Packet"), sort="?sort=packet", sorted="ascending"),
            Column(_("Kind")),
            Column(_("State")),
            Column(_("Harvested"), sort="?sort=harvested"),
            Column(_("Seeds"), numeric=True),
        ),
        rows=(
            _packet(412, _("Rye"), shelf, "2020-08-12"),
            _packet(413, _("Flax"), lent, "2019~"),
            _packet(97, _("Bean"), Tag(_("Being counted")), "202X"),
        ),
        empty="",
        dense=dense,
    )


def no_packets() -> Table:
    return Table(_("Packets"), (Column(_("Packet")),), (), _("No packet fits these filters. Remove one to see more."))


def facets(here: Address) -> Facets:
    here = here.plus("kind", "rye")
    counts = {"rye": 12_400, "flax": 311, "bean": 0}
    kinds = tuple(facet_value(str(text), name="kind", code=code, count=counts[code], here=here) for code, text in KINDS)
    state = facet_value(_("On the shelf"), name="state", code="shelf", count=None, here=here)
    return Facets((Facet(_("Kind"), kinds), Facet(_("State"), (state,))))


def chips(here: Address) -> Chips:
    return Chips((Chip(_("Kind: rye"), str(here)), Chip(_("Harvested in 2020"), str(here))), str(here))


def paging(here: Address) -> Pager:
    return pager(_("50 of more than 10,000 packets"), here=here.plus("after", "S-0300"), next_key="S-0412")


def summary() -> Summary:
    return Summary(
        (
            SummaryRow(_("Name of the plant"), _("Rye"), Link(_("Change"), "form", hidden=_("the name"))),
            SummaryRow(_("When it was harvested"), when(Span.parse("2020-08~")), Link(_("Change"), "form")),
            SummaryRow(_("Mark of its bytes"), Code(DIGEST)),
        )
    )


def tasks() -> Tasks:
    later_on = _("After the seeds have been counted.")
    return Tasks(
        (
            Task(_("Clean the seeds"), Tag(_("Done"), Tone.GOOD), "#clean"),
            Task(_("Count the seeds"), Tag(_("Under way"), Tone.NOTE), "#count"),
            Task(_("Print the label"), Tag(_("Cannot start yet")), hint=later_on),
        )
    )


def timeline() -> Timeline:
    return Timeline(
        (
            Happening(instant(AT), _("Packet received"), _("gardener"), _("Came by post from another library.")),
            Happening(when(Span.parse("2026-04")), _("Lent"), text=Link(_("See the letter"), "#letter")),
        )
    )


def banners() -> tuple[Banner, ...]:
    return (
        Banner(_("Kept as S-0412."), _("It stands on shelf 3."), Tone.GOOD, Link(_("Open S-0412"), "#S-0412")),
        Banner(_("The library is closed on Monday."), "", Tone.NOTE),
        Banner(_("Two packets have the same number."), _("Compare them before you lend one."), Tone.CAREFUL),
        Banner(_("The label was not printed."), _("Switch the printer on and print it again."), Tone.BAD),
    )


def caution() -> Caution:
    return Caution(
        _("A photograph of a field after hail, with broken plants."),
        Link(_("Show the photograph"), "#shown"),
        Link(_("Go on without it"), "#onward"),
    )


def media() -> tuple[Component, ...]:
    icon = static("design/icon.svg")
    return (
        Picture(icon, _("A grey label with three lines")),
        Film(icon, _("A film that does not start")),
        Sound(icon, _("A recording that does not start")),
        Loudness(
            "loudness",
            (2, 9, 31, 64, 52, 18, 7, 3, 12, 40, 77, 25),
            _("Length 0:12. Loudest at 0:10."),
            ("0:00", "0:06"),
        ),
    )


def work() -> tuple[Progress, ...]:
    as_of = _("As of {time}.").format(time=instant(AT))
    return (
        Progress("counting", _("Counting seeds"), 37, 120, _("37 of 120 packets."), as_of, "notices"),
        Progress("looking", _("Looking for old packets"), 0, None, _("12 shelves so far."), as_of, "notices"),
        Progress("printed", _("Printing labels"), 8, 8, _("All 8 labels are printed."), as_of, "notices", over=True),
    )


def interruption() -> Interruption:
    return Interruption(
        _("You are about to throw a packet away"),
        _("Nobody can bring it back. The next page asks why."),
        (SummaryRow(_("What"), _("Packet S-0412, rye")), SummaryRow(_("Who will see it"), _("Every gardener"))),
        Link(_("Go on to the reason"), "form"),
        Link(_("Keep the packet"), "lists"),
    )


def bars() -> Bars:
    return Bars(
        "by-kind",
        _("Packets by kind, 2026"),
        _("Kind"),
        _("Packets"),
        (Bar(_("Rye"), 12_400), Bar(_("Flax"), 3_110), Bar(_("Bean"), 0), Bar(_("Seeds nobody has named yet"), None)),
        _("not counted"),
    )


def lines() -> Lines:
    return Lines(
        "by-year",
        _("Packets received and lent"),
        _("Year"),
        tuple(str(year) for year in range(2019, 2027)),
        (
            Series(_("Received"), (120, 180, None, 260, 310, 290, 400, 1_370)),
            Series(_("Lent"), (80, 90, 140, 130, 0, 210, 330, 610)),
        ),
        _("not known"),
    )
