"""Requests of the faults' own, and whether their answers are right."""

from google.protobuf import descriptor_pb2
from google.protobuf import descriptor_pool
from google.protobuf import json_format
from google.protobuf import message
from google.protobuf import message_factory
# Makes the types known that the requests are made of.
from google.protobuf import duration_pb2  # pylint: disable=unused-import
from google.protobuf import timestamp_pb2  # pylint: disable=unused-import

_PACKAGE = "conversations.authz.v1."


class Requests:
    """`descriptors` is the path of the descriptor set of the API."""

    def __init__(self, descriptors):
        pool = descriptor_pool.Default()
        with open(descriptors, "rb") as file:
            waiting = list(descriptor_pb2.FileDescriptorSet.FromString(file.read()).file)
        while waiting:
            names = {file.name for file in waiting}
            ready = [file for file in waiting if not names & set(file.dependency)]
            for file in ready:
                pool.Add(file)
                waiting.remove(file)
        factory = message_factory.MessageFactory(pool)

        def named(name):
            return factory.GetPrototype(pool.FindMessageTypeByName(_PACKAGE + name))

        self._check, self._checked = named("CheckRequest"), named("CheckResponse")
        self._batch, self._batched = named("BatchCheckRequest"), named("BatchCheckResponse")

    def check(self, allowed=True, **fields):
        """A check by itself that is, or is not, allowed. `fields` are more, as in JSON."""
        request = {"actor": {"id": "ada", "companyAdmin": allowed},
                   "action": "ACTION_CONFIGURE_TOOL", **fields}
        return json_format.ParseDict(request, self._check()).SerializeToString()

    def edit(self, sent_at, **fields):
        """An edit of an own message that was sent then, which only the clock decides."""
        return json_format.ParseDict(
            {"actor": {"id": "ada", "inProjectDirectory": True,
                       "permissionLevel": "PERMISSION_LEVEL_STANDARD"},
             "action": "ACTION_EDIT_MESSAGE",
             "settings": {"access": "ACCESS_ANY_USER", "projectEnabled": True,
                          "editDeleteEnabled": True},
             "conversation": {"type": "CONVERSATION_TYPE_GROUP", "actorIsMember": True},
             "message": {"authorId": "ada", "sentAt": sent_at}, **fields},
            self._check()).SerializeToString()

    def batch(self, count, explain=False):
        """A batch of which every second check, the first included, is allowed."""
        batch = self._batch()
        for i in range(count):
            check = batch.checks.add()
            check.actor.id = "ada"
            check.actor.company_admin = i % 2 == 0
            check.action = self._check.DESCRIPTOR.fields_by_name["action"].enum_type.values_by_name[
                "ACTION_CONFIGURE_TOOL"].number
            check.explain = explain
        return batch.SerializeToString()

    def allowed(self, response):
        """Whether a response to a check allows; None where it is none."""
        try:
            return self._checked.FromString(response).allowed
        except message.DecodeError:
            return None

    def batch_allowed(self, response):
        """Which checks of a batch are allowed; None where it is none."""
        try:
            batch = self._batched.FromString(response)
        except message.DecodeError:
            return None
        return [result.response.allowed for result in batch.results]
