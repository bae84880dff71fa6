package dev.evident.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The header that is derived from the stored bytes is the one that the strict parser gave to the event. */
class HeaderTest {
    private static final String[] DECOYS = {
        "tenants", "Tenant", "tenant ", "tenan", "\u0000tenant", "", "type", "x.tenant"
    };

    private final EventParser parser = new EventParser(1 << 20);
    private final RandomJson json = new RandomJson(20_261_202);
    private final Random random = json.random();

    @Test
    void isWhatTheParserSays() throws IOException {
        int tenants = 0;
        int keys = 0;
        for (int i = 0; i < 5_000; i++) {
            String tenant = optional();
            String source = optional();
            String key = optional();
            boolean bound = random.nextInt(3) == 0 && tenant != null;
            boolean given = random.nextInt(3) == 0 && key != null;
            byte[] sent = event(
                    bound && random.nextBoolean() ? null : tenant, source, given && random.nextBoolean() ? null : key);

            NewEvent event = parser.parse(sent, bound ? tenant : null, given ? key : null);

            assertThat(event.header()).isEqualTo(Header.of(event.body())).isEqualTo(byJackson(event.body()));
            assertThat(event.header().kind()).isEqualTo(EntryKind.EVENT);
            assertThat(event.header().tenant()).isEqualTo(tenant);
            assertThat(event.dedupKey()).isEqualTo(key == null ? null : DedupKey.of(tenant, source, key));
            assertThat(Header.parse(event.header().toBytes())).isEqualTo(new Header(EntryKind.EVENT, tenant, null));
            tenants += tenant == null ? 0 : 1;
            keys += key == null ? 0 : 1;
        }
        assertThat(tenants).isBetween(1_000, 4_000);
        assertThat(keys).isBetween(1_000, 4_000);
    }

    @Test
    void isWhatTheServiceSaysOfItsOwnEvents() throws IOException {
        for (String tenant : new String[] {null, "acme", "\ud800"}) {
            List<NewEvent> events = new ArrayList<>(List.of(
                    ServiceEvent.of("started", "evident", tenant, Map.of("tenant", "other")),
                    RedactionEvent.body(
                            "ops", tenant, "tenant", List.of(new RedactionEvent.Target(1, "other")), List.of())));
            byte[] refused = "{\"tenant\":\"other\"".getBytes(UTF_8);
            RejectedEvent.Reason reason =
                    new RejectedEvent.Reason(Problem.of(Problem.Kind.MALFORMED_JSON, "no"), null, 0);
            events.addAll(RejectedEvent.of("ops", tenant, reason, refused, 0, refused.length, 4, "key"));
            for (NewEvent event : events) {
                assertThat(Header.of(event.body())).isEqualTo(event.header()).isEqualTo(byJackson(event.body()));
            }
            assertThat(events)
                    .extracting(event -> event.header().kind())
                    .contains(EntryKind.SERVICE, EntryKind.REDACTION, EntryKind.REJECTED);
        }
    }

    /** What is stored can have been changed to anything. */
    @Test
    void isDerivedFromAnyBytes() {
        byte[] noise = new byte[64];
        for (int i = 0; i < 10_000; i++) {
            byte[] damaged = json.damaged(event("acme", "s", "k"));
            random.nextBytes(noise);
            assertThatCode(() -> Header.of(damaged)).doesNotThrowAnyException();
            assertThatCode(() -> Header.of(noise)).doesNotThrowAnyException();
        }
        byte[] deep = "{\"tenant\":\"a\",\"x\":".concat("[".repeat(1_000_000)).getBytes(UTF_8);
        assertThat(Header.of(deep).tenant()).isEqualTo("a");
        assertThat(Header.of(new byte[0])).isEqualTo(Header.PLAIN);
        assertThat(Header.of("[\"tenant\",{\"tenant\":\"a\"}]".getBytes(UTF_8))).isEqualTo(Header.PLAIN);
    }

    private @Nullable String optional() {
        String meaning = json.meaning() + (random.nextBoolean() ? "" : "x");
        return meaning.isEmpty() || random.nextBoolean() ? null : meaning;
    }

    /** With these values among others, in any order. */
    private byte[] event(@Nullable String tenant, @Nullable String source, @Nullable String key) {
        List<String> members = new ArrayList<>();
        add(members, "event_type", "t");
        add(members, "user_id", "u");
        add(members, "tenant", tenant);
        add(members, "source", source);
        add(members, "dedup_key", key);
        members.add(json.string("variant_data") + ":{" + json.string("tenant") + ":" + json.member() + "}");
        for (String decoy : DECOYS) {
            if (random.nextInt(4) == 0) {
                members.add(json.string(decoy) + ":" + json.member());
            }
        }
        Collections.shuffle(members, random);
        return Wtf8.json("{" + String.join(random.nextBoolean() ? "," : " ,\n", members) + "}");
    }

    private void add(List<String> members, String name, @Nullable String value) {
        if (value != null) {
            members.add(json.string(name) + ":" + json.string(value));
        }
    }

    private static Header byJackson(byte[] body) throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getText());
                }
                parser.skipChildren();
            }
        }
        String key = texts.get("dedup_key");
        String tenant = texts.get("tenant");
        return new Header(
                EntryKind.of(texts.getOrDefault("event_type", "")),
                tenant,
                key == null ? null : DedupKey.of(tenant, texts.get("source"), key));
    }
}
