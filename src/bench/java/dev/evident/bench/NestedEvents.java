package dev.evident.bench;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Makes minified events of about 10 kB, deep and wide as a code host's webhooks are: an actor, a repository, commits, many
 * addresses, messages with escapes and letters beyond ASCII. The same seed gives the same events.
 *
 * <p>Not thread-safe.
 */
public final class NestedEvents {
    private static final int COMMITS = 12;
    private static final String[] MESSAGES = {
        "Merge branch 'main' into release\\n\\n* keeps \\\"both\\\" sides",
        "Größe prüfen, bevor geschrieben wird",
        "Fix the off-by-one that nobody saw since 2019",
        "Bump version"
    };
    private static final String[] LINKS = {
        "keys", "collaborators", "teams", "hooks", "events", "assignees", "branches", "tags", "blobs", "statuses"
    };

    private final SplittableRandom random;
    private final StringBuilder text = new StringBuilder(12_000);

    public NestedEvents(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The next event, in UTF-8 and without line breaks. */
    public byte[] next() {
        text.setLength(0);
        text.append("{\"event_type\":\"push\",\"user_id\":\"").append(name());
        text.append("\",\"occurred_at\":\"2026-11-23T05:14:24Z\",\"variant_data\":{\"actor\":");
        person();
        text.append(",\"repository\":{\"id\":").append(number()).append(",\"private\":false,\"description\":null");
        text.append(",\"score\":").append(random.nextInt(10_000) / 100.0).append(",\"owner\":");
        person();
        links("https://api.example.org/repos/" + name());
        text.append("},\"commits\":[");
        for (int i = 0; i < COMMITS; i++) {
            text.append(i == 0 ? "" : ",");
            commit();
        }
        text.append("]}}");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void commit() {
        String sha = hex() + hex() + hex().substring(0, 8);
        text.append("{\"sha\":\"").append(sha).append("\",\"node_id\":\"").append(hex());
        text.append("\",\"author\":");
        person();
        text.append(",\"message\":\"").append(MESSAGES[random.nextInt(MESSAGES.length)]);
        text.append("\",\"distinct\":true,\"changes\":{\"additions\":").append(random.nextInt(500));
        text.append(",\"deletions\":").append(random.nextInt(500)).append(",\"files\":[\"src/main/");
        text.append(name())
                .append(".java\",\"docs/")
                .append(name())
                .append(".md\"]},\"url\":\"https://api.example.org/");
        text.append(sha).append("\"}");
    }

    private void person() {
        String login = name();
        text.append("{\"login\":\"").append(login).append("\",\"id\":").append(number());
        text.append(",\"avatar_url\":\"https://avatars.example.org/u/").append(number());
        text.append("?v=4\",\"type\":\"User\",\"site_admin\":false,\"url\":\"https://api.example.org/users/");
        text.append(login).append("\",\"email\":\"").append(login).append("@example.org\"}");
    }

    private void links(String base) {
        for (String link : LINKS) {
            text.append(",\"")
                    .append(link)
                    .append("_url\":\"")
                    .append(base)
                    .append('/')
                    .append(link)
                    .append('"');
        }
    }

    private String name() {
        return "user-" + Integer.toString(random.nextInt(1_000_000_000), 36);
    }

    private int number() {
        return random.nextInt(1_000_000_000);
    }

    private String hex() {
        return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }
}
