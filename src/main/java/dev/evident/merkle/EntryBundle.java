package dev.evident.merkle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A bundle of entries, C2SP tlog-tiles: each entry after its length in two bytes, high byte first. */
public final class EntryBundle {
    private static final int MAX_ENTRY_BYTES = 0xffff;

    private EntryBundle() {}

    /** Writes entries of at most 65,535 bytes. */
    public static byte[] encode(List<byte[]> entries) {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY_BYTES) {
                throw new IllegalArgumentException("an entry of " + entry.length + " bytes");
            }
            bundle.write(entry.length >>> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return bundle.toByteArray();
    }

    /** Reads a bundle from anybody; one that ends in the middle of an entry is refused. */
    public static List<byte[]> decode(byte[] bundle) {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (at < bundle.length) {
            int length =
                    at + 2 <= bundle.length ? ByteBuffer.wrap(bundle).getShort(at) & MAX_ENTRY_BYTES : MAX_ENTRY_BYTES;
            int end = at + 2 + length;
            if (end > bundle.length) {
                throw new MalformedException("The bundle ends in the middle of an entry.");
            }
            entries.add(Arrays.copyOfRange(bundle, at + 2, end));
            at = end;
        }
        return entries;
    }
}
