"""A provider of text messages on the loopback, after Tencent Cloud's contract; it checks signatures."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET_ID, SECRET_KEY = "AKIDtest", "key-of-the-test"


class Provider:
    """Keeps what was sent; `plan`: how the next calls go: "ok", "503", "drop", or a code of the contract."""

    def __init__(self):
        self.sent, self.plan, self.calls, self.faults = [], [], [], []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.answer(self, body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, body):
        action, asked = handler.headers["X-TC-Action"], json.loads(body)
        self.calls.append(action)
        if not self.is_signed(handler.headers, body, action):
            self.faults.append("signature")
            return reply(handler, {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "…"}})
        if action == "PullSmsSendStatusByPhoneNumber":
            mine = [sms for sms in self.sent if sms["PhoneNumber"] == asked["PhoneNumber"]]
            return reply(handler, {"PullSmsSendStatusSet": mine})
        step = self.plan.pop(0) if self.plan else "ok"
        if step in ("ok", "drop"):
            self.sent.append(
                {
                    "SerialNo": f"5000:{len(self.sent) + 1}",
                    "PhoneNumber": asked["PhoneNumberSet"][0],
                    "SessionContext": asked["SessionContext"],
                    "TemplateParamSet": asked["TemplateParamSet"],
                    "TemplateId": asked["TemplateId"],
                    "ReportStatus": "",
                    "Code": "Ok",
                }
            )
        if step == "drop":  # accepted, but the answer is lost
            handler.close_connection = True
            return handler.connection.close()
        if step == "503":
            handler.send_response(503)
            return handler.end_headers()
        if step == "ok":
            return reply(handler, {"SendStatusSet": [self.sent[-1]]})
        return reply(handler, {"SendStatusSet": [{"Code": step, "SerialNo": "", "PhoneNumber": ""}]})

    def is_signed(self, headers, body, action):
        stamp = headers["X-TC-Timestamp"]
        scope = headers["Authorization"].split("Credential=")[1].split(",")[0].split("/", 1)
        day = scope[1].split("/")[0]
        text = (
            "POST\n/\n\ncontent-type:application/json; charset=utf-8\n"
            f"host:{headers['Host']}\nx-tc-action:{action.lower()}\n\n"
            f"content-type;host;x-tc-action\n{hashlib.sha256(body).hexdigest()}"
        )
        to_sign = (
            f"TC3-HMAC-SHA256\n{stamp}\n{day}/sms/tc3_request\n{hashlib.sha256(text.encode()).hexdigest()}"
        )
        key = ("TC3" + SECRET_KEY).encode()
        for part in (day, "sms", "tc3_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        expected = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
        fits = headers["X-TC-Version"] == "2021-01-11" and scope[0] == SECRET_ID
        return fits and headers["Authorization"].endswith(f"Signature={expected}")


def reply(handler, response):
    body = json.dumps({"Response": response | {"RequestId": "r"}}).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
