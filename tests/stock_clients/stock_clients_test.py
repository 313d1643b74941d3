"""Clients that were not made for this server use it, by its reflection alone.

The same requests go through gRPC for Python and through `buf curl`, and both must
get the expected answer.
"""

import argparse
import json
import os
import re
import sys
import unittest
from unittest.mock import ANY

from answer import Answer
from buf_client import BufClient
from python_client import PythonClient
from server_process import ServerProcess

AUTHORIZATION = "conversations.authz.v1.AuthorizationService"
HEALTH = "grpc.health.v1.Health"

# Stands for the version that GetServerInfo tells, which changes with the policy.
POLICY_VERSION = "the policy's version"

STANDARD_USER = {
    "id": "ada",
    "inProjectDirectory": True,
    "permissionLevel": "PERMISSION_LEVEL_STANDARD",
}
SETTINGS = {"access": "ACCESS_ANY_USER", "projectEnabled": True}
COMPANY_ADMIN = {"id": "cleo", "companyAdmin": True, "permissionLevel": "PERMISSION_LEVEL_ADMIN"}

# Name, service, method, request, answer.
CASES = [
    ("check_allowed", AUTHORIZATION, "Check",
     {"id": "1", "actor": STANDARD_USER, "action": "ACTION_SEND_GROUP_MESSAGE",
      "settings": SETTINGS, "conversation": {"actorIsMember": True}},
     Answer("OK", {"id": "1", "allowed": True, "reason": "REASON_ALLOWED",
                   "policyVersion": POLICY_VERSION})),
    ("check_allowed_for_a_time", AUTHORIZATION, "Check",
     {"actor": STANDARD_USER, "action": "ACTION_EDIT_MESSAGE",
      "settings": {**SETTINGS, "editDeleteEnabled": True},
      "conversation": {"type": "CONVERSATION_TYPE_GROUP", "actorIsMember": True},
      "message": {"authorId": "ada", "sentAt": "2024-05-01T12:00:00.500Z"},
      "at": "2024-05-01T12:04:00Z"},
     Answer("OK", {"allowed": True, "reason": "REASON_ALLOWED",
                   "validUntil": "2024-05-01T12:05:00.500Z", "policyVersion": POLICY_VERSION})),
    ("check_denied", AUTHORIZATION, "Check",
     {"actor": COMPANY_ADMIN, "action": "ACTION_VIEW_MESSAGES",
      "conversation": {"type": "CONVERSATION_TYPE_DIRECT", "actorIsMember": False}},
     Answer("OK", {"reason": "REASON_NOT_A_PARTICIPANT", "policyVersion": POLICY_VERSION})),
    ("check_denied_for_a_target", AUTHORIZATION, "Check",
     {"actor": STANDARD_USER, "action": "ACTION_SEND_GROUP_MESSAGE",
      "conversation": {"actorIsMember": True},
      "targets": [{"id": "ben", "inProjectDirectory": True},
                  {"id": "eve", "inProjectDirectory": False, "companyAdmin": False}]},
     Answer("OK", {"reason": "REASON_TARGET_NOT_IN_DIRECTORY", "offendingIds": ["eve"],
                   "policyVersion": POLICY_VERSION})),
    ("check_missing", AUTHORIZATION, "Check",
     {"actor": STANDARD_USER, "action": "ACTION_SEND_GROUP_MESSAGE"},
     Answer("OK", {"reason": "REASON_MISSING_FACTS",
                   "missingFacts": ["settings.access", "settings.project_enabled",
                                    "actor.internal_employee", "conversation.actor_is_member"],
                   "policyVersion": POLICY_VERSION})),
    ("check_malformed", AUTHORIZATION, "Check",
     {"action": "ACTION_SEND_GROUP_MESSAGE"},
     Answer("INVALID_ARGUMENT", message=ANY)),
    ("batch", AUTHORIZATION, "BatchCheck",
     {"shared": {"actor": STANDARD_USER, "action": "ACTION_SEND_GROUP_MESSAGE",
                 "settings": SETTINGS, "conversation": {"actorIsMember": True}},
      "checks": [{"id": "member"},
                 {"id": "editor", "settings": {"editDeleteEnabled": True}},
                 {"id": "stranger", "conversation": {"actorIsMember": False}},
                 {"id": "unknown", "conversation": {}},
                 {"id": "nobody", "actor": {}}]},
     Answer("OK", {
         "results": [
             {"response": {"id": "member", "allowed": True, "reason": "REASON_ALLOWED"}},
             {"response": {"id": "editor", "allowed": True, "reason": "REASON_ALLOWED"}},
             {"response": {"id": "stranger", "reason": "REASON_NOT_A_GROUP_MEMBER"}},
             {"response": {"id": "unknown", "reason": "REASON_MISSING_FACTS",
                           "missingFacts": ["conversation.actor_is_member"]}},
             {"error": {"code": 3, "message": ANY, "field": "actor.id"}},
         ],
         "policyVersion": POLICY_VERSION})),
    ("batch_with_repeated_ids", AUTHORIZATION, "BatchCheck",
     {"checks": [{"id": "twice"}, {"id": "twice"}]},
     Answer("INVALID_ARGUMENT", message=ANY)),
    ("server_info", AUTHORIZATION, "GetServerInfo", {},
     Answer("OK", {
         "serverVersion": ANY, "policyName": ANY, "policyVersion": POLICY_VERSION,
         "limits": {"maxBatch": 10000, "maxRequestBytes": "4194304", "maxTargets": 10000,
                    "editWindow": "300s", "maxClockSkew": "30s",
                    "maxDirectMessageRecipients": 100, "maxGroupMembers": 2000},
         "refusesUnknownFields": True, "libraries": ANY})),
    ("server_info_with_the_policy", AUTHORIZATION, "GetServerInfo", {"includePolicy": True},
     Answer("OK", {
         "serverVersion": ANY, "policyName": ANY, "policyVersion": POLICY_VERSION,
         "limits": ANY, "refusesUnknownFields": True, "libraries": ANY, "policy": ANY})),
    ("health", HEALTH, "Check", {}, Answer("OK", {"status": "SERVING"})),
    ("health_of_the_service", HEALTH, "Check", {"service": AUTHORIZATION},
     Answer("OK", {"status": "SERVING"})),
    ("health_of_an_unknown_service", HEALTH, "Check", {"service": "no.such.Service"},
     Answer("NOT_FOUND", message=ANY)),
]


class StockClientsTest(unittest.TestCase):

    maxDiff = None

    # The programs and files that the BUILD file names.
    paths = None

    @classmethod
    def setUpClass(cls):
        cls.server = ServerProcess(cls.paths.server)
        cls.python = PythonClient(cls.server.address, cls.paths.reflection)
        cls.buf = BufClient(cls.server.address, cls.paths.buf, os.environ["TEST_TMPDIR"])
        info = cls.python.call(AUTHORIZATION, "GetServerInfo", {})
        cls.policy_version = info.response["policyVersion"]

    @classmethod
    def tearDownClass(cls):
        cls.python.close()
        status = cls.server.stop()
        if status != 0:
            raise AssertionError(f"the server's exit status on SIGTERM is {status}")

    def check(self, service, method, request, expected):
        if expected.response and "policyVersion" in expected.response:
            expected = Answer("OK", {**expected.response, "policyVersion": self.policy_version})
        python = self.python.call(service, method, request)
        buf = self.buf.call(service, method, request)
        self.assertEqual(vars(python), vars(expected))
        self.assertEqual(vars(buf), vars(python))

    def check_batch(self, request, responses):
        self.check(AUTHORIZATION, "BatchCheck", request, Answer("OK", {
            "results": [{"response": response} for response in responses],
            "policyVersion": POLICY_VERSION}))

    def test_services(self):
        services = self.python.services()
        self.assertLessEqual({AUTHORIZATION, HEALTH}, services)
        self.assertLessEqual({AUTHORIZATION, HEALTH}, self.buf.services())

    def test_requests_of_the_page_are_answered_as_it_says(self):
        with open(self.paths.page, encoding="utf-8") as file:
            text = file.read()
        requests = re.findall(r"^```json\n(.*?)^```", text[text.index("## Ask"):],
                              flags=re.MULTILINE | re.DOTALL)
        view, mention, edit = (json.loads(request) for request in requests)
        allowed = {"allowed": True, "reason": "REASON_ALLOWED"}
        self.check(AUTHORIZATION, "Check", view,
                   Answer("OK", {**allowed, "policyVersion": POLICY_VERSION}))
        self.check_batch(mention, [
            {"id": "bob", **allowed},
            {"id": "eve", **allowed,
             "advice": [{"code": "ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW", "ids": ["eve"]}]}])
        self.check_batch(edit, [
            {"id": "m1", "reason": "REASON_EDIT_WINDOW_EXPIRED"},
            {"id": "m2", "reason": "REASON_NOT_MESSAGE_AUTHOR"}])

    def test_error_names_the_field(self):
        answer = self.python.call(AUTHORIZATION, "Check", {"actor": STANDARD_USER})
        self.assertRegex(answer.message, "^action\\b")


def _add_cases():
    for name, *case in CASES:
        setattr(StockClientsTest, f"test_{name}", lambda self, case=case: self.check(*case))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for path in ["server", "buf", "reflection", "page"]:
        parser.add_argument(f"--{path}", required=True)
    StockClientsTest.paths, remaining = parser.parse_known_args()
    _add_cases()
    unittest.main(argv=[sys.argv[0], *remaining], verbosity=2)
