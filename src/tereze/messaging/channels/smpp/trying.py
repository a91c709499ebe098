# SPDX-License-Identifier: EUPL-1.2
"""Trying a bind, to tell an operator whether the carrier lets us in. Nothing is sent.

What the carrier may bring meanwhile is not acknowledged, so it brings it again.
"""

from smpplib import consts

from tereze.messaging.channels.carrier import unreachable
from tereze.messaging.channels.channel import Finding
from tereze.messaging.channels.smpp.session import Bind, Broken, RefusedByCarrier, open_session

_WORDS = {
    consts.SMPP_ESME_RINVPASWD: "the password is wrong",
    consts.SMPP_ESME_RINVSYSID: "it does not know our name",
    consts.SMPP_ESME_RBINDFAIL: "the name or the password is wrong, or it knows us from elsewhere",
    consts.SMPP_ESME_RINVCMDID: "our account there is not for both ways (a transceiver)",
    consts.SMPP_ESME_RALYBND: "we are in already, and it lets a name in only so often; stop "
    "`tereze serve --carrier` to try",
}


async def try_bind(bind: Bind) -> Finding:
    """Bind, ask whether the other side lives, and leave."""
    server = f"{bind.host}:{bind.port}"
    try:
        session = await open_session(bind, deliver=lambda _: None)
        try:
            await session.enquire()
        finally:
            await session.end()
    except RefusedByCarrier as refused:
        why = _WORDS.get(refused.status, "it does not say why in words that we know")
        return Finding(is_good=False, word=f"{server} does not let us in: {why} ({refused}).")
    except (OSError, TimeoutError) as error:
        return unreachable(server, error)
    except Broken as broken:
        return Finding(is_good=False, word=f"{server} took the connection, but then: {broken}.")
    return Finding(is_good=True, word=f"{server} lets us in as {bind.system_id}, and answers.")
