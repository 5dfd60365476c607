"""The names a scenario may use: signals, messages, languages, consents, displays."""

from app.core.catalogue import parse_catalogue
from app.core.errors import HabitacleError
from app.emulator.car.simulation import Simulation
from app.emulator.scenario.checking import Vocabulary
from app.features.consent.files import PrivacyData, load_privacy
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.contract_parts import Direction
from app.i18n.languages import PSEUDO, SOURCE
from app.main.config import parse_display
from app.main.desk import VEHICLE
from app.main.paths import ASSETS, TRANSLATIONS


def vocabulary() -> Vocabulary:
    """What this product and its simulated car know."""
    privacy = load_privacy(ASSETS)
    languages = {path.stem for path in (TRANSLATIONS / "po").glob("*.po")}
    return Vocabulary(
        car=Simulation(ASSETS / "vehicles" / VEHICLE),
        signals=parse_catalogue((ASSETS / "vss/catalogue.toml").read_text("utf-8")).keys(),
        messages=load_contract(ASSETS / "contract").types(Direction.UP),
        languages={*languages, *PSEUDO, SOURCE},
        check_display=parse_display,
        check_consent=lambda purpose, recipient: _check_consent(privacy, purpose, recipient),
    )


def _check_consent(privacy: PrivacyData, purpose: str, recipient: str) -> None:
    asked = [(p.id, r.id) for p, r in privacy.registry.askable()]
    if (purpose, recipient) not in asked:
        known = ", ".join(" ".join(pair) for pair in asked)
        raise HabitacleError(f"'{purpose} {recipient}' is no consent of: {known}.")
