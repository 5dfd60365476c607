"""MQTT 5 over paho: the only importer of it."""

from app.adapters.mqtt.address import BrokerAddress, parse_broker_url
from app.adapters.mqtt.client import MqttClient
from app.adapters.mqtt.transport import MqttTransport

__all__ = ["BrokerAddress", "MqttClient", "MqttTransport", "parse_broker_url"]
