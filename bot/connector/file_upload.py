"""An upload puts a file where Teams has made room for it, in the person's own OneDrive."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from bot.config.allowed_hosts import HostAllowList
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person

# Teams waits fifteen seconds for the answer to a button.
UPLOAD_SECONDS = 10.0
STORED = frozenset({200, 201})


class NotUploaded(Exception):
    """The file was not uploaded. ``status`` is none where no answer came."""

    def __init__(self, status: int | None = None) -> None:
        self.status = status
        super().__init__(f"the upload was answered {status}" if status else "the upload was not answered")


class UploadRefused(NotUploaded):
    """The address is not that of the OneDrives of the person's tenant: nothing was sent."""


def onedrive_of(person: Person, partnership: Partnership, *, local: bool) -> HostAllowList | None:
    """Returns where the person's files may be put: the OneDrives of their tenant, in local mode this machine."""
    if local:
        return HostAllowList()
    host = partnership.onedrive(person)
    return HostAllowList((host,)) if host else None


@dataclass(frozen=True)
class Uploads:
    """The uploads go to where ``hosts_of`` says that a person's files may be put: none, and nothing is sent."""

    session: ClientSession
    hosts_of: Callable[[Person], HostAllowList | None]
    seconds: float = UPLOAD_SECONDS

    async def put(self, url: str, content: bytes, person: Person) -> None:
        """Uploads the whole file of a person in one piece. Raises NotUploaded."""
        hosts = self.hosts_of(person)
        if hosts is None or not hosts.allows_upload(url):
            raise UploadRefused
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
        }
        try:
            # The address carries its own permission, quoted already. A redirect could lead the file elsewhere.
            async with self.session.put(
                URL(url, encoded=True),
                data=BytesIO(content),
                headers=headers,
                allow_redirects=False,
                timeout=ClientTimeout(total=self.seconds),
            ) as answer:
                if answer.status not in STORED:
                    raise NotUploaded(answer.status)
        except (ClientError, TimeoutError, ValueError):
            raise NotUploaded from None
