"""Guesses from a file's name what kind of paper it is, and of which other file it is a newer version."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import PaperKind

_LEAST_LIKENESS = 0.75  # of two names without their version, from 0 to 1
_KIND_WORDS = {
    PaperKind.REVIEW_REPORT: ("review",),
    PaperKind.TERMINATION_REPORT: ("termination",),
    PaperKind.PAR: ("par", "prospective"),
    PaperKind.CPR: ("cpr", "permanence"),
    PaperKind.APR: ("apr", "placement report"),
    PaperKind.SUPPORT_PLAN: ("support",),
    PaperKind.MEDICAL: ("medical", "health"),
    PaperKind.LEGAL: ("legal",),
    PaperKind.REFERENCES: ("reference",),
    PaperKind.APPLICANTS_COMMENTS: ("comment",),
    PaperKind.PHOTOGRAPHS: ("photo",),
}
_VERSION_WORDS = re.compile(
    r"\b(v|ver|version|rev|revised|amended|corrected|updated|final|new|newer|copy|draft|signed)\b|\d+"
)


def guessed_kind(name: str) -> PaperKind:
    """The kind of paper that a file's name suggests."""
    words = f" {fold(name).replace('-', ' ').replace('_', ' ')}"
    for kind, marks in _KIND_WORDS.items():
        if any(f" {mark}" in words for mark in marks):
            return kind
    return PaperKind.OTHER


def most_alike(name: str, others: Sequence[str]) -> int | None:
    """The index in `others` of the name of which `name` is likely a newer version; None where none is alike enough."""
    plain = _without_version(name)
    likeness = [SequenceMatcher(None, plain, _without_version(other)).ratio() for other in others]
    best = max(likeness, default=0.0)
    return likeness.index(best) if best >= _LEAST_LIKENESS else None


def _without_version(name: str) -> str:
    words = re.sub(r"[-_.()\s]+", " ", fold(name.rsplit(".", 1)[0]))
    return " ".join(_VERSION_WORDS.sub(" ", words).split())
