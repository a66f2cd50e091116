"""What minutes should not say: a recommendation with a condition or without reasons, others' names, a child's name.

A panel recommends or it does not (AAR 2005 regs 30A, 32, 18); "in principle" and conditional recommendations are
invalid, and each recommendation is recorded with its reasons (reg 6). What is found here are words, so most of it is a
doubt that a person settles; a place order to which a child is subject is no condition.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations


class WordingFault(StrEnum):
    """What is wrong with a passage, or may be."""

    CONDITIONAL = "conditional recommendation"
    PERHAPS_CONDITIONAL = "perhaps a conditional recommendation"
    NO_REASONS = "no reasons"
    OTHER_CASE = "another case's name"
    FULL_NAME = "a child's full name"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are in doubt.

    Args:
        fault: why.
        starts_at: where they begin in the text without marks, in characters.
        quote: the words; empty where it is what is missing.
        about: whose name it is, or may be: a case's ref or a child's initials.
    """

    fault: WordingFault
    starts_at: int
    quote: str
    about: str = ""


_SENTENCE = re.compile(r"[^.!?\n]+")
_RECOMMENDS = re.compile(
    r"\b(?:recommend\w*|suitable to|suitability|approv(?:e|es|ed|al)|should be (?:placed|approved)|"
    r"(?:support|agree|endorse)(?:s|ed)? (?:the|this) (?:match|approval|plan)|match (?:is|was) (?:agreed|supported))\b",
    re.IGNORECASE,
)
_PRINCIPLE = re.compile(r"\bin[- ]principle\b", re.IGNORECASE)
_ORDER = (
    r"(?:(?:a|an|the|his|her|their|any|interim|full|existing|current|made|child(?:'|’)?s?) ){0,4}"
    r"(?:care|placement|supervision|adoption|child arrangements|special guardianship|court|protection|contact|"
    r"child protection|section|s\.?\d+|immigration|criminal|care and placement)\b"
)
_CONDITION = re.compile(
    rf"\bsubject to (?!{_ORDER})|\b(?:up)?on (?:the )?condition(?:s)? (?:that|of)\b|\bconditional(?:ly)? (?:up)?on\b|"
    r"\bconditionally\b|\bprovided that\b|\bproviding that\b|\b(?:as|so) long as\b|\bpending\b|"
    r"\b(?:once|after|when) (?:the|a|an|all|these|those|this)\b[^,;]{0,60}\b(?:is|are|has been|have been) "
    r"(?:received|completed?|returned|resolved|obtained|addressed|answered|satisfied|in place)\b",
    re.IGNORECASE,
)
_PLAIN_CONDITION = re.compile(
    r"\bsubject\s+to\s+(?:(?:a|an|the|any|all)\s+)?(?:satisfactory|receipt|completion|completing|medicals?|dbs|checks?|"
    r"references?|confirmation|further|positive|outcome|clearance|funding|agreement)\b|\bbut\s+only\s+if\b|"
    r"\bprovided\s+(?:that|the|all|a|an)\s+(?:\w+\s+){1,5}?(?:arrives?|is|are|comes?|clears?)\b|"
    r"\bprovisionally\b|"
    r"\b(?:recommended|approved|agreed|supported)\s+(?:only\s+)?if\b",
    re.IGNORECASE,
)
"""Conditions that make reasons conditional wherever they stand in them."""
_PERHAPS = re.compile(
    rf"{_CONDITION.pattern}|\bunless\b|(?<!\bas )(?<!\beven )(?<!\basked )(?<!\bwondered )\bif\b", re.IGNORECASE
)
"""Conditions, if they are conditions of what is recommended."""
_NO_REASON = re.compile(
    r"(?:n/?a|none|nil|no reasons?|tbc|tba|to follow|to be (?:added|confirmed)|(?:as|see) (?:above|below|before|"
    r"discuss(?:ed|ion)|(?:the )?(?:minutes|notes|report)(?: above)?)|as per .{0,30}|reasons?|yes|ok|agreed|\W*)\W*",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]{2,})*")
_GAP = re.compile(r"[ \u00a0]")
_ABBREVIATIONS = frozenset(
    ("AO", "CP", "DV", "EP", "FC", "GP", "HV", "LA", "MA", "PA", "PO", "PR", "SG", "SW", "TA", "UK")
)
"""Two letters that say something else in minutes more often than they are a child."""

_FIELD = """
adoption agency annex authority board care centre chair child children city college council county court decision
district early family form foster hospital house jigsaw lane life maker medical nursery order panel parent permanence
placement plan primary report road school services social story street support the trust university village worker
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december
"""
_OF_THE_FIELD = frozenset(_FIELD.split())
"""Words in whose company capitals are no child's name."""


def conditional(reasons: str) -> tuple[Passage, ...]:
    """Where the reasons for a recommendation make it conditional or one in principle (domain rule: invalid)."""
    found = [*(_passage(match, 0) for match in _PRINCIPLE.finditer(reasons)), *_conditions(reasons)]
    plainly = [_passage(match, 0) for match in _PLAIN_CONDITION.finditer(reasons)]
    found += [one for one in plainly if not any(_overlap(one, other) for other in found)]
    return tuple(sorted(found, key=lambda one: one.starts_at))


def possibly_conditional(reasons: str) -> tuple[Passage, ...]:
    """Where the reasons for a recommendation have a condition that may be one of something else."""
    plainly = conditional(reasons)
    found = (
        Passage(WordingFault.PERHAPS_CONDITIONAL, sentence.start() + match.start(), match[0].rstrip())
        for sentence in _SENTENCE.finditer(reasons)
        for match in _PERHAPS.finditer(sentence[0])
    )
    return tuple(one for one in found if not any(_overlap(one, other) for other in plainly))


def _overlap(one: Passage, other: Passage) -> bool:
    return one.starts_at < other.starts_at + len(other.quote) and other.starts_at < one.starts_at + len(one.quote)


def conditional_in_passing(text: str) -> tuple[Passage, ...]:
    """Where a text that is not the recommendation itself speaks of one with a condition or in principle."""
    found = [
        _passage(match, sentence.start())
        for sentence in _SENTENCE.finditer(text)
        if _RECOMMENDS.search(sentence[0])
        for match in _PRINCIPLE.finditer(sentence[0])
    ]
    return tuple(sorted((*found, *_conditions(text)), key=lambda one: one.starts_at))


def is_without_reasons(reasons: str) -> bool:
    """Whether what stands as reasons gives none: nothing, or `as above`."""
    return _NO_REASON.fullmatch(reasons.strip()) is not None


def names_of_others(text: str, names: Iterable[tuple[str, str]]) -> tuple[Passage, ...]:
    """Where names, initials or refs of other cases stand, as whole words in the letters given.

    Args:
        text: the text without marks.
        names: each in the letters in which it would stand, with the ref of the case that it belongs to.
    """
    whose = {name: case for name, case in names if name not in _ABBREVIATIONS}
    if not whose:
        return ()
    longest_first = sorted(whose, key=len, reverse=True)
    wanted = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return tuple(
        Passage(WordingFault.OTHER_CASE, match.start(), match[0], whose[match[0]]) for match in wanted.finditer(text)
    )


def full_names(text: str, initials: Iterable[str], known: Collection[str]) -> tuple[Passage, ...]:
    """Where two or more capitalised words could be the name of a child who is known by initials.

    Args:
        text: the text without marks.
        initials: the children's initials.
        known: names that are somebody else's, in words: adopters', members', social workers'.
    """
    wanted = [one for one in initials if len(one) > 1]
    others = {word.casefold() for name in known for word in name.split()}
    found = []
    for run in _runs(text):
        if any(word[0].casefold() in _OF_THE_FIELD for word in run):
            continue
        for first, last in combinations(range(len(run)), 2):
            letters = "".join(word[0][0] for word in run[first : last + 1])
            child = next((one for one in wanted if letters == one or letters[0] + letters[-1] == one), None)
            if child and not any(word[0].casefold() in others for word in run[first : last + 1]):
                start = run[first].start()
                found.append(Passage(WordingFault.FULL_NAME, start, text[start : run[last].end()], child))
                break
    return tuple(found)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Capitalised words that follow one another with nothing but a space between."""
    run: list[re.Match[str]] = []
    for word in _CAPITALISED.finditer(text):
        if run and not _GAP.fullmatch(text, run[-1].end(), word.start()):
            yield run
            run = []
        run.append(word)
    yield run


def _conditions(text: str) -> Iterator[Passage]:
    for sentence in _SENTENCE.finditer(text):
        if _RECOMMENDS.search(sentence[0]):
            for match in _CONDITION.finditer(sentence[0]):
                yield _passage(match, sentence.start())


def _passage(match: re.Match[str], at: int) -> Passage:
    return Passage(WordingFault.CONDITIONAL, at + match.start(), match[0].rstrip())
