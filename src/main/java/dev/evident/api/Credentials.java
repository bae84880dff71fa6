package dev.evident.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * The token in an {@code Authorization} header: raw, or in the form of a scheme that senders speak: {@code Bearer}, {@code
 * Splunk}, {@code Token token=…}, {@code ApiKey} (base64 of {@code id:token}) and {@code Basic} (whose password it is; RFC
 * 7617).
 */
final class Credentials {
    private static final int MAX_LENGTH = 2_048;

    private Credentials() {}

    /** The token; empty when the header holds none. */
    static String token(String header) {
        String value = header.strip();
        int space = value.indexOf(' ');
        if (value.length() > MAX_LENGTH) {
            return "";
        }
        if (space < 0) {
            return value;
        }
        String rest = value.substring(space + 1).strip();
        return switch (value.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer", "splunk" -> rest;
            case "token" -> unquoted(rest.startsWith("token=") ? rest.substring("token=".length()) : rest);
            case "apikey", "basic" -> afterColon(rest);
            default -> value;
        };
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static String afterColon(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException noBase64) {
            return "";
        }
    }
}
