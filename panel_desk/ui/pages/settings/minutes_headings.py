"""The Minutes tab of the settings: the headings of the minutes for each kind of case, with their standard texts."""

from collections.abc import Sequence
from functools import partial

from panel_desk.operations.minutes.templates import put_heading, take_back_template, write_template
from panel_desk.queries.minutes.templates import Template, minutes_templates
from panel_desk.rules.minutes_headings import FROM_REGISTERS, TemplateHeading
from panel_desk.rules.vocabulary import CaseKind, HeadingPurpose
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, Field, TextField, options
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.theme import READING_WIDTH, S4, S8, S12, Part
from panel_desk.ui.widgets.buttons import Action, icon_button, menu_of, plain
from panel_desk.ui.widgets.layout import STRETCH, column, hide_unless, row, scrolling, within
from panel_desk.ui.widgets.ordered_list import OrderedList, OrderedRow
from panel_desk.ui.widgets.text import Elided, Text

# What a heading of each purpose contains.
_HOLDS = {
    HeadingPurpose.REASONS: "why the case was brought",
    HeadingPurpose.ATTENDANCE: "who attended, from the register",
    HeadingPurpose.DISCUSSION: "the discussion",
    HeadingPurpose.QUESTIONS: "questions and their answers, from panel day",
    HeadingPurpose.WRITTEN: "what is noted on panel day and written",
    HeadingPurpose.RECOMMENDATION: "the recommendation, votes and reasons, as recorded",
    HeadingPurpose.ADVICE: "advice to the agency",
}
_NEEDED = (HeadingPurpose.REASONS, HeadingPurpose.DISCUSSION, HeadingPurpose.RECOMMENDATION)
_KIND = ChoiceField(key="kind", label="Kind of case", options=options(CaseKind), width=260)
_INTRO = (
    "Panel day's notes and the minutes have these headings. Minutes that are already drafted keep the headings that "
    "they have; draft them again to use the new ones."
)


class MinutesHeadingsSection(Section):
    """The headings of one kind of case at a time."""

    key = "minutes"
    title = "Minutes"

    def build(self) -> None:
        """Build the choice of the kind of case, and the list of its headings."""
        self.is_editable = self.may(write_template)
        self.template: Template | None = None
        self.kind = Form([_KIND])
        self.kind.fill({_KIND.key: CaseKind.APPROVAL})
        self.kind.edited.connect(self.refresh)
        self.add_button = plain("Add heading…", self.add, "plus")
        self.back_button = plain("Bring back the standard headings", self.take_back, "undo-2")
        hide_unless(self.is_editable, self.add_button, self.back_button)
        self.list = OrderedList("Headings of the minutes")
        self.list.moved.connect(self.reorder)
        self.list.opened.connect(self.change)
        self.list.removed.connect(self.remove)
        intro = Text(_INTRO, Part.QUIET, wrap=True)
        intro.setMaximumWidth(READING_WIDTH)
        parts = column(
            intro,
            self.kind,
            row(self.add_button, self.back_button, STRETCH, gap=S8),
            scrolling(within(column(self.list, STRETCH))),
            gap=S12,
        )
        parts.setStretch(3, 1)
        self.body.addLayout(parts)

    def refresh(self) -> None:
        """Show the headings of the chosen kind."""
        kind = self.kind.typed(_KIND)
        self.template = next(each for each in self.watch(minutes_templates) if each.kind is kind)
        self.back_button.setEnabled(self.template.is_own)
        self.list.show_rows(
            [self._row(position, each) for position, each in enumerate(self.headings)], may_move=self.is_editable
        )

    @property
    def headings(self) -> tuple[TemplateHeading, ...]:
        """The headings that are shown."""
        return self.template.headings if self.template else ()

    def _row(self, position: int, heading: TemplateHeading) -> OrderedRow:
        begins = f" · begins with “{heading.standard_text}”" if heading.standard_text else ""
        about = column(
            Text(heading.heading, Part.STRONG),
            Elided(f"{formats.capital(_HOLDS[heading.purpose])}{begins}", Part.QUIET),
            gap=S4,
        )
        line = row(Text(str(position + 1), Part.QUIET), about, gap=S12, margins=(S12, S8, S4, S8))
        line.setStretch(1, 1)
        if self.is_editable:
            more = icon_button("ellipsis", f"More for {heading.heading}", partial(self.change, str(position)))
            more.setMenu(menu_of(self._actions(str(position), heading), more))
            more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
            line.addWidget(more)
        return OrderedRow(
            str(position), f"{position + 1}. {heading.heading}, {_HOLDS[heading.purpose]}", column(line, gap=0)
        )

    def _actions(self, ref: str, heading: TemplateHeading) -> list[Action]:
        needed = "Minutes need this heading. You can rename it or move it." if heading.purpose in _NEEDED else ""
        return [
            Action("Change…", partial(self.change, ref), "file-pen-line"),
            Action("Move up", partial(self.list.move_by, ref, -1), "chevron-up"),
            Action("Move down", partial(self.list.move_by, ref, 1), "chevron-down"),
            Action("Remove", partial(self.remove, ref), "x", why_not=needed),
        ]

    # Actions

    def add(self) -> FormDialog[None] | None:
        """Open the form for another heading."""
        if self.template is None:
            return None
        there = {each.purpose for each in self.headings}
        free = [one for one in HeadingPurpose if one is HeadingPurpose.WRITTEN or one not in there]
        before, is_asked = self.template, len(free) > 1
        holds = ChoiceField(
            key="purpose", label="What it contains", options=[(one, formats.capital(_HOLDS[one])) for one in free]
        )
        fields: list[Field[object]] = [_HEADING, *([holds] if is_asked else []), _STANDARD]

        def put(filled: FilledForm) -> Done[None]:
            purpose = filled.get(holds) if is_asked else None
            return filled.do(
                put_heading,
                kind=before.kind,
                heading=filled[_HEADING],
                read=before.headings,
                standard_text=filled[_STANDARD],
                purpose=purpose or HeadingPurpose.WRITTEN,
            )

        return FormDialog(
            self.bridge,
            "Add a heading",
            fields,
            "Add heading",
            put,
            partial(self._changed, before, "Heading added"),
            values={holds.key: HeadingPurpose.WRITTEN},
            parent=self.window(),
        )

    def change(self, ref: str) -> FormDialog[None] | None:
        """Open the form for a heading's name and standard text; `ref` is its position, from 0."""
        if self.template is None or not self.is_editable:
            return None
        before, heading = self.template, self.headings[int(ref)]
        is_written = heading.purpose not in FROM_REGISTERS
        return FormDialog(
            self.bridge,
            "Change a heading",
            [_HEADING, _STANDARD] if is_written else [_HEADING],
            "Save heading",
            lambda filled: filled.do(
                put_heading,
                kind=before.kind,
                heading=filled[_HEADING],
                read=before.headings,
                standard_text=filled[_STANDARD] if is_written else None,
                purpose=heading.purpose,
                place=int(ref),
            ),
            partial(self._changed, before, "Heading changed"),
            words=f"It contains {_HOLDS[heading.purpose]}.",
            values={"heading": heading.heading, "standard_text": heading.standard_text},
            parent=self.window(),
        )

    def reorder(self, ref: str, position: int) -> None:
        """Move the heading `ref` to another position, from 1."""
        headings = list(self.headings)
        moved = headings.pop(int(ref))
        headings.insert(position - 1, moved)
        if self._write(headings, f"{moved.heading} is now heading {position}"):
            self.list.focus(str(position - 1))

    def remove(self, ref: str) -> None:
        """Remove a heading; it can be undone."""
        gone = self.headings[int(ref)]
        if self.is_editable and gone.purpose not in _NEEDED:
            kept = [each for position, each in enumerate(self.headings) if position != int(ref)]
            self._write(kept, f"{gone.heading} is removed")

    def take_back(self) -> None:
        """Restore the standard headings of this kind of case; it can be undone."""
        before = self.template
        if before is not None and self.do(take_back_template, kind=before.kind, read=before.headings):
            self._changed(before, "The standard headings are back", None)

    def _write(self, headings: Sequence[TemplateHeading], sentence: str) -> bool:
        before = self.template
        if before is None or not self.do(
            write_template, kind=before.kind, headings=tuple(headings), read=before.headings
        ):
            return False
        self._changed(before, sentence, None)
        return True

    def _changed(self, before: Template, sentence: str, _: object) -> None:
        templates = self.bridge.ask(minutes_templates)
        now = next(each.headings for each in templates if each.kind is before.kind)
        self.show_done(f"{sentence}: {before.kind}", partial(self.put_back, before, now))

    def put_back(self, before: Template, read: tuple[TemplateHeading, ...]) -> None:
        """Give a kind of case the headings that it had, unless somebody changed them meanwhile.

        Args:
            before: the headings that it had, and of which kind of case.
            read: the headings that it had when Undo was offered.
        """
        if before.is_own:
            self.do(write_template, kind=before.kind, headings=before.headings, read=read)
        else:
            self.do(take_back_template, kind=before.kind, read=read)


_HEADING = TextField(key="heading", label="Heading", required=True)
_STANDARD = TextField(
    key="standard_text",
    label="Text that a draft begins with there",
    lines=4,
    help="What every case of this kind begins with; notes come after it.",
)
