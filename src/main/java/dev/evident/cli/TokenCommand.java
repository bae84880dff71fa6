package dev.evident.cli;

import dev.evident.config.ConfigurationLoader;
import dev.evident.config.GeneratedToken;
import dev.evident.config.StartException;
import dev.evident.config.Token;
import dev.evident.config.TokenLines;
import dev.evident.config.TokenSecret;
import dev.evident.files.OwnerFile;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evident token}: who may use the API. */
@Command(
        name = "token",
        description = "Makes, lists and revokes tokens. A running service takes up changes within seconds.",
        subcommands = {TokenCommand.Create.class, TokenCommand.ListAll.class, TokenCommand.Revoke.class},
        mixinStandardHelpOptions = true)
final class TokenCommand extends SpokenCommand {
    @Override
    public Integer call() {
        complain("what of them? create, list or revoke");
        return 2;
    }

    /** {@code evident token create}. */
    @Command(
            name = "create",
            description = {
                "Makes a token, shows it once, and prints the line that the configuration needs under tokens:, which"
                        + " has its SHA-256 alone.",
                "On the standard output: the token (unless --out is given), then that line."
            },
            mixinStandardHelpOptions = true)
    static final class Create extends SpokenCommand {
        @Option(names = "--name", required = true, paramLabel = "NAME", description = "What logs call it; unique.")
        private String name = "";

        @Option(
                names = "--scope",
                required = true,
                split = ",",
                paramLabel = "SCOPE",
                description = "write, read, verify or admin; several for several.")
        private List<String> scopes = new ArrayList<>();

        @Option(names = "--tenant", paramLabel = "TENANT", description = "The tenant that it is bound to.")
        private @Nullable String tenant;

        @Option(
                names = "--expires",
                paramLabel = "WHEN",
                description = "A time such as 2027-01-31T12:00:00Z, or days from now such as 90d.")
        private @Nullable String expires;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description = "Writes the token into a new file for its owner alone instead of showing it.")
        private @Nullable Path file;

        @Override
        public Integer call() throws IOException {
            String secret = GeneratedToken.create();
            String line = line(secret);
            ConfigurationLoader.tokens("[" + line + "]");
            if (file == null) {
                complain("give this to the caller; it is shown once:");
                say(secret);
            } else if (Files.exists(file)) {
                throw new StartException(file + " exists already");
            } else {
                new OwnerFile(file).write(secret + "\n");
                complain("wrote the token to " + file);
            }
            complain("put this under tokens: in the configuration");
            say("  - " + line);
            return 0;
        }

        private String line(String secret) {
            StringBuilder line = new StringBuilder("{ name: ")
                    .append(Json.encode(name))
                    .append(", secret: \"sha256:")
                    .append(HexFormat.of().formatHex(TokenSecret.hash(secret)))
                    .append("\", scopes: [")
                    .append(scopes.stream()
                            .map(Json::encode)
                            .collect(Collectors.joining(", "))
                            .replace("\"", ""))
                    .append(']');
            if (tenant != null) {
                line.append(", tenant: ").append(Json.encode(tenant));
            }
            if (expires != null) {
                line.append(", expires: ").append(Json.encode(end(expires)));
            }
            return line.append(" }").toString();
        }

        private static String end(String expires) {
            return expires.matches("[0-9]{1,5}d")
                    ? Instant.now()
                            .plus(Duration.ofDays(Long.parseLong(expires.substring(0, expires.length() - 1))))
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString()
                    : expires;
        }
    }

    /** {@code evident token list}. */
    @Command(
            name = "list",
            description = "Lists the tokens of the configuration, never their secrets.",
            mixinStandardHelpOptions = true)
    static final class ListAll extends SpokenCommand {
        @Override
        public Integer call() {
            Instant now = Instant.now();
            for (Token token : configuration().tokens()) {
                StringBuilder line = new StringBuilder(Json.encode(token.name())).append(" ");
                line.append(token.scopes().stream()
                        .map(scope -> scope.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .collect(Collectors.joining(",")));
                token.tenant().ifPresent(tenant -> line.append(" tenant ").append(Json.encode(tenant)));
                token.expires().ifPresent(end -> line.append(token.isExpired(now) ? " expired " : " expires ")
                        .append(end));
                line.append(token.secret().isEmpty() ? " by certificate" : "");
                token.secret().filter(TokenSecret::guessable).ifPresent(known -> line.append(" (on loopback only)"));
                say(line.toString());
            }
            return 0;
        }
    }

    /** {@code evident token revoke}. */
    @Command(
            name = "revoke",
            description = "Takes a token out of the configuration file. Whoever uses it is cut off within seconds.",
            mixinStandardHelpOptions = true)
    static final class Revoke extends SpokenCommand {
        @Option(names = "--name", required = true, paramLabel = "NAME", description = "What the token is called.")
        private String name = "";

        @Override
        public Integer call() throws IOException {
            Path file = configurationFile();
            EditedFile edited = new EditedFile(file);
            edited.replace(TokenLines.without(file.toString(), edited.text(), name));
            say("Revoked in " + file + ". A running service takes it up within seconds.");
            return 0;
        }
    }
}
