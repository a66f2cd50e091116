"""The base of the mapped classes: column types, constraint names, and the version for optimistic locking."""

import enum
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """A date and time, stored in UTC. Refuses naive values, whose time zone could only be guessed."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert an aware value to UTC and drop the offset, for the database.

        Raises:
            ValueError: the value is naive.
        """
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a date and time without a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Mark a value from the database as UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def _values(vocabulary: type[enum.Enum]) -> list[str]:
    return [member.value for member in vocabulary]


class Base(DeclarativeBase):
    """The registers' common base."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own class attribute
        str: String(),
        datetime: UtcDateTime(),
        enum.Enum: Enum(enum.Enum, native_enum=False, create_constraint=True, values_callable=_values, length=30),
    }


class Versioned:
    """A record with optimistic locking: saving it fails if somebody else has saved it since it was read."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a class attribute in the shape of a method
        return {"version_id_col": cls.version}


def new_random_ref() -> str:
    """A ref of 12 hexadecimal digits such as `4F7A-09C3-B21E`."""
    digits = secrets.token_hex(6).upper()
    return "-".join((digits[:4], digits[4:8], digits[8:]))


class HasRef:
    """A record that nobody refers to by name, such as feedback or an absence, with a ref to identify it in a workbook.

    The ref is random, so that records of two stores never share one.
    """

    ref: Mapped[str] = mapped_column(String(40), unique=True, default=new_random_ref)
