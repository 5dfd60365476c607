"""What of a text may stand in a log: no identity, no place, no secret, one printable line.

Source: security specification, section 10. A deny-list alone misses the next field, so the log has
a fixed set of fields and this is the second barrier, for what people write into messages.
"""

import hmac
import re
from dataclasses import dataclass

_TAKEN_MAX = 8_000
"""Characters looked at: bounds the time a hostile text can cost."""
_VIN_DIGITS = 16

_ANSI = re.compile(
    r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,512}(?:\x07|\x1b\\)|[@-_])"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
"""Characters nobody sees: they would part what belongs together."""
_VIN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-HJ-NPR-Z0-9]{17}|(?=[a-z]*\d)[a-hj-npr-z0-9]{17})(?![A-Za-z0-9])"
)
_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.])")
_NAMED = (
    r"pin|puk|pass(?:word|wd|phrase)?|secret|token|api[_-]?key|key|cookie|otp|tan|card|iban|plate|"
    r"e?mail|phone|sig(?:nature)?|credentials?|session[_-]?id|seed|pepper|salt|vin"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"-----BEGIN [A-Z0-9 ]{1,64}-----.*?(?:-----END [A-Z0-9 ]{1,64}-----|\Z)"),
        "[pem]",
    ),
    (re.compile(r"(?i)\b((?:proxy-)?authorization)\b[\"']?\s{0,3}[:=].*"), r"\1: [secret]"),
    (re.compile(r"(?i)\b(bearer|basic)\s{1,3}[A-Za-z0-9+/=._~-]{6,}"), r"\1 [secret]"),
    (re.compile(r"\b([a-z][a-z0-9+.-]{1,15}://)[^\s/@\"']{1,256}@"), r"\1"),
    (re.compile(r"\b([a-z][a-z0-9+.-]{1,15}://[^\s?#\"']{0,512})[?#][^\s\"']*"), r"\1"),
    (
        re.compile(
            rf"(?i)(?<![a-z0-9])((?:[a-z0-9]{{1,16}}[_-])?(?:{_NAMED}))"
            r"([\"']?\s{0,3}(?:[:=]|%3[adAD])\s{0,3})(?!\[secret\])"
            r"(?:\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?|[^\s,;)}&]+)"
        ),
        r"\1\2[secret]",
    ),
    (re.compile(r"(?i)\b(pin|otp|tan)\s{1,3}\d{4,8}\b"), r"\1 [secret]"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{4,}){1,2}"), "[token]"),
    (
        re.compile(
            r"(?i)\b(lat(?:itude)?|lon(?:gitude)?|lng)\b([\"']?\s{0,3}[:=]?\s{0,3})"
            r"[+-]?\d{1,3}(?:[.,]\d+){0,2}"
        ),
        r"\1\2[position]",
    ),
    (
        re.compile(
            r"(?<![\d.])[+-]?\d{1,3}\.\d{3,}°?\s{0,2}[NSns]?\s{0,3}(?:[,;/|\s]|%2[cC]|%20)\s{0,3}"
            r"(?:\b[EWew]\s?)?[+-]?\d{1,3}\.\d{3,}°?(?:\s{0,2}[EWew]\b)?"
        ),
        "[position]",
    ),
    (
        re.compile(r"\b\d{1,3}°\s{0,2}\d{1,2}[^\s\w][^\sA-Za-z]{0,9}\s{0,2}[NSEWnsew]?"),
        "[position]",
    ),
    (re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}\b"), "[email]"),
    (re.compile(r"(?<![\w+])\+\d(?:[ ().-]{0,2}\d){6,14}(?!\d)"), "[phone]"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), "[account]"),
    (re.compile(r"(?i)(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z])"), "[hex]"),
    (
        re.compile(
            r"(?<![A-Za-z0-9+_=-])(?=[A-Za-z0-9+/_=-]*\d)(?=[A-Za-z0-9+/_=-]*[a-z])"
            r"(?=[A-Za-z0-9+/_=-]*[A-Z])[A-Za-z0-9+_=-]{40,}"
        ),
        "[base64]",
    ),
)


@dataclass(frozen=True, slots=True)
class Redactor:
    """Cleans texts for one installation: *salt* makes its VINs tellable apart, but not readable."""

    salt: bytes
    longest: int = 2_000

    def clean(self, text: str) -> str:
        """*text* without identities, places and secrets, on one line, at most `longest` long."""
        cleaned = _ANSI.sub("", text[:_TAKEN_MAX])
        cleaned = _CONTROL.sub(_escaped, _UNSEEN.sub("", cleaned))
        cleaned = _VIN.sub(self._vin, cleaned)
        for pattern, replacement in _RULES:
            cleaned = pattern.sub(replacement, cleaned)
        cleaned = _CARD.sub(_card, cleaned)
        return cleaned if len(cleaned) <= self.longest else cleaned[: self.longest - 1] + "…"

    def _vin(self, match: re.Match[str]) -> str:
        return f"vin-{self.pseudonym(match.group())}"

    def pseudonym(self, vin: str) -> str:
        """First 16 hex digits of HMAC-SHA256 of *vin* under the salt."""
        return hmac.digest(self.salt, vin.upper().encode(), "sha256").hex()[:_VIN_DIGITS]


def _escaped(match: re.Match[str]) -> str:
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(
        match.group(), f"\\u{ord(match.group()):04x}"
    )


def _card(match: re.Match[str]) -> str:
    """A payment card's number; a count or a time that has as many digits stays."""
    digits = [int(char) for char in match.group() if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return "[card]" if (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 else match.group()
