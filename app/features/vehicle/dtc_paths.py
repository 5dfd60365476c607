"""Signals that the car check gives."""

DTC_LIST = "Vehicle.Diagnostics.DTCList"
DTC_COUNT = "Vehicle.Diagnostics.DTCCount"
DTC_RECORDS = "Vehicle.Habitacle.DTC.Records"
DTC_PATHS = (DTC_LIST, DTC_COUNT, DTC_RECORDS)
