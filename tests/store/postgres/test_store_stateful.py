"""Two bots over one database are held, in any order of changes, with their wires cut at any message, against a
dictionary."""

import os
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from store.encryption import AesGcmCodec
from store.errors import NotWritable
from store.interface import Store
from tests.store.conformance.places import Database
from tests.support.postgres.server import Server
from tests.support.postgres.wire import Wire
from tests.support.stores.state_machine import REFUSED, Fortune, Model, StoreMachine, awaited, run_machine

BOTS = 2


class TwoBots(StoreMachine):
    """Two bots share the database. REFUSED: the wire is cut and stays so. CUT_OFF: it is cut once, when the message has
    arrived."""

    def __init__(self, server: Server, database: str) -> None:
        super().__init__()
        self.wire = Wire(server.folder)
        self.place = Database(self.wire.address(database))
        self.codec = AesGcmCodec(os.urandom(32))
        self.bots = [self.loop.run(self.place.open(self.codec)) for _ in range(BOTS)]
        self.store: Store = self.bots[0]

    def teardown(self) -> None:
        for bot in self.bots:
            self.loop.run(bot.close())
        self.loop.close()
        self.wire.close()

    @rule(number=st.integers(0, BOTS - 1))
    def the_other_goes_on(self, number: int) -> None:
        self.store = self.bots[number]
        self.loop.run(self.store.refresh())

    @rule(number=st.integers(0, BOTS - 1))
    def one_restarts(self, number: int) -> None:
        self.loop.run(self.bots[number].close())
        self.bots[number] = self.loop.run(self.place.open(self.codec))
        self.the_other_goes_on(number)

    def changes(self, change: Callable[[], Awaitable[object]], after: Model, fortune: Fortune) -> None:
        if fortune:
            what, point = fortune
            self.wire.arm(point, arrives=what != REFUSED, stays_cut=what == REFUSED)
        try:
            self.loop.run(awaited(change))
        except NotWritable:
            assert fortune and fortune[0] == REFUSED and self.wire.is_cut
            self.wire.mend()
            self.loop.run(self.store.refresh())
            assert self.loop.run(self.served()) == self.model, "no answer was lost, so nothing was written"
        else:
            self.model = after
            self.wire.mend()
            self.loop.run(self.store.refresh())


@pytest.mark.long
@pytest.mark.parametrize(
    ("examples", "steps"), [(6, 25), pytest.param(100, 60, marks=pytest.mark.soak)], ids=["short", "long"]
)
def test_two_bots_hold_what_a_dictionary_would(server: Server, shared_database: str, examples: int, steps: int) -> None:
    run_machine(lambda: TwoBots(server, shared_database), examples, steps)
