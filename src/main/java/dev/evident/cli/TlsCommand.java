package dev.evident.cli;

import dev.evident.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evident tls}: certificates for a first try. */
@Command(
        name = "tls",
        description = "Certificates for a first try.",
        subcommands = TlsCommand.SelfSigned.class,
        mixinStandardHelpOptions = true)
final class TlsCommand extends SpokenCommand {
    @Override
    public Integer call() {
        complain("which certificate? evident tls self-signed");
        return 2;
    }

    /** {@code evident tls self-signed}. */
    @Command(
            name = "self-signed",
            description = {
                "Makes a private key and a certificate that vouches for itself: for a first try, and for callers who"
                        + " are given the certificate. Browsers warn of it.",
                "Writes DIR/evident.key (0600) and DIR/evident.crt, and prints the lines for the configuration."
            },
            mixinStandardHelpOptions = true)
    static final class SelfSigned extends SpokenCommand {
        @Option(
                names = "--host",
                paramLabel = "NAME",
                description = "A name or address that the service is called by, besides localhost and 127.0.0.1;"
                        + " several for several.")
        private List<String> hosts = new ArrayList<>();

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description = "Where to; made when missing. Without it: the working directory.")
        private @Nullable Path directory;

        @Option(names = "--days", defaultValue = "365", description = "How long it is valid: ${DEFAULT-VALUE}.")
        private int days;

        @Override
        public Integer call() {
            Path into = directory == null ? Path.of("") : directory;
            Path cert = into.resolve("evident.crt");
            Path key = into.resolve("evident.key");
            for (Path file : List.of(cert, key)) {
                if (Files.exists(file)) {
                    throw new StartException(file + " exists already");
                }
            }
            try {
                SelfSignedCertificate made = SelfSignedCertificate.make(hosts, days);
                made.write(cert, key);
                say("tls:");
                say("  cert: " + cert.toAbsolutePath().normalize());
                say("  key: " + key.toAbsolutePath().normalize());
                return 0;
            } catch (IOException failure) {
                complain(reason(failure));
                return 1;
            }
        }
    }
}
