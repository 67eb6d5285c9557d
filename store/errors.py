"""A store fault says why the store could not do something. Each message says what to do, and never holds what was to be
stored."""


class StoreFault(Exception):
    """The store can't be used, or nothing was recorded. The message is for whoever runs the bot."""


class StoreLocked(StoreFault):
    """Another process has the folder."""


class StoreDamaged(StoreFault):
    """A file differs from what was written. The store leaves it as it is: only a backup can mend it."""


class PutBack(StoreFault):
    """A file is in order and is not the one that was written last: an older one was put in its place, or taken away."""


class WrongKey(StoreFault):
    """A file is in order, and can't be read with the key that was given (or with none)."""


class BadKey(StoreFault, ValueError):
    """The text given as a key is not base64 of 32 bytes, or the new key is the old one."""


class NotReadable(StoreFault):
    """The operating system refuses to read."""


class NotWritable(StoreFault):
    """The operating system refuses to write. The old file stays, and the same call can be tried again."""


class Uncertain(NotWritable):
    """The write was begun, and whether it took effect is not known: look again before it is repeated."""


class Unfinished(StoreFault):
    """A restore or a change of the key was cut off. It can be finished, and nothing else may be done before."""


class Busy(StoreFault):
    """The files changed faster than they could be read, or another turn of the same chat takes long. The same call can
    be tried again."""


class CommandRefused(StoreFault):
    """The command would lose data or can't be meant. Nothing was changed."""


class Conflict(Exception):
    """Somebody saved something else since the value was read: read it again and take the step on what is there now."""
