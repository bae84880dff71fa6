package dev.evident.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import org.jspecify.annotations.Nullable;

/**
 * Compresses bodies with the newest dictionary. Without one, and where that does not make a body smaller, it stays as it
 * is. One thread at a time compresses, others wait.
 */
public final class BodyCompressor implements StoredForm, AutoCloseable {
    /** In bytes; scratch space that is kept. A larger body has its own. */
    private static final int KEPT = 128 << 10;

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private byte[] scratch = new byte[4 << 10];
    private @Nullable Dictionary dictionary;

    /** Compresses nothing until it is given a dictionary. */
    public BodyCompressor() {
        context.setLevel(Dictionary.LEVEL)
                .setMagicless(true)
                .setContentSize(true)
                .setChecksum(false)
                .setDictID(false);
    }

    /** Compresses with this one from now on. It must be on the disk already, and never on another. */
    public synchronized void use(Dictionary newest) {
        if (newest.forCompression() == null) {
            context.loadDict((byte[]) null);
        } else {
            context.loadDict(newest.forCompression());
        }
        dictionary = newest;
    }

    @Override
    public synchronized int write(byte[] body, byte[] into, int at) {
        if (StoredForm.isCompressed(body)) {
            throw new IllegalArgumentException("a body that begins as compressed ones do");
        }
        if (dictionary == null) {
            return PLAIN.write(body, into, at);
        }
        byte[] frame = room(Math.toIntExact(Zstd.compressBound(body.length)));
        int length = context.compressByteArray(frame, 0, frame.length, body, 0, body.length);
        if (length + 1 >= body.length) {
            return PLAIN.write(body, into, at);
        }
        into[at] = (byte) dictionary.number();
        System.arraycopy(frame, 0, into, at + 1, length);
        return length + 1;
    }

    private byte[] room(int bytes) {
        if (bytes <= scratch.length) {
            return scratch;
        }
        byte[] larger = new byte[bytes];
        if (bytes <= KEPT) {
            scratch = larger;
        }
        return larger;
    }

    @Override
    public synchronized void close() {
        context.close();
    }
}
