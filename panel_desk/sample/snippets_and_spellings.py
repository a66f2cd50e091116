"""The sample agency's snippets, and the words that it added to the spelling dictionary."""

SNIPPETS = (
    (
        "quorate throughout",
        "The panel was quorate throughout this item. Nobody left the room or lost the connection.",
    ),
    (
        "letterbox contact",
        (
            "The panel discussed letterbox contact. The applicants understand what it means to a child to hear from "
            "the birth family, and know whom to ask for help with the first letter."
        ),
    ),
    (
        "support plan",
        (
            "The adoption support plan was discussed:\n- who supports the family in the first year, and how often\n"
            "- what is paid for, and until when\n- how the family asks for more"
        ),
    ),
    (
        "health advice",
        (
            "The medical adviser spoke to the health reports. There is no concern for the applicants' capacity to care "
            "for a child throughout childhood."
        ),
    ),
    (
        "thanks",
        (
            "The chair thanked the applicants and their social worker. They left the meeting, and were told the "
            "recommendation and its reasons **the same day**."
        ),
    ),
)
"""Each snippet's title and text."""
SPELLINGS = {"marian": "Theraplay\nCoramBAAF", "gwen": "dysregulated\ngenogram\necomap"}
"""Words, one on each line, by the sign-in name of the person who added them."""
