"""The texts of the sample agency's reasons, ratings of reports, interests and feedback.

`{adopters}` are first names, `{child}` is initials, `{detail}` is a phrase of `DETAILS`; `{have}`, `{are}` and `{were}`
are verbs, and `{s}` the ending of one, for one adopter or two.
"""

from panel_desk.rules.vocabulary import CaseKind, FeedbackFrom, ReportKind
from panel_desk.sample.phrase_pools import paragraphs

DETAILS = tuple(
    """
a sister two streets away who has been approved as an emergency carer
eleven years of fostering experience in the wider family
a stable tenancy and savings that cover a year at home
a year of volunteering every week at a nursery
a church community that has already welcomed two adoptive families
grandparents who attended the family and friends training
flexible working that is confirmed in writing
close friends who adopted siblings and speak plainly about the hard days
the therapeutic parenting course that was finished in stage two
a network chart that names who would do what in the first twelve weeks
a safe garden, a ground-floor bedroom and a school at the end of the road
the honest account of fertility treatment and of the time taken to grieve
a wide circle of cousins of the same heritage
regular contact with a post-adoption support worker since the preparation days
their record of keeping in touch with a former foster child
the good use made of counselling after a bereavement
a household that runs on routine and a great deal of laughter
    """.strip().splitlines()
)

APPROVAL = paragraphs(
    """
{adopters} gave thoughtful and consistent answers. The panel was persuaded by {detail}, and by the careful way in
which the report explored their own childhoods. They understand that love alone does not mend early harm and know
where to turn for help.

The assessment is thorough and the references speak with one voice. {adopters} can describe what trauma looks like in
a young child and have changed their plans because of what they learned. The panel noted {detail}.

The panel was satisfied that {adopters} meet{s} the criteria. Health and safeguarding checks are complete, finances
are sound, and the matching considerations in the report are realistic. Particular strength was seen in {detail}.

{adopters} {have} reflected on loss, identity and contact, and spoke warmly of a birth family's importance. The panel
relied on {detail} and on three referees who have seen them with children over several years.

The panel unanimously found that {adopters} {have} the patience and the practical room for a child with uncertain
needs. It weighed the medical adviser's advice, which raises no concern for the next decade, and {detail}.

Though the assessment took longer than planned, the time was well used: {adopters} moved from theory to example. The
panel was reassured by {detail} and by the plan for the first weeks of a placement.

There is good evidence of resilience under pressure, of a relationship in which difficulties are talked about, and of
{detail}. The panel agreed with the assessing worker that two children could be considered.

{adopters} answered a question about shame and behaviour better than many experienced parents would. The panel also
gave weight to {detail} and to the second-opinion visit recorded in the report.

The panel recognised open minds about a child's background and about letterbox and direct contact, together with
{detail}. The gaps in the first draft of the report have been filled.

Employment, housing and support all point the same way, and {adopters} {have} used the preparation training to test
their wish to adopt. The panel mentions {detail} as the reason for its confidence in the early months.

The report balances strengths and vulnerabilities fairly. {adopters} accept{s} that they will need advice on sleep and
food, and have asked for it. The panel saw {detail} as protective.

The panel heard how {adopters} would help a child make sense of a life story that changes as the child grows. That,
with {detail}, and clean statutory checks, makes a sound basis for approval.

Questions about discipline, screens and time off were answered with examples from caring for nephews and nieces.
{adopters} know{s} their limits. The panel took {detail} into account.
    """
)

MATCH = paragraphs(
    """
{child} needs parents who are calm, predictable and quick to notice a small signal of distress, and {adopters} {are}.
The support plan is specific and funded for three years. The panel also relied on {detail}.

The matching matrix shows how each of {child}'s needs would be met and says honestly where help is wanted. {adopters}
{have} met the foster carer and the medical adviser and have not looked away from what they were told.

The panel weighed the uncertainty in {child}'s development. {adopters} {have} read the medical summary with a
paediatrician and are prepared for more than one future. Contact plans respect the birth family.

{child}'s heritage will be part of daily life in this home and not a matter of a book on a shelf. The panel gave
weight to {detail} and to the way in which {adopters} described the child's own wishes.

Alternatives were considered and the reasons for not pursuing them are recorded. For {child}, {adopters} offer{s} the
right pace, a plan for leave that covers the first year, and {detail}.

The panel was impressed by the foster carer's contribution and by the transition plan, which moves at {child}'s speed.
{adopters} understand{s} why introductions may need to slow down.

{adopters} already know{s} {child} through early permanence and {have} put the child's needs before their own hopes
all along. The panel found the arguments for permanence in this home overwhelming.

{child}'s attachment to the present carers is strong, and {adopters} see{s} that as a gift and not as a rival. The
panel relied on the play specialist's observations and on {detail}.

The panel considered parental responsibility and agreed that it should be restricted in the ways set out in the
placement plan until the first review. {adopters} can meet {child}'s needs throughout childhood.

There are known risks in {child}'s early history. {adopters} can name them, know what early help is available and have
used {detail} to prepare. The support offered matches the need.

The link was made with care: three families were considered and {adopters} {were} chosen because of {detail}.
{child}'s social worker knows the child well and her view was persuasive.

{adopters} spoke of {child} as a person with preferences and a sense of humour. The panel noted that health and
education advice is up to date and that letterbox contact has been agreed twice a year.

The panel was satisfied that delay would harm {child} and that this match is right in its own terms. The adoption
allowance has been confirmed and {detail} will matter in the first months.
    """
)

SIBLINGS = paragraphs(
    """
{child} should grow up with the brothers and sisters named in this case; the together-or-apart assessment is
convincing. {adopters} {have} room, time and a plan for one-to-one attention.

For {child}, the sibling bond is the longest relationship there is. {adopters} can hold several children's needs in
mind at once, and the therapeutic support is in place before the move.

{child}'s needs differ from those of the other children in the group and the support plan treats them separately. The
panel was persuaded that {adopters} see{s} each child for themselves.
    """
)

OF_KIND = {
    CaseKind.BRIEF_REPORT: paragraphs(
        """
The checks raise a concern that can be explored and is not decisive. The panel considered that it is fair to
{adopters}, and useful, to complete the assessment with an independent view on the matter.

The panel read the brief report and the applicants' written response. Enough is known for the assessment to continue,
and the rest of it can answer the questions on health.
        """
    ),
    CaseKind.CONSENT_TO_PLACEMENT: paragraphs(
        """
The panel was satisfied that adoption is in {child}'s interests throughout life, that the mother had counselling
before she decided and that relatives were considered with tact and care.

{child} has been relinquished after careful counselling. Both parents' views are recorded in their own words. No
relative can offer care, and delay would not serve the child.
        """
    ),
    CaseKind.REVIEW_OF_APPROVAL: paragraphs(
        """
{adopters} remain{s} suitable. A year of waiting has been used for further training and for work with a community of
adopters. The panel agreed a wider matching brief.

A change of job and a house move have been assessed and raise no concern. {adopters} remain{s} well supported and
{are} active in family finding.

The panel was sorry to hear of a disrupted link and found that {adopters} had been treated with care. They remain
suitable; the brief is now for one child under four.
        """
    ),
    CaseKind.TERMINATION: paragraphs(
        """
{adopters} {have} told the agency that they no longer wish to adopt, after a change in family circumstances. The panel
thanks them for their openness and recommends that the approval end.
        """
    ),
    CaseKind.OTHER: paragraphs(
        """
The panel considered the agency's proposal on how life-story books are shared with panel members and was content with
it. How it works will be looked at again in six months.
        """
    ),
}

# Why an item was deferred: for a health report, and for lack of a quorum.
DEFERRED = paragraphs(
    """
No recommendation was made. An adult health report is more than two years old and the medical adviser cannot summarise
it. The panel asks for a new one and would see the case at its next meeting.

No recommendation was made. With the withdrawal of a member the panel was not quorate for this item. What was said has
been kept as discussion, and {adopters} {were} told in person why they had to wait.
    """
)
NO_MAJORITY = paragraphs(
    """
The panel was evenly divided and so makes no recommendation. Half the members were persuaded by {detail}; the others
held that the effect on the child already in the home has not been assessed in enough depth. Both views are recorded
in full for the decision maker's adviser.
    """
)[0]
NOT_RECOMMENDED = paragraphs(
    """
The panel does not consider {adopters} suitable to adopt at present. Information that came late about a previous
relationship has not been verified, and the answers given today differ from those in the report. The panel was clear
that this is no judgement on their affection for children.
    """
)[0]
NOT_MATCHED = paragraphs(
    """
The panel does not recommend this match. {child}'s hearing loss needs daily signing from the start and neither course
nor tutor has been arranged. The panel thought well of {adopters} and ill of the plan.
    """
)[0]
SPLIT = paragraphs(
    """
By a majority. {child} would have warm and able parents in {adopters}, who can rely on {detail}. Two members
dissented: in their view the distance from {child}'s grandmother makes the contact plan unrealistic. One member
abstained because the medical summary had come only the day before.
    """
)[0]

STRENGTHS = {
    ReportKind.PAR: (
        "Analytical and fair; the second worker's visit adds a great deal.",
        "Childhood histories are explored with sensitivity and linked to parenting.",
        "Referees are quoted and their words are weighed.",
        "The support network is mapped and has been tested.",
    ),
    ReportKind.CPR: (
        "The child's voice comes through on every page.",
        "Clear chronology, and the birth parents' views in their own words.",
        "The sibling assessment is exemplary.",
        "Health and development are summarised in plain English.",
    ),
    ReportKind.APR: (
        "Need and capacity stand side by side with the evidence.",
        "The transition plan is built around the child's week.",
        "The support plan is costed and says who does what by when.",
        "Other families considered, with reasons.",
    ),
    ReportKind.OTHER: ("Short and to the point.",),
}
IMPROVEMENTS = {
    ReportKind.PAR: (
        "Finances are described and not analysed.",
        "Repeats itself between sections C and F.",
        "Says too little about the applicants' use of social media.",
        None,
    ),
    ReportKind.CPR: (
        "Health information was eight months old.",
        "Paternal family hardly mentioned.",
        "Contact with a brother in foster care is missing.",
        None,
    ),
    ReportKind.APR: (
        "Contact plan needs detail.",
        "Vulnerabilities listed without what would be done about them.",
        "School place not yet confirmed.",
        None,
    ),
    ReportKind.OTHER: (None,),
}

# Who gave it, the rating from 1 to 5, and the comment.
FEEDBACK = (
    (FeedbackFrom.APPLICANT, 5, "We were nervous and the chair put us at ease in a minute. The questions were fair."),
    (FeedbackFrom.SOCIAL_WORKER, 4, "Well prepared panel. The item started twenty minutes late and nobody told us."),
    (FeedbackFrom.APPLICANT, 4, "Kind people. It would have helped to know beforehand how many would be there."),
    (FeedbackFrom.OBSERVER, 5, "A model of how to disagree politely. I learned more than on a training day."),
    (FeedbackFrom.PANEL_MEMBER, 3, "Papers came late for one item and were more than two hundred pages."),
    (FeedbackFrom.APPLICANT, 5, "They had really read our report and asked about what mattered."),
    (FeedbackFrom.SOCIAL_WORKER, 5, "Reasons were given on the day, clearly, and matched what came in the minutes."),
    (FeedbackFrom.APPLICANT, 2, "We waited an hour in a side room without water. The panel itself was fine."),
    (FeedbackFrom.PANEL_MEMBER, 5, "Good discussion, well chaired, and we finished on time."),
    (FeedbackFrom.APPLICANT, None, "Thank you for explaining what happens next so simply."),
)

CANCELLED = (
    "Both cases were withdrawn by their authorities in the week before, and nothing was left to consider.",
    "The chair and the vice chair were unwell on the day, so that nobody could preside.",
)
# What was declared, and whether the member withdraws from the item.
INTERESTS = (
    ("Taught one of the applicants at a secondary school some fifteen years ago", True),
    ("Supervised the child's social worker until last spring", True),
    ("Lives in the same village as the applicants and knows them by sight", False),
    ("A relative works with one of the referees", False),
    ("Sat on the fostering panel that approved the child's present carers", False),
)
