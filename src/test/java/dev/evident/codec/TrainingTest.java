package dev.evident.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.ShopEvents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which dictionaries are made, and what is not in them: the content of an event must be able to vanish. */
class TrainingTest {
    private static final int EVENTS = 2_000;
    private static final int ENOUGH = EVENTS / SharedPieces.ONE_IN;

    @Test
    void whatAllShareIsInIt() {
        String dictionary = trained(EVENTS, n -> null);

        assertThat(dictionary)
                .contains("\"event_type\":\"", "\"variant_data\":{\"outcome\":\"success\"", "shop-backend");
    }

    @Test
    void whatOneEventHasIsNotInIt() {
        String dictionary = trained(EVENTS, n -> n == 77 ? "quetzal zirconium-48151623" : null);

        assertThat(dictionary).contains("\"message\":\"").doesNotContain("quetzal", "zirconium", "48151623");
    }

    @Test
    void whatFewEventsHaveIsNotInIt() {
        String few = trained(EVENTS, n -> n < ENOUGH - 1 ? "quetzal zirconium" : null);
        String many = trained(EVENTS, n -> n < 10 * ENOUGH ? "quetzal zirconium" : null);

        assertThat(few).doesNotContain("quetzal", "zirconium");
        assertThat(many).contains("quetzal");
    }

    @Test
    void nothingOfAnyEventOrUserIsInIt() {
        Random random = new Random(16);
        Supplier<String> canary = () -> random.ints(12, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        List<String> canaries = Stream.generate(canary).limit(30).collect(Collectors.toCollection(ArrayList::new));
        List<byte[]> bodies = new ArrayList<>();
        for (int n = 0; n < EVENTS; n++) {
            String ofUser = canaries.get(n % 30); // in 66 events each, of at most 9 users
            List<String> own = Stream.generate(canary).limit(6).toList();
            canaries.addAll(own);
            bodies.add(("{\"event_type\":\"note.written\",\"user_id\":\"" + ofUser + n / 30 % 9
                            + "@example.org\",\"source\":\""
                            + own.get(0) + "\",\"variant_data\":{\"text\":\"see " + own.get(1) + " of " + ofUser
                            + "\",\""
                            + own.get(2) + "\":true,\"list\":[\"" + own.get(3) + " " + own.get(4) + "\",\"" + ofUser
                            + "\"],\"deep\":{\"er\":[[{\"number\":" + (1_000_000_000 + n) + "}]]},\"target\":\""
                            + ofUser
                            + "\"},\"extra\":\"" + own.get(5) + "\"}")
                    .getBytes(UTF_8));
        }

        String dictionary = text(Training.train(bodies, null));

        assertThat(dictionary)
                .contains("note.written", "@example.org\",\"source\":\"", "\"variant_data\":{\"text\":\"");
        Set<String> pieces = new HashSet<>();
        for (int at = 0; at + 8 <= dictionary.length(); at++) {
            pieces.add(dictionary.substring(at, at + 8));
        }
        for (String secret : canaries) {
            for (int at = 0; at + 8 <= secret.length(); at++) {
                assertThat(pieces).doesNotContain(secret.substring(at, at + 8));
            }
        }
        assertThat(dictionary).doesNotContain("1000000");
    }

    @Test
    void aSharedNameIsTakenAndARareOneIsNot() {
        ShopEvents shop = new ShopEvents(3);
        List<byte[]> bodies = IntStream.range(0, EVENTS)
                .mapToObj(n -> new String(shop.next(), UTF_8)
                        .replace("\"amount\"", n < ENOUGH - 1 ? "\"of_quetzal\"" : "\"amount\"")
                        .getBytes(UTF_8))
                .toList();

        assertThat(text(Training.train(bodies, null))).contains("\"amount\":").doesNotContain("quetzal");
    }

    @Test
    void anotherIsMadeOnlyWhenItIsATenthBetter() {
        try (Dictionary now = Training.train(shop(7, EVENTS), null).orElseThrow()) {
            assertThat(Training.train(shop(8, EVENTS), now)).isEmpty();
            List<byte[]> others = shop(9, EVENTS).stream()
                    .map(body -> new String(body, UTF_8)
                            .replace("\"variant_data\":{", "\"variant_data\":{\"something_quite_different\":[1,2,3],")
                            .replace("shop-backend", "the warehouse of another continent"))
                    .map(body -> body.getBytes(UTF_8))
                    .toList();
            try (Dictionary second = Training.train(others, now).orElseThrow()) {
                assertThat(second.number()).isEqualTo(2);
            }
        }
    }

    @Test
    void thereIsNoneOfTooFewOrOfWhatIsRandom() {
        Random random = new Random(10);
        List<byte[]> noise = Stream.generate(() -> {
                    byte[] body = new byte[300];
                    random.nextBytes(body);
                    body[0] = '{';
                    return body;
                })
                .limit(EVENTS)
                .toList();

        assertThat(Training.train(shop(11, Training.MIN_BODIES - 1), null)).isEmpty();
        assertThat(Training.train(noise, null)).isEmpty();
        assertThat(Training.train(List.of(), null)).isEmpty();
    }

    @Test
    void thereIsNoneBehindTheLastNumber() {
        try (Dictionary last = new Dictionary(Dictionary.MAX_NUMBER, new byte[0])) {
            assertThat(Training.train(shop(12, EVENTS), last)).isEmpty();
        }
    }

    /** The dictionary of a shop's events, some of which have another message. */
    private static String trained(int events, IntFunction<@Nullable String> messages) {
        return text(Training.train(shop(events, messages), null));
    }

    private static List<byte[]> shop(int events, IntFunction<@Nullable String> messages) {
        ShopEvents shop = new ShopEvents(14);
        return IntStream.range(0, events)
                .mapToObj(n -> {
                    String message = messages.apply(n);
                    return message == null ? shop.next() : shop.next(message);
                })
                .toList();
    }

    private static String text(Optional<Dictionary> made) {
        try (Dictionary dictionary = made.orElseThrow()) {
            return new String(dictionary.bytes(), ISO_8859_1);
        }
    }

    private static List<byte[]> shop(long seed, int events) {
        return Stream.generate(new ShopEvents(seed)::next).limit(events).toList();
    }
}
