package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the tokens of a configuration. No message shows a secret, and none is kept: only its SHA-256. */
final class Tokens {
    private static final List<String> MEMBERS = List.of("name", "secret", "scopes", "tenant");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    private static final Pattern TENANT = Pattern.compile("[^\\p{Cntrl}]{1,200}");
    private static final Pattern SHA_256 = Pattern.compile("sha256:[0-9A-Fa-f]{64}");
    /** What can stand in an HTTP header as one word. */
    private static final Pattern SECRET = Pattern.compile("[!-~]{1,1000}");
    /** Shorter secrets are taken for guessable. */
    private static final int SHORT = 16;

    private final Path directory;

    /**
     * @param directory what a relative {@code file:} secret is relative to
     */
    Tokens(Path directory) {
        this.directory = directory;
    }

    List<Token> read(List<?> written) {
        List<Token> tokens = new ArrayList<>();
        for (Object element : written) {
            tokens.add(token("tokens[" + tokens.size() + "]", element));
        }
        return List.copyOf(tokens);
    }

    private Token token(String at, @Nullable Object element) {
        if (!(element instanceof Map<?, ?> members)) {
            throw new ConfigurationException(at, "is not a token: it takes " + String.join(", ", MEMBERS));
        }
        for (Object member : members.keySet()) {
            String name = String.valueOf(member);
            if (!MEMBERS.contains(name)) {
                throw new ConfigurationException(at + "." + name, "unknown key" + NearMiss.hint(name, MEMBERS));
            }
        }
        String secret = secret(at + ".secret", members.get("secret"));
        boolean hashed = SHA_256.matcher(secret).matches();
        byte[] hash = hashed ? HexFormat.of().parseHex(secret.substring("sha256:".length())) : Token.hash(secret);
        Token token = new Token(
                name(at + ".name", members.get("name")),
                hash,
                scopes(at + ".scopes", members.get("scopes")),
                tenant(at + ".tenant", members),
                !hashed && secret.length() < SHORT);
        return token.isDemo() ? new Token(token.name(), hash, token.scopes(), token.tenant(), true) : token;
    }

    private static String name(String at, @Nullable Object written) {
        return Optional.ofNullable(written)
                .flatMap(Kind::text)
                .filter(name -> NAME.matcher(name).matches() && !name.isBlank())
                .orElseThrow(() -> new ConfigurationException(at, "a name of 1 to 100 characters is required"));
    }

    private static Optional<String> tenant(String at, Map<?, ?> members) {
        if (!members.containsKey("tenant")) {
            return Optional.empty();
        }
        return Optional.of(Optional.ofNullable(members.get("tenant"))
                .flatMap(Kind::text)
                .filter(tenant -> TENANT.matcher(tenant).matches() && !tenant.isBlank())
                .orElseThrow(() -> new ConfigurationException(
                        at, "is not a name of 1 to 200 characters; leave the key out for a token of every tenant")));
    }

    private static Set<Scope> scopes(String at, @Nullable Object written) {
        List<String> names = Optional.ofNullable(written)
                .flatMap(Kind::texts)
                .filter(list -> !list.isEmpty())
                .orElseThrow(() -> new ConfigurationException(at, "a list of scopes is required: write, read, verify"));
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : names) {
            scopes.add(Stream.of(Scope.values())
                    .filter(scope -> Kind.lower(scope).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ConfigurationException(
                            at, quoted(name) + " is not a scope; scopes are write, read, verify")));
        }
        return scopes;
    }

    private String secret(String at, @Nullable Object written) {
        String secret = Optional.ofNullable(written)
                .flatMap(Kind::text)
                .orElseThrow(() -> new ConfigurationException(at, "a text is required (quote it in the file)"));
        if (secret.startsWith("file:")) {
            secret = firstLine(at, secret.substring("file:".length()));
        }
        if (secret.startsWith("sha256:") && !SHA_256.matcher(secret).matches()) {
            throw new ConfigurationException(at, "64 hexadecimal digits must follow sha256:");
        }
        if (!SECRET.matcher(secret).matches()) {
            throw new ConfigurationException(
                    at, "a secret has 1 to 1000 characters, all of them printable ASCII without spaces");
        }
        return secret;
    }

    private String firstLine(String at, String file) {
        try (Stream<String> lines = Files.lines(directory.resolve(file))) {
            return lines.findFirst().map(String::strip).orElse("");
        } catch (NoSuchFileException missing) {
            throw new ConfigurationException(at, "there is no file " + quoted(String.valueOf(missing.getMessage())));
        } catch (IOException | UncheckedIOException | InvalidPathException unreadable) {
            throw new ConfigurationException(at, "cannot read the file " + quoted(file));
        }
    }
}
