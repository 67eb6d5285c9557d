"""File offers hold the files that a person can take away, and the cards by which Teams asks whether they want them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from botbuilder.schema import Activity, ActivityTypes, Attachment
from pydantic import Field

from bot.cases.case_service import CaseService
from bot.cases.nudge_reader import nudges_said
from bot.connector.activity_json import WireModel
from reports.context import ReportContext
from safeguarding.case.case import Case
from safeguarding.case.permissions import reads_review
from safeguarding.case.views.notification.form import refusal_to_prepare
from safeguarding.people import Actor

CONSENT_CARD = "application/vnd.microsoft.teams.card.file.consent"
INFO_CARD = "application/vnd.microsoft.teams.card.file.info"
T = TypeVar("T")
# One thread draws at a time: drawing is not made for several threads, and two large documents need twice the memory.
_REPORT_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reports")


@dataclass(frozen=True)
class File:
    """A file can be taken away. ``kind`` and ``ref`` say how to make it anew; ``purpose`` is read before it is
    taken."""

    kind: str
    ref: str
    name: str
    purpose: str
    content: bytes


@dataclass(frozen=True)
class FileOffer:
    """A file offer holds a file for a person's own chat. The file is made anew when it is taken."""

    file: File


Maker = Callable[[CaseService, Actor, Case], Awaitable[File]]


async def run_in_report_thread(work: Callable[[], T]) -> T:
    """Runs what takes long to draw or write away from the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_REPORT_THREAD, work)


def view_of(service: CaseService, ref: str) -> ReportContext:
    """Returns what a report of the case ``ref`` needs besides it."""
    return service.rules.report_context(tuple(nudges_said(service.queries.undelivered.ledger, ref)))


async def report(service: CaseService, actor: Actor, case: Case) -> File:
    from reports.decision_record.with_pictures import whole_record  # noqa: PLC0415 - python-docx and Pillow, when it is asked for

    view = view_of(service, case.ref)
    content = await run_in_report_thread(lambda: whole_record(case, view, with_review=reads_review(case, actor)))
    purpose = (
        f"The decision record of {case.ref} as a Word document. It is put into your own OneDrive: keep it where the "
        "case's record is kept. That you took it is recorded."
    )
    return File("report", case.ref, f"{case.ref} decision record.docx", purpose, content)


async def calendar(service: CaseService, actor: Actor, case: Case) -> File:
    from reports.calendar_file import calendar_file  # noqa: PLC0415 - icalendar, when it is asked for

    view = view_of(service, case.ref)
    content = await run_in_report_thread(lambda: calendar_file(case, view, service.rules.partnership.name))
    purpose = (
        f"The deadlines of {case.ref} as a calendar file. It holds the reference, what is due and the dates, and is "
        "put into your own OneDrive. When a date moves or a step is taken, take it again: what moved is replaced, and "
        "what has ended is cancelled, without an alarm."
    )
    return File("calendar", case.ref, f"{case.ref} deadlines.ics", purpose, content)


async def notification(service: CaseService, actor: Actor, case: Case) -> File:
    """Makes the notification's document, for whoever may prepare it. Raises NotAllowed."""
    from reports.notification_document import notification_document  # noqa: PLC0415 - python-docx, when it is asked for

    if refused := refusal_to_prepare(case, actor):
        raise refused
    view = view_of(service, case.ref)
    content = await run_in_report_thread(lambda: notification_document(case, view))
    purpose = (
        f"What the national system asks for of {case.ref}, from the record, as a Word document. It is put into your "
        "own OneDrive: keep it where the case's record is kept. That you took it is recorded."
    )
    return File("notification", case.ref, f"{case.ref} notification.docx", purpose, content)


async def framework(service: CaseService) -> File:
    """Makes the document of the rules, which is about no case."""
    from reports.framework_document import framework_document  # noqa: PLC0415 - python-docx, when it is asked for

    rules = service.rules
    content = await run_in_report_thread(lambda: framework_document(rules.framework, rules.now()))
    purpose = (
        "The framework for the Review Group as a Word document. It holds no case, and is put into your own OneDrive."
    )
    return File("framework", "", "Framework for the Review Group.docx", purpose, content)


ABOUT_NO_CASE: Mapping[str, Callable[[CaseService], Awaitable[File]]] = {"framework": framework}
MAKERS: Mapping[str, Maker] = {"report": report, "calendar": calendar, "notification": notification}


def offer_of(kind: str) -> Callable[[CaseService, Actor, str], Awaitable[FileOffer]]:
    """Returns the command that offers such a file of the case named."""

    async def offer(service: CaseService, actor: Actor, ref: str) -> FileOffer:
        return FileOffer(await MAKERS[kind](service, actor, await service.queries.read(ref, actor)))

    return offer


class Context(WireModel):
    """The context is what the consent card carries and the answer brings back: a stranger's input, as from any card."""

    offer: str = Field(max_length=40)
    ref: str = Field(max_length=40)


class UploadInfo(WireModel):
    upload_url: str = Field(max_length=8_000)
    content_url: str = Field(max_length=8_000)
    unique_id: str = Field(max_length=200)
    file_type: str = Field(max_length=40)


class Consent(WireModel):
    action: Literal["accept", "decline"]
    context: Context
    upload_info: UploadInfo | None = None


def read_consent(value: object) -> Consent:
    """Reads the answer to a consent card. Raises BadActivity."""
    return Consent.read(value, "This is no answer to the offer of a file.")


def offer_activity(offer: FileOffer) -> Activity:
    """Makes Teams' own consent card: Allow and Decline are its buttons."""
    file = offer.file
    context = Context(offer=file.kind, ref=file.ref).model_dump()
    content = {
        "description": file.purpose,
        "sizeInBytes": len(file.content),
        "acceptContext": context,
        "declineContext": context,
    }
    return _message_with(
        Attachment(content_type=CONSENT_CARD, name=file.name, content=content), f"A file for {file.ref or 'you'}"
    )


def taken_activity(file: File, info: UploadInfo) -> Activity:
    """Says where the file is now, with a card that opens it."""
    content: dict[str, Any] = {"uniqueId": info.unique_id, "fileType": info.file_type}
    card = Attachment(content_type=INFO_CARD, content_url=info.content_url, name=file.name, content=content)
    return _message_with(card, f"A file for {file.ref or 'you'}")


def _message_with(attachment: Attachment, summary: str) -> Activity:
    return Activity(type=ActivityTypes.message, attachments=[attachment], summary=summary)
