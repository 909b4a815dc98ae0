"""What somebody should look at in what a person said. It decides nothing."""

from datetime import date

from dokaz.consent.facts import ConsentDecision, Looked, PersonFacts
from dokaz.consent.scopes import Scope
from dokaz.consent.words import Look, Reply


def looks(facts: PersonFacts, scope: Scope, on: date) -> tuple[Looked, ...]:
    """Everything about this scope that does not fit together, though something was decided."""
    covering = [each for each in facts.decisions if each.scope.covers(scope)]
    yeses = [each for each in covering if each.reply is Reply.YES]
    limits = [each for each in covering if each.reply is not Reply.YES]
    pairs = [(yes, limit) for yes in yeses for limit in limits if limit.voice == yes.voice]
    found = [
        *(_looked(Look.CONTRADICTION, yes, facts) for yes, limit in pairs if _contradicts(yes, limit)),
        *(_looked(Look.SAID_EARLIER, limit, facts) for yes, limit in pairs if _came_late(limit, yes)),
        *(_looked(Look.STATEMENT_CHANGED, yes, facts) for yes in yeses if yes.statement in facts.changed_statements),
    ]
    if facts.of_age_from and facts.of_age_by and facts.of_age_from <= on < facts.of_age_by:
        found.append(Looked(Look.AGE_UNCERTAIN, facts.person))
    if facts.child and facts.of_age_from is None:
        found.append(Looked(Look.AGE_UNKNOWN, facts.person))
    return tuple(sorted(set(found), key=lambda each: (each.look, each.day or date.min)))


def _contradicts(yes: ConsentDecision, limit: ConsentDecision) -> bool:
    """A withdrawal that was recorded after the yes takes it back, which is no contradiction."""
    if limit.reply is Reply.WITHDRAWN and limit.recorded_at > yes.recorded_at:
        return False
    return yes.said_on == limit.said_on and not (yes.is_exception_from(limit) or limit.is_exception_from(yes))


def _came_late(limit: ConsentDecision, yes: ConsentDecision) -> bool:
    return limit.said_on < yes.said_on and limit.recorded_at > yes.recorded_at


def _looked(look: Look, each: ConsentDecision, facts: PersonFacts) -> Looked:
    return Looked(look, facts.person, each.said_on)
