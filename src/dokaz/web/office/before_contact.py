"""What stands above how a person is reached: whether they agreed to it, what weighs around them, what their care asks.

It is asked with all that the person agreed to, as their page of consent asks it: a question about contact alone would
be an entry that tells the whole case of the plan to contact them (S-11).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.design.component import Shown, Tone
from dokaz.design.lists import SummaryRow
from dokaz.design.notices import Banner
from dokaz.people import api as people
from dokaz.web.office import pages, persons

DESPITE = "despite"  # of the address: whoever goes on read that there is no yes
_ONWARD = f"?{DESPITE}=no"
_TOLD = frozenset({consent.ConditionKind.REDACT, consent.ConditionKind.AS_SAID})


@dataclass(frozen=True, slots=True)
class BeforeContact:
    """`agreed`: they said yes to being contacted again and nothing since undid it; `why`, or why not."""

    who: people.Person
    agreed: bool
    why: str
    worse: Banner | None

    @property
    def answer(self) -> Banner:
        if self.agreed:
            return Banner(_("The person agreed to be contacted again"), self.why, Tone.GOOD)
        return Banner(_("There is no yes to being contacted again"), self.why, Tone.BAD)

    @property
    def care(self) -> tuple[people.Vulnerability, ...]:
        return self.who.vulnerabilities

    @property
    def onward(self) -> str:
        """What an address carries once this was read."""
        return "" if self.agreed else _ONWARD

    def facts(self) -> Iterator[SummaryRow]:
        yield SummaryRow(_("Being contacted again"), _("No yes. {why}").format(why=self.why))
        if self.worse is not None:
            yield SummaryRow(_("What happened around them"), _weighs(self.worse))
        yield from (SummaryRow(each.says, each.follows) for each in self.care)

    def sentences(self) -> list[str]:
        """For a page that is written on."""
        told = [self.answer] if self.worse is None else [self.answer, self.worse]
        care = (f"{each.says}. {each.follows}" for each in self.care)
        return [*(f"{each.title}. {each.text}" for each in told), *care]


def known(who: people.Person, reader: pages.Reader) -> BeforeContact:
    """Raises what `consent.ways_of_person` and `people.situations` raise."""
    worse = persons.worse(people.situations(who.id, by=reader.session, now=reader.now))
    if not reader.may(access.Permission.SEE_CONSENT):
        return BeforeContact(who, False, _("You may not see what the person agreed to. Ask somebody who may."), worse)
    ways = consent.ways_of_person(who.id, by=reader.session, now=reader.now)
    decision = next(way.decision for way in ways if way.question.scope == _AGAIN)
    told = [each.says for each in decision.because]
    told += [each.says for each in decision.conditions if each.kind in _TOLD]
    told += [each.says for each in decision.looks]
    return BeforeContact(who, decision.allowed, " ".join(dict.fromkeys(told)), worse)


_AGAIN = consent.Scope(consent.Purpose.CONTACT, consent.HOUSE)


def stop(request: HttpRequest, reader: pages.Reader, before: BeforeContact, *, back: str) -> HttpResponse | None:
    """The page before how somebody is reached who did not agree to it; None where they did, or it was read already.

    Nothing of the contact was opened yet. It stays possible: a danger to them may be the reason.
    """
    if before.agreed or DESPITE in request.GET:
        return None
    return pages.stop(
        request, reader, _("You are about to see how to reach somebody who gave no yes to it"),
        _("Go on only where their safety asks for it, or to ask them what they were never asked. That you looked is"
          " recorded where contacts are kept."),
        tuple(before.facts()), onward=f"{request.path}{before.onward}", back=back,
    )  # fmt: skip


def _weighs(worse: Banner) -> Shown:
    return f"{worse.title}. {worse.text}"
