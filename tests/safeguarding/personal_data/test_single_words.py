"""A word that stands alone is a name where somebody is spoken of, be it English, unknown or a family's."""

from safeguarding.personal_data.check import findings
from tests.support.each import for_each


def found(text: str) -> list[str]:
    return [finding.text for finding in findings(text)]


FIRST_NAMES_THAT_ARE_WORDS = """
His sister Favour was in the room.|Favour
We spoke to Comfort's mother.|Comfort
Wisdom disclosed abuse at school.|Wisdom
Wisdom was not born here.|Wisdom
Fortune has bruises on both arms.|Fortune
Mercy collected him late.|Mercy
Favour would not speak.|Favour
When Mercy arrived, it was dark.|Mercy
Is Wisdom safe at home?|Wisdom
Grace and his sister sleep there.|Grace
Lucky, her son, has no place.|Lucky
Promise E. is the older one.|Promise E
Her brother Endurance was there.|Endurance
A boy called Praise was there.|Praise
Cousin Grace collects him.|Grace
The grandmother is Innocent Anyanwu.|Innocent Anyanwu
""".strip().splitlines()

NAMES_IN_NO_LIST = """
The baby, Woddlam, was found at 6 a.m.|Woddlam
The stepfather (Woddlam Zbiggle) left.|Woddlam Zbiggle
Woddlam (uncle) rang.|Woddlam
Woddlam is afraid of him.|Woddlam
According to Woddlam, nobody was home.|Woddlam
Bruises were seen on Woddlam.|Woddlam
A neighbour heard Woddlam scream.|Woddlam
Siblings Woddlam and Zbiggle live here.|Woddlam
""".strip().splitlines()

FAMILY_NAMES = """
The Woddlamski family moved in.|Woddlamski
Both Woddlamski children were weighed.|Woddlamski
Woddlamski household has no heating.|Woddlamski
The Woddlamskis have moved out.|Woddlamskis
Statement from the Woddlamskis is missing.|Woddlamskis
The Tan family are known.|Tan
The Khan family moved.|Khan
Khan said so at the meeting.|Khan
The Smith children were seen.|Smith
Interview of Lynch at the station.|Lynch
""".strip().splitlines()


@for_each("line", [*FIRST_NAMES_THAT_ARE_WORDS, *NAMES_IN_NO_LIST, *FAMILY_NAMES])
def test_a_word_alone_is_a_name_where_somebody_is_spoken_of(line: str) -> None:
    text, name = line.split("|")
    assert name in found(text)


NOBODY = """
Hope was lost. Faith is important to them. Justice was done. Grace was said.
The Foster family, the Young family and the Black children were there.
Legal said so. Housing said so. Probation refused. Ward said so.
The mother, Ofsted, and the school were told. The landlord (Woddlam) refused.
The Kurds have lived here for years; support for the Tamils was found.
His mother is Irish and his father Ghanaian.
The Ward Sister said so. Partner Agencies were told. Twins Trust gave advice.
A Woddlamski family moved in.
""".strip().splitlines()


@for_each("text", NOBODY)
def test_a_word_alone_is_no_name_where_nobody_is_spoken_of(text: str) -> None:
    assert [piece for piece in found(text) if piece != "Woddlam"] == []
