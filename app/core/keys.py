"""Where keys live, as a port: a file on a desk, a secure element in a car."""

from typing import Protocol

DATABASE_KEY_BYTES = 32


class KeyStore(Protocol):
    """Keys by name, one a database file, so that erasing a profile can destroy its key.

    HabitacleError when a key cannot be read, made or trusted.
    """

    def knows(self, name: str) -> bool:
        """Whether there is a key *name* already."""

    def database_key(self, name: str = "device") -> bytes:
        """The 32 random bytes of *name*, made on first use."""

    def seal(self, name: str, data: bytes) -> bytes:
        """*data* encrypted and authenticated for *name*."""

    def unseal(self, name: str, sealed: bytes) -> bytes:
        """What was sealed for *name*; ValueError when it was not, or was changed."""

    def destroy(self, name: str) -> None:
        """Forget the key for good: what it protected is gone with it."""
