"""What minutes say of every item (AAR 2005 reg 6: a written record of the proceedings, with reasons)."""

REASONS_FOR_BRINGING = "Reasons for bringing the case"
DISCUSSION = "Discussion"
ADVICE = "Advice to the agency"

VIEWS = "Views of the applicants and the child's voice"
STRENGTHS = "Strengths"
CONCERNS = "Concerns"

WRITTEN_HEADINGS = (REASONS_FOR_BRINGING, DISCUSSION, ADVICE)

NOTED_HEADINGS = (DISCUSSION, VIEWS, STRENGTHS, CONCERNS, ADVICE)
"""Under which notes are taken on panel day."""
