# SPDX-License-Identifier: EUPL-1.2
"""Servers of messengers, made up: what vendors' emulators lack (pictures, limits, blocked bots,
secrets of webhooks, polling). Each remembers what it was asked and checks what the real one would.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from typing_extensions import override

Answer = tuple[int, Any]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request."""

    #: GET or POST
    verb: str
    path: str
    #: of a form or of JSON
    fields: dict[str, Any]
    #: name of the field → content
    files: dict[str, bytes]
    token: str

    @property
    def method(self) -> str:
        """The last part of the path: that is what these vendors call a method."""
        return self.path.rpartition("/")[2]


@dataclass
class Server:
    """A vendor's server; subclasses answer."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    #: answers that come before any other, by method; for what goes wrong
    next_answers: dict[str, list[Answer]] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def answer_next(self, method: str, *answers: Answer) -> None:
        self.next_answers.setdefault(method, []).extend(answers)

    def calls(self, method: str) -> list[Asked]:
        return [each for each in self.asked if each.method == method]

    def take(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if waiting := self.next_answers.get(asked.method):
            return waiting.pop(0)
        return self.answer(asked)


class Telegram(Server):
    """api.telegram.org."""

    token = "123456:AAH-token_of-the-tests"
    webhook: dict[str, Any]

    def __init__(self) -> None:
        super().__init__()
        self.webhook = {}
        self.updates: list[Any] = []
        self.messages = 100

    @override
    def answer(self, asked: Asked) -> Answer:
        if asked.path != f"/bot{self.token}/{asked.method}":
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        handler = getattr(self, f"do_{asked.method.lower()}", None)
        if handler is None:
            return 404, {"ok": False, "error_code": 404, "description": "Not Found"}
        result = handler(asked.fields, asked.files)
        return 200, {"ok": True, "result": result}

    def do_getme(self, fields: Any, files: Any) -> Any:
        return {"id": 123456, "is_bot": True, "first_name": "Рұқсат", "username": "ruqsat_bot"}

    def do_sendmessage(self, fields: Any, files: Any) -> Any:
        self.messages += 1
        return {"message_id": self.messages, "chat": {"id": int(fields["chat_id"])}, "date": 0}

    def do_sendphoto(self, fields: Any, files: Any) -> Any:
        assert files["photo"].startswith(b"\x89PNG")
        json.loads(fields["reply_markup"])
        return self.do_sendmessage(fields, files)

    def do_answercallbackquery(self, fields: Any, files: Any) -> Any:
        return True

    def do_editmessagereplymarkup(self, fields: Any, files: Any) -> Any:
        return {"message_id": int(fields["message_id"]), "chat": {"id": int(fields["chat_id"])}}

    def do_setwebhook(self, fields: Any, files: Any) -> Any:
        self.webhook = fields
        return True

    def do_deletewebhook(self, fields: Any, files: Any) -> Any:
        self.webhook = {}
        return True

    def do_getwebhookinfo(self, fields: Any, files: Any) -> Any:
        return {"url": self.webhook.get("url", ""), "pending_update_count": len(self.updates)}

    def do_getupdates(self, fields: Any, files: Any) -> Any:
        """What was confirmed by its offset is forgotten, the rest told again."""
        self.updates = [it for it in self.updates if it["update_id"] >= fields.get("offset", 0)]
        return self.updates


class Vk(Server):
    """api.vk.ru."""

    token = "vk1.a.token"

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, int] = {}
        self.servers: list[dict[str, Any]] = []
        self.unanswered: list[Any] = []
        self.events: list[Any] = []

    @override
    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/upload":
            assert asked.files["photo"].startswith(b"\x89PNG")
            return 200, {"server": 1, "photo": "[]", "hash": "abc"}
        if asked.path == "/poll":
            news, self.events = self.events, []
            return 200, {"ts": str(int(asked.fields["ts"]) + len(news)), "updates": news}
        if asked.fields.get("access_token") != self.token:
            return 200, self.error(5)
        handler = getattr(self, "do_" + asked.method.lower().replace(".", "_"))
        return 200, {"response": handler(asked.fields)}

    @staticmethod
    def error(code: int) -> Any:
        return {"error": {"error_code": code, "error_msg": "no", "request_params": []}}

    def do_messages_send(self, fields: Any) -> Any:
        return self.seen.setdefault(fields["random_id"], 700 + len(self.seen))

    def do_messages_getconversations(self, fields: Any) -> Any:
        return {"items": [{"last_message": it} for it in self.unanswered]}

    def do_photos_getmessagesuploadserver(self, fields: Any) -> Any:
        return {"upload_url": f"{self.url}/upload"}

    def do_photos_savemessagesphoto(self, fields: Any) -> Any:
        return [{"owner_id": -77, "id": 9, "access_key": "k"}]

    def do_groups_getbyid(self, fields: Any) -> Any:
        return {"groups": [{"id": 77, "name": "Рұқсат"}], "profiles": []}

    def do_groups_getcallbackconfirmationcode(self, fields: Any) -> Any:
        return {"code": "1a2b3c4d"}

    def do_groups_getcallbackservers(self, fields: Any) -> Any:
        return {"count": len(self.servers), "items": self.servers}

    def do_groups_addcallbackserver(self, fields: Any) -> Any:
        server = {key: fields[key] for key in ("url", "title", "secret_key")}
        self.servers.append({"id": 3, "status": "ok", **server})
        return {"server_id": 3}

    def do_groups_deletecallbackserver(self, fields: Any) -> Any:
        self.servers = [it for it in self.servers if str(it["id"]) != fields["server_id"]]
        return 1

    def do_groups_setcallbacksettings(self, fields: Any) -> Any:
        return 1

    def do_groups_setlongpollsettings(self, fields: Any) -> Any:
        return 1

    def do_groups_getlongpollserver(self, fields: Any) -> Any:
        return {"server": f"{self.url}/poll", "key": "k", "ts": "10"}


class Graph(Server):
    """graph.facebook.com, for a page and for a WhatsApp number."""

    token = "EAAG"

    @override
    def answer(self, asked: Asked) -> Answer:
        if asked.token != self.token:
            return 401, self.error(190)
        if asked.verb == "GET":
            return 200, {"id": asked.method, "name": "Рұқсат", "display_phone_number": "+7 727"}
        if asked.method == "media":
            assert asked.files["file"].startswith(b"\x89PNG")
            return 200, {"id": "99"}
        if asked.fields.get("messaging_product") == "whatsapp":
            return 200, {"messages": [{"id": f"wamid.{len(self.asked)}"}]}
        return 200, {"recipient_id": "24601", "message_id": f"m_{len(self.asked)}"}

    @staticmethod
    def error(code: int, subcode: int = 0) -> Any:
        kind = {"type": "OAuthException", "code": code, "error_subcode": subcode}
        return {"error": {"message": "no", **kind}}


@contextmanager
def serving(server: Server) -> Iterator[None]:
    """Let it answer at its url."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.respond()

        def do_POST(self) -> None:
            self.respond()

        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fields, files = _read(self.headers.get("Content-Type", ""), body)
            asked = Asked(
                verb=self.command,
                path=urlsplit(self.path).path,
                fields=fields,
                files=files,
                token=self.headers.get("Authorization", "").removeprefix("Bearer "),
            )
            status, answer = server.take(asked)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        @override
        def log_message(self, *parts: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        server.url = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield
        finally:
            listening.shutdown()
            thread.join()


def _read(content_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    if content_type.startswith("application/json"):
        return json.loads(body), {}
    if content_type.startswith("multipart/form-data"):
        return _read_parts(content_type, body)
    return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}


def _read_parts(content_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    fields: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename():
            files[name] = content
        else:
            fields[name] = content.decode()
    return fields, files
