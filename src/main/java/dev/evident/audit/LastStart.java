package dev.evident.audit;

import dev.evident.config.Token;
import dev.evident.config.TokenSecret;
import dev.evident.files.OwnerFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the program was started with, kept in a small file (0600) until the next start compares. It is no part of the
 * evidence: losing it costs one {@code config_changed}, no more.
 *
 * @param clean whether the program has ended in order since
 * @param settings the values of the configuration's keys, without secrets
 * @param salt random, so that the hashes below can be compared with nothing outside this file
 * @param tokens for each name, what it allows and a salted hash of its secret
 */
record LastStart(boolean clean, Map<String, String> settings, String salt, Map<String, TokenPrint> tokens) {
    private static final int SALT_BYTES = 16;

    /** What is remembered of a token. */
    record TokenPrint(String allows, String secret) {}

    /** What the program starts with now. */
    static LastStart now(Map<String, String> settings, List<Token> tokens, Optional<LastStart> before) {
        String salt = before.map(LastStart::salt).orElseGet(LastStart::newSalt);
        return new LastStart(false, new TreeMap<>(settings), salt, prints(salt, tokens));
    }

    /** The same with other tokens. */
    LastStart with(List<Token> changed) {
        return new LastStart(clean, settings, salt, prints(salt, changed));
    }

    private static Map<String, TokenPrint> prints(String salt, List<Token> tokens) {
        Map<String, TokenPrint> prints = new TreeMap<>();
        for (Token token : tokens) {
            String scopes = String.join(
                    ", ",
                    token.scopes().stream()
                            .map(scope -> scope.name().toLowerCase(Locale.ROOT))
                            .sorted()
                            .toList());
            String allows = scopes
                    + token.tenant().map(tenant -> "; tenant " + tenant).orElse("")
                    + token.expires().map(end -> "; expires " + end).orElse("");
            String hash = token.secret()
                    .map(secret -> HexFormat.of().formatHex(secret.hash()))
                    .orElse("");
            prints.put(token.name(), new TokenPrint(allows, HexFormat.of().formatHex(TokenSecret.hash(salt + hash))));
        }
        return prints;
    }

    /** The same after an end in order. */
    LastStart ended() {
        return new LastStart(true, settings, salt, tokens);
    }

    /** A hash over everything but secrets: equal when the configuration is. */
    String fingerprint() {
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        tokens.forEach((name, print) ->
                text.append(name).append(": ").append(print.allows).append('\n'));
        return HexFormat.of().formatHex(TokenSecret.hash(text.toString()));
    }

    /** What is different from an earlier start, as members of an event; empty when nothing is. */
    Map<String, Object> changesSince(LastStart before) {
        Map<String, Object> changes = new TreeMap<>();
        settings.forEach((key, value) -> {
            String old = before.settings.get(key);
            if (old != null && !old.equals(value)) { // a key that a newer program has made is no change
                changes.put(key, Map.of("from", old, "to", value));
            }
        });
        Map<String, Object> data = new TreeMap<>();
        put(data, "changes", changes.isEmpty() ? null : changes);
        put(data, "tokens_added", names(tokens.keySet(), name -> !before.tokens.containsKey(name)));
        put(data, "tokens_removed", names(before.tokens.keySet(), name -> !tokens.containsKey(name)));
        put(data, "tokens_changed", names(tokens.keySet(), name -> {
            TokenPrint old = before.tokens.get(name);
            return old != null && !old.equals(tokens.get(name));
        }));
        return data;
    }

    /** Reads the file; empty when there is none or it cannot be understood. Blocks. */
    static Optional<LastStart> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonObject json = new JsonObject(Files.readString(file));
            Map<String, String> settings = new TreeMap<>();
            json.getJsonObject("settings").forEach(entry -> settings.put(entry.getKey(), (String) entry.getValue()));
            Map<String, TokenPrint> tokens = new TreeMap<>();
            JsonObject prints = json.getJsonObject("tokens");
            for (String name : prints.fieldNames()) {
                JsonObject print = prints.getJsonObject(name);
                tokens.put(name, new TokenPrint(print.getString("allows"), print.getString("secret")));
            }
            return Optional.of(new LastStart(json.getBoolean("clean"), settings, json.getString("salt"), tokens));
        } catch (DecodeException | ClassCastException | NullPointerException notOurs) {
            return Optional.empty();
        }
    }

    /** Writes the file, whole or not at all. Blocks. */
    void write(Path file) throws IOException {
        JsonObject prints = new JsonObject();
        tokens.forEach((name, print) ->
                prints.put(name, new JsonObject().put("allows", print.allows).put("secret", print.secret)));
        JsonObject values = new JsonObject();
        settings.forEach(values::put);
        new OwnerFile(file)
                .write(new JsonObject()
                        .put("clean", clean)
                        .put("salt", salt)
                        .put("settings", values)
                        .put("tokens", prints)
                        .encodePrettily());
    }

    private static List<String> names(Set<String> names, Predicate<String> which) {
        return names.stream().filter(which).sorted().toList();
    }

    private static void put(Map<String, Object> data, String name, @Nullable Object value) {
        if (value != null && !List.of().equals(value)) {
            data.put(name, value);
        }
    }

    private static String newSalt() {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }

    @Override
    public String toString() {
        return "LastStart[" + fingerprint() + "]";
    }
}
