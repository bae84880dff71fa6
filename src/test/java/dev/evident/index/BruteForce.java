package dev.evident.index;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What conditions mean, written once more from their description, over the leaves of an event. */
final class BruteForce {
    private static final int LONGEST_WORD = 128;
    private static final String ALONE = "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]";
    private static final Pattern WORD = Pattern.compile(ALONE + "|[\\p{L}\\p{Nd}&&[^" + ALONE + "]]+|\\p{So}");

    private BruteForce() {}

    static Predicate<FlatEvent> has(List<String> paths, Predicate<Object> value) {
        return event ->
                event.leaves().stream().anyMatch(leaf -> paths.contains(leaf.path()) && value.test(leaf.value()));
    }

    static Predicate<FlatEvent> exists(List<String> paths) {
        return event -> event.leaves().stream().anyMatch(leaf -> paths.stream().anyMatch(leaf::isWithin));
    }

    static Predicate<Object> equalTo(String text) {
        return value -> {
            if (value instanceof BigDecimal number) {
                return isNumber(text) && number.compareTo(new BigDecimal(text)) == 0;
            }
            return value.equals(FlatEvent.NULL)
                    ? text.equals("null")
                    : String.valueOf(value).equals(text);
        };
    }

    static Predicate<Object> startsWith(String start) {
        return value -> value instanceof String text && text.startsWith(start);
    }

    /** @param sign what comparing the value with the bound has to give */
    static Predicate<Object> number(String bound, IntPredicate sign) {
        return value -> value instanceof BigDecimal number
                && sign.test(Double.compare(positive(number.toString()), positive(bound)));
    }

    static Predicate<Object> time(OffsetDateTime bound, IntPredicate sign) {
        return value -> {
            OffsetDateTime time = value instanceof String text ? time(text) : null;
            return time != null
                    && sign.test(time.truncatedTo(ChronoUnit.MICROS).toInstant().compareTo(bound.toInstant()));
        };
    }

    static @Nullable OffsetDateTime time(String text) {
        try {
            return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT).replace(' ', 'T'));
        } catch (DateTimeException notOne) {
            return null;
        }
    }

    static Predicate<FlatEvent> contains(String phrase) {
        List<String> wanted = words(phrase);
        return event -> event.leaves().stream().anyMatch(leaf -> Collections.indexOfSubList(leaf.words(), wanted) >= 0);
    }

    static List<String> words(String text) {
        String plain = Normalizer.normalize(text, Form.NFD).replaceAll("\\p{InCombiningDiacriticalMarks}", "");
        String folded = plain.toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace('ς', 'σ')
                .replace("ß", "ss");
        List<String> words = new ArrayList<>();
        for (Matcher matcher = WORD.matcher(folded); matcher.find(); ) {
            String word = matcher.group();
            words.add(word.substring(0, Math.min(word.length(), LONGEST_WORD)));
        }
        return words;
    }

    private static double positive(String number) {
        return Double.parseDouble(number) + 0.0;
    }

    static boolean isNumber(String text) {
        return text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    }
}
