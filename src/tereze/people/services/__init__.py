# SPDX-License-Identifier: EUPL-1.2
"""Writing about people: the border of the room for everybody above it.

Every service is one transaction: lock, check, write, audit, event. `actor` is how the audit trail
names who did it: "resident:…", "staff:7", "door:3", "command-line".
"""

from tereze.people.roles import ensure_roles
from tereze.people.services.dependants import (
    add_dependant,
    confirm_dependant,
    remove_dependant,
)
from tereze.people.services.importing import import_residents
from tereze.people.services.mandates import (
    accept_mandate,
    count_permit_asked,
    delete_old_mandates,
    give_mandate,
    give_mandate_for_resident,
    revoke_mandate,
    revoke_mandate_for_resident,
    use_mandate,
)
from tereze.people.services.organisations import (
    add_organisation,
    add_representative,
    answer_application,
    apply_organisation,
    bring_in_workers,
    change_organisation,
    close_organisation,
    delegate,
    end_representative,
    hold_organisation,
)
from tereze.people.services.resealing import reseal_residents
from tereze.people.services.residents import (
    change_phone,
    declare_resident,
    erase_resident,
    register_at_counter,
    register_resident,
    set_language,
    verify_resident,
)
from tereze.people.services.searching import index_names, search_residents_by_name
from tereze.people.services.sign_in import (
    check_sign_in_code,
    delete_expired_codes,
    send_sign_in_code,
    try_sign_in_code,
)
from tereze.people.services.staff import (
    add_staff,
    change_own_password,
    check_staff_password,
    close_demo_staff,
    close_staff,
    ensure_demo_staff,
    set_staff_password,
)

__all__ = [
    "accept_mandate",
    "add_dependant",
    "add_organisation",
    "add_representative",
    "add_staff",
    "answer_application",
    "apply_organisation",
    "bring_in_workers",
    "change_organisation",
    "change_own_password",
    "change_phone",
    "check_sign_in_code",
    "check_staff_password",
    "close_demo_staff",
    "close_organisation",
    "close_staff",
    "confirm_dependant",
    "count_permit_asked",
    "declare_resident",
    "delegate",
    "delete_expired_codes",
    "delete_old_mandates",
    "end_representative",
    "ensure_demo_staff",
    "ensure_roles",
    "erase_resident",
    "give_mandate",
    "give_mandate_for_resident",
    "hold_organisation",
    "import_residents",
    "index_names",
    "register_at_counter",
    "register_resident",
    "remove_dependant",
    "reseal_residents",
    "revoke_mandate",
    "revoke_mandate_for_resident",
    "search_residents_by_name",
    "send_sign_in_code",
    "set_language",
    "set_staff_password",
    "try_sign_in_code",
    "use_mandate",
    "verify_resident",
]
