"""The spelling check: it knows the words of adoption, and still finds errors in them."""

import re

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.ui.spelling import Speller

PASSAGE = """
The panel considered the CPR, the PAR and the APR, and the ADM's letter of 4 March. Two ADMs had queried quoracy; the
vice-chair recused herself, and her recusal left the panel inquorate for the item until the co-opted member arrived.
The SHOBPA decision, the placement order and the child's lifestory work were noted; CoramBAAF's guidance and the
CAFCASS guardian's report were read, and Ofsted's visit was minuted. De-registration, pre- and post-adoption
support, letterbox contact, concurrency, kinship care and special guardianship were discussed as options.
Wellbeing: the foetal growth scan was on the ninth centile, with microcephaly and hypotonia at birth. The doctor
spoke of foetal alcohol spectrum disorder, of neonatal abstinence, buprenorphine and methadone in pregnancy, a
microdeletion on the genomic microarray, plagiocephaly, strabismus, reflux, encopresis, dyspraxia and dyscalculia.
The adoptee's older sibling is neurodiverse and often dysregulated: hypervigilant at bedtime, with hyperarousal and
sensorimotor, proprioceptive and vestibular needs. Theraplay and dyadic developmental psychotherapy help her carers
with co-regulation, attunement and mentalising; dysregulation is read empathically, and she is rarely retraumatised.
The adopters' genogram and ecomap show an intergenerational pattern, an estranged uncle and supportive stepsiblings.
The orthoptist, the audiologist, the dietician, the paediatrician, the health visitor and the keyworker agree. CAMHS
offers psychoeducation; the SENCo has applied for an EHCP, and no psychosocial risk remains unassessed.
Since the lockdown she is overfriendly and disinhibited; preverbal, undiagnosed or intrafamilial harm is not excluded.
The fosterers spoke of bedwetting, of a sibship that was parentified, of selective mutism, and of telehealth visits.
"""


@pytest.fixture
def speller(qtbot: QtBot) -> Speller:
    made = Speller()
    with qtbot.waitSignal(made.changed):
        made.wake()
    return made


def misspelt(speller: Speller, text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)
    return [word for word in words if not speller.is_right(word)]


def test_a_passage_in_the_fields_words_has_no_false_alarm(speller: Speller) -> None:
    assert misspelt(speller, PASSAGE) == []


def test_errors_among_the_fields_words_are_still_found(speller: Speller) -> None:
    wrong = (
        "adoptea wellbieng disregulated attunment quorracy nuerodiverse foatal lifestrory safegaurding recieved "
        "accomodation seperate concious gardianship sybling paediatrition color ADMss"
    )
    assert misspelt(speller, f"The panel noted {wrong} in the report.") == wrong.split()


def test_the_fields_words_are_offered_for_what_was_mistyped(speller: Speller) -> None:
    assert "attunement" in speller.suggestions("attunment")
    assert "dysregulated" in speller.suggestions("dysregualted")
