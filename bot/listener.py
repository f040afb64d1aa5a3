"""The socket that people come to, and the address they type."""

import errno
import ipaddress
import socket

from bot.settings import Settings


class StartError(Exception):
    """The program cannot start; one line says why and what to do."""


def listener(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say. Raises StartError when it cannot."""
    host, port = settings.web_host.strip("[]"), settings.web_port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        server = socket.create_server(address, family=family, backlog=512)
        # Else an answer of two parts waits 40 ms for the browser's system to confirm the first; the
        # connections that are taken inherit it.
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"WEB_PORT: port {port} is taken by another program; stop it or write another port"
            ) from None
        raise StartError(
            f"WEB_HOST: cannot listen on {host}, port {port} ({error.strerror}); write another address"
        ) from None


def shown_url(settings: Settings, server: socket.socket) -> str:
    """Where a person on this machine, or everybody when there is PUBLIC_URL, can open the page."""
    if settings.public_url:
        return settings.public_url
    host, port = server.getsockname()[:2]
    address = ipaddress.ip_address(host)
    if address.is_unspecified:
        address = ipaddress.ip_address("127.0.0.1")
    return f"http://[{address}]:{port}" if address.version == 6 else f"http://{address}:{port}"
