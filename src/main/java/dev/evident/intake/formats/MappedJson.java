package dev.evident.intake.formats;

import dev.evident.config.Mapping;
import dev.evident.event.EventParser;
import dev.evident.event.Items;
import dev.evident.http.MediaTypes;
import dev.evident.intake.IntakeExchange;
import dev.evident.intake.IntakeFormat;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.IntakeResponse;
import dev.evident.intake.IntakeResult;
import dev.evident.intake.formats.JsonValues.Slice;
import java.util.List;

/** {@code POST /intake/NAME}: JSON of any form, by the {@link Mapping} of that name. */
public final class MappedJson implements IntakeFormat {
    private final String path;
    private final Mapping mapping;
    private final MappedEvents events;
    private final long maxBytes;

    /**
     * The format of one mapping.
     *
     * @param maxBytes of a body
     */
    public MappedJson(String path, Mapping mapping, EventParser parser, long maxBytes) {
        this.path = path;
        this.mapping = mapping;
        this.events = new MappedEvents(mapping, parser);
        this.maxBytes = maxBytes;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public IntakeExchange open(IntakeRequest request) {
        MediaTypes.requireJson(request.headers());
        return new Exchange(request);
    }

    private final class Exchange extends MappedExchange {
        private final IntakeRequest request;

        Exchange(IntakeRequest request) {
            super(maxBytes, mapping.dedupKey().isPresent());
            this.request = request;
        }

        @Override
        public Items parse(byte[] body) {
            List<Slice> objects = JsonValues.elements(body, mapping.items().orElse(null));
            Items.Batch batch = batch();
            for (int i = 0; i < objects.size(); i++) {
                batch.add(events.item(i, request, body, objects.get(i)));
            }
            return batch.end();
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            return Receipts.batch(result);
        }
    }
}
