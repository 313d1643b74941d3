"""clang_tidy: runs clang-tidy over the C++ files that are written by hand.

Each file is an action of its own, with the flags and the generated headers that
it is compiled with, so Bazel repeats only what a change can affect:

    bazel build --config=lint //...
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "CPP_COMPILE_ACTION_NAME")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

_KINDS = ["cc_binary", "cc_library", "cc_test"]

# Flags that only GCC knows, and -Werror: .clang-tidy says what is an error.
_DROPPED = ["-fno-canonical-system-headers", "-Wno-free-nonheap-object", "-Werror"]

# GoogleTest's macros branch so much that the analyzer would take as long for tests
# as all else together. What it looks for, sanitizers find where tests run.
_OF_TESTS = ["--checks=-clang-analyzer-*"]

def _sources(ctx):
    """The target's hand-written sources; its headers where it has no other."""
    files = []
    for attribute in ["srcs", "hdrs"]:
        for label in getattr(ctx.rule.attr, attribute, []):
            files.extend([file for file in label.files.to_list() if file.is_source])
    sources = [file for file in files if file.extension == "cc"]
    return sources or [file for file in files if file.extension == "h"]

def _flags(ctx, compilation):
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts + ctx.rule.attr.copts,
        include_directories = compilation.includes,
        quote_include_directories = compilation.quote_includes,
        system_include_directories = compilation.system_includes,
        preprocessor_defines = depset(transitive = [compilation.defines, compilation.local_defines]),
    )
    flags = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = CPP_COMPILE_ACTION_NAME,
        variables = variables,
    )
    return [flag for flag in flags if flag not in _DROPPED]

def _clang_tidy_impl(target, ctx):
    if ctx.rule.kind not in _KINDS or target.label.workspace_name:
        return []
    compilation = target[CcInfo].compilation_context
    flags = _flags(ctx, compilation)
    reports = []
    for file in _sources(ctx):
        report = ctx.actions.declare_file("{}.{}.clang_tidy".format(target.label.name, file.basename))
        arguments = ctx.actions.args()
        arguments.add_all([report, ctx.file._config, ctx.file._own_code, file])
        arguments.add_all(_OF_TESTS if ctx.rule.attr.testonly else [])
        arguments.add_all(["--", "-xc++"])
        arguments.add_all(flags)
        ctx.actions.run_shell(
            # Says nothing where it finds nothing, else the findings, with paths
            # from the root of the tree.
            command = """
                report="$1" config="$2" own_code="$3" file="$4"; shift 4
                /usr/bin/clang-tidy --quiet --load="$own_code" --config-file="$config" \
                    "$file" "$@" \
                    >"$report" 2>"$report.err" && exit
                cat "$report" "$report.err" | grep -vE '^[0-9]+ warnings?.* generated\\.$' | sed "s|$PWD/||; s|^[.]/||" >&2
                exit 1
            """,
            arguments = [arguments],
            inputs = depset([file, ctx.file._config, ctx.file._own_code], transitive = [compilation.headers]),
            outputs = [report],
            mnemonic = "ClangTidy",
            progress_message = "Checking " + file.short_path,
        )
        reports.append(report)
    return [OutputGroupInfo(clang_tidy = depset(reports))]

clang_tidy = aspect(
    doc = "Checks the files of cc_binary, cc_library and cc_test; output group clang_tidy.",
    implementation = _clang_tidy_impl,
    attrs = {
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        "_config": attr.label(default = "//:.clang-tidy", allow_single_file = True),
        "_own_code": attr.label(default = "//tools/clang_tidy:own_code.so", allow_single_file = True),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)
