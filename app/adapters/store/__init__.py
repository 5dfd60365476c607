"""SQLite files of one data folder and the repositories on them (sync.md, section 10)."""

from app.adapters.store.alerts import AlertRepository
from app.adapters.store.consents import ConsentRepository
from app.adapters.store.database import Database
from app.adapters.store.ledger import Ledger
from app.adapters.store.orders import OrderRepository
from app.adapters.store.outbox import Outbox
from app.adapters.store.store import Store

__all__ = [
    "AlertRepository",
    "ConsentRepository",
    "Database",
    "Ledger",
    "OrderRepository",
    "Outbox",
    "Store",
]
