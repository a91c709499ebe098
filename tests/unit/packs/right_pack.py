# SPDX-License-Identifier: EUPL-1.2
"""A small pack that is right, for tests that make one thing wrong in it."""

PACK = """\
pack: test-city
version: "1.0"
languages: [en]
publisher: Tests
"""

REGIME = """\
timezone: Asia/Almaty
legal_basis: {title: An act}
doors: [web, sms]
sms: {number: "8103", fields: [purpose, document]}
documents:
  kz-iin:
    pattern: "[0-9]{12}"
    example: "850101150019"
    check: {named: kz-iin}
    birth_from: kz-iin
places:
  - {code: KZ-61}
  - {code: KZ-61-TURKISTAN, within: KZ-61}
zones:
  - {code: KZ-LOCKED, places: [KZ-61-TURKISTAN]}
bars:
  - {id: over-65, when: {age: {at_least: 65}}, except_purposes: [work]}
counters:
  needs-a-day: {limit: 1, per: day}
purposes:
  - id: needs
    sms: ["2"]
    duration: {minutes: 120}
    hours: [{from: 08:00, until: "20:00"}]
    counters: [needs-a-day]
  - id: work
    duration: {until_end_of: order}
    employer: {sectors: [food]}
    certificate: {accepted: [letter]}
  - {id: emergency, emergency: true, duration: {minutes: 180}}
"""

TEXTS = """\
title: Permits
summary: Ask first.
purposes:
  needs: {title: Needs}
  work: {title: Work}
  emergency: {title: Danger to life}
places: {KZ-61: Turkistan Region, KZ-61-TURKISTAN: Turkistan, KZ-LOCKED: The locked city}
documents: {kz-iin: {title: IIN}}
certificates: {letter: {title: Letter}}
sectors: {food: Food}
rules:
  over-65: Please stay at home.
  needs-a-day: "You have used {used} of {limit}."
"""

SCENARIOS = """\
- name: Needs are granted.
  given: {now: 2020-04-06 09:00}
  when: {purpose: needs}
  expect: granted
"""

FILES = {
    "pack.yaml": PACK,
    "regime.yaml": REGIME,
    "texts/en.yaml": TEXTS,
    "scenarios.yaml": SCENARIOS,
    "README.md": "# Test city\n",
}
