"""Prompts point to other processes that the same facts may call for. They are no duty of this one: no clock runs for
them, and nobody records them here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import Field

from safeguarding.framework.entries import NOT_KNOWN, NamedEntry, RulesEntry

Conditions = Mapping[str, tuple[str, ...]]


class Check(RulesEntry):
    """A check is one thing to look at before a prompt is followed. Where ``when`` holds, the record has settled it."""

    text: str
    when: dict[str, tuple[str, ...]] = {}


class Prompt(NamedEntry):
    """A prompt holds when every question or decision in ``when`` has one of the accepted values; an answer that is
    missing is not known, and counts where that is accepted. It is followed where any of its ``checks`` holds."""

    title: str
    when: dict[str, tuple[str, ...]] = Field(min_length=1)
    who: str
    text: str
    checks: tuple[Check, ...] = Field(default=(), alias="check")


@dataclass(frozen=True)
class HeldPrompt:
    """A held prompt applies to one set of facts. ``settled`` are those of its checks that the record says hold, and
    ``to_check`` the others."""

    prompt: Prompt
    settled: tuple[Check, ...]
    to_check: tuple[Check, ...]


def held_prompts(
    prompts: Iterable[Prompt], answers: Mapping[str, str], values: Mapping[str, str]
) -> Iterator[HeldPrompt]:
    """Yields the prompts that apply to these answers and to the decisions that they lead to."""
    known = {**values, **answers}
    for prompt in prompts:
        if _holds(prompt.when, known):
            settled = tuple(check for check in prompt.checks if check.when and _holds(check.when, known))
            yield HeldPrompt(prompt, settled, tuple(check for check in prompt.checks if check not in settled))


def _holds(conditions: Conditions, known: Mapping[str, str]) -> bool:
    return all(known.get(name, NOT_KNOWN) in accepted for name, accepted in conditions.items())
