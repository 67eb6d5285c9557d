"""Pictures of a case in a person's own chat, each with the same in words."""

import base64

from botbuilder.schema import Activity, ActivityTypes, Attachment

from bot.cases.case_service import Casework
from bot.handlers.file_offers import made, view_of
from reports.context import Picture
from safeguarding.case.people import Actor

PNG = "image/png"


async def timeline_picture(work: Casework, actor: Actor, ref: str) -> Picture:
    from reports.pictures.timeline import timeline_of  # noqa: PLC0415 - matplotlib takes a second and much memory

    case, view = await work.find(ref, actor), view_of(work)
    return await made(lambda: timeline_of(case, view))


async def flowchart_picture(work: Casework, actor: Actor, ref: str) -> Picture:
    from reports.pictures.flowchart import flowchart_of  # noqa: PLC0415 - as above

    case, view = await work.find(ref, actor), view_of(work)
    return await made(lambda: flowchart_of(case, view))


def picture_activity(picture: Picture) -> Activity:
    """The picture inside the message, with what it shows as the message's text."""
    url = f"data:{PNG};base64,{base64.b64encode(picture.png).decode()}"
    attachment = Attachment(content_type=PNG, content_url=url, name=f"{picture.title}.png")
    text = picture.alt.replace("\n", "\n\n")
    return Activity(type=ActivityTypes.message, text=text, attachments=[attachment], summary=picture.title)
