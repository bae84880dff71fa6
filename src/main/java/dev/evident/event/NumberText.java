package dev.evident.event;

/**
 * Numbers compared by value while their digits stay text: nothing is rounded and nothing is expanded, whatever the
 * exponent.
 */
public final class NumberText {
    /** Integers of up to this number of digits are their own canonical form. */
    private static final int PLAIN_DIGITS = 18;

    private NumberText() {}

    /** Whether the text is a number as RFC 8259 §6 writes it. */
    public static boolean isNumber(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int whole = digits(text, at);
        if (whole == at || (text.charAt(at) == '0' && whole > at + 1)) {
            return false;
        }
        at = whole;
        if (at < text.length() && text.charAt(at) == '.') {
            int fraction = digits(text, at + 1);
            if (fraction == at + 1) {
                return false;
            }
            at = fraction;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            int exponent = digits(text, at);
            if (exponent == at) {
                return false;
            }
            at = exponent;
        }
        return at == text.length();
    }

    /** Whether a JSON number is already in canonical form because it is an integer of few digits. */
    public static boolean isPlain(char[] text, int offset, int length) {
        int at = text[offset] == '-' ? 1 : 0;
        if (length - at > PLAIN_DIGITS || (at == 1 && text[offset + 1] == '0')) {
            return false;
        }
        for (; at < length; at++) {
            char c = text[offset + at];
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    /**
     * The one way to write the value of a JSON number: integers of up to 18 digits as they are, any other as its
     * digits without zeros at either end and a power of ten. So {@code 100}, {@code 100.0} and {@code 1e2} are {@code
     * 100}; {@code 0.50} is {@code 5e-1}; zero is {@code 0}. Exponents of more than 18 digits are kept as they came,
     * so such numbers are the same only when they are written the same.
     *
     * @param number a JSON number
     */
    public static String canonical(String number) {
        boolean negative = number.startsWith("-");
        int e = exponentMark(number);
        String mantissa = number.substring(negative ? 1 : 0, e);
        int point = mantissa.indexOf('.');
        String digits = point < 0 ? mantissa : mantissa.substring(0, point) + mantissa.substring(point + 1);
        int first = 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        if (first == digits.length()) {
            return "0";
        }
        int last = digits.length();
        while (digits.charAt(last - 1) == '0') {
            last--;
        }
        String sign = negative ? "-" : "";
        String written = e == number.length() ? "0" : exponent(number.substring(e + 1));
        if (written.length() > PLAIN_DIGITS) {
            return sign + mantissa + "e" + written;
        }
        long power = Long.parseLong(written) - (point < 0 ? 0 : digits.length() - point) + (digits.length() - last);
        String significant = digits.substring(first, last);
        if (power >= 0 && significant.length() + power <= PLAIN_DIGITS) {
            return sign + significant + "0".repeat((int) power);
        }
        return sign + significant + "e" + power;
    }

    /** An exponent without plus sign and leading zeros. */
    private static String exponent(String text) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        while (at < text.length() - 1 && text.charAt(at) == '0') {
            at++;
        }
        return (negative ? "-" : "") + text.substring(at);
    }

    private static int exponentMark(String number) {
        for (int i = 0; i < number.length(); i++) {
            if (number.charAt(i) == 'e' || number.charAt(i) == 'E') {
                return i;
            }
        }
        return number.length();
    }

    /** The end of the run of digits from a place. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
