"""Shows a number as Excel does by its cell's number format, as far as refs and telephone numbers need it.

Formats are those of ECMA-376 part 1, 18.8.31: digits (`0`, `#`, `?`), a decimal point, thousands, per cent and literal
text. A number in any other format (fractions, exponents) is shown without one.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

# Quoted text, an escaped character, a space or a filler, a currency, a condition or a colour, or any other character.
_PART = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(.)', re.DOTALL)
_EXACT = 1e15  # a number below it is exact: Excel keeps 15 digits
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=) *(-?\d+(?:\.\d+)?)\]")
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_DIGIT, _LITERAL = "0#?", "literal"
# Characters that a format shows without quotation marks.
_PLAIN = frozenset(" ()-+:$£€'&~{}<>^!=")


def as_shown(number: float, number_format: str) -> str:
    """A number as its cell shows it: `as_shown(1234, "000000")` is `001234`.

    Args:
        number: what the cell holds.
        number_format: the cell's format; `General` shows the number as it is.
    """
    sections = _sections(number_format)
    section = _section_for(number, sections)
    parts = _parts(section)
    plain = str(int(number)) if float(number).is_integer() else str(number)
    if number_format.casefold() in ("general", "@") or parts is None or abs(number) >= _EXACT:
        return plain
    digits = [part for part in parts if part[0] == "digit"]
    if not digits:
        return plain
    percent = sum(part == ("sign", "%") for part in parts)
    parts, thousands = _without_scale(parts)
    value = abs(Decimal(str(number))) * 100**percent / 1000**thousands
    point = next((place for place, part in enumerate(parts) if part == ("sign", ".")), len(parts))
    decimals = [part[1] for part in parts[point:] if part[0] == "digit"]
    value = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    whole, _, fraction = f"{value:f}".partition(".")
    minus = "-" if number < 0 and len(sections) == 1 and value else ""
    grouped = any(part == ("sign", ",") for part in parts[:point])
    return minus + _whole(parts[:point], whole.lstrip("0"), grouped=grouped) + _fraction(parts[point:], fraction)


def _sections(number_format: str) -> list[str]:
    """The formats of positive numbers, of negative ones, of zero and of text, separated by a `;` outside quotes."""
    found = [""]
    for match in _PART.finditer(number_format):
        if match[4] == ";":
            found.append("")
        else:
            found[-1] += match[0]
    return found


def _section_for(number: float, sections: Sequence[str]) -> str:
    """The format of a number: the first whose condition it meets, or else by its sign."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARISONS[condition[1]](number, float(condition[2])):
                return section
        return "General"
    index = 1 if number < 0 else 2 if number == 0 else 0  # the index of the format for negative numbers, for zero
    return sections[index] if index < len(sections) else sections[0]


def _parts(section: str) -> list[tuple[str, str]] | None:
    """The digits, signs and literals of one format; None where it has something else."""
    parts: list[tuple[str, str]] = []
    for match in _PART.finditer(section):
        quoted, escaped, currency, bare = match.groups()
        if bare is None and (literal := quoted or escaped or currency) is not None:
            parts.append((_LITERAL, literal))
        elif bare is None:
            continue
        elif bare in _DIGIT:
            parts.append(("digit", bare))
        elif bare in ".,%":
            parts.append(("sign", bare))
        elif bare in _PLAIN:
            parts.append((_LITERAL, bare))
        else:
            return None
    return parts


def _without_scale(parts: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], int]:
    """A format without the commas after its last digit, each of which divides by a thousand, and how many they are."""
    last = max(place for place, part in enumerate(parts) if part[0] == "digit")
    tail = [part for part in parts[last + 1 :] if part != ("sign", ",")]
    return [*parts[: last + 1], *tail], len(parts) - last - 1 - len(tail)


def _whole(parts: list[tuple[str, str]], digits: str, *, grouped: bool) -> str:
    """The part before the decimal point: its digits fill the format's places from the right."""
    shown: list[str] = []
    rest, placed = digits, 0
    places = sum(kind == "digit" for kind, _ in parts)
    for kind, sign in reversed(parts):
        if kind == _LITERAL or sign == "%":
            shown.append(sign)
        elif kind == "digit":
            places -= 1
            taken = rest if places == 0 else rest[-1:]
            rest = rest[: len(rest) - len(taken)]
            for digit in reversed(taken or {"0": "0", "?": " "}.get(sign, "")):
                if grouped and placed and placed % 3 == 0 and digit.isdigit():
                    shown.append(",")
                shown.append(digit)
                placed += 1
    return "".join(each[::-1] if len(each) > 1 else each for each in shown)[::-1]


def _fraction(parts: list[tuple[str, str]], digits: str) -> str:
    """The part from the decimal point on: optional places stay empty where only zeros follow."""
    shown: list[str] = []
    place = 0
    for kind, sign in parts:
        if kind == "digit":
            digit = digits[place]
            is_needed = sign == "0" or digits[place:].strip("0")
            shown.append(digit if is_needed else {"?": " "}.get(sign, ""))
            place += 1
        elif kind == _LITERAL or sign in ".%":
            shown.append(sign)
    return "".join(shown)
