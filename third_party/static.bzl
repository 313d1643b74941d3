"""Linking with archives instead of shared libraries.

For a program that is served: without some 70 shared libraries it starts sooner,
and a quarter of its memory is not needed. Tests, of which there are many, share
what they can.

    cc_binary(
        additional_linker_inputs = STATIC_LIBRARIES,
        linkopts = STATIC_LINKOPTS,
    )
"""

# Sanitizers stand in for functions of shared libraries.
STATIC_LIBRARIES = select({
    "//third_party:shared": [],
    "//conditions:default": ["@static_libraries"],
})

# Where the linker looks first there are archives only.
STATIC_LINKOPTS = select({
    "//third_party:shared": [],
    "//conditions:default": ["-Lexternal/static_libraries/lib"],
})
