"""Two people may change the facts of a case at once. What each has changed is told by what the case said when they
began: all else stays as the other has left it."""

from collections.abc import Iterator, Mapping

from safeguarding.draft import ChildDraft, Draft

Answered = tuple[str | None, str | None]
"""An answer with its evidence; none of either where there is none."""
NOBODY = ChildDraft(number=0)


def changed_by_both(draft: Draft, now: Draft) -> Iterator[tuple[int, str]]:
    """Yields the number of the child and the step, wherever the draft was changed and the case too since it was begun,
    and they differ. ``now`` is a draft of the case as it is now."""
    ours, theirs = _by_number(draft.children), _by_number(now.children)
    for before in draft.begun:
        our, their = ours.get(before.number, NOBODY), theirs.get(before.number, NOBODY)
        for step in _steps(before, our, their):
            was, mine, other = (_answered(each, step) for each in (before, our, their))
            if was not in (mine, other) and mine != other:
                yield before.number, step


def brought_up_to(draft: Draft, now: Draft) -> Draft:
    """Returns the draft, of the same revision, with what was changed in it, on the case as it is ``now``. A child who
    was taken out of the case meanwhile is in it no more; one who was added meanwhile is not yet."""
    then, theirs = _by_number(draft.begun), _by_number(now.children)
    children = [
        _merged(then[child.number], child, theirs[child.number]) if child.number in then else child
        for child in draft.children
        if child.number not in then or child.number in theirs
    ]
    first, *others = children
    return draft.with_child(first).model_copy(
        update={
            "others": tuple(others),
            "death_is_news": first.death_is_news,
            "abuse_is_news": first.abuse_is_news,
        }
    )


def _merged(before: ChildDraft, ours: ChildDraft, theirs: ChildDraft) -> ChildDraft:
    """Returns the child as the case has it, with what was changed in the draft."""
    values, evidence = dict[str, str](), dict[str, str]()
    for step in _steps(theirs, ours):
        of_whom = theirs if _answered(ours, step) == _answered(before, step) else ours
        value, text = _answered(of_whom, step)
        values |= {step: value} if value is not None else {}
        evidence |= {step: text} if text is not None else {}
    return theirs.model_copy(update={"values": values, "evidence": evidence})


def _steps(*children: ChildDraft) -> Mapping[str, None]:
    return dict.fromkeys(step for child in children for step in (*child.values, *child.evidence))


def _answered(child: ChildDraft, step: str) -> Answered:
    return child.values.get(step), child.evidence.get(step)


def _by_number(children: tuple[ChildDraft, ...]) -> Mapping[int, ChildDraft]:
    return {child.number: child for child in children}
