package dev.evident.event;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the service itself needs to know of an entry, so that no JSON is parsed to decide anything once it is accepted.
 * The leaf does not commit to it: it is derived from the body, and whoever checks a leaf derives it again and compares.
 * What is left of a redacted entry keeps kind and tenant.
 *
 * @param kind what the entry is
 * @param tenant whose it is; null for nobody's
 * @param dedupKey under which it is stored once; null for one that is stored as often as it is sent
 */
public record Header(EntryKind kind, @Nullable String tenant, @Nullable DedupKey dedupKey) {

    /** Of an ordinary event of nobody's, without a key. */
    public static final Header PLAIN = new Header(EntryKind.EVENT, null, null);

    /**
     * Derives the header from the bytes of a stored body. Any bytes may be given: of what is no JSON object, the fields
     * before the fault count.
     */
    public static Header of(byte[] body) {
        Fields fields = Fields.of(body);
        return of(fields.type, fields.tenant, fields.source, fields.key);
    }

    /** Of the values that an event has; absent ones are null. */
    static Header of(String type, @Nullable String tenant, @Nullable String source, @Nullable String key) {
        EntryKind kind = EntryKind.of(type);
        if (kind == EntryKind.EVENT && tenant == null && key == null) {
            return PLAIN;
        }
        return new Header(kind, tenant, key == null ? null : DedupKey.of(tenant, source, key));
    }

    /** Whether this is what is stored beside a body: its kind and its tenant. Costs less than {@link #of}: no key is hashed. */
    public boolean isStoredWith(byte[] body) {
        Fields fields = Fields.of(body);
        return kind == EntryKind.of(fields.type) && Objects.equals(tenant, fields.tenant);
    }

    /** Whether it is stored as nothing at all. */
    public boolean isPlain() {
        return kind == EntryKind.EVENT && tenant == null;
    }

    /** Kind and tenant as bytes: one of the kind's number, then the tenant's text if there is one. Empty when plain. */
    public byte[] toBytes() {
        if (isPlain()) {
            return new byte[0];
        }
        byte[] text = tenant == null ? new byte[0] : Wtf8.bytes(tenant);
        byte[] bytes = new byte[1 + text.length];
        bytes[0] = (byte) kind.number();
        System.arraycopy(text, 0, bytes, 1, text.length);
        return bytes;
    }

    /** Out of what {@link #toBytes} made; null when it made no such bytes. */
    public static @Nullable Header parse(byte[] bytes) {
        if (bytes.length == 0) {
            return PLAIN;
        }
        for (EntryKind kind : EntryKind.values()) {
            if (kind.number() == bytes[0]) {
                String tenant = Wtf8.text(Arrays.copyOfRange(bytes, 1, bytes.length));
                return tenant == null ? null : new Header(kind, tenant.isEmpty() ? null : tenant, null);
            }
        }
        return null;
    }

    /** The tenant may be a secret of its customer. */
    @Override
    public String toString() {
        return "Header[" + kind + "]";
    }

    /** The values from which it is derived. */
    private static final class Fields implements JsonScanner.Visitor {
        private final byte[] body;
        private String name = "";
        private String type = "";
        private @Nullable String tenant;
        private @Nullable String source;
        private @Nullable String key;

        private Fields(byte[] body) {
            this.body = body;
        }

        static Fields of(byte[] body) {
            Fields fields = new Fields(body);
            try {
                new JsonScanner(body, 1, false).value(fields);
            } catch (JsonScanner.Malformed malformed) {
                // what came before it counts
            }
            return fields;
        }

        @Override
        public void name(int level, int from, int to, boolean escaped) {
            name = JsonText.of(body, from, to);
        }

        @Override
        public void value(int level, int from, int to) {
            String text = body[from] == '"' ? JsonText.of(body, from, to) : null;
            switch (name) {
                case "event_type" -> type = text == null ? "" : text;
                case "tenant" -> tenant = text;
                case "source" -> source = text;
                case "dedup_key" -> key = text;
                default -> {
                    // the service need not know it
                }
            }
        }
    }
}
