package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class EventLeafTest {
    private final EventLeaf leaf = new EventLeaf();

    /** The expected values were made with sha256sum and base64, not with this program. */
    @Test
    void contentAndEnvelopeAreThoseOfTheDesign() {
        byte[] salt = "0123456789abcdef".getBytes(UTF_8);
        byte[] body = "{\"event_type\":\"a\",\"user_id\":\"b\",\"variant_data\":{}}".getBytes(UTF_8);

        byte[] content = leaf.content(salt, body);
        byte[] entry = leaf.entry(7, "01a20666-1de3-789a-aaa9-717d7366ccc1", "2026-11-23T03:14:45.347000Z", content);

        assertThat(Base64.getEncoder().encodeToString(content))
                .isEqualTo("OulM9eMDE1HWIeyo+6Epbh6ze2brxSFcUlTt5h8OMtE=");
        assertThat(new String(entry, UTF_8))
                .isEqualTo("evident.event/v1\n7\nEvuYcqLcU7C6NrvXNUVql1OAvuJW/ccdsRwbWuxrDBM=\n");
    }
}
