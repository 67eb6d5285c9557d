"""The people at the windows are the same as in the local partnership file."""

import pytest

from bot.config.partnership_file import load
from local.people import EVERYONE, PRACTITIONER_WINDOW, REVIEW_CHANNEL, WINDOWS, Window, configuration
from safeguarding.people import Person
from tests.journeys.conftest import ROOT

PARTNERSHIP = load(ROOT / "local" / "partnership.toml")


def test_everybody_at_a_window_stands_in_the_partnership_file() -> None:
    for window in WINDOWS:
        assert PARTNERSHIP.names(Person(tenant=window.tenant, id=window.person.directory_id)), window.name


def test_the_review_channel_is_the_partnerships() -> None:
    assert PARTNERSHIP.review_channel.conversation == REVIEW_CHANNEL
    assert [id for id, _ in PRACTITIONER_WINDOW.team.channels] == [REVIEW_CHANNEL]


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.name)
def test_the_client_gets_five_others_beside_the_one_at_the_window(window: Window) -> None:
    made = configuration(window)
    assert made["tenantId"] == window.tenant and isinstance(made["users"], list)
    assert len(made["users"]) == len(EVERYONE) - 1 == 5 and made["currentUser"] not in made["users"]


def test_no_window_shares_its_port_chat_or_team_with_another() -> None:
    for own in ("port", "chat", "name", "person"):
        assert len({getattr(window, own) for window in WINDOWS}) == len(WINDOWS)
    assert len({window.team.id for window in WINDOWS}) == len(WINDOWS)
