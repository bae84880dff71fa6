package dev.evident.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What zstd needs to work with, kept from one body to the next. For one thread at a time. */
final class ZstdContext implements AutoCloseable {
    /** In bytes: scratch space that is kept. A larger body has its own. */
    private static final int MAX_KEPT_BYTES = 128 << 10;

    private @Nullable ZstdCompressCtx compressing;
    private @Nullable ZstdDecompressCtx decompressing;
    private @Nullable Dictionary compressingWith;
    private @Nullable Dictionary decompressingWith;
    private byte[] scratch = new byte[4 << 10];

    /** The number of the dictionary and a frame; null when that is no shorter than the body. */
    byte @Nullable [] compress(byte[] plain, Dictionary dictionary) {
        byte[] into = scratch(1 + Math.toIntExact(Zstd.compressBound(plain.length)));
        into[0] = (byte) dictionary.number();
        int length = 1 + compressing(dictionary).compressByteArray(into, 1, into.length - 1, plain, 0, plain.length);
        return length < plain.length ? Arrays.copyOf(into, length) : null;
    }

    /** The body of this size that a frame behind the number of the dictionary holds. */
    byte[] decompress(byte[] stored, Dictionary dictionary, int size) throws DamagedException {
        byte[] plain = new byte[size];
        try {
            ZstdDecompressCtx context = decompressing(dictionary);
            if (context.decompressByteArray(plain, 0, size, stored, 1, stored.length - 1) == size) {
                return plain;
            }
        } catch (ZstdException damaged) {
            // as if it had another size
        }
        throw new DamagedException("the frame cannot be decompressed");
    }

    private ZstdCompressCtx compressing(Dictionary dictionary) {
        if (compressing == null) {
            compressing = new ZstdCompressCtx()
                    .setLevel(Dictionary.LEVEL)
                    .setMagicless(true)
                    .setContentSize(true)
                    .setChecksum(false)
                    .setDictID(false);
        }
        if (dictionary != compressingWith) {
            dictionary.load(compressing);
            compressingWith = dictionary;
        }
        return compressing;
    }

    private ZstdDecompressCtx decompressing(Dictionary dictionary) {
        if (decompressing == null) {
            decompressing = new ZstdDecompressCtx().setMagicless(true);
        }
        if (dictionary != decompressingWith) {
            dictionary.load(decompressing);
            decompressingWith = dictionary;
        }
        return decompressing;
    }

    private byte[] scratch(int bytes) {
        if (bytes <= scratch.length) {
            return scratch;
        }
        byte[] larger = new byte[bytes];
        if (bytes <= MAX_KEPT_BYTES) {
            scratch = larger;
        }
        return larger;
    }

    @Override
    public void close() {
        if (compressing != null) {
            compressing.close();
        }
        if (decompressing != null) {
            decompressing.close();
        }
    }
}
