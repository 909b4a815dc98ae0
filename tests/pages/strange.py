"""What no form of ours sends: values, bodies and queries made by chance from a seed, so that a finding is made again."""

from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote_from_bytes, urlencode
from uuid import UUID

from tests.pages.walking import TOKEN

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----strange7MA4YWxk"
VALUES = (
    "", " ", "\x00", "a\x00b", "é" * 3000, "\u202eгnp.exe", "\u200f\u2066x\u2069", "\ufeff", "\ufffe\uffff", "𝔘" * 40,
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}{% now %}", "' OR 1=1 --", "%00%0d%0a", "%s%n{0}",
    "../../etc/passwd", "C:\\x", "//evil.example", "javascript:alert(1)", "x\r\nSet-Cookie: a=b",
    "9" * 400, "-1", "-" + "9" * 30, "0", "00", "1e999", "NaN", "Infinity", "0x10", "1_000", "١٢٣", "²", "2147483648",
    "9223372036854775808", "18446744073709551616", "1.5", "+1", "9" * 5000,
    "0000-00-00", "2026-02-30", "2026-13-01", "9999-12-31", "10000-01-01", "0001-01-01", "-2026-01-01", "2026-03-04T99:99",
    "2026-03-04T09:30:00+99:99", "30.02.2026", "١/٢/٢٠٢٦",
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", str(UUID(int=1)), "{" + "0" * 32 + "}",
    "not-a-uuid", "E-0000-00000", "E-EACS-XJSW0", "e-eacs-xjswo", "K-0000-00003", "P-1", "compartment:", ":", "account:x",
    "compartment:00000000-0000-0000-0000-000000000000", "package:" + "K" * 900, "device:\x00", "release:2026",
    "[]", "{}", "null", "true", "on", "yes", "no", "[" * 2000, '{"a":' * 500, "data:text/html,x", "AAAA" * 30_000,
)  # fmt: skip
NOT_UTF8 = (
    b"\xff",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xed\xb0\x80x",
    b"\xf8\x88\x80\x80\x80",
    b"\x80" * 300,
    b"\xc0\x80",
)
HEADERS = (
    {}, {}, {}, {"accept-language": "x" * 9000}, {"accept-language": "be;q=;,\u0131,;;"}, {"range": "bytes=9-1,x"},
    {"cookie": "a=b; =; \x01"}, {"x-csrftoken": "\xff"}, {"upload-offset": "²"}, {"upload-before": "\x00" * 9},
    {"if-range": "x", "range": "bytes=" + "9" * 40 + "-"}, {"accept": "*/*;q=x"}, {"content-encoding": "gzip"},
)  # fmt: skip


@dataclass
class Sent:
    """A body, its type, and what else stands in the head of the request."""

    body: bytes
    kind: str = FORM
    headers: dict[str, str] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)


@dataclass
class Chance:
    """Everything that is sent in a run, by one seed."""

    seed: int

    def __post_init__(self):
        self._random = Random(f"strange {self.seed}")
        self._kinds = (
            (8, self._one_field), (4, self._all_fields), (2, self._twice), (2, self._arrays), (2, self._without),
            (1, self._many), (1, self._too_large), (2, self._multipart), (1, self._no_form), (1, self._wrong_head),
        )  # fmt: skip

    def sent(self, fields, token):
        """One post in place of what a form with these fields sends, with a token of the sender's own."""
        make = self._random.choices([make for _weight, make in self._kinds], [weight for weight, _make in self._kinds])[
            0
        ]
        given = [(name, value) for name, value in fields if name != TOKEN]
        made = make(given, token)
        made.headers = {**self._random.choice(HEADERS), **made.headers}
        return made

    def query(self, names):
        """A query with these names, of values that nobody meant, as it stands in an address."""
        chosen = self._random.sample(sorted(names), self._random.randint(1, len(names)))
        pairs = [
            (self._name(name), self._raw()) for name in chosen for _time in range(self._random.choice((1, 1, 1, 3)))
        ]
        return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs) + self._random.choice(
            ("", "", "&", "&=", "&&a", "&%zz=%", "#", "&f=x" * 1100)
        )

    def segment(self):
        """Something to stand in a path where a reference or a number is expected."""
        text = self._random.choice([value for value in VALUES if value and len(value) < 500]).encode()
        return quote_from_bytes(self._random.choice([text, text, *NOT_UTF8]), safe="")

    def value(self):
        return self._random.choice(VALUES)

    def _raw(self):
        return self._random.choice(NOT_UTF8) if self._random.random() < 0.15 else self.value().encode()

    def _name(self, name):
        return (
            name if self._random.random() < 0.9 else self._random.choice((f"{name}[]", f"{name}.0", name.upper(), ""))
        )

    def _as_form(self, pairs, token):
        head = urlencode({TOKEN: token}).encode()
        return Sent(b"&".join([head, *(quote(name) + b"=" + quote(value) for name, value in pairs)]))

    def _one_field(self, given, token):
        changed = self._random.choice(given)[0] if given else "x"
        pairs = [(name, self._raw() if name == changed else value) for name, value in given]
        return self._as_form(pairs or [("x", self._raw())], token)

    def _all_fields(self, given, token):
        return self._as_form([(name, self._raw()) for name, _value in given], token)

    def _twice(self, given, token):
        return self._as_form(
            [(name, value) for name, value in given for _time in range(3)] + self._strange(given), token
        )

    def _arrays(self, given, token):
        return self._as_form([(f"{name}[{at}]", self._raw()) for name, _value in given for at in (0, "x", "")], token)

    def _without(self, given, token):
        return self._as_form([pair for pair in given if self._random.random() < 0.5], token)

    def _many(self, given, token):
        return self._as_form(
            [*given, *((f"f{number}", "x") for number in range(self._random.choice((900, 1100))))], token
        )

    def _too_large(self, given, token):
        return self._as_form([*((name, "x" * 100_000) for name, _value in given), ("x", "x" * 1_100_000)], token)

    def _strange(self, given):
        return [(name, self._raw()) for name, _value in given]

    def _multipart(self, given, token):
        parts = [(TOKEN, token.encode()), *self._strange(given)]
        body = b"".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
            + as_bytes(value)
            + b"\r\n"
            for name, value in parts
        )
        end, told = f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"
        file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nx\r\n'.encode()
        return self._random.choice((
            Sent(body + end, told), Sent(body + file + end, told), Sent(body, told), Sent(body + end, "multipart/form-data"),
            Sent(body + end, "multipart/form-data; boundary=é"), Sent(body + end, f"{told}; charset=utf-7"),
            Sent(body[:40], told), Sent(b"", told),
        ))  # fmt: skip

    def _no_form(self, given, token):
        kinds = (
            "application/json",
            "text/plain",
            "application/xml",
            f"{FORM}; charset=utf-16",
            f"{FORM}; charset=x",
            "",
            "é/ÿ;;",
        )
        return Sent(self._as_form(given, token).body, self._random.choice(kinds), {"x-csrftoken": token})

    def _wrong_head(self, given, token):
        made = self._as_form(given, token)
        made.environ = {"CONTENT_LENGTH": self._random.choice(("", "-1", "x", "0", "9" * 30, "²"))}
        made.headers = {"x-csrftoken": token}
        return made


def as_bytes(value):
    return value if isinstance(value, bytes) else value.encode()


def quote(value):
    return quote_from_bytes(as_bytes(value), safe="").encode()
