"""Opening a connection to the relay: socket, greeting, TLS, login, all within one deadline."""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import BinaryIO

from .refusals import ChannelRefused, Lost
from .relayaddress import RelayAddress
from .replies import Moment, judge
from .watching import Watch

CONNECT_SECONDS = 10.0  # for one address of the relay's name


class WholeLines:
    """The relay's replies, whole ones only: smtplib would take the "250" of a reply cut short for a yes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readline(self, limit: int) -> bytes:
        line = self._file.readline(limit)
        return line if line.endswith(b"\n") or len(line) >= limit else b""

    def close(self) -> None:
        self._file.close()


class Line(smtplib.SMTP):
    """smtplib's client, its socket shown to the watch before the first byte is read."""

    def __init__(self, address: RelayAddress, watch: Watch) -> None:
        super().__init__(local_hostname=address.hello, timeout=watch.seconds_left)
        self._address, self._watch = address, watch
        self._host = address.host  # smtplib checks the certificate against it

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), min(CONNECT_SECONDS, timeout))
        plain.settimeout(timeout)
        self._watch.hold(plain)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host) if self._address.tls else plain

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = WholeLines(self.sock.makefile("rb"))
        return super().getreply()


def dial(address: RelayAddress, watch: Watch) -> Line:
    """A connection ready for MAIL FROM, or the refusal that says why there is none."""
    line = Line(address, watch)
    try:
        _open(line, address)
    except ssl.SSLCertVerificationError as error:
        line.close()
        raise ChannelRefused(f"The relay's certificate cannot be trusted: {error.verify_message}") from error
    except smtplib.SMTPNotSupportedError as error:
        line.close()
        raise ChannelRefused(f"The relay lacks what EMAIL_URL asks for: {error}") from error
    except smtplib.SMTPResponseException as error:
        line.close()
        judge(error.smtp_code, error.smtp_error, Moment.GREETING)
        raise Lost(str(error)) from error
    except BaseException:
        line.close()
        raise
    return line


def _open(line: Line, address: RelayAddress) -> None:
    judge(*line.connect(address.host, address.port), Moment.GREETING)
    line.ehlo_or_helo_if_needed()
    if address.starttls:
        line.starttls(context=ssl.create_default_context())
        line.ehlo_or_helo_if_needed()
    if address.user:
        _log_in(line, address)


def _log_in(line: Line, address: RelayAddress) -> None:
    try:
        line.login(address.user, address.password)
    except (smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected, smtplib.SMTPNotSupportedError):
        raise
    except smtplib.SMTPException as error:  # no way of logging in that both know
        raise ChannelRefused(f"The relay takes no login of ours: {error}") from error
