"""The export commands take one case out of the store. The export's account, time and kind are recorded first
(audit)."""

import json
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import structlog

from bot.cases.nudge_reader import nudges_said
from bot.cases.rules_in_force import RulesInForce
from bot.cli.context import CommandContext
from reports.context import ReportContext
from safeguarding.case.case import Case
from safeguarding.case.views.export import FORMAT, export_case
from safeguarding.case.views.integrity import BLANK_DIGEST, record_digest, with_own_digest
from safeguarding.dates.working_days import spoken
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from store.errors import CommandRefused, StoreDamaged, StoreFault
from store.verification_result import case_in

KEEP_IT = "It holds the texts of the case: keep it where the case's record is kept."
log = structlog.get_logger()


def export_command(command: CommandContext, given: Namespace) -> str:
    """Exports the whole case as JSON, on the screen or in a file."""
    case, at = _case_to_take(command, given.ref, given.to), command.now()
    rules = _rules(command, at)
    _record_taken(command, case.ref, at, "export")
    document = {
        "exported": {
            "format": FORMAT,
            "by": command.account,
            "at": at.isoformat(),
            "version": len(case.events),
            "digest": record_digest(case),
            "file_digest": BLANK_DIGEST,
        },
        **export_case(case, rules.office),
    }
    text = with_own_digest(json.dumps(document, indent=2, ensure_ascii=False))
    if not given.to:
        return text
    return f"{_write(command, case.ref, given.to, text.encode())} {KEEP_IT}"


def report_command(command: CommandContext, given: Namespace) -> str:
    """Writes the whole record: whoever has the bot's account can read the store anyway."""
    from reports.decision_record.with_pictures import whole_record  # noqa: PLC0415 - python-docx and Pillow, when it is asked for

    nudged, unread = _nudged(command, given.ref.strip().upper())

    def make(case: Case, context: ReportContext) -> bytes:
        return whole_record(case, replace(context, nudged=nudged))

    return f"{_file(command, given, 'decision record.docx', 'report', make)} {KEEP_IT}{unread}"


def _nudged(command: CommandContext, ref: str) -> tuple[Sequence[tuple[date, str]], str]:
    """Returns the nudges, or why they can't be read: a record is made from a damaged store too."""
    try:
        return command.read_ledger(lambda ledger: tuple(nudges_said(ledger, ref))), ""
    except StoreFault as fault:
        return (), f" Its timeline is without nudges: {fault}"


def record_template_command(command: CommandContext, given: Namespace) -> str:
    """Writes the template that the bot uses where the partnership has none of its own."""
    from reports.decision_record.template import FIELDS, default_template  # noqa: PLC0415 - python-docx takes a second

    command.require_new(given.to)
    command.disk.replace(given.to, default_template())
    return (
        f"The template is in {given.to}. Change words, fonts and order in Word, put it beside the partnership file, "
        f"and name it there: record_template. Fields: {', '.join(FIELDS)}."
    )


def calendar_command(command: CommandContext, given: Namespace) -> str:
    from reports.calendar_file import calendar_file  # noqa: PLC0415 - only this command needs icalendar

    def make(case: Case, context: ReportContext) -> bytes:
        return calendar_file(case, context, command.partnership().name)

    return _file(command, given, "deadlines.ics", "calendar", make)


def _file(
    command: CommandContext, given: Namespace, name: str, kind: str, make: Callable[[Case, ReportContext], bytes]
) -> str:
    """Writes the file where it was asked for, or beside the others under a name after the case."""
    to = given.to or Path(f"{given.ref.strip().upper()} {name}")
    case, at = _case_to_take(command, given.ref, to), command.now()
    context = _rules(command, at).report_context()
    _record_taken(command, case.ref, at, kind)
    return _write(command, case.ref, to, make(case, context))


def _rules(command: CommandContext, at: datetime) -> RulesInForce:
    partnership = command.partnership()
    practice = partnership.local_practice
    engine = Engine(loader.current().with_local_practice(practice.by_deadline, practice.given))
    return RulesInForce(engine, lambda: at, lambda: partnership, command.settings.app_id or "")


def _case_to_take(command: CommandContext, ref: str, to: Path | None) -> Case:
    """Returns the case, where nothing stands in the way of taking it. Raises CommandRefused or StoreDamaged."""
    case = _case(command, ref.strip().upper())
    command.require_new(to)
    command.require_own()
    return case


def _record_taken(command: CommandContext, ref: str, at: datetime, what: str) -> None:
    command.record_export(ref, at, what)
    log.info("exported", ref=ref, kind=what, account=command.account)


def _write(command: CommandContext, ref: str, to: Path, content: bytes) -> str:
    command.disk.replace(to, content)
    return f"{ref} is in {to}."


def _case(command: CommandContext, ref: str) -> Case:
    deleted, found = command.read()
    if case := case_in(found, ref):
        return case
    if found.faults:
        raise StoreDamaged(found.faults[0])
    if tombstone := deleted().get(ref):
        raise CommandRefused(
            f"{ref} was deleted on {spoken(tombstone.deleted)} under the retention rules: nothing is left of it."
        )
    raise CommandRefused(f"There is no case {ref[:20]}. Type it as the bot shows it: CSCP-2026-001.")
