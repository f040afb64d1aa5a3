"""The socket that people come to."""

import socket

from bot.listener import listener
from bot.settings import Settings


def test_an_answer_is_not_held_back_to_go_out_with_the_next() -> None:
    with listener(Settings(web_port=0)) as server, socket.create_connection(server.getsockname()):
        taken, _ = server.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
