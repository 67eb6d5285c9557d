"""A session runs the statements of one partnership: each is bound to it here, and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import AsyncConnection


@dataclass(frozen=True)
class Session:
    connection: AsyncConnection
    partnership: str

    async def rows(self, statement: LiteralString, **values: Any) -> list[tuple[Any, ...]]:
        return await (await self.connection.execute(statement, self._bound(values))).fetchall()

    async def row(self, statement: LiteralString, **values: Any) -> tuple[Any, ...] | None:
        return await (await self.connection.execute(statement, self._bound(values))).fetchone()

    async def change(self, statement: LiteralString, **values: Any) -> int:
        """Returns how many rows were changed."""
        return (await self.connection.execute(statement, self._bound(values))).rowcount

    async def change_many(self, statement: LiteralString, many: Iterable[Mapping[str, Any]]) -> int:
        async with self.connection.cursor() as cursor:
            await cursor.executemany(statement, [self._bound(values) for values in many])
            return cursor.rowcount

    def _bound(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**values, "partnership": self.partnership}
