"""The messages the specification lists (synchronisation, section 13), row by row.

topic | types | purpose | priority | life in seconds | largest payload | A acting, C coalesced
"""

from typing import NamedTuple

DAY = 86_400
_UP = """
up/state|state|P1|-|604800|512|
up/cmdack|cmdack|P1|-|3600|512|
up/withdraw/{purpose}/{recipient}|consent.withdrawn|{purpose}|0|-|512|
up/roadside/{assistance}|roadside.call|P14|1|600|2048|
up/order/{partner}|order.stop order.cancel|P7|1|86400|1024|
up/order/{partner}|order.quote order.extend|P7|3|60|2048|
up/order/{partner}|order.place|P7|3|60|4096|
up/order/{partner}|order.state_request|P7|3|60|512|
up/order/{partner}|order.contract_withdrawal order.dispute|P7|4|-|4096|
up/payment/{psp}|payment.authorise payment.proof|P7|2|120|4096|
up/appointment/{workshop}|appointment.request appointment.choose appointment.confirm|P3|3|60|8192|
up/appointment/{workshop}|appointment.cancel|P3|1|-|1024|
up/maintenance/{workshop}|maintenance.record|P3|6|2592000|16384|
up/score/{insurer}|score.report|P5|6|2592000|2048|
up/loyalty/{operator}|loyalty.claim loyalty.burn|P10|5|2592000|2048|
up/profile/{part}|profile.part profile.consents|P13|7|2592000|16384|C
up/entitlement|entitlement.request entitlement.use|P7|4|2592000|1024|
up/ota/manifest|update.version_manifest|P1|5|2592000|16384|C
up/update/currentstate|kanto.currentstate|P1|5|86400|16384|C
up/update/desiredstatefeedback|kanto.desiredstatefeedback|P1|5|86400|16384|
up/update/ownerconsentfeedback|kanto.ownerconsentfeedback|P1|4|86400|16384|
up/update/result|update.result|P1|5|-|4096|
up/share/{grant}|share.samples share.gap|P15|8|2592000|65536|
up/grant/{thirdparty}|share.grant|P15|6|-|2048|
up/grant/{thirdparty}|share.stop|P15|0|-|2048|
v1/claim/up/csr/{nonce}|provisioning.csr|P1|-|300|4096|
anon/nearby|nearby.request|P6|3|60|4096|
anon/offers/{partner}|offers.count|P9|9|2592000|4096|
anon/usage|usage.stats|P11|9|2592000|4096|
"""
_DOWN = """
down/receipt|receipt||-|3600|16384|
down/hello|hello||-|3600|16384|
down/resp|response||-|60|16384|
down/cmd|command.run||-|86400|4096|A
down/order|order.state||-|-|8192|A
down/payment|payment.step_up||-|120|2048|A
down/session|session.update||-|300|2048|C
down/appointment|appointment.offer||-|86400|16384|
down/appointment|appointment.confirmed appointment.changed||-|86400|16384|A
down/offers|offers.catalogue||-|604800|196608|C
down/loyalty|loyalty.entry||-|-|2048|A
down/profile/{part}|profile.part||-|2592000|16384|C
down/entitlement|entitlement.token||-|-|4096|
down/entitlement|entitlement.revoked||-|-|4096|A
down/ota/notify|update.notify||-|86400|1024|
down/ota/chunk|update.chunk||-|3600|180224|
down/update/desiredstate|kanto.desiredstate||-|86400|16384|
down/update/desiredstate/command|kanto.command||-|86400|16384|
down/update/currentstate/get|kanto.currentstate_get||-|86400|16384|
down/update/ownerconsent|kanto.ownerconsent||-|86400|16384|
down/proposal|proposal.user proposal.delegate||-|604800|4096|A
down/proposal|proposal.recipient proposal.owner_change||-|604800|4096|A
down/policy|policy.payment policy.gate||-|-|8192|A
v1/claim/down/cert/{nonce}|provisioning.certificate||-|300|16384|
"""


class Row(NamedTuple):
    topic: str
    purpose: str | None
    prio: int | None
    life_s: int | None
    max_bytes: int
    acting: bool
    coalesce: bool


def _number(text: str) -> int | None:
    return None if text == "-" else int(text)


def rows(*, up: bool) -> dict[tuple[str, str], Row]:
    """By topic and type."""
    found = {}
    for line in (_UP if up else _DOWN).split("\n"):
        if not line:
            continue
        topic, types, purpose, prio, life, size, marks = line.split("|")
        for kind in types.split():
            found[topic, kind] = Row(
                topic,
                purpose or None,
                _number(prio),
                _number(life),
                int(size),
                "A" in marks,
                "C" in marks,
            )
    return found
