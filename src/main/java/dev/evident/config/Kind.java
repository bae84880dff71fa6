package dev.evident.config;

import dev.evident.merkle.KeyName;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A kind of value.
 *
 * @param accepted what is accepted, as it stands after "is not" in a message
 * @param decoder the value of what was written (text, list or map), or empty when it is of another form
 * @param range which decoded values are accepted
 * @param secret whether what was written must not appear in a message
 */
record Kind<T>(String accepted, Function<Object, Optional<T>> decoder, Predicate<T> range, boolean secret) {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern PERIOD = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,253}");

    private static final Pattern NAME_OR_ADDRESS = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]");

    private static final Pattern ADDRESS =
            Pattern.compile("(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)?(?:/[A-Za-z0-9._~-]+)*/?");
    private static final Pattern VERIFIER_KEY = Pattern.compile("[^\\s+]{1,200}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}");

    private Kind(String accepted, Function<Object, Optional<T>> decoder, Predicate<T> range) {
        this(accepted, decoder, range, false);
    }

    Optional<T> decode(Object written) {
        return decoder.apply(written);
    }

    boolean allows(T value) {
        return range.test(value);
    }

    static Kind<Integer> number(int min, int max) {
        return new Kind<>(
                "a number from " + min + " to " + max,
                written -> whole(written)
                        .filter(value -> value == value.intValue())
                        .map(Long::intValue),
                value -> value >= min && value <= max);
    }

    static Kind<Long> bytes(long min, long max) {
        return new Kind<>(
                "a number of bytes from " + min + " to " + max, Kind::whole, value -> value >= min && value <= max);
    }

    /** A length of time: a number and s, m, h or d. */
    static Kind<Duration> period(String min, String max) {
        Duration least = Kind.period(min).orElseThrow();
        Duration most = Kind.period(max).orElseThrow();
        return new Kind<>(
                "a length of time from " + min + " to " + max,
                Kind::period,
                value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
    }

    static Kind<String> host() {
        return new Kind<>("a host name or address", Kind::text, value -> HOST.matcher(value)
                .matches());
    }

    /** Names or addresses without ports. */
    static Kind<List<String>> hosts() {
        return new Kind<>(
                "a list of host names such as audit.example.org, without ports", Kind::texts, hosts -> hosts.stream()
                        .allMatch(host -> NAME_OR_ADDRESS.matcher(host).matches()));
    }

    /** A path. Nothing expands {@code ~}, so it is refused instead of becoming a directory of that name. */
    static Kind<String> path(boolean mayBeEmpty) {
        return new Kind<>(
                mayBeEmpty ? "a path (without ~) or empty" : "a path (without ~)",
                Kind::text,
                value -> value.isBlank() ? mayBeEmpty && value.isEmpty() : isPath(value));
    }

    /** One of the constants, written in lower case. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        E[] constants = type.getEnumConstants();
        return new Kind<>(
                Arrays.stream(constants).map(Kind::lower).collect(Collectors.joining(" or ")),
                written -> text(written).flatMap(text -> Arrays.stream(constants)
                        .filter(constant -> lower(constant).equals(text))
                        .findFirst()),
                value -> true);
    }

    /** Web origins as a browser sends them (RFC 6454 §6.2). */
    static Kind<List<String>> origins() {
        return new Kind<>(
                "a list of origins such as https://audit.example.org", Kind::texts, origins -> origins.stream()
                        .allMatch(Kind::isOrigin));
    }

    /** Where browsers find something: an http(s) address, or a path on the server of the page; may be empty. */
    static Kind<String> address() {
        return new Kind<>(
                "empty, an address such as https://audit.example.org/api, or a path such as /audit/api",
                Kind::text,
                value -> value.isEmpty() || ADDRESS.matcher(value).matches());
    }

    /** A C2SP verifier key (c2sp.org/signed-note): name, key id and base64 of the key; may be empty. */
    static Kind<String> verifierKey() {
        return new Kind<>(
                "empty or a verifier key, name+id+key",
                Kind::text,
                value -> value.isEmpty() || VERIFIER_KEY.matcher(value).matches());
    }

    /** Any list; its elements are somebody else's to check. */
    static Kind<List<?>> list(String accepted) {
        return new Kind<>(accepted, Kind::elements, value -> true);
    }

    /** As {@link #list}, of what must not appear in a message. */
    static Kind<List<?>> secretList(String accepted) {
        return new Kind<>(accepted, Kind::elements, value -> true, true);
    }

    /** A decoded value as it may be written; who logs in at a URL is left out. */
    static String show(Object value) {
        if (value instanceof Enum<?> constant) {
            return lower(constant);
        }
        return value instanceof Duration period
                ? show(period)
                : value.toString().replaceAll("//[^/@\\s]*@", "//…@");
    }

    private static String show(Duration period) {
        if (period.equals(Duration.ofDays(period.toDays()))) {
            return period.toDays() + "d";
        }
        if (period.equals(Duration.ofHours(period.toHours()))) {
            return period.toHours() + "h";
        }
        return period.equals(Duration.ofMinutes(period.toMinutes()))
                ? period.toMinutes() + "m"
                : period.toSeconds() + "s";
    }

    /** Yes or no. */
    static Kind<Boolean> flag() {
        return new Kind<>(
                "true or false",
                written -> text(written)
                        .filter(text -> text.equals("true") || text.equals("false"))
                        .map(Boolean::valueOf),
                value -> true);
    }

    /** What a log or the key of a witness can be called (C2SP signed-note). */
    static Kind<String> keyName(boolean mayBeEmpty) {
        return new Kind<>(
                "a name such as log.example.org/audit (1 to 255 bytes, without spaces and +)"
                        + (mayBeEmpty ? " or empty" : ""),
                Kind::text,
                value -> value.isEmpty() ? mayBeEmpty : KeyName.isValid(value));
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Optional<String> text(Object written) {
        return written instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A list of texts; as one text also JSON, or separated by commas. */
    static Optional<List<String>> texts(Object written) {
        if (written instanceof String text && !text.stripLeading().startsWith("[")) {
            return Optional.of(Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList());
        }
        return elements(written)
                .filter(list -> list.stream().allMatch(String.class::isInstance))
                .map(list -> list.stream().map(String.class::cast).toList());
    }

    private static Optional<List<?>> elements(Object written) {
        return written instanceof List<?> list
                ? Optional.of(list)
                : text(written).flatMap(StrictYaml::list).map(list -> (List<?>) list);
    }

    private static Optional<Duration> period(Object written) {
        return text(written).map(PERIOD::matcher).filter(Matcher::matches).map(found -> {
            long count = Long.parseLong(found.group(1));
            return switch (found.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        });
    }

    private static Optional<Long> whole(Object written) {
        return text(written).filter(text -> WHOLE.matcher(text).matches()).map(Long::valueOf);
    }

    private static boolean isPath(String text) {
        try {
            return !text.startsWith("~") && !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && text.equals(uri.getScheme() + "://" + uri.getAuthority())
                    && uri.getUserInfo() == null;
        } catch (URISyntaxException noOrigin) {
            return false;
        }
    }
}
