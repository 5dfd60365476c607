"""What came with a message, out of paho's words."""

from paho.mqtt.client import MQTTMessage

from app.features.sync.domain.properties import JSON, Properties


def properties_in(message: MQTTMessage) -> Properties:
    """Its MQTT 5 properties; a message that names no content type is JSON."""
    said = vars(message.properties) if message.properties is not None else {}
    return Properties(
        content_type=said.get("ContentType", JSON),
        retain=message.retain,
        response_topic=said.get("ResponseTopic"),
        correlation=said.get("CorrelationData"),
        user=dict(said.get("UserProperty", ())),
    )
