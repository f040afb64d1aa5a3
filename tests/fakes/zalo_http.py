"""HTTP under the Zalo fake: decodes what the API takes, plays the faults of a network."""

import json
import re
import socket
from collections.abc import Callable
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

_PATH = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>[^/]+)")


class Cut(Exception):
    """End the connection without an answer."""


Reply = tuple[int, str, bytes]
"""HTTP status, content type, body."""


class Platform(Protocol):
    def answer(
        self, verb: str, token: str, method: str, content_type: str, parameters: dict[str, Any]
    ) -> Reply: ...

    def file(self, path: str) -> Reply: ...


def decoded(query: str, content_type: str, body: bytes) -> dict[str, Any]:
    """The parameters, from wherever the API takes them: query, form, JSON or multipart."""
    found: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" and body.strip():
        found |= json.loads(body)
    elif kind == "multipart/form-data":
        whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=HTTP)
        for part in whole.iter_parts():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            found[str(part.get_param("name", header="content-disposition"))] = content.decode().rstrip("\r\n")
    else:
        found |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return found


def serve(platform: Platform, port: int) -> ThreadingHTTPServer:
    """A server bound to loopback, not yet running."""

    class Handler(_Handler):
        pass

    Handler.platform = platform
    server = _Server(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is nothing to print about."""


class _Handler(BaseHTTPRequestHandler):
    platform: Platform
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _serve(self, body: bytes) -> None:
        try:
            self._reply(*self._answered(body))
        except Cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _answered(self, body: bytes) -> Reply:
        url = urlsplit(self.path)
        match = _PATH.fullmatch(url.path)
        if match is None:
            return self.platform.file(url.path)
        content_type = self.headers.get("Content-Type") or ""
        parameters = decoded(url.query, content_type, body)
        return self.platform.answer(self.command, match["token"], match["method"], content_type, parameters)

    def _reply(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    log_message: Callable[..., None] = lambda *_: None
