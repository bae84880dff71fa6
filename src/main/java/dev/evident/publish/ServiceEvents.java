package dev.evident.publish;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.ServiceEvent;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log has to say of itself, as events in it. */
final class ServiceEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceEvents.class);

    private final Bus bus;

    ServiceEvents(Bus bus) {
        this.bus = bus;
    }

    /**
     * Appends an event.
     *
     * @param type without the prefix
     */
    Future<Appended> append(String type, Map<String, ?> data) {
        Append event = new Append(List.of(ServiceEvent.of(type, ServiceEvent.SERVICE, null, data)));
        return bus.request(StoreMessages.APPEND, event)
                .onFailure(failure -> LOG.error("The event evident.{} was not stored: {}", type, failure.toString()));
    }
}
