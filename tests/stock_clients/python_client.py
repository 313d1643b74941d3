"""A client of gRPC for Python that knows nothing but what reflection tells it."""

import grpc
from google.protobuf import descriptor_pb2
from google.protobuf import descriptor_pool
from google.protobuf import json_format
from google.protobuf import message_factory

from answer import Answer

_PACKAGE = "grpc.reflection.v1alpha."


class _Messages:
    """Message classes by full name, made from file descriptors."""

    def __init__(self):
        self.pool = descriptor_pool.DescriptorPool()
        self._factory = message_factory.MessageFactory(self.pool)

    def get(self, descriptor):
        return self._factory.GetPrototype(descriptor)

    def named(self, name):
        return self.get(self.pool.FindMessageTypeByName(name))


class PythonClient:
    """Calls the server at `address`.

    `reflection_descriptors` is the path of the descriptor set of reflection.proto;
    `credentials` are those of a channel.
    """

    def __init__(self, address, reflection_descriptors, credentials=None):
        self._channel = (grpc.secure_channel(address, credentials) if credentials
                         else grpc.insecure_channel(address))
        self._messages = _Messages()

        reflection = _Messages()
        with open(reflection_descriptors, "rb") as file:
            for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
                reflection.pool.Add(proto)
        self._reflection_request = reflection.named(_PACKAGE + "ServerReflectionRequest")
        self._reflect_stream = self._channel.stream_stream(
            "/" + _PACKAGE + "ServerReflection/ServerReflectionInfo",
            request_serializer=self._reflection_request.SerializeToString,
            response_deserializer=reflection.named(_PACKAGE + "ServerReflectionResponse").FromString)

    def close(self):
        self._channel.close()

    def services(self):
        """The names of the server's services."""
        response = self._reflect(list_services="*")
        return {service.name for service in response.list_services_response.service}

    def types(self, service, method):
        """The classes of the method's request and response."""
        descriptor = self._service(service).methods_by_name[method]
        return self._messages.get(descriptor.input_type), self._messages.get(descriptor.output_type)

    def call(self, service, method, request):
        """Calls the method with a request in protobuf JSON."""
        request_type, response_type = self.types(service, method)
        stub = self._channel.unary_unary(
            f"/{service}/{method}",
            request_serializer=lambda request: request.SerializeToString(),
            response_deserializer=response_type.FromString)
        try:
            response = stub(json_format.ParseDict(request, request_type()))
        except grpc.RpcError as error:
            return Answer(error.code().name, message=error.details())
        return Answer("OK", response=json_format.MessageToDict(response))

    def _reflect(self, **request):
        response = next(self._reflect_stream(iter([self._reflection_request(**request)])))
        if response.HasField("error_response"):
            raise LookupError(f"{request}: {response.error_response.error_message}")
        return response

    def _service(self, name):
        try:
            return self._messages.pool.FindServiceByName(name)
        except KeyError:
            self._add_files(self._reflect(file_containing_symbol=name))
            return self._messages.pool.FindServiceByName(name)

    def _add_files(self, response):
        """Adds the files of a response, after the files that they import."""
        files = {}
        for data in response.file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(data)
            files[file.name] = file

        def add(file):
            for name in file.dependency:
                if self._has_file(name):
                    continue
                if name in files:
                    add(files[name])
                else:
                    self._add_files(self._reflect(file_by_filename=name))
            if not self._has_file(file.name):
                self._messages.pool.Add(file)

        for file in files.values():
            add(file)

    def _has_file(self, name):
        try:
            self._messages.pool.FindFileByName(name)
        except KeyError:
            return False
        return True
