"""Plans who sits at the sample agency's panels."""

from collections.abc import Sequence
from datetime import time
from random import Random

from panel_desk.queries.workbook.model import Value
from panel_desk.rules.vocabulary import Capacity, Response
from panel_desk.sample.people import may_sit
from panel_desk.sample.plan_types import Panel, Seat
from panel_desk.sample.reasons import INTERESTS

_CHAIRS = ("M001", "M002", "M001", "M003", "M002")
_VICE_CHAIRS = ("M003", "M004")
_SOCIAL_WORKERS = ("M007", "M008", "M012", "M017")
_MEDICAL_ADVISERS = ("M005", "M006")
_INDEPENDENTS = ("M009", "M010", "M011", "M013", "M014", "M015", "M016", "M018", "M019", "M020", "M021", "M022")
_INTEREST_EVERY = 7  # items, on average
_ADVISES = 0.25  # share of medical advisers who attend as adviser and not as member
_SENDS_APOLOGIES, _COMES_LATE, _LEAVES_EARLY = 0.4, 0.5, 0.6  # cumulative chances for the last of the line-up
_FULLY, _WITH_A_GAP, _HALF = range(3)  # numbers of the next three panels, by how their invitations stand


def chair_of(number: int) -> str:
    """The ref of the member who is named to chair a panel, by its index among all panels."""
    return _CHAIRS[number % len(_CHAIRS)]


def seat(panel: Panel, members: Sequence[dict[str, Value]], rng: Random) -> None:
    """Add the line-up of a panel that was held, and the interests that its members declared."""
    can_sit = {str(each["ref"]) for each in members if may_sit(each, panel.meets_on)}
    vice = rng.choice([ref for ref in _VICE_CHAIRS if ref != panel.chair])
    social_workers = rng.sample([ref for ref in _SOCIAL_WORKERS if ref in can_sit], 2)
    independents = rng.sample([ref for ref in _INDEPENDENTS if ref in can_sit], 4)
    panel.seats = [Seat(ref) for ref in (panel.chair, vice, *social_workers)]
    short = next((case for case in panel.items if case.variant == "inquorate"), None)
    if short is not None:
        panel.seats.append(Seat(independents[0]))
        panel.seats.append(Seat(independents[1], response=Response.DECLINED, attended=False))
        short.interests[independents[0]] = INTERESTS[0]
        return
    medical = _MEDICAL_ADVISERS[0] if "M006" not in can_sit else rng.choice(_MEDICAL_ADVISERS)
    panel.seats.append(Seat(medical, Capacity.ADVISER if rng.random() < _ADVISES else Capacity.MEMBER))
    panel.seats += [Seat(ref) for ref in independents]
    chance = rng.random()
    if chance < _SENDS_APOLOGIES:
        panel.seats[-1] = Seat(independents[-1], response=Response.DECLINED, attended=False)
    elif chance < _COMES_LATE:
        panel.seats[-1].arrived_at = time(9, 55)
    elif chance < _LEAVES_EARLY:
        panel.seats[-1].left_at = panel.items[-1].starts_at
    for case in panel.items:
        if case.variant == "chair":
            case.interests[panel.chair] = INTERESTS[1]
        elif rng.randrange(_INTEREST_EVERY) == 0:
            case.interests[rng.choice(independents[:2])] = rng.choice(INTERESTS)


def invite_ahead(panel: Panel, number: int) -> None:
    """Add the line-up of a panel to come: two are complete, the third has half its replies, later ones nobody.

    At the second, the only social worker who accepted withdraws from the second item, so that it is not quorate.

    Args:
        panel: the panel.
        number: its index among the panels to come, from 0.
    """
    if number == _FULLY:
        panel.chair = "M002"
        accepted: tuple[str, ...] = ("M002", "M003", "M008", "M012", "M005", "M011", "M013", "M014")
        panel.seats = [Seat(ref, attended=False) for ref in accepted]
        panel.seats += [
            Seat("M018", response=Response.TENTATIVE, attended=False),
            Seat("M010", response=Response.DECLINED, attended=False),
            Seat("M006", Capacity.ADVISER, attended=False),
            Seat("M025", Capacity.OBSERVER, attended=False),
        ]
        panel.items[3].interests["M013"] = INTERESTS[3]
    elif number == _WITH_A_GAP:
        panel.chair = "M001"
        accepted = ("M001", "M003", "M007", "M006", "M009", "M015", "M019")
        panel.seats = [Seat(ref, attended=False) for ref in accepted]
        panel.seats += [
            Seat("M008", response=Response.DECLINED, attended=False),
            Seat("M016", response=Response.NONE, attended=False),
            Seat("M018", response=Response.TENTATIVE, attended=False),
        ]
        panel.items[1].interests["M007"] = ("Assessed one of the applicants as a respite carer in 2019", True)
    elif number == _HALF:
        panel.seats = [Seat(panel.chair, attended=False)]
        panel.seats += [Seat(ref, attended=False) for ref in ("M012", "M014")]
        panel.seats += [Seat(ref, response=Response.NONE, attended=False) for ref in ("M004", "M005", "M011", "M018")]
