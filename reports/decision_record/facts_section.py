"""The facts section has what was answered about each child and the incident, and what follows from it."""

from collections.abc import Iterator

from reports.context import ReportContext
from reports.word import Word
from safeguarding.case.case import PARTNERS_AGREE, Case
from safeguarding.case.events.child import ON_THE_FORM, Child
from safeguarding.case.state.incident_outcome import reasons_of
from safeguarding.case.state.statements import days_asked
from safeguarding.case.views.next_steps import prompts
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import answer_label, decision_label, detail_label, detail_title, question_title
from safeguarding.framework.prompts import HeldPrompt

NOT_KNOWN_YET = "Not known yet"
FROM_THE_FACTS = ("sin", "rapid_review", "route", PARTNERS_AGREE)


def facts(word: Word, case: Case, context: ReportContext) -> None:
    framework, stated = context.framework, case.facts
    word.heading("Facts and criteria")
    for child in stated.children:
        if stated.others:
            part = detail_label(framework, "part", child.part)
            word.paragraph(f"{child.name}. {framework.detail('part').title}: {part}.")
        answers = [
            (
                question_title(framework, name),
                answer_label(framework, name, value, case.outcome.rules_version),
                _evidence(child, context, name),
            )
            for name, value in child.answers.items()
        ]
        word.table(("Question", "Answer", "Evidence"), answers, (2, 2, 4))
        details = _details_of_child(case, child, context)
        # Of one child, the incident is told in the same table.
        word.table(("Detail", "Recorded"), [*details, *(() if stated.others else _details(case, context))], (1, 2))
    if stated.others:
        word.paragraph("The incident")
        word.table(("Detail", "Recorded"), _details(case, context), (1, 2))
    if len(stated.children) > ON_THE_FORM:
        word.paragraph(framework.principle("one_incident").text)


def _evidence(child: Child, context: ReportContext, name: str) -> str:
    if name in child.evidence:
        return child.evidence[name].shown
    return "Missing: no evidence recorded" if lacks_evidence(child, context.framework, name) else "None is asked for"


def lacks_evidence(child: Child, framework: Framework, name: str) -> bool:
    """Says whether the answer asks for evidence, and has none."""
    asked = [question for question in framework.questions if question.id == name]
    needed = [answer.evidence for question in asked for answer in question.answers if answer.id == child.answers[name]]
    return name not in child.evidence and any(needed)


def details_not_known(case: Case, context: ReportContext) -> Iterator[str]:
    """Yields each detail of a child or of the incident that is still open, as it stands in the tables."""
    for child in case.facts.children:
        whose = f"{child.name}, " if case.facts.others else ""
        yield from (
            f"{whose}{title}" for title, said in _details_of_child(case, child, context) if said == NOT_KNOWN_YET
        )
    yield from (title for title, said in _details(case, context) if said == NOT_KNOWN_YET)


def _details_of_child(case: Case, child: Child, context: ReportContext) -> Iterator[tuple[str, str]]:
    framework = context.framework
    for name, day in days_asked(case, child):
        yield framework.detail(name).title, spoken(day) if day else NOT_KNOWN_YET
    for name, answer in case.facts.homes_as_stated(child).items():
        yield detail_title(framework, name), detail_label(framework, name, answer)
    number = child.record_number
    yield framework.detail("record_number").title, number.shown if number else NOT_KNOWN_YET


def _details(case: Case, context: ReportContext) -> Iterator[tuple[str, str]]:
    framework, facts = context.framework, case.facts
    for name, answer in facts.place_as_stated.items():
        yield detail_title(framework, name), detail_label(framework, name, answer)
    yield framework.detail("agency").title, facts.agency.shown if facts.agency else NOT_KNOWN_YET


def follows(word: Word, case: Case, context: ReportContext) -> None:
    framework = context.framework
    word.heading("What follows from the facts")
    used = case.outcome.rules_version
    if used != framework.version:
        word.paragraph(
            f"Reached under rules version {used}. Today's rules decide nothing anew, so no reasons are given."
        )
    reasons = reasons_of(case.facts, context.engine) if used == framework.version else ()
    rows = []
    for each in framework.decisions:
        if each.id in FROM_THE_FACTS and each.id in case.outcome.values:
            why = [reason for reason in reasons if reason.found.decision == each.id]
            texts = "\n".join(f"{reason.named}{reason.found.text}" for reason in why)
            sources = "\n".join(dict.fromkeys(framework.describe_source(reason.found.source) for reason in why))
            label = decision_label(framework, each.id, case.outcome.values[each.id])
            rows.append((each.title, label, texts, sources))
    word.table(("Decision", "Value", "Why", "Source"), rows, (2, 1.6, 3.4, 2.4))


def processes(word: Word, case: Case, context: ReportContext) -> None:
    held = prompts(case, context.framework)
    if not held:
        return
    word.heading("Also: other processes that the facts may call for")
    rows = [
        (
            f"{each.named}{each.found.prompt.title}",
            each.found.prompt.who,
            _prompt_in_words(each.found),
            context.framework.describe_source(each.found.prompt.source),
        )
        for each in held
    ]
    word.paragraph("No clock runs for these here, and nobody records them in the bot.", small=True)
    word.table(("Process", "Who", "What", "Source"), rows, (1.5, 1.5, 3.8, 2.6))


def _prompt_in_words(held: HeldPrompt) -> str:
    settled = [f"- {check.text} (so on what is recorded)" for check in held.settled]
    return "\n".join((held.prompt.text, *settled, *(f"- {check.text}" for check in held.to_check)))
