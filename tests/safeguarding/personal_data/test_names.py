"""Names are told from words by what the words around them are."""

import pytest

from safeguarding.personal_data.names import names


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in names(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Found by his mother Amara Okafor.", "Amara Okafor"),
        ("Told by \u0141ukasz Wr\u00f3bel.", "\u0141ukasz Wr\u00f3bel"),
        ("Seen by \u015eevval \u00d6zt\u00fcrk.", "\u015eevval \u00d6zt\u00fcrk"),
        ("Nguy\u1ec5n V\u0103n An was there.", "Nguy\u1ec5n V\u0103n An"),
        ("Statement of SMITH Jake.", "SMITH Jake"),
        ("Statement of J. Smith.", "J. Smith"),
        ("Statement of J.R. de Souza.", "J.R. de Souza"),
        ("JAYDEN SMITH WAS WITH HIM", "JAYDEN SMITH"),
        ("jayden smith was with him", "jayden smith"),
        ("Statement of Wr\u00f3bel, \u0141ukasz.", "Wr\u00f3bel, \u0141ukasz"),
        ("The friend, Tyler McDonald, left.", "Tyler McDonald"),
        ("Jayden O'Neill-Smith was seen.", "Jayden O'Neill-Smith"),
        ("The file names Isla-Rose Campbell.", "Isla-Rose Campbell"),
        ("Mohammed bin Salman al Harbi came.", "Mohammed bin Salman al Harbi"),
        ("Told by Ingrid van der Berg.", "Ingrid van der Berg"),
        ("Her teacher, Grace Turner, said so.", "Grace Turner"),
        ("Brought by Hu Fang.", "Hu Fang"),
        ("Seen by Mark Wood.", "Mark Wood"),
        ("Texts from Grant Park were deleted.", "Grant Park"),
        ("The mother's partner, T. Ching Ho, was there.", "T. Ching Ho"),
        ("Gemma Hill saw it.", "Gemma Hill"),
        ("Amara's bag was found.", "Amara"),
        ("Told by Amara  Okafor.", "Amara  Okafor"),
        ("Told that Oluwakemi had left.", "Oluwakemi"),
        ("Siphesihle was alone.", "Siphesihle"),
        ("Told by Grace, who was there.", "Grace"),
        ("Told that Grace had left.", "Grace"),
        ("Told by Mercy.", "Mercy"),
        ("Seen with Blessing at home.", "Blessing"),
        ("Told that Patience had left.", "Patience"),
        ("Told by M. Sultana on the ward.", "M. Sultana"),
        ("Statement of Smith, J.", "Smith, J"),
        ("Statement of Khan, Ziaur.", "Khan, Ziaur"),
        ("Told by Maria d'Souza.", "Maria d'Souza"),
        ("Told by Maria D\u2019Souza.", "Maria D\u2019Souza"),
        ("Ng\u0169g\u0129 wa Thiong'o came.", "Ng\u0169g\u0129 wa Thiong'o"),
        ("She wrote 'Jake Smith' on it.", "Jake Smith"),
        ("AHMED PATHAN WAS SEEN", "AHMED"),
        ("MUM AND JAKE WERE THERE", "JAKE"),
        ("mum said jake was there", "jake"),
        ("Seen with Chelsea near the park.", "Chelsea"),
        ("Chelsea said so.", "Chelsea"),
        ("Told that Mil\u00e1n had left.", "Mil\u00e1n"),
        ("Harvey's bag was found.", "Harvey"),
        ("Told by Anastasie Millet's friend.", "Anastasie Millet"),
        ("Told by Lei at noon.", "Lei"),
        ("Dr Patel confirmed it.", "Dr Patel"),
        ("Mr. Brown left.", "Mr. Brown"),
        ("Mrs Cook raised it.", "Mrs Cook"),
        ("Aunt Beatrice lives near.", "Aunt Beatrice"),
        ("A boy called Tariq was there.", "Tariq"),
        ("She is known as Chardy at school.", "Chardy"),
        ("A girl called Grace was there.", "Grace"),
        (
            "\u041c\u0430\u0440\u0438\u044f \u041f\u0435\u0442\u0440\u043e\u0432\u0430 called.",
            "\u041c\u0430\u0440\u0438\u044f \u041f\u0435\u0442\u0440\u043e\u0432\u0430",
        ),
    ],
)
def test_a_name_is_found_whole(text: str, name: str) -> None:
    assert found(text) == [name]


WRITTEN_OTHERWISE = """
JAYDEN O'NEILL WAS SEEN|O'NEILL
MCDONALD Tyler came|MCDONALD
VAN DER BERG Ingrid left|Ingrid
seen by Okafor, A.|Okafor
A.B. Okafor rang|Okafor
A B Okafor rang|Okafor
Mrs. O. Adeleke attended|Adeleke
Told by Ms D\u2019Angelo.|Angelo
Siobh\u00e1n N\u00ed Dhomhnaill wrote|Siobh\u00e1n
Se\u00e1n \u00d3 Briain left|Se\u00e1n
Fatima-Zahra El Amrani left|Fatima-Zahra
El-Sayed Mostafa came|Mostafa
Abd al-Rahman ibn Khalid came|Rahman
Le Thi Hong Nhung phoned|Nhung
CHEN Wei-Ling signed|CHEN
Kim Min-jun was seen|Kim
Jos\u00e9 Mar\u00eda Garc\u00eda-L\u00f3pez was there|Garc\u00eda
Ana de la Cruz was there|Ana
Jo\u00e3o da Silva e Souza came|Jo\u00e3o
\u0110or\u0111e Petrovi\u0107 told us|\u0110or\u0111e
\u00de\u00f3ra J\u00f3nsd\u00f3ttir rang|\u00de\u00f3ra
\u00c7a\u011fla \u015eahin attended|\u015eahin
O\u011fuzhan's mother|O\u011fuzhan
Chukwuemeka Odumegwu-Ojukwu came|Odumegwu
Nana Yaa Asantewaa spoke|Asantewaa
Kwabena said so|Kwabena
ask zainab hussain|zainab
ZAINAB left|ZAINAB
mum (Zainab) was out|Zainab
mum/Zainab|Zainab
Zainab&Hamza|Zainab
Name:Zainab Hussain|Zainab
name: zainab hussain|zainab
Zainab_Hussain|Zainab
Zainab.Hussain|Zainab
1. Zainab Hussain 2. Hamza|Zainab
(Hussain, Zainab)|Zainab
[Zainab H]|Zainab
Z Hussain rang|Hussain
Little Jake cried|Jake
Baby Oliver Smith|Oliver
Mr and Mrs Smith came|Smith
Mr & Mrs Patel|Patel
Sir Keir Smith|Smith
Fr Patrick Kelly|Patrick
Rabbi David Cohen|David
Rev. Smith prayed|Smith
Cllr Jane Okoro|Jane
PC 1234 Harding|Harding
DS Harding led|Harding
JJ Thompson fell|Thompson
D'Andre fell|Andre
Nevaeh-Rose fell|Nevaeh
Princess Okoro|Okoro
Blessing Igwe|Blessing
Mohammed|Mohammed
""".strip().splitlines()


def test_names_are_found_in_every_way_that_they_are_written() -> None:
    missed = [line for line in WRITTEN_OTHERWISE if line.split("|")[1] not in " ".join(found(line.split("|")[0]))]
    assert missed == []


@pytest.mark.parametrize(
    "text",
    [
        "Mixed White and Black Caribbean",
        "Turner Syndrome; Down Syndrome; Cerebral Palsy",
        "Sarah's Law and the George Eliot Hospital",
        "Harris Academy and St Mary's School",
        "Edith Woddlesbury House",
        "Operation Encompass, Op Makesafe",
        "Kingston upon Thames and Burton upon Trent",
        "The MASH and the MARAC were told. The CAMHS team too.",
        "Will ask. May need counsel. Grace Period.",
        "Vitamin D, Hepatitis B and Section A",
        "A Riddle and a Woddlesbury Clinic; seen at Woddlesbury, in Woddlesbury, near Woddlesbury.",
        "The Woddlesbury school and its DSPs, by OneDrive",
        "The Grace of the house, his Grace; Grace was said; of Grace",
        "he said she said and they left for home",
        "A girl called for help; the team is known as Early Help.",
        "Croydon, London, Jordan and Chelsea",
        "Kent was told; Sutton accepted the transfer; in Chelsea, from Chelsea.",
        "Child J, Adult B and Baby P; Sibling C; if Infant A cried.",
        "Seen by Ward 4, with Foster carers, by a Case worker.",
        "Edwards' syndrome, Wilson's disease, Fraser guidelines",
        "At McDonald's, then Sainsbury's and King's College",
        "Guillain-Barr\u00e9 Syndrome; Anglo-Saxon",
        "St. Blaise Building; University of Bristol, UK; New Year's Eve",
        "UK General Data Protection Regulations",
        "",
    ],
)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_name_behind_a_postcode_is_found() -> None:
    assert found("Seen at CR0 1EA. Tariq Hussain was there.") == ["Tariq Hussain"]


def test_two_people_are_two_names() -> None:
    assert found("Told by Amara Okafor. Tariq Hussain was there, and Li Wei.") == [
        "Amara Okafor",
        "Tariq Hussain",
        "Li Wei",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A." * 9_000,
        "A. " * 9_000,
        "New " * 3_000,
        "amara " * 3_000,
        "A-" * 9_000,
        "A'a" * 9_000,
        "Van de " * 5_000,
        "1A. A " * 5_000,
    ],
)
def test_a_text_that_is_made_to_take_long_is_read_quickly(text: str) -> None:
    assert found(text) is not None
