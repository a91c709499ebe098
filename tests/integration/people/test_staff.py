# SPDX-License-Identifier: EUPL-1.2
"""Those who work here have a role, and the role the least that its work needs."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from tereze.core.errors import BadInput, NotAllowed
from tereze.core.models import AuditEntry
from tereze.people import roles, selectors, services
from tereze.people.errors import NameTaken
from tereze.people.models import Staff
from tereze.people.types import ROLES

pytestmark = pytest.mark.django_db


def add(now, name="aigerim", role="operator"):
    return services.add_staff(name=name, role=role, actor="test", now=now)


def test_a_first_password_signs_in(now, client: Client) -> None:
    facts, password = add(now)
    assert facts.roles == ("operator",)
    assert client.login(username="aigerim", password=password)


def test_a_name_is_given_once_whatever_its_capitals(now) -> None:
    add(now)
    with pytest.raises(NameTaken):
        add(now, name="Aigerim")


def test_a_name_is_no_sentence(now) -> None:
    with pytest.raises(BadInput):
        add(now, name="two words")


def test_who_left_signs_in_no_more_and_has_no_role(now, client: Client) -> None:
    _, password = add(now)
    facts = services.close_staff(name="aigerim", actor="test", now=now)
    assert (facts.active, facts.roles) == (False, ())
    assert not client.login(username="aigerim", password=password)
    assert [member.name for member in selectors.list_staff()] == ["aigerim"]


def test_demo_staff_exists_only_in_a_demo(now, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(NotAllowed):
        services.ensure_demo_staff(password="open-the-window", now=now)
    settings.DEMO = True
    for _ in range(2):
        members = services.ensure_demo_staff(password="open-the-window", now=now)
        assert {member.roles for member in members} == {(role,) for role in ROLES}


def test_when_the_demonstration_is_over_its_password_opens_nothing(
    now, settings: Settings, client: Client
) -> None:
    settings.DEMO = True
    services.ensure_demo_staff(password="open-the-window", now=now)
    _, own = add(now)
    settings.DEMO = False

    services.close_demo_staff(password="open-the-window", actor="test", now=now)

    assert [member.name for member in selectors.list_staff() if member.active] == ["aigerim"]
    assert client.login(username="aigerim", password=own)
    settings.DEMO = True
    services.ensure_demo_staff(password="open-the-window", now=now)
    assert client.login(username="operator", password="open-the-window")


def test_only_administrators_get_anything_in_the_django_admin() -> None:
    for role in ROLES:
        permissions = Group.objects.get(name=role).permissions
        assert permissions.exists() == (role == "administrator")


def test_no_role_may_change_residents_or_the_audit_trail_in_the_django_admin() -> None:
    administrator = Group.objects.get(name="administrator")
    for model in ("resident", "auditentry", "door"):
        codenames = administrator.permissions.filter(content_type__model=model).values_list(
            "codename", flat=True
        )
        assert list(codenames) == [f"view_{model}"]
    assert not administrator.permissions.filter(content_type__model="residentdocument").exists()


def test_a_permission_that_is_no_longer_granted_is_taken_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(roles._granted, "administrator", {"people.view_staff"})
    roles.ensure_roles()
    names = Group.objects.get(name="administrator").permissions.values_list("codename", flat=True)
    assert list(names) == ["view_staff"]


@pytest.mark.parametrize(
    "page", ["people/staff/", "people/resident/", "people/organisation/", "core/auditentry/"]
)
def test_an_administrator_opens_the_django_admin(
    client: Client, employ, register, iin, aru, page: str
) -> None:
    register()
    administrator = employ("administrator")
    administrator.is_staff = True
    administrator.save()
    client.force_login(administrator)
    response = client.get(f"/admin/{page}")
    assert response.status_code == 200
    assert aru.name not in response.content.decode()
    assert iin.number not in response.content.decode()


def test_an_administrator_can_not_make_or_become_a_superuser(client: Client, employ) -> None:
    administrator = employ("administrator")
    administrator.is_staff = True
    administrator.save()
    above = Staff.objects.create_superuser(username="above")
    client.force_login(administrator)
    page = client.get(f"/admin/people/staff/{employ('operator').pk}/change/").content.decode()
    assert 'name="groups"' in page
    assert 'name="is_superuser"' not in page
    assert client.get(f"/admin/people/staff/{above.pk}/password/").status_code == 403


# --- rights, set in the Django admin ----------------------------------------------------------------


@pytest.fixture
def administrator(employ) -> Staff:
    staff: Staff = employ("administrator")
    staff.is_staff = True
    staff.save()
    return staff


def set_rights(client: Client, whom: Staff, *groups: str, **more: str):
    """Send the admin's form as it stands, with these groups instead."""
    address = f"/admin/people/staff/{whom.pk}/change/"
    numbers = [Group.objects.get(name=name).pk for name in groups]
    said = {"username": whom.username, "date_joined_0": "2020-04-02", "date_joined_1": "09:00:00"}
    return client.post(address, {**said, "is_active": "on", "groups": numbers, **more})


def recorded(action: str) -> list[tuple[str, str, dict[str, object]]]:
    entries = AuditEntry.objects.filter(action=action)
    return [(entry.actor, entry.subject, entry.details) for entry in entries]


def test_who_gave_whom_which_role_is_on_record(client: Client, administrator, employ) -> None:
    operator = employ("operator")
    client.force_login(administrator)
    assert set_rights(client, operator, "operator", "duty-officer").status_code == 302
    assert roles.roles_of(operator) == ("operator", "duty-officer")
    assert recorded("staff-rights-set") == [
        (
            f"staff:{administrator.pk}",
            f"staff:{operator.pk}",
            {
                "before": {"groups": ["operator"]},
                "after": {"groups": ["duty-officer", "operator"]},
            },
        )
    ]


def test_what_is_no_right_is_not_recorded_as_one(client: Client, administrator, employ) -> None:
    operator = employ("operator")
    client.force_login(administrator)
    set_rights(client, operator, "operator", first_name="Aigerim")
    assert Staff.objects.get(pk=operator.pk).first_name == "Aigerim"
    assert recorded("staff-rights-set") == []


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_sets_their_own_rights(client: Client, administrator, is_superuser) -> None:
    administrator.is_superuser = is_superuser
    administrator.save()
    client.force_login(administrator)
    page = client.get(f"/admin/people/staff/{administrator.pk}/change/").content.decode()
    for right in ("groups", "is_superuser", "is_staff", "is_active", "user_permissions"):
        assert f'name="{right}"' not in page

    set_rights(client, administrator, "administrator", "duty-officer", is_superuser="on")

    assert administrator.groups.get().name == "administrator"
    assert Staff.objects.get(pk=administrator.pk).is_superuser == is_superuser
    assert recorded("staff-rights-set") == []


def test_setting_another_s_password_and_adding_staff_are_on_record(
    client: Client, administrator, employ
) -> None:
    operator = employ("operator")
    client.force_login(administrator)
    passwords = {"password1": "four windows", "password2": "four windows"}
    client.post(f"/admin/people/staff/{operator.pk}/password/", {**passwords, "password1": "x"})
    assert recorded("staff-password-set") == []
    client.post(f"/admin/people/staff/{operator.pk}/password/", passwords)
    assert [entry[:2] for entry in recorded("staff-password-set")] == [
        (f"staff:{administrator.pk}", f"staff:{operator.pk}")
    ]
    client.post(
        "/admin/people/staff/add/",
        {"username": "nurlan", "usable_password": "true", **passwords},
    )
    added = Staff.objects.get(username="nurlan")
    assert [entry[1] for entry in recorded("staff-added")] == [f"staff:{added.pk}"]


def test_an_administrator_of_a_demonstration_does_not_lock_the_others_out(
    client: Client, administrator, settings: Settings, now
) -> None:
    settings.DEMO = True
    services.ensure_demo_staff(password="open-the-window", now=now)
    operator = Staff.objects.get(username="operator")
    client.force_login(administrator)
    assert client.get(f"/admin/people/staff/{operator.pk}/password/").status_code == 403
    assert set_rights(client, operator).status_code == 403
    assert roles.roles_of(operator) == ("operator",)
