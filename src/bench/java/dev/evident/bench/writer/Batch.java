package dev.evident.bench.writer;

import dev.evident.bench.EventGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Events waiting for one commit.
 *
 * @param ids 16 bytes each
 * @param salts 16 bytes each
 * @param bodies about 350 bytes each
 */
record Batch(List<byte[]> ids, List<byte[]> salts, List<byte[]> bodies) {

    static Batch of(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventGenerator events = new EventGenerator(seed, 0);
        Batch batch = new Batch(new ArrayList<>(size), new ArrayList<>(size), new ArrayList<>(size));
        for (int i = 0; i < size; i++) {
            batch.ids.add(sixteen(random));
            batch.salts.add(sixteen(random));
            batch.bodies.add(events.next());
        }
        return batch;
    }

    int size() {
        return bodies.size();
    }

    private static byte[] sixteen(SplittableRandom random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return bytes;
    }
}
