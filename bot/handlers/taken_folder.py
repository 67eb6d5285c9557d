"""The taken folder is where the local client's people find what they take: it shows neither files nor pictures."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from botbuilder.schema import Activity, ActivityTypes

from bot.handlers.file_offers import FileOffer
from bot.handlers.results import CommandResult
from reports.context import Picture
from safeguarding.people import Actor

Record = Callable[[str, str, datetime, str], Awaitable[None]]


@dataclass(frozen=True)
class TakenFolder:
    """The folder takes a file or picture in place of an earlier one of its name. ``record`` notes who took which case
    out, when, and as what; the note is on disk before the file."""

    folder: Path
    record: Record
    now: Callable[[], datetime]

    async def put(self, told: CommandResult, actor: Actor) -> Activity | None:
        """Says in words where a file or a picture is now; returns None for what the client shows by itself."""
        if isinstance(told, FileOffer):
            file = told.file
            if file.ref:
                await self.record(file.ref, f"{actor.person.tenant}/{actor.person.id}", self.now(), file.kind)
            return _words(f"{await self._write(file.name, file.content)} In Teams it goes into your own OneDrive.")
        if isinstance(told, Picture):
            where = await self._write(f"{told.title}.png", told.png)
            return _words(f"{told.alt}\n{where} In Teams it stands in the message.")
        return None

    async def _write(self, name: str, content: bytes) -> str:
        """Writes away from the event loop, and returns a sentence with the file's path from where the bot runs."""
        path = self.folder / name
        await asyncio.to_thread(self.folder.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(path.write_bytes, content)
        here = Path.cwd()
        return f"It is in {path.relative_to(here) if path.is_relative_to(here) else path}."


def _words(text: str) -> Activity:
    return Activity(type=ActivityTypes.message, text=text.replace("\n", "\n\n"))
