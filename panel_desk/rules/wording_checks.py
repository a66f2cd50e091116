"""Checks the wording of minutes: conditional recommendations, missing reasons, names of other cases, children's names.

A panel recommends or it does not (AAR 2005 regs 30A, 32, 18): recommendations that are conditional or "in principle"
are invalid, and each recommendation is recorded with its reasons (reg 6). The checks only look at words, so most
findings are doubts for a person to settle. A placement order to which a child is subject is not a condition.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations


class WordingFault(StrEnum):
    """What is or may be wrong with a passage."""

    CONDITIONAL = "conditional recommendation"
    PERHAPS_CONDITIONAL = "perhaps a conditional recommendation"
    NO_REASONS = "no reasons"
    OTHER_CASE = "another case's name"
    FULL_NAME = "a child's full name"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in doubt.

    Args:
        fault: what may be wrong with it.
        starts_at: its start in the text without markup, in characters.
        quote: the passage; empty where something is missing.
        about: whose name it is or may be: a case's ref or a child's initials.
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
# What a child can be subject to without a condition: a court order or proceedings.
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
"""Conditions in a sentence that speaks of the recommendation."""
_PLAIN_CONDITION = re.compile(
    r"\bsubject\s+to\s+(?:(?:a|an|the|any|all)\s+)?(?:satisfactory|receipt|completion|completing|medicals?|dbs|checks?|"
    r"references?|confirmation|further|positive|outcome|clearance|funding|agreement)\b|\bbut\s+only\s+if\b|"
    r"\bprovided\s+(?:that|the|all|a|an)\s+(?:\w+\s+){1,5}?(?:arrives?|is|are|comes?|clears?)\b|"
    r"\bprovisionally\b|"
    r"\b(?:recommended|approved|agreed|supported)\s+(?:only\s+)?if\b",
    re.IGNORECASE,
)
"""Conditions that make a recommendation conditional anywhere in its reasons."""
_POSSIBLE_CONDITION = re.compile(
    rf"{_CONDITION.pattern}|\bunless\b|(?<!\bas )(?<!\beven )(?<!\basked )(?<!\bwondered )\bif\b", re.IGNORECASE
)
"""Conditions that may apply to the recommendation or to something else."""
_NO_REASON = re.compile(
    r"(?:n/?a|none|nil|no reasons?|tbc|tba|to follow|to be (?:added|confirmed)|(?:as|see) (?:above|below|before|"
    r"discuss(?:ed|ion)|(?:the )?(?:minutes|notes|report)(?: above)?)|as per .{0,30}|reasons?|yes|ok|agreed|\W*)\W*",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]{2,})*")
_GAP = re.compile(r"[ \u00a0]")  # between two words of a name
_ABBREVIATIONS = frozenset(
    ("AO", "CP", "DV", "EP", "FC", "GP", "HV", "LA", "MA", "PA", "PO", "PR", "SG", "SW", "TA", "UK")
)
"""Two-letter abbreviations that are more likely in minutes than a child's initials."""

_COMMON_WORDS = """
adoption agency annex authority board care centre chair child children city college council county court decision
district early family form foster hospital house jigsaw lane life maker medical nursery order panel parent permanence
placement plan primary report road school services social story street support the trust university village worker
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december
"""
_NOT_NAMES = frozenset(_COMMON_WORDS.split())
"""Words next to which capitalised words are not a child's name."""


def conditional(reasons: str) -> tuple[Passage, ...]:
    """Passages in the reasons for a recommendation that make it conditional or "in principle", and so invalid."""
    passages = [*(_passage(match, 0) for match in _PRINCIPLE.finditer(reasons)), *_conditions(reasons)]
    plain = [_passage(match, 0) for match in _PLAIN_CONDITION.finditer(reasons)]
    passages += [passage for passage in plain if not any(_overlap(passage, other) for other in passages)]
    return tuple(sorted(passages, key=lambda passage: passage.starts_at))


def possibly_conditional(reasons: str) -> tuple[Passage, ...]:
    """Conditions in the reasons for a recommendation that may apply to something else."""
    certain = conditional(reasons)
    possible = (
        Passage(WordingFault.PERHAPS_CONDITIONAL, sentence.start() + match.start(), match[0].rstrip())
        for sentence in _SENTENCE.finditer(reasons)
        for match in _POSSIBLE_CONDITION.finditer(sentence[0])
    )
    return tuple(passage for passage in possible if not any(_overlap(passage, other) for other in certain))


def _overlap(one: Passage, other: Passage) -> bool:
    return one.starts_at < other.starts_at + len(other.quote) and other.starts_at < one.starts_at + len(one.quote)


def conditional_in_passing(text: str) -> tuple[Passage, ...]:
    """Passages outside the recommendation itself that mention one with a condition or "in principle"."""
    passages = [
        _passage(match, sentence.start())
        for sentence in _SENTENCE.finditer(text)
        if _RECOMMENDS.search(sentence[0])
        for match in _PRINCIPLE.finditer(sentence[0])
    ]
    return tuple(sorted((*passages, *_conditions(text)), key=lambda passage: passage.starts_at))


def is_without_reasons(reasons: str) -> bool:
    """Whether the text of the reasons gives none: empty, or such as `as above`."""
    return _NO_REASON.fullmatch(reasons.strip()) is not None


def names_of_others(text: str, names: Iterable[tuple[str, str]]) -> tuple[Passage, ...]:
    """Names, initials and refs of other cases in a text, as whole words and case-sensitive.

    Args:
        text: the text without markup.
        names: each name with the ref of the case that it belongs to.
    """
    case_of = {name: case for name, case in names if name not in _ABBREVIATIONS}
    if not case_of:
        return ()
    longest_first = sorted(case_of, key=len, reverse=True)
    wanted = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return tuple(
        Passage(WordingFault.OTHER_CASE, match.start(), match[0], case_of[match[0]]) for match in wanted.finditer(text)
    )


def full_names(text: str, initials: Iterable[str], known: Collection[str]) -> tuple[Passage, ...]:
    """Two or more capitalised words that may be the full name of a child who is known by initials.

    Args:
        text: the text without markup.
        initials: the children's initials.
        known: names of other people: adopters, members, social workers.
    """
    wanted = [letters for letters in initials if len(letters) > 1]
    others = {word.casefold() for name in known for word in name.split()}
    passages = []
    for run in _runs(text):
        if any(word[0].casefold() in _NOT_NAMES for word in run):
            continue
        for first, last in combinations(range(len(run)), 2):
            letters = "".join(word[0][0] for word in run[first : last + 1])
            child = next((known_as for known_as in wanted if known_as in (letters, letters[0] + letters[-1])), None)
            if child and not any(word[0].casefold() in others for word in run[first : last + 1]):
                start = run[first].start()
                passages.append(Passage(WordingFault.FULL_NAME, start, text[start : run[last].end()], child))
                break
    return tuple(passages)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of capitalised words separated only by a space."""
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


def _passage(match: re.Match[str], offset: int) -> Passage:
    return Passage(WordingFault.CONDITIONAL, offset + match.start(), match[0].rstrip())
