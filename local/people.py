"""People sit at the windows, and all their ids stand here; ``partnership.toml`` beside this file uses the same."""

import os
from dataclasses import dataclass

COUNCIL = "7e000000-0000-4000-8000-000000000001"
ICB = "7e000000-0000-4000-8000-000000000002"
POLICE = "7e000000-0000-4000-8000-000000000003"

BOT_ID = "28:cscp-review-bot"
BOT_NAME = "CSCP Review Bot"


@dataclass(frozen=True)
class LocalPerson:
    """The bot knows a person by ``directory_id`` together with the tenant."""

    key: str
    directory_id: str
    given: str
    family: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def teams_id(self) -> str:
        return f"29:{self.key}"


PRACTITIONER = LocalPerson("practitioner", "aa000000-0000-4000-8000-000000000001", "Priya", "Shah")
LOCAL_AUTHORITY_DSP = LocalPerson("local-authority-dsp", "aa000000-0000-4000-8000-000000000002", "Gareth", "Owen")
ICB_DSP = LocalPerson("icb-dsp", "aa000000-0000-4000-8000-000000000003", "Amara", "Okafor")
POLICE_DSP = LocalPerson("police-dsp", "aa000000-0000-4000-8000-000000000004", "Tom", "Reid")
# The client wants five people beside the one at the window.
SOCIAL_WORKER = LocalPerson("social-worker", "aa000000-0000-4000-8000-000000000005", "Lena", "Novak")
TEACHER = LocalPerson("teacher", "aa000000-0000-4000-8000-000000000006", "Sam", "Ellis")

EVERYONE = (PRACTITIONER, LOCAL_AUTHORITY_DSP, ICB_DSP, POLICE_DSP, SOCIAL_WORKER, TEACHER)


@dataclass(frozen=True)
class Team:
    """A team's ``id`` is also the id of its channel General."""

    id: str
    name: str
    directory_id: str
    channels: tuple[tuple[str, str], ...] = ()


REVIEW_CHANNEL = "19:cscp-review-group@thread.tacv2"
CSCP_TEAM = Team(
    "19:cscp-team@thread.tacv2",
    "Croydon Safeguarding Children Partnership",
    "7ea00000-0000-4000-8000-000000000001",
    ((REVIEW_CHANNEL, "Review Group"),),
)


@dataclass(frozen=True)
class Window:
    """A window is one person's Teams: its page, its connector address, and conversations that no other window has."""

    name: str
    title: str
    port: int
    tenant: str
    person: LocalPerson
    team: Team

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def service_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/_connector"

    @property
    def folder(self) -> str:
        """Names the folder of the client's configuration and log: two runs on one machine share none."""
        return f"{self.name}-{self.port}"

    @property
    def chat(self) -> str:
        """Returns the id of the personal chat."""
        return f"a:{self.name}"

    @property
    def others(self) -> tuple[LocalPerson, ...]:
        return tuple(person for person in EVERYONE if person != self.person)


def _team_of(name: str, number: int) -> Team:
    return Team(f"19:{name}-team@thread.tacv2", "Not used", f"7ea00000-0000-4000-8000-00000000000{number}")


FIRST_PORT = int(os.environ.get("LOCAL_PORTS", "56150"))
"""The windows listen on four ports from this one on. Tests give each of their runs its own."""

PRACTITIONER_WINDOW = Window(
    "practitioner", "Practitioner and Business Team", FIRST_PORT, COUNCIL, PRACTITIONER, CSCP_TEAM
)
LOCAL_AUTHORITY_WINDOW = Window(
    "local-authority",
    "Local authority's DSP and DCS",
    FIRST_PORT + 1,
    COUNCIL,
    LOCAL_AUTHORITY_DSP,
    _team_of("local-authority", 2),
)
ICB_WINDOW = Window("icb", "ICB's DSP", FIRST_PORT + 2, ICB, ICB_DSP, _team_of("icb", 3))
POLICE_WINDOW = Window("police", "Police's DSP", FIRST_PORT + 3, POLICE, POLICE_DSP, _team_of("police", 4))

WINDOWS = (PRACTITIONER_WINDOW, LOCAL_AUTHORITY_WINDOW, ICB_WINDOW, POLICE_WINDOW)


def configuration(window: Window) -> dict[str, object]:
    """Returns what the client reads from ``.m365agentsplayground.yml``: five others, one channel at most beside
    General."""
    team = window.team
    return {
        "version": "0.1.1",
        "tenantId": window.tenant,
        "bot": {"id": BOT_ID, "name": BOT_NAME},
        "currentUser": _entry(window.person),
        "users": [_entry(person) for person in window.others],
        "personalChat": {"id": window.chat},
        "groupChat": {"id": f"19:{window.name}-group@thread.v2", "name": "Group chat"},
        "team": {
            "id": team.id,
            "name": team.name,
            "aadGroupId": team.directory_id,
            "channels": [{"id": id, "name": name} for id, name in team.channels],
        },
    }


def _entry(person: LocalPerson) -> dict[str, str]:
    address = f"{person.given}.{person.family}@example.org".lower()
    return {
        "id": person.teams_id,
        "name": person.name,
        "userPrincipleName": address,
        "aadObjectId": person.directory_id,
        "givenName": person.given,
        "surname": person.family,
        "email": address,
    }
