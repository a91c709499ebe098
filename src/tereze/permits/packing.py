# SPDX-License-Identifier: EUPL-1.2
"""What a decision was made of, made small before it is sealed.

It is kept with each permit and each refusal, and most of it is the same in all of them: the names of
the fields, and that nothing was said. So it is deflated (RFC 1951) against a text that holds all that
is usual, and a fifth is left: a nation's permits of two weeks fit on one small disk, and what fits
into memory is found without a disk. It has to come before sealing: what is sealed looks like chance,
and nothing makes that smaller.

How long a row is tells now a little of how usual the request was, to whoever keeps the database. The
open columns beside it tell more.
"""

import zlib

#: What is packed begins with the number of the text that it needs. JSON, as rows have it that were
#: written before this was, begins with "{".
_USUAL_1 = b"\x01"
_WINDOW_BITS = -12  # raw: no header, and no checksum, because the seal has a better one
_QUICKLY, _LITTLE_MEMORY = 1, 2

#: Never change this: no row could be opened any more. For a better one take the next number. What
#: occurs most stands last, where it is the nearest.
_USUAL = (
    '"ways_out":[{"kind":"purpose","purpose":"hour","at":null},{"kind":"appeal","purpose":null,'
    '"at":null},{"kind":"emergency"}],"facts":{"limit":1,"used":1,"until":"next_eligible":"rule":'
    '"legal_basis":"code":"quota-used","overlap","curfew","outside-hours","needs-a-day","regime":'
    '"turkistan-2020","az-8103","gr-13033","moscow-2020","dubai-2020","free":false,"key":"'
    '"employer":{"id":1,"sector":"health","food-supply","utilities","staff":100,"name":"plate":"'
    '"transport":"car","foot","certificate":"doctor-letter","work-letter","tags":["health-worker"],'
    '"purpose":"work-standing","funeral","treatment","medicine","medical","home":"AZ-BA","entry",'
    '"document_type":"az-id","passport","door":"sms","desk","employer","telegram","kiosk","app",'
    '{"applicant":{"age":40,"sex":"female","male","verified":true,"tags":[],"home":"KZ-61-TURKISTAN",'
    '"document_type":"kz-iin","document_tail":"0000"},"request":{"purpose":"needs","door":"web",'
    '"kind":null,"place":null,"starts_at":null,"minutes":null,"party":1,"plate":null,"transport":null,'
    '"distance_km":null,"certificate":null,"certificate_number":null,"employer":null},'
    '"ledgers":{"resident":[],"household":[],"phone":[]},"holders":{"resident":1,"household":2,'
    '"phone":3},"now":"2020-04-20T10:00:00Z","outcome":{"purpose":"needs","kind":"movement",'
    '"starts_at":"2020-04-20T10:00:00Z","ends_at":"2020-04-20T12:00:00Z","places":["KZ-61"],"party":1,'
    '"holders":["resident"],"free":false,"tallies":[],"within_km":null},"initials":"А. Б. В.",'
    '"document_digest":"AAAA","document_index":"AAAA"}'
).encode()


def pack(json: bytes) -> bytes:
    """JSON, made small.

    >>> packed = pack(b'{"applicant":{"age":40,"sex":"female","verified":true}}')
    >>> len(packed), unpack(packed)
    (10, b'{"applicant":{"age":40,"sex":"female","verified":true}}')
    """
    packer = zlib.compressobj(
        _QUICKLY, zlib.DEFLATED, _WINDOW_BITS, _LITTLE_MEMORY, zlib.Z_DEFAULT_STRATEGY, _USUAL
    )
    return _USUAL_1 + packer.compress(json) + packer.flush()


def unpack(packed: bytes) -> bytes:
    """The JSON again; JSON that never was packed stays as it is.

    >>> unpack(b'{"age":40}')
    b'{"age":40}'
    """
    if packed[:1] != _USUAL_1:
        return packed
    return zlib.decompressobj(_WINDOW_BITS, _USUAL).decompress(packed[1:])
