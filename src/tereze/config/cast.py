# SPDX-License-Identifier: EUPL-1.2
"""The cast of the demonstration: people who do not exist, and how to sign in as them.

Without Django, so that the greeting of `tereze up` has it at once; `demo.py` brings them in.
"""

from datetime import date

from tereze.people.types import Person

STAFF_PASSWORD = "open-the-window"  # noqa: S105 (everybody may know it: it exists in demonstrations only)

#: Names from the world of windows, so that nobody takes them for real people.
RESIDENTS = (
    Person(
        name="Айна Терезеқызы Жарықова",
        born=date(1988, 3, 14),
        sex="female",
        phone="+77000000001",
        address="Түркістан, Терезе көшесі 1",
        home="KZ-61",
        household="Терезе көшесі 1",
        language="kk",
    ),
    Person(
        name="Оконников Пример Образцович",
        born=date(1952, 11, 2),
        sex="male",
        phone="+77000000002",
        address="Түркістан, Терезе көшесі 2",
        home="KZ-61",
        household="Терезе көшесі 2",
        language="ru",
    ),
    Person(
        name="Pəncərə Nümunə qızı Işıqlı",
        born=date(1995, 7, 21),
        sex="female",
        phone="+77000000003",
        address="Түркістан, Терезе көшесі 3",
        home="KZ-61",
        language="az",
    ),
)
CHILD = Person(
    name="Жарық Терезеұлы Жарықов",
    born=date(2012, 5, 9),
    sex="male",
    home="KZ-61",
    household="Терезе көшесі 1",
)

#: Mother and daughter in Baku, who share a phone; there people ask by message and messenger.
BAKU_RESIDENTS = (
    Person(
        name="Nərgiz Pəncərəli",
        born=date(1991, 9, 5),
        sex="female",
        phone="+994500000001",
        address="Bakı, Pəncərə küçəsi 1",
        home="AZ-BA",
        household="Pəncərə küçəsi 1",
        language="az",
    ),
    Person(
        name="Günəş Pəncərəli",
        born=date(1953, 2, 17),
        sex="female",
        phone="+994500000001",
        address="Bakı, Pəncərə küçəsi 1",
        home="AZ-BA",
        household="Pəncərə küçəsi 1",
        language="az",
    ),
)
