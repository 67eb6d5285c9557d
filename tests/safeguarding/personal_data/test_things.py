"""What bears a person's name need be no person: the words around tell an institution, a place, a firm or a thing."""

from safeguarding.personal_data.check import findings
from tests.support.each import for_each


def found(text: str) -> list[str]:
    return [finding.text for finding in findings(text)]


THINGS = """
Seen at the Samuel Coleridge Taylor Centre.
Told by Woddlam Zbiggle Housing Association.
Wilson health centre and Woddlam surgery wrote.
The George Newton Trust paid; Amara Solicitors wrote.
Transferred to the Evelina by helicopter.
He went missing from Croydon Mela.
They moved from Woddlebury to Florence.
The car came down Beulah Hill.
Shopping in Marks & Spencer.
An app called Woddlam was found; a club called Freedom was closed.
Told by Woddlam8 at noon.
Victim Support's Woddlam was busy.
Evicted by Woddlam in the spring.
She attends Thomas More in Purley.
Woddlin was swapped for Zbiggle XL; Woddlin was given twice.
Fed with Woddlam; nappies from Aldi's Woddlam.
On the 198 to Woddlam.
Meetings in Croydon and Chelsea.
""".strip().splitlines()

PEOPLE = """
Told by Amara Okafor of Croydon Council.|Amara Okafor
Amara Okafor School Nurse rang.|Amara Okafor
AMARA OKAFOR WAS AT CROYDON HOSPITAL|OKAFOR
Mum & Amara were there.|Amara
Texts from Amara to Zofia were read.|Amara
The Amara who came was drunk.|Amara
Amara's Xbox was sold.|Amara
Mum and Grace were away.|Grace
Paramedics attended Amara Okafor at home.|Amara Okafor
Pictures were sent to Woddlam.|Woddlam
Gemma Hill saw it.|Gemma Hill
""".strip().splitlines()


@for_each("text", THINGS)
def test_what_is_an_institution_a_place_or_a_thing_names_nobody(text: str) -> None:
    assert found(text) == []


@for_each("line", PEOPLE)
def test_a_person_beside_an_institution_or_a_thing_is_still_named(line: str) -> None:
    text, name = line.split("|")
    assert name in " ".join(found(text))
