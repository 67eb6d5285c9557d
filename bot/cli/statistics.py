"""The statistics commands go over all cases: the figures, and what other rules would change. They change nothing."""

import sys
from argparse import Namespace

import structlog

from bot.cli.context import CommandContext, ReadTombstones
from reports.statistics_files import figures_csv, figures_json
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.views.rules_impact import CaseMove, case_moves
from safeguarding.case.views.statistics import Figures, figures, require_year, with_deleted
from safeguarding.dates.working_days import london_date
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import decision_label
from store.errors import CommandRefused, StoreDamaged
from store.references import order

CSV = "csv"
log = structlog.get_logger()


def figures_command(command: CommandContext, given: Namespace) -> str:
    """Exports the figures. Restricted cases are in them, marked: they are for whoever keeps the store. The summary says
    what was left out."""
    framework, today = loader.current(), london_date(command.now())
    try:
        require_year(given.year, today)
    except InvalidInput as refused:
        raise CommandRefused(str(refused)) from None
    command.require_new(given.to)
    deleted, cases = _all(command)
    calendar = command.partnership().calendar(framework.calendar.published_until)
    counted = figures(cases, framework, calendar, today, given.year)
    counted = with_deleted(counted, deleted().values())
    text = figures_csv(counted, framework) if given.format == CSV else figures_json(counted, framework, today)
    log.info("figures_exported", count=len(counted.cases), account=command.account)
    if not given.to:
        sys.stderr.write(f"{_summary(counted)}\n")
        return text.rstrip("\r\n")
    # Excel takes a CSV file for UTF-8 only with a mark at its start.
    command.disk.replace(given.to, text.encode("utf-8-sig" if given.format == CSV else "utf-8"))
    return f"{given.to} is written. {_summary(counted)}"


def _all(command: CommandContext) -> tuple[ReadTombstones, tuple[Case, ...]]:
    """Reads the cases, open, closed and merged, in the order of their references. Raises StoreDamaged rather than miss
    one."""
    deleted, found = command.read()
    if found.faults:
        raise StoreDamaged(found.faults[0])
    return deleted, tuple(sorted(found.cases, key=lambda case: order(case.ref)))


def _summary(counted: Figures) -> str:
    """Says what is in the figures, and what is not."""
    of = f"opened in {counted.year}" if counted.year else "of all years"
    left, restricted = counted.left_out, sum(case.restricted for case in counted.cases)
    sentence = f"Cases {of}: {len(counted.cases)}, {len(counted.open_cases)} of them open."
    if restricted:
        sentence += f" Restricted among them: {restricted}. Give their lines only to those who may see them."
    if counted.transferred:
        sentence += f" Transferred to another authority among them: {counted.transferred}."
    if escalated := counted.criteria_escalated():
        sentence += f" Notification criteria decided by escalation: {escalated}."
    if escalated := counted.escalated():
        sentence += f" Decisions on the LCSPR by escalation: {escalated}."
    return (
        f"{sentence} Left out: rehearsals {left.rehearsals}, merged duplicates {left.merged}, opened in error "
        f"{left.opened_in_error}, opened in other years {left.other_years}, "
        f"deleted under the retention rules {left.deleted}."
    )


def compare_command(command: CommandContext, given: Namespace) -> str:
    """Compares the open cases under the rules in force and the new ones, rehearsals left out. Raises RulesFault."""
    current, new = loader.current(), loader.load_named(given.rules)
    real = [case for case in _all(command)[1] if case.is_open and not case.is_rehearsal]
    moves = list(case_moves(real, Engine(current), Engine(new)))
    lines = [_line(move, current, new) for move in moves]
    moved = len({move.ref for move in moves})
    return "\n".join([*lines, f"{moved} of {len(real)} open cases would come out differently. Nothing was changed."])


def _line(move: CaseMove, current: Framework, new: Framework) -> str:
    """Says how one decision moves. The recorded value may come from rules that are older than those in force."""
    title, before = new.decision(move.decision).title, decision_label(current, move.decision, move.before)
    return f"{move.ref}: {title}: {before} -> {decision_label(new, move.decision, move.after)}"
