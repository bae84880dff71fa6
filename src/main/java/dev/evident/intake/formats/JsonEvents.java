package dev.evident.intake.formats;

import dev.evident.event.EventParser;
import dev.evident.event.Items;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.MediaTypes;
import dev.evident.intake.IntakeExchange;
import dev.evident.intake.IntakeFormat;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.IntakeResponse;
import dev.evident.intake.IntakeResult;
import dev.evident.intake.IntakeResult.ItemResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code POST /events}: a batch of our own form, as a JSON array or a line each; all of it or, on demand, its good part. */
public final class JsonEvents implements IntakeFormat {
    /** The query parameter that stores the good events of a batch whatever the others are. */
    public static final String PARTIAL = "partial";

    /** How many of the events are named that keep the others from being stored, the first ones. */
    private static final int MAX_CONFLICTS = 100;

    private final EventParser parser;
    private final long maxBytes;

    /** @param maxBytes of a batch */
    public JsonEvents(EventParser parser, long maxBytes) {
        this.parser = parser;
        this.maxBytes = maxBytes;
    }

    @Override
    public String path() {
        return "/events";
    }

    @Override
    public IntakeExchange open(IntakeRequest request) {
        boolean lines = MediaTypes.isNdjson(request.headers());
        IdempotencyKey.refuse(request.headers());
        return new Exchange(request, lines, isPartial(request));
    }

    private static boolean isPartial(IntakeRequest request) {
        List<String> values = request.query().apply(PARTIAL);
        if (values.isEmpty()) {
            return false;
        }
        String value = values.get(0);
        if (values.size() > 1 || (!value.equals("true") && !value.equals("false"))) {
            throw Problem.of(Kind.INVALID_PARAMETER, PARTIAL + " is true or false, once.")
                    .with("field", PARTIAL)
                    .exception();
        }
        return value.equals("true");
    }

    private final class Exchange implements IntakeExchange {
        private final IntakeRequest request;
        private final boolean lines;
        private final boolean partial;

        Exchange(IntakeRequest request, boolean lines, boolean partial) {
            this.request = request;
            this.lines = lines;
            this.partial = partial;
        }

        @Override
        public long maxBytes() {
            return maxBytes;
        }

        @Override
        public boolean isAtomic() {
            return !partial;
        }

        @Override
        public boolean isKeyed() {
            return false;
        }

        @Override
        public boolean keepsRefused() {
            return false;
        }

        @Override
        public boolean isLinear() {
            return true;
        }

        @Override
        public Items parse(byte[] body) {
            String tenant = request.sender().tenant();
            return lines ? parser.parseLines(body, tenant) : parser.parseArray(body, tenant);
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            List<ItemResult> refused = result.refused();
            if (!refused.isEmpty() && result.atomic()) {
                throw problem(result, refused).exception();
            }
            return Receipts.batch(result);
        }
    }

    /** Why none of the batch was stored. */
    private static Problem problem(IntakeResult result, List<ItemResult> refused) {
        return result.items().refusal().orElseGet(() -> conflict(result, refused));
    }

    private static Problem conflict(IntakeResult result, List<ItemResult> refused) {
        String place = result.place() == null ? "index" : result.place();
        int count = refused.size();
        return Problem.of(
                        Kind.DEDUP_CONFLICT,
                        count + (count == 1 ? " event has" : " events have")
                                + " the dedup_key of an event with other content; nothing was stored.")
                .with("field", "dedup_key")
                .with(
                        "errors",
                        refused.stream()
                                .limit(MAX_CONFLICTS)
                                .map(bad -> error(place, bad))
                                .toList());
    }

    private static Map<String, Object> error(String place, ItemResult bad) {
        Problem problem = bad.requireProblem();
        Map<String, Object> error = new LinkedHashMap<>();
        error.put(place, bad.item().at());
        error.put("detail", problem.detail());
        error.putAll(problem.members());
        return error;
    }
}
