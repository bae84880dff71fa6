package dev.evident.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import org.jspecify.annotations.Nullable;

/**
 * Bodies as they were before they were stored. Believes nothing of what is stored: a frame says first how large its
 * content is, and one that says more than an event can have is not even tried. One thread at a time, others wait.
 */
public final class BodyDecompressor implements AutoCloseable {
    /** In bytes: the largest event that any configuration accepts ({@code api.max_event_bytes}). */
    static final int MOST_BYTES = 16 << 20;

    private final Dictionaries dictionaries;
    private @Nullable ZstdDecompressCtx context;
    private @Nullable Dictionary loaded;
    private boolean closed;

    /** One that needs the library as soon as it meets a compressed body, not before. */
    public BodyDecompressor(Dictionaries dictionaries) {
        this.dictionaries = dictionaries;
    }

    /**
     * The body; null when it cannot be had, since what is stored is damaged.
     *
     * @throws IllegalStateException when it is closed, and its dictionaries may be so, too
     */
    public synchronized byte @Nullable [] plain(byte[] stored) {
        if (!StoredForm.isCompressed(stored)) {
            return stored;
        }
        if (closed) {
            throw new IllegalStateException("the record is closed");
        }
        Dictionary dictionary = dictionaries.get(stored[0]);
        if (dictionary == null || stored.length == 1) {
            return null;
        }
        long size = Zstd.getFrameContentSize(stored, 1, stored.length - 1, true);
        if (size <= 0 || size > MOST_BYTES) {
            return null;
        }
        byte[] body = new byte[(int) size];
        try {
            int length = with(dictionary).decompressByteArray(body, 0, body.length, stored, 1, stored.length - 1);
            return length == body.length ? body : null;
        } catch (ZstdException damaged) {
            return null;
        }
    }

    /** How large a body is by what is stored of it, which may be a lie; at most what {@link #plain} would make of it. */
    public static long size(byte[] stored) {
        if (!StoredForm.isCompressed(stored) || stored.length == 1) {
            return stored.length;
        }
        long size = Zstd.getFrameContentSize(stored, 1, stored.length - 1, true);
        return size > MOST_BYTES ? 0 : Math.max(0, size);
    }

    private ZstdDecompressCtx with(Dictionary dictionary) {
        if (context == null) {
            context = new ZstdDecompressCtx().setMagicless(true);
        }
        if (dictionary != loaded) {
            if (dictionary.forDecompression() == null) {
                context.loadDict((byte[]) null);
            } else {
                context.loadDict(dictionary.forDecompression());
            }
            loaded = dictionary;
        }
        return context;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (context != null) {
            context.close();
            context = null;
            loaded = null;
        }
    }
}
