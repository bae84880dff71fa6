package dev.evident.intake.formats;

import dev.evident.event.EventParser;
import dev.evident.event.Items;
import dev.evident.http.MediaTypes;
import dev.evident.intake.IntakeExchange;
import dev.evident.intake.IntakeFormat;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.IntakeResponse;
import dev.evident.intake.IntakeResult;
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
        public boolean isLinear() {
            return true;
        }

        @Override
        public Items parse(byte[] body) {
            return Items.of(parser.parse(body, request.sender().tenant(), key));
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            return Receipts.one(request, result);
        }
    }
}
