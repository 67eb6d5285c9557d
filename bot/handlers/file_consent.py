"""The file consent handles what a person answers to the offer of a file: it asks anew whether they may, makes the file
anew, records and uploads it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from botbuilder.schema import Activity, ActivityTypes

from bot.cases.case_service import CaseService
from bot.connector.file_upload import NotUploaded, UploadRefused, Uploads
from bot.errors import BadActivity
from bot.handlers.file_offers import ABOUT_NO_CASE, MAKERS, Consent, File, UploadInfo, read_consent, taken_activity
from bot.handlers.turn import Turn
from safeguarding.case.errors import InvalidInput

FILE_CONSENT = "fileConsent/invoke"
Record = Callable[[str, str, datetime, str], Awaitable[None]]
log = structlog.get_logger()


@dataclass(frozen=True)
class ConsentAnswer:
    """The answer says in ``words`` what became of the file; it ``settles`` the offer where nothing more can come of
    it."""

    words: Activity
    settles: bool


@dataclass(frozen=True)
class FileConsent:
    """The file consent uploads a file to the person's OneDrive. ``record`` notes which case was taken out, by whom,
    when, and as what; the note is on disk when it returns."""

    service: CaseService
    uploads: Uploads
    record: Record

    async def answer(self, turn: Turn) -> ConsentAnswer:
        """Takes the file, or not. Raises StepRefused; BadActivity for what no card of ours sends."""
        consent = read_consent(turn.context.activity.value)
        kind, ref = consent.context.offer, consent.context.ref
        if kind not in {*MAKERS, *ABOUT_NO_CASE}:
            raise InvalidInput("This offer belongs to an older version of the bot. Type help for what you can do now.")
        if not turn.is_personal:
            raise InvalidInput("A file is taken in your own chat with me. Ask for it there.")
        if consent.action == "decline":
            return ConsentAnswer(_words("Nothing was put into your OneDrive. Ask again whenever you want it."), True)
        return await self._take(turn, kind, ref, _room(consent))

    async def _take(self, turn: Turn, kind: str, ref: str, room: UploadInfo) -> ConsentAnswer:
        person = f"{turn.actor.person.tenant}/{turn.actor.person.id}"
        if kind in ABOUT_NO_CASE:
            file = await ABOUT_NO_CASE[kind](self.service)
        else:
            case = await self.service.queries.read(ref, turn.actor)
            file = await MAKERS[kind](self.service, turn.actor, case)
            # The record comes before the upload, as with an export from the command line: one too many is harmless.
            await self.record(case.ref, person, self.service.rules.now(), kind)
        try:
            await self.uploads.put(room.upload_url, file.content, turn.actor.person)
        except NotUploaded as failed:
            log.warning("file_not_uploaded", ref=file.ref, kind=kind, status=failed.status)
            return ConsentAnswer(_words(_why_not(failed, file)), False)
        log.info("exported", ref=file.ref, kind=kind, person=person)
        return ConsentAnswer(taken_activity(file, room), True)


def _room(consent: Consent) -> UploadInfo:
    if consent.upload_info is None:
        raise BadActivity("This is no answer to the offer of a file.")
    return consent.upload_info


def _why_not(failed: NotUploaded, file: File) -> str:
    again = f"type {file.kind} {file.ref}".strip()
    if isinstance(failed, UploadRefused):
        return (
            "The file was not sent: Teams named a place for it that this bot does not know as your organisation's "
            "OneDrive. Tell whoever keeps the partnership file: its host has to stand at your tenant, as onedrive."
        )
    return (
        f"The file could not be put into your OneDrive. Wait a minute, then {again} once more. "
        "If it fails again, ask whoever runs the bot for the file."
    )


def taken_already() -> Activity:
    return _words("This was answered before, so nothing was sent again. What was put into your OneDrive is there.")


def _words(text: str) -> Activity:
    return Activity(type=ActivityTypes.message, text=text)
