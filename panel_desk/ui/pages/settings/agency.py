"""The Agency tab of the settings: the agency, the legal basis of its panel, and the authorities that it serves."""

from panel_desk.operations.agency import add_authority, change_agency, change_authority
from panel_desk.queries.agency import AgencyFacts, AuthorityRow, agency, members_who_decide
from panel_desk.rules.vocabulary import PanelType
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, TextField
from panel_desk.ui.form import Form
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S12, S16, S24, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import Action, plain, primary
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.facts import Facts
from panel_desk.ui.widgets.layout import STRETCH, column, hide_unless, row, scrolling, within
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

_PANEL_TYPES = (
    (PanelType.ORDINARY, "The agency's own panel"),
    (PanelType.JOINT, "A joint panel of two or more agencies"),
)
_PANEL_TYPE_HELP = (
    "The panel's legal basis under the Adoption Agencies Regulations 2005, regulation 4, however many authorities the "
    "agency serves. The quorum depends on it."
)
_FORM_WIDTH, _TABLE_HEIGHT = 400, 200  # pixels


class AgencySection(Section):
    """The agency's details, which administrators change and everybody may read."""

    key = "agency"
    title = "Agency"

    def build(self) -> None:
        """Build the agency's form at the left and its authorities at the right."""
        self.is_editable = self.may(change_agency)
        self._shown: AgencyFacts | None = None
        self.form = Form([_NAME, _PANEL_TYPE, _HOST_AUTHORITY, _APPROVALS_DECIDED_BY, _EMAIL])
        self.facts, self.calendar_note = Facts(), Text("", Part.QUIET, wrap=True)
        self.form.submit_with_enter(self.save)
        self.save_button = primary("Save agency", self.save)
        hide_unless(self.is_editable, self.form, self.save_button)
        hide_unless(not self.is_editable, self.facts)
        left = within(
            column(
                Text("The agency", Part.SECTION),
                self.form,
                self.facts,
                self.calendar_note,
                row(self.save_button, STRETCH),
                STRETCH,
                gap=S16,
            )
        )
        self.authorities: RowModel[AuthorityRow] = RowModel(
            [
                Column("name", "Authority", lambda a: a.name, width=280),
                Column("code", "Code", lambda a: a.code, width=80),
                Column("decision_maker", "Decision maker", lambda a: a.decision_maker or "Not named yet", width=180),
            ],
            ref=lambda authority: authority.code,
        )
        first = Action("Add an authority…", self.add) if self.is_editable else None
        self.table = Table(
            self.authorities,
            "Authorities",
            counted=("authority", "authorities"),
            empty=EmptyState(
                "No authorities yet",
                "Children and decisions belong to an authority. Add those that the agency serves.",
                first,
                "building-2",
            ),
            settings=self.context.settings,
        )
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        self.decides = Banner()
        self.add_button = plain("Add an authority…", self.add, "plus")
        self.change_button = plain("Change…", self.change_chosen)
        self.change_button.setEnabled(False)
        hide_unless(self.is_editable, self.add_button, self.change_button)
        if self.is_editable:
            self.table.opened.connect(self.change)
            self.table.chosen.connect(self._choose)
        right = column(
            row(Text("Authorities served", Part.SECTION), STRETCH, self.change_button, self.add_button, gap=S8),
            Text("The decision maker for a child is the one of the child's own authority.", Part.QUIET, wrap=True),
            self.decides,
            self.table,
            gap=S12,
        )
        area = scrolling(left)
        area.setFixedWidth(_FORM_WIDTH)
        parts = row(area, right, gap=S24)
        parts.setStretch(1, 1)
        self.body.addLayout(parts)

    def refresh(self) -> None:
        """Reload the agency; what is typed into the form stays."""
        shown = self.watch(agency)
        self.authorities.replace(shown.authorities)
        self.calendar_note.setText(
            f"Bank holidays are those of {shown.working_day_calendar}. The year starts on {shown.year_starts_on}."
        )
        if self.is_editable:
            self._show_form(shown)
        else:
            self._show_facts(shown)
        if found := self.watch(members_who_decide):
            self.decides.say(State.WAITING, "\n".join(found), can_dismiss=False)
        else:
            self.decides.hide()
        self._shown = shown

    def is_unsaved(self) -> bool:
        """Whether something was typed into the agency's form and not saved."""
        return self.form.is_dirty

    # Actions

    def save(self) -> None:
        """Save the agency."""
        if self._shown is None:
            return
        version = self._shown.version
        done = self.form.send(
            self.bridge,
            lambda filled: filled.do(
                change_agency,
                version=version,
                name=filled[_NAME],
                panel_type=filled[_PANEL_TYPE],
                host_authority=filled.get(_HOST_AUTHORITY),
                approvals_decided_by=filled.get(_APPROVALS_DECIDED_BY),
                email=filled[_EMAIL],
            ),
        )
        if done:
            self.show_done("The agency is saved.")

    def add(self) -> FormDialog[None]:
        """Open the form for another authority."""
        return FormDialog(
            self.bridge,
            "Add an authority",
            [_CODE, _AUTHORITY_NAME, _DECISION_MAKER],
            "Add authority",
            lambda filled: filled.do(
                add_authority,
                code=filled[_CODE],
                name=filled[_AUTHORITY_NAME],
                decision_maker=filled[_DECISION_MAKER],
            ),
            self._added,
            parent=self,
        )

    def change_chosen(self) -> None:
        """Open the form of the selected authority."""
        if code := self.table.current_ref():
            self.change(code)

    def change(self, code: str) -> FormDialog[None]:
        """Open the form of an authority, by its code."""
        position = self.authorities.position_of(code)
        authority = self.authorities.row_at(position or 0)
        return FormDialog(
            self.bridge,
            f"Change {authority.name}",
            [_AUTHORITY_NAME, _DECISION_MAKER],
            "Save authority",
            lambda filled: filled.do(
                change_authority,
                code=authority.code,
                version=authority.version,
                name=filled[_AUTHORITY_NAME],
                decision_maker=filled[_DECISION_MAKER],
            ),
            self._changed,
            values={"name": authority.name, "decision_maker": authority.decision_maker},
            parent=self,
        )

    def _added(self, _: object) -> None:
        self.show_done("The authority is added.")

    def _changed(self, _: object) -> None:
        self.show_done("The authority is saved.")

    def _choose(self, _: str) -> None:
        self.change_button.setEnabled(True)

    def _show_form(self, shown: AgencyFacts) -> None:
        authorities = [(authority.code, authority.name) for authority in shown.authorities]
        for field in (_HOST_AUTHORITY, _APPROVALS_DECIDED_BY):
            self.form.set_options(field.key, authorities)
        self.form.fill(
            {
                "name": shown.name,
                "panel_type": shown.panel_type,
                "host_authority": shown.host_authority,
                "approvals_decided_by": shown.approvals_decided_by,
                "email": shown.email,
            }
        )

    def _show_facts(self, shown: AgencyFacts) -> None:
        names = {authority.code: authority.name for authority in shown.authorities}
        self.facts.show_facts(
            [
                ("Name", shown.name),
                ("Panel", dict(_PANEL_TYPES)[shown.panel_type]),
                ("Host authority", names.get(shown.host_authority or "", "")),
                ("Approvals decided by", names.get(shown.approvals_decided_by or "", "The agency's own")),
                ("Panel office's e-mail", shown.email or "–"),
            ]
        )


_NAME = TextField(key="name", label="Name", help="Printed on agendas and minutes.", required=True)
_PANEL_TYPE = ChoiceField(key="panel_type", label="Panel", help=_PANEL_TYPE_HELP, required=True, options=_PANEL_TYPES)
_HOST_AUTHORITY: ChoiceField[str] = ChoiceField(key="host_authority", label="Host authority", none="None")
_APPROVALS_DECIDED_BY: ChoiceField[str] = ChoiceField(
    key="approvals_decided_by",
    label="Approvals decided by the decision maker of",
    help="Adopters' approvals go to this authority's decision maker, or to the agency's own.",
    none="The agency's own decision maker",
)
_EMAIL = TextField(key="email", label="Panel office's e-mail", help="Invitations to panels are sent from this address.")

_CODE = TextField(
    key="code",
    label="Code",
    help="A short code, such as FEN. It cannot be changed later.",
    required=True,
    width=_FORM_WIDTH // 4,
)
_AUTHORITY_NAME = TextField(key="name", label="Name", required=True)
_DECISION_MAKER = TextField(
    key="decision_maker",
    label="Decision maker",
    help="The person who decides for this authority's children. The name is printed as typed here.",
)
