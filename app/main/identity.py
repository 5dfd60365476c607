"""The device's identity over its life: provisioned once, renewed at two thirds, rolled back."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.adapters.identity.folder import IdentityFolder
from app.adapters.identity.request import check_answer, csr, new_key
from app.adapters.mqtt.claim import Issued
from app.adapters.mqtt.tls import TlsFiles
from app.adapters.store.copies import change_device_id
from app.adapters.store.store import Store
from app.core.errors import HabitacleError
from app.core.ids import device_id
from app.features.sync.domain.reasons import Trouble
from app.features.sync.domain.state import Status

_LOG = logging.getLogger(__name__)
_NEW = "new"
"""Common name in the request of a car that has no id yet."""
_HOPELESS = frozenset(trouble.value for trouble in Trouble if trouble.lasting)


class Provisioner(Protocol):
    """Who answers certificate requests; `request` blocks, HabitacleError when it cannot.

    Over MQTT with a claim certificate, or EST (RFC 7030), or a cloud's fleet provisioning.
    """

    def request(self, csr: bytes) -> Issued:
        """A certificate for *csr* (PEM)."""


class IdentityKeeper:
    """Decides which certificate is used; *changed* makes the link look at it again.

    `provision` and `renew` block on the network: call them on a worker thread.
    """

    def __init__(
        self,
        folder: IdentityFolder,
        provisioner: Callable[[TlsFiles], Provisioner],
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._provisioner = provisioner
        self._now = now
        self._changed = changed

    def needs_identity(self) -> bool:
        """Whether the car has no certificate, but a claim to get one."""
        return self._folder.device_id() is None and self._folder.claim() is not None

    def provision(self) -> str:
        """Get the first identity with the claim; the device id. It is on trial until it connects.

        HabitacleError when there is no claim or no answer of use.
        """
        claim = self._folder.claim()
        if claim is None:
            raise HabitacleError("This car has no identity and no claim certificate; see a dealer.")
        return self._ask(claim, _NEW)

    def renewal_due(self) -> bool:
        """Whether two thirds of the certificate's life are over and no new one is on trial."""
        validity = self._folder.validity()
        if validity is None or self._folder.on_trial:
            return False
        return self._now() >= validity.renew_at()

    def renew(self) -> None:
        """Get a new certificate with the one in use; both are kept until it has connected."""
        device = self._folder.device_id()
        if device is None:
            raise HabitacleError("There is no identity to renew.")
        self._ask(self._folder.files(), device)
        self._changed()

    def on_status(self, status: Status) -> None:
        """The link told how it is: that decides about a certificate on trial."""
        if not self._folder.on_trial:
            return
        if status.link == "up":
            self._folder.confirm()
            _LOG.info("the new certificate connects; the old one is destroyed")
        elif status.last_error in _HOPELESS and self._folder.device_id() is not None:
            self._folder.roll_back()
            _LOG.warning("the new certificate is refused; back to the old one")
            self._changed()

    def _ask(self, files: TlsFiles, name: str) -> str:
        key = new_key()
        issued = self._provisioner(files).request(csr(key, name))
        if name not in {_NEW, issued.device}:
            raise HabitacleError("The certificate sent for this device names another one.")
        self._folder.propose(key, check_answer(key, issued.certificates, issued.device))
        return issued.device


def hand_back(store: Store, folder: IdentityFolder | None) -> None:
    """The car changes hands: its certificates are destroyed, its id becomes another random one.

    With certificates a new id comes with the next claim. HabitacleError when the disk refuses.
    """
    if folder is not None:
        folder.hand_back()
    fresh = device_id(secrets.randbits(128))
    store.device.write(lambda connection: change_device_id(connection, fresh)).result()
    store.device_id = fresh
