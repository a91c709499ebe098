# SPDX-License-Identifier: EUPL-1.2
"""The call centre's desk: an operator with a caller on the line asks for a permit, in seconds.

Words: *call* (one conversation over the telephone, whoever began it), *operator* (who answers),
*line* (the operator's telephone, as the telephone system calls it), *caller*, *words to say* (what the
operator reads out in the caller's language), *answer* (what a call brought: a permit, a refusal, an
emergency pass, an appeal), *wrapping up* (writing down what a call was about), *calling back*.

Invariants: a call is one operator's, whoever presses at the same moment; the same press twice brings
one permit; no address tells a phone number or a name; whoever is opened in a call reads of it; the log of
calls says who called as long as the rule lets it, and no longer.

A room inside the room: it leans on permits, and nothing there leans on it.
"""
