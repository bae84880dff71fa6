package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;
import static java.util.Map.entry;

import dev.evident.merkle.MalformedException;
import dev.evident.merkle.VerifierKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a value of one type is written as one text.
 *
 * @param accepted what is accepted, as it stands after "is not" in a message
 * @param decoder the value of a text, or empty when it is not accepted; where that would say too little, it fails with a
 *     {@link ConfigurationException} that names no key
 */
record Scalar(String accepted, Function<String, Optional<?>> decoder) {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern PERIOD = Pattern.compile("([0-9]{1,9})([smhd])");

    private static final Map<Class<?>, Function<Setting, Scalar>> BY_TYPE = Map.ofEntries(
            entry(Password.class, setting -> new Scalar("a text", text -> Optional.of(new Password(text)))),
            entry(
                    String.class,
                    setting -> new Scalar(setting.value().accepted(), text -> Optional.of(text)
                            .filter(setting.value()::allows))),
            entry(
                    boolean.class,
                    setting -> new Scalar("true or false", text -> Optional.of(text.equals("true"))
                            .filter(yes -> yes || text.equals("false")))),
            entry(int.class, setting -> limited("a number", Scalar::integer, setting)),
            entry(long.class, setting -> limited("a number of bytes", Scalar::whole, setting)),
            entry(Duration.class, setting -> limited("a length of time", Scalar::period, setting)),
            entry(Instant.class, setting -> new Scalar("a time such as 2027-01-31T12:00:00Z", Scalar::time)),
            entry(Path.class, setting -> new Scalar("a path (without ~)", Scalar::path)),
            entry(URI.class, setting -> new Scalar("a URL such as https://witness.example.org/evident", Scalar::url)),
            entry(VerifierKey.class, setting -> new Scalar("a verifier key (name+id+base64)", Scalar::verifierKey)),
            entry(Template.class, setting -> new Scalar("a template", text -> Optional.of(Template.parse(text)))),
            entry(TokenSecret.class, setting -> new Scalar("a text (quote it in the file)", TokenSecret::of)));

    /** How a value of the type is written, or empty when it takes more than one text. */
    static Optional<Scalar> of(Class<?> type, Setting setting) {
        return type.isEnum()
                ? Optional.of(oneOf((Enum<?>[]) type.getEnumConstants()))
                : Optional.ofNullable(BY_TYPE.get(type)).map(scalar -> scalar.apply(setting));
    }

    /** A value as it may be written; who logs in at a URL is left out. */
    static String show(Object value) {
        if (value instanceof Enum<?> constant) {
            return lower(constant);
        }
        return value instanceof Duration period ? show(period) : ConfigurationException.withoutLogin(value.toString());
    }

    private static String show(Duration period) {
        long seconds = period.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Scalar oneOf(Enum<?>[] constants) {
        return new Scalar(
                Arrays.stream(constants).map(Scalar::lower).collect(Collectors.joining(" or ")),
                text -> Arrays.stream(constants)
                        .filter(constant -> lower(constant).equals(text))
                        .findFirst());
    }

    private static <T extends Comparable<T>> Scalar limited(
            String noun, Function<String, Optional<T>> decoder, Setting setting) {
        if (setting.max().isEmpty()) {
            return new Scalar(noun, decoder::apply);
        }
        T min = decoder.apply(setting.min()).orElseThrow();
        T max = decoder.apply(setting.max()).orElseThrow();
        return new Scalar(noun + " from " + setting.min() + " to " + setting.max(), text -> decoder.apply(text)
                .filter(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Long> whole(String text) {
        return WHOLE.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    private static Optional<Integer> integer(String text) {
        return whole(text).filter(value -> value == value.intValue()).map(Long::intValue);
    }

    /** A number and s, m, h or d. */
    private static Optional<Duration> period(String text) {
        return Optional.of(PERIOD.matcher(text)).filter(Matcher::matches).map(found -> {
            long count = Long.parseLong(found.group(1));
            return switch (found.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        });
    }

    /** RFC 3339, with any offset. */
    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    /** Nothing expands {@code ~}, so it is refused instead of becoming a directory of that name. */
    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() || text.startsWith("~") ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text.replaceAll("/+$", ""));
            boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            return Optional.of(url)
                    .filter(ok -> http
                            && url.getHost() != null
                            && url.getUserInfo() == null
                            && url.getQuery() == null
                            && url.getFragment() == null);
        } catch (URISyntaxException noUrl) {
            return Optional.empty();
        }
    }

    private static Optional<VerifierKey> verifierKey(String text) {
        try {
            return Optional.of(VerifierKey.parse(text));
        } catch (MalformedException refused) {
            throw new ConfigurationException("", quoted(text) + ": " + refused.getMessage());
        }
    }
}
