# SPDX-License-Identifier: EUPL-1.2
"""Phone numbers as people write them, turned into the one form that is compared and stored."""

import phonenumbers

from tereze.people.errors import BadPhone


def read_phone(raw: str, *, region: str) -> str:
    """The number in E.164. `region` (ISO 3166-1) is where a number without + is dialled.

    >>> read_phone("8 (701) 123-45-67", region="KZ")
    '+77011234567'
    >>> read_phone("050 123 45 67", region="AZ")
    '+994501234567'
    >>> read_phone("+44 20 7946 0018", region="KZ")
    '+442079460018'

    Only the length is judged: new ranges of numbers are given out faster than libraries learn of
    them, and a number that does not exist does no harm: the code sent there never comes back.
    """
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        raise BadPhone(field="phone") from None
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise BadPhone(field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
