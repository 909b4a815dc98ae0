"""`dokaz mend`: writes the second copies of keys again from the database, where the header store lost them."""

import argparse

from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said

DIFFERS = _(
    "The second copy of the key of {ref} is another one than the database has. It was left as it is. Somebody changed "
    "one of the two: run `dokaz verify --all`, and where {ref} is unchanged there, `dokaz mend --replace {ref}`."
)
ELSEWHERE = _(
    "{count} second copies of keys are other ones than the database has, in compartments this account does not belong "
    "to. They were left as they are; a member of those compartments runs the same command."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "mend", parents=[shared], help=_("write lost copies of keys into the header store again")
    )
    command.description = _(
        "Writes each second copy of a key that is gone from the header store again. Another one in its place is named."
    )
    command.add_argument(
        "--replace",
        action="append",
        default=[],
        metavar="REF",
        help=_("write the copy of this item's key over the other one that lies there; may be repeated"),
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        mended = custody.mend(by=session, now=clock.now(), replace=arguments.replace)
        for ref in mended.differing:
            voice.refuse_sentence(said(DIFFERS).format(ref=ref))
        if mended.elsewhere:
            voice.refuse_sentence(said(ELSEWHERE).format(count=mended.elsewhere))
        voice.result(
            {
                "written": mended.written,
                "replaced": list(mended.replaced),
                "differing": list(mended.differing),
                "elsewhere": mended.elsewhere,
            },
            words=_words(mended),
        )
    return voice.exit_code()


def _words(mended: custody.Mended) -> str:
    lines = [
        said(_("Wrote {copies} again.")).format(
            copies=counted("{count} copy of a key", "{count} copies of keys", mended.written)
        )
    ]
    lines += [said(_("Replaced the copy of {ref}.")).format(ref=ref) for ref in mended.replaced]
    return "\n".join(lines)
