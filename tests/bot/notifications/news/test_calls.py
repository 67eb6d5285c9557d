"""The channel calls whoever has a step by the office's title, not who opened a case, nor the Review Group."""

from bot.cases.rules_in_force import RulesInForce
from bot.notifications.news.calls import calling
from cards.elements import as_json, closed_card
from dialogs.messages import CardMessage
from tests.support.case_stages import ENGINE, chaired
from tests.support.people.everybody import OPENED_AT
from tests.support.people.offices import OFFICES, in_conflict, person
from tests.support.plain_case import opened, submitted

RULES = RulesInForce(ENGINE, lambda: OPENED_AT, lambda: OFFICES)
SHOWN = CardMessage(closed_card("due today"), "summary")


def called(shown: CardMessage) -> dict[str, str]:
    entities = as_json(shown.card).get("msteams", {}).get("entities", [])
    return {each["mentioned"]["id"]: each["mentioned"]["name"] for each in entities}


def test_holders_are_called_by_their_title_and_the_chair_by_the_office() -> None:
    told = calling(SHOWN, [(chaired(submitted()), ["icb", "business_team", "chair"])], RULES)
    names = {person("icb"): "The icb", person("business_team"): "The business_team"}
    assert called(told) == {
        **{who.id: title for who, title in names.items()},
        person("chair").id: "the Rapid Review's chair",
    }
    assert told.plain is SHOWN.card and told.summary == "summary"


def test_neither_the_opener_nor_the_review_group_nor_who_is_in_conflict_is_called() -> None:
    assert calling(SHOWN, [(opened(), ["opener", "review_group"])], RULES) is SHOWN
    assert person("police").id not in called(calling(SHOWN, [(in_conflict(opened(), "police"), ["police"])], RULES))
