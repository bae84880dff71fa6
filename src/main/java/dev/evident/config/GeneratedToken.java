package dev.evident.config;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * Secrets that this program makes: {@value #PREFIX}, 256 random bits and a checksum, all as letters and digits. The prefix
 * lets scanners of source code find one that was published, the checksum tells a mistyped one from an unknown one.
 */
public final class GeneratedToken {
    private static final String PREFIX = "evd_";
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int BYTES = 32;

    /** Digits that 256 bits have at most. */
    private static final int RANDOM = 43;

    /** Those of the CRC-32. */
    private static final int CHECKSUM = 6;

    private GeneratedToken() {}

    /** A new one, which nobody can guess. */
    public static String create() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String body = PREFIX + digits(new BigInteger(1, random), RANDOM);
        return body + checksum(body);
    }

    /** Whether a text looks like one and is none: cut off or mistyped. */
    public static boolean isMistyped(String text) {
        int length = PREFIX.length() + RANDOM;
        return text.startsWith(PREFIX)
                && (text.length() != length + CHECKSUM
                        || !text.substring(length).equals(checksum(text.substring(0, length))));
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return digits(BigInteger.valueOf(crc.getValue()), CHECKSUM);
    }

    private static String digits(BigInteger number, int count) {
        BigInteger base = BigInteger.valueOf(DIGITS.length());
        char[] digits = new char[count];
        BigInteger left = number;
        for (int i = count - 1; i >= 0; i--) {
            BigInteger[] parts = left.divideAndRemainder(base);
            digits[i] = DIGITS.charAt(parts[1].intValue());
            left = parts[0];
        }
        return new String(digits);
    }
}
