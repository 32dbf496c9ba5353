# SPDX-License-Identifier: ISC
"""PyJWT or jwcrypto as issuer and verifier: a task as JSON on each line, its
answer as JSON on the next.  Usage: party.py pyjwt|jwcrypto"""
import json
import sys


class PyJwt:
    def __init__(self):
        import jwt
        self.jwt = jwt
        self.version = jwt.__version__

    def verify(self, task):
        key = self.jwt.PyJWK(task["jwk"], algorithm=task["alg"]).key
        self.jwt.PyJWS().decode(task["jws"], key, algorithms=[task["alg"]])

    def verify_from(self, task):
        client = self.jwt.PyJWKClient(task["url"])
        key = client.get_signing_key_from_jwt(task["jws"]).key
        self.jwt.decode(task["jws"], key, algorithms=[task["alg"]],
                        audience=task["aud"], issuer=task["iss"])

    def sign(self, task):
        key = self.jwt.PyJWK(task["jwk"], algorithm=task["alg"]).key
        return self.jwt.encode(task["claims"], key, algorithm=task["alg"],
                               headers=task["header"])


class JwCrypto:
    def __init__(self):
        from importlib.metadata import version
        from jwcrypto import jwk, jws
        self.jwk, self.jws = jwk, jws
        self.version = version("jwcrypto")

    def check(self, task, key):
        token = self.jws.JWS()
        token.allowed_algs = [task["alg"]]
        token.deserialize(task["jws"], key)
        if not token.is_valid:
            raise ValueError

    def verify(self, task):
        self.check(task, self.jwk.JWK(**task["jwk"]))

    def verify_from(self, task):
        from urllib.request import urlopen
        with urlopen(task["url"]) as answer:
            keys = self.jwk.JWKSet.from_json(answer.read().decode())
        self.check(task, keys.get_key(task["kid"]))

    def sign(self, task):
        token = self.jws.JWS(json.dumps(task["claims"]))
        token.allowed_algs = [task["alg"]]
        token.add_signature(self.jwk.JWK(**task["jwk"]), task["alg"],
                            json.dumps(task["header"]))
        return token.serialize(compact=True)


def answer(party, task):
    if task["do"] == "version":
        return party.version
    if task["do"] == "sign":
        return party.sign(task)
    try:
        getattr(party, task["do"])(task)
    except Exception:  # whatever it raises is its no
        return False
    return True


def main():
    party = {"pyjwt": PyJwt, "jwcrypto": JwCrypto}[sys.argv[1]]()
    for line in sys.stdin:
        print(json.dumps(answer(party, json.loads(line))), flush=True)


main()
