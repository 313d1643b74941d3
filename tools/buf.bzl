"""buf_repository: the buf program that tools/setup has brought from npm."""

_MACHINES = {"aarch64": "aarch64", "x86_64": "x64"}

def _buf_repository_impl(ctx):
    tools = ctx.path(Label("//tools:package.json")).dirname
    machine = ctx.execute(["uname", "-m"]).stdout.strip()
    program = ctx.path("{}/node_modules/@bufbuild/buf-linux-{}/bin/buf".format(tools, _MACHINES.get(machine)))
    if not program.exists:
        fail("there is no buf at {}, run tools/setup".format(program))
    ctx.symlink(program, "buf")
    ctx.file("BUILD", 'exports_files(["buf"])\n')

buf_repository = repository_rule(
    implementation = _buf_repository_impl,
    local = True,
)
