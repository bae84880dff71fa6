package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LeafDigestTest {
    @Test
    void givesWhatTheLeafItselfGives() {
        Random random = new Random(1);
        LeafDigest digest = new LeafDigest();
        EventLeaf form = new EventLeaf();
        for (int i = 0; i < 1_000; i++) {
            long seq = random.nextLong() >>> random.nextInt(1, 64);
            UUID id = new UUID(random.nextLong(), random.nextLong());
            byte[] idBytes = ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
            byte[] salt = new byte[16];
            byte[] body = new byte[random.nextInt(1_000)];
            random.nextBytes(salt);
            random.nextBytes(body);
            String time = "2026-11-23T05:14:24.000001Z";

            byte[] leaf = digest.leaf(seq, idBytes, time.getBytes(US_ASCII), digest.content(salt, body));

            assertThat(leaf)
                    .isEqualTo(new TreeHash().leaf(form.entry(seq, id.toString(), time, form.content(salt, body))));
        }
    }
}
