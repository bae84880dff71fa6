package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.event.NewEvent;
import dev.evident.event.Unchecked;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Events of about 300 bytes as a shop would send them: of many users, alike and never the same. */
public final class ShopEvents {
    private static final List<String> TYPES =
            List.of("order.created", "user.login", "payment.captured", "document.viewed", "cart.updated");
    private static final List<String> WORDS =
            List.of("account", "order", "payment", "customer", "review", "request", "approved", "shipped", "archive");

    private final Random random;

    /** The same seed gives the same events. */
    public ShopEvents(long seed) {
        random = new Random(seed);
    }

    /** This number of them. */
    public List<NewEvent> bodies(int count) {
        return Stream.generate(this::next).limit(count).map(Unchecked::event).toList();
    }

    /** The next one, in UTF-8. */
    public byte[] next() {
        return next(any(WORDS) + " " + any(WORDS) + " " + any(WORDS));
    }

    /** The next one, with this message. */
    public byte[] next(String message) {
        return ("{\"event_type\":\"" + any(TYPES) + "\",\"user_id\":\"user-" + (10_000 + random.nextInt(5_000))
                        + "@example.org\",\"variant_data\":{\"outcome\":\""
                        + (random.nextInt(5) == 0 ? "failure" : "success")
                        + "\",\"ip\":\"10.0." + random.nextInt(256) + "." + random.nextInt(256)
                        + "\",\"resource\":{\"kind\":\"document\",\"id\":\"res-" + random.nextInt(1_000_000_000)
                        + "\"},\"amount\":" + random.nextInt(100_000) / 100.0 + ",\"message\":\"" + message
                        + "\",\"client\":{\"name\":\"shop-backend\",\"version\":\"4." + random.nextInt(9)
                        + "\"},\"request_id\":\"" + Long.toHexString(random.nextLong() | Long.MIN_VALUE) + "\"}}")
                .getBytes(UTF_8);
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
