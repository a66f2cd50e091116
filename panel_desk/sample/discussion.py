"""Writes the sample agency's minutes: the discussion of an item, with questions and answers, and the advice.

`{adopters}` are first names, `{child}` is initials, `{worker}` is the social worker, `{have}` is *has* for one adopter.
"""

from itertools import cycle

from panel_desk.rules.vocabulary import CaseKind
from panel_desk.sample.phrase_pools import PhrasePicker, paragraphs
from panel_desk.sample.plan_types import SampleCase

OPENING = {
    "approval": paragraphs(
        """
{worker} introduced the report and the visits on which it rests. {adopters} joined for the second half of the item,
after members had agreed who would ask what.

The chair welcomed {adopters}, introduced the members and explained that the panel recommends and the decision maker
decides. {worker} gave a short update: a new school place for a niece, and nothing that changes the assessment.

{worker} told the panel what has happened since the report was signed: the outstanding reference has come and is
positive, and {adopters} {have} finished the last of the preparation workshops.
        """
    ),
    "match": paragraphs(
        """
{worker} spoke first about {child}: what makes the child laugh, how the child settles at night, and what the foster
carer has learned in the last year. {adopters} joined later and brought photographs of their home.

The panel had before it the permanence report, the adopters' report and the placement report. {worker} described how
the link was made and which other families had been considered for {child}.

{child}'s social worker and {worker} presented together. The medical adviser summarised the health history and took
questions before {adopters} came in.
        """
    ),
    "other": paragraphs(
        """
{worker} introduced the report and explained why the matter comes to the panel now.

The agency adviser set out the law that applies to this item and the recommendations open to the panel.
        """
    ),
}

ANSWERED = {
    "approval": paragraphs(
        """
Asked what had surprised them in the preparation groups, {adopters} spoke of a film about a child who hoards food.
They had thought of it as naughtiness and now see it as memory. They described how they would respond.

A member asked what happens in this home when tempers fray. The answer was frank: a door may close, somebody goes for
a walk, and by supper it has been talked about. The referees say the same.

Asked about the loss of a pregnancy six years ago, they said that counselling had helped, that the date is still kept,
and that a child placed with them would not be asked to fill that space.

The panel wanted to know about money if one income stops. They have worked through a year on paper with {worker}, have
savings for eight months, and would rather sell the caravan than shorten the leave.

On contact, a member asked what they would say to a child who wants to know why. They would begin with what is true
and small enough, and add to it; they have read letters written by birth parents and found them moving.

Asked who would come at three in the morning, they named two people without hesitation, and said what each of them
would be good and not so good at.

A member asked about identity for a child of another heritage. {adopters} spoke about their street, school and
friends, were honest about what they do not know, and said whom they would ask.

Questions on health were answered together with the medical adviser, who advised that a past condition is well managed
and has no bearing on the next eighteen years that can be foreseen.

Asked what would make them ring the duty worker, they said: if they felt frightened, if they stopped sleeping, or if
they found themselves pretending. The panel thought this a very good answer.

The panel asked about the dog. It has been assessed, is old and patient, and would sleep in the utility room.

A member with experience of adoption asked how they would explain to relatives that a party in the first month is not
a good idea. The letter is already written, and it is a kind one.
        """
    ),
    "match": paragraphs(
        """
Asked how they would help {child} say goodbye to the foster carers, {adopters} described a calendar with pictures, a
video call after the first week, and a visit at half-term if {child} wishes it.

A member asked about speech. {child} has some forty words and understands far more; therapy continues after the move,
and the adopters have learned the first fifty signs.

The panel tested the plan for leave: a full year at home and then mornings only, with the employer's word for it in
writing.

On direct contact with {child}'s older half-brother, {adopters} asked to meet his carer before the introductions
begin. The social workers agreed and will arrange it.

Asked what worries them most, they said nights. The foster carer's account has helped, and the support plan names a
sleep practitioner who starts in the second week.

A member asked whether the effects of alcohol before birth can be ruled out. The medical adviser said that they
cannot. {adopters} said that they had decided with that in mind and not in spite of it.

The panel asked {worker} about the families not chosen. Two lived too near the birth family, and the third was linked
elsewhere while enquiries were being made.

Asked what {child} would need from a school, they had visited two, had met the designated teacher of one, and would
keep {child} at home for the first term if it comes to that.

On the child's first language, {adopters} {have} begun lessons and know a family from the same region; the panel
suggested that songs come before grammar.

A member asked how they would manage the grandparents' excitement. With a rota, they said, and with the help of a
sister-in-law who is not to be argued with.

The panel asked about the allowance and the settling-in grant. Both are confirmed, and the review is in twelve months.
        """
    ),
    "other": paragraphs(
        """
Members asked what had changed since the last report. The answer was clear and the panel was content with it.

A member asked whether the views of everyone concerned had been sought in person. They had, twice, and are recorded in
their own words.

The panel asked for the legal position to be put in one sentence for the minutes. The adviser did so and undertook to
send the reference.

Asked what support is offered whatever the outcome, {worker} described three sessions with an independent counsellor
and a named person to ring.
        """
    ),
}

CLOSING = paragraphs(
    """
Strengths seen: warmth, candour, readiness to ask for help, and a network that has been tested. Vulnerabilities:
little experience of very young children, and a tendency to take on too much. The panel thought the first is being met
by weekly volunteering and that the second is known to all concerned.

{adopters} and the social workers left the room. Each member spoke in turn. All saw commitment and insight; two would
have liked to read more about the wider family. Nobody thought that this stood in the way.

In discussion members agreed that the case had been well presented. The social work member noted good use of
supervision in the report. The medical adviser had nothing to add to the written advice.

Each member gave a view with reasons before the chair summed up. The chair then told {adopters} the panel's
recommendation and its reasons in person, and explained what happens next and by when.

The panel weighed the likely effect on the child throughout life. It noted with approval that the plan says what will
be done if the early weeks prove harder than hoped.
    """
)

ADVICE = {
    "approval": paragraphs(
        """
That up to two children be considered, aged from birth to five at the time of placement.

That the agency offer the next therapeutic parenting course, which starts in the autumn.

That one child be considered, of either sex and of any heritage, with a known date for a first review of the brief.

That the wider family be invited again to the evening for relatives, since two could not come.

None.
        """
    ),
    "match": paragraphs(
        """
That the support plan be reviewed four weeks after the placement and that the sleep practitioner be told the date.

That later-life letters be drafted now, while the social worker still holds the case.

That the medical adviser meet the adopters again when the outstanding test results are known.

That the health summary in the permanence report be brought up to date before the adoption application.

That parental responsibility be restricted as the placement plan has it until the first review.

That the agency write to the employer about adoption leave, as the adopters have asked.
        """
    ),
    "other": paragraphs(
        """
That the panel hear in six months what became of the matter.

That counselling be offered again, in writing, with a name and a number.

None.
        """
    ),
}

DECLARED = "{member} declared an interest: {nature}. The chair considered it and {ruling}."
WITHDREW = "the member withdrew for the whole of the item and took no part"
STAYED = "the member stayed, since it does not touch on the matter before the panel"

_QUESTIONS = {CaseKind.MATCH: 4, CaseKind.APPROVAL: 4}
_FEWER = 2  # questions on a case of any other kind


class DiscussionWriter:
    """Writes the discussion and advice of one item after another.

    Args:
        phrases: chooses the phrases.
        names: members' names by ref.
    """

    def __init__(self, phrases: PhrasePicker, names: dict[str, str]) -> None:
        self._phrases, self._names = phrases, names

    def discussion(self, case: SampleCase) -> str:
        """The text of the discussion, one paragraph on each line."""
        kind = _pool_of(case)
        spoken = [self._phrases.next(OPENING[kind])]
        spoken += [self._phrases.next(ANSWERED[kind]) for _ in range(_QUESTIONS.get(case.kind, _FEWER))]
        spoken.append(self._phrases.next(CLOSING))
        initials = cycle([child.initials for child in case.children] or ["the child"])
        paragraphs = [paragraph.format_map(case.words(next(initials))) for paragraph in spoken]
        paragraphs[:0] = [
            DECLARED.format(
                member=self._names[member],
                nature=nature[0].lower() + nature[1:],
                ruling=WITHDREW if withdraws else STAYED,
            )
            for member, (nature, withdraws) in case.interests.items()
        ]
        return "\n".join(paragraphs)

    def advice(self, case: SampleCase) -> str:
        """The panel's advice to the agency."""
        return self._phrases.next(ADVICE[_pool_of(case)])


def _pool_of(case: SampleCase) -> str:
    return case.kind.value if case.kind in _QUESTIONS else "other"
