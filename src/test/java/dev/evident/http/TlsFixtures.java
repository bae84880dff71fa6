package dev.evident.http;

import dev.evident.config.Tls;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;

/** What tests of other packages need of TLS. */
public final class TlsFixtures {
    private TlsFixtures() {}

    /** A certificate and its key, of PEM files. */
    public static X509KeyManager keys(Path cert, Path key) {
        TlsFiles files =
                TlsFiles.read(new Tls(Optional.of(cert), Optional.of(key), Optional.empty(), Optional.empty()));
        return TlsFiles.keys(cert, files.identity());
    }
}
