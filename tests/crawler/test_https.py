"""https pages come through a proxy's CONNECT, whatever their certificate says."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.archive import open_archive
from loopback import Reply, Web
from trial import HOME, crawled, unseen


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    """A certificate that is self-signed, expired and made out to somebody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody.else")])
    day = datetime.now(UTC)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
                   .not_valid_before(day - timedelta(days=20)).not_valid_after(day - timedelta(days=10)).sign(key, hashes.SHA256()))
    path = tmp_path / "server.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(path)
    return made


class Tunnelling(Web):
    """A web whose proxy also answers CONNECT, with TLS of its own."""

    context: ssl.SSLContext

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            await writer.start_tls(self.context)
            self.tunnels.append(head.split()[1].decode())
        else:
            reader._buffer[:0] = head  # give it back
        await super()._serve(reader, writer)


def test_https_pages_are_crawled_and_http_links_follow_the_scheme_that_answers(tmp_path: Path, context: ssl.SSLContext) -> None:
    secure = "https://www.t.edu.cn/"
    pages = {
        HOME: lambda asked: Reply("", 301, headers={"Location": secure}) if not asked.secure else Reply("<a href='http://www.t.edu.cn/a.htm'>甲</a>"),
        HOME + "a.htm": "甲的正文",
    }
    with Tunnelling(pages) as web:
        web.context, web.tunnels = context, []
        config, facts = crawled(tmp_path, web)
        fetched = {f.url: f.status for f in open_archive(config).fetches()}
        assert fetched[secure] == 200 and fetched[HOME] == 301
        assert fetched[secure + "a.htm"] == 200 and HOME + "a.htm" not in fetched
        assert set(web.tunnels) == {"www.t.edu.cn:443"} and facts.complete and not unseen(config)
