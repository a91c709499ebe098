# SPDX-License-Identifier: EUPL-1.2
"""Document numbers: their form, their check digit, and what a number itself tells.

Most first messages of a real service fail by one wrong character. A check digit finds it before a
register is asked, and the person hears which kind of mistake it was.

Patterns come from packs, so from strangers. They run on pydantic's regular expressions, which are
Rust's and take linear time: no pattern, however it is nested, can hold up a request.
"""

import importlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Annotated, Any, TypeAlias

from pydantic import StringConstraints, TypeAdapter, ValidationError
from pydantic_core import SchemaError

from tereze.packs.errors import CheckDigitWrong, NumberFormWrong
from tereze.packs.types import DocumentType, NamedCheck, Sex, WeightedCheck

Check: TypeAlias = Callable[[str], bool]

LONGEST_NUMBER = 40
LONGEST_PATTERN = 200

_KZ_IIN = WeightedCheck(
    weights=tuple(range(1, 12)),
    modulus=11,
    rounds=((*range(3, 12), 1, 2),),
)
#: Unicode's categories of spaces, control and format characters, and hyphens of all lengths.
_LEFT_OUT = ("Zs", "Cc", "Cf", "Pd")
#: Cyrillic, Greek and Turkish capitals that look like Latin ones, and the dot of a small i.
_LOOK_LATIN = (
    str.maketrans("АВЕЅІЈКМНОРСТУҮХ", "ABESIJKMHOPCTYYX")
    | str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
    | str.maketrans("İ", "I", "\N{COMBINING DOT ABOVE}")
)
#: python-stdnum's modules for checks that are known by a standard's name
_STANDARDS: Mapping[str, str] = {
    "luhn": "luhn",
    "verhoeff": "verhoeff",
    "damm": "damm",
    "iso7064-mod-11-10": "iso7064.mod_11_10",
    "iso7064-mod-11-2": "iso7064.mod_11_2",
    "iso7064-mod-97-10": "iso7064.mod_97_10",
}
#: "lv.pk", "in_.aadhaar": a country and a number, and nothing that leads elsewhere
_STDNUM_NAME = re.compile(r"[a-z]{2}_?\.[a-z][a-z0-9_]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class BirthAndSex:
    """What a document's number itself tells about its holder."""

    born: date
    sex: Sex


def check_number(document_type: DocumentType, text: str) -> str:
    """The number as it is stored and compared; raises `DocumentNumberWrong` when it can't be one.

    >>> iin = DocumentType(
    ...     pattern="[0-9]{12}", example="850101150019", check=NamedCheck(named="kz-iin")
    ... )
    >>> check_number(iin, "850101 150019")
    '850101150019'
    >>> check_number(iin, "850101150010")
    Traceback (most recent call last):
        ...
    tereze.packs.errors.CheckDigitWrong: One character of the number must be wrong: ...
    """
    number = normalise_number(text, pattern=document_type.pattern)
    if len(number) > LONGEST_NUMBER or not matches_pattern(document_type.pattern, number):
        raise NumberFormWrong(field="number")
    if document_type.check is not None and not find_check(document_type.check)(number):
        raise CheckDigitWrong(field="number")
    return number


def normalise_number(text: str, *, pattern: str = "") -> str:
    """Capital letters and digits as a machine writes them; spaces, hyphens and dots taken out.

    >>> normalise_number(" aze 1234-5678 "), normalise_number("12.345.678-k"), normalise_number("٤٢")
    ('AZE12345678', '12345678K', '42')

    Many people type a Latin number on the keyboard of their language. Letters that only look Latin
    become Latin, unless the document's pattern itself has letters of another alphabet:

    >>> normalise_number("аре1"), normalise_number("İ1"), normalise_number("II-ав1", pattern="[IА-Я]+1")
    ('APE1', 'I1', 'IIАВ1')
    """
    if text.isascii() and text.isalnum():
        return text.upper()  # nothing of the below concerns it, and most numbers come so
    kept = (
        character
        for character in unicodedata.normalize("NFKC", text).upper()
        if character != "." and unicodedata.category(character) not in _LEFT_OUT
    )
    number = "".join(str(unicodedata.decimal(character, character)) for character in kept)
    return number.translate(_LOOK_LATIN) if pattern.isascii() else number


def tail(number: str) -> str:
    """The last four characters: what rules that go by a digit may know of a number.

    >>> tail("850101150019")
    '0019'
    """
    return number[-4:]


def mask(number: str) -> str:
    """The number as it is shown: enough for its holder to know it, too little for anybody else.

    Never more than the last four characters, and never more than a third of them.

    >>> mask("850101150019"), mask("AA1234567"), mask("12")
    ('••••••••0019', '••••••567', '••')
    """
    shown = min(4, len(number) // 3)
    return "•" * (len(number) - shown) + number[len(number) - shown :]


def birth_and_sex(document_type: DocumentType, number: str) -> BirthAndSex | None:
    """Birth date and sex, where the number tells them; None where it does not.

    >>> iin = DocumentType(pattern="[0-9]{12}", example="850101150019", birth_from="kz-iin")
    >>> birth_and_sex(iin, "850101150019")
    BirthAndSex(born=datetime.date(1885, 1, 1), sex='male')
    """
    if document_type.birth_from != "kz-iin" or not re.fullmatch("[0-9]{6}[1-6][0-9]{5}", number):
        return None
    # The seventh digit holds century and sex: 1 and 2 the 1800s, 3 and 4 the 1900s, 5 and 6 the
    # 2000s; odd is male.
    century_and_sex = int(number[6])
    year = 1800 + (century_and_sex - 1) // 2 * 100 + int(number[:2])
    try:
        born = date(year, int(number[2:4]), int(number[4:6]))
    except ValueError:
        return None
    return BirthAndSex(born=born, sex="male" if century_and_sex % 2 else "female")


# --- Patterns -----------------------------------------------------------------------------------


def matches_pattern(pattern: str, number: str) -> bool:
    """Whether the whole number has the form."""
    try:
        _compiled(pattern).validate_python(number)
    except ValidationError:
        return False
    return True


def problem_of_pattern(pattern: str) -> str | None:
    """Why a pattern can't be used; None when it can."""
    if len(pattern) > LONGEST_PATTERN:
        return f"is longer than {LONGEST_PATTERN} characters"
    try:
        # By itself first: "a)|(b" is only whole between the parentheses that _compiled adds.
        TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
        _compiled(pattern)
    except SchemaError as error:
        reason = str(error).strip().splitlines()[-1].removeprefix("error: ").strip()
        return f"is no regular expression that can be used: {reason}"
    return None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> TypeAdapter[str]:
    return TypeAdapter(Annotated[str, StringConstraints(pattern=rf"\A(?:{pattern})\z")])


# --- Check digits -------------------------------------------------------------------------------


def find_check(check: NamedCheck | WeightedCheck) -> Check:
    """The check as a function of a normalised number; raises `LookupError` for an unknown name."""
    if isinstance(check, WeightedCheck):
        return lambda number: passes_weighted(check, number)
    return _named_check(check.named)


@lru_cache(maxsize=256)
def _named_check(name: str) -> Check:
    if own := _OWN.get(name):
        return own
    module = _STANDARDS.get(name)
    if module is None and _STDNUM_NAME.fullmatch(name):
        module = name
    if module is None:
        raise LookupError(name)
    try:
        # Only names that passed the pattern above reach the import, and only below stdnum.
        found: Any = importlib.import_module(f"stdnum.{module}")
        return _stdnum_check(found.is_valid)
    except (ImportError, AttributeError):
        raise LookupError(name) from None


def named_checks() -> list[str]:
    """The names that are not python-stdnum's own."""
    return [*_OWN, *_STANDARDS]


def _stdnum_check(is_valid: Callable[[str], object]) -> Check:
    return lambda number: bool(is_valid(number))


def passes_weighted(check: WeightedCheck, number: str) -> bool:
    """Whether the last character is the check digit of those before it.

    >>> passes_weighted(WeightedCheck(weights=(2, 1), modulus=10, complement=True), "125")
    False
    >>> passes_weighted(WeightedCheck(weights=(2, 1), modulus=10, complement=True), "126")
    True
    """
    body, last = number[:-1], number[-1:]
    if not re.fullmatch("[0-9]+", body) or len(body) != len(check.weights):
        return False
    return last != "" and last == _check_character(check, list(map(int, body)))


def _check_character(check: WeightedCheck, digits: list[int]) -> str | None:
    result = 10
    for weights in (check.weights, *check.rounds):
        remainder = sum(map(mul, digits, weights)) % check.modulus
        result = (check.modulus - remainder) % check.modulus if check.complement else remainder
        if result < 10:
            return str(result)
    return check.ten_is if result == 10 and check.ten_is != "refused" else None


def passes_kz_iin(number: str) -> bool:
    """Kazakhstan's individual number: the check digit. The first digits of most are a birth date,
    but the law does not promise it any more, so they refuse nobody.

    >>> passes_kz_iin("850101150019"), passes_kz_iin("850101150018")
    (True, False)
    """
    return passes_weighted(_KZ_IIN, number)


def passes_icao_9303(number: str) -> bool:
    """The check digit of machine-readable travel documents: weights 7, 3, 1; letters from A = 10.

    >>> passes_icao_9303("L898902C36"), passes_icao_9303("L898902C35")
    (True, False)
    """
    if not re.fullmatch("[0-9A-Z<]+[0-9]", number):
        return False
    values = (0 if character == "<" else int(character, 36) for character in number[:-1])
    return sum(v * (7, 3, 1)[place % 3] for place, v in enumerate(values)) % 10 == int(number[-1])


_OWN: Mapping[str, Check] = {"kz-iin": passes_kz_iin, "icao-9303": passes_icao_9303}
