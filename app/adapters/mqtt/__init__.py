"""MQTT 5 over paho: the only importer of it."""

from app.adapters.mqtt.address import BrokerAddress, parse_broker_url
from app.adapters.mqtt.client import MqttClient
from app.adapters.mqtt.limits import TopicLimits
from app.adapters.mqtt.tls import Tls, TlsFiles
from app.adapters.mqtt.transport import MqttTransport, Wire

__all__ = [
    "BrokerAddress",
    "MqttClient",
    "MqttTransport",
    "Tls",
    "TlsFiles",
    "TopicLimits",
    "Wire",
    "parse_broker_url",
]
