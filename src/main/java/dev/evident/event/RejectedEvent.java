package dev.evident.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What was refused, kept as events of the type {@value #TYPE}: byte for byte, with the reason and who sent it. Unlike the
 * service's other events they hold what producers sent, so they have no {@code source} and may be redacted.
 */
public final class RejectedEvent {
    /** The type of the events. */
    public static final String TYPE = ServiceEvent.PREFIX + "rejected";

    /** What the keys of the events begin with, and no producer's key may. */
    static final String KEY_PREFIX = TYPE + "/";

    /** What a text may grow by in JSON before base64 is shorter. */
    private static final double MAX_GROWTH = 4.0 / 3;

    private RejectedEvent() {}

    /**
     * Why something was refused.
     *
     * @param problem what is wrong with it
     * @param place {@code line} or {@code index}; null when it is a whole body
     * @param at where it stands
     */
    public record Reason(Problem problem, @Nullable String place, int at) {}

    /**
     * The events, one for each {@code maxBytes} of what was refused, at least one.
     *
     * @param sender the name of the token
     * @param tenant the one that it is bound to; null for none
     * @param body what was refused is a part of it: from {@code from} to {@code to}
     * @param maxBytes of what was refused in one event; its JSON is at most a third larger
     * @param key under which each is stored once; null for as often as it is sent
     */
    public static List<NewEvent> of(
            String sender,
            @Nullable String tenant,
            Reason reason,
            byte[] body,
            int from,
            int to,
            int maxBytes,
            @Nullable String key) {
        boolean text = isText(body, from, to);
        int parts = Math.max(1, (int) Math.ceil((to - from) / (double) (text ? maxBytes - 3 : maxBytes)));
        List<NewEvent> events = new ArrayList<>();
        int start = from;
        for (int part = 1; part <= parts; part++) {
            int end = part == parts ? to : Math.min(to, start + maxBytes - (text ? 3 : 0));
            while (text && end < to && (body[end] & 0xC0) == 0x80) {
                end++; // up to the end of a character
            }
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("reason", reason.problem.detail());
            data.put("problem", reason.problem.kind().slug());
            if (reason.problem.field() instanceof String field) {
                data.put("field", field);
            }
            if (reason.place != null) {
                data.put(reason.place, reason.at);
            }
            data.put("bytes", to - from);
            if (parts > 1) {
                data.put("part", part);
                data.put("parts", parts);
            }
            if (text) {
                data.put("body", new String(body, start, end - start, StandardCharsets.UTF_8));
            } else {
                data.put(
                        "body_base64",
                        Base64.getEncoder().encodeToString(java.util.Arrays.copyOfRange(body, start, end)));
            }
            events.add(ServiceEvent.rejected(sender, tenant, key == null ? null : key + "/" + part, data));
            start = end;
        }
        return events;
    }

    /** A name for one place in one body, by which a sending again is known. */
    public static String key(byte[] body, OptionalInt at) {
        String digest = HexFormat.of().formatHex(DedupKey.sha256().digest(body));
        return KEY_PREFIX + digest + (at.isPresent() ? "/" + at.getAsInt() : "");
    }

    private static boolean isText(byte[] body, int from, int to) {
        long written = 0;
        for (int i = from; i < to; i++) {
            byte b = body[i];
            written += b >= 0 && b < ' ' ? 6 : b == '"' || b == '\\' ? 2 : 1;
        }
        if (written > MAX_GROWTH * (to - from) + 64) {
            return false;
        }
        return Utf8.isValid(body, from, to);
    }
}
