"""The decision record of one case is a Word document: what was known, indicated, determined and decided, by which
office and when. What is missing is said in words, and what was redacted shows as redacted."""

from collections.abc import Iterator, Sequence

from reports.context import Picture, ReportContext
from reports.decision_record.decision_section import case_of_concern, decision, lcspr, outcome_at_a_glance
from reports.decision_record.links_section import linked_cases
from reports.decision_record.review_section import NO_REVIEW, determination, has_review, preparation, review
from reports.decision_record.signatures_section import sign_offs
from reports.word import Word, sentence
from safeguarding.case.case import PARTNERS_AGREE, Case
from safeguarding.case.corrections import recorded
from safeguarding.case.events.authority_events import Transferred
from safeguarding.case.events.case_events import CriteriaDecided
from safeguarding.case.events.child import ON_THE_FORM, Child
from safeguarding.case.signatories import is_decided
from safeguarding.case.stage import IN_REVIEW, Stage
from safeguarding.case.state.incident_outcome import reasons_of
from safeguarding.case.state.leads import is_notified, leads, submitter
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.state.review_record import missing_parts
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.statements import days_asked
from safeguarding.case.state.vacancies import vacant_in_words
from safeguarding.case.views.clock_history import clock_history
from safeguarding.case.views.criteria import settled_in_words
from safeguarding.case.views.history import OPENING_ERRORS, history, moment
from safeguarding.case.views.next_steps import prompts
from safeguarding.case.views.review_history import NOT_UNANIMOUS, gaps_in_words, partnership_lines
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.framework.labels import answer_label, decision_label, detail_label, detail_title, question_title
from safeguarding.framework.prompts import HeldPrompt

AUTHOR = "CSCP review bot"
NOT_KNOWN_YET = "Not known yet"
AT_A_GLANCE = ("sin", "rapid_review", "route")


def decision_record(
    case: Case, context: ReportContext, pictures: Sequence[Picture] = (), *, with_review: bool = True
) -> bytes:
    """Returns a docx file. ``with_review``: whether the reader may read the record of the Rapid Review; else it is left
    out, and said so. The same case at the same moment gives the same bytes."""
    word = Word(f"Decision record {case.ref}", AUTHOR, f"{case.ref} \u00b7 decision record", context.at)
    _front(word, case, context)
    _missing(word, case, context, with_review=with_review)
    _facts(word, case, context)
    _rules(word, case, context)
    _also(word, case, context)
    linked_cases(word, case, context)
    _clocks(word, case, context)
    if has_review(case):
        preparation(word, case, context)
        review(word, case, context, with_review=with_review)
        determination(word, case, context, with_review=with_review)
        decision(word, case, context, with_review=with_review)
    else:
        word.heading("Rapid Review, determination and decision")
        word.paragraph(NO_REVIEW)
    sign_offs(word, case, context)
    lcspr(word, case)
    case_of_concern(word, case, context)
    _events(word, case, context)
    if pictures:
        word.page_break()
        word.heading("Pictures")
    for picture in pictures:
        word.picture(picture)
    return word.as_bytes()


def _front(word: Word, case: Case, context: ReportContext) -> None:
    approval = context.framework.approval
    word.paragraph(f"{approval.partnership}. Made on {moment(context.at)} from {len(case.events)} recorded events.")
    if restriction := case.access.restriction:
        word.notice(
            f"RESTRICTED CASE. Only the {len(restriction.visible_to)} people named for it may see it, and so this "
            f"document. The restriction is to be reviewed on {spoken(restriction.review_on)}."
        )
    if case.decision and case.decision.escalation:
        word.notice(f"The decision was made {NOT_UNANIMOUS}. See the section Decision.")
    if case.stage is Stage.OPENED_IN_ERROR and (error := case.proposals.opened_in_error):
        word.notice(f"This case was opened in error: {OPENING_ERRORS[error.kind]}. Reason: {error.reason.shown}")
    for transferred in case.of(Transferred):
        word.notice(
            f"{transferred.authority} accepted this case on {spoken(transferred.accepted_on)}. Accepted by: "
            f"{transferred.accepted_by.shown}. Written confirmation: {transferred.confirmation.shown}"
        )
    if case.of(CriteriaDecided):
        word.notice(f"The notification criteria were decided {NOT_UNANIMOUS}.")
    if case.merged_into:
        word.notice(f"This case was merged into {case.merged_into}, which goes on.")
    if approval.status == "draft":
        word.notice(f"{approval.notice}: rules version {approval.version} is a draft.")
    word.table(("What", "Recorded"), _at_a_glance(case, context), (1, 2))
    word.paragraph(
        "The bot advises and keeps the record; named people decide. Offices are named as they are held now.", small=True
    )


def _at_a_glance(case: Case, context: ReportContext) -> Iterator[tuple[str, str]]:
    framework, values = context.framework, case.outcome.values
    yield "Reference", case.ref
    yield "Stage", case.stage.label
    yield "Opened", f"{moment(case.opened.at)}, by {context.office(case.opener)}"
    for each in framework.decisions:
        if each.id in AT_A_GLANCE:
            yield each.title, decision_label(framework, each.id, values[each.id])
    for settled in settled_in_words(case):
        yield "Notification criteria", settled
    submitted = case.sin_submitted
    if is_notified(case):
        yield "Authority that notifies", "\n".join(_leads(case, context))
    yield f"SIN submitted by {submitter(case, framework)}", spoken(submitted) if submitted else "Not recorded"
    if case.notification.update:
        updated = case.notification.updated
        yield "Notification updated with what came later", spoken(updated) if updated else "Missing: not recorded"
    if told := list(partnership_lines(case)):
        yield "Other partnerships", "\n".join(told)
    yield from outcome_at_a_glance(case)
    used = case.outcome.rules_version
    now = "" if used == framework.version else f" (today's rules are version {framework.version})"
    yield "Rules", f"Version {used}{now}. {framework.approval.notice}."
    yield "Source of the rules", framework.approval.source_document


def _leads(case: Case, context: ReportContext) -> Iterator[str]:
    framework = context.framework
    for found in leads(case, framework):
        said = found.lead.authority or f"not known yet. {framework.principle('lead_not_known').text}"
        rules = " ".join(f"{rule.text} ({framework.describe_source(rule.source)})" for rule in found.lead.rules)
        yield f"{found.whose}{said}. {rules}".replace("..", ".")


def _missing(word: Word, case: Case, context: ReportContext, *, with_review: bool) -> None:
    word.heading("What is missing")
    lacking = list(_lacking(case, context, with_review=with_review))
    if lacking:
        word.bullets(lacking)
    else:
        word.paragraph("Nothing that the case asks for at its stage.")


def _lacking(case: Case, context: ReportContext, *, with_review: bool) -> Iterator[str]:
    framework = context.framework
    for child in case.facts.children:
        whose = f"{child.name}, " if case.facts.others else ""
        for name, value in child.answers.items():
            if value == NOT_KNOWN:
                yield f"{whose}{question_title(framework, name)}: not known yet. It does not count as no."
        for name, known in days_asked(case, child):
            if known is None:
                yield f"{whose}{framework.detail(name).title}: not known yet."
    yield from _signatures_lacking(case, context)
    if case.decision and with_review:
        for label, titles in gaps_in_words(case, case.decision, framework).items():
            yield f"{label}: {'; '.join(titles)}"
    if case.stage in IN_REVIEW:
        yield from _review_lacking(case, context, with_review=with_review)
    if case.stage is Stage.LCSPR and recorded(case.events, "lcspr_started") is None:
        yield "Who reviews in the LCSPR, and since when"
    if case.stage is Stage.CONCERN:
        yield "The Review Group's decision on the Case of Concern"


def _signatures_lacking(case: Case, context: ReportContext) -> Iterator[str]:
    asked = (found for matter in MATTERS if (found := sign_off_of(case, matter)) and not is_decided(case, matter))
    for sign_off in asked:
        for seat in sign_off.missing:
            vacant = vacant_in_words(seat, context.vacant)
            yield f"Signature of {seat.label}{f' ({vacant})' if vacant else ''}: {sign_off.matter.title}"
        if sign_off.missing_members:
            yield f"Agreement of {sign_off.missing_members} more Review Group members: {sign_off.matter.title}"


def _review_lacking(case: Case, context: ReportContext, *, with_review: bool) -> Iterator[str]:
    if case.chair is None:
        yield "The chair of the Rapid Review is not named."
    if case.information_requests.outstanding:
        yield f"Information from: {', '.join(case.information_requests.outstanding)}"
    if with_review:
        yield from (f"Rapid Review, not filled in: {part.title}" for part in missing_parts(case, context.framework))
    if not case.is_determined:
        yield "The Review Group's determination, confirmed by the chair"
    if case.decision is None:
        yield "The decision of the three partners' DSPs"


def _facts(word: Word, case: Case, context: ReportContext) -> None:
    framework, facts = context.framework, case.facts
    word.heading("Facts and criteria")
    for child in facts.children:
        if facts.others:
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
        word.table(("Detail", "Recorded"), _details_of_child(case, child, context), (1, 2))
    if facts.others:
        word.paragraph("The incident")
    word.table(("Detail", "Recorded"), _details(case, context), (1, 2))
    if len(facts.children) > ON_THE_FORM:
        word.paragraph(framework.principle("one_incident").text)


def _evidence(child: Child, context: ReportContext, name: str) -> str:
    if name in child.evidence:
        return child.evidence[name].shown
    given = child.answers[name]
    asked = [question for question in context.framework.questions if question.id == name]
    prompts = [answer.evidence for question in asked for answer in question.answers if answer.id == given]
    return "Missing: no evidence recorded" if any(prompts) else "None is asked for"


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


def _rules(word: Word, case: Case, context: ReportContext) -> None:
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
        if each.id in (*AT_A_GLANCE, PARTNERS_AGREE) and each.id in case.outcome.values:
            why = [reason for reason in reasons if reason.found.decision == each.id]
            texts = "\n".join(f"{reason.named}{reason.found.text}" for reason in why)
            sources = "\n".join(dict.fromkeys(framework.describe_source(reason.found.source) for reason in why))
            label = decision_label(framework, each.id, case.outcome.values[each.id])
            rows.append((each.title, label, texts, sources))
    word.table(("Decision", "Value", "Why", "Source"), rows, (2, 1.6, 3.4, 2.4))


def _also(word: Word, case: Case, context: ReportContext) -> None:
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
    word.table(("Process", "Who", "What", "Source"), rows, (1.6, 1.6, 4, 2))
    word.paragraph("No clock runs for these here, and nobody records them in the bot.", small=True)


def _prompt_in_words(held: HeldPrompt) -> str:
    settled = [f"- {check.text} (so on what is recorded)" for check in held.settled]
    return "\n".join((held.prompt.text, *settled, *(f"- {check.text}" for check in held.to_check)))


def _clocks(word: Word, case: Case, context: ReportContext) -> None:
    word.heading("Clocks, and whether each was kept")
    kept = clock_history(case, context.framework, context.calendar)
    if not kept:
        word.paragraph("No clock has run in this case.")
        return
    rows = [
        (
            each.clock.title,
            each.deadline.strength_in_words,
            spoken(each.due),
            sentence(each.in_words(context.calendar, context.today)),
            each.clock.explanation(),
        )
        for each in kept
    ]
    word.table(("What was due", "Strength", "By", "Kept?", "How it was counted"), rows, (2.2, 1.3, 1.5, 2, 3))


def _events(word: Word, case: Case, context: ReportContext) -> None:
    word.heading("Timeline of events")
    lines = history(case, context.framework, context.office)
    word.table(("No.", "When, who, what"), [(str(number), line) for number, line in enumerate(lines, 1)], (0.6, 9))
