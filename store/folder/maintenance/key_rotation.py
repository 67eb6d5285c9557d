"""Key rotation goes from one key to another, file by file, so that no moment needs twice the space or leaves a file
without its key.

Every file is readable with one of the two keys at any moment. Before the first is written a mark is put into the
folder, and after the last was read back under the new key it is taken away: until then no bot starts, and the same
command goes on where it stopped. So without the mark one key opens the whole store: the old one before, the new one
after.
"""

from store.encryption import AesGcmCodec, Codec, EitherCodec, is_under
from store.errors import BadKey, CommandRefused, StoreDamaged
from store.folder.files import Files
from store.folder.layout import FOLDERS, own_names
from store.folder.lock import FolderLock
from store.folder.maintenance.snapshot import FrozenDisk
from store.folder.maintenance.verification import verify
from store.folder.unfinished_marks import RESTORING, ROTATING, refuse_unfinished


def rotate(files: Files, new: AesGcmCodec) -> int:
    """Returns how many files were written anew. ``files`` has the old key's codec. Raises StoreFault; what it refuses,
    it refuses before anything is written."""
    if not files.folder.is_dir():
        raise CommandRefused(f"{files.folder} is not there. Set CSCP_STORE_URL to the store's folder.")
    if new == files.codec:
        raise BadKey("The new key is the old one. Put a fresh one into CSCP_STORE_NEW_KEY.")
    with FolderLock(files.folder):
        refuse_unfinished(files.folder, {RESTORING} & set(files.names()))
        for folder in ("", *(folder for folder in FOLDERS if files.has_folder(folder))):
            files.remove_leftovers(folder)
        _check(files, EitherCodec(files.codec, new))
        return _rewrite(files, Files(files.folder, new, files.disk))


def _rewrite(files: Files, new: Files) -> int:
    todo = [name for name in own_names(files) if not is_under(new.codec, name, files.read_encoded(name) or b"")]
    if todo:
        files.write_encoded(ROTATING, b"rotate-key\n")
    for name in todo:
        new.write(name, files.read(name) or b"")
    _check(new, new.codec)
    if ROTATING in files.names():
        files.remove(ROTATING)
    return len(todo)


def _check(files: Files, codec: Codec) -> None:
    """Reads all that is there and verifies it. Raises StoreDamaged or WrongKey."""
    snapshot = {name: data for name in own_names(files) if (data := files.read_encoded(name)) is not None}
    frozen = Files(files.folder, codec, FrozenDisk(files.folder, snapshot))
    for name in snapshot:
        frozen.read(name)
    if faults := verify(files.folder, snapshot, codec).faults:
        raise StoreDamaged(f"The key was not changed: {faults[0]}")
