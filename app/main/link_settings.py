"""The configuration's words about the link, as the backend takes them."""

from app.adapters.identity.folder import IdentityFolder
from app.core.errors import HabitacleError
from app.main.backend import LinkSettings
from app.main.config import Config


def link_settings(config: Config) -> LinkSettings:
    """How to reach the broker of *config*; HabitacleError when it names none."""
    if config.broker is None:
        raise HabitacleError("There is no broker in the configuration.")
    folder = None
    if config.identity is not None and config.authority is not None:
        folder = IdentityFolder(config.identity, config.authority)
    return LinkSettings(
        config.broker, config.data_dir, folder, config.broker_profile, config.issuer_keys
    )
