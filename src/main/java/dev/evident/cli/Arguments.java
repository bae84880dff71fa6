package dev.evident.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The program's arguments as they were typed. The JVM reads them in the encoding of the locale, and in the C locale, which
 * containers have, every byte of {@code ü} becomes U+FFFD: a filter of that finds nothing and looks as if it were right.
 * Linux still has the bytes; where they are UTF-8 they are what was meant, and where they are not to be had the
 * arguments are refused.
 */
public final class Arguments {
    private static final char LOST = '\uFFFD';
    private static final Path TYPED = Path.of("/proc/self/cmdline");

    /** Says why the command line was refused; for the standard error. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(int number) {
            super("argument " + number + " has characters that cannot be read in this locale and is not UTF-8 either;"
                    + " set LC_ALL=C.UTF-8, or the locale in which it was written");
        }
    }

    private Arguments() {}

    /** The same arguments, without loss. */
    public static String[] read(String[] decoded) throws UnreadableException {
        return read(decoded, TYPED);
    }

    /**
     * The same arguments, without loss.
     *
     * @param typed a file with the bytes of the whole command line, each argument ended by a zero byte
     */
    static String[] read(String[] decoded, Path typed) throws UnreadableException {
        int lost = firstLost(decoded);
        if (lost < 0) {
            return decoded;
        }
        List<byte[]> words = words(typed);
        int before = words.size() - decoded.length;
        if (before < 1) {
            throw new UnreadableException(lost + 1);
        }
        String[] read = decoded.clone();
        for (int i = 0; i < decoded.length; i++) {
            byte[] word = words.get(before + i);
            if (!isSame(word, decoded[i])) {
                throw new UnreadableException(lost + 1);
            }
            if (decoded[i].indexOf(LOST) >= 0) {
                int number = i + 1;
                read[i] = utf8(word).orElseThrow(() -> new UnreadableException(number));
            }
        }
        return read;
    }

    private static int firstLost(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].indexOf(LOST) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** The words of the command line, the program's own arguments last; none where the system does not tell. */
    private static List<byte[]> words(Path typed) {
        List<byte[]> words = new ArrayList<>();
        try {
            byte[] all = Files.readAllBytes(typed);
            int start = 0;
            for (int i = 0; i < all.length; i++) {
                if (all[i] == 0) {
                    words.add(Arrays.copyOfRange(all, start, i));
                    start = i + 1;
                }
            }
        } catch (IOException notTold) {
            // then nobody knows them
        }
        return words;
    }

    /** Whether the bytes can have become the argument: what is ASCII is the same in every locale. */
    private static boolean isSame(byte[] word, String argument) {
        StringBuilder typed = new StringBuilder();
        for (byte b : word) {
            if (b >= 0) {
                typed.append((char) b);
            }
        }
        StringBuilder decoded = new StringBuilder();
        argument.chars().filter(c -> c < 0x80).forEach(c -> decoded.append((char) c));
        return typed.compareTo(decoded) == 0;
    }

    private static Optional<String> utf8(byte[] word) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(word)).toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }
}
