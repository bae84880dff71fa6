package dev.evident.codec;

import com.github.luben.zstd.Zstd;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Compresses bodies with zstd and the dictionaries of a log. The first byte of what is stored tells:
 *
 * <ul>
 *   <li>a brace: the body as it is, where there is no dictionary or nothing to gain
 *   <li>1 to 31: the number of a {@link Dictionary}; a zstd frame without its magic number follows (RFC 8878)
 *   <li>0 and 128 to 255: free for other codecs, an encrypting one above all
 * </ul>
 *
 * <p>Anyone can read such a body, so the {@link Binding} does not matter. Uses the native library as soon as there is a
 * dictionary, not before. For all threads: as many work at once as there are contexts, others wait for microseconds.
 */
public final class ZstdCodec implements BodyCodec, AutoCloseable {
    /** In bytes: the largest event that any configuration accepts ({@code api.max_event_bytes}). */
    static final int MAX_BODY_BYTES = 16 << 20;

    private static final int MAX_CONTEXTS = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());

    private final AtomicReferenceArray<@Nullable Dictionary> dictionaries =
            new AtomicReferenceArray<>(Dictionary.MAX_NUMBER + 1);
    private final Semaphore permits = new Semaphore(MAX_CONTEXTS, true);
    private final Deque<ZstdContext> contexts = new ConcurrentLinkedDeque<>();
    private volatile @Nullable Dictionary used;
    private boolean closed;

    /** Adds a dictionary, which is closed with the codec. Bodies compressed with it can be read from now on. */
    public void add(Dictionary dictionary) {
        if (!dictionaries.compareAndSet(dictionary.number(), null, dictionary)) {
            throw new IllegalArgumentException("there is a dictionary " + dictionary.number());
        }
    }

    /** Compresses with this one of the dictionaries from now on. It must be on the disk already. */
    public void use(int number) {
        used = find(number).orElseThrow(() -> new IllegalArgumentException("there is no dictionary " + number));
    }

    /** The dictionary with this number. */
    public Optional<Dictionary> find(int number) {
        return Dictionary.isNumber(number) ? Optional.ofNullable(dictionaries.get(number)) : Optional.empty();
    }

    /** The dictionary made last. */
    public Optional<Dictionary> newest() {
        for (int number = Dictionary.MAX_NUMBER; number > 0; number--) {
            Dictionary dictionary = dictionaries.get(number);
            if (dictionary != null) {
                return Optional.of(dictionary);
            }
        }
        return Optional.empty();
    }

    /** Whether the first of these stored bytes is the number of a dictionary. */
    public static boolean isCompressed(byte[] stored) {
        return stored.length > 0 && Dictionary.isNumber(stored[0]);
    }

    @Override
    public byte[] encode(byte[] plain, Binding binding) {
        if (plain.length == 0 || plain[0] != '{') {
            throw new IllegalArgumentException("a body that is no JSON object");
        }
        Dictionary dictionary = used;
        if (dictionary == null) {
            return plain;
        }
        ZstdContext context = acquire();
        try {
            byte[] stored = context.compress(plain, dictionary);
            return stored == null ? plain : stored;
        } finally {
            release(context);
        }
    }

    @Override
    public byte[] decode(byte[] stored, Binding binding) throws DamagedException {
        if (stored.length == 0 || stored[0] == '{') {
            return stored;
        }
        ZstdContext context = acquire();
        try {
            Dictionary dictionary = find(stored[0])
                    .orElseThrow(() -> new DamagedException("neither a body nor compressed with a known dictionary"));
            long size = decodedSize(stored);
            if (size == 0) {
                throw new DamagedException("a frame that does not say its size, or more than a body can have");
            }
            return context.decompress(stored, dictionary, (int) size);
        } finally {
            release(context);
        }
    }

    @Override
    public long decodedSize(byte[] stored) {
        if (!isCompressed(stored)) {
            return stored.length;
        }
        long size = stored.length == 1 ? 0 : Zstd.getFrameContentSize(stored, 1, stored.length - 1, true);
        return size < 0 || size > MAX_BODY_BYTES ? 0 : size;
    }

    private ZstdContext acquire() {
        permits.acquireUninterruptibly();
        if (closed) {
            permits.release();
            throw new IllegalStateException("the codec is closed");
        }
        ZstdContext kept = contexts.pollFirst();
        return kept == null ? new ZstdContext() : kept;
    }

    private void release(ZstdContext context) {
        contexts.addFirst(context);
        permits.release();
    }

    /** Waits for who is at work. Bodies that are stored as they are can be read thereafter, no others. */
    @Override
    public void close() {
        permits.acquireUninterruptibly(MAX_CONTEXTS);
        closed = true;
        contexts.forEach(ZstdContext::close);
        contexts.clear();
        for (int number = 1; number <= Dictionary.MAX_NUMBER; number++) {
            Dictionary dictionary = dictionaries.getAndSet(number, null);
            if (dictionary != null) {
                dictionary.close();
            }
        }
        permits.release(MAX_CONTEXTS);
    }
}
