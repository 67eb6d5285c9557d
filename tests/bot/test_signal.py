"""A signal tells whoever has subscribed to it when it is emitted."""

from bot.signal import Signal


def test_a_signal_that_nobody_has_subscribed_to_is_harmless() -> None:
    Signal().emit("A")


def test_every_subscriber_is_told_each_time_in_the_order_of_subscribing() -> None:
    signal, told = Signal(), list[str]()
    signal.subscribe(lambda ref: told.append(f"{ref} to cards"))
    signal.subscribe(lambda ref: told.append(f"{ref} to nudges"))
    assert told == []
    signal.emit("A")
    signal.emit("B")
    assert told == ["A to cards", "A to nudges", "B to cards", "B to nudges"]


def test_whoever_subscribes_later_is_told_of_what_happens_from_then_on() -> None:
    signal, told = Signal(), list[str]()
    signal.emit("A")
    signal.subscribe(told.append)
    assert told == []
    signal.emit("B")
    assert told == ["B"]


def test_signals_have_no_subscribers_in_common() -> None:
    one, other, told = Signal(), Signal(), list[str]()
    one.subscribe(told.append)
    other.emit("A")
    assert told == []
