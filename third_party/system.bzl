"""Bazel's way to the libraries and programs that Debian's packages install.

Each library gets the label it has upstream, so that BUILD files read like any
other Bazel project's.
"""

def _split_label(label):
    package, _, name = label.partition(":")
    return package, name

def _pkg_config(ctx, what, packages):
    result = ctx.execute(["pkg-config", what] + packages.split(" "))
    if result.return_code:
        fail("a system library is missing, run tools/setup: " + result.stderr)
    return [flag for flag in result.stdout.strip().split(" ") if flag]

def _cc_library(name, linkopts, defines = []):
    return 'cc_library(name = "{}", linkopts = {}, defines = {})\n'.format(name, repr(linkopts), repr(defines))

def _program(ctx, name, path):
    ctx.symlink(path, name)
    return 'exports_files(["{}"])\n'.format(name)

_HEADER = 'package(default_visibility = ["//visibility:public"])\n'

def _pkg_config_repository_impl(ctx):
    builds = {"": _HEADER}
    for label, packages in ctx.attr.targets.items():
        package, name = _split_label(label)
        linkopts = ctx.attr.linkopts.get(label, []) + _pkg_config(ctx, "--libs", packages)
        builds[package] = builds.get(package, _HEADER) + _cc_library(name, linkopts)
    for name, path in ctx.attr.programs.items():
        builds[""] += _program(ctx, name, path)
    for package, text in builds.items():
        ctx.file((package + "/" if package else "") + "BUILD", text)

pkg_config_repository = repository_rule(
    doc = "Libraries as pkg-config describes them. Their headers are in /usr/include.",
    implementation = _pkg_config_repository_impl,
    local = True,
    attrs = {
        "linkopts": attr.string_list_dict(doc = "Label to linker flags that pkg-config does not know."),
        "programs": attr.string_dict(doc = "File name to the path of an installed program."),
        "targets": attr.string_dict(doc = "Label to its pkg-config packages.", mandatory = True),
    },
)

_WELL_KNOWN = ["any", "descriptor", "duration", "empty", "field_mask", "struct", "timestamp", "wrappers"]

def _protobuf_repository_impl(ctx):
    # Its headers declare less where the library is a shared one.
    flags = _pkg_config(ctx, "--cflags", "protobuf")
    defines = [flag[len("-D"):] for flag in flags if flag.startswith("-D")]
    build = _HEADER + _cc_library("protobuf", _pkg_config(ctx, "--libs", "protobuf"), defines)
    build += _program(ctx, "protoc", "/usr/bin/protoc")
    for name in _WELL_KNOWN:
        path = "google/protobuf/{}.proto".format(name)
        ctx.symlink("/usr/include/" + path, path)
        build += 'proto_library(name = "{}_proto", srcs = ["{}"])\n'.format(name, path)
    build += """
proto_lang_toolchain(
    name = "cc_toolchain",
    blacklisted_protos = {well_known},
    command_line = "--cpp_out=$(OUT)",
    runtime = ":protobuf",
)
""".format(well_known = repr([":{}_proto".format(name) for name in _WELL_KNOWN]))
    ctx.file("BUILD", build)

protobuf_repository = repository_rule(
    doc = "The system's Protobuf under the labels that proto_library and cc_proto_library ask for.",
    implementation = _protobuf_repository_impl,
    local = True,
)

def _debian_rules_cc_impl(ctx):
    # Debian's rules_cc is newer than its Bazel: two files load
    # use_cpp_toolchain, which this Bazel does not have. Here it is what it
    # stands for, the toolchain type.
    source = "/usr/share/bazel/rules/cc"
    impl = "cc/private/rules_impl"
    for path in ["WORKSPACE", "BUILD", "cc/BUILD", "cc/defs.bzl", "cc/action_names.bzl"]:
        ctx.symlink(source + "/" + path, path)
    for name in ["BUILD", "native.bzl", "cc_flags_supplier_lib.bzl"]:
        ctx.symlink("/".join([source, impl, name]), impl + "/" + name)
    for name in ["compiler_flag.bzl", "cc_flags_supplier.bzl"]:
        text = ctx.read("/".join([source, impl, name]))
        text = text.replace(', "use_cpp_toolchain")', ")")
        text = text.replace("use_cpp_toolchain()", '["@bazel_tools//tools/cpp:toolchain_type"]')
        ctx.file(impl + "/" + name, text)

debian_rules_cc = repository_rule(
    doc = "Debian's rules_cc, fitted to Debian's Bazel.",
    implementation = _debian_rules_cc_impl,
    local = True,
)

def _no_coverage_tools_impl(ctx):
    names = ["coverage_report_generator", "lcov_merger"]
    ctx.file("BUILD", _HEADER + "".join(['filegroup(name = "{}")\n'.format(name) for name in names]))

no_coverage_tools = repository_rule(
    doc = "Stands in for what every test asks for and only `bazel coverage` uses, which Bazel would download.",
    implementation = _no_coverage_tools_impl,
)

def _static_libraries_impl(ctx):
    result = ctx.execute(["pkg-config", "--variable=libdir", "protobuf"])
    if result.return_code:
        fail("a system library is missing, run tools/setup: " + result.stderr)
    for archive in ctx.path(result.stdout.strip()).readdir():
        for prefix in ctx.attr.prefixes:
            if archive.basename.startswith("lib" + prefix) and archive.basename.endswith(".a"):
                ctx.symlink(archive, "lib/" + archive.basename)
    ctx.file("BUILD", _HEADER + 'filegroup(name = "static_libraries", srcs = glob(["lib/*.a"]))\n')

static_libraries_repository = repository_rule(
    doc = "The archives of libraries whose names begin so: see static.bzl.",
    implementation = _static_libraries_impl,
    local = True,
    attrs = {"prefixes": attr.string_list(mandatory = True)},
)
