package dev.evident.cli;

import dev.evident.config.Configuration;
import dev.evident.config.StartException;

/** What the limits of the configuration allow to be in memory at once, compared with the heap that there is. */
public final class Heap {
    private static final long MIB = 1 << 20;

    /** For the program itself. */
    private static final long BASE_BYTES = 32 * MIB;

    private Heap() {}

    /**
     * Refuses a heap that cannot hold what the limits let in at once: 32 MiB, {@code api.max_inflight_bytes} and {@code
     * store.queue_bytes} is the least.
     *
     * @param heap in bytes, as {@link Runtime#maxMemory()} has it
     */
    public static void requireEnough(Configuration configuration, long heap) {
        long needed = BASE_BYTES
                + configuration.api().maxInflightBytes()
                + configuration.store().queueBytes();
        if (heap + MIB * heap / (16 * MIB) < needed) { // some collectors count a survivor space less
            throw new StartException("the heap has " + heap / MIB + " MiB and these limits need " + needed / MIB
                    + ": start java with -Xmx" + (needed + MIB - 1) / MIB
                    + "m, or lower api.max_inflight_bytes ("
                    + configuration.api().maxInflightBytes() / MIB
                    + " MiB), api.max_bulk_bytes (" + configuration.api().maxBulkBytes() / MIB
                    + " MiB) and store.queue_bytes (" + configuration.store().queueBytes() / MIB + " MiB)");
        }
    }
}
