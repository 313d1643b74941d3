"""cc_grpc_library: the C++ service classes of a proto_library."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def _generate_impl(ctx):
    info = ctx.attr.proto[ProtoInfo]
    outputs = []
    for source in info.direct_sources:
        stem = source.basename[:-len(".proto")]
        folder = source.dirname.replace(info.proto_source_root + "/", "", 1)
        if folder.startswith(ctx.label.package + "/"):
            folder = folder[len(ctx.label.package) + 1:]
        for ending in [".grpc.pb.h", ".grpc.pb.cc"]:
            outputs.append(ctx.actions.declare_file(folder + "/" + stem + ending))
    out_dir = "/".join([ctx.bin_dir.path] + ([ctx.label.package] if ctx.label.package else []))
    descriptors = info.transitive_descriptor_sets.to_list()
    ctx.actions.run(
        executable = ctx.executable._protoc,
        arguments = [
            "--descriptor_set_in=" + ":".join([file.path for file in descriptors]),
            "--plugin=protoc-gen-grpc=" + ctx.executable._plugin.path,
            "--grpc_out=" + out_dir,
        ] + [file.path.replace(info.proto_source_root + "/", "", 1) for file in info.direct_sources],
        inputs = descriptors,
        tools = [ctx.executable._plugin],
        outputs = outputs,
        mnemonic = "GrpcGenerate",
    )
    return [DefaultInfo(files = depset(outputs))]

_generate = rule(
    implementation = _generate_impl,
    attrs = {
        "proto": attr.label(providers = [ProtoInfo], mandatory = True),
        "_plugin": attr.label(
            default = "@com_github_grpc_grpc//:grpc_cpp_plugin",
            allow_single_file = True,
            cfg = "exec",
            executable = True,
        ),
        "_protoc": attr.label(
            default = "@com_google_protobuf//:protoc",
            allow_single_file = True,
            cfg = "exec",
            executable = True,
        ),
    },
)

def cc_grpc_library(name, proto, deps, **kwargs):
    """Generates the services of `proto`; `deps` has its cc_proto_library."""
    _generate(name = name + "_generate", proto = proto)
    cc_library(
        name = name,
        srcs = [":" + name + "_generate"],
        includes = ["."],
        deps = deps + ["@com_github_grpc_grpc//:grpc++"],
        **kwargs
    )
