"""The sample agency's people: the central list, the holders of accounts, the adopters."""

from dataclasses import dataclass
from datetime import date, timedelta

from panel_desk.queries.workbook.model import Value
from panel_desk.rules.dates import months_after, years_after
from panel_desk.rules.vocabulary import AccountRole, Background, Category, HouseholdType, MemberStatus, PanelRole

AGENCY = "Wendle Vale and Marsham Adoption"
PANEL = "Adoption Panel"
# Code, name and agency decision maker.
AUTHORITIES = (
    ("WVC", "Wendle Vale Council", "Imelda Straker"),
    ("MAR", "Marsham City Council", "Kwame Adeyinka-Lowe"),
    ("HAL", "Hallowmere Borough Council", "Imelda Straker"),
)
HOST = "WVC"  # the authority that hosts the agency
SOCIAL_WORKERS = (
    "Josie Pemble",
    "Marek Dudek",
    "Tamsin Oakeshott",
    "Ifeoma Balogun",
    "Rhys Cadwallader",
    "Nadia Siddiq",
    "Colette Farrant",
    "Ben Yardley-Nunn",
)


@dataclass(frozen=True, slots=True)
class AccountHolder:
    """A person with an account; `member` is their ref on the central list."""

    name: str
    full_name: str
    role: AccountRole
    member: str | None = None


ACCOUNT_HOLDERS = (
    AccountHolder("marian", "Marian Tolley", AccountRole.ADMINISTRATOR),
    AccountHolder("gwen", "Gwen Abbotsleigh", AccountRole.ADVISER),
    AccountHolder("rosalind", "Rosalind Achterberg", AccountRole.CHAIR, "M001"),
    AccountHolder("emeka", "Emeka Nwachukwu-Hale", AccountRole.CHAIR, "M002"),
    AccountHolder("sian", "Siân Trefelin", AccountRole.CHAIR, "M003"),
    AccountHolder("imelda", "Imelda Straker", AccountRole.DECISION_MAKER),
    AccountHolder("kwame", "Kwame Adeyinka-Lowe", AccountRole.DECISION_MAKER),
    AccountHolder("edith", "Edith Marlpit", AccountRole.READER),
)
DECISION_MAKERS = {"WVC": "imelda", "MAR": "kwame", "HAL": "imelda"}

# Ref; title; given and family name; e-mail; category; independent; backgrounds; qualified (year, or `new` for less than
# two years ago); joined (months ago); DBS issued (days ago); last appraisal (days ago); gender; ethnicity.
_MEMBERS = """
M001; Ms; Rosalind; Achterberg; rosalind.achterberg; independent; yes; adopted adult, education; ; 61; 640; 190; female; White British
M002; Mr; Emeka; Nwachukwu-Hale; emeka.nwachukwu-hale; independent; yes; education; ; 44; 410; 205; male; Black African
M003; Mrs; Siân; Trefelin; sian.trefelin; independent; yes; adopter; ; 58; 980; 150; female; White Welsh
M004; Ms; Harriet; Oduya; harriet.oduya; social worker; no; foster carer; 2009; 50; 720; 240; female; Mixed White and Black African
M005; Dr; Priyanka; Venkataraman; priyanka.venkataraman; medical adviser; no; health; ; 55; 505; 120; female; Indian
M006; Dr; Łukasz; Brzozowski; lukasz.brzozowski; medical adviser; no; health; ; 26; 690; 310; male; White Polish
M007; Mrs; Özlem; Karadağ; ozlem.karadag; social worker; no; ; 2011; 40; 333; 88; female; Turkish
M008; Mr; Declan; Garvey-Shaw; declan.garvey-shaw; social worker; no; adopter; 2004; 63; 1110; 265; male; White Irish
M009; Ms; Αναστασία; Μαυρίδου; anastasia.mavridou; independent; yes; foster carer; ; 33; 870; 175; female; Greek Cypriot
M010; Mrs; Wilhelmina; Featherstonehaugh-Ashcombe; wilhelmina.fa; independent; yes; adopter, elected member; ; 62; 590; 398; female; White British
M011; Mr; Yusuf; Rahmani; yusuf.rahmani; independent; yes; foster carer; ; 29; 450; 60; male; Asian British, Afghan heritage
M012; Ms; Blessing; Chikwanda; blessing.chikwanda; social worker; yes; birth parent; 2013; 37; 1087; 220; female; Black African
M013; Mr; Gareth; Pennithorne; gareth.pennithorne; independent; yes; adopter; ; 47; 300; 359; male; White Welsh
M014; Ms; Li-Wen; Hsu; li-wen.hsu; independent; yes; health, adopted adult; ; 22; 615; 130; female; Chinese
M015; Mrs; Sukhvinder; Gill-Marsden; sukhvinder.gill-marsden; independent; yes; special guardian; ; 41; 777; 285; female; Punjabi Sikh
M016; Cllr; Norman; Applegarth; norman.applegarth; independent; no; elected member; ; 31; 820; 140; male; White British
M017; Ms; Caoimhe; Ní Fhearraigh; caoimhe.nifhearraigh; social worker; yes; adopted adult; 2008; 52; 260; 110; female; White Irish
M018; Mr; Teddy; Quilliam; teddy.quilliam; independent; yes; adopted adult; ; 19; 540; 200; male; White Manx
M019; Ms; Noor; Haddad; noor.haddad; independent; yes; birth parent; ; 24; 700; 340; female; Arab
M020; Ms; Abena; Owusu-Frith; abena.owusu-frith; independent; yes; education; ; 36; 480; 255; female; Black Caribbean
M021; Mr; Piet; van der Molen; piet.vandermolen; independent; yes; foster carer; ; 45; 930; 330; male; White Dutch
M022; Mrs; Dorothy; Lacklison; dorothy.lacklison; independent; yes; adopter; ; 74; 1000; 400; female; White British
M023; Mr; Anselm; Brackwater; anselm.brackwater; independent; yes; other; ; 2; 95; ; male; Mixed White and Asian
M024; Mr; Rafiq; Chowdhury-Bell; rafiq.chowdhury-bell; social worker; no; ; new; 8; 280; ; male; Bangladeshi
M025; Ms; Freya; Lindqvist-Osei; freya.lindqvist-osei; independent; yes; adopter; ; ; 40; ; female; Mixed White and Black Caribbean
M026; Mr; Hamish; Orrin; hamish.orrin; independent; yes; adopted adult; ; ; ; ; male; White Scottish
M027; Ms; Inês; Carvalhal; ines.carvalhal; medical adviser; yes; health; ; ; ; ; female; White Portuguese
"""  # noqa: E501 - a table is read across
_ROLES = {
    "M001": PanelRole.CHAIR,
    "M002": PanelRole.CHAIR,
    "M003": PanelRole.VICE_CHAIR,
    "M004": PanelRole.VICE_CHAIR,
}
_STATUSES = {
    "M020": MemberStatus.ON_HOLD,
    "M021": MemberStatus.ON_HOLD,
    "M022": MemberStatus.ENDED,
    "M025": MemberStatus.PROSPECTIVE,
    "M026": MemberStatus.WAITING_LIST,
    "M027": MemberStatus.WAITING_LIST,
}
_NOTES = {
    "M003": "Prefers panels in person; needs the hearing loop in the council chamber.",
    "M009": "Reads papers in large print.",
    "M020": "Maternity leave; wishes to come back.",
    "M021": "Caring for a parent; asked to be contacted again in the spring.",
    "M025": "Interviewed; both references taken. Observes a panel next.",
    "M026": "Applied after the summer open evening. Interview to be arranged.",
    "M027": "Paediatrician; would cover when neither medical adviser can sit.",
}


def member_rows(today: date) -> list[dict[str, Value]]:
    """The central list, with dates counted from today."""
    rows: list[dict[str, Value]] = []
    for number, line in enumerate(_MEMBERS.strip().splitlines(), start=1):
        cells = [cell.strip() for cell in line.split(";")]
        ref, title, given, family, email, category, independent, backgrounds, qualified = cells[:9]
        joined_ago, dbs_ago, appraisal_ago, gender, ethnicity = cells[9:]
        joined = months_after(today, -int(joined_ago)).replace(day=1) if joined_ago else None
        rows.append(
            {
                "ref": ref,
                "title": title,
                "given_name": given,
                "family_name": family,
                "email": f"{email}@example.org",
                "phone": f"01632 960{100 + 7 * number}",
                "category": Category(category),
                "backgrounds": tuple(sorted(Background(b.strip()) for b in backgrounds.split(",") if b)) or None,
                "is_independent": independent == "yes",
                "qualified_social_worker_since": _qualified(today, qualified),
                "social_work_england_no": f"SW{271800 + 37 * number}" if qualified else None,
                "status": _STATUSES.get(ref, MemberStatus.ACTIVE),
                "joined_list_on": joined,
                "role": _ROLES.get(ref, PanelRole.MEMBER),
                "role_from": joined if ref in _ROLES else None,
                "dbs_certificate_no": f"00194{1000000 + 4711 * number}" if dbs_ago else None,
                "dbs_issued_on": _ago(today, dbs_ago),
                "references_verified_on": joined and joined - timedelta(days=38),
                "confidentiality_agreed_on": joined and joined - timedelta(days=6),
                "observed_panel_on": joined and joined - timedelta(days=20),
                "induction_completed_on": joined + timedelta(days=52) if joined and ref != "M023" else None,
                "last_appraisal_on": _ago(today, appraisal_ago),
                "gender": gender,
                "ethnicity": ethnicity,
                "notes": _NOTES.get(ref),
                "left_list_on": None,
                "left_because": None,
                "on_hold_from": None,
                "on_hold_until": None,
            }
        )
    by_ref = {row["ref"]: row for row in rows}
    by_ref["M020"] |= {"on_hold_from": months_after(today, -8), "on_hold_until": today}
    by_ref["M021"] |= {"on_hold_from": months_after(today, -6) - timedelta(days=9)}
    by_ref["M022"] |= {
        "left_list_on": months_after(today, -5),
        "left_because": "Moved to another county after six years on the list; gave a month's notice in writing.",
    }
    by_ref["M025"] |= {"references_verified_on": today - timedelta(days=16)}
    return rows


def may_sit(member: dict[str, Value], day: date) -> bool:
    """Whether a member, as a row of `member_rows`, was active on the central list on a day."""
    joined, left, held = member["joined_list_on"], member["left_list_on"], member["on_hold_from"]
    until = member["on_hold_until"]
    return (
        isinstance(joined, date)
        and joined <= day
        and not (isinstance(left, date) and left < day)
        and not (isinstance(held, date) and held <= day and not (isinstance(until, date) and until < day))
    )


def _ago(today: date, days: str) -> date | None:
    return today - timedelta(days=int(days)) if days else None


def _qualified(today: date, since: str) -> date | None:
    if since == "new":
        return years_after(today, -2) + timedelta(days=40)
    return date(int(since), 7, 1) if since else None


# Adopters; type; ethnicity.
_HOUSEHOLDS = """
Bridget Hollis, Owen Hollis; mixed-sex couple; White British
Chidi Okafor, Ngozi Okafor; mixed-sex couple; Black African
Fiona Brandreth; single female; White British
Imran Qureshi, Saima Qureshi; mixed-sex couple; Pakistani
Tom Ellery, Marcus Vane; male couple; White British
Zofia Nowicka, Piotr Nowicki; mixed-sex couple; White Polish
Claire Dunmore, Ruth Whitlam; female couple; White British
Asha Patel, Nikhil Patel; mixed-sex couple; Indian
Gwilym Bevan, Carys Bevan; mixed-sex couple; White Welsh
Leon Marchant; single male; Black Caribbean
Helen Stanworth, Peter Stanworth; mixed-sex couple; White British
Mei Tan, Jonathan Pryor; mixed-sex couple; Chinese and White British
Orla Kinsella, Sean Kinsella; mixed-sex couple; White Irish
Deborah Amponsah; single female; Black African
Stuart Lavery, Joanne Lavery; mixed-sex couple; White British
Elif Demir, Can Demir; mixed-sex couple; Turkish
Victoria Selwood, Amanda Pike; female couple; White British
Rohan Fernando, Dilini Fernando; mixed-sex couple; Sri Lankan
Andrew Thackley, Louise Thackley; mixed-sex couple; White British
Grace Mwangi, David Mwangi; mixed-sex couple; Black African
Kirsty Abercorn, Neil Abercorn; mixed-sex couple; White Scottish
Sofia Papadakis, Nikos Papadakis; mixed-sex couple; Greek
Matthew Orme, Daniel Sharples; male couple; White British
Parveen Akhtar; single female; Pakistani
Lucy Brightmore, Adam Brightmore; mixed-sex couple; White British
Tariq Mahmood, Hannah Mahmood; mixed-sex couple; Pakistani and White British
Yvonne Delacroix, Claude Delacroix; mixed-sex couple; Black Caribbean
Bethany Garside, Lee Garside; mixed-sex couple; White British
Marta Silva, Rui Silva; mixed-sex couple; White Portuguese
Nerys Gethin, Huw Gethin; mixed-sex couple; White Welsh
Rachel Stein, Joel Stein; mixed-sex couple; White Jewish
Samuel Adjei, Abigail Adjei; mixed-sex couple; Black African
Janet Crowhurst; single female; White British
Harpreet Sandhu, Jaswinder Sandhu; mixed-sex couple; Punjabi Sikh
Oliver Finch-Baddeley, Susannah Finch-Baddeley; mixed-sex couple; White British
Kateryna Bondar, Ivan Bondar; mixed-sex couple; White Ukrainian
Paul Rudge, Simon Eastcott; male couple; White British
Lorraine Toussaint, Michael Toussaint; mixed-sex couple; Mixed White and Black Caribbean
Emma Wetherill, Greg Wetherill; mixed-sex couple; White British
Thuy Nguyen, Minh Nguyen; mixed-sex couple; Vietnamese
Alison Corbridge, Jen Maddox; female couple; White British
Farid Nazari, Laleh Nazari; mixed-sex couple; Iranian
Rosie Underhay, Callum Underhay; mixed-sex couple; White British
Beatriz Molina; single female; White Spanish
Ian Tetlow, Sharon Tetlow; mixed-sex couple; White British
Oluwaseun Bakare, Folake Bakare; mixed-sex couple; Black African
Catherine Yelland, Mark Yelland; mixed-sex couple; White British
Aoife Brannigan, Conor Brannigan; mixed-sex couple; White Irish
Jasmin Hossain, Kamal Hossain; mixed-sex couple; Bangladeshi
Philip Aldwinckle, Karen Aldwinckle; mixed-sex couple; White British
Tamara Ivory, Keisha Ivory; female couple; Black Caribbean
Jonas Lindholm, Megan Lindholm; mixed-sex couple; White Swedish and White British
Heather Snape, Robert Snape; mixed-sex couple; White British
Anjali Rao, Vikram Rao; mixed-sex couple; Indian
Dominic Heskey, Gary Plumb; male couple; White British
Moira Strachan, Euan Strachan; mixed-sex couple; White Scottish
Christine Balderstone; single female; White British
Wale Ogunleye, Tola Ogunleye; mixed-sex couple; Black African
Sarah Netherwood, Chris Netherwood; mixed-sex couple; White British
Ayşe Yıldız, Emre Yıldız; mixed-sex couple; Turkish
Natalie Fairbrother, Craig Fairbrother; mixed-sex couple; White British
Gloria Mensah, Isaac Mensah; mixed-sex couple; Black African
Penelope Wroe, Isobel Wroe; female couple; White British
Liam Hathersage, Kelly Hathersage; mixed-sex couple; White British
Hye-jin Seo, Alistair Combe; mixed-sex couple; Korean and White British
Verity Lockyer, Jack Lockyer; mixed-sex couple; White British
Sunita Thapa, Bikash Thapa; mixed-sex couple; Nepali
Eleanor Mossop, Ben Mossop; mixed-sex couple; White British
Patrick Gallacher, Niamh Gallacher; mixed-sex couple; White Irish
Celia Roebuck; single female; White British
Hassan Abdi, Ifrah Abdi; mixed-sex couple; Somali
Vanessa Tilney, Duncan Tilney; mixed-sex couple; White British
Martin Cressbrook, Theo Cressbrook; male couple; White British
Agnieszka Lis, Edward Farnell; mixed-sex couple; White Polish and White British
Laura Penhaligon, Jory Penhaligon; mixed-sex couple; White Cornish
Simone Duvall, Andre Duvall; mixed-sex couple; Mixed White and Black Caribbean
Nicola Haythorne, Dean Haythorne; mixed-sex couple; White British
Padma Iyer, Suresh Iyer; mixed-sex couple; Indian
Judith Warmington, Keith Warmington; mixed-sex couple; White British
Roisin Tully, Marie Tully; female couple; White Irish
Edwin Larwood, Tess Larwood; mixed-sex couple; White British
Shabnam Karimi, Daniel Whitcombe; mixed-sex couple; Iranian and White British
Alastair Brodie, Fergus Neill; male couple; White Scottish
Winifred Asante; single female; Black African
Stephen Holmwood, Jill Holmwood; mixed-sex couple; White British
Ewa Zielińska, Adam Zieliński; mixed-sex couple; White Polish
Marlon Bright; single male; Black Caribbean
Hilary Thornbeck, Colin Thornbeck; mixed-sex couple; White British
"""
VOLUNTARY_AGENCIES = ("Larkfield Families", "The Hearth and Harbour Trust", "Northgate Children's Society")
OTHER_AGENCIES = ("Saltmarsh Regional Adoption", "Kestrel Moor Adoption Partnership")
# Each with its weight in a random choice.
CHILDREN_ETHNICITIES = (
    ("White British", 12),
    ("Mixed White and Black Caribbean", 3),
    ("Mixed White and Asian", 2),
    ("Black African", 2),
    ("White Polish", 1),
    ("Pakistani", 1),
    ("Gypsy or Roma", 1),
    ("White Irish", 1),
)


@dataclass(frozen=True, slots=True)
class Family:
    """The adopters of a household."""

    adopter_1: str
    adopter_2: str | None
    household_type: HouseholdType
    ethnicity: str

    @property
    def first_names(self) -> str:
        """The first names, such as `Bridget and Owen`."""
        return " and ".join(name.split()[0] for name in (self.adopter_1, self.adopter_2) if name)


def families() -> list[Family]:
    """Every family in `_HOUSEHOLDS`, in its order."""
    found = []
    for line in _HOUSEHOLDS.strip().splitlines():
        names, kind, ethnicity = (cell.strip() for cell in line.split(";"))
        first, _, second = (name.strip() for name in names.partition(","))
        found.append(Family(first, second or None, HouseholdType(kind), ethnicity))
    return found
