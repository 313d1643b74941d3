"""Calls at a rate whose answers are judged, each by the policy that it names."""

import json
import subprocess
import threading
import time

from google.protobuf import json_format
import grpc

import calls
import retries_page

SERVICE = "conversations.authz.v1.AuthorizationService"
# As docs/api.md says.
DEADLINE = 5

TIMEOUT_SECONDS = 20

# What the new policy says otherwise.
CHANGE = ("edit_window { seconds: 300 }", "edit_window { seconds: 60 }")

EDIT = {
    "actor": {"id": "ada", "inProjectDirectory": True,
              "permissionLevel": "PERMISSION_LEVEL_STANDARD"},
    "action": "ACTION_EDIT_MESSAGE",
    "settings": {"access": "ACCESS_ANY_USER", "projectEnabled": True, "editDeleteEnabled": True},
    "conversation": {"type": "CONVERSATION_TYPE_GROUP", "actorIsMember": True},
    "message": {"authorId": "ada", "sentAt": "2030-01-01T12:00:00Z"},
}
# The first is decided otherwise by the new policy.
QUESTIONS = [
    {**EDIT, "at": "2030-01-01T12:02:00Z"},
    {**EDIT, "at": "2030-01-01T12:00:30Z"},
    {**EDIT, "at": "2030-01-01T12:06:00Z"},
    {"actor": {"id": "ada", "companyAdmin": True}, "action": "ACTION_CONFIGURE_TOOL"},
    {"actor": {"id": "ada", "companyAdmin": False}, "action": "ACTION_CONFIGURE_TOOL"},
    {"actor": {"id": "ada"}, "action": "ACTION_VIEW_MESSAGES"},
]


class Policy:
    """A policy file, and what it decides about the questions: by the command, in process."""

    def __init__(self, path, command):
        self.path = path
        self.decisions = []
        for question in QUESTIONS:
            ran = subprocess.run(
                [command, "check", "--local", f"--policy={path}", "--output=json",
                 json.dumps(question)],
                stdout=subprocess.PIPE, text=True, timeout=TIMEOUT_SECONDS, check=False)
            answer = json.loads(ran.stdout)
            self.version = answer["policyVersion"]
            self.decisions.append((answer.get("allowed", False), answer["reason"]))


class _WithTls:
    """For the page's block: gRPC, but that channels have credentials."""

    def __init__(self, credentials):
        self._credentials = credentials

    def insecure_channel(self, target, options):
        return grpc.secure_channel(target, self._credentials, options)


class Load:
    """Asks the questions at a rate, over a channel that the page says how to make.
    `types` are the classes of a request and a response of Check."""

    def __init__(self, page, target, types, credentials=None):
        blocks = retries_page.blocks(page)
        library = _WithTls(credentials) if credentials else grpc
        self._channel = calls.connector(blocks["python"], library)(target, blocks["json"])
        request, self._response = types
        self._requests = [json_format.ParseDict(question, request()).SerializeToString()
                          for question in QUESTIONS]
        # By what an answer may be decided that is to a call of now.
        self.policies = []
        self.seconds = []
        self._calls = calls.Calls(self._channel, self._ask, DEADLINE)
        self._thread = threading.Thread(target=self._calls.run, daemon=True)

    def begin(self):
        self._thread.start()

    def wait(self):
        """Until further calls have been answered well."""
        self._calls.wait("answered")

    def end(self):
        ended = self._calls.end()
        self._thread.join()
        self._channel.close()
        return ended

    def _ask(self, number):
        question = number % len(QUESTIONS)
        policies = {policy.version: policy for policy in self.policies}
        begun = time.monotonic()

        def judge(call):
            self.seconds.append(time.monotonic() - begun)
            status = calls.status(call)
            if status != "OK":
                return status
            answer = self._response.FromString(call.result())
            if answer.policy_version not in policies:
                return f"wrong: decided by {answer.policy_version}"
            reason = answer.DESCRIPTOR.fields_by_name["reason"].enum_type.values_by_number
            decision = (answer.allowed, reason[answer.reason].name)
            if decision != policies[answer.policy_version].decisions[question]:
                return f"wrong: {decision} to {QUESTIONS[question]}"
            return "OK"

        return self._requests[question], judge
