package dev.evident.intake.formats;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Wtf8;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent whose attributes are request headers (HTTP protocol binding §3.1), in its JSON form.
 *
 * @param attributes without {@code datacontenttype}
 * @param type of the data; null when the request does not say
 */
record BinaryCloudEvent(Map<String, String> attributes, @Nullable String type) {
    private static final String PREFIX = "ce-";
    private static final String TYPE = "datacontenttype";

    /** Reads the headers; the problem names the one at fault. */
    static BinaryCloudEvent of(MultiMap headers) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX)) {
                String attribute = name.substring(PREFIX.length());
                if (attribute.equals(TYPE) || attribute.equals("data") || !isName(attribute)) {
                    throw refused(name, "The header " + name + " is no attribute of a CloudEvent in binary mode.");
                }
                if (attributes.put(attribute, decode(name, header.getValue())) != null) {
                    throw refused(name, "The header " + name + " is there more than once.");
                }
            }
        }
        return new BinaryCloudEvent(attributes, headers.get(HttpHeaders.CONTENT_TYPE));
    }

    private static boolean isName(String attribute) {
        return !attribute.isEmpty()
                && attribute.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    /** JSON format §3: data as JSON, as text, or in base64. */
    byte[] json(byte[] body) {
        Map<String, String> members = new LinkedHashMap<>(attributes);
        if (type != null) {
            members.put(TYPE, type);
        }
        StringBuilder head = new StringBuilder("{").append(MappedEvents.members(members));
        if (body.length == 0) {
            return Wtf8.json(head.append('}').toString());
        }
        String media = type == null ? "application/json" : media(type);
        if (media.equals("application/json") || media.endsWith("+json")) {
            if (JsonValues.sequence(body, 0, body.length).size() != 1) {
                throw Problem.of(Kind.MALFORMED_JSON, "The body must be one JSON value.")
                        .exception();
            }
            ByteArrayOutputStream json = new ByteArrayOutputStream(body.length + 200);
            json.writeBytes(Wtf8.json(head.append(",\"data\":").toString()));
            json.writeBytes(body);
            json.write('}');
            return json.toByteArray();
        }
        String text = media.startsWith("text/") ? Wtf8.text(body) : null;
        head.append(text == null ? ",\"data_base64\":" : ",\"data\":")
                .append(MappedEvents.quoted(text == null ? Base64.getEncoder().encodeToString(body) : text));
        return Wtf8.json(head.append('}').toString());
    }

    private static String media(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** §3.1.3.2: quotes are taken off, then one round of percent-decoding. */
    private static String decode(String name, String value) {
        String plain = unquoted(value);
        if (plain.indexOf('%') < 0) {
            return plain;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < plain.length() ? Character.digit(plain.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(plain.charAt(i + 2), 16);
            if (low < 0) {
                throw refused(name, "The header " + name + " has a % that is followed by no two hexadecimal digits.");
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException invalid) {
            throw refused(name, "The header " + name + " is no UTF-8 once it is percent-decoded.");
        }
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length() - 1) {
                c = value.charAt(++i);
            }
            text.append(c);
        }
        return text.toString();
    }

    private static RuntimeException refused(String header, String detail) {
        return Problem.of(Kind.BAD_REQUEST, detail).with("field", header).exception();
    }
}
