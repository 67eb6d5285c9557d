"""``make package`` writes the zip that a Teams administrator uploads, checked before it is written.

The same input gives the same bytes. The program ends with 0 (written), or 2 with a sentence for each thing to mend.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from local.node import ClientFault
from teams.checks import MANIFEST, faults, official_schema, package_faults
from teams.details import DETAILS, HERE, Details, PackageFault, known_app_id, read_details
from teams.icon_checks import ICONS
from teams.manifest import manifest

PACKAGE = HERE.parent / "build" / "cscp-review-bot.zip"
WRITTEN, REFUSED = 0, 2
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


async def build_package(details: Details) -> bytes:
    """Raises PackageFault for what Teams would refuse, ClientFault where the schema can't be had."""
    made = manifest(details)
    icons = {name: (HERE / name).read_bytes() for name in ICONS}
    schema = await official_schema(made["manifestVersion"])
    if found := tuple(faults(made, icons, schema)):
        raise PackageFault(found)
    text = json.dumps(made, indent=2, ensure_ascii=False)
    package = zip_files({MANIFEST: f"{text}\n".encode(), **icons})
    if found := tuple(package_faults(package)):
        raise PackageFault(found)
    return package


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Packs without compression, and of no particular day: compressors and clocks differ."""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, data in sorted(files.items()):
            entry = ZipInfo(name, LONG_AGO)
            entry.external_attr = READABLE
            entry.create_system = 3
            package.writestr(entry, data)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m teams.package", description="The Teams app package.")
    parser.add_argument("--app-id", default="", help="the bot's application id; otherwise CSCP_APP_ID")
    parser.add_argument("--details", type=Path, default=DETAILS, metavar="FILE", help="instead of teams/details.toml")
    parser.add_argument("--to", type=Path, default=PACKAGE, metavar="FILE", help="instead of build/cscp-review-bot.zip")
    given = parser.parse_args(arguments)
    try:
        package = asyncio.run(build_package(read_details(given.details, given.app_id or known_app_id())))
        given.to.parent.mkdir(parents=True, exist_ok=True)
        given.to.write_bytes(package)
    except PackageFault as fault:
        return _refuse(*fault.faults)
    except ClientFault as fault:
        return _refuse(str(fault))
    except OSError as error:
        return _refuse(f"{error.filename}: {error.strerror}. Mend this, then try again.")
    print(f"{given.to} is ready: upload it in the Teams admin center, Manage apps (docs/deployment.md).")
    return WRITTEN


def _refuse(*sentences: str) -> int:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
