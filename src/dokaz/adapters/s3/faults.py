"""What a server, or the way to it, can answer instead of doing what it was asked; each with why, in words.

ObjectFault
├── Away        it does not answer, or is not able to for now: the same again later may succeed
├── Unfit       it will never do so as it is set up: keys, clock, rights, or settings of the bucket
├── Full        it takes no more bytes
├── Absent      no such object
├── NotSet      a setting the bucket does not have, or the server does not know
├── NoSuchUpload   an upload in parts that is unknown: it was finished, or given up
└── Refused     this one act is not allowed
"""

from collections.abc import Iterator
from contextlib import contextmanager

import urllib3.exceptions
from botocore import exceptions as botocore

from dokaz.kernel.languages import _, said

_UNFIT = {
    "NoSuchBucket": _("there is no bucket of this name"),
    "InvalidBucketName": _("there is no bucket of this name"),
    "InvalidAccessKeyId": _("the server does not know the key of this profile"),
    "InvalidToken": _("the server does not know the key of this profile"),
    "ExpiredToken": _("the key of this profile has expired"),
    "SignatureDoesNotMatch": _("the secret of this profile is not the one the server has"),
    "AuthorizationHeaderMalformed": _("the region is another one; name it with region="),
    "PermanentRedirect": _("the bucket lies in another region; name it with region="),
    "IllegalLocationConstraintException": _("the bucket lies in another region; name it with region="),
    "RequestTimeTooSkewed": _("the clocks of this machine and of the server are too far apart; set this one right"),
    "RequestExpired": _("the clocks of this machine and of the server are too far apart; set this one right"),
}
_FULL = {"QuotaExceeded", "EntityTooLarge", "InsufficientStorage", "XMinioStorageFull", "ServiceQuotaExceeded"}
_NOT_SET = {
    *("ObjectLockConfigurationNotFoundError", "ReplicationConfigurationNotFoundError"),
    *("NotImplemented", "MethodNotAllowed", "InvalidRequest"),
}
_ABSENT = {"NoSuchKey", "NoSuchVersion", "404", "NotFound"}


class ObjectFault(Exception):
    """`why` is a part of a sentence: it follows a colon."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Away(ObjectFault):
    pass


class Unfit(ObjectFault):
    pass


class Full(ObjectFault):
    pass


class Absent(ObjectFault):
    pass


class NotSet(ObjectFault):
    pass


class NoSuchUpload(ObjectFault):
    pass


class Refused(ObjectFault):
    pass


@contextmanager
def translated() -> Iterator[None]:
    """Raise an ObjectFault for whatever the client library raises."""
    try:
        yield
    except botocore.ClientError as error:
        raise of_answer(error) from error
    except (botocore.NoCredentialsError, botocore.PartialCredentialsError, botocore.ProfileNotFound) as error:
        why = _("no key was found; put it into ~/.aws/credentials under the profile that is named")
        raise Unfit(said(why)) from error
    except botocore.SSLError as error:
        raise Unfit(said(_("its certificate is not vouched for by anybody this machine trusts"))) from error
    except (botocore.BotoCoreError, urllib3.exceptions.HTTPError) as error:
        raise Away(said(_("it does not answer ({kind})")).format(kind=type(error).__name__)) from error


def of_answer(error: botocore.ClientError) -> ObjectFault:
    """By the code of the answer; its text is the server's and is not repeated."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code in _UNFIT:
        return Unfit(said(_UNFIT[code]))
    if code in _FULL or status == 507:  # RFC 4918 11.5
        return Full(code)
    for kind, codes in _BY_CODE:
        if code in codes:
            return kind(code)
    if status >= 500 or code in {"SlowDown", "RequestTimeout"}:
        return Away(said(_("it answered {status} {code}")).format(status=status, code=code))
    return Refused(said(_("it refused with {status} {code}")).format(status=status, code=code))


_BY_CODE: tuple[tuple[type[ObjectFault], frozenset[str] | set[str]], ...] = (
    (NoSuchUpload, {"NoSuchUpload"}),
    (Absent, _ABSENT),
    (NotSet, _NOT_SET),
)
