# SPDX-License-Identifier: EUPL-1.2
"""What inspectors do with their page in a real browser, before a camera that sees what tests draw."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from acceptance.camera import Camera
from acceptance.inspector import (
    LEFT_ON_THE_DEVICE,
    PASSWORD,
    Shown,
    all_are_sent,
    ask,
    crossings,
    look_up,
    needs_reader,
    press,
    sign_in,
    start,
    sync,
    sync_until_sent,
    sync_until_taken_back,
    verdict,
)
from tereze.core import clock
from tereze.permits import codes, selectors, services
from tereze.permits.checkpoints import services as checkpoints
from tereze.permits.checkpoints.models import Crossing, Device
from tereze.permits.checkpoints.views import inspect
from tereze.permits.credential import ReceiptClaims, sign_receipt

# --- journeys ---------------------------------------------------------------------------------------


@needs_reader
def test_a_permit_is_scanned_confirmed_and_counted(
    phone: BrowserContext, instance: str, camera: Camera, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    camera.see(shown.text)
    assert verdict(page) == "Valid"
    facts = page.inner_text("#shown .facts")
    assert shown.permit.initials.replace(" ", "") in facts
    assert "Food and daily needs" in facts
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    camera.look_away()
    press(page, "Identity confirmed")
    all_are_sent(page)
    (crossing,) = Crossing.objects.all()
    assert (crossing.verdict, crossing.basis, crossing.passed) == ("valid", "permit", True)
    assert (crossing.code, crossing.direction, crossing.offline) == (shown.permit.code, "in", False)
    assert (crossing.lane, crossing.people) == (1, 1)


@needs_reader
def test_without_a_connection_it_starts_scans_and_tells_later_once(
    phone: BrowserContext, instance: str, camera: Camera, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    phone.set_offline(True)
    page.reload()
    expect(page.locator("#work")).to_be_visible()
    camera.see(shown.text)
    assert verdict(page) == "Valid"
    camera.look_away()
    press(page, "Identity confirmed")
    press(page, "Let pass, emergency")
    page.reload()
    expect(page.locator("[data-told=queue]")).to_have_text("Crossings to be sent: 2")

    is_online = False
    sent: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        if not is_online:
            route.abort()
            return
        answer = route.fetch()
        body: Any = route.request.post_data_json
        sent.append(len(body["crossings"]))
        if len(sent) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/api/v1/crossings", lose_the_first_answer)
    is_online = True
    with page.expect_event("requestfailed", lambda it: it.url.endswith("/crossings")):
        phone.set_offline(False)
        sync(page)
    sync_until_sent(page)
    assert sent == [2, 2]
    assert crossings() == [
        ("valid", "permit", True, shown.permit.code),
        ("none", "emergency", True, None),
    ]
    assert all(Crossing.objects.values_list("offline", flat=True))


@needs_reader
def test_what_the_camera_saw_before_a_code_was_typed_is_seen_anew(
    phone: BrowserContext, instance: str, camera: Camera, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    camera.see(shown.text)
    assert verdict(page) == "Valid"
    camera.look_away()
    press(page, "Next")
    look_up(page, "0000000" + codes.check_character("0000000"))
    assert verdict(page) == "Not in the list"
    camera.see(shown.text)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator("#shown .verdict h1")).to_have_text("Valid")


@needs_reader
def test_a_changed_qr_code_is_not_ours_and_is_turned_back(
    phone: BrowserContext, instance: str, camera: Camera, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    place = 120
    letter = "A" if shown.text[place] != "A" else "B"
    camera.see(shown.text[:place] + letter + shown.text[place + 1 :])
    assert verdict(page) == "Not ours"
    expect(page.locator("#shown .facts")).to_be_hidden()
    expect(page.get_by_role("button", name="Identity confirmed")).to_be_hidden()
    camera.look_away()
    press(page, "Turn back")
    all_are_sent(page)
    assert crossings() == [("not-ours", "none", False, None)]


def test_a_permit_that_was_taken_back_is_refused_without_a_connection(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    services.revoke_permit(code=shown.permit.code, why="given in error", actor="t", now=clock.now())
    sync_until_taken_back(page, shown.permit.code)
    phone.set_offline(True)
    look_up(page, shown.text)
    assert verdict(page) == "Withdrawn"
    press(page, "Next")
    look_up(page, shown.permit.code)
    assert verdict(page) == "Withdrawn"


def test_who_has_no_phone_is_found_by_code_document_and_plate(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    phone.set_offline(True)
    look_up(page, shown.permit.code.lower())
    assert verdict(page) == "Valid"
    press(page, "Next")
    (document,) = shown.holder.documents
    look_up(page, document.number, by=f"document {document.type}")
    assert verdict(page) == "Valid"
    assert shown.permit.initials.split(".")[0] in page.inner_text("#shown .facts")
    page.get_by_text("Compare the document's number").click()
    another = "1" if document.number.endswith("0") else "0"
    page.fill("#compare-number", document.number[:-1] + another)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("[data-told=compared]")).to_have_text("It is another document.")
    press(page, "Next")
    look_up(page, "000000000000", by=f"document {document.type}")
    expect(page.locator("#typed-error")).to_have_text("Nobody with this is in the list.")
    look_up(page, shown.permit.code[:-1] + "?")
    expect(page.locator("#typed-error")).to_contain_text("no such character")


def test_a_permit_that_is_newer_than_the_list_is_asked_for(
    phone: BrowserContext, instance: str, checkpoint: int
) -> None:
    page = sign_in(phone, instance)
    # One list comes and none after it, although it is asked for twice at the start.
    page.route("**/api/v1/checkpoint/list**", lambda route: route.abort())
    page.route("**/api/v1/checkpoint/list**", lambda route: route.continue_(), times=1)
    start(page)
    newer = ask(instance)
    look_up(page, newer.permit.code)
    assert verdict(page) == "Valid"
    press(page, "Next")
    phone.set_offline(True)
    look_up(page, newer.permit.code)
    assert verdict(page) == "Not in the list"


def test_a_receipt_of_an_outage_lets_pass(
    phone: BrowserContext, instance: str, checkpoint: int
) -> None:
    now = clock.now()
    ring = selectors.get_key_ring()
    receipt = sign_receipt(
        ReceiptClaims(
            issuer="localhost",
            number="00ff00ff00ff00ff",
            asked_at=now - timedelta(minutes=5),
            valid_until=now + timedelta(hours=2),
            purpose="needs",
            places=("KZ-61",),
            document_digest=bytes(3),
            request=b"",
        ),
        ring.active,
    )
    page = start(sign_in(phone, instance))
    look_up(page, receipt)
    assert verdict(page) == "Receipt holds"
    press(page, "Identity confirmed")
    all_are_sent(page)
    assert crossings() == [("valid", "receipt", True, None)]


def test_a_scanner_that_types_needs_no_camera(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    # Playwright's own keys come one call at a time, as slowly as a person's.
    page.evaluate(
        """(text) => {
          for (const key of [...text, "Enter"]) {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          }
        }""",
        shown.text,
    )
    assert verdict(page) == "Valid"


def test_a_phone_with_a_reader_of_its_own_uses_it(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    phone.add_init_script(
        f"""globalThis.BarcodeDetector = class {{
              static getSupportedFormats = async () => ["qr_code"];
              detect = async () => [{{ rawValue: {shown.text!r} }}];
            }};"""
    )
    page = sign_in(phone, instance)
    page.get_by_role("button", name="Start", exact=True).click()
    assert verdict(page) == "Valid"


def test_without_a_camera_it_says_so_and_codes_are_typed(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    phone.add_init_script("navigator.mediaDevices.getUserMedia = undefined;")
    page = start(sign_in(phone, instance))
    expect(page.locator("[data-told=camera]")).to_contain_text("There is no camera here.")
    look_up(page, shown.permit.code)
    assert verdict(page) == "Valid"


def test_nothing_waits_for_somebody_to_allow_the_camera(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    phone.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);"
    )
    page = start(sign_in(phone, instance))
    with page.expect_response("**/api/v1/checkpoint/list**"):
        sync(page)
    press(page, "Let pass")
    all_are_sent(page)


def test_when_the_server_closes_the_device_nothing_of_the_list_stays(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    # The gate believes for five seconds that a device is open; here it knows at once.
    page.route("**/api/v1/crossings", lambda route: route.fulfill(status=401))
    page.get_by_role("button", name="Let pass", exact=True).click()
    expect(page.locator("[data-note=over]")).to_be_visible()
    expect(page.locator("[data-note=unsent]")).to_contain_text(
        "Crossings that wait on this device: 1."
    )
    assert page.evaluate(LEFT_ON_THE_DEVICE) == {"kept": 0, "sealed": 0}

    (device,) = Device.objects.all()
    checkpoints.close_device(device_id=device.pk, actor="tests", now=clock.now())
    page.unroute("**/api/v1/crossings")
    start(page)
    all_are_sent(page)
    assert crossings() == [("none", "let-pass", True, None)]


def test_a_shift_that_is_ended_by_hand_leaves_nothing_and_gives_its_key_back(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    press(page, "Let pass")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="End the shift").click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    assert page.evaluate(LEFT_ON_THE_DEVICE) == {"kept": 0, "sealed": 0}
    assert not Device.objects.filter(closed_at=None).exists()
    assert crossings() == [("none", "let-pass", True, None)]


def test_the_list_lies_encrypted_and_its_key_can_not_be_read(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    kept = page.evaluate(
        """
        async () => {
          const database = await new Promise((resolve) => {
            const opening = indexedDB.open("tereze-inspector");
            opening.onsuccess = () => resolve(opening.result);
          });
          const get = (name) => new Promise((resolve) => {
            const getting = database.transaction("sealed").objectStore("sealed").get(name);
            getting.onsuccess = () => resolve(getting.result);
          });
          const [key, list] = [await get("key"), await get("list")];
          const text = new TextDecoder("latin1").decode(list.text);
          database.close();
          return [key.extractable, text.includes("tereze-list")];
        }
        """
    )
    assert kept == [False, False]


def test_the_share_to_check_follows_the_queue(
    phone: BrowserContext, instance: str, checkpoint: int
) -> None:
    page = start(sign_in(phone, instance))
    expect(page.locator("[data-told=sampling]")).to_have_text("Check everybody")
    for _ in range(10):
        page.get_by_role("button", name="Twenty more").click()
    expect(page.locator("[data-told=sampling]")).to_have_text(
        re.compile(r"Check 1 in \d: 200 vehicles wait")
    )


def test_a_clock_that_is_wrong_is_told_and_put_right(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = sign_in(phone, instance)
    page.clock.set_fixed_time(clock.now() + timedelta(hours=5))
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("[data-warn=clock]")).to_contain_text(
        re.compile(r"wrong by (29\d|300) minutes")  # less what the server took
    )
    look_up(page, shown.text)
    assert verdict(page) == "Valid"


def test_a_new_version_leaves_an_open_page_alone(
    phone: BrowserContext, instance: str, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = start(sign_in(phone, instance))
    monkeypatch.setattr(inspect, "_SHELL", inspect._SHELL[:-1])
    page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.update())")
    page.evaluate(
        """(async () => {
          const worker = await navigator.serviceWorker.ready;
          while (!worker.waiting) await new Promise(requestAnimationFrame);
        })()"""
    )
    phone.set_offline(True)
    page.reload()
    expect(page.locator("#work")).to_be_visible()
    look_up(page, shown.text)
    assert verdict(page) == "Valid"


def test_without_scripts_the_server_answers_for_a_typed_code(
    with_camera: Browser, instance: str, shown: Shown
) -> None:
    with with_camera.new_context(java_script_enabled=False, locale="en") as context:
        page = context.new_page()
        page.goto(instance + "/inspect/")
        page.fill("[name=name]", "inspector")
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        assert "counts no crossing" in page.inner_text("main")
        page.fill("#code", shown.permit.code)
        page.get_by_role("button", name="Check").click()
        assert page.inner_text(".verdict h1") == "Valid"
        assert shown.permit.initials in page.inner_text("main")
        page.fill("#code", "nonsense")
        page.get_by_role("button", name="Check").click()
        assert "a character is wrong or missing" in page.inner_text("main")


# --- the page itself ---------------------------------------------------------------------------------


def look(page: Page) -> None:
    """Is the screen good for everybody?"""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = """[...document.querySelectorAll("a, button, input, select, summary, .direction label")]
      .filter((it) => it.checkVisibility() && !it.closest(".direction label input"))
      .filter((it) => it.getBoundingClientRect().height < 44 && it.type !== "radio")
      .map((it) => it.outerHTML.slice(0, 80))"""
    assert page.evaluate(small) == []


def test_every_screen_is_good_for_everybody(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = sign_in(phone, instance)
    look(page)
    start(page)
    look(page)
    page.get_by_text("Menu", exact=True).click()
    look(page)
    page.get_by_role("button", name="Buttons for the other hand").click()
    page.get_by_text("Menu", exact=True).click()
    look_up(page, "7K3M")
    look(page)
    look_up(page, shown.permit.code)
    assert verdict(page) == "Valid"
    look(page)
    press(page, "Turn back")
    look_up(page, shown.text.replace("TZ1:", "TZ1:0"))
    assert verdict(page) == "Not ours"
    look(page)


def test_the_longest_words_fit_on_a_small_phone(
    with_camera: Browser, instance: str, shown: Shown
) -> None:
    """Russian has the longest of them; the buttons stand side by side."""
    with with_camera.new_context(viewport={"width": 360, "height": 640}, locale="ru") as context:
        page = context.new_page()
        page.goto(instance + "/inspect/")
        page.fill("[name=name]", "inspector")
        page.fill("[name=password]", PASSWORD)
        page.locator("main form button").last.click()
        page.locator("[data-form=start] button").click()
        expect(page.locator("#work")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        look_up(page, shown.text.replace("TZ1:", "TZ1:0"))
        assert verdict(page) == "Не наш"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_offline_verdict_is_there_at_once(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    """How quick it is, the bench measures: with this, which is there once it is painted."""
    page = start(sign_in(phone, instance))
    phone.set_offline(True)
    look_up(page, shown.text)
    assert verdict(page) == "Valid"
    page.wait_for_function("() => performance.getEntriesByName('verdict').length === 1")
