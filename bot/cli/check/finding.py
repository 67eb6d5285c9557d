"""A finding is what one check came to: that it holds, that it fails and what to do, or that it could not be tried."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

ALL_HOLD, SOMETHING_FAILS = 0, 1


class CheckVerdict(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    UNTRIED = "could not be tried"


@dataclass(frozen=True)
class CheckFinding:
    """``check`` is the name of the check, ``said`` what was found; where it fails, what to do too. It holds no name, no
    directory id and no secret: the report may be sent to engineers."""

    check: str
    verdict: CheckVerdict
    said: str

    def __str__(self) -> str:
        return f"{self.verdict:<18}  {self.check}: {self.said}"


def holds(check: str, said: str) -> CheckFinding:
    return CheckFinding(check, CheckVerdict.HOLDS, said)


def fails(check: str, said: str) -> CheckFinding:
    return CheckFinding(check, CheckVerdict.FAILS, said)


def untried(check: str, said: str) -> CheckFinding:
    return CheckFinding(check, CheckVerdict.UNTRIED, said)


def exit_code(findings: Iterable[CheckFinding]) -> int:
    """Returns 1 where something fails. What could not be tried fails nothing, and is said."""
    return SOMETHING_FAILS if any(each.verdict is CheckVerdict.FAILS for each in findings) else ALL_HOLD


def summary(findings: Iterable[CheckFinding]) -> str:
    verdicts = [each.verdict for each in findings]
    return "; ".join(f"{verdict}: {verdicts.count(verdict)}" for verdict in CheckVerdict)
