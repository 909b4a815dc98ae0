"""Figures of a comparison over pairs: precision and recall of `same`, the area under the curve of the score,
and the tiers."""

from dataclasses import dataclass

from dokaz.names import api as names


@dataclass(frozen=True)
class Figures:
    precision: float
    recall: float
    area: float
    initials: float
    patronymic: float

    def __str__(self):
        return (
            f"precision {self.precision:.4f}, recall {self.recall:.4f}, AUC {self.area:.4f}, "
            f"initials possible {self.initials:.4f}, other patronymic same {self.patronymic:.4f}"
        )


def judged(pairs):
    return [(pair, names.compare(pair.one, pair.other)) for pair in pairs]


def figures(found):
    told = [(pair, answer) for pair, answer in found if not pair.kind.startswith("initials")]
    same = [pair.same for pair, answer in told if answer.verdict is names.NameVerdict.SAME]
    wanted = sum(pair.same for pair, _ in told)
    letters = [answer for pair, answer in found if pair.kind.startswith("initials")]
    fathers = [answer for pair, answer in found if pair.kind == "other patronymic"]
    return Figures(
        precision=sum(same) / max(1, len(same)),
        recall=sum(same) / wanted,
        area=area([(answer.score, pair.same) for pair, answer in told]),
        initials=share(letters, lambda answer: answer.verdict is not names.NameVerdict.DIFFERENT),
        patronymic=share(fathers, lambda answer: answer.verdict is names.NameVerdict.SAME),
    )


def share(answers, fits):
    return sum(map(fits, answers)) / max(1, len(answers))


def area(scored):
    """The chance that a true pair has the better score than a false one; ties count half (Mann and Whitney)."""
    ordered = sorted(scored)
    rank, total, at = 1, 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        middle = rank + (end - at - 1) / 2
        total += middle * sum(same for _, same in ordered[at:end])
        rank += end - at
        at = end
    positives = sum(same for _, same in scored)
    return (total - positives * (positives + 1) / 2) / (positives * (len(scored) - positives))
