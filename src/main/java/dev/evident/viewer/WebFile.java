package dev.evident.viewer;

import dev.evident.event.Parts;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of the viewer as it is sent.
 *
 * @param body its bytes
 * @param gzip its bytes compressed (RFC 1952), null where that would not make it smaller
 * @param type its content type
 * @param hash what the validators are made of; the two forms have different ones, as they must (RFC 9110 §8.8.3)
 */
record WebFile(Buffer body, @Nullable Buffer gzip, String type, String hash) {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "woff2", "font/woff2");

    static WebFile of(String name, byte[] bytes) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.getOrDefault(extension, "text/plain; charset=utf-8");
        String hash = HexFormat.of().formatHex(sha256(bytes), 0, 16);
        return new WebFile(Buffer.buffer(bytes), compressed(bytes), type, hash);
    }

    /** The validator of the form that is sent. */
    String etag(boolean compressed) {
        return compressed ? '"' + hash + "-gzip\"" : '"' + hash + '"';
    }

    /** Whether a browser that sends this {@code If-None-Match} has the file already. */
    boolean isKnownBy(String ifNoneMatch) {
        for (String candidate : Parts.of(ifNoneMatch, ',')) {
            String tag = candidate.strip();
            String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
            if (tag.equals("*") || strong.equals(etag(true)) || strong.equals(etag(false))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Buffer compressed(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return compressed.size() < bytes.length * 9 / 10 ? Buffer.buffer(compressed.toByteArray()) : null;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
