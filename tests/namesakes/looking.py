"""Looking a name up among one recorded name, from keyed hashes alone and as a look-up does, but without a database."""

from collections import defaultdict
from functools import cache

from dokaz.names import api as names
from dokaz.people import lookups, marks

_hashed = cache(marks.hashing(b"k" * 32))
_slips = cache(names.slips)


def looked_up(asked, recorded):
    """The verdict of a look-up for `asked` where `recorded` stands; None where it finds nobody."""
    ways = lookups.asked(names.marks(asked), _hashed, _slips)
    forms, met = [], False
    for way in marks.ways(recorded):
        form = defaultdict(set)
        for tag, mark, given in marks.columns(way, _hashed):
            form[names.MarkKind(tag)].add(mark)
            if given is not None:
                met = met or lookups._may_agree(ways, mark, given)
        forms.append({kind: frozenset(each) for kind, each in form.items()})
    said = lookups.judged_person(ways, forms) if met else None
    return said and said[0]


def shares(pairs):
    """Of names with one error, of names in two spellings and of two people: the part that is found, and called one."""
    found = defaultdict(list)
    for pair in pairs:
        kind = ("wrong" if pair.kind.startswith("typo") else "spelled") if pair.same else "others"
        found[kind].append(looked_up(pair.one, pair.other))
    agreeing = {kind: [said in {"same", "possible"} for said in each] for kind, each in found.items()}
    return {
        "wrong found": sum(agreeing["wrong"]) / len(agreeing["wrong"]),
        "spelled found": sum(agreeing["spelled"]) / len(agreeing["spelled"]),
        "others found": sum(agreeing["others"]) / len(agreeing["others"]),
        "others same": sum(said == "same" for said in found["others"]) / len(found["others"]),
    }
