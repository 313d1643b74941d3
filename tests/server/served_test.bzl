"""served_test: a test that runs the real server as a process and talks to it."""

load("@rules_cc//cc:defs.bzl", "cc_test")

# What most of them use.
_DEPS = [
    "//proto:authz_cc_grpc",
    "//proto:authz_cc_proto",
    "//tests/server/support:http2_peer",
    "//tests/server/support:http2_session",
    "//tests/server/support:served_test",
    "//tests/server/support:sockets",
    "//tests/server/support:wire_bytes",
    "//tests/server/support:wire_client",
    "//tests/support:operation_log",
    "//tests/support:server_process",
    "//tests/support:subprocess",
    "//tests/support:temp_folder",
    "@com_github_grpc_grpc//:grpc++",
    "@com_google_absl//absl/functional:function_ref",
    "@com_google_absl//absl/status",
    "@com_google_absl//absl/status:statusor",
    "@com_google_absl//absl/strings",
    "@com_google_absl//absl/time",
    "@com_google_googletest//:gtest_main",
]

def served_test(name, size = "small", deps = [], **kwargs):
    """A cc_test of NAME.cc.

    Args:
      name: of the test.
      size: as of cc_test.
      deps: what it uses besides what most served tests do.
      **kwargs: as of cc_test.
    """
    cc_test(
        name = name,
        size = size,
        srcs = [name + ".cc"],
        deps = _DEPS + deps,
        **kwargs
    )
