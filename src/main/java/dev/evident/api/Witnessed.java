package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.LogMessages;
import dev.evident.bus.LogMessages.Writes;
import dev.evident.bus.LogMessages.WritesRequest;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import java.util.Optional;

/**
 * Refuses what would change the record while a witness is required and none stands for the log ({@code
 * log.witness_required}). For the context of one verticle instance.
 */
final class Witnessed {
    private static final int RETRY_AFTER_SECONDS = 10;

    private Writes now;

    private Witnessed(Writes now) {
        this.now = now;
    }

    /** One that follows what the log says; refuses until it has said so, where a witness is required. */
    static Witnessed follow(Bus bus, boolean required) {
        Witnessed witnessed = new Witnessed(
                new Writes(required ? Optional.of("Nothing was stored: the service is starting.") : Optional.empty()));
        if (required) {
            bus.subscribe(LogMessages.WRITES_CHANGED, writes -> witnessed.now = writes);
            bus.request(LogMessages.WRITES, new WritesRequest()).onSuccess(writes -> witnessed.now = writes);
        }
        return witnessed;
    }

    /** Fails with the problem {@code unwitnessed} when nothing may be written now. */
    void require() {
        now.refused().ifPresent(why -> {
            throw Problem.of(Kind.UNWITNESSED, why)
                    .with("retry_after", RETRY_AFTER_SECONDS)
                    .exception();
        });
    }
}
