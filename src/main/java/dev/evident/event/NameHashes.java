package dev.evident.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The names of all objects that are open, as hashes of 64 bits: different hashes are different names, and equal ones are
 * almost certainly the same. Who makes names with equal hashes on purpose gains nothing, since they are compared then. For
 * one thread.
 */
final class NameHashes {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    /** In an object of this many names, comparing each with each is faster than sorting them. */
    private static final int MAX_PAIRWISE = 40;

    private long[] hashes = {};
    private int count;

    void clear() {
        count = 0;
    }

    /** How many names there are; those that are added from here on are of an object that begins now. */
    int count() {
        return count;
    }

    void add(byte[] name, int from, int to) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.max(32, 2 * count));
        }
        hashes[count++] = hash(name, from, to);
    }

    /** Ends the object that began when there were {@code base} names; says whether two of its names may be the same. */
    boolean close(int base) {
        boolean repeated = false;
        if (count - base > MAX_PAIRWISE) {
            Arrays.sort(hashes, base, count);
            for (int i = base + 1; i < count; i++) {
                repeated |= hashes[i] == hashes[i - 1];
            }
        } else {
            for (int i = base + 1; i < count; i++) {
                for (int j = base; j < i; j++) {
                    repeated |= hashes[i] == hashes[j];
                }
            }
        }
        count = base;
        return repeated;
    }

    private static long hash(byte[] name, int from, int to) {
        long hash = (long) to - from;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            hash = (hash ^ (long) WORDS.get(name, i)) * SCATTER;
        }
        long rest = 0;
        for (; i < to; i++) {
            rest = (rest << Byte.SIZE) | (name[i] & 0xFF);
        }
        return (hash ^ rest) * SCATTER;
    }
}
