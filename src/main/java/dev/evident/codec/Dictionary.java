package dev.evident.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import org.jspecify.annotations.Nullable;

/**
 * What bodies are compressed with: bytes that both sides know beforehand. One of no bytes stands for zstd alone.
 *
 * <p>Immutable and shared by all threads. What it holds outside the heap is freed by {@link #close}, once nobody uses it.
 */
public final class Dictionary implements AutoCloseable {
    /** Numbers are control characters, with which no JSON begins. */
    public static final int MAX_NUMBER = 31;

    /** In bytes; more gained nothing. */
    public static final int MAX_BYTES = 32 << 10;

    static final int LEVEL = 3;

    private final int number;
    private final byte[] bytes;
    private final @Nullable ZstdDictCompress compress;
    private final @Nullable ZstdDictDecompress decompress;

    /**
     * Makes bytes a dictionary.
     *
     * @param number from 1 to {@value #MAX_NUMBER}, in the order they were made
     * @throws IllegalArgumentException when the bytes are none
     */
    public Dictionary(int number, byte[] bytes) {
        if (!isNumber(number) || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("dictionary " + number + " of " + bytes.length + " bytes");
        }
        this.number = number;
        this.bytes = bytes.clone();
        if (bytes.length == 0) {
            compress = null;
            decompress = null;
            return;
        }
        try {
            compress = new ZstdDictCompress(bytes, LEVEL);
            decompress = new ZstdDictDecompress(bytes);
        } catch (IllegalStateException refused) {
            throw new IllegalArgumentException("the bytes of dictionary " + number + " are none", refused);
        }
    }

    /** Whether a dictionary can have this number. */
    static boolean isNumber(int number) {
        return number >= 1 && number <= MAX_NUMBER;
    }

    /** From 1, in the order they were made. */
    public int number() {
        return number;
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    void load(ZstdCompressCtx context) {
        if (compress == null) {
            context.loadDict((byte[]) null);
        } else {
            context.loadDict(compress);
        }
    }

    void load(ZstdDecompressCtx context) {
        if (decompress == null) {
            context.loadDict((byte[]) null);
        } else {
            context.loadDict(decompress);
        }
    }

    @Override
    public void close() {
        if (compress != null) {
            compress.close();
        }
        if (decompress != null) {
            decompress.close();
        }
    }

    @Override
    public String toString() {
        return "Dictionary[" + number + ", " + bytes.length + " bytes]";
    }
}
