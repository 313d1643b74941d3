"""The jq of docs/decision-log.md finds decisions in a real server's log, and makes of each the
request that `authz explain` decides in the same way."""

import json
import os
import subprocess
import tempfile
import unittest

from named_files import named_files
from page_commands import page_commands

TIMEOUT_SECONDS = 60

# What the page's commands have in place of what is looked for.
CALL_ID, ACTOR = "6ebm0rqi9p4vc1d", "ada"


def user(name):
    return {"id": name, "inProjectDirectory": True, "permissionLevel": "PERMISSION_LEVEL_STANDARD"}


def stranger(name):
    return {"id": name, "inProjectDirectory": False, "companyAdmin": False}


CHECK = {
    "actor": user("ann"), "action": "ACTION_EDIT_MESSAGE",
    "settings": {"access": "ACCESS_ANY_USER", "projectEnabled": True, "editDeleteEnabled": True},
    "conversation": {"type": "CONVERSATION_TYPE_GROUP", "actorIsMember": True},
    "message": {"authorId": "ann", "sentAt": "2026-01-01T12:00:00Z"},
}
BATCH = {
    "shared": CHECK | {"actor": user("bob"), "at": "2026-01-01T12:10:00Z",
                       "message": {"authorId": "bob", "sentAt": "2026-01-01T12:00:00Z"},
                       "targets": [stranger("dan")]},
    "checks": [
        {"id": "all is shared"},
        {"actor": user("cat"), "settings": {"editDeleteEnabled": False}},
        {"actor": user("dee"), "conversation": {"type": "CONVERSATION_TYPE_GROUP"},
         "message": {"authorId": "dee", "sentAt": "2026-01-01T12:09:00Z"}},
        {"actor": user("eve"), "action": "ACTION_MENTION_USER",
         "targets": [stranger("fay")]},
    ],
}
# By the actor.
DENIALS = {
    "ann": {"reason": "REASON_EDIT_WINDOW_EXPIRED"},
    "bob": {"reason": "REASON_EDIT_WINDOW_EXPIRED"},
    "cat": {"reason": "REASON_EDIT_DELETE_DISABLED"},
    "dee": {"reason": "REASON_MISSING_FACTS", "missingFacts": ["conversation.actor_is_member"]},
    "eve": {"reason": "REASON_TARGET_NOT_IN_DIRECTORY", "offendingIds": ["fay"]},
}


def denial(said):
    """What a log's decision, or an answer, says of a denial."""
    return {key: said[key] for key in ("reason", "missingFacts", "offendingIds") if said.get(key)}


class DecisionLogPageTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        with subprocess.Popen(
                [OPTIONS.server, "--listen=127.0.0.1:0", "--decision_log=stdout",
                 "--decision_log_requests", "--log_format=json"],
                stdout=subprocess.PIPE, text=True) as server:
            try:
                listening = server.stdout.readline()
                address = json.loads(listening)["address"]
                for command, request in (("check", CHECK), ("batch", BATCH)):
                    cls.authz(command, f"--server={address}", json.dumps(request))
            finally:
                server.terminate()
            lines = listening + server.communicate(timeout=TIMEOUT_SECONDS)[0]
        with open(f"{cls.folder}/decisions.jsonl", "w", encoding="utf-8") as file:
            file.write(lines)
        cls.entries = [json.loads(line) for line in lines.splitlines() if "decisions" in line]
        cls.by_call, cls.list, cls.take = page_commands(OPTIONS.page, "jq ")

    @classmethod
    def authz(cls, *arguments):
        """The answer to what is denied."""
        ran = subprocess.run([os.path.abspath(OPTIONS.command), *arguments, "--output=json"],
                             cwd=cls.folder, capture_output=True, text=True, check=False,
                             timeout=TIMEOUT_SECONDS)
        if ran.returncode != 1:
            raise AssertionError(ran.stdout + ran.stderr)
        return json.loads(ran.stdout)

    def jq(self, command, of_page, wanted):
        """The lines of a command of the page that looks for what is wanted."""
        self.assertEqual(command.count(f'"{of_page}"'), 1, command)
        command = command.replace(f'"{of_page}"', f'"{wanted}"')
        ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=self.folder,
                             capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""), command)
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def test_a_call_is_found_by_its_id(self):
        self.assertEqual([entry["method"] for entry in self.entries], ["Check", "BatchCheck"])
        for entry in self.entries:
            self.assertEqual(self.jq(self.by_call, CALL_ID, entry["callId"]), [entry])

    def test_denials_are_listed_by_actor(self):
        for actor, expected in DENIALS.items():
            with self.subTest(actor):
                (line,) = self.jq(self.list, ACTOR, actor)
                self.assertEqual(denial(line), expected)
                self.assertIn((line["time"], line["policyVersion"]), [
                    (entry["time"], entry["policyVersion"]) for entry in self.entries])

    def test_each_is_decided_again(self):
        decided = set()
        for entry in self.entries:
            for decision in entry["decisions"]:
                with self.subTest(decision["actorId"]):
                    self.assertEqual(self.jq(self.take, ACTOR, decision["actorId"]), [])
                    with open(f"{self.folder}/request.json", encoding="utf-8") as file:
                        self.assertEqual(json.load(file)["at"], decision.get("at", entry["time"]))
                    again = self.authz("explain", "--local", "request.json")
                    self.assertEqual(denial(again), denial(decision))
                    decided.add(decision["actorId"])
        self.assertEqual(decided, set(DENIALS))


if __name__ == "__main__":
    OPTIONS = named_files("server", "command", "page")
    unittest.main(verbosity=2)
