"""The address of a database holds a password, and shows it nowhere."""

import pytest

from store.errors import StoreFault
from store.postgres.address import Address
from tests.support.postgres.bots import bot


@pytest.mark.parametrize("word", ["hunter", "a%20b"])
async def test_an_address_shows_its_password_nowhere(word: str) -> None:
    address = Address(f"postgresql://ada:{word}@/nowhere?host=/nonexistent")
    assert word not in repr(address)
    with pytest.raises(StoreFault, match="can't be reached") as caught:
        await bot(address.url)
    assert word not in repr(caught.value) and "ada" not in str(caught.value)
    with pytest.raises(StoreFault, match="can't be read") as caught:
        await bot(f"postgresql://ada:{word}@[host/")
    assert word not in str(caught.value)
