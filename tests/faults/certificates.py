"""Certificates for mutual TLS on this machine, in files as Kubernetes mounts them."""

import os
import ssl
import subprocess

FILES = ("tls.crt", "tls.key", "ca.crt")


_DAYS = 2


def _openssl(*arguments, before=0):
    """As if it was called so many seconds before."""
    clock = ["faketime", "-f", f"-{before}s"] if before else []
    subprocess.run([*clock, "openssl", *arguments], check=True, capture_output=True, timeout=30)


class Authority:
    """Signs certificates, in `folder`."""

    def __init__(self, folder):
        self._folder = folder
        self._count = 0
        self.certificate = os.path.join(folder, "authority.crt")
        self._key = os.path.join(folder, "authority.key")
        self._make(self.certificate, self._key, "authority")

    def issue(self, life=_DAYS * 86400, names=("DNS:localhost", "IP:127.0.0.1")):
        """The paths of a certificate, for this machine unless `names` says otherwise, of so many
        seconds, and of its key."""
        self._count += 1
        certificate, key = (os.path.join(self._folder, f"{self._count}.{kind}")
                            for kind in ("crt", "key"))
        self._make(certificate, key, "localhost", "-CA", self.certificate, "-CAkey", self._key,
                   "-addext", f"subjectAltName={','.join(names)}",
                   before=_DAYS * 86400 - life)
        return certificate, key

    @staticmethod
    def _make(certificate, key, name, *more, before=0):
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                 "-noenc", "-days", str(_DAYS), "-subj", f"/CN={name}", "-out", certificate, "-keyout", key,
                 "-addext", "keyUsage=critical,digitalSignature,keyCertSign", *more, before=before)


class Volume:
    """A folder whose files change all at once, as Kubernetes mounts a Secret: they are
    links through "..data", which is a link to a version of them."""

    def __init__(self, folder):
        self._folder = folder
        self._count = 0
        for name in FILES:
            os.symlink(os.path.join("..data", name), self.path(name))

    def path(self, name):
        return os.path.join(self._folder, name)

    def replace(self, files):
        """`files` are bytes by name."""
        self._count += 1
        version = f"..version-{self._count}"
        os.mkdir(self.path(version))
        for name, data in files.items():
            with open(self.path(os.path.join(version, name)), "wb") as file:
                file.write(data)
        os.symlink(version, self.path("..data_tmp"))
        os.replace(self.path("..data_tmp"), self.path("..data"))


def client_context(authority, certificate, key):
    """TLS of a client that knows who it speaks with, and says who it is."""
    context = ssl.create_default_context(cafile=authority)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    return context


def served_certificate(connected):
    """The server's certificate on this connection, as in its file."""
    return ssl.DER_cert_to_PEM_cert(connected.getpeercert(binary_form=True)).encode()


def read(path):
    """The bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


def with_tls(scene):
    """Lets the scene's server, its load and its peers use mutual TLS."""
    for name in ("servers", "clients", "volume"):
        os.mkdir(scene.path(name))
    scene.authority, clients = Authority(scene.path("servers")), Authority(scene.path("clients"))
    scene.clients = clients
    scene.client_authority = read(clients.certificate)
    scene.volume = Volume(scene.path("volume"))
    certificate, key = clients.issue()
    scene.tls = lambda: client_context(scene.authority.certificate, certificate, key)
    scene.in_force = issue_for_server(scene)
    scene.volume.replace(scene.in_force)
    scene.listen = "127.0.0.1:0"
    scene.flags += [f"--{flag}={scene.volume.path(file)}" for flag, file in (
        ("tls_cert", "tls.crt"), ("tls_key", "tls.key"), ("tls_client_ca", "ca.crt"))]
    scene.load_flags += ["--reconnect", "--connections=4", f"--tls_ca={scene.authority.certificate}",
                         f"--tls_cert={certificate}", f"--tls_key={key}"]


def issue_for_server(scene):
    """What the server's volume is to have, with a new certificate."""
    certificate, key = scene.authority.issue()
    return {"tls.crt": read(certificate), "tls.key": read(key), "ca.crt": scene.client_authority}
