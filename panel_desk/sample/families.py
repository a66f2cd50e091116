"""Plans the households and children of the sample agency, as its cases need them."""

from datetime import date, timedelta
from random import Random

from panel_desk.rules.vocabulary import AdoptersAgency
from panel_desk.rules.working_days import WorkingDays
from panel_desk.sample.people import CHILDREN_ETHNICITIES, OTHER_AGENCIES, VOLUNTARY_AGENCIES, families
from panel_desk.sample.plan_types import PlannedChild, PlannedHousehold

_LETTERS = "ABCDEFGHJKLMNOPRSTW"
_LEAST_WAIT = 45  # days from approval to a match, at least
_DISRUPTS = 7  # the seventh placement ends in a disruption
_WAITS_LONG = 5  # every fifth approved household is not linked for a long time
_KNOWN_SINCE = 400  # days ago; a household that was matched earlier may have been approved before the registers begin


class Families:
    """The households and children planned so far.

    Args:
        rng: the seeded random numbers.
        today: the day on which the sample is made; no event that is recorded is after it.
        days: the agency's working days.
    """

    def __init__(self, rng: Random, today: date, days: WorkingDays) -> None:
        self._rng, self._today, self._days = rng, today, days
        self._unused = families()
        self._groups = 0
        self.households: list[PlannedHousehold] = []
        self.children: list[PlannedChild] = []
        self._approved: list[tuple[date, PlannedHousehold]] = []  # those that wait, with the day of the approval
        self._count = self._placements = 0  # of approvals and of placements so far
        self._long_waiting: list[PlannedHousehold] = []
        self._unlinked: list[tuple[date, PlannedChild]] = []  # with the day since when each has no link

    def applicants(self, meets_on: date, requested_on: date, *, early_permanence: bool = False) -> PlannedHousehold:
        """A household of the agency's own that is near the end of stage two."""
        stage_two = meets_on - timedelta(days=self._rng.randint(80, 112))
        stage_one_done = stage_two - timedelta(days=self._rng.randint(10, 40))
        return self._add(
            stage_one_started_on=stage_one_done - timedelta(days=self._rng.randint(48, 70)),
            stage_one_completed_on=stage_one_done,
            stage_two_started_on=stage_two,
            early_permanence=early_permanence,
            added_on=requested_on,
        )

    def in_stage_one(self, started_on: date) -> None:
        """Add a household that is in stage one, and for which no case is open yet."""
        self._add(stage_one_started_on=started_on, added_on=started_on)

    def between_stages(self, started_on: date, completed_on: date) -> None:
        """Add a household that has completed stage one and not begun stage two, and for which no case is open yet."""
        self._add(stage_one_started_on=started_on, stage_one_completed_on=completed_on, added_on=completed_on)

    def approved(self, household: PlannedHousehold, decided_on: date) -> None:
        """Note that a household has been approved and waits for a child from this day on."""
        self._count += 1
        if self._count % _WAITS_LONG == 0:
            self._long_waiting.append(household)
        else:
            self._approved.append((decided_on, household))

    def to_match(self, meets_on: date, requested_on: date, chance: int) -> PlannedHousehold:
        """A household for a match: the longest waiting one, one of another agency, or a new one of the agency's own.

        Args:
            meets_on: the day of the panel.
            requested_on: the day on which the match was requested.
            chance: a number whose remainders choose which of them it is.
        """
        ready = [entry for entry in self._approved if (meets_on - entry[0]).days >= _LEAST_WAIT]
        if ready and chance % 5 != 0:
            self._approved.remove(ready[0])
            return ready[0][1]
        if ready or chance % 2 or (self._today - meets_on).days < _KNOWN_SINCE:
            agency = AdoptersAgency.VAA if chance % 4 else AdoptersAgency.OTHER_AGENCY
            names = VOLUNTARY_AGENCIES if agency is AdoptersAgency.VAA else OTHER_AGENCIES
            return self._add(agency=agency, agency_name=names[chance % len(names)], added_on=requested_on)
        return self._add(added_on=requested_on)

    def long_waiting(self, requested_on: date) -> PlannedHousehold:
        """The household that has waited longest without a link."""
        return self._long_waiting.pop(0) if self._long_waiting else self._add(added_on=requested_on)

    def children_to_match(
        self, requested_on: date, authority: str, count: int, *, early_permanence: bool = False
    ) -> list[PlannedChild]:
        """Children for a match: one child, or a sibling group that is to stay together, whose plan is adoption.

        A single child may be one whom an earlier panel did not match, or whose parents consented.
        """
        if count == 1 and not early_permanence and self._unlinked and self._unlinked[0][0] < requested_on:
            return [self._unlinked.pop(0)[1]]
        return self.newly_planned(requested_on, authority, count, early_permanence=early_permanence)

    def newly_planned(
        self, requested_on: date, authority: str, count: int, *, early_permanence: bool = False
    ) -> list[PlannedChild]:
        """Children whose plan has recently become adoption."""
        rng = self._rng
        group = None
        if count > 1:
            self._groups += 1
            group = f"S{self._groups:03d}"
        entered = requested_on - timedelta(days=rng.randint(200, 330))
        planned = self._day(requested_on - timedelta(days=rng.randint(35, 120)))
        ordered = self._day(min(planned + timedelta(days=rng.randint(18, 34)), requested_on - timedelta(days=1)))
        ethnicity = rng.choices([e for e, _ in CHILDREN_ETHNICITIES], [n for _, n in CHILDREN_ETHNICITIES])[0]
        family_letter = rng.choice(_LETTERS)
        youngest = rng.randint(150, 420) if early_permanence else rng.randint(330, 1500)
        made = []
        for place in range(count):
            child = PlannedChild(
                ref="",
                initials=rng.choice(_LETTERS) + family_letter,
                born_on=entered
                - timedelta(days=0 if early_permanence else max(4, youngest - 300))
                - timedelta(days=place * rng.randint(480, 700)),
                sex=rng.choice(("female", "male")),
                ethnicity=ethnicity,
                authority=authority,
                sibling_group=group,
                entered_care_on=entered,
                should_be_placed_decided_on=planned,
                placement_order_on=ordered,
                early_permanence=early_permanence,
                added_on=requested_on,
            )
            made.append(child)
        self.children += reversed(made)
        return made[::-1]

    def relinquished(self, requested_on: date, authority: str) -> PlannedChild:
        """An infant whose mother consents to adoption."""
        born = requested_on - timedelta(days=64)
        child = PlannedChild(
            ref="",
            initials=self._rng.choice(_LETTERS) + self._rng.choice(_LETTERS),
            born_on=born,
            sex=self._rng.choice(("female", "male")),
            ethnicity="White British",
            authority=authority,
            sibling_group=None,
            entered_care_on=born + timedelta(days=3),
            should_be_placed_decided_on=self._day(born + timedelta(days=50)),
            consent_given_on=self._day(born + timedelta(days=56)),
            added_on=requested_on,
        )
        self.children.append(child)
        return child

    def unlinked(self, child: PlannedChild, since: date) -> None:
        """Note that a child has no link from this day on."""
        self._unlinked.append((since, child))

    def placed(self, child: PlannedChild, agreed_on: date) -> None:
        """Plan what follows an agreed match: placement, adoption order or disruption, up to today."""
        placed_on = self._day(agreed_on + timedelta(days=self._rng.randint(24, 44)))
        if placed_on < self._today:
            child.placed_on = placed_on
            self._placements += 1
            if self._placements == _DISRUPTS:
                child.disrupted_on = self._day(placed_on + timedelta(days=74))
                return
            order = self._day(placed_on + timedelta(days=self._rng.randint(250, 340)))
            child.adoption_order_on = order if order < self._today else None

    def _add(
        self,
        *,
        agency: AdoptersAgency = AdoptersAgency.OWN,
        agency_name: str | None = None,
        stage_one_started_on: date | None = None,
        stage_one_completed_on: date | None = None,
        stage_two_started_on: date | None = None,
        early_permanence: bool = False,
        added_on: date,
    ) -> PlannedHousehold:
        """Add a household of the next unused family."""
        household = PlannedHousehold(
            "",
            self._unused.pop(0),
            agency,
            agency_name,
            stage_one_started_on,
            stage_one_completed_on,
            stage_two_started_on,
            early_permanence,
            added_on,
        )
        self.households.append(household)
        return household

    def _day(self, day: date) -> date:
        """The day itself, or the working day after it."""
        while not self._days.is_working_day(day):
            day += timedelta(days=1)
        return day
