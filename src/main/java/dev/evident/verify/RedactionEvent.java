package dev.evident.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.evident.event.StoredJson;
import dev.evident.store.StoredRecord.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An {@value RedactionCheck#TYPE} event: the positions ({@code variant_data.seq}, {@code seqs}) and ids ({@code id},
 * {@code ids}) that it names.
 */
record RedactionEvent(Set<Long> seqs, Set<String> ids) {

    /** Reads a body; empty when it is another event. */
    static Optional<RedactionEvent> parse(byte[] body) {
        Set<Long> seqs = new HashSet<>();
        Set<String> ids = new HashSet<>();
        boolean redaction = false;
        try (JsonParser json = StoredJson.FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("event_type")) {
                    redaction = json.getText().equals(RedactionCheck.TYPE);
                } else if (name.equals("variant_data") && value == JsonToken.START_OBJECT) {
                    members(json, seqs, ids);
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException notJson) {
            return Optional.empty();
        }
        return redaction ? Optional.of(new RedactionEvent(seqs, ids)) : Optional.empty();
    }

    /** Whether it says that this event was redacted. */
    boolean names(Row row) {
        ByteBuffer id = ByteBuffer.wrap(row.id());
        return seqs.contains(row.seq()) || ids.contains(new UUID(id.getLong(), id.getLong()).toString());
    }

    private static void members(JsonParser json, Set<Long> seqs, Set<String> ids) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            boolean wanted = Set.of("seq", "seqs", "id", "ids").contains(name);
            if (wanted && value == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    take(json, seqs, ids);
                }
            } else if (wanted) {
                take(json, seqs, ids);
            } else {
                json.skipChildren();
            }
        }
    }

    private static void take(JsonParser json, Set<Long> seqs, Set<String> ids) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            seqs.add(json.getLongValue());
        } else if (json.currentToken() == JsonToken.VALUE_STRING) {
            ids.add(json.getText());
        } else {
            json.skipChildren();
        }
    }
}
