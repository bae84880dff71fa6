package dev.evident.codec;

import java.util.SplittableRandom;

/** Random characters in the place of others, of the same kinds, so that as many bits are needed for them. */
final class Noise {
    /** As often as in English, roughly; what is not a word in English costs a little more. */
    private static final String LETTERS = "eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssssrrrrrrhhhhhh"
            + "ddddllllcccuuummmwwffggyyppbbvkjxqz";

    private static final String HEX = "0123456789abcdef";

    /** Characters from which on a word of hexadecimal digits is taken for a number. */
    private static final int HEX_LENGTH = 6;

    private final SplittableRandom random;

    Noise(SplittableRandom random) {
        this.random = random;
    }

    /** Whether a character belongs to a word: letters, digits, and every byte of a character beyond ASCII. */
    static boolean isWord(char character) {
        return isDigit(character) || isLower(character) || isUpper(character) || character >= 0x80;
    }

    /** Adds as many characters as the text has, and nothing of what it says. */
    void append(StringBuilder out, String text) {
        boolean isHex = isHex(text);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (isHex) {
                out.append(any(HEX));
            } else if (isDigit(character)) {
                out.append((char) ('0' + random.nextInt(10)));
            } else if (isLower(character)) {
                out.append(any(LETTERS));
            } else if (isUpper(character)) {
                out.append((char) ('A' + random.nextInt(26)));
            } else if (character >= 0x80) {
                out.append((char) (0x80 + random.nextInt(0x40)));
            } else {
                out.append(text.length() == 1 || character == '.' || character == '-' ? character : ' ');
            }
        }
    }

    private char any(String characters) {
        return characters.charAt(random.nextInt(characters.length()));
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isLower(char character) {
        return character >= 'a' && character <= 'z';
    }

    private static boolean isUpper(char character) {
        return character >= 'A' && character <= 'Z';
    }

    /** Digits and letters, or it would be a number as any other. */
    private static boolean isHex(String text) {
        boolean letters = false;
        for (int i = 0; i < text.length(); i++) {
            if (HEX.indexOf(text.charAt(i)) < 0) {
                return false;
            }
            letters |= !isDigit(text.charAt(i));
        }
        return letters && text.length() >= HEX_LENGTH;
    }
}
