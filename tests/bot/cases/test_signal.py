"""A signal tells whoever has subscribed to it when it is emitted."""

from bot.cases.signal import Signal


def test_a_signal_that_nobody_has_subscribed_to_is_harmless() -> None:
    Signal().emit()


def test_every_subscriber_is_told_each_time_in_the_order_of_subscribing() -> None:
    signal, told = Signal(), list[str]()
    signal.subscribe(lambda: told.append("cards"))
    signal.subscribe(lambda: told.append("nudges"))
    assert told == []
    signal.emit()
    signal.emit()
    assert told == ["cards", "nudges", "cards", "nudges"]


def test_whoever_subscribes_later_is_told_of_what_happens_from_then_on() -> None:
    signal, told = Signal(), list[str]()
    signal.emit()
    signal.subscribe(lambda: told.append("late"))
    assert told == []
    signal.emit()
    assert told == ["late"]


def test_signals_have_no_subscribers_in_common() -> None:
    one, other, told = Signal(), Signal(), list[str]()
    one.subscribe(lambda: told.append("one"))
    other.emit()
    assert told == []
