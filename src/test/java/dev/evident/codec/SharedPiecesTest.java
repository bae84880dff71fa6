package dev.evident.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.ShopEvents;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What bodies have in common, counted again by hand. */
class SharedPiecesTest {
    private static final int EVENTS = 2_000;
    private static final int ENOUGH = EVENTS / SharedPieces.ONE_IN;

    @Test
    void eachPieceAsAWholeStandsInManyEventsOfManyUsers() {
        ShopEvents shop = new ShopEvents(1);
        Random random = new Random(2);
        List<String> bodies = new ArrayList<>();
        for (int n = 0; n < EVENTS; n++) {
            String body = new String(shop.next(), UTF_8);
            bodies.add(random.nextInt(3) == 0 ? body.replaceFirst("user-[0-9]+", "clerk-" + random.nextInt(7)) : body);
        }

        List<String> pieces = of(bodies);

        assertThat(pieces).hasSizeGreaterThan(20);
        assertThat(pieces).anyMatch(piece -> piece.contains("@example.org\",\"variant_data\":{\"outcome\":\"failure"));
        for (String piece : pieces) {
            int events = 0;
            Set<String> users = new HashSet<>();
            for (String body : bodies) {
                if (body.contains(piece)) {
                    events++;
                    users.add(body.replaceFirst(".*\"user_id\":\"([^\"]*)\".*", "$1"));
                }
            }
            assertThat(events).as(piece).isGreaterThanOrEqualTo(ENOUGH);
            if (!isStructure(piece)) {
                assertThat(users.size()).as(piece).isGreaterThanOrEqualTo(SharedPieces.MIN_USERS);
            }
        }
    }

    @Test
    void whatFewEventsHaveIsInNone() {
        assertThat(messages(EVENTS, n -> n < ENOUGH - 1 ? "quetzal zirconium" : "other"))
                .noneMatch(this::isCanary);
        assertThat(messages(EVENTS, n -> n < ENOUGH ? "quetzal zirconium" : "other"))
                .anyMatch(this::isCanary);
    }

    @Test
    void onePercentOfFewEventsIsNotEnough() {
        int few = SharedPieces.MIN_EVENTS - 1;

        assertThat(messages(400, n -> n < few ? "quetzal zirconium" : "other")).noneMatch(this::isCanary);
        assertThat(messages(400, n -> n < few + 1 ? "quetzal zirconium" : "other"))
                .anyMatch(this::isCanary);
    }

    @Test
    void whatFewUsersHaveIsInNoneHoweverManyEventsHaveIt() {
        int few = SharedPieces.MIN_USERS - 1;

        assertThat(of(ofUsers(few)))
                .anyMatch(piece -> piece.contains("note.written"))
                .noneMatch(this::isCanary);
        assertThat(of(ofUsers(few + 1))).anyMatch(this::isCanary);
    }

    @Test
    void wordsOfAUserIdAreInNoneWhoeverNamesThatUser() {
        ShopEvents shop = new ShopEvents(3);
        List<String> bodies = new ArrayList<>();
        for (int n = 0; n < EVENTS; n++) {
            String body = new String(n % 2 == 0 ? shop.next("asked by quetzal") : shop.next("nothing"), UTF_8);
            bodies.add(n == 77 ? body.replaceFirst("user-[0-9]+@", "quetzal@") : body);
        }

        assertThat(of(bodies))
                .anyMatch(piece -> piece.contains("asked by "))
                .anyMatch(piece -> piece.contains("@example.org"))
                .noneMatch(this::isCanary);
    }

    @Test
    void wordsThatStoodTogetherInAnEventAreApart() {
        List<String> words = IntStream.range(0, 40)
                .mapToObj(n -> "word" + (char) ('a' + n / 26) + (char) ('a' + n % 26))
                .toList();
        Random random = new Random(2);
        Set<String> pairs = new HashSet<>();

        List<String> pieces = messages(EVENTS, n -> {
            List<String> shuffled = new ArrayList<>(words);
            Collections.shuffle(shuffled, random);
            for (int i = 1; i < 6; i++) {
                pairs.add(shuffled.get(i - 1) + " " + shuffled.get(i));
            }
            return String.join(" ", shuffled.subList(0, 6));
        });

        assertThat(words)
                .filteredOn(word -> pieces.stream().anyMatch(piece -> piece.contains(word)))
                .hasSizeGreaterThan(30);
        assertThat(pairs).noneMatch(pair -> pieces.stream().anyMatch(piece -> piece.contains(pair)));
    }

    /** Names come from programs. Whoever makes names of what users are called gets them kept, as the documentation says. */
    @Test
    void aNameOfManyEventsIsInOneWhoeverHasIt() {
        assertThat(of(named(ENOUGH - 1))).noneMatch(this::isCanary);
        assertThat(of(named(ENOUGH))).anyMatch(piece -> piece.contains("\"quetzal\":"));
    }

    @Test
    void theMostFrequentIsLastAndTheSameEventsGiveTheSame() {
        ShopEvents shop = new ShopEvents(5);
        List<byte[]> bodies = Stream.generate(shop::next).limit(500).toList();

        List<String> pieces = SharedPieces.of(bodies);

        assertThat(SharedPieces.of(bodies)).isEqualTo(pieces);
        String last = pieces.get(pieces.size() - 1);
        assertThat(bodies).allMatch(body -> new String(body, UTF_8).contains(last));
    }

    @Test
    void whateverTheBodiesAreItEnds() {
        String large = "{\"n\":[" + "1,".repeat(SharedPieces.MAX_TOKENS / 50) + "1]}";
        assertThat(of(Collections.nCopies(100, large))).isNotEmpty();
        assertThat(of(Collections.nCopies(100, "{\"a\":\"" + "x".repeat(60_000) + "\"}")))
                .containsExactly("\"}", "{\"a\":\"");
        assertThat(of(Collections.nCopies(100, "\"\\"))).hasSize(1);
        assertThat(of(List.of())).isEmpty();
    }

    private boolean isCanary(String piece) {
        return piece.contains("quetzal") || piece.contains("zirconium");
    }

    private static boolean isStructure(String piece) {
        return piece.replaceAll("\"[a-z_]+\":|\"[a-z]+[.][a-z]+\"|[{}\\[\\],\":]", "")
                .isEmpty();
    }

    private static List<String> messages(int events, IntFunction<String> messages) {
        ShopEvents shop = new ShopEvents(14);
        return SharedPieces.of(IntStream.range(0, events)
                .mapToObj(n -> shop.next(messages.apply(n)))
                .toList());
    }

    private static List<String> ofUsers(int users) {
        return IntStream.range(0, EVENTS)
                .mapToObj(n -> "{\"event_type\":\"note.written\",\"user_id\":\"user-" + n % users
                        + "\",\"variant_data\":{\"text\":\"quetzal zirconium\",\"n\":" + n + "}}")
                .toList();
    }

    private static List<String> named(int events) {
        return IntStream.range(0, EVENTS)
                .mapToObj(n -> "{\"event_type\":\"note.written\",\"user_id\":\"quetzal\",\"variant_data\":{\""
                        + (n < events ? "quetzal" : "other") + "\":" + n + "}}")
                .toList();
    }

    private static List<String> of(List<String> bodies) {
        return SharedPieces.of(
                bodies.stream().map(body -> body.getBytes(ISO_8859_1)).toList());
    }
}
