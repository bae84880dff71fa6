package dev.evident.bench;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Makes minified events of about 350 bytes as a shop's systems would send them: 20 types and 50,000 users, both skewed,
 * unique resource ids, amounts, messages of 5 to 10 words. The same seed gives the same events.
 *
 * <p>Not thread-safe.
 */
public final class EventGenerator {
    /** Number of different users. */
    public static final int USERS = 50_000;

    /** Characters of a resource's name. */
    public static final int RESOURCE_LENGTH = 16;

    private static final long RESOURCES = 1_000_000_000_000L;
    private static final long SCATTER = 387_420_489L; // odd and no multiple of 5: no two numbers meet
    private static final BigInteger GATHER = BigInteger.valueOf(SCATTER).modInverse(BigInteger.valueOf(RESOURCES));

    private static final String[] TYPES = {
        "order.created", "user.login", "payment.captured", "document.viewed", "order.shipped",
        "cart.updated", "user.logout", "document.updated", "invoice.sent", "payment.refunded",
        "user.password_changed", "role.granted", "role.revoked", "export.requested", "api_key.created",
        "api_key.deleted", "config.changed", "user.invited", "user.deleted", "backup.restored"
    };

    /** Words that stand in messages alone. */
    private static final String[] MESSAGE_WORDS =
            "customer review request approved warehouse partner address quantity delivered manual archive evidence"
                    .split(" ");

    private static final String[] WORDS =
            ("account order payment customer review request approved document changed shipped warehouse invoice "
                            + "partner address quantity updated delivered returned refund manual automatic scheduled "
                            + "retry session expired password granted access region policy archive signature evidence")
                    .split(" ");

    private static final String DENIED = "denied";
    private static final String[] OUTCOMES = {"success", "success", "success", "success", "failure", DENIED};
    private static final String[] KINDS = {"order", "invoice", "document", "account"};
    private static final String[] CURRENCIES = {"EUR", "USD", "CHF"};

    private final SplittableRandom random;
    private final StringBuilder text = new StringBuilder(512);
    private long next;

    /**
     * @param seed chooses the sequence
     * @param first number of the first event's resource
     */
    public EventGenerator(long seed, long first) {
        this.random = new SplittableRandom(seed);
        this.next = first;
    }

    /** The type at a rank; 0 is the most frequent. */
    public static String type(int rank) {
        return TYPES[rank];
    }

    /** A word that occurs in messages and nowhere else, each about as often; any number names one. */
    public static String word(int number) {
        return MESSAGE_WORDS[Math.floorMod(number, MESSAGE_WORDS.length)];
    }

    /** The user at a rank; 0 is the most frequent. */
    public static String user(int rank) {
        return "user-" + (100_000 + rank) + "@example.org";
    }

    /** The resource of an event by its number: always {@value #RESOURCE_LENGTH} characters, never in order. */
    public static String resource(long number) {
        String digits = Long.toString(number * SCATTER % RESOURCES);
        return "res-" + "0".repeat(RESOURCE_LENGTH - 4 - digits.length()) + digits;
    }

    /** The number of the event with this {@link #resource}. */
    public static long number(String resource) {
        return BigInteger.valueOf(Long.parseLong(resource.substring(4)))
                .multiply(GATHER)
                .mod(BigInteger.valueOf(RESOURCES))
                .longValueExact();
    }

    /** Writes {@link #resource} at a place. */
    public static void writeResource(long number, byte[] into, int at) {
        long digits = number * SCATTER % RESOURCES;
        for (int i = at + RESOURCE_LENGTH - 1; i >= at + 4; i--) {
            into[i] = (byte) ('0' + digits % 10);
            digits /= 10;
        }
    }

    /** The next event, in UTF-8 and without line breaks. */
    public byte[] next() {
        int kind = random.nextInt(KINDS.length);
        int type = skewed(TYPES.length);
        text.setLength(0);
        text.append("{\"event_type\":\"").append(TYPES[type]);
        text.append("\",\"user_id\":\"").append(user(skewed(USERS)));
        text.append("\",\"variant_data\":{\"outcome\":\"").append(outcome(type));
        text.append("\",\"ip\":\"10.").append(random.nextInt(4)).append('.').append(random.nextInt(256));
        text.append('.').append(random.nextInt(256));
        text.append("\",\"resource\":{\"kind\":\"").append(KINDS[kind]);
        text.append("\",\"id\":\"").append(resource(next++));
        text.append("\"},\"amount\":").append(random.nextInt(100_000) / 100.0);
        text.append(",\"currency\":\"").append(CURRENCIES[random.nextInt(CURRENCIES.length)]);
        text.append("\",\"message\":\"");
        words();
        text.append("\",\"client\":{\"name\":\"shop-backend\",\"version\":\"4.").append(random.nextInt(20));
        text.append(".1\"},\"request_id\":\"").append(Long.toHexString(random.nextLong() | Long.MIN_VALUE));
        text.append("\"}}");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The most frequent type is never denied, the second seldom: pairs of frequent values that hardly meet. */
    private String outcome(int type) {
        String outcome = OUTCOMES[random.nextInt(OUTCOMES.length)];
        if (outcome.equals(DENIED) && (type == 0 || (type == 1 && random.nextInt(1_000) != 0))) {
            return OUTCOMES[0];
        }
        return outcome;
    }

    private void words() {
        int count = 5 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
    }

    /** Small ranks are far more frequent: the density falls with the square root of the rank's share. */
    private int skewed(int bound) {
        double share = random.nextDouble();
        return (int) (share * share * share * bound);
    }
}
