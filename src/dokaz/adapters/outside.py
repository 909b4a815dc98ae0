"""The way to log witnesses and mirrors: over HTTP, into folders, and into buckets."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dokaz.adapters import posting
from dokaz.adapters.mirrors import HttpMirror
from dokaz.adapters.s3.bucket import Bucket
from dokaz.journal.api import FolderMirror, Mirror, MirrorAway, MirrorUnfit, WitnessAnswer, WitnessAway
from dokaz.verify import notes

__all__ = ["Outside", "mirror"]

REQUEST_KIND = "text/plain; charset=utf-8"


def mirror(place: str, *, vkey: str) -> Mirror:
    """The mirror of a log at a place that a person named: `https://…` beside a log witness, `s3://…`, or a folder.

    Nothing is asked of it yet and nothing is made there. Raises MirrorUnfit for an address that cannot be one.
    """
    if place.startswith(("https://", "http://")):
        return HttpMirror(place, vkey)
    if place.startswith("s3:"):
        from dokaz.adapters.s3.mirror import BucketMirror  # noqa: PLC0415 - the client library takes its time

        return BucketMirror(_bucket(place), vkey)
    if "://" in place:
        raise MirrorUnfit(place=place, why="name a folder, a bucket (s3://…), or the address of a log witness")
    return FolderMirror(Path(place), vkey=vkey)


def _bucket(place: str) -> Bucket:
    try:
        return Bucket.parse(place)
    except ValueError as why:
        raise MirrorUnfit(place=place.partition("?")[0], why=why) from None


@dataclass(frozen=True, slots=True)
class Outside:
    """The port of the journal. `house` holds what would be lost together with the collection: no mirror lies there."""

    house: tuple[Path, ...] = ()
    seconds: float = 20

    def add_checkpoint(self, url: str, request: bytes) -> WitnessAnswer:
        place = f"{url.rstrip('/')}/add-checkpoint"
        try:
            answer = posting.post(place, request, kind=REQUEST_KIND, seconds=self.seconds, most=notes.MOST_BYTES)
        except posting.Silent as why:
            raise WitnessAway(url=url, why=why) from None
        return WitnessAnswer(answer.status, answer.kind, answer.body)

    def beside(self, url: str, *, vkey: str) -> Mirror:
        return HttpMirror(url, vkey, self.seconds)

    def mirror(self, place: str, *, vkey: str, before: Sequence[str] = ()) -> Mirror:
        if "://" not in place and any(FolderMirror(Path(place), vkey=old).is_there for old in before):
            with suppress(MirrorAway):  # said by the mirror itself when it is asked, and stops no other
                return FolderMirror.begin(Path(place), vkey=vkey)
        return mirror(place, vkey=vkey)

    def begin(self, place: str, *, vkey: str) -> Mirror:
        """Once, when it is added: an empty folder where the stick is not mounted is no mirror later on."""
        if "://" not in place:
            path = Path(place).resolve()
            if any(path.is_relative_to(each.resolve()) for each in self.house):
                raise MirrorUnfit(place=place, why="it lies inside the collection and would be lost with it")
            return FolderMirror.begin(path, vkey=vkey)
        return mirror(place, vkey=vkey)
