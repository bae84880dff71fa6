package dev.evident.event;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.HashMap;
import java.util.Map;

/**
 * The names under which the service speaks of itself, and whatever a person would take for them: event types that begin
 * with {@value ServiceEvent#PREFIX} and the source {@value ServiceEvent#SERVICE}. Texts are compared by a skeleton, after
 * Unicode UTS #39: compatibility forms and case folded, marks and invisible characters left out, letters of other
 * scripts and symbols that look like those of the name replaced by them.
 */
final class ServiceNames {
    /** What looks like a letter of the name or like its dot, after folding: first the letter, then its likenesses. */
    private static final String[] LIKENESSES = {
        "e\u0435\u04BD\u212E\u03B5\u0454\u025B\u0258\u01DD\u0259\u1D07\uAB32\u0511\u2C78\uA793\u2107",
        "v\u03BD\u0475\u05D8\u2228\u22C1\u1D20\uABA9\u028B\uA6CD\uD805\uDF06",
        "i\u0456\u0131\u03B9\u0269\u026A\u04CF\u2373\uAB75\u13A5\uA647l1|\u0196\u01C0\u2223\u2502\u05D5\u0627\u0661"
                + "\u06F1\u07CA\u0142\u026B\uA4F2\u2D4F\u16C1\u0406\u04C0\u0399",
        "d\u0501\u0257\u0111\u00F0\u1D05\u13E7\u146F\uA4D2\u2146\u0221\u018C",
        "n\u0578\u057C\u03B7\u0274\u043F\u1D28\u0273\u014B\u0438\u043D\uA4E0\u0273\u0572",
        "t\u0442\u03C4\u1D1B\u22A4\u27D9\uA4D4\uAB72\u0167\u0163\u01AB\u03EF",
        ".\u3002\u00B7\u2027\u2219\u22C5\u0660\u06F0\u06D4\u0701\u0702\uA4F8\u30FB\u2E33\u2022\u0387\u16EB\uA60E"
                + "\u2E31\u0589\u05C5"
    };

    private static final Map<Integer, Character> LIKE = like();

    private ServiceNames() {}

    /** Whether an event type is the service's own, or looks like one. */
    static boolean isServiceType(String type) {
        return skeleton(type).startsWith(ServiceEvent.PREFIX);
    }

    /** Whether a source is the service's own name, or looks like it. */
    static boolean isService(String source) {
        return skeleton(source).equals(ServiceEvent.SERVICE);
    }

    /** Whether all characters are visible ASCII. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** The skeleton; empty for most texts, which are ASCII and begin with other letters than the names. */
    private static String skeleton(String text) {
        if (isPlain(text) && !text.regionMatches(true, 0, ServiceEvent.SERVICE, 0, 2)) {
            return "";
        }
        StringBuilder skeleton = new StringBuilder(text.length());
        Normalizer.normalize(text, Form.NFKD).codePoints().forEach(character -> {
            int folded = Character.toLowerCase(Character.toUpperCase(character));
            if (isSeen(folded)) {
                Character like = LIKE.get(folded);
                skeleton.appendCodePoint(like == null ? folded : like);
            }
        });
        return skeleton.toString();
    }

    /** Neither a mark on another character, nor space, nor a character that shows nothing. */
    private static boolean isSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.FORMAT,
                    Character.CONTROL,
                    Character.SURROGATE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> character != 0x115F && character != 0x1160 && character != 0x2800 && character != 0x3164;
        };
    }

    private static Map<Integer, Character> like() {
        Map<Integer, Character> like = new HashMap<>();
        for (String likeness : LIKENESSES) {
            char letter = likeness.charAt(0);
            likeness.codePoints().forEach(character -> {
                int folded = Character.toLowerCase(Character.toUpperCase(character));
                like.put(character, letter);
                like.put(folded, letter);
            });
        }
        return Map.copyOf(like);
    }
}
