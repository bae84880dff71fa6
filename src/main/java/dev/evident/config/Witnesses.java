package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import dev.evident.config.Configuration.WitnessAt;
import dev.evident.config.Configuration.WitnessedLog;
import dev.evident.merkle.KeyName;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignatureType;
import dev.evident.merkle.VerifierKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads whom the log asks to witness it, and which logs this service witnesses. */
final class Witnesses {
    private static final int MOST = 16;

    private Witnesses() {}

    /** The elements of {@code log.witnesses}. */
    static List<WitnessAt> asked(List<?> written) {
        requireFew(Keys.LOG_WITNESSES, written);
        List<WitnessAt> witnesses = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Object element : written) {
            String at = Keys.LOG_WITNESSES.path() + "[" + witnesses.size() + "]";
            Map<?, ?> members = members(at, element, List.of("url", "key"));
            VerifierKey key = key(at + ".key", members.get("key"), SignatureType.COSIGNATURE_V1);
            if (!names.add(key.name())) {
                throw new ConfigurationException(at + ".key", quoted(key.name()) + " is there twice");
            }
            witnesses.add(new WitnessAt(url(at + ".url", members.get("url")), key));
        }
        return witnesses;
    }

    /** The elements of {@code witness.logs}. */
    static List<WitnessedLog> logs(List<?> written) {
        requireFew(Keys.WITNESS_LOGS, written);
        List<WitnessedLog> logs = new ArrayList<>();
        Set<String> origins = new HashSet<>();
        for (Object element : written) {
            String at = Keys.WITNESS_LOGS.path() + "[" + logs.size() + "]";
            Map<?, ?> members = members(at, element, List.of("origin", "keys"));
            String origin = Optional.ofNullable(members.get("origin"))
                    .flatMap(Kind::text)
                    .filter(KeyName::isValid)
                    .orElseThrow(() -> new ConfigurationException(at + ".origin", "the log's name is required"));
            if (!origins.add(origin)) {
                throw new ConfigurationException(at + ".origin", quoted(origin) + " is there twice");
            }
            logs.add(new WitnessedLog(origin, keys(at + ".keys", members.get("keys"))));
        }
        return logs;
    }

    private static List<VerifierKey> keys(String at, @Nullable Object written) {
        List<String> texts = Optional.ofNullable(written)
                .flatMap(Kind::texts)
                .filter(list -> !list.isEmpty() && list.size() <= MOST)
                .orElseThrow(
                        () -> new ConfigurationException(at, "a list of 1 to " + MOST + " verifier keys is required"));
        return texts.stream().map(text -> key(at, text, SignatureType.ED25519)).toList();
    }

    private static VerifierKey key(String at, @Nullable Object written, SignatureType type) {
        String text = Optional.ofNullable(written)
                .flatMap(Kind::text)
                .orElseThrow(() -> new ConfigurationException(at, "a verifier key is required (name+id+base64)"));
        try {
            VerifierKey key = VerifierKey.parse(text);
            if (key.type() == type) {
                return key;
            }
        } catch (MalformedException refused) {
            throw new ConfigurationException(at, quoted(text) + ": " + refused.getMessage());
        }
        throw new ConfigurationException(
                at,
                quoted(text) + " is a key of the other kind: "
                        + (type == SignatureType.ED25519 ? "a log's is required" : "a witness's is required"));
    }

    private static URI url(String at, @Nullable Object written) {
        String text = Optional.ofNullable(written)
                .flatMap(Kind::text)
                .orElseThrow(() -> new ConfigurationException(at, "the witness's URL is required"));
        try {
            URI url = new URI(text.replaceAll("/+$", ""));
            boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (http
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException refused) {
            // said below
        }
        throw new ConfigurationException(at, "is not a URL such as https://witness.example.org/evident");
    }

    private static Map<?, ?> members(String at, @Nullable Object element, List<String> known) {
        if (!(element instanceof Map<?, ?> members)) {
            throw new ConfigurationException(at, "takes " + String.join(", ", known));
        }
        for (Object member : members.keySet()) {
            String name = String.valueOf(member);
            if (!known.contains(name)) {
                throw new ConfigurationException(at + "." + name, "unknown key" + NearMiss.hint(name, known));
            }
        }
        return members;
    }

    private static void requireFew(Key<?> key, List<?> written) {
        if (written.size() > MOST) {
            throw new ConfigurationException(
                    key.path(), "has " + written.size() + " elements; at most " + MOST + " are possible");
        }
    }
}
