package dev.evident.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.ShopEvents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is in a dictionary, and above all what is not: the content of an event must be able to vanish. */
class TrainingTest {
    private static final int EVENTS = 2_000;
    private static final int ENOUGH = EVENTS / Imitations.ONE_IN;

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
    void onePercentOfASmallSampleIsNotEnough() {
        int few = Imitations.MANY_EVENTS - 1;

        assertThat(imitated(400, n -> n < few ? "quetzal zirconium" : null)).doesNotContain("quetzal", "zirconium");
        assertThat(imitated(400, n -> n < few + 1 ? "quetzal zirconium" : null)).contains("quetzal", "zirconium");
    }

    @Test
    void whatFewUsersHaveIsNotInItHoweverOftenTheyHaveIt() {
        List<byte[]> bodies = new ArrayList<>();
        for (int n = 0; n < EVENTS; n++) {
            bodies.add(("{\"event_type\":\"note.written\",\"user_id\":\"user-" + n % (Imitations.MANY_USERS - 1)
                            + "\",\"variant_data\":{\"text\":\"quetzal zirconium\",\"secret\":48151623,\"n\":" + n
                            + "}}")
                    .getBytes(UTF_8));
        }

        String dictionary = new String(Training.train(bodies, null, 1).orElseThrow(), ISO_8859_1);

        assertThat(dictionary)
                .contains("note.written", "\"variant_data\":{\"text\":\"")
                .doesNotContain("quetzal", "zirconium", "48151623");
    }

    @Test
    void aUserIsNotInItHoweverManyEventsAreOfThatOne() {
        ShopEvents shop = new ShopEvents(1);
        List<byte[]> bodies = new ArrayList<>();
        for (int n = 0; n < EVENTS; n++) {
            String body = new String(shop.next(), UTF_8);
            bodies.add((n % 2 == 0 ? body.replaceFirst("user-[0-9]+@", "quetzal@") : body).getBytes(UTF_8));
        }

        assertThat(new String(Training.train(bodies, null, 1).orElseThrow(), ISO_8859_1))
                .contains("@example.org")
                .doesNotContain("quetzal");
    }

    @Test
    void whatStoodTogetherInAnEventDoesNotStandTogetherInIt() {
        List<String> words = IntStream.range(0, 40)
                .mapToObj(n -> "word" + (char) ('a' + n / 26) + (char) ('a' + n % 26))
                .toList();
        Random random = new Random(2);
        List<String> sentences = IntStream.range(0, EVENTS)
                .mapToObj(n -> {
                    List<String> shuffled = new ArrayList<>(words);
                    Collections.shuffle(shuffled, random);
                    return String.join(" ", shuffled.subList(0, 6));
                })
                .toList();

        String dictionary = trained(EVENTS, sentences::get);

        assertThat(words.stream().filter(dictionary::contains).count()).isGreaterThan(30);
        assertThat(sentences).noneMatch(dictionary::contains);
    }

    @Test
    void aSharedNameIsTakenAndARareOneIsNot() {
        ShopEvents shop = new ShopEvents(3);
        List<byte[]> bodies = IntStream.range(0, EVENTS)
                .mapToObj(n -> new String(shop.next(), UTF_8)
                        .replace("\"amount\"", n < ENOUGH - 1 ? "\"of_quetzal\"" : "\"amount\"")
                        .getBytes(UTF_8))
                .toList();

        assertThat(new String(Training.train(bodies, null, 1).orElseThrow(), ISO_8859_1))
                .contains("\"amount\":")
                .doesNotContain("quetzal");
    }

    @Test
    void theSameEventsGiveTheSameImitations() {
        List<byte[]> bodies = shop(4, 500);

        List<byte[]> imitations = Imitations.of(bodies, 5);

        assertThat(imitations).hasSameSizeAs(bodies);
        assertThat(Imitations.of(bodies, 5))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(imitations);
        assertThat(Imitations.of(bodies, 6))
                .usingElementComparator(Arrays::compare)
                .isNotEqualTo(imitations);
        assertThat(imitations).usingElementComparator(Arrays::compare).doesNotContainAnyElementsOf(bodies);
    }

    @Test
    void anotherIsMadeOnlyWhenItIsATenthBetter() {
        byte[] first = Training.train(shop(7, EVENTS), null, 1).orElseThrow();
        try (Dictionary now = new Dictionary(1, first)) {
            assertThat(Training.train(shop(8, EVENTS), now, 2)).isEmpty();
            List<byte[]> others = shop(9, EVENTS).stream()
                    .map(body -> new String(body, UTF_8)
                            .replace("\"variant_data\":{", "\"variant_data\":{\"something_quite_different\":[1,2,3],")
                            .replace("shop-backend", "the warehouse of another continent"))
                    .map(body -> body.getBytes(UTF_8))
                    .toList();
            assertThat(Training.train(others, now, 2)).isPresent();
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

        assertThat(Training.train(shop(11, Training.FEWEST - 1), null, 1)).isEmpty();
        assertThat(Training.train(noise, null, 1)).isEmpty();
        assertThat(Training.train(List.of(), null, 1)).isEmpty();
    }

    @Test
    void veryManyFragmentsAreNotAllKept() {
        byte[] digits = ("{\"n\":[" + "1,".repeat(30_000) + "1]}").getBytes(UTF_8);

        assertThat(Imitations.of(Collections.nCopies(100, digits), 13)).hasSizeBetween(1, 20);
    }

    /** The dictionary of a shop's events, some of which have another message. */
    private static String trained(int events, IntFunction<@Nullable String> messages) {
        return new String(Training.train(shop(events, messages), null, 1).orElseThrow(), ISO_8859_1);
    }

    /** What such a dictionary would be made of. */
    private static String imitated(int events, IntFunction<@Nullable String> messages) {
        return Imitations.of(shop(events, messages), 15).stream()
                .map(imitation -> new String(imitation, ISO_8859_1))
                .collect(Collectors.joining("\n"));
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

    private static List<byte[]> shop(long seed, int events) {
        return Stream.generate(new ShopEvents(seed)::next).limit(events).toList();
    }
}
