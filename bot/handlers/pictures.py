"""Pictures show a case in a person's own chat, each with the same in words."""

import base64

from botbuilder.schema import Activity, ActivityTypes, Attachment

from bot.cases.case_service import CaseService
from bot.handlers.file_offers import run_in_report_thread, view_of
from reports.context import Picture
from safeguarding.people import Actor

PNG = "image/png"


async def timeline_picture(service: CaseService, actor: Actor, ref: str) -> Picture:
    from reports.pictures.timeline import timeline_of  # noqa: PLC0415 - matplotlib takes a second and much memory

    case, view = await service.queries.read(ref, actor), view_of(service)
    return await run_in_report_thread(lambda: timeline_of(case, view))


async def flowchart_picture(service: CaseService, actor: Actor, ref: str) -> Picture:
    from reports.pictures.flowchart import flowchart_of  # noqa: PLC0415 - as above

    case, view = await service.queries.read(ref, actor), view_of(service)
    return await run_in_report_thread(lambda: flowchart_of(case, view))


def picture_activity(picture: Picture) -> Activity:
    """Puts the picture inside the message, and in words what it shows as the message's text."""
    url = f"data:{PNG};base64,{base64.b64encode(picture.png).decode()}"
    attachment = Attachment(content_type=PNG, content_url=url, name=f"{picture.title}.png")
    text = picture.alt.replace("\n", "\n\n")
    return Activity(type=ActivityTypes.message, text=text, attachments=[attachment], summary=picture.title)
