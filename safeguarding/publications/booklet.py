"""The booklet prints the rules in Markdown, for reviewers who do not program: everything to check, and where to
sign."""

from collections.abc import Iterable, Iterator, Sequence

from safeguarding.dates.working_days import spoken
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import Part, Question, Sources
from safeguarding.framework.framework import Framework
from safeguarding.framework.notification_fields import NotificationField
from safeguarding.framework.prompts import Check
from safeguarding.framework.routes import Route, review_routes, triage_routes
from safeguarding.publications.flowchart import NOTICE, flowchart

SIGN = "Checked (initials, date)"
SourcedRow = tuple[*tuple[str, ...], Sources]
"""A sourced row has its cells, and last where they come from."""


def booklet(engine: Engine) -> str:
    framework = engine.framework
    parts = (
        _front(framework),
        _principles(framework),
        _questions(framework),
        _decisions(framework),
        _review(framework),
        _referral(framework),
        _deadlines(framework),
        _next_steps(framework),
        _prompts(framework),
        _notification_fields(framework),
        _routes(engine),
        _readings(framework),
        _definitions(framework),
        _flowchart(engine),
        _sign_off(framework),
    )
    return "\n".join(line for part in parts for line in part)


def questions_for_the_partnership(framework: Framework) -> str:
    """Lists the places where the source can be read in more than one way, each with the reading chosen, as a page."""
    lines = [f"# Questions for the partnership, rules version {framework.approval.version}", ""]
    for number, reading in enumerate(framework.readings, 1):
        lines += [
            f"{number}. **{reading.question}**",
            f"   Chosen here: {reading.chosen}",
            f"   *Where the question arises: {framework.describe_source(reading.source)}*",
            "",
        ]
    return "\n".join(lines)


def _front(framework: Framework) -> Iterator[str]:
    approval = framework.approval
    yield f"# {approval.title}"
    yield ""
    yield f"{approval.partnership}. Rules version {approval.version} of {spoken(approval.dated)}."
    yield f"**{approval.notice}.** Source: {approval.source_document}."
    yield ""
    yield "Check each row against the source, and initial it. Known or suspected counts as met."
    yield "Not known never counts as no: the decision stays open, and the clock runs."
    yield ""


def _principles(framework: Framework) -> Iterator[str]:
    rows = [(p.title, p.strength or "", p.text, p.source) for p in framework.principles]
    yield from _sourced(framework, "Principles", ("Principle", "Strength", "Text"), rows)


def _questions(framework: Framework) -> Iterator[str]:
    yield from _heading("Questions of the triage")
    for question in framework.asked_at("triage"):
        yield from _question_head(framework, question)
        rows = [(a.label, ", ".join(a.synonyms), a.evidence or "") for a in question.answers]
        yield from _table(("Answer", "Also typed as", "Written with it", SIGN), rows)
    details = [(d.title, d.ask, d.help, "; ".join(a.label for a in d.answers), d.source) for d in framework.details]
    yield from _sourced(framework, "Details of the case", ("Detail", "Question", "Help", "Answers"), details)
    leads = [(rule.title, rule.text, rule.source) for rule in framework.leads]
    yield from _sourced(framework, "Which authority notifies: the first that holds", ("Authority", "Rule"), leads)


def _question_head(framework: Framework, question: Question) -> Iterator[str]:
    yield f"### {question.title}"
    yield ""
    yield f"**{question.ask}** {question.help}"
    yield ""
    terms = [framework.definition(name).term for name in question.definitions]
    needs = f"Definitions: {', '.join(terms)}. " if terms else ""
    if question.always:
        yield f"Asked in any case ({framework.in_words(question.always.when) or 'always'}). {question.always.text}"
        yield ""
    yield f"{needs}Source: {framework.describe_source(question.source)}."
    yield ""


def _decisions(framework: Framework) -> Iterator[str]:
    yield from _heading("Decisions")
    yield "In each table the first row that holds gives the value. While several values are possible, the"
    yield "decision is not yet known."
    yield ""
    for decision in framework.decisions:
        yield f"### {decision.title}"
        yield ""
        yield f"Source: {framework.describe_source(decision.source)}."
        yield ""
        rows = [
            (decision.label(rule.value), framework.in_words(rule.when) or "otherwise", rule.text, rule.source)
            for rule in decision.rules
        ]
        yield from _sourced(framework, "", ("Value", "When", "In words"), rows)


def _review(framework: Framework) -> Iterator[str]:
    criteria = [(c.title, c.text, c.source) for c in framework.criteria]
    yield from _sourced(framework, "LCSPR criteria", ("Criterion", "Text"), criteria)
    for question in framework.asked_at("review"):
        yield from _question_head(framework, question)
        groups = {group.id: group.title for group in question.groups}
        rows = [(groups.get(i.group or "", ""), i.label, "; ".join(i.examples), i.source) for i in question.items]
        yield from _sourced(framework, "", ("Group", "Item", "Examples"), rows)
    purposes = [(p.title, p.text, p.source) for p in framework.purposes]
    yield from _sourced(framework, "Purposes of a Rapid Review", ("Purpose", "Text"), purposes)
    yield from _parts(framework)


def _parts(framework: Framework) -> Iterator[str]:
    """Yields what is asked under each purpose; the ticks of a part stand in the table of their question."""
    purposes = {purpose.id: purpose.title for purpose in framework.purposes}
    rows = [(purposes[p.purpose], p.title, _part_in_words(framework, p), p.source) for p in framework.parts]
    yield from _sourced(framework, "The record of a Rapid Review", ("Purpose", "Part", "What is asked"), rows)


def _part_in_words(framework: Framework, part: Part) -> str:
    """Says what a part asks, with the answers to choose from or the number of items to tick, and whether a
    determination needs it."""
    needed = " Needed before the determination, or not known with the reason." if part.needed else ""
    if part.answers:
        return f"{part.ask} {'; '.join(answer.label for answer in part.answers)}.{needed}"
    items = framework.items_of(part)
    return f"{part.ask} ({len(items)} items){needed}" if items else f"{part.ask}{needed}"


def _referral(framework: Framework) -> Iterator[str]:
    rows = [(q.title, q.ask, "; ".join(a.label for a in q.answers), q.source) for q in framework.referral_questions]
    yield from _sourced(framework, "The referral of a Case of Concern", ("Title", "What is asked", "Answers"), rows)


def _deadlines(framework: Framework) -> Iterator[str]:
    rows = [
        (d.title, d.strength_in_words, f"{d.length} from {d.counted_from}", d.source)
        for d in (*framework.deadlines, *framework.local_deadlines)
    ]
    yield from _sourced(framework, "Deadlines", ("Deadline", "Strength", "Due"), rows)
    yield f"Working days: {framework.definition('working_day').text}"
    published = spoken(framework.calendar.published_until)
    yield f"Bank holidays are published until {published}; later dates carry a warning."
    yield ""


def _next_steps(framework: Framework) -> Iterator[str]:
    rows = [
        (
            framework.in_words(s.when),
            (s.after or "").replace("_", " "),
            (s.until or "").replace("_", " "),
            s.who,
            s.text.replace("{authority}", "the authority that notifies"),
            s.source,
        )
        for s in framework.next_steps
    ]
    yield from _sourced(framework, "Who does what next", ("When", "After", "Until", "Who", "What"), rows)


def _prompts(framework: Framework) -> Iterator[str]:
    """Yields the prompts, each with what is to be checked, and the document that it rests on."""
    rows = [
        (
            p.title,
            framework.in_words(p.when),
            p.who,
            " ".join((p.text, *(_check_in_words(framework, check) for check in p.checks))),
            p.source,
        )
        for p in framework.prompts
    ]
    heads = ("Prompt", "When", "Who", "What")
    yield from _sourced(framework, "Also: other processes that the same facts may call for", heads, rows)


def _check_in_words(framework: Framework, check: Check) -> str:
    settled = f" (settled by {framework.in_words(check.when)})" if check.when else ""
    return f"{check.text}{settled};"


def _notification_fields(framework: Framework) -> Iterator[str]:
    groups = {group.id: group.title for group in framework.notification_groups}
    rows = [(groups[f.group], f.label, _filled_from(f), f.source) for f in framework.notification_fields]
    heads = ("Group", "Field", "Filled from")
    yield from _sourced(framework, "What the national notification asks for, as far as it is public", heads, rows)


def _filled_from(field: NotificationField) -> str:
    if field.fact:
        return f"the record: {field.fact.replace('_', ' ')}"
    return "there, and not here" if field.identity else "there"


def _routes(engine: Engine) -> Iterator[str]:
    for title, stage, routes in (
        ("All routes through the triage", "triage", triage_routes(engine)),
        ("All routes through the review, after a triage that brought one", "review", review_routes(engine)),
    ):
        questions = engine.framework.asked_at(stage)
        heads = (*(q.title for q in questions), *(d.title for d in engine.framework.decisions), SIGN)
        yield from _section(title, heads, (_route_row(engine.framework, questions, route) for route in routes))


def _route_row(framework: Framework, questions: Sequence[Question], route: Route) -> tuple[str, ...]:
    given = [q.label(route.answers[q.id]) if q.id in route.answers else "not asked" for q in questions]
    return (*given, *(d.label(route.values[d.id]) for d in framework.decisions))


def _readings(framework: Framework) -> Iterator[str]:
    rows = [(r.question, r.chosen, framework.describe_source(r.source)) for r in framework.readings]
    heads = ("Question", "Reading chosen by this project", "Where the question arises", SIGN)
    yield from _section("Questions for CSCP", heads, rows)


def _definitions(framework: Framework) -> Iterator[str]:
    definitions = [(d.term, " ".join((d.text, "; ".join(d.items))).strip(), d.source) for d in framework.definitions]
    yield from _sourced(framework, "Definitions", ("Term", "Meaning"), definitions)
    yield from _sourced(
        framework, "Glossary", ("Term", "Meaning"), [(g.term, g.meaning, g.source) for g in framework.glossary]
    )


def _flowchart(engine: Engine) -> Iterator[str]:
    yield from _heading("Flow chart")
    yield NOTICE
    yield ""
    yield f"```mermaid\n{flowchart(engine)}```"
    yield ""


def _sign_off(framework: Framework) -> Iterator[str]:
    roles = ("Local authority's DSP", "ICB's DSP", "Police's DSP", "Director of Children's Services")
    rows = [(role, f"Rules version {framework.version}", "", "") for role in roles]
    yield from _section("Approved by", ("For", "What", "Name", "Signature", "Date"), rows)


def _sourced(framework: Framework, title: str, heads: Sequence[str], rows: Iterable[SourcedRow]) -> Iterator[str]:
    """Yields a section whose rows end with their source, and a cell to sign in; without a title the table alone."""
    yield from _heading(title) if title else ()
    described = ((*cells, framework.describe_source(source)) for *cells, source in rows)
    yield from _table((*heads, "Source", SIGN), described)


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from _heading(title)
    yield from _table(heads, rows)


def _heading(title: str) -> Iterator[str]:
    yield f"## {title}"
    yield ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yields a Markdown table; a row shorter than the heads leaves its last cells open, to sign in."""
    yield _row(heads)
    yield _row(["---"] * len(heads))
    for row in rows:
        yield _row([*row, *[""] * (len(heads) - len(row))])
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
