"""Pictures show a case in a person's own chat, each with the same in words."""

import base64

from botbuilder.schema import Activity, ActivityTypes, Attachment

from bot.cases.case_service import CaseService
from bot.handlers.file_offers import run_in_report_thread, view_of
from cards.elements import MESSAGE_BYTES
from reports.context import Picture
from safeguarding.people import Actor

PNG = "image/png"
AROUND = 4_000
"""The names, the ids and the ends of lines of a message take so many bytes at most."""
TOO_LARGE = "(The picture is too large for a message. The decision record has it.)"


async def timeline_picture(service: CaseService, actor: Actor, ref: str) -> Picture:
    from reports.pictures.timeline import timeline_of  # noqa: PLC0415 - Pillow, when it is asked for

    case = await service.queries.read(ref, actor)
    view = view_of(service, case.ref)
    return await run_in_report_thread(lambda: timeline_of(case, view))


async def flowchart_picture(service: CaseService, actor: Actor, ref: str) -> Picture:
    """Draws the case's own way: the whole chart is for paper, and stands in the decision record."""
    from reports.pictures.route import route_of  # noqa: PLC0415 - as above

    case = await service.queries.read(ref, actor)
    view = view_of(service, case.ref)
    return await run_in_report_thread(lambda: route_of(case, view))


def picture_activity(picture: Picture) -> Activity:
    """Puts the picture inside the message, and in words what it shows as the message's text; the words alone where
    Teams takes no message as large as both."""
    url = f"data:{PNG};base64,{base64.b64encode(picture.png).decode()}"
    attachment = Attachment(content_type=PNG, content_url=url, name=f"{picture.title}.png")
    text = picture.alt.replace("\n", "\n\n")
    if len((url + text).encode("utf-16-le")) > MESSAGE_BYTES - AROUND:
        return Activity(type=ActivityTypes.message, text=f"{text}\n\n{TOO_LARGE}", summary=picture.title)
    return Activity(type=ActivityTypes.message, text=text, attachments=[attachment], summary=picture.title)
