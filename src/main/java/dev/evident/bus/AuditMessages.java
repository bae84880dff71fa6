package dev.evident.bus;

import dev.evident.event.ServiceEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What other packages tell of what the service did, to be written into its own log. Telling never fails and never waits. */
public final class AuditMessages {

    /** One thing to be recorded. */
    public static final Topic<Happened> HAPPENED = new Topic<>("audit.happened");

    /** A caller was refused; recorded as counts, since strangers decide how often. */
    public static final Topic<TokenRefused> TOKEN_REFUSED = new Topic<>("audit.token_refused");

    private AuditMessages() {}

    /**
     * A value that may be just what has to be deleted from the log one day: the event gets its keyed hash only. Stands in
     * the data of {@link Happened}, also inside lists and maps.
     */
    public record Hidden(String value) {
        @Override
        public String toString() {
            return "Hidden";
        }
    }

    /**
     * As {@link ServiceEvent#of} takes it: no secrets.
     *
     * @param type without the prefix, such as {@code events_exported}
     * @param actor the name of a token, or {@link ServiceEvent#SERVICE}
     * @param tenant whose readers may see it too; null for nobody's
     */
    public record Happened(String type, String actor, @Nullable String tenant, Map<String, ?> data) {}

    /**
     * A refused caller.
     *
     * @param reason one of a few fixed words
     * @param ip where the call came from: a proxy's address when there is one in front
     * @param actor the name of a known token that lacks the scope, or {@link ServiceEvent#SERVICE}
     * @param tenant that token's; else null
     */
    public record TokenRefused(String reason, String ip, String actor, @Nullable String tenant) {}
}
