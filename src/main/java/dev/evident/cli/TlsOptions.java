package dev.evident.cli;

import dev.evident.http.ClientTls;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How commands reach a service by https. */
final class TlsOptions {
    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "With https: a PEM file with the authorities, or the certificate itself, that are trusted."
                    + " Without it: those that the JDK trusts.")
    private @Nullable Path authorities;

    @Option(
            names = "--cert-file",
            paramLabel = "FILE",
            description = "With https: a PEM file with the certificate to present, where the service takes those.")
    private @Nullable Path cert;

    @Option(names = "--key-file", paramLabel = "FILE", description = "Its private key, a PEM file.")
    private @Nullable Path key;

    /** What a client uses. Blocks. */
    SSLContext context() {
        return ClientTls.context(Optional.ofNullable(authorities), Optional.ofNullable(cert), Optional.ofNullable(key));
    }
}
