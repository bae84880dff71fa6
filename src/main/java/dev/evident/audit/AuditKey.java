package dev.evident.audit;

import dev.evident.bus.AuditMessages.Hidden;
import dev.evident.config.StartException;
import dev.evident.event.Wtf8;
import dev.evident.files.OwnerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key by which the audit trail tells values without saying them: the same value has the same hash, so that who knows
 * one, and may read the key, can look for it; who has no key cannot guess. It stands in {@code keys/audit.key} (0600), 64
 * hexadecimal digits, made when there is none. Without the file the hashes say nothing any more, to anybody.
 */
final class AuditKey {
    private static final Logger LOG = LoggerFactory.getLogger(AuditKey.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    /** Of the 32 that a hash has: enough that no two values have the same. */
    private static final int HASH_BYTES = 16;

    private final SecretKeySpec key;

    private AuditKey(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * The key in a file. When it cannot be written, such as on a full disk, one is used that is forgotten at the end of the
     * process, and the log says so. Blocks.
     *
     * @throws StartException when the file is something else or cannot be read
     */
    static AuditKey open(Path file) {
        try {
            byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
            if (key.length == KEY_BYTES) {
                return new AuditKey(key);
            }
        } catch (NoSuchFileException none) {
            return create(file);
        } catch (IOException unreadable) {
            throw new StartException(file + " cannot be read: " + unreadable, unreadable);
        } catch (IllegalArgumentException notHex) {
            // said below
        }
        throw new StartException(file + " is no key of " + KEY_BYTES
                + " bytes in hexadecimal digits: put it back from its backup, or remove it for a new one");
    }

    private static AuditKey create(Path file) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            new OwnerFile(file).write(HexFormat.of().formatHex(key) + "\n");
        } catch (IOException failure) {
            LOG.warn(
                    "{} cannot be written, hashes of values cannot be checked after the next start: {}",
                    file,
                    failure.toString());
        }
        return new AuditKey(key);
    }

    /** The data with the keyed hash in the place of each value that is hidden. */
    Map<String, @Nullable Object> hide(Map<String, ?> data) {
        Map<String, @Nullable Object> hidden = new LinkedHashMap<>();
        data.forEach((name, value) -> hidden.put(name, hide(value)));
        return hidden;
    }

    private @Nullable Object hide(@Nullable Object value) {
        if (value instanceof Hidden hidden) {
            return hash(hidden.value());
        }
        if (value instanceof Map<?, ?> members) {
            Map<String, @Nullable Object> hidden = new LinkedHashMap<>();
            members.forEach((name, member) -> hidden.put(String.valueOf(name), hide(member)));
            return hidden;
        }
        if (value instanceof List<?> elements) {
            List<@Nullable Object> hidden = new ArrayList<>();
            elements.forEach(element -> hidden.add(hide(element)));
            return hidden;
        }
        return value;
    }

    /** The first {@value #HASH_BYTES} bytes of the HMAC-SHA256 over the value's UTF-8, in hexadecimal digits. */
    String hash(String value) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(Wtf8.bytes(value)), 0, HASH_BYTES);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
