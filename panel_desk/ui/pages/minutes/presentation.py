"""How minutes are spoken of: the chip of each state, and the one next step."""

from collections.abc import Mapping

from panel_desk.rules.vocabulary import MinutesState
from panel_desk.ui.states import Chip, State

CHAIN = (MinutesState.DRAFT, MinutesState.IN_REVIEW, MinutesState.FINAL, MinutesState.SIGNED)
CHIPS: Mapping[MinutesState, Chip] = {
    MinutesState.NONE: Chip(State.QUIET, "Not started"),
    MinutesState.DRAFT: Chip(State.NOTE, "Draft", "file-pen-line"),
    MinutesState.IN_REVIEW: Chip(State.WAITING, "In review", "eye"),
    MinutesState.FINAL: Chip(State.WAITING, "Final"),
    MinutesState.SIGNED: Chip(State.GOOD, "Signed"),
}
NEXT: Mapping[MinutesState, str] = {
    MinutesState.NONE: "Draft them",
    MinutesState.DRAFT: "Write them, then send them for review",
    MinutesState.IN_REVIEW: "Check them, then make them final",
    MinutesState.FINAL: "Whoever presided signs them",
    MinutesState.SIGNED: "Nothing: they are kept as signed",
}
