"""Charging at an AC or DC point: power by charge level and the time that is left."""

from app.emulator.car.battery import interpolate
from app.emulator.car.model import Model
from app.emulator.car.settings import Plug

_SLICE = 0.01


def charging_power_w(model: Model, plug: Plug, soc: float) -> float:
    """Power at the battery terminals that charger and cells allow, W."""
    k = model.charging
    taper = k.dc_power_w * interpolate(k.taper_soc, k.taper, soc)
    if plug is Plug.DC:
        return taper
    return min(k.ac_power_w * k.ac_efficiency, taper) if plug is Plug.AC else 0.0


def time_to_complete_s(model: Model, plug: Plug, soc: float, limit: float) -> float:
    """Seconds until *limit* (0..1), summed over one-percent slices of the taper; 0 = done."""
    seconds = 0.0
    while plug is not Plug.NONE and soc < limit:
        step = min(_SLICE, limit - soc)
        power = charging_power_w(model, plug, soc + step / 2.0)
        seconds += 3600.0 * step * model.battery.capacity_wh / power
        soc += step
    return seconds
