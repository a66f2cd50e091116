"""Bidirectional text ordering (UAX #9).

Implements the implicit part of the algorithm: rules P2–P3, W1–W7, N0–N2, I1–I2 and L2. `fonts.printable` removes
explicit directional controls beforehand, so every paragraph is a single isolating run sequence.
"""

import re
import unicodedata
from collections.abc import Sequence

_CLOSING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "〈": "〉"}
# Blocks of Unicode with right-to-left letters.
_MAY_RUN_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "BN"})


def base_level(text: str) -> int:
    """A paragraph's embedding level: 1 if its first strong character is right-to-left, else 0 (P2, P3)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind == "L":
            return 0
        if kind in {"R", "AL"}:
            return 1
    return 0


def levels(text: str) -> list[int]:
    """The embedding level of each character of a paragraph: even is left to right, odd is right to left."""
    if _MAY_RUN_LEFT.search(text) is None:
        return [0] * len(text)  # the usual case, and fast: without right-to-left letters every level is 0 (W7)
    base = base_level(text)
    outer = "R" if base else "L"
    kinds = [unicodedata.bidirectional(letter) or "L" for letter in text]
    _settle_weak(kinds, outer)
    _settle_brackets(text, kinds, outer)
    _settle_neutral(kinds, outer)
    odd = {"L": 1, "R": 0, "AN": 1, "EN": 1}
    even = {"L": 0, "R": 1, "AN": 2, "EN": 2}
    return [base + (odd if base else even)[kind] for kind in kinds]


def visual_order(run_levels: Sequence[int]) -> list[int]:
    """The indices of a line's runs from left to right, given their levels in reading order (L2)."""
    order = list(range(len(run_levels)))
    for level in range(max(run_levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order


def _settle_weak(kinds: list[str], outer: str) -> None:
    """Rules W1 to W7, in place.

    Args:
        kinds: the bidirectional class of each character.
        outer: the direction of the paragraph, `L` or `R`.
    """
    _settle_marks_and_arabic_numbers(kinds, outer)
    _settle_separators(kinds)
    _settle_terminators(kinds)
    strong = outer
    for i, kind in enumerate(kinds):
        if kind in {"ES", "ET", "CS"}:
            kinds[i] = "ON"
        elif kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _settle_marks_and_arabic_numbers(kinds: list[str], outer: str) -> None:
    """Rules W1 to W3: a nonspacing mark takes its letter's class; digits after an Arabic letter become AN."""
    before, strong = outer, outer
    for i, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[i] = before
        before = kinds[i]
        if before in {"L", "R", "AL"}:
            strong = before
        elif before == "EN" and strong == "AL":
            kinds[i] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]


def _settle_separators(kinds: list[str]) -> None:
    """Rule W4: a single separator between two numbers of the same class takes their class."""
    for i in range(1, len(kinds) - 1):
        around = kinds[i - 1]
        joins = (kinds[i] == "CS" and around in {"EN", "AN"}) or (kinds[i], around) == ("ES", "EN")
        if joins and around == kinds[i + 1]:
            kinds[i] = around


def _settle_terminators(kinds: list[str]) -> None:
    """Rule W5: terminators next to European numbers become European numbers."""
    for indices in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        touching = ""
        for i in indices:
            if kinds[i] == "ET" and touching == "EN":
                kinds[i] = "EN"
            touching = kinds[i]


def _strong(kind: str) -> str:
    """A class as the rules for brackets and neutral characters take it: numbers count as right-to-left."""
    return "R" if kind in {"R", "EN", "AN"} else kind


def _settle_brackets(text: str, kinds: list[str], outer: str) -> None:
    """Rule N0, in place: a bracket pair takes the direction of its content, or of the text before it."""
    unmatched: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for i, letter in enumerate(text):
        if kinds[i] != "ON":
            continue
        if letter in _CLOSING:
            unmatched.append((_CLOSING[letter], i))
        else:
            for depth in range(len(unmatched) - 1, -1, -1):
                if unmatched[depth][0] == letter:
                    pairs.append((unmatched[depth][1], i))
                    del unmatched[depth:]
                    break
    for start, end in sorted(pairs):
        inside = {_strong(kind) for kind in kinds[start + 1 : end]} & {"L", "R"}
        if not inside:
            continue
        if outer in inside:
            side = outer
        else:
            before = next((_strong(kind) for kind in reversed(kinds[:start]) if _strong(kind) in {"L", "R"}), outer)
            side = before if before != outer else outer
        kinds[start] = kinds[end] = side


def _settle_neutral(kinds: list[str], outer: str) -> None:
    """Rules N1 and N2, in place."""
    i = 0
    while i < len(kinds):
        if kinds[i] not in _NEUTRAL:
            i += 1
            continue
        end = i
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        before = _strong(kinds[i - 1]) if i else outer
        after = _strong(kinds[end]) if end < len(kinds) else outer
        kinds[i:end] = [before if before == after else outer] * (end - i)
        i = end
