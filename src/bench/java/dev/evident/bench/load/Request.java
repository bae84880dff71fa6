package dev.evident.bench.load;

import dev.evident.bench.EventGenerator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a request, made once; resources in it can be renamed in place so that each one sent is unique. */
public final class Request {
    private static final String TOKEN = "secret_token";
    private static final byte[] RESOURCE_FIELD = "\"id\":\"res-".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int[] resources;

    private Request(byte[] bytes, int[] resources) {
        this.bytes = bytes;
        this.resources = resources;
    }

    /** A GET; the target is path and query, already encoded. */
    public static Request get(String target) {
        return new Request(head("GET", target, ""), new int[0]);
    }

    /** A POST of one event. */
    public static Request post(EventGenerator events) {
        return post("/event", "application/json", events, 1);
    }

    /** A POST of many events as NDJSON. */
    public static Request bulk(EventGenerator events, int count) {
        return post("/events", "application/x-ndjson", events, count);
    }

    private static Request post(String path, String type, EventGenerator events, int count) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(count * 400);
        for (int i = 0; i < count; i++) {
            body.writeBytes(events.next());
            if (count > 1) {
                body.write('\n');
            }
        }
        byte[] head = head("POST", path, "Content-Type: " + type + "\r\nContent-Length: " + body.size() + "\r\n");
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length + body.size());
        whole.writeBytes(head);
        whole.writeBytes(body.toByteArray());
        byte[] bytes = whole.toByteArray();
        return new Request(bytes, find(bytes, count));
    }

    /** The events in it. */
    public int events() {
        return resources.length;
    }

    /** The bytes of its body and head. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes);
    }

    /** Names its resources by numbers from {@code first} on. */
    void number(long first) {
        for (int i = 0; i < resources.length; i++) {
            EventGenerator.writeResource(first + i, bytes, resources[i]);
        }
    }

    private static byte[] head(String method, String target, String headers) {
        return (method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + TOKEN + "\r\n" + headers
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static int[] find(byte[] bytes, int count) {
        int[] found = new int[count];
        int n = 0;
        for (int at = 0; at + RESOURCE_FIELD.length <= bytes.length && n < count; at++) {
            if (bytes[at] == '"'
                    && Arrays.equals(bytes, at, at + RESOURCE_FIELD.length, RESOURCE_FIELD, 0, RESOURCE_FIELD.length)) {
                found[n++] = at + RESOURCE_FIELD.length - 4;
            }
        }
        if (n != count) {
            throw new IllegalStateException("an event without resource");
        }
        return found;
    }
}
