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


def country_of(phone: str) -> str | None:
    """Where a number in E.164 is from (ISO 3166-1); None for those of no country.

    >>> country_of("+994501234567"), country_of("+77011234567"), country_of("8103")
    ('AZ', 'KZ', None)
    """
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(number)
    return region or phonenumbers.region_code_for_country_code(number.country_code or 0)
