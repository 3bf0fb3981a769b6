"""Who is let in: every way in which a token can be wrong gets one and the same answer."""

from __future__ import annotations

import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.testclient import TestClient

from baclofen.errors import InputRefused
from baclofen.service import Settings, create_app, serve
from baclofen.service.hooks import keys as published
from baclofen.service.trust import read_trust
from tests.hook_requests import RUNNING, asked, prefetch
from tests.people import TODAY, known

ISS, BASE = "https://ehr.example", "https://cds.example"
PATH = "/cds-services"
EC_KEY = ec.generate_private_key(ec.SECP384R1())
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = ec.generate_private_key(ec.SECP384R1())


def public(key: Any, kid: str) -> dict[str, Any]:
    algorithm = ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else RSAAlgorithm
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid}


class Publisher:
    """Keys behind an address on this machine, and how often they were asked for."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = [public(EC_KEY, "ec")]
        self.asked = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                body = json.dumps({"keys": outer.keys}).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks.json"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.stop()


@pytest.fixture
def trust(tmp_path: Path, publisher: Publisher) -> Path:
    (tmp_path / "ehr.jwks.json").write_text(json.dumps({"keys": [public(RSA_KEY, "rsa")]}))
    path = tmp_path / "trust.toml"
    path.write_text(
        f'origins = ["https://page.example"]\naudiences = ["{BASE}"]\n'
        f'[[clients]]\niss = "{ISS}"\njku = ["{publisher.url}"]\nkeys = "ehr.jwks.json"\n'
        '[[clients]]\niss = "https://north.example"\nkeys = "ehr.jwks.json"\ntenants = ["north"]\n'
    )
    return path


@pytest.fixture
def client(trust: Path) -> Iterator[TestClient]:
    settings = Settings(trust=str(trust), public_url=BASE)
    with TestClient(
        create_app(settings, known=known(), today=lambda: TODAY), base_url="http://127.0.0.1"
    ) as made:
        yield made


SERIAL = iter(range(10**9))


def token(
    key: Any = EC_KEY, alg: str = "ES384", kid: str | None = "ec", *, path: str = PATH,
    header: dict[str, Any] | None = None, without: str = "", **claims: Any,
) -> str:  # fmt: skip
    now = int(time.time())
    told = {
        "iss": ISS, "aud": f"{BASE}{path}", "iat": now, "exp": now + 300, "jti": str(next(SERIAL)),
        **claims,
    }  # fmt: skip
    told.pop(without, None)
    head = {**({} if kid is None else {"kid": kid}), **(header or {})}
    return jwt.encode(told, key, algorithm=alg, headers=head)


def call(client: TestClient, bearer: str | None) -> Any:
    headers = {} if bearer is None else {"authorization": f"Bearer {bearer}"}
    return client.get(PATH, headers=headers)


def test_tokens_that_are_right_are_let_in(client: TestClient, publisher: Publisher) -> None:
    assert call(client, token()).status_code == 200
    assert call(client, token(header={"jku": publisher.url})).status_code == 200
    assert call(client, token(RSA_KEY, "RS384", "rsa")).status_code == 200
    assert call(client, token(aud=["https://x.example", f"{BASE}{PATH}"])).status_code == 200
    # Claims that nobody knows, and a clock a little ahead of ours.
    now = int(time.time())
    assert call(client, token(sub="x", nbf=now - 300, iat=now + 10)).status_code == 200
    north = token(RSA_KEY, "RS384", "rsa", iss="https://north.example", tenant="north")
    assert call(client, north).status_code == 200


def forged() -> str:
    good = token().split(".")
    body = jwt.utils.base64url_encode(
        json.dumps({"iss": ISS, "aud": f"{BASE}{PATH}", "jti": "x", "iat": int(time.time()),
                    "exp": int(time.time()) + 300}).encode()
    )  # fmt: skip
    return f"{good[0]}.{body.decode()}.{good[2]}"


def by_public_key() -> str:
    """Signed as HS256 with the public key as the secret: the oldest of tricks."""
    secret = EC_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = jwt.utils.base64url_encode(b'{"alg":"HS256","typ":"JWT","kid":"ec"}').decode()
    signed = f"{head}.{token().split('.')[1]}"
    mark = hmac.new(secret, signed.encode(), "sha256").digest()
    return f"{signed}.{jwt.utils.base64url_encode(mark).decode()}"


NOW = time.time
WRONG: dict[str, Callable[[], str | None]] = {
    "none at all": lambda: None,
    "no token": lambda: "abc",
    "empty": lambda: "",
    "very long": lambda: "a" * 10_000,
    "alg none": lambda: token(None, "none"),
    "alg none, unsigned": lambda: token(None, "none").rpartition(".")[0] + ".",
    "symmetric": lambda: token("s" * 48, "HS384"),
    "symmetric with the public key": by_public_key,
    "no number for an end": lambda: token(exp="soon"),
    "an end without end": lambda: token(exp=float("inf")),
    "no object in it": lambda: f"{token().split('.')[0]}.Ww.AA",
    "no object as its head": lambda: f"Ww.{token().partition('.')[2]}",
    "another algorithm than the key's": lambda: token(RSA_KEY, "RS384", "ec"),
    "an algorithm not listed": lambda: token(RSA_KEY, "RS512", "rsa"),
    "a key of someone else": lambda: token(OTHER),
    "forged claims": forged,
    "unknown kid": lambda: token(kid="new"),
    "no kid": lambda: token(kid=None),
    "unknown issuer": lambda: token(iss="https://other.example"),
    "no issuer": lambda: token(without="iss"),
    "wrong audience": lambda: token(aud="https://other.example/cds-services"),
    "audience of another path": lambda: token(path="/cds-services/baclofen"),
    "no audience": lambda: token(without="aud"),
    "expired": lambda: token(exp=int(NOW()) - 120),
    "no end": lambda: token(without="exp"),
    "no begin": lambda: token(without="iat"),
    "from the future": lambda: token(iat=int(NOW()) + 600, exp=int(NOW()) + 900),
    "not yet": lambda: token(nbf=int(NOW()) + 600),
    "for a whole day": lambda: token(exp=int(NOW()) + 86_400),
    "no jti": lambda: token(without="jti"),
    "jti no text": lambda: token(jti=7),
    "jku elsewhere": lambda: token(header={"jku": "http://169.254.169.254/latest"}),
    "typ other": lambda: token(header={"typ": "at+jwt"}),
    "tenant missing": lambda: token(RSA_KEY, "RS384", "rsa", iss="https://north.example"),
    "tenant other": lambda: token(
        RSA_KEY, "RS384", "rsa", iss="https://north.example", tenant="south"
    ),
}


def test_whatever_is_wrong_gets_one_and_the_same_answer(client: TestClient) -> None:
    answers = {}
    for name, make in WRONG.items():
        got = call(client, make())
        answers[name] = (got.status_code, got.content, got.headers["www-authenticate"])
    assert len(set(answers.values())) == 1, answers
    assert next(iter(answers.values()))[0] == 401


def test_a_token_is_let_in_once(client: TestClient) -> None:
    used = token()
    assert [call(client, used).status_code for _ in range(3)] == [200, 401, 401]
    # The same number from another issuer is another token.
    other = token(RSA_KEY, "RS384", "rsa", iss="https://north.example", tenant="north", jti="7")
    assert call(client, other).status_code == 200
    assert call(client, token(jti="7")).status_code == 200


def test_a_token_that_was_used_stays_used_after_a_restart(trust: Path, tmp_path: Path) -> None:
    used = token()
    settings = Settings(trust=str(trust), public_url=BASE, state=str(tmp_path / "s.sqlite"))
    for wanted in (200, 401):
        with TestClient(create_app(settings, known=known()), base_url="http://127.0.0.1") as client:
            assert call(client, used).status_code == wanted


def test_a_clock_that_was_ahead_makes_no_used_token_new(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = token()
    assert call(client, used).status_code == 200
    now = time.time
    with monkeypatch.context() as ahead:
        ahead.setattr("baclofen.service.book.time.time", lambda: now() + 7200)
        # Its end is long past by that clock; another token is put down meanwhile.
        client.app.state.book.first_seen("x", "y", until=now())  # type: ignore[attr-defined]
    assert call(client, used).status_code == 401


def test_every_route_of_hooks_asks_and_health_does_not(client: TestClient) -> None:
    for path in ("/baclofen", "/baclofen/feedback", "/other"):
        assert client.post(f"{PATH}{path}", json={}).status_code == 401
    assert client.get(f"{PATH}/baclofen/figures").status_code == 401
    assert client.get("/health/live").status_code == 200
    bearer = token(path=f"{PATH}/baclofen")
    got = client.post(
        f"{PATH}/baclofen", json=asked("patient-view", prefetch(RUNNING)),
        headers={"authorization": f"Bearer {bearer}"},
    )  # fmt: skip
    assert got.status_code == 200


def test_keys_rotate_and_are_not_asked_for_at_each_call(
    client: TestClient, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        assert call(client, token()).status_code == 200
    assert publisher.asked == 1
    publisher.keys = [public(OTHER, "next")]
    # One that is not known is asked for again, though not at once.
    assert call(client, token(OTHER, kid="next")).status_code == 401
    assert publisher.asked == 1
    monkeypatch.setattr(published, "_AGAIN_S", 0.0)
    assert call(client, token(OTHER, kid="next")).status_code == 200
    assert call(client, token()).status_code == 401


def test_keys_stay_known_while_their_publisher_is_away(
    client: TestClient, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(client, token()).status_code == 200
    monkeypatch.setattr(published, "_KEPT_S", 0.0)
    monkeypatch.setattr(published, "_AGAIN_S", 0.0)
    publisher.server.server_close()
    assert call(client, token()).status_code == 200


def test_a_symmetric_key_that_is_published_signs_nothing(
    client: TestClient, publisher: Publisher
) -> None:
    publisher.keys = [{"kty": "oct", "k": "c2VjcmV0", "kid": "oct"}]
    assert call(client, token(kid="oct")).status_code == 401


def test_tokens_are_never_logged(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    tokens = [token(), token(OTHER), token(iss="https://other.example")]
    for one in tokens:
        call(client, one)
    printed = capsys.readouterr().err
    assert "not accepted" in printed
    for one in tokens:
        for part in one.split("."):
            assert part not in printed


def test_a_preflight_passes_before_anyone_is_asked(client: TestClient) -> None:
    def preflight(origin: str) -> Any:
        return client.options(
            f"{PATH}/baclofen",
            headers={
                "origin": origin, "access-control-request-method": "POST",
                "access-control-request-headers": "authorization,content-type",
            },
        )  # fmt: skip

    got = preflight("https://page.example")
    assert got.status_code == 200
    assert got.headers["access-control-allow-origin"] == "https://page.example"
    assert "authorization" in got.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-origin" not in preflight("https://evil.example").headers
    refused = client.get(PATH, headers={"origin": "https://page.example"})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == "https://page.example"


@pytest.mark.parametrize(
    "text",
    [
        "clients = 7", "[[clients]]\niss='a'\n", "[[clients]]\niss='a'\nkeys='none.json'\n",
        "[[clients]]\niss='a'\njku=['http://ehr.example/k']\n", "[[servers]]\nurl='ftp://a'\n",
        "[[servers]]\nurl='https://user@a/fhir'\n", "nonsense", "unknown = 1",
    ],
)  # fmt: skip
def test_a_file_of_trust_that_is_wrong_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "trust.toml"
    path.write_text(text)
    with pytest.raises(InputRefused):
        read_trust(path)
    with pytest.raises(InputRefused):
        read_trust(tmp_path / "none.toml")


def test_open_mode_has_no_public_address_and_several_processes_share_their_state(
    trust: Path,
) -> None:
    with pytest.raises(InputRefused, match="without clients"):
        serve(Settings(public_url="https://cds.example"))
    with pytest.raises(InputRefused, match="share a file"):
        serve(Settings(workers=2))
    with pytest.raises(InputRefused, match="share a file"):
        serve(Settings(workers=2, public_url=BASE, trust=str(trust)))
