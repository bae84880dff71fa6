package dev.evident.intake.formats;

import dev.evident.event.EventParser;
import dev.evident.event.Items;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.MediaTypes;
import dev.evident.http.ProblemJson;
import dev.evident.http.Reference;
import dev.evident.intake.IntakeExchange;
import dev.evident.intake.IntakeFormat;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.IntakeResponse;
import dev.evident.intake.IntakeResult;
import dev.evident.intake.IntakeResult.ItemResult;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code POST /event}: one event of our own form. */
public final class JsonEvent implements IntakeFormat {
    private final EventParser parser;
    private final long maxBytes;

    /** @param maxBytes of an event */
    public JsonEvent(EventParser parser, long maxBytes) {
        this.parser = parser;
        this.maxBytes = maxBytes;
    }

    @Override
    public String path() {
        return "/event";
    }

    @Override
    public IntakeExchange open(IntakeRequest request) {
        MediaTypes.requireJson(request.headers());
        return new Exchange(request, IdempotencyKey.of(request.headers()));
    }

    private final class Exchange implements IntakeExchange {
        private final IntakeRequest request;
        private final @Nullable String key;

        Exchange(IntakeRequest request, @Nullable String key) {
            this.request = request;
            this.key = key;
        }

        @Override
        public long maxBytes() {
            return maxBytes;
        }

        @Override
        public boolean isAtomic() {
            return false;
        }

        @Override
        public boolean isKeyed() {
            return key != null;
        }

        @Override
        public boolean keepsRefused() {
            return false;
        }

        @Override
        public Items parse(byte[] body) {
            return Items.of(parser.parse(body, request.sender().tenant(), key));
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            ItemResult event = result.list().get(0);
            Placed placed = Objects.requireNonNull(event.placed(), "a single event is stored, kept or refused");
            Problem problem = event.problem();
            if (problem != null && !result.quarantined()) {
                throw Problem.of(
                                Kind.DEDUP_CONFLICT,
                                "The dedup_key is that of event " + placed.id()
                                        + ", whose content is another; nothing was stored.")
                        .with("field", "dedup_key")
                        .exception();
            }
            MultiMap location = MultiMap.caseInsensitiveMultiMap()
                    .add(HttpHeaders.LOCATION, Reference.to(request.path(), "events/" + placed.id()));
            return problem == null
                    ? Receipts.stored(placed.outcome() == Outcome.DUPLICATE, location, Receipts.json(placed))
                    : Receipts.json(
                            202,
                            location,
                            ProblemJson.buffer(Receipts.json(placed)
                                    .toJsonObject()
                                    .put("quarantined", true)
                                    .put("problem", ProblemJson.members(problem))));
        }
    }
}
