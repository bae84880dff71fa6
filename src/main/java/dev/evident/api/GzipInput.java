package dev.evident.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip (RFC 1952) strictly: whole members, one or more, with right checksums, and nothing behind them. The
 * JDK's own stream passes over whatever follows the last member. For one thread; to be closed.
 */
final class GzipInput extends InputStream {
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final byte[] in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private int at;
    private boolean inMember;

    GzipInput(byte[] in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
        while (true) {
            if (!inMember) {
                if (at == in.length && at > 0) {
                    return -1;
                }
                begin();
            }
            int count = inflate(out, offset, length);
            if (count > 0) {
                crc.update(out, offset, count);
                return count;
            }
            if (!inflater.finished()) {
                throw malformed();
            }
            end();
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int inflate(byte[] out, int offset, int length) throws IOException {
        try {
            return inflater.inflate(out, offset, length);
        } catch (DataFormatException damaged) {
            throw malformed();
        }
    }

    private void begin() throws IOException {
        if (number(at, 2) != 0x8B1F || number(at + 2, 1) != 8 || (number(at + 3, 1) & RESERVED) != 0) {
            throw malformed();
        }
        int flags = (int) number(at + 3, 1);
        int next = at + HEADER_BYTES;
        if ((flags & EXTRA) != 0) {
            next += 2 + (int) number(next, 2);
        }
        if ((flags & NAME) != 0) {
            next = afterZero(next);
        }
        if ((flags & COMMENT) != 0) {
            next = afterZero(next);
        }
        if ((flags & HEADER_CRC) != 0) {
            CRC32 header = new CRC32();
            number(next, 2);
            header.update(in, at, next - at);
            if ((header.getValue() & 0xFFFF) != number(next, 2)) {
                throw malformed();
            }
            next += 2;
        }
        if (next > in.length) {
            throw malformed();
        }
        at = next;
        inflater.reset();
        inflater.setInput(in, at, in.length - at);
        crc.reset();
        inMember = true;
    }

    private void end() throws IOException {
        at += (int) inflater.getBytesRead();
        boolean whole =
                number(at, 4) == crc.getValue() && number(at + 4, 4) == (inflater.getBytesWritten() & 0xFFFF_FFFFL);
        if (!whole) {
            throw malformed();
        }
        at += TRAILER_BYTES;
        inMember = false;
    }

    private int afterZero(int from) throws IOException {
        for (int i = from; i < in.length; i++) {
            if (in[i] == 0) {
                return i + 1;
            }
        }
        throw malformed();
    }

    /** A little-endian number. */
    private long number(int from, int bytes) throws IOException {
        if (from < 0 || from > in.length - bytes) {
            throw malformed();
        }
        long number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = (number << 8) | (in[from + i] & 0xFF);
        }
        return number;
    }

    private static IOException malformed() {
        return new IOException("not gzip");
    }
}
