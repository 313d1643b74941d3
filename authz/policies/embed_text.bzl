"""embed_text: a text file as a C++ function that returns it."""

def embed_text(name, src, out, header, function):
    """Writes `out`, which defines absl::string_view authz::`function`() of `header`."""
    native.genrule(
        name = name,
        srcs = [src],
        outs = [out],
        cmd = """{{
printf '#include "{header}"\\n'
printf 'namespace authz {{\\n'
printf 'absl::string_view {function}() {{ return R"embedded('
cat $<
printf ')embedded"; }}\\n'
printf '}}  // namespace authz\\n'
}} > $@""".format(function = function, header = header),
    )
