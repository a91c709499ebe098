# SPDX-License-Identifier: EUPL-1.2
"""Signatures: any change of any file is found and named."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import assume, given
from hypothesis import strategies as st

from tereze.packs.errors import (
    FilesChanged,
    KeyUnreadable,
    NotSigned,
    SignatureWrong,
    SignerNotTrusted,
)
from tereze.packs.manifest import digest_of, write_manifest
from tereze.packs.reading import read_files
from tereze.packs.signing import (
    check_unchanged,
    make_key,
    read_trusted_keys,
    sign_files,
    signer_ids,
    verify_files,
)
from unit.packs.right_pack import FILES

KEY = make_key("City of Turkistan", None)
TRUSTED = read_trusted_keys(KEY.public)
SIGNED = {**FILES, **sign_files(FILES, KEY.private, None)}


def test_a_signed_pack_tells_who_signed_it():
    assert verify_files(SIGNED, TRUSTED).name == "City of Turkistan"
    assert signer_ids(SIGNED) == [KEY.id] == [TRUSTED[0].id]


def test_signing_does_not_change_the_digest():
    assert digest_of(SIGNED) == digest_of(FILES) == read_files(SIGNED).digest


def test_the_digest_does_not_depend_on_the_order_of_files():
    assert write_manifest(dict(reversed(FILES.items()))) == write_manifest(FILES)


@given(path=st.sampled_from(sorted(FILES)), data=st.data())
def test_a_changed_file_is_named(path, data):
    text = FILES[path]
    place = data.draw(st.integers(0, len(text)))
    changed = text[:place] + data.draw(st.text(max_size=3)) + text[place + 1 :]
    assume(changed != text)
    with pytest.raises(FilesChanged) as found:
        verify_files({**SIGNED, path: changed}, TRUSTED)
    assert found.value.changes == (f"{path} was changed",)


@given(path=st.sampled_from(sorted(FILES)))
def test_a_missing_file_is_named(path):
    files = {name: text for name, text in SIGNED.items() if name != path}
    with pytest.raises(FilesChanged) as found:
        verify_files(files, TRUSTED)
    assert found.value.changes == (f"{path} is missing",)


def test_an_added_file_is_named():
    with pytest.raises(FilesChanged) as found:
        check_unchanged({**SIGNED, "MORE.md": ""})
    assert found.value.changes == ("MORE.md was added",)


def test_a_rewritten_manifest_is_named_though_it_fits_the_files():
    files = {**SIGNED, "README.md": "another"}
    files["manifest.json"] = write_manifest(files)
    with pytest.raises(FilesChanged) as found:
        verify_files(files, TRUSTED)
    assert found.value.changes == ("README.md was changed", "manifest.json was changed")


def test_the_manifest_beside_the_envelope_may_be_left_out():
    files = {name: text for name, text in SIGNED.items() if name != "manifest.json"}
    assert verify_files(files, TRUSTED).id == KEY.id


def test_a_stranger_is_not_trusted():
    stranger = read_trusted_keys(make_key("Somebody", None).public)
    with pytest.raises(SignerNotTrusted):
        verify_files(SIGNED, stranger)
    with pytest.raises(SignerNotTrusted):
        verify_files(SIGNED, ())


def test_a_stranger_can_not_sign_under_a_trusted_keys_name():
    forged = sign_files(FILES, make_key("Somebody", None).private, None)
    envelope = json.loads(forged["manifest.dsse"])
    envelope["signatures"][0]["keyid"] = KEY.id
    with pytest.raises(SignerNotTrusted):
        verify_files({**FILES, "manifest.dsse": json.dumps(envelope)}, TRUSTED)


def test_one_trusted_signature_among_several_is_enough():
    other = sign_files(FILES, make_key("Somebody", None).private, None)
    envelope = json.loads(other["manifest.dsse"])
    envelope["signatures"] += json.loads(SIGNED["manifest.dsse"])["signatures"]
    signed_by = verify_files({**FILES, "manifest.dsse": json.dumps(envelope)}, TRUSTED)
    assert signed_by.id == KEY.id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"payload": 1}',
        '{"payload": "e30=", "payloadType": "x", "signatures": []}',
        '{"payload": "e30=", "payloadType": "x", "signatures": [1]}',
    ],
)
def test_a_broken_envelope_is_refused(text):
    with pytest.raises(SignatureWrong):
        verify_files({**FILES, "manifest.dsse": text}, TRUSTED)


@given(text=st.text())
def test_whatever_the_envelope_holds_it_is_refused_in_words(text):
    with pytest.raises(SignatureWrong):
        verify_files({**FILES, "manifest.dsse": text}, TRUSTED)


def test_an_envelope_around_something_else_is_refused():
    envelope = json.loads(SIGNED["manifest.dsse"])
    for payload in ("e30=", "bm8gSlNPTg==", "eyJmaWxlcyI6IDF9"):
        text = json.dumps({**envelope, "payload": payload})
        with pytest.raises(SignatureWrong, match="not a manifest"):
            verify_files({**FILES, "manifest.dsse": text}, TRUSTED)


def test_an_unsigned_pack_says_so():
    with pytest.raises(NotSigned):
        verify_files(FILES, TRUSTED)


# --- keys -----------------------------------------------------------------------------------------


def test_a_key_with_a_passphrase_needs_it():
    key = make_key("City", "secret words")
    assert "ENCRYPTED" in key.private
    assert sign_files(FILES, key.private, "secret words")
    for wrong in (None, "other words"):
        with pytest.raises(KeyUnreadable):
            sign_files(FILES, key.private, wrong)


def test_several_trusted_keys_lie_in_one_file():
    other = make_key("# Baku", None)
    keys = read_trusted_keys(f"{KEY.public}\n\n{other.public}")
    assert [key.name for key in keys] == ["City of Turkistan", "Baku"]
    bare = read_trusted_keys(KEY.public.partition("\n")[2])
    assert bare[0].name == KEY.id[:16]


@pytest.mark.parametrize(
    "text",
    ["", "no key", KEY.private, "-----BEGIN PUBLIC KEY-----\nxxxx\n-----END PUBLIC KEY-----"],
)
def test_a_file_without_readable_public_keys_is_refused(text):
    with pytest.raises(KeyUnreadable):
        read_trusted_keys(text)


def test_keys_of_another_kind_are_refused():
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(KeyUnreadable):
        read_trusted_keys(public.decode())
    with pytest.raises(KeyUnreadable):
        sign_files(FILES, private.decode(), None)
