import hashlib

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from service_case import ServiceCase

MESSAGE = b"what was released"
ALGORITHM = "ECDSA_SHA_256"


class TestSigning(ServiceCase):
    def setUp(self) -> None:
        self.kms = self.client("kms")
        self.key = self.kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
        der = self.kms.get_public_key(KeyId=self.key)["PublicKey"]
        public = load_der_public_key(der)
        assert isinstance(public, ec.EllipticCurvePublicKey)
        self.public = public

    def sign(self, message: bytes, kind: str) -> bytes:
        signing = {"KeyId": self.key, "Message": message, "MessageType": kind, "SigningAlgorithm": ALGORITHM}
        return bytes(self.kms.sign(**signing)["Signature"])

    def fits(self, signature: bytes) -> None:
        self.public.verify(signature, MESSAGE, ec.ECDSA(hashes.SHA256()))

    def test_a_signature_of_a_message_fits_outside_of_kms(self) -> None:
        self.fits(self.sign(MESSAGE, "RAW"))

    def test_a_signature_of_a_digest_is_one_of_the_message(self) -> None:
        self.fits(self.sign(hashlib.sha256(MESSAGE).digest(), "DIGEST"))

    def test_a_digest_taken_for_a_message_is_something_else(self) -> None:
        with self.assertRaises(InvalidSignature):
            self.fits(self.sign(hashlib.sha256(MESSAGE).digest(), "RAW"))

    def test_verify_says_what_it_says_on_aws(self) -> None:
        signature = self.sign(MESSAGE, "RAW")
        digest = hashlib.sha256(MESSAGE).digest()
        request = {"KeyId": self.key, "SigningAlgorithm": ALGORITHM, "Signature": signature}
        self.assertTrue(self.kms.verify(Message=digest, MessageType="DIGEST", **request)["SignatureValid"])
        with self.assertRaisesRegex(ClientError, "KMSInvalidSignatureException"):
            self.kms.verify(Message=b"another", MessageType="RAW", **request)

    def test_fails_a_digest_of_another_length_and_a_message_that_is_too_long(self) -> None:
        with self.assertRaisesRegex(ClientError, "invalid length"):
            self.sign(b"short", "DIGEST")
        with self.assertRaisesRegex(ClientError, "less than or equal to 4096"):
            self.sign(b"x" * 4097, "RAW")

    def test_fails_a_key_that_is_disabled(self) -> None:
        self.kms.disable_key(KeyId=self.key)
        with self.assertRaisesRegex(ClientError, "DisabledException"):
            self.sign(MESSAGE, "RAW")
