"""A contract says what a service takes and gives: the service models that botocore ships, read independently of the
SDK whose requests are checked. Requests and the double's own replies are held against them, and signatures are
worked out again."""

import hashlib
import hmac
import re
from urllib.parse import quote

import botocore.session
from botocore.validate import ParamValidator

ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
REGION = "eu-central-1"

_session = botocore.session.get_session()
MODELS = {
    "RedshiftData": _session.get_service_model("redshift-data"),
    "AmazonAthena": _session.get_service_model("athena"),
    "AWSGlue": _session.get_service_model("glue"),
    "Lambda": _session.get_service_model("lambda"),
}


class Refused(Exception):
    """A request that the service would not take: its code, a message, and the HTTP status."""

    def __init__(self, code, message, status=400):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status


def operation(service, name):
    """The model of an operation."""
    try:
        return MODELS[service].operation_model(name)
    except Exception as error:
        raise Refused("UnknownOperationException", f"{service}.{name}: {error}") from error


def check_input(model, params):
    """Refuses parameters that the model does not allow."""
    report = ParamValidator().validate(params, model.input_shape)
    faults = [report.generate_report()] if report.has_errors() else []
    faults += list(_bounds(params, model.input_shape, model.name))
    if faults:
        raise Refused("ValidationException", "; ".join(faults))


def check_output(model, reply):
    """A reply of the double's own that the model does not allow is a mistake in the double."""
    report = ParamValidator().validate(reply, model.output_shape)
    if report.has_errors():
        raise AssertionError(f"{model.name}: {report.generate_report()}")


def _bounds(value, shape, path):
    """What ParamValidator leaves out: longest lengths, patterns, enumerations, names that the shape does not have."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for name, member in value.items():
            if name not in shape.members:
                yield f"{path}: there is no member {name}"
            else:
                yield from _bounds(member, shape.members[name], f"{path}.{name}")
        if getattr(shape, "is_tagged_union", False) and len(value) != 1:
            yield f"{path}: exactly one member may be set"
    elif kind == "list" and isinstance(value, list):
        if len(value) > shape.metadata.get("max", len(value)):
            yield f"{path}: more than {shape.metadata['max']} members"
        for number, member in enumerate(value):
            yield from _bounds(member, shape.member, f"{path}[{number}]")
    elif kind == "string" and isinstance(value, str):
        if len(value) > shape.metadata.get("max", len(value)):
            yield f"{path}: longer than {shape.metadata['max']}"
        if shape.enum and value not in shape.enum:
            yield f"{path}: {value} is none of {', '.join(shape.enum)}"
        pattern = shape.metadata.get("pattern")
        if pattern and not _fits(pattern, value):
            yield f"{path}: {value!r} does not fit {pattern}"
    elif kind in ("integer", "long") and isinstance(value, int):
        if value > shape.metadata.get("max", value):
            yield f"{path}: above {shape.metadata['max']}"


def _fits(pattern, value):
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        return True  # Java's patterns that Python does not know


def check_signature(method, path, query, headers, body, service):
    """Works the version 4 signature out again from what came."""
    said = headers.get("authorization", "")
    match = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
        r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})",
        said,
    )
    if not match:
        raise Refused("MissingAuthenticationTokenException", "Missing Authentication Token", 403)
    key, day, region, signed_for, names, signature = match.groups()
    if key != ACCESS_KEY:
        raise Refused(
            "UnrecognizedClientException", "The security token included in the request is invalid.", 403
        )
    if region != REGION or signed_for != service:
        raise Refused(
            "InvalidSignatureException", f"Credential should be scoped to {REGION}/{service}", 403
        )
    lines = [f"{name}:{' '.join(headers.get(name, '').split())}" for name in names.split(";")]
    canonical = "\n".join(
        [method, quote(path, safe="/-_.~"), query, *lines, "", names, hashlib.sha256(body).hexdigest()]
    )
    scope = f"{day}/{region}/{signed_for}/aws4_request"
    text = "\n".join(
        [
            "AWS4-HMAC-SHA256",
            headers.get("x-amz-date", ""),
            scope,
            hashlib.sha256(canonical.encode()).hexdigest(),
        ]
    )
    secret = ("AWS4" + SECRET_KEY).encode()
    for part in (day, region, signed_for, "aws4_request"):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    expected = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, signature):
        raise Refused("InvalidSignatureException", "The request signature does not match", 403)
