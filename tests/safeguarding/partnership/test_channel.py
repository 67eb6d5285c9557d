"""Whoever fills in the partnership file may give the channel's link, as Teams gives it."""

import pytest

from safeguarding.partnership.channel import channel_id

ID = "19:0a1b_2c-3d@thread.tacv2"


@pytest.mark.parametrize(
    "given",
    [
        ID,
        f" {ID}\n",
        "https://teams.microsoft.com/l/channel/19%3A0a1b_2c-3d%40thread.tacv2/Review%20Group?groupId=7&tenantId=8",
        "https://teams.cloud.microsoft/l/channel/19%3a0a1b_2c-3d%40thread.tacv2/Review",
        f"https://teams.microsoft.com/l/channel/{ID}/Review%20Group",
    ],
)
def test_a_channel_is_named_by_its_id_or_by_its_link(given: str) -> None:
    assert channel_id(given) == ID


@pytest.mark.parametrize(
    "given",
    [
        "https://teams.microsoft.com/l/team/19%3A0a1b%40thread.tacv2/conversations?groupId=7",
        "https://teams.microsoft.com/l/chat/19%3A0a1b%40thread.v2/0",
        "https://teams.microsoft.com/l/message/19%3A0a1b%40thread.tacv2/1700000000000",
        "msteams:/l/channel",
    ],
)
def test_a_link_that_leads_to_no_channel_is_refused_with_where_the_right_one_is(given: str) -> None:
    with pytest.raises(ValueError, match="choose Get link to channel"):
        channel_id(given)
