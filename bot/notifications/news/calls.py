"""The channel's messages call by a mention whoever has a step: holders of seats, the chair and the Business Team. The
Review Group is not called as a whole, nor whoever opened a case."""

from collections.abc import Iterable, Iterator

from microsoft_teams.cards import AdaptiveCard

from bot.cases.rules_in_force import RulesInForce
from cards.news import Mentioned, mentioning
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.views.recipients import office_holders
from safeguarding.framework.entries import Office
from safeguarding.people import Person, office_label

NOT_CALLED: frozenset[Office] = frozenset({"opener", "review_group"})
Step = tuple[Case, Iterable[Office]]


def calling(shown: CardMessage, steps: Iterable[Step], rules: RulesInForce) -> CardMessage:
    """Returns the message with mentions of whoever has these steps; they stay away where Teams refuses them."""
    people: dict[Person, Mentioned] = {}
    for case, offices in steps:
        for person, title in _holders(case, offices, rules):
            people.setdefault(person, Mentioned(person.id, title))
    if not people or not isinstance(shown.card, AdaptiveCard):
        return shown
    return CardMessage(mentioning(shown.card, list(people.values())), shown.summary, plain=shown.card)


def _holders(case: Case, offices: Iterable[Office], rules: RulesInForce) -> Iterator[tuple[Person, str]]:
    for office in offices:
        if office in NOT_CALLED:
            continue
        for person in office_holders(case, (office,), rules.partnership):
            is_named = office != "chair" and rules.partnership.names(person)
            yield person, rules.office(person) if is_named else office_label(office)
