"""What a client got: a response, or an error's status code and message."""

import dataclasses
from typing import Optional


@dataclasses.dataclass
class Answer:
    # The name of the status code, such as "OK".
    code: str
    # The response in protobuf JSON, with "OK".
    response: Optional[dict] = None
    # The error's message, with any other code.
    message: Optional[str] = None
