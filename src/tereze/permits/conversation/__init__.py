# SPDX-License-Identifier: EUPL-1.2
"""Asking for permits by message: the conversation of `messaging`, with the rules in force.

What is offered and asked comes from the order, in the person's language; what is said goes to the same
services as what is typed into a page. A talk is kept between two messages, sealed, and belongs to the
person and not to the wire: begun by SMS, it can be finished in Telegram.

Whoever writes is known by a phone that the wire vouches for and the register has on record. Others may
ask for the document that they type, as a family with one phone does; they hear about its holder nothing
but the answer (`rules`).
"""
