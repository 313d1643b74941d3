"""grpc_js_repository: gRPC for Node, which tools/setup has brought from npm."""

def _grpc_js_repository_impl(ctx):
    tools = ctx.path(Label("//tools:package.json")).dirname
    folder = ctx.path("{}/node_modules/@grpc/grpc-js".format(tools))
    if not folder.exists:
        fail("there is no gRPC for Node at {}, run tools/setup".format(folder))
    ctx.symlink(folder, "package")
    ctx.file("BUILD", """
package(default_visibility = ["//visibility:public"])

filegroup(
    name = "grpc_js",
    srcs = ["package/build/src/index.js"],
)
""")

grpc_js_repository = repository_rule(
    implementation = _grpc_js_repository_impl,
    local = True,
)
