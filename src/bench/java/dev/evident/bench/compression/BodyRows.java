package dev.evident.bench.compression;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import dev.evident.codec.Binding;
import dev.evident.codec.DamagedException;
import dev.evident.codec.Dictionary;
import dev.evident.codec.Training;
import dev.evident.codec.ZstdCodec;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A table of ways to store the same bodies. Times are processor times of the thread that does it. */
final class BodyRows {
    private static final Binding BINDING = new Binding(new UUID(0, 0), new UUID(0, 0), "");
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final byte[] NONE = new byte[0];
    private static final int PASSES = 9;
    private static final int LEVEL = 3;

    private BodyRows() {}

    /** The dictionaries are made of what is learned, and tried on the others. */
    static void print(String what, List<byte[]> learned, List<byte[]> tried) {
        double plain = tried.stream().mapToInt(body -> body.length).average().orElseThrow();
        System.out.printf("| %s | dictionary B | B/event | encode µs | decode µs |%n|---|---:|---:|---:|---:|%n", what);
        System.out.printf("| as they are | | %.1f | | |%n", plain);
        row("zstd alone", NONE, tried, 1);
        row("zstd alone, blocks of 16", NONE, tried, 16);
        row("zstd alone, blocks of 64", NONE, tried, 64);
        row(
                "dictionary of names and types",
                trained(learned.stream().map(BodyRows::ofOneUser).toList()),
                tried,
                1);
        row("dictionary of events", trainedOnEvents(learned), tried, 1);
        long before = THREAD.getCurrentThreadCpuTime();
        byte[] dictionary = trained(learned);
        long millis = (THREAD.getCurrentThreadCpuTime() - before) / 1_000_000;
        row("dictionary of shared pieces, made in %d ms".formatted(millis), dictionary, tried, 1);
        System.out.println();
    }

    private static byte[] trained(List<byte[]> learned) {
        try (Dictionary dictionary = Training.train(learned, null).orElseThrow()) {
            return dictionary.bytes();
        }
    }

    /** No value has enough users then. */
    private static byte[] ofOneUser(byte[] body) {
        return new String(body, UTF_8)
                .replaceFirst("\"user_id\":\"(?:[^\"\\\\]|\\\\.)*\"", "\"user_id\":\"\"")
                .getBytes(UTF_8);
    }

    private static byte[] trainedOnEvents(List<byte[]> learned) {
        byte[] dictionary = new byte[Dictionary.MAX_BYTES];
        long length = Zstd.trainFromBuffer(learned.toArray(byte[][]::new), dictionary, false, LEVEL);
        if (Zstd.isError(length)) {
            throw new IllegalStateException(Zstd.getErrorName(length));
        }
        return Arrays.copyOf(dictionary, (int) length);
    }

    /** The times are those of one event to be stored, and of one to be read, which takes a whole block. */
    private static void row(String what, byte[] bytes, List<byte[]> bodies, int perBlock) {
        List<byte[]> blocks = blocks(bodies, perBlock);
        try (ZstdCodec codec = new ZstdCodec()) {
            codec.add(new Dictionary(1, bytes));
            codec.use(1);
            List<byte[]> stored = new ArrayList<>();
            long encode = Long.MAX_VALUE;
            long decode = Long.MAX_VALUE;
            for (int pass = 0; pass < PASSES; pass++) {
                stored.clear();
                long start = THREAD.getCurrentThreadCpuTime();
                for (byte[] block : blocks) {
                    stored.add(codec.encode(block, BINDING));
                }
                long middle = THREAD.getCurrentThreadCpuTime();
                for (byte[] one : stored) {
                    codec.decode(one, BINDING);
                }
                encode = Math.min(encode, middle - start);
                decode = Math.min(decode, THREAD.getCurrentThreadCpuTime() - middle);
            }
            System.out.printf(
                    "| %s | %,d | %.1f | %.2f | %.2f |%n",
                    what,
                    bytes.length,
                    stored.stream().mapToLong(one -> one.length).sum() / (double) bodies.size(),
                    encode / 1e3 / bodies.size(),
                    decode / 1e3 / blocks.size());
        } catch (DamagedException damaged) {
            throw new IllegalStateException("a body did not come back", damaged);
        }
    }

    private static List<byte[]> blocks(List<byte[]> bodies, int perBlock) {
        List<byte[]> blocks = new ArrayList<>();
        for (int from = 0; from < bodies.size(); from += perBlock) {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            bodies.subList(from, Math.min(from + perBlock, bodies.size())).forEach(block::writeBytes);
            blocks.add(block.toByteArray());
        }
        return blocks;
    }
}
