"""The texts of the sample agency's case papers: headings with a paragraph each, by kind of paper.

`{adopters}` are first names, `{child}` is initials, `{detail}` is a phrase of `reasons.DETAILS`; `{have}` and
`{were}` are verbs for one adopter or two.
"""

from panel_desk.rules.vocabulary import PaperKind


def _sections(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of a heading and the paragraph under it; empty lines separate the pairs."""
    return tuple(
        (heading, " ".join(body.split()))
        for heading, _, body in (s.strip().partition("\n") for s in text.split("\n\n"))
    )


TITLES = {
    PaperKind.PAR: "Prospective adopter’s report",
    PaperKind.CPR: "Child’s permanence report",
    PaperKind.APR: "Adoption placement report",
    PaperKind.REVIEW_REPORT: "Prospective adopter’s review report",
    PaperKind.TERMINATION_REPORT: "Report on the termination of approval",
    PaperKind.SUPPORT_PLAN: "Adoption support plan",
    PaperKind.MEDICAL: "Medical adviser’s summary",
    PaperKind.LEGAL: "Legal advice to the panel",
    PaperKind.APPLICANTS_COMMENTS: "Applicants’ comments on the report",
}

SECTIONS = {
    PaperKind.PAR: _sections(
        """
Summary
{adopters} came to the agency after an information evening two springs ago. They hope to adopt one child, or two who
belong together, aged from birth to five. This report rests on nine visits, of which two were with a second worker,
and on four references.

Childhood and education
This was a childhood with enough warmth and some hard years. A parent's illness meant learning early to cook and to
keep quiet; it has taken time to learn to ask for things. School was a refuge.

Relationships
There are differences of temper and a settled way of dealing with them. Friends describe a home where people stay
longer than they meant to. A former partner was interviewed and has no concern.

Work, home and money
Income is steady and debts are small. The home has three bedrooms and a garden that backs on to a school field. Leave
has been agreed and the first year has been worked out month by month.

Family and friends
The network is strong in the practical things. Assessed as particularly helpful: {detail}. Relatives were invited to
the family and friends evening and four of them came.

Understanding of adoption
{adopters} can tell the difference between behaviour and the need under it. They speak of a child's birth family with
respect and would send letters every year; they would meet brothers and sisters.

Safeguarding and checks
Enhanced disclosures, local authority checks and overseas checks are complete. Nothing was found that bears on
suitability. The pet and fire assessments are attached to the file.

Strengths and vulnerabilities
Strengths are humour, stamina and candour. A vulnerability is the wish to be good at everything at once. Supervision
has talked this through, and so have they.

Assessing worker's conclusion
I consider {adopters} suitable to adopt and ask the panel to say so.
        """
    ),
    PaperKind.CPR: _sections(
        """
The child
{child} is curious, sociable with people already known, and wary of new rooms. Water, buses and the foster carer's cat
are loved above all. {child} sleeps through most nights and wakes early.

History
{child} came into care after a period in which help had been offered and could not be used. There was neglect, and
there were arguments that were frightening to hear. The chronology is at the end.

Health and development
Immunisations are up to date. Speech is behind and catching up. The medical adviser's summary of this year is
attached, with what is known of the parents' health and what is not.

Birth family
{child}'s mother loves {child} and has said so at every visit. She does not agree with the plan. The father's views
were sought twice in person and once by letter.

Brothers and sisters
The together-or-apart assessment was done with the foster carers and the nursery. It considers each child by name and
each possible arrangement.

Wishes and feelings
With picture cards, {child} put the cat, the carer and a bus in the same house. Asked who else should live there,
{child} added a sister and closed the door carefully.

Contact
Letters twice a year with the mother, once with the grandmother; a meeting each year with an older brother, supported
by both social workers.
        """
    ),
    PaperKind.APR: _sections(
        """
Why this match
Three families were considered for {child}. {adopters} {were} linked because of what they offer on routine, on play
and on staying calm, and because of {detail}.

Needs and how they would be met
Safety: a small, steady circle for the first eight weeks. Speech: therapy goes on without a gap. Identity: a
life-story worker is named. Health: the paediatrician's plan has been read with the adopters.

Where help is wanted
Sleep and transitions. A practitioner starts in the second week and can be reached by telephone.

Contact and parental responsibility
Parental responsibility is restricted for medical consent and travel until the first review. Contact is as in the
permanence report; {adopters} {have} asked to meet the older brother's carer first.

Introductions
Eleven days, with two days of rest, beginning in the foster carer's kitchen.

The adopters' views
{adopters} {have} read everything, asked for more on two points, and were given it.
        """
    ),
    PaperKind.REVIEW_REPORT: _sections(
        """
The year since approval
{adopters} have been seen every two months. Two profiles were read with them and neither child was right. They went to
a workshop on early trauma and have met other adopters each month.

What has changed
One of them has changed employer and works from home on three days. A grandparent has been ill. Assessed as
particularly helpful: {detail}.

Checks
Disclosures, health and references were renewed and bring nothing new.

Social worker's conclusion
I consider that {adopters} remain suitable to adopt, within the age range for which they were approved.
        """
    ),
    PaperKind.TERMINATION_REPORT: _sections(
        """
Why the approval is to end
{adopters} have told the agency that they no longer wish to adopt. They wrote in spring, and confirmed it in a visit.

What was discussed
They were offered time and counselling, and were told that they may apply again. They have read this report.

Social worker's conclusion
I ask the panel to recommend that the approval be ended, with the agency's thanks to {adopters}.
        """
    ),
    PaperKind.SUPPORT_PLAN: _sections(
        """
What is offered
Named worker for three years; therapeutic parenting course; two play sessions a week for the first term; settling-in
grant; means-tested allowance reviewed each year.

Who does what
The child's authority pays for three years after the order and the adopters' agency provides the worker. Applications
for therapy are made in the fourth month.

Review
Four weeks after the placement, then every three months until the adoption order.

Where to read more
General information for adoptive families is kept at <link href="https://www.example.org/adoption-support"
color="#0B5E6B"><u>www.example.org/adoption-support</u></link>.
        """
    ),
    PaperKind.MEDICAL: _sections(
        """
Sources
Adult or child health reports, general practitioner's records and, where there are any, hospital letters. Everything
was seen by the medical adviser in person.

Advice
No condition was found that would limit the care of a child until adulthood. A long-standing thyroid disorder is well
controlled. Lifestyle advice was given and well received.

What is not known
The cause of one grandparent's death. It makes no difference to this advice.
        """
    ),
    PaperKind.LEGAL: _sections(
        """
The application
The regulations under which this item comes to the panel have been complied with.

Consent
Consent was witnessed by an officer after counselling and no earlier than the law allows.
        """
    ),
    PaperKind.APPLICANTS_COMMENTS: _sections(
        """
Comments
We have read the report and recognise ourselves in it. We would like to add that the dog has since passed its
assessment, and that our niece has asked to be mentioned.
        """
    ),
}
