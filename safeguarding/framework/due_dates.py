"""Due dates are computed here: the deadlines of the rules, each from its starting date, with how it was counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from safeguarding.dates.working_days import WorkingCalendar, spoken
from safeguarding.framework.entries import Deadline
from safeguarding.framework.framework import Framework

IN_DAYS = 30
"""So many working days are counted one by one; more of them in weeks."""
DAY_ONE = "Day 1 is the next working day; weekends do not count."


@dataclass(frozen=True)
class DueDate:
    """A due date is a deadline with its day. ``holidays_skipped`` are weekdays; weekends are always left out of working
    days."""

    deadline: Deadline
    start: date
    due: date
    holidays_skipped: tuple[tuple[date, str], ...]
    warning: str | None

    @property
    def id(self) -> str:
        return self.deadline.id

    def explanation(self) -> str:
        """Explains in sentences how the date was counted."""
        if self.deadline.on_the_day:
            return f"Due on {self.deadline.counted_from}."
        counted = f"{self.deadline.length} from {self.deadline.counted_from}, {spoken(self.start)}"
        sentences = [f"{counted} (day 0)."] if self.deadline.working_days else [f"{counted}."]
        if self.deadline.working_days:
            sentences.append(DAY_ONE)
        if self.holidays_skipped:
            skipped = ", ".join(f"{name} ({spoken(day)})" for day, name in self.holidays_skipped)
            sentences.append(f"Bank holidays left out: {skipped}.")
        if self.warning:
            sentences.append(self.warning)
        return " ".join(sentences)


def time_left(calendar: WorkingCalendar, today: date, due: date) -> str:
    """Says in words how a due date stands today: due today, or the working days left or overdue; of months the
    weeks."""
    left = calendar.working_days_left(today, due)
    if today == due:
        return "due today"
    if abs(left) > IN_DAYS:
        return f"{abs(due - today).days // 7} weeks {'overdue' if today > due else 'left'}"
    days = "1 working day" if abs(left) == 1 else f"{abs(left)} working days"
    if today > due:
        return f"{days} overdue" if left else "overdue"
    return f"{days} left" if left else "no working day left"


def due_date(deadline: Deadline, start: date, calendar: WorkingCalendar) -> DueDate:
    if deadline.on_the_day:
        return DueDate(deadline, start, start, (), None)
    if deadline.working_days is None:
        # relativedelta ends 31 August + 6 months on the last day of February.
        due = start + relativedelta(months=deadline.months or 0)
        return DueDate(deadline, start, due, (), None)
    due = calendar.add(start, deadline.working_days)
    return DueDate(deadline, start, due, calendar.holidays_between(start, due), calendar.warning(due))


def due_dates(
    framework: Framework, calendar: WorkingCalendar, values: Mapping[str, str], starts: Mapping[str, date]
) -> dict[str, DueDate]:
    """Returns the deadlines that stand: the starting date is known, and each decision named has an accepted value."""
    return {
        deadline.id: due_date(deadline, starts[deadline.starts], calendar)
        for deadline in framework.deadlines
        if deadline.starts in starts
        and all(values[name] in accepted for name, accepted in deadline.stands_while.items())
    }
