"""fuzz_target: a function that takes any bytes, to be run on seeds and fuzzed."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

def _seeds_impl(ctx):
    """A folder of the seeds, those in text format encoded as the message."""
    folder = ctx.actions.declare_directory(ctx.label.name)
    arguments = ctx.actions.args()
    arguments.add_all([folder.path, ctx.executable._protoc])
    descriptors = depset()
    if ctx.attr.message:
        descriptors = ctx.attr.proto[ProtoInfo].transitive_descriptor_sets
        arguments.add("--encode=" + ctx.attr.message)
        arguments.add_joined(
            descriptors,
            format_joined = "--descriptor_set_in=%s",
            join_with = ":",
        )
    else:
        arguments.add_all(["", ""])
    arguments.add_all(ctx.files.srcs)
    ctx.actions.run_shell(
        command = """
            folder="$1" protoc="$2" encode="$3" descriptors="$4"; shift 4
            for seed; do
                name="$(basename "$seed")"
                if [[ -n "$encode" && "$name" == *.txtpb ]]; then
                    "$protoc" "$encode" "$descriptors" <"$seed" >"$folder/${name%.txtpb}" || exit
                else
                    cp "$seed" "$folder/$name" || exit
                fi
            done
        """,
        arguments = [arguments],
        inputs = depset(ctx.files.srcs, transitive = [descriptors]),
        tools = [ctx.executable._protoc],
        outputs = [folder],
        mnemonic = "FuzzSeeds",
    )
    return [DefaultInfo(
        files = depset([folder]),
        runfiles = ctx.runfiles([folder]),
    )]

_seeds = rule(
    implementation = _seeds_impl,
    attrs = {
        "message": attr.string(),
        "proto": attr.label(providers = [ProtoInfo]),
        "srcs": attr.label_list(allow_files = True, mandatory = True),
        "_protoc": attr.label(
            default = "@com_google_protobuf//:protoc",
            allow_single_file = True,
            cfg = "exec",
            executable = True,
        ),
    },
)

def _corpus_seeds_impl(ctx):
    folder = ctx.actions.declare_directory(ctx.label.name)
    cases = [file for file in ctx.files.cases if file.extension == "txtpb"]
    ctx.actions.run(
        executable = ctx.executable._write,
        arguments = [folder.path] + [file.path for file in cases],
        inputs = cases,
        outputs = [folder],
        mnemonic = "CorpusSeeds",
    )
    return [DefaultInfo(files = depset([folder]))]

corpus_seeds = rule(
    doc = "A folder of seeds from policy test files: see write_corpus_seeds.cc.",
    implementation = _corpus_seeds_impl,
    attrs = {
        "cases": attr.label(mandatory = True),
        "_write": attr.label(
            default = ":write_corpus_seeds",
            # What it is built of is built so for other targets, too.
            cfg = "target",
            executable = True,
        ),
    },
)

def fuzz_target(name, srcs, seeds, deps, message = "", proto = None):
    """NAME_seeds_test runs `srcs` on the seeds; NAME fuzzes them, see tools/fuzz.

    Args:
      name: of the target.
      srcs: define fuzz::RunTarget; with `message`, fuzz::InputType too.
      seeds: files. With `message`, those that end in .txtpb are messages in text
        format, which the target gets as bytes; all others it gets as they are.
      deps: of `srcs`.
      message: the full name of the message that the bytes are to be, if one.
      proto: the proto_library that has it.
    """
    cc_library(
        name = name + "_target",
        testonly = True,
        srcs = srcs,
        alwayslink = True,
        deps = deps + [":require", ":target"] + ([":input_type"] if message else []),
    )
    _seeds(
        name = name + "_seeds",
        testonly = True,
        message = message,
        proto = proto,
        srcs = seeds,
    )
    cc_test(
        name = name + "_seeds_test",
        size = "small",
        args = ["$(rootpath :{}_seeds)".format(name)],
        data = [":{}_seeds".format(name)],
        deps = [":run_seeds", ":{}_target".format(name)],
    )
    cc_binary(
        name = name,
        testonly = True,
        # Only by libFuzzer is it a program.
        tags = ["manual"],
        linkopts = select(
            {":with_libfuzzer": ["-fsanitize=fuzzer"]},
            no_match_error = "fuzz targets are built with --config=fuzz, see tools/fuzz",
        ),
        deps = [":libfuzzer", ":{}_target".format(name)] + ([":message_mutator"] if message else []),
    )
