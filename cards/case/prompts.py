"""The prompts of a case stand under "Also": other processes that the same facts may call for."""

from collections.abc import Iterator

from microsoft_teams.cards import CardElement

from cards.context import CardContext
from cards.elements import bullets, buttons, folded, paragraph, small, subheading
from safeguarding.case.case import Case
from safeguarding.case.views.next_steps import prompts
from safeguarding.framework.prompts import Check, HeldPrompt

ALSO = "Also"
NO_DUTY_HERE = "No clock runs for these here, and nobody records them in this bot."


def prompts_section(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields each prompt with who follows it; what is to be checked first unfolds below it."""
    held = prompts(case, context.framework)
    if not held:
        return
    yield subheading(ALSO)
    for each in held:
        prompt = each.found.prompt
        yield paragraph(f"**{each.named}{prompt.title}.** {prompt.who}: {prompt.text}")
        yield from _checks(each.found, "".join(f"_{child.number}" for child in each.children))
    sources = [place for each in held for place in each.found.prompt.source]
    yield small(f"{NO_DUTY_HERE} Source: {context.framework.describe_source(tuple(sources))}.")


def _checks(held: HeldPrompt, children: str) -> Iterator[CardElement]:
    if held.settled:
        yield paragraph("On what is recorded this holds:")
        yield _listed(held.settled)
    if held.to_check:
        name = f"prompt_{held.prompt.id}{children}"
        unfold, listed = folded(
            name, "Show what else to check" if held.settled else "Show what to check", [_listed(held.to_check)]
        )
        yield buttons([unfold])
        yield listed


def _listed(checks: tuple[Check, ...]) -> CardElement:
    return bullets(check.text for check in checks)
