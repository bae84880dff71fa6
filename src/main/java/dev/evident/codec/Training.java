package dev.evident.codec;

import com.github.luben.zstd.Zstd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a dictionary from bodies of the record, and finds out whether it is worth having. Takes some hundred milliseconds
 * of the calling thread.
 */
public final class Training {
    /** Bodies that are needed at least. */
    public static final int FEWEST = 100;

    /** In bytes; a larger body would crowd out others and is not learned from. */
    private static final int LARGEST = 64 << 10;

    /** One in so many is put aside: what is learned from the others is tried on these. */
    private static final int PUT_ASIDE = 8;

    /** In percent of what there is now; one that saves less is not worth another number. */
    private static final int WORTH = 90;

    private Training() {}

    /**
     * The bytes of a dictionary that stores bodies like these in a tenth less than now; none when there is none, or too few
     * bodies.
     *
     * @param bodies as they were accepted, whatever they are
     * @param now what is used now; null when bodies are stored as they are
     * @param number that the new one would have
     */
    public static Optional<byte[]> train(List<byte[]> bodies, @Nullable Dictionary now, int number) {
        List<byte[]> learned = new ArrayList<>();
        List<byte[]> tried = new ArrayList<>();
        for (byte[] body : bodies) {
            if (body.length > 0 && body.length <= LARGEST && !ZstdCodec.isCompressed(body)) {
                (learned.size() < (PUT_ASIDE - 1) * (tried.size() + 1) ? learned : tried).add(body);
            }
        }
        if (learned.size() + tried.size() < FEWEST) {
            return Optional.empty();
        }
        byte[] made = dictionary(Imitations.of(learned, bodies.size()));
        byte[] best = size(made, number, tried) < size(new byte[0], number, tried) ? made : new byte[0];
        long before = now == null ? plain(tried) : size(now, tried);
        return size(best, number, tried) * 100 <= before * WORTH ? Optional.of(best) : Optional.empty();
    }

    /** What zstd makes of it; nothing where it says that there is nothing to be made. */
    private static byte[] dictionary(List<byte[]> imitations) {
        byte[] dictionary = new byte[Dictionary.MAX_BYTES];
        long length = Zstd.trainFromBuffer(imitations.toArray(byte[][]::new), dictionary, false, Dictionary.LEVEL);
        return Zstd.isError(length) ? new byte[0] : Arrays.copyOf(dictionary, (int) length);
    }

    private static long plain(List<byte[]> bodies) {
        return bodies.stream().mapToLong(body -> body.length).sum();
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
