package dev.evident.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a dictionary of what the bodies of a log have in common, and finds out whether it is worth having. Takes some
 * hundred milliseconds of the calling thread, and nothing else.
 */
public final class Training {
    /** Bodies that are needed at least. */
    public static final int MIN_BODIES = 100;

    /** In bytes; a larger body would crowd out others and is not learned from. */
    private static final int MAX_BODY_BYTES = 64 << 10;

    /** One in this number is put aside: what is learned from the others is tried on these. */
    private static final int PUT_ASIDE = 8;

    /** In percent of what there is now; one that saves less is not worth another number. */
    private static final int WORTH = 90;

    /** In bytes: dictionaries whose tables are tried. A small one leaves more characters to its tables. */
    private static final int[] TABLES_BYTES = {512, 4 << 10};

    /** In bytes: less content makes no dictionary. */
    private static final int MIN_CONTENT_BYTES = 16;

    /** In bytes: magic number, a number, three distances. */
    private static final int MIN_HEAD_BYTES = 20;

    private Training() {}

    /**
     * A dictionary that stores bodies like these in a tenth less than now; none when there is none, too few bodies, or no
     * number left.
     *
     * @param bodies as they were accepted, whatever they are
     * @param now what is used now; null when bodies are stored as they are
     */
    public static Optional<Dictionary> train(List<byte[]> bodies, @Nullable Dictionary now) {
        int number = now == null ? 1 : now.number() + 1;
        List<byte[]> learned = new ArrayList<>();
        List<byte[]> tried = new ArrayList<>();
        for (byte[] body : bodies) {
            if (body.length > 0 && body.length <= MAX_BODY_BYTES) {
                (learned.size() < (PUT_ASIDE - 1) * (tried.size() + 1) ? learned : tried).add(body);
            }
        }
        if (number > Dictionary.MAX_NUMBER || learned.size() + tried.size() < MIN_BODIES) {
            return Optional.empty();
        }
        byte[] best = best(learned, tried, number);
        long before =
                now == null ? tried.stream().mapToLong(body -> body.length).sum() : size(now, tried);
        return size(best, number, tried) * 100 <= before * WORTH
                ? Optional.of(new Dictionary(number, best))
                : Optional.empty();
    }

    /** The smallest in sum of all that can be made; no bytes, which is zstd alone, is one of them. */
    private static byte[] best(List<byte[]> learned, List<byte[]> tried, int number) {
        byte[] content = String.join("", SharedPieces.of(learned)).getBytes(ISO_8859_1);
        byte[] best = new byte[0];
        long least = size(best, number, tried);
        for (int bytes : content.length < MIN_CONTENT_BYTES ? new int[0] : TABLES_BYTES) {
            byte[] made = dictionary(tables(learned, bytes), content);
            long size = size(made, number, tried);
            if (size < least) {
                best = made;
                least = size;
            }
        }
        return best;
    }

    private static byte[] dictionary(byte[] tables, byte[] content) {
        int length = Math.min(content.length, Dictionary.MAX_BYTES - tables.length);
        byte[] dictionary = Arrays.copyOf(tables, tables.length + length);
        System.arraycopy(
                content, content.length - length, dictionary, tables.length, length); // the most frequent is last
        return dictionary;
    }

    /**
     * The head of a dictionary that zstd trains on the bodies, without its content, which is made of parts of them: tables of
     * how frequent characters, lengths and distances are, and the three distances that zstd starts with (RFC 8878, section
     * 5). Empty where zstd makes none.
     */
    private static byte[] tables(List<byte[]> bodies, int bytes) {
        byte[] trained = new byte[bytes];
        long length = Zstd.trainFromBuffer(bodies.toArray(byte[][]::new), trained, false, Dictionary.LEVEL);
        ByteBuffer head = ByteBuffer.wrap(trained).order(ByteOrder.LITTLE_ENDIAN);
        for (int end = MIN_HEAD_BYTES; end <= (Zstd.isError(length) ? 0 : length); end++) {
            if (head.getInt(end - 12) == 1 && head.getInt(end - 8) == 4 && head.getInt(end - 4) == 8) {
                return Arrays.copyOf(trained, end);
            }
        }
        return new byte[0];
    }

    private static long size(byte[] bytes, int number, List<byte[]> bodies) {
        try (Dictionary dictionary = new Dictionary(number, bytes)) {
            return size(dictionary, bodies);
        }
    }

    /** In how many bytes the bodies are stored with a dictionary. */
    private static long size(Dictionary dictionary, List<byte[]> bodies) {
        try (ZstdContext context = new ZstdContext()) {
            long bytes = 0;
            for (byte[] body : bodies) {
                byte[] stored = context.compress(body, dictionary);
                bytes += stored == null ? body.length : stored.length;
            }
            return bytes;
        }
    }
}
