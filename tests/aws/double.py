"""A double of the AWS services that the program uses, on one port: Redshift's Data API and Athena answer from a real
PostgreSQL, Glue from moto, Lambda from the built programs. Each request is held against the models that botocore ships;
what does not fit is refused and remembered.

    python double.py --postgres PORT [--moto PORT] [--programs FOLDER] [--page-rows N]

prints its own port and stops when its standard input ends. `/_double/…` is for the test: prepare a database, inject
faults, read what was asked.
"""

import argparse
import base64
import json
import os
import re
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import contract
from contract import Refused
from lambdas import Lambda
from services import Athena, RedshiftData
from statements import Sessions

SIGNED_FOR = {"RedshiftData": "redshift-data", "AmazonAthena": "athena", "AWSGlue": "glue", "Lambda": "lambda"}
# The last line of a function's log: what is charged for it, a quarter of a second of 1.5 GB whatever it took.
REPORT = (
    "REPORT RequestId: 1\tDuration: 249.01 ms\tBilled Duration: 250 ms\tMemory Size: 1536 MB\tMax Memory Used: 20 MB\t\n"
)
INVOKE = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")


class Double:
    """What the handler works with."""

    def __init__(self, options):
        self.sessions = Sessions(options.postgres)
        self.services = {
            "RedshiftData": RedshiftData(self.sessions, options.page_rows),
            "AmazonAthena": Athena(self.sessions, options.page_rows),
        }
        self.lambdas = Lambda(options.programs)
        self.moto = options.moto
        self.lock = threading.Lock()
        self.faults, self.asked, self.refused = [], Counter(), []

    def fault(self, name):
        """The fault that this call of an operation meets, if any."""
        with self.lock:
            self.asked[name] += 1
            for fault in self.faults:
                if fault["operation"] != name:
                    continue
                if fault.get("after", 0) > 0:
                    fault["after"] -= 1
                elif fault.get("times", 1) > 0:
                    fault["times"] = fault.get("times", 1) - 1
                    return fault
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    double = None

    def log_message(self, *_):
        pass

    def do_GET(self):
        double = self.double
        with double.lock:
            told = {"asked": dict(double.asked), "refused": list(double.refused)}
        told["running"] = sum(
            s.status in ("SUBMITTED", "STARTED")
            for kept in (double.services["RedshiftData"].statements, double.services["AmazonAthena"].queries)
            for s in list(kept.values())
        )
        self._json(200, told)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/_double/"):
            return self._control(self.path.removeprefix("/_double/"), json.loads(body or b"{}"))
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        service = name = "?"
        try:
            invoked = INVOKE.fullmatch(path)
            if invoked:
                service, name = "Lambda", "Invoke"
            else:
                service, _, name = headers.get("x-amz-target", "").partition(".")
            if service not in SIGNED_FOR:
                raise Refused("UnknownOperationException", f"{self.path} {headers.get('x-amz-target')}")
            contract.check_signature("POST", path, query, headers, body, SIGNED_FOR[service])
            model = contract.operation(service, name)
            fault = self.double.fault(name)
            if fault and self._break(fault):
                return None
            if invoked:
                return self._invoke(model, unquote(invoked[1]), headers, body)
            if headers.get("content-type") != "application/x-amz-json-1.1":
                raise Refused("SerializationException", f"content-type is {headers.get('content-type')}")
            params = json.loads(body)
            contract.check_input(model, params)
            if service == "AWSGlue":
                return self._moto(name, params, headers, body)
            reply = getattr(self.double.services[service], name)(params)
            contract.check_output(model, reply)
            return self._json(200, reply)
        except Refused as refusal:
            with self.double.lock:
                self.double.refused.append(f"{service}.{name}: {refusal}")
            return self._error(refusal.status, refusal.code, refusal.message)

    def _invoke(self, model, function, headers, body):
        params = {"FunctionName": function, "Payload": body}
        if "x-amz-invocation-type" in headers:
            params["InvocationType"] = headers["x-amz-invocation-type"]
        if "x-amz-log-type" in headers:
            params["LogType"] = headers["x-amz-log-type"]
        contract.check_input(model, params)
        reply, error = self.double.lambdas.invoke(function, body)
        self.send_response(200)
        if error:
            self.send_header("X-Amz-Function-Error", error)
        if params.get("LogType") == "Tail":
            self.send_header("X-Amz-Log-Result", base64.b64encode(REPORT.encode()).decode())
        self.send_header("X-Amz-Executed-Version", "$LATEST")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def _moto(self, name, params, headers, body):
        kept = ("x-amz-target", "content-type", "authorization", "x-amz-date")
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.double.moto}/", body, {n: headers[n] for n in kept if n in headers}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                status, content = reply.status, reply.read()
        except urllib.error.HTTPError as error:
            status, content = error.code, error.read()
        if name == "GetTables" and status == 200:
            content = self._page(json.loads(content), params)
        self._bytes(status, content)

    def _page(self, reply, params):
        """Moto gives all tables at once; the service gives 100 of them at most."""
        start, tables = int(params.get("NextToken", "0")), reply["TableList"]
        end = start + min(params.get("MaxResults", 100), 100)
        reply["TableList"] = tables[start:end]
        if end < len(tables):
            reply["NextToken"] = str(end)
        return json.dumps(reply).encode()

    def _break(self, fault):
        """Does what the fault says; whether that was the whole reply."""
        kind = fault["fault"]
        if kind == "throttle":
            self._error(400, "ThrottlingException", "Rate exceeded")
        elif kind == "busy":
            self._error(429, "TooManyRequestsException", "Rate exceeded")
        elif kind == "internal":
            self._error(500, "InternalServerException", "An internal error happened")
        elif kind == "expired":
            self._error(400, "ExpiredTokenException", "The security token included in the request is expired")
        elif kind == "denied":
            self._error(400, "AccessDeniedException", "User is not authorized to perform this action")
        elif kind == "not json":
            self._bytes(200, b"<html>Welcome to the hotel</html>")
        elif kind == "empty":
            self._json(200, {})
        elif kind == "reply":
            self._json(200, fault["reply"])
        elif kind == "hang":
            time.sleep(fault.get("seconds", 3600))
            self.close_connection = True
        elif kind == "disconnect":
            self.close_connection = True
            self.connection.close()
        elif kind == "slow":
            time.sleep(fault["seconds"])
            return False
        else:
            raise AssertionError(f"there is no fault {kind}")
        return True

    def _control(self, what, params):
        double = self.double
        if what == "prepare":
            with open(os.path.join(os.path.dirname(__file__), "shims.sql"), encoding="utf-8") as shims:
                double.sessions.prepare(params["database"], shims.read())
        elif what == "faults":
            with double.lock:
                double.faults, double.asked, double.refused = params["faults"], Counter(), []
            double.services["AmazonAthena"].bytes_limit = params.get("bytes_limit")
        else:
            return self._json(404, {})
        return self._json(200, {})

    def _error(self, status, code, message):
        content = json.dumps({"__type": code, "message": message, "Message": message}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("X-Amzn-ErrorType", code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _json(self, status, reply):
        self._bytes(status, json.dumps(reply).encode())

    def _bytes(self, status, content):
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", type=int, required=True)
    parser.add_argument("--moto", type=int)
    parser.add_argument("--programs", default=".")
    parser.add_argument("--page-rows", type=int, default=1000)
    Handler.double = Double(parser.parse_args())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    Handler.double.lambdas.stop()


if __name__ == "__main__":
    main()
